//! The four kinds of questions.

use super::super::format::{
    Choice, EachQuestion, FormulaQuestion, Hidden, NumberQuestion, Question, QuestionKind, Truth,
    Wrong,
};
use super::super::judge::{self, Judgement, Verdict};
use super::super::player::Answer as Given;
use super::super::reader::{Reader, Text, TomlList, TomlTable};
use super::super::scene::Scene;
use super::pressed;
use crate::explain::Quantity;
use crate::explain::check::TypedNumber;
use crate::formula::{Comparison, Context, ContextError, Formula, MAX_EXTENT, MAX_POINTS, equal};
use crate::mixture::responsibilities;
use crate::text::counted;

const NUMBER: [&str; 9] =
    ["question", "explain", "hide", "what", "after", "answer", "decimals", "tolerance", "wrong"];
const CHOICE: [&str; 4] = ["question", "explain", "hide", "option"];
const EACH: [&str; 8] =
    ["question", "explain", "hide", "what", "after", "correct", "options", "wrong"];
const FORMULA: [&str; 8] =
    ["question", "explain", "hide", "truth", "symbols", "components", "points", "wrong"];
/// The most observations a question may ask about one by one.
const MAX_EACH: usize = 20;
/// The most decimals that a question may ask for.
const MOST_DECIMALS: u64 = 12;

/// Where a question is asked.
#[derive(Clone, Copy)]
pub(super) struct AskedAt<'s> {
    /// The stepper at its step; none if a mistake hides that.
    pub(super) scene: Option<&'s Scene>,
    /// Whether the step says that its run is meant to collapse.
    pub(super) collapses: bool,
}

/// The question of a step, if it has one, and what it is about, if that lies ahead of the step.
pub(super) fn question(
    reader: &mut Reader,
    step: TomlTable,
    asked: AskedAt,
) -> (Option<Question>, Option<Scene>) {
    let kinds: [(&str, &'static str, &[&str]); 4] = [
        ("number", "[step.number]", &NUMBER),
        ("choice", "[step.choice]", &CHOICE),
        ("each", "[step.each]", &EACH),
        ("formula", "[step.formula]", &FORMULA),
    ];
    let found = kinds.into_iter().find_map(|(key, name, known)| {
        reader.inner(step, key, name, known).map(|table| (key, table))
    });
    let Some((key, table)) = found else { return (None, None) };
    let scene = asked_at(reader, table, asked.scene);
    let collapse = scene.as_ref().and_then(Scene::collapse);
    if let Some(error) = collapse.filter(|_| !asked.collapses) {
        let line = reader.line_of_key(table, "after");
        let says = format!(
            "asked on a run that collapsed: {error}; if that is meant, give the step collapses = true"
        );
        reader.say(line, says);
    }
    let ahead = scene.clone().filter(|_| table.has("after"));
    let question = match key {
        "number" => frame(reader, table, |reader| number(reader, table, scene)),
        "choice" => frame(reader, table, |reader| Some((choice(reader, table)?, Vec::new()))),
        "each" => frame(reader, table, |reader| each(reader, table, scene)),
        _ => {
            frame(reader, table, |reader| Some((formula(reader, table, asked.scene)?, Vec::new())))
        }
    };
    (question, ahead)
}

/// What all questions have, around what one kind has.
fn frame(
    reader: &mut Reader,
    table: TomlTable,
    kind: impl FnOnce(&mut Reader) -> Option<(QuestionKind, Vec<Hidden>)>,
) -> Option<Question> {
    let text = reader.text(table, "question");
    let text = reader.required(table, "question", text);
    let explain = reader.paragraphs(table, "explain");
    reader.required(table, "explain", Some(()));
    let mut hidden: Vec<Hidden> = Vec::new();
    for name in reader.texts(table, "hide").iter().flat_map(|hide| &hide.items) {
        match name.value.parse() {
            Ok(name) => hidden.push(name),
            Err(error) => reader.say(name.line, error),
        }
    }
    let (kind, mut hides) = kind(reader)?;
    for name in hidden {
        if !hides.contains(&name) {
            hides.push(name);
        }
    }
    Some(Question { text: text?, kind, hides, explain })
}

/// What a question is about: the scene of its step, or that after more keys.
fn asked_at(reader: &mut Reader, table: TomlTable, scene: Option<&Scene>) -> Option<Scene> {
    match pressed(reader, table, "after", scene) {
        Some((_, after)) => after,
        None => scene.cloned(),
    }
}

/// The most wrong answers of a question: each is judged as the lesson is read.
const MOST_WRONG: usize = 200;

/// The wrong answers of a question. One that is right is a mistake; so is one that cannot be given.
/// Where a mistake hides what is right, `judge` gives no judgement.
fn wrong<A: Clone>(
    reader: &mut Reader,
    table: TomlTable,
    names: [&'static str; 2],
    read: impl Fn(&mut Reader, TomlTable) -> Option<A>,
    judge: impl Fn(&A) -> Option<Judgement>,
) -> Vec<Wrong<A>> {
    let [key, name] = names;
    let mut all = Vec::new();
    let items = reader.tables(table, "wrong", name, &[key, "hint"]);
    for item in reader.at_most(items, MOST_WRONG, "wrong answers") {
        let answer = read(reader, item);
        let answer = reader.required(item, key, answer);
        let hint = reader.text(item, "hint");
        let hint = reader.required(item, "hint", hint);
        let (Some(answer), Some(hint)) = (answer, hint) else { continue };
        let Some(judgement) = judge(&answer) else { continue };
        let line = reader.line_of_key(item, key);
        match judgement.verdict {
            Verdict::Wrong | Verdict::Coarse => all.push(Wrong { answer, hint }),
            Verdict::Unreadable => {
                let why = judgement.says.join(" ");
                reader.say(line, format!("this wrong answer cannot be given: {why}"));
            }
            Verdict::Right | Verdict::Rounded => {
                reader.say(line, "this wrong answer is right, to the digits given");
            }
        }
    }
    all
}

fn number(
    reader: &mut Reader,
    table: TomlTable,
    at: Option<Scene>,
) -> Option<(QuestionKind, Vec<Hidden>)> {
    let truth = number_truth(reader, table, at);
    let decimals = reader.count(table, "decimals");
    if let Some(count) = decimals.as_ref().filter(|count| count.value > MOST_DECIMALS) {
        reader.say(count.line, format!("decimals must be at most {MOST_DECIMALS}"));
    }
    let decimals = decimals.map(|count| count.value as usize);
    let question =
        truth.map(|(truth, hides)| (NumberQuestion { truth, decimals, wrong: Vec::new() }, hides));
    let judge = |text: &String| Some(judge::number(&question.as_ref()?.0, text));
    let read =
        |reader: &mut Reader, item: TomlTable| reader.digits(item, "answer").map(|d| d.value);
    let wrong = wrong(reader, table, ["answer", "[[step.number.wrong]]"], read, judge);
    let (question, hides) = question?;
    Some((QuestionKind::Number(NumberQuestion { wrong, ..question }), hides))
}

/// The right number, and what must not be on the screen with it.
fn number_truth(
    reader: &mut Reader,
    table: TomlTable,
    at: Option<Scene>,
) -> Option<(Truth, Vec<Hidden>)> {
    let what = reader.lined_text(table, "what");
    let literal = reader.number(table, "answer");
    let tolerance = reader.number(table, "tolerance");
    match (table.has("what"), table.has("answer")) {
        (true, false) => {
            if let Some(tolerance) = &tolerance {
                reader.say(tolerance.line, "tolerance goes with answer, not with what");
            }
            let what = what?;
            let quantity: Quantity = what
                .value
                .parse()
                .map_err(|error| reader.say(what.line, format!("{error}")))
                .ok()?;
            let scene = Box::new(at?);
            if quantity.value(scene.run(), &scene.dataset().sample).is_none() {
                reader.say(what.line, format!("there is no {quantity} here; is after missing?"));
                return None;
            }
            // What lies ahead is not on the screen yet.
            let ahead = table.has("after");
            let hides = if ahead { Vec::new() } else { Hidden::of(quantity) };
            Some((Truth::Quantity { quantity, scene }, hides))
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

fn choice(reader: &mut Reader, table: TomlTable) -> Option<QuestionKind> {
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
    (options.len() == count && count >= 2 && rights == 1).then_some(QuestionKind::Choice(options))
}

fn each(
    reader: &mut Reader,
    table: TomlTable,
    scene: Option<Scene>,
) -> Option<(QuestionKind, Vec<Hidden>)> {
    let what = reader.lined_text(table, "what");
    let correct = reader.counts(table, "correct");
    let options = reader.texts(table, "options");
    let scene = scene?;
    let (values, current) = (scene.dataset().sample.values(), scene.run().current());
    if values.len() > MAX_EACH {
        let says = format!(
            "{} observations are too many to ask about; the most is {MAX_EACH}",
            values.len()
        );
        reader.say(table.line, says);
        return None;
    }
    let components = || (1..=current.theta().len()).map(|k| k.to_string()).collect();
    let options: Vec<String> = options.as_ref().map_or_else(components, TomlList::values);
    let index = |reader: &mut Reader, numbers: &TomlList<u64>| -> Option<Vec<usize>> {
        let (given, wanted) = (numbers.items.len(), values.len());
        if given != wanted {
            reader.say(
                numbers.line,
                format!("{} for {}", counted(given, "answer"), counted(wanted, "observation")),
            );
        }
        let last = options.len();
        let is_option = |n: u64| (1..=last as u64).contains(&n);
        for bad in numbers.items.iter().filter(|n| !is_option(n.value)) {
            let says = format!("{} is not an option; they count from 1 to {last}", bad.value);
            reader.say(bad.line, says);
        }
        let is_good = given == wanted && numbers.items.iter().all(|n| is_option(n.value));
        is_good.then(|| numbers.items.iter().map(|n| n.value as usize - 1).collect())
    };
    let truth = match (&what, correct) {
        (Some(what), None) if what.value == "more" => {
            if options.len() == current.theta().len() {
                let most = |x: &f64| {
                    let gammas = responsibilities(*x, current.theta());
                    // The first of equals.
                    (0..gammas.len()).rev().max_by(|a, b| gammas[*a].total_cmp(&gammas[*b]))
                };
                let correct: Vec<usize> = values.iter().filter_map(most).collect();
                let ahead = table.has("after");
                Some((correct, if ahead { Vec::new() } else { vec![Hidden::Responsibilities] }))
            } else {
                reader.say(table.line, "what = \"more\" needs one option per component");
                None
            }
        }
        (None, Some(listed)) => index(reader, &listed).map(|correct| (correct, Vec::new())),
        (Some(what), None) => {
            reader.say(what.line, "what must be \"more\", the component with the largest γ");
            None
        }
        (None, None) if table.has("what") || table.has("correct") => None,
        _ => {
            reader.say(table.line, "[step.each] needs either what = \"more\" or correct");
            None
        }
    };
    let (observations, options) = (values.to_vec(), options.clone());
    let question = truth.map(|(correct, hides)| {
        (EachQuestion { observations, options, correct, wrong: Vec::new() }, hides)
    });
    let read = |reader: &mut Reader, item: TomlTable| {
        let listed = reader.counts(item, "answer")?;
        index(reader, &listed)
    };
    let judge = |answer: &Vec<usize>| Some(judge::each(&question.as_ref()?.0, answer));
    let wrong = wrong(reader, table, ["answer", "[[step.each.wrong]]"], read, judge);
    let (question, hides) = question?;
    Some((QuestionKind::Each(EachQuestion { wrong, ..question }), hides))
}

fn formula(reader: &mut Reader, table: TomlTable, scene: Option<&Scene>) -> Option<QuestionKind> {
    let truth = reader.lined_text(table, "truth");
    let truth = reader.required(table, "truth", truth);
    let symbols = reader.texts(table, "symbols");
    let symbols = reader.required(table, "symbols", symbols);
    let extents = (extent(reader, table, "components"), extent(reader, table, "points"));
    let context = symbols.and_then(|symbols| context(reader, table, &symbols, extents, scene));
    let parsed_truth = truth.as_ref().zip(context.as_ref());
    let parsed_truth =
        parsed_truth.and_then(|(truth, context)| parsed(reader, truth, context, "truth, ", None));
    if let (Some(text), Some(truth), Some(context)) = (&truth, &parsed_truth, &context)
        && let Some(value) = truth.constant(context)
    {
        let says = format!(
            "truth is always {value}, whatever the symbols are, so a plain number would be accepted"
        );
        reader.say(text.line, says);
    }
    let parsed_truth = parsed_truth.filter(|parsed| {
        let (Some(text), Some(context)) = (&truth, &context) else { return true };
        match equal(parsed, parsed, context, 0) {
            Comparison::TruthUndefined { witness } => {
                reader.say(text.line, format!("truth has no value at {witness}"));
                false
            }
            _ => true,
        }
    });
    let question = parsed_truth.zip(context.clone()).map(|(truth, context)| FormulaQuestion {
        truth,
        context,
        wrong: Vec::new(),
    });
    let read = |reader: &mut Reader, item: TomlTable| {
        let text = reader.lined_text(item, "formula")?;
        let truth = question.as_ref().map(|question| &question.truth);
        parsed(reader, &text, context.as_ref()?, "", truth)?;
        Some(text.value)
    };
    let same = |text: &String| Some(judge::formula(question.as_ref()?, text));
    let wrong = wrong(reader, table, ["formula", "[[step.formula.wrong]]"], read, same);
    Some(QuestionKind::Formula(FormulaQuestion { wrong, ..question? }))
}

/// A formula of a lesson, which may be compared: with `truth`, or with itself if it is the truth.
/// What is wrong in it has its own line.
fn parsed(
    reader: &mut Reader,
    text: &Text,
    context: &Context,
    what: &str,
    truth: Option<&Formula>,
) -> Option<Formula> {
    match Formula::parse(&text.value, context) {
        Ok(formula) => {
            let operations = formula.cost(context) + truth.unwrap_or(&formula).cost(context);
            reader.may_compute(MAX_POINTS * operations, text.line).then_some(formula)
        }
        Err(error) => {
            let line = text.line_at(error.column().saturating_sub(1));
            reader.say(line, format!("{what}{error}"));
            None
        }
    }
}

/// How many components or points a question says there are: none if it does not say, or says it
/// wrongly.
fn extent(reader: &mut Reader, table: TomlTable, key: &str) -> Option<usize> {
    let count = reader.count(table, key)?;
    let value = usize::try_from(count.value).ok().filter(|n| (1..=MAX_EXTENT).contains(n));
    if value.is_none() {
        reader.say(count.line, format!("{key} must be 1 to {MAX_EXTENT}"));
    }
    value
}

/// What a formula may use. If the question does not say how many components and points there are,
/// there are as many as the data and θ have; but if K or n is in the formula, or there are too
/// many, any number.
fn context(
    reader: &mut Reader,
    table: TomlTable,
    symbols: &TomlList<String>,
    (components, points): (Option<usize>, Option<usize>),
    scene: Option<&Scene>,
) -> Option<Context> {
    if symbols.items.is_empty() || symbols.items.iter().any(|symbol| symbol.value.is_empty()) {
        reader.say(symbols.line, "symbols must name what the formula may use, as in [\"pi_k\"]");
        return None;
    }
    if (components.is_none() && table.has("components"))
        || (points.is_none() && table.has("points"))
    {
        return None;
    }
    let own = scene.map(|s| (s.run().current().theta().len(), s.dataset().sample.len()));
    let lists = |name: &str| symbols.items.iter().any(|symbol| symbol.value.trim() == name);
    let needs_own = (components.is_none() && !lists("K")) || (points.is_none() && !lists("n"));
    if needs_own && own.is_none() {
        // A mistake in the data hides how many there are.
        return None;
    }
    let own_extent = |own: usize, name: &str| (own <= MAX_EXTENT && !lists(name)).then_some(own);
    let components = components.or_else(|| own_extent(own?.0, "K"));
    let points = points.or_else(|| own_extent(own?.1, "n"));
    let sized = |symbols: &[String]| {
        let mut context = Context::new(symbols)?;
        if let Some(count) = components {
            context = context.with_components(count)?;
        }
        if let Some(count) = points {
            context = context.with_points(count)?;
        }
        Ok::<_, ContextError>(context)
    };
    let mut is_good = true;
    for symbol in &symbols.items {
        let problem = match sized(std::slice::from_ref(&symbol.value)) {
            Err(error) => error.to_string(),
            Ok(context) => match context.constant() {
                None => continue,
                Some(value) => always(&symbol.value, value, table),
            },
        };
        reader.say(symbol.line, problem);
        is_good = false;
    }
    is_good.then(|| sized(&symbols.values()).ok()).flatten()
}

/// A symbol that never varies makes a number as good as a formula.
fn always(symbol: &str, value: f64, table: TomlTable) -> String {
    let advice = match symbol.trim() {
        "K" => "leave out components",
        "n" => "leave out points",
        _ if table.has("components") || table.has("points") => "give more components or points",
        _ => "give components and points",
    };
    format!("{symbol} is always {value} here, so a plain number would be accepted; {advice}")
}

impl Question {
    /// An answer that is right; none if there is no such number.
    pub fn right_answer(&self) -> Option<Given> {
        match &self.kind {
            QuestionKind::Number(number) => {
                number.truth.value().map(|x| Given::Text(format!("{x:.12}")))
            }
            QuestionKind::Choice(options) => {
                options.iter().position(|option| option.hint.is_none()).map(Given::Choice)
            }
            QuestionKind::Each(each) => Some(Given::Each(each.correct.clone())),
            QuestionKind::Formula(formula) => Some(Given::Text(formula.truth.to_string())),
        }
    }

    /// The answers that are wrong for a known reason, with the reason.
    pub fn wrong_answers(&self) -> Vec<(Given, String)> {
        let texts = |wrong: &[Wrong<String>]| {
            let pair = |w: &Wrong<String>| (Given::Text(w.answer.clone()), w.hint.clone());
            wrong.iter().map(pair).collect()
        };
        match &self.kind {
            QuestionKind::Number(number) => texts(&number.wrong),
            QuestionKind::Formula(formula) => texts(&formula.wrong),
            QuestionKind::Choice(options) => {
                let hinted = |(index, option): (usize, &Choice)| {
                    Some((Given::Choice(index), option.hint.clone()?))
                };
                options.iter().enumerate().filter_map(hinted).collect()
            }
            QuestionKind::Each(each) => {
                let pair = |w: &Wrong<Vec<usize>>| (Given::Each(w.answer.clone()), w.hint.clone());
                each.wrong.iter().map(pair).collect()
            }
        }
    }
}
