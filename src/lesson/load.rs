//! From a lesson's TOML to a [`Lesson`]. All of it is checked, by doing what it says: every key is
//! pressed, every number computed, every wrong answer judged.

mod compare;
mod method;
mod question;
mod start;

use std::sync::Arc;

use toml::de::DeTable;

use super::allowance::Allowance;
use super::format::{Lesson, Question, QuestionKind, Step};
use super::paragraph::{NamedKey, Paragraph};
use super::reader::{Expected, Reader, Text, TomlTable};
use super::scene::{KeyError, Scene};
use super::{Mistake, moment, reader};
use crate::data::Dataset;
use crate::text::grouped;

/// The longest lesson, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// The most steps of a lesson: all of them are done as it is read, and kept.
const MOST_STEPS: usize = 500;

/// The whole file.
const LESSON: Expected<'static> =
    Expected { key: "", name: "a lesson", known: &["title", "about", "data", "step"] };
/// The data of the lesson.
const DATA: Expected<'static> = Expected { key: "data", name: "[data]", known: &start::DATA };
/// A step.
const STEP: Expected<'static> = Expected {
    key: "step",
    name: "[[step]]",
    known: &[
        "name",
        "text",
        "class_text",
        "data",
        "theta",
        "keys",
        "show",
        "focus",
        "cover",
        "compare",
        "collapses",
        "number",
        "choice",
        "each",
        "formula",
    ],
};
/// The data of a step.
const STEP_DATA: Expected<'static> =
    Expected { key: "data", name: "[step.data]", known: &start::DATA };
/// θ₀ of a step.
const STEP_THETA: Expected<'static> =
    Expected { key: "theta", name: "[step.theta]", known: &start::THETA };

/// Reads a lesson; `name` is what a person calls it.
///
/// # Errors
/// Returns every mistake, in the order of their lines. If the text is not TOML, only the mistakes
/// of TOML are among them: what follows from them would mislead.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
///
/// use emstep::lesson::{Answer, EXAMPLE, Player, load};
///
/// let lesson = load("example", EXAMPLE.as_bytes()).map_err(|mistakes| mistakes[0].to_string())?;
/// let mut player = Player::new(Arc::new(lesson));
/// assert_eq!(player.position(), 0);
/// while player.open_question().is_none() {
///     player.next()?;
/// }
/// let judgement = player.answer(&Answer::Text("not a number".into()))?;
/// assert!(!judgement.verdict.is_right());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(name: &str, bytes: &[u8]) -> Result<Lesson, Vec<Mistake>> {
    load_within(Allowance::OF_A_LESSON, name, bytes)
}

fn load_within(allowance: Allowance, name: &str, bytes: &[u8]) -> Result<Lesson, Vec<Mistake>> {
    if bytes.len() > MOST_BYTES {
        let text = format!("longer than {} bytes; is it a lesson?", grouped(MOST_BYTES as u64));
        return Err(vec![Mistake { line: 1, text }]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = reader::line_of(&bytes[..error.valid_up_to()]);
        vec![Mistake { line, text: "not UTF-8 text; save the file in UTF-8".to_owned() }]
    })?;
    let mut reader = Reader::new(text, allowance);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        reader.syntax(error);
    }
    let lesson = errors.is_empty().then(|| lesson(&mut reader, name, document.get_ref()));
    match lesson.flatten() {
        Some(lesson) if reader.is_clean() => Ok(lesson),
        _ => Err(reader.finish()),
    }
}

fn lesson<'v>(reader: &mut Reader, name: &str, document: &'v DeTable<'v>) -> Option<Lesson> {
    let top = reader.table(document, 0..0, &LESSON);
    let (title, about) = (reader.text(top, "title"), reader.text(top, "about"));
    let title = reader.required(top, "title", title);
    let about = reader.required(top, "about", about);
    let data = reader.inner(top, &DATA);
    let data = reader.required(top, "data", data);
    let mut scene = data.and_then(|data| start::data(reader, data));
    let mut dataset = scene.as_ref().map(|scene| Arc::clone(scene.dataset()));
    let tables = reader.tables(top, &STEP);
    let tables = reader.at_most(tables, MOST_STEPS, "steps");
    if tables.is_empty() && !top.has("step") {
        reader.say(1, "a lesson needs at least one [[step]]");
    }
    let mut steps = Vec::new();
    for table in tables {
        steps.extend(step(reader, table, &mut scene, &mut dataset));
    }
    if steps.is_empty() && reader.is_clean() {
        reader.say(1, "a lesson needs at least one [[step]]");
    }
    Some(Lesson { name: name.to_owned(), title: title?, about: about?, steps })
}

/// A step; `scene` is where the step before left the stepper, none where a mistake hides that.
/// `dataset` is the last one that could be read.
fn step(
    reader: &mut Reader,
    table: TomlTable,
    scene: &mut Option<Scene>,
    dataset: &mut Option<Arc<Dataset>>,
) -> Option<Step> {
    let name = name_of(reader, table);
    if let Some(data) = reader.inner(table, &STEP_DATA) {
        *scene = start::data(reader, data);
        *dataset = scene.as_ref().map(|scene| Arc::clone(scene.dataset()));
    }
    if let Some(theta) = reader.inner(table, &STEP_THETA) {
        if table.has("data") {
            reader.say(theta.line, "data and theta in one step; give θ₀ inside data");
        }
        *scene = dataset.clone().and_then(|dataset| start::theta(reader, theta, dataset));
    }
    let keys = pressed(reader, table, "keys", scene.as_ref());
    if let Some((_, after)) = &keys {
        scene.clone_from(after);
    }
    reader.earlier.set_ahead(None);
    reader.earlier.enter(name.clone(), scene.clone());
    let text = reader.paragraphs(table, "text", scene.as_ref());
    let class_text = reader.paragraphs(table, "class_text", scene.as_ref());
    let show = reader.named(table, "show").unwrap_or_default();
    let focus = reader.named(table, "focus");
    let cover = reader.named_list(table, "cover");
    let compare = compare::compared(reader, table);
    if !table.has("text") && !question::KINDS.iter().any(|kind| table.has(kind.key())) {
        reader
            .say(table.line, "the step says nothing and asks nothing; give it text or a question");
    }
    let collapses = reader.flag(table, "collapses");
    let entered = scene.clone();
    let questions = question::questions(reader, table, scene, collapses);
    reader.earlier.leave(scene.clone());
    if matches!(questions.first(), Some(Question { kind: QuestionKind::Formula(_), .. })) {
        let texts =
            text.iter().chain(&class_text).chain(questions.first().map(|first| &first.text));
        if texts.flat_map(Paragraph::keys).any(NamedKey::is_typed) {
            let says = "the step names a key and asks for a formula, into which the key is typed; \
                        name the key in a step before";
            reader.say(table.line, says);
        }
    }
    let ahead = questions.iter().filter_map(|question| question.ahead.as_ref());
    let mut scenes = entered.iter().chain(scene.as_ref()).chain(ahead);
    if collapses && entered.is_some() && !scenes.any(|scene| scene.collapse().is_some()) {
        let line = reader.line_of_key(table, "collapses");
        reader.say(line, "collapses = true, but the run does not collapse in this step");
    }
    Some(Step {
        line: table.line,
        name,
        text,
        class_text: table.has("class_text").then_some(class_text),
        scene: entered?,
        keys: keys.map_or_else(String::new, |(keys, _)| keys),
        show,
        focus,
        cover,
        compare,
        questions,
    })
}

/// Returns the name of a step, by which later steps refer to it.
fn name_of(reader: &mut Reader, table: TomlTable) -> Option<String> {
    let name = reader.lined_text(table, "name")?;
    if !moment::is_step_name(&name.value) {
        let says = "name must be letters, digits and _, beginning with a letter, and not like t3";
        reader.say(name.line, says);
        return None;
    }
    if let Some(step) = reader.earlier.named(&name.value) {
        reader.say(name.line, format!("step {step} has this name already; take another"));
    }
    Some(name.value)
}

/// Returns the line of the key that cannot be pressed.
fn line_of(keys: &Text, error: &KeyError) -> usize {
    let KeyError::Refused { place, .. } = error else { return keys.line };
    let mut pressed = keys.value.char_indices().filter(|(_, key)| !key.is_whitespace());
    let at = pressed.nth(place - 1).map_or(0, |(byte, _)| keys.value[..byte].chars().count());
    keys.line_at(at)
}

/// Returns the keys of a table and the scene after them, where there are any; that is none where it
/// is not known, or a key cannot be pressed.
fn pressed(
    reader: &mut Reader,
    table: TomlTable,
    key: &str,
    scene: Option<&Scene>,
) -> Option<(String, Option<Scene>)> {
    let keys = reader.lined_text(table, key)?;
    let is_allowed = reader.allows(&keys);
    let after = scene.filter(|_| is_allowed).and_then(|scene| {
        let pressed = scene.press(&keys.value, &mut reader.allowance);
        pressed.map_err(|error| reader.say(line_of(&keys, &error), format!("{key}: {error}"))).ok()
    });
    Some((keys.value, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"old-faithful\"\ncomponents = 2\n";
    const CONVERGED: &str = "[[step]]\ntext = \"x\"\nkeys = \"c\"\n";
    const ELSEWHERE: &str = "[[step]]\ntext = \"x\"\nkeys = \"r\"\n";
    const STAYS: &str = "[[step]]\ntext = \"x\"\n";
    const WORK: &str = "here the lesson takes too much work; use fewer observations";
    const MEMORY: &str = "here the runs of the lesson take more than 256 MiB; use fewer components";

    /// What is said of a lesson of these steps, and on which lines, if it may take no more than
    /// this.
    fn told(operations: usize, bytes: usize, steps: &str) -> Vec<(usize, String)> {
        let loaded =
            load_within(Allowance { operations, bytes }, "l", format!("{HEAD}{steps}").as_bytes());
        let mistakes = loaded.map_or_else(|mistakes| mistakes, |_| Vec::new());
        mistakes.into_iter().map(|mistake| (mistake.line, mistake.text)).collect()
    }

    /// The first line on which that is said, and only that.
    fn exceeds(operations: usize, bytes: usize, steps: &str, says: &str) -> usize {
        let told = told(operations, bytes, steps);
        assert!(told.iter().all(|(_, text)| text.contains(says)), "{told:?}");
        told[0].0
    }

    #[test]
    fn the_work_of_a_lesson_is_limited() {
        let most = usize::MAX;
        // 272 observations and two components.
        let e_step = 2 * 272;
        assert_eq!(
            told(2 * e_step, most, &format!("{STAYS}keys = \"n\"\n{STAYS}keys = \"nn\"\n")),
            []
        );
        let two = format!("{STAYS}keys = \"nn\"\n{STAYS}keys = \"nnn\"\n");
        assert_eq!(exceeds(3 * e_step - 1, most, &two, WORK), 11);
        assert_eq!(exceeds(5 * e_step, most, CONVERGED, WORK), 8);
        // Each θ₀ is an E-step of its own, and k-means++ a pass as long.
        let theta = |start: &str| format!("{STAYS}theta = {{ components = 2{start} }}\n").repeat(3);
        assert_eq!(exceeds(3 * e_step, most, &theta(""), WORK), 14);
        let k_means = theta(", start = \"kmeans++\", seed = 1");
        assert_eq!(exceeds(4 * e_step, most, &k_means, WORK), 11);
        // Formulas are compared at as many points as there may be.
        let ask = "[[step]]\n[step.formula]\nquestion = \"q\"\ntruth = \"sum_j pi_j mu_j\"\nsymbols = [\"pi_k\", \"mu_k\"]\nexplain = \"x\"\n";
        let wrong = "[[step.formula.wrong]]\nformula = \"sum_j mu_j\"\nhint = \"h\"\n";
        let asks = format!("{ask}{}", wrong.repeat(3));
        // A sum of two products of two symbols, and one of two symbols.
        let (of_truth, of_wrong) = (7, 3);
        let needed = e_step + 256 * (2 * of_truth + 3 * (of_truth + of_wrong));
        assert_eq!(told(needed, most, &asks), []);
        assert_eq!(exceeds(needed - 1, most, &asks, WORK), 19);
    }

    #[test]
    fn the_memory_of_a_lesson_is_limited() {
        // The run has fewer than a hundred iterates. A step that goes elsewhere keeps another copy.
        let bytes = 1000 * crate::mixture::Iterate::bytes(2);
        assert_eq!(told(usize::MAX, bytes, &format!("{CONVERGED}{}", STAYS.repeat(200))), []);
        let line =
            exceeds(usize::MAX, bytes, &format!("{CONVERGED}{}", ELSEWHERE.repeat(200)), MEMORY);
        assert!((9 + 3 * 9..9 + 3 * 200).contains(&line), "{line}");
    }
}
