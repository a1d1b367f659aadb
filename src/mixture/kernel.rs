//! The arithmetic of the E-step on a block of points, compiled for each instruction set there may be.
//!
//! The loops go over arrays of one length with nothing in them but arithmetic, so that the compiler makes vectors of them. Sums run in
//! eight lanes whatever the processor has, and nothing is fused: the bits are the same everywhere.

#![expect(
    clippy::inline_always,
    reason = "a function is compiled for an instruction set only inside one that is"
)]

use std::f64::consts::{LN_2, LOG2_E};

use multiversion::multiversion;

use super::theta::Component;
use super::vector::{ln, scaled_exp2};

/// Points whose responsibilities are held at once: with a few components they stay in the fastest cache.
pub const BLOCK: usize = 256;
/// One number a point.
pub type Row = [f64; BLOCK];

const LANES: usize = 8;
/// From this weight on its reciprocal is a normal number.
const DIVISIBLE: f64 = 1e-290;
/// Ratios stand in their row times 2 to this power. So a ratio e⁻⁷⁶⁰, which is no `f64`, has its digits when a weight multiplies
/// it, and neither it nor a weight over their sum is ever too small to be normal: weights lie in 2^±466.
const RATIO_EXPONENT: i32 = 530;
/// What a ratio is multiplied by in its row.
pub const RATIO_SCALE: f64 = power_of_two(RATIO_EXPONENT);
/// log₂ of a ratio below which it counts as 2 to this power: with any weight that is 0.
const SMALLEST_LOG_RATIO: f64 = -(1022 + RATIO_EXPONENT) as f64;

const fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

/// The instruction sets a kernel may use. The result has the same bits with each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionSet {
    /// Whatever the processor has.
    Best,
    /// AVX2 if the processor has it, and nothing beyond.
    Avx2,
    /// What every processor of its kind has.
    Baseline,
}

/// What the arithmetic needs of a component. log₂ instead of ln saves exp its reduction of the argument.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// log₂(π_k N(μ_k; μ_k, σ_k²)).
    log_peak: f64,
    /// μ_k.
    mean: f64,
    /// What μ_k has below its last bit.
    mean_tail: f64,
    /// √(½ log₂ e) / σ_k: the square of this times a distance is what log₂ p loses by it.
    steepness: f64,
}

impl From<&Component> for Place {
    fn from(component: &Component) -> Self {
        Self {
            log_peak: component.log_peak() * LOG2_E,
            mean: component.mean,
            mean_tail: component.mean_tail,
            steepness: (0.5 * LOG2_E).sqrt() / component.sd(),
        }
    }
}

/// A block of points and what becomes of them.
#[derive(Debug)]
pub struct Block {
    pub values: Row,
    /// w_i; 0 for what fills a short block up.
    pub weights: Row,
    /// The largest log₂ p(x_i, k; θ) of each point.
    pub max: Row,
    /// Σ_k r_ik, and so p(x_i; θ) / 2^max, times [`RATIO_SCALE`].
    pub sum: Row,
    /// Σ_k r_ik log₂ r_ik, times [`RATIO_SCALE`]; no r_ik is above 1, so neither is this above 0.
    pub r_log_r: Row,
    /// r_ik = p(x_i, k; θ) / 2^max, times [`RATIO_SCALE`]: a row a component.
    pub ratios: Vec<Row>,
}

/// What a block's points come to together, each number as a sum and what the sum lost in rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlockSums {
    /// Σ w ln p(x; θ).
    pub log_likelihood: (f64, f64),
    /// −Σ w γ ln γ.
    pub entropy: (f64, f64),
}

/// N_k of a block, a centre, and Σ γ (x − centre) and Σ γ (x − centre)², both over N_k. All 0 where N_k is.
pub type Moments = [f64; 4];

impl Block {
    /// Room for the ratios of so many components.
    pub fn new(components: usize) -> Self {
        let row = [0.0; BLOCK];
        let ratios = vec![row; components];
        Self { values: row, weights: [1.0; BLOCK], max: row, sum: row, r_log_r: row, ratios }
    }

    /// Takes 1 to [`BLOCK`] points, each of weight 1 where there are no `weights`.
    pub fn fill(&mut self, values: &[f64], weights: Option<&[f64]>) {
        let n = values.len();
        self.values[..n].copy_from_slice(values);
        if let Some(weights) = weights {
            self.weights[..n].copy_from_slice(weights);
        }
        // The rest is the first point again, without weight.
        self.values[n..].fill(values[0]);
        self.weights[n..].fill(0.0);
    }

    /// From `values` to `ratios`, `max`, `sum` and `r_log_r`.
    pub fn find_ratios(&mut self, places: &[Place], set: InstructionSet) {
        match set {
            InstructionSet::Best => ratios_best(self, places),
            InstructionSet::Avx2 => ratios_avx2(self, places),
            InstructionSet::Baseline => ratios(self, places),
        }
    }

    /// From ratios to ℓ, H and the moments of each component. Uses `sum` and `ratios` up.
    pub fn find_sums(&mut self, places: &[Place], moments: &mut [Moments], set: InstructionSet) -> BlockSums {
        match set {
            InstructionSet::Best => sums_best(self, places, moments),
            InstructionSet::Avx2 => sums_avx2(self, places, moments),
            InstructionSet::Baseline => sums(self, places, moments),
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq", "x86_64+avx2"))]
fn ratios_best(block: &mut Block, places: &[Place]) {
    ratios(block, places);
}

#[multiversion(targets("x86_64+avx2"))]
fn ratios_avx2(block: &mut Block, places: &[Place]) {
    ratios(block, places);
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq", "x86_64+avx2"))]
fn sums_best(block: &mut Block, places: &[Place], moments: &mut [Moments]) -> BlockSums {
    sums(block, places, moments)
}

#[multiversion(targets("x86_64+avx2"))]
fn sums_avx2(block: &mut Block, places: &[Place], moments: &mut [Moments]) -> BlockSums {
    sums(block, places, moments)
}

#[inline(always)]
fn ratios(block: &mut Block, places: &[Place]) {
    block.max.fill(f64::NEG_INFINITY);
    for (joints, place) in block.ratios.iter_mut().zip(places) {
        log_joints(&block.values, place, joints, &mut block.max);
    }
    block.sum.fill(0.0);
    block.r_log_r.fill(0.0);
    for joints in &mut block.ratios {
        ratios_of_component(joints, &block.max, &mut block.sum, &mut block.r_log_r);
    }
}

/// log₂ p(x_i, k; θ) into `joints`, and the larger of it and `max` into `max`.
#[inline(always)]
fn log_joints(values: &Row, place: &Place, joints: &mut Row, max: &mut Row) {
    let Place { log_peak, mean, mean_tail, steepness } = *place;
    for i in 0..BLOCK {
        let fall = ((values[i] - mean) - mean_tail) * steepness;
        joints[i] = log_peak - fall * fall;
        max[i] = larger(joints[i], max[i]);
    }
}

/// Turns log₂ p(x_i, k; θ) into ratios, and adds r and r log₂ r to their sums.
#[inline(always)]
fn ratios_of_component(joints: &mut Row, max: &Row, sum: &mut Row, r_log_r: &mut Row) {
    for i in 0..BLOCK {
        // Finite, so that a ratio of 0 leaves 0 · log r = 0; also where both are minus infinity.
        let log_r = larger(joints[i] - max[i], SMALLEST_LOG_RATIO);
        let r = scaled_exp2::<RATIO_EXPONENT>(log_r);
        joints[i] = r;
        sum[i] += r;
        r_log_r[i] += r * log_r;
    }
}

#[inline(always)]
fn sums(block: &mut Block, places: &[Place], moments: &mut [Moments]) -> BlockSums {
    let sums = block_sums(&block.weights, &block.max, &mut block.sum, &block.r_log_r);
    let (smallest, largest) = range(&block.values);
    for ((ratios, place), moments) in block.ratios.iter_mut().zip(places).zip(moments) {
        // Where the component's points are is unknown yet. Near its old mean most likely, and it is not beyond the block.
        let guess = larger(smallest, if place.mean < largest { place.mean } else { largest });
        *moments = moments_about(&block.values, ratios, &block.sum, guess)
            .unwrap_or_else(|| central_moments(&block.values, ratios, &block.sum));
    }
    sums
}

/// ℓ and H of the block. Leaves in `sum` what turns ratios into w_i γ_ik.
#[inline(always)]
fn block_sums(weights: &Row, max: &Row, sum: &mut Row, r_log_r: &Row) -> BlockSums {
    let mut log_likelihood = [(0.0, 0.0); LANES];
    let mut entropy = [(0.0, 0.0); LANES];
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let i = start + lane;
            let log_sum = ln(sum[i] * (1.0 / RATIO_SCALE));
            let scale = weights[i] / sum[i];
            add(&mut log_likelihood[lane], weights[i] * (max[i] * LN_2 + log_sum));
            add(&mut entropy[lane], weights[i] * log_sum - scale * (r_log_r[i] * LN_2));
            sum[i] = scale;
        }
    }
    BlockSums { log_likelihood: total(&log_likelihood), entropy: total(&entropy) }
}

/// The moments about a centre that is near enough to the mean, in one pass; `None` where the centre turns out not to be,
/// or the numbers are so small or large that they need more care.
#[inline(always)]
fn moments_about(values: &Row, ratios: &Row, scales: &Row, centre: f64) -> Option<Moments> {
    let (mut weights, mut firsts, mut seconds) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let i = start + lane;
            let weight = ratios[i] * scales[i];
            let distance = values[i] - centre;
            let term = weight * distance;
            weights[lane] += weight;
            firsts[lane] += term;
            seconds[lane] += term * distance;
        }
    }
    let (weight, second) = (sum(&weights), sum(&seconds));
    let (first, mean_square) = (sum(&firsts) / weight, second / weight);
    // The variance is the small difference of these two where the centre is far off: it may cost four bits.
    let near = first * first <= 0.9375 * mean_square;
    let manageable = weight >= 1e-100 && second >= 1e-200 && second <= 1e250;
    (near && manageable).then_some([weight, centre, first, mean_square])
}

/// The moments about the mean, wherever it is, without a product that is too small or too large for an `f64` on the way.
/// Turns ratios into each point's share of N_k.
#[inline(always)]
fn central_moments(values: &Row, ratios: &mut Row, scales: &Row) -> Moments {
    let mut lanes = [0.0; LANES];
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let i = start + lane;
            ratios[i] *= scales[i];
            lanes[lane] += ratios[i];
        }
    }
    let weight = sum(&lanes);
    if weight == 0.0 {
        return [0.0; 4];
    }
    if weight >= DIVISIBLE {
        let reciprocal = 1.0 / weight;
        for share in ratios.iter_mut() {
            *share *= reciprocal;
        }
    } else {
        for share in ratios.iter_mut() {
            *share /= weight;
        }
    }
    let mut products = [0.0; LANES];
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            products[lane] += ratios[start + lane] * values[start + lane];
        }
    }
    // It only has to be near the mean: what it lost in rounding comes back as the first moment about it.
    let centre = sum(&products);
    let (mut first, mut second) = ([0.0; LANES], [0.0; LANES]);
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let distance = values[start + lane] - centre;
            let term = ratios[start + lane] * distance;
            first[lane] += term;
            second[lane] += term * distance;
        }
    }
    [weight, centre, sum(&first), sum(&second)]
}

/// The larger of two; the second where one is no number.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The smallest and the largest.
#[inline(always)]
fn range(values: &Row) -> (f64, f64) {
    let (mut smallest, mut largest) = ([values[0]; LANES], [values[0]; LANES]);
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let x = values[start + lane];
            smallest[lane] = if x < smallest[lane] { x } else { smallest[lane] };
            largest[lane] = larger(x, largest[lane]);
        }
    }
    (smallest.into_iter().fold(values[0], f64::min), largest.into_iter().fold(values[0], f64::max))
}

/// Adds to a sum with its rounding error beside it (Neumaier 1974).
#[inline(always)]
fn add((sum, error): &mut (f64, f64), value: f64) {
    let next = *sum + value;
    let part = next - *sum;
    *error += (*sum - (next - part)) + (value - part);
    *sum = next;
}

#[inline(always)]
fn total(lanes: &[(f64, f64); LANES]) -> (f64, f64) {
    let mut all = (0.0, 0.0);
    for (sum, error) in lanes {
        add(&mut all, *sum);
        all.1 += error;
    }
    all
}

#[inline(always)]
fn sum(lanes: &[f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}
