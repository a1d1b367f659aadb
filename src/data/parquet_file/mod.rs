//! Parquet files, with the feature `parquet`: columns of numbers, and condensed tables.
//!
//! `table.rs` opens a file and knows its columns, `values.rs` makes `f64` of one, and `pages.rs`
//! checks and decompresses. One row group is read at a time.

mod problem;

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod levels;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod summary;
#[cfg(feature = "parquet")]
mod table;
#[cfg(feature = "parquet")]
mod values;

use std::io::{Read, Seek};
use std::path::Path;

use super::disk::File;
pub use problem::ParquetProblem;

#[cfg(feature = "parquet")]
pub(super) use columns::{read, read_columns, stream};
#[cfg(feature = "parquet")]
pub(super) use summary::summarize;
#[cfg(feature = "parquet")]
pub(super) use table::Table;

/// What a Parquet file begins and ends with.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// The same of one whose columns are encrypted too.
const ENCRYPTED: &[u8] = b"PARE";

/// Returns whether a file is Parquet, by its name or by how it begins.
pub(super) fn is_one(path: &Path, file: &mut File) -> bool {
    let is_named_so = path.extension().is_some_and(|extension| {
        ["parquet", "pq", "parq"].iter().any(|end| extension.eq_ignore_ascii_case(end))
    });
    // Nothing may be taken out of a pipe.
    if is_named_so || !file.metadata().is_ok_and(|about| about.is_file()) {
        return is_named_so;
    }
    let mut first = [0; MAGIC.len()];
    let begins = file.read_exact(&mut first).is_ok() && [MAGIC, ENCRYPTED].contains(&&first[..]);
    file.rewind().is_ok() && begins
}
