//! The numbers of the M-step: π, μ, σ², σ.

use super::e_step::{data, distance, note_on_distance};
use super::sums::over_components;
use super::{At, Derivation, DerivationStep, count_at};
use crate::explain::expression::{Expression, Number};
use crate::explain::{Link, Quantity};
use crate::text::{index_text, subscript};
use crate::timeline::Phase;

impl<D> At<'_, D> {
    /// Returns the iteration whose γ the M-step made this θ from; none at θ₀.
    pub(super) fn made_from(&self) -> Option<usize> {
        self.run.cursor().iteration().checked_sub(1)
    }

    fn given(&self, name: &str) -> Derivation {
        self.as_given(name, "θ₀ is where the run starts: no step of EM made it.")
    }

    /// Returns the derivation of a number that no step made, with why.
    pub(super) fn as_given(&self, name: &str, why: &str) -> Derivation {
        let result = DerivationStep {
            name: name.replace('\u{302}', ""),
            formula: String::new(),
            live: None,
            value: Number::new(self.value),
            depth: 0,
        };
        let (ingredients, notes, why) = (Vec::new(), vec![why.to_owned()], Vec::new());
        Derivation { quantity: self.quantity, ingredients, result, notes, why, is_given: true }
    }

    pub(super) fn count_step(&self, t: usize, k: usize) -> DerivationStep {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let value = Number::new(self.run.expectation(t).statistics()[k].weight());
        let value = value.linked(count_at(t, k));
        let formula = format!("Σ_i {}γ_{ik}", self.w());
        DerivationStep { name: format!("N{s}"), formula, live: None, value, depth: 1 }
    }

    /// Returns which γ made this θ.
    pub(super) fn made_note(&self, t: usize) -> String {
        let now = self.run.cursor();
        let (old, new) = (subscript(t), subscript(t + 1));
        let later = match now.phase() {
            Phase::Gamma => format!(", not γ{new}, which came after it"),
            Phase::Theta => String::new(),
        };
        format!("The M-step made θ{new} from γ{old}{later}.")
    }

    pub(super) fn weight(&self, k: usize) -> Derivation {
        let s = subscript(k + 1);
        let name = format!("π̂{s}");
        let Some(t) = self.made_from() else { return self.given(&name) };
        if self.method().fixed_weights.contains(k) {
            return self.fixed(&name);
        }
        if let Some(derivation) = self.accelerated(&name) {
            return derivation;
        }
        if !self.method().fixed_weights.is_empty() || self.method().weight_prior.is_some() {
            return self.constrained_weight(t, k);
        }
        let expectation = self.run.expectation(t);
        let statistics = expectation.statistics();
        let n = Number::new(expectation.total_weight());
        let total = DerivationStep {
            name: "n".into(),
            formula: "Σ_k N_k".into(),
            live: Some(over_components(statistics.len(), |j| {
                Number::new(statistics[j].weight()).linked(count_at(t, j))
            })),
            value: n,
            depth: 1,
        };
        let live = Expression::of(statistics[k].weight()).over(Expression::Number(n));
        Derivation::new(self.quantity, name, format!("N{s} / n"), live, self.value)
            .with([self.count_step(t, k), total])
            .note(self.made_note(t))
            .because(if self.sample.bins().is_some() { Vec::new() } else { self.why_weight(t, k) })
    }

    pub(super) fn mean(&self, k: usize) -> Derivation {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let name = format!("μ̂{s}");
        let Some(t) = self.made_from() else { return self.given(&name) };
        if self.method().fixed_means.contains(k) {
            return self.fixed(&name);
        }
        if let Some(derivation) = self.accelerated(&name) {
            return derivation;
        }
        let component = self.here().theta().components()[k];
        let count = self.run.expectation(t).statistics()[k].weight();
        let sum = self.weighted_sum(t, k, self.value * count, |x| Some(data(x, &component)));
        let formula = format!("Σ_i {}γ_{ik} x_i / N{s}", self.w());
        let live = sum.over(Expression::of(count));
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with([self.count_step(t, k)])
            .note(self.made_note(t))
            .because(self.why_mean(t, k));
        self.searched(derivation)
    }

    pub(super) fn variance(&self, k: usize) -> Derivation {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let name = format!("σ̂{s}²");
        let Some(t) = self.made_from() else { return self.given(&name) };
        if self.method().fixed_variances.contains(k) {
            return self.fixed(&name);
        }
        if let Some(derivation) = self.accelerated(&name) {
            return derivation;
        }
        if self.has_another_variance(k) {
            return self.constrained_variance(t, k);
        }
        let component = self.here().theta().components()[k];
        let count = self.run.expectation(t).statistics()[k].weight();
        let mean_of = || data(component.mean(), &component);
        let square = |x| distance(x, &component, mean_of()).squared();
        let sum = self.weighted_sum(t, k, self.value * count, |x| Some(square(x)));
        let formula = format!("Σ_i {}γ_{ik} (x_i − μ̂{s})² / N{s}", self.w());
        let mean = DerivationStep {
            name: format!("μ̂{s}"),
            formula: format!("Σ_i {}γ_{ik} x_i / N{s}", self.w()),
            live: None,
            value: Number::against(component.mean(), component.sd())
                .linked(Link::new(Quantity::Mean(k), self.run.cursor())),
            depth: 1,
        };
        let live = sum.over(Expression::of(count));
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with([self.count_step(t, k), mean])
            .note(format!("μ̂{s} is the new mean, and N{s} divides, not n − 1."))
            .also(note_on_distance(&component, &format!("μ̂{s}")))
            .note(self.made_note(t))
            .because(self.why_variance(t, k));
        self.searched(derivation)
    }

    pub(super) fn sd(&self, k: usize) -> Derivation {
        let s = subscript(k + 1);
        let variance = self.here().theta().components()[k].variance();
        let hat = if self.made_from().is_some() { "\u{302}" } else { "" };
        let link = Link::new(Quantity::Variance(k), self.run.cursor());
        let live = Expression::Root(Box::new(Expression::linked(variance, link)));
        Derivation::new(
            self.quantity,
            format!("σ{hat}{s}"),
            format!("√σ{hat}{s}²"),
            live,
            self.value,
        )
        .note(format!("σ{hat}{s}² is the variance, σ{hat}{s} the standard deviation."))
    }
}
