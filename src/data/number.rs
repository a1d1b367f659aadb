//! What one cell says: a number, nothing, or something else.

use super::error::Problem;
use super::sanitise::brief;
use crate::mixture::MAX_MAGNITUDE;

/// A cell's meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// no observation
    Missing(Missing),
    /// a finite number
    Number(f64),
    /// anything else
    Other,
}

/// The ways of writing that there is no observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Empty,
    Na,
    Nan,
}

impl Cell {
    /// Reads a cell. White space around it does not count.
    pub(super) fn read(text: &str) -> Self {
        let text = text.trim();
        match finite(text) {
            Some(x) => Self::Number(x),
            None if text.is_empty() => Self::Missing(Missing::Empty),
            None if text.eq_ignore_ascii_case("na") => Self::Missing(Missing::Na),
            None if text.eq_ignore_ascii_case("nan") => Self::Missing(Missing::Nan),
            None => Self::Other,
        }
    }
}

/// The finite number that `text` is.
pub(super) fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

/// A number as an observation.
///
/// # Errors
/// For one that is beyond [`MAX_MAGNITUDE`]; `text` is what stood there.
pub(super) fn observation(x: f64, text: &str) -> Result<f64, Problem> {
    if x.abs() <= MAX_MAGNITUDE { Ok(x) } else { Err(Problem::TooLarge { text: brief(text) }) }
}

/// What writers of numbers often mean: what stands there, what would be read, and the advice.
const MENDS: [(&str, &str, &str); 3] = [
    (",", ".", "; write the decimal point as '.'"),
    ("\u{2212}", "-", "; write the minus sign as '-'"),
    (",", "", "; write it without commas"),
];

/// Why `text` is no number, with the way to mend it where that is plain.
pub(super) fn not_a_number(text: &str) -> Problem {
    let trimmed = text.trim();
    if trimmed.parse::<f64>().is_ok_and(f64::is_infinite) {
        return Problem::NotFinite { text: brief(text) };
    }
    let mended = |(from, to, _): &&(&str, &str, &str)| finite(&trimmed.replace(from, to)).is_some();
    let advice = match MENDS.iter().find(mended) {
        Some((_, _, advice)) => advice,
        None if trimmed.contains('\n') => "; is a quote left open?",
        None => "",
    };
    Problem::NotANumber { text: brief(text), advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_number_or_missing_or_neither() {
        for (text, x) in
            [("1", 1.0), (" -2.5 ", -2.5), ("+3", 3.0), (".5", 0.5), ("1.", 1.0), ("1E-3", 1e-3)]
        {
            assert_eq!(Cell::read(text), Cell::Number(x), "{text}");
        }
        for (text, missing) in [
            ("", Missing::Empty),
            (" \t", Missing::Empty),
            ("NA", Missing::Na),
            ("na ", Missing::Na),
            ("NaN", Missing::Nan),
            ("nan", Missing::Nan),
        ] {
            assert_eq!(Cell::read(text), Cell::Missing(missing), "{text}");
        }
        for text in ["abc", "-NaN", "inf", "-Infinity", "1e999", "1,5", "0x10", "1 2", "N/A"] {
            assert_eq!(Cell::read(text), Cell::Other, "{text}");
        }
    }

    #[test]
    fn a_bad_cell_is_told_with_what_was_meant() {
        for (text, says) in [
            ("abc", "'abc' is not a number"),
            ("1,5", "'1,5' is not a number; write the decimal point as '.'"),
            ("\u{2212}1", "'\u{2212}1' is not a number; write the minus sign as '-'"),
            ("1,234,567.8", "'1,234,567.8' is not a number; write it without commas"),
            ("5\n6\n7", "'5 6 7' is not a number; is a quote left open?"),
            ("\u{1b}[2Jx", "'[2Jx' is not a number"),
            ("-inf", "'-inf' is not a finite number"),
            ("1e999", "'1e999' is not a finite number"),
        ] {
            assert_eq!(not_a_number(text).to_string(), says);
        }
        assert_eq!(
            observation(-1e141, "-1e141").unwrap_err().to_string(),
            "'-1e141' is beyond ±1e140, where its square overflows; rescale the data"
        );
        assert_eq!(observation(1e140, "1e140").unwrap(), 1e140);
    }
}
