//! A condensed table as a sample: no observation is known, only the sums of powers over cells.
//!
//! E-steps take the nodes of the table. Whatever else goes over the values of a sample (starts,
//! quantiles, histograms) takes two points for each cell, with the cell's weight, mean, variance
//! and skewness, none of them outside of its least and largest x.

use super::condensed::{Condensed, CondensedTable, TableError, TableRow};

/// The cells of a table, in ascending order, and the sums in them.
#[derive(Debug)]
pub struct Summed {
    condensed: Condensed,
    is_weighted: bool,
    cells: Vec<SummedCell>,
}

/// What is known of the observations in a cell, but for their sums of powers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SummedCell {
    /// How many there are.
    pub count: u64,
    /// What they weigh.
    pub weight: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

/// The points that stand for the observations, with their weights.
pub(super) struct StandIns {
    pub values: Vec<f64>,
    pub weights: Vec<f64>,
}

impl Summed {
    /// Returns the cells of a table, and points that stand for its observations.
    pub(super) fn of(table: &CondensedTable) -> Result<(Self, StandIns), TableError> {
        let condensed = Condensed::of_table(table)?;
        let mut rows = table.leaves()?;
        rows.sort_by(|a, b| a.min.total_cmp(&b.min));
        let mut points = StandIns {
            values: Vec::with_capacity(2 * rows.len()),
            weights: Vec::with_capacity(2 * rows.len()),
        };
        for row in &rows {
            let (middle, half) = table.grid().cell(row.depth, row.bin);
            for (u, weight) in pair(row) {
                if weight > 0.0 {
                    points.values.push((middle + half * u).clamp(row.min, row.max) + 0.0);
                    points.weights.push(weight);
                }
            }
        }
        let cell = |row: &TableRow| SummedCell {
            count: row.count,
            weight: row.sums.weight(),
            min: row.min + 0.0,
            max: row.max + 0.0,
        };
        let cells = rows.iter().map(cell).collect();
        Ok((Self { condensed, is_weighted: table.is_weighted(), cells }, points))
    }

    /// Returns the sums of powers, from which E-steps are made.
    pub fn condensed(&self) -> &Condensed {
        &self.condensed
    }

    /// Returns whether observations have weights other than 1.
    pub fn is_weighted(&self) -> bool {
        self.is_weighted
    }

    /// Returns the cells, in ascending order.
    pub fn cells(&self) -> &[SummedCell] {
        &self.cells
    }
}

/// Returns two points (u, weight) with the sums of powers up to the third of a row, one of them
/// without weight if its observations are equal: the zeros of the second orthogonal polynomial
/// (Golub & Welsch 1969), which are those of a quadratic.
fn pair(row: &TableRow) -> [(f64, f64); 2] {
    let [s0, s1, s2, s3, ..] = row.sums.0;
    let mean = s1 / s0;
    let (second, third) = (s2 / s0, s3 / s0);
    let variance = second - mean * mean;
    if row.min == row.max || !(variance > 0.0) {
        return [(mean, s0), (mean, 0.0)];
    }
    // With d = u − mean: d² = c d + variance, where c is E d³ / E d².
    let third_about_mean = third - 3.0 * mean * second + 2.0 * mean * mean * mean;
    let c = third_about_mean / variance;
    let root = (0.25 * c * c + variance).sqrt();
    let (low, high) = (0.5 * c - root, 0.5 * c + root);
    // Rounding of the third power may have put one of them outside.
    let is_inside = |d: f64| (-1.1..=1.1).contains(&(mean + d));
    if !(is_inside(low) && is_inside(high)) {
        let sd = variance.sqrt();
        return [(mean - sd, 0.5 * s0), (mean + sd, 0.5 * s0)];
    }
    let share = high / (high - low);
    [(mean + low, share * s0), (mean + high, (1.0 - share) * s0)]
}
