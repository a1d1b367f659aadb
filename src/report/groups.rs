//! The fit of each group of a condensed table: as text, for JSON, and as CSV.

use std::io::{self, Write};

use serde::Serialize;

use super::StopReason;
use super::restarts::mixture;
use crate::data::{GroupFit, said_of_groups};
use crate::mixture::{Iterate, Theta};
use crate::text::{counted, grouped, sanitise, width};

/// The fits of all groups together and of each, and the tolerance with which EM was iterated.
#[derive(Debug)]
pub(super) struct GroupsReport {
    pub fits: Vec<GroupFit>,
    pub tolerance: Option<f64>,
}

/// A fit, as an object of JSON. What is not known of a group without a fit is left out.
#[derive(Serialize)]
pub(super) struct GroupObject {
    /// The key; none of all groups together.
    group: Option<String>,
    observations: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    iterations: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_likelihood: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<StopReason>,
    /// Why there is no fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The range of x in which the bins are too wide for θ.
    #[serde(skip_serializing_if = "Option::is_none")]
    too_wide: Option<[f64; 2]>,
    /// Where EM ended; of a group without a fit, before what ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    theta: Option<Theta>,
}

impl GroupsReport {
    /// Returns the fits for JSON.
    pub(super) fn objects(&self) -> Vec<GroupObject> {
        self.fits.iter().map(|fit| self.object(fit)).collect()
    }

    /// Returns whether each has a fit at which EM converged.
    pub(super) fn have_converged(&self) -> bool {
        self.fits.iter().all(GroupFit::has_converged)
    }

    /// Returns how many groups have no fit, or one before EM converged; none if all converged.
    pub(super) fn shortfall(&self) -> Option<String> {
        // As many iterations as were asked for are no shortfall.
        let is_done = |fit: &GroupFit| {
            fit.has_converged() || (fit.is_unfinished() && self.tolerance.is_none())
        };
        (!self.fits.iter().all(is_done)).then(|| said_of_groups(&self.fits))
    }

    /// Returns for how many groups the bins are too wide at the fit, and where for the first.
    pub(super) fn too_wide(&self) -> Option<String> {
        let key = |fit: &GroupFit| fit.group.key().map(sanitise::visible);
        let wide = |fit| Some((key(fit)?, fit.last()?.expectation().too_wide()?));
        let mut wide = self.fits.iter().filter_map(wide);
        let (key, range) = wide.next()?;
        let groups = counted(wide.count() + 1, "group");
        Some(format!(
            "the bins are too wide for the fit of {groups}, as of {key} at x = {range}; emstep sql \
             --refine prints the query for narrower ones"
        ))
    }

    fn object(&self, fit: &GroupFit) -> GroupObject {
        let last = fit.last();
        let objective = |last: &Iterate| (!is_log_likelihood(last)).then(|| last.objective());
        let too_wide = last.and_then(|last| last.expectation().too_wide());
        GroupObject {
            group: fit.group.key().map(str::to_owned),
            observations: fit.observations,
            iterations: last.map(Iterate::iteration),
            log_likelihood: last.map(Iterate::log_likelihood),
            objective: last.and_then(objective),
            stopped: self.stopped(fit),
            message: fit.problem(),
            too_wide: too_wide.map(|range| [range.from, range.to]),
            theta: last.map(|last| last.theta().clone()),
        }
    }

    fn stopped(&self, fit: &GroupFit) -> Option<StopReason> {
        let (_, stopped) = fit.reached.as_ref().ok()?;
        StopReason::of(stopped, self.tolerance)
    }
}

/// Prints a row per group, with its θ, and what the columns are.
pub(super) fn write(report: &GroupsReport, out: &mut dyn Write) -> io::Result<()> {
    let groups = report.fits.iter().filter(|fit| fit.group.key().is_some()).count();
    writeln!(out, "all together, and each of {}, from the same θ₀", counted(groups, "group"))?;
    writeln!(out)?;
    let first = report.fits.iter().find_map(GroupFit::last);
    let symbol = first.map_or("ℓ", |last| last.method().objective().symbol());
    let mut rows = vec![["group", "count", "t", symbol, "stopped", "θ"].map(str::to_owned)];
    rows.extend(report.fits.iter().map(|fit| row(report, fit)));
    let cells = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(cells);
    for row in &rows {
        let blanks = |column: usize| " ".repeat(widths[column] - width(&row[column]));
        let [key, count, t, value, stopped, theta] = row;
        let (key, stopped) = (format!("{key}{}", blanks(0)), format!("{stopped}{}", blanks(4)));
        let [count, t, value] =
            [(1, count), (2, t), (3, value)].map(|(i, cell)| format!("{}{cell}", blanks(i)));
        writeln!(out, "{key}  {count}  {t}  {value}  {stopped}  {theta}")?;
    }
    writeln!(out)
}

fn row(report: &GroupsReport, fit: &GroupFit) -> [String; 6] {
    let key = fit.group.key().map_or_else(|| "all together".to_owned(), sanitise::written_out);
    let last = fit.last();
    let stopped = report.stopped(fit).map_or_else(|| "no fit".to_owned(), |why| why.to_string());
    [
        key,
        grouped(fit.observations),
        last.map(|last| last.iteration().to_string()).unwrap_or_default(),
        last.map(|last| written(last.objective())).unwrap_or_default(),
        stopped,
        match (fit.problem(), last) {
            (None, Some(last)) => {
                let wide = fit.too_wide().map(|wide| format!("; {wide}")).unwrap_or_default();
                format!("{}{wide}", mixture(last.theta()))
            }
            (problem, _) => problem.unwrap_or_default(),
        },
    ]
}

/// Prints a row per group and component, with every digit. The group is empty in those of all
/// together, and what is not known of a group without a fit is empty too.
pub(super) fn write_csv(report: &GroupsReport, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let first = report.fits.iter().find_map(GroupFit::last);
    let has_objective = first.is_some_and(|last| !is_log_likelihood(last));
    let objective = has_objective.then_some("objective");
    let of_group = ["group", "observations", "iterations", "stopped", "message", "log_likelihood"];
    let of_component = ["component", "weight", "mean", "variance"];
    csv.write_record(of_group.into_iter().chain(objective).chain(of_component))?;
    for fit in &report.fits {
        let last = fit.last();
        let number = |value: fn(&Iterate) -> f64| {
            last.map(|last| format!("{:?}", value(last))).unwrap_or_default()
        };
        let mut of_group = vec![
            fit.group.key().unwrap_or_default().to_owned(),
            fit.observations.to_string(),
            last.map(|last| last.iteration().to_string()).unwrap_or_default(),
            report.stopped(fit).map(|why| why.to_string()).unwrap_or_default(),
            fit.problem().or_else(|| fit.too_wide()).unwrap_or_default(),
            number(Iterate::log_likelihood),
        ];
        of_group.extend(has_objective.then(|| number(Iterate::objective)));
        let Some(theta) = fit.theta() else {
            csv.write_record(of_group.iter().map(String::as_str).chain([""; 4]))?;
            continue;
        };
        for (k, c) in theta.components().iter().enumerate() {
            let [weight, mean, variance] =
                [c.weight(), c.mean() + 0.0, c.variance()].map(|x| format!("{x:?}"));
            let of_component = [(k + 1).to_string(), weight, mean, variance];
            csv.write_record(of_group.iter().chain(&of_component))?;
        }
    }
    csv.flush()
}

/// Returns ℓ with four decimals, and what has more digits than a number holds with an exponent.
fn written(value: f64) -> String {
    if value.abs() < 1e12 { format!("{value:.4}") } else { format!("{value:.6e}") }
}

fn is_log_likelihood(last: &Iterate) -> bool {
    last.method().objective().is_log_likelihood()
}
