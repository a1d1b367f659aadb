//! The options that say how a table is written.

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::complete;
use super::plan::PlanError;
use crate::data::{
    DecimalMark, Delimiter, DialectOptions, Source, decimal, delimiter, lines, marks,
};

/// How a table is written, if it should not be found out.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct DialectArguments {
    /// What separates cells: a character, tab or space
    ///
    /// space stands for any number of blanks [default: found out from the first rows, like all of
    /// these]
    #[arg(long, value_name = "CHAR", value_parser = delimiter, help_heading = WRITTEN)]
    #[arg(add = ArgValueCompleter::new(complete::delimiters))]
    delimiter: Option<Delimiter>,
    /// The decimal mark: . or ,
    #[arg(long, value_name = "MARK", value_parser = decimal, help_heading = WRITTEN)]
    #[arg(add = ArgValueCompleter::new(complete::decimal_marks))]
    decimal: Option<DecimalMark>,
    /// What a line of comment begins with
    ///
    /// '' if no line is one [default: # or %, unless the line has as many cells as the header]
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, help_heading = WRITTEN)]
    comment: Option<String>,
    /// How many lines there are above the table
    #[arg(long, value_name = "N", value_parser = lines, allow_negative_numbers = true)]
    #[arg(help_heading = WRITTEN)]
    skip: Option<u64>,
    /// The first row is names, even if it looks like numbers
    #[arg(long, conflicts_with = "no_header", help_heading = WRITTEN)]
    header: bool,
    /// The first row is a row of numbers like all others
    #[arg(long, help_heading = WRITTEN)]
    no_header: bool,
    /// Further marks of a missing observation
    ///
    /// As in -999,gone or '"-99,9"'; empty cells, NA, NaN, N/A, NULL, ?, - and . are known
    #[arg(long, value_name = "LIST", allow_hyphen_values = true, help_heading = WRITTEN)]
    missing: Vec<String>,
}

const WRITTEN: &str = "How DATA are written";

impl DialectArguments {
    /// Returns what they say of the data from this source.
    pub(super) fn options(self, source: &Source) -> Result<DialectOptions, PlanError> {
        let Self { delimiter, decimal, comment, skip, header, no_header, missing } = self;
        let missing = missing.iter().flat_map(|list| marks(list)).collect();
        let header = header.then_some(true).or(no_header.then_some(false));
        let options = DialectOptions { delimiter, decimal, comment, skip, header, missing };
        let options = options.consistent().map_err(PlanError::Dialect)?;
        let is_table =
            !matches!(source, Source::Example(_) | Source::Typed(_) | Source::Simulated(_));
        if !is_table && options != DialectOptions::default() {
            return Err(PlanError::DialectWithoutTable(options.first_option()));
        }
        Ok(options)
    }
}
