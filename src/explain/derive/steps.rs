//! The numbers of the E-step and the M-step: γ, N, π, μ, σ², σ.

use super::sums::{WRITTEN_OUT, over_components, over_observations, search_note};
use super::{At, Derivation, DerivationStep};
use crate::explain::expression::{Expression, Number};
use crate::mixture::{Component, ComponentStatistics, Theta, responsibilities};
use crate::text::{double_index, index_text, shortest, subscript};
use crate::timeline::Phase;

const TWO_PI: Expression = Expression::Constant("2π", std::f64::consts::TAU);
/// Below this p(x_i) the densities lose digits or vanish, and γ is derived from their logarithms.
const SMALLEST_DENSITY: f64 = 1e-200;

/// γ₂₁, or γ₁₂,₁ where the digits would run into one another.
pub(super) fn gamma_name(i: usize, k: usize) -> String {
    format!("γ{}", double_index(i, k))
}

/// x as it appears in a difference or a sum with what is of the size of σ_k.
fn data(x: f64, component: &Component) -> Expression {
    Expression::against(x, component.sd())
}

/// N(x; μ_k, σ_k²) with its numbers.
fn density(x: f64, c: &Component) -> Expression {
    let square = data(x, c).minus(data(c.mean(), c)).squared();
    let two_variances =
        Expression::Product(vec![Expression::of(2.0), Expression::of(c.variance())]);
    let exponent = Expression::Negative(Box::new(square.over(two_variances)));
    let peak = Expression::Product(vec![TWO_PI, Expression::of(c.variance())]);
    Expression::Exp(Box::new(exponent)).over(Expression::Root(Box::new(peak)))
}

/// Returns the components that are written out beside k: all of a few, else those with the most
/// weight in p(x).
fn shown_components(k: usize, log_joints: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..log_joints.len()).collect();
    if order.len() > WRITTEN_OUT {
        let first = |j: &usize| if *j == k { f64::INFINITY } else { log_joints[*j] };
        order.sort_by(|a, b| first(b).total_cmp(&first(a)));
        order.truncate(WRITTEN_OUT);
        order.sort_unstable();
    }
    order
}

/// Returns a sum of f_j over the components, those in `shown` written out.
fn sum_of_shown(shown: &[usize], values: &[f64], write: impl Fn(f64) -> Expression) -> Expression {
    let terms = shown.iter().map(|j| write(values[*j])).collect();
    let hidden = (0..values.len()).filter(|j| !shown.contains(j));
    let rest: f64 = hidden.map(|j| write(values[j]).value()).sum();
    let more =
        (values.len() > shown.len()).then(|| (values.len() - shown.len(), Number::new(rest)));
    Expression::Sum { terms, more }
}

impl<D> At<'_, D> {
    pub(super) fn gamma(&self, i: usize, k: usize) -> Option<Derivation> {
        let t = self.run.gamma_iteration()?;
        let theta = self.run.iterates()[t].theta();
        let x = self.sample.values()[i];
        let log_joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x)).collect();
        let shown = shown_components(k, &log_joints);
        let p: f64 = log_joints.iter().map(|a| a.exp()).sum();
        let derivation = if p >= SMALLEST_DENSITY {
            self.gamma_of_densities(i, k, theta, &shown)
        } else {
            self.gamma_of_logarithms(i, k, &log_joints, &shown)
        };
        let (i, t) = (subscript(i), subscript(t));
        Some(derivation.note(format!(
            "x{i} = {}; π, μ and σ² are θ{t}, from which γ{t} is inferred.",
            shortest(x)
        )))
    }

    fn gamma_of_densities(&self, i: usize, k: usize, theta: &Theta, shown: &[usize]) -> Derivation {
        let x = self.sample.values()[i];
        let index = subscript(i);
        let n_of = |j: usize| {
            let j = subscript(j + 1);
            format!("N(x{index}; μ{j}, σ{j}²)")
        };
        let component = |j: usize| &theta.components()[j];
        let densities = shown.iter().map(|&j| {
            let live = density(x, component(j));
            let value = Number::new(component(j).log_density(x).exp());
            DerivationStep {
                name: n_of(j),
                formula: String::new(),
                live: Some(live),
                value,
                depth: 2,
            }
        });
        let joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x).exp()).collect();
        let products = shown.iter().map(|&j| {
            let density = component(j).log_density(x).exp();
            let live = vec![Expression::of(component(j).weight()), Expression::of(density)];
            DerivationStep {
                name: format!("π{} {}", subscript(j + 1), n_of(j)),
                formula: String::new(),
                live: Some(Expression::Product(live)),
                value: Number::new(joints[j]),
                depth: 1,
            }
        });
        let p: f64 = joints.iter().sum();
        let sum = DerivationStep {
            name: format!("p(x{index})"),
            formula: "Σ_j π_j N(x_i; μ_j, σ_j²)".replace("x_i", &format!("x{index}")),
            live: Some(sum_of_shown(shown, &joints, Expression::of)),
            value: Number::new(p),
            depth: 1,
        };
        let formula = format!("π{} {} / p(x{index})", subscript(k + 1), n_of(k));
        let live = Expression::of(joints[k]).over(Expression::of(p));
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .with(densities)
            .with(products)
            .with([sum])
    }

    /// Returns the derivation of γ_k if every density is next to 0: with a_k = ln(π_k N) and m the
    /// largest of them, γ_k = exp(a_k − m) / Σ exp(a_j − m).
    fn gamma_of_logarithms(
        &self,
        i: usize,
        k: usize,
        log_joints: &[f64],
        shown: &[usize],
    ) -> Derivation {
        let m = log_joints.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !m.is_finite() {
            let live = Expression::of(self.value);
            let formula = "the nearest component, by |x − μ_k| / σ_k, takes all".to_owned();
            return Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
                .note("Every N(x; μ_k, σ_k²) is below what a number can hold, and so is its logarithm.");
        }
        let ratio = |a: f64| {
            let a = Expression::Number(Number { value: a, grain: 1.0 });
            let m = Expression::Number(Number { value: m, grain: 1.0 });
            Expression::Exp(Box::new(a.minus(m)))
        };
        let index = subscript(i);
        let logarithms = shown.iter().map(|&j| {
            let s = subscript(j + 1);
            DerivationStep {
                name: format!("a{s}"),
                formula: format!("ln π{s} − ½ ln(2π σ{s}²) − (x{index} − μ{s})² / (2 σ{s}²)"),
                live: None,
                value: Number { value: log_joints[j], grain: 1.0 },
                depth: 1,
            }
        });
        let formula = format!("exp(a{} − m) / Σ_j exp(a_j − m)", subscript(k + 1));
        let live = ratio(log_joints[k]).over(sum_of_shown(shown, log_joints, ratio));
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .with(logarithms)
            .note("a_k = ln(π_k N(x_i; μ_k, σ_k²)) and m is the largest: the densities are too small to divide.")
    }

    /// N(x_i; μ_k, σ_k²) at the θ of the cursor.
    pub(super) fn density(&self, i: usize, k: usize) -> Derivation {
        let x = self.sample.values()[i];
        let component = self.run.current().theta().components()[k];
        let (index, s) = (subscript(i), subscript(k + 1));
        let name = format!("N(x{index}; μ{s}, σ{s}²)");
        let formula = format!("exp(−(x{index} − μ{s})² / (2 σ{s}²)) / √(2π σ{s}²)");
        Derivation::new(self.quantity, name, formula, density(x, &component), self.value)
            .note(format!("x{index} = {}. A density is not a probability.", shortest(x)))
    }

    /// p(x_i) at the θ of the cursor.
    pub(super) fn marginal(&self, i: usize) -> Derivation {
        let x = self.sample.values()[i];
        let components = self.run.current().theta().components();
        let logs: Vec<f64> = components.iter().map(|c| c.log_joint(x)).collect();
        let shown = shown_components(0, &logs);
        let joints: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
        let index = subscript(i);
        let products = shown.iter().map(|&j| {
            let (c, s) = (&components[j], subscript(j + 1));
            let factors = vec![Expression::of(c.weight()), density(x, c)];
            DerivationStep {
                name: format!("π{s} N(x{index}; μ{s}, σ{s}²)"),
                formula: String::new(),
                live: Some(Expression::Product(factors)),
                value: Number::new(joints[j]),
                depth: 1,
            }
        });
        let products: Vec<_> = products.collect();
        let live = sum_of_shown(&shown, &joints, Expression::of);
        let formula = "Σ_j π_j N(x_i; μ_j, σ_j²)".replace("x_i", &format!("x{index}"));
        Derivation::new(self.quantity, format!("p(x{index})"), formula, live, self.value)
            .with(products)
            .note(format!("x{index} = {}.", shortest(x)))
    }

    /// w_i γ_ik as it is written, for the γ of θ_t.
    fn share(&self, t: usize, i: usize, k: usize) -> Vec<Expression> {
        let gamma = responsibilities(self.sample.values()[i], self.run.iterates()[t].theta())[k];
        let weight = self.sample.weights().map(|w| Expression::of(w[i]));
        weight.into_iter().chain([Expression::of(gamma)]).collect()
    }

    /// Σ_i w_i γ_ik f(x_i), for the γ of θ_t.
    fn weighted_sum(
        &self,
        t: usize,
        k: usize,
        total: f64,
        f: impl Fn(f64) -> Option<Expression>,
    ) -> Expression {
        let term = |i: usize| {
            let mut factors = self.share(t, i, k);
            factors.extend(f(self.sample.values()[i]));
            match factors.len() {
                1 => factors.remove(0),
                _ => Expression::Product(factors),
            }
        };
        over_observations(self.sample, total, |i| term(i).value(), term)
    }

    /// "w_i " where observations have weights.
    pub(super) fn w(&self) -> &'static str {
        if self.sample.weights().is_some() { "w_i " } else { "" }
    }

    pub(super) fn count(&self, k: usize) -> Option<Derivation> {
        let t = self.run.gamma_iteration()?;
        let (s, ik) = (subscript(k + 1), index_text(k));
        let formula = format!("Σ_i {}γ_{ik}", self.w());
        let live = self.weighted_sum(t, k, self.value, |_| None);
        let t = subscript(t);
        let derivation = Derivation::new(self.quantity, format!("N{s}"), formula, live, self.value)
            .note(format!("γ{t} is inferred from θ{t}: a column of the table, added up."));
        Some(self.searched(derivation))
    }

    pub(super) fn searched(&self, mut derivation: Derivation) -> Derivation {
        derivation.notes.extend(search_note(self.sample));
        derivation
    }

    /// Returns the iteration whose γ the M-step made this θ from; none at θ₀.
    fn made_from(&self) -> Option<usize> {
        self.run.cursor().iteration().checked_sub(1)
    }

    fn given(&self, name: &str) -> Derivation {
        let result = DerivationStep {
            name: name.replace('\u{302}', ""),
            formula: String::new(),
            live: None,
            value: Number::new(self.value),
            depth: 0,
        };
        let notes = vec!["θ₀ is where the run starts: no step of EM made it.".to_owned()];
        let ingredients = Vec::new();
        Derivation { quantity: self.quantity, ingredients, result, notes, is_given: true }
    }

    fn count_step(&self, t: usize, k: usize) -> DerivationStep {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let value = Number::new(self.run.expectation(t).statistics()[k].weight());
        let formula = format!("Σ_i {}γ_{ik}", self.w());
        DerivationStep { name: format!("N{s}"), formula, live: None, value, depth: 1 }
    }

    /// Returns which γ made this θ.
    fn made_note(&self, t: usize) -> String {
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
        let expectation = self.run.expectation(t);
        let counts: Vec<f64> =
            expectation.statistics().iter().map(ComponentStatistics::weight).collect();
        let n = Number::new(expectation.total_weight());
        let total = DerivationStep {
            name: "n".into(),
            formula: "Σ_k N_k".into(),
            live: Some(over_components(&counts)),
            value: n,
            depth: 1,
        };
        let live = Expression::of(counts[k]).over(Expression::Number(n));
        Derivation::new(self.quantity, name, format!("N{s} / n"), live, self.value)
            .with([self.count_step(t, k), total])
            .note(
                "Why n: maximise Σ_k N_k ln π_k + λ (1 − Σ_k π_k). The derivative with respect to π_k is 0 where π_k = N_k / λ, \
                 and Σ_k π_k = 1 makes λ = Σ_k N_k = n.",
            )
            .note(self.made_note(t))
    }

    pub(super) fn mean(&self, k: usize) -> Derivation {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let name = format!("μ̂{s}");
        let Some(t) = self.made_from() else { return self.given(&name) };
        let component = self.run.current().theta().components()[k];
        let count = self.run.expectation(t).statistics()[k].weight();
        let sum = self.weighted_sum(t, k, self.value * count, |x| Some(data(x, &component)));
        let formula = format!("Σ_i {}γ_{ik} x_i / N{s}", self.w());
        let live = sum.over(Expression::of(count));
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with([self.count_step(t, k)])
            .note(self.made_note(t));
        self.searched(derivation)
    }

    pub(super) fn variance(&self, k: usize) -> Derivation {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let name = format!("σ̂{s}²");
        let Some(t) = self.made_from() else { return self.given(&name) };
        let component = self.run.current().theta().components()[k];
        let count = self.run.expectation(t).statistics()[k].weight();
        let square = |x| data(x, &component).minus(data(component.mean(), &component)).squared();
        let sum = self.weighted_sum(t, k, self.value * count, |x| Some(square(x)));
        let formula = format!("Σ_i {}γ_{ik} (x_i − μ̂{s})² / N{s}", self.w());
        let mean = DerivationStep {
            name: format!("μ̂{s}"),
            formula: format!("Σ_i {}γ_{ik} x_i / N{s}", self.w()),
            live: None,
            value: Number::against(component.mean(), component.sd()),
            depth: 1,
        };
        let live = sum.over(Expression::of(count));
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with([self.count_step(t, k), mean])
            .note(format!("μ̂{s} is the new mean, and N{s} divides, not n − 1."))
            .note(self.made_note(t));
        self.searched(derivation)
    }

    pub(super) fn sd(&self, k: usize) -> Derivation {
        let s = subscript(k + 1);
        let variance = self.run.current().theta().components()[k].variance();
        let hat = if self.made_from().is_some() { "\u{302}" } else { "" };
        let live = Expression::Root(Box::new(Expression::of(variance)));
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
