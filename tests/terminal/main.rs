//! The real binary in a real pseudo-terminal: it takes the terminal over, and whatever happens,
//! gives it back.

#![cfg(unix)]

mod clipboard;
mod colors;
mod completion;
mod condensing;
mod exports;
mod fit_progress;
mod input;
mod output;
mod plain;
mod plain_characters;
#[path = "../harness/pty.rs"]
mod pty;
mod scripted_keys;
mod sessions;
mod signals;
mod standard_input;
mod window_title;

use pty::{Pty, emstep, example, shell};
use rustix::process::Signal;
use rustix::termios::LocalModes;

const BEGIN_FRAME: &str = "\x1b[?2026h";
const END_FRAME: &str = "\x1b[?2026l";
const ENTER: &str = "\x1b[?1049h";
const LEAVE: &str = "\x1b[?1049l";
const SHOW_CURSOR: &str = "\x1b[?25h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1015l\x1b[?1002l\x1b[?1000l";
const PASTE_OFF: &str = "\x1b[?2004l";

const SAVE_TITLE: &str = "\x1b[22;2t";
const RESTORE_TITLE: &str = "\x1b[23;2t";

fn opened() -> Pty {
    let mut pty = Pty::open(emstep(), 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty
}

fn is_cooked(pty: &Pty) -> bool {
    pty.modes().local_modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
}

/// The screen is left as often as it was entered, the cursor is there, and the line editing works.
fn assert_restored(pty: &Pty) {
    assert_eq!(pty.sent(ENTER), pty.sent(LEAVE));
    assert_eq!(pty.sent(ENTER), pty.sent(SHOW_CURSOR));
    assert_eq!(pty.sent(ENTER), pty.sent(PASTE_OFF));
    assert_eq!(pty.sent(SAVE_TITLE), pty.sent(RESTORE_TITLE));
    assert_usable(pty);
}

fn assert_usable(pty: &Pty) {
    assert!(!pty.screen().alternate_screen());
    assert!(!pty.screen().hide_cursor());
    assert!(!pty.screen().bracketed_paste());
    assert!(is_cooked(pty));
}

#[test]
fn q_quits_and_restores() {
    let mut pty = opened();
    assert!(pty.screen().hide_cursor());
    assert!(pty.screen().bracketed_paste());
    assert!(!is_cooked(&pty));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_eq!(pty.sent(ENTER), 1);
    assert_restored(&pty);
}

#[test]
fn steps_are_taken_and_drawn() {
    let mut pty = opened();
    assert!(pty.screen().contents().contains("−24.512532"));
    pty.send("m");
    pty.wait_until("the reason", |pty| pty.screen().contents().contains("the E-step comes first"));
    pty.send("em");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("−10.955912"));
    pty.send("p");
    pty.wait_until("γ₀", |pty| pty.screen().contents().contains("θ₀ →E→ γ₀"));
    // The form, with a paste in brackets: π and then the rest of the row, field after field.
    pty.send("t");
    pty.wait_until("the form", |pty| pty.screen().contents().contains("New θ₀"));
    pty.send("\x1b[200~0.25 -1 2 0.75 5 1\x1b[201~");
    pty.wait_until("what is typed", |pty| pty.screen().contents().contains("0.75"));
    pty.send("\r");
    pty.wait_until("run 2", |pty| pty.screen().contents().contains("run 2/2"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_usable(&pty);
}

#[test]
fn a_click_asks_where_a_number_comes_from() {
    let mut pty = Pty::open(emstep(), 120, 40);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty.send("M");
    pty.wait_until("the mouse", |pty| pty.sent("\x1b[?1000h") > 0);
    // The left button on μ_1 in the θ panel.
    pty.send("\x1b[<0;82;4M\x1b[<0;82;4m");
    assert_eq!(pty.sent("\x1b[?1003h"), 0, "moves without a button are not asked for");
    assert_eq!(pty.sent("\x1b[?1002h"), 1, "drags are");
    pty.wait_until("the derivation", |pty| {
        pty.screen().contents().contains("Where does it come from?")
    });
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_usable(&pty);
}

#[test]
fn the_mouse_and_the_keys_of_a_file_hold_from_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, "mouse = true\n[keys.stepper]\ne-step = \"f5\"\n").unwrap();
    let mut command = emstep();
    command.args(["--config", file.to_str().unwrap()]);
    let mut pty = Pty::open(command, 120, 40);
    pty.wait_until("the mouse", |pty| pty.sent("\x1b[?1000h") > 0);
    pty.wait_until("the hint", |pty| pty.screen().contents().contains("F5 E-step"));
    pty.send("\x1b[15~");
    pty.wait_until("γ₀", |pty| pty.screen().contents().contains("θ₀ →E→ γ₀"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_usable(&pty);
}

#[test]
fn a_lesson_is_taken_and_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("answers.json");
    let mut command = emstep();
    command.args(["lesson", "homework", "--record", record.to_str().unwrap()]);
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("the first step", |pty| pty.screen().contents().contains("1 of 13"));
    pty.send("\r");
    pty.wait_until("the question", |pty| pty.screen().contents().contains("Compute ℓ(θ₀)"));
    pty.send("-15.46\r");
    pty.wait_until("the hint", |pty| pty.screen().contents().contains("✗ not right"));
    pty.send("\x03");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&record).unwrap()).unwrap();
    assert_eq!(json["questions"][0]["tries"][0]["verdict"], "wrong");
    assert_usable(&pty);

    // Another run continues it and adds to it. What cannot be saved is said, and tried again at the
    // end.
    let mut command = emstep();
    command.args(["lesson", "homework", "--record", record.to_str().unwrap()]);
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("the question", |pty| pty.screen().contents().contains("2 of 13"));
    let kept = std::fs::read(&record).unwrap();
    std::fs::write(&record, "something else").unwrap();
    pty.send("-38.26\r");
    pty.wait_until("the refusal", |pty| pty.screen().contents().contains("not the record of a"));
    std::fs::write(&record, kept).unwrap();
    pty.send("\x03");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&record).unwrap()).unwrap();
    let tries = json["questions"][0]["tries"].as_array().unwrap();
    let answers: Vec<&str> = tries.iter().map(|t| t["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["-15.46", "-38.26"]);
}

#[test]
fn every_frame_is_a_synchronized_update() {
    let mut pty = opened();
    pty.resize(100, 30);
    pty.wait_until("a second frame", |pty| pty.sent(END_FRAME) >= 2);
    pty.send("q");
    pty.wait_end();
    assert_eq!(pty.sent(BEGIN_FRAME), pty.sent(END_FRAME));
    let log = String::from_utf8_lossy(pty.log());
    let outside: String = log
        .split(BEGIN_FRAME)
        .map(|part| part.split_once(END_FRAME).map_or(part, |(_, after)| after))
        .collect();
    let mut screen = vt100::Parser::default();
    screen.process(outside.as_bytes());
    assert!(screen.screen().contents().trim().is_empty(), "{outside:?}");
}

#[test]
fn nothing_is_sent_while_nothing_changes() {
    let mut pty = opened();
    pty.wait_until("the question", |pty| pty.sent("\x1b]11;?\x07") == 1);
    let before = pty.log().len();
    // Each wakes the program: a size that is the old one, and the terminal's focus.
    pty.signal(Signal::WINCH);
    pty.send("\x1b[I\x1b[O");
    pty.send("q");
    pty.wait_end();
    let after = String::from_utf8_lossy(&pty.log()[before..]);
    assert_eq!(after, [MOUSE_OFF, PASTE_OFF, RESTORE_TITLE, LEAVE, SHOW_CURSOR].concat());
}

#[test]
fn any_size_opens_and_quits() {
    for (columns, rows) in [(0, 0), (1, 1), (1, 40), (200, 1), (400, 120)] {
        let mut pty = Pty::open(emstep(), columns, rows);
        pty.wait_until("a frame", |pty| pty.sent(END_FRAME) >= 1);
        pty.send("q");
        assert_eq!(pty.wait_end().exit_status(), Some(0), "{columns}×{rows}");
        assert_restored(&pty);
    }
}

#[test]
fn a_window_that_cannot_be_is_drawn_as_far_as_memory_goes() {
    let script = "stty cols 65535 rows 65535; exec \"$0\"";
    let mut pty = Pty::open(shell(script), 80, 24);
    pty.wait_until("a frame", |pty| pty.sent(END_FRAME) >= 1);
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);

    // The same while it runs.
    let mut pty = opened();
    for (columns, rows) in [(65_535, 65_535), (65_535, 1), (1, 65_535)] {
        let frames = pty.sent(END_FRAME);
        pty.claim_size(columns, rows);
        pty.wait_until("a frame", |pty| pty.sent(END_FRAME) > frames);
    }
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn resizing_under_load_ends_in_a_frame_of_the_last_size() {
    let mut pty = opened();
    for step in 0..300 {
        pty.resize(step * 31 % 400, step * 17 % 120);
        pty.send("x");
    }
    pty.resize(80, 24);
    // A new session on the same size draws the same: nothing of the storm is left.
    let mut fresh = opened();
    fresh.send("x");
    fresh.wait_until("the cursor", |fresh| fresh.screen().contents().contains('┆'));
    fresh.send("x");
    fresh.wait_until("no cursor", |fresh| {
        let is_whole = fresh.sent("\x1b[?2026h") == fresh.sent(END_FRAME);
        is_whole && !fresh.screen().contents().contains('┆')
    });
    // A row that was cleared has no blanks, one that was written over has.
    let rows = |pty: &Pty| -> Vec<String> {
        pty.screen().contents().lines().map(|row| row.trim_end().to_owned()).collect()
    };
    let expected = rows(&fresh);
    pty.wait_until("the last frame", |pty| rows(pty) == expected);
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn a_panic_in_any_thread_is_reported_on_a_restored_terminal() {
    for (thread, message) in
        [("main", "the main thread panics"), ("other", "another thread panics")]
    {
        let mut command = example("panics");
        command.arg(thread);
        let mut pty = Pty::open(command, 80, 24);
        assert_eq!(pty.wait_end().exit_status(), Some(101), "{thread}");
        assert_restored(&pty);
        let log = String::from_utf8_lossy(pty.log()).into_owned();
        let (_, after) = log.split_once(LEAVE).unwrap();
        assert_eq!(after.matches(message).count(), 1, "{log:?}");
        assert!(pty.screen().contents().contains(message));
    }
}
