//! θ₀ made from the data: quantile groups or k-means++.

use std::fmt;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::points::{CHUNK, Points};
use super::sample::Sample;
use super::statistics::ComponentStatistics;
use super::theta::{Component, MAX_COMPONENTS, Theta, ThetaError};

/// How θ₀ is made from the data. Both give components in ascending order of their means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Start {
    /// The sorted data cut into K groups of equal weight; each group's mean and variance.
    Quantile,
    /// K observations drawn by k-means++ (Arthur & Vassilvitskii 2007) with ChaCha8 from this seed;
    /// then the share, mean and variance of the observations nearest to each.
    KMeansPlusPlus {
        /// The seed; the same seed gives the same θ₀ everywhere.
        seed: u64,
    },
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantile => f.write_str("quantile groups"),
            Self::KMeansPlusPlus { seed } => write!(f, "k-means++, seed {seed}"),
        }
    }
}

/// Why no θ₀ can be made from the data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// K is 0 or too large.
    #[error(transparent)]
    Theta(#[from] ThetaError),
    /// k-means++ needs K different observations to start from.
    #[error(
        "k-means++ needs {components} distinct values for K = {components}, but the data have {distinct}; take a smaller K"
    )]
    TooFewDistinct {
        /// K
        components: usize,
        /// how many distinct values there are
        distinct: usize,
    },
}

impl Start {
    /// Returns a θ₀ with K = `components` made from the data, its components in ascending order of
    /// their means.
    ///
    /// A group without any spread of its own gets the mean variance within the groups; if that is 0
    /// too, the variance of all the data over K²; if all observations are equal, 1.
    ///
    /// # Errors
    /// Returns an error if K is out of range, or, for k-means++, if there are fewer than K distinct
    /// values.
    pub fn theta(self, sample: &Sample, components: usize) -> Result<Theta, StartError> {
        if components == 0 || components > MAX_COMPONENTS {
            return Err(ThetaError::Count(components).into());
        }
        let groups = match self {
            Self::Quantile => quantile_groups(sample, components),
            Self::KMeansPlusPlus { seed } => {
                let centres = plus_plus_centres(sample, components, seed)?;
                group_by(sample, &midpoints(&centres))
            }
        };
        Ok(Theta::new(with_spread(&groups, sample))?)
    }
}

/// Groups of equal weight; if ties leave one of them without an observation, the distinct values
/// are cut instead, and if there are fewer of them than groups, groups repeat.
fn quantile_groups(sample: &Sample, components: usize) -> Vec<ComponentStatistics> {
    let order = sample.order();
    let edges: Vec<f64> =
        (1..components).map(|k| order.quantile(k as f64 / components as f64)).collect();
    let groups = group_by(sample, &edges);
    if groups.iter().all(|g| g.weight() > 0.0) {
        return groups;
    }
    let distinct = order.distinct(sample.len());
    if distinct.len() >= components {
        let last = |k: usize| distinct[k * distinct.len() / components - 1];
        return group_by(sample, &(1..components).map(last).collect::<Vec<_>>());
    }
    let share = sample.total_weight() / components as f64;
    (0..components)
        .map(|k| distinct[k * distinct.len() / components])
        .map(|mean| ComponentStatistics::of_point(mean, share))
        .collect()
}

/// Group k holds the x in (edges[k−1], edges[k]].
fn group_by(sample: &Sample, edges: &[f64]) -> Vec<ComponentStatistics> {
    let mut parts = sample.points().chunks(|part| {
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
fn merged(parts: &[Vec<ComponentStatistics>]) -> Vec<ComponentStatistics> {
    let of_group =
        |k: usize| parts.iter().map(|groups| groups[k]).reduce(ComponentStatistics::merge);
    (0..parts[0].len()).filter_map(of_group).collect()
}

/// Returns K distinct observations, ascending: the first drawn evenly, each next one in proportion
/// to the squared distance to the nearest one so far.
fn plus_plus_centres(
    sample: &Sample,
    components: usize,
    seed: u64,
) -> Result<Vec<f64>, StartError> {
    let order = sample.order();
    let distinct = order.distinct(components).len();
    if distinct < components {
        return Err(StartError::TooFewDistinct { components, distinct });
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // Distances are taken in units of the range, so that their squares neither overflow nor vanish.
    let unit = order.max() - order.min();
    let mut centres = vec![order.quantile(random.random())];
    while centres.len() < components {
        let squares = Squares { centres: &centres, unit };
        let drawn = squares.draw(sample.points(), random.random());
        // Distinct values so close, for the range, that every square underflows: any of them will
        // do.
        let other = || sample.values().iter().copied().find(|x| !centres.contains(x));
        let next = drawn.or_else(other).expect("there are more distinct values than centres");
        centres.insert(centres.partition_point(|centre| *centre < next), next);
    }
    Ok(centres)
}

/// The squared distances that k-means++ draws by. They are computed again for each centre: kept,
/// they would take as much memory as the data.
struct Squares<'a> {
    /// Ascending.
    centres: &'a [f64],
    unit: f64,
}

impl Squares<'_> {
    /// Returns the weighted square of the distance from `x` to the nearest centre.
    fn of(&self, (x, weight): (f64, f64)) -> f64 {
        let after = self.centres.partition_point(|centre| *centre < x);
        let neighbours =
            &self.centres[after.saturating_sub(1)..(after + 1).min(self.centres.len())];
        let distance =
            neighbours.iter().map(|centre| (x - centre).abs()).fold(f64::INFINITY, f64::min);
        let distance = distance / self.unit;
        weight * distance * distance
    }

    /// Returns the value at the share `p` of the running sum of the squares, if not all of them are
    /// 0; never one whose own square is 0.
    fn draw(&self, points: Points, p: f64) -> Option<f64> {
        let sums = points.chunks(|part| part.iter().map(|point| self.of(point)).sum::<f64>());
        let target = p * sums.iter().sum::<f64>();
        let mut before = 0.0;
        let mut drawn = None;
        for (i, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
            drawn = Some((i, before));
            before += sum;
            if before > target {
                break;
            }
        }
        let (chunk, before) = drawn?;
        let part = points.slice(chunk * CHUNK..((chunk + 1) * CHUNK).min(points.values.len()));
        let mut sum = before;
        let mut drawn = None;
        for (x, weight) in part.iter() {
            let square = self.of((x, weight));
            if square > 0.0 {
                sum += square;
                drawn = Some(x);
                if sum > target {
                    break;
                }
            }
        }
        drawn
    }
}

/// Returns the points halfway between neighbours, and below the upper one even if no number lies
/// between them.
fn midpoints(centres: &[f64]) -> Vec<f64> {
    let midpoint = |a: f64, b: f64| (a + (b - a) / 2.0).min(b.next_down());
    centres.windows(2).map(|pair| midpoint(pair[0], pair[1])).collect()
}

fn with_spread(groups: &[ComponentStatistics], sample: &Sample) -> Vec<Component> {
    let total: f64 = groups.iter().map(ComponentStatistics::weight).sum();
    let count = groups.len() as f64;
    let within: f64 = groups.iter().map(|g| g.weight() / total * g.variance()).sum();
    let is_spread = |v: &f64| *v >= f64::MIN_POSITIVE;
    let of_all = || group_by(sample, &[])[0].variance() / (count * count);
    let spare = Some(within).filter(is_spread).or_else(|| Some(of_all()).filter(is_spread));
    let spread = |v: f64| if is_spread(&v) { v } else { spare.unwrap_or(1.0) };
    groups
        .iter()
        .map(|g| Component::new(g.weight() / total, g.mean(), spread(g.variance())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLUS_PLUS: Start = Start::KMeansPlusPlus { seed: 7 };

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    fn lists(theta: &Theta) -> [Vec<f64>; 3] {
        let of = |f: fn(&Component) -> f64| theta.components().iter().map(f).collect();
        [of(Component::weight), of(Component::mean), of(Component::variance)]
    }

    #[test]
    fn quantile_groups_have_equal_weight_and_their_own_moments() {
        let theta = Start::Quantile.theta(&sample(&[6.0, 1.0, 2.0, 3.0, 9.0, 7.5]), 2).unwrap();
        let [weights, means, variances] = lists(&theta);
        assert_eq!((weights, means), (vec![0.5; 2], vec![2.0, 7.5]));
        assert!((variances[0] - 2.0 / 3.0).abs() < 1e-15 && (variances[1] - 1.5).abs() < 1e-15);
    }

    #[test]
    fn quantile_groups_split_ties_by_value() {
        // Both quartiles and the median are 1; the distinct values are 1, 2, 3, 4.
        let tied = sample(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0]);
        let [weights, means, variances] = lists(&Start::Quantile.theta(&tied, 4).unwrap());
        assert_eq!((weights, means), (vec![0.7, 0.1, 0.1, 0.1], vec![1.0, 2.0, 3.0, 4.0]));
        // No group has any spread: the variance of all the data, 1.04, over K².
        assert!(variances.iter().all(|v| (v - 1.04 / 16.0).abs() < 1e-15), "{variances:?}");
    }

    #[test]
    fn one_value_is_enough_for_quantile_groups() {
        for equal in [&[3.0][..], &[3.0; 5]] {
            let theta = Start::Quantile.theta(&sample(equal), 3).unwrap();
            assert_eq!(theta.identical_pairs(), [(0, 1), (0, 2), (1, 2)]);
            assert_eq!(lists(&theta)[2], [1.0; 3]);
        }
        let [weights, means, _] = lists(&Start::Quantile.theta(&sample(&[2.0, 8.0]), 4).unwrap());
        assert_eq!((weights, means), (vec![0.25; 4], vec![2.0, 2.0, 8.0, 8.0]));
    }

    #[test]
    fn k_means_plus_plus_needs_k_distinct_values() {
        let two = sample(&[1.0, 2.0, 2.0, 1.0]);
        assert_eq!(
            PLUS_PLUS.theta(&two, 3).unwrap_err().to_string(),
            "k-means++ needs 3 distinct values for K = 3, but the data have 2; take a smaller K"
        );
        let [weights, means, variances] = lists(&PLUS_PLUS.theta(&two, 2).unwrap());
        assert_eq!((weights, means), (vec![0.5; 2], vec![1.0, 2.0]));
        assert_eq!(variances, [0.25 / 4.0; 2]);
        assert!(PLUS_PLUS.theta(&sample(&[3.0]), 1).is_ok());
    }

    #[test]
    fn k_is_between_one_and_sixty_four() {
        let data = sample(&[1.0, 2.0]);
        for (start, components) in [(Start::Quantile, 0), (PLUS_PLUS, 65)] {
            let error = start.theta(&data, components).unwrap_err().to_string();
            assert_eq!(error, format!("K must be 1 to 64 components, not {components}"));
        }
    }

    #[test]
    fn neighbouring_numbers_are_told_apart() {
        let one = 1.0_f64;
        let neighbours = sample(&[one, one.next_up(), one.next_up().next_up()]);
        let close = sample(&[0.0, 1e-200, 2e-200, 1.0]);
        for seed in 0..20 {
            let start = Start::KMeansPlusPlus { seed };
            assert_eq!(start.theta(&neighbours, 3).unwrap().len(), 3);
            assert_eq!(start.theta(&close, 4).unwrap().len(), 4);
        }
    }

    #[test]
    fn lattice_data_give_as_many_components_as_asked_for() {
        let lattice = sample(&(0..200).map(|i| f64::from(i % 7)).collect::<Vec<_>>());
        for components in 1..=7 {
            for start in [Start::Quantile, PLUS_PLUS] {
                let theta = start.theta(&lattice, components).unwrap();
                let means = &lists(&theta)[1];
                assert!(means.is_sorted_by(|a, b| a < b), "{start}, K = {components}: {means:?}");
            }
        }
    }

    #[test]
    fn rounded_weights_still_sum_to_one() {
        // Added one by one these weights come to 1.0000000000000002 times their exact sum.
        let weights = vec![0.1, 0.7, 0.3, 0.9, 0.2, 0.6, 0.1, 0.1, 0.1, 0.3];
        let values = (0..10).map(f64::from).collect();
        let weighted = Sample::weighted(values, weights).unwrap();
        assert_eq!(lists(&Start::Quantile.theta(&weighted, 1).unwrap())[0], [1.0]);
    }

    /// Returns k-means++ as its authors write it down: the squares are kept, and each is lowered by
    /// each new centre.
    fn textbook_centres(sample: &Sample, components: usize, seed: u64) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let order = sample.order();
        let mut centres = vec![order.quantile(random.random())];
        let mut squares = vec![f64::INFINITY; sample.len()];
        while centres.len() < components {
            for (i, square) in squares.iter_mut().enumerate() {
                let distance = sample.values()[i] - centres[centres.len() - 1];
                let distance = distance / (order.max() - order.min());
                *square = square.min(sample.weight(i) * distance * distance);
            }
            let target = random.random::<f64>() * squares.iter().sum::<f64>();
            let mut sum = 0.0;
            let next = squares.iter().position(|square| {
                sum += square;
                *square > 0.0 && sum > target
            });
            centres.push(sample.values()[next.unwrap()]);
        }
        centres.sort_by(f64::total_cmp);
        centres
    }

    proptest! {
        #[test]
        fn the_centres_are_those_of_the_textbook(
            values in prop::collection::vec(-1e3..1e3_f64, 20..200),
            weights in prop::option::of(prop::collection::vec(0.1..9.0_f64, 200)),
            components in 1..9_usize,
            seed in any::<u64>(),
        ) {
            let n = values.len();
            let sample = match weights {
                Some(weights) => Sample::weighted(values, weights[..n].to_vec()).unwrap(),
                None => Sample::new(values).unwrap(),
            };
            let centres = plus_plus_centres(&sample, components, seed).unwrap();
            prop_assert_eq!(centres, textbook_centres(&sample, components, seed));
        }
    }

    #[test]
    fn a_large_group_has_the_moments_of_its_points() {
        // Two chunks and a bit, the first third of them at 10⁹, in an order that drifts.
        let values: Vec<f64> =
            (0..150_000).map(|i| 1e9 + f64::from(i % 1000) / 8.0 + f64::from(i / 50_000)).collect();
        let n = values.len() as f64;
        let mean = values.iter().map(|x| x - 1e9).sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - 1e9 - mean).powi(2)).sum::<f64>() / n;
        let group = group_by(&sample(&values), &[])[0];
        assert_eq!(group.weight(), n);
        assert!((group.precise_mean().plus(-1e9).head - mean).abs() < 1e-11, "{group:?}");
        assert!((group.variance() / variance - 1.0).abs() < 1e-12, "{group:?} {variance}");
    }
}
