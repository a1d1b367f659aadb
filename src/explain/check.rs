//! The homework checker: whether an answer is right, right to the digits given, or wrong, and which
//! slip gives exactly that number. If an answer of few digits is both the right number and that of
//! a slip, it is right; a lesson's question can ask for more digits. The number of a slip is not
//! looked up but computed from the data and θ, with the mistake made.

mod answer;
mod recipe;
mod slips;

pub use answer::{AnswerError, TypedNumber};

use super::Quantity;
use crate::mixture::Sample;
use crate::timeline::Run;

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correctness {
    /// The number itself.
    Right,
    /// The number, as far as the answer was rounded.
    Rounded,
    /// Another number.
    Wrong,
}

impl Correctness {
    /// Returns its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Rounded => "rounded",
            Self::Wrong => "wrong",
        }
    }
}

/// A slip that gives the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Its name, such as `variance-as-sd`.
    pub id: &'static str,
    /// What was done, and what belongs there; never the right number.
    pub text: String,
}

/// What the checker says of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// The verdict.
    pub verdict: Correctness,
    /// Every slip that gives this answer, if it is wrong; empty if no known slip does.
    pub slips: Vec<Slip>,
}

/// There is no such number at the cursor of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no {0} here: γ and N come with the first E-step, delta_ll and the bound with the steps after it, and \
     i and k must exist"
)]
pub struct NotThere(pub Quantity);

/// The share of ℓ below which a difference of two values of ℓ is rounding.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Returns whether an answer is the number at the run's cursor, and which slips give it if it is
/// wrong.
///
/// # Errors
/// Returns an error if there is no such number at the cursor.
///
/// # Examples
/// ```
/// use emstep::explain::Quantity;
/// use emstep::explain::check::{Correctness, check};
/// use emstep::mixture::{Iterate, Sample, Theta};
/// use emstep::timeline::{HalfStep, Origin, Run};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let mut run = Run::new((), Iterate::start(theta, &sample)?, Origin::Given);
/// run.go_to(HalfStep::gamma(0));
///
/// let gamma: Quantity = "gamma[2,1]".parse()?;
/// let rounded = check(&run, &sample, gamma, &"0.4547".parse()?)?;
/// assert_eq!(rounded.verdict, Correctness::Rounded);
/// let wrong = check(&run, &sample, gamma, &"0.9".parse()?)?;
/// assert_eq!(wrong.verdict, Correctness::Wrong);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check<D>(
    run: &Run<D>,
    sample: &Sample,
    quantity: Quantity,
    answer: &TypedNumber,
) -> Result<CheckReport, NotThere> {
    let truth = quantity.value(run, sample).ok_or(NotThere(quantity))?;
    // A difference of likelihoods is known no better than they are.
    let rounding = match quantity {
        Quantity::Change | Quantity::Gap => ROUNDING * run.current().log_likelihood().abs(),
        _ => 0.0,
    };
    let verdict = answer.verdict(truth, rounding, telling(run, quantity));
    let slips = match verdict {
        Correctness::Wrong => slips::slips(run, sample, quantity, answer),
        Correctness::Right | Correctness::Rounded => Vec::new(),
    };
    Ok(CheckReport { verdict, slips })
}

/// Returns how many times as long as an E-step on the observations of a sample a check may take.
pub fn passes(sample: &Sample) -> usize {
    slips::passes(sample)
}

/// Returns the unit in which an answer says something about a quantity however small that is; 0
/// for a variance and σ, which are never 0.
fn telling<D>(run: &Run<D>, quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Gamma { .. } | Quantity::Weight(_) | Quantity::Count(_) => 0.1,
        Quantity::Mean(k) => {
            run.current().theta().components().get(k).map_or(0.0, |c| 0.1 * c.sd())
        }
        Quantity::LogLikelihood | Quantity::Change | Quantity::Bound | Quantity::Gap => 0.01,
        Quantity::Variance(_) | Quantity::Sd(_) => 0.0,
    }
}

#[cfg(test)]
mod tests;
