//! Where a number comes from: its formula, the same with the live numbers, and what these were made
//! of.

mod constrained;
mod e_step;
mod grouped;
mod likelihood;
mod logarithms;
mod m_step;
mod objective;
mod sums;
mod why;

#[cfg(feature = "stepper")]
use super::expression::JOINT_TEXT;
use super::expression::{Expression, Number};
use super::link::Link;
use super::quantity::Quantity;
use crate::mixture::{Iterate, Method, Sample, Theta};
use crate::timeline::{HalfStep, Run};

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

#[cfg(feature = "stepper")]
impl DerivationStep {
    /// Returns name = formula = arithmetic = value on one line, its numbers by `write`.
    pub(crate) fn text(&self, write: &impl Fn(Number) -> String) -> String {
        let mut parts = vec![self.name.clone()];
        if !self.formula.is_empty() {
            parts.push(self.formula.clone());
        }
        parts.extend(self.live.as_ref().map(|live| live.text(write)));
        parts.push(write(self.value));
        parts.join(&format!(" ={JOINT_TEXT}"))
    }
}

/// A part of an argument why a formula is what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A sentence.
    Text(String),
    /// An equation, with the live numbers.
    Equation(DerivationStep),
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
    /// Why the formula is this one; empty if the formula is a definition.
    pub why: Vec<Argument>,
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
        let (ingredients, notes, why) = (Vec::new(), Vec::new(), Vec::new());
        Self { quantity, ingredients, result, notes, why, is_given: false }
    }

    /// Returns the numbers in it that have a derivation of their own, in the order in which they
    /// are written, each once.
    pub fn links(&self) -> Vec<Link> {
        let mut links = Vec::new();
        let mut add = |number: Number| {
            links.extend(number.link.filter(|link| !links.contains(link)));
        };
        for step in self.ingredients.iter().chain([&self.result]) {
            if let Some(live) = &step.live {
                live.numbers(&mut add);
            }
            add(step.value);
        }
        links
    }

    fn with(mut self, ingredients: impl IntoIterator<Item = DerivationStep>) -> Self {
        self.ingredients.extend(ingredients);
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a note, if there is one.
    fn also(mut self, note: Option<String>) -> Self {
        self.notes.extend(note);
        self
    }

    fn because(mut self, why: Vec<Argument>) -> Self {
        self.why = why;
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
    if let Some(derivation) = at.of_bins() {
        return Some(derivation);
    }
    Some(match quantity {
        Quantity::Gamma { observation, component } => at.gamma(observation, component)?,
        Quantity::Count(k) => at.count(k)?,
        Quantity::Weight(k) => at.weight(k),
        Quantity::Mean(k) => at.mean(k),
        Quantity::Variance(k) => at.variance(k),
        Quantity::Sd(k) => at.sd(k),
        Quantity::LogLikelihood => at.log_likelihood(),
        Quantity::Objective => at.objective(),
        Quantity::Change => at.change()?,
        Quantity::Bound => at.bound()?,
        Quantity::Gap => at.gap()?,
        Quantity::ExpectedLogJoint => at.expected_log_joint()?,
        Quantity::Entropy => at.entropy()?,
        Quantity::Density { observation, component } => at.density(observation, component),
        Quantity::Marginal(i) => at.mixture(i),
    })
}

/// A number of a run, where its cursor is.
struct At<'a, D> {
    run: &'a Run<D>,
    sample: &'a Sample,
    quantity: Quantity,
    value: f64,
}

impl<D> At<'_, D> {
    /// t of the cursor.
    fn t(&self) -> usize {
        self.run.cursor().iteration()
    }

    fn x(&self, i: usize) -> f64 {
        self.sample.values()[i]
    }

    fn method(&self) -> &Method {
        self.run.method()
    }

    /// γ_i1 … γ_iK, as the E-step at θ_t makes them, or as they were given.
    fn gammas(&self, i: usize, t: usize) -> Vec<f64> {
        let gamma = self.run.gamma_at(t);
        gamma.and_then(|gamma| gamma.rows.row(self.sample, i)).expect("γ_t is known")
    }

    /// The iterate at the cursor: what is derived here is a number of it.
    fn here(&self) -> &Iterate {
        self.run.current_or_first()
    }

    fn theta(&self, t: usize) -> &Theta {
        self.run.theta(t).expect("θ_t is known")
    }
}

/// γ_ik of the γ that θ_t gives.
fn gamma_at(t: usize, observation: usize, component: usize) -> Link {
    Link::new(Quantity::Gamma { observation, component }, HalfStep::gamma(t))
}

/// N_k of the γ that θ_t gives.
fn count_at(t: usize, k: usize) -> Link {
    Link::new(Quantity::Count(k), HalfStep::gamma(t))
}

/// N(x_i; μ_k, σ_k²) at θ_t.
fn density_at(t: usize, observation: usize, component: usize) -> Link {
    Link::new(Quantity::Density { observation, component }, HalfStep::theta(t))
}

/// p(x_i) at θ_t.
fn mixture_at(t: usize, i: usize) -> Link {
    Link::new(Quantity::Marginal(i), HalfStep::theta(t))
}
