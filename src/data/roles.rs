//! Columns beside the one that is fitted: weights, and the edges and counts of bins.

use super::csv::{Columns, NamedColumn};
use super::dataset::Dataset;
use super::error::DataError;
use super::examples;
use super::fault::{Fault, Location, Problem};
use super::note::DataNote;
use super::{Request, Source, read_columns};
use crate::mixture::{Bin, Grouped, GroupedError, MAX_MAGNITUDE, Sample, SampleError};

/// What further columns of the table say about the observations. Columns are named, or numbered
/// from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Roles {
    /// the column with the weight of each observation
    pub weights: Option<String>,
    /// the columns of grouped data, in the place of the one that is fitted
    pub bins: Option<Box<BinColumns>>,
}

/// The columns of grouped data: a row per bin.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BinColumns {
    /// the lower edges; the first may be empty
    pub lower: String,
    /// the upper edges; the last may be empty
    pub upper: String,
    /// how many observations each has
    pub count: String,
}

/// Returns the roles that a request asks for, or that its example has; none if it is about a
/// single column.
pub(super) fn of(request: &Request) -> Option<Roles> {
    let roles = &request.roles;
    if roles.weights.is_some() || roles.bins.is_some() {
        return Some(roles.clone());
    }
    let Source::Example(name) = &request.source else { return None };
    let [lower, upper, count] =
        examples::find(name).ok()?.bins.filter(|_| request.column.is_none())?.map(str::to_owned);
    Some(Roles { weights: None, bins: Some(Box::new(BinColumns { lower, upper, count })) })
}

/// Reads the columns of these roles.
pub(super) fn read(request: &Request, roles: &Roles) -> Result<Dataset, DataError> {
    match roles {
        Roles { bins: Some(bins), .. } => {
            let BinColumns { lower, upper, count } = &**bins;
            let table = read_columns(request, false, &[lower, upper, count]);
            let table = table.map_err(about_edges)?;
            let has_lines = table.has_lines;
            grouped(table).map_err(|error| located(error, has_lines))
        }
        Roles { weights: Some(weights), .. } => {
            let table = read_columns(request, true, &[weights])?;
            let has_lines = table.has_lines;
            weighted(table).map_err(|error| located(error, has_lines))
        }
        Roles { .. } => super::read(request),
    }
}

/// Returns an error with the number of a row if the file has no lines.
fn located(error: DataError, has_lines: bool) -> DataError {
    if has_lines { error } else { DataError { fault: error.fault.in_rows(), ..error } }
}

/// Returns the observations of a column with their weights in another.
fn weighted(mut table: Columns) -> Result<Dataset, DataError> {
    let source = table.source;
    let (Some(weights), Some(fitted)) = (table.columns.pop(), table.columns.pop()) else {
        return Err(Problem::Empty.anywhere().of(&source));
    };
    let fault = |problem: Problem, row: usize| Fault {
        column: Some(weights.name.clone()),
        ..problem.on_line(table.lines[row])
    };
    let (mut xs, mut ws, mut zeros) = (Vec::new(), Vec::new(), 0);
    let rows = fitted.cells.iter().zip(&weights.cells).enumerate();
    for (row, (x, weight)) in rows.filter_map(|(row, (x, w))| x.map(|x| (row, (x, w)))) {
        let weight = weight.ok_or_else(|| fault(Problem::NoWeight, row).of(&source))?;
        if weight == 0.0 {
            zeros += 1;
        } else if (1.0 / MAX_MAGNITUDE..=MAX_MAGNITUDE).contains(&weight) {
            xs.push(x);
            ws.push(weight);
        } else {
            return Err(fault(Problem::Weight(weight), row).of(&source));
        }
    }
    if xs.is_empty() && zeros > 0 {
        let column = Some(weights.name);
        return Err(Fault { column, ..Problem::AllWeightsZero.anywhere() }.of(&source));
    }
    let sample = Sample::weighted(xs, ws).map_err(|error| {
        let problem = match error {
            SampleError::Empty => Problem::NoNumbers(fitted.left_out.clone()),
            other => Problem::Sample(other),
        };
        Fault { column: Some(fitted.name.clone()), ..problem.anywhere() }.of(&source)
    })?;
    let mut notes = table.notes;
    if fitted.name == weights.name && fitted.cells == weights.cells {
        notes.push(DataNote::OwnWeights { column: weights.name.clone() });
    }
    if zeros > 0 {
        notes.push(DataNote::ZeroWeights { column: weights.name, count: zeros });
    }
    Ok(Dataset { left_out: fitted.left_out, notes, ..Dataset::new(source, fitted.name, sample) })
}

/// An edge is not written as an infinite number.
fn about_edges(error: DataError) -> DataError {
    let Problem::NotFinite { text } = error.fault.problem else { return error };
    let problem = Problem::InfiniteEdge { text };
    DataError { fault: Fault { problem, ..error.fault }, ..error }
}

/// Returns the grouped data of three columns.
fn grouped(mut table: Columns) -> Result<Dataset, DataError> {
    let source = table.source;
    let (Some(counts), Some(upper), Some(lower)) =
        (table.columns.pop(), table.columns.pop(), table.columns.pop())
    else {
        return Err(Problem::Empty.anywhere().of(&source));
    };
    let pairs = [(&lower, &upper), (&lower, &counts), (&upper, &counts)];
    if let Some((same, _)) = pairs.iter().find(|(a, b)| a.index == b.index) {
        let column = same.name.clone();
        return Err(Problem::SameColumn { column }.anywhere().of(&source));
    }
    let found = bins(&table.lines, &lower, &upper, &counts).map_err(|fault| fault.of(&source))?;
    let notes = table.notes.into_iter().chain(found.fractional(&counts));
    let notes = notes.collect();
    let sample = Sample::grouped(found.grouped().map_err(|fault| fault.of(&source))?);
    Ok(Dataset { notes, ..Dataset::new(source, common_name(&lower.name, &upper.name), sample) })
}

/// Bins with the lines they are on.
struct Bins {
    bins: Vec<Bin>,
    lines: Vec<u64>,
}

fn bins(
    lines: &[u64],
    lower: &NamedColumn,
    upper: &NamedColumn,
    counts: &NamedColumn,
) -> Result<Bins, Fault> {
    let mut found = Bins { bins: Vec::new(), lines: Vec::new() };
    for (row, line) in lines.iter().enumerate() {
        let (edges, count) = ((lower.cells[row], upper.cells[row]), counts.cells[row]);
        if (edges, count) == ((None, None), None) {
            continue;
        }
        let Some(count) = count else {
            let column = Some(counts.name.clone());
            return Err(Fault { column, ..Problem::NoCount.on_line(*line) });
        };
        let bin = Bin {
            lower: edges.0.unwrap_or(f64::NEG_INFINITY),
            upper: edges.1.unwrap_or(f64::INFINITY),
            count,
        };
        for (which, is_open) in [
            ("lower", (|bin| bin.lower.is_infinite()) as fn(&Bin) -> bool),
            ("upper", |bin| bin.upper.is_infinite()),
        ] {
            let other = found.bins.iter().position(is_open).filter(|_| is_open(&bin));
            if let Some(other) = other {
                let line_of_other = found.lines[other];
                let problem = Problem::SecondOpenBin { which, line: line_of_other };
                return Err(problem.on_line(*line));
            }
        }
        found.bins.push(bin);
        found.lines.push(*line);
    }
    Ok(found)
}

impl Bins {
    fn grouped(&self) -> Result<Grouped, Fault> {
        Grouped::new(&self.bins).map_err(|error| {
            let row = match &error {
                GroupedError::Edge { index, .. }
                | GroupedError::Reversed { index, .. }
                | GroupedError::Everything { index }
                | GroupedError::Count { index, .. } => Some(*index),
                GroupedError::Gap { right, .. } | GroupedError::Overlap { right, .. } => {
                    Some(*right)
                }
                _ => None,
            };
            let location = row.map(|row| Location::Line(self.lines[row]));
            let problem = match (error, self.halves()) {
                (gap @ GroupedError::Gap { .. }, Some((lower, between))) => {
                    Problem::InclusiveBins { gap: Box::new(gap), lower, between }
                }
                (error, _) => Problem::Grouped(error),
            };
            Fault { location, column: None, problem }
        })
    }

    /// Returns the first edge, and the one between the first two bins, half-way between whole
    /// numbers: if every bin ends 1 below the next, it is meant to include its edges.
    fn halves(&self) -> Option<(f64, f64)> {
        let mut bins = self.bins.clone();
        bins.sort_by(|a, b| a.lower.total_cmp(&b.lower));
        let is_whole = |x: f64| x.is_infinite() || x.fract() == 0.0;
        let are_whole = bins.iter().all(|bin| is_whole(bin.lower) && is_whole(bin.upper));
        let are_apart = bins.windows(2).all(|pair| pair[1].lower - pair[0].upper == 1.0)
            && bins.iter().all(|bin| bin.upper - bin.lower > 1.0);
        let [first, second, ..] = bins[..] else { return None };
        (are_whole && are_apart).then_some((first.lower - 0.5, second.lower - 0.5))
    }

    fn fractional(&self, counts: &NamedColumn) -> Option<DataNote> {
        let first = self.bins.iter().position(|bin| bin.count.fract() != 0.0)?;
        Some(DataNote::FractionalCounts { column: counts.name.clone(), line: self.lines[first] })
    }
}

/// Returns what the names of two edges have in common, as `width` for `width_lower` and
/// `width_upper`; `x` if that is next to nothing.
fn common_name(lower: &str, upper: &str) -> String {
    let same = lower.chars().zip(upper.chars()).take_while(|(a, b)| a == b);
    let common: String = same.map(|(a, _)| a).collect();
    let common = common.trim_end_matches(|c: char| !c.is_alphanumeric());
    if common.chars().count() < 2 { "x".to_owned() } else { common.to_owned() }
}

#[cfg(test)]
mod tests;
