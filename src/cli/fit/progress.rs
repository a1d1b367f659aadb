//! How far a fit is, on one line of a terminal.

use std::ops::ControlFlow;

use crate::cli::status_line::StatusLine;
use crate::data::Progress;
use crate::mixture::Iterate;
use crate::text::{counted, grouped};

/// Shows how far a fit is, if that was asked for and standard error is a terminal.
#[derive(Debug)]
pub(super) struct FitProgress(Option<StatusLine>);

impl FitProgress {
    pub(super) fn new(is_wanted: bool) -> Self {
        Self(is_wanted.then(StatusLine::new))
    }

    pub(super) fn reading(&mut self, progress: Progress) -> ControlFlow<()> {
        self.show(|| {
            let rows = counted(progress.rows, "row");
            match progress.bytes_total.filter(|total| *total > 0) {
                Some(total) => {
                    let share = 100.0 * progress.bytes_read as f64 / total as f64;
                    format!("reading: {rows}, {share:.0} %")
                }
                None => format!("reading: {rows}"),
            }
        });
        ControlFlow::Continue(())
    }

    pub(super) fn starts(&mut self, done: usize, of: usize) {
        self.show(|| format!("starts: {} of {}", grouped(done as u64), grouped(of as u64)));
    }

    pub(super) fn iteration(&mut self, iterate: &Iterate) {
        self.show(|| iteration(iterate));
    }

    fn show(&mut self, line: impl FnOnce() -> String) {
        if let Some(status) = &mut self.0 {
            status.show(line);
        }
    }

    /// Takes the line away, so that another can be printed.
    pub(super) fn clear(&mut self) {
        if let Some(status) = &mut self.0 {
            status.clear();
        }
    }
}

fn iteration(iterate: &Iterate) -> String {
    let (t, symbol) = (grouped(iterate.iteration() as u64), iterate.method().objective().symbol());
    format!("iteration {t}: {symbol} = {:.6}", iterate.objective())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Sample, Theta};

    #[test]
    fn an_iteration_is_told_with_what_is_maximised() {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        let first = Iterate::start(theta, &sample).unwrap();
        assert_eq!(iteration(&first), "iteration 0: ℓ = -24.512532");
    }
}
