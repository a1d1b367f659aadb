//! Traces that a program in Python computed with many digits, as its JSON has them.

use serde::Deserialize;

/// θ_t, ℓ(θ_t) and F, as decimal numbers of many digits.
#[derive(Deserialize)]
pub(crate) struct Row {
    pub weights: Vec<String>,
    pub means: Vec<String>,
    pub variances: Vec<String>,
    pub log_likelihood: String,
    pub lower_bound: Option<String>,
}

pub(crate) fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is not a number"))
}
