//! γ from the logarithms a_k = ln(π_k N(x; μ_k, σ_k²)), where the densities themselves are too
//! small: what counts is by how much each is below the largest, m.

use super::DerivationStep;
use crate::explain::expression::{Expression, Number};
use crate::mixture::{Theta, log_joint_differences};
use crate::text::{scientific, subscript};

/// Logarithms from here on have too few digits behind the point for their difference to be one:
/// that of two numbers about 10⁸ is off by 10⁻⁸.
const TOO_LARGE: f64 = 1e8;

/// The logarithms of all components at one x.
pub(super) struct Logarithms {
    values: Vec<f64>,
    /// Each of them less the largest one.
    differences: Vec<f64>,
}

impl Logarithms {
    /// Returns none if every density is below what the logarithm of a number can be.
    pub(super) fn at(x: f64, theta: &Theta) -> Option<Self> {
        let values = theta.components().iter().map(|c| c.log_joint(x)).collect();
        Some(Self { values, differences: log_joint_differences(x, theta)? })
    }

    fn largest(&self) -> usize {
        self.differences.iter().position(|difference| *difference == 0.0).unwrap_or(0)
    }

    /// Returns whether the differences are computed in another way than from the logarithms.
    fn are_too_large(&self) -> bool {
        self.values[self.largest()].abs() >= TOO_LARGE
    }

    /// Returns by how much one of them is below the largest.
    pub(super) fn difference(&self, j: usize) -> Expression {
        if self.are_too_large() {
            return Expression::Number(number(self.differences[j]));
        }
        let [a, m] = [j, self.largest()].map(|j| Expression::Number(number(self.values[j])));
        a.minus(m)
    }

    /// Returns the name of that, of component `j` (from 1) as it is written.
    pub(super) fn symbol(&self, j: &str) -> String {
        if self.are_too_large() { format!("d{j}") } else { format!("a{j} − m") }
    }

    /// Returns the steps to it of the components in `shown`; `formula` is that of a_k.
    pub(super) fn steps(
        &self,
        shown: &[usize],
        formula: impl Fn(usize) -> String,
    ) -> Vec<DerivationStep> {
        let largest = subscript(self.largest() + 1);
        let step = |&j: &usize| {
            let s = subscript(j + 1);
            let (name, formula, value) = if self.are_too_large() {
                (format!("d{s}"), format!("a{s} − a{largest}"), self.differences[j])
            } else {
                (format!("a{s}"), formula(j), self.values[j])
            };
            DerivationStep { name, formula, live: None, value: number(value), depth: 1 }
        };
        shown.iter().map(step).collect()
    }

    /// Returns what is to be said of m.
    pub(super) fn note(&self) -> String {
        if !self.are_too_large() {
            return "m is the largest a_k".to_owned();
        }
        let largest = self.largest();
        let about = scientific(self.values[largest], 3);
        let s = subscript(largest + 1);
        format!(
            "a{s} = {about} is the largest. A number of that size has no digits left for a \
             difference, so that d_k is computed with twice as many"
        )
    }
}

/// A number that counts to a millionth.
fn number(value: f64) -> Number {
    Number { grain: 1.0, ..Number::new(value) }
}
