//! The order as weights of buckets that follow the data.
//!
//! The range is cut into stretches: between neighbouring quantiles of some thousand observations,
//! and beyond the outermost of them into stretches that become four times as long each, up to the
//! smallest and the largest observation. Each stretch is cut into buckets of equal width. So
//! buckets are narrow where the data are, and one observation far away widens none of those.
//!
//! These are not the bins of condensed data ([`crate::mixture::condensed::Grid`]), which must halve
//! exactly and be the same for every part of the data, and so follow only the median and the
//! spread. A narrow group away from the median lies in one such bin, but in thousands of buckets,
//! and data that no grid suits have quantiles, too.

use super::{Points, keys};
use crate::mixture::points::probes;
use crate::mixture::sum::CompensatedSum;

/// About this many observations, taken evenly from the whole, say where the data are.
const PROBES: usize = 1 << 13;
/// Between their quantiles lie this many stretches.
const STRETCHES: usize = 64;
/// The most stretches beyond the outermost quantile, at each end.
const BEYOND: i32 = 31;
/// How many times longer each of them is than the one before it.
const GROWTH: f64 = 4.0;
/// The buckets of a stretch.
const PER_STRETCH: usize = 2048;
/// The data are counted in this many parts, whose weights are then added in their order.
pub(super) const PARTS: usize = 4;

/// The weights of buckets.
#[derive(Debug)]
pub(super) struct Buckets {
    max: f64,
    stretches: Vec<Stretch>,
    /// The weight of all buckets before each, and at the end the weight of all.
    below: Vec<f64>,
}

#[derive(Debug)]
struct Stretch {
    start: f64,
    /// Buckets in a unit of x.
    scale: f64,
}

impl Buckets {
    /// Counts the observations, which lie in `range`.
    pub(super) fn new(points: Points, range: (f64, f64)) -> Self {
        let mut knots = knots(points.values, range);
        knots.push(range.1);
        let stretch = |pair: &[f64]| Stretch {
            start: pair[0],
            scale: PER_STRETCH as f64 / (pair[1] - pair[0]),
        };
        let stretches = knots.windows(2).map(stretch).collect();
        let mut buckets = Self { max: range.1, stretches, below: Vec::new() };
        buckets.below = buckets.weights_below(points);
        buckets
    }

    fn count(&self) -> usize {
        self.stretches.len() * PER_STRETCH
    }

    fn weights_below(&self, points: Points) -> Vec<f64> {
        let of_part = |part: Points| {
            let mut weights = vec![0.0; self.count()];
            for (x, weight) in part.iter() {
                weights[self.bucket(x)] += weight;
            }
            weights
        };
        let parts = points.pieces(points.values.len().div_ceil(PARTS), of_part);
        let mut total = CompensatedSum::default();
        let mut below = Vec::with_capacity(self.count() + 1);
        for b in 0..self.count() {
            below.push(total.value());
            for part in &parts {
                total.add(part[b]);
            }
        }
        below.push(total.value());
        below
    }

    /// Returns the bucket that `x` is in, the outermost ones where it is in none. It never falls as
    /// x rises.
    fn bucket(&self, x: f64) -> usize {
        let stretch = self.stretches.partition_point(|s| s.start <= x).saturating_sub(1);
        let Stretch { start, scale } = self.stretches[stretch];
        // What is not a number (0 · ∞ in a stretch of no width) becomes 0 here, and what is too
        // large the last bucket.
        let within = ((x - start) * scale) as usize;
        stretch * PER_STRETCH + within.min(PER_STRETCH - 1)
    }

    /// Returns the weight of all the observations.
    pub(super) fn total(&self) -> f64 {
        self.below[self.count()]
    }

    /// Returns the weight of the buckets before the one that `x` is in.
    pub(super) fn weight_below(&self, x: f64) -> f64 {
        if x > self.max { self.total() } else { self.below[self.bucket(x)] }
    }

    /// Returns the bucket in which the weight from the smallest observation on comes to `wanted`:
    /// the first and last key of the numbers in it, and the weight below it.
    pub(super) fn at_weight(&self, wanted: f64) -> (u64, u64, f64) {
        let end = self.below.partition_point(|weight| *weight < wanted);
        let bucket = end.saturating_sub(1).min(self.count() - 1);
        let (lowest, highest) = (keys::of(self.stretches[0].start), keys::of(self.max));
        let start_of = |bucket: usize| {
            keys::first(lowest, highest + 1, |key| {
                key > highest || self.bucket(keys::number(key)) >= bucket
            })
        };
        (start_of(bucket), start_of(bucket + 1) - 1, self.below[bucket])
    }
}

/// Returns where stretches start: ascending from the smallest observation, all but that one inside
/// the range.
fn knots(values: &[f64], (min, max): (f64, f64)) -> Vec<f64> {
    let probes = probes(values, PROBES);
    let quantiles = (1..STRETCHES).map(|i| probes[i * probes.len() / STRETCHES]);
    let mut inner: Vec<f64> = quantiles.filter(|x| min < *x && *x < max).collect();
    inner.dedup();
    // Where no quantile lies inside the range, nearly all of the data lie at its ends.
    let (first, last) = (inner.first().map_or(max, |x| *x), inner.last().map_or(min, |x| *x));
    let gap = |pair: Option<&[f64]>| pair.map_or(0.0, |pair| pair[1] - pair[0]);
    let (gap_before, gap_after) = (gap(inner.windows(2).next()), gap(inner.windows(2).last()));
    let shortest = (max - min) * GROWTH.powi(-BEYOND);
    let beyond = |gap: f64| (0..BEYOND).map(move |i| gap.max(shortest) * GROWTH.powi(i));
    let mut knots = vec![min];
    knots.extend(beyond(gap_before).map(|far| first - far).take_while(|x| *x > min));
    knots.extend(beyond(gap_after).map(|far| last + far).take_while(|x| *x < max));
    knots.append(&mut inner);
    knots.sort_unstable_by(f64::total_cmp);
    knots.dedup();
    knots
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn buckets(values: &[f64]) -> Buckets {
        let min = values.iter().copied().fold(f64::INFINITY, f64::min);
        let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Buckets::new(Points { values, weights: None }, (min, max))
    }

    #[test]
    fn one_observation_far_away_widens_no_bucket_of_the_others() {
        let mut values: Vec<f64> = (-1000..=1000).map(|i| f64::from(i) / 1000.0).collect();
        values.push(1e9);
        let buckets = buckets(&values);
        for i in -999..1000_i32 {
            let edge = f64::from(i) / 1000.0 - 0.0005;
            assert_eq!(buckets.weight_below(edge), f64::from(i + 1000), "below {edge}");
        }
        assert_eq!(buckets.weight_below(1e8), 2001.0);
        assert_eq!(buckets.weight_below(2e9), 2002.0);
    }

    #[test]
    fn a_bucket_never_falls_as_x_rises() {
        let values = [-1e140, -3.0, -3.0, 5e-324, 1e-310, 0.1, 0.1_f64.next_up(), 7.0, 1e140];
        let buckets = buckets(&values);
        let mut spread: Vec<f64> =
            values.iter().flat_map(|x| [x.next_down(), *x, x.next_up()]).collect();
        spread.sort_by(f64::total_cmp);
        let all: Vec<usize> = spread.into_iter().map(|x| buckets.bucket(x)).collect();
        assert!(all.is_sorted(), "{all:?}");
    }

    proptest! {
        #[test]
        fn an_end_moves_down_by_a_bucket_at_the_most(
            values in prop::collection::vec(-10.0..10.0_f64, 1..200),
            x in -12.0..12.0_f64,
        ) {
            let buckets = buckets(&values);
            let below = |x: f64| values.iter().filter(|value| **value < x).count() as f64;
            let weight = buckets.weight_below(x);
            prop_assert!(weight <= below(x));
            // What is missing lies in the bucket of x.
            let end = if x > buckets.max { weight } else { buckets.below[buckets.bucket(x) + 1] };
            prop_assert!(below(x) <= end);
        }
    }
}
