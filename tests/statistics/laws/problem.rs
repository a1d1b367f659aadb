//! Any sample and any θ.

use std::ops::RangeInclusive;

use emstep::mixture::{Component, Iterate, Sample, Theta};
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) values: Vec<f64>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) theta: Theta,
}

impl Problem {
    pub(super) fn sample(&self) -> Sample {
        match &self.weights {
            None => Sample::new(self.values.clone()).unwrap(),
            Some(weights) => Sample::weighted(self.values.clone(), weights.clone()).unwrap(),
        }
    }

    /// θ₀ and what EM makes of it, `count` iterations or until it is refused.
    pub(super) fn iterates(&self, count: usize) -> Vec<Iterate> {
        let sample = self.sample();
        let first = Iterate::start(self.theta.clone(), &sample).unwrap();
        std::iter::successors(Some(first), |last| last.next(&sample).ok()).take(count + 1).collect()
    }

    /// What a few ulps of every term come to, of which ℓ, F and H are sums.
    pub(super) fn rounding(&self) -> f64 {
        let sample = self.sample();
        let terms = self.values.iter().enumerate().map(|(i, x)| {
            let joints = self.theta.components().iter().map(|c| c.log_joint(*x).abs());
            sample.weight(i) * (1.0 + joints.fold(f64::INFINITY, f64::min))
        });
        8.0 * f64::EPSILON * terms.sum::<f64>()
    }

    pub(super) fn with(&self, theta: &Theta) -> Self {
        Self { theta: theta.clone(), ..self.clone() }
    }
}

pub(super) fn theta_of(raw: &[(f64, f64, f64)]) -> Theta {
    let total: f64 = raw.iter().map(|(weight, ..)| weight).sum();
    let component = |&(weight, mean, variance): &(f64, f64, f64)| {
        Component::new((weight / total).max(1e-300), mean, variance)
    };
    Theta::new(raw.iter().map(component).collect()).unwrap()
}

/// 10 to a power drawn evenly.
pub(super) fn magnitude(exponents: RangeInclusive<f64>) -> impl Strategy<Value = f64> {
    exponents.prop_map(|exponent| 10_f64.powf(exponent))
}

pub(super) fn signed(exponents: RangeInclusive<f64>) -> impl Strategy<Value = f64> {
    let sign = prop_oneof![Just(1.0), Just(-1.0), Just(0.0)];
    (sign, magnitude(exponents)).prop_map(|(sign, size)| sign * size)
}

pub(super) fn problem_of(
    value: impl Strategy<Value = f64>,
    weight: impl Strategy<Value = f64>,
    component: impl Strategy<Value = (f64, f64, f64)>,
) -> impl Strategy<Value = Problem> {
    let values = prop::collection::vec(value, 1..40);
    let weights = prop::option::of(prop::collection::vec(weight, 40));
    let components = prop::collection::vec(component, 1..5);
    (values, weights, components).prop_map(|(values, mut weights, raw)| {
        if let Some(weights) = &mut weights {
            weights.truncate(values.len());
        }
        Problem { values, weights, theta: theta_of(&raw) }
    })
}

/// Numbers of a size that people have, ties and lattices among them.
pub(super) fn ordinary() -> impl Strategy<Value = Problem> {
    let value = prop_oneof![-50.0..50.0, (-5..5_i32).prop_map(f64::from)];
    problem_of(value, 0.05..9.0, (0.05..1.0, -60.0..60.0, magnitude(-2.0..=3.0)))
}

/// Numbers of every size that is allowed.
pub(super) fn extreme() -> impl Strategy<Value = Problem> {
    let component = (magnitude(-300.0..=0.0), signed(-300.0..=308.0), magnitude(-300.0..=280.0));
    problem_of(signed(-320.0..=140.0), magnitude(-140.0..=140.0), component)
}

/// As `extreme`, with θ near enough to the data that most E-steps have a result.
pub(super) fn extreme_within_reach() -> impl Strategy<Value = Problem> {
    let component = (magnitude(-300.0..=0.0), signed(-9.0..=9.0), magnitude(-12.0..=280.0));
    problem_of(signed(-9.0..=9.0), magnitude(-140.0..=140.0), component)
}
