//! The homework checker: whether an answer is right, right to the digits given, close, or wrong,
//! and which mistake gives exactly that number. No number is looked up: each is computed from the
//! data and θ, with the mistake made, or with something rounded too early.
//!
//! The order of verdicts: right, right to the digits given, a mistake that gives all the digits,
//! close, wrong. So if an answer of few digits is both the right number and that of a mistake, it
//! is right; a lesson's question can ask for more digits.

mod answer;
mod assignment;
mod chance;
mod decimal_comma;
mod mistakes;
mod path;
mod point;
mod recipe;
mod rounding;
mod subject;
mod table;

pub use answer::{AnswerError, TypedNumber};
pub use decimal_comma::with_decimal_point;
pub use subject::{Subject, SubjectError, Submission, SubmissionError, largest_values};
pub use table::{CellVerdict, Table, TableCell, TableError};

use mistakes::Mistake;
use path::ThetaPath;

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
    /// Another number, because something was rounded too early: the method is right.
    Close,
    /// Another number.
    Wrong,
}

impl Correctness {
    /// Returns its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Rounded => "rounded",
            Self::Close => "close",
            Self::Wrong => "wrong",
        }
    }

    /// Returns whether the answer is the number, to the digits given.
    pub fn is_right(self) -> bool {
        matches!(self, Self::Right | Self::Rounded)
    }
}

/// How close an answer is, and why it is not right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// How far it is from the number, such as `0.14 %`.
    pub off: String,
    /// What to do, such as `your method is right; keep more digits of γ`.
    pub advice: String,
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
    /// Every slip that gives this answer, if it is wrong, the likeliest first; empty if no known
    /// slip does.
    pub slips: Vec<Slip>,
    /// How close it is, if it is only that.
    pub close: Option<Close>,
    /// What there is to say of a wrong answer that no slip explains.
    pub unexplained: Unexplained,
}

/// What there is to say of a wrong answer that no slip explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unexplained {
    /// No known mistake gives the number.
    NoKnownMistake,
    /// Mistakes or roundings give it, but it has too few digits to tell one from chance.
    TooFewDigits,
    /// This many parts of the answer are right.
    Parts {
        /// how many are right
        right: usize,
        /// of how many
        of: usize,
    },
    /// It is one of a few options.
    Option,
}

impl CheckReport {
    /// Returns a report without a slip.
    pub(crate) fn new(verdict: Correctness) -> Self {
        let unexplained = Unexplained::NoKnownMistake;
        Self { verdict, slips: Vec::new(), close: None, unexplained }
    }

    /// Returns the verdict in one line; if it ends with `…`, [`CheckReport::slips`] go on.
    pub fn summary(&self) -> String {
        match (self.verdict, &self.close) {
            (Correctness::Right, _) => "right".to_owned(),
            (Correctness::Rounded, _) => "right, to the digits given".to_owned(),
            (Correctness::Close, Some(Close { off, advice })) => {
                format!("close ({off} off): {advice}")
            }
            (Correctness::Close, None) => "close".to_owned(),
            (Correctness::Wrong, _) if !self.slips.is_empty() => match self.unexplained {
                Unexplained::Parts { .. } => "not right. You get this answer if …".to_owned(),
                _ => "not right. You get this number if …".to_owned(),
            },
            (Correctness::Wrong, _) => match self.unexplained {
                Unexplained::NoKnownMistake => {
                    "wrong; no known mistake gives this number".to_owned()
                }
                Unexplained::TooFewDigits => {
                    "wrong; give more digits to learn what gives this number".to_owned()
                }
                Unexplained::Parts { right, of } => format!("wrong; {right} of {of} are right"),
                Unexplained::Option => "wrong".to_owned(),
            },
        }
    }
}

/// There is no such number at the cursor of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no {0} here: γ and N come with the first E-step (θ and ll with the first M-step, if γ₀ was given), \
     delta_ll and the bound with the steps after it; observations count from 0, components from 1"
)]
pub struct NotThere(pub Quantity);

/// The share of ℓ below which a difference of two values of ℓ is rounding.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Returns whether an answer is the number at the run's cursor, and which mistakes give it, or how
/// close it is, if it is not.
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
    let verdict = correctness(run, sample, quantity, answer)?;
    if verdict.is_right() {
        return Ok(CheckReport::new(verdict));
    }
    let truth = quantity.value(run, sample).ok_or(NotThere(quantity))?;
    let path = ThetaPath::of(run);
    let mistakes = mistakes::all(run, &path, sample, quantity, truth);
    let close = || rounding::close(run, &path, sample, quantity, truth, answer);
    Ok(explained(&mistakes, answer, close))
}

/// Returns what is said of an answer that is not right: the mistakes that give it, or how close it
/// is.
fn explained(
    mistakes: &[Mistake],
    answer: &TypedNumber,
    close: impl FnOnce() -> (Option<Close>, bool),
) -> CheckReport {
    let (slips, mut is_vague) = mistakes::found(mistakes, answer);
    let mut report = CheckReport { slips, ..CheckReport::new(Correctness::Wrong) };
    if report.slips.is_empty() {
        let (close, is_vague_rounding) = close();
        report.close = close;
        is_vague |= is_vague_rounding;
    }
    if report.close.is_some() {
        report.verdict = Correctness::Close;
    } else if is_vague {
        report.unexplained = Unexplained::TooFewDigits;
    }
    report
}

/// Returns the numbers that known mistakes give at the run's cursor in place of a quantity, the
/// likeliest first; of observations left out or counted twice only those of a few.
///
/// # Examples
/// ```
/// use emstep::explain::Quantity;
/// use emstep::explain::check::known_mistakes;
/// use emstep::mixture::{Iterate, Sample, Theta};
/// use emstep::timeline::{Origin, Run};
///
/// let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
/// let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
/// let run = Run::new((), Iterate::start(theta, &sample)?, Origin::Given);
/// let mistakes = known_mistakes(&run, &sample, Quantity::LogLikelihood);
/// let wrong = mistakes.iter().find(|(_, slip)| slip.id == "variance-as-sd").expect("it is known");
/// assert!((wrong.0 + 15.46).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn known_mistakes<D>(run: &Run<D>, sample: &Sample, quantity: Quantity) -> Vec<(f64, Slip)> {
    /// The most observations that are left out or counted twice one by one.
    const FEW: usize = 10;
    let Some(truth) = quantity.value(run, sample) else { return Vec::new() };
    let path = ThetaPath::of(run);
    let all = mistakes::all(run, &path, sample, quantity, truth).into_iter();
    let known = all.filter(|mistake| sample.len() <= FEW || !mistake.id.starts_with("point-"));
    known
        .map(|mistake| {
            let text = mistake.text.into_owned();
            (mistake.value, Slip { id: mistake.id, text })
        })
        .collect()
}

/// Returns whether an answer is the number, to the digits given; why another one is not is not
/// looked for, which takes long on a long run.
///
/// # Errors
/// Returns an error if there is no such number where the run's cursor is.
pub fn correctness<D>(
    run: &Run<D>,
    sample: &Sample,
    quantity: Quantity,
    answer: &TypedNumber,
) -> Result<Correctness, NotThere> {
    let truth = quantity.value(run, sample).ok_or(NotThere(quantity))?;
    // A difference of likelihoods is known no better than they are.
    let rounding = match quantity {
        Quantity::Change | Quantity::Gap => {
            ROUNDING * run.current_or_first().log_likelihood().abs()
        }
        _ => 0.0,
    };
    Ok(answer.verdict(truth, rounding, telling(run, quantity)))
}

/// Returns how many times as long as an E-step on the observations a check may take.
pub fn passes<D>(run: &Run<D>, sample: &Sample) -> usize {
    mistakes::passes(run, sample)
}

/// Returns the unit in which an answer says something about a quantity however small that is; 0
/// for a variance and σ, which are never 0.
fn telling<D>(run: &Run<D>, quantity: Quantity) -> f64 {
    match quantity {
        Quantity::Gamma { .. } | Quantity::Weight(_) | Quantity::Count(_) => 0.1,
        Quantity::Mean(k) => {
            let theta = run.current_or_first().theta();
            theta.components().get(k).map_or(0.0, |c| 0.1 * c.sd())
        }
        Quantity::LogLikelihood
        | Quantity::Objective
        | Quantity::Change
        | Quantity::Bound
        | Quantity::Gap
        | Quantity::ExpectedLogJoint
        | Quantity::Entropy => 0.01,
        Quantity::Variance(_)
        | Quantity::Sd(_)
        | Quantity::Density { .. }
        | Quantity::Marginal(_) => 0.0,
    }
}

#[cfg(test)]
mod tests;
