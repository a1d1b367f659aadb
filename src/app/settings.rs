//! What a person may set once for a whole session.

use crate::mixture::{Method, Start, StopRule};

/// How long EM runs by itself, how θ₀ is made from data that bring none, and what differs from
/// ordinary EM.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    /// |Δℓ| per observation, in nats, below which EM has converged; finite, 0 or above.
    pub tolerance: f64,
    /// How many iterations a run to convergence takes at the most; 1 or above.
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
