//! The E-step: from θ and the data to the responsibilities, kept as what the M-step needs of them.

use rayon::prelude::*;

use super::sample::Sample;
use super::sum::{CompensatedSum, two_sum};
use super::theta::{Component, LN_2_PI, Theta};

/// Points whose responsibilities are held at once; a block's scratch stays in the L1 and L2 caches.
const BLOCK: usize = 256;
/// Points summed by one task. Fixed, so that the bits do not depend on the number of threads.
const CHUNK: usize = 32 * BLOCK;

/// What an E-step leaves behind: ℓ(θ) and, for each component, the expected sufficient statistics.
/// O(K) numbers, whatever n is; the γ matrix is never kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// ℓ(θ) = Σ w_i ln p(x_i; θ), in nats.
    pub log_likelihood: f64,
    /// n = Σ w_i.
    pub total_weight: f64,
    /// One entry a component of θ, in θ's order.
    pub statistics: Vec<ComponentStatistics>,
}

/// The expected sufficient statistics of one component, in mean-and-variance form.
///
/// (N, Σγx, Σγx²) hold the same information but lose it again when they are subtracted from
/// one another; this form is only ever added to (Chan, Golub & LeVeque 1983), and so is as good at
/// 10⁹ ± 1, or with θ₀ far away from the data, as anywhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ComponentStatistics {
    /// N_k = Σ w_i γ_ik.
    pub weight: f64,
    /// Σ w γ x / N_k, in the data's unit.
    pub mean: f64,
    /// What the mean has below the last bit of `mean`.
    pub(crate) mean_tail: f64,
    /// Σ w γ (x − mean)² / N_k, in the data's unit squared.
    pub variance: f64,
}

impl ComponentStatistics {
    /// The statistics of the union of two disjoint parts of the sample.
    fn merge(self, other: Self) -> Self {
        let weight = self.weight + other.weight;
        if other.weight == 0.0 {
            return self;
        }
        if self.weight == 0.0 {
            return other;
        }
        let (share, other_share) = (self.weight / weight, other.weight / weight);
        let delta = (other.mean - self.mean) + (other.mean_tail - self.mean_tail);
        let (mean, rest) = two_sum(self.mean, delta * other_share);
        let (mean, mean_tail) = two_sum(mean, rest + self.mean_tail);
        let between = share * other_share * delta * delta;
        let variance = share * self.variance + other_share * other.variance + between;
        Self { weight, mean, mean_tail, variance }
    }

    /// Σ w γ (x − μ)² / N_k about the mean of some component.
    pub(crate) fn variance_about(&self, component: &Component) -> f64 {
        let distance = (self.mean - component.mean) + (self.mean_tail - component.mean_tail);
        self.variance + distance * distance
    }
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
    let total_weight = sample.total_weight();
    Ok(Expectation { log_likelihood, total_weight, statistics: total.statistics })
}

/// γ_1 … γ_K of one x under θ: they sum to 1, however far x is from every component.
pub fn responsibilities(x: f64, theta: &Theta) -> Vec<f64> {
    let mut gammas: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x)).collect();
    let max = gammas.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if max == f64::NEG_INFINITY {
        return nearest_takes_all(x, theta);
    }
    gammas.iter_mut().for_each(|g| *g = (*g - max).exp());
    let sum: f64 = gammas.iter().sum();
    gammas.iter_mut().for_each(|g| *g /= sum);
    gammas
}

/// The limit of γ where z² overflows for every component: whoever has the smallest |z| gets the point.
fn nearest_takes_all(x: f64, theta: &Theta) -> Vec<f64> {
    let distances: Vec<f64> = theta.components().iter().map(|c| c.standardise(x).abs()).collect();
    let min = distances.iter().copied().fold(f64::INFINITY, f64::min);
    let winners = distances.iter().filter(|d| **d == min).count() as f64;
    distances.iter().map(|d| if *d == min { 1.0 / winners } else { 0.0 }).collect()
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
    statistics: Vec<ComponentStatistics>,
}

impl Partial {
    fn of_chunk(theta: &Theta, values: &[f64], weights: Option<&[f64]>) -> Self {
        let mut scratch = Scratch::new(theta);
        let mut total = Self {
            log_likelihood: CompensatedSum::default(),
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

/// The terms of ln(π_k N(x; μ_k, σ_k²)) that do not depend on x.
struct LogJoint {
    constant: f64,
    mean: f64,
    mean_tail: f64,
    sd: f64,
}

/// Room for the responsibilities of a block: component k's are `gamma[k * BLOCK..]`.
struct Scratch {
    log_joints: Vec<LogJoint>,
    gamma: Vec<f64>,
    max: [f64; BLOCK],
    sum: [f64; BLOCK],
}

impl Scratch {
    fn new(theta: &Theta) -> Self {
        let log_joints = theta.components().iter().map(|c| LogJoint {
            constant: c.weight.ln() - 0.5 * (LN_2_PI + c.variance.ln()),
            mean: c.mean,
            mean_tail: c.mean_tail,
            sd: c.sd(),
        });
        Self {
            log_joints: log_joints.collect(),
            gamma: vec![0.0; theta.len() * BLOCK],
            max: [0.0; BLOCK],
            sum: [0.0; BLOCK],
        }
    }

    fn block(&mut self, values: &[f64], weights: Option<&[f64]>) -> Partial {
        let log_likelihood = self.infer(values, weights);
        let statistics = self.gamma.chunks_exact(BLOCK).map(|gamma| summarise(values, gamma));
        Partial { log_likelihood, statistics: statistics.collect() }
    }

    /// Fills `gamma` with w_i γ_ik and returns Σ w_i ln p(x_i), by log-sum-exp.
    fn infer(&mut self, values: &[f64], weights: Option<&[f64]>) -> CompensatedSum {
        let n = values.len();
        let (max, sum) = (&mut self.max[..n], &mut self.sum[..n]);
        max.fill(f64::NEG_INFINITY);
        for (gamma, log_joint) in self.gamma.chunks_exact_mut(BLOCK).zip(&self.log_joints) {
            for ((g, x), max) in gamma.iter_mut().zip(values).zip(max.iter_mut()) {
                let z = ((x - log_joint.mean) - log_joint.mean_tail) / log_joint.sd;
                *g = log_joint.constant - 0.5 * z * z;
                *max = max.max(*g);
            }
        }
        sum.fill(0.0);
        for gamma in self.gamma.chunks_exact_mut(BLOCK) {
            for ((g, max), sum) in gamma.iter_mut().zip(max.iter()).zip(sum.iter_mut()) {
                *g = (*g - max).exp();
                *sum += *g;
            }
        }
        let weight = |i: usize| weights.map_or(1.0, |w| w[i]);
        let log_likelihood = (0..n).map(|i| weight(i) * (max[i] + sum[i].ln())).collect();
        for gamma in self.gamma.chunks_exact_mut(BLOCK) {
            for (i, (g, sum)) in gamma.iter_mut().zip(sum.iter()).enumerate() {
                *g *= weight(i) / sum;
            }
        }
        log_likelihood
    }
}

/// The statistics of one component over one block, about a centre that lies among the points.
fn summarise(values: &[f64], gamma: &[f64]) -> ComponentStatistics {
    let weight: f64 = values.iter().zip(gamma).map(|(_, g)| g).sum();
    if weight == 0.0 {
        return ComponentStatistics::default();
    }
    // The first mean only has to be near: what it lost in rounding comes back as `rest`.
    let centre: f64 = values.iter().zip(gamma).map(|(x, g)| g / weight * x).sum();
    let (mut rest, mut variance) = (0.0, 0.0);
    for (x, g) in values.iter().zip(gamma) {
        let (share, distance) = (g / weight, x - centre);
        rest += share * distance;
        variance += share * distance * distance;
    }
    let (mean, mean_tail) = two_sum(centre, rest);
    ComponentStatistics { weight, mean, mean_tail, variance: (variance - rest * rest).max(0.0) }
}
