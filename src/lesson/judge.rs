//! Answers compared with what is right. What tells a learner's slips and what reads formulas is
//! joined here, and only here.

use super::format::{EachQuestion, FormulaQuestion, NumberQuestion, Truth, Wrong};
use crate::data::parse_number;
use crate::explain::check::{Close, Correctness, NotThere, TypedNumber, check, correctness};
use crate::formula::{Comparison, Formula, Witness, equal};
use crate::text::sanitise::without_hidden;

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Right.
    Right,
    /// Right to the digits given.
    Rounded,
    /// Right to the digits given, but the question asks for more.
    Coarse,
    /// Not right, because something was rounded too early: the method is right.
    Close,
    /// Wrong.
    Wrong,
    /// Not an answer of the kind that was asked for; it does not count as a try.
    Unreadable,
}

impl Verdict {
    /// Returns whether the answer settles the question.
    pub fn is_right(self) -> bool {
        matches!(self, Self::Right | Self::Rounded)
    }
}

/// A verdict with what is to be said.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
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

    /// Returns it as it can be shown if it comes from a file: without anything that hides.
    pub(super) fn shown(&self) -> Self {
        let says = self.says.iter().map(|says| without_hidden(says));
        Self { verdict: self.verdict, says: says.collect() }
    }
}

impl Truth {
    /// Returns the number.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Quantity { quantity, scene } => {
                quantity.value(scene.run(), &scene.dataset().sample)
            }
            Self::Literal { value, .. } => Some(*value),
        }
    }
}

/// Judges a number as it was typed. It is the checker that says what is right; a question may ask
/// for more digits.
pub(super) fn number(question: &NumberQuestion, text: &str) -> Judgement {
    let judgement = number_verdict(question, text);
    if judgement.verdict != Verdict::Wrong || !judgement.says.is_empty() {
        return judgement;
    }
    let Ok(answer) = text.parse::<TypedNumber>() else { return judgement };
    // The lesson's own hints go first.
    if let Some(hint) = nearest_slip(question, &answer) {
        return Judgement::new(Verdict::Wrong, hint);
    }
    let Truth::Quantity { quantity, scene } = &question.truth else { return judgement };
    let Ok(report) = check(scene.run(), &scene.dataset().sample, *quantity, &answer) else {
        return judgement;
    };
    if let Some(Close { off, advice }) = report.close {
        return Judgement::new(Verdict::Close, format!("It is {off} off: {advice}."));
    }
    let says = report.slips.into_iter().map(|slip| slip.text).collect();
    Judgement { verdict: Verdict::Wrong, says }
}

/// Judges a number without looking for the reason why it is wrong, which takes long on a long run.
pub(super) fn number_verdict(question: &NumberQuestion, text: &str) -> Judgement {
    let unreadable = |says: String| Judgement::new(Verdict::Unreadable, says);
    let answer: TypedNumber = match text.parse() {
        Ok(answer) => answer,
        Err(error) => return unreadable(error.to_string()),
    };
    let correctness = match question.correctness(&answer) {
        Ok(correctness) => correctness,
        Err(error) => return unreadable(error.to_string()),
    };
    let listed = |wrong: &&Wrong<String>| parse_number(&wrong.answer) == Some(answer.value());
    match correctness {
        Correctness::Right => Judgement::new(Verdict::Right, None),
        Correctness::Rounded => match question.wants_more(&answer) {
            None => Judgement::new(Verdict::Rounded, None),
            // With too few digits a known slip is still that slip: 1 is not a rounded 0.5 if the
            // lesson lists it.
            Some(_) if question.wrong.iter().any(|wrong| listed(&wrong)) => {
                let wrong = question.wrong.iter().find(listed);
                Judgement::new(Verdict::Wrong, wrong.map(|wrong| wrong.hint.clone()))
            }
            Some(decimals) => {
                let s = if decimals == 1 { "" } else { "s" };
                let says = format!("Right so far; please give {decimals} decimal{s}.");
                Judgement::new(Verdict::Coarse, says)
            }
        },
        Correctness::Close | Correctness::Wrong => Judgement::new(Verdict::Wrong, None),
    }
}

impl NumberQuestion {
    fn correctness(&self, answer: &TypedNumber) -> Result<Correctness, NotThere> {
        match &self.truth {
            Truth::Quantity { quantity, scene } => {
                correctness(scene.run(), &scene.dataset().sample, *quantity, answer)
            }
            Truth::Literal { value, tolerance: Some(tolerance), .. } => {
                let rounding = 4.0 * f64::EPSILON * value.abs().max(answer.value().abs());
                let is_near = (answer.value() - value).abs() <= tolerance + rounding;
                Ok(if is_near { Correctness::Right } else { Correctness::Wrong })
            }
            Truth::Literal { value, within, tolerance: None } => {
                // To as many decimals as are asked for, even 0 tells something.
                let telling = self.decimals.map_or(0.0, unit_of);
                Ok(answer.verdict(*value, *within, telling))
            }
        }
    }

    /// Returns how many decimals it asks for, if this answer has fewer.
    fn wants_more(&self, answer: &TypedNumber) -> Option<usize> {
        self.decimals.filter(|wanted| answer.decimals().is_some_and(|given| given < *wanted))
    }
}

/// The decimals to which a listed slip is known if the question asks for none.
const SLIP_DECIMALS: usize = 2;

/// Returns the hint of the listed slip nearest to an answer, if it is one of them to the digits
/// given. A slip listed with fewer decimals than the question asks for is meant exactly.
fn nearest_slip(question: &NumberQuestion, answer: &TypedNumber) -> Option<String> {
    let asked = unit_of(question.decimals.unwrap_or(SLIP_DECIMALS));
    let near = question.wrong.iter().filter_map(|wrong| {
        let slip: TypedNumber = wrong.answer.parse().ok()?;
        let unit = answer.unit().max(slip.unit().min(asked));
        let distance = (slip.value() - answer.value()).abs();
        let rounding = 4.0 * f64::EPSILON * slip.value().abs().max(answer.value().abs());
        (distance <= 0.5 * unit + rounding).then_some((distance, &wrong.hint))
    });
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, hint)| hint.clone())
}

fn unit_of(decimals: usize) -> f64 {
    10_f64.powi(-(decimals.min(300) as i32))
}

fn hint<A>(wrong: &[Wrong<A>], is_it: impl Fn(&A) -> bool) -> Option<String> {
    wrong.iter().find(|wrong| is_it(&wrong.answer)).map(|wrong| wrong.hint.clone())
}

/// Judges one option per observation.
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

/// Where formulas are compared is drawn from this seed: the same answer is judged the same way each
/// time.
const SEED: u64 = 1;

/// A formula that is being judged: it is right if it equals the truth at many random valid points,
/// and a known slip if it equals that.
#[derive(Debug, Default)]
pub(super) struct FormulaProgress {
    /// How many of the slips it differs from.
    slips: usize,
    /// The answer and where it differs from the truth, once it is known to.
    different: Option<(Formula, Witness)>,
}

impl FormulaProgress {
    /// Compares with one more formula. Returns the judgement if that was the last one needed.
    pub(super) fn step(&mut self, question: &FormulaQuestion, text: &str) -> Option<Judgement> {
        let context = &question.context;
        let Some((answer, witness)) = &self.different else {
            return self.with_truth(question, text);
        };
        let Some(slip) = question.wrong.get(self.slips) else {
            let says = format!("It differs from the truth, at {witness} for one.");
            return Some(Judgement::new(Verdict::Wrong, says));
        };
        self.slips += 1;
        let is_it = Formula::parse(&slip.answer, context)
            .is_ok_and(|slip| equal(answer, &slip, context, SEED) == Comparison::Equal);
        is_it.then(|| Judgement::new(Verdict::Wrong, slip.hint.clone()))
    }

    fn with_truth(&mut self, question: &FormulaQuestion, text: &str) -> Option<Judgement> {
        let context = &question.context;
        let answer = match Formula::parse(text, context) {
            Ok(answer) => answer,
            Err(error) => return Some(Judgement::new(Verdict::Unreadable, error.to_string())),
        };
        Some(match equal(&answer, &question.truth, context, SEED) {
            Comparison::Equal => Judgement::new(Verdict::Right, None),
            Comparison::Different { witness, .. } => {
                self.different = Some((answer, witness));
                return None;
            }
            Comparison::Undefined { witness } => {
                Judgement::new(Verdict::Wrong, format!("It has no value at {witness}."))
            }
            Comparison::TruthUndefined { witness } => {
                let says = format!(
                    "The question is at fault: its own solution has no value at {witness}."
                );
                Judgement::new(Verdict::Unreadable, says)
            }
        })
    }
}

/// Judges a formula.
pub(super) fn formula(question: &FormulaQuestion, text: &str) -> Judgement {
    let mut progress = FormulaProgress::default();
    loop {
        if let Some(judgement) = progress.step(question, text) {
            return judgement;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(value: f64, decimals: usize) -> NumberQuestion {
        let wrong = vec![Wrong { answer: "-11.07".into(), hint: "the bound".into() }];
        let truth = Truth::Literal { value, tolerance: None, within: 0.0 };
        NumberQuestion { truth, decimals: Some(decimals), wrong }
    }

    #[test]
    fn a_number_is_right_to_the_digits_given() {
        let verdict = |text: &str| number(&literal(-24.512_532_330, 2), text).verdict;
        for (text, expected) in [
            ("-24.51253233", Verdict::Right),
            ("\u{2212}24.512532330", Verdict::Right),
            ("-24.512532", Verdict::Rounded),
            (" -24.51 ", Verdict::Rounded),
            ("-2.451e1", Verdict::Rounded),
            ("-24.5", Verdict::Coarse),
            ("-25", Verdict::Coarse),
            ("-20", Verdict::Coarse),
            ("-2e1", Verdict::Coarse),
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
        let verdict = |value, tolerance, text: &str| {
            let truth = Truth::Literal { value, tolerance: Some(tolerance), within: 0.0 };
            number(&NumberQuestion { truth, decimals: None, wrong: Vec::new() }, text).verdict
        };
        assert_eq!(verdict(10.0, 1.0, "11"), Verdict::Right);
        assert_eq!(verdict(10.0, 1.0, "11.01"), Verdict::Wrong);
        // Where doubles round to either side of the edge.
        assert_eq!(verdict(0.69, 0.01, "0.70"), Verdict::Right);
        assert_eq!(verdict(0.69, 0.01, "0.68"), Verdict::Right);
    }

    #[test]
    fn more_digits_are_asked_for_by_the_question_alone() {
        let judged = |decimals, text: &str| {
            let truth = Truth::Literal { value: -236.875_113, tolerance: None, within: 5e-7 };
            number(&NumberQuestion { truth, decimals, wrong: Vec::new() }, text)
        };
        let coarse = judged(Some(2), "-236.9");
        assert_eq!(coarse.verdict, Verdict::Coarse);
        assert_eq!(coarse.says, ["Right so far; please give 2 decimals."]);
        assert_eq!(judged(Some(1), "-237").says, ["Right so far; please give 1 decimal."]);
        for text in ["-236.9", "-237", "-240", "-200", "-2e2"] {
            assert_eq!(judged(None, text).verdict, Verdict::Rounded, "{text}");
        }
        for text in ["-236.8", "-236", "-230", "-300"] {
            assert_eq!(judged(None, text).verdict, Verdict::Wrong, "{text}");
        }
        // More digits than the lesson gives.
        assert_eq!(judged(Some(2), "-236.8751132").verdict, Verdict::Right);
    }
}
