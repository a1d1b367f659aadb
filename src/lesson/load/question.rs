//! The four kinds of questions.

use super::super::format::{
    Choice, EachQuestion, FormulaQuestion, Hidden, Kind, NumberQuestion, Question, Truth, Wrong,
};
use super::super::judge::Verdict;
use super::super::player::Answer;
use super::super::reader::{Reader, Table};
use super::super::scene::Scene;
use super::pressed;
use crate::explain::Quantity;
use crate::formula::{Context, Formula, MAX_EXTENT};
use crate::mixture::responsibilities;

const NUMBER: [&str; 9] =
    ["question", "explain", "hide", "what", "after", "answer", "decimals", "tolerance", "wrong"];
const CHOICE: [&str; 4] = ["question", "explain", "hide", "option"];
const EACH: [&str; 8] =
    ["question", "explain", "hide", "what", "after", "correct", "options", "wrong"];
const FORMULA: [&str; 8] =
    ["question", "explain", "hide", "truth", "symbols", "components", "points", "wrong"];
/// The most observations a question may ask about one by one.
const MAX_EACH: usize = 20;
/// The decimals that are enough where a lesson does not say.
const DECIMALS: usize = 2;

/// The question of a step, where it has one.
pub(super) fn question(
    reader: &mut Reader,
    step: Table,
    scene: Option<&Scene>,
) -> Option<Question> {
    if let Some(table) = reader.inner(step, "number", "[step.number]", &NUMBER) {
        let kind = |reader: &mut Reader| number(reader, table, scene);
        return frame(reader, table, kind);
    }
    if let Some(table) = reader.inner(step, "choice", "[step.choice]", &CHOICE) {
        return frame(reader, table, |reader| Some((choice(reader, table)?, Vec::new())));
    }
    if let Some(table) = reader.inner(step, "each", "[step.each]", &EACH) {
        return frame(reader, table, |reader| each(reader, table, scene));
    }
    let table = reader.inner(step, "formula", "[step.formula]", &FORMULA)?;
    frame(reader, table, |reader| Some((formula(reader, table, scene)?, Vec::new())))
}

/// What all questions have, around what one kind has.
fn frame(
    reader: &mut Reader,
    table: Table,
    kind: impl FnOnce(&mut Reader) -> Option<(Kind, Vec<Hidden>)>,
) -> Option<Question> {
    let text = reader.text(table, "question");
    let text = reader.required(table, "question", text);
    let explain = reader.paragraphs(table, "explain");
    reader.required(table, "explain", Some(()));
    let hide = reader.texts(table, "hide");
    let kind = kind(reader);
    let (kind, mut hides) = kind?;
    for name in hide.iter().flat_map(|hide| &hide.value) {
        match name.parse() {
            Ok(hidden) if !hides.contains(&hidden) => hides.push(hidden),
            Ok(_) => {}
            Err(error) => reader.say(hide.as_ref().map_or(table.line, |hide| hide.line), error),
        }
    }
    Some(Question { text: text?, kind, hides, explain })
}

/// Where a question looks: at its step's place, or after more keys.
fn asked_at(reader: &mut Reader, table: Table, scene: Option<&Scene>) -> Option<Scene> {
    match pressed(reader, table, "after", scene) {
        Some((_, after)) => after,
        None => scene.cloned(),
    }
}

/// The wrong answers of a question. One that is right is a mistake; so is one that is no answer.
fn wrong<A: Clone>(
    reader: &mut Reader,
    table: Table,
    names: [&'static str; 2],
    read: impl Fn(&mut Reader, Table) -> Option<A>,
    judge: impl Fn(&A) -> Verdict,
) -> Vec<Wrong<A>> {
    let [key, name] = names;
    let mut all = Vec::new();
    for item in reader.tables(table, "wrong", name, &[key, "hint"]) {
        let answer = read(reader, item);
        let answer = reader.required(item, key, answer);
        let hint = reader.text(item, "hint");
        let hint = reader.required(item, "hint", hint);
        let (Some(answer), Some(hint)) = (answer, hint) else { continue };
        match judge(&answer) {
            Verdict::Wrong | Verdict::Coarse => all.push(Wrong { answer, hint }),
            Verdict::Unreadable => {
                reader.say(item.line, "this wrong answer is none that can be given");
            }
            Verdict::Right | Verdict::Rounded => {
                reader.say(item.line, "this wrong answer is right, as far as its digits go");
            }
        }
    }
    all
}

fn number(reader: &mut Reader, table: Table, scene: Option<&Scene>) -> Option<(Kind, Vec<Hidden>)> {
    let what = reader.lined_text(table, "what");
    let literal = reader.number(table, "answer");
    let tolerance = reader.number(table, "tolerance");
    let decimals = reader.count(table, "decimals");
    let at = asked_at(reader, table, scene);
    let (truth, hides) = match (table.has("what"), table.has("answer")) {
        (true, false) => {
            let what = what?;
            let quantity: Quantity = what
                .value
                .parse()
                .map_err(|error| reader.say(what.line, format!("{error}")))
                .ok()?;
            if let Some(tolerance) = &tolerance {
                reader.say(tolerance.line, "tolerance goes with answer, not with what");
            }
            let scene = Box::new(at?);
            if quantity.value(scene.run(), &scene.dataset().sample).is_none() {
                reader.say(what.line, format!("there is no {quantity} here; is after missing?"));
                return None;
            }
            // What lies ahead is not on the screen yet.
            let ahead = table.has("after");
            let hides = if ahead { Vec::new() } else { Hidden::of(quantity) };
            (Truth::Quantity { quantity, scene }, hides)
        }
        (false, true) => {
            if table.has("after") {
                reader.say(table.line, "after goes with what, not with answer");
            }
            let tolerance = tolerance.map(|tolerance| tolerance.value);
            (Truth::Literal { value: literal?.value, tolerance }, Vec::new())
        }
        _ => {
            reader.say(table.line, "[step.number] needs either what or answer");
            return None;
        }
    };
    let decimals = decimals.map_or(Ok(DECIMALS), |count| usize::try_from(count.value));
    let decimals = decimals.ok().filter(|count| *count <= 12).or_else(|| {
        reader.say(table.line, "decimals must be at most 12");
        None
    })?;
    let question = NumberQuestion { truth, decimals, wrong: Vec::new() };
    let judge = |text: &String| super::super::judge::number(&question, text).verdict;
    let read = |reader: &mut Reader, item: Table| reader.digits(item, "answer").map(|d| d.value);
    let wrong = wrong(reader, table, ["answer", "[[step.number.wrong]]"], read, judge);
    Some((Kind::Number(NumberQuestion { wrong, ..question }), hides))
}

fn choice(reader: &mut Reader, table: Table) -> Option<Kind> {
    let mut options = Vec::new();
    let items =
        reader.tables(table, "option", "[[step.choice.option]]", &["text", "right", "hint"]);
    let count = items.len();
    let mut rights = 0;
    for item in items {
        let text = reader.text(item, "text");
        let text = reader.required(item, "text", text);
        let (right, hint) = (reader.flag(item, "right"), reader.text(item, "hint"));
        rights += usize::from(right);
        let hint = match (right, item.has("hint")) {
            (true, true) => {
                reader.say(item.line, "the right option needs no hint; say it in explain");
                None
            }
            (true, false) => None,
            (false, _) => {
                let Some(hint) = reader.required(item, "hint", hint) else { continue };
                Some(hint)
            }
        };
        options.extend(text.map(|text| Choice { text, hint }));
    }
    if count < 2 {
        reader.say(table.line, "a choice needs two options or more, each a [[step.choice.option]]");
    } else if rights != 1 {
        reader.say(table.line, format!("one option must have right = true, not {rights}"));
    }
    (options.len() == count && count >= 2 && rights == 1).then_some(Kind::Choice(options))
}

fn each(reader: &mut Reader, table: Table, scene: Option<&Scene>) -> Option<(Kind, Vec<Hidden>)> {
    let what = reader.lined_text(table, "what");
    let correct = reader.counts(table, "correct");
    let options = reader.texts(table, "options");
    let scene = asked_at(reader, table, scene)?;
    let (values, current) = (scene.dataset().sample.values(), scene.run().current());
    if values.len() > MAX_EACH {
        let says = format!(
            "{} observations are too many to ask about; the most is {MAX_EACH}",
            values.len()
        );
        reader.say(table.line, says);
        return None;
    }
    let components = || (1..=current.theta.len()).map(|k| k.to_string()).collect();
    let options: Vec<String> = options.map_or_else(components, |options| options.value);
    let index = |reader: &mut Reader, line: usize, numbers: &[u64]| -> Option<Vec<usize>> {
        if numbers.len() != values.len() {
            let says = format!("{} answers for {} observations", numbers.len(), values.len());
            reader.say(line, says);
            return None;
        }
        if let Some(bad) = numbers.iter().find(|n| !(1..=options.len() as u64).contains(n)) {
            reader.say(line, format!("{bad} is no option; they count from 1 to {}", options.len()));
            return None;
        }
        Some(numbers.iter().map(|n| *n as usize - 1).collect())
    };
    let (correct, hides) = match (&what, correct) {
        (Some(what), None) if what.value == "more" => {
            if options.len() != current.theta.len() {
                reader.say(table.line, "what = \"more\" needs one option a component");
                return None;
            }
            let most = |x: &f64| {
                let gammas = responsibilities(*x, &current.theta);
                // The first of equals.
                (0..gammas.len()).rev().max_by(|a, b| gammas[*a].total_cmp(&gammas[*b]))
            };
            let correct: Vec<usize> = values.iter().filter_map(most).collect();
            let ahead = table.has("after");
            (correct, if ahead { Vec::new() } else { vec![Hidden::Responsibilities] })
        }
        (None, Some(listed)) => (index(reader, listed.line, &listed.value)?, Vec::new()),
        (Some(what), None) => {
            reader.say(what.line, "what must be \"more\", the component with the largest γ");
            return None;
        }
        _ => {
            reader.say(table.line, "[step.each] needs either what = \"more\" or correct");
            return None;
        }
    };
    let observations = values.to_vec();
    let question =
        EachQuestion { observations, options: options.clone(), correct, wrong: Vec::new() };
    let read = |reader: &mut Reader, item: Table| {
        let listed = reader.counts(item, "answer")?;
        index(reader, listed.line, &listed.value)
    };
    let judge = |answer: &Vec<usize>| super::super::judge::each(&question, answer).verdict;
    let wrong = wrong(reader, table, ["answer", "[[step.each.wrong]]"], read, judge);
    Some((Kind::Each(EachQuestion { wrong, ..question }), hides))
}

fn formula(reader: &mut Reader, table: Table, scene: Option<&Scene>) -> Option<Kind> {
    let truth = reader.text(table, "truth");
    let truth = reader.required(table, "truth", truth);
    let symbols = reader.texts(table, "symbols");
    let symbols = reader.required(table, "symbols", symbols);
    let (components, points) = (reader.count(table, "components"), reader.count(table, "points"));
    let (truth, symbols) = (truth?, symbols?);
    if symbols.value.is_empty() || symbols.value.iter().any(String::is_empty) {
        reader.say(symbols.line, "symbols must name what the formula may use, as in [\"pi_k\"]");
        return None;
    }
    // Where the lesson does not say, as many as there are.
    let own = scene.map(|s| (s.run().current().theta.len(), s.dataset().sample.len()));
    let mut limited = |count: Option<super::super::reader::Lined<u64>>, own, most: usize, key| {
        let Some(count) = count else { return own };
        let value = usize::try_from(count.value).ok().filter(|n| (1..=most).contains(n));
        if value.is_none() {
            reader.say(count.line, format!("{key} must be 1 to {most}"));
        }
        value
    };
    let components = limited(components, own.map(|own| own.0), MAX_EXTENT, "components")?;
    let points = limited(points, own.map(|own| own.1), MAX_EXTENT, "points")?;
    let context = Context::new(&symbols.value)
        .and_then(|context| context.with_components(components))
        .and_then(|context| context.with_points(points));
    let context = context.map_err(|error| reader.say(symbols.line, error.to_string())).ok()?;
    let truth = Formula::parse(&truth, &context)
        .map_err(|error| reader.say(table.line, format!("truth, {error}")))
        .ok()?;
    let question = FormulaQuestion { truth, context, wrong: Vec::new() };
    let read = |reader: &mut Reader, item: Table| reader.text(item, "formula");
    let same = |text: &String| super::super::judge::formula(&question, text).verdict;
    let wrong = wrong(reader, table, ["formula", "[[step.formula.wrong]]"], read, same);
    Some(Kind::Formula(FormulaQuestion { wrong, ..question }))
}

impl Question {
    /// An answer that is right; none where no number is there to be had.
    pub fn right_answer(&self) -> Option<Answer> {
        match &self.kind {
            Kind::Number(number) => number.truth.value().map(|x| Answer::Text(format!("{x:.12}"))),
            Kind::Choice(options) => {
                options.iter().position(|option| option.hint.is_none()).map(Answer::Choice)
            }
            Kind::Each(each) => Some(Answer::Each(each.correct.clone())),
            Kind::Formula(formula) => Some(Answer::Text(formula.truth.to_string())),
        }
    }

    /// The answers that are wrong for a known reason, with the reason.
    pub fn wrong_answers(&self) -> Vec<(Answer, String)> {
        let texts = |wrong: &[Wrong<String>]| {
            let pair = |w: &Wrong<String>| (Answer::Text(w.answer.clone()), w.hint.clone());
            wrong.iter().map(pair).collect()
        };
        match &self.kind {
            Kind::Number(number) => texts(&number.wrong),
            Kind::Formula(formula) => texts(&formula.wrong),
            Kind::Choice(options) => {
                let hinted = |(index, option): (usize, &Choice)| {
                    Some((Answer::Choice(index), option.hint.clone()?))
                };
                options.iter().enumerate().filter_map(hinted).collect()
            }
            Kind::Each(each) => {
                let pair = |w: &Wrong<Vec<usize>>| (Answer::Each(w.answer.clone()), w.hint.clone());
                each.wrong.iter().map(pair).collect()
            }
        }
    }
}
