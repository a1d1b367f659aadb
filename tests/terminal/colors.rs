//! Which colours the screen has: those for the terminal's background.

use crate::pty::{Pty, emstep};
use crate::{END_FRAME, assert_restored, opened};

const QUESTION: &str = "\x1b]11;?\x07";
/// The first component's colour in three themes.
const DARK: u8 = 202;
const LIGHT: u8 = 124;
/// The background of the one that brings its own.
const PAPER: u8 = 231;

fn shows(pty: &Pty, color: u8) -> bool {
    let (rows, columns) = pty.screen().size();
    let wanted = vt100::Color::Idx(color);
    (0..rows.get()).any(|row| {
        (0..columns.get()).any(|column| {
            let cell = pty.screen().cell(row, column);
            cell.is_some_and(|cell| cell.fgcolor() == wanted || cell.bgcolor() == wanted)
        })
    })
}

fn at(pty: &Pty, sequence: &str) -> Option<usize> {
    let found = |bytes: &[u8]| bytes == sequence.as_bytes();
    pty.log().windows(sequence.len()).position(found)
}

#[test]
fn a_light_terminal_says_so_after_the_first_frame() {
    let mut pty = opened();
    pty.wait_until("the question", |pty| pty.sent(QUESTION) == 1);
    assert!(at(&pty, END_FRAME) < at(&pty, QUESTION), "the first frame waits for nothing");
    assert!(shows(&pty, DARK) && !shows(&pty, LIGHT));
    let before = pty.screen().contents();
    // As it may come over a slow link, its first byte alone.
    for piece in ["\x1b", "]11;rgb:ffff", "/ffff/ffff", "\x1b", "\\"] {
        pty.send(piece);
    }
    pty.wait_until("the light theme", |pty| shows(pty, LIGHT) && !shows(pty, DARK));
    assert_eq!(pty.screen().contents(), before, "an answer is no key");
    pty.send("e");
    pty.wait_until("a key", |pty| pty.screen().contents().contains("next: M-step"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_eq!(pty.sent(QUESTION), 1);
    assert_restored(&pty);
}

#[test]
fn a_dark_terminal_is_drawn_once() {
    let mut pty = opened();
    pty.wait_until("the question", |pty| pty.sent(QUESTION) == 1);
    let frames = pty.sent(END_FRAME);
    pty.send("\x1b]11;rgb:1e1e/1e1e/1e1e\x07e");
    pty.wait_until("a key", |pty| pty.screen().contents().contains("next: M-step"));
    assert_eq!(pty.sent(END_FRAME), frames + 1);
    assert!(shows(&pty, DARK) && !shows(&pty, LIGHT));
}

#[test]
fn without_an_answer_the_environment_says_it() {
    let mut command = emstep();
    command.env("COLORFGBG", "0;15");
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    assert!(shows(&pty, LIGHT) && !shows(&pty, DARK));
}

#[test]
fn a_theme_that_is_chosen_is_asked_for_by_no_one() {
    for (theme, color) in [("dark", DARK), ("light", LIGHT), ("contrast", PAPER)] {
        let mut command = emstep();
        command.args(["--theme", theme]);
        let mut pty = Pty::open(command, 80, 24);
        pty.wait_until("the first frame", Pty::is_drawn);
        assert!(shows(&pty, color), "{theme}");
        pty.send("q");
        assert_eq!(pty.wait_end().exit_status(), Some(0));
        assert_eq!(pty.sent(QUESTION), 0, "{theme}");
    }
}

#[test]
fn a_key_goes_through_the_themes() {
    let mut pty = opened();
    for (name, color) in [("light", LIGHT), ("contrast", PAPER)] {
        pty.send("T");
        let says = format!("theme: {name}");
        pty.wait_until(name, |pty| shows(pty, color) && pty.screen().contents().contains(&says));
    }
    pty.send("T");
    pty.wait_until("no colours", |pty| !shows(pty, PAPER) && !shows(pty, LIGHT));
    // What is chosen by hand stays.
    pty.send("T");
    pty.wait_until("dark", |pty| shows(pty, DARK));
    pty.send("\x1b]11;rgb:ffff/ffff/ffff\x07e");
    pty.wait_until("a key", |pty| pty.screen().contents().contains("next: M-step"));
    assert!(shows(&pty, DARK) && !shows(&pty, LIGHT));
}
