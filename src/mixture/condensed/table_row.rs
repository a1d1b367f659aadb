//! A row of a condensed table, and what can be wrong with it.

use super::GridMismatch;
use super::grid::{DEEPEST, DEPTH, Grid};
use super::power_sums::{POWERS, PowerSums};
use crate::mixture::sample::MAX_MAGNITUDE;
use crate::mixture::short::Short;

/// How far sums that engines rounded may contradict each other, as a share of the weight.
const ROUNDING: f64 = 1e-9;
/// The most observations of a table, so that their counts can be added.
pub(super) const MOST_COUNT: u64 = 1_000_000_000_000_000_000;
/// The largest sum of weights: as many of the largest weight as are ever added.
const MOST_WEIGHT: f64 = 1e160;

/// A row of a table: what the observations of one cell come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableRow {
    /// How deep the cell is: there are 2^depth in each octave. That of bins is
    /// [`Grid::BIN_DEPTH`].
    pub depth: u32,
    /// The cell's number at that depth, from which [`Grid::cell`] tells its middle and width.
    pub bin: i64,
    /// How many observations there are.
    pub count: u64,
    /// Their sums of powers, with u = (x − middle) / half the width.
    pub sums: PowerSums,
    /// The smallest of them.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl TableRow {
    /// Returns the observations of two rows of one cell taken together.
    pub(super) fn plus(&self, other: &Self) -> Self {
        Self {
            count: self.count + other.count,
            sums: self.sums.plus(&other.sums),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            ..*self
        }
    }
}

/// Why rows are no table. `row` is the place among the rows that were given, from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// There are no rows.
    #[error("the table has no rows: no observation was taken in")]
    Empty,
    /// A depth that cells do not have.
    #[error("depth {depth}: cells have a depth of {DEPTH} to {DEEPEST}")]
    Depth {
        /// which row
        row: usize,
        /// what it says
        depth: u32,
    },
    /// A number beyond the last cell.
    #[error("there is no bin {bin} at depth {depth}: a grid has 64 octaves on either side")]
    NoSuchBin {
        /// which row
        row: usize,
        /// the number
        bin: i64,
        /// its depth
        depth: u32,
    },
    /// A row without observations.
    #[error("bin {bin} has n = 0; leave empty bins out")]
    NoCount {
        /// which row
        row: usize,
        /// its number
        bin: i64,
    },
    /// More observations than a table is made of.
    #[error(
        "{0} observations or more in all: a table has up to 10¹⁸; is a count wrong?",
        MOST_COUNT
    )]
    TooMany,
    /// Sums that no observations have.
    #[error("bin {bin}: {what}, which no observations have; make the table again")]
    Contradiction {
        /// which row
        row: usize,
        /// its number
        bin: i64,
        /// what contradicts what
        what: String,
    },
    /// A row whose observations lie elsewhere.
    #[error(
        "bin {bin}: its {which} x, {x:?}, lies in bin {other}; it was rounded, or the bin is of another grid"
    )]
    Outside {
        /// which row
        row: usize,
        /// its number
        bin: i64,
        /// least or largest
        which: &'static str,
        /// where it is
        x: f64,
        /// the bin there
        other: i64,
    },
    /// A second row of the same cell.
    #[error("bin {bin} is there twice; each bin of a table has one row")]
    Duplicate {
        /// which row
        row: usize,
        /// the row before that has the same cell
        first: usize,
        /// its number
        bin: i64,
    },
    /// A refinement of what is not there.
    #[error(
        "bin {bin} at depth {depth} is part of bin {parent}, which is not there; open a refinement together with the table that it refines"
    )]
    NoParent {
        /// the cell
        bin: i64,
        /// its depth
        depth: u32,
        /// the bin that it is part of
        parent: i64,
    },
    /// A refinement that has not as many observations as what it refines.
    #[error(
        "bin {bin} has {count} observations and its refinement {refined}; refine all tables that are added, and from the same data"
    )]
    Refinement {
        /// the bin that is refined
        bin: i64,
        /// how many observations it has
        count: u64,
        /// how many its parts have
        refined: u64,
    },
    /// Tables that cannot be added.
    #[error(transparent)]
    Grid(#[from] GridMismatch),
    /// Weighted observations next to others.
    #[error("one table is weighted and the other is not; make both with weights, or both without")]
    Weights,
}

impl TableError {
    /// Returns the row that is wrong, if it is one: its place among those given.
    pub fn row(&self) -> Option<usize> {
        match self {
            Self::Depth { row, .. }
            | Self::NoSuchBin { row, .. }
            | Self::NoCount { row, .. }
            | Self::Contradiction { row, .. }
            | Self::Outside { row, .. }
            | Self::Duplicate { row, .. } => Some(*row),
            Self::Empty
            | Self::TooMany
            | Self::NoParent { .. }
            | Self::Refinement { .. }
            | Self::Grid(_)
            | Self::Weights => None,
        }
    }
}

/// Returns what is wrong with a row on its own.
pub(super) fn check_row(
    grid: &Grid,
    is_weighted: bool,
    index: usize,
    row: &TableRow,
) -> Result<(), TableError> {
    let TableRow { depth, bin, count, .. } = *row;
    if !(DEPTH..=DEEPEST).contains(&depth) {
        return Err(TableError::Depth { row: index, depth });
    }
    let outwards = if bin < 0 { !bin } else { bin }.unsigned_abs();
    if outwards >> depth > u64::from(Grid::LAST_OCTAVE) {
        return Err(TableError::NoSuchBin { row: index, bin, depth });
    }
    if count == 0 {
        return Err(TableError::NoCount { row: index, bin });
    }
    if let Some(what) = contradiction(is_weighted, row) {
        return Err(TableError::Contradiction { row: index, bin, what });
    }
    for (which, x) in [("least", row.min), ("largest", row.max)] {
        let other = grid.cell_of(x, depth);
        if other != bin {
            return Err(TableError::Outside { row: index, bin, which, x, other });
        }
    }
    match against_ends(grid, is_weighted, row) {
        Some(what) => Err(TableError::Contradiction { row: index, bin, what }),
        None => Ok(()),
    }
}

/// Returns what of a row's sums no observations have, if anything.
fn contradiction(is_weighted: bool, row: &TableRow) -> Option<String> {
    let s = &row.sums.0;
    let number = |x: f64| Short(x).to_string();
    if let Some(p) = (0..POWERS).find(|p| !s[*p].is_finite()) {
        return Some(format!("s{p} is {}", s[p]));
    }
    if !(1.0 / MAX_MAGNITUDE..=MOST_WEIGHT).contains(&s[0]) {
        return Some(format!("s0, the sum of the weights, is {}", number(s[0])));
    }
    if !is_weighted && s[0] != row.count as f64 {
        return Some(format!("n is {} and s0 {} without weights", row.count, number(s[0])));
    }
    // u may lie a little outside of the deepest cells, by rounding.
    let slack = ROUNDING + if row.depth >= 40 { 1.0 / 4.0 } else { 0.0 };
    for p in [2, 4, 6] {
        if !(s[p] >= -slack * s[0] && s[p] <= s[p - 2] + slack * s[0]) {
            let (high, low) = (number(s[p]), number(s[p - 2]));
            return Some(format!("s{p} is {high} and s{} {low}, not s0 ≥ s2 ≥ s4 ≥ s6 ≥ 0", p - 2));
        }
    }
    for p in [1, 3, 5, 7] {
        if s[p].abs() > s[p - 1] + slack * s[0] {
            let (high, low) = (number(s[p]), number(s[p - 1]));
            return Some(format!("|s{p}| is beyond s{}: {high} and {low}", p - 1));
        }
    }
    if s[1] * s[1] > s[0] * s[2] + ROUNDING * s[0] * s[0] {
        return Some("s1² is larger than s0·s2".to_owned());
    }
    if !(row.min.abs() <= MAX_MAGNITUDE && row.max.abs() <= MAX_MAGNITUDE) {
        return Some(format!("x is {:?} to {:?}, beyond ±1e140", row.min, row.max));
    }
    if row.min > row.max {
        return Some(format!("its least x is {:?} and its largest {:?}", row.min, row.max));
    }
    (row.count == 1 && row.min != row.max)
        .then(|| format!("n is 1, and x is both {:?} and {:?}", row.min, row.max))
}

/// Returns what of a row's sums contradicts its least and largest x, if anything.
fn against_ends(grid: &Grid, is_weighted: bool, row: &TableRow) -> Option<String> {
    let [s0, s1, s2, ..] = row.sums.0;
    let (low, high) = (grid.u(row.min, row.depth), grid.u(row.max, row.depth));
    let slack = ROUNDING * s0;
    if !(low * s0 - slack..=high * s0 + slack).contains(&s1) {
        return Some("the mean that s1/s0 gives is not between the least and the largest x".into());
    }
    let variance = s2 - s1 * (s1 / s0);
    // As much as two observations at the ends have, and the others between them at their mean.
    let spread = high - low;
    if !is_weighted && variance < 0.5 * spread * spread - slack {
        return Some("s2 is too small for so different a least and largest x".into());
    }
    // No more than if all were at the ends (Bhatia & Davis 2000).
    let mean = s1 / s0;
    (variance > s0 * (high - mean) * (mean - low) + slack)
        .then(|| "s2 is too large for the least and the largest x".into())
}
