//! Questions for a number.

use super::{Asked, wrong};
use crate::explain::check::TypedNumber;
use crate::lesson::calculation::Calculation;
use crate::lesson::format::{Hidden, NumberQuestion, QuestionKind, Truth};
use crate::lesson::judge;
use crate::lesson::reader::{Expected, Lined, Reader, Text, TomlTable};
use crate::lesson::scene::Scene;

/// The table.
pub(super) const TABLE: Expected<'static> = Expected {
    key: "number",
    name: "[step.number]",
    known: &[
        "question",
        "explain",
        "part",
        "cover",
        "what",
        "after",
        "then",
        "answer",
        "decimals",
        "tolerance",
        "wrong",
    ],
};
/// The most decimals that a question may ask for.
const MOST_DECIMALS: u64 = 12;

pub(super) fn number(
    reader: &mut Reader,
    table: TomlTable,
    asked: Asked,
) -> Option<(QuestionKind, Vec<Hidden>)> {
    let at = asked.about;
    let truth = number_truth(reader, table, at);
    let decimals = reader.count(table, "decimals");
    if let Some(count) = decimals.as_ref().filter(|count| count.value > MOST_DECIMALS) {
        reader.say(count.line, format!("decimals must be at most {MOST_DECIMALS}"));
    }
    let decimals = decimals.map(|count| count.value as usize);
    let question =
        truth.map(|(truth, hides)| (NumberQuestion { truth, decimals, wrong: Vec::new() }, hides));
    let judge = |text: &String| Some(judge::number_verdict(&question.as_ref()?.0, text));
    let read =
        |reader: &mut Reader, item: TomlTable| reader.digits(item, "answer").map(|d| d.value);
    let wrong = wrong(reader, table, ["answer", "[[step.number.wrong]]"], read, judge, asked.here);
    let (question, hides) = question?;
    Some((QuestionKind::Number(NumberQuestion { wrong, ..question }), hides))
}

/// Returns the right number, and what must not be on the screen with it.
fn number_truth(
    reader: &mut Reader,
    table: TomlTable,
    at: Option<&Scene>,
) -> Option<(Truth, Vec<Hidden>)> {
    let what = reader.lined_text(table, "what");
    let literal = reader.number(table, "answer");
    let tolerance = reader.number(table, "tolerance");
    if let Some(negative) = tolerance.as_ref().filter(|tolerance| tolerance.value < 0.0) {
        reader.say(negative.line, "tolerance must not be negative");
    }
    match (table.has("what"), table.has("answer")) {
        (true, false) => {
            let what = what?;
            let calculation = Calculation::parse(&what.value)
                .map_err(|error| reader.say(what.line, format!("what: {error}")))
                .ok()?;
            if table.has("after") && calculation.mixes_after() {
                let says = "what: in a question with after, a quantity without @ is the one after \
                            those keys; for the one before them write its iteration or its step, \
                            as in ll@t0 or ll@1";
                reader.say(what.line, says);
            }
            // What lies ahead is not on the screen yet.
            let here = if table.has("after") { Vec::new() } else { calculation.quantities_here() };
            let mut asks = Vec::new();
            for hidden in here.into_iter().flat_map(Hidden::of) {
                if !asks.contains(&hidden) {
                    asks.push(hidden);
                }
            }
            computed(reader, &what, &calculation, tolerance, at).map(|truth| (truth, asks))
        }
        (false, true) => {
            if table.has("after") {
                let line = reader.line_of_key(table, "after");
                reader.say(line, "after goes with what, not with answer");
            }
            let tolerance = tolerance.map(|tolerance| tolerance.value);
            let value = literal?.value;
            let written = reader.digits(table, "answer").and_then(|d| d.value.parse().ok());
            let within = written.map_or(0.0, |written: TypedNumber| written.given_within());
            Some((Truth::Literal { value, tolerance, within }, Vec::new()))
        }
        _ => {
            reader.say(table.line, "[step.number] needs either what or answer");
            None
        }
    }
}

/// Returns what a number is compared with that a question computes.
fn computed(
    reader: &mut Reader,
    what: &Text,
    calculation: &Calculation,
    tolerance: Option<Lined<f64>>,
    at: Option<&Scene>,
) -> Option<Truth> {
    let value = match calculation.value(at, &reader.earlier) {
        Ok(value) => value?,
        Err(error) => {
            let advice = if error.ends_with(" here") { "; is after missing?" } else { "" };
            reader.say(what.line, format!("what: {error}{advice}"));
            return None;
        }
    };
    if let Some((quantity, moment)) = calculation.quantity() {
        if let Some(tolerance) = &tolerance {
            reader
                .say(tolerance.line, "tolerance goes with answer or a calculation, not with what");
        }
        let scene = moment.scene(quantity, at, &reader.earlier).ok()??;
        return Some(Truth::Quantity { quantity, scene: Box::new(scene) });
    }
    let tolerance = tolerance.map(|tolerance| tolerance.value);
    Some(Truth::Literal { value, tolerance, within: 0.0 })
}
