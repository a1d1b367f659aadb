//! What a person should know about how the data were read.

use std::fmt;

use super::dialect::{DecimalMark, Dialect};
use super::f64_file::ForeignFormat;
use crate::text::sanitise::visible;
use crate::text::{and_more, counted, grouped, list, of_column};

/// Something about the data, or about the choice of the column, that may not be what was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataNote {
    /// The table is not written as an ordinary CSV file is.
    Dialect(Dialect),
    /// The file could have been read in another way.
    Ambiguous(Ambiguity),
    /// Lines above the table were passed over as titles.
    Titles {
        /// what is on them, at least one
        lines: Vec<String>,
    },
    /// Marks of a missing observation that were said are in no cell.
    UnusedMarks {
        /// the marks, at least one
        marks: Vec<String>,
    },
    /// Something about one of several files.
    InFile {
        /// its name
        file: String,
        /// what
        note: Box<DataNote>,
    },
    /// Columns of several files that have different names are one sample.
    DifferentNames {
        /// the name in each file, as `waiting of a.csv`
        columns: Vec<String>,
    },
    /// The column that is read only numbers the rows, and there is no other.
    OnlyNumbering {
        /// the column
        column: String,
    },
    /// Rows begin as comments do.
    MarkedRows {
        /// how many
        count: u64,
    },
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
    /// The column of weights is the one that is fitted.
    OwnWeights {
        /// the column
        column: String,
    },
    /// Observations of weight 0 were left out.
    ZeroWeights {
        /// the column of weights
        column: String,
        /// how many
        count: usize,
    },
    /// A condensed table was made without some of the values.
    TableLeftOut {
        /// how many, as people read it
        count: String,
    },
    /// Some counts of bins are not whole numbers.
    FractionalCounts {
        /// the column of counts
        column: String,
        /// the line of the first
        line: u64,
    },
}

/// What a file could have meant too. Its text says which reading was chosen, and how to choose the
/// other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ambiguity {
    /// Commas are between cells or parts of numbers.
    Commas {
        /// what has one
        text: String,
        /// what they are taken for
        chosen: CommaMeaning,
        /// what they could be too, at least one
        others: Vec<CommaMeaning>,
    },
    /// `1 234` below a single name is one number, and could be a row's name and a number.
    BlanksAreThousands,
    /// `1 234` below a single name is a row's name and a number, and could be one.
    BlanksSeparateRowNames,
    /// `1.234` or `1,234` has a fraction, or thousands.
    Thousands {
        /// such a number
        text: String,
        /// how it is read
        decimal: DecimalMark,
    },
    /// A table of numbers without names: one column of it is read.
    OneColumnOf {
        /// how many there are
        columns: usize,
    },
    /// The first row has whole numbers that may be names, such as years.
    FirstRowMayBeNames {
        /// such a number
        text: String,
    },
    /// The first row has numbers that are taken for names, since they alone are in quotes.
    FirstRowIsNames {
        /// such a number
        text: String,
    },
    /// Every number of the table is read.
    AllNumbers,
}

/// What commas can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommaMeaning {
    /// decimal marks
    Decimal,
    /// between thousands
    Thousands,
    /// between the names of rows and numbers
    RowNames,
    /// between two columns
    Columns,
    /// between cells
    Cells,
}

impl CommaMeaning {
    /// Returns what it says of commas, in a clause with "are read as" in front.
    fn chosen(self) -> &'static str {
        match self {
            Self::Decimal => "decimal marks",
            Self::Thousands => "between thousands",
            Self::RowNames => "separating row names and numbers",
            Self::Columns => "separating 2 columns",
            Self::Cells => "separating cells",
        }
    }

    /// Returns which option reads commas so, and when it is to be used.
    fn advice(self) -> &'static str {
        match self {
            Self::Decimal => "if they are decimal marks, use --decimal ,",
            Self::Thousands => "if they are between thousands, use --decimal .",
            Self::RowNames => "if they separate row names and numbers, use --delimiter ,",
            Self::Columns => "if they separate 2 columns, use --delimiter ,",
            Self::Cells => "if they separate cells, use --delimiter ,",
        }
    }
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commas { text, chosen, others } => {
                write!(f, "commas, as in {}, are read as {}", visible(text), chosen.chosen())?;
                others.iter().try_for_each(|other| write!(f, "; {}", other.advice()))
            }
            Self::FirstRowMayBeNames { text } => write!(
                f,
                "{} in the first row is read as a number; if the row is names, use --header",
                visible(text)
            ),
            Self::FirstRowIsNames { text } => write!(
                f,
                "{} in the first row is read as a name, since that row alone is in quotes; if it is \
                 a number, use --no-header",
                visible(text)
            ),
            Self::BlanksAreThousands => f.write_str(
                "blanks are read as between thousands; if they separate row names and numbers, use \
                 --delimiter space",
            ),
            Self::BlanksSeparateRowNames => f.write_str(
                "the numbers 1, 2, 3, … before the blanks are read as row names; if the blanks are \
                 between thousands, use --delimiter ,",
            ),
            Self::Thousands { text, decimal } => {
                let (is, other) = match decimal {
                    DecimalMark::Point => ('.', ','),
                    DecimalMark::Comma => (',', '.'),
                };
                let text = visible(text);
                if text.contains(is) {
                    write!(
                        f,
                        "'{is}' in {text} is read as a decimal mark; if it is between thousands, use \
                         --decimal {other}"
                    )
                } else {
                    write!(
                        f,
                        "'{other}' in {text} is read as between thousands; if it is a decimal mark, \
                         use --decimal {other}"
                    )
                }
            }
            Self::OneColumnOf { columns } => write!(
                f,
                "no names, {columns} columns of numbers: one is read; use -c and a number for another, \
                 -c all for every number"
            ),
            Self::AllNumbers => {
                f.write_str("every number of the table is read; use -c and a number for one column")
            }
        }
    }
}

impl fmt::Display for DataNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dialect(dialect) => write!(f, "read as: {dialect}"),
            Self::Ambiguous(ambiguity) => ambiguity.fmt(f),
            Self::Titles { lines } => {
                let quoted: Vec<String> =
                    lines.iter().take(3).map(|line| format!("'{line}'")).collect();
                let them = if lines.len() == 1 { "it is a row" } else { "they are rows" };
                let more = and_more(lines.len() - quoted.len());
                write!(f, "read as a title: {}{more}; if {them}, use --skip 0", quoted.join(", "))
            }
            Self::UnusedMarks { marks } => {
                let quoted: Vec<String> =
                    marks.iter().map(|mark| format!("'{}'", visible(mark))).collect();
                write!(f, "no cell was {}, which --missing names", quoted.join(" or "))
            }
            Self::InFile { file, note } => write!(f, "{file}: {note}"),
            Self::DifferentNames { columns } => {
                write!(f, "read as one sample: column {}", list(columns))
            }
            Self::OnlyNumbering { column } => write!(
                f,
                "{} only numbers the rows, and no other column has numbers throughout",
                of_column(column)
            ),
            Self::MarkedRows { count } => write!(
                f,
                "{} with as many cells as the others; use --comment '#' to pass over such lines",
                match count {
                    1 => "1 row begins with # or %,".to_owned(),
                    _ => format!("{} rows begin with # or %,", grouped(*count)),
                }
            ),
            Self::Format(format) => format.fmt(f),
            Self::Numbering { fitted, passed_over } => match &passed_over[..] {
                [one] => write!(
                    f,
                    "the column is {fitted}: {} numbers the rows; use -c {} to fit it",
                    of_column(one),
                    word(one)
                ),
                several => write!(
                    f,
                    "the column is {fitted}: columns {} number the rows; use -c to fit one of them",
                    list(several)
                ),
            },
            Self::OwnWeights { column } => write!(
                f,
                "{} is fitted and is its own weights too; --column names another one",
                of_column(column)
            ),
            Self::ZeroWeights { column, count } => {
                let observations = counted(*count, "observation");
                write!(f, "{observations} with weight 0 in {} left out", of_column(column))
            }
            Self::TableLeftOut { count } => {
                write!(
                    f,
                    "{count} values were left out when the table was made: they are missing, not \
                     finite, or have no weight"
                )
            }
            Self::FractionalCounts { column, line } => write!(
                f,
                "counts in {} are not all whole numbers (line {line}); they are taken as they are",
                of_column(column)
            ),
            Self::Marker { fitted, passed_over, line, text, more } => write!(
                f,
                "the column is {fitted}: {}{} has '{text}' on line {line}; use -c {} to fit it",
                of_column(passed_over),
                and_more(*more),
                word(passed_over)
            ),
        }
    }
}

/// Returns a column's name as a word of a command line.
pub(super) fn word(name: &str) -> String {
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
