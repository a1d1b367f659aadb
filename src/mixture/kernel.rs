//! The arithmetic of the E-step on a block of points, compiled for each instruction set there may
//! be.
//!
//! The loops go over arrays of one length with nothing in them but arithmetic, so that the compiler
//! makes vectors of them. Sums run in sixteen lanes whatever the processor has, and a product and a
//! sum are rounded once only where the code says `mul_add`: the bits are the same everywhere. It is
//! an instruction of every processor with AVX2 or NEON, and elsewhere a slow call with equal bits.

#![expect(
    clippy::inline_always,
    reason = "a function is compiled for an instruction set only inside one that is"
)]

use std::f64::consts::{LN_2, LOG2_E};

use multiversion::multiversion;

use super::component::Component;
use super::exp_ln::{ln_and_reciprocal, scaled_exp2};
use super::lanes::{LANES, LaneMoments, Totals};

/// Points whose responsibilities are held at once: with a few components they stay in the fastest
/// cache.
pub(super) const BLOCK: usize = 256;
/// One number per point.
pub(super) type Row = [f64; BLOCK];

/// Rows hold ratios times 2 to this power. So a ratio e⁻⁷⁶⁰, which is no `f64`, has its
/// digits when a weight multiplies it, and neither it nor a weight over their sum is ever too small
/// to be normal: weights lie in 2^±466.
const RATIO_EXPONENT: i32 = 530;
/// What a ratio is multiplied by in its row.
pub(super) const RATIO_SCALE: f64 = power_of_two(RATIO_EXPONENT);
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
    /// AVX2 and fused multiply-add if the processor has them, and nothing beyond.
    Avx2,
    /// What every processor of its kind has.
    Baseline,
}

/// What the arithmetic needs of a component. log₂ instead of ln saves exp its reduction of the
/// argument.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coefficients {
    /// log₂(π_k N(μ_k; μ_k, σ_k²)).
    log_peak: f64,
    /// μ_k.
    pub mean: f64,
    /// What μ_k has below its last bit.
    mean_tail: f64,
    /// √(½ log₂ e) / σ_k: the square of this times a distance is what log₂ p loses by it.
    steepness: f64,
}

impl From<&Component> for Coefficients {
    fn from(component: &Component) -> Self {
        Self {
            log_peak: component.log_peak() * LOG2_E,
            mean: component.mean(),
            mean_tail: component.precise_mean().tail,
            steepness: (0.5 * LOG2_E).sqrt() / component.sd(),
        }
    }
}

/// A block of points and what becomes of them.
#[derive(Debug)]
pub(super) struct Block {
    /// x_i.
    pub values: Row,
    /// w_i; 0 for what fills a short block up.
    pub weights: Row,
    /// The largest log₂ p(x_i, k; θ) of each point.
    pub max: Row,
    /// Σ_k r_ik, and so p(x_i; θ) / 2^max, times [`RATIO_SCALE`].
    pub sum: Row,
    /// Σ_k r_ik log₂ r_ik, times [`RATIO_SCALE`]; no r_ik is above 1, so neither is this above 0.
    pub r_log_r: Row,
    /// r_ik = p(x_i, k; θ) / 2^max, times [`RATIO_SCALE`]: a row per component.
    pub ratios: Vec<Row>,
}

impl Block {
    /// Returns a block with room for the ratios of this many components.
    pub(super) fn new(components: usize) -> Self {
        let row = [0.0; BLOCK];
        let ratios = vec![row; components];
        Self { values: row, weights: [1.0; BLOCK], max: row, sum: row, r_log_r: row, ratios }
    }

    /// Takes 1 to [`BLOCK`] points, each of weight 1 if there are no `weights`.
    pub(super) fn fill(&mut self, values: &[f64], weights: Option<&[f64]>) {
        let n = values.len();
        self.values[..n].copy_from_slice(values);
        if let Some(weights) = weights {
            self.weights[..n].copy_from_slice(weights);
        }
        // The rest is the first point again, without weight.
        self.values[n..].fill(values[0]);
        self.weights[n..].fill(0.0);
    }

    /// Computes `ratios`, `max`, `sum` and `r_log_r` from `values`. Returns whether a `max` is
    /// below `far`.
    pub(super) fn find_ratios(
        &mut self,
        components: &[Coefficients],
        far: f64,
        set: InstructionSet,
    ) -> bool {
        ratios_on(set, self, components, far)
    }

    /// Adds ℓ and H to `totals`, turns `sum` into what turns ratios into w_i γ_ik, and finds the
    /// moments of each component about its mean.
    pub(super) fn find_sums(
        &mut self,
        components: &[Coefficients],
        totals: &mut Totals,
        moments: &mut [LaneMoments],
        set: InstructionSet,
    ) {
        sums_on(set, self, components, totals, moments);
    }

    /// Returns the moments of one component about another centre; after [`Self::find_sums`].
    pub(super) fn moments_about(&self, k: usize, centre: f64, set: InstructionSet) -> LaneMoments {
        let mut moments = LaneMoments::default();
        let (values, ratios, scales) = (&self.values, &self.ratios[k], &self.sum);
        moments_on(set, values, ratios, scales, centre, &mut moments);
        moments
    }
}

/// Functions that take an instruction set and do with it what the named ones do.
macro_rules! compiled_for_each_set {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? = $kernel:ident;)*) => {$(
        fn $name(set: InstructionSet, $($argument: $type),*) $(-> $result)? {
            #[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx2+fma", "x86_64+avx2+fma"))]
            fn best($($argument: $type),*) $(-> $result)? {
                $kernel($($argument),*)
            }
            #[multiversion(targets("x86_64+avx2+fma"))]
            fn avx2($($argument: $type),*) $(-> $result)? {
                $kernel($($argument),*)
            }
            match set {
                InstructionSet::Best => best($($argument),*),
                InstructionSet::Avx2 => avx2($($argument),*),
                InstructionSet::Baseline => $kernel($($argument),*),
            }
        }
    )*};
}

compiled_for_each_set! {
    fn ratios_on(block: &mut Block, components: &[Coefficients], far: f64) -> bool = ratios;
    fn sums_on(
        block: &mut Block, components: &[Coefficients], totals: &mut Totals, moments: &mut [LaneMoments]
    ) = sums;
    fn moments_on(
        values: &Row, ratios: &Row, scales: &Row, centre: f64, moments: &mut LaneMoments
    ) = moments_about;
}

#[inline(always)]
fn ratios(block: &mut Block, components: &[Coefficients], far: f64) -> bool {
    block.max.fill(f64::NEG_INFINITY);
    for (joints, coefficients) in block.ratios.iter_mut().zip(components) {
        log_joints(&block.values, coefficients, joints, &mut block.max);
    }
    block.sum.fill(0.0);
    block.r_log_r.fill(0.0);
    let mut pairs = block.ratios.chunks_exact_mut(2);
    for pair in &mut pairs {
        if let [one, other] = pair {
            ratios_of_two(one, other, &block.max, &mut block.sum, &mut block.r_log_r);
        }
    }
    for joints in pairs.into_remainder() {
        ratios_of_one(joints, &block.max, &mut block.sum, &mut block.r_log_r);
    }
    // Counted, for a search that may end early makes no vectors.
    block.max.iter().filter(|max| **max < far).count() > 0
}

/// log₂ p(x_i, k; θ) into `joints`, and the larger of it and `max` into `max`.
#[inline(always)]
fn log_joints(values: &Row, coefficients: &Coefficients, joints: &mut Row, max: &mut Row) {
    let Coefficients { log_peak, mean, mean_tail, steepness } = *coefficients;
    for i in 0..BLOCK {
        let fall = ((values[i] - mean) - mean_tail) * steepness;
        joints[i] = fall.mul_add(-fall, log_peak);
        max[i] = larger(joints[i], max[i]);
    }
}

/// Turns log₂ p(x_i, k; θ) into ratios, and adds r and r log₂ r to their sums.
#[inline(always)]
fn ratios_of_one(joints: &mut Row, max: &Row, sum: &mut Row, r_log_r: &mut Row) {
    for i in 0..BLOCK {
        let (r, log_r) = ratio(joints[i], max[i]);
        joints[i] = r;
        sum[i] += r;
        r_log_r[i] = r.mul_add(log_r, r_log_r[i]);
    }
}

/// As [`ratios_of_one`]; exp is a long chain, and of two independent ones the processor does one
/// while it waits for the other.
#[inline(always)]
fn ratios_of_two(one: &mut Row, other: &mut Row, max: &Row, sum: &mut Row, r_log_r: &mut Row) {
    for i in 0..BLOCK {
        let (a, log_a) = ratio(one[i], max[i]);
        let (b, log_b) = ratio(other[i], max[i]);
        (one[i], other[i]) = (a, b);
        sum[i] += a + b;
        r_log_r[i] = a.mul_add(log_a, b.mul_add(log_b, r_log_r[i]));
    }
}

/// Returns a ratio and its log₂, from log₂ p(x, k; θ) and the largest of these.
#[inline(always)]
fn ratio(joint: f64, max: f64) -> (f64, f64) {
    // Finite, so that a ratio of 0 leaves 0 · log r = 0; also if both are minus infinity.
    let log_r = larger(joint - max, SMALLEST_LOG_RATIO);
    (scaled_exp2::<RATIO_EXPONENT>(log_r), log_r)
}

#[inline(always)]
fn sums(
    block: &mut Block,
    components: &[Coefficients],
    totals: &mut Totals,
    moments: &mut [LaneMoments],
) {
    add_totals(&block.weights, &block.max, &mut block.sum, &block.r_log_r, totals);
    for ((ratios, coefficients), moments) in block.ratios.iter().zip(components).zip(moments) {
        moments_about(&block.values, ratios, &block.sum, coefficients.mean, moments);
    }
}

#[inline(always)]
fn add_totals(weights: &Row, max: &Row, sum: &mut Row, r_log_r: &Row, totals: &mut Totals) {
    let (mut maxima, mut logs, mut logs_r) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let i = start + lane;
            let (log_sum, reciprocal) = ln_and_reciprocal(sum[i] * (1.0 / RATIO_SCALE));
            let scale = weights[i] * (reciprocal * (1.0 / RATIO_SCALE));
            maxima[lane] = weights[i].mul_add(max[i], maxima[lane]);
            logs[lane] = weights[i].mul_add(log_sum, logs[lane]);
            logs_r[lane] = scale.mul_add(r_log_r[i], logs_r[lane]);
            sum[i] = scale;
        }
    }
    for lane in 0..LANES {
        totals.log_likelihood.add(lane, maxima[lane] * LN_2 + logs[lane]);
        totals.entropy.add(lane, logs[lane] - logs_r[lane] * LN_2);
    }
}

#[inline(always)]
fn moments_about(values: &Row, ratios: &Row, scales: &Row, centre: f64, moments: &mut LaneMoments) {
    let LaneMoments { mut weight, mut first, mut second } = LaneMoments::default();
    for start in (0..BLOCK).step_by(LANES) {
        for lane in 0..LANES {
            let i = start + lane;
            let share = ratios[i] * scales[i];
            let distance = values[i] - centre;
            let term = share * distance;
            weight[lane] += share;
            first[lane] += term;
            second[lane] = term.mul_add(distance, second[lane]);
        }
    }
    *moments = LaneMoments { weight, first, second };
}

/// Returns the larger of two; the second if one is NaN.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_finite_whatever_the_joints_are() {
        let smallest = power_of_two(-1022);
        for (joint, max, expected) in [
            (0.0, 0.0, RATIO_SCALE),
            (-3.0, -2.0, RATIO_SCALE / 2.0),
            (-1e300, -1e300, RATIO_SCALE),
            (-1075.0, 0.0, power_of_two(RATIO_EXPONENT - 1075)),
            (-1e9, 0.0, smallest),
            (f64::MIN, 1000.0, smallest),
            (f64::NEG_INFINITY, 0.0, smallest),
            // Two joints that are both below every number.
            (f64::NEG_INFINITY, f64::NEG_INFINITY, smallest),
        ] {
            let (r, log_r) = ratio(joint, max);
            assert_eq!(r, expected, "{joint:e}, {max:e}");
            assert!(log_r.is_finite() && (r * log_r).is_finite());
        }
        // What a ratio that should be 0 leaves with the largest weight there is.
        assert_eq!(smallest * (1e140 / RATIO_SCALE), 0.0);
        // And the smallest weight over the largest sum is normal.
        assert!((1e-140 / (64.0 * RATIO_SCALE)).is_normal());
    }
}
