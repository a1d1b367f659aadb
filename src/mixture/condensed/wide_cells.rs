//! Where the cells of a table are too wide for a θ, and which narrower ones it needs.

use std::collections::BTreeMap;
use std::fmt;

use super::cover::{Cover, WideCell, WideLeaves};
use super::grid::{Grid, GridCell};
use super::{Behind, Condensed};
use crate::mixture::short::Short;
use crate::mixture::theta::Theta;

/// The range of x in which the cells of a table are too wide for a θ: there the E-step is not exact
/// to twelve digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TooWide {
    /// Where it begins; −∞ if not the cells are too wide, but a mean is too far away from all of
    /// them for their digits.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How many cells are too wide.
    pub cells: usize,
    /// How many observations they have.
    pub count: u64,
}

impl fmt::Display for TooWide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", Short(self.from), Short(self.to))
    }
}

/// Returns where the cells of a cover are too wide, if some are.
pub(super) fn range(grid: &Grid, cover: &Cover) -> Option<TooWide> {
    let ends = |wide: &WideCell| {
        let (middle, half) = grid.cell(wide.cell.depth, wide.cell.number());
        TooWide { from: middle - half, to: middle + half, cells: 1, count: wide.count }
    };
    let cells = cover.too_wide.iter().map(ends).reduce(|a, b| TooWide {
        from: a.from.min(b.from),
        to: a.to.max(b.to),
        cells: a.cells + b.cells,
        count: a.count + b.count,
    });
    let (from, to) = (f64::NEG_INFINITY, f64::INFINITY);
    let everywhere = TooWide { from, to, cells: 0, count: 0 };
    cells.or_else(|| cover.nodes.is_too_coarse().then_some(everywhere))
}

/// The cells of a table that have to be cut for a θ, or for several, and how deep.
#[derive(Clone, Debug, PartialEq)]
pub struct RefinementPlan {
    /// The grid of the table.
    pub grid: Grid,
    /// The depth of the parts, of which there are 2^depth in an octave.
    pub depth: u32,
    /// The cells, each as its depth and number, in ascending order.
    pub cells: Vec<(u32, i64)>,
    /// How many observations they have.
    pub count: u64,
}

impl RefinementPlan {
    /// Returns the numbers of the parts at [`RefinementPlan::depth`], as the first and the last of
    /// each stretch without a gap, ascending.
    pub fn parts(&self) -> Vec<(i64, i64)> {
        let parts = |(depth, number): &(u32, i64)| {
            let cell = GridCell::numbered(*depth, *number);
            let levels = self.depth - depth;
            let (inner, outer) = (cell.part(levels, 0), cell.part(levels, (1 << levels) - 1));
            let (a, b) = (inner.number(), outer.number());
            (a.min(b), a.max(b))
        };
        let mut parts: Vec<(i64, i64)> = self.cells.iter().map(parts).collect();
        parts.sort_unstable();
        parts.dedup_by(|next, before| {
            let is_next = next.0 <= before.1 + 1;
            before.1 = if is_next { before.1.max(next.1) } else { before.1 };
            is_next
        });
        parts
    }

    /// Returns a range of x that the cells lie in, a little wider than they are.
    pub fn range(&self) -> (f64, f64) {
        let ends = self.cells.iter().map(|(depth, number)| {
            let (middle, half) = self.grid.cell(*depth, *number);
            (middle - 2.0 * half, middle + 2.0 * half)
        });
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), (from, to)| {
            (lo.min(from), hi.max(to))
        })
    }
}

impl Condensed {
    /// Returns the cells of a table that are too wide for one of these θ, with their neighbours,
    /// since the next θ is not far away; none if all are narrow enough.
    pub fn refinement<'a>(
        &self,
        thetas: impl IntoIterator<Item = &'a Theta>,
    ) -> Option<RefinementPlan> {
        let mut cells: BTreeMap<(u32, i64), u64> = BTreeMap::new();
        let mut depth = 0;
        for theta in thetas {
            let answer = self.answer(theta, Behind::Nothing(WideLeaves::Measure));
            for wide in answer.into_iter().flat_map(|answer| answer.too_wide) {
                depth = depth.max(wide.depth);
                for number in neighbours(wide.cell) {
                    let cell = GridCell::numbered(wide.cell.depth, number);
                    let count = self.count_of(cell);
                    if count > 0 {
                        cells.insert((cell.depth, number), count);
                    }
                }
            }
        }
        // A neighbour may be as deep already.
        cells.retain(|(own, _), _| *own < depth);
        let count = cells.values().sum();
        let cells: Vec<_> = cells.into_keys().collect();
        let plan = RefinementPlan { grid: self.grid, depth, cells, count };
        (!plan.cells.is_empty()).then_some(plan)
    }

    /// Returns how many observations a cell has, if it is one of those that are not cut.
    fn count_of(&self, cell: GridCell) -> u64 {
        let trees = &self.half_lines[usize::from(!cell.left)];
        let tree = trees.get(cell.octave as usize).and_then(Option::as_ref);
        tree.and_then(|tree| tree.find(cell))
            .filter(|leaf| !leaf.is_cut())
            .map_or(0, |leaf| leaf.count)
    }
}

/// Returns the numbers of a cell and of those beside it, at its depth.
fn neighbours(cell: GridCell) -> impl Iterator<Item = i64> {
    let number = cell.number();
    (number - 1..=number + 1).filter(move |other| {
        let cell = GridCell::numbered(cell.depth, *other);
        cell.octave <= Grid::LAST_OCTAVE
    })
}
