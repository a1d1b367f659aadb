//! What a user does at a terminal.

use crate::app::{Key, Message};
use crate::text::grouped;
use crate::view::Pointer;
use crate::view::theme::Rgb;

/// What a user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputEvent {
    /// pressed a key, or turned the wheel, which counts as an arrow
    Key(Key),
    /// pasted a text; what was no UTF-8 in it is U+FFFD
    Paste(String),
    /// pressed the left button on a cell, counted from 0
    Click {
        /// from the left
        column: u16,
        /// from the top
        row: u16,
    },
    /// moved the mouse to a cell while the left button is held
    Drag {
        /// from the left
        column: u16,
        /// from the top
        row: u16,
    },
    /// let go of the left button
    Release {
        /// from the left
        column: u16,
        /// from the top
        row: u16,
    },
    /// nothing: the terminal says what its background is
    Background(Rgb),
    /// pasted more than [`super::PASTE_LIMIT`] bytes, none of which are kept
    PasteTooLong {
        /// how many characters they are
        characters: usize,
    },
    /// pasted a text whose end never came, so that it is not kept
    PasteUnfinished {
        /// how many characters came
        characters: usize,
    },
}

impl InputEvent {
    /// Returns the message for the state machine. What the mouse means is up to `mouse`, which gets
    /// its column and row.
    pub fn into_message(
        self,
        mouse: impl FnOnce(Pointer, u16, u16) -> Option<Message>,
    ) -> Option<Message> {
        Some(match self {
            Self::Click { column, row } => return mouse(Pointer::Pressed, column, row),
            Self::Drag { column, row } => return mouse(Pointer::Dragged, column, row),
            Self::Release { column, row } => return mouse(Pointer::Released, column, row),
            Self::Background(_) => return None,
            Self::Key(key) => Message::Key(key),
            Self::Paste(text) => Message::Paste(text),
            Self::PasteTooLong { characters } => Message::LongPaste { characters },
            Self::PasteUnfinished { characters } => {
                let characters = grouped(characters as u64);
                Message::RuntimeFailed(format!(
                    "the paste did not end; its {characters} characters were dropped"
                ))
            }
        })
    }
}
