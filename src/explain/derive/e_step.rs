//! The numbers of the E-step: γ, the densities that it is made of, and N.

use super::logarithms::Logarithms;
use super::sums::{WRITTEN_OUT, over_observations, search_note};
use super::{At, Derivation, DerivationStep, density_at, gamma_at, mixture_at};
use crate::explain::expression::{Expression, Number};
use crate::explain::{Link, Quantity};
use crate::mixture::{Assignment, Component};
use crate::text::{double_index, index_text, shortest, subscript};
use crate::timeline::HalfStep;

const TWO_PI: Expression = Expression::Constant("2π", std::f64::consts::TAU);
/// Below this p(x_i) the densities lose digits or vanish, and γ is derived from their logarithms.
const SMALLEST_DENSITY: f64 = 1e-200;
/// What is above this share of σ_k is seen in a difference from μ_k.
const SEEN: f64 = 1e-6;

/// γ₂₁, or γ₁₂,₁ where the digits would run into one another.
pub(super) fn gamma_name(i: usize, k: usize) -> String {
    format!("γ{}", double_index(i, k))
}

/// x as it appears in a difference or a sum with what is of the size of σ_k.
pub(super) fn data(x: f64, component: &Component) -> Expression {
    Expression::against(x, component.sd())
}

/// Returns what μ_k has below the last digit of a number, if it would be seen: EM keeps twice the
/// digits of a mean, so that x − μ_k has some wherever the data are.
fn rest_of_mean(component: &Component) -> Option<f64> {
    let rest = component.precise_mean().tail;
    (rest.abs() > SEEN * component.sd()).then_some(rest)
}

/// x − μ_k, with μ_k as it is written in `mean`.
pub(super) fn distance(x: f64, component: &Component, mean: Expression) -> Expression {
    let written = data(x, component).minus(mean);
    let rest = |rest: f64| Expression::against(rest, component.sd());
    match rest_of_mean(component) {
        None => written,
        Some(below) if below < 0.0 => Expression::sum(vec![written, rest(-below)]),
        Some(above) => written.minus(rest(above)),
    }
}

/// Returns what is to be said of such a difference.
pub(super) fn note_on_distance(component: &Component, mean: &str) -> Option<String> {
    rest_of_mean(component).map(|_| {
        format!("{mean} has more digits than are written: the rest of it is taken away as well.")
    })
}

/// N(x; μ_k, σ_k²) with its numbers; `mean` and `variance` are μ_k and σ_k² as they are written.
fn density(x: f64, c: &Component, mean: Expression, variance: &Expression) -> Expression {
    let square = distance(x, c, mean).squared();
    let two_variances = Expression::Product(vec![Expression::of(2.0), variance.clone()]);
    let exponent = Expression::Negative(Box::new(square.over(two_variances)));
    let peak = Expression::Product(vec![TWO_PI, variance.clone()]);
    Expression::Exp(Box::new(exponent)).over(Expression::Root(Box::new(peak)))
}

/// `N(x₂; μ₁, σ₁²)`
pub(super) fn density_name(i: usize, k: usize) -> String {
    let (i, k) = (subscript(i), subscript(k + 1));
    format!("N(x{i}; μ{k}, σ{k}²)")
}

/// Returns the components that are written out beside k: all of a few, else those with the most
/// weight in p(x).
pub(super) fn shown_components(k: usize, log_joints: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..log_joints.len()).collect();
    if order.len() > WRITTEN_OUT {
        let first = |j: &usize| if *j == k { f64::INFINITY } else { log_joints[*j] };
        order.sort_by(|a, b| first(b).total_cmp(&first(a)));
        order.truncate(WRITTEN_OUT);
        order.sort_unstable();
    }
    order
}

/// Returns a sum over `count` components, those in `shown` written out.
pub(super) fn sum_of_shown(
    shown: &[usize],
    count: usize,
    write: impl Fn(usize) -> Expression,
) -> Expression {
    let terms = shown.iter().map(|j| write(*j)).collect();
    let hidden = (0..count).filter(|j| !shown.contains(j));
    let rest: f64 = hidden.map(|j| write(j).value()).sum();
    let more = (count > shown.len()).then(|| (count - shown.len(), Number::new(rest)));
    Expression::Sum { terms, more }
}

impl<D> At<'_, D> {
    pub(super) fn gamma(&self, i: usize, k: usize) -> Option<Derivation> {
        let t = self.run.gamma_iteration()?;
        if self.run.is_given(t) {
            return Some(self.given_gamma(i, k));
        }
        let theta = self.theta(t);
        let x = self.sample.values()[i];
        if let Some(bins) = self.sample.bins() {
            return Some(self.shared_bin(t, &bins[i], i, k));
        }
        let log_joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x)).collect();
        let shown = shown_components(k, &log_joints);
        let temperature = self.method().temperature(t);
        if self.method().assignment == Assignment::Hard {
            return Some(self.hard_gamma(t, i, k, &shown));
        }
        if temperature > 1.0 {
            return Some(self.tempered_gamma(t, i, k, &shown));
        }
        let p: f64 = log_joints.iter().map(|a| a.exp()).sum();
        let derivation = if p >= SMALLEST_DENSITY {
            self.gamma_of_densities(t, i, k, &shown)
        } else {
            self.gamma_of_logarithms(t, i, k, &shown)
        };
        let (i, t) = (subscript(i), subscript(t));
        Some(derivation.note(format!(
            "x{i} = {}; π, μ and σ² are θ{t}, from which γ{t} is inferred.",
            shortest(x)
        )))
    }

    /// A responsibility that no E-step made.
    fn given_gamma(&self, i: usize, k: usize) -> Derivation {
        self.as_given(&gamma_name(i, k), "γ₀ is where the run starts: no E-step made it.")
    }

    fn gamma_of_densities(&self, t: usize, i: usize, k: usize, shown: &[usize]) -> Derivation {
        let (x, theta) = (self.x(i), self.theta(t));
        let index = subscript(i);
        let joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x).exp()).collect();
        let products = shown.iter().map(|&j| {
            let c = &theta.components()[j];
            let live = vec![Expression::of(c.weight()), Expression::of(c.log_density(x).exp())];
            DerivationStep {
                name: format!("π{} {}", subscript(j + 1), density_name(i, j)),
                formula: String::new(),
                live: Some(Expression::Product(live)),
                value: Number::new(joints[j]),
                depth: 1,
            }
        });
        let p: f64 = joints.iter().sum();
        let sum = DerivationStep {
            name: format!("p(x{index})"),
            formula: format!("Σ_j π_j N(x{index}; μ_j, σ_j²)"),
            live: Some(sum_of_shown(shown, joints.len(), |j| Expression::of(joints[j]))),
            value: Number::new(p).linked(mixture_at(t, i)),
            depth: 1,
        };
        let formula = format!("π{} {} / p(x{index})", subscript(k + 1), density_name(i, k));
        let live = Expression::of(joints[k]).over(Expression::of(p));
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .with(self.densities(t, i, shown, 2))
            .with(products)
            .with([sum])
    }

    /// Returns N(x_i; μ_j, σ_j²) at θ_t of the components in `shown`.
    pub(super) fn densities(
        &self,
        t: usize,
        i: usize,
        shown: &[usize],
        depth: u8,
    ) -> impl Iterator<Item = DerivationStep> {
        let x = self.x(i);
        shown.iter().map(move |&j| {
            let c = &self.theta(t).components()[j];
            let live = density(x, c, data(c.mean(), c), &Expression::of(c.variance()));
            let value = Number::new(c.log_density(x).exp()).linked(density_at(t, i, j));
            let (name, formula) = (density_name(i, j), String::new());
            DerivationStep { name, formula, live: Some(live), value, depth }
        })
    }

    /// N(x_i; μ_k, σ_k²) at θ of the cursor.
    pub(super) fn density(&self, i: usize, k: usize) -> Derivation {
        let (x, c) = (self.x(i), &self.theta(self.t()).components()[k]);
        let at = HalfStep::theta(self.t());
        let mean = Number::against(c.mean(), c.sd()).linked(Link::new(Quantity::Mean(k), at));
        let variance = Expression::linked(c.variance(), Link::new(Quantity::Variance(k), at));
        let live = density(x, c, Expression::Number(mean), &variance);
        let (index, s) = (subscript(i), subscript(k + 1));
        let formula = format!("exp(−(x{index} − μ{s})² / (2 σ{s}²)) / √(2π σ{s}²)");
        let distance = DerivationStep {
            name: "z".into(),
            formula: format!("(x{index} − μ{s}) / σ{s}"),
            live: Some(distance(x, c, data(c.mean(), c)).over(Expression::of(c.sd()))),
            value: Number::new(c.standardise(x)),
            depth: 1,
        };
        Derivation::new(self.quantity, density_name(i, k), formula, live, self.value)
            .with([distance])
            .note(format!(
                "x{index} = {}; z is its distance from μ{s} in standard deviations.",
                shortest(x)
            ))
            .note("A density is not a probability: it may be above 1.")
            .also(note_on_distance(c, &format!("μ{s}")))
    }

    /// p(x_i) at θ of the cursor.
    pub(super) fn mixture(&self, i: usize) -> Derivation {
        let (x, t) = (self.x(i), self.t());
        let components = self.theta(t).components();
        let log_joints: Vec<f64> = components.iter().map(|c| c.log_joint(x)).collect();
        let largest = (0..components.len())
            .fold(0, |best, j| if log_joints[j] > log_joints[best] { j } else { best });
        let shown = shown_components(largest, &log_joints);
        let weight = |j: usize| Link::new(Quantity::Weight(j), HalfStep::theta(t));
        let live = sum_of_shown(&shown, components.len(), |j| {
            let density = components[j].log_density(x).exp();
            Expression::Product(vec![
                Expression::linked(components[j].weight(), weight(j)),
                Expression::linked(density, density_at(t, i, j)),
            ])
        });
        let index = subscript(i);
        let (name, formula) = (format!("p(x{index})"), format!("Σ_k π_k N(x{index}; μ_k, σ_k²)"));
        Derivation::new(self.quantity, name, formula, live, self.value)
            .with(self.densities(t, i, &shown, 1))
            .note(format!("x{index} = {}; π, μ and σ² are θ{}.", shortest(x), subscript(t)))
    }

    /// Returns the derivation of γ_k if every density is next to 0: with a_k = ln(π_k N) and m the
    /// largest of them, γ_k = exp(a_k − m) / Σ exp(a_j − m).
    fn gamma_of_logarithms(&self, t: usize, i: usize, k: usize, shown: &[usize]) -> Derivation {
        let (x, theta) = (self.x(i), self.theta(t));
        let Some(logarithms) = Logarithms::at(x, theta) else {
            return self.gamma_of_nearest(i, k);
        };
        let ratio = |j: usize| Expression::Exp(Box::new(logarithms.difference(j)));
        let index = subscript(i);
        let steps = logarithms.steps(shown, |j| {
            let s = subscript(j + 1);
            format!("ln π{s} − ½ ln(2π σ{s}²) − (x{index} − μ{s})² / (2 σ{s}²)")
        });
        let [own, any] = [&subscript(k + 1), "_j"].map(|j| logarithms.symbol(j));
        let live = ratio(k).over(sum_of_shown(shown, theta.len(), ratio));
        let formula = format!("exp({own}) / Σ_j exp({any})");
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .with(steps)
            .note(format!(
                "a_k = ln(π_k N(x_i; μ_k, σ_k²)), as the densities are too small to divide, and {}.",
                logarithms.note()
            ))
    }

    /// Returns the derivation of γ_k if not even the logarithm of a density is a number.
    pub(super) fn gamma_of_nearest(&self, i: usize, k: usize) -> Derivation {
        let live = Expression::of(self.value);
        let formula = "the nearest component, by |x − μ_k| / σ_k, takes all".to_owned();
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .note("Every N(x; μ_k, σ_k²) is below what a number can hold, and so is its logarithm.")
    }

    /// w_i γ_ik as it is written, for the γ of θ_t.
    fn share(&self, t: usize, i: usize, k: usize) -> Vec<Expression> {
        let gamma = self.gammas(i, t)[k];
        let weight = self.sample.weights().map(|w| Expression::of(w[i]));
        weight.into_iter().chain([Expression::linked(gamma, gamma_at(t, i, k))]).collect()
    }

    /// Σ_i w_i γ_ik f(x_i), for the γ of θ_t.
    pub(super) fn weighted_sum(
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

    /// "w_i " where observations have weights, "c_i " where they are counted in bins.
    pub(super) fn w(&self) -> &'static str {
        if self.sample.bins().is_some() {
            return "c_i ";
        }
        if self.sample.has_weights() { "w_i " } else { "" }
    }

    pub(super) fn count(&self, k: usize) -> Option<Derivation> {
        let t = self.run.gamma_iteration()?;
        let (s, ik) = (subscript(k + 1), index_text(k));
        let formula = format!("Σ_i {}γ_{ik}", self.w());
        let live = self.weighted_sum(t, k, self.value, |_| None);
        let is_given = self.run.is_given(t);
        let t = subscript(t);
        let from =
            if is_given { "was given".to_owned() } else { format!("is inferred from θ{t}") };
        // Sums over bins have no table of γ.
        let note = match self.sample.summed() {
            None => format!("The sum of a column of γ{t}, which {from}."),
            Some(_) => format!("γ{t} {from}."),
        };
        let derivation =
            Derivation::new(self.quantity, format!("N{s}"), formula, live, self.value).note(note);
        Some(self.searched(derivation))
    }

    pub(super) fn searched(&self, mut derivation: Derivation) -> Derivation {
        derivation.notes.extend(search_note(self.sample));
        derivation
    }
}
