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
    /// What it is, in symbols; empty if the name says it.
    pub formula: String,
    /// The same with the live numbers; none if there is nothing to compute.
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
    /// What the arithmetic does not say.
    pub notes: Vec<String>,
    /// Whether it is a part of θ₀, which no step of EM made.
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

/// Returns where a number at the run's cursor comes from; none if there is no such number there
/// ([`Quantity::value`]).
///
/// Takes time in proportion to n·K for up to some thousands of observations; of more, only that
/// many are searched for large terms.
///
/// # Examples
/// ```
/// use emstep::explain::{Quantity, derive};
/// use emstep::mixture::{Iterate, Sample, Theta};
/// use emstep::timeline::{HalfStep, Origin, Run};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let mut run = Run::new((), Iterate::start(theta, &sample)?, Origin::Given);
/// // Before the first E-step there are no responsibilities.
/// let gamma: Quantity = "gamma[2,1]".parse()?;
/// assert_eq!(derive(gamma, &run, &sample), None);
///
/// run.go_to(HalfStep::gamma(0));
/// let derivation = derive(gamma, &run, &sample).expect("observation 2 and component 1 exist");
/// assert!((derivation.result.value.value - 0.454662).abs() < 1e-6);
/// assert!(!derivation.ingredients.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
        Quantity::ExpectedLogJoint => at.expected_log_joint()?,
        Quantity::Entropy => at.entropy()?,
        Quantity::Density { observation, component } => at.density(observation, component),
        Quantity::Marginal(i) => at.marginal(i),
    })
}

/// A number of a run, where its cursor is.
struct At<'a, D> {
    run: &'a Run<D>,
    sample: &'a Sample,
    quantity: Quantity,
    value: f64,
}
