//! Bytes of any kind, with sequences among them.

use proptest::prelude::*;

use super::*;

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

/// Returns what terminals answer, whole.
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

/// Returns what is pressed, and what it is.
fn press() -> impl Strategy<Value = (String, InputEvent)> {
    let characters = "[a-zA-Z0-9 γ🌋]".prop_map(|c| {
        let key = Key::char(c.chars().next().unwrap());
        (c, InputEvent::Key(key))
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
    let others = prop::sample::select(others)
        .prop_map(|(bytes, key)| (bytes.to_owned(), InputEvent::Key(key)));
    let paste = "[0-9 .π\r\n]{0,30}"
        .prop_map(|text| (format!("\x1B[200~{text}\x1B[201~"), InputEvent::Paste(text)));
    prop_oneof![4 => characters, 2 => others, 1 => paste]
}

proptest! {
    /// Replies of the terminal are not keys and take none with them, wherever they are split.
    #[test]
    fn replies_between_keys_leave_the_keys(
        all in prop::collection::vec(prop_oneof![
            press().prop_map(|(bytes, typed)| (bytes, Some(typed))),
            reply().prop_map(|bytes| (bytes, None)),
        ], 1..12),
    ) {
        let bytes: String = all.iter().map(|(bytes, _)| bytes.as_str()).collect();
        let pressed: Vec<InputEvent> = all.into_iter().filter_map(|(_, typed)| typed).collect();
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
        let mut input = InputDecoder::default();
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
        let mut input = InputDecoder::default();
        input.feed(&bytes, &mut |_| {});
        input.flush(&mut |_| {});
        let mut all = Vec::new();
        input.feed(b"e", &mut |typed| all.push(typed));
        prop_assert_eq!(all, chars("e"));
    }

    #[test]
    fn no_key_is_a_control_character(bytes in stream()) {
        for typed in at_once(&bytes) {
            if let InputEvent::Key(Key { code: KeyCode::Char(c), .. }) = typed {
                prop_assert!(!c.is_control(), "{c:?}");
            }
        }
    }
}
