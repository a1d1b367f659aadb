//! What a person should know about how the data were read.

use std::fmt;

use super::error::and_more;

/// Something about the data, or about the choice of the column, that may not be what was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The bytes of a `.f64` file look like another format.
    Format(&'static str),
    /// A column that only numbers the rows was passed over.
    Numbering {
        /// the column that is read
        fitted: String,
        /// the other one
        passed_over: String,
    },
    /// A column before the one that is read would have been read but for a cell.
    Marker {
        /// the column that is read
        fitted: String,
        /// the other one
        passed_over: String,
        /// the line of the cell
        line: u64,
        /// the cell
        text: String,
        /// how many more columns there are of the kind
        more: usize,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => write!(
                f,
                "the bytes look like {format}, not like little-endian f64; check how the file was written"
            ),
            Self::Numbering { fitted, passed_over } => write!(
                f,
                "the column is {fitted}: column {passed_over} looks like row numbers; use -c {} to fit it",
                word(passed_over)
            ),
            Self::Marker { fitted, passed_over, line, text, more } => write!(
                f,
                "the column is {fitted}: column {passed_over}{} has '{text}' on line {line}; use -c {} to fit it",
                and_more(*more),
                word(passed_over)
            ),
        }
    }
}

/// A column's name as a word of a command line.
fn word(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.chars().all(is_plain) && !name.starts_with('-') {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_named_as_a_shell_takes_it() {
        let words = ["waiting", "2", "waiting (min)", "-x", "it's"].map(word);
        assert_eq!(words, ["waiting", "2", "'waiting (min)'", "'-x'", "'it'\\''s'"]);
    }
}
