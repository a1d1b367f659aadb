//! The trace as one JSON object, for programs. Numbers are the shortest that read back to the same
//! f64.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Number;

use super::groups::{GroupObject, GroupsReport};
use super::method::MethodSummary;
use super::restarts::RestartRows;
use super::scan::{ScanObject, TestObject};
use super::{DataHashes, FitReport, HashedFile, Names, StopReason, Timings};
use crate::mixture::{Bin, Convergence, Iterate, SquaremStep, Theta};

#[derive(Serialize)]
struct Document<'a> {
    /// Which schema it follows: `assets/schema/fit.json`.
    schema_version: u32,
    /// The program that wrote it, with its version.
    program: &'static str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<Vec<ScanObject>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tests: Option<Vec<TestObject>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<GroupObject>>,
    trace: Vec<Row>,
    stopped: StopReason,
    message: &'a str,
    /// How many passes over the data the run took, with the one for ℓ(θ₀), if it was accelerated.
    #[serde(skip_serializing_if = "Option::is_none")]
    passes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    convergence: Option<Rates>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<&'a Timings>,
}

#[derive(Serialize)]
struct DataSummary<'a> {
    source: &'a str,
    /// The files with their hashes, if these were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a [HashedFile]>,
    column: &'a str,
    /// Σ w_i.
    n: Number,
    /// How many rows it is spread over, if they have weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    /// How many bins it is spread over, if the data are grouped.
    #[serde(skip_serializing_if = "Option::is_none")]
    bins: Option<usize>,
    /// What they were drawn from.
    #[serde(skip_serializing_if = "Option::is_none")]
    truth: Option<Truth>,
    /// What may not be as it was meant, and what was left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Truth {
    weights: Vec<f64>,
    means: Vec<f64>,
    variances: Vec<f64>,
    log_likelihood: f64,
}

impl Truth {
    fn new((theta, log_likelihood): (&Theta, f64)) -> Self {
        let weights = theta.weights().collect();
        let (means, variances) = (theta.means().collect(), theta.variances().collect());
        Self { weights, means, variances, log_likelihood }
    }
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
    /// The range of x in which the bins of a condensed table are too wide for θ.
    #[serde(skip_serializing_if = "Option::is_none")]
    too_wide: Option<[f64; 2]>,
    /// How the step was accelerated, if it was.
    #[serde(flatten)]
    accelerated: Option<AcceleratedStep>,
}

#[derive(Serialize)]
struct AcceleratedStep {
    passes: usize,
    steplength: f64,
    shortened: usize,
    step: &'static str,
}

impl AcceleratedStep {
    fn new(step: &SquaremStep) -> Self {
        Self {
            passes: step.passes,
            steplength: step.steplength,
            shortened: step.shortened,
            step: step.taken.name(),
        }
    }
}

/// How fast a run converged.
#[derive(Serialize)]
struct Rates {
    /// ‖θ_t − θ_{t−1}‖ / ‖θ_{t−1} − θ_{t−2}‖ at the end.
    observed_rate: Option<f64>,
    /// How many passes over the data each of these steps took.
    passes_per_step: Option<usize>,
    missing_information: Option<f64>,
}

impl Rates {
    fn new(of: &Convergence) -> Self {
        Self {
            observed_rate: of.observed.map(|observed| observed.rate),
            passes_per_step: of.observed.map(|observed| observed.passes),
            missing_information: of.missing_information,
        }
    }
}

impl Row {
    fn new(iterate: &Iterate) -> Self {
        let (t, theta, method) = (iterate.iteration(), iterate.theta(), iterate.method());
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
            too_wide: iterate.expectation().too_wide().map(|range| [range.from, range.to]),
            accelerated: iterate.accelerated().map(AcceleratedStep::new),
        }
    }
}

/// Returns a count as a whole number, if it is one.
fn count(n: f64) -> Number {
    let is_whole = n.fract() == 0.0 && n < 1e15;
    let number = if is_whole { Some(Number::from(n as u64)) } else { Number::from_f64(n) };
    // n is a sum of weights that are finite.
    number.unwrap_or_else(|| Number::from(0))
}

/// The number of the schema: it grows with a change that readers have to know of.
const SCHEMA_VERSION: u32 = 1;
const PROGRAM: &str = concat!("emstep ", env!("CARGO_PKG_VERSION"));

/// Writes the whole report, with where the data come from if that is known.
pub(super) fn write(
    report: &FitReport,
    names: Names,
    hashes: Option<&DataHashes>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_document(&document(report, hashes), names, out)
}

/// Writes a θ as `--from` reads it.
pub(super) fn write_theta(theta: &Theta, names: Names, out: &mut dyn Write) -> io::Result<()> {
    write_document(theta, names, out)
}

fn write_document(document: &impl Serialize, names: Names, out: &mut dyn Write) -> io::Result<()> {
    if names == Names::Emstep {
        serde_json::to_writer(&mut *out, document)?;
    } else {
        let mut renamed = names.rename(serde_json::to_value(document)?);
        // The schema is of our own names.
        if let Some(object) = renamed.as_object_mut()
            && object.remove("schema_version").is_some()
        {
            object.insert("names".to_owned(), names.name().into());
        }
        serde_json::to_writer(&mut *out, &renamed)?;
    }
    writeln!(out)
}

fn document<'a>(report: &'a FitReport, hashes: Option<&'a DataHashes>) -> Document<'a> {
    let dataset = report.dataset;
    let sample = &dataset.sample;
    Document {
        schema_version: SCHEMA_VERSION,
        program: PROGRAM,
        data: DataSummary {
            source: &dataset.source,
            files: hashes.map(|hashes| &hashes.files[..]),
            column: &dataset.column,
            n: count(dataset.sample.total_weight()),
            rows: sample
                .weights()
                .filter(|_| sample.bins().is_none() && sample.summed().is_none())
                .map(<[f64]>::len),
            bins: (sample.bins().map(<[Bin]>::len))
                .or_else(|| Some(sample.summed()?.cells().len())),
            truth: dataset.truth().map(Truth::new),
            notes: super::notes_on(dataset).collect(),
        },
        components: report.components(),
        method: MethodSummary::new(report.method(), report.components()),
        start: report.origin(),
        seed: report.seed(),
        restarts: report.restarts.as_ref().map(RestartRows::new),
        scan: report.scan.as_ref().map(ScanObject::all),
        tests: (report.scan.as_ref().map(TestObject::all)).filter(|tests| !tests.is_empty()),
        groups: report.groups.as_ref().map(GroupsReport::objects),
        trace: report.trace.iter().map(Row::new).collect(),
        stopped: report.termination.reason,
        message: &report.termination.message,
        passes: report.method().is_accelerated().then(|| report.passes()),
        convergence: report.convergence.as_ref().map(Rates::new),
        timings: report.timings.as_ref(),
    }
}
