//! 2ˣ and ln as plain arithmetic, which the compiler turns into whatever vectors the processor has.
//!
//! No step of them is a table or a branch, and each `mul_add` is rounded once whether the processor
//! has an instruction for it or not, so that they give the same bits on every processor.

#![expect(
    clippy::inline_always,
    reason = "a function is compiled for an instruction set only inside one that is"
)]

use std::f64::consts::LN_2;

/// ln 2 without its last 21 bits: n of it is exact for every exponent n of a number.
const LN_2_HIGH: f64 = f64::from_bits(LN_2.to_bits() & !0x1f_ffff);
/// What is left of ln 2, to 32 more digits (LN_2 itself is rounded).
const LN_2_LOW: f64 = (LN_2 - LN_2_HIGH) + 2.319_046_813_846_299_6e-17;

/// Returns 2ˣ · 2^`SCALE` of a number x for which that is a normal number, within two ulps.
#[inline(always)]
pub(super) fn scaled_exp2<const SCALE: i32>(x: f64) -> f64 {
    // Added to a number below 2⁵¹ it rounds that to a whole one, which then stands in the last
    // bits, and SCALE with it.
    let round = 6_755_399_441_055_744.0 + f64::from(SCALE);
    let rounded = x + round;
    let f = x - (rounded - round);
    // (2^f − 1) / f at |f| ≤ ½, interpolated at Chebyshev's nodes; the error is below a tenth of an
    // ulp of 2^f.
    let f2 = f * f;
    let f4 = f2 * f2;
    let a = f2.mul_add(0.055_504_108_664_821_6, LN_2);
    let b = f2.mul_add(1.525_273_382_983_612e-5, 0.001_333_355_814_641_693_6);
    let c = f2.mul_add(4.454_960_598_186_518_6e-10, 1.017_806_244_584_577_4e-7);
    let even = f4.mul_add(f4.mul_add(c, b), a);
    let a = f2.mul_add(0.009_618_129_107_606_888, 0.240_226_506_959_100_97);
    let b = f2.mul_add(1.321_544_258_792_169e-6, 0.000_154_035_304_417_360_5);
    let odd = f4.mul_add(f4.mul_add(7.072_585_949_269_223e-9, b), a);
    let mantissa = f.mul_add(f.mul_add(odd, even), 1.0);
    // The last twelve bits of `round` are 0 but for SCALE: its exponent is added where exponents
    // are.
    f64::from_bits(mantissa.to_bits().wrapping_add(rounded.to_bits() << 52))
}

/// Returns ln x and 1/x of a normal number from 2⁻⁵⁰⁰ to 2⁵⁰⁰, each within two ulps (the reduction
/// of ln is that of FreeBSD's `e_log.c`). Two quotients for one division.
#[inline(always)]
pub(super) fn ln_and_reciprocal(x: f64) -> (f64, f64) {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    // x = 2ᵏ m with m from √½ to √2.
    let bits = x.to_bits().wrapping_sub(SQRT_HALF);
    // 2048 above the exponent is not negative, and below 2⁵² a whole number is its own last bits.
    let k = (bits.wrapping_add(2048 << 52) >> 52) & 0xfff;
    let k = f64::from_bits(0x4330_0000_0000_0000 | k) - (4_503_599_627_370_496.0 + 2048.0);
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + SQRT_HALF);
    // ln m = 2 artanh(f / (2 + f)), with f = m − 1.
    let f = m - 1.0;
    let both = 1.0 / ((m + 1.0) * x);
    let s = f * (both * x);
    let z = s * s;
    let w = z * z;
    let even = w.mul_add(0.153_138_376_992_093_73, 0.222_221_984_321_497_84);
    let even = w * w.mul_add(even, 0.399_999_999_994_094_2);
    let odd = w.mul_add(0.147_981_986_051_165_86, 0.181_835_721_616_180_5);
    let odd = w.mul_add(odd, 0.285_714_287_436_623_9);
    let odd = z.mul_add(w.mul_add(odd, 0.666_666_666_666_673_5), even);
    let half_square = 0.5 * f * f;
    let rest = s.mul_add(half_square + odd, k * LN_2_LOW);
    (k.mul_add(LN_2_HIGH, f - (half_square - rest)), (m + 1.0) * both)
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn ulps(a: f64, b: f64) -> f64 {
        (a - b).abs() / (f64::from_bits(b.abs().to_bits() + 1) - b.abs())
    }

    /// Returns the worst of `approximate` against `exact` in ulps, and where.
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

    /// Returns the same numbers in every run.
    fn random_bits() -> impl Iterator<Item = u64> {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        std::iter::repeat_with(move || random.random())
    }

    fn unit(bits: u64) -> f64 {
        (bits >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Returns the kernel's scale: the results are all normal, and their last digits those of
    /// numbers far below.
    fn exp2(x: f64) -> f64 {
        scaled_exp2::<530>(x)
    }

    fn exact_exp2(x: f64) -> f64 {
        // Exact either way: 2⁵³⁰ times a normal number, or the sum of two numbers of opposite sign.
        if x > -1000.0 { x.exp2() * 530_f64.exp2() } else { (x + 530.0).exp2() }
    }

    #[test]
    fn exp2_is_within_two_ulps() {
        let everywhere = random_bits().take(8_000_000).map(|bits| 2040.0 * unit(bits) - 1552.0);
        let near = random_bits().take(2_000_000).map(|bits| 2.0 * unit(bits) - 1.0);
        let (error, x) = worst(everywhere.chain(near), exp2, exact_exp2);
        assert!(error <= 2.0, "{error} at {x:e}");
    }

    #[test]
    fn exp2_is_exact_where_it_can_be() {
        for x in [0.0, f64::MIN_POSITIVE, 5e-324, 1e-300, f64::EPSILON / 8.0] {
            assert_eq!((exp2(x), exp2(-x)), (530_f64.exp2(), 530_f64.exp2()), "{x:e}");
        }
        for n in -1552..=493 {
            let x = f64::from(n);
            assert_eq!(exp2(x), (x + 530.0).exp2(), "{n}");
        }
        // From here on 2^f rounds to the next whole exponent.
        for n in -1551..493 {
            for x in [f64::from(n) - 0.5, f64::from(n) + 0.5] {
                let either_side = [x - x.abs() * f64::EPSILON, x, x + x.abs() * f64::EPSILON];
                let (error, x) = worst(either_side.into_iter(), exp2, exact_exp2);
                assert!(error <= 2.0, "{error} at {x:e}");
            }
        }
    }

    fn ln(x: f64) -> f64 {
        ln_and_reciprocal(x).0
    }

    fn reciprocal(x: f64) -> f64 {
        ln_and_reciprocal(x).1
    }

    #[test]
    fn ln_and_reciprocal_are_within_two_ulps() {
        // Exponents from −500 to 499, every bit of the mantissa.
        let wide = |bits: u64| {
            f64::from_bits(((bits >> 52) % 1000 + 523) << 52 | bits & 0xf_ffff_ffff_ffff)
        };
        let everywhere = || random_bits().take(5_000_000).map(wide);
        // What a sum of ratios is: 1 and a little more, or up to 64.
        let near = || random_bits().map(|bits| 1.0 + unit(bits)).take(3_000_000);
        let sums = || random_bits().map(|bits| 1.0 + 63.0 * unit(bits)).take(2_000_000);
        let (error, x) = worst(everywhere().chain(near()).chain(sums()), ln, f64::ln);
        assert!(error <= 2.0, "ln: {error} at {x:e}");
        let (error, x) = worst(everywhere().chain(near()).chain(sums()), reciprocal, f64::recip);
        assert!(error <= 2.0, "1/x: {error} at {x:e}");
    }

    #[test]
    fn ln_and_reciprocal_are_exact_where_they_can_be() {
        assert_eq!(ln_and_reciprocal(1.0), (0.0, 1.0));
        for n in -500..=500 {
            let x = f64::from(n).exp2();
            assert_eq!(reciprocal(x), 1.0 / x, "2^{n}");
            assert!(ulps(ln(x), x.ln()) <= 1.0, "2^{n}");
        }
        for x in [1.0 - f64::EPSILON / 2.0, 1.0 + f64::EPSILON, 0.5_f64.sqrt(), 2_f64.sqrt()] {
            assert!(ulps(ln(x), x.ln()) <= 1.0, "{x:e}");
        }
    }
}
