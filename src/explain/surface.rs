//! ℓ over a plane of two numbers of θ.

use rayon::prelude::*;

use super::coordinate::{Coordinate, Parameter};
use super::measure::Measure;
use crate::mixture::{Data, Theta};

/// The finest grid: columns and rows of intervals, each divisible by [`COARSEST`].
const INTERVALS: (usize, usize) = (48, 32);
/// Intervals of the finest grid that an interval of the coarsest one spans.
const COARSEST: usize = 8;
/// Observations times components times points that are worth waiting for: some seconds.
const PATIENCE: usize = 2_000_000_000;

/// Observations times components times points of a row up to which one thread computes it alone:
/// waiting for others would take longer, above all while they are busy with other rows.
const ALONE: usize = 4_000;

/// A plane of two numbers of θ, everything else as in `theta`.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// What stays.
    pub theta: Theta,
    /// What varies from left to right.
    pub x: Coordinate,
    /// What varies from the bottom to the top.
    pub y: Coordinate,
    /// From the left to the right end, as positions along the axis of `x`.
    pub x_range: (f64, f64),
    /// From the lower to the upper end, as positions along the axis of `y`.
    pub y_range: (f64, f64),
    /// What is drawn over it.
    pub measure: Measure,
}

impl Plane {
    /// Returns whether two numbers of a mixture of this many components span a plane: they differ,
    /// and are not the only two weights, which always sum to 1.
    pub fn exists(x: Coordinate, y: Coordinate, components: usize) -> bool {
        let both_weights = [x, y].iter().all(|c| c.parameter == Parameter::Weight);
        x != y && !(both_weights && components == 2)
    }

    /// Returns how many points of the grid with this many finest intervals between neighbours.
    fn points(stride: usize) -> (usize, usize) {
        (INTERVALS.0 / stride + 1, INTERVALS.1 / stride + 1)
    }

    /// Returns the finest stride that is worth waiting for on these data.
    fn finest(&self, data: Data<'_>) -> usize {
        let pass = data.points_per_pass().saturating_mul(self.theta.len());
        let is_quick_enough = |stride: &usize| {
            let (columns, rows) = Self::points(*stride);
            pass.saturating_mul(columns * rows) <= PATIENCE
        };
        [1, 2, 4].into_iter().find(is_quick_enough).unwrap_or(COARSEST)
    }

    /// Observations times components times points that the whole surface takes.
    pub fn work(&self, data: Data<'_>) -> usize {
        let (columns, rows) = Self::points(self.finest(data));
        data.work_of_pass(self.theta.len()).saturating_mul(columns * rows)
    }

    /// Returns where θ is on the plane, as positions along both axes.
    pub fn place(&self, theta: &Theta) -> (f64, f64) {
        let position = |c: Coordinate| c.position(c.value(theta));
        (position(self.x), position(self.y))
    }

    /// ℓ, or what the run maximises, at a point of the plane, given by positions along both axes;
    /// minus infinity where it is below every number, none where there is no θ.
    pub fn height(&self, data: Data<'_>, x: f64, y: f64) -> Option<f64> {
        let changes = [(self.x, self.x.value_at(x)), (self.y, self.y.value_at(y))];
        let theta = self.measure.with(&self.theta, &changes)?;
        Some(self.measure.at(data, &theta))
    }
}

/// ℓ on a grid over a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Points from left to right.
    pub columns: usize,
    /// Points from the bottom to the top.
    pub rows: usize,
    /// ℓ, row by row from the bottom; none where there is no θ.
    pub values: Vec<Option<f64>>,
    /// How much of the work for the finest grid is done, from 0 to 1.
    pub done: f64,
}

/// A surface that is being computed, on coarse grids first, a row at a time.
#[derive(Debug)]
pub struct SurfaceProgress {
    plane: Plane,
    finest: usize,
    stride: usize,
    /// The grid of this stride, as far as it is known.
    values: Vec<Option<f64>>,
    /// The finest grid that is complete.
    known: Option<Surface>,
}

impl SurfaceProgress {
    /// Returns a surface over `plane` of which nothing is known yet.
    pub fn new(plane: Plane, data: Data<'_>) -> Self {
        let finest = plane.finest(data);
        Self { plane, finest, stride: COARSEST, values: Vec::new(), known: None }
    }

    /// Computes one more row, unless all are known.
    pub fn next_row(&mut self, data: Data<'_>) {
        if self.is_complete() {
            return;
        }
        let (columns, rows) = Plane::points(self.stride);
        let finest = Plane::points(self.finest);
        let row = self.values.len() / columns;
        let known = self.known.as_ref();
        self.values.extend(Surface::row(data, &self.plane, (columns, rows), row, known));
        let done = self.values.len() as f64 / (finest.0 * finest.1) as f64;
        if row + 1 == rows {
            let values = std::mem::take(&mut self.values);
            self.known = Some(Surface { columns, rows, values, done });
            self.stride /= 2;
        } else if let Some(coarser) = &mut self.known {
            coarser.done = coarser.done.max(done);
        }
    }

    /// Returns the finest grid that is complete, if one is.
    pub fn known(&self) -> Option<&Surface> {
        self.known.as_ref()
    }

    /// Returns whether the finest grid is complete.
    pub fn is_complete(&self) -> bool {
        self.stride < self.finest
    }
}

impl Surface {
    /// Returns a row of a grid; every other point of every other row is known from a grid half as
    /// fine.
    fn row(
        data: Data<'_>,
        plane: &Plane,
        (columns, rows): (usize, usize),
        row: usize,
        coarser: Option<&Self>,
    ) -> Vec<Option<f64>> {
        let place = |(lo, hi): (f64, f64), i: usize, count: usize| {
            lo + (hi - lo) * (i as f64 / (count - 1) as f64)
        };
        let y = place(plane.y_range, row, rows);
        let point = |column: usize| {
            let known = coarser.filter(|_| column.is_multiple_of(2) && row.is_multiple_of(2));
            match known {
                Some(known) => known.values[row / 2 * known.columns + column / 2],
                None => plane.height(data, place(plane.x_range, column, columns), y),
            }
        };
        let work = data.points_per_pass().saturating_mul(plane.theta.len()).saturating_mul(columns);
        if work <= ALONE {
            (0..columns).map(point).collect()
        } else {
            (0..columns).into_par_iter().map(point).collect()
        }
    }

    /// Returns whether this is the finest grid.
    pub fn is_complete(&self) -> bool {
        self.done >= 1.0
    }

    /// ℓ at a share of the way from left to right and from the bottom to the top, between the four
    /// points around; none next to where there is no θ or ℓ is below every number.
    pub fn at(&self, across: f64, up: f64) -> Option<f64> {
        let split = |share: f64, count: usize| {
            let place = share.clamp(0.0, 1.0) * (count - 1) as f64;
            let cell = (place as usize).min(count - 2);
            (cell, place - cell as f64)
        };
        let (column, right) = split(across, self.columns);
        let (row, above) = split(up, self.rows);
        let value = |c: usize, r: usize| {
            self.values[(row + r) * self.columns + column + c].filter(|value| value.is_finite())
        };
        // A corner that has no share need not be there.
        let mix = |a: Option<f64>, b: Option<f64>, share: f64| match (a, b) {
            (a, _) if share == 0.0 => a,
            (_, b) if share == 1.0 => b,
            (a, b) => Some(a? + share * (b? - a?)),
        };
        let below = mix(value(0, 0), value(1, 0), right);
        mix(below, mix(value(0, 1), value(1, 1), right), above)
    }
}
