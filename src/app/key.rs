//! Keys as the state machine knows them, whatever terminal, channel or page they came from.

use std::fmt;
use std::str::FromStr;

use crate::text::sanitise::brief;

/// A key with its modifiers. Shift is in the character itself (`N`), but for `BackTab`, `ShiftUp`
/// and `ShiftDown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Control was held.
    pub ctrl: bool,
    /// Alt was held.
    pub alt: bool,
}

impl Key {
    /// Returns a key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// Returns a character without modifiers.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// Returns a character with control.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// Returns an arrow without shift, which means something of its own in a form only.
    #[must_use]
    pub const fn without_shift(self) -> Self {
        let code = match self.code {
            KeyCode::ShiftUp => KeyCode::Up,
            KeyCode::ShiftDown => KeyCode::Down,
            other => other,
        };
        Self { code, ..self }
    }
}

/// Which key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the keys'")]
pub enum KeyCode {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    ShiftUp,
    ShiftDown,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// The names of keys that are no characters, as the help writes them, and other usual ones.
const NAMES: [(&str, KeyCode); 32] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Ins", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Shift-Up", KeyCode::ShiftUp),
    ("Shift-Down", KeyCode::ShiftDown),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("F1", KeyCode::F(1)),
    ("Shift-↑", KeyCode::ShiftUp),
    ("Shift-↓", KeyCode::ShiftDown),
    ("↑", KeyCode::Up),
    ("↓", KeyCode::Down),
    ("←", KeyCode::Left),
    ("→", KeyCode::Right),
    ("Return", KeyCode::Enter),
    ("Escape", KeyCode::Esc),
    ("BackTab", KeyCode::BackTab),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

/// A name that no key has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key is called '{}'", brief(.0))]
pub struct UnknownKey(pub String);

impl fmt::Display for Key {
    /// Writes a key as the help does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(c) if self.ctrl => write!(f, "^{}", c.to_uppercase()),
            code => match (NAMES.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, KeyCode::Char(c)) => write!(f, "{}", brief(&c.to_string())),
                (None, KeyCode::F(number)) => write!(f, "F{number}"),
                // Every other key has a name.
                (None, other) => write!(f, "{other:?}"),
            },
        }
    }
}

impl FromStr for Key {
    type Err = UnknownKey;

    /// Reads a key as the help writes it: a character, `^` and a character for control, or a name
    /// such as `Enter`.
    fn from_str(name: &str) -> Result<Self, UnknownKey> {
        let named = NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        let mut chars = name.chars();
        match (named, chars.next(), chars.next(), chars.next()) {
            (Some((_, code)), ..) => Ok(Self::plain(*code)),
            (None, Some(c), None, _) if !c.is_control() => Ok(Self::char(c)),
            (None, Some('^'), Some(c), None) if c.is_ascii_alphabetic() => {
                Ok(Self::ctrl(c.to_ascii_lowercase()))
            }
            _ => Err(UnknownKey(name.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_written_as_it_is_read() {
        for name in ["e", "?", "^P", "Space", "Enter", "Shift-Tab", "PgDn", "F1", "−"] {
            assert_eq!(name.parse::<Key>().unwrap().to_string(), name);
        }
        assert_eq!(Key::plain(KeyCode::F(5)).to_string(), "F5");
        assert_eq!(Key { alt: true, ..Key::char('x') }.to_string(), "Alt-x");
    }

    #[test]
    fn names_may_be_in_any_case_and_characters_may_not() {
        let read = |name: &str| name.parse::<Key>();
        assert_eq!(read("pgdn"), Ok(Key::plain(KeyCode::PageDown)));
        assert_eq!(read("N"), Ok(Key::char('N')));
        assert_eq!(read("^P"), Ok(Key::ctrl('p')));
        assert_eq!(read("^"), Ok(Key::char('^')));
        for name in ["", "em", "^Pq", "^^", "\u{1b}", "F2"] {
            assert_eq!(read(name), Err(UnknownKey(name.to_owned())));
        }
    }
}
