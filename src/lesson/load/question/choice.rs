//! Questions with options, one of which is right.

use super::Asked;
use crate::lesson::format::{Choice, Hidden, QuestionKind};
use crate::lesson::reader::{Expected, Reader, TomlTable};

/// The table.
pub(super) const TABLE: Expected<'static> = Expected {
    key: "choice",
    name: "[step.choice]",
    known: &["question", "explain", "part", "cover", "then", "option"],
};

/// A table of an option.
const OPTION: Expected<'static> =
    Expected { key: "option", name: "[[step.choice.option]]", known: &["text", "right", "hint"] };

pub(super) fn choice(
    reader: &mut Reader,
    table: TomlTable,
    asked: Asked,
) -> Option<(QuestionKind, Vec<Hidden>)> {
    let mut options = Vec::new();
    let items = reader.tables(table, &OPTION);
    let count = items.len();
    let mut rights = 0;
    for item in items {
        let text = reader.text_with_numbers(item, "text", asked.here);
        let text = reader.required(item, "text", text);
        let (right, hint) =
            (reader.flag(item, "right"), reader.text_with_numbers(item, "hint", asked.here));
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
    let is_good = options.len() == count && count >= 2 && rights == 1;
    is_good.then(|| (QuestionKind::Choice(options), Vec::new()))
}
