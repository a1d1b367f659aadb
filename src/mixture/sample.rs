//! The observations x_1 … x_n, with optional weights.

use rayon::prelude::*;

use super::condensed::{CondensedTable, TableError};
use super::grouped::{Bin, Grouped};
use super::order::{Order, OrderCache};
use super::points::Points;
use super::sum::CompensatedSum;
use super::summed::{StandIns, Summed};

/// The largest |x| an observation may have: squares, and sums of 10²⁰ of them, stay finite.
pub const MAX_MAGNITUDE: f64 = 1e140;

/// A sample x_0 … x_{n−1}: at least one finite observation, each with a positive weight (1 unless
/// given).
///
/// # Examples
/// ```
/// use emstep::mixture::Sample;
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// assert_eq!((sample.len(), sample.range()), (5, (-1.0, 6.0)));
/// assert_eq!(sample.order().quantile(0.5), 4.0);
///
/// // An observation of weight 3 counts three times.
/// let weighted = Sample::weighted(vec![1.0, 2.0], vec![3.0, 1.0])?;
/// assert_eq!(weighted.total_weight(), 4.0);
///
/// let error = Sample::new(vec![1.0, f64::NAN]).unwrap_err();
/// assert_eq!(error.to_string(), "observation 1 is NaN, not a finite number");
/// # Ok::<(), emstep::mixture::SampleError>(())
/// ```
#[derive(Debug)]
pub struct Sample {
    values: Vec<f64>,
    weights: Option<Vec<f64>>,
    total_weight: f64,
    /// The smallest and the largest observation.
    range: (f64, f64),
    order: OrderCache,
    known: Known,
}

/// What is known of the observations.
#[derive(Debug)]
enum Known {
    /// Their values.
    Values,
    /// How many are in each bin; the values are the middles of the bins.
    Grouped(Grouped),
    /// Sums over cells; the values are points that stand for them.
    Summed(Box<Summed>),
}

impl Sample {
    /// Returns the sample of these observations, each of weight 1.
    ///
    /// # Errors
    /// Returns an error if there is no observation, or for the first that is not finite or lies
    /// beyond ±[`MAX_MAGNITUDE`].
    pub fn new(mut values: Vec<f64>) -> Result<Self, SampleError> {
        let range = range_of(&mut values)?;
        let total_weight = values.len() as f64;
        Ok(Self {
            values,
            weights: None,
            total_weight,
            range,
            order: OrderCache::default(),
            known: Known::Values,
        })
    }

    /// Returns the sample in which observation i counts `weights[i]` times.
    ///
    /// # Errors
    /// Returns an error if [`Sample::new`] would, if a weight is outside [10⁻¹⁴⁰, 10¹⁴⁰], or if
    /// there are not as many weights as observations.
    pub fn weighted(mut values: Vec<f64>, weights: Vec<f64>) -> Result<Self, SampleError> {
        let range = range_of(&mut values)?;
        if weights.len() != values.len() {
            return Err(SampleError::WeightCount { weights: weights.len(), values: values.len() });
        }
        let allowed = 1.0 / MAX_MAGNITUDE..=MAX_MAGNITUDE;
        if let Some(index) = weights.par_iter().position_first(|w| !allowed.contains(w)) {
            return Err(SampleError::Weight { index, value: weights[index] });
        }
        let total_weight = total_of(Points { values: &values, weights: Some(&weights) });
        Ok(Self {
            values,
            weights: Some(weights),
            total_weight,
            range,
            order: OrderCache::default(),
            known: Known::Values,
        })
    }

    /// Returns the sample of which no value is known, only how many are in each bin.
    ///
    /// It has an observation per bin, in ascending order: [`Sample::values`] has the middle of the
    /// bin (of an open one: as if it were as wide as its neighbour) and [`Sample::weights`] its
    /// count, which may be 0. The middles are for axes and starts; [`Sample::bins`] are the data.
    pub fn grouped(grouped: Grouped) -> Self {
        let bins = grouped.bins();
        let values: Vec<f64> = (0..bins.len()).map(|index| grouped.middle(index)).collect();
        let weights: Vec<f64> = bins.iter().map(|bin| bin.count).collect();
        Self {
            total_weight: total_of(Points { values: &values, weights: Some(&weights) }),
            range: (values[0], values[values.len() - 1]),
            values,
            weights: Some(weights),
            order: OrderCache::default(),
            known: Known::Grouped(grouped),
        }
    }

    /// Returns the sample that a condensed table holds, of which no value is known, only sums over
    /// cells.
    ///
    /// E-steps are made from these sums ([`e_step`](super::e_step)). [`Sample::values`] has one or
    /// two points for each cell, in ascending order, with [`Sample::weights`] that give its first
    /// four sums of powers: they are for starts and axes. [`Sample::summed`] says what is known.
    ///
    /// # Errors
    /// Returns an error if the table has a refinement that does not belong to its bins.
    pub fn condensed(table: &CondensedTable) -> Result<Self, TableError> {
        let (summed, StandIns { values, weights }) = Summed::of(table)?;
        let ends = summed.cells().iter().map(|cell| (cell.min, cell.max));
        let range = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).ok_or(TableError::Empty)?;
        Ok(Self {
            total_weight: summed.condensed().total_weight(),
            range,
            values,
            weights: Some(weights),
            order: OrderCache::default(),
            known: Known::Summed(Box::new(summed)),
        })
    }

    /// Returns the bins that the observations are known to be in, if the data are grouped: one per
    /// observation of the sample.
    pub fn bins(&self) -> Option<&[Bin]> {
        self.as_grouped().map(Grouped::bins)
    }

    /// Returns the grouped data, if they are.
    pub fn as_grouped(&self) -> Option<&Grouped> {
        match &self.known {
            Known::Grouped(grouped) => Some(grouped),
            Known::Values | Known::Summed(_) => None,
        }
    }

    /// Returns the cells that sums are known of, if the sample is a condensed table: then no value
    /// is that of an observation.
    pub fn summed(&self) -> Option<&Summed> {
        match &self.known {
            Known::Summed(summed) => Some(summed),
            Known::Values | Known::Grouped(_) => None,
        }
    }

    /// Returns how many observations, or bins of grouped data, are known one by one: none of a
    /// condensed table.
    pub fn known_one_by_one(&self) -> usize {
        if self.summed().is_some() { 0 } else { self.len() }
    }

    /// Returns how many observations there are, whatever they weigh; of grouped data, how many
    /// bins.
    pub fn count(&self) -> u64 {
        self.summed().map_or(self.len() as u64, |summed| summed.condensed().count())
    }

    /// Returns the number of observations; of grouped data, of bins, and of a condensed table, of
    /// points that stand for its observations.
    #[expect(clippy::len_without_is_empty, reason = "a sample is never empty")]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Returns the observations in the order given. −0 is kept as 0: they are one number, and only
    /// one of them has its sign shown.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Returns the weights w_i, or `None` if every weight is 1.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// Returns whether observations have weights, or counts, of their own.
    pub fn has_weights(&self) -> bool {
        self.summed().map_or(self.weights.is_some(), Summed::is_weighted)
    }

    /// Returns the weight w_i of the observation with this index.
    pub fn weight(&self, index: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[index])
    }

    /// Returns n = Σ w_i, what N_k is divided by to give π_k.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// Returns the smallest and the largest observation.
    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    /// Returns the observations in ascending order, to ask for quantiles and neighbours. What this
    /// needs is computed once, when it is first asked for.
    pub fn order(&self) -> Order<'_> {
        Order::new(self.points(), self.range, &self.order)
    }

    pub(super) fn points(&self) -> Points<'_> {
        Points { values: &self.values, weights: self.weights.as_deref() }
    }

    /// Returns the index and value of the observation nearest to `x`; the first of several. Of
    /// grouped data, the bin that `x` is in, or else the first or the last one.
    pub fn nearest(&self, x: f64) -> (usize, f64) {
        if let Some(bins) = self.bins() {
            let index = bins.partition_point(|bin| bin.upper <= x).min(self.len() - 1);
            return (index, self.values[index]);
        }
        let distance = |i: &usize| (self.values[*i] - x).abs();
        let index = (0..self.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
        (index, self.values[index])
    }
}

/// Returns the smallest and the largest value, or the first that is no observation. Makes each −0 a
/// 0.
fn range_of(values: &mut [f64]) -> Result<(f64, f64), SampleError> {
    if values.is_empty() {
        return Err(SampleError::Empty);
    }
    let parts: Option<Vec<Scan>> =
        Points { values, weights: None }.chunks(|part| Scan::of(part.values)).into_iter().collect();
    let Some(parts) = parts else { return Err(first_bad(values)) };
    let whole = parts.into_iter().reduce(Scan::and).unwrap_or_default();
    if whole.has_negative_zero {
        values.par_iter_mut().for_each(|x| *x += 0.0);
    }
    // The sign of a zero that is the smallest or the largest, too.
    Ok((whole.min + 0.0, whole.max + 0.0))
}

/// What a pass over the values looks for.
#[derive(Clone, Copy, Default)]
struct Scan {
    min: f64,
    max: f64,
    has_negative_zero: bool,
}

impl Scan {
    /// Returns what a chunk has, or `None` if one of its values is no observation.
    fn of(values: &[f64]) -> Option<Self> {
        // In lanes, and with comparisons that a processor has an instruction for.
        const LANES: usize = 8;
        const NEGATIVE_ZERO: u64 = (-0.0_f64).to_bits();
        let (mut min, mut max) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (mut is_good, mut is_zero) = ([true; LANES], [false; LANES]);
        let mut take = |lane: usize, x: f64| {
            min[lane] = if x < min[lane] { x } else { min[lane] };
            max[lane] = if x > max[lane] { x } else { max[lane] };
            // False for NaN.
            is_good[lane] &= x.abs() <= MAX_MAGNITUDE;
            is_zero[lane] |= x.to_bits() == NEGATIVE_ZERO;
        };
        let (rows, rest) = values.as_chunks::<LANES>();
        for row in rows {
            for (lane, x) in row.iter().enumerate() {
                take(lane, *x);
            }
        }
        for x in rest {
            take(0, *x);
        }
        let min = min.into_iter().fold(f64::INFINITY, f64::min);
        let max = max.into_iter().fold(f64::NEG_INFINITY, f64::max);
        let scan = Self { min, max, has_negative_zero: is_zero.contains(&true) };
        is_good.iter().all(|good| *good).then_some(scan)
    }

    fn and(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            has_negative_zero: self.has_negative_zero || other.has_negative_zero,
        }
    }
}

fn first_bad(values: &[f64]) -> SampleError {
    SampleError::of_values(values).next().map_or(SampleError::Empty, |(_, error)| error)
}

/// Returns n = Σ w_i.
fn total_of(points: Points) -> f64 {
    let of_part = |part: Points| part.iter().map(|(_, weight)| weight).collect::<CompensatedSum>();
    let mut total = CompensatedSum::default();
    for part in points.chunks(of_part) {
        total.merge(part);
    }
    total.value()
}

/// Why some numbers are no sample. `index` counts from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// There is no observation.
    #[error("there are no observations")]
    Empty,
    /// An infinite or NaN observation.
    #[error("observation {index} is {value}, not a finite number")]
    NotFinite {
        /// which observation
        index: usize,
        /// what was given
        value: f64,
    },
    /// An observation whose square would overflow.
    #[error(
        "observation {index} is {value:e}: beyond ±1e140 its square overflows; rescale the data"
    )]
    TooLarge {
        /// which observation
        index: usize,
        /// what was given
        value: f64,
    },
    /// A weight that is not positive, or whose share of n or product with n would be beyond an
    /// `f64`.
    #[error("the weight of observation {index} must be between 1e-140 and 1e140, not {value:?}")]
    Weight {
        /// which observation
        index: usize,
        /// what was given
        value: f64,
    },
    /// Another number of weights than of observations.
    #[error("{weights} weights were given for {values} observations")]
    WeightCount {
        /// how many weights
        weights: usize,
        /// how many observations
        values: usize,
    },
}

impl SampleError {
    /// Returns the index of each of these values that is no observation, and why it is none.
    pub fn of_values(values: &[f64]) -> impl Iterator<Item = (usize, Self)> {
        let bad = values.iter().enumerate().filter(|(_, x)| x.is_nan() || x.abs() > MAX_MAGNITUDE);
        bad.map(|(index, &value)| {
            let is_finite = value.is_finite();
            let error = if is_finite {
                Self::TooLarge { index, value }
            } else {
                Self::NotFinite { index, value }
            };
            (index, error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_numbers_of_a_manageable_size_are_observations() {
        assert_eq!(Sample::new(vec![]).unwrap_err(), SampleError::Empty);
        assert!(matches!(
            Sample::new(vec![1.0, f64::NAN]).unwrap_err(),
            SampleError::NotFinite { index: 1, .. }
        ));
        assert!(matches!(
            Sample::new(vec![-1e141]).unwrap_err(),
            SampleError::TooLarge { index: 0, .. }
        ));
        for weight in [0.0, -1.0, 1e-141, 1e141, f64::INFINITY, f64::NAN] {
            let error = Sample::weighted(vec![1.0], vec![weight]).unwrap_err();
            assert!(error.to_string().ends_with(&format!("not {weight:?}")), "{error}");
        }
        let error = Sample::weighted(vec![1.0], vec![1.0, 2.0]).unwrap_err();
        assert_eq!(error.to_string(), "2 weights were given for 1 observations");
    }

    #[test]
    fn the_first_of_several_bad_values_is_named() {
        let mut values = vec![1.0; 200_000];
        (values[70_001], values[70_000], values[199_999]) = (f64::NAN, f64::INFINITY, -1e141);
        let not_finite = SampleError::NotFinite { index: 70_000, value: f64::INFINITY };
        assert_eq!(Sample::new(values.clone()).unwrap_err(), not_finite);
        (values[70_001], values[70_000]) = (-2.0, 1.0);
        let too_large = SampleError::TooLarge { index: 199_999, value: -1e141 };
        assert_eq!(Sample::new(values.clone()).unwrap_err(), too_large);
        values[199_999] = 3.0;
        let order = Sample::new(values).unwrap();
        assert_eq!((order.order().min(), order.order().max()), (-2.0, 3.0));
    }

    #[test]
    fn a_negative_zero_is_a_zero() {
        for values in [vec![-0.0], vec![0.0, -0.0], vec![-0.0; 200_000]] {
            let sample = Sample::weighted(values.clone(), vec![2.0; values.len()]).unwrap();
            assert!(sample.values().iter().all(|x| x.is_sign_positive()));
            assert!(sample.range().0.is_sign_positive() && sample.range().1.is_sign_positive());
        }
    }

    #[test]
    fn the_nearest_observation_is_found() {
        let sample = Sample::new(vec![4.0, 1.0, 2.0]).unwrap();
        assert_eq!(sample.nearest(2.9), (2, 2.0));
    }
}
