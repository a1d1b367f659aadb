//! ℓ, its change, the lower bound and the gap.

use super::sums::{WRITTEN_OUT, over_components, over_observations};
use super::{At, Derivation, DerivationStep};
use crate::explain::expression::{Expression, Number};
use crate::mixture::{Theta, expected_log_joint, responsibilities};
use crate::text::subscript;
use crate::timeline::Phase;

/// ln p(x; θ), however far x is from every component.
fn log_density(theta: &Theta, x: f64) -> f64 {
    let joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x)).collect();
    let m = joints.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    m + joints.iter().map(|a| (a - m).exp()).sum::<f64>().ln()
}

/// γ ln γ, and 0 where γ is 0.
fn x_ln_x(gamma: f64) -> f64 {
    if gamma > 0.0 { gamma * gamma.ln() } else { 0.0 }
}

impl<D> At<'_, D> {
    fn t(&self) -> usize {
        self.run.cursor().iteration()
    }

    /// Σ_i w_i f(x_i), of numbers that have no arithmetic of their own here.
    fn sum(&self, total: f64, f: impl Fn(f64) -> f64) -> Expression {
        let value = |i: usize| f(self.sample.values()[i]);
        let written = |i: usize| self.weighted(i, Expression::of(value(i)));
        over_observations(self.sample, total, |i| self.sample.weight(i) * value(i), written)
    }

    fn weighted(&self, i: usize, term: Expression) -> Expression {
        match self.sample.weights() {
            Some(w) => Expression::Product(vec![Expression::of(w[i]), term]),
            None => term,
        }
    }

    pub(super) fn log_likelihood(&self) -> Derivation {
        let theta = self.run.current().theta();
        let x = |i: usize| self.sample.values()[i];
        let value = |i: usize| self.sample.weight(i) * log_density(theta, x(i));
        let written = |i: usize| {
            let log = log_density(theta, x(i));
            let p = log.exp();
            let tiny = p < f64::MIN_POSITIVE;
            let term = if tiny {
                Expression::of(log)
            } else {
                Expression::Ln(Box::new(Expression::of(p)))
            };
            self.weighted(i, term)
        };
        let live = over_observations(self.sample, self.value, value, written);
        let name = format!("ℓ(θ{})", subscript(self.t()));
        let formula = format!("Σ_i {}ln p(x_i)", self.w());
        let few = if self.sample.len() <= WRITTEN_OUT { self.sample.len() } else { 0 };
        let densities = (0..few).map(|i| {
            let joints: Vec<f64> =
                theta.components().iter().map(|c| c.log_joint(x(i)).exp()).collect();
            DerivationStep {
                name: format!("p(x{})", subscript(i)),
                formula: String::new(),
                live: Some(over_components(&joints)),
                value: Number::new(log_density(theta, x(i)).exp()),
                depth: 1,
            }
        });
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with(densities)
            .note("p(x_i) = Σ_k π_k N(x_i; μ_k, σ_k²); ln is the natural logarithm.");
        self.searched(derivation)
    }

    pub(super) fn change(&self) -> Option<Derivation> {
        let (t, before) = (self.t(), self.t().checked_sub(1)?);
        let likelihood = |t: usize| self.run.iterates()[t].log_likelihood();
        let against = |t| Expression::against(likelihood(t), self.value);
        let formula = format!("ℓ(θ{}) − ℓ(θ{})", subscript(t), subscript(before));
        let live = against(t).minus(against(before));
        Some(
            Derivation::new(self.quantity, "Δℓ".into(), formula, live, self.value)
                .note("What the M-step gained. EM never lets ℓ fall, so it is not below 0."),
        )
    }

    /// Q(θ) a component at a time, Q, and H, for the γ in force.
    fn bound_parts(&self, from: usize) -> Vec<DerivationStep> {
        let theta = self.run.current().theta();
        let expectation = self.run.expectation(from);
        let mut steps = Vec::new();
        let mut parts = Vec::new();
        for (k, (c, s)) in theta.components().iter().zip(expectation.statistics()).enumerate() {
            let square = Expression::of(s.variance_about(c));
            let two_pi = Expression::Constant("2π", std::f64::consts::TAU);
            let peak = Expression::Product(vec![two_pi, Expression::of(c.variance())]);
            let peak = Expression::of(c.weight()).over(Expression::Root(Box::new(peak)));
            let twice =
                Expression::Product(vec![Expression::of(2.0), Expression::of(c.variance())]);
            let mean_log = Expression::Ln(Box::new(peak)).minus(square.over(twice));
            let live = Expression::Product(vec![Expression::of(s.weight()), mean_log]);
            let value = live.value();
            parts.push(value);
            let name = format!("Q{}", subscript(k + 1));
            let value = Number::new(value);
            steps.push(DerivationStep {
                name,
                formula: String::new(),
                live: Some(live),
                value,
                depth: 2,
            });
        }
        steps.truncate(WRITTEN_OUT);
        steps.push(DerivationStep {
            name: "Q(θ)".into(),
            formula: format!("Σ_k Σ_i {}γ_ik ln(π_k N(x_i; μ_k, σ_k²))", self.w()),
            live: Some(over_components(&parts)),
            value: Number::new(expected_log_joint(expectation, theta)),
            depth: 1,
        });
        let gamma_theta = self.run.iterates()[from].theta();
        let entropy_of =
            |x| -responsibilities(x, gamma_theta).into_iter().map(x_ln_x).sum::<f64>() + 0.0;
        steps.push(DerivationStep {
            name: "H(γ)".into(),
            formula: format!("−Σ_i Σ_k {}γ_ik ln γ_ik", self.w()),
            live: Some(self.sum(expectation.entropy(), entropy_of)),
            value: Number::new(expectation.entropy()),
            depth: 1,
        });
        steps
    }

    pub(super) fn bound(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let steps = self.bound_parts(from);
        let [.., q, h] = &steps[..] else { return None };
        let live = Expression::sum(vec![Expression::Number(q.value), Expression::Number(h.value)]);
        let (g, t) = (subscript(from), subscript(self.t()));
        let touching = match self.run.cursor().phase() {
            Phase::Gamma => format!("γ{g} is the posterior of θ{t}, so F touches: F = ℓ(θ{t})."),
            Phase::Theta => format!("γ{g} is the posterior of θ{g}, not of θ{t}, so F ≤ ℓ(θ{t})."),
        };
        let derivation =
            Derivation::new(self.quantity, format!("F(γ{g}, θ{t})"), "Q(θ) + H(γ)".into(), live, self.value)
                .with(steps)
                .note(touching)
                .note(
                    "Q_k = N_k (ln(π_k / √(2π σ_k²)) − v_k / (2 σ_k²)), where v_k is the mean of (x_i − μ_k)² with \
                     the weights γ_ik: after an M-step σ_k² itself.",
                );
        Some(self.searched(derivation))
    }

    /// Q(θ), component by component.
    pub(super) fn expected_log_joint(&self) -> Option<Derivation> {
        let mut steps = self.bound_parts(self.run.gamma_iteration()?);
        steps.pop();
        let result = steps.pop()?;
        let derivation =
            Derivation::new(self.quantity, result.name, result.formula, result.live?, self.value);
        let ingredients = steps.into_iter().map(|step| DerivationStep { depth: 1, ..step });
        let derivation = derivation
            .with(ingredients)
            .note("The M-step maximises Q. With the entropy H of γ, F = Q + H.");
        Some(self.searched(derivation))
    }

    /// H(γ), which no M-step changes.
    pub(super) fn entropy(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let result = self.bound_parts(from).pop()?;
        let (name, formula, live) = (result.name, result.formula, result.live?);
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .note(format!("γ{} is in force. H does not depend on θ: F = Q + H.", subscript(from)));
        Some(self.searched(derivation))
    }

    pub(super) fn gap(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let bound = self.run.bound_at(self.run.cursor())?;
        let likelihood = self.run.current().log_likelihood();
        let against = |value| Expression::against(value, self.value);
        let (g, t) = (subscript(from), subscript(self.t()));
        let live = against(likelihood).minus(against(bound));
        let formula = format!("ℓ(θ{t}) − F(γ{g}, θ{t})");
        let derivation = Derivation::new(self.quantity, "gap".into(), formula, live, self.value);
        if self.run.cursor().phase() == Phase::Gamma {
            return Some(derivation.note(format!(
                "γ{g} is the posterior of θ{t} itself: right after an E-step there is no gap."
            )));
        }
        let (old, new) = (self.run.iterates()[from].theta(), self.run.current().theta());
        // ln p(k | x) by the logarithms: the posterior itself may be too small for a number.
        let divergence = |x: f64| {
            let p = log_density(new, x);
            let pairs = responsibilities(x, old).into_iter().zip(new.components());
            let terms =
                pairs.map(|(q, c)| if q > 0.0 { q * (q.ln() - (c.log_joint(x) - p)) } else { 0.0 });
            terms.sum::<f64>()
        };
        let live = self.sum(self.value, divergence);
        let kl = DerivationStep {
            name: "KL".into(),
            formula: format!("Σ_i Σ_k {}γ_ik ln(γ_ik / p(k | x_i; θ{t}))", self.w()),
            value: Number::new(live.value()),
            live: Some(live),
            depth: 1,
        };
        let derivation = derivation
            .with([kl])
            .note("The gap is the Kullback–Leibler divergence of γ from the posterior; the next E-step closes it.");
        Some(self.searched(derivation))
    }
}
