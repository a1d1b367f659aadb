//! The E-steps other than EM's: hard assignments, and responsibilities at a temperature.

use super::component::Component;
use super::data::Data;
use super::e_step::{EStepError, e_step, furthest};
use super::expectation::Expectation;
use super::grouped::{Bin, Grouped, bin_responsibilities, hard_sums};
use super::method::{Assignment, Method};
use super::points::Points;
use super::responsibilities::{first_largest, label, responsibilities};
use super::sample::Sample;
use super::statistics::ComponentStatistics;
use super::sum::CompensatedSum;
use super::theta::Theta;

/// Beside the larger of two log joints, how near to one another they are compared with care.
const CLOSE: f64 = 1e-9;

impl Method {
    /// Returns the E-step at θ_t: the expected sufficient statistics of its responsibilities, and
    /// ℓ(θ_t) with them.
    ///
    /// Hard EM sums every observation: between the nodes of condensed data a boundary has no exact
    /// place.
    ///
    /// # Errors
    /// Returns an error if ℓ(θ_t) is below −1.8·10³⁰⁸.
    pub fn e_step<'a>(
        &self,
        data: impl Into<Data<'a>>,
        theta: &Theta,
        t: usize,
    ) -> Result<Expectation, EStepError> {
        let data = data.into();
        match self.assignment {
            Assignment::Soft => e_step(data, theta),
            Assignment::Hard => match data.sample().as_grouped() {
                None => hard(data, theta),
                Some(grouped) => hard_on_bins(grouped, data, theta),
            },
            Assignment::Annealed(_) => {
                let temperature = self.temperature(t);
                if temperature == 1.0 {
                    e_step(data, theta)
                } else {
                    tempered(data, theta, temperature)
                }
            }
        }
    }

    /// Returns γ_1 … γ_K for one x at θ_t.
    pub fn responsibilities(&self, x: f64, theta: &Theta, t: usize) -> Vec<f64> {
        self.sharing(t).responsibilities(x, theta)
    }

    /// Returns how the E-step at θ_t shares an observation out.
    pub fn sharing(&self, t: usize) -> Sharing {
        match self.assignment {
            Assignment::Soft => Sharing::Soft,
            Assignment::Hard => Sharing::Hard,
            Assignment::Annealed(_) => match self.temperature(t) {
                1.0 => Sharing::Soft,
                temperature => Sharing::Tempered(temperature),
            },
        }
    }

    /// Returns γ_1 … γ_K for the observation of this index at θ_t: for its value, or, if the data
    /// are grouped, for its bin.
    ///
    /// # Panics
    /// Panics if there is no such observation.
    pub fn responsibilities_of(
        &self,
        sample: &Sample,
        index: usize,
        theta: &Theta,
        t: usize,
    ) -> Vec<f64> {
        self.sharing(t).responsibilities_of(sample, index, theta)
    }
}

/// How an E-step shares an observation out: an [`Assignment`] at one iteration.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Sharing {
    /// In proportion to π_k N(x; μ_k, σ_k²).
    #[default]
    Soft,
    /// All to the component where that is the largest.
    Hard,
    /// In proportion to its power 1/T.
    Tempered(f64),
}

impl Sharing {
    /// Returns γ_1 … γ_K for one x at θ.
    pub fn responsibilities(self, x: f64, theta: &Theta) -> Vec<f64> {
        match self {
            Self::Soft => responsibilities(x, theta),
            Self::Hard => all_to(label(x, theta), theta.len()),
            Self::Tempered(temperature) => responsibilities(x, &flattened(theta, temperature).0),
        }
    }

    /// Returns γ_1 … γ_K for a bin at θ.
    pub fn bin_responsibilities(self, bin: &Bin, theta: &Theta) -> Vec<f64> {
        match self {
            Self::Soft => bin_responsibilities(bin, theta),
            Self::Hard => all_to(first_largest(&bin_responsibilities(bin, theta)), theta.len()),
            Self::Tempered(temperature) => {
                bin_responsibilities(bin, &flattened(theta, temperature).0)
            }
        }
    }

    /// Returns γ_i1 … γ_iK at θ, for the value of an observation, or for its bin if the data are
    /// grouped.
    ///
    /// # Panics
    /// Panics if there is no such observation.
    pub fn responsibilities_of(self, sample: &Sample, index: usize, theta: &Theta) -> Vec<f64> {
        match sample.bins() {
            Some(bins) => self.bin_responsibilities(&bins[index], theta),
            None => self.responsibilities(sample.values()[index], theta),
        }
    }
}

/// Returns 1 for this component and 0 for the others.
fn all_to(largest: usize, components: usize) -> Vec<f64> {
    (0..components).map(|k| if k == largest { 1.0 } else { 0.0 }).collect()
}

/// Returns the E-step with γ_ik ∝ (π_k N(x_i; μ_k, σ_k²))^(1/T), by way of an ordinary one.
///
/// N(x; μ, σ²)^(1/T) is N(x; μ, Tσ²) times a constant, so that these are the responsibilities of a
/// mixture with wider components. Another pass gives ℓ(θ).
fn tempered(data: Data<'_>, theta: &Theta, temperature: f64) -> Result<Expectation, EStepError> {
    let log_likelihood = e_step(data, theta)?.log_likelihood;
    let (wider, ln_total) = flattened(theta, temperature);
    let mut expectation = e_step(data, &wider)?;
    // Σ ln Σ_k (π_k N)^(1/T) is ℓ of the wider mixture, and n times the constant.
    let sum = expectation.log_likelihood + expectation.total_weight * ln_total;
    expectation.log_likelihood = log_likelihood;
    expectation.attained = temperature * sum;
    expectation.temperature = temperature;
    Ok(expectation)
}

/// Returns the mixture whose responsibilities are those of `theta` at this temperature, and ln C:
/// (π_k N(x; μ_k, σ_k²))^(1/T) = C π'_k N(x; μ_k, Tσ_k²).
fn flattened(theta: &Theta, temperature: f64) -> (Theta, f64) {
    let wider = |c: &Component| c.with_variance((c.variance() * temperature).min(f64::MAX));
    let constant =
        |c: &Component| c.log_peak() / temperature - wider(&c.with_weight(1.0)).log_peak();
    let constants: Vec<f64> = theta.components().iter().map(constant).collect();
    let largest = constants.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = constants.iter().map(|c| (c - largest).exp()).sum();
    let ln_total = largest + total.ln();
    let components = theta.components().iter().zip(&constants);
    // As small as a weight gets, it only enters by its logarithm.
    let weight = |constant: f64| (constant - ln_total).exp().clamp(f64::MIN_POSITIVE, 1.0);
    let components = components.map(|(c, constant)| wider(c).with_weight(weight(*constant)));
    let theta = Theta::new(components.collect()).expect("weights were divided by their sum");
    (theta, ln_total)
}

/// Returns the E-step with each observation in the component of the largest joint density, the
/// first of several, and ℓ(θ) from another pass.
fn hard(data: Data<'_>, theta: &Theta) -> Result<Expectation, EStepError> {
    let sample = data.sample();
    let log_likelihood = e_step(data, theta)?.log_likelihood;
    let peaks: Vec<f64> = theta.components().iter().map(Component::log_peak).collect();
    let parts = sample.points().chunks(|part| Part::of(part, theta, &peaks));
    let mut statistics = vec![ComponentStatistics::default(); theta.len()];
    let mut sum = CompensatedSum::default();
    for part in parts {
        sum.merge(part.sum);
        for (whole, part) in statistics.iter_mut().zip(part.statistics) {
            *whole = whole.merge(part);
        }
    }
    let attained = sum.value();
    if !attained.is_finite() {
        return Err(furthest(sample, theta));
    }
    let total_weight = sample.total_weight();
    let (entropy, temperature, nodes) = (0.0, 0.0, None);
    Ok(Expectation {
        log_likelihood,
        attained,
        temperature,
        entropy,
        total_weight,
        statistics,
        nodes,
        too_wide: None,
    })
}

/// Returns the same for grouped data, with each bin in the component of the largest π_k P_k.
fn hard_on_bins(
    grouped: &Grouped,
    data: Data<'_>,
    theta: &Theta,
) -> Result<Expectation, EStepError> {
    let log_likelihood = e_step(data, theta)?.log_likelihood;
    let sums = hard_sums(grouped, theta).expectation(data.sample().total_weight(), None);
    // F = Q + H with H the entropy of x in its bin, which is all that is left to chance.
    let of_bins = |expectation: Expectation| Expectation { log_likelihood, ..expectation };
    sums.map(of_bins).ok_or_else(|| furthest(data.sample(), theta))
}

/// What a chunk of the observations comes to.
struct Part {
    sum: CompensatedSum,
    statistics: Vec<ComponentStatistics>,
}

impl Part {
    fn of(points: Points<'_>, theta: &Theta, peaks: &[f64]) -> Self {
        let mut statistics = vec![ComponentStatistics::default(); theta.len()];
        let mut sum = CompensatedSum::default();
        for (x, weight) in points.iter() {
            let (k, log_joint) = largest(x, theta, peaks);
            sum.add(weight * log_joint);
            statistics[k] = statistics[k].merge(ComponentStatistics::of_point(x, weight));
        }
        Self { sum, statistics }
    }
}

/// Returns the [`label`] of x, and ln(π_k N(x; μ_k, σ_k²)) of that component.
fn largest(x: f64, theta: &Theta, peaks: &[f64]) -> (usize, f64) {
    let at = |k: usize| {
        let z = theta.components()[k].standardise(x);
        peaks[k] - 0.5 * z * z
    };
    let (mut best, mut second) = ((0, at(0)), f64::NEG_INFINITY);
    for k in 1..peaks.len() {
        let joint = at(k);
        if joint > best.1 {
            (second, best) = (best.1, (k, joint));
        } else {
            second = second.max(joint);
        }
    }
    // Rounding may have decided between the two, and does where neither is a number.
    if best.1 - second > CLOSE * best.1.abs().max(1.0) || peaks.len() == 1 {
        return best;
    }
    let k = label(x, theta);
    (k, at(k))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Condensed, Cooling, Sample, labels, lower_bound};

    fn homework() -> (Sample, Theta) {
        let sample =
            Sample::weighted(vec![-1.0, 0.0, 4.0, 5.0, 6.0], vec![1.0, 2.0, 1.0, 0.5, 3.0]);
        let theta = Theta::from_lists(&[0.3, 0.7], &[6.0, 1.0], &[1.0, 4.0]).unwrap();
        (sample.unwrap(), theta)
    }

    fn annealed(temperature: f64) -> Method {
        let cooling = Cooling { temperature, rate: 0.5 };
        Method { assignment: Assignment::Annealed(cooling), ..Method::default() }
    }

    const HARD: Method = Method {
        assignment: Assignment::Hard,
        acceleration: crate::mixture::Acceleration::None,
        equal_variances: false,
        fixed_weights: crate::mixture::ComponentSet::NONE,
        fixed_means: crate::mixture::ComponentSet::NONE,
        fixed_variances: crate::mixture::ComponentSet::NONE,
        variance_floor: None,
        variance_prior: None,
        weight_prior: None,
    };

    /// Σ w_i max_k ln(π_k N(x_i; μ_k, σ_k²)) by the obvious loop.
    fn classification_log_likelihood(sample: &Sample, theta: &Theta) -> f64 {
        let of = |(i, x): (usize, &f64)| {
            let joints = theta.components().iter().map(|c| c.log_joint(*x));
            sample.weight(i) * joints.fold(f64::NEG_INFINITY, f64::max)
        };
        sample.values().iter().enumerate().map(of).sum()
    }

    #[test]
    fn tempered_responsibilities_are_powers_of_the_joint_densities() {
        let (sample, theta) = homework();
        for temperature in [1.0, 1.5, 7.0, 1e6] {
            let method = annealed(temperature);
            let expectation = method.e_step(&sample, &theta, 0).unwrap();
            let (mut bound, mut weights, mut entropy) = (0.0, [0.0; 2], 0.0);
            for (i, x) in sample.values().iter().enumerate() {
                let powers: Vec<f64> = theta
                    .components()
                    .iter()
                    .map(|c| (c.log_joint(*x) / temperature).exp())
                    .collect();
                let total: f64 = powers.iter().sum();
                bound += temperature * sample.weight(i) * total.ln();
                let found = method.responsibilities(*x, &theta, 0);
                for k in 0..2 {
                    let gamma = powers[k] / total;
                    assert!((found[k] - gamma).abs() < 1e-13, "{x} at {temperature}");
                    weights[k] += sample.weight(i) * gamma;
                    entropy -= sample.weight(i) * gamma * gamma.ln();
                }
            }
            for (s, weight) in expectation.statistics().iter().zip(weights) {
                assert!((s.weight() / weight - 1.0).abs() < 1e-12, "{temperature}");
            }
            let scale = bound.abs();
            assert!((expectation.attained() - bound).abs() < 1e-12 * scale, "{temperature}");
            assert!((expectation.entropy() - entropy).abs() < 1e-12, "{temperature}");
            let log_likelihood = e_step(&sample, &theta).unwrap().log_likelihood();
            assert_eq!(expectation.log_likelihood(), log_likelihood);
            // The bound's two parts: Q and T times the entropy.
            let nearby =
                Theta::new(theta.components().iter().map(|c| c.with_mean(c.mean())).collect());
            let parts = crate::mixture::expected_log_joint(&expectation, &nearby.unwrap())
                + temperature * expectation.entropy();
            assert!((parts - bound).abs() < 1e-12 * scale, "{temperature}: {parts} {bound}");
        }
    }

    #[test]
    fn the_temperature_falls_to_one() {
        let method = annealed(4.0);
        let all: Vec<f64> = (0..5).map(|t| method.temperature(t)).collect();
        assert_eq!(all, [4.0, 2.0, 1.0, 1.0, 1.0]);
        assert_eq!(method.temperature(usize::MAX), 1.0);
    }

    #[test]
    fn condensed_data_give_tempered_statistics_too() {
        let draw = |i: u32| 4.0 * f64::from(i % 2) + f64::from(i * 7919 % 10_007) / 1e4;
        let sample = Sample::new((0..100_000).map(draw).collect()).unwrap();
        let condensed = Condensed::of(&sample).unwrap();
        let theta = Theta::from_lists(&[0.5; 2], &[0.0, 5.0], &[1.0, 2.0]).unwrap();
        let method = annealed(3.0);
        let exact = method.e_step(&sample, &theta, 0).unwrap();
        let nodes = method.e_step(Data::new(&sample, Some(&condensed)), &theta, 0).unwrap();
        assert!(nodes.nodes().is_some() && exact.nodes().is_none());
        assert!((nodes.attained() / exact.attained() - 1.0).abs() < 1e-12);
        assert!((nodes.statistics()[1].mean() / exact.statistics()[1].mean() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_hard_assignment_is_the_label() {
        let (sample, theta) = homework();
        let expectation = HARD.e_step(&sample, &theta, 0).unwrap();
        let labels = labels(&sample, &theta);
        for k in 0..2 {
            let mine = || (0..sample.len()).filter(|i| labels[*i] == k);
            let weight: f64 = mine().map(|i| sample.weight(i)).sum();
            let mean = mine().map(|i| sample.weight(i) * sample.values()[i]).sum::<f64>() / weight;
            let statistics = expectation.statistics()[k];
            assert!((statistics.weight() - weight).abs() < 1e-13);
            assert!((statistics.mean() - mean).abs() < 1e-13);
        }
        let exact = classification_log_likelihood(&sample, &theta);
        assert!((expectation.attained() - exact).abs() < 1e-13);
        assert!(expectation.attained() < expectation.log_likelihood());
        assert_eq!(lower_bound(&expectation, &theta, &theta), expectation.attained());
    }

    #[test]
    fn a_tie_goes_to_the_first_component() {
        let sample = Sample::new(vec![0.0, 0.0, 3.0]).unwrap();
        let theta = Theta::from_lists(&[0.5; 2], &[1.0, -1.0], &[1.0; 2]).unwrap();
        let expectation = HARD.e_step(&sample, &theta, 0).unwrap();
        assert_eq!(expectation.statistics()[0].weight(), 3.0);
        assert_eq!(HARD.responsibilities(0.0, &theta, 0), [1.0, 0.0]);
    }

    #[test]
    fn a_hard_assignment_has_the_same_bits_however_it_is_divided() {
        let draw = |i: u32| f64::from(i * 7919 % 100_003) / 1e4;
        let sample = Sample::new((0..200_000).map(draw).collect()).unwrap();
        let theta = Theta::from_lists(&[0.5; 2], &[0.0, 5.0], &[1.0, 2.0]).unwrap();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let two = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let step = || HARD.e_step(&sample, &theta, 0).unwrap();
        assert_eq!(one.install(step), two.install(step));
    }
}
