//! The first pass over a stream: which grid suits it.

use crate::mixture::condensed::{Grid, PROBES};

/// Looks at observations as they come, to find the grid of all of them. It keeps some thousand of
/// them, taken evenly, and their range.
#[derive(Clone, Debug, Default)]
pub struct GridScout {
    probes: Vec<f64>,
    /// One in 2^`thinning` observations is kept.
    thinning: u32,
    count: u64,
    range: Option<(f64, f64)>,
}

impl GridScout {
    /// Returns how many observations came in.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the smallest and the largest observation, if there is one.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range
    }

    /// Takes observations in, which are finite.
    pub fn push(&mut self, values: &[f64]) {
        let Some(first) = values.first() else { return };
        let (min, max) = self.range.unwrap_or((*first, *first));
        let wider = |(min, max): (f64, f64), x: &f64| (min.min(*x), max.max(*x));
        self.range = Some(values.iter().fold((min, max), wider));
        let mut at = 0;
        loop {
            let step = 1 << self.thinning;
            // The next observation whose number is a multiple of the step.
            at += ((step - (self.count + at as u64) % step) % step) as usize;
            let Some(x) = values.get(at) else { break };
            self.probes.push(*x);
            at += 1;
            if self.probes.len() == 2 * PROBES {
                let mut kept = 0;
                self.probes.retain(|_| {
                    kept += 1;
                    kept % 2 == 1
                });
                self.thinning += 1;
            }
        }
        self.count += values.len() as u64;
    }

    /// Returns the grid: about the median, with the spread of the middle half for its scale. `None`
    /// for data that no grid suits: too wide for their middle, or all equal.
    pub fn grid(&self) -> Option<Grid> {
        let mut probes = self.probes.clone();
        probes.sort_unstable_by(f64::total_cmp);
        Grid::about(&probes, self.range?)
    }
}
