//! The arithmetic of the E-step on a block of points, compiled for each instruction set there may be.
//!
//! The loops go over arrays of one length with nothing in them but arithmetic, so that the compiler makes vectors of them. Sums run in
//! eight lanes whatever the processor has, and nothing is fused: the bits are the same everywhere.

#![expect(
    clippy::inline_always,
    reason = "a function is compiled for an instruction set only inside one that is"
)]

use multiversion::multiversion;

use super::vector::{exp, ln};

/// Points whose responsibilities are held at once: with a few components they stay in the fastest cache.
pub const BLOCK: usize = 256;
/// One number a point.
pub type Row = [f64; BLOCK];

const LANES: usize = 8;
/// From this weight on its reciprocal is a normal number.
const DIVISIBLE: f64 = 1e-290;

/// What the arithmetic needs of a component.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// ln(π_k N(μ_k; μ_k, σ_k²)).
    pub log_peak: f64,
    /// μ_k.
    pub mean: f64,
    /// What μ_k has below its last bit.
    pub mean_tail: f64,
    /// σ_k.
    pub sd: f64,
}

/// What a block's points come to together, each number as a sum and what the sum lost in rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlockSums {
    /// Σ w ln p(x; θ).
    pub log_likelihood: (f64, f64),
    /// −Σ w γ ln γ.
    pub entropy: (f64, f64),
}

/// ln p(x_i, k; θ) into `joints`, and the larger of it and `max` into `max`.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq", "x86_64+avx2"))]
pub fn log_joints(values: &Row, place: Place, joints: &mut Row, max: &mut Row) {
    let Place { log_peak, mean, mean_tail, sd } = place;
    for i in 0..BLOCK {
        let z = ((values[i] - mean) - mean_tail) / sd;
        joints[i] = log_peak - 0.5 * z * z;
        max[i] = larger(joints[i], max[i]);
    }
}

/// Turns ln p(x_i, k; θ) into r_ik = p(x_i, k; θ) / exp(max), and adds r and r ln r to their sums.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq", "x86_64+avx2"))]
pub fn ratios(joints: &mut Row, max: &Row, sum: &mut Row, r_ln_r: &mut Row) {
    for i in 0..BLOCK {
        // Finite, so that a ratio of 0 leaves 0 · ln r = 0; also where both are minus infinity.
        let ln_r = larger(joints[i] - max[i], f64::MIN);
        let r = exp(ln_r);
        joints[i] = r;
        sum[i] += r;
        r_ln_r[i] += r * ln_r;
    }
}

/// ℓ and H of the block. Leaves in `sum` what turns r_ik into w_i γ_ik.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq", "x86_64+avx2"))]
pub fn block_sums(weights: &Row, max: &Row, sum: &mut Row, r_ln_r: &Row) -> BlockSums {
    let mut log_likelihood = [(0.0, 0.0); LANES];
    let mut entropy = [(0.0, 0.0); LANES];
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let i = start + lane;
            let log_sum = ln(sum[i]);
            let scale = weights[i] / sum[i];
            add(&mut log_likelihood[lane], weights[i] * (max[i] + log_sum));
            add(&mut entropy[lane], weights[i] * log_sum - scale * r_ln_r[i]);
            sum[i] = scale;
        }
    }
    BlockSums { log_likelihood: total(&log_likelihood), entropy: total(&entropy) }
}

/// Turns r_ik into each point's share of N_k; gives N_k of the block, the centre Σ share · x, and Σ share · (x − centre)
/// and Σ share · (x − centre)². All 0 where N_k is.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq", "x86_64+avx2"))]
pub fn moments(values: &Row, ratios: &mut Row, scales: &Row) -> [f64; 4] {
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
