//! One line of a terminal that is written anew while something takes long.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(200);

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
    let line: String = line.chars().take(columns.saturating_sub(3)).collect();
    // If the terminal has gone, there is no one to tell.
    let _ = io::stderr().write_all(format!("\r{line}\x1b[K").as_bytes());
}
