//! The trace as one JSON object, for programs. Numbers are the shortest that read back to the same
//! f64.

use std::io::{self, Write};

use serde::Serialize;

use super::method::MethodSummary;
use super::restarts::RestartRows;
use super::{FitReport, StopReason, Timings};
use crate::mixture::Iterate;

#[derive(Serialize)]
struct Document<'a> {
    data: DataSummary<'a>,
    components: usize,
    /// What is on besides ordinary EM.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<MethodSummary>,
    start: String,
    /// The seed of what was drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(flatten)]
    restarts: Option<RestartRows>,
    trace: Vec<Row>,
    stopped: StopReason,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<&'a Timings>,
}

#[derive(Serialize)]
struct DataSummary<'a> {
    source: &'a str,
    column: &'a str,
    n: usize,
    /// What may not be as it was meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    t: usize,
    weights: Vec<f64>,
    means: Vec<f64>,
    variances: Vec<f64>,
    log_likelihood: f64,
    /// What is made as large as it can be, if that is not ℓ.
    #[serde(skip_serializing_if = "Option::is_none")]
    objective: Option<f64>,
    /// T of the E-step, if EM is annealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    lower_bound: Option<f64>,
}

impl Row {
    fn new((t, iterate): (usize, &Iterate)) -> Self {
        let (theta, method) = (iterate.theta(), iterate.method());
        Self {
            t,
            weights: theta.weights().collect(),
            // A mean of −0 is written as 0.
            means: theta.means().map(|mean| mean + 0.0).collect(),
            variances: theta.variances().collect(),
            log_likelihood: iterate.log_likelihood(),
            objective: (!method.objective().is_log_likelihood()).then_some(iterate.objective()),
            temperature: method.may_fall().then(|| method.temperature(t)),
            lower_bound: iterate.lower_bound(),
        }
    }
}

pub(super) fn write(report: &FitReport, out: &mut impl Write) -> io::Result<()> {
    let dataset = report.dataset;
    let document = Document {
        data: DataSummary {
            source: &dataset.source,
            column: &dataset.column,
            n: dataset.sample.len(),
            notes: dataset.notes.iter().map(ToString::to_string).collect(),
        },
        components: report.components(),
        method: MethodSummary::new(report.method(), report.components()),
        start: report.start.map_or_else(|| "given".to_owned(), |start| start.method().to_string()),
        seed: report.seed(),
        restarts: report.restarts.as_ref().map(RestartRows::new),
        trace: report.trace.iter().enumerate().map(Row::new).collect(),
        stopped: report.termination.reason,
        message: &report.termination.message,
        timings: report.timings.as_ref(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}
