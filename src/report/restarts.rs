//! What many starts came to, as text and for JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::number_format::with_places;
use crate::mixture::{Attempt, Component, Optimum, RestartPlan, RestartResult, Theta};
use crate::text::apart::last_of_mean;
use crate::text::{counted, decimals};

/// The widest bar, in cells.
const BAR: usize = 20;

/// Many starts and what they came to.
#[derive(Debug)]
pub(super) struct RestartsReport {
    pub plan: RestartPlan,
    pub result: RestartResult,
}

/// Where EM converges, as an object of JSON.
#[derive(Serialize)]
pub(super) struct OptimumRow {
    log_likelihood: f64,
    /// What is maximised, by which they are sorted, if that is not ℓ.
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<f64>,
    starts: usize,
    iterations: usize,
    /// Steps of SQUAREM after these.
    #[serde(skip_serializing_if = "Option::is_none")]
    squarem_steps: Option<usize>,
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_eigenvalue: Option<f64>,
    theta: Theta,
}

/// What a start came to that did not converge.
#[derive(Serialize)]
pub(super) struct AttemptRow {
    log_likelihood: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<f64>,
    iterations: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    squarem_steps: Option<usize>,
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// What many starts came to, as the keys that JSON has for it.
#[derive(Serialize)]
pub(super) struct RestartRows {
    starts: usize,
    maxima: Vec<OptimumRow>,
    saddles: Vec<OptimumRow>,
    collapsed: Vec<AttemptRow>,
    not_converged: Vec<AttemptRow>,
}

impl OptimumRow {
    fn new(optimum: &Optimum) -> Self {
        let best = &optimum.best;
        Self {
            log_likelihood: best.log_likelihood(),
            objective: objective(best),
            starts: optimum.starts,
            iterations: best.iterations,
            squarem_steps: (best.further > 0).then_some(best.further),
            seed: best.start.seed(),
            smallest_eigenvalue: optimum.smallest_eigenvalue,
            theta: best.theta().clone(),
        }
    }
}

impl AttemptRow {
    fn new(attempt: &Attempt) -> Self {
        Self {
            log_likelihood: attempt.log_likelihood(),
            objective: objective(attempt),
            iterations: attempt.iterations,
            squarem_steps: (attempt.further > 0).then_some(attempt.further),
            seed: attempt.start.seed(),
            message: attempt.failure().map(ToString::to_string),
        }
    }
}

/// Returns what the method maximises, if that is not ℓ.
fn objective(attempt: &Attempt) -> Option<f64> {
    let is_likelihood = attempt.last.method().objective().is_log_likelihood();
    (!is_likelihood).then(|| attempt.last.objective())
}

impl RestartRows {
    pub(super) fn new(report: &RestartsReport) -> Self {
        let RestartResult { maxima, saddles, failed, unfinished, .. } = &report.result;
        Self {
            starts: report.result.starts(),
            maxima: maxima.iter().map(OptimumRow::new).collect(),
            saddles: saddles.iter().map(OptimumRow::new).collect(),
            collapsed: failed.iter().map(AttemptRow::new).collect(),
            not_converged: unfinished.iter().map(AttemptRow::new).collect(),
        }
    }
}

/// Prints the distinct maxima, each with a bar for the starts that reached it, and what else the
/// starts came to.
pub(super) fn write(report: &RestartsReport, out: &mut dyn Write) -> io::Result<()> {
    let RestartResult { maxima, saddles, .. } = &report.result;
    writeln!(out, "{}", summary(report))?;
    if let Some(others) = report.result.outcomes().others() {
        writeln!(out, "the other starts: {others}")?;
    }
    writeln!(out)?;
    let most = maxima.iter().chain(saddles).map(|optimum| optimum.starts).max().unwrap_or(1);
    for (i, optimum) in maxima.iter().chain(saddles).enumerate() {
        let kind = optimum.name();
        let best = &optimum.best;
        let bar = "█".repeat((optimum.starts * BAR).div_ceil(most));
        let starts = counted(optimum.starts, "start");
        let (seed, value) = (best.start.seed().unwrap_or(0), with_places(best.last.objective(), 6));
        let name = best.last.method().objective().symbol();
        writeln!(out, "{:>3}  {kind}  {name} = {value}  {starts:<10}  {bar}", i + 1)?;
        let iterations = said_of_iterations(best);
        writeln!(out, "     {iterations} from seed {seed}: {}", mixture(best.theta()))?;
    }
    writeln!(out)
}

/// Returns how many iterations led to a maximum: those of EM, and the longer steps after them.
fn said_of_iterations(attempt: &Attempt) -> String {
    let iterations = counted(attempt.iterations, "iteration");
    match attempt.further {
        0 => iterations,
        further => format!("{iterations} and {}", counted(further, "SQUAREM step")),
    }
}

/// Returns how many starts there were, and how many maxima.
pub(super) fn summary(report: &RestartsReport) -> String {
    let RestartPlan { from, seed, starts, .. } = report.plan;
    let last = seed.wrapping_add(starts.saturating_sub(1) as u64);
    let maxima = report.result.said_of_maxima();
    format!("{} from {from}, seeds {seed} to {last}: {maxima}", counted(starts, "start"))
}

/// Returns θ as the mixture that it is; the second argument of N is the variance. Means have the
/// digits that tell them apart, also far from 0.
pub(super) fn mixture(theta: &Theta) -> String {
    let digits = |x: f64| {
        let is_usual = x == 0.0 || (1e-3..1e7).contains(&x.abs());
        if is_usual { with_places(x, 4) } else { format!("{x:.3e}") }
    };
    let mean = |c: &Component| {
        let decimals = decimals(last_of_mean(c.mean(), c.sd(), theta.means()));
        let is_far = (1e7..1e15).contains(&c.mean().abs());
        let is_close = (5..=12).contains(&decimals);
        if is_far || is_close { format!("{:.decimals$}", c.mean()) } else { digits(c.mean()) }
    };
    let component =
        |c: &Component| format!("{} N({}, {})", digits(c.weight()), mean(c), digits(c.variance()));
    theta.components().iter().map(component).collect::<Vec<_>>().join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(means: [f64; 2], variances: [f64; 2]) -> String {
        mixture(&Theta::from_lists(&[0.25, 0.75], &means, &variances).unwrap())
    }

    #[test]
    fn means_are_told_apart_wherever_they_are() {
        assert_eq!(
            written([0.0, 5.5], [1.0, 2.0]),
            "0.2500 N(0.0000, 1.0000) + 0.7500 N(5.5000, 2.0000)"
        );
        assert_eq!(
            written([1e9 + 0.028, 1e9 + 1.5], [1.0, 2.0]),
            "0.2500 N(1000000000.028, 1.0000) + 0.7500 N(1000000001.500, 2.0000)"
        );
        assert_eq!(
            written([0.3, 0.300_02], [1e-10, 1e-10]),
            "0.2500 N(0.30000000, 1.000e-10) + 0.7500 N(0.30002000, 1.000e-10)"
        );
        assert_eq!(
            written([1e100, -2e-20], [1e200, 1e-40]),
            "0.2500 N(1.000e100, 1.000e200) + 0.7500 N(-2.000e-20, 1.000e-40)"
        );
    }
}
