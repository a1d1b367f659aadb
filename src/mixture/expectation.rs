//! What an E-step leaves behind.

use super::condensed::TooWide;
use super::statistics::ComponentStatistics;

/// What an E-step leaves behind: ℓ(θ) and, for each component, the expected sufficient statistics.
/// O(K) numbers, whatever n is; the γ matrix is never kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    pub(super) log_likelihood: f64,
    /// F(q, θ): ℓ(θ) for EM's own responsibilities.
    pub(super) attained: f64,
    /// What the entropy counts for in F: 1, or T, or nothing for hard assignments.
    pub(super) temperature: f64,
    pub(super) entropy: f64,
    pub(super) total_weight: f64,
    pub(super) statistics: Vec<ComponentStatistics>,
    pub(super) nodes: Option<usize>,
    /// Boxed, since it is rare.
    pub(super) too_wide: Option<Box<TooWide>>,
}

impl Expectation {
    /// Returns ℓ(θ) = Σ w_i ln p(x_i; θ), in nats.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Returns F(q, θ) = Q(θ) + T·H(q) for the responsibilities of this E-step at its own θ, in
    /// nats: ℓ(θ) for EM's, the classification log-likelihood for hard ones, the tempered bound T
    /// Σ_i ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T) at a temperature.
    pub fn attained(&self) -> f64 {
        self.attained
    }

    /// Returns T, what the entropy counts for in F: 1 for EM, 0 for hard assignments.
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// Returns H(q) = −Σ w_i γ_ik ln γ_ik, the entropy of the responsibilities, in nats; at least
    /// 0. Of grouped data q is of the component and x, so that the entropies of the truncated
    /// densities are part of it, and it may be negative.
    pub fn entropy(&self) -> f64 {
        self.entropy
    }

    /// Returns n = Σ w_i, which the N_k sum to.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// Returns the statistics of each component, K of them, in θ's order.
    pub fn statistics(&self) -> &[ComponentStatistics] {
        &self.statistics
    }

    /// Returns how many weighted nodes were summed in place of the observations, or `None` if the
    /// observations themselves were.
    pub fn nodes(&self) -> Option<usize> {
        self.nodes
    }

    /// Returns where the cells of a table are too wide for θ, so that the sums are not exact to
    /// twelve digits: only narrower cells, or the observations, would tell more. `None` of data
    /// whose observations are there.
    pub fn too_wide(&self) -> Option<TooWide> {
        self.too_wide.as_deref().copied()
    }
}
