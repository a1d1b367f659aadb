//! What can be checked besides a number: which component each observation belongs to, and which
//! variance grew most or is the largest.

use std::fmt;
use std::str::FromStr;

use super::point::Point;
use super::recipe::{DensityFormula, RIGHT, Recipe};
use super::{
    AnswerError, CheckReport, Correctness, NotThere, Slip, TypedNumber, Unexplained, check,
};
use crate::explain::{Quantity, QuantityError};
use crate::mixture::{Component, GammaRows, Iterate, Sample, Theta, Truncated, labels};
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
    #[error("no variance has changed yet; do an E-step and an M-step first (keys e, m)")]
    NothingGrew,
    /// No E-step was done.
    #[error("there is no γ yet; do an E-step first (key e)")]
    NoGamma,
    /// γ₀ was given, and no M-step was done.
    #[error("there is no θ yet; the M-step makes one of γ₀ (key m)")]
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

/// Compares components with those that have the largest γ.
fn check_assignment<D>(
    run: &Run<D>,
    sample: &Sample,
    answer: &[usize],
) -> Result<CheckReport, SubmissionError> {
    let t = run.gamma_iteration().ok_or(SubmissionError::NoGamma)?;
    let components = run.components();
    if answer.len() != sample.len() {
        let (given, wanted) = (answer.len(), sample.len());
        return Err(SubmissionError::Count { given, wanted });
    }
    if let Some(given) = answer.iter().find(|k| **k >= components) {
        return Err(SubmissionError::Component { given: given + 1, components });
    }
    let rows = run.gamma_at(t).ok_or(SubmissionError::NoGamma)?.rows;
    let truth = truly_largest(rows, sample);
    let is_right = |(given, (i, right)): (&usize, (usize, &usize))| {
        given == right || is_tied(rows, sample, i, [*given, *right])
    };
    let right = answer.iter().zip(truth.iter().enumerate());
    let right = right.filter(|pair| is_right(*pair)).count();
    if right == answer.len() {
        return Ok(CheckReport::new(Correctness::Right));
    }
    let slips = mistaken_assignments(run, sample, (t, rows), answer);
    let unexplained = Unexplained::Parts { right, of: answer.len() };
    Ok(CheckReport { slips, unexplained, ..CheckReport::new(Correctness::Wrong) })
}

/// Whether two components have the same γ, rounding apart.
fn is_tied(rows: GammaRows, sample: &Sample, i: usize, [a, b]: [usize; 2]) -> bool {
    let theta = match rows {
        GammaRows::Inferred(theta, _) => theta,
        GammaRows::Given(gamma) => {
            return gamma.row(i).is_some_and(|row| (row[a] - row[b]).abs() < 1e-9);
        }
    };
    let joint = |k: usize| {
        let c = &theta.components()[k];
        match sample.bins() {
            None => c.log_joint(sample.values()[i]),
            Some(bins) => c.weight().ln() + Truncated::new(&bins[i], c).log_probability(),
        }
    };
    (joint(a) - joint(b)).abs() < 1e-9
}

/// The component with the largest γ for each observation.
fn truly_largest(rows: GammaRows, sample: &Sample) -> Vec<usize> {
    let theta = match rows {
        GammaRows::Inferred(theta, _) => theta,
        GammaRows::Given(gamma) => return gamma.rows().map(first_largest).collect(),
    };
    match sample.bins() {
        None => largest(&RIGHT, theta.components(), sample),
        Some(_) => labels(sample, theta),
    }
}

/// The component with the largest γ at each observation, as a recipe has it.
fn largest(recipe: &Recipe, theta: &[Component], sample: &Sample) -> Vec<usize> {
    let at = Point::Theta(theta.to_vec());
    let e = recipe.e_step(&at, 0, sample);
    sample.values().iter().enumerate().map(|(i, x)| first_largest(&e.gammas(i, *x))).collect()
}

fn first_largest(values: &[f64]) -> usize {
    (0..values.len()).rev().max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(0)
}

/// Returns the mistakes that give an assignment, the likeliest first, as far as they are fewer than
/// what chance would give.
fn mistaken_assignments<D>(
    run: &Run<D>,
    sample: &Sample,
    (t, rows): (usize, GammaRows),
    answer: &[usize],
) -> Vec<Slip> {
    /// The most mistakes that would give an answer by chance.
    const MOST_CHANCE: f64 = 0.13;
    let components = run.components() as f64;
    let possible = components.powi(i32::try_from(sample.len()).unwrap_or(i32::MAX));
    let mut seen: Vec<Vec<usize>> = vec![truly_largest(rows, sample)];
    let mut slips = Vec::new();
    for (id, given, text) in assignments(run, sample, t) {
        if seen[0] == given {
            continue;
        }
        if !seen.contains(&given) {
            seen.push(given.clone());
        }
        let chance = (seen.len() - 1) as f64 / possible;
        if given == answer && chance <= MOST_CHANCE {
            slips.push(Slip { id, text });
        }
    }
    slips
}

/// Returns every mistaken assignment, the likeliest first.
fn assignments<D>(
    run: &Run<D>,
    sample: &Sample,
    t: usize,
) -> Vec<(&'static str, Vec<usize>, String)> {
    use DensityFormula as F;
    // What was given is read off, with no E-step to make a mistake in.
    let Some(theta) = run.theta(t) else { return Vec::new() };
    let components = theta.components();
    let by = |score: &dyn Fn(&Component, f64) -> f64| -> Vec<usize> {
        let scores = |x: &f64| components.iter().map(|c| score(c, *x)).collect::<Vec<_>>();
        sample.values().iter().map(|x| first_largest(&scores(x))).collect()
    };
    let with = |in_e| largest(&Recipe { in_e, ..RIGHT }, components, sample);
    let mut all = vec![
        (
            "nearest-mean",
            by(&|c, x| -(x - c.mean()).abs()),
            "you choose the nearest mean: a distance counts in standard deviations".to_owned(),
        ),
        (
            "fewest-sds",
            by(&|c, x| -c.standardise(x).abs()),
            "you only count standard deviations: the weight and 1/σ of each density count too"
                .to_owned(),
        ),
        (
            "variance-as-sd",
            with(F::VarianceAsSd),
            "you use the variance as a standard deviation".to_owned(),
        ),
        (
            "sd-as-variance",
            with(F::SdAsVariance),
            "you use the standard deviation as a variance".to_owned(),
        ),
        ("weight-forgotten", with(F::NoWeight), "you forget the weights π_k".to_owned()),
    ];
    if sample.bins().is_some() {
        let text = "you take observations to be at the middle of their bin".to_owned();
        all.insert(0, ("middle-of-bin", largest(&RIGHT, components, sample), text));
    }
    if components.len() == 2 {
        let swapped = labels(sample, theta).into_iter().map(|k| 1 - k).collect();
        all.push(("components-swapped", swapped, "you swap the components".to_owned()));
    }
    let next = iterate_at(run, t + 1, sample);
    let text = "you give the assignment one iteration later".to_owned();
    all.extend(next.map(|theta| ("next-iteration", labels(sample, &theta), text)));
    let previous = t.checked_sub(1).and_then(|before| run.theta(before));
    let text = "you give the assignment one iteration before".to_owned();
    all.extend(previous.map(|theta| ("previous-iteration", labels(sample, theta), text)));
    all
}

/// θ_t, also if it is one beyond the last that is known.
fn iterate_at<D>(run: &Run<D>, t: usize, sample: &Sample) -> Option<Theta> {
    if let Some(theta) = run.theta(t) {
        return Some(theta.clone());
    }
    run.last().next(sample).ok().map(|iterate| iterate.theta().clone())
}
