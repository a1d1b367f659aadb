//! A line of text that somebody edits.

use tui_input::{Input, InputRequest};

use super::key::{Key, KeyCode};

/// The most characters a field takes; a paste is cut there.
const LONGEST: usize = 4096;

/// A one-line text field with a cursor.
#[derive(Clone, Debug, Default)]
pub struct Field {
    input: Input,
}

impl Field {
    /// A field that holds `text`, with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        Self { input: Input::new(text.into()) }
    }

    /// What stands in the field.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Returns where the cursor is, in bytes from the start of the text.
    pub fn cursor_byte(&self) -> usize {
        let text = self.text();
        text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(byte, _)| byte)
    }

    /// Edits the field; says whether the text changed.
    pub fn key(&mut self, key: Key) -> bool {
        let Some(request) = edit_request(key) else { return false };
        if matches!(request, InputRequest::InsertChar(_)) && self.text().chars().count() >= LONGEST
        {
            return false;
        }
        self.input.handle(request).is_some_and(|change| change.value)
    }

    /// Inserts pasted text at the cursor: line breaks and tabs become blanks, other control characters go.
    pub fn paste(&mut self, text: &str) -> bool {
        let room = LONGEST.saturating_sub(self.text().chars().count());
        let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
        let text = text.trim().chars().map(blank).filter(|c| !c.is_control());
        let mut changed = false;
        for c in text.take(room) {
            changed |= self.input.handle(InputRequest::InsertChar(c)).is_some();
        }
        changed
    }
}

/// What a key does in every field, for the help.
pub const EDITING: &str = "← → Home End move; Backspace Delete ^W ^U ^K delete; paste works";

fn edit_request(key: Key) -> Option<InputRequest> {
    use InputRequest as R;
    let request = match (key.code, key.ctrl, key.alt) {
        (KeyCode::Char(c), false, false) if !c.is_control() => R::InsertChar(c),
        (KeyCode::Backspace, false, false) | (KeyCode::Char('h'), true, false) => R::DeletePrevChar,
        (KeyCode::Delete, false, false) | (KeyCode::Char('d'), true, false) => R::DeleteNextChar,
        (KeyCode::Left, false, false) | (KeyCode::Char('b'), true, false) => R::GoToPrevChar,
        (KeyCode::Right, false, false) | (KeyCode::Char('f'), true, false) => R::GoToNextChar,
        (KeyCode::Left, true, false) => R::GoToPrevWord,
        (KeyCode::Right, true, false) => R::GoToNextWord,
        (KeyCode::Home, ..) | (KeyCode::Char('a'), true, false) => R::GoToStart,
        (KeyCode::End, ..) | (KeyCode::Char('e'), true, false) => R::GoToEnd,
        (KeyCode::Char('w'), true, false) => R::DeletePrevWord,
        (KeyCode::Char('u'), true, false) => R::DeleteLine,
        (KeyCode::Char('k'), true, false) => R::DeleteTillEnd,
        _ => return None,
    };
    Some(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_the_text() {
        let mut field = Field::new("1.5");
        assert!(field.key(Key::plain(KeyCode::Backspace)));
        assert!(field.key(Key::char('7')));
        assert!(!field.key(Key::plain(KeyCode::Home)));
        assert!(field.key(Key::char('-')));
        assert_eq!((field.text(), field.cursor_byte()), ("-1.7", 1));
        assert!(field.key(Key::ctrl('u')));
        assert_eq!(field.text(), "");
    }

    #[test]
    fn a_paste_becomes_one_line() {
        let mut field = Field::new("");
        assert!(field.paste("1\r\n2\t3\u{7}\n"));
        assert_eq!(field.text(), "1  2 3");
        assert!(field.paste(&"x".repeat(10_000)));
        assert_eq!(field.text().chars().count(), LONGEST);
        assert!(!field.key(Key::char('y')));
    }
}
