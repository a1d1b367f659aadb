//! An answer as it was typed: a number, and how far it was rounded.

use std::str::FromStr;

use super::Verdict;
use crate::data::read_number;
use crate::explain::Quantity;

/// Answers this close to the truth, relatively, are the truth: nobody types the last bits.
const SAME: f64 = 1e-9;
/// A rounded answer is off by at most this share of the number's size, so that "0" is no answer for 0.45.
const COARSEST: f64 = 0.05;

/// A number with the digits it was typed with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    value: f64,
    /// Half a unit of the last digit; 0 for a fraction, which is exact.
    half_unit: f64,
    /// Digits from the first one that is not 0.
    significant: usize,
}

/// What was typed is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AnswerError(String);

impl FromStr for Answer {
    type Err = AnswerError;

    fn from_str(text: &str) -> Result<Self, AnswerError> {
        let text = text.trim().replace('\u{2212}', "-");
        let value = read_number(&text).map_err(|problem| {
            let problem = problem.to_string();
            let has_advice = problem.contains(';');
            AnswerError(if has_advice {
                problem
            } else {
                problem + "; write it as -24.51, 1.4e-7 or 1/3"
            })
        })?;
        if text.contains('/') {
            return Ok(Self { value, half_unit: 0.0, significant: usize::MAX });
        }
        let lower = text.to_ascii_lowercase();
        let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
        let decimals = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len()) as i32;
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let digits = mantissa.chars().filter(char::is_ascii_digit);
        let significant = digits.skip_while(|c| *c == '0').count();
        // Read as a number, for powi has no power of ten below 10⁻³⁰⁸.
        let last = exponent.saturating_sub(decimals);
        let half_unit = format!("5e{}", last.saturating_sub(1)).parse().unwrap_or(0.0);
        Ok(Self { value, half_unit, significant })
    }
}

impl Answer {
    /// The number.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Whether `number` rounds to what was typed; at a tie either way is right.
    pub(super) fn shows(&self, number: f64) -> bool {
        let rounding = 4.0 * f64::EPSILON * number.abs().max(self.value.abs());
        (number - self.value).abs() <= self.half_unit + rounding || self.is(number)
    }

    fn is(&self, number: f64) -> bool {
        (number - self.value).abs() <= SAME * number.abs()
    }

    pub(super) fn verdict(&self, truth: f64, quantity: Quantity) -> Verdict {
        if self.is(truth) {
            return Verdict::Right;
        }
        // Shares are at home between 0 and 1: a γ of 10⁻⁷ may be called 0, and one of 0.9999 1.
        let size = match quantity {
            Quantity::Gamma { .. } | Quantity::Weight(_) => 1.0,
            _ => truth.abs(),
        };
        let close = self.half_unit <= COARSEST * size
            || (self.value - truth).abs() <= 0.1 * COARSEST * size;
        if self.shows(truth) && close { Verdict::Rounded } else { Verdict::Wrong }
    }

    /// Whether a slip that gives `number` explains this answer: one digit is explained by too much, unless it is
    /// the number itself.
    pub(super) fn is_explained_by(&self, number: f64) -> bool {
        number.is_finite() && (self.is(number) || (self.significant >= 2 && self.shows(number)))
    }
}
