//! From the rows of a table to the trees of a condensed sample.

use rayon::prelude::*;

use super::Condensed;
use super::build::HalfLines;
use super::grid::{DEPTH, GridCell, outward};
use super::moment_tree::{MomentTree, Refinement};
use super::power_sums::PowerSums;
use super::table::{CellKey, CondensedTable};
use super::table_row::{TableError, TableRow};
use crate::mixture::sum::CompensatedSum;

/// How many levels of parts a tree below a leaf has at the most.
const LEVELS: u32 = 6;

/// Returns the condensed sample that a table holds.
pub(super) fn condensed(table: &CondensedTable) -> Result<Condensed, TableError> {
    let leaves = table.leaves()?;
    let leaves: Vec<(CellKey, TableRow)> =
        leaves.into_iter().map(|row| (CellKey::of(&row), row)).collect();
    let octaves = leaves.iter().map(|(key, _)| octave(*key) + 1).max().unwrap_or(1);
    let (left, right) = leaves.split_at(leaves.partition_point(|(key, _)| !key.right));
    let half_line = |left: bool, leaves: &[(CellKey, TableRow)]| {
        let tree = |octave: u32| {
            let start = leaves.partition_point(|(key, _)| self::octave(*key) < octave);
            let end = leaves.partition_point(|(key, _)| self::octave(*key) <= octave);
            let root = GridCell { left, octave, depth: 0, index: 0 };
            let rows = Rows { is_weighted: table.is_weighted(), rows: &leaves[start..end] };
            (start < end).then(|| rows.tree(root, DEPTH))
        };
        (0..octaves).into_par_iter().map(tree).collect::<Vec<_>>()
    };
    let half_lines: HalfLines = [half_line(true, left), half_line(false, right)];
    let weights = leaves.iter().map(|(_, row)| row.sums.weight());
    Ok(Condensed {
        grid: table.grid(),
        half_lines,
        count: leaves.iter().map(|(_, row)| row.count).sum(),
        total_weight: weights.collect::<CompensatedSum>().value(),
    })
}

fn octave(key: CellKey) -> u32 {
    (key.ordinal >> 52) as u32
}

/// Some of the rows of a table, outwards.
#[derive(Clone, Copy)]
struct Rows<'a> {
    is_weighted: bool,
    rows: &'a [(CellKey, TableRow)],
}

impl Rows<'_> {
    /// Returns the tree, of this many levels, over the parts of the cell that all of them are in.
    fn tree(self, root: GridCell, levels: u32) -> MomentTree {
        let depth = root.depth + levels;
        let mut parts = vec![(0, PowerSums::default()); 1 << levels];
        let mut refinements: Vec<(usize, Refinement)> = Vec::new();
        for rows in self.rows.chunk_by(|(a, _), (b, _)| part_of(*a, depth) == part_of(*b, depth)) {
            let part = part_of(rows[0].0, depth) & ((1 << levels) - 1);
            let count = rows.iter().map(|(_, row)| row.count).sum();
            let row = &rows[0].1;
            let sums = if row.depth == depth {
                let points = self.known_points(row).map(Refinement::Points);
                refinements.extend(points.map(|points| (part as usize, points)));
                row.sums
            } else {
                let shallowest = rows.iter().map(|(_, row)| row.depth).min().unwrap_or(depth);
                let rows = Rows { rows, ..self };
                let finer = rows.tree(root.part(levels, part), LEVELS.min(shallowest - depth));
                let sums = *finer.sums_of_all();
                refinements.push((part as usize, Refinement::Finer(Box::new(finer))));
                sums
            };
            parts[part as usize] = (count, sums);
        }
        let tree = MomentTree::new(root, levels, &parts);
        for (part, refinement) in refinements {
            tree.refine(part, refinement);
        }
        tree
    }

    /// Returns the observations of a cell with their weights, if the least and the largest of them
    /// are all there are.
    fn known_points(self, row: &TableRow) -> Option<Vec<(f64, f64)>> {
        if row.min == row.max {
            return Some(vec![(row.min, row.sums.weight())]);
        }
        (row.count == 2 && !self.is_weighted).then(|| vec![(row.min, 1.0), (row.max, 1.0)])
    }
}

/// Returns the number of the cell of this depth that a row is in.
fn part_of(key: CellKey, depth: u32) -> u64 {
    outward(key.ordinal, depth)
}
