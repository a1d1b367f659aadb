//! The trace as CSV, for spreadsheets and data frames. There are only numbers in it, so nothing
//! needs quotes.

use std::io::{self, Write};

use super::{FitReport, Names};
use crate::mixture::{Component, Theta};

/// Returns the names of the columns that belong to a component.
fn of_component(names: Names) -> String {
    ["weight", "mean", "variance"].map(|name| names.of(name)).join(",")
}

/// Returns π, μ and σ². `{:?}` is the shortest that reads back to the same f64, with an exponent
/// where that is shorter. −0 is 0.
fn cells(c: &Component, names: Names) -> String {
    format!("{:?},{:?},{:?}", c.weight(), c.mean() + 0.0, names.spread(c.variance()))
}

pub(super) fn write(report: &FitReport, names: Names, out: &mut dyn Write) -> io::Result<()> {
    // A column that only says ℓ again would be one too many.
    let has_objective = !report.method().objective().is_log_likelihood();
    let objective = if has_objective { ",objective" } else { "" };
    let is_accelerated = report.method().is_accelerated();
    let passes = if is_accelerated { ",passes" } else { "" };
    let [log_likelihood, seed] = ["log_likelihood", "seed"].map(|name| names.of(name));
    writeln!(
        out,
        "t,component,{},{log_likelihood}{objective},lower_bound{passes},{seed}",
        of_component(names)
    )?;
    let seed = report.seed().map(|seed| seed.to_string()).unwrap_or_default();
    for iterate in &report.trace {
        let t = iterate.iteration();
        let log_likelihood = iterate.log_likelihood();
        let objective = iterate.objective();
        let objective = if has_objective { format!(",{objective:?}") } else { String::new() };
        let bound = iterate.lower_bound().map(|bound| format!("{bound:?}")).unwrap_or_default();
        let passes = if is_accelerated { format!(",{}", iterate.passes()) } else { String::new() };
        for (k, c) in iterate.theta().components().iter().enumerate() {
            write!(out, "{t},{},{},", k + 1, cells(c, names))?;
            writeln!(out, "{log_likelihood:?}{objective},{bound}{passes},{seed}")?;
        }
    }
    Ok(())
}

/// Writes a row per component.
pub(super) fn write_theta(theta: &Theta, names: Names, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "component,{}", of_component(names))?;
    let mut rows = theta.components().iter().enumerate();
    rows.try_for_each(|(k, c)| writeln!(out, "{},{}", k + 1, cells(c, names)))
}
