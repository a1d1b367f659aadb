//! How fast a run converges: as it did, and as the information in the data says.

use super::curvature::Curvature;
use super::data::Data;
use super::e_step::EStepError;
use super::iterate::Iterate;
use super::squarem::distance;

/// A step shorter than this, in units of the complete data's information, is rounding in part, so
/// that its length says nothing of a rate.
const SHORTEST: f64 = 1e-9;

/// How fast a run converges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convergence {
    /// The rate at which it did; none before the second step.
    pub observed: Option<ObservedRate>,
    /// The fraction of missing information at the last θ ([`Curvature::missing_information`]), to
    /// which the rate of plain EM tends. None if it is not known under the run's constraints, or if
    /// ℓ does not fall in every direction from there.
    pub missing_information: Option<f64>,
}

/// ‖θ_t − θ_{t−1}‖ / ‖θ_{t−1} − θ_{t−2}‖, in units of the complete data's information: by which
/// factor the last step was shorter than the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObservedRate {
    /// t of the last step that is longer than rounding.
    pub t: usize,
    /// The factor.
    pub rate: f64,
    /// How many passes over the data that step took: 1 in plain EM.
    pub passes: usize,
}

impl ObservedRate {
    /// Returns the rate at the end of a run, from its iterates one after the other.
    pub fn of(iterates: &[Iterate]) -> Option<Self> {
        let length = |pair: &[Iterate]| distance(pair[0].theta(), pair[1].theta());
        let last = iterates.windows(2).rposition(|pair| length(pair) > SHORTEST)?;
        let before = length(&iterates[last.checked_sub(1)?..=last]);
        let step = &iterates[last + 1];
        let rate = length(&iterates[last..]) / before;
        rate.is_finite().then(|| Self { t: step.iteration(), rate, passes: step.passes() })
    }
}

impl Convergence {
    /// Returns how many passes over the data it takes to find out for K = `components`.
    pub fn passes(components: usize) -> usize {
        2 * (3 * components - 1)
    }

    /// Returns how fast a run converged; 2(3K − 1) passes over the data.
    ///
    /// # Errors
    /// Returns an error if ℓ cannot be computed near the last θ.
    pub fn of<'a>(data: impl Into<Data<'a>>, iterates: &[Iterate]) -> Result<Self, EStepError> {
        let observed = ObservedRate::of(iterates);
        let missing_information = match iterates.last() {
            Some(last) => missing_information(data.into(), last)?,
            None => None,
        };
        Ok(Self { observed, missing_information })
    }
}

/// Returns the fraction of missing information at a θ, if ℓ falls in every direction from there.
///
/// # Errors
/// Returns an error if ℓ cannot be computed near θ.
pub fn missing_information<'a>(
    data: impl Into<Data<'a>>,
    at: &Iterate,
) -> Result<Option<f64>, EStepError> {
    if !Curvature::is_of(at.method()) {
        return Ok(None);
    }
    let is_equal = at.method().equal_variances;
    let curvature = Curvature::at(data, at.theta(), at.expectation(), is_equal)?;
    // It is a share: below 0 is rounding.
    Ok(curvature.is_maximum().then(|| curvature.missing_information().max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Acceleration, Method, Sample, Start, StopRule, iterate};
    use std::ops::ControlFlow;

    fn run(sample: &Sample, components: usize, method: Method) -> Vec<Iterate> {
        let theta = Start::Quantile.theta(sample, components).unwrap();
        let first = Iterate::begin(method.adapt(&theta), sample, method).unwrap();
        let mut all = vec![first.clone()];
        let rule = StopRule { iterations: 100_000, tolerance: Some(1e-14) };
        iterate(sample, &first, rule, |next| {
            all.push(next.clone());
            ControlFlow::Continue(())
        });
        all
    }

    /// Three components, two of which overlap.
    fn sample() -> Sample {
        let draw = |i: u32| [0.0, 2.6, 9.0][i as usize % 3] + (f64::from(i) * 0.37).sin() * 1.4;
        Sample::new((0..450).map(draw).collect()).unwrap()
    }

    #[test]
    fn the_rate_of_em_tends_to_the_fraction_of_missing_information() {
        for (components, equal_variances) in [(2, false), (2, true), (3, true)] {
            let method = Method { equal_variances, ..Method::default() };
            let all = run(&sample(), components, method);
            let found = Convergence::of(&sample(), &all).unwrap();
            let (observed, missing) = (found.observed.unwrap(), found.missing_information.unwrap());
            assert_eq!(observed.passes, 1);
            assert!(missing > 0.01, "{missing}");
            assert!((observed.rate - missing).abs() < 2e-3, "{observed:?} {missing}");
        }
    }

    #[test]
    fn longer_steps_have_a_rate_of_their_own_and_the_same_information() {
        let plain = run(&sample(), 3, Method { equal_variances: true, ..Method::default() });
        let method = Method {
            equal_variances: true,
            acceleration: Acceleration::Squarem,
            ..Method::default()
        };
        let fast = run(&sample(), 3, method);
        let found = [&plain, &fast].map(|run| Convergence::of(&sample(), run).unwrap());
        let [plain, fast] = found.map(|found| found.missing_information.unwrap());
        assert!((plain - fast).abs() < 1e-5, "{plain} {fast}");
        assert!(found[1].observed.unwrap().passes > 1);
    }

    #[test]
    fn one_gaussian_misses_nothing_and_has_no_rate() {
        let all = run(&sample(), 1, Method::default());
        let found = Convergence::of(&sample(), &all).unwrap();
        assert!(found.missing_information.unwrap().abs() < 1e-6);
        assert_eq!(ObservedRate::of(&all[..1]), None);
    }
}
