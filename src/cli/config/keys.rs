//! Keys in the file of settings: `[keys.stepper]` has lines such as `e-step = "f5"`.

use std::path::Path;

use crokey::OneToThree;
use crossterm::event::{KeyEvent, KeyModifiers};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{Lines, Mistake};
use crate::app::keymap::Keymap;
use crate::app::keymap::rebound::{Clash, Row, labels, rows};
use crate::app::{Key, KeyCode};
use crate::text::sanitise::brief;
use crate::text::similar;

/// Letters that a terminal sends with Ctrl as another key, and which.
const SAME: [(char, &str); 4] = [('h', "Backspace"), ('i', "Tab"), ('j', "Enter"), ('m', "Enter")];

/// The keys of a file, and on which line each row was changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    pub keymap: Keymap,
    changed: Vec<(&'static Row, usize)>,
}

impl Keys {
    /// Returns the rows that were changed, each with its line.
    pub(super) fn changed(&self) -> &[(&'static Row, usize)] {
        &self.changed
    }

    fn line_of(&self, row: &Row) -> Option<usize> {
        let mut changed = self.changed.iter();
        changed.find(|(other, _)| std::ptr::eq(*other, row)).map(|(_, line)| *line)
    }
}

/// Returns the name of a row in a file, such as `stepper.e-step`.
pub(super) fn name(row: &Row) -> String {
    format!("{}.{}", row.table, row.action)
}

/// Returns the names that the file takes for the keys of a row, as it writes them.
pub(super) fn in_toml(keys: &[Key]) -> String {
    let names = keys.iter().map(|key| match (key.code, key.ctrl) {
        (KeyCode::Char(c), true) => format!("\"ctrl-{c}\""),
        (KeyCode::Char('"'), false) => r#""\"""#.to_owned(),
        (KeyCode::Char('\\'), false) => r#""\\""#.to_owned(),
        _ => format!("\"{}\"", labels(&[*key])),
    });
    let names: Vec<String> = names.collect();
    match &names[..] {
        [name] => name.clone(),
        names => format!("[{}]", names.join(", ")),
    }
}

/// Takes in the table of keys.
pub(super) fn read(tables: &Spanned<DeValue>, lines: &Lines, path: &Path) -> Result<Keys, Mistake> {
    let mut keys = Keys::default();
    for (name, table) in entries(tables, "keys", lines)? {
        let actions: Vec<&'static Row> =
            rows().iter().filter(|row| row.table == name.get_ref().as_ref()).collect();
        if actions.is_empty() {
            let names = rows().iter().map(|row| row.table);
            return Err(lines.mistake(name, unknown("table of keys", name.get_ref(), names)));
        }
        for (action, value) in entries(table, "a table of keys", lines)? {
            let open = || actions.iter().copied().filter(|row| row.is_open());
            let Some(row) = open().find(|row| row.action == action.get_ref().as_ref()) else {
                let names = open().map(|row| row.action.as_str());
                return Err(lines.mistake(action, unknown("action", action.get_ref(), names)));
            };
            let given = key_list(value, lines)?;
            let changed = keys.keymap.change(row, &given);
            changed.map_err(|refused| lines.mistake(value, refused.to_string()))?;
            keys.changed.push((row, lines.of(action.span().start)));
        }
    }
    match keys.keymap.clash() {
        None => Ok(keys),
        Some(clash) => Err(clashing(clash, &keys, path)),
    }
}

/// Returns what is said of a key that would mean two things.
fn clashing(Clash { key, row, other }: Clash, keys: &Keys, path: &Path) -> Mistake {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let key = labels(&[key]);
    let line = keys.line_of(row).unwrap_or(1);
    let says = match keys.line_of(other) {
        Some(other_line) => format!(
            "{key} is {} here and {} in {}:{other_line}; change one of them",
            name(row),
            name(other),
            brief(&file)
        ),
        None => format!("{key} is {} already; choose another key, or change that too", name(other)),
    };
    Mistake { line, says }
}

type Entry<'v> = (&'v Spanned<std::borrow::Cow<'v, str>>, &'v Spanned<DeValue<'v>>);

/// Returns the entries of a table in the order of their lines.
fn entries<'v>(
    value: &'v Spanned<DeValue<'v>>,
    what: &str,
    lines: &Lines,
) -> Result<Vec<Entry<'v>>, Mistake> {
    let Some(table): Option<&DeTable> = value.get_ref().as_table() else {
        let says = format!("{what} must be a table, as in [keys.stepper]");
        return Err(lines.mistake(value, says));
    };
    let mut entries: Vec<Entry> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    Ok(entries)
}

fn unknown<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let advice = match similar(name, names) {
        Some(like) => format!("did you mean {like}?"),
        None => "emstep config --template lists all".to_owned(),
    };
    format!("unknown {what} '{}'; {advice}", brief(name))
}

/// Reads a key, or a list of them.
fn key_list(value: &Spanned<DeValue>, lines: &Lines) -> Result<Vec<Key>, Mistake> {
    let one = |value: &Spanned<DeValue>| match value.get_ref() {
        DeValue::String(name) => key(name).map_err(|says| lines.mistake(value, says)),
        other => {
            let says =
                format!("a key must be text in quotes, such as \"e\", not {}", other.type_str());
            Err(lines.mistake(value, says))
        }
    };
    match value.get_ref() {
        DeValue::Array(list) => list.iter().map(one).collect(),
        _ => Ok(vec![one(value)?]),
    }
}

/// Reads the name of a key: as the help writes it, or as crokey names it, such as `ctrl-k`, `alt-k`
/// and `f5`. A capital is a key of its own.
fn key(name: &str) -> Result<Key, String> {
    let unknown = || {
        format!(
            "no key is called '{}'; names are e, E, ctrl-e, alt-e, f5, space, tab, pgup and others",
            brief(name)
        )
    };
    let key: Key = if let Ok(key) = name.parse() {
        key
    } else {
        let combination = crokey::parse(name).map_err(|_| unknown())?;
        let known = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let OneToThree::One(code) = combination.codes else { return Err(unknown()) };
        if !known.contains(combination.modifiers) {
            return Err(unknown());
        }
        let event = KeyEvent::new(code, combination.modifiers);
        Key::try_from(event).map_err(|_| unknown())?
    };
    if let (KeyCode::Char(c), true) = (key.code, key.ctrl) {
        if !c.is_ascii_lowercase() {
            return Err(format!("Ctrl goes with a letter from a to z here, not with '{c}'"));
        }
        if let Some((_, same)) = SAME.iter().find(|(letter, _)| *letter == c) {
            return Err(format!("terminals send the same for ctrl-{c} and {same}; choose another"));
        }
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_names_of_the_help_and_of_crokey() {
        for (name, wanted) in [
            ("e", Key::char('e')),
            ("E", Key::char('E')),
            ("shift-e", Key::char('E')),
            ("^P", Key::ctrl('p')),
            ("ctrl-p", Key::ctrl('p')),
            ("alt-x", Key { alt: true, ..Key::char('x') }),
            ("f5", Key::plain(KeyCode::F(5))),
            ("space", Key::char(' ')),
            ("pgup", Key::plain(KeyCode::PageUp)),
            ("pageup", Key::plain(KeyCode::PageUp)),
            ("shift-tab", Key::plain(KeyCode::BackTab)),
            ("-", Key::char('-')),
            ("é", Key::char('é')),
        ] {
            assert_eq!(key(name), Ok(wanted), "{name}");
        }
        for name in ["", "ee", "ctrl-", "a-b", "super-k", "f99", "ctrl-1"] {
            assert!(key(name).is_err(), "{name}");
        }
        assert!(key("ctrl-i").unwrap_err().contains("ctrl-i and Tab"));
    }

    #[test]
    fn every_key_of_the_tables_is_read_as_the_template_writes_it() {
        for row in rows().iter().filter(|row| row.is_open()) {
            let text = format!("x = {}", in_toml(row.keys));
            let table = DeTable::parse(&text).unwrap();
            let value = table.get_ref().get("x").unwrap();
            assert_eq!(key_list(value, &Lines::new(&text)).as_deref(), Ok(row.keys), "{text}");
        }
    }
}
