//! Why the M-step's formulas are what they are: the maximum of Q, found by its derivatives, with
//! the live numbers; and why the derivatives of ℓ itself lead nowhere.

use super::e_step::{data, distance};
use super::sums::over_components;
use super::{Argument, At, DerivationStep};
use crate::explain::expression::{Expression, JOINT_TEXT, Number};
use crate::mixture::Component;
use crate::text::{index_text, subscript};

/// What is left of a sum that is 0 by algebra is rounding if it is this small a part of its terms.
const ROUNDING: f64 = 1e-9;

/// Returns a text in which formulas are between backticks: a line does not end within one if the
/// next has room for all of it.
fn text(text: impl AsRef<str>) -> Argument {
    let mut whole = String::new();
    for (i, part) in text.as_ref().split('`').enumerate() {
        whole.push_str(&if i % 2 == 1 { part.replace(' ', JOINT_TEXT) } else { part.to_owned() });
    }
    Argument::Text(whole)
}

/// name = formula = live = its value.
fn equation(name: impl Into<String>, formula: impl Into<String>, live: Expression) -> Argument {
    let value = Number::new(live.value());
    let (name, formula) = (name.into(), formula.into());
    Argument::Equation(DerivationStep { name, formula, live: Some(live), value, depth: 1 })
}

/// The same for what is 0 but for rounding; `size` is that of its terms.
fn vanishing(
    name: impl Into<String>,
    formula: impl Into<String>,
    live: Expression,
    size: f64,
) -> Argument {
    let computed = live.value();
    let value = if computed.abs() <= ROUNDING * size { 0.0 } else { computed };
    let (name, formula, value) = (name.into(), formula.into(), Number::new(value));
    Argument::Equation(DerivationStep { name, formula, live: Some(live), value, depth: 1 })
}

fn product(factors: impl Into<Vec<Expression>>) -> Expression {
    Expression::Product(factors.into())
}

fn negative(a: Expression) -> Expression {
    Expression::Negative(Box::new(a))
}

fn mean_of(c: &Component) -> Expression {
    data(c.mean(), c)
}

/// a / (2 (σ²)²); a / σ² / (2 σ²) if an `f64` does not hold (σ²)².
fn over_twice_squared(a: Expression, variance: f64) -> Expression {
    let (two, variance) = (Expression::of(2.0), Expression::of(variance));
    if (variance.value() * variance.value()).is_normal() {
        return a.over(product([two, variance.squared()]));
    }
    a.over(variance.clone()).over(product([two, variance]))
}

fn until_converged() -> Argument {
    text(
        "All derivatives of ℓ are 0 only where EM no longer moves. So EM goes in turns: it keeps γ and solves for θ, then \
         it infers γ from that θ.",
    )
}

impl<D> At<'_, D> {
    fn component(&self, k: usize) -> Component {
        self.theta(self.t()).components()[k]
    }

    /// Returns what Q is, and that its derivatives are 0 at its maximum.
    fn maximum_of_q(&self, t: usize) -> Argument {
        text(format!(
            "The M-step takes the θ at which `Q(θ) = Σ_i Σ_k {}γ_ik ln(π_k N(x_i; μ_k, σ_k²))` is largest: its derivatives \
             are 0 there. γ{} does not change meanwhile.",
            self.w(),
            subscript(t)
        ))
    }

    /// Returns why the derivative of ℓ leads nowhere.
    fn circular(&self, derivative: &str, parameter: &str) -> Argument {
        let now = subscript(self.t());
        text(format!(
            "Why not maximise ℓ itself? {derivative}, which looks the same, but `p(k | x_i; θ)` is the γ of the very θ that is \
             sought: {parameter} is on both sides, and no formula solves that. At θ{now}, with its own γ{now}, it is"
        ))
    }

    /// Returns why π_k = N_k / n, of the θ that the M-step made from γ_t.
    pub(super) fn why_weight(&self, t: usize, k: usize) -> Vec<Argument> {
        let (s, now) = (subscript(k + 1), subscript(self.t()));
        let (before, after) = (self.run.expectation(t), self.run.expectation(self.t()));
        let (statistics, n) = (before.statistics(), before.total_weight());
        let weight = self.component(k).weight();
        let count = statistics[k].weight();
        let derivative = |count: f64| {
            Expression::of(count).over(Expression::of(weight)).minus(Expression::of(n))
        };
        vec![
            self.maximum_of_q(t),
            text(
                "Of Q, `Σ_k N_k ln π_k` depends on π, and `Σ_k π_k = 1` must hold: so maximise `Σ_k N_k ln π_k + λ (1 − Σ_k π_k)`. \
                 Its derivative with respect to π_k is `N_k / π_k − λ`, and is 0 if `π_k = N_k / λ`. As these sum to 1,",
            ),
            equation(
                "λ",
                "Σ_k N_k",
                over_components(statistics.len(), |j| Number::new(statistics[j].weight())),
            ),
            text(format!("which is n. At π̂{s} the derivative is")),
            vanishing(format!("N{s} / π̂{s} − λ"), "", derivative(count), n),
            self.circular(
                &format!("Its derivative is `Σ_i {}p({} | x_i; θ) / π{s} − λ`", self.w(), k + 1),
                "π",
            ),
            equation(format!("N{s} / π̂{s} − n"), "", derivative(after.statistics()[k].weight())),
            text(format!("where N{s} is that of γ{now}.")),
            until_converged(),
        ]
    }

    /// Returns why μ_k is that mean, of the θ that the M-step made from γ_t.
    pub(super) fn why_mean(&self, t: usize, k: usize) -> Vec<Argument> {
        let (s, ik, w) = (subscript(k + 1), index_text(k), self.w());
        let now = subscript(self.t());
        let c = self.component(k);
        let count = self.run.expectation(t).statistics()[k].weight();
        let variance = Expression::of(c.variance());
        let of_x = |x: f64| Some(data(x, &c));
        let of_distance = |x: f64| Some(distance(x, &c, mean_of(&c)));
        let next = self.run.expectation(self.t()).statistics()[k];
        let next_mean = Expression::against(next.mean(), c.sd());
        let derivative = product([Expression::of(next.weight()), next_mean.minus(mean_of(&c))])
            .over(variance.clone());
        vec![
            self.maximum_of_q(t),
            text(format!(
                "`∂Q/∂μ{s} = Σ_i {w}γ_{ik} (x_i − μ{s}) / σ{s}²` is 0 if `Σ_i {w}γ_{ik} x_i = μ{s} Σ_i {w}γ_{ik} = μ{s} N{s}`:"
            )),
            equation(
                format!("Σ_i {w}γ_{ik} x_i"),
                "",
                self.weighted_sum(t, k, c.mean() * count, of_x),
            ),
            equation(format!("μ̂{s} N{s}"), "", product([mean_of(&c), Expression::of(count)])),
            text(format!("so that `μ̂{s} = Σ_i {w}γ_{ik} x_i / N{s}`. There the derivative is")),
            vanishing(
                format!("∂Q/∂μ{s}"),
                "",
                self.weighted_sum(t, k, 0.0, of_distance).over(variance.clone()),
                count * (c.mean().abs() + c.sd()) / c.variance(),
            ),
            text("and the second derivative is below 0, so it is a maximum:"),
            equation(
                format!("∂²Q/∂μ{s}²"),
                format!("−N{s} / σ̂{s}²"),
                negative(Expression::of(count)).over(variance),
            ),
            self.circular(
                &format!("`∂ℓ/∂μ{s} = Σ_i {w}p({} | x_i; θ) (x_i − μ{s}) / σ{s}²`", k + 1),
                &format!("μ{s}"),
            ),
            equation(format!("∂ℓ/∂μ{s}"), format!("N{s} (m{s} − μ̂{s}) / σ̂{s}²"), derivative),
            text(format!(
                "where N{s} and m{s}, the mean of the x_i, are by γ{now}: m{s} is the next μ{s}."
            )),
            until_converged(),
        ]
    }

    /// Returns why σ_k² is that mean, of the θ that the M-step made from γ_t.
    pub(super) fn why_variance(&self, t: usize, k: usize) -> Vec<Argument> {
        let (s, ik, w) = (subscript(k + 1), index_text(k), self.w());
        let now = subscript(self.t());
        let c = self.component(k);
        let count = self.run.expectation(t).statistics()[k].weight();
        let variance = || Expression::of(c.variance());
        let of_square = |x: f64| Some(distance(x, &c, mean_of(&c)).squared());
        let squares = c.variance() * count;
        let half =
            |count: f64| Expression::of(count).over(product([Expression::of(2.0), variance()]));
        let at_zero = over_twice_squared(Expression::of(squares), c.variance()).minus(half(count));
        let next = self.run.expectation(self.t()).statistics()[k];
        let spread = Expression::against(next.variance_about(&c), c.variance());
        let derivative = product([
            Expression::of(next.weight()),
            spread.minus(Expression::against(c.variance(), c.variance())),
        ]);
        let derivative = over_twice_squared(derivative, c.variance());
        let second = over_twice_squared(Expression::of(count), c.variance());
        let curvature = if second.value().is_finite() {
            equation(format!("∂²Q/∂(σ{s}²)²"), format!("−N{s} / (2 σ̂{s}⁴)"), negative(second))
        } else {
            text(format!("`∂²Q/∂(σ{s}²)² = −N{s} / (2 σ̂{s}⁴)` is beyond the largest number here."))
        };
        vec![
            self.maximum_of_q(t),
            text(format!(
                "`∂Q/∂σ{s}² = Σ_i {w}γ_{ik} ((x_i − μ{s})² / (2 σ{s}⁴) − 1 / (2 σ{s}²))` is 0 if \
                 `Σ_i {w}γ_{ik} (x_i − μ{s})² = σ{s}² Σ_i {w}γ_{ik} = σ{s}² N{s}`. Here μ{s} is μ̂{s}, because \
                 ∂Q/∂μ{s} = 0 there for any σ{s}²:"
            )),
            equation(
                format!("Σ_i {w}γ_{ik} (x_i − μ̂{s})²"),
                "",
                self.weighted_sum(t, k, squares, of_square),
            ),
            equation(format!("σ̂{s}² N{s}"), "", product([variance(), Expression::of(count)])),
            text(format!(
                "so that `σ̂{s}² = Σ_i {w}γ_{ik} (x_i − μ̂{s})² / N{s}`. There the derivative is"
            )),
            vanishing(format!("∂Q/∂σ{s}²"), "", at_zero, count / c.variance()),
            text("and the second derivative is below 0, so it is a maximum:"),
            curvature,
            self.circular(
                &format!(
                    "`∂ℓ/∂σ{s}² = Σ_i {w}p({} | x_i; θ) ((x_i − μ{s})² / (2 σ{s}⁴) − 1 / (2 σ{s}²))`",
                    k + 1
                ),
                &format!("σ{s}²"),
            ),
            equation(format!("∂ℓ/∂σ{s}²"), format!("N{s} (v{s} − σ̂{s}²) / (2 σ̂{s}⁴)"), derivative),
            text(format!("where N{s} and v{s}, the mean of (x_i − μ̂{s})², are by γ{now}.")),
            until_converged(),
        ]
    }
}
