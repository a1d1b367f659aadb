mod any_bytes;
mod pastes;
mod replies;

use super::*;

/// Lets as much time pass without a byte.
fn pause(input: &mut InputDecoder, mut time: Duration, all: &mut Vec<InputEvent>) {
    while let Some(wait) = input.waits().filter(|wait| *wait <= time) {
        time -= wait;
        input.flush(&mut |typed| all.push(typed));
    }
}

/// Returns what a user did, by the bytes, fed in these pieces, and a long silence afterwards.
fn typed<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<InputEvent> {
    let is_user = |event: &InputEvent| !matches!(event, InputEvent::Background(_));
    all_of(pieces).into_iter().filter(is_user).collect()
}

/// Returns the same with what the terminal said.
fn all_of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<InputEvent> {
    let mut input = InputDecoder::default();
    let mut all = Vec::new();
    for piece in pieces {
        input.feed(piece, &mut |typed| all.push(typed));
    }
    pause(&mut input, Duration::from_secs(60), &mut all);
    assert_eq!(input.waits(), None);
    assert!(input.held.is_empty() && input.held.capacity() <= KEPT_CAPACITY);
    all
}

fn at_once(bytes: &[u8]) -> Vec<InputEvent> {
    typed([bytes])
}

fn key(code: KeyCode, ctrl: bool, alt: bool) -> Vec<InputEvent> {
    vec![InputEvent::Key(Key { code, ctrl, alt })]
}

fn plain(code: KeyCode) -> Vec<InputEvent> {
    key(code, false, false)
}

fn chars(text: &str) -> Vec<InputEvent> {
    text.chars().map(|c| InputEvent::Key(Key::char(c))).collect()
}

#[test]
fn characters_and_control_characters() {
    assert_eq!(at_once("eN 0γ待🌋".as_bytes()), chars("eN 0γ待🌋"));
    assert_eq!(at_once(b"\r"), plain(KeyCode::Enter));
    assert_eq!(at_once(b"\n"), key(KeyCode::Char('j'), true, false));
    assert_eq!(at_once(b"\t"), plain(KeyCode::Tab));
    assert_eq!(at_once(b"\x7F"), plain(KeyCode::Backspace));
    assert_eq!(at_once(b"\x08"), key(KeyCode::Char('h'), true, false));
    assert_eq!(at_once(b"\x03"), key(KeyCode::Char('c'), true, false));
    assert_eq!(at_once(b"\0"), key(KeyCode::Char(' '), true, false));
    assert_eq!(
        at_once(b"\x1C\x1F"),
        [InputEvent::Key(Key::ctrl('4')), InputEvent::Key(Key::ctrl('7'))]
    );
    assert_eq!(at_once("\u{9b}\u{85}".as_bytes()), []);
}

#[test]
fn alt_is_an_escape_before_it() {
    assert_eq!(at_once(b"\x1Be"), key(KeyCode::Char('e'), false, true));
    assert_eq!(at_once("\x1Bé".as_bytes()), key(KeyCode::Char('é'), false, true));
    assert_eq!(at_once(b"\x1B\r"), key(KeyCode::Enter, false, true));
    assert_eq!(at_once(b"\x1B\x03"), key(KeyCode::Char('c'), true, false));
}

#[test]
fn named_keys() {
    for (sequences, code) in [
        (&["\x1B[A", "\x1BOA", "\x1B[1;1A", "\x1B[1;1:2A"][..], KeyCode::Up),
        (&["\x1B[B", "\x1BOB"], KeyCode::Down),
        (&["\x1B[1;2A", "\x1B[a"], KeyCode::ShiftUp),
        (&["\x1B[1;2B", "\x1B[b"], KeyCode::ShiftDown),
        (&["\x1B[C", "\x1BOC"], KeyCode::Right),
        (&["\x1B[D", "\x1BOD"], KeyCode::Left),
        (&["\x1B[H", "\x1BOH", "\x1B[1~", "\x1B[7~"], KeyCode::Home),
        (&["\x1B[F", "\x1BOF", "\x1B[4~", "\x1B[8~"], KeyCode::End),
        (&["\x1B[5~"], KeyCode::PageUp),
        (&["\x1B[6~"], KeyCode::PageDown),
        (&["\x1B[2~"], KeyCode::Insert),
        (&["\x1B[3~"], KeyCode::Delete),
        (&["\x1BOP", "\x1B[11~", "\x1B[[A"], KeyCode::F(1)),
        (&["\x1B[15~", "\x1B[[E"], KeyCode::F(5)),
        (&["\x1B[24~"], KeyCode::F(12)),
        (&["\x1B[Z", "\x1B[9;2u"], KeyCode::BackTab),
        (&["\x1B[13u"], KeyCode::Enter),
        (&["\x1B[27u"], KeyCode::Esc),
        (&["\x1B[101u"], KeyCode::Char('e')),
    ] {
        for sequence in sequences {
            assert_eq!(at_once(sequence.as_bytes()), plain(code), "{sequence:?}");
        }
    }
    assert_eq!(at_once(b"\x1B[1;5C"), key(KeyCode::Right, true, false));
    assert_eq!(at_once(b"\x1B[1;3C"), key(KeyCode::Right, false, true));
    assert_eq!(at_once(b"\x1B[99;5u"), key(KeyCode::Char('c'), true, false));
}

#[test]
fn keys_are_the_same_in_xterms_older_way() {
    let code = |c: char, ctrl, alt| key(KeyCode::Char(c), ctrl, alt);
    assert_eq!(at_once(b"\x1B[27;5;99~"), code('c', true, false));
    assert_eq!(at_once(b"\x9B27;5;99~"), code('c', true, false));
    assert_eq!(at_once(b"\x1B[27;7;99~"), code('c', true, true));
    assert_eq!(at_once(b"\x1B[27;5;113~"), code('q', true, false));
    assert_eq!(at_once(b"\x1B[27;5;13~"), key(KeyCode::Enter, true, false));
    assert_eq!(at_once(b"\x1B[27;2;9~"), plain(KeyCode::BackTab));
    for broken in ["27;5;~", "27;;99~", "27;5~", "27;5;99999999999~", "27;5;99;1~"] {
        assert_eq!(at_once(format!("\x1B[{broken}e").as_bytes()), chars("e"), "{broken}");
    }
}

#[test]
fn clicks_count_from_zero_and_the_wheel_is_arrows() {
    assert_eq!(at_once(b"\x1B[<0;1;1M"), [InputEvent::Click { column: 0, row: 0 }]);
    assert_eq!(at_once(b"\x1B[<0;81;25M"), [InputEvent::Click { column: 80, row: 24 }]);
    assert_eq!(at_once(b"\x1B[M !\""), [InputEvent::Click { column: 0, row: 1 }]);
    assert_eq!(at_once(b"\x1B[<64;1;1M"), plain(KeyCode::Up));
    assert_eq!(at_once(b"\x1B[<65;1;1M"), plain(KeyCode::Down));
    assert_eq!(at_once(b"\x1B[<32;3;1M"), [InputEvent::Drag { column: 2, row: 0 }]);
    assert_eq!(at_once(b"\x1B[<0;3;2m"), [InputEvent::Release { column: 2, row: 1 }]);
    // Moved, the right button pressed and dragged, the wheel sideways.
    for other in ["<35;1;1M", "<34;1;1M", "<2;1;1M", "<66;1;1M", "<0;1M", "<0;1;1u"] {
        assert_eq!(at_once(format!("\x1B[{other}").as_bytes()), [], "{other}");
    }
}

#[test]
fn a_key_after_an_escape_is_heard() {
    let mut input = InputDecoder::default();
    let mut all = Vec::new();
    for c in ["[", "]", "P", "_", "e"] {
        input.feed(b"\x1B", &mut |typed| all.push(typed));
        pause(&mut input, ESC_WITHIN, &mut all);
        input.feed(c.as_bytes(), &mut |typed| all.push(typed));
        pause(&mut input, ESC_WITHIN, &mut all);
        assert_eq!(all, [plain(KeyCode::Esc), chars(c)].concat(), "{c}");
        all.clear();
    }
    input.feed(b"\x1B", &mut |typed| all.push(typed));
    pause(&mut input, ESC_WITHIN, &mut all);
    input.feed(b"]\x03", &mut |typed| all.push(typed));
    assert_eq!(all, [plain(KeyCode::Esc), key(KeyCode::Char('c'), true, false)].concat());
}

#[test]
fn what_is_too_long_is_discarded_up_to_its_end() {
    let long = "7;".repeat(PASTE_LIMIT);
    let ends =
        [("[", "~"), ("[?", "c"), ("]", "\x07"), ("]", "\x1B\\"), ("P", "\x1B\\"), ("_", "\x1B\\")];
    for (start, end) in ends {
        let mut input = InputDecoder::default();
        let mut all = Vec::new();
        input.feed(format!("\x1B{start}{long}").as_bytes(), &mut |typed| all.push(typed));
        assert!(input.held.len() <= CSI_LIMIT);
        assert_eq!(input.waits(), Some(REST_WITHIN));
        input.feed(format!("{end}e").as_bytes(), &mut |typed| all.push(typed));
        assert_eq!(all, chars("e"), "{start} … {end:?}");
    }
}

#[test]
fn only_an_escape_becomes_a_key_by_waiting() {
    for (bytes, wait, all) in [
        (&b"\x1B"[..], ESC_WITHIN, plain(KeyCode::Esc)),
        (b"\x1B[", REST_WITHIN, vec![]),
        (b"\x1B]", REST_WITHIN, vec![]),
        (b"\x1BP", REST_WITHIN, vec![]),
        (b"\x1BO", REST_WITHIN, vec![]),
        (b"\x1B]abc\x1B", REST_WITHIN, vec![]),
        (b"\x1B[1;", REST_WITHIN, vec![]),
        (b"\x1B[M ", REST_WITHIN, vec![]),
        (b"\xE5\xBE", REST_WITHIN, vec![]),
        (b"\x1B\xC3", REST_WITHIN, vec![]),
        (b"\x1B_G", REST_WITHIN, vec![]),
        (b"\x1B[200~abc", PASTE_WITHIN, vec![InputEvent::PasteUnfinished { characters: 3 }]),
        (b"\x1B[200~\x1B[20", PASTE_WITHIN, vec![InputEvent::PasteUnfinished { characters: 4 }]),
    ] {
        let mut input = InputDecoder::default();
        input.feed(bytes, &mut |typed| panic!("{bytes:?} is not finished, but gave {typed:?}"));
        assert_eq!(input.waits(), Some(wait), "{bytes:?}");
        let mut flushed = Vec::new();
        input.flush(&mut |typed| flushed.push(typed));
        assert_eq!(flushed, all, "{bytes:?}");
        input.feed(b"e", &mut |typed| flushed.push(typed));
        assert_eq!(flushed, [all, chars("e")].concat(), "{bytes:?}");
    }
}

#[test]
fn each_of_two_escapes_is_heard_and_a_sequence_after_one() {
    assert_eq!(at_once(b"\x1B\x1B"), [plain(KeyCode::Esc), plain(KeyCode::Esc)].concat());
    assert_eq!(at_once(b"\x1B\x1B[A"), [plain(KeyCode::Esc), plain(KeyCode::Up)].concat());
}

#[test]
fn what_breaks_into_a_sequence_is_heard() {
    let ctrl_c = || key(KeyCode::Char('c'), true, false);
    assert_eq!(at_once(b"\x1B[\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1B[1;\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1BO\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1B[M\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1B[1;\x1B[A"), plain(KeyCode::Up));
    assert_eq!(at_once(b"\x1B]text\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1B_\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1B]text\x1B\x03"), ctrl_c());
    assert_eq!(at_once(b"\x1B]text\x1B[A"), plain(KeyCode::Up));
    assert_eq!(at_once(b"\x1B]text\x1B\x1B[A"), plain(KeyCode::Up));
}

#[test]
fn broken_utf_8_gives_nothing_and_takes_nothing_with_it() {
    for broken in [
        &b"\x80"[..],
        b"\xBF\xBF",
        b"\xC3",
        b"\xC0\xAF",
        b"\xE5\xBE",
        b"\xE0\x80\x80",
        b"\xED\xA0\x80",
        b"\xF4\x90\x80\x80",
        b"\xF0\x9F\x8C",
        b"\xFF\xFE",
        b"\x1B\xFF",
        b"\xC3\xC3",
    ] {
        assert_eq!(at_once(&[broken, b"e"].concat()), chars("e"), "{broken:?}");
        assert_eq!(at_once(&[broken, "π".as_bytes()].concat()), chars("π"), "{broken:?}");
    }
}
