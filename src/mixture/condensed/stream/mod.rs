//! Observations that come one block after the other and never lie in memory together: condensed as
//! they come.

mod saved;
mod scout;
mod tally;

use super::grid::{DEPTH, Grid};
use super::table_row::TableRow;
pub use scout::GridScout;
use tally::Tally;

/// Observations of a block. Blocks are dealt to the tallies in turn, so that the bits depend
/// neither on the number of threads nor on how the observations arrive.
const BLOCK: usize = 1 << 16;
/// How many tallies there are, each with a thread of its own while a round is added.
const LANES: usize = 2;

/// Condenses a stream of observations on a grid: memory follows how far they reach, not how many
/// they are.
///
/// # Examples
/// ```
/// use emstep::mixture::condensed::{Condenser, Grid};
///
/// let grid = Grid::new(0.0, 1.0).expect("1 is a scale");
/// let mut condenser = Condenser::new(grid, false);
/// for day in 0..7 {
///     let values: Vec<f64> = (0..1000).map(|i| f64::from(day) + f64::from(i) / 1000.0).collect();
///     condenser.push(&values, None)?;
/// }
/// let rows = condenser.finish()?;
/// assert_eq!(rows.iter().map(|row| row.count).sum::<u64>(), 7000);
/// # Ok::<(), emstep::mixture::condensed::OutOfReach>(())
/// ```
#[derive(Clone, Debug)]
pub struct Condenser {
    grid: Grid,
    is_weighted: bool,
    lanes: Vec<Tally>,
    /// What came since the last round, less than a round; always empty if there is one lane.
    pending: Vec<f64>,
    pending_weights: Vec<f64>,
    count: u64,
}

/// An observation that lies beyond the last octave of a grid.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "{x:?} lies beyond the 64th octave of the grid {:?},{:?}; take a larger scale",
    .grid.centre(), .grid.scale()
)]
pub struct OutOfReach {
    /// The observation.
    pub x: f64,
    /// The grid.
    pub grid: Grid,
}

impl Condenser {
    /// Returns a condenser of no observations yet, for observations with weights or without.
    pub fn new(grid: Grid, is_weighted: bool) -> Self {
        Self::with_lanes(grid, is_weighted, LANES)
    }

    /// Returns a condenser that adds all observations on one thread, in half the memory: for one of
    /// many groups.
    pub fn small(grid: Grid, is_weighted: bool) -> Self {
        Self::with_lanes(grid, is_weighted, 1)
    }

    fn with_lanes(grid: Grid, is_weighted: bool, lanes: usize) -> Self {
        let lanes = vec![Tally::default(); lanes];
        let (pending, pending_weights) = (Vec::new(), Vec::new());
        Self { grid, is_weighted, lanes, pending, pending_weights, count: 0 }
    }

    /// Returns how many observations came in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the grid.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Returns whether the observations have weights.
    pub fn is_weighted(&self) -> bool {
        self.is_weighted
    }

    /// Takes observations in, finite ones, with as many weights above 0 if they have some.
    ///
    /// # Errors
    /// Returns an error if one of them, or of those before, lies beyond the last octave. What is
    /// condensed is incomplete from then on.
    pub fn push(&mut self, values: &[f64], weights: Option<&[f64]>) -> Result<(), OutOfReach> {
        self.count += values.len() as u64;
        let (grid, round) = (self.grid, self.lanes.len() * BLOCK);
        if let [lane] = &mut self.lanes[..] {
            return lane.add(&grid, values, weights).map_err(|x| OutOfReach { x, grid });
        }
        let (mut values, mut weights) = (values, weights);
        while self.pending.len() + values.len() >= round {
            let taken = round - self.pending.len();
            if taken == round {
                let weights = weights.map(|weights| &weights[..round]);
                add_round(&mut self.lanes, &grid, &values[..round], weights)?;
            } else {
                self.hold(&values[..taken], weights.map(|weights| &weights[..taken]));
                self.add_pending()?;
            }
            values = &values[taken..];
            weights = weights.map(|weights| &weights[taken..]);
        }
        self.hold(values, weights);
        Ok(())
    }

    fn hold(&mut self, values: &[f64], weights: Option<&[f64]>) {
        self.pending.extend_from_slice(values);
        self.pending_weights.extend_from_slice(weights.unwrap_or_default());
    }

    /// Adds what is pending, a round or what is left at the end.
    fn add_pending(&mut self) -> Result<(), OutOfReach> {
        let weights = self.is_weighted.then_some(&self.pending_weights[..]);
        add_round(&mut self.lanes, &self.grid, &self.pending, weights)?;
        self.pending.clear();
        self.pending_weights.clear();
        Ok(())
    }

    /// Returns the rows of the table, in ascending order of their bins.
    ///
    /// # Errors
    /// Returns an error if an observation lies beyond the last octave.
    pub fn finish(mut self) -> Result<Vec<TableRow>, OutOfReach> {
        self.add_pending()?;
        let mut rows = Vec::new();
        for is_left in [true, false] {
            let first = rows.len();
            for octave in 0..=Grid::LAST_OCTAVE {
                if self.lanes.iter().any(|lane| lane.has_octave(octave, is_left)) {
                    let from = u64::from(octave) << DEPTH;
                    rows.extend((from..from + (1 << DEPTH)).filter_map(|at| self.row(at, is_left)));
                }
            }
            if is_left {
                rows[first..].reverse();
            }
        }
        Ok(rows)
    }

    /// Returns the row of a bin, if it has observations.
    fn row(&self, outward: u64, is_left: bool) -> Option<TableRow> {
        let bins = self.lanes.iter().filter_map(|lane| lane.bin(outward, is_left));
        let bin = bins.reduce(|sum, bin| sum.plus(&bin))?;
        let number = outward as i64;
        Some(TableRow {
            depth: DEPTH,
            bin: if is_left { !number } else { number },
            count: bin.count(),
            sums: bin.sums(),
            min: bin.min,
            max: bin.max,
        })
    }
}

/// Adds a round: a block for each lane, or fewer.
fn add_round(
    lanes: &mut [Tally],
    grid: &Grid,
    values: &[f64],
    weights: Option<&[f64]>,
) -> Result<(), OutOfReach> {
    let mut added = vec![Ok(()); lanes.len()];
    let mut blocks = values.chunks(BLOCK).enumerate().zip(lanes).zip(&mut added);
    let add = |((block, values), lane): ((usize, &[f64]), &mut Tally)| {
        let weights = weights.map(|weights| &weights[block * BLOCK..][..values.len()]);
        lane.add(grid, values, weights)
    };
    let first = blocks.next();
    rayon::in_place_scope(|scope| {
        for (block, added) in blocks {
            scope.spawn(move |_| *added = add(block));
        }
        // The first one here: to hand it to another thread takes time.
        if let Some((block, added)) = first {
            *added = add(block);
        }
    });
    added.into_iter().collect::<Result<(), f64>>().map_err(|x| OutOfReach { x, grid: *grid })
}

#[cfg(test)]
mod tests;
