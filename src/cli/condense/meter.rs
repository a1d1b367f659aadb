//! How far a long run is, on one line of a terminal.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::data::{Interrupt, Progress};
use crate::text::grouped;

/// How often the line is written anew.
const EVERY: Duration = Duration::from_millis(200);

/// Shows progress on standard error, if that is a terminal.
#[derive(Debug)]
pub(super) struct Meter {
    stage: &'static str,
    began: Instant,
    shown: Option<Instant>,
    is_terminal: bool,
}

impl Meter {
    /// Returns a meter of this stage, which begins now.
    pub(super) fn new(stage: &'static str) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { stage, began: Instant::now(), shown: None, is_terminal }
    }

    /// Returns what is told of the progress; it ends a load that is interrupted.
    pub(super) fn watch(
        &mut self,
        interrupt: &Interrupt,
    ) -> impl FnMut(Progress) -> ControlFlow<()> {
        move |progress| {
            self.tell(progress);
            if interrupt.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }

    fn tell(&mut self, progress: Progress) {
        let now = Instant::now();
        let since = now - self.shown.unwrap_or(self.began);
        if self.is_terminal && since >= EVERY {
            self.shown = Some(now);
            let line = line(self.stage, progress, now - self.began);
            // If the terminal has gone, there is no one to tell.
            let _ = write!(io::stderr(), "\r{line}\x1b[K");
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// Returns the line: rows, how far, how fast.
fn line(stage: &str, progress: Progress, elapsed: Duration) -> String {
    let rows = grouped(progress.rows as u64);
    let far = match progress.bytes_total.filter(|total| *total > 0) {
        Some(total) => format!("{:.0} %", 100.0 * progress.bytes_read as f64 / total as f64),
        None => format!("{} MB", grouped(progress.bytes_read / 1_000_000)),
    };
    let rate = progress.rows as f64 / elapsed.as_secs_f64().max(1e-3);
    format!("{stage}: {rows} rows, {far}, {} rows/s", grouped(rate as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Stage;

    #[test]
    fn the_line_says_how_far_and_how_fast() {
        let rows = 12_000_000;
        let (stage, bytes_read) = (Stage::Reading, 96_000_000);
        let mut progress = Progress { stage, rows, bytes_read, bytes_total: None };
        let two = Duration::from_secs(2);
        assert_eq!(line("a", progress, two), "a: 12,000,000 rows, 96 MB, 6,000,000 rows/s");
        progress.bytes_total = Some(384_000_000);
        assert_eq!(line("a", progress, two), "a: 12,000,000 rows, 25 %, 6,000,000 rows/s");
    }
}
