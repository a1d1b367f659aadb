//! A bracketed paste, byte by byte up to its end.

use std::mem;
use std::ops::ControlFlow;

use super::clear;
use crate::app::form::field::LONGEST;
use crate::runtime::input::InputEvent;

/// The longest paste that is kept, in bytes: whatever has room in a field has room here, since a
/// character of UTF-8 takes four at most.
pub const PASTE_LIMIT: usize = 4 * LONGEST;
const PASTE_END: &[u8] = b"\x1B[201~";

/// How much of a paste has come. Its text so far is held by the decoder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paste {
    /// How many bytes of its end have come.
    ending: usize,
    /// How many characters have come, if it is too long to be held.
    counted: Option<usize>,
}

impl Paste {
    /// Takes the next byte. Breaks with the whole paste if that is the last.
    pub(super) fn take(mut self, byte: u8, held: &mut Vec<u8>) -> ControlFlow<InputEvent, Self> {
        // ESC is only at the start of the end, so that nothing else of it has to be looked for
        // again.
        self.ending = match byte {
            _ if byte == PASTE_END[self.ending] => self.ending + 1,
            b'\x1B' => 1,
            _ => 0,
        };
        let is_complete = self.ending == PASTE_END.len();
        let before = PASTE_END.len() - 1;
        match &mut self.counted {
            Some(characters) if is_complete => {
                let characters = *characters - before;
                return ControlFlow::Break(InputEvent::PasteTooLong { characters });
            }
            None if is_complete => {
                let mut text = mem::take(held);
                text.truncate(text.len() - before);
                return ControlFlow::Break(InputEvent::Paste(lossy(text)));
            }
            Some(characters) => *characters += usize::from(is_first_of_character(byte)),
            None => {
                held.push(byte);
                if held.len() - self.ending > PASTE_LIMIT {
                    self.counted = Some(characters(held));
                    clear(held);
                }
            }
        }
        ControlFlow::Continue(self)
    }

    /// Returns the report of a paste whose end has not come.
    pub(super) fn unfinished(self, held: &[u8]) -> InputEvent {
        let characters = self.counted.unwrap_or_else(|| characters(held));
        InputEvent::PasteUnfinished { characters }
    }
}

/// Returns how many characters a text has.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| is_first_of_character(**byte)).count()
}

fn is_first_of_character(byte: u8) -> bool {
    !(0x80..=0xBF).contains(&byte)
}

/// Returns the text, without a copy if it is UTF-8.
fn lossy(text: Vec<u8>) -> String {
    String::from_utf8(text)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
