//! How the observations of a sample are written: what is taken off them, and how many digits they
//! need.

use crate::mixture::Sample;
use crate::text::{
    apart, decimals, exponent, first_four, in_width, last_digit, scientific, shortest,
};

/// Observations share their leading digits when they are this many times as large as they are far
/// apart …
const SHARED: f64 = 1000.0;
/// … and this is worth an offset when their numbers are longer than this many digits.
const LONG: i32 = 9;
/// A number this many powers of ten smaller than is usual in its column does not lengthen all
/// others.
pub const APART: i32 = 3;
/// As many observations are looked at one by one.
const LOOKED_AT: usize = 512;
/// Up to this many observations the sample finds the neighbours of one at once, by a sorted copy.
const NEIGHBOURS_FOUND: usize = 1 << 20;
/// The decimals that a column has in common do not make its numbers longer than this.
const USUAL: usize = 16;
/// No number is written longer than this.
pub const LONGEST: usize = 24;

/// The digits of the observations of a sample. To find them takes milliseconds, so a data set keeps
/// them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digits {
    /// What is taken off an observation in tables; 0 if nothing is.
    offset: f64,
    /// The power of ten of the usual size of a difference of observations.
    size: i32,
    /// The power of ten of the last digit of an observation.
    last: i32,
    /// The cells that the first observations and the ends take in a table.
    width: usize,
}

impl Digits {
    /// Returns the digits for a sample.
    pub fn of(sample: &Sample) -> Self {
        let size = usual_size(sample);
        let offset = offset(sample, size - 4);
        let last = observed(sample, offset, size);
        let digits = Self { offset, size, last, width: 0 };
        let order = sample.order();
        let seen = looked_at(sample).chain([order.min(), order.max()]);
        let widths = seen.map(|x| digits.observation_width(x, &neighbours(sample, x)));
        Self { width: widths.max().unwrap_or(0), ..digits }
    }

    /// Returns c, what is taken off an observation in tables; 0 if nothing is.
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// Returns whether tables show x − c instead of x.
    pub fn has_offset(&self) -> bool {
        self.offset != 0.0
    }

    /// Returns the usual size of a difference of observations as a power of ten.
    pub fn size(&self) -> i32 {
        self.size
    }

    /// Returns the cells that the first observations and the ends take in a table.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns what c is, for the line above a table's header.
    pub fn offset_line(&self, width: usize) -> String {
        let plain = format!("c = {}", shortest(self.offset));
        let last = last_digit(self.offset / 10f64.powi(exponent(self.offset)));
        let short = format!("c = {}", scientific(self.offset, decimals(last)));
        if plain.chars().count() <= width { plain } else { short }
    }

    /// Returns an observation for a table, told apart from these neighbours, or marked with ≈ where
    /// `width` does not allow that.
    pub fn observation(&self, x: f64, neighbours: &[f64], width: usize) -> String {
        let last = self.last_of_observation(x, neighbours);
        let others = neighbours.iter().map(|other| other - self.offset);
        apart::in_width(x - self.offset, others, decimals(self.last), last, width)
    }

    /// Returns the last digit that an observation needs: no more than it has, but zeros where its
    /// neighbours differ from it further down.
    fn last_of_observation(&self, x: f64, neighbours: &[f64]) -> i32 {
        let y = x - self.offset;
        let usual = self.last.min(first_four(y)).max(last_digit(x));
        let needed = neighbours.iter().map(|other| apart::last_to_tell(y, other - self.offset));
        needed.fold(usual, i32::min)
    }

    /// Returns the cells that an observation takes if nothing of it is left out.
    pub fn observation_width(&self, x: f64, neighbours: &[f64]) -> usize {
        let last = self.last_of_observation(x, neighbours);
        let needed = in_width(x - self.offset, decimals(last), last, LONGEST);
        let usual = self.observation(x, neighbours, USUAL);
        needed.chars().count().max(usual.chars().count())
    }
}

/// Returns the nearest observations below and above `x`, as far as there are any that are found at
/// once.
pub fn neighbours(sample: &Sample, x: f64) -> Vec<f64> {
    if sample.len() > NEIGHBOURS_FOUND {
        return Vec::new();
    }
    let order = sample.order();
    [order.next_below(x), order.next_above(x)].into_iter().flatten().collect()
}

/// Returns the first observations, or all of a few.
fn looked_at(sample: &Sample) -> impl Iterator<Item = f64> {
    sample.values().iter().copied().take(LOOKED_AT)
}

/// Returns the usual size of a difference of observations as a power of ten; that of the
/// observations if all are equal.
fn usual_size(sample: &Sample) -> i32 {
    let order = sample.order();
    let (lower, upper) = order.quartiles();
    let spread = [upper - lower, order.max() - order.min()];
    exponent(spread.into_iter().find(|length| *length > 0.0).unwrap_or(order.max()))
}

/// Returns the roundest number among observations, or not much further from them than they are
/// long, if their leading digits are all the same and they have many down to 10^`last`; else 0.
fn offset(sample: &Sample, last: i32) -> f64 {
    let (min, max) = (sample.order().min(), sample.order().max());
    let (largest, length) = (min.abs().max(max.abs()), max - min);
    let shared = length > 0.0 && largest >= SHARED * length;
    if !shared || exponent(largest) - last < LONG {
        return 0.0;
    }
    let middle = min + length / 2.0;
    let rounded =
        |power: i32| format!("{}e{power}", (middle / 10f64.powi(power)).round()).parse::<f64>();
    let powers = (exponent(length)..=exponent(largest)).rev();
    let near = |candidate: &f64| (middle - candidate).abs() <= 10.0 * length;
    powers.filter_map(|power| rounded(power).ok()).find(near).unwrap_or(0.0)
}

/// Returns the last digit of a column of observations: as many as they have, and no more than show
/// four digits of each and tell neighbours apart.
fn observed(sample: &Sample, offset: f64, size: i32) -> i32 {
    let mut seen: Vec<f64> = looked_at(sample).collect();
    seen.sort_unstable_by(f64::total_cmp);
    // Of many observations only some are seen, and their neighbours are nearer than these show.
    let unseen = exponent(seen.len() as f64 / sample.len() as f64);
    let gap = |pair: &[f64]| pair[1] - pair[0];
    let gaps = seen.windows(2).map(gap).filter(|gap| *gap > 0.0);
    let apart = gaps.map(|gap| exponent(gap) + unseen).min().unwrap_or(size);
    let needed = |x: &f64| {
        let own = last_digit(*x);
        let four = first_four(x - offset);
        own.max(four.min(apart.max(size - 9)))
    };
    let usual = seen.iter().filter(|x| exponent(*x - offset) >= size - APART - 1 || **x == offset);
    let last = usual.map(needed).min().unwrap_or(0);
    let largest = seen.iter().map(|x| (x - offset).abs()).fold(0.0, f64::max);
    // A few decimals are all shown, as long as the numbers stay short.
    let few = seen.iter().map(|x| last_digit(*x)).min().unwrap_or(0).max(-3);
    let last = if exponent(largest) - few <= LONG { last.min(few) } else { last };
    // Numbers of less than four digits have a decimal.
    if largest < 1000.0 { last.min(-1) } else { last }
}
