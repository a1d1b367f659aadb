//! Whole iterations: E then M, over and over, until something says stop.

use std::ops::ControlFlow;

use super::bound::lower_bound;
use super::e_step::{EStepError, Expectation, e_step};
use super::m_step::{MStepError, m_step};
use super::sample::Sample;
use super::theta::Theta;

/// One θ of a run of EM with all that is known about it; O(K).
#[derive(Clone, Debug, PartialEq)]
pub struct Iterate {
    /// θ_t.
    pub theta: Theta,
    /// The E-step at θ_t: ℓ(θ_t), and what the next M-step needs.
    pub expectation: Expectation,
    /// F(γ_{t−1}, θ_t), the bound right after the M-step that made θ_t; none at θ₀.
    pub lower_bound: Option<f64>,
}

impl Iterate {
    /// θ₀ and its E-step.
    ///
    /// # Errors
    /// Where ℓ(θ₀) is beyond what a number holds.
    pub fn start(theta: Theta, sample: &Sample) -> Result<Self, EStepError> {
        let expectation = e_step(sample, &theta)?;
        Ok(Self { theta, expectation, lower_bound: None })
    }

    /// The M-step from here, and the E-step at the θ it gives: one pass over the data.
    ///
    /// # Errors
    /// [`Refusal`] where there is no next θ; this one stays good.
    pub fn next(&self, sample: &Sample) -> Result<Self, Refusal> {
        let theta =
            m_step(&self.expectation).map_err(|error| Refusal::m_step(error, self, sample))?;
        let expectation = e_step(sample, &theta)?;
        let lower_bound = Some(lower_bound(&self.expectation, &self.theta, &theta));
        Ok(Self { theta, expectation, lower_bound })
    }

    /// ℓ(θ_t), in nats.
    pub fn log_likelihood(&self) -> f64 {
        self.expectation.log_likelihood
    }

    /// Whether a step from `before` to here changed ℓ by less than `tolerance` an observation.
    pub fn has_converged_since(&self, before: &Self, tolerance: f64) -> bool {
        let change = self.log_likelihood() - before.log_likelihood();
        change.abs() / self.expectation.total_weight < tolerance
    }
}

/// Why EM cannot go on from a θ.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The M-step has no result.
    #[error("{error}; the nearest observation is x_{observation} = {x}")]
    MStep {
        /// what is wrong, and with which component
        error: MStepError,
        /// the index of the observation nearest to the component, from 0
        observation: usize,
        /// its value
        x: f64,
    },
    /// The E-step at the new θ has no result.
    #[error(transparent)]
    EStep(#[from] EStepError),
}

impl Refusal {
    fn m_step(error: MStepError, at: &Iterate, sample: &Sample) -> Self {
        let component = at.theta.components()[error.component()];
        let place = match error {
            MStepError::Collapsed { x, .. } => x,
            MStepError::Empty { .. } => component.mean,
        };
        let (observation, x) = sample.nearest(place);
        Self::MStep { error, observation, x }
    }
}

/// When a run of iterations ends by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StopRule {
    /// How many iterations at the most.
    pub iterations: usize,
    /// The change of ℓ per observation below which EM has converged; `None` for no test.
    pub tolerance: Option<f64>,
}

/// How a run of iterations ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Stopped {
    /// ℓ per observation changed by less than the tolerance.
    Converged,
    /// The number of iterations that was asked for is done.
    Iterations,
    /// There is no next θ.
    Refused(Refusal),
    /// The caller broke it off.
    Cancelled,
}

/// Iterates from `from` until `rule` or `each` says stop; `each` is given every new θ.
pub fn iterate(
    sample: &Sample,
    from: &Iterate,
    rule: StopRule,
    mut each: impl FnMut(&Iterate) -> ControlFlow<()>,
) -> Stopped {
    let mut current = from.clone();
    for _ in 0..rule.iterations {
        let next = match current.next(sample) {
            Ok(next) => next,
            Err(refusal) => return Stopped::Refused(refusal),
        };
        if each(&next).is_break() {
            return Stopped::Cancelled;
        }
        if rule.tolerance.is_some_and(|tolerance| next.has_converged_since(&current, tolerance)) {
            return Stopped::Converged;
        }
        current = next;
    }
    Stopped::Iterations
}
