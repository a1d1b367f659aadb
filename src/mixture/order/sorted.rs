//! The order as a sorted copy.

use super::Points;
use crate::mixture::sum::CompensatedSum;

/// A sorted copy of the observations, with the weight up to each unless all weights are 1.
#[derive(Debug)]
pub(super) struct Sorted {
    values: Vec<f64>,
    /// `cumulative[i]` is the weight of `values[..=i]`; `None` if every weight is 1.
    cumulative: Option<Vec<f64>>,
}

impl Sorted {
    pub(super) fn new(points: Points) -> Self {
        if points.weights.is_none() {
            let mut values = points.values.to_vec();
            values.sort_unstable_by(f64::total_cmp);
            return Self { values, cumulative: None };
        }
        let mut pairs: Vec<(f64, f64)> = points.iter().collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut total = CompensatedSum::default();
        let cumulative = pairs.iter().map(|&(_, weight)| {
            total.add(weight);
            total.value()
        });
        let cumulative = cumulative.collect();
        Self { values: pairs.into_iter().map(|(x, _)| x).collect(), cumulative: Some(cumulative) }
    }

    /// Returns the weight of the first observations, this many of them.
    fn weight_of(&self, count: usize) -> f64 {
        match &self.cumulative {
            _ if count == 0 => 0.0,
            None => count as f64,
            Some(cumulative) => cumulative[count - 1],
        }
    }

    pub(super) fn total(&self) -> f64 {
        self.weight_of(self.values.len())
    }

    /// Returns the weight of what is less than `x`.
    pub(super) fn weight_below(&self, x: f64) -> f64 {
        self.weight_of(self.values.partition_point(|value| *value < x))
    }

    /// Returns the smallest value with at least this weight at or below it, which is not more than
    /// there is.
    pub(super) fn at_weight(&self, wanted: f64) -> f64 {
        let last = self.values.len() - 1;
        let index = match &self.cumulative {
            None => (wanted as usize).saturating_sub(1),
            Some(cumulative) => cumulative.partition_point(|weight| *weight < wanted),
        };
        self.values[index.min(last)]
    }

    pub(super) fn next_above(&self, x: f64) -> Option<f64> {
        self.values.get(self.values.partition_point(|value| *value <= x)).copied()
    }

    pub(super) fn next_below(&self, x: f64) -> Option<f64> {
        let before = self.values.partition_point(|value| *value < x).checked_sub(1)?;
        Some(self.values[before])
    }

    pub(super) fn distinct(&self, limit: usize) -> Vec<f64> {
        let mut distinct: Vec<f64> = Vec::new();
        let mut rest = &self.values[..];
        while let (Some(&x), true) = (rest.first(), distinct.len() < limit) {
            distinct.push(x);
            rest = &rest[rest.partition_point(|value| *value <= x)..];
        }
        distinct
    }
}
