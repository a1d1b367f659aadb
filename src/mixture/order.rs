//! What is asked of a sample in ascending order: quantiles, ranges, neighbours, distinct values.
//!
//! Up to [`SORTED_UP_TO`] observations a sorted copy answers. It would double the memory of a
//! larger sample and take seconds to make, so there the answers come from the counts of
//! [`Buckets`], and, where an exact value is wanted, from one more pass over the data in parallel.
//! Only [`Order::weight_between`] is not exact then.

mod buckets;
mod keys;
mod select;
mod sorted;

use std::sync::OnceLock;

use rayon::prelude::*;

use super::points::Points;
use super::start::group_by;
use super::statistics::ComponentStatistics;
use buckets::Buckets;
use sorted::Sorted;

/// The most observations of which a sorted copy is made.
const SORTED_UP_TO: usize = 1 << 20;

/// What is kept of the order once it was asked for.
#[derive(Debug, Default)]
pub(super) struct OrderCache {
    index: OnceLock<Index>,
    quartiles: OnceLock<(f64, f64)>,
    whole: OnceLock<ComponentStatistics>,
}

#[derive(Debug)]
enum Index {
    Sorted(Sorted),
    Buckets(Buckets),
}

/// A sample in ascending order.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    points: Points<'a>,
    range: (f64, f64),
    cache: &'a OrderCache,
    sorted_up_to: usize,
}

impl<'a> Order<'a> {
    pub(super) fn new(points: Points<'a>, range: (f64, f64), cache: &'a OrderCache) -> Self {
        Self { points, range, cache, sorted_up_to: SORTED_UP_TO }
    }

    fn index(&self) -> &'a Index {
        self.cache.index.get_or_init(|| {
            if self.points.values.len() <= self.sorted_up_to {
                Index::Sorted(Sorted::new(self.points))
            } else {
                Index::Buckets(Buckets::new(self.points, self.range))
            }
        })
    }

    /// Returns the weight, mean and variance of all observations; computed once.
    pub(super) fn whole(&self) -> ComponentStatistics {
        *self.cache.whole.get_or_init(|| group_by(self.points, &[])[0])
    }

    /// Returns the smallest observation.
    pub fn min(&self) -> f64 {
        self.range.0
    }

    /// Returns the largest observation.
    pub fn max(&self) -> f64 {
        self.range.1
    }

    /// Returns the weight of the observations in [lo, hi).
    ///
    /// Of more than 2²⁰ observations it is read off the buckets: both ends are taken down to the
    /// lower edge of the bucket they are in. A bucket is 1/2048 of a stretch that holds about 1/64
    /// of the data, so that an end moves past few observations, and past none where the values are
    /// further apart than that, as rounded ones are.
    pub fn weight_between(&self, lo: f64, hi: f64) -> f64 {
        let (below_lo, below_hi) = match self.index() {
            Index::Sorted(sorted) => (sorted.weight_below(lo), sorted.weight_below(hi)),
            Index::Buckets(buckets) => (buckets.weight_below(lo), buckets.weight_below(hi)),
        };
        (below_hi - below_lo).max(0.0)
    }

    /// Returns the smallest observation that has at least a share `p` of the weight at or below it
    /// (the inverse of the empirical distribution function), `p` in [0, 1].
    pub fn quantile(&self, p: f64) -> f64 {
        let n = self.points.values.len();
        // The least weight that lies at or below what is looked for.
        let wanted = |total: f64| match self.points.weights {
            None => (p * n as f64).ceil().clamp(1.0, total),
            Some(_) => p * total,
        };
        match self.index() {
            Index::Sorted(sorted) => sorted.at_weight(wanted(sorted.total())),
            Index::Buckets(buckets) => {
                select::at_weight(self.points, buckets, wanted(buckets.total()))
            }
        }
    }

    /// Returns the quantiles at 1/4 and 3/4; looked for once.
    pub fn quartiles(&self) -> (f64, f64) {
        *self.cache.quartiles.get_or_init(|| (self.quantile(0.25), self.quantile(0.75)))
    }

    /// Returns the smallest observation above `x`, if there is one.
    pub fn next_above(&self, x: f64) -> Option<f64> {
        match self.index() {
            Index::Sorted(sorted) => sorted.next_above(x),
            Index::Buckets(_) => {
                let above = |part: Points| {
                    let all = part.values.iter().copied();
                    all.fold(
                        f64::INFINITY,
                        |next, value| if value > x { next.min(value) } else { next },
                    )
                };
                let next = self.points.chunks(above).into_iter().fold(f64::INFINITY, f64::min);
                next.is_finite().then_some(next)
            }
        }
    }

    /// Returns the largest observation below `x`, if there is one.
    pub fn next_below(&self, x: f64) -> Option<f64> {
        match self.index() {
            Index::Sorted(sorted) => sorted.next_below(x),
            Index::Buckets(_) => {
                let below = |part: Points| {
                    let all = part.values.iter().copied();
                    all.fold(
                        f64::NEG_INFINITY,
                        |next, value| if value < x { next.max(value) } else { next },
                    )
                };
                let next = self.points.chunks(below).into_iter().fold(f64::NEG_INFINITY, f64::max);
                next.is_finite().then_some(next)
            }
        }
    }

    /// Returns the distinct values, ascending, `limit` of them at the most. It takes memory for as
    /// many, and a little more.
    pub fn distinct(&self, limit: usize) -> Vec<f64> {
        if limit == 0 {
            return Vec::new();
        }
        match self.index() {
            Index::Sorted(sorted) => sorted.distinct(limit),
            Index::Buckets(_) => {
                let parts = self.points.chunks(|part| distinct_of(part.values, limit));
                let both = |mut left: Vec<f64>, right: Vec<f64>| {
                    left.extend(right);
                    keep_smallest(&mut left, limit);
                    left
                };
                parts.into_par_iter().reduce(Vec::new, both)
            }
        }
    }
}

/// Returns the `limit` smallest distinct values.
fn distinct_of(values: &[f64], limit: usize) -> Vec<f64> {
    let room = limit.saturating_mul(2).min(values.len());
    let mut distinct = Vec::with_capacity(room);
    let mut largest = f64::INFINITY;
    for &x in values {
        if x >= largest {
            continue;
        }
        distinct.push(x);
        if distinct.len() == room {
            keep_smallest(&mut distinct, limit);
            if distinct.len() == limit {
                largest = distinct[limit - 1];
            }
        }
    }
    keep_smallest(&mut distinct, limit);
    distinct
}

fn keep_smallest(values: &mut Vec<f64>, limit: usize) {
    // What is sorted in parts is merged by this sort, which finds them.
    values.sort_by(f64::total_cmp);
    values.dedup();
    values.truncate(limit);
}

#[cfg(test)]
mod tests;
