//! `--keys` at a terminal: what they wait for is said before the screen opens.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use crate::assert_restored;
use crate::pty::{Pty, emstep};
use crate::standard_input::fifo;

/// Opens the program with these arguments, waits until it says that it waits, lets the data through
/// the pipe, and leaves.
fn waits_and_opens(arguments: &[&str], pipe: &Path, says: &str) {
    let mut command = emstep();
    command.args(arguments);
    let mut pty = Pty::open(command, 80, 24);
    let mut pipe = OpenOptions::new().write(true).open(pipe).unwrap();
    pty.wait_until("the line", |pty| pty.screen().contents().contains(says));
    assert_eq!(pty.screen().contents().trim_end().lines().count(), 1);
    pipe.write_all(b"x\n1\n2\n8\n9\n").unwrap();
    drop(pipe);
    pty.wait_until("the data", |pty| pty.screen().contents().contains("n = 4"));
    assert!(!pty.screen().contents().contains(says));
    pty.send("q");
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    assert_restored(&pty);
}

#[test]
fn data_that_take_long_are_said_to_be_read() {
    let (_folder, path) = fifo();
    let name = path.to_str().unwrap();
    waits_and_opens(&[name, "--keys", "e m"], &path, "numbers; ^C leaves");
}

#[test]
fn a_key_that_takes_long_is_named() {
    let (_folder, path) = fifo();
    let keys = format!("e d \"{}\" Enter", path.display());
    let says = "--keys: waiting for what 'Enter' began; ^C leaves";
    waits_and_opens(&["--keys", &keys], &path, says);
}
