//! Data on standard input, and a standard output that is no terminal.

use assert_cmd::Command;

use crate::pty::{Pty, shell};
use crate::{ENTER, LEAVE, assert_restored, is_cooked};

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
pub(crate) fn fifo() -> (tempfile::TempDir, std::path::PathBuf) {
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
