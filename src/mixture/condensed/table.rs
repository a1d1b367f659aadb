//! Sums of powers as a table, which can be made elsewhere and in pieces: by a database's `GROUP BY`
//! or a stream, a day or a shard at a time.
//!
//! A row has the sums of a cell of the grid. The bins of a grid have depth 11; a *refinement* has
//! rows of deeper cells, which together are what a bin of the table is made of, and replace it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::GridMismatch;
use super::grid::{DEPTH, Grid, GridCell, outward};
use super::table_row::{MOST_COUNT, TableError, TableRow, check_row};

/// The version of the format that `docs/condensed.md` describes.
pub const FORMAT_VERSION: u32 = 1;

/// Rows that a thread checks at once, at the least.
const MANY: usize = 1024;

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
        let rows_by_index = rows.par_iter().enumerate().with_min_len(MANY);
        let checked = rows_by_index.map(|(index, row)| check_row(&grid, is_weighted, index, row));
        // The first of those that are wrong is named.
        checked.find_first(Result::is_err).unwrap_or(Ok(()))?;
        check_total(&rows, &[])?;
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
        check_total(&self.rows, &other.rows)?;
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

    /// Returns how many observations its bins have. Those of a refinement are among them.
    pub fn count(&self) -> u64 {
        let bins = self.rows.iter().filter(|row| row.depth == Grid::BIN_DEPTH);
        bins.map(|row| row.count).fold(0, u64::saturating_add)
    }

    /// Returns the rows of the cells that the observations are known in, of a bin that is refined
    /// its parts: first those on the left, then those on the right, both outwards.
    ///
    /// # Errors
    /// Returns an error if a cell refines a bin that is not there, or one that has another number
    /// of observations than all of its parts.
    pub(in crate::mixture) fn leaves(&self) -> Result<Vec<TableRow>, TableError> {
        let (bins, deeper) =
            self.rows.split_at(self.rows.partition_point(|row| row.depth == DEPTH));
        let (left, right) = bins.split_at(bins.partition_point(|row| row.bin < 0));
        let bins = left.iter().rev().chain(right);
        if deeper.is_empty() {
            return Ok(bins.copied().collect());
        }
        let mut leaves = bins.map(|row| (CellKey::of(row), *row)).collect();
        for rows in deeper.chunk_by(|a, b| a.depth == b.depth) {
            refine(&mut leaves, rows)?;
        }
        Ok(leaves.into_values().collect())
    }
}

/// Refuses more observations than can be counted.
fn check_total(rows: &[TableRow], others: &[TableRow]) -> Result<(), TableError> {
    let counts = rows.iter().chain(others).map(|row| row.count);
    let total = counts.fold(0, u64::saturating_add);
    if total > MOST_COUNT { Err(TableError::TooMany) } else { Ok(()) }
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
