//! From a lesson's TOML to a [`Lesson`]. All of it is checked, by doing what it says: every key is
//! pressed, every number computed, every wrong answer judged.

mod question;
mod start;

use std::sync::Arc;

use toml::de::DeTable;

use super::format::{Lesson, Step};
use super::reader::{Reader, Table, Text};
use super::scene::{KeyError, Scene};
use super::{Mistake, reader};
use crate::data::Dataset;
use crate::notation::grouped;

/// The longest lesson, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// The most steps of a lesson: all of them are done as it is read, and kept.
const MOST_STEPS: usize = 500;

/// The keys of a step.
const STEP: [&str; 9] =
    ["text", "data", "theta", "keys", "collapses", "number", "choice", "each", "formula"];

/// Reads a lesson; `name` is what a person calls it.
///
/// # Errors
/// Every mistake, in the order of their lines. Where the text is no TOML, only the mistakes of
/// TOML: what follows from them would mislead.
pub fn load(name: &str, bytes: &[u8]) -> Result<Lesson, Vec<Mistake>> {
    if bytes.len() > MOST_BYTES {
        let text = format!("longer than {} bytes; is it a lesson?", grouped(MOST_BYTES as u64));
        return Err(vec![Mistake { line: 1, text }]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = reader::line_of(&bytes[..error.valid_up_to()]);
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
    let mut dataset = scene.as_ref().map(|scene| Arc::clone(scene.dataset()));
    let tables = reader.tables(top, "step", "[[step]]", &STEP);
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
    table: Table,
    scene: &mut Option<Scene>,
    dataset: &mut Option<Arc<Dataset>>,
) -> Option<Step> {
    let text = reader.paragraphs(table, "text");
    if let Some(data) = reader.inner(table, "data", "[step.data]", &start::DATA) {
        *scene = start::data(reader, data);
        *dataset = scene.as_ref().map(|scene| Arc::clone(scene.dataset()));
    }
    if let Some(theta) = reader.inner(table, "theta", "[step.theta]", &start::THETA) {
        if table.has("data") {
            reader.say(theta.line, "data and theta in one step; give θ₀ inside data");
        }
        *scene = dataset.clone().and_then(|dataset| start::theta(reader, theta, dataset));
    }
    let keys = pressed(reader, table, "keys", scene.as_ref());
    if let Some((_, after)) = &keys {
        scene.clone_from(after);
    }
    let asked = ["number", "choice", "each", "formula"].into_iter().filter(|kind| table.has(kind));
    let asked: Vec<&str> = asked.collect();
    if asked.len() > 1 {
        let both = asked.join(" and ");
        let line = reader.line_of_key(table, asked[1]);
        reader.say(line, format!("{both} in one step; ask one question a step"));
    }
    if asked.is_empty() && !table.has("text") {
        reader
            .say(table.line, "the step says nothing and asks nothing; give it text or a question");
    }
    let collapses = reader.flag(table, "collapses");
    let asked = question::Asked { scene: scene.as_ref(), collapses };
    let (question, ahead) = question::question(reader, table, asked);
    let mut scenes = scene.iter().chain(&ahead);
    let has_collapsed = scenes.any(|scene| scene.collapse().is_some());
    if collapses && scene.is_some() && !has_collapsed {
        let line = reader.line_of_key(table, "collapses");
        reader.say(line, "collapses = true, but the run does not collapse in this step");
    }
    Some(Step {
        line: table.line,
        text,
        scene: scene.clone()?,
        keys: keys.map_or_else(String::new, |(keys, _)| keys),
        question,
        ahead,
    })
}

/// The line of the key that cannot be pressed.
fn line_of(keys: &Text, error: &KeyError) -> usize {
    let KeyError::Refused { place, .. } = error else { return keys.line };
    let mut pressed = keys.value.char_indices().filter(|(_, key)| !key.is_whitespace());
    let at = pressed.nth(place - 1).map_or(0, |(byte, _)| keys.value[..byte].chars().count());
    keys.line_at(at)
}

/// The keys of a table and the scene after them, where there are any; that is none where it is not
/// known, or a key cannot be pressed.
fn pressed(
    reader: &mut Reader,
    table: Table,
    key: &str,
    scene: Option<&Scene>,
) -> Option<(String, Option<Scene>)> {
    let keys = reader.lined_text(table, key)?;
    let is_allowed = reader.allows(&keys);
    let after = scene.filter(|_| is_allowed).and_then(|scene| {
        let pressed = scene.press(&keys.value);
        pressed.map_err(|error| reader.say(line_of(&keys, &error), format!("{key}: {error}"))).ok()
    });
    Some((keys.value, after))
}
