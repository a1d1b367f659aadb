//! How far a long run is, on one line of a terminal.

use std::ops::ControlFlow;
use std::time::Instant;

use crate::cli::status_line::StatusLine;
use crate::data::{Interrupt, Progress};
use crate::text::grouped;

/// Shows progress on standard error, if that is a terminal.
#[derive(Debug)]
pub(super) struct Meter {
    stage: &'static str,
    status: StatusLine,
    throughput: Throughput,
}

/// When rows began to be taken in.
#[derive(Debug)]
struct Throughput {
    began: Instant,
    /// How many rows there were then. Those that an earlier run took in are passed over first.
    rows: u64,
    is_passing_over: bool,
}

impl Throughput {
    fn new(rows: u64) -> Self {
        Self { began: Instant::now(), rows, is_passing_over: rows > 0 }
    }

    /// Takes note of how many rows there are by now.
    fn note(&mut self, now: Instant, rows: u64) {
        if self.is_passing_over && rows >= self.rows {
            *self = Self { began: now, rows, is_passing_over: false };
        }
    }

    /// Returns how many rows a second are taken in; none while rows are passed over.
    fn rate(&self, now: Instant, rows: u64) -> Option<f64> {
        let seconds = (now - self.began).as_secs_f64().max(1e-3);
        (!self.is_passing_over).then(|| rows.saturating_sub(self.rows) as f64 / seconds)
    }
}

impl Meter {
    /// Returns a meter of this stage, which begins now, behind the rows that an earlier run has
    /// taken in.
    pub(super) fn new(stage: &'static str, taken_in: u64) -> Self {
        Self { stage, status: StatusLine::new(), throughput: Throughput::new(taken_in) }
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
        let (now, rows) = (Instant::now(), progress.rows as u64);
        self.throughput.note(now, rows);
        let rate = self.throughput.rate(now, rows);
        self.status.show(|| line(self.stage, progress, rate));
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        self.status.clear();
    }
}

/// Returns the line: rows, how far, how fast.
fn line(stage: &str, progress: Progress, rate: Option<f64>) -> String {
    let rows = grouped(progress.rows as u64);
    let far = match progress.bytes_total.filter(|total| *total > 0) {
        Some(total) => format!("{:.0} %", 100.0 * progress.bytes_read as f64 / total as f64),
        None => format!("{} MB", grouped(progress.bytes_read / 1_000_000)),
    };
    match rate {
        Some(rate) => format!("{stage}: {rows} rows, {far}, {} rows/s", grouped(rate as u64)),
        None => format!("{stage}: passing over what was taken in, {far}"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::data::Stage;

    #[test]
    fn the_line_says_how_far_and_how_fast() {
        let rows = 12_000_000;
        let (stage, bytes_read) = (Stage::Reading, 96_000_000);
        let mut progress = Progress { stage, rows, bytes_read, bytes_total: None };
        let rate = Some(6e6);
        assert_eq!(line("a", progress, rate), "a: 12,000,000 rows, 96 MB, 6,000,000 rows/s");
        progress.bytes_total = Some(384_000_000);
        assert_eq!(line("a", progress, rate), "a: 12,000,000 rows, 25 %, 6,000,000 rows/s");
        assert_eq!(line("a", progress, None), "a: passing over what was taken in, 25 %");
    }

    #[test]
    fn rows_of_an_earlier_run_are_not_counted_as_fast() {
        let mut throughput = Throughput::new(0);
        let begin = throughput.began;
        let after = |seconds| begin + Duration::from_secs(seconds);
        throughput.note(after(2), 10);
        assert_eq!(throughput.rate(after(2), 10), Some(5.0));
        let mut throughput = Throughput::new(1_000);
        throughput.note(after(3), 2);
        assert_eq!(throughput.rate(after(3), 2), None);
        throughput.note(after(5), 1_100);
        throughput.note(after(9), 1_900);
        assert_eq!(throughput.rate(after(9), 1_900), Some(200.0));
    }
}
