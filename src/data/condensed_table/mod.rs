//! Condensed tables: sums of powers over cells, which a database, a stream or another machine has
//! made. `docs/condensed.md` has the format.

mod columns;
mod combine;
mod group;
mod group_fits;
mod number;
#[cfg(feature = "parquet")]
mod parquet;
mod problem;
mod quick;
mod read;
mod sum;
mod write;

pub use combine::{Groups, TableSum, read_table_text, read_tables};
pub(super) use combine::{
    are_tables, check_options, load, load_input, looks_like_one, mixed, refuse,
};
pub use group::GroupOf;
pub use group_fits::{GroupFit, GroupFitPlan, GroupFits, said_of_groups};
pub use problem::TableProblem;
pub use write::TableToWrite;

pub use crate::mixture::condensed::FORMAT_VERSION;

/// The group that rows belong to; none in a table without groups.
type Key = Option<String>;

#[cfg(test)]
mod tests;
