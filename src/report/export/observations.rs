//! γ, labels and p(k | x) as CSV: of the observations of the run, of a grid, of other observations.

use std::io::{self, Write};

use crate::mixture::{Iterate, Sharing, uncertainty};
use crate::report::{FitReport, NewObservations};

/// How many points the grid of x has.
const POINTS: usize = 501;
/// How many σ beyond a mean the grid reaches.
const REACH: f64 = 4.0;

/// Shares observations out as the last E-step of a run does.
struct LastStep<'a> {
    last: &'a Iterate,
    sharing: Sharing,
}

impl<'a> LastStep<'a> {
    fn of(report: &'a FitReport) -> Self {
        let last = report.last();
        Self { last, sharing: last.method().sharing(last.iteration()) }
    }

    fn gamma(&self, x: f64) -> Vec<f64> {
        self.sharing.responsibilities(x, self.last.theta())
    }

    /// Returns `,gamma_1,gamma_2` for K = 2.
    fn header(&self, name: &str) -> String {
        let names: Vec<String> =
            (1..=self.last.theta().len()).map(|k| format!(",{name}_{k}")).collect();
        names.concat()
    }
}

/// Returns numbers behind commas, each the shortest that reads back to the same f64.
fn cells(numbers: &[f64]) -> String {
    let cells: Vec<String> = numbers.iter().map(|number| format!(",{number:?}")).collect();
    cells.concat()
}

/// Returns the component with the largest γ, from 1; the first of several.
fn label(gamma: &[f64]) -> usize {
    1 + (1..gamma.len()).fold(0, |best, k| if gamma[k] > gamma[best] { k } else { best })
}

/// Writes a row per observation: its index, its value, its weight if there are weights, its γ.
pub(super) fn write_responsibilities(report: &FitReport, out: &mut dyn Write) -> io::Result<()> {
    let (step, sample) = (LastStep::of(report), &report.dataset.sample);
    let weight = if sample.has_weights() { ",weight" } else { "" };
    writeln!(out, "i,x{weight}{}", step.header("gamma"))?;
    for (i, x) in sample.values().iter().enumerate() {
        write!(out, "{i},{:?}", x + 0.0)?;
        if sample.has_weights() {
            write!(out, ",{:?}", sample.weight(i))?;
        }
        writeln!(out, "{}", cells(&step.gamma(*x)))?;
    }
    Ok(())
}

/// Writes a row per observation: its index, its value, its component, and the entropy of its γ.
pub(super) fn write_labels(report: &FitReport, out: &mut dyn Write) -> io::Result<()> {
    let step = LastStep::of(report);
    writeln!(out, "i,x,label,uncertainty")?;
    for (i, x) in report.dataset.sample.values().iter().enumerate() {
        let gamma = step.gamma(*x);
        writeln!(out, "{i},{:?},{},{:?}", x + 0.0, label(&gamma), uncertainty(&gamma))?;
    }
    Ok(())
}

/// Writes a row per x of a grid over the data and the components: p(x) and p(k | x).
pub(super) fn write_posterior(report: &FitReport, out: &mut dyn Write) -> io::Result<()> {
    let step = LastStep::of(report);
    let theta = report.last().theta();
    let (mut from, mut to) = report.dataset.sample.range();
    for c in theta.components() {
        from = from.min(c.mean() - REACH * c.sd());
        to = to.max(c.mean() + REACH * c.sd());
    }
    writeln!(out, "x,density{}", step.header("posterior"))?;
    for point in 0..POINTS {
        let share = point as f64 / (POINTS - 1) as f64;
        // Either end is met exactly, and no difference overflows.
        let x = from * (1.0 - share) + to * share + 0.0;
        writeln!(out, "{x:?},{:?}{}", theta.density(x), cells(&step.gamma(x)))?;
    }
    Ok(())
}

/// Writes a row per row of the other table: its line, its value, its component and its γ; empty
/// where there is no observation.
pub(super) fn write_predictions(
    report: &FitReport,
    new: &NewObservations,
    out: &mut dyn Write,
) -> io::Result<()> {
    let step = LastStep::of(report);
    writeln!(out, "line,x,label{}", step.header("gamma"))?;
    for (line, cell) in new.lines.iter().zip(&new.values) {
        match cell {
            Some(x) => {
                let gamma = step.gamma(*x);
                writeln!(out, "{line},{:?},{}{}", x + 0.0, label(&gamma), cells(&gamma))?;
            }
            None => writeln!(out, "{line},,{}", ",".repeat(report.components()))?,
        }
    }
    Ok(())
}
