//! Questions with options, one of which is right.

use crate::lesson::format::{Choice, QuestionKind};
use crate::lesson::reader::{Reader, TomlTable};
use crate::lesson::scene::Scene;

/// The keys of the table.
pub(super) const KEYS: [&str; 6] = ["question", "explain", "part", "cover", "then", "option"];

pub(super) fn choice(
    reader: &mut Reader,
    table: TomlTable,
    here: Option<&Scene>,
) -> Option<QuestionKind> {
    let mut options = Vec::new();
    let items =
        reader.tables(table, "option", "[[step.choice.option]]", &["text", "right", "hint"]);
    let count = items.len();
    let mut rights = 0;
    for item in items {
        let text = reader.text_with_numbers(item, "text", here);
        let text = reader.required(item, "text", text);
        let (right, hint) =
            (reader.flag(item, "right"), reader.text_with_numbers(item, "hint", here));
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
