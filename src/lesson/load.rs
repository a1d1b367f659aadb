//! From a lesson's TOML to a [`Lesson`]. All of it is checked, by doing what it says: every key is pressed, every
//! number computed, every wrong answer judged.

mod question;
mod start;

use std::sync::Arc;

use toml::de::DeTable;

use super::Mistake;
use super::format::{Lesson, Step};
use super::reader::{Reader, Table, line_of};
use super::scene::Scene;
use crate::data::Dataset;

/// The keys of a step.
const STEP: [&str; 8] = ["text", "data", "theta", "keys", "number", "choice", "each", "formula"];

/// Reads a lesson; `name` is what a person calls it.
///
/// # Errors
/// Every mistake, in the order of their lines. Where the text is no TOML, only the mistakes of TOML: what follows
/// from them would mislead.
pub fn load(name: &str, bytes: &[u8]) -> Result<Lesson, Vec<Mistake>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = line_of(&bytes[..error.valid_up_to()]);
        vec![Mistake { line, text: "not UTF-8 text; save the file in UTF-8".to_owned() }]
    })?;
    let mut reader = Reader::new(text);
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
    let known = ["title", "about", "data", "step"];
    let top = reader.table(document, 0..0, "a lesson", &known);
    let (title, about) = (reader.text(top, "title"), reader.text(top, "about"));
    let title = reader.required(top, "title", title);
    let about = reader.required(top, "about", about);
    let data = reader.inner(top, "data", "[data]", &start::DATA);
    let data = reader.required(top, "data", data);
    let mut scene = data.and_then(|data| start::data(reader, data));
    let tables = reader.tables(top, "step", "[[step]]", &STEP);
    if tables.is_empty() && !top.has("step") {
        reader.say(1, "a lesson needs at least one [[step]]");
    }
    let mut steps = Vec::new();
    for table in tables {
        steps.extend(step(reader, table, &mut scene));
    }
    if steps.is_empty() && reader.is_clean() {
        reader.say(1, "a lesson needs at least one [[step]]");
    }
    Some(Lesson { name: name.to_owned(), title: title?, about: about?, steps })
}

/// A step; `scene` is where the step before left the stepper, none where a mistake hides that.
fn step(reader: &mut Reader, table: Table, scene: &mut Option<Scene>) -> Option<Step> {
    let text = reader.paragraphs(table, "text");
    if let Some(data) = reader.inner(table, "data", "[step.data]", &start::DATA) {
        *scene = start::data(reader, data);
    }
    if let Some(theta) = reader.inner(table, "theta", "[step.theta]", &start::THETA) {
        let dataset = scene.as_ref().map(|scene| Arc::clone(scene.dataset()));
        if table.has("data") {
            reader.say(theta.line, "data and theta in one step; give θ₀ inside data");
        }
        *scene = dataset.and_then(|dataset: Arc<Dataset>| start::theta(reader, theta, dataset));
    }
    let keys = pressed(reader, table, "keys", scene.as_ref());
    if let Some((_, after)) = &keys {
        scene.clone_from(after);
    }
    let asked = ["number", "choice", "each", "formula"].into_iter().filter(|kind| table.has(kind));
    let asked: Vec<&str> = asked.collect();
    if asked.len() > 1 {
        let both = asked.join(" and ");
        reader.say(table.line, format!("{both} in one step; ask one question a step"));
    }
    if asked.is_empty() && !table.has("text") {
        reader
            .say(table.line, "the step says nothing and asks nothing; give it text or a question");
    }
    let question = question::question(reader, table, scene.as_ref());
    Some(Step {
        line: table.line,
        text,
        scene: scene.clone()?,
        keys: keys.map_or_else(String::new, |(keys, _)| keys),
        question,
    })
}

/// The keys of a table and the scene after them, where there are any; that is none where it is not known, or a key
/// cannot be pressed.
fn pressed(
    reader: &mut Reader,
    table: Table,
    key: &str,
    scene: Option<&Scene>,
) -> Option<(String, Option<Scene>)> {
    let keys = reader.lined_text(table, key)?;
    let after = scene.and_then(|scene| {
        let pressed = scene.press(&keys.value);
        pressed.map_err(|error| reader.say(keys.line, format!("{key}: {error}"))).ok()
    });
    Some((keys.value, after))
}
