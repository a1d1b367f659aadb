//! The E-step: from θ and the data to the responsibilities, kept as what the M-step needs of them.

use super::data::Data;
use super::expectation::Expectation;
use super::grouped::{Bin, grouped_e_step};
use super::kernel::InstructionSet;
use super::pass::sum_points;
use super::sample::Sample;
use super::short::Short;
use super::theta::Theta;

/// Why ℓ(θ) cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "ln {} is below what a number can hold: every component is too far away and too narrow",
    what_is_too_small(*observation, *x, bin.as_ref(), *is_known)
)]
#[non_exhaustive]
pub struct EStepError {
    /// Index of the observation furthest from every component, counted from 0.
    pub observation: usize,
    /// Its value; of grouped data, the middle of its bin.
    pub x: f64,
    /// Its bin, if the data are grouped.
    pub bin: Option<Bin>,
    /// Whether it is an observation: of a condensed table, `x` is about where one is.
    pub is_known: bool,
}

fn what_is_too_small(observation: usize, x: f64, bin: Option<&Bin>, is_known: bool) -> String {
    match bin {
        None if is_known => format!("p(x_{observation}; θ) at x = {}", Short(x)),
        None => format!("p(x; θ) about x = {}", Short(x)),
        Some(bin) => format!("P(bin {observation}; θ), {bin},"),
    }
}

/// Returns the expected sufficient statistics at θ, and ℓ(θ): the E-step.
///
/// For every observation γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i; θ) (Bishop 2006, eq. 9.23), computed
/// from logarithms, so that an observation far from every component has responsibilities, too. Of
/// these only N_k = Σ w_i γ_ik (eq. 9.27) and the weighted mean and variance are kept, and from the
/// same pass ℓ(θ) = Σ w_i ln p(x_i; θ), in nats (eq. 9.28), and the entropy of γ.
///
/// Of grouped data the same is computed of the probabilities of their bins and of Gaussians that
/// are truncated to them ([`Grouped`](super::Grouped)).
///
/// A condensed table has no observations: the nodes of its cells are summed, and where these are
/// too wide for θ, [`Expectation::too_wide`] says so.
///
/// If the data have a condensed form and that pays at θ, its nodes are summed in place of the
/// observations; otherwise, as for a `&Sample`, the observations are. The result has the same bits
/// for any number of threads.
///
/// # Errors
/// Returns an error if ℓ(θ) is below −1.8·10³⁰⁸.
///
/// # Examples
/// ```
/// use emstep::mixture::{Sample, Theta, e_step};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let expectation = e_step(&sample, &theta)?;
///
/// assert!((expectation.log_likelihood() - -24.512532).abs() < 1e-6);
/// // N_1 and N_2 are how many observations each component is responsible for, together all five.
/// let [first, second] = expectation.statistics() else { unreachable!() };
/// assert!((first.weight() - 1.815186).abs() < 1e-6);
/// assert!((first.weight() + second.weight() - 5.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn e_step<'a>(data: impl Into<Data<'a>>, theta: &Theta) -> Result<Expectation, EStepError> {
    let data = data.into();
    let sample = data.sample();
    if let Some(summed) = sample.summed() {
        let answer = summed.condensed().e_step_of_table(theta);
        return answer.ok_or_else(|| furthest(sample, theta));
    }
    let from_nodes = data.condensed().and_then(|condensed| condensed.e_step(theta, sample));
    from_nodes.map_or_else(|| e_step_on(InstructionSet::Best, sample, theta), Ok)
}

/// Returns the E-step over the observations, computed with a choice of instructions, to compare
/// them: the results are equal.
///
/// # Errors
/// Returns an error if [`e_step`] would.
#[doc(hidden)]
pub fn e_step_on(
    set: InstructionSet,
    sample: &Sample,
    theta: &Theta,
) -> Result<Expectation, EStepError> {
    let sums = match sample.as_grouped() {
        None => sum_points(sample.points(), theta, set),
        Some(grouped) => grouped_e_step(grouped, theta),
    };
    sums.expectation(sample.total_weight(), None).ok_or_else(|| furthest(sample, theta))
}

/// Returns the error that names the observation furthest from every component.
pub(super) fn furthest(sample: &Sample, theta: &Theta) -> EStepError {
    let smallest_z = |x: f64| {
        let distances = theta.components().iter().map(|c| c.standardise(x).abs());
        distances.fold(f64::INFINITY, f64::min)
    };
    let (observation, x) = (sample.values().iter().copied().enumerate())
        .filter(|(i, _)| sample.weight(*i) > 0.0)
        .max_by(|a, b| smallest_z(a.1).total_cmp(&smallest_z(b.1)))
        .unwrap_or((0, sample.values()[0]));
    let bin = sample.bins().map(|bins| bins[observation]);
    EStepError { observation, x, bin, is_known: sample.summed().is_none() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(mean: f64, variance: f64) -> Theta {
        Theta::from_lists(&[1.0], &[mean], &[variance]).unwrap()
    }

    #[test]
    fn a_likelihood_beyond_every_number_names_the_furthest_observation() {
        let sample = Sample::new(vec![0.0, -1e140, 1.0]).unwrap();
        let error = e_step(&sample, &one(0.5, 1e-300)).unwrap_err();
        assert_eq!(error, EStepError { observation: 1, x: -1e140, bin: None, is_known: true });
        assert!(error.to_string().starts_with("ln p(x_1; θ) at x = -1"), "{error}");
        // No observation is too far away alone, all together are.
        let sample = Sample::new(vec![1e4; 100]).unwrap();
        assert!(e_step(&sample, &one(0.0, 1e-299)).is_err());
        assert!(e_step(&sample, &one(0.0, 1e-297)).is_ok());
    }

    #[test]
    fn one_component_takes_everything_as_it_is() {
        let sample = Sample::new(vec![1.0, 2.0, 6.0]).unwrap();
        let expectation = e_step(&sample, &one(-100.0, 0.5)).unwrap();
        let statistics = expectation.statistics[0];
        assert_eq!((statistics.weight(), statistics.mean()), (3.0, 3.0));
        assert!((statistics.variance() - 14.0 / 3.0).abs() < 1e-14, "{statistics:?}");
        assert_eq!(expectation.entropy, 0.0);
    }
}
