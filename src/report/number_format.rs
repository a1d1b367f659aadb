//! How many digits a column of numbers is worth.

use crate::text::{exponent, without_sign_of_zero};

/// How the numbers of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// This many places after the point.
    Fixed(usize),
    /// With an exponent, and this many places after the point.
    Scientific(usize),
}

/// What lies this far below the largest number is the reader's resolution: seven digits of
/// something near 1.
const PLACES: i32 = 6;
/// Behind the first digit an `f64` has no more than these.
const DIGITS: i32 = 16;
/// From this power of ten on numbers have an exponent.
const LARGE: i32 = 15;

/// Returns a number with this many places after the point, or as many as it has.
pub(super) fn with_places(value: f64, places: i32) -> String {
    let magnitude = exponent(value);
    let format = if magnitude < LARGE {
        NumberFormat::Fixed(places.min(DIGITS - magnitude) as usize)
    } else {
        NumberFormat::Scientific(DIGITS as usize)
    };
    format.write(value)
}

impl NumberFormat {
    /// Six places below 10^`power`, which is where the differences that matter are, for numbers up
    /// to `largest`.
    pub(super) fn below(power: i32, largest: f64) -> Self {
        let places = PLACES - power;
        if (-PLACES..=9).contains(&places) && exponent(largest) < LARGE {
            Self::Fixed(places.clamp(0, DIGITS - exponent(largest)) as usize)
        } else {
            let above = (exponent(largest) - power).max(0);
            Self::Scientific((PLACES + above).min(DIGITS) as usize)
        }
    }

    /// Returns as many digits as these, and more where `value` needs them down to 10^`last`.
    pub(super) fn down_to(self, last: i32, value: f64) -> Self {
        let last = last.max(exponent(value) - DIGITS);
        match self {
            Self::Fixed(places) => Self::Fixed(places.max((-last).max(0) as usize)),
            Self::Scientific(places) => {
                Self::Scientific(places.max((exponent(value) - last).max(0) as usize))
            }
        }
    }

    pub(super) fn write(self, value: f64) -> String {
        // What rounds to 0 has no sign.
        without_sign_of_zero(match self {
            Self::Fixed(places) => format!("{value:.places$}"),
            Self::Scientific(places) => format!("{value:.places$e}"),
        })
    }

    /// Returns as `write`, but a number that would keep fewer than four digits gets an exponent:
    /// for what shrinks by orders of magnitude, and matters still.
    pub(super) fn write_ratio(self, value: f64) -> String {
        match self {
            Self::Fixed(places) if value != 0.0 && exponent(value) < 3 - places as i32 => {
                format!("{value:.3e}")
            }
            digits => digits.write(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_follow_the_scale_of_the_differences() {
        let write = |scale: f64, x: f64| NumberFormat::below(exponent(scale), x).write(x);
        assert_eq!(write(1.75, 5.131_728_123), "5.131728");
        assert_eq!(write(13.2, 80.091_071_234), "80.09107");
        assert_eq!(write(2e5, 54_321.678), "54321.7");
        assert_eq!(write(1e9, 54_321.678), "54322");
        assert_eq!(write(1.0, 1e9 + 0.123_456_7), "1000000000.123457");
        assert_eq!(write(1e120, -2.5e120), "-2.500000e120");
        // No more digits than a number has.
        assert_eq!(write(1.0, -267_877_506_267_645.7), "-267877506267645.69");
        assert_eq!(with_places(-267_877_506_267_645.7, 4), "-267877506267645.69");
        assert_eq!(with_places(1.0 / 3.0, 4), "0.3333");
        assert_eq!(with_places(5.8e17, 4), "5.8000000000000000e17");
        assert_eq!(write(1e-9, 1.234_567_89e-9), "1.234568e-9");
        assert_eq!(write(1e6, -0.004), "0");
        assert_eq!(
            (write(1.0, -0.0), write(1e120, -0.0)),
            ("0.000000".into(), "0.000000e0".into())
        );
    }

    #[test]
    fn what_shrinks_keeps_four_digits() {
        let digits = NumberFormat::below(0, 1.0);
        assert_eq!(digits.write_ratio(0.5), "0.500000");
        assert_eq!(digits.write_ratio(0.001_234_6), "0.001235");
        assert_eq!(digits.write_ratio(0.000_123_45), "1.234e-4");
        assert_eq!(digits.write_ratio(-2.5e-14), "-2.500e-14");
        assert_eq!(digits.write_ratio(0.0), "0.000000");
    }
}
