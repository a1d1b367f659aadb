//! What a person may set once for a whole session.

use serde::de::{Deserialize, Deserializer, Error};

use crate::mixture::{Method, Start, StopRule};

/// How long EM runs by itself, how θ₀ is made from data without one of their own, and what differs
/// from ordinary EM.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    /// |Δℓ| per observation, in nats, below which EM has converged; finite, 0 or above.
    #[serde(deserialize_with = "tolerance")]
    pub tolerance: f64,
    /// How many iterations a run to convergence takes at the most; 1 or above.
    #[serde(deserialize_with = "max_iterations")]
    pub max_iterations: usize,
    /// How θ₀ is made from data.
    pub start: Start,
    /// The seed of the first thing that is drawn.
    pub seed: u64,
    /// Whether large data are summed observation by observation, not condensed.
    pub exact: bool,
    /// How the first run does its steps; a later one does as the run it is started from.
    pub method: Method,
}

/// Reads a tolerance as the command line does.
fn tolerance<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let tolerance = f64::deserialize(deserializer)?;
    if tolerance >= 0.0 && tolerance.is_finite() {
        return Ok(tolerance);
    }
    Err(D::Error::custom(format!("the tolerance must be finite and 0 or above, not {tolerance}")))
}

/// Reads a number of iterations as the command line does.
fn max_iterations<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let most = usize::deserialize(deserializer)?;
    if most >= 1 { Ok(most) } else { Err(D::Error::custom("max-iterations must be 1 or above")) }
}

impl Settings {
    /// When a run to convergence ends.
    pub fn to_convergence(&self) -> StopRule {
        StopRule { iterations: self.max_iterations, tolerance: Some(self.tolerance) }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tolerance: 1e-9,
            max_iterations: 1000,
            start: Start::Quantile,
            seed: 1,
            exact: false,
            method: Method::default(),
        }
    }
}
