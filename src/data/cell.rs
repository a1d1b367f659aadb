//! What one cell says: a number, nothing, or something else.

use super::fault::Problem;
use super::left_out::Missing;
use super::notation::{Notation, known_missing};
use crate::mixture::MAX_MAGNITUDE;
use crate::text::sanitise::visible;

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

impl Cell {
    /// Reads a cell. White space around it does not count, but for line ends: a number is on one
    /// line, and a quoted cell that is not may be a quote left open.
    pub(super) fn read(text: &str, notation: &Notation) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() && c != '\n');
        if let Some(word) = notation.named_missing(text) {
            return Self::Missing(Missing::Word(word));
        }
        match notation.number(text) {
            Some(x) => Self::Number(x),
            None if text.is_empty() => Self::Missing(Missing::Empty),
            None if text.eq_ignore_ascii_case("na") => Self::Missing(Missing::Na),
            None if text.eq_ignore_ascii_case("nan") => Self::Missing(Missing::Nan),
            None => {
                known_missing(text).map_or(Self::Other, |word| Self::Missing(Missing::Word(word)))
            }
        }
    }
}

/// Returns a number as an observation.
///
/// # Errors
/// Returns an error if it is beyond [`MAX_MAGNITUDE`]; `text` is how it is written.
pub(super) fn observation(x: f64, text: &str) -> Result<f64, Problem> {
    if x.abs() <= MAX_MAGNITUDE { Ok(x) } else { Err(Problem::TooLarge { text: visible(text) }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_number_or_missing_or_neither() {
        for (text, x) in
            [("1", 1.0), (" -2.5 ", -2.5), ("+3", 3.0), (".5", 0.5), ("1.", 1.0), ("1E-3", 1e-3)]
        {
            assert_eq!(Cell::read(text, &Notation::default()), Cell::Number(x), "{text}");
        }
        for (text, missing) in [
            ("", Missing::Empty),
            (" \t", Missing::Empty),
            ("NA", Missing::Na),
            ("na ", Missing::Na),
            ("NaN", Missing::Nan),
            ("nan", Missing::Nan),
        ] {
            assert_eq!(Cell::read(text, &Notation::default()), Cell::Missing(missing), "{text}");
        }
        for text in ["N/A", "-NaN", "NULL", "?", "-", ".", "none"] {
            let cell = Cell::read(text, &Notation::default());
            assert!(matches!(cell, Cell::Missing(Missing::Word(_))), "{text}");
        }
        for text in ["abc", "inf", "-Infinity", "1e999", "1,5", "0x10", "1 2", "5\n", "\n"] {
            assert_eq!(Cell::read(text, &Notation::default()), Cell::Other, "{text}");
        }
    }

    #[test]
    fn a_number_beyond_the_largest_is_told() {
        assert_eq!(
            observation(-1e141, "-1e141").unwrap_err().to_string(),
            "'-1e141' is beyond ±1e140, where its square overflows; rescale the data"
        );
        assert_eq!(observation(1e140, "1e140"), Ok(1e140));
    }
}
