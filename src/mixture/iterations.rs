//! Whole iterations: E then M, over and over, until something says stop.

use std::ops::ControlFlow;

use super::data::Data;
use super::iterate::{Iterate, StepError};

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
    use crate::mixture::{Sample, Theta};

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
            let bounded = seen.iter().all(|iterate| iterate.lower_bound().is_some());
            assert!(bounded && from.lower_bound().is_none());
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
    fn identical_components_stay_identical() {
        let sample = sample(&[0.0, 1.0, 2.0, 7.0]);
        let from = start(&sample, [1.0, 1.0], [2.0, 2.0]);
        let (_, seen) = run(&sample, &from, StopRule { iterations: 5, tolerance: None });
        assert!(seen.iter().all(|iterate| iterate.theta().identical_pairs() == [(0, 1)]));
    }
}
