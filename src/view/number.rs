//! How closely the numbers of a data set are written: to the spacing of the observations, and to a
//! small part of each component's σ.

use crate::explain::Number;
use crate::mixture::{Component, Sample, Theta};
use crate::notation::{
    apart, down_to, exponent, first_four, in_width, is_hidden, last_digit, scientific, shortest,
    signed_in_width,
};

/// Observations share their leading digits when they are this many times as large as they are far
/// apart …
const SHARED: f64 = 1000.0;
/// … and this is worth an offset when their numbers are longer than this many digits.
const LONG: i32 = 9;
/// A number this many powers of ten smaller than is usual in its column does not lengthen all
/// others.
const APART: i32 = 3;
/// As many observations are looked at one by one.
const LOOKED_AT: usize = 512;
/// Up to this many observations the sample finds the neighbours of one at once, by a sorted copy.
const NEIGHBOURS_FOUND: usize = 1 << 20;
/// The decimals that a column has in common do not make its numbers longer than this.
const USUAL: usize = 16;
/// No number of the screen is longer.
pub const LONGEST: usize = 24;

/// The digits of the numbers of a data set and its θ. Each column has its decimals in common where
/// there is room for them; which digits a number needs is its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// What is taken off x and μ in tables; 0 where nothing is.
    offset: f64,
    /// The power of ten of the last digit of x, of μ and σ, and of σ².
    observation: i32,
    value: i32,
    variance: i32,
}

impl Scale {
    /// Returns the digits for a sample and the components that are shown with it.
    pub fn of(sample: &Sample, theta: &Theta) -> Self {
        let size = usual_size(sample);
        let offset = offset(sample, size - 4);
        let observation = observed(sample, offset, size);
        let components = theta.components();
        let usual = |last: i32, base: i32| if last >= base - APART { last.min(base) } else { base };
        let common = |base: i32, needed: &dyn Fn(usize) -> i32| {
            (0..components.len()).map(|k| usual(needed(k), base)).min().unwrap_or(base)
        };
        let mut scale = Self { offset, observation, value: size - 4, variance: 2 * size - 4 };
        let of_sd = |k: usize| first_four(components[k].sd());
        scale.value = common(size - 4, &|k| scale.mean_needs(theta, k).min(of_sd(k)));
        scale.variance = common(2 * size - 4, &|k| first_four(components[k].variance));
        scale
    }

    /// Whether tables show x − c and μ − c instead of x and μ.
    pub fn has_offset(&self) -> bool {
        self.offset != 0.0
    }

    /// Whether tables of this sample do, whatever θ is.
    pub fn needs_offset(sample: &Sample) -> bool {
        offset(sample, usual_size(sample) - 4) != 0.0
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
        apart::in_width(x - self.offset, others, decimals(self.observation), last, width)
    }

    /// The last digit that an observation needs: no more than it has, but zeros where its
    /// neighbours differ from it further down.
    fn last_of_observation(&self, x: f64, neighbours: &[f64]) -> i32 {
        let y = x - self.offset;
        let usual = self.observation.min(first_four(y)).max(last_digit(x));
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

    /// Returns the cells that the first observations and the ends take in a table.
    pub fn observations_width(&self, sample: &Sample) -> usize {
        let order = sample.order();
        let seen = looked_at(sample).chain([order.min(), order.max()]);
        seen.map(|x| self.observation_width(x, &neighbours(sample, x))).max().unwrap_or(0)
    }

    /// The last digit that μ_k needs: four, enough of σ_k, and what tells it from the nearest other
    /// mean.
    fn mean_needs(&self, theta: &Theta, k: usize) -> i32 {
        let Component { mean, .. } = theta.components()[k];
        let means = theta.components().iter().map(|other| other.mean);
        let last = apart::last_of_mean(mean, theta.components()[k].sd(), means);
        last.min(first_four(mean - self.offset))
    }

    /// Returns μ_k for a table, told apart from the other means and from what is σ_k away, or
    /// marked with ≈ where `width` does not allow that.
    pub fn mean(&self, theta: &Theta, k: usize, width: usize) -> String {
        let mean = theta.components()[k].mean - self.offset;
        let others = means_apart(theta, k).map(|x| x - self.offset);
        apart::in_width(mean, others, decimals(self.value), self.mean_needs(theta, k), width)
    }

    /// Returns the cells in which no mean is marked with ≈.
    pub fn means_width(&self, theta: &Theta) -> usize {
        let width = |k: usize| {
            let mean = theta.components()[k].mean - self.offset;
            let others = means_apart(theta, k).map(|x| x - self.offset);
            let last = others.map(|other| apart::last_to_tell(mean, other)).min().unwrap_or(0);
            in_width(mean, decimals(last), last, LONGEST).chars().count()
        };
        (0..theta.len()).map(width).max().unwrap_or(0)
    }

    /// Returns μ_k in full, without an offset, to `more` digits than in the table.
    pub fn whole_mean(&self, theta: &Theta, k: usize, more: i32) -> String {
        let last = self.value.min(self.mean_needs(theta, k)) - more;
        in_width(theta.components()[k].mean, decimals(last), last, LONGEST)
    }

    /// Returns another value of μ_k in full.
    pub fn mean_at(&self, value: f64, theta: &Theta, k: usize) -> String {
        let last = self.value.min(self.mean_needs(theta, k));
        in_width(value, decimals(last), last.min(first_four(value)).max(last - 2), LONGEST)
    }

    /// Returns the change of a mean.
    pub fn mean_change(&self, change: f64, width: usize) -> String {
        signed_in_width(change, decimals(self.value), first_four(change), width)
    }

    /// Returns a number of the data's unit, such as σ, to `more` digits than in the table.
    pub fn value(&self, value: f64, more: i32, width: usize) -> String {
        let last = self.value - more;
        in_width(value, decimals(last), first_four(value) - more, width)
    }

    /// Returns a variance, to `more` digits than in the table.
    pub fn variance(&self, value: f64, more: i32, width: usize) -> String {
        let last = self.variance - more;
        in_width(value, decimals(last), first_four(value) - more, width)
    }

    /// Returns an x of the chart, in full, with the decimals of a mean, or more if `column`, the
    /// length that a cell is worth, asks for them.
    pub fn x(&self, x: f64, column: f64, width: usize) -> String {
        let last = self.value.min(exponent(column) - 1);
        in_width(x, decimals(last), last.max(exponent(column) - 4), width)
    }
}

fn decimals(last: i32) -> usize {
    (-last).max(0) as usize
}

/// From what μ_k has to be told apart: the nearest means below and above, and what is σ_k away.
fn means_apart(theta: &Theta, k: usize) -> impl Iterator<Item = f64> {
    let (mean, sd) = (theta.components()[k].mean, theta.components()[k].sd());
    let means = || theta.components().iter().map(|other| other.mean);
    let below = means().filter(|other| mean - other > apart::SAME * sd).reduce(f64::max);
    let above = means().filter(|other| other - mean > apart::SAME * sd).reduce(f64::min);
    // Below its last bit there is nothing of a mean to show.
    let away = [mean - sd, mean + sd].into_iter().filter(move |x| *x != mean);
    [below, above].into_iter().flatten().chain(away)
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

/// The first observations, or all of a few.
fn looked_at(sample: &Sample) -> impl Iterator<Item = f64> {
    sample.values().iter().copied().take(LOOKED_AT)
}

/// The usual size of a difference of observations as a power of ten; that of the observations if
/// all are equal.
fn usual_size(sample: &Sample) -> i32 {
    let order = sample.order();
    let (lower, upper) = order.quartiles();
    let spread = [upper - lower, order.max() - order.min()];
    exponent(spread.into_iter().find(|length| *length > 0.0).unwrap_or(order.max()))
}

/// The roundest number among observations, or not much further from them than they are long, if
/// their leading digits are all the same and they have many down to 10^`last`; else 0.
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

/// The last digit of a column of observations: as many as they have, and no more than show four
/// digits of each and tell neighbours apart.
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

/// Returns π or γ: six decimals, four digits of what is small.
pub fn share(value: f64, decimals: usize, width: usize) -> String {
    in_width(value, decimals, first_four(value), width)
}

/// Returns the change of a share.
pub fn share_change(change: f64, width: usize) -> String {
    signed_in_width(change, 3, first_four(change), width)
}

/// Returns ℓ, F and what is written beside them: six decimals, fewer from 10⁶ on.
pub fn log_likelihood(value: f64, width: usize) -> String {
    in_width(value, likelihood_decimals(value), first_four(value), width)
}

/// Returns a level of ℓ to the digit that tells it from the other levels.
pub fn level(value: f64, last: i32, width: usize) -> String {
    in_width(value, decimals(last), last.min(first_four(value)), width)
}

/// Returns a difference of likelihoods of the size of `of`: what is only rounding is shown as 0.
pub fn difference(value: f64, of: f64, width: usize) -> String {
    let value = without_rounding(value, of);
    in_width(value, likelihood_decimals(of), first_four(value), width)
}

/// Returns what [`difference`] does, with its sign.
pub fn signed_difference(value: f64, of: f64, width: usize) -> String {
    let value = without_rounding(value, of);
    signed_in_width(value, likelihood_decimals(of), first_four(value), width)
}

fn without_rounding(value: f64, of: f64) -> f64 {
    let rounding = 16.0 * f64::EPSILON * of.abs();
    if value.abs() <= rounding { 0.0 } else { value }
}

fn likelihood_decimals(of: f64) -> usize {
    (11 - exponent(of).max(0)).clamp(0, 6) as usize
}

/// Returns a number of a derivation: to a millionth of its grain, without zeros at its end.
pub fn exact_enough(number: Number) -> String {
    const DIGITS: i32 = 5;
    let Number { value, grain } = number;
    let grain = if grain > 0.0 { exponent(grain) } else { exponent(value) };
    down_to(value, grain - DIGITS)
}

/// Returns a factor: ×0.62, ×1.74, ×1.2e5.
pub fn factor(value: f64, width: usize) -> String {
    let last = if (0.01..9999.5).contains(&value) { -2 } else { exponent(value) - 1 };
    let text = in_width(value, 2, last, width.saturating_sub(1));
    if is_hidden(&text) { text } else { format!("×{text}") }
}

#[cfg(test)]
mod tests;
