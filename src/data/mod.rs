//! From bytes to a [`Sample`]: CSV files, typed points, the built-in examples.

use std::path::PathBuf;

use crate::mixture::{Sample, Theta};

/// A sample with where it came from.
#[derive(Debug)]
pub struct Dataset {
    /// What a person calls the data: an example's name, a file's path as given, `standard input`, `typed`.
    pub source: String,
    /// The column's name; `x` where it has none of its own.
    pub column: String,
    /// The observations.
    pub sample: Sample,
    /// Cells of the column that hold no observation.
    pub left_out: LeftOut,
    /// The θ₀ that belongs to the data, as the homework's does.
    pub theta: Option<Theta>,
}

/// Cells that were left out, by what stood in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// nothing
    pub empty: usize,
    /// `NA`
    pub na: usize,
    /// `NaN`
    pub nan: usize,
}

/// Which data to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// where from
    pub source: Source,
    /// `--column` as given: a name, or a number that counts from 1; `None` for the first numeric column
    pub column: Option<String>,
}

/// Where data come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// a built-in example, by name
    Example(String),
    /// a CSV file
    File(PathBuf),
    /// CSV on standard input
    Stdin,
    /// numbers that somebody typed, separated by blanks, commas or semicolons
    Typed(String),
}

/// Why there are no data.
#[derive(Debug, thiserror::Error)]
#[error("not there yet")]
pub struct DataError {}

/// Reads data.
///
/// # Errors
/// [`DataError`] where there are none.
pub fn load(_request: &Request) -> Result<Dataset, DataError> {
    Err(DataError {})
}
