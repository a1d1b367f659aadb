//! Observations and their weights in passes over fixed chunks, so that no result depends on the
//! number of threads.

use std::ops::Range;

use rayon::prelude::*;

/// Points of one task. A sample that is no longer is passed over in one piece, without a thread.
pub(super) const CHUNK: usize = 1 << 16;

/// The observations, and their weights unless all of them are 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points<'a> {
    pub values: &'a [f64],
    pub weights: Option<&'a [f64]>,
}

/// Returns about this many values, taken evenly from the whole, in ascending order: they show
/// where the data are.
pub(super) fn probes(values: &[f64], most: usize) -> Vec<f64> {
    let mut probes: Vec<f64> =
        values.iter().copied().step_by(values.len().div_ceil(most)).collect();
    probes.sort_unstable_by(f64::total_cmp);
    probes
}

impl<'a> Points<'a> {
    /// Returns each x_i with its w_i, in order.
    pub(super) fn iter(self) -> impl Iterator<Item = (f64, f64)> + 'a {
        let weight = move |i: usize| self.weights.map_or(1.0, |weights| weights[i]);
        self.values.iter().enumerate().map(move |(i, x)| (*x, weight(i)))
    }

    pub(super) fn slice(self, range: Range<usize>) -> Self {
        let weights = self.weights.map(|weights| &weights[range.clone()]);
        Self { values: &self.values[range], weights }
    }

    /// Returns what `of` makes of each chunk, in their order.
    pub(super) fn chunks<R: Send>(self, of: impl Fn(Points<'a>) -> R + Sync) -> Vec<R> {
        self.pieces(CHUNK, of)
    }

    /// Returns what `of` makes of each piece of this many points, in their order.
    pub(super) fn pieces<R: Send>(
        self,
        length: usize,
        of: impl Fn(Points<'a>) -> R + Sync,
    ) -> Vec<R> {
        let n = self.values.len();
        let piece = |i: usize| of(self.slice(i * length..((i + 1) * length).min(n)));
        Self::numbered(n.div_ceil(length), piece)
    }

    /// Returns what `of` makes of each of this many pieces, by its number, in their order.
    pub(super) fn numbered<R: Send>(pieces: usize, of: impl Fn(usize) -> R + Sync) -> Vec<R> {
        match pieces {
            1 => vec![of(0)],
            pieces => (0..pieces).into_par_iter().map(&of).collect(),
        }
    }
}
