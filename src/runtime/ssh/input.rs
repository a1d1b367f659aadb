//! Bytes from a client's terminal to keys.
//!
//! The parser knows the sequences; what it does not know is when to give up. A lone Esc is a key after a moment, a
//! sequence that stays unfinished is forgotten, and one that grows without end is thrown away up to its end.

use std::time::Duration;

use termina::event::{
    self, KeyEvent, KeyEventKind, Modifiers, MouseButton, MouseEvent, MouseEventKind,
};
use termina::{Event, Parser};

use crate::app::{Key, KeyCode};

/// After this long an Esc is the key and begins nothing.
const LONE_ESC: Duration = Duration::from_millis(50);
/// After this long without a byte an unfinished sequence is forgotten: Alt+] begins one as well.
const FORGET: Duration = Duration::from_secs(1);
/// The same for a paste, which comes over the network in pieces.
const FORGET_PASTE: Duration = Duration::from_secs(10);
/// The longest unfinished sequence, in bytes.
const LONGEST: usize = 64 * 1024;

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const PASTE_BEGINS: [u8; 6] = *b"\x1b[200~";
const PASTE_ENDS: [u8; 6] = *b"\x1b[201~";

/// What somebody did at a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Pressed a key.
    Key(Key),
    /// Pasted a text.
    Paste(String),
    /// Clicked with the left button on this cell, counted from 0.
    Click {
        /// from the left
        column: u16,
        /// from the top
        row: u16,
    },
    /// Pasted a text that is too long; none of it comes.
    PasteTooLong,
}

/// Where in the stream of bytes the last one was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Between keys, or in the sequence of one.
    #[default]
    Keys,
    /// In a paste.
    Paste,
    /// In something too long, of which the rest is thrown away.
    Discard(Until),
}

/// Where something too long ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    /// at the end of the paste
    PasteEnds,
    /// at BEL or ST: an OSC or DCS string
    StringEnds,
    /// at a final byte: a CSI sequence
    Final,
}

/// A client's terminal.
#[derive(Debug, Default)]
pub struct Input {
    parser: Parser,
    state: State,
    /// The bytes of a character that is not whole yet.
    character: Vec<u8>,
    /// Bytes since the Esc of an unfinished sequence: no fewer than the parser holds.
    held: usize,
    /// The first two of them.
    first: [u8; 2],
    /// The last six bytes.
    last: [u8; 6],
}

impl Input {
    /// Takes bytes in, and tells `out` what they come to.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Typed)) {
        for byte in bytes {
            self.last.rotate_left(1);
            self.last[5] = *byte;
            match self.state {
                State::Discard(until) => {
                    if self.has_ended(until) {
                        self.forget();
                    }
                }
                State::Keys | State::Paste => self.parse(*byte, out),
            }
        }
    }

    /// After how long without a byte [`Input::flush`] is wanted; none where nothing is unfinished.
    pub fn waits(&self) -> Option<Duration> {
        match self.state {
            State::Paste | State::Discard(Until::PasteEnds) => Some(FORGET_PASTE),
            State::Keys if self.held == 0 && self.character.is_empty() => None,
            State::Keys if self.held == 1 => Some(LONE_ESC),
            State::Keys | State::Discard(_) => Some(FORGET),
        }
    }

    /// No byte came for as long as [`Input::waits`] said.
    pub fn flush(&mut self, out: &mut impl FnMut(Typed)) {
        if self.state == State::Keys {
            self.parser.parse(&[], false);
            self.pop(out);
        }
        self.forget();
    }

    fn parse(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        if self.state == State::Keys && self.held == 0 && byte != ESC {
            self.character(byte, out);
            return;
        }
        self.character.clear();
        if self.held < 2 {
            self.first[self.held] = byte;
        }
        self.held += 1;
        if self.last == PASTE_BEGINS {
            self.state = State::Paste;
        }
        self.parser.parse(&[byte], true);
        self.pop(out);
        if self.held > LONGEST {
            self.overflow(out);
        }
    }

    /// Between sequences: the parser gets whole characters only. It forgets bytes that are none without a word, and then
    /// nobody could tell what it still holds.
    fn character(&mut self, byte: u8, out: &mut impl FnMut(Typed)) {
        if byte.is_ascii() || byte >= 0xc0 {
            // Whatever was begun before is no character.
            self.character.clear();
        }
        self.character.push(byte);
        match str::from_utf8(&self.character) {
            Ok(_) => {
                self.parser.parse(&self.character, true);
                self.character.clear();
                self.pop(out);
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => self.character.clear(),
        }
    }

    fn overflow(&mut self, out: &mut impl FnMut(Typed)) {
        let until = match (self.state, self.first) {
            (State::Paste, _) => {
                out(Typed::PasteTooLong);
                Until::PasteEnds
            }
            (_, [_, b']' | b'P']) => Until::StringEnds,
            _ => Until::Final,
        };
        self.forget();
        self.state = State::Discard(until);
    }

    fn has_ended(&self, until: Until) -> bool {
        let [.., before, byte] = self.last;
        match until {
            Until::PasteEnds => self.last == PASTE_ENDS,
            Until::StringEnds => byte == BEL || (before == ESC && byte == b'\\'),
            Until::Final => (0x40..=0x7e).contains(&byte),
        }
    }

    /// Begins anew. The parser gives its memory back: a paste may have made it large.
    fn forget(&mut self) {
        *self = Self { last: self.last, ..Self::default() };
    }

    fn pop(&mut self, out: &mut impl FnMut(Typed)) {
        let mut was_paste = false;
        while let Some(event) = self.parser.pop() {
            self.held = 0;
            was_paste |= matches!(event, Event::Paste(_));
            if let Some(typed) = translate(event) {
                out(typed);
            }
        }
        if was_paste {
            self.forget();
        }
    }
}

/// What an event means here: terminals' reports, the focus and releases mean nothing.
fn translate(event: Event) -> Option<Typed> {
    match event {
        Event::Key(key) => translate_key(key).map(Typed::Key),
        Event::Mouse(mouse) => translate_mouse(mouse),
        Event::Paste(text) => Some(Typed::Paste(text)),
        Event::WindowResized(_)
        | Event::FocusIn
        | Event::FocusOut
        | Event::Csi(_)
        | Event::Osc(_)
        | Event::Dcs(_) => None,
    }
}

/// A click of the left button, and the wheel as the arrows.
fn translate_mouse(mouse: MouseEvent) -> Option<Typed> {
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            Some(Typed::Click { column: mouse.column, row: mouse.row })
        }
        MouseEventKind::ScrollUp => Some(Typed::Key(Key::plain(KeyCode::Up))),
        MouseEventKind::ScrollDown => Some(Typed::Key(Key::plain(KeyCode::Down))),
        _ => None,
    }
}

/// The key as the state machine knows it; `None` for a release and for keys it has no name for.
fn translate_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        event::KeyCode::Char(c) => KeyCode::Char(c),
        event::KeyCode::Enter => KeyCode::Enter,
        event::KeyCode::Escape => KeyCode::Esc,
        event::KeyCode::Tab if key.modifiers.contains(Modifiers::SHIFT) => KeyCode::BackTab,
        event::KeyCode::Tab => KeyCode::Tab,
        event::KeyCode::BackTab => KeyCode::BackTab,
        event::KeyCode::Backspace => KeyCode::Backspace,
        event::KeyCode::Delete => KeyCode::Delete,
        event::KeyCode::Insert => KeyCode::Insert,
        event::KeyCode::Up => KeyCode::Up,
        event::KeyCode::Down => KeyCode::Down,
        event::KeyCode::Left => KeyCode::Left,
        event::KeyCode::Right => KeyCode::Right,
        event::KeyCode::Home => KeyCode::Home,
        event::KeyCode::End => KeyCode::End,
        event::KeyCode::PageUp => KeyCode::PageUp,
        event::KeyCode::PageDown => KeyCode::PageDown,
        event::KeyCode::Function(n) => KeyCode::F(n),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(Modifiers::CONTROL);
    let alt = key.modifiers.contains(Modifiers::ALT);
    Some(Key { code, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn feed(input: &mut Input, bytes: &[u8]) -> Vec<Typed> {
        let mut typed = Vec::new();
        input.feed(bytes, &mut |one| typed.push(one));
        typed
    }

    fn flush(input: &mut Input) -> Vec<Typed> {
        let mut typed = Vec::new();
        while input.waits().is_some() {
            input.flush(&mut |one| typed.push(one));
        }
        typed
    }

    fn typed(bytes: &[u8]) -> Vec<Typed> {
        let mut input = Input::default();
        let mut typed = feed(&mut input, bytes);
        typed.extend(flush(&mut input));
        typed
    }

    fn key(key: Key) -> Vec<Typed> {
        vec![Typed::Key(key)]
    }

    #[test]
    fn keys_are_what_a_terminal_sends_for_them() {
        let plain = |code| key(Key::plain(code));
        for (bytes, expected) in [
            ("e", key(Key::char('e'))),
            ("N", key(Key::char('N'))),
            ("µ", key(Key::char('µ'))),
            ("\x03", key(Key::ctrl('c'))),
            ("\x08", key(Key::ctrl('h'))),
            ("\n", key(Key::ctrl('j'))),
            ("\r", plain(KeyCode::Enter)),
            ("\t", plain(KeyCode::Tab)),
            ("\x7f", plain(KeyCode::Backspace)),
            ("\x1b", plain(KeyCode::Esc)),
            ("\x1b[A", plain(KeyCode::Up)),
            ("\x1bOB", plain(KeyCode::Down)),
            ("\x1b[Z", plain(KeyCode::BackTab)),
            ("\x1b[5~", plain(KeyCode::PageUp)),
            ("\x1b[2~", plain(KeyCode::Insert)),
            ("\x1b[1~", plain(KeyCode::Home)),
            ("\x1b[F", plain(KeyCode::End)),
            ("\x1bx", key(Key { alt: true, ..Key::char('x') })),
            ("\x1b[1;5C", key(Key { ctrl: true, ..Key::plain(KeyCode::Right) })),
            ("\x1b[I", vec![]),
            ("\x1b[12;40R", vec![]),
            ("\x1b]11;rgb:0000/0000/0000\x07", vec![]),
            ("\x1b[<0;4;2M", vec![Typed::Click { column: 3, row: 1 }]),
            ("\x1b[<0;4;2m", vec![]),
            ("\x1b[<64;4;2M", plain(KeyCode::Up)),
            ("\x1b[200~1, 2\n3\x1b[201~", vec![Typed::Paste("1, 2\n3".into())]),
        ] {
            assert_eq!(typed(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    #[test]
    fn esc_is_a_key_once_nothing_follows_it() {
        let mut input = Input::default();
        assert_eq!(input.waits(), None);
        assert_eq!(feed(&mut input, b"\x1b"), []);
        assert_eq!(input.waits(), Some(LONE_ESC));
        assert_eq!(feed(&mut input, b"[A"), key(Key::plain(KeyCode::Up)));
        assert_eq!(input.waits(), None);
        feed(&mut input, b"\x1b");
        assert_eq!(flush(&mut input), key(Key::plain(KeyCode::Esc)));
    }

    #[test]
    fn what_stays_unfinished_is_forgotten() {
        let begun: [&[u8]; 6] = [b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b[<0;", b"\x1bO", b"\xcf"];
        for begun in begun {
            let mut input = Input::default();
            assert_eq!(feed(&mut input, begun), [], "{begun:?}");
            assert_eq!(input.waits(), Some(FORGET), "{begun:?}");
            assert_eq!(flush(&mut input), [], "{begun:?}");
            assert_eq!(feed(&mut input, b"e"), key(Key::char('e')), "{begun:?}");
        }
    }

    #[test]
    fn a_paste_has_time_and_is_taken_whole_or_not_at_all() {
        let mut input = Input::default();
        feed(&mut input, b"\x1b[200~1 2");
        assert_eq!(input.waits(), Some(FORGET_PASTE));
        assert_eq!(feed(&mut input, b" 3\x1b[201~"), [Typed::Paste("1 2 3".into())]);

        feed(&mut input, b"\x1b[200~");
        let mut typed = Vec::new();
        for _ in 0..80 {
            typed.extend(feed(&mut input, &vec![b'q'; 64 * 1024]));
        }
        assert_eq!(typed, [Typed::PasteTooLong]);
        assert_eq!(feed(&mut input, b"q\x1b[201~e"), key(Key::char('e')));
    }

    #[test]
    fn what_never_ends_is_thrown_away_up_to_its_end() {
        for (begin, fill, end) in [
            ("\x1b]0;", b'q', "\x07"),
            ("\x1bP", b'q', "\x1b\\"),
            ("\x1b[", b'1', "u"),
            ("\x1b[<", b';', "M"),
        ] {
            let mut input = Input::default();
            assert_eq!(feed(&mut input, begin.as_bytes()), []);
            for _ in 0..20 {
                assert_eq!(feed(&mut input, &[fill; 8 * 1024]), []);
            }
            assert_eq!(feed(&mut input, end.as_bytes()), []);
            assert_eq!(feed(&mut input, b"e"), key(Key::char('e')), "{begin:?}");
        }
    }

    #[test]
    fn no_character_comes_of_bytes_that_are_none() {
        assert_eq!(typed(b"\xff\x80\xc3(e"), ['(', 'e'].map(|c| Typed::Key(Key::char(c))));
    }

    /// Pieces of what terminals send, whole and broken.
    fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "\x1b",
                "\x1b[",
                "\x1b]",
                "\x1bP",
                "\x1b[200~",
                "\x1b[201~",
                "\x1b\\",
                "\x07",
                "[",
                "~",
                ";",
                "\x1b[<",
                "M",
                "$r",
                "m",
                "1",
                "σ",
                "\x1b[?",
                "u",
                "\x1b[>",
                " q",
                "\x1b[M",
            ])
            .prop_map(|text| text.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..4),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn how_bytes_are_cut_into_packets_changes_nothing(bytes in any_bytes(), cut in 0_usize..100) {
            let mut input = Input::default();
            let cut = cut.min(bytes.len());
            let mut pieces = feed(&mut input, &bytes[..cut]);
            pieces.extend(feed(&mut input, &bytes[cut..]));
            prop_assert_eq!(pieces, feed(&mut Input::default(), &bytes));
        }

        #[test]
        fn a_key_is_heard_whatever_came_before_it(bytes in any_bytes()) {
            let mut input = Input::default();
            feed(&mut input, &bytes);
            flush(&mut input);
            prop_assert_eq!(feed(&mut input, b"e"), key(Key::char('e')));
        }
    }
}
