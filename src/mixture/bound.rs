//! The lower bound F(q, θ) that each half-step of EM raises or touches (Neal & Hinton 1998).

use super::e_step::Expectation;
use super::sum::CompensatedSum;
use super::theta::Theta;

/// F(q, θ) = Σ q ln(p(x, k; θ) / q) in nats, where q are the responsibilities that the E-step at
/// `posterior_of` gave and `expectation` is what that E-step returned. O(K): no pass over the data.
///
/// F ≤ ℓ(θ); at θ = `posterior_of` the two are equal. Computed as ℓ(θ_old) + Q(θ) − Q(θ_old), a difference
/// component by component, so that a bound close to ℓ keeps its last digits.
pub fn lower_bound(expectation: &Expectation, posterior_of: &Theta, theta: &Theta) -> f64 {
    let mut bound: CompensatedSum = [expectation.log_likelihood].into_iter().collect();
    let pairs = posterior_of.components().iter().zip(theta.components());
    for (statistics, (old, new)) in expectation.statistics.iter().zip(pairs) {
        let weight = statistics.weight;
        if weight == 0.0 {
            continue;
        }
        bound.add(weight * (new.weight / old.weight).ln());
        bound.add(-0.5 * weight * (new.variance / old.variance).ln());
        bound.add(-0.5 * weight * statistics.variance_about(new) / new.variance);
        bound.add(0.5 * weight * statistics.variance_about(old) / old.variance);
    }
    bound.value()
}

/// H(q) = −Σ γ ln γ in nats, for the responsibilities of the E-step at `theta`: ℓ(θ) − Q(θ), in O(K).
pub fn entropy(expectation: &Expectation, theta: &Theta) -> f64 {
    let mut entropy: CompensatedSum = [expectation.log_likelihood].into_iter().collect();
    for (statistics, c) in expectation.statistics.iter().zip(theta.components()) {
        let squares = statistics.variance_about(c) / c.variance;
        let log_density = -0.5 * (super::theta::LN_2_PI + c.variance.ln() + squares);
        entropy.add(-statistics.weight * (c.weight.ln() + log_density));
    }
    entropy.value()
}
