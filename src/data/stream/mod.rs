//! Data that are taken in as they come, and never lie in memory together.

mod mark;
mod read_ahead;

use std::path::PathBuf;

pub(super) use mark::{BEGINNING, Beginning, Place, Recent};
pub use mark::{Mark, Unused, hash};
pub use read_ahead::Interrupt;
pub(super) use read_ahead::ReadAhead;

use super::condensed_table;
use super::csv::{self, Beside, CsvSizes, Wants};
use super::dialect::DialectOptions;
use super::error::DataError;
use super::f64_file;
use super::fault::{Fault, Problem};
use super::left_out::LeftOut;
use super::note::DataNote;
#[cfg(feature = "parquet")]
use super::parquet_file;
use super::source::{Encoding, OpenSource, Watch};

/// Some observations on their way.
#[derive(Clone, Copy, Debug)]
pub struct Observations<'a> {
    /// The observations.
    pub values: &'a [f64],
    /// How often each counts, unless all count once.
    pub weights: Option<&'a [f64]>,
    /// The group that they belong to, if they are grouped.
    pub group: Option<&'a str>,
}

impl<'a> Observations<'a> {
    /// Returns observations that all count once.
    pub(super) fn of(values: &'a [f64]) -> Self {
        Self { values, weights: None, group: None }
    }
}

/// What takes observations in as they come.
pub trait Sink {
    /// Takes some in.
    ///
    /// # Errors
    /// Returns what is wrong with them; no more are handed out.
    fn take(&mut self, observations: Observations<'_>) -> Result<(), Problem>;

    /// Is told that what was taken in is all that is before this mark: a later stream can go on
    /// from there.
    fn mark(&mut self, _mark: &Mark) {}
}

/// Which data to take in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRequest {
    /// The file; standard input if there is none.
    pub file: Option<PathBuf>,
    /// Whether standard input is numbers of eight bytes, little-endian, instead of text.
    pub is_f64: bool,
    /// The column, by name or number; the first numeric one if it was not said.
    pub column: Option<String>,
    /// The column with the weight of each observation, if they have one.
    pub weights: Option<String>,
    /// The column with the group of each observation, if they are grouped.
    pub group: Option<String>,
    /// What was said about how a table is written.
    pub dialect: DialectOptions,
}

/// What was found of data that were taken in.
#[derive(Clone, Debug)]
pub struct Streamed {
    /// What a person calls the data.
    pub source: String,
    /// The column's name.
    pub column: String,
    /// Values that are no observations.
    pub left_out: LeftOut,
    /// Observations that were left out for what is beside them.
    pub unused: Unused,
    /// What may not be as it was meant.
    pub notes: Vec<DataNote>,
}

impl StreamRequest {
    /// Returns whether the data can be read a second time: they are a plain file. What cannot be
    /// read at all is none of those that cannot.
    pub fn is_repeatable(&self) -> bool {
        let is_plain = |path: &PathBuf| {
            let found = super::source::at_home(path);
            found.is_ok_and(|path| !path.exists() || path.is_file() || path.is_dir())
        };
        self.file.as_ref().is_some_and(is_plain)
    }

    /// Hands all observations to `sink`, in their order, or those behind a mark; `interrupt` ends
    /// that early.
    ///
    /// # Errors
    /// Returns an error if the data cannot be read, as [`load`](super::load) does, or if the sink
    /// does; or if they were interrupted.
    pub fn stream(
        &self,
        sink: &mut dyn Sink,
        from: Option<&Mark>,
        interrupt: &Interrupt,
        watch: &mut Watch<'_>,
    ) -> Result<Streamed, DataError> {
        let mut watch = |progress| watch(progress);
        let file = self.file.as_deref();
        let mut input = OpenSource::streamed(file, self.is_f64, from, interrupt, &mut watch)?;
        condensed_table::refuse(&mut input)?;
        let has_marks = matches!(input.encoding, Encoding::Csv | Encoding::F64);
        // Where there are marks, a stream ends at one of them alone.
        let interrupt = (!has_marks).then_some(interrupt);
        let mut counted = Counted { sink, interrupt, is_empty: from.is_none() };
        let (weights, group) = (self.weights.as_deref(), self.group.as_deref());
        let others: Vec<&str> = weights.into_iter().chain(group).collect();
        let column = self.column.as_deref();
        let wants = Wants { column, others: &others, dialect: &self.dialect };
        let mut unused = Unused::default();
        let found = match input.encoding {
            Encoding::Csv if !others.is_empty() => {
                let beside = Beside::of(weights, group);
                csv::stream_beside(&mut input, wants, beside, (&mut counted, from)).map(
                    |(column, without)| {
                        unused = without;
                        column
                    },
                )
            }
            Encoding::F64 if !others.is_empty() => Err(Problem::NoColumns.anywhere()),
            Encoding::Csv => {
                csv::stream(&mut input, wants, CsvSizes::default(), (&mut counted, from))
            }
            Encoding::F64 if self.dialect != DialectOptions::default() => {
                Err(Problem::NoText(self.dialect.first_option()).anywhere())
            }
            Encoding::F64 => f64_file::stream(&mut input, wants.column, &mut counted, from),
            #[cfg(feature = "parquet")]
            Encoding::Parquet if !others.is_empty() => Err(Problem::BesideInCsv.anywhere()),
            #[cfg(feature = "parquet")]
            Encoding::Parquet if from.is_some() => {
                Err(Problem::from(parquet_file::ParquetProblem::NoCheckpoint).anywhere())
            }
            #[cfg(feature = "parquet")]
            Encoding::Parquet => {
                parquet_file::stream(&mut input, wants.column, wants.dialect, &mut counted)
            }
        };
        let is_empty = counted.is_empty;
        let found = input.check(found).and_then(|column| {
            if is_empty {
                let have_no_weight = column.left_out.total() == 0 && unused.zero_weights > 0;
                let problem = if have_no_weight {
                    Problem::AllWeightsZero
                } else {
                    Problem::NoNumbers(column.left_out)
                };
                return Err(Fault { column: column.label, ..problem.anywhere() });
            }
            Ok(column)
        });
        let column = found.map_err(|fault| fault.of(&input.name))?;
        let (left_out, notes) = (column.left_out, column.notes);
        Ok(Streamed { source: input.name, column: column.name, left_out, unused, notes })
    }
}

/// Notes whether anything is taken in.
struct Counted<'a> {
    sink: &'a mut dyn Sink,
    interrupt: Option<&'a Interrupt>,
    is_empty: bool,
}

impl Sink for Counted<'_> {
    fn take(&mut self, observations: Observations<'_>) -> Result<(), Problem> {
        if self.interrupt.is_some_and(Interrupt::is_stopped) {
            return Err(Problem::Cancelled);
        }
        self.is_empty &= observations.values.is_empty();
        self.sink.take(observations)
    }

    fn mark(&mut self, mark: &Mark) {
        self.sink.mark(mark);
    }
}
