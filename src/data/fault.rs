//! What can be wrong with data, and where.

mod wording;

use std::{fmt, io};

use super::condensed_table::TableProblem;
use super::dialect::Compression;
use super::f64_file::ForeignFormat;
use super::left_out::LeftOut;
use super::note::word;
use super::parquet_file::ParquetProblem;
use crate::mixture::condensed::OutOfReach;
use crate::mixture::{GroupedError, SampleError, Short};
use crate::text::sanitise::brief;
use crate::text::{counted, list, of_column, system_error};
use wording::{
    are_lines, but_there_is, columns_there_are, gigabytes, no_such_file, why_not_numeric,
};

/// Something wrong, and where.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub struct Fault {
    /// The line or item that has it, if one has.
    pub location: Option<Location>,
    /// The column that has it: its name, or its number where it has none.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

/// A line or an item of the data; lines and items count from 1, as a person counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// a line of a file
    Line(u64),
    /// a row of a file without lines
    Row(u64),
    /// one of the numbers that were typed
    Item(usize),
    /// a character of a text that was typed
    Column(usize),
    /// one of the numbers of a binary file, from 0 as everywhere where observations have an index
    Index(usize),
}

/// What can be wrong. Texts from outside are cleaned and short.
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// There is no such file.
    #[error("{}", no_such_file(.example.as_ref()))]
    NotFound {
        /// the built-in data set that may be meant
        example: Option<Similar>,
    },
    /// A path with the home folder's sign, which only a shell reads.
    #[error("no such file, and there is no home folder for ~; write the whole path")]
    NoHome,
    /// Another path leads to the same file.
    #[error("named twice, so that its observations would count twice; name each file once")]
    Twice,
    /// Several files are all pipes, of which none can be looked at before it is read.
    #[error("a pipe, as all of these are; name at least one file, or save this one as a file")]
    OnlyPipes,
    /// The path is a folder's.
    #[error("a folder, not a file; name a CSV file in it")]
    Folder,
    /// The file may not be read.
    #[error("permission denied; ask for the right to read it, or copy it")]
    Permission,
    /// The operating system's reason.
    #[error("cannot be read: {0}")]
    Read(String),
    /// The load was broken off.
    #[error("cancelled; nothing was loaded")]
    Cancelled,
    /// The file is another than at the beginning.
    #[error("changed while it was read; load it again when it is complete")]
    Changed,
    /// There is less memory than the observations need; both in bytes.
    #[error("needs {} of memory{}; take a part of the data", gigabytes(*.needed), but_there_is(*.available))]
    Memory {
        /// what the observations need
        needed: u64,
        /// what there is, where the system says so
        available: Option<u64>,
    },
    /// A binary file whose length is no whole number of numbers.
    #[error(
        "{} are {} of 8 bytes and {over} over; it is cut off, or not a .f64 file",
        counted(*.bytes as usize, "byte"), counted((.bytes / 8) as usize, "number")
    )]
    Cut {
        /// the length
        bytes: u64,
        /// what is left over
        over: u64,
    },
    /// What is wrong with a number of a binary file whose bytes look like another format.
    #[error("{problem}; {format}")]
    OtherFormat {
        /// what is wrong with them as f64
        problem: Box<Problem>,
        /// what they look like
        format: ForeignFormat,
    },
    /// A binary file that is another program's.
    #[error("{0}")]
    Format(ForeignFormat),
    /// A column of a binary file was asked for.
    #[error("a .f64 file is one column without a name; leave the column out")]
    NoColumns,
    /// It was said how a binary file is written.
    #[error("a .f64 file is numbers of eight bytes, not text; leave {0} out")]
    NoText(&'static str),
    /// Further columns of numbers that were typed were asked for.
    #[error("typed numbers are one column; name a CSV file that has the others too")]
    OneTypedColumn,
    /// Further columns of a list of numbers were asked for.
    #[error("a list of numbers, not a table; each row must have as many cells as the others")]
    NoOtherColumns,
    /// Further columns of several files were asked for.
    #[error("several files give one column each; columns that belong together come from one file")]
    SeveralTables,
    /// A binary file of no length.
    #[error("empty; it needs numbers of 8 bytes each")]
    NoBytes,
    /// There is no example of this name.
    #[error("no such example; there are {}", list(.0))]
    UnknownExample(Vec<String>),
    /// A compressed file that cannot be decompressed.
    #[error(
        "its {compression} data {}; copy or download the file again",
        if *.is_cut { "end too early: it is cut off" } else { "are damaged" }
    )]
    Damaged {
        /// how it is compressed
        compression: Compression,
        /// whether its end is missing
        is_cut: bool,
    },
    /// Bytes that are no text.
    #[error("not UTF-8 text; save the file as CSV in UTF-8")]
    NotUtf8,
    /// A text does not hold this byte.
    #[error("a NUL byte, as in UTF-16 or a binary file; save it as CSV in UTF-8")]
    Nul,
    /// A quoted cell that never ends.
    #[error("a quote opens here and is never closed; close it or delete it")]
    OpenQuote,
    /// A quoted cell that goes on behind its closing quote.
    #[error(
        "text follows the closing quote of the cell that opens here; write a quote inside as \"\""
    )]
    TextAfterQuote,
    /// A quoted cell over lines that are rows by themselves.
    #[error("a quote opens here, and lines that look like rows are inside; is it left open?")]
    QuotedRows,
    /// A short row with a quoted cell that may have taken others in.
    #[error(
        "{cells} of {columns} cells, and a quoted one holds a delimiter; is a quote misplaced?"
    )]
    QuotedCells {
        /// how many cells the row has
        cells: usize,
        /// how many the first row has
        columns: usize,
    },
    /// A first row that is names or numbers, depending on a quote.
    #[error("a quote makes it unclear whether this row is a header; delete the quote")]
    QuoteInHeader,
    /// A first line of another kind than the table's.
    #[error("line {line} looks like a {what} above the table; delete it, or use --skip {line}")]
    AboveTable {
        /// the line
        line: u64,
        /// what it looks like
        what: &'static str,
    },
    /// More lines were to be skipped than there are.
    #[error("--skip {skip} leaves nothing: there {}", are_lines(*.lines))]
    AllSkipped {
        /// how many
        skip: u64,
        /// how many there are
        lines: u64,
    },
    /// There is nothing at all.
    #[error("empty; it needs a column of numbers")]
    Empty,
    /// No column begins with a number.
    #[error("no numeric column ({})", why_not_numeric(.0.as_deref()))]
    NoNumericColumn(Option<Box<Fault>>),
    /// No cell is a number, of rows that have no names above them.
    #[error("no numeric column (no column has numbers throughout)")]
    NoNumber,
    /// The only column of numbers is wanted for something else.
    #[error("no column to fit: {column} is the only one of numbers, and has another role")]
    OnlyOtherColumn {
        /// its name
        column: String,
    },
    /// A single row of numbers and something else.
    #[error("a single row of numbers with '{text}' among them; write only numbers, or use -c")]
    BrokenRow {
        /// what is no number
        text: String,
    },
    /// A cell of row one that is not a number, above numbers.
    #[error("{0}; if it is a name, use --header")]
    NumberOrName(Box<Problem>),
    /// No column is called so.
    #[error("no column '{request}'; {}", columns_there_are(.names, *.count))]
    UnknownColumn {
        /// what was asked for
        request: String,
        /// the names of the columns; none where there is no header
        names: Vec<String>,
        /// how many columns there are
        count: usize,
    },
    /// Weights or groups beside a column that is not in a table of text.
    #[error("weights and groups are read from CSV alone; write the columns as CSV")]
    BesideInCsv,
    /// Nothing in the first rows says which column is meant.
    #[error(
        "its first rows have no number in the column that may be meant; name it: --column NAME"
    )]
    Undecided,
    /// Several columns are called so.
    #[error("columns {} are all called '{request}'; ask for one by its number", list(.numbers))]
    AmbiguousColumn {
        /// what was asked for
        request: String,
        /// the numbers of such columns, from 1
        numbers: Vec<String>,
    },
    /// A row that ends before the column.
    #[error("the row ends after {cells} of {columns} cells; complete it")]
    RowTooShort {
        /// how many cells it has
        cells: usize,
        /// how many the first row has
        columns: usize,
    },
    /// A row with more cells than there are columns: it is not known which cell is which.
    #[error("{cells} cells, but the first row has {columns}; give every row as many")]
    RowTooLong {
        /// how many cells it has
        cells: usize,
        /// how many the first row has
        columns: usize,
    },
    /// A cell or item that is no number.
    #[error("'{text}' is not a number{advice}")]
    NotANumber {
        /// what is there
        text: String,
        /// how to mend it, or nothing
        advice: String,
    },
    /// A text that may be one number or a list of them.
    #[error("'{text}' may be one number or {meanings}")]
    OneOrSeveral {
        /// what is there
        text: String,
        /// how many numbers it may be else, and how each meaning is written
        meanings: String,
    },
    /// An infinite number.
    #[error("'{text}' is not a finite number")]
    NotFinite {
        /// what is there
        text: String,
    },
    /// A number whose square overflows.
    #[error("'{text}' is beyond ±1e140, where its square overflows; rescale the data")]
    TooLarge {
        /// what is there
        text: String,
    },
    /// The same in a file that may hold something else.
    #[error(
        "'{text}' is beyond ±1e140, where its square overflows; \
         rescale the data, unless the file is not little-endian f64"
    )]
    TooLargeF64 {
        /// what is there
        text: String,
    },
    /// A fraction over 0.
    #[error("'{text}' divides by zero")]
    DividesByZero {
        /// what is there
        text: String,
    },
    /// Every cell of the column was left out.
    #[error("no numbers; left out: {0}")]
    NoNumbers(LeftOut),
    /// Nothing was typed.
    #[error("no numbers; write some, such as -1 0 4 5 6")]
    NothingTyped,
    /// The statistics refuse the numbers.
    #[error(transparent)]
    Sample(SampleError),
    /// A condensed table that is none.
    #[error(transparent)]
    CondensedTable(Box<TableProblem>),
    /// Data that are not those of which a part was taken in before.
    #[error("not the data that the checkpoint is of: {0}; delete the checkpoint to begin anew")]
    OtherData(&'static str),
    /// A Parquet file that cannot be read.
    #[error(transparent)]
    Parquet(#[from] ParquetProblem),
    /// An observation that no bin of a grid holds.
    #[error(transparent)]
    OutOfReach(OutOfReach),
    /// The statistics refuse the bins.
    #[error(transparent)]
    Grouped(GroupedError),
    /// A text that is not a mixture.
    #[error("{0}")]
    Mixture(String),
    /// An observation without a weight.
    #[error("no weight; write one, or 0 to leave the observation out")]
    NoWeight,
    /// A weight that is negative, or beyond what weights can be.
    #[error("a weight must be 0 or between 1e-140 and 1e140, not {}", Short(*.0))]
    Weight(f64),
    /// No weight is above 0.
    #[error("every weight is 0; at least one must be above 0")]
    AllWeightsZero,
    /// A bin without a count.
    #[error("no count; write 0 if nothing was observed in the bin")]
    NoCount,
    /// An edge that is written as infinite.
    #[error("'{text}' is not a finite number; leave the edge of an open bin empty")]
    InfiniteEdge {
        /// what is there
        text: String,
    },
    /// One column for two parts of bins.
    #[error("--bins needs three columns, but names {column} twice")]
    SameColumn {
        /// its name
        column: String,
    },
    /// Bins of whole numbers, each of which ends 1 below the next.
    #[error(
        "{gap}; if bins include their edges, write edges half-way between: {} to {}, and so on",
        Short(*.lower), Short(*.between)
    )]
    InclusiveBins {
        /// what is wrong as they are
        gap: Box<GroupedError>,
        /// the first edge, half-way
        lower: f64,
        /// the edge between the first two bins, half-way
        between: f64,
    },
    /// A second bin without an edge.
    #[error("this bin has no {which} edge, and line {line} has none either; only one may be open")]
    SecondOpenBin {
        /// lower or upper
        which: &'static str,
        /// where the other one is
        line: u64,
    },
}

/// A built-in data set of the same or a similar name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Similar {
    /// its name
    pub name: &'static str,
    /// whether it is the same
    pub is_same: bool,
}

impl From<TableProblem> for Problem {
    fn from(problem: TableProblem) -> Self {
        Self::CondensedTable(Box::new(problem))
    }
}

impl Problem {
    /// Returns what an error of reading means to a person.
    pub(super) fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { example: None },
            io::ErrorKind::IsADirectory => Self::Folder,
            io::ErrorKind::PermissionDenied => Self::Permission,
            _ => Self::Read(brief(&system_error(error))),
        }
    }

    /// As a fault of the data as a whole.
    pub(super) fn anywhere(self) -> Fault {
        Fault { location: None, column: None, problem: self }
    }

    /// As a fault of a line.
    pub(super) fn on_line(self, line: u64) -> Fault {
        Fault { location: Some(Location::Line(line)), column: None, problem: self }
    }
}

impl Fault {
    /// Returns the fault with its line as the number of a row.
    pub(super) fn in_rows(self) -> Self {
        let location = match self.location {
            Some(Location::Line(row)) => Some(Location::Row(row)),
            other => other,
        };
        Self { location, ..self }
    }
}

impl Fault {
    /// Returns the cell of a column as a word of a command line, if it may mark a missing
    /// observation in a way of its own.
    pub(super) fn mark(&self) -> Option<String> {
        let (Some(Location::Line(_)), Some(_)) = (self.location, &self.column) else { return None };
        let Problem::NotANumber { text, advice } = &self.problem else { return None };
        let is_other = |c: char| c.is_ascii_digit() || ",\"<…".contains(c);
        (advice.is_empty() && !text.is_empty() && !text.contains(is_other)).then(|| word(text))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location.map(|location| match location {
            Location::Line(line) => format!("line {line}"),
            Location::Row(row) => format!("row {row}"),
            Location::Item(item) => format!("item {item}"),
            Location::Column(column) => format!("column {column}"),
            Location::Index(index) => format!("index {index}"),
        });
        let column = self.column.as_deref().map(of_column);
        let parts: Vec<String> = location.into_iter().chain(column).collect();
        let colon = if parts.is_empty() { "" } else { ": " };
        write!(f, "{}{colon}{}", parts.join(", "), self.problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_error_says_what_a_person_can_do() {
        for (kind, says) in [
            (io::ErrorKind::NotFound, "no such file; check its path"),
            (io::ErrorKind::IsADirectory, "a folder, not a file; name a CSV file in it"),
            (
                io::ErrorKind::PermissionDenied,
                "permission denied; ask for the right to read it, or copy it",
            ),
            (io::ErrorKind::TimedOut, "cannot be read: timed out"),
        ] {
            assert_eq!(Problem::from_io(&kind.into()).to_string(), says);
        }
    }
}
