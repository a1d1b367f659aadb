use proptest::prelude::*;

use super::*;

/// Lets as much time pass without a byte.
fn pause(input: &mut Input, mut time: Duration, all: &mut Vec<Typed>) {
    while let Some(wait) = input.waits().filter(|wait| *wait <= time) {
        time -= wait;
        input.flush(&mut |typed| all.push(typed));
    }
}

/// What comes out of the bytes, fed in these pieces, and of a long silence afterwards.
fn typed<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Typed> {
    let mut input = Input::default();
    let mut all = Vec::new();
    for piece in pieces {
        input.feed(piece, &mut |typed| all.push(typed));
    }
    pause(&mut input, Duration::from_secs(60), &mut all);
    assert_eq!(input.waits(), None);
    assert!(input.held.is_empty() && input.held.capacity() <= KEPT);
    all
}

fn at_once(bytes: &[u8]) -> Vec<Typed> {
    typed([bytes])
}

fn key(code: KeyCode, ctrl: bool, alt: bool) -> Vec<Typed> {
    vec![Typed::Key(Key { code, ctrl, alt })]
}

fn plain(code: KeyCode) -> Vec<Typed> {
    key(code, false, false)
}

fn chars(text: &str) -> Vec<Typed> {
    text.chars().map(|c| Typed::Key(Key::char(c))).collect()
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
    assert_eq!(at_once(b"\x1C\x1F"), [Typed::Key(Key::ctrl('4')), Typed::Key(Key::ctrl('7'))]);
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
        (&["\x1B[A", "\x1BOA", "\x1B[1;1A", "\x1B[1;2A", "\x1B[1;1:2A"][..], KeyCode::Up),
        (&["\x1B[B", "\x1BOB"], KeyCode::Down),
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
    assert_eq!(at_once(b"\x1B[<0;1;1M"), [Typed::Click { column: 0, row: 0 }]);
    assert_eq!(at_once(b"\x1B[<0;81;25M"), [Typed::Click { column: 80, row: 24 }]);
    assert_eq!(at_once(b"\x1B[M !\""), [Typed::Click { column: 0, row: 1 }]);
    assert_eq!(at_once(b"\x1B[<64;1;1M"), plain(KeyCode::Up));
    assert_eq!(at_once(b"\x1B[<65;1;1M"), plain(KeyCode::Down));
    // Released, dragged, moved, the right button, the wheel sideways.
    for other in ["<0;1;1m", "<32;1;1M", "<35;1;1M", "<2;1;1M", "<66;1;1M", "<0;1M", "<0;1;1u"] {
        assert_eq!(at_once(format!("\x1B[{other}").as_bytes()), [], "{other}");
    }
}

#[test]
fn reports_focus_and_releases_are_ignored_to_their_end() {
    for report in [
        "\x1B[I",
        "\x1B[O",
        "\x1B[1;1:3A",
        "\x1B[101;1:3u",
        "\x1B[8u",
        "\x1B[57358u",
        "\x1B[12;40R",
        "\x1B[?62;4c",
        "\x1B[>41;354;0c",
        "\x1B[=1c",
        "\x1B[;5A",
        "\x1B[?2026;2$y",
        "\x1B[?997;1n",
        "\x1B[0n",
        "\x1B[8;24;80t",
        "\x1B[201~",
        "\x1B[999~",
        "\x1B[E",
        "\x1B[ q",
        "\x1B[[Z",
        "\x1BOz",
        "\x1B]11;rgb:0000/0000/0000\x07",
        "\x1B]11;rgb:0000/0000/0000\x1B\\",
        "\x1BP1$r0m\x1B\\",
        "\x1BP>|XTerm(370)\x1B\\",
        "\x1B]\x07",
        "\x1B]52;c;aGVsbG8=\x1B\\",
        "\x1B]l温度\x1B\\",
        "\x1B_Gi=31;OK\x1B\\",
        "\x1B^private\x1B\\",
        "\x1BXstring\x1B\\",
        "\x1B[?1u",
        "\x1B[48;40;120;0;0t",
    ] {
        let bytes = format!("e{report}m");
        assert_eq!(at_once(bytes.as_bytes()), chars("em"), "{report:?}");
    }
}

#[test]
fn replies_in_eight_bits_are_ignored_to_their_end() {
    for report in [
        &b"\x9D11;rgb:0000/0000/0000\x07"[..],
        b"\x9D11;rgb:0000/0000/0000\x9C",
        b"\x9D11;rgb:0000/0000/0000\x1B\\",
        b"\x90>|XTerm(370)\x9C",
        b"\x1BP>|XTerm(370)\x9C",
        b"\x9B?62;4c",
        b"\x9B12;40R",
        b"\x9FGi=31;OK\x9C",
        b"\x9Eprivate\x9C",
        b"\x98string\x9C",
        b"\x8Fz",
        // As a terminal writes them that sends UTF-8.
        "\u{9d}11;rgb:0000/0000/0000\u{9c}".as_bytes(),
        "\u{90}>|tmux 3.4\u{9c}".as_bytes(),
        "\u{9b}?62;4c".as_bytes(),
        // A character of a text may have a byte that looks like the end of the text.
        "\x1B]lŜÜ𝐜\x1B\\".as_bytes(),
        "\u{9d}lŜÜ𝐜\u{9c}".as_bytes(),
    ] {
        assert_eq!(at_once(&[b"e", report, b"m"].concat()), chars("em"), "{report:?}");
        let pieces = [b"e", report, b"m"].concat();
        assert_eq!(typed(pieces.chunks(1)), chars("em"), "{report:?}");
    }
    assert_eq!(at_once(b"\x9BA\x8FB"), [plain(KeyCode::Up), plain(KeyCode::Down)].concat());
    assert_eq!(at_once(b"\x9C\x85\x84e"), chars("e"));
    assert_eq!(at_once(b"\x9B200~1 2\x1B[201~"), [Typed::Paste("1 2".into())]);
    assert_eq!(at_once(b"\x9D11;rgb\x03"), key(KeyCode::Char('c'), true, false));
}

#[test]
fn the_rest_of_a_reply_is_none_after_a_pause() {
    let replies: [&[u8]; 8] = [
        b"\x1B]11;rgb:ffff/ffff/ffff\x1B\\",
        b"\x1B]11;rgb:ffff/ffff/ffff\x07",
        b"\x1BP>|tmux 3.4\x1B\\",
        b"\x9D11;rgb:ffff/ffff/ffff\x9C",
        b"\x1B[?62;4c",
        b"\x1B[12;40R",
        b"\x1B[8;24;80t",
        b"\x1B_Gi=31;OK\x1B\\",
    ];
    for (reply, seconds) in replies.into_iter().flat_map(|reply| [1, 2, 5].map(|s| (reply, s))) {
        for split in 1..reply.len() {
            let mut input = Input::default();
            let mut all = Vec::new();
            input.feed(&reply[..split], &mut |typed| all.push(typed));
            pause(&mut input, Duration::from_secs(seconds), &mut all);
            let is_escape = split == 1 && reply[0] == ESC;
            if is_escape && Duration::from_secs(seconds) >= LATE_WITHIN {
                // So long after an Esc a `]` is a key.
                continue;
            }
            input.feed(&reply[split..], &mut |typed| all.push(typed));
            // A lone ESC cannot be told from the key; what follows it can.
            let heard = if is_escape { plain(KeyCode::Esc) } else { vec![] };
            assert_eq!(all, heard, "{reply:?} after {split} bytes and {seconds} s");
            input.feed(b"e", &mut |typed| all.push(typed));
            assert_eq!(all, [heard, chars("e")].concat(), "{reply:?}");
        }
    }
}

#[test]
fn a_key_after_an_escape_is_heard() {
    let mut input = Input::default();
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
fn a_paste_is_one_event_with_all_that_is_in_it() {
    let paste = |text: &str| vec![Typed::Paste(text.into())];
    assert_eq!(at_once(b"\x1B[200~\x1B[201~"), paste(""));
    assert_eq!(at_once("\x1B[200~1 2\r\n\x1B[Aπ\x1B[201~".as_bytes()), paste("1 2\r\n\x1B[Aπ"));
    assert_eq!(at_once(b"\x1B[200~a\x1B[20\x1B\x1B[201\x1B[201~"), paste("a\x1B[20\x1B\x1B[201"));
    assert_eq!(at_once(b"\x1B[200~a\xFFb\x1B[201~"), paste("a\u{fffd}b"));
}

#[test]
fn a_paste_has_a_limit_and_its_length_is_said() {
    let paste = |text: &str| at_once(format!("\x1B[200~{text}\x1B[201~e").as_bytes());
    let text = "x".repeat(PASTE_LIMIT);
    assert_eq!(paste(&text)[..], [&[Typed::Paste(text)], &chars("e")[..]].concat());
    for character in ["x", "π", "🌋"] {
        for length in [PASTE_LIMIT + 1, 3 * PASTE_LIMIT] {
            let told = paste(&character.repeat(length));
            let too_long = [Typed::PasteTooLong { characters: length }];
            assert_eq!(told, [&too_long, &chars("e")[..]].concat(), "{length} × {character}");
        }
    }
}

#[test]
fn what_is_too_long_is_discarded_up_to_its_end() {
    let long = "7;".repeat(PASTE_LIMIT);
    let ends =
        [("[", "~"), ("[?", "c"), ("]", "\x07"), ("]", "\x1B\\"), ("P", "\x1B\\"), ("_", "\x1B\\")];
    for (start, end) in ends {
        let mut input = Input::default();
        let mut all = Vec::new();
        input.feed(format!("\x1B{start}{long}").as_bytes(), &mut |typed| all.push(typed));
        assert!(input.held.len() <= CSI_LIMIT);
        assert_eq!(input.waits(), Some(REST_WITHIN));
        input.feed(format!("{end}e").as_bytes(), &mut |typed| all.push(typed));
        assert_eq!(all, chars("e"), "{start} … {end:?}");
    }
}

#[test]
fn an_unfinished_paste_holds_no_more_than_the_limit() {
    let mut input = Input::default();
    let mut all = Vec::new();
    input.feed(b"\x1B[200~", &mut |typed| all.push(typed));
    for _ in 0..100 {
        input.feed(&[b'x'; 4096], &mut |typed| all.push(typed));
        assert!(input.held.len() <= PASTE_LIMIT);
    }
    assert_eq!(all, []);
    assert_eq!(input.held.capacity(), KEPT);
    assert_eq!(input.waits(), Some(PASTE_WITHIN));
    input.flush(&mut |typed| all.push(typed));
    assert_eq!(all, [Typed::PasteUnfinished { characters: 409_600 }]);
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
        (b"\x1B[200~abc", PASTE_WITHIN, vec![Typed::PasteUnfinished { characters: 3 }]),
        (b"\x1B[200~\x1B[20", PASTE_WITHIN, vec![Typed::PasteUnfinished { characters: 4 }]),
    ] {
        let mut input = Input::default();
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
fn ctrl_c_is_heard_in_a_paste_that_does_not_end() {
    let ctrl_c = || key(KeyCode::Char('c'), true, false);
    for start in ["", "1 2", "\x1B", "\x1B[20", "\x1B[201", "π\r\nq"] {
        let paste = format!("\x1B[200~{start}\x03");
        assert_eq!(at_once(paste.as_bytes()), ctrl_c(), "{start:?}");
    }
    let long = format!("\x1B[200~{}\x03e", "7 ".repeat(PASTE_LIMIT));
    assert_eq!(at_once(long.as_bytes()), [ctrl_c(), chars("e")].concat());
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

/// Bytes with the beginnings and ends of sequences among them.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        prop::sample::select(vec![
            "\x1B",
            "\x1B[",
            "\x1B]",
            "\x1BP",
            "\x1B_",
            "\x1BO",
            "\x03",
            "\x1B[200~",
            "\x1B[201~",
            "\x1B\\",
            "\x07",
            "\x1B[M",
            "\x1B[<0;",
            "1;",
            "7",
            "A",
            "~",
            "M",
            "u",
            "π",
            "🌋",
            "e",
            "[",
            "?",
            ">",
            "=",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// What terminals answer, whole.
fn reply() -> impl Strategy<Value = String> {
    let text = "[ -~]{0,40}";
    let ends = prop::sample::select(vec!["\x1B\\", "\x07"]);
    prop_oneof![
        (text, ends).prop_map(|(text, end)| format!("\x1B]{text}{end}")),
        ("[P_^X]", text).prop_map(|(kind, text)| format!("\x1B{kind}{text}\x1B\\")),
        "[0-9]{1,4};[0-9]{1,4}R".prop_map(|cursor| format!("\x1B[{cursor}")),
        "[?>=][0-9;]{0,20}[cnquy]".prop_map(|report| format!("\x1B[{report}")),
        "[?]?[0-9;]{1,9}[$]y".prop_map(|mode| format!("\x1B[{mode}")),
        "[0-9;]{1,12}[tn]".prop_map(|report| format!("\x1B[{report}")),
        prop::sample::select(vec!["\x1B[I", "\x1B[O"]).prop_map(str::to_owned),
    ]
}

/// What is pressed, and what it is.
fn press() -> impl Strategy<Value = (String, Typed)> {
    let characters = "[a-zA-Z0-9 γ🌋]".prop_map(|c| {
        let key = Key::char(c.chars().next().unwrap());
        (c, Typed::Key(key))
    });
    let others = vec![
        ("\r", Key::plain(KeyCode::Enter)),
        ("\x1B[A", Key::plain(KeyCode::Up)),
        ("\x1BOB", Key::plain(KeyCode::Down)),
        ("\x1B[5~", Key::plain(KeyCode::PageUp)),
        ("\x1B[1;5C", Key { code: KeyCode::Right, ctrl: true, alt: false }),
        ("\x03", Key::ctrl('c')),
        ("\t", Key::plain(KeyCode::Tab)),
    ];
    let others =
        prop::sample::select(others).prop_map(|(bytes, key)| (bytes.to_owned(), Typed::Key(key)));
    let paste = "[0-9 .π\r\n]{0,30}"
        .prop_map(|text| (format!("\x1B[200~{text}\x1B[201~"), Typed::Paste(text)));
    prop_oneof![4 => characters, 2 => others, 1 => paste]
}

proptest! {
    /// Replies of the terminal are no keys and take none with them, wherever they are split.
    #[test]
    fn replies_between_keys_leave_the_keys(
        all in prop::collection::vec(prop_oneof![
            press().prop_map(|(bytes, typed)| (bytes, Some(typed))),
            reply().prop_map(|bytes| (bytes, None)),
        ], 1..12),
    ) {
        let bytes: String = all.iter().map(|(bytes, _)| bytes.as_str()).collect();
        let pressed: Vec<Typed> = all.into_iter().filter_map(|(_, typed)| typed).collect();
        for split in 0..=bytes.len() {
            let (first, second) = bytes.as_bytes().split_at(split);
            prop_assert_eq!(&typed([first, second]), &pressed);
        }
        prop_assert_eq!(&typed(bytes.as_bytes().chunks(1)), &pressed);
    }

    /// A reply that never ends is over after a silence.
    #[test]
    fn after_a_reply_that_was_cut_off_keys_are_heard(
        reply in reply(),
        cut in any::<prop::sample::Index>(),
        (bytes, press) in press(),
    ) {
        let cut = 2 + cut.index(reply.len() - 2);
        let mut input = Input::default();
        let mut all = Vec::new();
        input.feed(&reply.as_bytes()[..cut], &mut |typed| all.push(typed));
        input.flush(&mut |typed| all.push(typed));
        input.feed(bytes.as_bytes(), &mut |typed| all.push(typed));
        prop_assert_eq!(all, [press]);
    }

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        typed(bytes.chunks(7));
    }

    /// Keys that a terminal makes up, with numbers as large as may be.
    #[test]
    fn any_sequence_is_taken(sequence in "(\x1B(\\[[<?>=]?[0-9:;]{0,30}[ -/]?[@-~]|O.|\\[M[ -~]{3}|\\[\\[.))*") {
        typed(sequence.as_bytes().chunks(3));
    }

    #[test]
    fn how_the_bytes_are_split_does_not_matter(
        bytes in stream(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]);
        prop_assert_eq!(typed(pieces), at_once(&bytes));
        prop_assert_eq!(typed(bytes.chunks(1)), at_once(&bytes));
    }

    #[test]
    fn after_any_bytes_a_key_is_heard(bytes in stream()) {
        let mut input = Input::default();
        input.feed(&bytes, &mut |_| {});
        input.flush(&mut |_| {});
        let mut all = Vec::new();
        input.feed(b"e", &mut |typed| all.push(typed));
        prop_assert_eq!(all, chars("e"));
    }

    #[test]
    fn no_key_is_a_control_character(bytes in stream()) {
        for typed in at_once(&bytes) {
            if let Typed::Key(Key { code: KeyCode::Char(c), .. }) = typed {
                prop_assert!(!c.is_control(), "{c:?}");
            }
        }
    }
}
