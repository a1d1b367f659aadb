//! Columns of a Parquet file as observations.

use super::problem::ParquetProblem;
use super::table::{Kind, Number, Table};
use super::values::Block;
use crate::data::cell::observation;
use crate::data::csv::{Columns, NamedColumn, Wanted};
use crate::data::dataset::NumericColumn;
use crate::data::dialect::DialectOptions;
use crate::data::fault::{Fault, Location, Problem};
use crate::data::left_out::LeftOut;
use crate::data::memory;
use crate::data::note::DataNote;
use crate::data::source::OpenSource;
use crate::data::stream::{Observations, Sink};
use crate::mixture::MAX_MAGNITUDE;
use crate::text::sanitise::brief;

/// Rows that show whether a column only numbers them.
const FIRST_ROWS: usize = 1000;

/// A column that was chosen.
struct Choice {
    index: usize,
    notes: Vec<DataNote>,
}

/// Reads one column: the one that is asked for, or else the first one of numbers.
pub(in crate::data) fn read(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
    dialect: &DialectOptions,
) -> Result<NumericColumn, Fault> {
    let (table, choice) = choose(input, column, dialect)?;
    let mut values = Vec::new();
    memory::reserve(&mut values, table.rows()).map_err(Problem::anywhere)?;
    let left_out = observations(&table, choice.index, input, &mut |more| {
        memory::reserve_by_eighths(&mut values, more.len())?;
        values.extend_from_slice(more);
        Ok(())
    })?;
    values.shrink_to_fit();
    Ok(column_of(&table, choice, values, left_out))
}

/// Hands one column to `sink`, a block at a time. What it returns has no values.
pub(in crate::data) fn stream(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
    dialect: &DialectOptions,
    sink: &mut dyn Sink,
) -> Result<NumericColumn, Fault> {
    let (table, choice) = choose(input, column, dialect)?;
    let left_out =
        observations(&table, choice.index, input, &mut |more| sink.take(Observations::of(more)))?;
    Ok(column_of(&table, choice, Vec::new(), left_out))
}

fn column_of(
    table: &Table,
    Choice { index, notes }: Choice,
    values: Vec<f64>,
    left_out: LeftOut,
) -> NumericColumn {
    let name = table.columns[index].name.clone();
    let label = Some(brief(&name)).filter(|_| table.columns.len() > 1);
    NumericColumn { name, label, values, left_out, notes }
}

fn choose(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
    dialect: &DialectOptions,
) -> Result<(Table, Choice), Fault> {
    check_options(dialect)?;
    let table = Table::open(input)?;
    let choice = match column {
        Some(request) => Choice { index: table.find(request)?, notes: Vec::new() },
        None => first_numeric(&table, &[], input)?,
    };
    Ok((table, choice))
}

/// Refuses options about how a text is written.
fn check_options(dialect: &DialectOptions) -> Result<(), Fault> {
    if *dialect == DialectOptions::default() {
        return Ok(());
    }
    Err(Problem::from(ParquetProblem::NoText(dialect.first_option())).anywhere())
}

/// Finds the first column of numbers that does not only number the rows.
fn first_numeric(
    table: &Table,
    others: &[usize],
    input: &mut OpenSource<'_>,
) -> Result<Choice, Fault> {
    let columns = table.columns.iter().enumerate();
    let numeric: Vec<usize> = columns
        .filter(|(index, column)| matches!(column.kind, Kind::Number(_)) && !others.contains(index))
        .map(|(index, _)| index)
        .collect();
    // What -c takes for it: a name that is too long to be shown is not typed either.
    let name = |index: usize| {
        let name = &table.columns[index].name;
        if brief(name) == *name { name.clone() } else { (index + 1).to_string() }
    };
    let mut passed_over = Vec::new();
    for index in &numeric {
        if !numbers_rows(table, *index, input)? {
            let mut notes = Vec::new();
            if !passed_over.is_empty() {
                notes.push(DataNote::Numbering { fitted: name(*index), passed_over });
            }
            return Ok(Choice { index: *index, notes });
        }
        passed_over.push(name(*index));
    }
    match numeric[..] {
        [] => {
            let kinds =
                table.columns.iter().map(|c| format!("{} ({})", brief(&c.name), c.kind.name()));
            let problem = ParquetProblem::NoNumericColumn(kinds.collect());
            Err(Problem::from(problem).anywhere())
        }
        [index, ..] => {
            let notes = vec![DataNote::OnlyNumbering { column: name(index) }];
            Ok(Choice { index, notes })
        }
    }
}

/// Returns whether the first rows of a column count up from 0 or 1.
pub(super) fn numbers_rows(
    table: &Table,
    column: usize,
    input: &mut OpenSource<'_>,
) -> Result<bool, Fault> {
    let Kind::Number(Number::Signed | Number::Unsigned) = table.columns[column].kind else {
        return Ok(false);
    };
    let (mut first, mut counts_up) = (None, table.rows() > 1);
    table.numbers(column, FIRST_ROWS, input, &mut |block| {
        for (row, x) in block.rows() {
            let first = *first.get_or_insert(x.copied().unwrap_or(f64::NAN));
            counts_up &= (first == 0.0 || first == 1.0) && x == Some(&(first + row as f64));
        }
        Ok(())
    })?;
    Ok(counts_up)
}

/// Hands out the observations of a column, and returns what was left out.
fn observations(
    table: &Table,
    column: usize,
    input: &mut OpenSource<'_>,
    take: &mut dyn FnMut(&[f64]) -> Result<(), Problem>,
) -> Result<LeftOut, Fault> {
    let mut left_out = LeftOut::default();
    let mut kept: Vec<f64> = Vec::new();
    table.numbers(column, usize::MAX, input, &mut |block| {
        left_out.add_nulls(block.missing());
        let are_observations =
            block.values.iter().fold(true, |all, x| all & (x.abs() <= MAX_MAGNITUDE));
        if are_observations {
            return take(block.values).map_err(Problem::anywhere);
        }
        kept.clear();
        each_cell(table, column, block, &mut left_out, |x| kept.extend(x))?;
        take(&kept).map_err(Problem::anywhere)
    })?;
    Ok(left_out)
}

/// Takes each row's observation; NaN is none, and what is no number a sample can have is a fault.
fn each_cell(
    table: &Table,
    column: usize,
    block: &Block<'_, f64>,
    left_out: &mut LeftOut,
    mut take: impl FnMut(Option<f64>),
) -> Result<(), Fault> {
    for (row, x) in block.rows() {
        let Some(x) = x.copied() else {
            take(None);
            continue;
        };
        if x.is_nan() {
            left_out.nan += 1;
            take(None);
            continue;
        }
        let checked = if x.is_infinite() {
            Err(Problem::NotFinite { text: x.to_string() })
        } else {
            observation(x, &format!("{x:e}"))
        };
        let at = |problem| Fault {
            location: Some(Location::Row(row as u64 + 1)),
            ..table.fault(column, problem)
        };
        take(Some(checked.map_err(at)?));
    }
    Ok(())
}

/// Reads the columns that are wanted, row by row.
pub(in crate::data) fn read_columns(
    input: &mut OpenSource<'_>,
    wanted: Wanted<'_>,
) -> Result<Columns, Fault> {
    check_options(wanted.dialect)?;
    let table = Table::open(input)?;
    let others: Result<Vec<usize>, Fault> =
        wanted.others.iter().map(|name| table.find(name)).collect();
    let mut at = others?;
    let mut notes = Vec::new();
    if wanted.fitted {
        let choice = match wanted.column {
            Some(request) => Choice { index: table.find(request)?, notes: Vec::new() },
            None => first_numeric(&table, &at, input)?,
        };
        notes = choice.notes;
        at.insert(0, choice.index);
    }
    let mut columns = Vec::new();
    for index in at {
        let (mut cells, mut left_out) = (Vec::new(), LeftOut::default());
        memory::reserve(&mut cells, table.rows()).map_err(Problem::anywhere)?;
        table.numbers(index, usize::MAX, input, &mut |block| {
            left_out.add_nulls(block.missing());
            let room = memory::reserve_by_eighths(&mut cells, block.rows().count());
            room.map_err(Problem::anywhere)?;
            each_cell(&table, index, block, &mut left_out, |x| cells.push(x))
        })?;
        columns.push(NamedColumn {
            name: table.columns[index].name.clone(),
            index,
            cells,
            left_out,
        });
    }
    let lines = (1..=table.rows() as u64).collect();
    Ok(Columns { source: input.name.clone(), lines, has_lines: false, columns, notes })
}
