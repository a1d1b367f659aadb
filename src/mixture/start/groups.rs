//! Groups of neighbouring observations, and their moments.

use crate::mixture::points::Points;
use crate::mixture::sample::Sample;
use crate::mixture::statistics::ComponentStatistics;

/// Groups of equal weight; if ties leave one of them without an observation, the distinct values
/// are cut instead, and if there are fewer of them than groups, groups repeat.
pub(super) fn quantile_groups(sample: &Sample, components: usize) -> Vec<ComponentStatistics> {
    let order = sample.order();
    let edges: Vec<f64> =
        (1..components).map(|k| order.quantile(k as f64 / components as f64)).collect();
    let groups = group_by(sample.points(), &edges);
    if groups.iter().all(|g| g.weight() > 0.0) {
        return groups;
    }
    let distinct = order.distinct(sample.len());
    if distinct.len() >= components {
        let last = |k: usize| distinct[k * distinct.len() / components - 1];
        return group_by(sample.points(), &(1..components).map(last).collect::<Vec<_>>());
    }
    let share = sample.total_weight() / components as f64;
    (0..components)
        .map(|k| distinct[k * distinct.len() / components])
        .map(|mean| ComponentStatistics::of_point(mean, share))
        .collect()
}

/// Group k holds the x in (edges[k−1], edges[k]].
pub(in crate::mixture) fn group_by(points: Points, edges: &[f64]) -> Vec<ComponentStatistics> {
    let mut parts = points.chunks(|part| {
        let mut groups = vec![Group::default(); edges.len() + 1];
        for (x, weight) in part.iter() {
            groups[edges.partition_point(|edge| *edge < x)].add(x, weight);
        }
        groups.iter().map(Group::statistics).collect::<Vec<_>>()
    });
    // Neighbours are merged until one is left, so that rounding errors grow with log n.
    while parts.len() > 1 {
        parts = parts.chunks(2).map(merged).collect();
    }
    parts.swap_remove(0)
}

/// Points merged one by one, until this many show where their group is; the others are summed about
/// the mean of these.
const HEAD: usize = 1024;

/// A group of the points of a chunk.
#[derive(Clone, Copy, Default)]
struct Group {
    head: ComponentStatistics,
    count: usize,
    /// Σ w, Σ w d and Σ w d² of the points after the head, where d = x − the head's mean.
    sums: [f64; 3],
}

impl Group {
    fn add(&mut self, x: f64, weight: f64) {
        if self.count < HEAD {
            self.count += 1;
            self.head = self.head.merge(ComponentStatistics::of_point(x, weight));
            return;
        }
        let distance = (x - self.head.mean()) - self.head.precise_mean().tail;
        let first = weight * distance;
        self.sums[0] += weight;
        self.sums[1] += first;
        self.sums[2] += first * distance;
    }

    fn statistics(&self) -> ComponentStatistics {
        let [weight, first, second] = self.sums;
        if weight == 0.0 {
            return self.head;
        }
        let (first, second) = (first / weight, second / weight);
        let centre = self.head.precise_mean();
        self.head.merge(ComponentStatistics::of_moments(weight, centre, first, second))
    }
}

/// Returns the groups of one or more parts of the sample taken together.
pub(super) fn merged(parts: &[Vec<ComponentStatistics>]) -> Vec<ComponentStatistics> {
    let of_group =
        |k: usize| parts.iter().map(|groups| groups[k]).reduce(ComponentStatistics::merge);
    (0..parts[0].len()).filter_map(of_group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_group_has_the_moments_of_its_points() {
        // Two chunks and a bit, the first third of them at 10⁹, in an order that drifts.
        let values: Vec<f64> =
            (0..150_000).map(|i| 1e9 + f64::from(i % 1000) / 8.0 + f64::from(i / 50_000)).collect();
        let n = values.len() as f64;
        let mean = values.iter().map(|x| x - 1e9).sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - 1e9 - mean).powi(2)).sum::<f64>() / n;
        let group = group_by(Sample::new(values).unwrap().points(), &[])[0];
        assert_eq!(group.weight(), n);
        assert!((group.precise_mean().plus(-1e9).head - mean).abs() < 1e-11, "{group:?}");
        assert!((group.variance() / variance - 1.0).abs() < 1e-12, "{group:?} {variance}");
    }
}
