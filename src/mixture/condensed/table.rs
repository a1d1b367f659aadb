//! Sums of powers as a table, which can be made elsewhere and in pieces: by a database's `GROUP BY`
//! or a stream, a day or a shard at a time.
//!
//! A row has the sums of a cell of the grid. The bins of a grid have depth 11; a *refinement* has
//! rows of deeper cells, which together are what a bin of the table is made of, and replace it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::GridMismatch;
use super::grid::{DEEPEST, DEPTH, Grid, GridCell, outward};
use super::power_sums::{POWERS, PowerSums};
use crate::mixture::sample::MAX_MAGNITUDE;
use crate::mixture::short::Short;

/// How far sums that engines rounded may contradict each other, as a share of the weight.
const ROUNDING: f64 = 1e-9;

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

/// A condensed sample as a table: a [`Grid`], and rows of cells that have observations, in
/// ascending order of depth and position.
#[derive(Clone, Debug, PartialEq)]
pub struct CondensedTable {
    grid: Grid,
    is_weighted: bool,
    rows: Vec<TableRow>,
}

/// Tables that are added in pairs, and pairs of these again, as they come.
#[derive(Clone, Debug, Default)]
pub struct TableAdder {
    /// Each is the sum of 2^level tables; the levels descend.
    sums: Vec<(u32, CondensedTable)>,
}

impl TableAdder {
    /// Adds a table.
    ///
    /// # Errors
    /// Returns an error if it is on another grid, or only it or the others are weighted. An error
    /// can also come later, from a table that is added then or from [`TableAdder::finish`].
    pub fn add(&mut self, table: CondensedTable) -> Result<(), TableError> {
        let mut sum = (0, table);
        while let Some((level, before)) = self.sums.pop_if(|(level, _)| *level == sum.0) {
            sum = (level + 1, before.plus(&sum.1)?);
        }
        self.sums.push(sum);
        Ok(())
    }

    /// Returns the sum of all tables.
    ///
    /// # Errors
    /// Returns an error if there is none, or if two of them cannot be added.
    pub fn finish(self) -> Result<CondensedTable, TableError> {
        let mut sums = self.sums.into_iter().rev().map(|(_, sum)| sum);
        let last = sums.next().ok_or(TableError::Empty)?;
        sums.try_fold(last, |sum, before| before.plus(&sum))
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
            | Self::NoParent { .. }
            | Self::Refinement { .. }
            | Self::Grid(_)
            | Self::Weights => None,
        }
    }
}

impl CondensedTable {
    /// Returns the table of these rows, which may be in any order.
    ///
    /// # Errors
    /// Returns an error if there is no row, for a row that contradicts itself, and for the second
    /// row of a cell.
    pub fn new(grid: Grid, is_weighted: bool, rows: Vec<TableRow>) -> Result<Self, TableError> {
        if rows.is_empty() {
            return Err(TableError::Empty);
        }
        for (index, row) in rows.iter().enumerate() {
            check_row(&grid, is_weighted, index, row)?;
        }
        let key = |row: &TableRow| (row.depth, row.bin);
        if rows.is_sorted_by(|a, b| key(a) < key(b)) {
            return Ok(Self { grid, is_weighted, rows });
        }
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|index| key(&rows[*index]));
        if let Some(pair) = order.windows(2).find(|pair| key(&rows[pair[0]]) == key(&rows[pair[1]]))
        {
            let (first, row) = (pair[0], pair[1]);
            return Err(TableError::Duplicate { row, first, bin: rows[row].bin });
        }
        let rows = order.into_iter().map(|index| rows[index]).collect();
        Ok(Self { grid, is_weighted, rows })
    }

    /// Returns the observations of all tables taken together. They are added in pairs, and pairs of
    /// these again, so that rounding errors grow with the logarithm of their number.
    ///
    /// # Errors
    /// Returns an error if there is no table, or if they are on different grids, or only some are
    /// weighted.
    pub fn sum(tables: impl IntoIterator<Item = Self>) -> Result<Self, TableError> {
        let mut adder = TableAdder::default();
        tables.into_iter().try_for_each(|table| adder.add(table))?;
        adder.finish()
    }

    /// Returns the observations of both tables taken together.
    ///
    /// # Errors
    /// Returns an error if they are on different grids, or only one of them is weighted.
    pub fn plus(&self, other: &Self) -> Result<Self, TableError> {
        if self.grid != other.grid {
            return Err(GridMismatch(self.grid, other.grid).into());
        }
        if self.is_weighted != other.is_weighted {
            return Err(TableError::Weights);
        }
        let key = |row: &TableRow| (row.depth, row.bin);
        let (mut mine, mut theirs) = (&self.rows[..], &other.rows[..]);
        let mut rows = Vec::with_capacity(mine.len().max(theirs.len()));
        while let ([a, ..], [b, ..]) = (mine, theirs) {
            let order = key(a).cmp(&key(b));
            rows.push(match order {
                Ordering::Less => *a,
                Ordering::Greater => *b,
                Ordering::Equal => a.plus(b),
            });
            mine = &mine[usize::from(order.is_le())..];
            theirs = &theirs[usize::from(order.is_ge())..];
        }
        rows.extend_from_slice(mine);
        rows.extend_from_slice(theirs);
        Ok(Self { rows, ..*self })
    }

    /// Returns the grid: where the cells lie.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Returns whether observations have weights other than 1.
    pub fn is_weighted(&self) -> bool {
        self.is_weighted
    }

    /// Returns the rows, in ascending order of depth and number.
    pub fn rows(&self) -> &[TableRow] {
        &self.rows
    }

    /// Returns whether the rows are parts of bins that another table has.
    pub fn is_refinement(&self) -> bool {
        self.rows[0].depth > DEPTH
    }

    /// Returns the rows of the cells that are not refined.
    ///
    /// # Errors
    /// Returns an error if a refinement does not belong to the bins.
    pub(in crate::mixture) fn leaf_rows(&self) -> Result<Vec<TableRow>, TableError> {
        Ok(self.leaves()?.into_values().collect())
    }

    /// Returns the cells that the observations are known in: of a bin that is refined, its parts.
    ///
    /// # Errors
    /// Returns an error if a cell refines a bin that is not there, or one that has another number
    /// of observations than all of its parts.
    pub(super) fn leaves(&self) -> Result<BTreeMap<CellKey, TableRow>, TableError> {
        let mut leaves: BTreeMap<CellKey, TableRow> = BTreeMap::new();
        let mut start = 0;
        while start < self.rows.len() {
            let depth = self.rows[start].depth;
            let end = start + self.rows[start..].partition_point(|row| row.depth == depth);
            let rows = &self.rows[start..end];
            if depth == DEPTH {
                leaves.extend(rows.iter().map(|row| (CellKey::of(row), *row)));
            } else {
                refine(&mut leaves, rows)?;
            }
            start = end;
        }
        Ok(leaves)
    }
}

/// Replaces cells by the rows that they are made of, all of one depth.
fn refine(leaves: &mut BTreeMap<CellKey, TableRow>, rows: &[TableRow]) -> Result<(), TableError> {
    let mut refined: BTreeMap<CellKey, u64> = BTreeMap::new();
    for row in rows {
        let key = CellKey::of(row);
        let parent = leaves.range(..=key).next_back().map(|(parent, found)| (*parent, found.depth));
        let parent = parent.filter(|(parent, depth)| parent.contains(*depth, key));
        let Some((parent, _)) = parent else {
            let cell = GridCell::numbered(row.depth, row.bin);
            let parent = cell.ancestor(DEPTH).number();
            return Err(TableError::NoParent { bin: row.bin, depth: row.depth, parent });
        };
        *refined.entry(parent).or_default() += row.count;
    }
    for (key, count) in refined {
        let Some(parent) = leaves.remove(&key) else { continue };
        if parent.count != count {
            let (bin, refined) = (parent.bin, count);
            return Err(TableError::Refinement { bin, count: parent.count, refined });
        }
    }
    leaves.extend(rows.iter().map(|row| (CellKey::of(row), *row)));
    Ok(())
}

/// Where a cell begins: its side, and the first ordinal in it. Cells that do not overlap are in the
/// order of their positions outwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellKey {
    pub right: bool,
    pub ordinal: u64,
}

impl CellKey {
    pub(super) fn of(row: &TableRow) -> Self {
        let cell = GridCell::numbered(row.depth, row.bin);
        Self { right: !cell.left, ordinal: cell.outward() << (52 - row.depth) }
    }

    /// Returns whether the cell that begins here, of this depth, holds another one.
    fn contains(self, depth: u32, other: Self) -> bool {
        let first = |key: Self| outward(key.ordinal, depth);
        self.right == other.right && first(self) == first(other)
    }
}

impl TableRow {
    /// Returns the observations of two rows of one cell taken together.
    fn plus(&self, other: &Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            sums: self.sums.plus(&other.sums),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            ..*self
        }
    }
}

/// Returns what is wrong with a row on its own.
fn check_row(
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
    let u = |x: f64| grid.u(x, depth);
    let mean = row.sums.0[1] / row.sums.0[0];
    if !(u(row.min) - ROUNDING..=u(row.max) + ROUNDING).contains(&mean) {
        let what =
            "the mean that s1/s0 gives is not between the least and the largest x".to_owned();
        return Err(TableError::Contradiction { row: index, bin, what });
    }
    Ok(())
}

/// Returns what of a row's sums no observations have, if anything.
fn contradiction(is_weighted: bool, row: &TableRow) -> Option<String> {
    let s = &row.sums.0;
    let number = |x: f64| Short(x).to_string();
    if let Some(p) = (0..POWERS).find(|p| !s[*p].is_finite()) {
        return Some(format!("s{p} is {}", s[p]));
    }
    if !(1.0 / MAX_MAGNITUDE..=MAX_MAGNITUDE).contains(&s[0]) {
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
