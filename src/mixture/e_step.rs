//! The E-step: from θ and the data to the responsibilities, kept as what the M-step needs of them.

use std::f64::consts::LOG2_E;

use rayon::prelude::*;

use super::kernel::{BLOCK, Block, InstructionSet, Place, RATIO_SCALE};
use super::lanes::{LANES, LaneMoments, Moments, Totals, sum};
use super::responsibilities::joint_ratios;
use super::sample::Sample;
use super::short::Short;
use super::statistics::ComponentStatistics;
use super::sum::CompensatedSum;
use super::theta::{Component, Theta};

/// Points summed by one task. Fixed, so that the bits do not depend on the number of threads.
const CHUNK: usize = 32 * BLOCK;
/// z² beyond which a point's responsibilities are found with [`joint_ratios`]: here the rounding of
/// z² is worth 10⁻¹³ of γ.
const FAR: f64 = 600.0;

/// What an E-step leaves behind: ℓ(θ) and, for each component, the expected sufficient statistics.
/// O(K) numbers, whatever n is; the γ matrix is never kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// ℓ(θ) = Σ w_i ln p(x_i; θ), in nats.
    pub log_likelihood: f64,
    /// H(q) = −Σ w_i γ_ik ln γ_ik of the responsibilities, in nats; at least 0.
    pub entropy: f64,
    /// n = Σ w_i.
    pub total_weight: f64,
    /// One entry a component of θ, in θ's order.
    pub statistics: Vec<ComponentStatistics>,
    /// How many weighted nodes stood for the observations; `None` where these were summed
    /// themselves.
    pub nodes: Option<usize>,
}

/// Why ℓ(θ) cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "ln p(x_{observation}; θ) at x = {} is below what a number can hold: \
     every component is too far away and too narrow",
    Short(*.x)
)]
pub struct EStepError {
    /// Index of the observation furthest from every component, counted from 0.
    pub observation: usize,
    /// Its value.
    pub x: f64,
}

/// The E-step: γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i; θ) for every observation, in the log domain,
/// summed into the expected sufficient statistics, and ℓ(θ) from the same pass (Bishop 2006, eq.
/// 9.23).
///
/// Where the sample was condensed ([`Sample::condense`]) and that pays at θ, its nodes are summed
/// in place of its points.
///
/// The result has the same bits for any number of threads.
///
/// # Errors
/// [`EStepError`] where ℓ(θ) is below −1.8·10³⁰⁸.
pub fn e_step(sample: &Sample, theta: &Theta) -> Result<Expectation, EStepError> {
    let condensed = sample.condensed().and_then(|c| c.e_step(theta, Some(sample)));
    condensed.map_or_else(|| exact_e_step(sample, theta), Ok)
}

/// The E-step over the observations themselves, whether the sample is condensed or not.
///
/// # Errors
/// As [`e_step`].
pub fn exact_e_step(sample: &Sample, theta: &Theta) -> Result<Expectation, EStepError> {
    e_step_on(InstructionSet::Best, sample, theta)
}

/// [`exact_e_step`] with a choice of instructions, to compare them: the results are equal.
///
/// # Errors
/// As [`e_step`].
#[doc(hidden)]
pub fn e_step_on(
    set: InstructionSet,
    sample: &Sample,
    theta: &Theta,
) -> Result<Expectation, EStepError> {
    let sums = summed(sample.values(), sample.weights(), theta, set);
    let mut expectation = sums.ok_or_else(|| furthest(sample, theta))?;
    expectation.total_weight = sample.total_weight();
    Ok(expectation)
}

/// The sums over weighted points; of weight 1 where no weights are given. `total_weight` is left at
/// 0. `None` where ℓ is beyond a number.
pub(super) fn summed(
    values: &[f64],
    weights: Option<&[f64]>,
    theta: &Theta,
    set: InstructionSet,
) -> Option<Expectation> {
    let chunk_of = |index: usize| {
        let range = index * CHUNK..((index + 1) * CHUNK).min(values.len());
        Partial::of_chunk(theta, &values[range.clone()], weights.map(|w| &w[range]), set)
    };
    let chunks = values.len().div_ceil(CHUNK);
    let partials: Vec<Partial> = if chunks == 1 {
        vec![chunk_of(0)]
    } else {
        (0..chunks).into_par_iter().map(chunk_of).collect()
    };
    let total = merge_pairwise(partials);
    let log_likelihood = total.log_likelihood.value();
    log_likelihood.is_finite().then(|| Expectation {
        log_likelihood,
        entropy: total.entropy.value(),
        total_weight: 0.0,
        statistics: total.statistics,
        nodes: None,
    })
}

fn furthest(sample: &Sample, theta: &Theta) -> EStepError {
    let smallest_z = |x: f64| {
        let distances = theta.components().iter().map(|c| c.standardise(x).abs());
        distances.fold(f64::INFINITY, f64::min)
    };
    let (observation, x) = (sample.values().iter().copied().enumerate())
        .max_by(|a, b| smallest_z(a.1).total_cmp(&smallest_z(b.1)))
        .unwrap_or((0, sample.values()[0]));
    EStepError { observation, x }
}

/// The sums over a part of the sample.
struct Partial {
    log_likelihood: CompensatedSum,
    entropy: CompensatedSum,
    statistics: Vec<ComponentStatistics>,
}

impl Partial {
    fn of_chunk(
        theta: &Theta,
        values: &[f64],
        weights: Option<&[f64]>,
        set: InstructionSet,
    ) -> Self {
        let mut pass = Pass::new(theta, set);
        for (b, values) in values.chunks(BLOCK).enumerate() {
            let weights = weights.map(|w| &w[b * BLOCK..b * BLOCK + values.len()]);
            pass.block(values, weights);
        }
        Self {
            log_likelihood: pass.totals.log_likelihood.total(),
            entropy: pass.totals.entropy.total(),
            statistics: pass.statistics,
        }
    }

    fn merge_from(&mut self, other: Self) {
        self.log_likelihood.merge(other.log_likelihood);
        self.entropy.merge(other.entropy);
        for (mine, theirs) in self.statistics.iter_mut().zip(other.statistics) {
            *mine = mine.merge(theirs);
        }
    }
}

/// Merges neighbours until one is left: the rounding error grows with log n, in a fixed order.
fn merge_pairwise(mut partials: Vec<Partial>) -> Partial {
    while partials.len() > 1 {
        let mut next = Vec::with_capacity(partials.len().div_ceil(2));
        let mut rest = partials.into_iter();
        while let Some(mut left) = rest.next() {
            if let Some(right) = rest.next() {
                left.merge_from(right);
            }
            next.push(left);
        }
        partials = next;
    }
    partials.swap_remove(0)
}

/// A pass over a chunk, block by block.
struct Pass<'a> {
    theta: &'a Theta,
    places: Vec<Place>,
    /// Below this log₂ p(x, k; θ) every z² is beyond [`FAR`], and the last bits of z² begin to show
    /// in γ.
    far: f64,
    set: InstructionSet,
    block: Block,
    moments: Vec<LaneMoments>,
    totals: Totals,
    statistics: Vec<ComponentStatistics>,
}

impl<'a> Pass<'a> {
    fn new(theta: &'a Theta, set: InstructionSet) -> Self {
        let components = theta.components();
        let lowest = components.iter().map(Component::log_peak).fold(f64::INFINITY, f64::min);
        Self {
            theta,
            places: components.iter().map(Place::from).collect(),
            far: (lowest - FAR / 2.0) * LOG2_E,
            set,
            block: Block::new(theta.len()),
            moments: vec![LaneMoments::default(); theta.len()],
            totals: Totals::default(),
            statistics: vec![ComponentStatistics::default(); theta.len()],
        }
    }

    fn block(&mut self, values: &[f64], weights: Option<&[f64]>) {
        self.block.fill(values, weights);
        if self.block.find_ratios(&self.places, self.far, self.set) {
            for i in 0..BLOCK {
                if self.block.max[i] < self.far {
                    self.far_point(i);
                }
            }
        }
        self.block.find_sums(&self.places, &mut self.totals, &mut self.moments, self.set);
        for k in 0..self.places.len() {
            let statistics = self.statistics[k].merge(self.block_statistics(k));
            self.statistics[k] = statistics;
        }
    }

    /// The statistics of component k in the block. The centre of the moments is the component's
    /// mean, to which that of its points is near but for the first steps; else what the moments
    /// say, and at last one found with care.
    fn block_statistics(&self, k: usize) -> ComponentStatistics {
        let guess = self.places[k].mean;
        let about_guess = Moments::new(guess, &self.moments[k]);
        let centre = match about_guess {
            Moments::Good(statistics) => return statistics,
            Moments::About(centre) => centre,
            Moments::Extreme => return self.careful_statistics(k),
        };
        match Moments::new(centre, &self.block.moments_about(k, centre, self.set)) {
            Moments::Good(statistics) => statistics,
            _ => self.careful_statistics(k),
        }
    }

    /// The statistics of component k in the block, wherever its points are, and without a product
    /// on the way that is too small or too large for an `f64`.
    fn careful_statistics(&self, k: usize) -> ComponentStatistics {
        let (ratios, scales, values) = (&self.block.ratios[k], &self.block.sum, &self.block.values);
        let weight = sum_of(|i| ratios[i] * scales[i]);
        if weight == 0.0 {
            return ComponentStatistics::default();
        }
        let share = |i: usize| ratios[i] * scales[i] / weight;
        // It only has to be near the mean: what it lost in rounding comes back as the first moment
        // about it.
        let centre = sum_of(|i| share(i) * values[i]);
        let first = sum_of(|i| share(i) * (values[i] - centre));
        let second = sum_of(|i| share(i) * (values[i] - centre) * (values[i] - centre));
        ComponentStatistics::of_moments(weight, centre, first, second)
    }

    /// A point that is far from every component, with more care.
    fn far_point(&mut self, i: usize) {
        let ratios = joint_ratios(self.block.values[i], self.theta);
        let r_log_r = ratios.iter().map(|r| r * r.log2().max(f64::MIN));
        self.block.r_log_r[i] = r_log_r.sum::<f64>() * RATIO_SCALE;
        self.block.sum[i] = ratios.iter().sum::<f64>() * RATIO_SCALE;
        for (r, row) in ratios.iter().zip(&mut self.block.ratios) {
            row[i] = r * RATIO_SCALE;
        }
    }
}

/// The sum over a block.
fn sum_of(term: impl Fn(usize) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    for start in (0..BLOCK).step_by(LANES) {
        for (lane, sum) in lanes.iter_mut().enumerate() {
            *sum += term(start + lane);
        }
    }
    sum(&lanes)
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
        assert_eq!(error, EStepError { observation: 1, x: -1e140 });
        assert!(error.to_string().starts_with("ln p(x_1; θ) at x = -1"), "{error}");
        // Nobody is too far away alone, all together are.
        let sample = Sample::new(vec![1e4; 100]).unwrap();
        assert!(e_step(&sample, &one(0.0, 1e-299)).is_err());
        assert!(e_step(&sample, &one(0.0, 1e-297)).is_ok());
    }

    #[test]
    fn one_component_takes_everything_as_it_is() {
        let sample = Sample::new(vec![1.0, 2.0, 6.0]).unwrap();
        let expectation = e_step(&sample, &one(-100.0, 0.5)).unwrap();
        let statistics = expectation.statistics[0];
        assert_eq!((statistics.weight, statistics.mean), (3.0, 3.0));
        assert!((statistics.variance - 14.0 / 3.0).abs() < 1e-14, "{statistics:?}");
        assert_eq!(expectation.entropy, 0.0);
    }

    #[test]
    fn the_careful_way_and_the_fast_one_agree_where_they_meet() {
        // z² is just below FAR for one x and just above it for the other.
        let theta = Theta::from_lists(&[0.3, 0.7], &[0.0, 0.01], &[1.0, 1.0]).unwrap();
        for z in [-30.0, -24.5, -24.4, 24.4, 24.5, 30.0] {
            let sample = Sample::new(vec![z]).unwrap();
            let expectation = e_step(&sample, &theta).unwrap();
            let gammas = crate::mixture::responsibilities(z, &theta);
            for (statistics, gamma) in expectation.statistics.iter().zip(&gammas) {
                assert!((statistics.weight / gamma - 1.0).abs() < 1e-12, "{z}: {gammas:?}");
            }
            let h: f64 = gammas.iter().map(|g| -g * g.ln()).sum();
            assert!((expectation.entropy / h - 1.0).abs() < 1e-12, "{z}: {h}");
        }
    }
}
