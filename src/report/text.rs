//! The trace as a table to read: a row per component, ℓ and the bound beside the first of them.

use std::io::{self, Write};

use super::number_format::NumberFormat;
use super::{FitReport, groups, restarts, scan};
use crate::mixture::{
    Component, Convergence, Iterate, Objective, ObservedRate, Sample, SquaremStep, Taken, Theta,
};
use crate::text::{apart, counted, exponent};

type Row = Vec<String>;

/// Returns the names of the columns; the objective has one of its own if it is not ℓ, and so have
/// the passes of accelerated steps.
fn header(objective: Objective, is_accelerated: bool) -> Row {
    let names = ["t", "k", "π", "μ", "σ²", "ℓ"].map(str::to_owned);
    let symbol = objective.symbol();
    let own = (!objective.is_log_likelihood()).then(|| symbol.to_owned());
    let last = [objective.change().to_owned(), "F".to_owned()];
    let passes = is_accelerated.then(|| "passes".to_owned());
    names.into_iter().chain(own).chain(last).chain(passes).collect()
}

/// Returns a mixture as `--simulate` takes it.
fn mixture(theta: &Theta) -> String {
    let term = |c: &Component| format!("{} N({}, {})", c.weight(), c.mean(), c.variance());
    theta.components().iter().map(term).collect::<Vec<_>>().join(" + ")
}

pub(super) fn write(report: &FitReport, out: &mut dyn Write) -> io::Result<()> {
    let dataset = report.dataset;
    let method = report.method();
    writeln!(out, "{}", report.title())?;
    if !method.objective().is_log_likelihood() {
        let objective = method.objective();
        writeln!(out, "{}: {}", objective.symbol(), objective.name())?;
    }
    if let Some((theta, log_likelihood)) = dataset.truth() {
        writeln!(out, "truth: {}, ℓ = {log_likelihood:.6}", mixture(theta))?;
    }
    writeln!(out)?;

    if let Some(report) = &report.restarts {
        restarts::write(report, out)?;
    }
    if let Some(report) = &report.scan {
        scan::write(report, out)?;
    }
    if let Some(report) = &report.groups {
        groups::write(report, out)?;
    }
    let rows = trace(report);
    let count = rows[0].len();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..count).map(|column| width(column).unwrap_or(0)).collect();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:>width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    let t = report.last().iteration();
    writeln!(out, "\nstopped at t = {t}: {}", report.termination.reason)?;
    if method.is_accelerated() {
        writeln!(out, "{}", said_of_passes(report))?;
    }
    if let Some(convergence) = &report.convergence {
        write_rates(convergence, out)?;
    }
    report.timings.as_ref().map_or(Ok(()), |timings| writeln!(out, "\n{timings}"))
}

/// Returns the trace as rows of cells, the header first.
pub(super) fn trace(report: &FitReport) -> Vec<Row> {
    let method = report.method();
    let columns = Columns::new(&report.dataset.sample, &report.trace);
    let mut rows = vec![header(method.objective(), method.is_accelerated())];
    for (i, iterate) in report.trace.iter().enumerate() {
        let before = i.checked_sub(1).map(|before| &report.trace[before]);
        rows.extend(columns.rows(iterate.iteration(), iterate, before));
    }
    rows
}

/// Returns the last θ as rows of cells, the header first: k, π, μ, σ², σ.
pub(super) fn theta(report: &FitReport) -> Vec<Row> {
    let columns = Columns::new(&report.dataset.sample, &report.trace);
    let theta = report.last().theta();
    let row = |(k, c)| {
        let sd = columns.mean.write_ratio(Component::sd(c));
        columns.parameters(theta, k, c).into_iter().chain([sd]).collect()
    };
    let header = ["k", "π", "μ", "σ²", "σ"].map(str::to_owned).to_vec();
    std::iter::once(header).chain(theta.components().iter().enumerate().map(row)).collect()
}

/// Returns how many passes over the data accelerated steps took, and how many of them were replaced
/// by EM's own.
fn said_of_passes(report: &FitReport) -> String {
    let steps = || report.trace.iter().filter_map(Iterate::accelerated);
    let count = |is_so: &dyn Fn(&SquaremStep) -> bool| steps().filter(|step| is_so(step)).count();
    let replaced = count(&|step| step.taken.is_replaced());
    let extrapolated = count(&|step| step.taken == Taken::Extrapolated);
    let shortened = count(&|step| step.taken == Taken::Extrapolated && step.shortened > 0);
    let (total, all) = (report.passes(), report.trace.len() - 1);
    format!(
        "SQUAREM: {total} passes over the data, with the one for ℓ(θ₀); of {}, {extrapolated} \
         extrapolated ({shortened} of them shortened) and {replaced} replaced by EM steps",
        counted(all, "step")
    )
}

/// Prints at which rate the run converged, and the fraction of missing information.
fn write_rates(convergence: &Convergence, out: &mut dyn Write) -> io::Result<()> {
    if let Some(ObservedRate { t, rate, passes }) = convergence.observed {
        let per = if passes == 1 { String::new() } else { format!(", in {passes} passes") };
        writeln!(
            out,
            "observed rate of convergence: {rate:.4} (‖θ_t − θ_t−1‖ / ‖θ_t−1 − θ_t−2‖ at t = {t}{per})"
        )?;
    }
    if let Some(missing) = convergence.missing_information {
        writeln!(
            out,
            "fraction of missing information: {missing:.4} (1 − smallest eigenvalue of I_com⁻¹ I_obs)"
        )?;
    }
    Ok(())
}

/// How each column's numbers are written.
struct Columns {
    weight: NumberFormat,
    mean: NumberFormat,
    variance: NumberFormat,
    log_likelihood: NumberFormat,
}

impl Columns {
    /// Returns μ and σ² are read against the spread of the data, π and ℓ (in nats) against 1.
    fn new(sample: &Sample, trace: &[Iterate]) -> Self {
        let (min, max) = (sample.values().iter())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(*x), hi.max(*x)));
        // About σ for most shapes; where there is no spread, what is left is the size of the
        // numbers.
        let spread = if max > min { max / 4.0 - min / 4.0 } else { max };
        let scale = exponent(spread);
        let components = || trace.iter().flat_map(|iterate| iterate.theta().components());
        let largest_mean = components().map(|c| c.mean().abs()).fold(0.0, f64::max);
        let largest_variance = components().map(Component::variance).fold(0.0, f64::max);
        let log_likelihoods = trace
            .iter()
            .map(|iterate| iterate.log_likelihood().abs().max(iterate.objective().abs()));
        Self {
            weight: NumberFormat::below(0, 1.0),
            mean: NumberFormat::below(scale, largest_mean),
            variance: NumberFormat::below(2 * scale, largest_variance),
            log_likelihood: NumberFormat::below(0, log_likelihoods.fold(0.0, f64::max)),
        }
    }

    /// Returns k, π, μ and σ² of a component.
    fn parameters(&self, theta: &Theta, k: usize, c: &Component) -> [String; 4] {
        let last = apart::last_of_mean(c.mean(), c.sd(), theta.means());
        [
            (k + 1).to_string(),
            self.weight.write_ratio(c.weight()),
            self.mean.down_to(last, c.mean()).write(c.mean()),
            self.variance.write_ratio(c.variance()),
        ]
    }

    fn rows(&self, t: usize, iterate: &Iterate, before: Option<&Iterate>) -> Vec<Row> {
        let log_likelihood = iterate.log_likelihood();
        let has_objective = !iterate.method().objective().is_log_likelihood();
        let objective = has_objective.then(|| self.log_likelihood.write(iterate.objective()));
        let is_accelerated = iterate.method().is_accelerated();
        let change = before.map(|before| iterate.objective() - before.objective());
        let change = change.map(|change| self.log_likelihood.write_ratio(change));
        let bound = iterate.lower_bound().map(|bound| self.log_likelihood.write(bound));
        let row = |(k, c): (usize, &Component)| {
            let first = |cell: String| if k == 0 { cell } else { String::new() };
            let begin = std::iter::once(first(t.to_string()));
            let parameters = begin
                .chain(self.parameters(iterate.theta(), k, c))
                .chain([first(self.log_likelihood.write(log_likelihood))]);
            let last = [change.clone().unwrap_or_default(), bound.clone().unwrap_or_default()];
            let own = objective.clone().map(&first);
            let passes = is_accelerated.then(|| first(iterate.passes().to_string()));
            parameters.chain(own).chain(last.map(first)).chain(passes).collect()
        };
        iterate.theta().components().iter().enumerate().map(row).collect()
    }
}
