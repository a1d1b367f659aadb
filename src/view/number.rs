//! Numbers as they stand on the screen: rounded to the data's scale, never to a false 0.

use crate::explain::Number;
use crate::mixture::Sample;

/// How many decimals the numbers of a data set get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimals {
    /// x and μ and σ, in the data's unit.
    pub value: usize,
    /// σ², in the unit squared.
    pub variance: usize,
    /// x itself: 3 at the most, fewer where no observation has more.
    pub observation: usize,
}

impl Decimals {
    /// Four decimals where the data span some units, fewer for wider data, more for narrower.
    pub fn of(sample: &Sample) -> Self {
        let order = sample.order();
        let range = order.max() - order.min();
        let size = if range > 0.0 { range.log10().floor() } else { 0.0 };
        let decimals = |exponent: f64| (4.0 - exponent).clamp(0.0, 9.0) as usize;
        let value = decimals(size);
        let seen = sample.values().iter().take(200).map(|x| decimals_of(*x)).max().unwrap_or(0);
        Self { value, variance: decimals(2.0 * size), observation: value.min(seen.max(1)) }
    }
}

/// The decimals that a number is written with, 9 at the most.
fn decimals_of(x: f64) -> usize {
    let text = x.to_string();
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(9)
}

/// `value` with so many decimals; with more where it would keep less than two digits, and in scientific
/// form where that is too long for `width`. The minus sign is U+2212.
pub fn number(value: f64, decimals: usize, width: usize) -> String {
    let magnitude = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    let decimals = match -magnitude {
        small if small > 4.0 && small >= decimals as f64 => usize::MAX,
        small if small >= decimals as f64 && small > 0.0 => small as usize + 2,
        _ => decimals,
    };
    if decimals < usize::MAX && magnitude < width as f64 {
        // Decimals go before the fixed form does.
        let fitting =
            (0..=decimals).rev().map(|d| format!("{value:.d$}")).find(|s| s.len() <= width);
        if let Some(fixed) =
            fitting.filter(|fixed| decimals == 0 || !is_zero(fixed) || value == 0.0)
        {
            return typeset(&fixed);
        }
    }
    // A mantissa as long as there is room for.
    let spare = format!("{value:.6e}").len().saturating_sub(width);
    let digits = 6usize.saturating_sub(spare);
    typeset(&format!("{value:.digits$e}"))
}

/// As [`number`], with its sign even where it is positive.
pub fn signed(value: f64, decimals: usize, width: usize) -> String {
    with_sign(value, &number(value.abs(), decimals, width.saturating_sub(1)))
}

fn with_sign(value: f64, size: &str) -> String {
    let sign = if value < 0.0 { '−' } else { '+' };
    format!("{sign}{size}")
}

/// ℓ, F and what stands beside them: six decimals, fewer from 10⁶ on.
pub fn log_likelihood(value: f64, width: usize) -> String {
    number(value, likelihood_decimals(value), width)
}

/// A difference of likelihoods of the size of `of`: what is only rounding is shown as 0.
pub fn difference(value: f64, of: f64, width: usize) -> String {
    let rounding = 16.0 * f64::EPSILON * of.abs();
    let value = if value.abs() <= rounding { 0.0 } else { value };
    number(value, likelihood_decimals(of), width)
}

/// As [`difference`], with its sign.
pub fn signed_difference(value: f64, of: f64, width: usize) -> String {
    let size = difference(value.abs(), of, width.saturating_sub(1));
    with_sign(if is_zero(&size) { 0.0 } else { value }, &size)
}

fn likelihood_decimals(of: f64) -> usize {
    let digits = of.abs().max(1.0).log10().floor() as usize;
    (11usize.saturating_sub(digits)).min(6)
}

/// A number of a derivation: to a millionth of its grain, without zeros at its end.
pub fn exact_enough(number: Number) -> String {
    const DIGITS: f64 = 5.0;
    let Number { value, grain } = number;
    if value == 0.0 || !value.is_finite() {
        return typeset(&value.to_string());
    }
    let magnitude = value.abs().log10().floor();
    let grain = if grain > 0.0 { grain.log10().floor() } else { magnitude };
    // No number has more than 17 digits.
    let last = (grain - DIGITS).max(magnitude - 16.0);
    if (-5.0..9.0).contains(&magnitude) {
        let decimals = (-last).max(0.0) as usize;
        return typeset(trimmed(&format!("{value:.decimals$}")));
    }
    let digits = (magnitude - last).max(0.0) as usize;
    let text = format!("{value:.digits$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => typeset(&format!("{}e{exponent}", trimmed(mantissa))),
        None => typeset(&text),
    }
}

/// Without zeros at the end of the decimals.
fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// A factor: ×0.62, ×1.74, ×1.2e5.
pub fn factor(value: f64) -> String {
    if (0.01..9999.5).contains(&value) {
        format!("×{value:.2}")
    } else {
        format!("×{}", typeset(&format!("{value:.1e}")))
    }
}

fn is_zero(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0' | '.' | '-'))
}

/// The typographic minus, and no −0.
fn typeset(text: &str) -> String {
    match text.strip_prefix('-') {
        Some(zero) if is_zero(zero) => zero.to_owned(),
        _ => text.replace('-', "−"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_not_rounded_to_zero() {
        assert_eq!(number(0.454_662, 6, 10), "0.454662");
        assert_eq!(number(1.365_12e-7, 6, 10), "1.36512e−7");
        assert_eq!(number(1.365_12e-7, 4, 6), "1.4e−7");
        assert_eq!(number(0.0, 4, 8), "0.0000");
        assert_eq!(number(-0.0, 4, 8), "0.0000");
        assert_eq!(number(-1e-20, 4, 8), "−1.0e−20");
        assert_eq!(number(0.026_08, 2, 8), "0.0261");
        assert_eq!(number(117.7213, 4, 7), "117.721");
        assert_eq!(number(4.6e-4, 4, 4), "5e−4");
        assert_eq!(number(6.1e-122, 4, 7), "6e−122");
        assert_eq!(signed(4.2e-6, 3, 6), "+4e−6");
    }

    #[test]
    fn derived_numbers_are_as_long_as_the_arithmetic_needs() {
        let new = |value| exact_enough(Number::new(value));
        assert_eq!(new(0.5), "0.5");
        assert_eq!(new(-4.0), "−4");
        assert_eq!(new(0.053_990_966_5), "0.053991");
        assert_eq!(new(1.486_719_514_7e-6), "1.48672e−6");
        assert_eq!(new(0.0), "0");
        assert_eq!(new(1200.0), "1200");
        // 1 is the size of the difference: 10⁹ + ¼ keeps its quarter.
        assert_eq!(exact_enough(Number::against(1_000_000_000.25, 1.0)), "1.00000000025e9");
        assert_eq!(exact_enough(Number::against(-10.955_912_345_678, 1e-6)), "−10.95591234568");
    }

    #[test]
    fn long_numbers_become_scientific() {
        assert_eq!(number(1_000_000_000.25, 4, 16), "1000000000.2500");
        assert_eq!(number(1_000_000_000.25, 4, 12), "1000000000.2");
        assert_eq!(number(-1.237_4e120, 4, 10), "−1.237e120");
    }

    #[test]
    fn rounding_noise_is_no_difference() {
        assert_eq!(difference(3e-15, -10.9, 12), "0.000000");
        assert_eq!(difference(3e-9, -10.9, 12), "3.000000e−9");
        assert_eq!(signed_difference(13.5, -10.9, 12), "+13.500000");
        assert_eq!(signed_difference(-3e-15, -10.9, 12), "+0.000000");
        assert_eq!(signed(-0.4372, 3, 6), "−0.437");
        assert_eq!(signed(0.0, 3, 6), "+0.000");
        assert_eq!(factor(0.615_56), "×0.62");
        assert_eq!(factor(123_456.0), "×1.2e5");
    }

    #[test]
    fn decimals_follow_the_scale() {
        let decimals = |values: &[f64]| Decimals::of(&Sample::new(values.to_vec()).unwrap());
        assert_eq!(decimals(&[-1.0, 0.0, 6.0]), Decimals { value: 4, variance: 4, observation: 1 });
        assert_eq!(decimals(&[43.0, 96.0]), Decimals { value: 3, variance: 2, observation: 1 });
        assert_eq!(decimals(&[9.172, 34.279]).observation, 3);
        assert_eq!(decimals(&[5.0]).value, 4);
    }
}
