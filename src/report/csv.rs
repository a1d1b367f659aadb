//! The trace as CSV, for spreadsheets and data frames. There are only numbers in it, so nothing
//! needs quotes.

use std::io::{self, Write};

use super::FitReport;

pub(super) fn write(report: &FitReport, out: &mut impl Write) -> io::Result<()> {
    // A column that only says ℓ again would be one too many.
    let has_objective = !report.method().objective().is_log_likelihood();
    let name = if has_objective { ",objective" } else { "" };
    let is_accelerated = report.method().is_accelerated();
    let passes = if is_accelerated { ",passes" } else { "" };
    writeln!(
        out,
        "t,component,weight,mean,variance,log_likelihood{name},lower_bound{passes},seed"
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
            // `{:?}` is the shortest that reads back to the same f64, with an exponent where that
            // is shorter. −0 is 0.
            let (component, weight, mean, variance) =
                (k + 1, c.weight(), c.mean() + 0.0, c.variance());
            write!(out, "{t},{component},{weight:?},{mean:?},{variance:?},")?;
            writeln!(out, "{log_likelihood:?}{objective},{bound}{passes},{seed}")?;
        }
    }
    Ok(())
}
