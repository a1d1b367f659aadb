//! Bytes from a client's terminal to keys.
//!
//! `termina` knows what the sequences mean (`decode`), but not where one that it does not know ends: it would hold
//! `ESC ]` (Alt-]) for ever and type the rest of an answer such as `ESC [ = 1 c`. So the bytes are cut into whole sequences
//! here, each byte looked at once, and only what can be a key or a click is handed on.

mod decode;
#[cfg(test)]
mod tests;

use std::mem;
use std::time::Duration;

use crate::app::{Key, KeyCode};

const ESC: u8 = 0x1B;
const BEL: u8 = 0x07;
const PASTE_START: &[u8] = b"\x1B[200~";
const PASTE_END: &[u8] = b"\x1B[201~";

/// The longest paste, in bytes.
pub const PASTE_LIMIT: usize = 64 * 1024;
/// The longest CSI sequence that is looked at, in bytes; a key takes twenty at most.
const CSI_LIMIT: usize = 64;
/// The most bytes of memory that are kept for the next sequence.
const KEPT: usize = 256;

/// How long a lone ESC may be the start of a sequence before it is the key.
const ESC_WITHIN: Duration = Duration::from_millis(50);
/// How long the rest of another sequence may take.
const REST_WITHIN: Duration = Duration::from_secs(1);
/// How long a paste may pause.
const PASTE_WITHIN: Duration = Duration::from_secs(10);

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
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
    /// pasted more than [`PASTE_LIMIT`] bytes, none of which are kept
    PasteTooLong,
}

/// Cuts a stream of bytes into sequences. Holds nothing but an unfinished one.
#[derive(Debug, Default)]
pub struct Input {
    state: State,
    /// the unfinished sequence from its first byte, or the paste so far without its opening
    held: Vec<u8>,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// nothing; `held` is empty
    #[default]
    Ground,
    /// ESC alone
    Escape,
    /// `ESC O`: one byte more
    Ss3,
    /// `ESC [`, up to a final byte
    Csi,
    /// the same, too long to be looked at
    LongCsi,
    /// this many bytes more of a character in UTF-8, else of `ESC [ [` (a Linux console's F1 to F5) or `ESC [ M` (a click)
    Counted { missing: usize, character: bool },
    /// `ESC ]` or `ESC P`, up to ST or BEL. Programs' answers only, so nothing of it is held.
    Text { escape: bool },
    /// a bracketed paste, of whose end this many bytes have come
    Paste { ending: usize, too_long: bool },
}

impl Input {
    /// Takes bytes as they came and tells `out` what they mean, in order.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Typed)) {
        for &byte in bytes {
            self.take(byte, out);
        }
    }

    /// After how long without further bytes [`flush`](Self::flush) is wanted; `None` where nothing is unfinished.
    pub fn waits(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape => Some(ESC_WITHIN),
            State::Paste { .. } => Some(PASTE_WITHIN),
            _ => Some(REST_WITHIN),
        }
    }

    /// Ends waiting for the rest of what is unfinished: a lone ESC is the key, anything else is dropped.
    pub fn flush(&mut self, out: &mut impl FnMut(Typed)) {
        if self.state == State::Escape {
            out(Typed::Key(Key::plain(KeyCode::Esc)));
        }
        self.reset();
    }

    fn take(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        match self.state {
            State::Ground => self.begin(byte, out),
            State::Escape => self.take_after_escape(byte, out),
            State::Counted { missing, character } => {
                let fits = if character { (0x80..=0xBF).contains(&byte) } else { byte >= 0x20 };
                match missing {
                    _ if !fits => self.begin(byte, out),
                    1 => self.finish(byte, out),
                    _ => self.hold(byte, State::Counted { missing: missing - 1, character }),
                }
            }
            State::Ss3 => match byte {
                0x20..=0x7E => self.finish(byte, out),
                _ => self.begin(byte, out),
            },
            State::Csi => self.take_of_csi(byte, out),
            State::LongCsi => match byte {
                0x20..=0x3F => {}
                0x40..=0x7E => self.reset(),
                // As in `take_of_csi`.
                _ => self.begin(byte, out),
            },
            State::Text { escape: false } => match byte {
                ESC => self.state = State::Text { escape: true },
                BEL => self.reset(),
                _ => {}
            },
            State::Text { escape: true } => self.take_after_text(byte, out),
            State::Paste { ending, too_long } => self.take_of_paste(byte, ending, too_long, out),
        }
    }

    /// Drops what is held: `byte` is the first of something.
    fn begin(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        self.reset();
        match byte {
            ESC => self.hold(byte, State::Escape),
            0x00..=0x7F => self.finish(byte, out),
            _ => self.take_lead(byte),
        }
    }

    fn take_after_escape(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        match byte {
            b'[' => self.hold(byte, State::Csi),
            b'O' => self.hold(byte, State::Ss3),
            b']' | b'P' => {
                self.reset();
                self.state = State::Text { escape: false };
            }
            // Esc twice, or Esc and then an arrow in one packet.
            ESC => out(Typed::Key(Key::plain(KeyCode::Esc))),
            0x00..=0x7F => self.finish(byte, out),
            _ => self.take_lead(byte),
        }
    }

    /// The first byte of a character in UTF-8. Anything else above ASCII is dropped, with the ESC before it.
    fn take_lead(&mut self, byte: u8) {
        let missing = match byte {
            0xC2..=0xDF => 1,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            _ => return self.reset(),
        };
        self.hold(byte, State::Counted { missing, character: true });
    }

    fn take_of_csi(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        match byte {
            0x20..=0x3F if self.held.len() >= CSI_LIMIT => {
                self.reset();
                self.state = State::LongCsi;
            }
            0x20..=0x3F => self.hold(byte, State::Csi),
            b'[' if self.held.len() == 2 => {
                self.hold(byte, State::Counted { missing: 1, character: false });
            }
            b'M' if self.held.len() == 2 => {
                self.hold(byte, State::Counted { missing: 3, character: false });
            }
            b'~' if self.held == PASTE_START[..PASTE_START.len() - 1] => {
                self.reset();
                self.state = State::Paste { ending: 0, too_long: false };
            }
            0x40..=0x7E => self.finish(byte, out),
            // No part of a sequence: it was Alt-[ or was cut off, and Ctrl-C after it is still Ctrl-C.
            _ => self.begin(byte, out),
        }
    }

    /// The byte after an ESC in a text: `\` makes it ST; anything else starts a new sequence, as in every terminal.
    fn take_after_text(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        self.reset();
        if byte != b'\\' {
            self.hold(ESC, State::Escape);
            if byte != ESC {
                self.take_after_escape(byte, out);
            }
        }
    }

    fn take_of_paste(
        &mut self,
        byte: u8,
        ending: usize,
        too_long: bool,
        out: &mut impl FnMut(Typed),
    ) {
        // ESC stands only at the start of the end, so that nothing else of it has to be looked for again.
        let ending = match byte {
            _ if byte == PASTE_END[ending] => ending + 1,
            ESC => 1,
            _ => 0,
        };
        if ending == PASTE_END.len() {
            let mut text = mem::take(&mut self.held);
            self.reset();
            if !too_long {
                text.truncate(text.len() + 1 - PASTE_END.len());
                out(Typed::Paste(lossy(text)));
            }
            return;
        }
        self.state = State::Paste { ending, too_long };
        if too_long {
            return;
        }
        self.held.push(byte);
        if self.held.len() - ending > PASTE_LIMIT {
            self.reset();
            self.state = State::Paste { ending, too_long: true };
            out(Typed::PasteTooLong);
        }
    }

    fn hold(&mut self, byte: u8, state: State) {
        self.held.push(byte);
        self.state = state;
    }

    /// `byte` is the last of what is held.
    fn finish(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        self.held.push(byte);
        if let Some(typed) = decode::decode(&self.held) {
            out(typed);
        }
        self.reset();
    }

    fn reset(&mut self) {
        self.held.clear();
        self.held.shrink_to(KEPT);
        self.state = State::Ground;
    }
}

/// The text without a copy where it is UTF-8.
fn lossy(text: Vec<u8>) -> String {
    String::from_utf8(text)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
