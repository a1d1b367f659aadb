//! `emstep fit --progress` at a terminal: a line that is written anew and goes.

use std::fs::File;
use std::io::Write;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::process::Signal;

use crate::pty::{Pty, emstep, shell};

#[test]
fn rows_are_counted_while_they_are_read_and_the_line_goes() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows");
    assert!(Command::new("mkfifo").arg(&rows).status().unwrap().success());
    let mut command = shell("exec \"$0\" fit - -k 1 --steps 1 --progress < \"$ROWS\"");
    command.env("ROWS", &rows);
    let mut pty = Pty::open(command, 80, 24);
    // More and more rows, until they were counted.
    let is_counted = Arc::new(AtomicBool::new(false));
    let until = Arc::clone(&is_counted);
    let writer = thread::spawn(move || {
        let mut pipe = File::create(rows).unwrap();
        let block: String = (0..97).flat_map(|i| [i.to_string(), "\n".to_owned()]).collect();
        while !until.load(Ordering::Relaxed) {
            pipe.write_all(block.as_bytes()).unwrap();
        }
    });
    pty.wait_until("the rows", |pty| pty.screen().contents().contains("reading: "));
    is_counted.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    assert_eq!(pty.wait_end().exit_status(), Some(0));
    let screen = pty.screen().contents();
    assert!(!screen.contains("reading: ") && screen.contains("48."), "{screen}");
}

#[test]
fn iterations_are_counted_until_control_c() {
    let mut command = emstep();
    let words = ["fit", "--example", "galaxies", "-k", "3", "--steps", "1000000000", "--progress"];
    command.args(words);
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("an iteration", |pty| pty.screen().contents().contains(": ℓ = -"));
    let first = pty.screen().contents();
    assert!(first.starts_with("iteration ") && first.trim_end().lines().count() == 1, "{first}");
    pty.wait_until("the next", |pty| pty.screen().contents() != first);
    pty.send("\x03");
    assert_eq!(pty.wait_end().terminating_signal(), Some(Signal::INT.as_raw()));
}
