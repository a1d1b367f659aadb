use super::*;

#[test]
fn a_paste_is_one_event_with_all_that_is_in_it() {
    let paste = |text: &str| vec![InputEvent::Paste(text.into())];
    assert_eq!(at_once(b"\x1B[200~\x1B[201~"), paste(""));
    assert_eq!(at_once("\x1B[200~1 2\r\n\x1B[Aπ\x1B[201~".as_bytes()), paste("1 2\r\n\x1B[Aπ"));
    assert_eq!(at_once(b"\x1B[200~a\x1B[20\x1B\x1B[201\x1B[201~"), paste("a\x1B[20\x1B\x1B[201"));
    assert_eq!(at_once(b"\x1B[200~a\xFFb\x1B[201~"), paste("a\u{fffd}b"));
}

#[test]
fn a_paste_has_a_limit_and_its_length_is_said() {
    let paste = |text: &str| at_once(format!("\x1B[200~{text}\x1B[201~e").as_bytes());
    let text = "x".repeat(PASTE_LIMIT);
    assert_eq!(paste(&text)[..], [&[InputEvent::Paste(text)], &chars("e")[..]].concat());
    for character in ["x", "π", "🌋"] {
        for length in [PASTE_LIMIT + 1, 3 * PASTE_LIMIT] {
            let told = paste(&character.repeat(length));
            let too_long = [InputEvent::PasteTooLong { characters: length }];
            assert_eq!(told, [&too_long, &chars("e")[..]].concat(), "{length} × {character}");
        }
    }
}

#[test]
fn an_unfinished_paste_holds_no_more_than_the_limit() {
    let mut input = InputDecoder::default();
    let mut all = Vec::new();
    input.feed(b"\x1B[200~", &mut |typed| all.push(typed));
    for _ in 0..100 {
        input.feed(&[b'x'; 4096], &mut |typed| all.push(typed));
        assert!(input.held.len() <= PASTE_LIMIT);
    }
    assert_eq!(all, []);
    assert_eq!(input.held.capacity(), KEPT_CAPACITY);
    assert_eq!(input.waits(), Some(PASTE_WITHIN));
    input.flush(&mut |typed| all.push(typed));
    assert_eq!(all, [InputEvent::PasteUnfinished { characters: 409_600 }]);
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
