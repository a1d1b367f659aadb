use super::*;

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
            // A lone ESC cannot be told from the key; what follows it can.
            let heard = if is_escape { plain(KeyCode::Esc) } else { vec![] };
            assert_eq!(all, heard, "{reply:?} after {split} bytes and {seconds} s");
            input.feed(b"e", &mut |typed| all.push(typed));
            assert_eq!(all, [heard, chars("e")].concat(), "{reply:?}");
        }
    }
}
