//! The four kinds of questions.

mod choice;
mod each;
mod formula;
mod number;

use super::pressed;
use crate::lesson::format::{Hidden, Question, QuestionKind, Wrong};
use crate::lesson::judge::{Judgement, Verdict};
use crate::lesson::reader::{Reader, TomlTable};
use crate::lesson::scene::Scene;

/// Where a question is asked.
#[derive(Clone, Copy)]
pub(super) struct AskedAt<'s> {
    /// The stepper at its step; none if a mistake hides that.
    pub(super) scene: Option<&'s Scene>,
    /// Whether the step says that its run is meant to collapse.
    pub(super) collapses: bool,
}

/// Returns the question of a step, if it has one, and what it is about, if that lies ahead of the
/// step.
pub(super) fn question(
    reader: &mut Reader,
    step: TomlTable,
    asked: AskedAt,
) -> (Option<Question>, Option<Scene>) {
    let kinds: [(&str, &'static str, &[&str]); 4] = [
        ("number", "[step.number]", &number::KEYS),
        ("choice", "[step.choice]", &choice::KEYS),
        ("each", "[step.each]", &each::KEYS),
        ("formula", "[step.formula]", &formula::KEYS),
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
        "number" => frame(reader, table, |reader| number::number(reader, table, scene)),
        "choice" => {
            frame(reader, table, |reader| Some((choice::choice(reader, table)?, Vec::new())))
        }
        "each" => frame(reader, table, |reader| each::each(reader, table, scene)),
        _ => frame(reader, table, |reader| {
            Some((formula::formula(reader, table, asked.scene)?, Vec::new()))
        }),
    };
    (question, ahead)
}

/// Reads what all questions have, and with `kind` what one kind has.
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

/// Returns what a question is about: the scene of its step, or that after more keys.
fn asked_at(reader: &mut Reader, table: TomlTable, scene: Option<&Scene>) -> Option<Scene> {
    match pressed(reader, table, "after", scene) {
        Some((_, after)) => after,
        None => scene.cloned(),
    }
}

/// The most wrong answers of a question: each is judged as the lesson is read.
const MOST_WRONG: usize = 200;

/// Returns the wrong answers of a question. One that is right is a mistake; so is one that cannot
/// be given. Where a mistake hides what is right, `judge` gives no judgement.
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
            Verdict::Wrong | Verdict::Close | Verdict::Coarse => all.push(Wrong { answer, hint }),
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
