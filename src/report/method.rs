//! What a run had on besides ordinary EM, for programs.

use serde::Serialize;

use crate::mixture::{Acceleration, Assignment, ComponentSet, Dirichlet, InverseGamma, Method};

/// A method as JSON: what is off is left out. Components count from 1.
#[derive(Serialize)]
pub(super) struct MethodSummary {
    /// What is made as large as it can be.
    objective: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    equal_variances: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed_weights: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed_means: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed_variances: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variance_floor: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variance_prior: Option<VariancePrior>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight_prior: Option<WeightPrior>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hard: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Temperature>,
    /// How steps are made longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    acceleration: Option<&'static str>,
}

#[derive(Serialize)]
struct VariancePrior {
    shape: f64,
    scale: f64,
}

#[derive(Serialize)]
struct WeightPrior {
    alpha: f64,
}

#[derive(Serialize)]
struct Temperature {
    start: f64,
    rate: f64,
}

impl MethodSummary {
    /// Returns the summary for a mixture of this many components; none for ordinary EM.
    pub(super) fn new(method: &Method, components: usize) -> Option<Self> {
        if method.is_ordinary() {
            return None;
        }
        let listed = |set: ComponentSet| {
            (0..components).filter(|k| set.contains(*k)).map(|k| k + 1).collect()
        };
        let variance_prior = method
            .variance_prior
            .map(|InverseGamma { shape, scale }| VariancePrior { shape, scale });
        let temperature = match method.assignment {
            Assignment::Annealed(cooling) => {
                Some(Temperature { start: cooling.temperature, rate: cooling.rate })
            }
            Assignment::Soft | Assignment::Hard => None,
        };
        Some(Self {
            objective: method.objective().name(),
            equal_variances: method.equal_variances,
            fixed_weights: listed(method.fixed_weights),
            fixed_means: listed(method.fixed_means),
            fixed_variances: listed(method.fixed_variances),
            variance_floor: method.variance_floor,
            variance_prior,
            weight_prior: method.weight_prior.map(|Dirichlet { alpha }| WeightPrior { alpha }),
            hard: method.assignment == Assignment::Hard,
            temperature,
            acceleration: match method.acceleration {
                Acceleration::None => None,
                Acceleration::Squarem => Some("squarem"),
            },
        })
    }
}
