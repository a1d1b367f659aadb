//! A random valid point: a θ, points, and all that follows from them.

use std::f64::consts;

use rand::{Rng, RngExt};

use super::context::Context;
use super::node::Symbol;

/// θ and the points are drawn; every other quantity is what it is defined to be, so that all that
/// holds between them holds here: Σ_k π_k = 1, γ is the posterior and Σ_k γ_ik = 1, and the new θ
/// is the M-step's.
pub(super) struct Assignment {
    weights: Vec<f64>,
    means: Vec<f64>,
    sds: Vec<f64>,
    x: f64,
    xs: Vec<f64>,
    /// a row a point
    gamma: Vec<Vec<f64>>,
    counts: Vec<f64>,
    new_means: Vec<f64>,
    new_sds: Vec<f64>,
}

impl Assignment {
    pub(super) fn draw(context: &Context, random: &mut impl Rng) -> Self {
        let components = random.random_range(context.components.0..=context.components.1);
        let points = random.random_range(context.points.0..=context.points.1);
        let mut several = |count: usize, least: f64, most: f64| -> Vec<f64> {
            (0..count).map(|_| random.random_range(least..most)).collect()
        };
        // Near enough to each other that no density vanishes beside the others.
        let shares = several(components, 0.2, 1.0);
        let means = several(components, -2.0, 2.0);
        let sds = several(components, 0.6, 1.8);
        let x = several(1, -2.5, 2.5)[0];
        let xs = several(points, -2.5, 2.5);
        let total: f64 = shares.iter().sum();
        let weights = shares.iter().map(|share| share / total).collect();
        let mut assignment = Self {
            weights,
            means,
            sds,
            x,
            xs,
            gamma: Vec::new(),
            counts: Vec::new(),
            new_means: Vec::new(),
            new_sds: Vec::new(),
        };
        assignment.step();
        assignment
    }

    /// The E-step and the M-step, as the textbook writes them.
    fn step(&mut self) {
        self.gamma = self.xs.iter().map(|x| self.posterior(*x)).collect();
        for k in 0..self.components() {
            let weighted = |of: &dyn Fn(f64) -> f64| -> f64 {
                self.gamma.iter().zip(&self.xs).map(|(row, x)| row[k] * of(*x)).sum()
            };
            let count = weighted(&|_| 1.0);
            let mean = weighted(&|x| x) / count;
            let variance = weighted(&|x| (x - mean).powi(2)) / count;
            self.counts.push(count);
            self.new_means.push(mean);
            self.new_sds.push(variance.sqrt());
        }
    }

    fn density(&self, k: usize, x: f64) -> f64 {
        let z = (x - self.means[k]) / self.sds[k];
        (-0.5 * z * z).exp() / (self.sds[k] * (2.0 * consts::PI).sqrt())
    }

    fn log_likelihood(&self) -> f64 {
        let joint = |k: usize, x: f64| self.weights[k] * self.density(k, x);
        let marginal = |x: &f64| (0..self.components()).map(|k| joint(k, *x)).sum::<f64>();
        self.xs.iter().map(|x| marginal(x).ln()).sum()
    }

    fn posterior(&self, x: f64) -> Vec<f64> {
        let joint = |k| self.weights[k] * self.density(k, x);
        let joints: Vec<f64> = (0..self.components()).map(joint).collect();
        let total: f64 = joints.iter().sum();
        joints.iter().map(|joint| joint / total).collect()
    }

    pub(super) fn components(&self) -> usize {
        self.weights.len()
    }

    pub(super) fn points(&self) -> usize {
        self.xs.len()
    }

    /// Returns a symbol's value; indices count from 0. NaN where the index does not exist.
    pub(super) fn value(
        &self,
        symbol: Symbol,
        component: Option<usize>,
        point: Option<usize>,
        of_a_point: bool,
    ) -> f64 {
        let at = |values: &[f64]| component.and_then(|k| values.get(k)).copied();
        let value = match symbol {
            Symbol::Weight => at(&self.weights),
            Symbol::Mean => at(&self.means),
            Symbol::Sd => at(&self.sds),
            Symbol::Density => {
                component.filter(|k| *k < self.components()).map(|k| self.density(k, self.x))
            }
            Symbol::Responsibility if of_a_point => {
                point.and_then(|i| self.gamma.get(i)).and_then(|row| at(row))
            }
            Symbol::Responsibility => at(&self.posterior(self.x)),
            Symbol::Observation if of_a_point => point.and_then(|i| self.xs.get(i)).copied(),
            Symbol::Observation => Some(self.x),
            Symbol::Count => at(&self.counts),
            Symbol::NewWeight => at(&self.counts).map(|count| count / self.points() as f64),
            Symbol::NewMean => at(&self.new_means),
            Symbol::NewSd => at(&self.new_sds),
            Symbol::Points => Some(self.points() as f64),
            Symbol::Components => Some(self.components() as f64),
            Symbol::LogLikelihood => Some(self.log_likelihood()),
        };
        value.unwrap_or(f64::NAN)
    }
}
