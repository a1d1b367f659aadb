//! One line of a terminal that is written anew while something takes long.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::output::spelled;

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(200);

/// Does some work on this thread, and meanwhile shows a line, if the work takes longer than a
/// moment and standard error is a terminal.
pub(super) fn shown_during<T>(line: impl Fn() -> String + Sync, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (working, is_done) = mpsc::channel::<()>();
        let line = &line;
        scope.spawn(move || {
            let mut status = StatusLine::new();
            while is_done.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                status.show(line);
            }
            status.clear();
        });
        let done = work();
        // The line is taken away before anything else is shown.
        drop(working);
        done
    })
}

/// A line on standard error, if that is a terminal.
#[derive(Debug)]
pub(super) struct StatusLine {
    /// When it was written, or when it began.
    last: Instant,
    is_shown: bool,
    is_terminal: bool,
}

impl StatusLine {
    /// Returns a line that is shown for the first time after a moment.
    pub(super) fn new() -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { last: Instant::now(), is_shown: false, is_terminal }
    }

    /// Writes the line anew if it is time to.
    pub(super) fn show(&mut self, line: impl FnOnce() -> String) {
        let now = Instant::now();
        if self.is_terminal && now - self.last >= EVERY {
            (self.last, self.is_shown) = (now, true);
            write(&line());
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            write("");
        }
    }
}

/// Writes the line anew: all at once, so that it does not flicker, and on one row of the terminal
/// also with the `^C` that a terminal adds, since a second row would be left behind.
fn write(line: &str) {
    let columns = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns));
    let line: String = spelled(line).chars().take(columns.saturating_sub(3)).collect();
    // If the terminal has gone, there is no one to tell.
    let _ = io::stderr().write_all(format!("\r{line}\x1b[K").as_bytes());
}
