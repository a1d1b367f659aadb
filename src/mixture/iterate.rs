//! One iteration: M, then E at the θ it gives.

use std::sync::Arc;

use super::bound::expected_log_joint;
use super::component::Component;
use super::condensed::Discrepancy;
use super::data::Data;
use super::e_step::{EStepError, e_step};
use super::expectation::Expectation;
use super::grouped::Bin;
use super::m_step::MStepError;
use super::method::{Acceleration, Assignment, Method, MethodError};
use super::sample::Sample;
use super::short::Short;
use super::squarem::{self, SquaremStep};
use super::statistics::ComponentStatistics;
use super::theta::Theta;

/// One θ of a run of EM with all that is known about it; O(K).
#[derive(Clone, Debug, PartialEq)]
pub struct Iterate {
    theta: Theta,
    expectation: Expectation,
    ln_prior: f64,
    lower_bound: Option<f64>,
    /// t, on which a temperature depends.
    iteration: usize,
    /// How the step that led here was accelerated, if it was.
    accelerated: Option<Box<SquaremStep>>,
    /// The same one for all iterates of a run.
    method: Arc<Method>,
}

impl Iterate {
    /// Returns θ₀ with its E-step, for a run of ordinary EM.
    ///
    /// # Errors
    /// Returns an error if ℓ(θ₀) cannot be computed.
    pub fn start<'a>(theta: Theta, data: impl Into<Data<'a>>) -> Result<Self, EStepError> {
        Self::at(theta, data.into(), 0, Arc::default())
    }

    /// Returns θ₀ with its E-step, for a run of this method.
    ///
    /// # Errors
    /// Returns an error if the method is not one, if θ₀ contradicts its constraints, or if ℓ(θ₀)
    /// cannot be computed.
    pub fn begin<'a>(
        theta: Theta,
        data: impl Into<Data<'a>>,
        method: impl Into<Arc<Method>>,
    ) -> Result<Self, IterateError> {
        let (method, data) = (method.into(), data.into());
        method.check_theta(&theta)?;
        if method.assignment == Assignment::Hard && data.sample().summed().is_some() {
            return Err(MethodError::HardOnTable.into());
        }
        Ok(Self::at(theta, data, 0, method)?)
    }

    fn at(
        theta: Theta,
        data: Data<'_>,
        iteration: usize,
        method: Arc<Method>,
    ) -> Result<Self, EStepError> {
        let expectation = method.e_step(data, &theta, iteration)?;
        let ln_prior = method.ln_prior(&theta);
        let (lower_bound, accelerated) = (None, None);
        Ok(Self { theta, expectation, ln_prior, lower_bound, iteration, accelerated, method })
    }

    /// Returns another θ with its E-step, for the same method at the same t.
    pub(super) fn at_theta(&self, theta: Theta, data: Data<'_>) -> Result<Self, EStepError> {
        Self::at(theta, data, self.iteration, Arc::clone(&self.method))
    }

    /// Returns θ₁ of a run of ordinary EM whose first M-step made it of `given`, with its E-step.
    pub(super) fn after_m_step(
        given: &Expectation,
        theta: Theta,
        data: Data<'_>,
    ) -> Result<Self, EStepError> {
        let method = Arc::<Method>::default();
        let bound = expected_log_joint(given, &theta) + given.entropy;
        let first = Self::at(theta, data, 1, method)?;
        Ok(Self { lower_bound: Some(bound), ..first })
    }

    /// Returns how many bytes an iterate of `components` components takes.
    pub fn bytes(components: usize) -> usize {
        // A step of SQUAREM is beside the iterate.
        size_of::<Self>()
            + size_of::<SquaremStep>()
            + components * (size_of::<Component>() + size_of::<ComponentStatistics>())
    }

    /// Returns the next iterate: the M-step from here, and the E-step at the θ it gives; one pass
    /// over the data (hard and annealed EM take another for ℓ). An accelerated step is made of
    /// several of these, and takes more passes ([`Iterate::accelerated`]).
    ///
    /// # Errors
    /// Returns an error if a component collapsed or is empty, so that there is no next θ, or if ℓ
    /// at it cannot be computed. This iterate stays valid.
    pub fn next<'a>(&self, data: impl Into<Data<'a>>) -> Result<Self, StepError> {
        let data = data.into();
        let Acceleration::Squarem = self.method.acceleration else { return self.em_step(data) };
        let (next, step) = squarem::step(self, data)?;
        // F of the responsibilities that are in force, those of θ_t.
        let bound = self.method.lower_bound(&self.expectation, &self.theta, &next.theta);
        let (lower_bound, accelerated) = (Some(bound), Some(Box::new(step)));
        Ok(Self { lower_bound, accelerated, iteration: self.iteration + 1, ..next })
    }

    /// Returns the iterate after one M-step.
    pub(super) fn em_step(&self, data: Data<'_>) -> Result<Self, StepError> {
        let theta = (self.method.m_step(&self.expectation, &self.theta))
            .map_err(|error| StepError::m_step(error, self, data.sample()))?;
        let t = self.iteration + 1;
        let bound = self.method.lower_bound_after_m_step(&self.expectation, &self.theta, &theta, t);
        let next = Self::at(theta, data, t, Arc::clone(&self.method))?;
        Ok(Self { lower_bound: Some(bound), ..next })
    }

    /// Returns how the step that led here was accelerated; none for a step of EM.
    pub fn accelerated(&self) -> Option<&SquaremStep> {
        self.accelerated.as_deref()
    }

    /// Returns how many passes over the data the step that led here took.
    pub fn passes(&self) -> usize {
        self.accelerated().map_or(1, |step| step.passes)
    }

    /// Returns this θ with its E-step as the start of a run by another method, at t = 0.
    pub(super) fn restarted(&self, method: impl Into<Arc<Method>>) -> Self {
        let (lower_bound, accelerated) = (None, None);
        Self { iteration: 0, lower_bound, accelerated, method: method.into(), ..self.clone() }
    }

    /// Returns how the run that this is an iterate of does its steps.
    pub fn method(&self) -> &Arc<Method> {
        &self.method
    }

    /// Returns t, the number of M-steps done.
    pub fn iteration(&self) -> usize {
        self.iteration
    }

    /// Returns what the method makes as large as it can, at θ_t, in nats: ℓ(θ_t), plus ln p(θ_t) if
    /// there is a prior; hard EM has its classification log-likelihood in place of ℓ, and annealed
    /// EM its bound at the temperature of θ_t ([`Method::objective`]).
    pub fn objective(&self) -> f64 {
        self.expectation.attained + self.ln_prior
    }

    /// Returns ln p(θ_t), in nats: 0 without a prior.
    pub fn ln_prior(&self) -> f64 {
        self.ln_prior
    }

    /// Returns θ_t.
    pub fn theta(&self) -> &Theta {
        &self.theta
    }

    /// Returns what the E-step at θ_t gave: ℓ(θ_t), and what the next M-step needs.
    pub fn expectation(&self) -> &Expectation {
        &self.expectation
    }

    /// Returns F(γ_{t−1}, θ_t) + ln p(θ_t), the bound right after the M-step that made θ_t, in
    /// nats and at the temperature of θ_t; none at θ₀.
    pub fn lower_bound(&self) -> Option<f64> {
        self.lower_bound
    }

    /// Returns ℓ(θ_t), in nats.
    pub fn log_likelihood(&self) -> f64 {
        self.expectation.log_likelihood
    }

    /// Returns how far this iterate's E-step, if it summed nodes, is from one over the
    /// observations.
    ///
    /// # Errors
    /// Returns an error if ℓ cannot be computed.
    pub fn discrepancy(&self, sample: &Sample) -> Result<Discrepancy, EStepError> {
        Ok(Discrepancy::between(&self.expectation, &e_step(sample, &self.theta)?))
    }

    /// Returns whether a step from `before` to here changed the objective by less than `tolerance`
    /// per observation, and not the temperature.
    pub fn has_converged_since(&self, before: &Self, tolerance: f64) -> bool {
        let change = self.objective() - before.objective();
        let is_cool = self.expectation.temperature == before.expectation.temperature;
        is_cool && change.abs() / self.expectation.total_weight < tolerance
    }
}

/// Why there is no first iterate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IterateError {
    /// The method is not one, or θ₀ contradicts its constraints.
    #[error(transparent)]
    Method(#[from] MethodError),
    /// ℓ(θ₀) cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
}

/// Why EM cannot go on from a θ.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// The M-step has no result.
    #[error("{}", m_step_failed(error, (*observation, *is_known), *x, bin.as_ref()))]
    MStep {
        /// what is wrong, and with which component
        error: MStepError,
        /// the index of the observation nearest to the component, from 0
        observation: usize,
        /// its value; of grouped data, the middle of its bin
        x: f64,
        /// its bin, if the data are grouped
        bin: Option<Bin>,
        /// whether it is an observation: of a condensed table, `x` is about where one is
        is_known: bool,
    },
    /// The E-step at the new θ has no result.
    #[error(transparent)]
    EStep(#[from] EStepError),
}

/// Returns what is wrong, with the observation nearest to it. A component that collapsed sits on
/// that one, or, among large numbers, between two.
///
/// Of grouped data ℓ stays finite: a component that no edge divides has P = 1 in its bin, however
/// narrow it is.
fn m_step_failed(
    error: &MStepError,
    (observation, is_known): (usize, bool),
    x: f64,
    bin: Option<&Bin>,
) -> String {
    if let Some(bin) = bin {
        let component = error.component() + 1;
        return match error {
            MStepError::Collapsed { .. } => format!(
                "component {component} shrank to σ² = 0 inside one bin ({bin}), \
                 where ℓ no longer depends on it"
            ),
            MStepError::AllCollapsed { .. } => {
                "every component shrank to σ² = 0 inside one bin, where ℓ no longer depends on it"
                    .to_owned()
            }
            MStepError::Empty { .. } => format!("{error} (nearest: bin {observation}, {bin})"),
        };
    }
    // The sample's own number of an observation, or about where one is.
    let nearest = if is_known {
        format!("x_{observation} = {}", Short(x))
    } else {
        format!("x = {}", Short(x))
    };
    match error {
        MStepError::Collapsed { x: mean, .. } if *mean != x => {
            format!("{error} (nearest: {nearest})")
        }
        MStepError::Collapsed { component, .. } => {
            let component = component + 1;
            format!("component {component} collapsed onto {nearest}: σ² → 0 and ℓ → ∞")
        }
        MStepError::Empty { .. } | MStepError::AllCollapsed { .. } => {
            format!("{error} (nearest: {nearest})")
        }
    }
}

impl StepError {
    fn m_step(error: MStepError, at: &Iterate, sample: &Sample) -> Self {
        let component = at.theta.components()[error.component()];
        let near = match error {
            MStepError::Collapsed { x, .. } | MStepError::AllCollapsed { x } => x,
            MStepError::Empty { .. } => component.mean(),
        };
        let (observation, x) = sample.nearest(near);
        let bin = sample.bins().map(|bins| bins[observation]);
        let is_known = sample.summed().is_none();
        Self::MStep { error, observation, x, bin, is_known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(values: &[f64], means: [f64; 2], variances: [f64; 2]) -> (Sample, Iterate) {
        let sample = Sample::new(values.to_vec()).unwrap();
        let theta = Theta::from_lists(&[0.5; 2], &means, &variances).unwrap();
        let iterate = Iterate::start(theta, &sample).unwrap();
        (sample, iterate)
    }

    #[test]
    fn the_tolerance_is_per_observation() {
        let (sample, from) = start(&[-1.0, 0.0, 4.0, 5.0, 6.0], [6.0, 7.0], [1.0, 4.0]);
        let next = from.next(&sample).unwrap();
        let change = next.log_likelihood() - from.log_likelihood();
        assert!(next.has_converged_since(&from, change / 5.0 * 1.001));
        assert!(!next.has_converged_since(&from, change / 5.0 * 0.999));
        assert!(!from.has_converged_since(&from, 0.0));
    }

    #[test]
    fn an_empty_component_is_an_error_at_the_observation_nearest_to_its_mean() {
        let (sample, from) = start(&[0.0, 1.0, 2.0], [1.0, 1e6], [1.0, 1.0]);
        let error = from.next(&sample).unwrap_err();
        assert_eq!(
            error.to_string(),
            "component 2 is empty: N_2 = 0, so μ_2 would be 0/0 (nearest: x_2 = 2)"
        );
    }
}
