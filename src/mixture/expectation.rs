//! What an E-step leaves behind.

use super::statistics::ComponentStatistics;

/// What an E-step leaves behind: ℓ(θ) and, for each component, the expected sufficient statistics.
/// O(K) numbers, whatever n is; the γ matrix is never kept.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Expectation {
    /// ℓ(θ) = Σ w_i ln p(x_i; θ), in nats.
    pub log_likelihood: f64,
    /// H(q) = −Σ w_i γ_ik ln γ_ik of the responsibilities, in nats; at least 0.
    pub entropy: f64,
    /// n = Σ w_i.
    pub total_weight: f64,
    /// One entry per component of θ, in θ's order.
    pub statistics: Vec<ComponentStatistics>,
    /// How many weighted nodes were summed in place of the observations; `None` if the observations
    /// themselves were.
    pub nodes: Option<usize>,
}
