//! The exact quantile of a large sample, from the bucket that it is in.

use super::buckets::Buckets;
use super::{Points, keys};
use crate::mixture::sum::CompensatedSum;

/// Up to this many observations are looked at one by one.
const FEW: usize = 1 << 16;
/// A bucket with more of them is cut into this many smaller ones, as a power of 2.
const CUTS: u32 = 12;

/// Returns the smallest observation with at least the weight `wanted` at or below it.
pub(super) fn at_weight(points: Points, buckets: &Buckets, wanted: f64) -> f64 {
    let (first, last, below) = buckets.at_weight(wanted);
    let mut range = Range { first, last, below };
    while range.first < range.last {
        if range.count(points) <= FEW {
            return range.walk(points, wanted);
        }
        range = range.narrowed(points, wanted);
    }
    keys::number(range.first)
}

/// The numbers between two keys, and the weight of the observations below them.
#[derive(Clone, Copy)]
struct Range {
    first: u64,
    last: u64,
    below: f64,
}

impl Range {
    fn holds(self) -> impl Fn(f64) -> bool + Copy {
        let (lo, hi) = (keys::number(self.first), keys::number(self.last));
        move |x| lo <= x && x <= hi
    }

    fn count(self, points: Points) -> usize {
        let holds = self.holds();
        let of_part = |part: Points| part.values.iter().filter(|x| holds(**x)).count();
        points.chunks(of_part).into_iter().sum()
    }

    /// Takes the observations one after another.
    fn walk(self, points: Points, wanted: f64) -> f64 {
        let holds = self.holds();
        let of_part = |part: Points| part.iter().filter(|(x, _)| holds(*x)).collect::<Vec<_>>();
        let mut found = points.chunks(of_part).concat();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut total = CompensatedSum::of_parts(self.below, 0.0);
        let reached = found.iter().find(|(_, weight)| {
            total.add(*weight);
            total.value() >= wanted
        });
        // Rounded weights may come to a little less than they did in the buckets.
        reached.or(found.last()).map_or(keys::number(self.first), |(x, _)| *x)
    }

    /// Returns the part of it in which the weight comes to `wanted`.
    fn narrowed(self, points: Points, wanted: f64) -> Self {
        let holds = self.holds();
        let bits = u64::BITS - (self.last - self.first).leading_zeros();
        let shift = bits.saturating_sub(CUTS);
        let parts = points.pieces(points.values.len().div_ceil(super::buckets::PARTS), |part| {
            let mut weights = vec![0.0; 1 << CUTS];
            for (x, weight) in part.iter().filter(|(x, _)| holds(*x)) {
                weights[((keys::of(x) - self.first) >> shift) as usize] += weight;
            }
            weights
        });
        let mut below = CompensatedSum::of_parts(self.below, 0.0);
        let mut narrow = None;
        for cut in 0..1_u64 << CUTS {
            let weight = parts.iter().map(|part| part[cut as usize]).sum::<f64>();
            if weight == 0.0 {
                continue;
            }
            let first = self.first + (cut << shift);
            let last = (first + ((1 << shift) - 1)).min(self.last);
            narrow = Some(Self { first, last, below: below.value() });
            below.add(weight);
            if below.value() >= wanted {
                break;
            }
        }
        narrow.unwrap_or(self)
    }
}
