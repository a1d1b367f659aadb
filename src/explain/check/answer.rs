//! An answer as it was typed: a number, and how far it was rounded.

use std::str::FromStr;

use super::Correctness;
use crate::data::{Problem, read_number};
use crate::text::{exponent, with_ascii_minus};

/// Answers this close to the truth, relatively, are the truth: no one types the last bits.
const SAME: f64 = 1e-9;
/// From this many digits on a number that a lesson gives was itself rounded, and is any number that
/// rounds to it.
const ROUNDED_DIGITS: usize = 6;

/// A number with the digits it was typed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypedNumber {
    value: f64,
    /// A unit of the last digit; 0 for a fraction, which is exact.
    unit: f64,
    /// The same without the zeros at the end of a whole number, which may only hold its places:
    /// 4200 may be 4201.75 to two digits.
    coarse_unit: f64,
    /// Digits from the first one that is not 0.
    significant: usize,
    /// Digits after the point, as if written without an exponent; none for a fraction.
    decimals: Option<usize>,
}

/// What was typed is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AnswerError(String);

impl AnswerError {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for TypedNumber {
    type Err = AnswerError;

    fn from_str(text: &str) -> Result<Self, AnswerError> {
        let text = with_ascii_minus(text.trim());
        let value = read_number(&text).map_err(|problem| {
            let has_advice =
                !matches!(&problem, Problem::NotANumber { advice, .. } if advice.is_empty());
            let example = if has_advice { "" } else { "; write it as -24.51, 1.4e-7 or 1/3" };
            AnswerError(format!("{problem}{example}"))
        })?;
        if text.contains('/') {
            let (significant, decimals) = (usize::MAX, None);
            return Ok(Self { value, unit: 0.0, coarse_unit: 0.0, significant, decimals });
        }
        let lower = text.to_ascii_lowercase();
        let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
        let point = mantissa.split_once('.');
        let fraction = point.map_or(0, |(_, fraction)| fraction.len());
        let exponent: i64 = exponent.parse().unwrap_or(0);
        let digits = mantissa.chars().filter(char::is_ascii_digit);
        let significant = digits.skip_while(|c| *c == '0').count();
        let last = exponent.saturating_sub(fraction as i64);
        let is_whole = point.is_none() && exponent == 0 && significant > 0;
        let zeros =
            if is_whole { mantissa.chars().rev().take_while(|c| *c == '0').count() } else { 0 };
        let decimals = Some(usize::try_from(last.saturating_neg()).unwrap_or(0));
        let (unit, coarse_unit) = (power_of_ten(last), power_of_ten(last + zeros as i64));
        Ok(Self { value, unit, coarse_unit, significant, decimals })
    }
}

/// Read as a number, for `powi` has no power of ten below 10⁻³⁰⁸.
pub(super) fn power_of_ten(exponent: i64) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(0.0)
}

impl TypedNumber {
    /// Returns the number.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Returns a unit of its last digit; 0 for a fraction.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Digits after the point; none for a fraction, which is exact.
    pub fn decimals(&self) -> Option<usize> {
        self.decimals
    }

    /// Returns whether it is `number`, but for the bits that no one types.
    pub fn is(&self, number: f64) -> bool {
        (number - self.value).abs() <= SAME * number.abs()
    }

    /// Returns how far the number that is meant may be from this one, if a lesson gives it: many
    /// digits were rounded, few are meant as they are.
    pub fn given_within(&self) -> f64 {
        if self.decimals.is_some() && self.significant >= ROUNDED_DIGITS {
            0.5 * self.unit
        } else {
            0.0
        }
    }

    /// Returns whether `number` rounds to what was typed; at a tie either way is right.
    pub(super) fn shows(&self, number: f64) -> bool {
        within(number - self.value, self.unit, number.abs().max(self.value.abs()))
            || self.is(number)
    }

    /// Returns the verdict of a number that is known to within `slack`. To as many digits as it
    /// has, at least one, the answer must be the number rounded, up or down at a tie. What is
    /// coarser than the number's first digit says nothing: 0 is not 0.45, and 1 is not 0.6.
    /// `telling` is a unit that tells something whatever the number is, such as 0.1 for a γ, which
    /// may be called 0 when it is 10⁻⁷; 0 for none.
    pub fn verdict(&self, truth: f64, slack: f64, telling: f64) -> Correctness {
        let distance = (self.value - truth).abs();
        if self.is(truth) || distance <= slack {
            return Correctness::Right;
        }
        let unit = self.coarse_unit.min(first_digit(truth).max(telling));
        if self.unit > 0.0 && within(distance, unit, truth.abs().max(self.value.abs())) {
            return Correctness::Rounded;
        }
        Correctness::Wrong
    }

    /// Returns whether it has digits enough to be explained: one digit is what too much gives.
    pub(super) fn has_digits(&self) -> bool {
        self.significant >= 2
    }

    /// Returns whether it is `number` with its last digits cut off.
    pub(super) fn is_cut_from(&self, number: f64) -> bool {
        let rest = number.abs() - self.value.abs();
        let is_shorter = self.value * number > 0.0 && rest > 0.0 && rest < self.unit;
        is_shorter && self.has_digits()
    }
}

/// Returns whether a difference of numbers of this size is half a unit or less, rounding apart.
fn within(difference: f64, unit: f64, size: f64) -> bool {
    difference.abs() <= 0.5 * unit + 4.0 * f64::EPSILON * size
}

/// Returns the unit of a number's first digit: 0.1 for 0.45, 10 for 24.5; 0 for 0.
fn first_digit(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { power_of_ten(exponent(number).into()) }
}
