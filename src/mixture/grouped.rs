//! Grouped data: counts of observations in intervals, whose values are not known any closer.
//!
//! The likelihood is that of the counts, ℓ(θ) = Σ_j c_j ln P_j(θ) with P_j the probability of bin
//! j, and EM's missing data are the component of each observation *and* its value. So the E-step
//! gives of a bin γ_jk = π_k P_jk / P_j and, for the M-step, the mean and variance of a Gaussian
//! truncated to the bin (McLachlan & Peel 2000, §9.2). Nothing takes an observation to be at the
//! middle of its bin.

mod e_step;
mod interval;

use std::fmt;

pub(super) use e_step::{grouped_e_step, hard_sums};
use interval::joints;
pub use interval::{Truncated, normal_cdf};

use super::sample::MAX_MAGNITUDE;
use super::short::Short;
use super::theta::Theta;

/// Two edges that should be one may differ by this share of the narrower bin's width: a table may
/// have rounded them. The upper one of the two is then taken to be the lower one.
const EDGE_TOLERANCE: f64 = 1e-6;

/// An interval and how many observations it holds. Its lower edge is −∞, or its upper one ∞, if it
/// is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// The lower edge.
    pub lower: f64,
    /// The upper edge.
    pub upper: f64,
    /// How many observations there are; not necessarily a whole number.
    pub count: f64,
}

impl Bin {
    /// Returns whether an edge is infinite.
    pub fn is_open(&self) -> bool {
        self.lower.is_infinite() || self.upper.is_infinite()
    }

    /// Returns the width; infinite if the bin is open.
    pub fn width(&self) -> f64 {
        self.upper - self.lower
    }

    /// Returns whether `x` is in the bin: at its lower edge or above, and below its upper one.
    pub fn contains(&self, x: f64) -> bool {
        self.lower <= x && x < self.upper
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.lower.is_finite(), self.upper.is_finite()) {
            (true, true) => write!(f, "[{}, {})", Short(self.lower), Short(self.upper)),
            (false, true) => write!(f, "x < {}", Short(self.upper)),
            (true, false) => write!(f, "x ≥ {}", Short(self.lower)),
            (false, false) => f.write_str("any x"),
        }
    }
}

/// Bins that lie side by side, in ascending order, of which the first and the last may be open.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouped {
    bins: Vec<Bin>,
}

impl Grouped {
    /// Returns the grouped data of these bins, which may be in any order; they are sorted.
    ///
    /// # Errors
    /// Returns an error if there is no bin with two finite edges, if an edge or a count is not what
    /// it has to be, if bins overlap or leave a gap, or if every count is 0. Its index is the bin's
    /// place among those given.
    ///
    /// # Examples
    /// ```
    /// use emstep::mixture::{Bin, Grouped, Sample, Theta, e_step};
    ///
    /// let bin = |lower, upper, count| Bin { lower, upper, count };
    /// let open = f64::INFINITY;
    /// let bins = [bin(-open, 0.0, 3.0), bin(0.0, 1.0, 2.0), bin(1.0, open, 1.0)];
    /// let grouped = Grouped::new(&bins)?;
    /// let theta = Theta::from_lists(&[1.0], &[0.0], &[1.0])?;
    ///
    /// // ℓ = Σ count · ln P(bin), and half of a Gaussian is below its mean.
    /// let log_likelihood = e_step(&Sample::grouped(grouped), &theta)?.log_likelihood();
    /// let (middle, above) = (0.341344746068543_f64, 0.158655253931457_f64);
    /// let by_hand = 3.0 * 0.5_f64.ln() + 2.0 * middle.ln() + above.ln();
    /// assert!((log_likelihood - by_hand).abs() < 1e-13);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(bins: &[Bin]) -> Result<Self, GroupedError> {
        for (index, bin) in bins.iter().enumerate() {
            check_bin(index, bin)?;
        }
        let mut order: Vec<usize> = (0..bins.len()).collect();
        order.sort_by(|a, b| bins[*a].lower.total_cmp(&bins[*b].lower));
        for pair in order.windows(2) {
            check_neighbours(bins, pair[0], pair[1])?;
        }
        if bins.iter().all(Bin::is_open) {
            return Err(GroupedError::NoClosedBin);
        }
        if bins.iter().all(|bin| bin.count == 0.0) {
            return Err(GroupedError::NoCount);
        }
        let mut bins: Vec<Bin> = order.into_iter().map(|index| bins[index]).collect();
        for right in 1..bins.len() {
            // No x is in two bins or in none.
            bins[right].lower = bins[right - 1].upper;
        }
        Ok(Self { bins })
    }

    /// Returns the bins in ascending order.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Returns where a bin is drawn: between its edges; an open one as wide as its neighbour.
    ///
    /// # Panics
    /// Panics if there is no such bin.
    pub fn drawn(&self, index: usize) -> (f64, f64) {
        let Bin { lower, upper, .. } = self.bins[index];
        let closed = |neighbour: Option<&Bin>| {
            let mut widths = neighbour.into_iter().chain(&self.bins).map(Bin::width);
            widths.find(|width| width.is_finite()).unwrap_or(1.0)
        };
        match (lower.is_finite(), upper.is_finite()) {
            (true, true) => (lower, upper),
            (false, _) => (upper - closed(self.bins.get(index + 1)), upper),
            (_, false) => (lower, lower + closed(index.checked_sub(1).map(|i| &self.bins[i]))),
        }
    }

    /// Returns the bin that is drawn at `x`, if one is.
    pub fn drawn_at(&self, x: f64) -> Option<usize> {
        let index = self.bins.partition_point(|bin| bin.upper <= x);
        let (lower, upper) = self.bins.get(index).map(|_| self.drawn(index))?;
        (lower <= x && x < upper).then_some(index)
    }

    /// Returns the height of a bin's bar in a histogram of area 1: its share of the observations
    /// over the width that it is drawn with.
    pub fn height(&self, index: usize, total: f64) -> f64 {
        let (lower, upper) = self.drawn(index);
        self.bins[index].count / total / (upper - lower)
    }

    /// Returns the middle of where a bin is drawn: what stands for its observations on an axis and
    /// in a start, and nowhere else.
    pub(super) fn middle(&self, index: usize) -> f64 {
        let (lower, upper) = self.drawn(index);
        lower + (upper - lower) / 2.0
    }
}

fn check_bin(index: usize, bin: &Bin) -> Result<(), GroupedError> {
    let Bin { lower, upper, count } = *bin;
    for edge in [lower, upper] {
        if edge.is_nan() || (edge.is_finite() && edge.abs() > MAX_MAGNITUDE) {
            return Err(GroupedError::Edge { index, value: edge });
        }
    }
    if lower == f64::NEG_INFINITY && upper == f64::INFINITY {
        return Err(GroupedError::Everything { index });
    }
    if !(lower < upper) {
        return Err(GroupedError::Reversed { index, lower, upper });
    }
    let is_count = count == 0.0 || (1.0 / MAX_MAGNITUDE..=MAX_MAGNITUDE).contains(&count);
    if is_count { Ok(()) } else { Err(GroupedError::Count { index, value: count }) }
}

fn check_neighbours(bins: &[Bin], left: usize, right: usize) -> Result<(), GroupedError> {
    let (a, b) = (bins[left], bins[right]);
    let width = a.width().min(b.width());
    let tolerance = if width.is_finite() { EDGE_TOLERANCE * width } else { 0.0 };
    let (from, to) = (a.upper, b.lower);
    // Also false if both are open on the same side, and infinity is taken from infinity.
    if (to - from).abs() <= tolerance {
        Ok(())
    } else if to > from {
        Err(GroupedError::Gap { left, right, from, to })
    } else {
        Err(GroupedError::Overlap { left, right, from: to, to: from.min(b.upper) })
    }
}

/// Returns the responsibilities γ_1 … γ_K of a bin under θ: γ_k = π_k P_k / Σ_j π_j P_j, with P_k
/// the probability that component k gives the bin. They sum to 1, however far the bin is from every
/// component.
///
/// # Examples
/// ```
/// use emstep::mixture::{Bin, Theta, bin_responsibilities};
///
/// let theta = Theta::from_lists(&[0.5, 0.5], &[-1.0, 1.0], &[1.0, 1.0])?;
/// let bin = Bin { lower: -0.5, upper: 0.5, count: 7.0 };
/// assert_eq!(bin_responsibilities(&bin, &theta), [0.5, 0.5]);
/// # Ok::<(), emstep::mixture::ThetaError>(())
/// ```
pub fn bin_responsibilities(bin: &Bin, theta: &Theta) -> Vec<f64> {
    joints(bin, theta).responsibilities()
}

/// Returns ln P(bin; θ) = ln Σ_k π_k P_k, in nats; minus infinity if P is below what the logarithm
/// of a number can hold.
pub fn log_probability(bin: &Bin, theta: &Theta) -> f64 {
    joints(bin, theta).log_probability(theta)
}

/// Why some bins are not grouped data. `index`, `left` and `right` count bins from 0, in the order
/// given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupedError {
    /// No bin has two finite edges.
    #[error("no bin has both edges: at least one is needed")]
    NoClosedBin,
    /// Every count is 0.
    #[error("every count is 0: there are no observations")]
    NoCount,
    /// An edge that is NaN, or whose square would overflow.
    #[error("an edge of bin {index} is {value:e}; it must be a number within ±1e140")]
    Edge {
        /// which bin
        index: usize,
        /// what was given
        value: f64,
    },
    /// A lower edge that is not below the upper one.
    #[error(
        "the lower edge of bin {index}, {}, must be below its upper edge, {}",
        Short(*.lower), Short(*.upper)
    )]
    Reversed {
        /// which bin
        index: usize,
        /// its lower edge
        lower: f64,
        /// its upper edge
        upper: f64,
    },
    /// A bin without edges.
    #[error("bin {index} has neither edge; at most one may be empty")]
    Everything {
        /// which bin
        index: usize,
    },
    /// A count that is negative, NaN, or beyond what counts can be.
    #[error("the count of bin {index} must be 0 or between 1e-140 and 1e140, not {value:?}")]
    Count {
        /// which bin
        index: usize,
        /// what was given
        value: f64,
    },
    /// Two bins that leave out a part of the line between them.
    #[error(
        "no bin covers {} to {}, between bin {left} and bin {right}; add one, with count 0 if \
         nothing was observed there",
        Short(*.from), Short(*.to)
    )]
    Gap {
        /// the bin below
        left: usize,
        /// the bin above
        right: usize,
        /// where the gap begins
        from: f64,
        /// where it ends
        to: f64,
    },
    /// Two bins that share a part of the line.
    #[error("bin {left} and bin {right} overlap from {} to {}", Short(*.from), Short(*.to))]
    Overlap {
        /// the bin with the smaller lower edge
        left: usize,
        /// the other one
        right: usize,
        /// where what they share begins
        from: f64,
        /// where it ends
        to: f64,
    },
}

#[cfg(test)]
mod tests;
