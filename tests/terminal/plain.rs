//! `emstep --plain` at a terminal: lines are edited, and kept as a history.

use crate::pty::{Pty, emstep};
use crate::{ENTER, is_cooked};

fn plain(term: &str, is_asked_for: bool) -> Pty {
    let mut command = emstep();
    command.env("TERM", term);
    if is_asked_for {
        command.arg("--plain");
    }
    let mut pty = Pty::open(command, 100, 40);
    pty.wait_until("the prompt", |pty| pty.sent("emstep> ") > 0);
    pty
}

fn shows(pty: &mut Pty, text: &str) {
    pty.wait_until(text, |pty| pty.screen().contents().contains(text));
}

/// Waits for the next prompt.
fn prompts(pty: &mut Pty) {
    pty.wait_until("the next prompt", |pty| {
        pty.screen().contents().trim_end().ends_with("emstep>")
    });
}

#[test]
fn lines_are_edited_and_come_back_from_the_history() {
    let mut pty = plain("xterm-256color", true);
    assert_eq!(pty.sent(ENTER), 0, "the terminal keeps its own screen");
    // A slip is taken back.
    pty.send("x\x7fe\r");
    shows(&mut pty, "γ₀: the E-step from θ₀ is done");
    pty.send("m\r");
    shows(&mut pty, "ℓ(θ₁) = −10.955912");
    // Up twice is e again.
    pty.send("\x1b[A\x1b[A\r");
    shows(&mut pty, "γ₁: the E-step from θ₁ is done");
    pty.send("mm\r");
    shows(&mut pty, "error: no command is called 'mm'; did you mean m?");
    pty.send("q\r");
    assert_eq!(pty.wait_end().exit_status(), Some(1));
    assert_eq!((pty.sent("\x1b[?2004h"), pty.sent("\x1b[3")), (0, 0), "no pastes, no colours");
    assert!(is_cooked(&pty));
}

#[test]
fn q_asks_once_before_much_is_lost() {
    let mut pty = plain("xterm-256color", true);
    pty.send("g 30\r");
    shows(&mut pty, "θ₃₀: the M-step from γ₂₉ is done");
    prompts(&mut pty);
    let says = "60 half-steps of run 1 are not saved: W saves them, q again quits.";
    pty.send("q\r");
    shows(&mut pty, says);
    // Another command in between, and it asks again.
    pty.send("theta 1,2\r");
    shows(&mut pty, "Run 2 starts here");
    prompts(&mut pty);
    pty.send("q\r");
    pty.wait_until("the question again", |pty| pty.sent(says) == 2);
    prompts(&mut pty);
    pty.send("q\r");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
}

#[test]
fn a_byte_that_is_not_text_ends_nothing() {
    for term in ["xterm-256color", "dumb"] {
        let mut pty = plain(term, true);
        // É as a terminal in Latin-1 sends it.
        pty.send_bytes(b"\xc9\r");
        shows(&mut pty, "error: what was typed is not text in UTF-8; type the command again");
        prompts(&mut pty);
        pty.send("e\r");
        shows(&mut pty, "γ₀: the E-step from θ₀ is done");
        pty.send("q\r");
        assert_eq!(pty.wait_end().exit_status(), Some(1));
    }
}

#[test]
fn control_c_and_control_d_end_it() {
    for key in ["\x03", "\x04"] {
        let mut pty = plain("xterm-256color", true);
        pty.send("e\r");
        shows(&mut pty, "γ₀: the E-step from θ₀ is done");
        prompts(&mut pty);
        pty.send(key);
        assert_eq!(pty.wait_end().exit_status(), Some(0));
        assert!(is_cooked(&pty));
    }
}

#[test]
fn a_dumb_terminal_has_lines_and_no_escape_sequence() {
    let mut pty = plain("dumb", false);
    shows(&mut pty, "emstep: TERM=dumb shows no screen");
    pty.send("e\n");
    shows(&mut pty, "γ₀: the E-step from θ₀ is done");
    pty.send("q\n");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_eq!(pty.sent("\x1b"), 0, "{}", String::from_utf8_lossy(pty.log()).escape_debug());
}

/// Fifty runs, and as many lines more to see that all were started and nothing was typed twice.
fn fifty_runs() -> String {
    let runs = (1..=50).map(|mean| format!("theta 1,{mean}\r"));
    runs.chain(["runs\r", "q\r", "q\r"].map(str::to_owned)).collect()
}

fn check_fifty_runs(mut pty: Pty) {
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    let log = String::from_utf8_lossy(pty.log()).into_owned();
    for run in 2..=51 {
        assert_eq!(log.matches(&format!("Run {run} starts here")).count(), 1, "run {run}\n{log}");
    }
    assert!(!log.contains("error: "), "{log}");
}

#[test]
fn lines_that_are_pasted_are_all_obeyed() {
    let mut pty = plain("xterm-256color", true);
    pty.send(&fifty_runs());
    check_fifty_runs(pty);
}

#[test]
fn what_is_typed_while_a_command_is_at_work_is_obeyed_after_it() {
    let mut pty = plain("xterm-256color", true);
    pty.send("scan\r");
    for line in fifty_runs().split_inclusive('\r') {
        let (first, rest) = line.split_at(1);
        pty.send(first);
        pty.send(rest);
    }
    check_fifty_runs(pty);
}
