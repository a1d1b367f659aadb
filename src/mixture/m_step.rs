//! The M-step: from the expected sufficient statistics to the next θ.

use super::e_step::{ComponentStatistics, Expectation};
use super::theta::{Component, Theta};

/// Below this N_k the responsibilities of a component are themselves at the edge of what an `f64`
/// holds, and their mean would be noise.
pub const EMPTY_BELOW: f64 = 1e-290;

/// The M-step (Bishop 2006, eqs. 9.24 to 9.26), with the *new* mean in the variance and no n − 1:
/// π_k = N_k / n, μ_k = Σ γ x / N_k, σ_k² = Σ γ (x − μ_k)² / N_k.
///
/// # Errors
/// [`MStepError`] for the first component that collapsed or is empty. θ stays what it was.
pub fn m_step(expectation: &Expectation) -> Result<Theta, MStepError> {
    let n = expectation.total_weight;
    let components: Result<Vec<_>, _> =
        (expectation.statistics.iter().enumerate()).map(|(k, s)| next_component(k, s, n)).collect();
    // Every condition of `Theta::new` was just checked or follows from Σ_k γ_ik = 1.
    Ok(Theta::new(components?).expect("an M-step without an error gives a valid θ"))
}

fn next_component(k: usize, s: &ComponentStatistics, n: f64) -> Result<Component, MStepError> {
    // Written so that NaN, which cannot arise, would be an error too.
    if !(s.weight >= EMPTY_BELOW * n.max(1.0)) {
        return Err(MStepError::Empty { component: k });
    }
    if s.variance < smallest_variance(s.mean) {
        return Err(MStepError::Collapsed { component: k, x: s.mean });
    }
    // N_k ≤ n but for its last bits.
    let weight = (s.weight / n).min(1.0);
    Ok(Component { weight, mean: s.mean, mean_tail: s.mean_tail, variance: s.variance })
}

/// A component narrower than a quarter of the gap between neighbouring numbers at its mean cannot
/// hold two different observations: its variance is on its way to 0.
fn smallest_variance(mean: f64) -> f64 {
    let quarter_gap = mean.abs() * f64::EPSILON / 4.0;
    (quarter_gap * quarter_gap).max(f64::MIN_POSITIVE)
}

/// Why there is no next θ. Components count from 0 here and from 1 in the messages.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MStepError {
    /// σ_k² → 0: the component sits on one value, where ℓ has no maximum.
    #[error("component {} collapsed onto x = {x}: its variance goes to 0, where ℓ has no maximum", component + 1)]
    Collapsed {
        /// which component
        component: usize,
        /// where
        x: f64,
    },
    /// N_k → 0: no observation gives the component any weight, so its mean is 0/0.
    #[error("component {} is empty: N_{} is 0, so its mean would be 0/0", component + 1, component + 1)]
    Empty {
        /// which component
        component: usize,
    },
}

impl MStepError {
    /// Which component, counted from 0.
    pub fn component(&self) -> usize {
        match *self {
            Self::Collapsed { component, .. } | Self::Empty { component } => component,
        }
    }
}
