//! How numbers of θ are written into fields: rounded, to be read; and the next one up or down.

use crate::mixture::Short;
use crate::text::exponent;

/// As many significant digits are enough to read a number.
const DIGITS: i32 = 6;

/// Returns a number as it is written into a field: with all its digits if these are few, otherwise
/// with six, or down to the digit of 10^`last` if that is further to the right.
pub(super) fn rounded(value: f64, last: Option<i32>) -> String {
    let all = Short(value).to_string();
    if !value.is_finite() || value == 0.0 {
        return all;
    }
    let magnitude = exponent(value);
    let last = last.unwrap_or(i32::MAX).min(magnitude + 1 - DIGITS);
    let shorter = if (-4..15).contains(&magnitude) {
        trimmed(&format!("{value:.*}", (-last).max(0) as usize)).to_owned()
    } else {
        let text = format!("{value:.*e}", (magnitude - last).max(0) as usize);
        match text.split_once('e') {
            Some((mantissa, exponent)) => format!("{}e{exponent}", trimmed(mantissa)),
            None => text,
        }
    };
    if shorter.len() < all.len() { shorter } else { all }
}

/// Without zeros at the end of the decimals.
fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// Returns the next multiple of 10^`step` above a number, or below it.
pub(super) fn neighbour(value: f64, step: i32, up: bool) -> f64 {
    // Read as a number, for `powi` has no power of ten below 10⁻³⁰⁸.
    let unit: f64 = format!("1e{step}").parse().unwrap_or(0.0);
    let steps = value / unit;
    // What is a multiple but for rounding is one.
    let (nearest, near) = (steps.round(), 1e-6);
    let next = match (up, (steps - nearest).abs() < near) {
        (true, true) => nearest + 1.0,
        (false, true) => nearest - 1.0,
        (true, false) => steps.ceil(),
        (false, false) => steps.floor(),
    };
    rounded_to(next * unit, step)
}

/// Returns the number with the digits down to that of 10^`last` nearest to `value`: 0.3, and not
/// 0.30000000000000004.
pub(super) fn rounded_to(value: f64, last: i32) -> f64 {
    let text = if last < 0 {
        format!("{value:.*}", (-last) as usize)
    } else {
        let magnitude = exponent(value).max(last);
        format!("{value:.*e}", (magnitude - last) as usize)
    };
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_written_to_be_read() {
        let all = [0.5, 6.0, -1.25, 0.363_037_4, 1.0 / 3.0, 1e-9, 1.365_12e-7, 123_456.789];
        let texts = ["0.5", "6", "-1.25", "0.363037", "0.333333", "1e-9", "1.36512e-7", "123457"];
        assert_eq!(all.map(|value| rounded(value, None)), texts);
        assert_eq!(rounded(1_000_000.123_456, Some(-3)), "1000000.123");
        assert_eq!(rounded(5.131_728_123_4, Some(-1)), "5.13173");
        assert_eq!(rounded(1_700_000_000.0, None), "1700000000");
    }

    #[test]
    fn a_number_is_rounded_to_a_digit() {
        assert_eq!(rounded_to(5.131_728, -1), 5.1);
        assert_eq!(rounded_to(1_234.5, 2), 1200.0);
        assert_eq!(rounded_to(0.1 + 0.2, -3), 0.3);
    }

    #[test]
    fn neighbours_are_round_numbers() {
        assert_eq!(neighbour(0.2, -1, true), 0.3);
        assert_eq!(neighbour(5.131_728, -1, true), 5.2);
        assert_eq!(neighbour(5.131_728, -1, false), 5.1);
        assert_eq!(neighbour(-0.5, -1, false), -0.6);
        assert_eq!(neighbour(0.0, -2, false), -0.01);
        assert_eq!(neighbour(1200.0, 2, false), 1100.0);
    }

    proptest! {
        #[test]
        fn what_is_written_is_the_number_to_six_digits(
            mantissa in -9.999..9.999_f64, power in -280..280_i32,
        ) {
            let value = mantissa * 10_f64.powi(power);
            let read: f64 = rounded(value, None).parse().unwrap();
            prop_assert!((read - value).abs() <= 1e-5 * value.abs(), "{read} for {value}");
        }

        #[test]
        fn a_neighbour_is_on_its_side(value in -1e6..1e6_f64, step in -6..4_i32, up: bool) {
            let next = neighbour(value, step, up);
            prop_assert!(if up { next > value } else { next < value }, "{next}");
            prop_assert!((next - value).abs() <= 1.01 * 10_f64.powi(step));
        }
    }
}
