//! A number in a message.

use std::fmt;

/// Writes a number with all of its digits, and with an exponent if it would be long without one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Short(pub f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(x) = self;
        if *x == 0.0 || !x.is_finite() || (1e-5..1e16).contains(&x.abs()) {
            write!(f, "{x}")
        } else {
            write!(f, "{x:e}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_short_and_complete() {
        let said = [1e-320, 1e-160, -2e300, 0.1, 5.0, 0.0, f64::INFINITY, 1e15, 1.5e-5]
            .map(|x| Short(x).to_string());
        assert_eq!(
            said,
            ["1e-320", "1e-160", "-2e300", "0.1", "5", "0", "inf", "1000000000000000", "0.000015"]
        );
    }
}
