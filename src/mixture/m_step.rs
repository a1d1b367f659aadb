//! The M-step: from the expected sufficient statistics to the next θ.

use super::component::Component;
use super::expectation::Expectation;
use super::short::Short;
use super::statistics::ComponentStatistics;
use super::theta::Theta;

/// Below this N_k the responsibilities of a component are themselves at the edge of what an `f64`
/// holds, and their mean would be noise.
pub const EMPTY_BELOW: f64 = 1e-290;

/// Returns the θ that maximises Q for the responsibilities behind `expectation`: the M-step.
///
/// π_k = N_k / n, μ_k = Σ w_i γ_ik x_i / N_k and σ_k² = Σ w_i γ_ik (x_i − μ_k)² / N_k (Bishop 2006,
/// eqs. 9.24 to 9.26), with the *new* mean in the variance, and without n − 1.
///
/// # Errors
/// Returns an error for the first component that has collapsed (σ_k² → 0; see Bishop 2006, §9.2.1)
/// or is empty (N_k → 0).
///
/// # Panics
/// Panics if N_k do not sum to n, which takes condensed data with bins that no sample has.
///
/// # Examples
/// ```
/// use emstep::mixture::{Sample, Theta, e_step, m_step};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta_0 = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let theta_1 = m_step(&e_step(&sample, &theta_0)?)?;
///
/// let rounded: Vec<f64> = theta_1.means().map(|mean| (mean * 1e6).round() / 1e6).collect();
/// assert_eq!(rounded, [5.131728, 1.471031]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn m_step(expectation: &Expectation) -> Result<Theta, MStepError> {
    let n = expectation.total_weight;
    let components: Result<Vec<_>, _> =
        (expectation.statistics.iter().enumerate()).map(|(k, s)| next_component(k, s, n)).collect();
    // Every condition of `Theta::new` was just checked or follows from Σ_k γ_ik = 1.
    Ok(Theta::new(components?).expect("an M-step without an error gives a valid θ"))
}

fn next_component(k: usize, s: &ComponentStatistics, n: f64) -> Result<Component, MStepError> {
    if is_without_weight(s, n) {
        return Err(MStepError::Empty { component: k, undefined: Undefined::Mean });
    }
    if s.variance() < smallest_variance(s.mean()) {
        return Err(MStepError::Collapsed { component: k, x: s.mean() });
    }
    // N_k ≤ n but for its last bits.
    let weight = (s.weight() / n).min(1.0);
    Ok(Component::with_precise_mean(weight, s.precise_mean(), s.variance()))
}

/// Returns whether a component has so little weight that its mean would be 0/0.
pub(super) fn is_without_weight(s: &ComponentStatistics, n: f64) -> bool {
    s.weight() < EMPTY_BELOW * n.max(1.0)
}

/// Returns the variance below which a component has collapsed: narrower than a quarter of the gap
/// between neighbouring numbers at its mean, it cannot hold two different observations.
pub(super) fn smallest_variance(mean: f64) -> f64 {
    let quarter_gap = mean.abs() * f64::EPSILON / 4.0;
    (quarter_gap * quarter_gap).max(f64::MIN_POSITIVE)
}

/// Why there is no next θ. Components count from 0 here and from 1 in the messages.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MStepError {
    /// σ_k² → 0: the component sits on one value, where ℓ has no maximum.
    #[error("component {} collapsed onto x = {}: σ² → 0 and ℓ → ∞", component + 1, Short(*.x))]
    Collapsed {
        /// which component
        component: usize,
        /// where
        x: f64,
    },
    /// The one σ² of all components → 0: each of them sits on one value.
    #[error("every component collapsed onto one value: their common σ² → 0 and ℓ → ∞")]
    AllCollapsed {
        /// where the first one is
        x: f64,
    },
    /// N_k → 0: no observation gives the component any weight, so that its mean is 0/0, or what is
    /// not fixed of it.
    #[error("component {0} is empty: N_{0} = 0, so {1}", component + 1, undefined.said(*component))]
    Empty {
        /// which component
        component: usize,
        /// what it has no value for
        undefined: Undefined,
    },
}

/// What an empty component has no value for: the first of these that is not fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// μ_k, which would be 0/0.
    Mean,
    /// σ_k², which would be 0/0.
    Variance,
    /// π_k, which would be 0.
    Weight,
}

impl Undefined {
    fn said(self, component: usize) -> String {
        let k = component + 1;
        match self {
            Self::Mean => format!("μ_{k} would be 0/0"),
            Self::Variance => format!("σ_{k}² would be 0/0"),
            Self::Weight => format!("π_{k} would be 0"),
        }
    }
}

impl MStepError {
    /// Returns which component, counted from 0; the first if all of them have.
    pub fn component(&self) -> usize {
        match *self {
            Self::Collapsed { component, .. } | Self::Empty { component, .. } => component,
            Self::AllCollapsed { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Sample, e_step};

    fn expectation(statistics: &[(f64, f64, f64)]) -> Expectation {
        let statistics = statistics.iter().map(|&(weight, mean, variance)| {
            ComponentStatistics::of_moments(weight, mean, 0.0, variance)
        });
        let statistics: Vec<_> = statistics.collect();
        let total_weight = statistics.iter().map(ComponentStatistics::weight).sum();
        let (log_likelihood, attained, entropy, temperature) = (-1.0, -1.0, 0.0, 1.0);
        let nodes = None;
        Expectation {
            log_likelihood,
            attained,
            temperature,
            entropy,
            total_weight,
            statistics,
            nodes,
            too_wide: None,
        }
    }

    #[test]
    fn the_homeworks_first_m_step() {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let theta = Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        let next = m_step(&e_step(&sample, &theta).unwrap()).unwrap();
        let expected = [(0.363_037, 5.131_728, 0.615_563), (0.636_963, 1.471_031, 6.967_022)];
        for (c, (weight, mean, variance)) in next.components().iter().zip(expected) {
            assert!((c.weight() - weight).abs() < 1e-6, "{c:?}");
            assert!((c.mean() - mean).abs() < 1e-6, "{c:?}");
            assert!((c.variance() - variance).abs() < 1e-6, "{c:?}");
        }
    }

    #[test]
    fn a_component_without_weight_is_empty() {
        let error = m_step(&expectation(&[(5.0, 0.0, 1.0), (0.0, 0.0, 0.0)])).unwrap_err();
        assert_eq!(error, MStepError::Empty { component: 1, undefined: Undefined::Mean });
        assert_eq!(error.to_string(), "component 2 is empty: N_2 = 0, so μ_2 would be 0/0");
        // So little that γ itself has lost its digits.
        let error = m_step(&expectation(&[(1e-300, 3.0, 1.0), (5.0, 0.0, 1.0)])).unwrap_err();
        assert_eq!(error, MStepError::Empty { component: 0, undefined: Undefined::Mean });
        assert!(m_step(&expectation(&[(1e-280, 3.0, 1.0), (5.0, 0.0, 1.0)])).is_ok());
    }

    #[test]
    fn a_component_on_one_value_has_collapsed() {
        let error = m_step(&expectation(&[(2.0, 4.5, 0.0), (3.0, 0.0, 1.0)])).unwrap_err();
        assert_eq!(error, MStepError::Collapsed { component: 0, x: 4.5 });
        assert_eq!(error.to_string(), "component 1 collapsed onto x = 4.5: σ² → 0 and ℓ → ∞");
    }

    #[test]
    fn two_neighbouring_numbers_are_a_spread_and_less_is_none() {
        let gap = 1e9_f64.next_up() - 1e9;
        let variance = gap * gap / 4.0;
        assert!(m_step(&expectation(&[(2.0, 1e9, variance)])).is_ok());
        assert!(m_step(&expectation(&[(2.0, 1e9, variance / 100.0)])).is_err());
        assert!(m_step(&expectation(&[(2.0, 0.0, 1e-300)])).is_ok());
    }

    #[test]
    fn the_first_component_in_trouble_is_the_one_named() {
        let both = [(5.0, 0.0, 1.0), (1.0, 2.0, 0.0), (0.0, 0.0, 0.0)];
        assert_eq!(m_step(&expectation(&both)).unwrap_err().component(), 1);
    }
}
