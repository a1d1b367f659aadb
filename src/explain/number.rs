//! How closely the numbers of a data set are written: to the spacing of the observations, and to a
//! small part of each component's σ.

use super::expression::Number;
use super::quantity::Quantity;
use crate::data::digits::{APART, Digits};
use crate::mixture::Theta;
use crate::text::{
    ELLIPSIS, SMALL, apart, decimals, exponent, first_four, fixed, in_width, is_hidden, scientific,
    shortest,
};

pub(crate) use crate::data::digits::LONGEST;

/// Beyond this many digits behind the first one an `f64` has nothing to say.
const DIGITS: i32 = 16;

/// The digits of the numbers of a data set and its θ. Each column has its decimals in common where
/// there is room for them; which digits a number needs is its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// The digits of the observations.
    digits: Digits,
    /// The power of ten of the last digit of μ and σ, and of σ².
    value: i32,
    variance: i32,
}

impl Scale {
    /// Returns the digits for data and the components that are shown with them.
    pub(crate) fn of(digits: &Digits, theta: &Theta) -> Self {
        let (digits, size) = (*digits, digits.size());
        let components = theta.components();
        let usual = |last: i32, base: i32| if last >= base - APART { last.min(base) } else { base };
        let common = |base: i32, needed: &dyn Fn(usize) -> i32| {
            (0..components.len()).map(|k| usual(needed(k), base)).min().unwrap_or(base)
        };
        let mut scale = Self { digits, value: size - 4, variance: 2 * size - 4 };
        let of_sd = |k: usize| first_four(components[k].sd());
        scale.value = common(size - 4, &|k| scale.mean_needs(theta, k).min(of_sd(k)));
        scale.variance = common(2 * size - 4, &|k| first_four(components[k].variance()));
        scale
    }

    /// Returns a scale whose μ, σ and σ² have this many decimals at least, where there is room.
    pub(crate) fn with_decimals(self, decimals: usize) -> Self {
        let last = -(decimals as i32);
        Self { value: self.value.min(last), variance: self.variance.min(last), ..self }
    }

    /// Returns how the observations are written. Tables show μ − c if they show x − c.
    pub(crate) fn digits(&self) -> &Digits {
        &self.digits
    }

    /// Returns the last digit that μ_k needs: four, enough of σ_k, and what tells it from the
    /// nearest other mean.
    fn mean_needs(&self, theta: &Theta, k: usize) -> i32 {
        let mean = theta.components()[k].mean();
        let means = theta.means();
        let last = apart::last_of_mean(mean, theta.components()[k].sd(), means);
        last.min(first_four(mean - self.digits.offset()))
    }

    /// Returns μ_k for a table, told apart from the other means and from what is σ_k away, or
    /// marked with ≈ where `width` does not allow that.
    pub(crate) fn mean(&self, theta: &Theta, k: usize, width: usize) -> String {
        let mean = theta.components()[k].mean() - self.digits.offset();
        let others = means_apart(theta, k).map(|x| x - self.digits.offset());
        apart::in_width(mean, others, decimals(self.value), self.mean_needs(theta, k), width)
    }

    /// Returns the cells in which no mean is marked with ≈.
    pub(crate) fn means_width(&self, theta: &Theta) -> usize {
        let width = |k: usize| {
            let mean = theta.components()[k].mean() - self.digits.offset();
            let others = means_apart(theta, k).map(|x| x - self.digits.offset());
            let last = others.map(|other| apart::last_to_tell(mean, other)).min().unwrap_or(0);
            in_width(mean, decimals(last), last, LONGEST).chars().count()
        };
        (0..theta.len()).map(width).max().unwrap_or(0)
    }

    /// Returns μ_k in full, without an offset, to `more` digits than in the table.
    pub(crate) fn whole_mean(&self, theta: &Theta, k: usize, more: i32) -> String {
        let last = self.value.min(self.mean_needs(theta, k)) - more;
        in_width(theta.components()[k].mean(), decimals(last), last, LONGEST)
    }

    /// Returns another value of μ_k in full.
    pub(crate) fn mean_at(&self, value: f64, theta: &Theta, k: usize) -> String {
        let last = self.value.min(self.mean_needs(theta, k));
        in_width(value, decimals(last), last.min(first_four(value)).max(last - 2), LONGEST)
    }

    /// Returns the change of a mean.
    pub(crate) fn mean_change(&self, change: f64, width: usize) -> String {
        signed_in_width(change, decimals(self.value), first_four(change), width)
    }

    /// Returns a number of the data's unit, such as σ, to `more` digits than in the table.
    pub(crate) fn value(&self, value: f64, more: i32, width: usize) -> String {
        let last = self.value - more;
        in_width(value, decimals(last), first_four(value) - more, width)
    }

    /// Returns a variance, to `more` digits than in the table.
    pub(crate) fn variance(&self, value: f64, more: i32, width: usize) -> String {
        let last = self.variance - more;
        in_width(value, decimals(last), first_four(value) - more, width)
    }

    /// Returns an x of the chart, in full, with the decimals of a mean, or more if `column`, the
    /// length that a cell is worth, asks for them.
    pub(crate) fn x(&self, x: f64, column: f64, width: usize) -> String {
        let last = self.value.min(exponent(column) - 1);
        in_width(x, decimals(last), last.max(exponent(column) - 4), width)
    }

    /// Returns θ as the mixture that it is; the second number of N is the variance.
    pub(crate) fn mixture(&self, theta: &Theta) -> String {
        let component = |k: usize| {
            let component = &theta.components()[k];
            let weight = share(component.weight(), 3, LONGEST);
            let variance = self.variance(component.variance(), 0, LONGEST);
            format!("{weight} N({}, {variance})", self.whole_mean(theta, k, 0))
        };
        (0..theta.len()).map(component).collect::<Vec<_>>().join(" + ")
    }
}

/// How closely the numbers of one half-step are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumbersAt<'a> {
    /// The digits of the data and θ.
    pub(crate) scale: &'a Scale,
    /// θ at the half-step.
    pub(crate) theta: &'a Theta,
    /// ℓ there, or what the run has in its place: differences of likelihoods are rounded by it.
    pub(crate) likelihood: f64,
}

impl NumbersAt<'_> {
    /// Returns a number with at least the digits that it has on the screen.
    pub(crate) fn write(&self, quantity: Quantity, value: f64) -> String {
        const MORE: i32 = 2;
        match quantity {
            Quantity::Gamma { .. } | Quantity::Count(_) | Quantity::Weight(_) => {
                share(value, 6, LONGEST)
            }
            Quantity::Mean(k) => self.scale.whole_mean(self.theta, k, MORE),
            Quantity::Sd(_) => self.scale.value(value, MORE, LONGEST),
            Quantity::Variance(_) => self.scale.variance(value, MORE, LONGEST),
            Quantity::LogLikelihood
            | Quantity::Objective
            | Quantity::Bound
            | Quantity::ExpectedLogJoint
            | Quantity::Entropy => log_likelihood(value, LONGEST),
            Quantity::Change => signed_difference(value, self.likelihood, LONGEST),
            Quantity::Gap => difference(value, self.likelihood, LONGEST),
            Quantity::Density { .. } | Quantity::Marginal(_) => {
                in_width(value, 0, first_four(value) - MORE, LONGEST)
            }
        }
    }
}

/// From what μ_k has to be told apart: the nearest means below and above, and what is σ_k away.
fn means_apart(theta: &Theta, k: usize) -> impl Iterator<Item = f64> {
    let (mean, sd) = (theta.components()[k].mean(), theta.components()[k].sd());
    let means = || theta.means();
    let below = means().filter(|other| mean - other > apart::SAME * sd).reduce(f64::max);
    let above = means().filter(|other| other - mean > apart::SAME * sd).reduce(f64::min);
    // Below its last bit there is nothing of a mean to show.
    let away = [mean - sd, mean + sd].into_iter().filter(move |x| *x != mean);
    [below, above].into_iter().flatten().chain(away)
}

/// Returns π or γ: six decimals, four digits of what is small.
pub(crate) fn share(value: f64, decimals: usize, width: usize) -> String {
    in_width(value, decimals, first_four(value), width)
}

/// Returns the change of a share.
pub(crate) fn share_change(change: f64, width: usize) -> String {
    signed_in_width(change, 3, first_four(change), width)
}

/// Returns ℓ, F and what is written beside them: six decimals, fewer from 10⁶ on.
pub(crate) fn log_likelihood(value: f64, width: usize) -> String {
    in_width(value, likelihood_decimals(value), first_four(value), width)
}

/// Returns a level of ℓ to the digit that tells it from the other levels.
pub(crate) fn level(value: f64, last: i32, width: usize) -> String {
    in_width(value, decimals(last), last.min(first_four(value)), width)
}

/// Returns ℓ, or a criterion such as BIC, in a table that compares them.
pub(crate) fn criterion(value: f64) -> String {
    fixed(value, if value.abs() < 1e7 { 3 } else { 0 })
}

/// Returns a difference of likelihoods of the size of `of`: what is only rounding is shown as 0.
pub(crate) fn difference(value: f64, of: f64, width: usize) -> String {
    let value = without_rounding(value, of);
    in_width(value, likelihood_decimals(of), first_four(value), width)
}

/// Returns what [`difference`] does, with its sign.
pub(crate) fn signed_difference(value: f64, of: f64, width: usize) -> String {
    let value = without_rounding(value, of);
    signed_in_width(value, likelihood_decimals(of), first_four(value), width)
}

/// Returns a difference of likelihoods of the size of `of`, or 0 if it may be rounding only.
pub(crate) fn without_rounding(value: f64, of: f64) -> f64 {
    let rounding = 16.0 * f64::EPSILON * of.abs();
    if value.abs() <= rounding { 0.0 } else { value }
}

fn likelihood_decimals(of: f64) -> usize {
    (11 - exponent(of).max(0)).clamp(0, 6) as usize
}

/// Returns a number of a derivation: to a millionth of its grain, without zeros at its end.
pub(crate) fn exact_enough(number: Number) -> String {
    const BELOW_GRAIN: i32 = 5;
    let Number { value, grain, .. } = number;
    let grain = if grain > 0.0 { exponent(grain) } else { exponent(value) };
    down_to(value, grain - BELOW_GRAIN)
}

/// Returns a factor: ×0.62, ×1.74, ×1.2e5.
pub(crate) fn factor(value: f64, width: usize) -> String {
    let last = if (0.01..9999.5).contains(&value) { -2 } else { exponent(value) - 1 };
    let text = in_width(value, 2, last, width.saturating_sub(1));
    if is_hidden(&text) { text } else { format!("×{text}") }
}

/// Returns `value` to the digit of 10^`last`, or to 17 digits if these are fewer, without zeros at
/// the end of its decimals; with an exponent from 10⁹ on and below 10⁻⁴, as results have one there.
/// A digit before the point is never left out.
fn down_to(value: f64, last: i32) -> String {
    let magnitude = exponent(value);
    let last = last.max(magnitude - DIGITS);
    if value == 0.0 || !value.is_finite() {
        return shortest(value);
    }
    if (SMALL..9).contains(&magnitude) {
        return trimmed(&fixed(value, (-last).max(0) as usize)).to_owned();
    }
    let text = scientific(value, (magnitude - last).max(0) as usize);
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", trimmed(mantissa)),
        None => text,
    }
}

/// Without zeros at the end of the decimals.
fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// Returns what [`in_width`] does, with its sign even if it is positive.
fn signed_in_width(value: f64, decimals: usize, last: i32, width: usize) -> String {
    let size = in_width(value.abs(), decimals, last, width.saturating_sub(1));
    let sign = if value < 0.0 { '−' } else { '+' };
    if is_hidden(&size) { ELLIPSIS.repeat(width.min(1)) } else { format!("{sign}{size}") }
}

#[cfg(test)]
mod tests;
