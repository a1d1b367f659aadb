//! The fit of each group of a condensed table: as text, for JSON, and as CSV.

use std::io::{self, Write};

use serde::Serialize;

use super::StopReason;
use super::restarts::mixture;
use crate::data::GroupFit;
use crate::mixture::{Iterate, Theta};
use crate::text::{counted, sanitise};

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

    /// Returns for how many groups the bins are too wide at the fit, and where for the first.
    pub(super) fn too_wide(&self) -> Option<String> {
        let key = |fit: &GroupFit| fit.group.key().map(sanitise::brief);
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
        let objective = |last: &Iterate| {
            let is_log_likelihood = last.method().objective().is_log_likelihood();
            (!is_log_likelihood).then(|| last.objective())
        };
        let too_wide = last.and_then(|last| last.expectation().too_wide());
        GroupObject {
            group: fit.group.key().map(str::to_owned),
            observations: fit.group.count(),
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
pub(super) fn write(report: &GroupsReport, out: &mut impl Write) -> io::Result<()> {
    let groups = report.fits.iter().filter(|fit| fit.group.key().is_some()).count();
    writeln!(out, "all together, and each of {}, from the same θ₀", counted(groups, "group"))?;
    writeln!(out)?;
    let first = report.fits.iter().find_map(GroupFit::last);
    let symbol = first.map_or("ℓ", |last| last.method().objective().symbol());
    let mut rows = vec![["group", "n", "t", symbol, "stopped", "θ"].map(str::to_owned)];
    rows.extend(report.fits.iter().map(|fit| row(report, fit)));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; 6] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let [key, n, t, value, stopped, _] = widths;
    for [a, b, c, d, e, theta] in &rows {
        writeln!(out, "{a:<key$}  {b:>n$}  {c:>t$}  {d:>value$}  {e:<stopped$}  {theta}")?;
    }
    writeln!(out)
}

fn row(report: &GroupsReport, fit: &GroupFit) -> [String; 6] {
    let key = fit.group.key().map_or_else(|| "all together".to_owned(), sanitise::brief);
    let last = fit.last();
    let stopped = report.stopped(fit).map_or_else(|| "no fit".to_owned(), |why| why.to_string());
    [
        key,
        fit.group.count().to_string(),
        last.map(|last| last.iteration().to_string()).unwrap_or_default(),
        last.map(|last| format!("{:.4}", last.objective())).unwrap_or_default(),
        stopped,
        fit.problem().or_else(|| last.map(|last| mixture(last.theta()))).unwrap_or_default(),
    ]
}

/// Prints a row per group and component, with every digit. The group is empty in those of all
/// together, and what is not known of a group without a fit is empty too.
pub(super) fn write_csv(report: &GroupsReport, out: &mut impl Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "group",
        "observations",
        "iterations",
        "stopped",
        "log_likelihood",
        "component",
        "weight",
        "mean",
        "variance",
    ])?;
    for fit in &report.fits {
        let key = fit.group.key().unwrap_or_default();
        let observations = fit.group.count().to_string();
        let stopped = report.stopped(fit).map_or_else(String::new, |why| why.to_string());
        let (Some(last), Some(theta)) = (fit.last(), fit.theta()) else {
            csv.write_record([key, &observations, "", &stopped, "", "", "", "", ""])?;
            continue;
        };
        let iterations = last.iteration().to_string();
        let log_likelihood = format!("{:?}", last.log_likelihood());
        for (k, c) in theta.components().iter().enumerate() {
            let numbers = [c.weight(), c.mean() + 0.0, c.variance()].map(|x| format!("{x:?}"));
            let [weight, mean, variance] = &numbers;
            let k = (k + 1).to_string();
            csv.write_record([
                key,
                &observations,
                &iterations,
                &stopped,
                &log_likelihood,
                &k,
                weight,
                mean,
                variance,
            ])?;
        }
    }
    csv.flush()
}
