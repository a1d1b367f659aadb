//! EM from start to end in one call.

use super::data::Data;
use super::e_step::EStepError;
use super::iterate::Iterate;
use super::iterations::{Iterations, StopRule, Stopped};
use super::start::{Start, StartError};
use super::theta::Theta;

/// What [`fit`] found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fit {
    /// The last θ.
    pub theta: Theta,
    /// ℓ at that θ, in nats.
    pub log_likelihood: f64,
    /// How many iterations (an M-step and an E-step each) led there.
    pub iterations: usize,
    /// Why there were no more. If a component collapsed or became empty, the iterate before that is
    /// the last.
    pub stopped: Stopped,
}

impl Fit {
    /// Returns whether ℓ had stopped changing, as far as the rule's tolerance tells.
    pub fn has_converged(&self) -> bool {
        self.stopped == Stopped::Converged
    }
}

/// Fits a mixture of K = `components` Gaussians: makes θ₀ from the data and iterates EM until the
/// rule says stop or there is no next θ.
///
/// EM finds a maximum of ℓ near θ₀, which need not be the highest. Try several starts, such as
/// [`Start::KMeansPlusPlus`] with other seeds, and keep the fit with the highest
/// [`Fit::log_likelihood`] whose components make sense: where a component sits on a single value ℓ
/// has no maximum at all ([`Stopped::Failed`]).
///
/// # Errors
/// Returns an error if the data give no such θ₀, or if ℓ(θ₀) cannot be computed. A component that
/// collapses later is not an error but a way for the run to end.
///
/// # Examples
/// ```
/// use emstep::mixture::{Sample, Start, StopRule, fit};
///
/// let sample = Sample::new(vec![-1.1, -0.9, -1.0, 3.0, 3.2, 2.8])?;
/// let rule = StopRule { iterations: 1000, tolerance: Some(1e-9) };
/// let fit = fit(&sample, 2, Start::Quantile, rule)?;
///
/// assert!(fit.has_converged());
/// let means: Vec<f64> = fit.theta.means().collect();
/// assert!((means[0] - -1.0).abs() < 1e-9 && (means[1] - 3.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit<'a>(
    data: impl Into<Data<'a>>,
    components: usize,
    start: Start,
    rule: StopRule,
) -> Result<Fit, FitError> {
    let data = data.into();
    let theta = start.theta(data.sample(), components).map_err(FitError::Start)?;
    let first = Iterate::start(theta, data).map_err(FitError::EStep)?;
    let mut run = Iterations::new(first, rule);
    let mut iterations = 0;
    let stopped = loop {
        match run.next(data) {
            Ok(_) => iterations += 1,
            Err(stopped) => break stopped,
        }
    };
    let last = run.current();
    let (theta, log_likelihood) = (last.theta().clone(), last.log_likelihood());
    Ok(Fit { theta, log_likelihood, iterations, stopped })
}

/// Why [`fit`] could not begin. [`std::error::Error::source`] has the details.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// The data give no θ₀.
    #[error("no θ₀ can be made from the data")]
    Start(#[source] StartError),
    /// ℓ(θ₀) cannot be computed.
    #[error("ℓ(θ₀) cannot be computed")]
    EStep(#[source] EStepError),
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;
    use crate::mixture::{Sample, StepError, iterate};

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    #[test]
    fn a_fit_is_the_last_of_the_iterates() {
        let sample = sample(&[-1.0, 0.0, 4.0, 5.0, 6.0]);
        let rule = StopRule { iterations: 50, tolerance: Some(1e-9) };
        let fit = fit(&sample, 2, Start::Quantile, rule).unwrap();
        let theta = Start::Quantile.theta(&sample, 2).unwrap();
        let first = Iterate::start(theta, &sample).unwrap();
        let mut seen = vec![first.clone()];
        let stopped = iterate(&sample, &first, rule, |next| {
            seen.push(next.clone());
            std::ops::ControlFlow::Continue(())
        });
        assert_eq!((fit.iterations, &fit.stopped), (seen.len() - 1, &stopped));
        assert!(fit.has_converged());
        let last = seen.last().unwrap();
        assert_eq!((&fit.theta, fit.log_likelihood), (last.theta(), last.log_likelihood()));
    }

    #[test]
    fn a_collapse_ends_a_fit_and_keeps_the_last_theta() {
        let sample = sample(&[3.0; 4]);
        let rule = StopRule { iterations: 9, tolerance: Some(1e-9) };
        let fit = fit(&sample, 1, Start::Quantile, rule).unwrap();
        assert!(matches!(fit.stopped, Stopped::Failed(StepError::MStep { .. })), "{fit:?}");
        assert!(!fit.has_converged() && fit.iterations == 0);
        assert_eq!(fit.theta, Start::Quantile.theta(&sample, 1).unwrap());
    }

    #[test]
    fn what_keeps_a_fit_from_beginning_has_its_source() {
        let rule = StopRule { iterations: 9, tolerance: None };
        let error = fit(&sample(&[1.0]), 0, Start::Quantile, rule).unwrap_err();
        assert_eq!(error.to_string(), "no θ₀ can be made from the data");
        let source = error.source().unwrap().to_string();
        assert_eq!(source, "K must be 1 to 64 components, not 0");
    }
}
