//! Where the nodes of a cover are counted from.
//!
//! A node lies between the observations, where an `f64` may have no room: half-way between 10⁹ and the next `f64` there is
//! none. So a node is not its x but its distance from an origin near it: the grid's centre, or, where that is far away in
//! terms of the components that matter there, the mean of the nearest of these. The nodes of each origin go through the E-step
//! with a θ that counts its means from there, and only the sums are brought back.

use super::cover::Peak;
use crate::mixture::e_step::{self, Expectation};
use crate::mixture::kernel::InstructionSet;
use crate::mixture::statistics::ComponentStatistics;
use crate::mixture::sum::{CompensatedSum, two_sum};
use crate::mixture::theta::{Component, Theta};

/// A node is counted from the grid's centre if that is no further away than this many times the reach of each component that
/// matters. An `f64` has 53 bits; this leaves 45 of them to what the E-step squares.
const NEAR: f64 = 256.0;

/// The t of a node, in two parts: together they have more digits than an `f64`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub t: f64,
    pub rest: f64,
}

/// The nodes that are counted from one origin.
#[derive(Debug)]
struct Nodes {
    /// Where it lies, as a t.
    origin: f64,
    /// Distances from it, in the data's unit.
    values: Vec<f64>,
    weights: Vec<f64>,
}

/// Nodes, each beside those that have its origin.
#[derive(Debug)]
pub(super) struct Origins {
    /// Those of the grid's centre; then, for each component, those of its mean and of the mean that it is expected to get.
    nodes: Vec<Nodes>,
}

impl Origins {
    /// Returns no nodes.
    pub fn new(peaks: &[Peak]) -> Self {
        let means = peaks.iter().flat_map(|peak| [peak.mean, peak.expected.mean]);
        let empty = |origin| Nodes { origin, values: Vec::new(), weights: Vec::new() };
        Self { nodes: std::iter::once(0.0).chain(means).map(empty).collect() }
    }

    /// Takes a node in. `components` are those that matter where it lies.
    pub fn push<'a>(
        &mut self,
        scale: f64,
        position: Position,
        weight: f64,
        components: impl Iterator<Item = (usize, &'a Peak)>,
    ) {
        let whole = position.t + position.rest;
        let (mut reach, mut nearest, mut distance) = (f64::INFINITY, 0, f64::INFINITY);
        for (k, peak) in components {
            reach = reach.min(peak.reach(whole));
            for (i, mean) in [(2 * k + 1, peak.mean), (2 * k + 2, peak.expected.mean)] {
                let from_mean = (whole - mean).abs();
                if from_mean < distance {
                    (nearest, distance) = (i, from_mean);
                }
            }
        }
        let nodes = &mut self.nodes[if whole.abs() <= NEAR * reach { 0 } else { nearest }];
        let (head, tail) = two_sum(position.t, -nodes.origin);
        nodes.values.push((head + (tail + position.rest)) * scale);
        nodes.weights.push(weight);
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.iter().map(|nodes| nodes.values.len()).sum()
    }

    /// Returns the E-step over all nodes, with means counted from the grid's centre, as those of `theta` are. `None` where ℓ is beyond a
    /// number. `total_weight` is left at 0.
    pub fn e_step(&self, theta: &Theta, scale: f64) -> Option<Expectation> {
        let (mut log_likelihood, mut entropy) =
            (CompensatedSum::default(), CompensatedSum::default());
        let mut statistics = vec![ComponentStatistics::default(); theta.len()];
        for nodes in self.nodes.iter().filter(|nodes| !nodes.values.is_empty()) {
            let origin = nodes.origin * scale;
            let near = counted_from(origin, theta)?;
            let weights = Some(&nodes.weights[..]);
            let part = e_step::summed(&nodes.values, weights, &near, InstructionSet::Best)?;
            log_likelihood.add(part.log_likelihood);
            entropy.add(part.entropy);
            for (whole, mut of_part) in statistics.iter_mut().zip(part.statistics) {
                count_from(-origin, &mut of_part);
                *whole = whole.merge(of_part);
            }
        }
        let log_likelihood = log_likelihood.value();
        log_likelihood.is_finite().then(|| Expectation {
            log_likelihood,
            entropy: entropy.value(),
            total_weight: 0.0,
            statistics,
            nodes: Some(self.len()),
        })
    }
}

/// Returns θ with its means counted from here.
pub(super) fn counted_from(origin: f64, theta: &Theta) -> Option<Theta> {
    let moved = |c: &Component| {
        let (mean, tail) = two_sum(c.mean, -origin);
        let (mean, mean_tail) = two_sum(mean, tail + c.mean_tail);
        Component { mean, mean_tail, ..*c }
    };
    Theta::new(theta.components().iter().map(moved).collect()).ok()
}

/// Counts a mean from here.
pub(super) fn count_from(origin: f64, statistics: &mut ComponentStatistics) {
    if statistics.weight > 0.0 {
        let (mean, tail) = two_sum(statistics.mean, -origin);
        (statistics.mean, statistics.mean_tail) = two_sum(mean, tail + statistics.mean_tail);
    }
}
