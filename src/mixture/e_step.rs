//! The E-step: from θ and the data to the responsibilities, kept as what the M-step needs of them.

use rayon::prelude::*;

use super::responsibilities::joint_ratios;
use super::sample::Sample;
use super::statistics::ComponentStatistics;
use super::sum::CompensatedSum;
use super::theta::{Component, Theta};

/// Points whose responsibilities are held at once; a block's scratch stays in the L1 and L2 caches.
const BLOCK: usize = 256;
/// Points summed by one task. Fixed, so that the bits do not depend on the number of threads.
const CHUNK: usize = 32 * BLOCK;
/// z² beyond which a point's responsibilities are found with [`joint_ratios`]: here the rounding of z² is
/// worth 10⁻¹³ of γ.
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
}

/// Why ℓ(θ) cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "ln p(x_{observation}; θ) at x = {x} is below what a number can hold: \
     every component is too far away and too narrow"
)]
pub struct EStepError {
    /// Index of the observation furthest from every component, counted from 0.
    pub observation: usize,
    /// Its value.
    pub x: f64,
}

/// The E-step: γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i; θ) for every observation, in the log domain,
/// summed into the expected sufficient statistics, and ℓ(θ) from the same pass (Bishop 2006, eq. 9.23).
///
/// The result has the same bits for any number of threads.
///
/// # Errors
/// [`EStepError`] where ℓ(θ) is below −1.8·10³⁰⁸.
pub fn e_step(sample: &Sample, theta: &Theta) -> Result<Expectation, EStepError> {
    let (values, weights) = (sample.values(), sample.weights());
    let chunk_of = |index: usize| {
        let range = index * CHUNK..((index + 1) * CHUNK).min(values.len());
        Partial::of_chunk(theta, &values[range.clone()], weights.map(|w| &w[range]))
    };
    let chunks = values.len().div_ceil(CHUNK);
    let partials: Vec<Partial> = if chunks == 1 {
        vec![chunk_of(0)]
    } else {
        (0..chunks).into_par_iter().map(chunk_of).collect()
    };
    let total = merge_pairwise(partials);
    let log_likelihood = total.log_likelihood.value();
    if !log_likelihood.is_finite() {
        return Err(furthest(sample, theta));
    }
    Ok(Expectation {
        log_likelihood,
        entropy: total.entropy.value(),
        total_weight: sample.total_weight(),
        statistics: total.statistics,
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
    fn of_chunk(theta: &Theta, values: &[f64], weights: Option<&[f64]>) -> Self {
        let mut scratch = Scratch::new(theta);
        let mut total = Self {
            log_likelihood: CompensatedSum::default(),
            entropy: CompensatedSum::default(),
            statistics: vec![ComponentStatistics::default(); theta.len()],
        };
        for (b, block) in values.chunks(BLOCK).enumerate() {
            let weights = weights.map(|w| &w[b * BLOCK..b * BLOCK + block.len()]);
            total.merge_from(scratch.block(block, weights));
        }
        total
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

/// Room for the responsibilities of a block: component k's are `gamma[k * BLOCK..]`.
struct Scratch<'a> {
    theta: &'a Theta,
    /// Below this ln p(x, k; θ) every z² is beyond [`FAR`], and the last bits of z² begin to show in γ.
    far: f64,
    gamma: Vec<f64>,
    /// The largest ln p(x_i, k; θ) of each point.
    max: [f64; BLOCK],
    /// r_ik = p(x_i, k; θ) / exp(max), summed over k, and so p(x_i; θ) / exp(max).
    sum: [f64; BLOCK],
    /// Σ_k r_ik ln r_ik; no r_ik is above 1, so neither is this above 0.
    r_ln_r: [f64; BLOCK],
}

impl<'a> Scratch<'a> {
    fn new(theta: &'a Theta) -> Self {
        let peaks = theta.components().iter().map(Component::log_peak);
        Self {
            theta,
            far: peaks.fold(f64::INFINITY, f64::min) - FAR / 2.0,
            gamma: vec![0.0; theta.len() * BLOCK],
            max: [0.0; BLOCK],
            sum: [0.0; BLOCK],
            r_ln_r: [0.0; BLOCK],
        }
    }

    fn block(&mut self, values: &[f64], weights: Option<&[f64]>) -> Partial {
        self.log_joints(values);
        self.ratios(values);
        let mut log_likelihood = CompensatedSum::default();
        let mut entropy = CompensatedSum::default();
        for i in 0..values.len() {
            let weight = weights.map_or(1.0, |w| w[i]);
            let log_sum = self.sum[i].ln();
            log_likelihood.add(weight * (self.max[i] + log_sum));
            entropy.add(weight * (log_sum - self.r_ln_r[i] / self.sum[i]));
            // From here on what turns r_ik into w_i γ_ik.
            self.sum[i] = weight / self.sum[i];
        }
        let statistics = self.gamma.chunks_exact_mut(BLOCK).map(|gamma| {
            gamma.iter_mut().zip(&self.sum).for_each(|(g, scale)| *g *= scale);
            ComponentStatistics::of_block(values, &mut gamma[..values.len()])
        });
        Partial { log_likelihood, entropy, statistics: statistics.collect() }
    }

    /// Fills `gamma` with ln p(x_i, k; θ), and `max`.
    fn log_joints(&mut self, values: &[f64]) {
        let max = &mut self.max[..values.len()];
        max.fill(f64::NEG_INFINITY);
        for (gamma, c) in self.gamma.chunks_exact_mut(BLOCK).zip(self.theta.components()) {
            let (log_peak, sd) = (c.log_peak(), c.sd());
            for ((g, x), max) in gamma.iter_mut().zip(values).zip(max.iter_mut()) {
                let z = ((x - c.mean) - c.mean_tail) / sd;
                *g = log_peak - 0.5 * z * z;
                *max = max.max(*g);
            }
        }
    }

    /// Turns `gamma` into r_ik, and fills `sum` and `r_ln_r`.
    fn ratios(&mut self, values: &[f64]) {
        let n = values.len();
        let (max, sum, r_ln_r) = (&self.max[..n], &mut self.sum[..n], &mut self.r_ln_r[..n]);
        sum.fill(0.0);
        r_ln_r.fill(0.0);
        for gamma in self.gamma.chunks_exact_mut(BLOCK) {
            let sums = sum.iter_mut().zip(r_ln_r.iter_mut());
            for ((g, max), (sum, r_ln_r)) in gamma.iter_mut().zip(max).zip(sums) {
                // Finite, so that a ratio of 0 leaves 0 · ln r = 0.
                let ln_r = (*g - max).max(f64::MIN);
                *g = ln_r.exp();
                *sum += *g;
                *r_ln_r += *g * ln_r;
            }
        }
        for i in (0..n).filter(|i| max[*i] < self.far) {
            let ratios = joint_ratios(values[i], self.theta);
            sum[i] = ratios.iter().sum();
            r_ln_r[i] = ratios.iter().map(|r| r * r.ln().max(f64::MIN)).sum();
            ratios.iter().enumerate().for_each(|(k, r)| self.gamma[k * BLOCK + i] = *r);
        }
    }
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
