//! Keys in the file of settings: `[keys.stepper]` has lines such as `e-step = "f5"`.

use std::path::Path;

use crokey::OneToThree;
use crossterm::event::{KeyEvent, KeyModifiers};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{Lines, Mistake, with_article};
use crate::app::keymap::Keymap;
use crate::app::keymap::rebound::{Clash, Row, labels, rows};
use crate::app::{Key, KeyCode};
use crate::text::sanitise::brief;
use crate::text::similar;

/// Letters that a terminal sends with Ctrl as another key, and which.
const SAME: [(char, &str); 4] = [('h', "Backspace"), ('i', "Tab"), ('j', "Enter"), ('m', "Enter")];

/// The most keys of a row.
const MOST_KEYS: usize = 8;

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
    let names = keys.iter().map(|key| {
        let [ctrl, alt] = [(key.ctrl, "ctrl-"), (key.alt, "alt-")]
            .map(|(is_held, prefix)| if is_held { prefix } else { "" });
        let bare = labels(&[Key { ctrl: false, alt: false, ..*key }]);
        format!("\"{ctrl}{alt}{}\"", bare.replace('\\', r"\\").replace('"', r#"\""#))
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
            let says = format!(
                "a key must be text in quotes, such as \"e\", not {}",
                with_article(other.type_str())
            );
            Err(lines.mistake(value, says))
        }
    };
    match value.get_ref() {
        DeValue::Array(list) if list.len() > MOST_KEYS => {
            let says = format!("{} keys do one thing here; at most {MOST_KEYS} can", list.len());
            Err(lines.mistake(value, says))
        }
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
    if let Some(bare) = without_prefix(name, "alt-") {
        return key(bare).map(|bare| Key { alt: true, ..bare });
    }
    if let Some(bare) = without_prefix(name, "ctrl-") {
        return key(bare).and_then(with_ctrl);
    }
    if let Ok(key) = name.parse::<Key>() {
        return if key.ctrl { with_ctrl(key) } else { Ok(key) };
    }
    let key: Key = {
        let combination = crokey::parse(name).map_err(|_| unknown())?;
        let known = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let OneToThree::One(code) = combination.codes else { return Err(unknown()) };
        if !known.contains(combination.modifiers) {
            return Err(unknown());
        }
        let event = KeyEvent::new(code, combination.modifiers);
        Key::try_from(event).map_err(|_| unknown())?
    };
    if key.ctrl { with_ctrl(key) } else { Ok(key) }
}

/// Returns a name without a modifier, which may be in any case, if it begins with it.
fn without_prefix<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (begin, bare) = name.split_at_checked(prefix.len())?;
    Some(bare).filter(|bare| begin.eq_ignore_ascii_case(prefix) && !bare.is_empty())
}

/// Returns a key with Ctrl, if terminals send that as a key of its own.
fn with_ctrl(key: Key) -> Result<Key, String> {
    let KeyCode::Char(c) = key.code else { return Ok(Key { ctrl: true, ..key }) };
    let lower = c.to_ascii_lowercase();
    if !lower.is_ascii_lowercase() {
        return Err(format!("Ctrl goes with a letter from a to z here, not with '{c}'"));
    }
    if let Some((_, same)) = SAME.iter().find(|(letter, _)| *letter == lower) {
        return Err(format!("terminals send the same for ctrl-{lower} and {same}; choose another"));
    }
    Ok(Key { code: KeyCode::Char(lower), ctrl: true, ..key })
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
    fn every_key_is_read_as_it_is_written() {
        let codes = ['e', 'E', '"', '\\', '-', '^', ' ', 'é'].map(KeyCode::Char);
        let others = [KeyCode::F(5), KeyCode::PageUp, KeyCode::BackTab, KeyCode::Left];
        for code in codes.into_iter().chain(others) {
            for (ctrl, alt) in [(false, false), (false, true), (true, false), (true, true)] {
                let wanted = Key { ctrl, alt, ..Key::plain(code) };
                if ctrl && matches!(code, KeyCode::Char(c) if !c.is_ascii_lowercase()) {
                    continue;
                }
                let text = format!("x = {}", in_toml(&[wanted]));
                let table = DeTable::parse(&text).unwrap();
                let value = table.get_ref().get("x").unwrap();
                assert_eq!(key_list(value, &Lines::new(&text)).ok(), Some(vec![wanted]), "{text}");
            }
        }
        assert_eq!(key("Alt-E"), Ok(Key { alt: true, ..Key::char('E') }));
        assert_eq!(key("alt-shift-e"), Ok(Key { alt: true, ..Key::char('E') }));
        let many = format!("x = [{}]", ["\"a\""; 9].join(","));
        let table = DeTable::parse(&many).unwrap();
        let value = table.get_ref().get("x").unwrap();
        let refused = key_list(value, &Lines::new(&many)).unwrap_err();
        assert_eq!(refused.says, "9 keys do one thing here; at most 8 can");
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
