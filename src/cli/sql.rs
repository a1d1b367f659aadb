//! `emstep sql`: queries that condense data where they are.

use std::error::Error;
use std::fs;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::plan::PlanError;
use super::{grid, unreadable};
use crate::data::{DataError, Groups, read_mixture, read_tables};
use crate::mixture::condensed::Grid;
use crate::mixture::{
    EStepError, Iterate, Iterations, Sample, StopRule, Summed, TableError, Theta,
};
use crate::sql::{
    CellRanges, Dialect, FirstPass, FirstPassError, Rows, RowsOptions, SecondPass, first_pass,
    second_pass,
};
use crate::text::sanitise::{clean, visible};

/// How far the path of EM is followed to see which cells it needs, as the stepper does at most.
const PATH: usize = 10_000;
/// Up to here each θ of it is looked at, …
const FIRST: usize = 50;
/// … and further on every tenth.
const EACH: usize = 10;
/// The change of ℓ per observation below which it has ended.
const TOLERANCE: f64 = 1e-9;

const EXAMPLES: &str = "\
Examples:
  emstep sql --dialect duckdb --table trips.parquet --column distance | duckdb -csv > first.csv
  emstep sql --dialect duckdb --table trips.parquet --column distance --scout first.csv \\
    | duckdb -csv > sums.csv
  emstep sums.csv -k 3

  emstep sql --dialect postgres --table lab.runs --column x --where \"day = '2026-01-31'\" \\
    --grid 70,8 | psql -X -q --csv mydb > sums.csv        on a grid that other days have too

  emstep sql --dialect duckdb --table trips.parquet --column distance --refine sums.csv \\
    --theta '0.3 N(0.4,1e-8) + 0.7 N(0,1)' | duckdb -csv > fine.csv
  emstep sums.csv fine.csv";

/// What `emstep sql` takes.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct SqlArguments {
    /// Whose SQL to print
    ///
    /// generic is for an engine that is not among them
    #[arg(long, value_name = "ENGINE")]
    dialect: Dialect,
    /// The table, or a file that DuckDB reads
    ///
    /// A name, with its schema or without (a.b; a name that has a dot itself goes in the engine's
    /// quotes), the call of a table function, or a file
    #[arg(long, value_name = "TABLE")]
    table: String,
    /// The column with the observations
    #[arg(long, value_name = "NAME")]
    column: String,
    /// The column with the weight of each observation
    #[arg(long, value_name = "NAME")]
    weight: Option<String>,
    /// Take only rows for which this condition holds
    ///
    /// It is written in the engine's SQL
    #[arg(long, value_name = "CONDITION")]
    r#where: Option<String>,
    /// Make a table per value of this column, all in one
    ///
    /// Such as one with a day or a place
    #[arg(long, value_name = "NAME")]
    group_by: Option<String>,
    /// Print the second pass, for what the first one found
    ///
    /// FILE is what the first pass printed, as CSV, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "grid")]
    scout: Option<PathBuf>,
    /// Print the second pass for this grid
    ///
    /// SCALE is a power of two, and CENTRE a multiple of SCALE/1024. Tables on the same grid can be
    /// added
    #[arg(long, value_name = "CENTRE,SCALE", value_parser = grid::parse)]
    #[arg(allow_hyphen_values = true)]
    grid: Option<Grid>,
    /// Print a query for narrower cells
    ///
    /// Where those of these tables are too wide for --theta and the θ that EM goes on to from
    /// there. Open its result together with the tables
    #[arg(long, value_name = "TABLE", num_args = 1.., conflicts_with_all = ["scout", "grid"])]
    #[arg(requires = "theta")]
    refine: Vec<PathBuf>,
    /// θ for --refine
    ///
    /// As "0.3 N(0,1) + 0.7 N(4,0.01)": weights, means and variances
    #[arg(long, value_name = "MIXTURE", requires = "refine", value_parser = mixture)]
    #[arg(allow_hyphen_values = true)]
    theta: Option<Theta>,
    /// Count equal values first
    ///
    /// The default if the first pass finds at least 100 observations per distinct value, since
    /// their sums would drift
    #[arg(long)]
    by_value: bool,
}

impl ValueEnum for Dialect {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

fn mixture(text: &str) -> Result<Theta, String> {
    read_mixture(text).map_err(|error| error.to_string())
}

/// Which query to print.
#[derive(Debug)]
pub struct SqlTask {
    rows: Rows,
    by_value: bool,
    pass: Pass,
}

#[derive(Debug)]
enum Pass {
    First,
    /// On a grid that follows from the result of the first pass in a file; `-` is standard input.
    Scouted(PathBuf),
    On(Grid),
    /// Over the cells of tables that are too wide for a θ.
    Refining(Vec<PathBuf>, Theta),
}

/// Why there is no query.
#[derive(Debug, thiserror::Error)]
enum ScoutError {
    #[error("--scout {file}: {}", unreadable::why(error))]
    Unreadable { file: String, error: io::Error },
    #[error("--scout {0}: {1}")]
    FirstPass(String, FirstPassError),
    #[error("--scout {0}: the first pass was made without --weight; run it again with it")]
    WithoutWeights(String),
    #[error("--scout {0}: the first pass was made with --weight; add it here too")]
    WithWeights(String),
}

/// Why there is nothing to refine.
#[derive(Debug, thiserror::Error)]
enum RefineError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error("the tables of --refine {0}; {1} here too")]
    Otherwise(&'static str, &'static str),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("θ: {0}")]
    Theta(EStepError),
    #[error("θ, in the group '{key}': {error}")]
    ThetaOfGroup { key: String, error: EStepError },
    #[error(
        "nothing to refine: the bins are narrow enough for this θ and those that EM goes on to"
    )]
    Nothing,
}

impl SqlArguments {
    pub(super) fn task(&self) -> Result<SqlTask, PlanError> {
        let options = RowsOptions {
            table: &self.table,
            column: &self.column,
            weight: self.weight.as_deref(),
            condition: self.r#where.as_deref(),
            group: self.group_by.as_deref(),
        };
        let rows = Rows::new(self.dialect, options)?;
        let pass = match (&self.scout, self.grid, &self.theta) {
            (Some(file), ..) => Pass::Scouted(file.clone()),
            (None, Some(grid), _) => Pass::On(grid),
            (None, None, Some(theta)) => Pass::Refining(self.refine.clone(), theta.clone()),
            (None, None, None) => Pass::First,
        };
        Ok(SqlTask { rows, by_value: self.by_value, pass })
    }
}

/// Prints a query.
///
/// # Errors
/// Returns an error if the result of the first pass cannot be read, is of no use, or found weights
/// that are not valid; if tables to refine cannot be read, do not go with the options, or need no
/// refinement; and if the query cannot be written.
pub fn sql(task: &SqlTask, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let text = match &task.pass {
        Pass::First => first_pass(&task.rows),
        Pass::Scouted(file) => {
            let found = scouted(file, &task.rows)?;
            let name = clean(&file.display().to_string());
            let (grid, octaves) =
                found.grid().map_err(|error| ScoutError::FirstPass(name, error))?;
            let by_value = task.by_value || found.has_few_values();
            let expected = Some(found.count);
            let (depth, within) = (Grid::BIN_DEPTH, None);
            let pass = SecondPass { grid, depth, octaves, by_value, expected, within };
            second_pass(&task.rows, &pass)
        }
        Pass::Refining(tables, theta) => refinement(task, tables, theta)?,
        Pass::On(grid) => {
            let pass = SecondPass {
                grid: *grid,
                depth: Grid::BIN_DEPTH,
                octaves: Grid::LAST_OCTAVE + 1,
                by_value: task.by_value,
                expected: None,
                within: None,
            };
            second_pass(&task.rows, &pass)
        }
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// Returns the query over the cells of tables that are too wide for a θ, or for one of those that
/// EM goes on to from there on the tables as they are.
fn refinement(task: &SqlTask, tables: &[PathBuf], theta: &Theta) -> Result<String, RefineError> {
    let mut unwatched = |_| ControlFlow::Continue(());
    let tables = read_tables(tables, &mut unwatched)?;
    match (tables.whole.is_weighted(), task.rows.is_weighted()) {
        (true, false) => return Err(RefineError::Otherwise("are weighted", "add --weight")),
        (false, true) => {
            return Err(RefineError::Otherwise("have no weights", "leave --weight out"));
        }
        _ => {}
    }
    match (tables.groups.is_some(), task.rows.has_groups()) {
        (true, false) => return Err(RefineError::Otherwise("have groups", "add --group-by")),
        (false, true) => {
            return Err(RefineError::Otherwise("have no groups", "leave --group-by out"));
        }
        _ => {}
    }
    let whole = Sample::condensed(&tables.whole)?;
    // Each group is stepped through alone, too; and first, so that one that θ is of no use for is
    // named.
    let mut thetas = Vec::new();
    for (key, table) in tables.groups.iter().flat_map(Groups::iter) {
        let path = path(&Sample::condensed(table)?, theta);
        let of_group = |error| RefineError::ThetaOfGroup { key: visible(key), error };
        thetas.extend(path.map_err(of_group)?);
    }
    thetas.extend(path(&whole, theta).map_err(RefineError::Theta)?);
    let condensed = whole.summed().map(Summed::condensed);
    let plan = condensed.and_then(|condensed| condensed.refinement(&thetas));
    let plan = plan.ok_or(RefineError::Nothing)?;
    let pass = SecondPass {
        grid: plan.grid,
        depth: plan.depth,
        octaves: Grid::LAST_OCTAVE + 1,
        by_value: task.by_value,
        // That the bins have as many observations as their parts is checked one by one.
        expected: None,
        within: Some(CellRanges { numbers: plan.parts(), x: plan.range() }),
    };
    Ok(second_pass(&task.rows, &pass))
}

/// Returns θ and those that EM goes on to from there: the first ones, and of many each tenth.
fn path(sample: &Sample, theta: &Theta) -> Result<Vec<Theta>, EStepError> {
    let start = Iterate::start(theta.clone(), sample)?;
    let mut path = vec![theta.clone()];
    let rule = StopRule { iterations: PATH, tolerance: Some(TOLERANCE) };
    let mut iterations = Iterations::new(start, rule);
    // It may end in a collapse that narrower cells would not show.
    while let Ok(iterate) = iterations.next(sample) {
        if iterate.iteration() <= FIRST || iterate.iteration() % EACH == 0 {
            path.push(iterate.theta().clone());
        }
    }
    let last = iterations.current().theta();
    if path.last() != Some(last) {
        path.push(last.clone());
    }
    Ok(path)
}

/// Reads what the first pass found.
fn scouted(file: &Path, rows: &Rows) -> Result<FirstPass, ScoutError> {
    let name = clean(&file.display().to_string());
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    let text = text.map_err(|error| ScoutError::Unreadable { file: name.clone(), error })?;
    let found =
        FirstPass::read(&text).map_err(|error| ScoutError::FirstPass(name.clone(), error))?;
    match (rows.is_weighted(), found.is_weighted) {
        (true, false) => Err(ScoutError::WithoutWeights(name)),
        (false, true) => Err(ScoutError::WithWeights(name)),
        _ => Ok(found),
    }
}
