//! Whole iterations: E then M, over and over, until something says stop.

use std::ops::ControlFlow;

use super::bound::lower_bound;
use super::condensed::Discrepancy;
use super::data::Data;
use super::e_step::{EStepError, e_step};
use super::expectation::Expectation;
use super::m_step::{MStepError, m_step};
use super::sample::Sample;
use super::short::Short;
use super::statistics::ComponentStatistics;
use super::theta::{Component, Theta};

/// One θ of a run of EM with all that is known about it; O(K).
#[derive(Clone, Debug, PartialEq)]
pub struct Iterate {
    theta: Theta,
    expectation: Expectation,
    lower_bound: Option<f64>,
}

impl Iterate {
    /// Returns θ₀ with its E-step.
    ///
    /// # Errors
    /// Returns an error if ℓ(θ₀) cannot be computed.
    pub fn start<'a>(theta: Theta, data: impl Into<Data<'a>>) -> Result<Self, EStepError> {
        let expectation = e_step(data, &theta)?;
        Ok(Self { theta, expectation, lower_bound: None })
    }

    /// Returns how many bytes an iterate of `components` components takes.
    pub fn bytes(components: usize) -> usize {
        size_of::<Self>() + components * (size_of::<Component>() + size_of::<ComponentStatistics>())
    }

    /// Returns the next iterate: the M-step from here, and the E-step at the θ it gives; one pass
    /// over the data.
    ///
    /// # Errors
    /// Returns an error if there is no next θ. This one stays valid.
    pub fn next<'a>(&self, data: impl Into<Data<'a>>) -> Result<Self, StepError> {
        let data = data.into();
        let theta = m_step(&self.expectation)
            .map_err(|error| StepError::m_step(error, self, data.sample()))?;
        let expectation = e_step(data, &theta)?;
        let lower_bound = Some(lower_bound(&self.expectation, &self.theta, &theta));
        Ok(Self { theta, expectation, lower_bound })
    }

    /// Returns θ_t.
    pub fn theta(&self) -> &Theta {
        &self.theta
    }

    /// Returns what the E-step at θ_t gave: ℓ(θ_t), and what the next M-step needs.
    pub fn expectation(&self) -> &Expectation {
        &self.expectation
    }

    /// Returns F(γ_{t−1}, θ_t), the bound right after the M-step that made θ_t, in nats; none at
    /// θ₀.
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

    /// Returns whether a step from `before` to here changed ℓ by less than `tolerance` per
    /// observation.
    pub fn has_converged_since(&self, before: &Self, tolerance: f64) -> bool {
        let change = self.log_likelihood() - before.log_likelihood();
        change.abs() / self.expectation.total_weight < tolerance
    }
}

/// Why EM cannot go on from a θ.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// The M-step has no result.
    #[error("{}", m_step_failed(error, *observation, *x))]
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

/// Returns what is wrong, with the observation nearest to it. A component that collapsed sits on
/// that one, or, among large numbers, between two.
fn m_step_failed(error: &MStepError, observation: usize, x: f64) -> String {
    let nearest = format!("x_{observation} = {}", Short(x));
    match error {
        MStepError::Collapsed { x: mean, .. } if *mean != x => {
            format!("{error} (nearest: {nearest})")
        }
        MStepError::Collapsed { component, .. } => {
            let component = component + 1;
            format!("component {component} collapsed onto {nearest}: σ² → 0 and ℓ → ∞")
        }
        MStepError::Empty { .. } => format!("{error} (nearest: {nearest})"),
    }
}

impl StepError {
    fn m_step(error: MStepError, at: &Iterate, sample: &Sample) -> Self {
        let component = at.theta.components()[error.component()];
        let near = match error {
            MStepError::Collapsed { x, .. } => x,
            MStepError::Empty { .. } => component.mean(),
        };
        let (observation, x) = sample.nearest(near);
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
#[non_exhaustive]
pub enum Stopped {
    /// ℓ per observation changed by less than the tolerance.
    Converged,
    /// The number of iterations that was asked for is done.
    IterationLimit,
    /// There is no next θ.
    Failed(StepError),
    /// The caller broke it off.
    Cancelled,
}

/// A run of iterations, one at a time.
#[derive(Clone, Debug)]
pub struct Iterations {
    current: Iterate,
    left: usize,
    tolerance: Option<f64>,
    has_converged: bool,
}

impl Iterations {
    /// Returns the run that goes on from `from` until `rule` says stop.
    pub fn new(from: Iterate, rule: StopRule) -> Self {
        let StopRule { iterations, tolerance } = rule;
        Self { current: from, left: iterations, tolerance, has_converged: false }
    }

    /// Returns the last iterate so far; at first the one that the run goes on from.
    pub fn current(&self) -> &Iterate {
        &self.current
    }

    /// Returns the next iterate.
    ///
    /// # Errors
    /// Returns why there is none: never [`Stopped::Cancelled`].
    pub fn next<'a>(&mut self, data: impl Into<Data<'a>>) -> Result<&Iterate, Stopped> {
        if self.has_converged {
            return Err(Stopped::Converged);
        }
        self.left = self.left.checked_sub(1).ok_or(Stopped::IterationLimit)?;
        let next = self.current.next(data).map_err(Stopped::Failed)?;
        let has_converged = |tolerance| next.has_converged_since(&self.current, tolerance);
        self.has_converged = self.tolerance.is_some_and(has_converged);
        self.current = next;
        Ok(&self.current)
    }
}

/// Iterates EM from `from`, which it passes over, and gives `each` every new iterate, until the
/// rule or `each` says stop or there is no next θ. Returns which it was.
///
/// # Examples
/// ```
/// use std::ops::ControlFlow;
///
/// use emstep::mixture::{Iterate, Sample, StopRule, Stopped, Theta, iterate};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta_0 = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let first = Iterate::start(theta_0, &sample)?;
///
/// let mut log_likelihoods = vec![first.log_likelihood()];
/// let rule = StopRule { iterations: 1000, tolerance: Some(1e-9) };
/// let stopped = iterate(&sample, &first, rule, |next| {
///     log_likelihoods.push(next.log_likelihood());
///     ControlFlow::Continue(())
/// });
/// assert_eq!(stopped, Stopped::Converged);
/// // EM never lets ℓ fall, up to rounding.
/// assert!(log_likelihoods.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn iterate<'a>(
    data: impl Into<Data<'a>>,
    from: &Iterate,
    rule: StopRule,
    mut each: impl FnMut(&Iterate) -> ControlFlow<()>,
) -> Stopped {
    let data = data.into();
    let mut iterations = Iterations::new(from.clone(), rule);
    loop {
        match iterations.next(data) {
            Err(stopped) => return stopped,
            Ok(next) if each(next).is_break() => return Stopped::Cancelled,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    fn start(sample: &Sample, means: [f64; 2], variances: [f64; 2]) -> Iterate {
        Iterate::start(Theta::from_lists(&[0.5; 2], &means, &variances).unwrap(), sample).unwrap()
    }

    fn homework() -> (Sample, Iterate) {
        let sample = sample(&[-1.0, 0.0, 4.0, 5.0, 6.0]);
        let from = start(&sample, [6.0, 7.0], [1.0, 4.0]);
        (sample, from)
    }

    /// Returns how a run ended, and every θ it went through.
    fn run(sample: &Sample, from: &Iterate, rule: StopRule) -> (Stopped, Vec<Iterate>) {
        let mut seen = Vec::new();
        let stopped = iterate(sample, from, rule, |iterate| {
            seen.push(iterate.clone());
            ControlFlow::Continue(())
        });
        (stopped, seen)
    }

    #[test]
    fn a_number_of_iterations_is_that_number() {
        let (sample, from) = homework();
        for iterations in [0, 1, 7] {
            let (stopped, seen) = run(&sample, &from, StopRule { iterations, tolerance: None });
            assert_eq!((stopped, seen.len()), (Stopped::IterationLimit, iterations));
            let bounded = seen.iter().all(|iterate| iterate.lower_bound.is_some());
            assert!(bounded && from.lower_bound.is_none());
        }
    }

    #[test]
    fn it_stops_at_the_first_step_below_the_tolerance() {
        let (sample, from) = homework();
        let rule = StopRule { iterations: 1000, tolerance: Some(1e-3) };
        let (stopped, seen) = run(&sample, &from, rule);
        assert_eq!(stopped, Stopped::Converged);
        let all: Vec<&Iterate> = std::iter::once(&from).chain(&seen).collect();
        let below: Vec<bool> =
            all.windows(2).map(|pair| pair[1].has_converged_since(pair[0], 1e-3)).collect();
        assert_eq!(below.iter().position(|below| *below), Some(seen.len() - 1));
        // ℓ changes by 0.69 from θ₅ to θ₆, and by 0.000017 to θ₇.
        assert_eq!(seen.len(), 7);
    }

    #[test]
    fn the_tolerance_is_per_observation() {
        let (sample, from) = homework();
        let next = from.next(&sample).unwrap();
        let change = next.log_likelihood() - from.log_likelihood();
        assert!(next.has_converged_since(&from, change / 5.0 * 1.001));
        assert!(!next.has_converged_since(&from, change / 5.0 * 0.999));
        assert!(!from.has_converged_since(&from, 0.0));
    }

    #[test]
    fn the_caller_can_break_it_off() {
        let (sample, from) = homework();
        let mut seen = 0;
        let stopped = iterate(&sample, &from, StopRule { iterations: 9, tolerance: None }, |_| {
            seen += 1;
            if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((stopped, seen), (Stopped::Cancelled, 3));
    }

    #[test]
    fn a_collapse_is_an_error_that_names_the_observation() {
        let sample = sample(&[7.0, 1.0, 5.0, 4.0, 6.0]);
        let from = start(&sample, [1.1, 5.5], [0.1, 2.0]);
        let (stopped, seen) = run(&sample, &from, StopRule { iterations: 99, tolerance: None });
        let Stopped::Failed(error) = stopped else { panic!("{stopped:?}") };
        let text = error.to_string();
        let says = "component 1 collapsed onto x_1 = 1: σ² → 0 and ℓ → ∞";
        assert_eq!(text, says);
        // The last good θ is still one, and fails again.
        let last = seen.last().unwrap_or(&from);
        assert_eq!(last.next(&sample).unwrap_err(), error);
    }

    #[test]
    fn an_empty_component_is_an_error_at_the_observation_nearest_to_its_mean() {
        let sample = sample(&[0.0, 1.0, 2.0]);
        let from = start(&sample, [1.0, 1e6], [1.0, 1.0]);
        let error = from.next(&sample).unwrap_err();
        assert_eq!(
            error.to_string(),
            "component 2 is empty: N_2 = 0, so μ_2 would be 0/0 (nearest: x_2 = 2)"
        );
    }

    #[test]
    fn identical_components_stay_identical() {
        let sample = sample(&[0.0, 1.0, 2.0, 7.0]);
        let from = start(&sample, [1.0, 1.0], [2.0, 2.0]);
        let (_, seen) = run(&sample, &from, StopRule { iterations: 5, tolerance: None });
        assert!(seen.iter().all(|iterate| iterate.theta.identical_pairs() == [(0, 1)]));
    }
}
