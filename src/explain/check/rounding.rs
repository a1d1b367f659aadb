//! Answers that are close: the method is right, but a number was rounded too early. The recipe is
//! really run with every number of one kind rounded.

use super::path::{Scope, ThetaPath};
use super::recipe::Recipe;
use super::{Close, TypedNumber};
use crate::explain::Quantity;
use crate::mixture::{Component, Sample};
use crate::text::{exponent, shortest};
use crate::timeline::Run;

/// A kind of number that can be rounded on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounded {
    Gamma,
    Count,
    Weight,
    Mean,
    Variance,
    /// N(x_i; μ_k, σ_k²)
    Density,
    /// p(x_i)
    Marginal,
    /// ln p(x_i)
    LogMarginal,
}

/// Which kinds are rounded together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kinds {
    One(Rounded),
    /// π, μ and σ².
    Theta,
    All,
}

/// Every number of some kinds is rounded to some places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rounding {
    pub kinds: Kinds,
    pub places: u8,
}

impl Rounding {
    pub(super) fn touches(self, what: Rounded) -> bool {
        match self.kinds {
            Kinds::One(kind) => kind == what,
            Kinds::Theta => matches!(what, Rounded::Weight | Rounded::Mean | Rounded::Variance),
            Kinds::All => true,
        }
    }

    pub(super) fn apply(self, what: Rounded, value: f64) -> f64 {
        if !self.touches(what) || !value.is_finite() {
            return value;
        }
        let scale = 10f64.powi(self.places.into());
        let scaled = value * scale;
        if scaled.is_finite() { scaled.round() / scale } else { value }
    }
}

/// The likeliest first.
const KINDS: [(Kinds, &str); 10] = [
    (Kinds::One(Rounded::Gamma), "γ"),
    (Kinds::Theta, "θ"),
    (Kinds::One(Rounded::Mean), "μ"),
    (Kinds::One(Rounded::Variance), "σ²"),
    (Kinds::One(Rounded::Count), "N_k"),
    (Kinds::One(Rounded::LogMarginal), "ln p(x_i)"),
    (Kinds::One(Rounded::Marginal), "p(x_i)"),
    (Kinds::One(Rounded::Density), "N(x_i; μ_k, σ_k²)"),
    (Kinds::One(Rounded::Weight), "π"),
    (Kinds::All, "every number"),
];
/// The likeliest first.
const PLACES: [u8; 4] = [2, 3, 1, 4];

/// How many recipes are run at most.
pub(super) const RECIPES: usize = 2 * PLACES.len() * KINDS.len();

/// The most by which an answer is off that is close, as a share of the number.
const MOST_SHARE: f64 = 0.1;
/// The same for a number near 0, as a share of its unit.
const MOST_OF_UNIT: f64 = 0.02;

/// Returns the recipes with a rounding, each with what is rounded, the likeliest first.
fn recipes(right: Recipe) -> impl Iterator<Item = (Recipe, &'static str)> {
    PLACES.into_iter().flat_map(move |places| {
        KINDS.into_iter().map(move |(kinds, name)| {
            let rounding = Some(Rounding { kinds, places });
            (Recipe { rounding, ..right }, name)
        })
    })
}

/// Returns how close a wrong answer is: none if it is not what a rounding gives, and its digits
/// were not cut off; and whether a rounding gives it that cannot be told from chance.
pub(super) fn close<D>(
    run: &Run<D>,
    path: &ThetaPath,
    sample: &Sample,
    quantity: Quantity,
    truth: f64,
    answer: &TypedNumber,
) -> (Option<Close>, bool) {
    let Some(off) = off(answer.value(), truth, unit(run, quantity)) else { return (None, false) };
    if answer.is_cut_from(truth) {
        let advice = "round the last digit instead of cutting off the digits after it".to_owned();
        return (Some(Close { off, advice }), false);
    }
    if sample.bins().is_some() || path.method().is_accelerated() {
        // The roundings below are of densities at the observations, and in steps of EM.
        return (None, false);
    }
    let mut chance = super::chance::Chance::new(answer, MOST_CHANCE);
    let mut found: Vec<&str> = Vec::new();
    for (recipe, name) in recipes(path.right()) {
        for scope in [Scope::Throughout, Scope::Here] {
            let value = path.value(&recipe, scope, sample, quantity);
            let differs = |value: &f64| (value - truth).abs() > 1e-12 * truth.abs();
            let Some(value) = value.filter(differs) else { continue };
            if chance.tells(value) && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found.truncate(MOST_NAMED);
    let close = (!found.is_empty()).then(|| {
        let advice = format!("your method is right; keep more digits of {}", found.join(" or "));
        Close { off, advice }
    });
    (close, chance.is_vague)
}

/// Names that are said at most.
const MOST_NAMED: usize = 2;
/// The most roundings that would give an answer by chance. Nothing is blamed on anyone, so it is
/// more than for a mistake.
const MOST_CHANCE: f64 = 0.3;

/// Returns how far an answer is from a number, in words; none if that is not close.
fn off(answer: f64, truth: f64, unit: f64) -> Option<String> {
    let distance = (answer - truth).abs();
    let share = distance / truth.abs();
    if share <= MOST_SHARE {
        return Some(format!("{} %", two_digits(100.0 * share)));
    }
    (distance <= MOST_OF_UNIT * unit).then(|| two_digits(distance))
}

/// Returns a number to two digits.
fn two_digits(value: f64) -> String {
    let decimals = usize::try_from(1 - exponent(value)).unwrap_or(0);
    shortest(format!("{value:.decimals$}").parse().unwrap_or(value))
}

/// Returns what is small or large for a quantity; 0 for one that is never near 0.
fn unit<D>(run: &Run<D>, quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Mean(k) => {
            let theta = run.current_or_first().theta();
            theta.components().get(k).map_or(0.0, Component::sd)
        }
        Quantity::Gamma { .. }
        | Quantity::Weight(_)
        | Quantity::Count(_)
        | Quantity::LogLikelihood
        | Quantity::Objective
        | Quantity::Change
        | Quantity::Bound
        | Quantity::Gap
        | Quantity::ExpectedLogJoint
        | Quantity::Entropy => 1.0,
        Quantity::Variance(_)
        | Quantity::Sd(_)
        | Quantity::Density { .. }
        | Quantity::Marginal(_) => 0.0,
    }
}
