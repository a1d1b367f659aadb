//! Where the nodes of a cover are counted from.
//!
//! A node lies between the observations, where an `f64` may have no room: half-way between 10⁹ and
//! the next `f64` there is none. So a node is not its x but its distance from an origin near it:
//! the grid's centre, or, if that is too far away for what the E-step does with the node, x = 0 or
//! a component's mean. The nodes of each origin go through the E-step with a θ that counts its
//! means from there, and only the sums are brought back.

use super::cover::ScaledComponent;
use crate::mixture::component::Component;
use crate::mixture::kernel::InstructionSet;
use crate::mixture::pass::{Sums, sum_points};
use crate::mixture::points::Points;
use crate::mixture::statistics::ComponentStatistics;
use crate::mixture::sum::{CompensatedSum, two_sum};
use crate::mixture::theta::Theta;

/// A node may be this many times as far from its origin as its reach: the least
/// [`ScaledComponent::reach`], or the way in which a ln γ changes by 1 if that is less. An `f64`
/// has 53 bits; this leaves 45 of them.
const NEAR: f64 = 256.0;

/// The t of a node, in two parts: together they have more digits than an `f64`.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodePosition {
    pub t: f64,
    pub rest: f64,
}

/// The nodes that are counted from one origin.
#[derive(Debug)]
struct NodeGroup {
    /// Where it lies, as a t.
    origin: f64,
    /// Distances from it, in the data's unit.
    values: Vec<f64>,
    weights: Vec<f64>,
}

/// Nodes, each beside those that have its origin.
#[derive(Debug)]
pub(super) struct Origins {
    /// Those of the grid's centre and of x = 0; then, for each component, those of its mean and of
    /// the mean that it is expected to get.
    nodes: Vec<NodeGroup>,
    /// The smallest σ that is expected.
    least_sd: f64,
    /// Whether a node has no origin near enough.
    is_too_coarse: bool,
}

impl Origins {
    /// Returns no nodes. `zero` is the t of x = 0: an observation has all its digits from there.
    pub(super) fn new(components: &[ScaledComponent], zero: f64) -> Self {
        let means =
            components.iter().flat_map(|component| [component.mean, component.expected.mean]);
        let empty = |origin| NodeGroup { origin, values: Vec::new(), weights: Vec::new() };
        let nodes = [0.0, zero].into_iter().chain(means).map(empty).collect();
        let sds = components.iter().map(|component| component.expected.sd);
        Self { nodes, least_sd: sds.fold(f64::INFINITY, f64::min), is_too_coarse: false }
    }

    /// Takes a node in. `components` are those that matter where it lies, and no ln γ changes
    /// faster there than `slope`.
    pub(super) fn push<'a>(
        &mut self,
        scale: f64,
        position: NodePosition,
        weight: f64,
        slope: f64,
        components: impl Iterator<Item = &'a ScaledComponent>,
    ) {
        let whole = position.t + position.rest;
        let i = if whole.abs() <= NEAR * self.least_sd.min(1.0 / slope) {
            0
        } else {
            let reach =
                components.map(|component| component.reach(whole)).fold(1.0 / slope, f64::min);
            self.origin(whole, reach)
        };
        let nodes = &mut self.nodes[i];
        let (head, tail) = two_sum(position.t, -nodes.origin);
        nodes.values.push((head + (tail + position.rest)) * scale);
        nodes.weights.push(weight);
    }

    /// Returns the origin of a node that needs this precision: the centre, or else the nearest.
    fn origin(&mut self, t: f64, reach: f64) -> usize {
        if t.abs() <= NEAR * reach {
            return 0;
        }
        let distance = |i: &usize| (t - self.nodes[*i].origin).abs();
        let nearest = (0..self.nodes.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let nearest = nearest.unwrap_or(0);
        self.is_too_coarse |= distance(&nearest) > 2.0 * NEAR * reach;
        nearest
    }

    /// Returns whether a node would lose digits that matter: then only the observations themselves
    /// have them.
    pub(super) fn is_too_coarse(&self) -> bool {
        self.is_too_coarse
    }

    /// Returns how many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.iter().map(|nodes| nodes.values.len()).sum()
    }

    /// Returns the sums of the E-step over all nodes, with means counted from the grid's centre, as
    /// those of `theta` are. `None` if a mean cannot be counted from an origin.
    pub(super) fn sum(&self, theta: &Theta, scale: f64) -> Option<Sums> {
        let mut whole = Sums {
            log_likelihood: CompensatedSum::default(),
            entropy: CompensatedSum::default(),
            statistics: vec![ComponentStatistics::default(); theta.len()],
        };
        for nodes in self.nodes.iter().filter(|nodes| !nodes.values.is_empty()) {
            let origin = nodes.origin * scale;
            let near = counted_from(origin, theta)?;
            let points = Points { values: &nodes.values, weights: Some(&nodes.weights) };
            let part = sum_points(points, &near, InstructionSet::Best);
            whole.log_likelihood.add(part.log_likelihood.value());
            whole.entropy.add(part.entropy.value());
            for (whole, part) in whole.statistics.iter_mut().zip(part.statistics) {
                *whole = whole.merge(part.moved(origin));
            }
        }
        Some(whole)
    }
}

/// Returns θ with its means counted from here.
pub(super) fn counted_from(origin: f64, theta: &Theta) -> Option<Theta> {
    let moved = |c: &Component| {
        Component::with_precise_mean(c.weight(), c.precise_mean().plus(-origin), c.variance())
    };
    Theta::new(theta.components().iter().map(moved).collect()).ok()
}
