//! What can be wrong with a Parquet file.

/// What can be wrong with a Parquet file. Texts from outside are cleaned and short.
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParquetProblem {
    /// The program cannot read any.
    #[error(
        "a Parquet file, which this emstep was built without; build it with --features parquet, or \
         save the data as CSV"
    )]
    NotBuilt,
    /// It comes through a pipe.
    #[error("a Parquet file, which is read from its end; name the file instead of using a pipe")]
    Pipe,
    /// The bytes at its end are missing.
    #[error("not a Parquet file, or its end is missing; copy or download it again")]
    NoEnd,
    /// What is written in it cannot be.
    #[error("a damaged Parquet file ({0}); copy or download it again")]
    Damaged(String),
    /// It cannot be read without a key.
    #[error("an encrypted Parquet file; write it without encryption")]
    Encrypted,
    /// A compression that is not known here.
    #[error("compressed with {0}, which is not read here; write it with Snappy, ZSTD, LZ4 or gzip")]
    Codec(String),
    /// A column of something else than numbers.
    #[error("{0}, not numbers; convert the column to DOUBLE when writing it")]
    NotNumbers(&'static str),
    /// A column with several values in a row.
    #[error("lists, not numbers; write one number per row")]
    Lists,
    /// There is no column of numbers.
    #[error("no column of numbers; there {}", there_are(.0))]
    NoNumericColumn(Vec<String>),
    /// A part of a file was to be passed over, as a checkpoint says.
    #[error(
        "a Parquet file is condensed at once; delete the checkpoint and leave --checkpoint out"
    )]
    NoCheckpoint,
    /// It was said how a text is written.
    #[error("a Parquet file says itself how it is written; leave {0} out")]
    NoText(&'static str),
}

/// Lists columns with what they are.
fn there_are(columns: &[String]) -> String {
    match columns {
        [] => "are no columns at all".to_owned(),
        [column] => format!("is {column}"),
        _ => format!("are {}", crate::text::list(columns)),
    }
}
