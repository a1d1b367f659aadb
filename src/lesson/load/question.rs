//! The four kinds of questions.

mod choice;
mod each;
mod formula;
mod number;

use toml::de::DeValue;

use super::pressed;
use crate::lesson::format::{Hidden, Question, QuestionKind, Wrong};
use crate::lesson::judge::{Judgement, Verdict};
use crate::lesson::reader::{Expected, Reader, TomlTable};
use crate::lesson::scene::Scene;

/// Reads the table of a question: its kind, and what is covered while it is asked.
type ReadKind = fn(&mut Reader, TomlTable, Asked) -> Option<(QuestionKind, Vec<Hidden>)>;

/// A kind of question.
pub(super) struct Kind {
    /// Its table in a step.
    table: Expected<'static>,
    read: ReadKind,
}

impl Kind {
    /// Returns the key of its table.
    pub(super) fn key(&self) -> &'static str {
        self.table.key
    }
}

/// Where the stepper is when a question is asked, and what it is about; none if a mistake hides
/// that.
#[derive(Clone, Copy)]
struct Asked<'s> {
    here: Option<&'s Scene>,
    about: Option<&'s Scene>,
}

/// The kinds of questions there are.
pub(super) const KINDS: [Kind; 4] = [
    Kind { table: number::TABLE, read: number::number },
    Kind { table: choice::TABLE, read: choice::choice },
    Kind { table: each::TABLE, read: each::each },
    Kind { table: formula::TABLE, read: formula::formula },
];

/// The most questions of a step.
const MOST_QUESTIONS: usize = 20;

/// Returns the questions of a step, in the order in which the file has them. `scene` is where the
/// stepper is at the first, and afterwards where the last leaves it.
pub(super) fn questions(
    reader: &mut Reader,
    step: TomlTable,
    scene: &mut Option<Scene>,
    collapses: bool,
) -> Vec<Question> {
    let mut tables = Vec::new();
    for kind in &KINDS {
        let found = reader.one_or_more(step, &kind.table);
        tables.extend(found.into_iter().map(|table| (kind, table)));
    }
    tables.sort_by_key(|(_, table)| table.start);
    if let Some((_, table)) = tables.get(MOST_QUESTIONS) {
        let says = format!("{} questions; the most of a step is {MOST_QUESTIONS}", tables.len());
        reader.say(table.line, says);
    }
    tables.truncate(MOST_QUESTIONS);
    tables
        .into_iter()
        .filter_map(|(kind, table)| question(reader, kind, table, scene, collapses))
        .collect()
}

fn question(
    reader: &mut Reader,
    kind: &Kind,
    table: TomlTable,
    scene: &mut Option<Scene>,
    collapses: bool,
) -> Option<Question> {
    let (is_covered, cover) = cover(reader, table);
    let about = asked_at(reader, table, scene.as_ref());
    let ahead = about.clone().filter(|_| table.has("after"));
    reader.earlier.set_ahead(ahead.clone());
    let text = reader.paragraph(table, "question", scene.as_ref());
    let text = reader.required(table, "question", text);
    let collapse = about.as_ref().and_then(Scene::collapse);
    if let Some(error) = collapse.filter(|_| !collapses) {
        let line = reader.line_of_key(table, "after");
        let says = format!(
            "asked on a run that collapsed: {error}; if that is meant, give the step collapses = true"
        );
        reader.say(line, says);
    }
    let read = (kind.read)(reader, table, Asked { here: scene.as_ref(), about: about.as_ref() });
    let then = pressed(reader, table, "then", scene.as_ref());
    if let Some((_, after)) = &then {
        scene.clone_from(after);
    }
    let explain = reader.paragraphs(table, "explain", scene.as_ref());
    reader.required(table, "explain", Some(()));
    let part = reader.text(table, "part");
    let (kind, asks) = read?;
    let asks = if is_covered { asks } else { Vec::new() };
    let then = then.and_then(|(_, after)| after);
    Some(Question { text: text?, kind, asks, cover, ahead, then, explain, part })
}

/// Returns whether what a question asks for is covered, and what else is: `cover = false`, or a
/// list.
fn cover(reader: &mut Reader, table: TomlTable) -> (bool, Vec<Hidden>) {
    if table.is_list("cover") {
        return (true, reader.named_list(table, "cover"));
    }
    let wanted = "false, or a list of what else to cover, as in [\"gamma\"]";
    let read = |value: &DeValue| value.as_bool();
    let is_covered = reader.value(table, "cover", wanted, read).is_none_or(|flag| flag.value);
    (is_covered, Vec::new())
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
    here: Option<&Scene>,
) -> Vec<Wrong<A>> {
    let [key, name] = names;
    let mut all = Vec::new();
    let items = reader.tables(table, &Expected { key: "wrong", name, known: &[key, "hint"] });
    for item in reader.at_most(items, MOST_WRONG, "wrong answers") {
        let answer = read(reader, item);
        let answer = reader.required(item, key, answer);
        let hint = reader.text_with_numbers(item, "hint", here);
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
