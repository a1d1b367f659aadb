//! What a person should know about how the data were read.

use std::fmt;

use super::f64_file::ForeignFormat;
use crate::text::{and_more, list};

/// Something about the data, or about the choice of the column, that may not be what was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataNote {
    /// A `.f64` file looks like another format.
    Format(ForeignFormat),
    /// Columns that only number the rows were passed over.
    Numbering {
        /// the column that is read
        fitted: String,
        /// the others, at least one
        passed_over: Vec<String>,
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

impl fmt::Display for DataNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => format.fmt(f),
            Self::Numbering { fitted, passed_over } => match &passed_over[..] {
                [one] => write!(
                    f,
                    "the column is {fitted}: column {one} numbers the rows; use -c {} to fit it",
                    word(one)
                ),
                several => write!(
                    f,
                    "the column is {fitted}: columns {} number the rows; use -c to fit one of them",
                    list(several)
                ),
            },
            Self::Marker { fitted, passed_over, line, text, more } => write!(
                f,
                "the column is {fitted}: column {passed_over}{} has '{text}' on line {line}; use -c {} to fit it",
                and_more(*more),
                word(passed_over)
            ),
        }
    }
}

/// Returns a column's name as a word of a command line.
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
