//! Whether an answer has enough digits to tell a mistake from chance.

use super::TypedNumber;

/// Units of an answer's last digit, to either side, in which candidates are counted.
const UNITS: f64 = 20.0;

/// Counts candidates, the likeliest first. An answer of few digits is given by many of them, and so
/// is any other number of as many digits: it tells nothing. How many candidates would give a number
/// near the answer by chance is estimated by those that are within some units of it.
pub(super) struct Chance<'a> {
    answer: &'a TypedNumber,
    most: f64,
    /// Candidates near the answer, each once.
    near: Vec<f64>,
    /// Whether a candidate gives the answer, but tells nothing.
    pub is_vague: bool,
}

impl<'a> Chance<'a> {
    /// Returns a count that lets a candidate tell something as long as `most` candidates, at least
    /// as likely as it is, are expected to give the answer by chance.
    pub(super) fn new(answer: &'a TypedNumber, most: f64) -> Self {
        Self { answer, most, near: Vec::new(), is_vague: false }
    }

    /// Counts the next candidate; returns whether it gives the answer, and that is not by chance.
    pub(super) fn tells(&mut self, value: f64) -> bool {
        let answer = self.answer;
        if !value.is_finite() {
            return false;
        }
        let distance = (value - answer.value()).abs();
        let is_known = self.near.iter().any(|near| (near - value).abs() <= 1e-9 * value.abs());
        if distance <= UNITS * answer.unit() && !is_known {
            self.near.push(value);
        }
        // What is exactly this number is no chance, however short: 6, if the old mean was 6.
        if answer.is(value) {
            return true;
        }
        if !answer.shows(value) {
            return false;
        }
        let expected = self.near.len() as f64 / (2.0 * UNITS + 1.0);
        let tells = answer.has_digits() && expected <= self.most;
        self.is_vague |= !tells;
        tells
    }
}
