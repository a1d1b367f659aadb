//! Bytes cut into sequences, each byte looked at once.
//!
//! `termina` knows what the sequences mean (`sequence`), but not where one that it does not know
//! ends: it would hold `ESC ]` (Alt-]) for ever and type the rest of an answer such as `ESC [ = 1
//! c`. So only what can be a key or a click is handed on.

mod answer;
mod paste;

use std::ops::ControlFlow;
use std::time::Duration;

use super::event::InputEvent;
use super::sequence;
use crate::app::{Key, KeyCode};
use paste::Paste;

pub use paste::PASTE_LIMIT;

const ESC: u8 = 0x1B;
const BEL: u8 = 0x07;
/// What Ctrl-C sends.
const INTERRUPT: u8 = 0x03;
const PASTE_START: &[u8] = b"\x1B[200~";

/// The longest CSI sequence that is looked at, in bytes; a key takes twenty at most.
const CSI_LIMIT: usize = 64;
/// The most bytes of memory that are kept for the next sequence.
const KEPT_CAPACITY: usize = 256;

/// How long a lone ESC may be the start of a sequence before it is the key.
const ESC_WITHIN: Duration = Duration::from_millis(50);
/// The same while an answer of the terminal is expected, which begins with ESC too.
const ANSWER_ESC_WITHIN: Duration = Duration::from_millis(500);
/// How long the rest of another sequence may pause. A reply of the terminal may come over a slow
/// link in pieces, and what is left of it must not act as keys. Waiting costs little: no key here
/// begins one of these, and Esc, Enter, an arrow or any key with Ctrl ends the wait.
const REST_WITHIN: Duration = Duration::from_secs(10);
/// How long after an Esc what follows may be the rest of a reply of which that was the first byte.
const LATE_WITHIN: Duration = Duration::from_secs(2);
/// How long a paste may pause. After that what comes is taken for keys again: its end may have been
/// lost.
const PASTE_WITHIN: Duration = Duration::from_secs(1);

/// Cuts a stream of bytes into sequences. Holds nothing but an unfinished one, and whether an
/// answer of the terminal is expected.
#[derive(Debug, Default)]
pub struct InputDecoder {
    state: State,
    /// the unfinished sequence from its first byte, or the paste so far without its opening
    held: Vec<u8>,
    expects_answer: bool,
}

/// What after ESC begins a text that is an answer of the terminal: OSC, DCS, APC, PM and SOS.
const TEXTS: &[u8] = b"]P_^X";
/// What begins the rest of a reply whose ESC came long before it.
const LATE: &[u8] = b"[]P_";
/// ST as a single byte.
const ST: u8 = 0x9C;

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// nothing; `held` is empty
    #[default]
    Ground,
    /// ESC alone
    Escape,
    /// nothing, but an Esc has just come; `held` is empty
    Escaped,
    /// the same, and one of [`LATE`] after it: a key if nothing follows at once
    Late,
    /// `ESC O`: one byte more
    Ss3,
    /// `ESC [`, up to a final byte
    Csi,
    /// the same, too long to be looked at
    LongCsi,
    /// this many bytes more of a character in UTF-8, else of `ESC [ [` (a Linux console's F1 to F5)
    /// or `ESC [ M` (a click)
    Counted { missing: usize, character: bool },
    /// `ESC` and one of [`TEXTS`], up to ST or BEL. Terminals' answers only, so nothing of it is
    /// held but the first bytes after `ESC ]` from the bracket on, and how many bytes a character
    /// in it still has: one of them may look like ST.
    Text { escape: bool, missing: usize },
    /// a bracketed paste
    Paste(Paste),
}

impl InputDecoder {
    /// Takes in whether the terminal was asked something and may still answer. Then a lone ESC,
    /// which may be the beginning of the answer, takes longer to be the key.
    pub fn expect_answer(&mut self, expects: bool) {
        self.expects_answer = expects;
    }

    /// Takes bytes as they came and gives `out` what they mean, in order.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(InputEvent)) {
        for &byte in bytes {
            self.take(byte, out);
        }
    }

    /// Returns after how long without further bytes to call [`flush`](Self::flush); none if nothing
    /// is unfinished.
    pub fn waits(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape if self.expects_answer => Some(ANSWER_ESC_WITHIN),
            State::Escape | State::Late => Some(ESC_WITHIN),
            State::Escaped => Some(LATE_WITHIN),
            State::Paste(_) => Some(PASTE_WITHIN),
            _ => Some(REST_WITHIN),
        }
    }

    /// Ends waiting for the rest of what is unfinished: a lone ESC is the key, anything else is
    /// dropped. An unfinished paste is reported.
    pub fn flush(&mut self, out: &mut impl FnMut(InputEvent)) {
        match self.state {
            State::Escape => {
                out(InputEvent::Key(Key::plain(KeyCode::Esc)));
                self.reset();
                self.state = State::Escaped;
                return;
            }
            State::Late => {
                if let Some(typed) = sequence::decode(&self.held) {
                    out(typed);
                }
            }
            State::Paste(paste) => out(paste.unfinished(&self.held)),
            _ => {}
        }
        self.reset();
    }

    fn take(&mut self, byte: u8, out: &mut impl FnMut(InputEvent)) {
        match self.state {
            State::Escape => self.take_after_escape(byte, out),
            State::Escaped if LATE.contains(&byte) => self.hold(byte, State::Late),
            State::Ground | State::Escaped => self.begin(byte, out),
            State::Late => {
                let late = self.held[0];
                self.begin(ESC, out);
                self.take(late, out);
                self.take(byte, out);
            }
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
            State::Text { escape: true, .. } => self.take_after_text(byte, out),
            State::Text { missing, .. } => match byte {
                ESC => self.state = State::Text { escape: true, missing: 0 },
                BEL => self.end_text(out),
                // No answer has one: it was cut off, and Ctrl-C after it is still Ctrl-C.
                0x00..=0x1F => self.begin(byte, out),
                ST if missing == 0 => self.end_text(out),
                0x80..=0xBF => self.state = text(missing.saturating_sub(1)),
                0x20..=0x7F => self.take_of_text(byte),
                // What follows it looks like the control character that it is, ST among them.
                0xC2 => self.state = text(0),
                _ => self.state = text(bytes_after(byte)),
            },
            // No terminal pastes one, and the one who presses it wants out.
            State::Paste(_) if byte == INTERRUPT => self.begin(byte, out),
            State::Paste(paste) => match paste.take(byte, &mut self.held) {
                ControlFlow::Continue(paste) => self.state = State::Paste(paste),
                ControlFlow::Break(whole) => {
                    self.reset();
                    out(whole);
                }
            },
        }
    }

    /// Drops what is held: `byte` is the first of something.
    fn begin(&mut self, byte: u8, out: &mut impl FnMut(InputEvent)) {
        self.reset();
        match byte {
            ESC => self.hold(byte, State::Escape),
            0x00..=0x7F => self.finish(byte, out),
            _ => self.take_lead(byte),
        }
    }

    fn take_after_escape(&mut self, byte: u8, out: &mut impl FnMut(InputEvent)) {
        match byte {
            b'[' => self.hold(byte, State::Csi),
            b'O' => self.hold(byte, State::Ss3),
            _ if TEXTS.contains(&byte) => {
                self.begin_text(byte);
            }
            // It always quits, also right behind an Esc or within what a terminal has not finished
            // to say.
            INTERRUPT => self.begin(byte, out),
            // Esc twice, or Esc and then an arrow in one packet.
            ESC => out(InputEvent::Key(Key::plain(KeyCode::Esc))),
            0x00..=0x7F => self.finish(byte, out),
            _ => self.take_lead(byte),
        }
    }

    /// The first byte of a character in UTF-8. Anything else above ASCII is dropped, with the ESC
    /// before it.
    fn take_lead(&mut self, byte: u8) {
        match bytes_after(byte) {
            0 => self.take_control(byte),
            missing => self.hold(byte, State::Counted { missing, character: true }),
        }
    }

    /// One of the control characters from 0x80 to 0x9F: what ESC and the character 0x40 below it
    /// is.
    fn take_control(&mut self, byte: u8) {
        self.reset();
        match byte {
            0x8F | 0x9B => {
                let state = if byte == 0x9B { State::Csi } else { State::Ss3 };
                self.held.push(ESC);
                self.hold(byte - 0x40, state);
            }
            0x80..=0x9F if TEXTS.contains(&(byte - 0x40)) => self.begin_text(byte - 0x40),
            _ => {}
        }
    }

    fn take_of_csi(&mut self, byte: u8, out: &mut impl FnMut(InputEvent)) {
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
                self.state = State::Paste(Paste::default());
            }
            0x40..=0x7E => self.finish(byte, out),
            // No part of a sequence: it was Alt-[ or was cut off, and Ctrl-C after it is still
            // Ctrl-C.
            _ => self.begin(byte, out),
        }
    }

    /// `byte`, one of [`TEXTS`], begins a text.
    fn begin_text(&mut self, byte: u8) {
        self.reset();
        self.state = text(0);
        if byte == b']' {
            self.held.push(byte);
        }
    }

    fn take_of_text(&mut self, byte: u8) {
        self.state = text(0);
        if !self.held.is_empty() && self.held.len() < CSI_LIMIT {
            self.held.push(byte);
        }
    }

    fn end_text(&mut self, out: &mut impl FnMut(InputEvent)) {
        if let Some(background) = answer::background(&self.held) {
            self.expects_answer = false;
            out(InputEvent::Background(background));
        }
        self.reset();
    }

    /// The byte after an ESC in a text: `\` makes it ST; anything else starts a new sequence, as in
    /// every terminal.
    fn take_after_text(&mut self, byte: u8, out: &mut impl FnMut(InputEvent)) {
        self.end_text(out);
        if byte != b'\\' {
            self.hold(ESC, State::Escape);
            if byte != ESC {
                self.take_after_escape(byte, out);
            }
        }
    }

    fn hold(&mut self, byte: u8, state: State) {
        self.held.push(byte);
        self.state = state;
    }

    /// `byte` is the last of what is held.
    fn finish(&mut self, byte: u8, out: &mut impl FnMut(InputEvent)) {
        self.held.push(byte);
        if let [0xC2, control @ 0x80..=0x9F] = self.held[..] {
            return self.take_control(control);
        }
        if let Some(typed) = sequence::decode(&self.held) {
            out(typed);
        }
        self.reset();
    }

    fn reset(&mut self) {
        clear(&mut self.held);
        self.state = State::Ground;
    }
}

/// In a text, with this many bytes of a character to come.
fn text(missing: usize) -> State {
    State::Text { escape: false, missing }
}

/// Returns how many bytes follow the first one of a character in UTF-8; 0 if it is none.
fn bytes_after(byte: u8) -> usize {
    match byte {
        0xC2..=0xDF => 1,
        0xE0..=0xEF => 2,
        0xF0..=0xF4 => 3,
        _ => 0,
    }
}

fn clear(held: &mut Vec<u8>) {
    held.clear();
    held.shrink_to(KEPT_CAPACITY);
}

#[cfg(test)]
mod tests;
