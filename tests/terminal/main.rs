//! The real binary in a real pseudo-terminal: it takes the terminal over, and whatever happens,
//! gives it back.

#![cfg(unix)]

#[path = "../harness/pty.rs"]
mod pty;

use assert_cmd::Command;
use pty::{Pty, emstep, example, shell};
use rustix::process::Signal;
use rustix::termios::{Action, LocalModes, tcflow};

const BEGIN_FRAME: &str = "\x1b[?2026h";
const END_FRAME: &str = "\x1b[?2026l";
const ENTER: &str = "\x1b[?1049h";
const LEAVE: &str = "\x1b[?1049l";
const SHOW_CURSOR: &str = "\x1b[?25h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1002l\x1b[?1000l";
const PASTE_OFF: &str = "\x1b[?2004l";

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
    assert!(pty.screen().contents().contains("ℓ(θ₀) = −24.512532"));
    pty.send("m");
    pty.wait_until("the reason", |pty| pty.screen().contents().contains("the E-step comes first"));
    pty.send("em");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("ℓ(θ₁) = −10.955912"));
    pty.send("p");
    pty.wait_until("γ₀", |pty| pty.screen().contents().contains("θ₀ →E→ γ₀"));
    // The form, with a paste in brackets: π and then the rest of the row, field after field.
    pty.send("t");
    pty.wait_until("the form", |pty| pty.screen().contents().contains("θ₀ of a new run"));
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
    pty.wait_until("the derivation", |pty| {
        pty.screen().contents().contains("Where does it come from?")
    });
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
    pty.wait_until("the first step", |pty| pty.screen().contents().contains("1 of 11"));
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

    // Another run adds to it. What cannot be saved is said, and tried again at the end.
    let mut command = emstep();
    command.args(["lesson", "homework", "--record", record.to_str().unwrap()]);
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("the first step", |pty| pty.screen().contents().contains("1 of 11"));
    pty.send("\r");
    pty.wait_until("the question", |pty| pty.screen().contents().contains("Compute ℓ(θ₀)"));
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
    let before = pty.log().len();
    // Each wakes the program: a size that is the old one, and the terminal's focus.
    pty.signal(Signal::WINCH);
    pty.send("\x1b[I\x1b[O");
    pty.send("q");
    pty.wait_end();
    let after = String::from_utf8_lossy(&pty.log()[before..]);
    assert_eq!(after, [MOUSE_OFF, PASTE_OFF, LEAVE, SHOW_CURSOR].concat());
}

#[test]
fn signals_restore_and_then_kill() {
    let signals = [
        Signal::TERM,
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::ALARM,
        Signal::USR1,
        Signal::USR2,
        Signal::XCPU,
    ];
    for signal in signals {
        // Some of them write what was in memory to a file, if that is allowed.
        let mut pty = Pty::open(shell("ulimit -c 0; exec \"$0\""), 80, 24);
        pty.wait_until("the first frame", Pty::is_drawn);
        pty.signal(signal);
        assert_eq!(pty.wait_end().terminating_signal(), Some(signal.as_raw()));
        assert_restored(&pty);
    }
}

#[test]
fn a_signal_kills_even_where_the_terminal_takes_no_output() {
    let mut pty = opened();
    let terminal = pty.open_terminal();
    tcflow(&terminal, Action::OOff).unwrap();
    pty.resize(100, 30);
    pty.signal(Signal::TERM);
    drop(terminal);
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::TERM.as_raw()));
    assert!(is_cooked(&pty));
}

fn stops_and_continues(stop: impl Fn(&mut Pty)) {
    let mut pty = opened();
    let before = pty.screen().contents();
    stop(&mut pty);
    pty.wait_stopped();
    pty.wait_until("the screen to be left", |pty| pty.sent(LEAVE) == 1);
    assert_restored(&pty);
    pty.signal(Signal::CONT);
    pty.wait_until("a whole new frame", |pty| {
        pty.sent(ENTER) == 2 && pty.screen().contents() == before
    });
    assert!(!is_cooked(&pty));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn ctrl_z_stops_and_continuing_draws_everything_again() {
    stops_and_continues(|pty| pty.send("\x1a"));
}

#[test]
fn a_shell_gets_its_prompt_back_and_fg_draws_everything_again() {
    // The program runs below a script, and Ctrl-Z has to stop that too.
    let mut pty = Pty::open(shell("exec env PROGRAM=\"$0\" PS1='ready> ' /bin/sh -i"), 80, 24);
    pty.wait_until("a prompt", |pty| pty.sent("ready> ") >= 1);
    pty.send("sh -c '\"$PROGRAM\"; true'\r");
    pty.wait_until("the first frame", Pty::is_drawn);
    let before = pty.screen().contents();
    pty.send("\x1a");
    pty.wait_until("a prompt", |pty| pty.sent("ready> ") >= 2);
    assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor());
    pty.send("fg\r");
    pty.wait_until("a whole new frame", |pty| {
        pty.sent(ENTER) == 2 && pty.screen().contents() == before
    });
    pty.send("q");
    pty.wait_until("a prompt", |pty| pty.sent("ready> ") >= 3);
    assert!(!pty.screen().alternate_screen() && !pty.screen().hide_cursor());
    pty.send("exit 7\r");
    assert_eq!(pty.wait_end().exit_status(), Some(7));
}

#[test]
fn sigtstp_stops_and_continuing_draws_everything_again() {
    stops_and_continues(|pty| pty.signal(Signal::TSTP));
}

#[test]
fn continuing_after_an_outright_stop_takes_the_terminal_again() {
    let mut pty = opened();
    pty.signal(Signal::STOP);
    pty.wait_stopped();
    pty.signal(Signal::CONT);
    pty.wait_until("a whole new frame", |pty| pty.sent(ENTER) == 2 && pty.is_drawn());
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    let mut pty = opened();
    pty.hang_up();
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::HUP.as_raw()));
}

#[test]
fn a_terminal_that_goes_away_ends_a_program_that_was_to_ignore_sighup() {
    let mut pty = Pty::open(shell("trap '' HUP; exec \"$0\""), 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty.hang_up();
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::HUP.as_raw()));
}

#[test]
fn a_terminal_that_goes_away_ends_a_program_that_gets_no_sighup() {
    // The kernel tells the session's leader only. That is the shell here, and it carries on.
    let mut pty = Pty::open(shell("trap '' HUP; \"$0\"; exit $?"), 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty.hang_up();
    assert_eq!(pty.wait_end().exit_status(), Some(128 + Signal::HUP.as_raw()));
}

#[test]
fn with_data_on_standard_input_the_keys_come_from_the_terminal() {
    let mut pty = Pty::open(shell("echo 1 2 3 q | \"$0\""), 80, 24);
    pty.wait_until("the first frame", Pty::is_drawn);
    assert!(!is_cooked(&pty));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn without_a_terminal_it_points_to_fit() {
    let output = Command::new(env!("CARGO_BIN_EXE_emstep")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("emstep fit"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn with_the_output_in_a_file_it_points_to_fit() {
    let mut pty = Pty::open(shell("\"$0\" | cat >/dev/null"), 80, 24);
    pty.wait_end();
    assert!(String::from_utf8_lossy(pty.log()).contains("emstep fit"));
    assert_eq!(pty.sent(ENTER), 0);
    assert!(is_cooked(&pty));
}

/// A fifo in a folder that is there as long as it is.
fn fifo() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    (folder, path)
}

#[test]
fn a_pipe_is_read_behind_the_screen() {
    let (_folder, path) = fifo();
    let mut pty = Pty::open(shell(&format!("\"$0\" - < '{}'", path.display())), 80, 24);
    let mut pipe = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    pty.wait_until("the gauge", |pty| pty.screen().contents().contains("reading data"));
    std::io::Write::write_all(&mut pipe, b"x\n1\n2\n8\n9").unwrap();
    drop(pipe);
    pty.wait_until("the data", |pty| pty.screen().contents().contains("n = 4"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn a_pipe_that_brings_nothing_can_be_left() {
    for key in ["\x1b", "q", "\x03"] {
        let (_folder, path) = fifo();
        let mut pty = Pty::open(shell(&format!("\"$0\" - < '{}'", path.display())), 80, 24);
        let pipe = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        pty.wait_until("the gauge", |pty| pty.screen().contents().contains("reading data"));
        pty.send(key);
        assert_eq!(pty.wait_end().exit_status(), Some(0), "{key:?}");
        assert_restored(&pty);
        drop(pipe);
    }
}

#[test]
fn a_pipe_without_data_is_told_on_a_restored_terminal() {
    let mut pty = Pty::open(shell("printf 'x\n1\nabc\n' | \"$0\" -"), 80, 24);
    assert_eq!(pty.wait_end().exit_status(), Some(1));
    let log = String::from_utf8_lossy(pty.log()).into_owned();
    let (_, after) = log.split_once(LEAVE).unwrap();
    let says = "emstep: error: standard input, line 3, column x: 'abc' is not a number";
    assert_eq!(after.matches(says).count(), 1, "{log:?}");
    assert_restored(&pty);
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
fn late_replies_of_the_terminal_are_no_keys() {
    let mut pty = opened();
    pty.send("em");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("ℓ(θ₁) = −10.955912"));
    let before = pty.screen().contents();
    for reply in [
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        "\x1b]10;rgb:0000/0000/0000\x07",
        "\x1bP>|tmux 3.4\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b^message\x1b\\",
        "\x1bXtext\x1b\\",
        "\x1b[?62;4;22c",
        "\x1b[>41;354;0c",
        "\x1b[12;40R",
        "\x1b[?2026;2$y",
        "\x1b[?1u",
        "\x1b[8;24;80t",
        "\x1b[I",
    ] {
        // Whole, and in two pieces. A key after it shows that it was read, and that it took nothing
        // with it.
        for split in [0, 2, reply.len() / 2, reply.len() - 1] {
            let (first, second) = reply.split_at(split);
            pty.send(first);
            pty.send(second);
            pty.send("?");
            pty.wait_until("the help", |pty| pty.screen().contents().contains(" Help "));
            pty.send("q");
            pty.wait_until("the stepper as it was", |pty| pty.screen().contents() == before);
        }
    }
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn ctrl_c_quits_from_a_paste_that_never_ends() {
    for paste in ["\x1b[200~", "\x1b[200~1 2 3", "\x1b[200~q\x1b", "\x1b[200~\x1b[201"] {
        let mut pty = opened();
        pty.send("d");
        pty.wait_until("the dialog", |pty| pty.screen().contents().contains("Data of a new run"));
        pty.send(paste);
        pty.send("\x03");
        assert_eq!(pty.wait_end().exit_status(), Some(0), "{paste:?}");
        assert_usable(&pty);
    }
}

#[test]
fn a_paste_that_never_ends_is_dropped_and_keys_are_keys_again() {
    let mut pty = opened();
    pty.send("\x1b[200~1 2 3 q");
    pty.wait_until("word of it", |pty| {
        pty.screen().contents().contains("the paste did not end; its 7 characters were dropped")
    });
    pty.send("e");
    pty.wait_until("γ₀", |pty| pty.screen().contents().contains("θ₀ →E→ γ₀"));
    // Its end comes late, and is nothing.
    pty.send("\x1b[201~m");
    pty.wait_until("θ₁", |pty| pty.screen().contents().contains("ℓ(θ₁) = −10.955912"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn thousands_of_numbers_are_pasted_whole() {
    let mut pty = opened();
    pty.send("d");
    pty.wait_until("the dialog", |pty| pty.screen().contents().contains("Data of a new run"));
    let numbers: Vec<String> = (10_000..15_000).map(|i| i.to_string()).collect();
    pty.send(&format!("\x1b[200~{}\x1b[201~\r", numbers.join("\r")));
    pty.wait_until("the data", |pty| pty.screen().contents().contains("n = 5000"));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_usable(&pty);
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
    let expected = opened().screen().contents();
    pty.wait_until("the last frame", |pty| pty.screen().contents() == expected);
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
