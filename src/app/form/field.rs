//! A line of text that someone edits.

use tui_input::{Input, InputRequest};

use crate::app::key::{Key, KeyCode};
use crate::text::grouped;
use crate::text::sanitise::is_hidden;

/// The most characters a field for a number, a name or a formula takes.
const SHORT: usize = 4_096;
/// The most characters any field takes: room for thousands of observations.
pub(crate) const LONGEST: usize = 65_536;

/// A one-line text field with a cursor.
#[derive(Clone, Debug)]
pub struct Field {
    input: Input,
    most: usize,
    /// How many characters were typed since the field is full. What is left may be another number,
    /// so it is not taken before it was shortened.
    lost: usize,
    /// Whether all of its text is selected: what is typed or pasted next takes its place.
    is_selected: bool,
}

/// What is pasted into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted<'a> {
    /// This text.
    Text(&'a str),
    /// A text of this many characters, more than any field takes. It was not kept.
    TooLong(usize),
}

/// What is typed or pasted has no room in a field, which stays as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoRoom {
    /// Characters, as a terminal also sends them that knows no pastes.
    #[error(
        "{} characters typed; the field takes {}: shorten or clear it (^U)",
        grouped(*characters as u64), grouped(*most as u64)
    )]
    Typed {
        /// how many characters were typed, with those that are in the field
        characters: usize,
        /// the most characters the field takes
        most: usize,
    },
    /// A text, in an empty field.
    #[error(
        "the pasted text has {} characters; this field takes at most {}: nothing was pasted",
        grouped(*characters as u64), grouped(*most as u64)
    )]
    Pasted {
        /// how many characters it has
        characters: usize,
        /// the most characters the field takes
        most: usize,
    },
    /// A text, beside what is in the field.
    #[error(
        "the pasted text has {} characters; this field has room for {} more: nothing was pasted",
        grouped(*characters as u64), grouped(*room as u64)
    )]
    PastedBeside {
        /// how many characters it has
        characters: usize,
        /// how many more the field takes
        room: usize,
    },
}

impl Default for Field {
    fn default() -> Self {
        Self::new("")
    }
}

impl Field {
    /// Returns a field that holds `text`, with the cursor at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let input = Input::new(text.into());
        Self { input, most: SHORT, lost: 0, is_selected: false }
    }

    /// Returns an empty field that takes as much as any.
    pub fn long() -> Self {
        Self { most: LONGEST, ..Self::default() }
    }

    /// Puts a text in the place of the one in the field, with the cursor at its end.
    pub(super) fn set(&mut self, text: &str) {
        *self = Self { most: self.most, ..Self::new(text) };
    }

    /// Returns a field with this text, and the cursor behind this number of its characters.
    pub(in crate::app) fn with_cursor(text: &str, cursor: usize) -> Self {
        let text: String = text.chars().filter(|c| !is_hidden(*c)).take(SHORT).collect();
        let cursor = cursor.min(text.chars().count());
        Self { input: Input::new(text).with_cursor(cursor), ..Self::default() }
    }

    /// Returns how many characters are before the cursor.
    pub(in crate::app) fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// Selects all of the text, as for a number that was filled in: what is typed or pasted next
    /// takes its place, and any other key edits it.
    pub(super) fn select(&mut self) {
        self.is_selected = true;
    }

    /// Returns whether what is typed next takes the place of a text.
    pub fn is_selected(&self) -> bool {
        self.is_selected && !self.text().is_empty()
    }

    /// Takes the selected text out, if there is one, to make room for another.
    fn give_way(&mut self) {
        if std::mem::take(&mut self.is_selected) {
            self.set("");
        }
    }

    /// Returns what is seen in the field.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Returns what was entered.
    ///
    /// # Errors
    /// Returns an error if more was typed than there is room for, and nothing was deleted since.
    pub fn entered(&self) -> Result<&str, NoRoom> {
        if self.lost == 0 { Ok(self.text()) } else { Err(self.overflow()) }
    }

    fn overflow(&self) -> NoRoom {
        let characters = self.text().chars().count() + self.lost;
        NoRoom::Typed { characters, most: self.most }
    }

    /// Returns where the cursor is, in bytes from the start of the text.
    pub fn cursor_byte(&self) -> usize {
        let text = self.text();
        text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(byte, _)| byte)
    }

    /// Returns how many more characters the field takes.
    fn room(&self) -> usize {
        self.most.saturating_sub(self.text().chars().count())
    }

    /// Edits the field; says whether the text changed.
    ///
    /// # Errors
    /// Returns an error if the field is full.
    pub fn key(&mut self, key: Key) -> Result<bool, NoRoom> {
        let Some(request) = edit_request(key) else { return Ok(false) };
        let is_typed = matches!(request, InputRequest::InsertChar(_));
        if is_typed {
            self.give_way();
        }
        self.is_selected = false;
        if is_typed && self.room() == 0 {
            self.lost += 1;
            return Err(self.overflow());
        }
        let changed = self.input.handle(request).is_some_and(|change| change.value);
        if changed {
            self.lost = 0;
        }
        Ok(changed)
    }

    /// Inserts pasted text at the cursor, or in the place of what is selected: line breaks and tabs
    /// become blanks, other control characters go. Says whether the text changed.
    ///
    /// # Errors
    /// Returns an error if there is no room for all of it: a text that is cut may be another
    /// number.
    pub fn paste(&mut self, pasted: Pasted) -> Result<bool, NoRoom> {
        let (text, characters) = match pasted {
            Pasted::Text(text) => {
                let blank = |c: char| if c.is_whitespace() { ' ' } else { c };
                let text = text.trim().chars().map(blank).filter(|c| !c.is_control());
                let text: String = text.collect();
                let characters = text.chars().count();
                (text, characters)
            }
            Pasted::TooLong(characters) => (String::new(), characters),
        };
        if (1..=self.most).contains(&characters) {
            self.give_way();
        }
        let room = self.room();
        if characters > room {
            return Err(if self.text().is_empty() {
                NoRoom::Pasted { characters, most: self.most }
            } else {
                NoRoom::PastedBeside { characters, room }
            });
        }
        if characters > 0 {
            let at = self.input.cursor();
            let before = self.text().chars().take(at);
            let all = before.chain(text.chars()).chain(self.text().chars().skip(at)).collect();
            self.input = Input::new(all).with_cursor(at + characters);
        }
        Ok(characters > 0)
    }
}

/// What a key does in every field, for the help.
pub(crate) const EDITING: &str = "← → Home End move; Backspace Delete ^W ^U ^K delete; paste works";

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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_edit_the_text() {
        let mut field = Field::new("1.5");
        assert_eq!(field.key(Key::plain(KeyCode::Backspace)), Ok(true));
        assert_eq!(field.key(Key::char('7')), Ok(true));
        assert_eq!(field.key(Key::plain(KeyCode::Home)), Ok(false));
        assert_eq!(field.key(Key::char('-')), Ok(true));
        assert_eq!((field.text(), field.cursor_byte()), ("-1.7", 1));
        assert_eq!(field.key(Key::ctrl('u')), Ok(true));
        assert_eq!(field.text(), "");
    }

    #[test]
    fn what_is_typed_or_pasted_takes_the_place_of_what_is_selected() {
        let selected = || {
            let mut field = Field::new("1.5");
            field.select();
            field
        };
        let mut field = selected();
        assert_eq!((field.key(Key::char('7')), field.key(Key::char('2'))), (Ok(true), Ok(true)));
        assert_eq!((field.text(), field.is_selected()), ("72", false));
        let mut field = selected();
        assert_eq!((field.paste(Pasted::Text("8.25")), field.text()), (Ok(true), "8.25"));
        // Any other key edits what is there.
        for (key, text) in [
            (Key::plain(KeyCode::Backspace), "1.7"),
            (Key::plain(KeyCode::Left), "1.75"),
            (Key::plain(KeyCode::Home), "71.5"),
            (Key::plain(KeyCode::End), "1.57"),
            (Key::ctrl('u'), "7"),
        ] {
            let mut field = selected();
            field.key(key).unwrap();
            assert!(!field.is_selected());
            field.key(Key::char('7')).unwrap();
            assert_eq!(field.text(), text, "{key}");
        }
        // What is not taken leaves it as it was.
        let mut field = selected();
        assert!(field.paste(Pasted::TooLong(1_000_000)).is_err());
        assert_eq!((field.paste(Pasted::Text("\n")), field.text()), (Ok(false), "1.5"));
        assert!(field.is_selected());
    }

    #[test]
    fn a_paste_becomes_one_line() {
        let mut field = Field::new("");
        assert_eq!(field.paste(Pasted::Text("1\r\n2\t3\u{7}\n")), Ok(true));
        assert_eq!(field.text(), "1  2 3");
        assert_eq!(field.paste(Pasted::Text(" \n\u{7}")), Ok(false));
        assert_eq!(field.text(), "1  2 3");
    }

    #[test]
    fn what_has_no_room_is_refused_and_both_lengths_are_said() {
        let mut field = Field::default();
        let says = |result: Result<bool, NoRoom>| result.unwrap_err().to_string();
        assert_eq!(
            says(field.paste(Pasted::Text(&"7".repeat(6_012)))),
            "the pasted text has 6012 characters; this field takes at most 4096: nothing was pasted"
        );
        assert_eq!(
            says(Field::long().paste(Pasted::TooLong(1_234_567))),
            "the pasted text has 1,234,567 characters; this field takes at most 65,536: nothing was pasted"
        );
        assert_eq!(field.paste(Pasted::Text(&"7".repeat(4_095))), Ok(true));
        assert_eq!(
            says(field.paste(Pasted::Text("12"))),
            "the pasted text has 2 characters; this field has room for 1 more: nothing was pasted"
        );
        assert_eq!(field.key(Key::char('8')), Ok(true));
        assert_eq!(
            says(field.key(Key::char('9'))),
            "4097 characters typed; the field takes 4096: shorten or clear it (^U)"
        );
        assert_eq!(field.text(), "7".repeat(4_095) + "8");
    }

    #[test]
    fn what_was_typed_beyond_the_end_is_not_entered_without_it() {
        let mut field = Field::default();
        for _ in 0..SHORT {
            field.key(Key::char('7')).unwrap();
        }
        assert_eq!(field.entered().map(str::len), Ok(SHORT));
        for i in 1..=3 {
            let no_room = NoRoom::Typed { characters: SHORT + i, most: SHORT };
            assert_eq!(field.key(Key::char('8')), Err(no_room));
            assert_eq!(field.entered(), Err(no_room));
        }
        // Looking around in it does not shorten it.
        for key in [Key::plain(KeyCode::Left), Key::plain(KeyCode::Home), Key::ctrl('e')] {
            assert_eq!(field.key(key), Ok(false));
            assert!(field.entered().is_err());
        }
        assert_eq!(field.key(Key::plain(KeyCode::Backspace)), Ok(true));
        assert_eq!(field.entered().map(str::len), Ok(SHORT - 1));
        assert_eq!(field.key(Key::char('9')), Ok(true));
        assert!(field.key(Key::char('9')).is_err());
        assert_eq!(field.key(Key::ctrl('u')), Ok(true));
        assert_eq!(field.entered(), Ok(""));
    }

    proptest! {
        /// Whatever is pasted, wherever the cursor is: all of it, or nothing and both lengths.
        #[test]
        fn a_paste_is_taken_whole_or_refused_whole(
            pasted in prop::collection::vec(("[0-9 .,;−-]{1,40}", 1_usize..300), 1..8),
            left in 0_usize..5,
            is_long in any::<bool>(),
        ) {
            let mut field = if is_long { Field::long() } else { Field::default() };
            for (text, times) in pasted {
                for _ in 0..left {
                    field.key(Key::plain(KeyCode::Left)).unwrap();
                }
                let text = text.repeat(times);
                let (before, at) = (field.text().to_owned(), field.input.cursor());
                let inserted = text.trim();
                let length = |text: &str| text.chars().count();
                match field.paste(Pasted::Text(&text)) {
                    Ok(changed) => {
                        let split = before.char_indices().nth(at).map_or(before.len(), |(i, _)| i);
                        let (start, end) = before.split_at(split);
                        prop_assert_eq!(field.text(), format!("{start}{inserted}{end}"));
                        prop_assert_eq!(changed, !inserted.is_empty());
                        prop_assert_eq!(field.input.cursor(), at + length(inserted));
                        prop_assert!(length(field.text()) <= field.most);
                    }
                    Err(no_room) => {
                        prop_assert_eq!(field.text(), &before);
                        prop_assert!(length(&before) + length(inserted) > field.most);
                        let says = no_room.to_string();
                        prop_assert!(says.contains(&grouped(length(inserted) as u64)));
                        let other = if before.is_empty() { field.most } else { field.room() };
                        prop_assert!(says.contains(&grouped(other as u64)));
                    }
                }
            }
        }
    }
}
