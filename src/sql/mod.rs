//! Queries that make condensed tables where the data are: printed here, run by the engine that has
//! the data.
//!
//! The *first pass* finds the range and the quantiles of a column, from which a grid follows
//! ([`FirstPass`]). The *second pass* is one `GROUP BY` over the bins of that grid, with the
//! arithmetic of [`Grid`](crate::mixture::condensed::Grid) to the last bit, and gives the table
//! that `docs/condensed.md` describes.

mod dialect;
mod error;
mod first_pass;
mod fragment;
mod names;
mod rows;
mod scout;
mod second_pass;

pub(crate) use dialect::Dialect;
pub(crate) use error::SqlError;
pub(crate) use first_pass::first_pass;
pub(crate) use rows::{Rows, RowsOptions};
pub(crate) use scout::{FirstPass, FirstPassError};
pub(crate) use second_pass::{CellRanges, SecondPass, second_pass};
