//! A sample condensed to weighted nodes, a few hundred for each component, that give the E-step's
//! sums to twelve digits.
//!
//! The line is cut into bins that follow the data ([`Grid`]), and of the points in a bin the sums
//! of powers Σ w uᵖ, p = 0 … 7, are kept ([`PowerSums`]). Bins add up to wider ones by exact
//! algebra, so for every θ each stretch of the line has cells of the right width without another
//! look at the data (`cover`). The four Gauss nodes of a cell (`quadrature`) have the same sums of
//! powers as its points, and go through the same E-step as points do.
//!
//! If a σ is too small for the bins, those it touches are cut again from the data; if the nodes
//! would not be far fewer than the points, there is no condensed result and the points themselves
//! are summed. What comes out is a function of the data and θ alone: not of threads, nor
//! of what was asked before.

mod build;
mod cover;
mod discrepancy;
mod expected;
mod grid;
mod moment_tree;
mod origin;
mod power_sums;
mod quadrature;
mod stream;
mod table;
mod table_row;
mod table_tree;
mod wide_cells;

use super::expectation::Expectation;
use super::points::probes;
use super::sample::Sample;
use super::theta::Theta;
use build::HalfLines;
use cover::{Cover, ScaledComponent, WideCell, WideLeaves};
pub use discrepancy::Discrepancy;
use expected::Expected;
pub use grid::Grid;
use grid::{DEEPEST, outward};
use origin::counted_from;
pub use power_sums::{POWERS, PowerSums};
pub use stream::{Condenser, GridScout, OutOfReach};
pub use table::{CondensedTable, FORMAT_VERSION, TableAdder};
pub use table_row::{TableError, TableRow};
pub use wide_cells::{RefinementPlan, TooWide};

/// How many observations the median and the spread are estimated from, to find a grid.
const PROBES: usize = 4096;
/// Condensing pays if there are at least this many times fewer nodes than points.
const PAYS: usize = 4;
/// How often cells are chosen again if the E-step does not find what was expected, before the
/// observations themselves are summed.
const ROUNDS: usize = 6;

/// The sums of powers of a sample, bin by bin: from them an E-step takes a few hundred weighted
/// nodes for each component in place of the observations, and agrees to twelve digits.
///
/// It can also be made of a [`CondensedTable`], which was made elsewhere or in pieces; then there
/// are no observations behind it.
///
/// # Examples
/// ```
/// use emstep::mixture::{Condensed, Data, Sample, Theta, e_step};
///
/// // Two groups about 0 and 4.
/// let draw = |i: u32| 4.0 * f64::from(i % 2) + f64::from(i * 7919 % 10_007) / 1e4;
/// let sample = Sample::new((0..100_000).map(draw).collect())?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[0.0, 5.0], &[1.0, 1.0])?;
///
/// let condensed = Condensed::of(&sample).expect("a grid suits the data");
/// let from_nodes = e_step(Data::new(&sample, Some(&condensed)), &theta)?;
/// let exact = e_step(&sample, &theta)?;
///
/// assert!(from_nodes.nodes().is_some_and(|nodes| nodes < 2000) && exact.nodes().is_none());
/// assert!((from_nodes.log_likelihood() / exact.log_likelihood() - 1.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Condensed {
    grid: Grid,
    half_lines: HalfLines,
    count: u64,
    total_weight: f64,
}

/// Two tables that cannot be added: their bins lie elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "the grids differ: {},{} and {},{} (centre,scale); make both tables on one grid",
    .0.centre(), .0.scale(), .1.centre(), .1.scale()
)]
pub struct GridMismatch(pub Grid, pub Grid);

impl Grid {
    /// Returns a grid about the median whose scale is the spread of the middle half, both estimated
    /// from some thousand observations; `None` for data that no grid suits: too wide for their
    /// middle, or all equal.
    pub fn of(sample: &Sample) -> Option<Self> {
        Self::about(&probes(sample.values(), PROBES), sample.range())
    }

    /// Returns the grid of data of this range, from some of them in ascending order.
    fn about(probes: &[f64], (min, max): (f64, f64)) -> Option<Self> {
        let at = |share: f64| probes[((probes.len() - 1) as f64 * share) as usize];
        Self::from_quantiles(Self::SHARES.map(at), (min, max))
    }

    /// The shares of the quantiles that [`Grid::from_quantiles`] takes.
    pub(crate) const SHARES: [f64; 7] = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99];

    /// Returns the grid of data of this range, from their quantiles at [`Grid::SHARES`]; `None` if
    /// no grid suits them.
    pub(crate) fn from_quantiles(quantiles: [f64; 7], (min, max): (f64, f64)) -> Option<Self> {
        let [q01, q10, q25, q50, q75, q90, q99] = quantiles;
        // Where the middle half is a single value, the next wider part that is not.
        let spreads = [q75 - q25, q90 - q10, q99 - q01, max - min];
        let spread = spreads.into_iter().find(|spread| *spread > 0.0)?;
        let grid = Self::new(q50, spread)?;
        (grid.octaves((min, max)) <= Self::LAST_OCTAVE + 1).then_some(grid)
    }

    /// Returns how many octaves data of this range reach.
    pub(crate) fn octaves(&self, (min, max): (f64, f64)) -> u32 {
        let octave = |x: f64| outward(self.t(x).ordinal(), 0) as u32;
        octave(min).max(octave(max)) + 1
    }
}

impl Condensed {
    /// Condenses a sample on its own grid, in one pass. Returns `None` if no grid suits it.
    pub fn of(sample: &Sample) -> Option<Self> {
        Self::on(Grid::of(sample)?, sample)
    }

    /// Condenses a sample on this grid. Returns `None` if it reaches further than
    /// [`Grid::LAST_OCTAVE`].
    pub fn on(grid: Grid, sample: &Sample) -> Option<Self> {
        let octaves = grid.octaves(sample.range());
        // The E-step of grouped data is of intervals, not of points.
        if octaves > Grid::LAST_OCTAVE + 1 || sample.bins().is_some() || sample.summed().is_some() {
            return None;
        }
        let half_lines = build::condense(&grid, octaves, sample.values(), sample.weights());
        let (count, total_weight) = (sample.len() as u64, sample.total_weight());
        Some(Self { grid, half_lines, count, total_weight })
    }

    /// Returns the condensed sample that a table holds. There are no observations behind it: where
    /// its cells are too wide for a θ, [`Expectation::too_wide`] says so.
    ///
    /// # Errors
    /// Returns an error if the table has a refinement that does not belong to its bins.
    pub fn of_table(table: &CondensedTable) -> Result<Self, TableError> {
        table_tree::condensed(table)
    }

    /// Returns the number of observations.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns n = Σ w_i.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// Returns about how many bytes the sums take.
    pub fn bytes(&self) -> usize {
        self.half_lines.iter().flatten().flatten().map(moment_tree::MomentTree::bytes).sum()
    }

    /// Returns the grid: where the bins lie.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Returns the E-step at θ from the nodes, with the sample behind it for bins that have to be
    /// cut; `None` if that does not pay or cannot be done, and the points themselves have to be
    /// summed.
    pub fn e_step(&self, theta: &Theta, sample: &Sample) -> Option<Expectation> {
        let behind = Behind::Observations(sample);
        let answer = self.answer(theta, behind)?;
        (answer.is_as_expected && answer.expectation.too_wide.is_none())
            .then_some(answer.expectation)
    }

    /// Returns the E-step at θ from the nodes of a table, which has no observations behind it.
    /// Where its cells are too wide for θ, [`Expectation::too_wide`] says so. `None` if ℓ is beyond
    /// a number.
    pub fn e_step_of_table(&self, theta: &Theta) -> Option<Expectation> {
        self.answer(theta, Behind::Nothing(WideLeaves::Keep)).map(|answer| answer.expectation)
    }

    /// Returns what the nodes come to, after cells were chosen again until the E-step found what
    /// was expected, or often enough.
    fn answer(&self, theta: &Theta, behind: Behind<'_>) -> Option<Answer> {
        let near = counted_from(self.grid.centre(), theta)?;
        // Mostly what EM finds is near enough to the θ before.
        let mut expected = Expected::of(&near);
        let mut round = 1;
        loop {
            let cover = self.cover(&near, &expected, behind)?;
            let sums = cover.nodes.sum(&near, self.grid.scale())?;
            let mut expectation = sums.expectation(self.total_weight, Some(cover.nodes.len()))?;
            let mut is_as_expected = true;
            for (expected, found) in expected.iter_mut().zip(&expectation.statistics) {
                if let Some(other) = expected.after(found, self.total_weight) {
                    (*expected, is_as_expected) = (other, false);
                }
            }
            if is_as_expected || round == ROUNDS {
                for statistics in &mut expectation.statistics {
                    *statistics = statistics.moved(self.grid.centre());
                }
                expectation.too_wide = wide_cells::range(&self.grid, &cover).map(Box::new);
                return Some(Answer { expectation, too_wide: cover.too_wide, is_as_expected });
            }
            round += 1;
        }
    }

    /// Returns the cover for a θ whose means are counted from the grid's centre.
    fn cover(&self, theta: &Theta, expected: &[Expected], behind: Behind<'_>) -> Option<Cover> {
        let components = ScaledComponent::all(&self.grid, theta, expected);
        loop {
            let trees = self.half_lines.iter().flatten().flatten();
            let sample = match behind {
                Behind::Observations(sample) => sample,
                Behind::Nothing(leaves) => {
                    return Some(Cover::of(&self.grid, trees, &components, leaves));
                }
            };
            let cover = Cover::of(&self.grid, trees, &components, WideLeaves::Cut);
            if cover.nodes.is_too_coarse() || (cover.nodes.len() * PAYS) as u64 > self.count {
                return None;
            }
            if cover.too_wide.is_empty() {
                return Some(cover);
            }
            if cover.too_wide.iter().any(|wide| wide.cell.depth >= DEEPEST) {
                return None;
            }
            build::refine(&self.grid, &self.half_lines, &cover.too_wide, sample);
        }
    }
}

/// What a condensed sample was made of.
#[derive(Clone, Copy)]
enum Behind<'a> {
    /// Observations, which can be looked at again.
    Observations(&'a Sample),
    /// A table: there is no more than its cells.
    Nothing(WideLeaves),
}

/// What the nodes come to.
struct Answer {
    expectation: Expectation,
    too_wide: Vec<WideCell>,
    /// Whether the cells were chosen for what was found.
    is_as_expected: bool,
}

#[cfg(test)]
mod tests;
