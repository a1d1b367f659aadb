//! Round numbers for axes, bins and ticks.

/// `mantissa · 10^exponent`, the `f64` nearest to it (a power computed in binary would be an ulp
/// off).
pub(crate) fn decimal(mantissa: i64, exponent: i32) -> f64 {
    // A mantissa and an exponent are always a number to the parser, if need be 0 or infinity.
    format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN)
}

/// Returns the smallest step of 1, 2 or 5 times a power of ten that is `at_least` or more, as
/// mantissa and exponent. `at_least` is positive and finite.
pub(crate) fn step_above(at_least: f64) -> (i64, i32) {
    smallest(&[1, 2, 5, 10], 0, at_least)
}

/// Returns the smallest round number that is `at_least` or more, for the end of an axis that starts
/// at 0. Each of them has a half or a third that is short to write. `at_least` is positive and
/// finite.
pub(crate) fn limit_above(at_least: f64) -> f64 {
    let (mantissa, exponent) =
        smallest(&[10, 12, 15, 20, 24, 30, 40, 50, 60, 80, 100], 1, at_least);
    decimal(mantissa, exponent)
}

/// Returns round numbers, as mantissa and exponent, for a logarithmic axis between these powers of
/// ten, at least `spacing` of them apart.
pub(crate) fn along_decades((lo, hi): (f64, f64), spacing: f64) -> Vec<(i64, i32)> {
    /// In units of a tenth: more and more of them in each decade.
    const MANTISSAS: [&[i64]; 3] = [&[10, 15, 20, 30, 50, 70], &[10, 20, 50], &[10]];
    let log = |mantissa: i64| (mantissa as f64).log10();
    let is_apart = |mantissas: &&&[i64]| {
        let next = mantissas.iter().skip(1).copied().chain([100]);
        mantissas.iter().zip(next).all(|(m, next)| log(next) - log(*m) >= spacing)
    };
    let mantissas = MANTISSAS.iter().find(is_apart).copied().unwrap_or(&[10]);
    let every = spacing.ceil().clamp(1.0, 1e3) as i32;
    let decades = (lo.floor() as i32..=hi.floor() as i32).filter(|e| e.rem_euclid(every) == 0);
    let numbers = decades.flat_map(|e| mantissas.iter().map(move |m| (*m, e - 1)));
    let is_inside = |(m, e): &(i64, i32)| {
        let at = log(*m) + f64::from(*e);
        // An end that is a tick counts, whatever its last bit.
        (lo - 1e-9..=hi + 1e-9).contains(&at)
    };
    let shortest = |(m, e): (i64, i32)| if m % 10 == 0 { (m / 10, e + 1) } else { (m, e) };
    numbers.filter(is_inside).map(shortest).collect()
}

/// Returns the smallest of `mantissas · 10^(e − digits)` that is not below `at_least`; the last
/// mantissa is ten times the first, so that one of them always is.
fn smallest(mantissas: &[i64], digits: i32, at_least: f64) -> (i64, i32) {
    let exponent = at_least.log10().floor() as i32 - digits;
    let fits = |m: &&i64| decimal(**m, exponent) >= at_least;
    match mantissas.iter().find(fits) {
        Some(&mantissa) => (mantissa, exponent),
        // Only where the logarithm was rounded down across a power of ten.
        None => (mantissas[0], exponent + 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_next_round_number() {
        assert_eq!(limit_above(0.29), 0.3);
        assert_eq!(limit_above(0.3), 0.3);
        assert_eq!(limit_above(0.31), 0.4);
        assert_eq!(limit_above(1e-120), 1e-120);
        assert_eq!(limit_above(9.1e7), 1e8);
        assert_eq!(step_above(0.3), (5, -1));
        assert_eq!(step_above(7.0), (10, 0));
    }

    #[test]
    fn a_logarithmic_axis_has_as_many_numbers_as_fit() {
        let of = |ends, spacing| -> Vec<f64> {
            along_decades(ends, spacing).into_iter().map(|(m, e)| decimal(m, e)).collect()
        };
        assert_eq!(of((-1.0, 0.5), 0.1), [0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0]);
        assert_eq!(of((-1.0, 0.5), 0.2), [0.1, 0.2, 0.5, 1.0, 2.0]);
        assert_eq!(of((-1.5, 1.5), 0.9), [0.1, 1.0, 10.0]);
        assert_eq!(of((-4.5, 4.5), 1.5), [1e-4, 1e-2, 1.0, 1e2, 1e4]);
        assert_eq!(of((0.1, 0.15), 0.01), Vec::<f64>::new());
    }

    proptest! {
        #[test]
        fn it_is_above_and_near(mantissa in 1.0..10.0f64, exponent in -290..290i32) {
            let x = mantissa * 10f64.powi(exponent);
            let limit = limit_above(x);
            prop_assert!(limit >= x && limit < 1.4 * x, "{limit} for {x}");
            let (m, e) = step_above(x);
            let step = decimal(m, e);
            prop_assert!(step >= x && step < 2.6 * x, "{step} for {x}");
        }
    }
}
