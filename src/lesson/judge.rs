//! Answers held against what is right. What tells a learner's slips and what reads formulas is joined here, and only here.

use super::format::{EachQuestion, FormulaQuestion, NumberQuestion, Truth, Wrong};
use crate::data::parse_number;
use crate::explain::check::check;
use crate::formula::{Formula, Verdict as Equality, equal};

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Right.
    Right,
    /// Right as far as it was rounded.
    Rounded,
    /// It rounds to what is right, but with too few decimals to be sure.
    Coarse,
    /// Wrong.
    Wrong,
    /// No answer of the kind that was asked for; it does not count as a try.
    Unreadable,
}

impl Verdict {
    /// Whether the answer settles the question.
    pub fn is_right(self) -> bool {
        matches!(self, Self::Right | Self::Rounded)
    }
}

/// A verdict with what is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// the verdict
    pub verdict: Verdict,
    /// hints and diagnoses, a paragraph each; empty for none
    pub says: Vec<String>,
}

impl Judgement {
    pub(super) fn new(verdict: Verdict, says: impl Into<Option<String>>) -> Self {
        Self { verdict, says: says.into().into_iter().collect() }
    }
}

impl Truth {
    /// The number.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Quantity { quantity, scene } => {
                quantity.value(scene.run(), &scene.dataset().sample)
            }
            Self::Literal { value, .. } => Some(*value),
        }
    }
}

/// Judges a number as it was typed.
pub(super) fn number(question: &NumberQuestion, text: &str) -> Judgement {
    let (Some(answer), Some(truth)) = (parse_number(text.trim()), question.truth.value()) else {
        let says = "Type a number, such as -0.25 or 1/3.".to_owned();
        return Judgement::new(Verdict::Unreadable, says);
    };
    let digits = decimals(text);
    let verdict = match (&question.truth, digits) {
        (Truth::Literal { tolerance: Some(tolerance), .. }, _) => {
            if (answer - truth).abs() <= *tolerance { Verdict::Right } else { Verdict::Wrong }
        }
        (_, Some(digits)) if !rounds_to(truth, answer, digits) => Verdict::Wrong,
        (_, None) if !rounds_to(truth, answer, EXACT) => Verdict::Wrong,
        (_, Some(_)) if answer == truth => Verdict::Right,
        (_, Some(digits)) if digits < question.decimals => Verdict::Coarse,
        (_, Some(digits)) if digits < EXACT => Verdict::Rounded,
        _ => Verdict::Right,
    };
    // With too few digits a known slip is still that slip: 1 is no rounded 0.5 where the lesson lists it.
    let listed = |wrong: &&Wrong<String>| parse_number(&wrong.answer) == Some(answer);
    if let (Verdict::Coarse, Some(wrong)) = (verdict, question.wrong.iter().find(listed)) {
        return Judgement::new(Verdict::Wrong, wrong.hint.clone());
    }
    let says = match verdict {
        Verdict::Coarse => {
            Some(format!("So far so good; give it to {} decimals.", question.decimals))
        }
        Verdict::Wrong => nearest_slip(question, answer, digits.unwrap_or(EXACT)),
        _ => None,
    };
    if verdict == Verdict::Wrong && says.is_none() {
        return Judgement { verdict, says: slips(question, text) };
    }
    Judgement::new(verdict, says)
}

/// The hint of the listed slip nearest to an answer with so many decimals, where it is one of them. A slip listed
/// with fewer decimals than the question asks for is meant exactly.
fn nearest_slip(question: &NumberQuestion, answer: f64, digits: usize) -> Option<String> {
    let near = question.wrong.iter().filter_map(|wrong| {
        let (slip, listed) =
            (parse_number(&wrong.answer)?, decimals(&wrong.answer).unwrap_or(EXACT));
        let shown = digits.min(listed.max(question.decimals));
        rounds_to(slip, answer, shown).then_some(((slip - answer).abs(), &wrong.hint))
    });
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, hint)| hint.clone())
}

/// The slips that give a wrong answer, where the number is one of a run; the lesson's own hints go first.
fn slips(question: &NumberQuestion, text: &str) -> Vec<String> {
    let Truth::Quantity { quantity, scene } = &question.truth else { return Vec::new() };
    let Ok(answer) = text.parse() else { return Vec::new() };
    let report = check(scene.run(), &scene.dataset().sample, *quantity, &answer);
    report.map_or_else(|_| Vec::new(), |report| report.slips.into_iter().map(|s| s.text).collect())
}

/// Decimals beyond which nobody computes by hand: what agrees so far is the number itself.
const EXACT: usize = 6;

/// Whether `truth` is `answer` as far as `decimals` show: within half a unit of the last one, and what
/// rounding the other way at a tie gives.
fn rounds_to(truth: f64, answer: f64, decimals: usize) -> bool {
    let half = 0.5 * 10_f64.powi(-(decimals.min(300) as i32));
    (truth - answer).abs() <= half + 4.0 * f64::EPSILON * truth.abs().max(answer.abs())
}

/// The decimals of a number as it was typed, none where it is a fraction; `1.5e-3` has four.
fn decimals(text: &str) -> Option<usize> {
    let text = text.trim();
    if text.contains('/') {
        return None;
    }
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let written = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let exponent: i64 = exponent.parse().unwrap_or(0);
    usize::try_from((written as i64).saturating_sub(exponent)).ok().or(Some(0))
}

fn hint<A>(wrong: &[Wrong<A>], is_it: impl Fn(&A) -> bool) -> Option<String> {
    wrong.iter().find(|wrong| is_it(&wrong.answer)).map(|wrong| wrong.hint.clone())
}

/// Judges one option an observation.
pub(super) fn each(question: &EachQuestion, answer: &[usize]) -> Judgement {
    let count = question.correct.len();
    if answer.len() != count || answer.iter().any(|option| *option >= question.options.len()) {
        let says = format!("Choose one of the options for each of the {count} observations.");
        return Judgement::new(Verdict::Unreadable, says);
    }
    let right = answer.iter().zip(&question.correct).filter(|(a, b)| a == b).count();
    if right == count {
        return Judgement::new(Verdict::Right, None);
    }
    let counted = || format!("{right} of {count} are right.");
    let says = hint(&question.wrong, |wrong| wrong == answer).unwrap_or_else(counted);
    Judgement::new(Verdict::Wrong, says)
}

/// Where formulas are compared is drawn from this seed: the same answer is judged the same way each time.
const SEED: u64 = 1;

/// Judges a formula: it is right when it equals the truth at many random valid points.
pub(super) fn formula(question: &FormulaQuestion, text: &str) -> Judgement {
    let context = &question.context;
    let answer = match Formula::parse(text, context) {
        Ok(answer) => answer,
        Err(error) => return Judgement::new(Verdict::Unreadable, error.to_string()),
    };
    let same = |other: &Formula| equal(&answer, other, context, SEED);
    match same(&question.truth) {
        Equality::Equal => Judgement::new(Verdict::Right, None),
        Equality::Different { witness, .. } => {
            let slip = hint(&question.wrong, |wrong| {
                Formula::parse(wrong, context).is_ok_and(|wrong| same(&wrong) == Equality::Equal)
            });
            let says =
                slip.unwrap_or_else(|| format!("It differs from the truth, at {witness} for one."));
            Judgement::new(Verdict::Wrong, says)
        }
        Equality::Undefined { witness } => {
            Judgement::new(Verdict::Wrong, format!("It has no value at {witness}."))
        }
        Equality::TruthUndefined { witness } => {
            let says =
                format!("The question is at fault: its own solution has no value at {witness}.");
            Judgement::new(Verdict::Unreadable, says)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(value: f64, decimals: usize) -> NumberQuestion {
        let wrong = vec![Wrong { answer: "-11.07".into(), hint: "the bound".into() }];
        NumberQuestion { truth: Truth::Literal { value, tolerance: None }, decimals, wrong }
    }

    #[test]
    fn a_number_is_right_as_far_as_it_was_rounded() {
        let verdict = |text: &str| number(&literal(-24.512_532_330, 2), text).verdict;
        for (text, expected) in [
            ("-24.512532", Verdict::Right),
            ("\u{2212}24.5125323", Verdict::Right),
            (" -24.51 ", Verdict::Rounded),
            ("-2.451e1", Verdict::Rounded),
            ("-24.5", Verdict::Coarse),
            ("-25", Verdict::Coarse),
            ("-24.52", Verdict::Wrong),
            ("-24", Verdict::Wrong),
            ("24.51", Verdict::Wrong),
            ("x", Verdict::Unreadable),
            ("", Verdict::Unreadable),
            ("NaN", Verdict::Unreadable),
        ] {
            assert_eq!(verdict(text), expected, "{text}");
        }
    }

    #[test]
    fn an_exact_answer_needs_no_decimals_and_a_fraction_is_exact() {
        let verdict = |truth, text: &str| number(&literal(truth, 3), text).verdict;
        assert_eq!(verdict(2.0, "2"), Verdict::Right);
        assert_eq!(verdict(1.0 / 3.0, "1/3"), Verdict::Right);
        assert_eq!(verdict(1.0 / 3.0, "0.333"), Verdict::Rounded);
        assert_eq!(verdict(1.0 / 3.0, "3/10"), Verdict::Wrong);
        // A tie rounds either way.
        assert_eq!(verdict(0.0625, "0.063"), Verdict::Rounded);
        assert_eq!(verdict(0.0625, "0.062"), Verdict::Rounded);
    }

    #[test]
    fn a_listed_slip_is_known_at_fewer_digits_too() {
        let says = |text: &str| number(&literal(-10.96, 2), text).says;
        assert_eq!(says("-11.07"), ["the bound"]);
        assert_eq!(says("-11.0702"), ["the bound"]);
        assert_eq!(says("-11.1"), ["the bound"]);
        assert_eq!(says("-12"), [""; 0]);
    }

    #[test]
    fn a_tolerance_is_a_distance() {
        let truth = Truth::Literal { value: 10.0, tolerance: Some(1.0) };
        let question = NumberQuestion { truth, decimals: 0, wrong: Vec::new() };
        assert_eq!(number(&question, "11").verdict, Verdict::Right);
        assert_eq!(number(&question, "11.01").verdict, Verdict::Wrong);
    }
}
