//! Sums of powers over the points of a bin.

/// How many powers are summed: 0 to 7, what four nodes can reproduce.
pub const POWERS: usize = 8;

/// Σ w uᵖ for p = 0 … 7 over the points of a bin, with u ∈ [−1, 1] about its middle in units of
/// half its width.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PowerSums(pub [f64; POWERS]);

/// Row p is (p choose 0), (p choose 1), ….
const BINOMIALS: [[f64; POWERS]; POWERS] = {
    let mut rows = [[0.0; POWERS]; POWERS];
    let mut p = 0;
    while p < POWERS {
        rows[p][0] = 1.0;
        let mut j = 1;
        while j <= p {
            rows[p][j] = rows[p - 1][j - 1] + rows[p - 1][j];
            j += 1;
        }
        p += 1;
    }
    rows
};

impl PowerSums {
    /// Returns Σ w.
    pub fn weight(&self) -> f64 {
        self.0[0]
    }

    /// Returns 1, u, u², … u⁷.
    #[inline]
    pub(super) fn powers(u: f64) -> [f64; POWERS] {
        let (u2, u3) = (u * u, u * u * u);
        let u4 = u2 * u2;
        [1.0, u, u2, u3, u4, u4 * u, u4 * u2, u4 * u3]
    }

    /// Returns the sums over both sets of points, for sums about the same middle.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine += theirs);
        self
    }

    /// Returns the same points about the middle of a bin of twice the width, in which u becomes
    /// (u + `side`)/2; `side` is −1 or 1. Exact algebra: Σ w (u + s)ᵖ is
    /// Σ_j (p choose j) s^(p−j) Σ w uʲ.
    #[must_use]
    pub(super) fn widened(&self, side: f64) -> Self {
        let mut sums = [0.0; POWERS];
        let mut share = 1.0;
        for (p, sum) in sums.iter_mut().enumerate() {
            for j in 0..=p {
                let sign = if (p - j) % 2 == 1 { side } else { 1.0 };
                *sum += BINOMIALS[p][j] * sign * self.0[j];
            }
            *sum *= share;
            share *= 0.5;
        }
        Self(sums)
    }
}

/// A running [`PowerSums`] that loses nothing to the number of its terms: they are first added up
/// in runs of 256, and the runs with their rounding errors beside them (Neumaier 1974).
#[derive(Clone, Debug)]
pub(super) struct BinTally {
    runs: Vec<[f64; POWERS]>,
    /// How many points the run has; 256 is 0 again.
    lengths: Vec<u8>,
    sums: Vec<Sums>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    sum: [f64; POWERS],
    error: [f64; POWERS],
    count: u64,
}

impl Sums {
    fn add(&mut self, run: &[f64; POWERS], count: u64) {
        self.count += count;
        for p in 0..POWERS {
            let (sum, error) = crate::mixture::sum::two_sum(self.sum[p], run[p]);
            self.sum[p] = sum;
            self.error[p] += error;
        }
    }
}

impl BinTally {
    /// Returns a tally of this many bins, without points.
    pub(super) fn new(bins: usize) -> Self {
        Self {
            runs: vec![[0.0; POWERS]; bins],
            lengths: vec![0; bins],
            sums: vec![Sums::default(); bins],
        }
    }

    /// A point of weight 1.
    #[inline]
    pub(super) fn add(&mut self, bin: usize, u: f64) {
        let powers = PowerSums::powers(u);
        let run = &mut self.runs[bin];
        for p in 0..POWERS {
            run[p] += powers[p];
        }
        self.count(bin);
    }

    /// A point of weight `w`.
    #[inline]
    pub(super) fn add_weighted(&mut self, bin: usize, u: f64, w: f64) {
        let powers = PowerSums::powers(u);
        let run = &mut self.runs[bin];
        for p in 0..POWERS {
            run[p] += w * powers[p];
        }
        self.count(bin);
    }

    #[inline]
    fn count(&mut self, bin: usize) {
        let length = self.lengths[bin].wrapping_add(1);
        self.lengths[bin] = length;
        if length == 0 {
            self.flush(bin, 256);
        }
    }

    #[cold]
    #[inline(never)]
    fn flush(&mut self, bin: usize, count: u64) {
        self.sums[bin].add(&self.runs[bin], count);
        self.runs[bin] = [0.0; POWERS];
        self.lengths[bin] = 0;
    }

    /// Adds what another one has counted.
    pub(super) fn merge(&mut self, other: &mut Self) {
        for bin in 0..self.sums.len() {
            let theirs = other.total(bin);
            if theirs.count > 0 {
                self.sums[bin].add(&theirs.sum, theirs.count);
                self.sums[bin].error.iter_mut().zip(theirs.error).for_each(|(mine, e)| *mine += e);
            }
        }
    }

    fn total(&mut self, bin: usize) -> Sums {
        let length = self.lengths[bin];
        if length > 0 {
            self.flush(bin, length.into());
        }
        self.sums[bin]
    }

    /// Returns each bin's number of points and sums of powers.
    pub(super) fn finish(mut self) -> Vec<(u64, PowerSums)> {
        (0..self.sums.len())
            .map(|bin| {
                let Sums { sum, error, count } = self.total(bin);
                (count, PowerSums(std::array::from_fn(|p| sum[p] + error[p])))
            })
            .collect()
    }
}
