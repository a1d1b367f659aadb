//! What can be checked besides a number: which component each observation belongs to, and which
//! variance grew most or is the largest.

use std::fmt;
use std::str::FromStr;

use super::assignment::{check_assignment, first_largest};
use super::{AnswerError, CheckReport, Correctness, NotThere, TypedNumber, Unexplained, check};
use crate::explain::{Quantity, QuantityError};
use crate::mixture::{Component, GammaRows, Iterate, Sample, Theta, labels};
use crate::text::{counted, shortest};
use crate::timeline::Run;

/// What an answer is an answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A number, by its name.
    Number(Quantity),
    /// For each observation the component with the largest γ, of the γ that is in force:
    /// `assignment`.
    Assignment,
    /// The component whose σ² grew by the largest factor in the last M-step, or since θ₀ if EM has
    /// converged: `grew`.
    GrewMost,
    /// The component with the largest σ²: `largest`.
    Largest,
}

impl Subject {
    /// The names of what is not a number.
    const NAMES: [(&'static str, Self); 3] =
        [("assignment", Self::Assignment), ("grew", Self::GrewMost), ("largest", Self::Largest)];

    /// Returns everything that can be asked of an observation and of this many components.
    #[cfg(feature = "terminal")]
    pub(crate) fn all(observation: usize, components: usize) -> Vec<Self> {
        let each = |of: fn(usize) -> Quantity| (0..components).map(of);
        let gamma = |component| Quantity::Gamma { observation, component };
        let density = |component| Quantity::Density { observation, component };
        let of_theta = [Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
        let numbers = (0..components)
            .map(gamma)
            .chain(each(Quantity::Count))
            .chain(of_theta.into_iter().flat_map(each))
            .chain([Quantity::LogLikelihood, Quantity::Objective, Quantity::Change])
            .chain([Quantity::Bound, Quantity::Gap])
            .chain([Quantity::ExpectedLogJoint, Quantity::Entropy])
            .chain((0..components).map(density))
            .chain([Quantity::Marginal(observation)]);
        numbers.map(Self::Number).chain(Self::NAMES.map(|(_, subject)| subject)).collect()
    }

    /// Returns what is asked, in words.
    pub fn question(self) -> Option<&'static str> {
        match self {
            Self::Number(_) => None,
            Self::Assignment => Some("which component has the largest γ, for each observation"),
            Self::GrewMost => Some("which component's variance grew most"),
            Self::Largest => Some("which component has the largest variance"),
        }
    }

    /// Returns what is right at the run's cursor, as an answer would be written, but with all its
    /// digits.
    ///
    /// # Errors
    /// Returns an error if there is no right answer there.
    pub fn solution<D>(self, run: &Run<D>, sample: &Sample) -> Result<String, SubmissionError> {
        let largest_of = |values: &[f64]| match largest_values(values)[..] {
            [one] => (one + 1).to_string(),
            _ => "equal".to_owned(),
        };
        Ok(match self {
            Self::Number(quantity) => {
                shortest(quantity.value(run, sample).ok_or(NotThere(quantity))?)
            }
            Self::Assignment => {
                let gamma = run.gamma().ok_or(SubmissionError::NoGamma)?;
                let labels = match gamma.rows {
                    GammaRows::Inferred(theta, _) => labels(sample, theta),
                    GammaRows::Given(gamma) => gamma.rows().map(first_largest).collect(),
                };
                let numbers: Vec<String> = labels.iter().map(|k| (k + 1).to_string()).collect();
                numbers.join(" ")
            }
            Self::GrewMost => {
                let before = run.previous_theta().ok_or(SubmissionError::NothingGrew)?;
                largest_of(&growth(run, before)?)
            }
            Self::Largest => largest_of(&variances(theta_at_cursor(run)?.components())),
        })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(quantity) => quantity.fmt(f),
            other => {
                let name = Self::NAMES.iter().find(|(_, subject)| subject == other);
                f.write_str(name.map_or("", |(name, _)| name))
            }
        }
    }
}

/// Why a text names nothing that can be checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}, assignment, grew, largest")]
pub struct SubjectError(QuantityError);

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, SubjectError> {
        let name = text.trim().to_lowercase();
        if let Some((_, subject)) = Self::NAMES.iter().find(|(known, _)| *known == name) {
            return Ok(*subject);
        }
        text.parse().map(Self::Number).map_err(SubjectError)
    }
}

/// An answer to a subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Submission {
    /// A number.
    Number(Quantity, TypedNumber),
    /// A component for each observation, from 0.
    Assignment(Vec<usize>),
    /// The component whose variance grew most, from 0; none if all are said to be equal.
    GrewMost(Option<usize>),
    /// The component with the largest variance.
    Largest(Option<usize>),
}

impl Submission {
    /// Reads an answer.
    ///
    /// # Errors
    /// Returns an error if it is not an answer of the kind that the subject wants.
    pub fn parse(subject: Subject, text: &str) -> Result<Self, AnswerError> {
        Ok(match subject {
            Subject::Number(quantity) => Self::Number(quantity, text.parse()?),
            Subject::Assignment => Self::Assignment(assignment(text)?),
            Subject::GrewMost => Self::GrewMost(component(text)?),
            Subject::Largest => Self::Largest(component(text)?),
        })
    }

    /// Returns what it is an answer to.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Number(quantity, _) => Subject::Number(*quantity),
            Self::Assignment(_) => Subject::Assignment,
            Self::GrewMost(_) => Subject::GrewMost,
            Self::Largest(_) => Subject::Largest,
        }
    }

    /// Checks it at the run's cursor.
    ///
    /// # Errors
    /// Returns an error if there is nothing there to compare it with, or if it names a component or
    /// an observation that does not exist.
    pub fn check<D>(&self, run: &Run<D>, sample: &Sample) -> Result<CheckReport, SubmissionError> {
        match self {
            Self::Number(quantity, answer) => Ok(check(run, sample, *quantity, answer)?),
            Self::Assignment(answer) => check_assignment(run, sample, answer),
            Self::GrewMost(answer) => {
                let before = run.previous_theta().ok_or(SubmissionError::NothingGrew)?;
                check_component(&growth(run, before)?, *answer)
            }
            Self::Largest(answer) => {
                check_component(&variances(theta_at_cursor(run)?.components()), *answer)
            }
        }
    }
}

/// Why an answer cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// There is no such number.
    #[error(transparent)]
    NotThere(#[from] NotThere),
    /// No M-step was done.
    #[error("no variance has changed yet; do an E-step and an M-step first")]
    NothingGrew,
    /// No E-step was done.
    #[error("there is no γ yet; do an E-step first")]
    NoGamma,
    /// The data are a condensed table.
    #[error("the data are a condensed table: no observation is known that could be assigned")]
    NoObservations,
    /// γ₀ was given, and no M-step was done.
    #[error("there is no θ yet; the M-step makes one of γ₀")]
    NoTheta,
    /// There are more or fewer components than observations.
    #[error("{}; write one component for each observation, such as 2 2 1", counts(*given, *wanted))]
    Count {
        /// how many there are
        given: usize,
        /// how many there should be
        wanted: usize,
    },
    /// There is no such component.
    #[error("there is no component {given}; they are numbered from 1 to {components}")]
    Component {
        /// the number given, from 1
        given: usize,
        /// how many there are
        components: usize,
    },
}

fn counts(given: usize, wanted: usize) -> String {
    format!("{} for {}", counted(given, "answer"), counted(wanted, "observation"))
}

/// Reads components from 1, with blanks or commas between them, or as digits alone.
fn assignment(text: &str) -> Result<Vec<usize>, AnswerError> {
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|');
    let trimmed = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let words: Vec<&str> = trimmed.split(is_separator).filter(|word| !word.is_empty()).collect();
    let fail = || {
        let text: String = text.chars().take(40).collect();
        AnswerError::new(format!(
            "'{text}' is not a list of components; write one for each observation, such as 2 2 1"
        ))
    };
    let read = |word: &str| {
        word.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).ok_or_else(fail)
    };
    match words[..] {
        [] => Err(fail()),
        // 22111 is five components; one observation has one digit.
        [digits] => digits.chars().map(|digit| read(&digit.to_string())).collect(),
        _ => words.into_iter().map(read).collect(),
    }
}

/// Reads a component from 1, or that all are equal.
fn component(text: &str) -> Result<Option<usize>, AnswerError> {
    const EQUAL: [&str; 7] = ["equal", "same", "both", "neither", "tie", "none", "="];
    let lower = text.trim().to_lowercase();
    if EQUAL.iter().any(|word| lower.split_whitespace().any(|part| part == *word)) {
        return Ok(None);
    }
    // A number with a sign or a decimal point is not that of a component: 'component 2, by 1.74'.
    let is_edge = |c: char| !c.is_ascii_digit() && !matches!(c, '-' | '−' | '+' | '.');
    let words = lower.split([' ', ',', ';', ':', '(', ')']);
    let words = words.map(|word| word.trim_matches(is_edge).trim_end_matches('.'));
    let numbers: Vec<&str> = words.filter(|word| word.parse::<usize>().is_ok()).collect();
    let fail = || {
        let text: String = text.chars().take(40).collect();
        AnswerError::new(format!(
            "'{text}' names no component; write its number, such as 2, or equal"
        ))
    };
    match numbers[..] {
        [number] => {
            let number: usize = number.parse().map_err(|_| fail())?;
            number.checked_sub(1).map(Some).ok_or_else(fail)
        }
        _ => Err(fail()),
    }
}

/// θ at the cursor; there is none at a γ₀ that was given.
fn theta_at_cursor<D>(run: &Run<D>) -> Result<&Theta, SubmissionError> {
    run.current().map(Iterate::theta).ok_or(SubmissionError::NoTheta)
}

/// The factors by which the variances grew: in the last M-step, or since the first θ if that
/// changed none.
fn growth<D>(run: &Run<D>, before: &Theta) -> Result<Vec<f64>, SubmissionError> {
    const UNCHANGED: f64 = 1e-6;
    let now = theta_at_cursor(run)?.components();
    let since = |theta: &Theta| -> Vec<f64> {
        let pairs = now.iter().zip(theta.components());
        pairs.map(|(now, before)| now.variance() / before.variance()).collect()
    };
    let last = since(before);
    let has_changed = last.iter().any(|factor| (factor - 1.0).abs() > UNCHANGED);
    Ok(if has_changed { last } else { since(run.first().theta()) })
}

fn variances(components: &[Component]) -> Vec<f64> {
    components.iter().map(Component::variance).collect()
}

/// Returns the components with the largest value, all of them if they are equal but for rounding.
pub fn largest_values(values: &[f64]) -> Vec<usize> {
    const EQUAL: f64 = 1e-9;
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (0..values.len()).filter(|k| values[*k] >= max * (1.0 - EQUAL)).collect()
}

/// Compares a component with the one whose value is the largest.
fn check_component(values: &[f64], answer: Option<usize>) -> Result<CheckReport, SubmissionError> {
    let components = values.len();
    if let Some(given) = answer.filter(|k| *k >= components) {
        return Err(SubmissionError::Component { given: given + 1, components });
    }
    let largest = largest_values(values);
    let is_right = match answer {
        Some(k) => largest.contains(&k) && (components == 1 || largest.len() < components),
        None => largest.len() > 1,
    };
    let verdict = if is_right { Correctness::Right } else { Correctness::Wrong };
    let unexplained = Unexplained::Option;
    Ok(CheckReport { unexplained, ..CheckReport::new(verdict) })
}
