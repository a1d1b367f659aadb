//! The observations x_1 … x_n, with optional weights.

use std::sync::OnceLock;

use super::condensed::Condensed;
use super::sum::CompensatedSum;

/// The largest |x| an observation may have: squares, and sums of 10²⁰ of them, stay finite.
pub const MAX_MAGNITUDE: f64 = 1e140;

/// An E-step over a condensed sample takes about as long as one over so many points.
const CONDENSED_PASS: usize = 8192;

/// A sample: at least one finite observation, each with a positive weight (1 unless given).
#[derive(Debug)]
pub struct Sample {
    values: Vec<f64>,
    weights: Option<Vec<f64>>,
    total_weight: f64,
    sorted: OnceLock<Sorted>,
    range: OnceLock<(f64, f64)>,
    condensed: OnceLock<Option<Condensed>>,
}

impl Sample {
    /// A sample of observations of weight 1.
    ///
    /// # Errors
    /// [`SampleError`] for no observation, or the first that is not finite or beyond [`MAX_MAGNITUDE`].
    pub fn new(values: Vec<f64>) -> Result<Self, SampleError> {
        check_values(&values)?;
        let total_weight = values.len() as f64;
        Ok(Self {
            values,
            weights: None,
            total_weight,
            sorted: OnceLock::new(),
            range: OnceLock::new(),
            condensed: OnceLock::new(),
        })
    }

    /// A sample in which observation i counts `weights[i]` times.
    ///
    /// # Errors
    /// As [`Sample::new`], and for a weight outside [10⁻¹⁴⁰, 10¹⁴⁰], or a list of another length.
    pub fn weighted(values: Vec<f64>, weights: Vec<f64>) -> Result<Self, SampleError> {
        check_values(&values)?;
        if weights.len() != values.len() {
            return Err(SampleError::WeightCount { weights: weights.len(), values: values.len() });
        }
        let allowed = 1.0 / MAX_MAGNITUDE..=MAX_MAGNITUDE;
        if let Some(index) = weights.iter().position(|w| !allowed.contains(w)) {
            return Err(SampleError::Weight { index, value: weights[index] });
        }
        let total_weight = weights.iter().copied().collect::<CompensatedSum>().value();
        Ok(Self {
            values,
            weights: Some(weights),
            total_weight,
            sorted: OnceLock::new(),
            range: OnceLock::new(),
            condensed: OnceLock::new(),
        })
    }

    /// The number of observations.
    #[expect(clippy::len_without_is_empty, reason = "a sample is never empty")]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// x_i, in the order given.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// w_i, or `None` where every weight is 1.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// w_i of the observation with this index.
    pub fn weight(&self, index: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[index])
    }

    /// n = Σ w_i, what N_k is divided by to give π_k.
    pub fn total_weight(&self) -> f64 {
        self.total_weight
    }

    /// The smallest and the largest observation.
    pub fn range(&self) -> (f64, f64) {
        *self.range.get_or_init(|| {
            let values = self.values.iter().copied();
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)))
        })
    }

    /// Takes the sums of powers that let [`super::e_step`] use a few nodes in place of the observations, in one pass; from then on it
    /// does. Twelve digits of ℓ and of the sums are the same. Returns whether the data could be condensed.
    pub fn condense(&self) -> bool {
        self.condensed.get_or_init(|| Condensed::of(self)).is_some()
    }

    /// The condensed form, where it was made.
    pub fn condensed(&self) -> Option<&Condensed> {
        self.condensed.get()?.as_ref()
    }

    /// How many points an E-step mostly takes as long as: fewer than the observations where they are condensed. A σ that asks for
    /// a pass over them is the exception.
    pub fn points_a_pass(&self) -> usize {
        let n = self.len();
        if self.condensed().is_some() { n.min(CONDENSED_PASS) } else { n }
    }

    /// The observations in ascending order; sorted once, at the first call.
    pub fn sorted(&self) -> &Sorted {
        self.sorted.get_or_init(|| Sorted::new(&self.values, self.weights.as_deref()))
    }

    /// The index and value of the observation nearest to `x`, the first of several.
    pub fn nearest(&self, x: f64) -> (usize, f64) {
        let distance = |i: &usize| (self.values[*i] - x).abs();
        let index = (0..self.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0);
        (index, self.values[index])
    }
}

fn check_values(values: &[f64]) -> Result<(), SampleError> {
    if values.is_empty() {
        return Err(SampleError::Empty);
    }
    match values.iter().position(|x| x.is_nan() || x.abs() > MAX_MAGNITUDE) {
        None => Ok(()),
        Some(index) if values[index].is_finite() => {
            Err(SampleError::TooLarge { index, value: values[index] })
        }
        Some(index) => Err(SampleError::NotFinite { index, value: values[index] }),
    }
}

/// A sample in ascending order: quantiles, histograms and the count of distinct values come from here.
#[derive(Debug)]
pub struct Sorted {
    values: Vec<f64>,
    /// `cumulative[i]` is the weight of `values[..=i]`; `None` where every weight is 1.
    cumulative: Option<Vec<f64>>,
}

impl Sorted {
    fn new(values: &[f64], weights: Option<&[f64]>) -> Self {
        let Some(weights) = weights else {
            let mut values = values.to_vec();
            values.sort_unstable_by(f64::total_cmp);
            return Self { values, cumulative: None };
        };
        let mut pairs: Vec<(f64, f64)> =
            values.iter().copied().zip(weights.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut total = CompensatedSum::default();
        let cumulative = pairs.iter().map(|&(_, weight)| {
            total.add(weight);
            total.value()
        });
        let cumulative = cumulative.collect();
        Self { values: pairs.into_iter().map(|(x, _)| x).collect(), cumulative: Some(cumulative) }
    }

    /// The observations, ascending.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The smallest observation.
    pub fn min(&self) -> f64 {
        self.values[0]
    }

    /// The largest observation.
    pub fn max(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// The observations in [lo, hi), ascending.
    pub fn between(&self, lo: f64, hi: f64) -> &[f64] {
        let start = self.values.partition_point(|x| *x < lo);
        let end = self.values.partition_point(|x| *x < hi);
        &self.values[start..end.max(start)]
    }

    /// The weight of the observations in [lo, hi).
    pub fn weight_between(&self, lo: f64, hi: f64) -> f64 {
        let below = |x: f64| {
            let count = self.values.partition_point(|value| *value < x);
            match &self.cumulative {
                _ if count == 0 => 0.0,
                None => count as f64,
                Some(cumulative) => cumulative[count - 1],
            }
        };
        (below(hi) - below(lo)).max(0.0)
    }

    /// The smallest observation that has at least a share `p` of the weight at or below it
    /// (the inverse of the empirical distribution function), `p` in [0, 1].
    pub fn quantile(&self, p: f64) -> f64 {
        let last = self.values.len() - 1;
        let index = match &self.cumulative {
            None => ((p * self.values.len() as f64).ceil() as usize).saturating_sub(1),
            Some(cumulative) => {
                let target = p * cumulative[last];
                cumulative.partition_point(|weight| *weight < target)
            }
        };
        self.values[index.min(last)]
    }

    /// The distinct values, ascending, `limit` of them at the most.
    pub fn distinct(&self, limit: usize) -> Vec<f64> {
        let mut distinct: Vec<f64> = Vec::new();
        let mut rest = &self.values[..];
        while let (Some(&x), true) = (rest.first(), distinct.len() < limit) {
            distinct.push(x);
            rest = &rest[rest.partition_point(|value| *value <= x)..];
        }
        distinct
    }
}

/// Why some numbers are no sample. `index` counts from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
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
    /// A weight that is not positive, or whose share of n or product with n would be beyond an `f64`.
    #[error("the weight of observation {index} must be above 0 (1e-140 to 1e140), not {value:?}")]
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
    fn a_weight_of_two_is_the_observation_twice() {
        let weighted = Sample::weighted(vec![3.0, 1.0], vec![1.0, 2.0]).unwrap();
        let repeated = Sample::new(vec![1.0, 3.0, 1.0]).unwrap();
        assert_eq!(weighted.total_weight(), repeated.total_weight());
        for p in [0.0, 0.3, 0.6, 0.7, 1.0] {
            assert_eq!(weighted.sorted().quantile(p), repeated.sorted().quantile(p), "at {p}");
        }
        assert_eq!(weighted.sorted().weight_between(0.0, 3.0), 2.0);
        assert_eq!(repeated.sorted().weight_between(0.0, 3.0), 2.0);
    }

    #[test]
    fn distinct_values_are_counted_up_to_a_limit() {
        let sample = Sample::new(vec![2.0, 1.0, 2.0, 5.0, 1.0]).unwrap();
        assert_eq!(sample.sorted().distinct(10), [1.0, 2.0, 5.0]);
        assert_eq!(sample.sorted().distinct(2), [1.0, 2.0]);
    }

    #[test]
    fn ranges_hold_their_lower_edge_only() {
        let sample = Sample::new(vec![4.0, 1.0, 2.0]).unwrap();
        assert_eq!(sample.sorted().between(1.0, 4.0), [1.0, 2.0]);
        assert_eq!(sample.sorted().between(4.0, 1.0), [0.0; 0]);
        assert_eq!(sample.nearest(2.9), (2, 2.0));
    }
}
