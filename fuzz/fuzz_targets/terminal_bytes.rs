//! Whatever bytes a terminal sends: they become keys, clicks and pastes, however they are cut into
//! packets.
#![no_main]

use emstep::internals::app::{Key, KeyCode};
use emstep::internals::runtime::{InputDecoder, InputEvent, PASTE_LIMIT};
use libfuzzer_sys::fuzz_target;

/// Ends a burst: no byte of UTF-8, so that it hides nothing that could be typed.
const PAUSE: u8 = 0xff;

fn feed(input: &mut InputDecoder, bytes: &[u8], typed: &mut Vec<InputEvent>) {
    input.feed(bytes, &mut |it| typed.push(it));
}

fn pause(input: &mut InputDecoder, typed: &mut Vec<InputEvent>) {
    if input.waits().is_some() {
        input.flush(&mut |it| typed.push(it));
    }
}

fn assert_is_sound(typed: &InputEvent) {
    match typed {
        InputEvent::Key(Key { code: KeyCode::Char(c), .. }) => assert!(!c.is_control(), "{c:?}"),
        // U+FFFD takes three bytes where there was one that is no UTF-8.
        InputEvent::Paste(text) => assert!(text.len() <= 3 * PASTE_LIMIT),
        InputEvent::PasteTooLong { characters } => assert!(*characters <= usize::MAX / 2),
        InputEvent::Key(_)
        | InputEvent::Background(_)
        | InputEvent::Click { .. }
        | InputEvent::Drag { .. }
        | InputEvent::Release { .. }
        | InputEvent::PasteUnfinished { .. } => {}
    }
}

fuzz_target!(|bytes: &[u8]| {
    let (mut whole, mut of_whole) = (InputDecoder::default(), Vec::new());
    let (mut cut, mut of_cut) = (InputDecoder::default(), Vec::new());
    for (number, burst) in bytes.split(|byte| *byte == PAUSE).enumerate() {
        if number > 0 {
            pause(&mut whole, &mut of_whole);
            pause(&mut cut, &mut of_cut);
        }
        feed(&mut whole, burst, &mut of_whole);
        for byte in burst {
            feed(&mut cut, &[*byte], &mut of_cut);
        }
    }
    assert_eq!(of_whole, of_cut);
    of_whole.iter().for_each(assert_is_sound);

    // Two pauses end whatever is unfinished: a lone Esc, and the wait for a reply that it began.
    pause(&mut cut, &mut of_cut);
    pause(&mut cut, &mut of_cut);
    assert_eq!(cut.waits(), None);
    // Ctrl-C is heard in whatever is unfinished.
    feed(&mut whole, b"\x03", &mut of_whole);
    assert_eq!(of_whole.last(), Some(&InputEvent::Key(Key::ctrl('c'))));
    assert_eq!(whole.waits(), None);
});
