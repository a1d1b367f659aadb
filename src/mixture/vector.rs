//! exp and ln as plain arithmetic, which the compiler turns into whatever vectors the processor has.
//!
//! No step of them is a fused multiply-add, a table or a branch, so that they give the same bits on every processor.

#![expect(
    clippy::inline_always,
    reason = "a function is compiled for an instruction set only inside one that is"
)]

use std::f64::consts::{LN_2, LOG2_E};

/// ln 2 without its last 21 bits: n of it is exact for every exponent n of a number.
const LN_2_HIGH: f64 = f64::from_bits(LN_2.to_bits() & !0x1f_ffff);
/// What is left of ln 2, to 32 more digits (LN_2 itself is rounded).
const LN_2_LOW: f64 = (LN_2 - LN_2_HIGH) + 2.319_046_813_846_299_6e-17;
/// Added to a number below 2⁵¹ it rounds that to a whole one, which then stands in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// eˣ of a number, which x must be, within two ulps; 0 below −745.2 and infinite above 709.8, as it should be.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Beyond these the result is 0 or infinite anyway.
    let x = if x > -746.0 { x } else { -746.0 };
    let x = if x < 710.0 { x } else { 710.0 };
    let rounded = x * LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    // e^r = 1 + r + r²/2! + …: at |r| ≤ ln 2 / 2 the term after the last one is below 2⁻⁵⁸.
    let r2 = r * r;
    let r4 = r2 * r2;
    let a = 1.0 / 2.0 + r * (1.0 / 6.0);
    let b = 1.0 / 24.0 + r * (1.0 / 120.0);
    let c = 1.0 / 720.0 + r * (1.0 / 5040.0);
    let d = 1.0 / 40320.0 + r * (1.0 / 362_880.0);
    let e = 1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0);
    let f = 1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0);
    let tail = (a + r2 * b) + r4 * ((c + r2 * d) + r4 * (e + r2 * f));
    let mantissa = 1.0 + (r + r2 * tail);
    // 2ⁿ in two factors, for n may be below the smallest exponent or above the largest.
    let n = (rounded.to_bits() as i64).wrapping_sub(ROUND.to_bits() as i64);
    // An arithmetic shift of 64 bits is missing in some instruction sets; n + 2048 is not negative.
    let half = ((n + 2048) as u64 >> 1) as i64 - 1024;
    mantissa * power_of_two(half) * power_of_two(n - half)
}

/// 2ⁿ for an n whose power is a normal number.
#[inline(always)]
fn power_of_two(n: i64) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// ln x of a normal number above 0, within two ulps (the reduction of FreeBSD's `e_log.c`).
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    // x = 2ᵏ m with m from √½ to √2.
    let bits = x.to_bits().wrapping_sub(SQRT_HALF);
    // 2048 above the exponent is not negative, and below 2⁵² a whole number is its own last bits.
    let k = (bits.wrapping_add(2048 << 52) >> 52) & 0xfff;
    let k = f64::from_bits(0x4330_0000_0000_0000 | k) - (4_503_599_627_370_496.0 + 2048.0);
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + SQRT_HALF);
    // ln m = 2 artanh(f / (2 + f)), with f = m − 1.
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w
        * (0.399_999_999_994_094_2 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73));
    let odd = z
        * (0.666_666_666_666_673_5
            + w * (0.285_714_287_436_623_9
                + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)));
    let half_square = 0.5 * f * f;
    let rest = s * (half_square + (even + odd)) + k * LN_2_LOW;
    k * LN_2_HIGH - ((half_square - rest) - f)
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn ulps(a: f64, b: f64) -> f64 {
        (a - b).abs() / (f64::from_bits(b.abs().to_bits() + 1) - b.abs())
    }

    /// The worst of `approximate` against `exact` in ulps, and where.
    fn worst(
        inputs: impl Iterator<Item = f64>,
        approximate: fn(f64) -> f64,
        exact: fn(f64) -> f64,
    ) -> (f64, f64) {
        let error = |x: f64| (ulps(approximate(x), exact(x)), x);
        inputs
            .map(error)
            .fold((0.0, 0.0), |worst, here| if here.0 > worst.0 { here } else { worst })
    }

    /// The same numbers in every run.
    fn random_bits() -> impl Iterator<Item = u64> {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        std::iter::repeat_with(move || random.random())
    }

    #[test]
    fn exp_is_within_two_ulps() {
        let unit = |bits: u64| (bits >> 11) as f64 / 9_007_199_254_740_992.0;
        let everywhere = random_bits().take(4_000_000).map(|bits| 1455.0 * unit(bits) - 745.2);
        let near = random_bits().take(1_000_000).map(|bits| 2.0 * unit(bits) - 1.0);
        let (error, x) = worst(everywhere.chain(near), exp, f64::exp);
        assert!(error <= 2.0, "{error} at {x:e}");
        for (x, expected) in [
            (0.0, 1.0),
            (-0.0, 1.0),
            (f64::MIN_POSITIVE, 1.0),
            (5e-324, 1.0),
            (-745.2, 0.0),
            (-746.0, 0.0),
            (f64::MIN, 0.0),
            (f64::NEG_INFINITY, 0.0),
            (709.79, f64::INFINITY),
            (f64::MAX, f64::INFINITY),
            (f64::INFINITY, f64::INFINITY),
        ] {
            assert_eq!(exp(x), expected, "{x:e}");
        }
        // The smallest numbers there are.
        for x in [-708.5, -720.25, -744.0, -745.1] {
            assert!(ulps(exp(x), x.exp()) <= 1.0, "{x}: {:e}", exp(x));
        }
    }

    #[test]
    fn ln_is_within_two_ulps() {
        let smallest = f64::MIN_POSITIVE.to_bits();
        let normal = move |bits: &u64| (smallest..f64::INFINITY.to_bits()).contains(bits);
        let everywhere = random_bits().map(|bits| bits >> 1).filter(normal).map(f64::from_bits);
        // What a sum of ratios is: 1 and a little more.
        let near = random_bits().map(|bits| 1.0 + (bits >> 12) as f64 / 4_503_599_627_370_496.0);
        let inputs = everywhere.take(4_000_000).chain(near.take(1_000_000));
        let (error, x) = worst(inputs, ln, f64::ln);
        assert!(error <= 2.0, "{error} at {x:e}");
        assert_eq!(ln(1.0), 0.0);
        for x in [f64::MIN_POSITIVE, 0.5, 1.0 + f64::EPSILON, 2.0, 64.0, f64::MAX] {
            assert!(ulps(ln(x), x.ln()) <= 1.0, "{x:e}");
        }
    }
}
