//! Where a number comes from: its formula, the same with the live numbers, and what these were made
//! of.

mod likelihood;
mod steps;
mod sums;

use super::expression::{Expression, Number};
use super::quantity::Quantity;
use crate::mixture::Sample;
use crate::timeline::Run;

/// One equation: name = formula = arithmetic = value.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivationStep {
    /// The left side, in symbols.
    pub name: String,
    /// What it is, in symbols; empty where the name says it.
    pub formula: String,
    /// The same with the live numbers; none where there is nothing to compute.
    pub live: Option<Expression>,
    /// What it comes to.
    pub value: Number,
    /// 0 for the result, 1 for what it contains, 2 for what that contains.
    pub depth: u8,
}

/// How a number came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivation {
    /// What is derived.
    pub quantity: Quantity,
    /// What the result is made of, in the order in which someone would compute it.
    pub ingredients: Vec<DerivationStep>,
    /// The number itself; its value is the very one on the screen.
    pub result: DerivationStep,
    /// What is to be known beside the arithmetic.
    pub notes: Vec<String>,
    /// Whether no step of EM made it: it is a part of θ₀.
    pub is_given: bool,
}

impl Derivation {
    fn new(
        quantity: Quantity,
        name: String,
        formula: String,
        live: Expression,
        value: f64,
    ) -> Self {
        let value = Number::new(value);
        let result = DerivationStep { name, formula, live: Some(live), value, depth: 0 };
        let (ingredients, notes) = (Vec::new(), Vec::new());
        Self { quantity, ingredients, result, notes, is_given: false }
    }

    fn with(mut self, ingredients: impl IntoIterator<Item = DerivationStep>) -> Self {
        self.ingredients.extend(ingredients);
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// Where a number at the run's cursor comes from; none before there is one ([`Quantity::value`]).
///
/// Takes time in proportion to n·K, up to some thousands of observations; beyond these only this
/// many are searched for large terms.
pub fn derive<D>(quantity: Quantity, run: &Run<D>, sample: &Sample) -> Option<Derivation> {
    let value = quantity.value(run, sample)?;
    let at = At { run, sample, quantity, value };
    Some(match quantity {
        Quantity::Gamma { observation, component } => at.gamma(observation, component)?,
        Quantity::Count(k) => at.count(k)?,
        Quantity::Weight(k) => at.weight(k),
        Quantity::Mean(k) => at.mean(k),
        Quantity::Variance(k) => at.variance(k),
        Quantity::Sd(k) => at.sd(k),
        Quantity::LogLikelihood => at.log_likelihood(),
        Quantity::Change => at.change()?,
        Quantity::Bound => at.bound()?,
        Quantity::Gap => at.gap()?,
    })
}

/// A number of a run, where its cursor is.
struct At<'a, D> {
    run: &'a Run<D>,
    sample: &'a Sample,
    quantity: Quantity,
    value: f64,
}
