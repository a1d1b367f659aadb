//! The lower bound F(q, θ) that each half-step of EM raises or touches (Neal & Hinton 1998).

use super::component::LN_2_PI;
use super::expectation::Expectation;
use super::sum::CompensatedSum;
use super::theta::Theta;

/// Returns the lower bound F(q, θ) = Σ q ln(p(x, k; θ) / q) = Q(θ) + H(q), in nats (Bishop 2006,
/// eq. 9.71), where q are the responsibilities that the E-step at `posterior_of` gave, and
/// `expectation` is what that E-step returned. O(K): no pass over the data.
///
/// Of grouped data what q is of are the component and x within its bin; F = Q + H holds as it is.
///
/// F ≤ ℓ(θ), and the difference is KL(q ‖ posterior at θ) (eq. 9.70). At θ = `posterior_of` it is
/// 0. Responsibilities at a temperature T have T·H(q) in place of H(q), and hard ones nothing.
///
/// # Examples
/// ```
/// use emstep::mixture::{Sample, Theta, e_step, lower_bound, m_step};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta_0 = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let expectation = e_step(&sample, &theta_0)?;
/// let theta_1 = m_step(&expectation)?;
///
/// // The bound touches ℓ after the E-step; the M-step raises it, and ℓ at least as much.
/// let before = lower_bound(&expectation, &theta_0, &theta_0);
/// let after = lower_bound(&expectation, &theta_0, &theta_1);
/// assert_eq!(before, expectation.log_likelihood());
/// assert!(before < after && after < e_step(&sample, &theta_1)?.log_likelihood());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lower_bound(expectation: &Expectation, posterior_of: &Theta, theta: &Theta) -> f64 {
    if theta == posterior_of {
        return expectation.attained;
    }
    // Not ℓ(θ_old) + Q(θ) − Q(θ_old): where θ_old was far from the data, ℓ(θ_old) and Q(θ_old) are
    // so large that F would be what rounding leaves of their difference.
    expected_log_joint(expectation, theta) + expectation.temperature * expectation.entropy
}

/// Returns Q(θ) = Σ q ln p(x, k; θ), in nats: the expected complete-data log-likelihood (Bishop
/// 2006, eq. 9.40), where q are the responsibilities that `expectation` came from. Minus infinity
/// if it is below what a number holds.
pub fn expected_log_joint(expectation: &Expectation, theta: &Theta) -> f64 {
    let mut sum = CompensatedSum::default();
    for (statistics, c) in expectation.statistics.iter().zip(theta.components()) {
        if statistics.weight() == 0.0 {
            continue;
        }
        let squares = statistics.variance_about(c) / c.variance();
        sum.add(statistics.weight() * c.weight().ln());
        sum.add(-0.5 * statistics.weight() * (LN_2_PI + c.variance().ln() + squares));
    }
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Sample, e_step, m_step};

    fn homework() -> (Sample, Theta) {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        (sample, Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).unwrap())
    }

    #[test]
    fn the_bound_touches_after_an_e_step_and_gains_with_the_m_step() {
        let (sample, old) = homework();
        let expectation = e_step(&sample, &old).unwrap();
        assert_eq!(lower_bound(&expectation, &old, &old), expectation.log_likelihood);
        let new = m_step(&expectation).unwrap();
        let bound = lower_bound(&expectation, &old, &new);
        assert!((bound + 11.079_494).abs() < 1e-6, "{bound}");
        let gap = e_step(&sample, &new).unwrap().log_likelihood - bound;
        assert!((gap - 0.123_581).abs() < 1e-6, "{gap}");
    }

    #[test]
    fn the_two_parts_of_the_bound_are_those_of_the_likelihood() {
        let (sample, theta) = homework();
        let expectation = e_step(&sample, &theta).unwrap();
        let parts = expected_log_joint(&expectation, &theta) + expectation.entropy;
        assert!((parts - expectation.log_likelihood).abs() < 1e-14 * parts.abs(), "{parts}");
    }

    #[test]
    fn a_bound_below_every_number_is_minus_infinity() {
        let (sample, theta) = homework();
        let expectation = e_step(&sample, &theta).unwrap();
        let away = Theta::from_lists(&[0.5; 2], &[1e300, -1e300], &[1.0, 4.0]).unwrap();
        assert_eq!(lower_bound(&expectation, &theta, &away), f64::NEG_INFINITY);
    }
}
