use super::*;
use crate::view::theme::Rgb;

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
    assert_eq!(at_once(b"\x9B200~1 2\x1B[201~"), [InputEvent::Paste("1 2".into())]);
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
            let mut input = InputDecoder::default();
            let mut all = Vec::new();
            input.feed(&reply[..split], &mut |typed| all.push(typed));
            pause(&mut input, Duration::from_secs(seconds), &mut all);
            let is_escape = split == 1 && reply[0] == ESC;
            if is_escape && Duration::from_secs(seconds) >= LATE_WITHIN {
                // So long after an Esc a `]` is a key.
                continue;
            }
            input.feed(&reply[split..], &mut |typed| all.push(typed));
            all.retain(|event| !matches!(event, InputEvent::Background(_)));
            // A lone ESC cannot be told from the key; what follows it can.
            let heard = if is_escape { plain(KeyCode::Esc) } else { vec![] };
            assert_eq!(all, heard, "{reply:?} after {split} bytes and {seconds} s");
            input.feed(b"e", &mut |typed| all.push(typed));
            assert_eq!(all, [heard, chars("e")].concat(), "{reply:?}");
        }
    }
}

#[test]
fn the_background_is_told_however_it_is_cut() {
    let grey = Rgb(0x1e, 0x1e, 0x1e);
    for answer in [
        &b"\x1B]11;rgb:1e1e/1e1e/1e1e\x07"[..],
        b"\x1B]11;rgb:1e1e/1e1e/1e1e\x1B\\",
        b"\x9D11;rgb:1e1e/1e1e/1e1e\x9C",
        "\u{9d}11;rgb:1e1e/1e1e/1e1e\u{9c}".as_bytes(),
        b"\x1B]11;rgba:1e1e/1e1e/1e1e/ffff\x1B\\",
    ] {
        let bytes = [b"e", answer, b"m"].concat();
        let expected = [chars("e"), vec![InputEvent::Background(grey)], chars("m")].concat();
        assert_eq!(all_of([&bytes[..]]), expected, "{answer:?}");
        assert_eq!(all_of(bytes.chunks(1)), expected, "{answer:?}");
        for split in 1..bytes.len() {
            assert_eq!(all_of([&bytes[..split], &bytes[split..]]), expected, "{answer:?} {split}");
        }
    }
    for other in ["]10;rgb:0/0/0", "]11;?", "]11;rgb:0/0", "P11;rgb:0/0/0", "_]11;rgb:0/0/0"] {
        assert_eq!(all_of([format!("\x1B{other}\x1B\\").as_bytes()]), [], "{other}");
    }
    let long = format!("\x1B]11;rgb:0/0/{}\x07e", "0".repeat(1_000_000));
    assert_eq!(all_of([long.as_bytes()]), chars("e"));
}

/// The first byte of an answer looks like the key Esc if the next one takes long.
#[test]
fn an_answer_that_is_expected_may_pause_after_its_first_byte() {
    let feed = |input: &mut InputDecoder, bytes: &[u8], pause_after: u64| {
        let mut all = Vec::new();
        input.feed(bytes, &mut |typed| all.push(typed));
        pause(input, Duration::from_millis(pause_after), &mut all);
        all
    };
    let mut input = InputDecoder::default();
    input.expect_answer(true);
    assert_eq!(feed(&mut input, b"\x1B", 400), []);
    let answer = feed(&mut input, b"]11;rgb:ff/ff/ff\x07", 0);
    assert_eq!(answer, [InputEvent::Background(Rgb::WHITE)]);
    // It was the only one.
    assert_eq!(feed(&mut input, b"\x1B", 400), plain(KeyCode::Esc));
    // A user who presses the key meanwhile gets it, a little later.
    let mut input = InputDecoder::default();
    input.expect_answer(true);
    assert_eq!(feed(&mut input, b"\x1B", 600), plain(KeyCode::Esc));
    assert_eq!(feed(&mut input, b"]11;rgb:ff/ff/ff\x07", 0), [InputEvent::Background(Rgb::WHITE)]);
}
