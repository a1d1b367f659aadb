//! What can be wrong with a condensed table.

use super::FORMAT_VERSION;
use crate::mixture::TableError;
use crate::text::grouped;

/// What can be wrong with a condensed table. Texts from outside are cleaned and short.
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TableProblem {
    /// A column that every condensed table has.
    #[error("a condensed table without the column {0}; make it again with all of its columns")]
    NoColumn(&'static str),
    /// Two columns of one name.
    #[error("a condensed table with two columns {0}; make it again with each column once")]
    TwoColumns(&'static str),
    /// The header and nothing else.
    #[error("a condensed table without rows: no observation was taken in")]
    NoRows,
    /// Another version of the format.
    #[error(
        "format version {0}, and this program reads version {FORMAT_VERSION}; \
         make the table again, or open it with the version that made it"
    )]
    Version(String),
    /// A scale that no grid has.
    #[error("a grid's scale is a power of two, such as 2 or 0.5, not {0}; make the table again")]
    Scale(f64),
    /// A centre that no grid of this scale has.
    #[error(
        "a grid's centre is a multiple of scale/1024, not {centre:?} (the nearest is \
         {nearest:?}); make the table again"
    )]
    Centre {
        /// what the table says
        centre: f64,
        /// what it could be
        nearest: f64,
    },
    /// A row of another grid, version or total than the first.
    #[error(
        "{column} is {here} and {first} in the first row; rows of one table agree in it: \
         open different tables as files of their own"
    )]
    Differs {
        /// which column
        column: &'static str,
        /// the value in the first row
        first: String,
        /// the value here
        here: String,
    },
    /// A cell that has to be a whole number.
    #[error("'{text}' is not a whole number of 0 or more")]
    NotWhole {
        /// what is there
        text: String,
    },
    /// A cell that has to be the number of a bin.
    #[error("'{text}' is not the number of a bin")]
    NoBin {
        /// what is there
        text: String,
    },
    /// A cell that has to be 0 or 1.
    #[error("'{text}' is neither 0 nor 1")]
    NotZeroOrOne {
        /// what is there
        text: String,
    },
    /// A row with too few cells at the end of the file.
    #[error("the table ends within this row: it is cut off; make or copy it again")]
    CutRow,
    /// A row in which a group has no name.
    #[error(
        "a group without a name; give its observations one, or leave them out (--where … IS NOT \
         NULL)"
    )]
    NoGroup,
    /// Another number of observations than the table says.
    #[error(
        "its rows have {} observations, and there should be {}: rows are missing or doubled; \
         make or copy the table again",
        grouped(*.found), grouped(*.said)
    )]
    Observations {
        /// how many there should be
        said: u64,
        /// how many there are
        found: u64,
    },
    /// A second pass over other data.
    #[error(
        "the first pass found {} observations and the second {}: they are of different data; run \
         both again",
        grouped(*.first), grouped(*.second)
    )]
    FirstPass {
        /// what the first pass counted
        first: u64,
        /// what the second did
        second: u64,
    },
    /// What the statistics refuse.
    #[error(transparent)]
    Table(TableError),
    /// A table that cannot be added to another file's.
    #[error("{what} {other}; {remedy}")]
    Other {
        /// what differs
        what: &'static str,
        /// the other file
        other: String,
        /// what to do
        remedy: &'static str,
    },
    /// A table next to a file of observations.
    #[error(
        "{}, and {other} {}; open them one at a time",
        if *.is_table { "a condensed table" } else { "not a condensed table" },
        if *.is_table { "is not" } else { "is one" }
    )]
    Mixed {
        /// whether this one is a table
        is_table: bool,
        /// the other file
        other: String,
    },
    /// The only file is no table.
    #[error("not a condensed table; emstep condense or a query of emstep sql makes one")]
    NotOne,
    /// What the first of two queries printed.
    #[error("the result of a first pass; emstep sql --scout makes the second query of it")]
    ResultOfFirstPass,
    /// An option that is about observations or about how they are written.
    #[error("a condensed table has sums over cells, not observations; leave {0} out")]
    NoOption(&'static str),
    /// Columns of observations were asked for.
    #[error("a condensed table has sums over cells, not columns of observations; open it as it is")]
    NoColumns,
}
