//! A column with others beside it, handed out row by row: how often each observation counts, and
//! which group it belongs to.

use std::collections::HashMap;

use super::detector::ColumnDetector;
use super::rows::{Counts, Row, Rows};
use super::{Found, Shape, Table, Wants};
use crate::data::cell::Cell;
use crate::data::charset::Text;
use crate::data::dataset::NumericColumn;
use crate::data::fault::{Fault, Problem};
use crate::data::notation::Notation;
use crate::data::source::OpenSource;
use crate::data::stream::{Mark, Observations, Sink, Unused};
use crate::mixture::MAX_MAGNITUDE;
use crate::text::sanitise::clean;

/// The group of rows that have none.
const NO_GROUP: &str = "(none)";

/// The columns beside the one that is meant.
#[derive(Debug, Default)]
pub(in crate::data) struct Beside<'a> {
    weights: Option<BesideColumn<'a>>,
    group: Option<BesideColumn<'a>>,
    notation: Notation,
    columns: usize,
    pub(super) unused: Unused,
    /// The weights and groups of the values that are kept.
    kept: Kept,
}

#[derive(Debug)]
struct BesideColumn<'a> {
    /// As it was asked for.
    name: &'a str,
    index: usize,
}

#[derive(Debug, Default)]
struct Kept {
    count: usize,
    weights: Vec<f64>,
    groups: Vec<usize>,
    /// The number of each group, in the order in which they came.
    numbers: HashMap<String, usize>,
}

impl<'a> Beside<'a> {
    /// Returns the columns of these names or numbers.
    pub(in crate::data) fn of(weights: Option<&'a str>, group: Option<&'a str>) -> Self {
        let column = |name| BesideColumn { name, index: 0 };
        Self { weights: weights.map(column), group: group.map(column), ..Self::default() }
    }

    fn each(&mut self) -> impl Iterator<Item = &mut BesideColumn<'a>> {
        self.weights.iter_mut().chain(&mut self.group)
    }

    /// Takes what is beside the value that a row has added to `values`, if it has.
    pub(super) fn take(&mut self, row: &Row, values: &mut Vec<f64>) -> Result<(), Fault> {
        if values.len() == self.kept.count {
            return Ok(());
        }
        let fault = |problem: Problem, name: &str| Fault {
            column: Some(clean(name)),
            ..problem.on_line(row.line)
        };
        let cell = |column: &BesideColumn| {
            let (cells, columns) = (row.cells.len(), self.columns);
            let short = || fault(Problem::RowTooShort { cells, columns }, column.name);
            let cell = row.cells.get(column.index).ok_or_else(short)?;
            Ok(String::from_utf8_lossy(cell))
        };
        let mut weight = 1.0;
        if let Some(column) = &self.weights {
            let text = cell(column)?;
            weight = match Cell::read(&text, &self.notation) {
                Cell::Number(weight) => Ok(weight),
                Cell::Missing(_) => Err(Problem::NoWeight),
                Cell::Other => Err(self.notation.not_a_number(&text)),
            }
            .map_err(|problem| fault(problem, column.name))?;
            if weight != 0.0 && !(1.0 / MAX_MAGNITUDE..=MAX_MAGNITUDE).contains(&weight) {
                return Err(fault(Problem::Weight(weight), column.name));
            }
        }
        let group = self.group.as_ref().map(cell).transpose()?;
        // Rows without a group are a group of their own, as in a GROUP BY.
        let group = group.map(|text| match text.trim() {
            key if clean(key).is_empty() => NO_GROUP.to_owned(),
            key => key.to_owned(),
        });
        if weight == 0.0 {
            values.pop();
            self.unused.zero_weights += 1;
            return Ok(());
        }
        if self.weights.is_some() {
            self.kept.weights.push(weight);
        }
        if let Some(group) = group {
            let next = self.kept.numbers.len();
            self.kept.groups.push(*self.kept.numbers.entry(group).or_insert(next));
        }
        self.kept.count = values.len();
        Ok(())
    }

    /// Hands out the values that are kept, group by group.
    pub(super) fn hand_out(&mut self, values: &[f64], sink: &mut dyn Sink) -> Result<(), Problem> {
        let Kept { weights, groups, numbers, .. } = std::mem::take(&mut self.kept);
        let has_weights = self.weights.is_some();
        if self.group.is_none() {
            let weights = has_weights.then_some(&weights[..]);
            return sink.take(Observations { weights, ..Observations::of(values) });
        }
        let mut parts = vec![(Vec::new(), Vec::new()); numbers.len()];
        for (i, (x, group)) in values.iter().zip(groups).enumerate() {
            parts[group].0.push(*x);
            parts[group].1.extend(weights.get(i));
        }
        for (group, number) in &numbers {
            let (values, weights) = &parts[*number];
            let weights = has_weights.then_some(&weights[..]);
            sink.take(Observations { values, weights, group: Some(group) })?;
        }
        Ok(())
    }
}

/// Hands the column that is wanted to `sink`, with what is beside it. What it returns has no
/// values.
pub(in crate::data) fn stream_beside(
    input: &mut OpenSource<'_>,
    wants: Wants<'_>,
    mut beside: Beside<'_>,
    (sink, from): (&mut dyn Sink, Option<&Mark>),
) -> Result<(NumericColumn, Unused), Fault> {
    let compression = {
        input.total().map_err(|error| Problem::from_io(&error).anywhere())?;
        input.compression()
    };
    let (beginning, rows_read) = (input.beginning(), input.rows());
    let (text, charset) = Text::new(input);
    let counts = Counts { rows: rows_read, charset, ..Counts::default() };
    let (mut rows, mut sniffed) = Rows::new(text, counts.clone(), wants.dialect)?;
    sniffed.dialect.compression = compression;
    if sniffed.list_style(wants.column).is_some() {
        return Err(Problem::NoOtherColumns.anywhere());
    }
    let start = (0, rows.position());
    let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
    let columns = first.cells.len();
    let mut detector = ColumnDetector::new(&first, wants, &sniffed)?;
    let mut others = Vec::new();
    for column in beside.each() {
        let wants = Wants { column: Some(column.name), others: &[], ..wants };
        others.push(ColumnDetector::new(&first, wants, &sniffed)?);
    }
    let behind_first = (rows.head_bytes(), rows.position());
    let mut has_ended = false;
    while detector.settled().is_none() && !has_ended {
        match rows.read()? {
            Some(row) if !detector.is_over() => {
                detector.take(&row)?;
                others.iter_mut().try_for_each(|other| other.take(&row))?;
            }
            _ => has_ended = true,
        }
    }
    let header = detector.is_header() || others.iter().any(ColumnDetector::is_header);
    let index = detector.index(header)?;
    for (column, other) in beside.each().zip(&mut others) {
        column.index = other.index(header)?;
    }
    let (place, position) = if header { behind_first } else { start };
    let rest = rows.into_rest_from(place, has_ended);
    let mut rest = rest.ok_or_else(|| Problem::Undecided.anywhere())?;
    detector.restart(index, header);
    counts.rows.set(usize::from(header));
    counts.comment_lines.set(0);
    counts.marked_rows.set(0);
    (beside.notation, beside.columns) = (sniffed.notation.clone(), columns);
    let shape = Shape::of(&sniffed, position.delimiter, columns, index);
    let mut table = Table {
        detector,
        shape,
        position,
        counts: counts.clone(),
        total: None,
        sink: Some(sink),
        beginning,
        offset: 0,
        beside: Some(beside),
    };
    if let Some(mark) = from {
        table.go_on(&mut rest, mark)?;
    }
    let (detector, beside) = table.all_rows(rest)?;
    let column = Found::of(detector, sniffed, &counts).column()?;
    Ok((column, beside.map(|beside| beside.unused).unwrap_or_default()))
}
