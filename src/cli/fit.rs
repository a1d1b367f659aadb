//! `emstep fit`: runs EM and prints the trace, without a screen.

mod arguments;
mod code;
mod error;
mod export;
mod prepared;
mod progress;
mod run;
mod starts;

use std::cell::RefCell;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use super::figure::FigureArguments;
use super::{Plan, RestartOptions, ScanOptions};
use crate::data::{self, Dataset, Request, Source};
use crate::mixture::{Assignment, EStepError, StopRule};
use crate::report::{DataHashes, Export, FitReport, Names, ScriptLanguage, Timings, TraceFormat};
use crate::runtime::output_file::{Existing, OutputFile};
use crate::runtime::process_status;
pub(super) use arguments::FitArguments;
use error::FitCommandError;
pub(super) use export::{ExportFile, export_file};
use export::{Exports, Files};
use prepared::{Prepared, ToPrint};
use progress::FitProgress;

/// What `emstep fit` is to do.
#[derive(Clone, Debug)]
pub struct FitTask {
    /// The data, θ₀ and settings.
    pub plan: Plan,
    /// When the run ends.
    pub rule: StopRule,
    /// How many starts are drawn, to keep the best, if not one.
    pub restarts: Option<RestartOptions>,
    /// Which K are tried, if not one.
    pub scan: Option<ScanOptions>,
    /// Whether to fit each group of a condensed table too.
    pub each_group: bool,
    /// Whether a run that does not converge is a failure.
    pub require_convergence: bool,
    /// Other observations, whose components are asked for.
    pub predict: Option<Request>,
    /// How many threads; one per core if it was not said.
    pub threads: Option<usize>,
    /// What is printed, and where.
    pub output: FitOutput,
}

/// What `emstep fit` prints, and where.
#[derive(Clone, Debug)]
pub struct FitOutput {
    /// What is printed.
    pub printed: Printed,
    /// Whose names JSON and CSV have.
    pub names: Names,
    /// Whether to say how long it took.
    pub timings: bool,
    /// Whether to compare the last θ's sums from nodes with an exact pass.
    pub compare: bool,
    /// The file in place of standard output.
    pub file: Option<PathBuf>,
    /// What is written to files of its own.
    pub exports: Vec<ExportFile>,
    /// What is said of those that are figures.
    pub(super) figure: FigureArguments,
    /// What becomes of files that are there.
    pub existing: Existing,
    /// What is said beside the output.
    pub messages: Messages,
}

/// What `emstep fit` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// The trace.
    Trace(TraceFormat),
    /// A script that reproduces the run.
    Script(ScriptLanguage),
    /// The components of other observations, as CSV.
    Predictions,
}

impl Printed {
    /// Returns whether it is a text to read, and not for a program.
    pub fn is_text(self) -> bool {
        self == Self::Trace(TraceFormat::Text)
    }

    /// Returns whether it has a place for what is known of a run beside its θ: how long it took,
    /// and what other starts came to.
    fn has_summary(self) -> bool {
        matches!(self, Self::Trace(TraceFormat::Text | TraceFormat::Json))
    }

    /// Returns whether it has θ with the digits of an `f64`.
    fn has_theta(self) -> bool {
        match self {
            Self::Trace(format) => format != TraceFormat::Text,
            Self::Script(_) => true,
            Self::Predictions => false,
        }
    }
}

/// What is said beside the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// Nothing but errors.
    Errors,
    /// What a person should know.
    Notes,
    /// And how far it is.
    NotesAndProgress,
}

/// How a fit ends that has written its trace, or whose reader has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitEnd {
    /// Nothing is left to say.
    Done,
    /// EM did not converge, and had to.
    NotConverged,
    /// An export failed, and that was said.
    NotExported,
}

/// Reads the data, runs EM from where the plan says until the rule says stop, and writes the trace
/// to `out` or a file; the same for further data, if the plan has some. What a person should know
/// beside it goes to `say`, a line at a time, and so does why an export failed: all else is written
/// before.
///
/// # Errors
/// Returns an error if the data, a file or the output fail; a component that collapses or empties
/// is none, but a way for a run to end.
pub fn fit(
    task: &FitTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<FitEnd, FitCommandError> {
    let FitOutput { file, exports, existing, .. } = &task.output;
    let new = task.predict.iter().filter_map(|request| match &request.source {
        Source::File(path) => Some(path),
        _ => None,
    });
    let read: Vec<&PathBuf> = task.plan.files().chain(new).collect();
    let files = Files::check(file.as_deref(), exports, *existing, &read)?;
    if let Some(threads) = task.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    let Files { output, mut exports } = files;
    let fitted = fit_to(task, output, &mut exports, out, &mut say);
    // They are no notes, which --quiet leaves out.
    for error in &exports.errors {
        say(&format!("error: {error}"));
    }
    match fitted {
        // An export that failed is a failure, also if no one reads the trace.
        Err(error) if exports.errors.is_empty() || !error.is_of_reader() => Err(error),
        _ if !exports.errors.is_empty() => Ok(FitEnd::NotExported),
        Ok(false) => Ok(FitEnd::NotConverged),
        _ => Ok(FitEnd::Done),
    }
}

/// Fits all, and writes to a file if there is one in place of `out`.
fn fit_to(
    task: &FitTask,
    output: Option<OutputFile>,
    exports: &mut Exports,
    out: &mut dyn Write,
    say: &mut dyn FnMut(&str),
) -> Result<bool, FitCommandError> {
    let mut say = |line: &str| {
        if task.output.messages != Messages::Errors {
            say(line);
        }
    };
    let Some(file) = output else { return fit_all(task, exports, out, &mut say) };
    let mut file = file.draft();
    let has_converged = fit_all(task, exports, &mut file, &mut say)?;
    file.finish()?.tell(&mut say);
    Ok(has_converged)
}

/// Fits the sample, or each of several by itself. Returns whether EM converged, if it had to.
fn fit_all(
    task: &FitTask,
    exports: &mut Exports,
    out: &mut dyn Write,
    say: &mut dyn FnMut(&str),
) -> Result<bool, FitCommandError> {
    if task.plan.more.is_empty() {
        return fit_one(task, &task.plan.request, exports, out, say);
    }
    let mut has_converged = true;
    for (index, request) in task.plan.requests().enumerate() {
        if index > 0 && task.output.printed.is_text() {
            writeln!(out)?;
        }
        let name = request.source.name();
        // Several runs have no exports: there are none in the list.
        let mut say = |line: &str| say(&format!("{name}: {line}"));
        has_converged &= fit_one(task, request, exports, out, &mut say)?;
    }
    Ok(has_converged)
}

/// Fits one sample.
fn fit_one(
    task: &FitTask,
    request: &Request,
    exports: &mut Exports,
    out: &mut dyn Write,
    say: &mut dyn FnMut(&str),
) -> Result<bool, FitCommandError> {
    let began = Instant::now();
    let progress =
        RefCell::new(FitProgress::new(task.output.messages == Messages::NotesAndProgress));
    let mut say = |line: &str| {
        progress.borrow_mut().clear();
        say(line);
    };
    let say: &mut dyn FnMut(&str) = &mut say;
    let mut dataset =
        data::read_with_progress(request, &mut |far| progress.borrow_mut().reading(far))?;
    let load_s = began.elapsed().as_secs_f64();
    let loaded = Instant::now();
    if task.each_group && dataset.groups.is_none() {
        return Err(FitCommandError::NoGroups(dataset.source));
    }
    dataset.condense(request.exact);
    let condense_s = dataset.data().condensed().map(|_| loaded.elapsed().as_secs_f64());

    let Prepared { new, to_print } = Prepared::of(task, request, &dataset, say)?;
    let FitOutput { printed, names, timings, compare, .. } = task.output;
    let mut moments = vec![];
    let each = &mut || moments.push(Instant::now());
    let mut report = run::run(task, &dataset, &progress, say, each)?;
    progress.borrow_mut().clear();
    if timings {
        let timings = Timings {
            load_s,
            condense_s,
            iteration_s: median_gap(&moments),
            total_s: began.elapsed().as_secs_f64(),
            peak_bytes: peak_bytes(),
            nodes: report.last().expectation().nodes(),
            threads: rayon::current_num_threads(),
        };
        if !printed.has_summary() {
            timings.to_string().lines().for_each(&mut *say);
        }
        report = report.with_timings(timings);
    }
    if printed.has_summary() || exports.have_convergence() {
        report = report.with_convergence()?;
    }
    if let Some(new) = new {
        report = report.with_new_observations(new);
    }
    exports.write(task, &report, say);
    match to_print {
        ToPrint::Trace(format) => report.write(format, names, out)?,
        ToPrint::Script(language, data) => write!(out, "{}", report.script(language, &data)?)?,
        ToPrint::Predictions => {
            report.export(Export::predictions(), names, &DataHashes::default(), out)?;
        }
    }
    out.flush()?;
    if compare {
        say(&compared(&report, &dataset)?);
    }
    report.rounding().into_iter().filter(|_| printed.has_theta()).for_each(&mut *say);
    let of_groups = [report.shortfall_of_groups(), report.too_wide_for_groups()];
    for line in report.too_wide().into_iter().chain(of_groups.into_iter().flatten()) {
        say(&line);
    }
    if report.termination().is_by_itself() {
        say(&report.termination().message);
    }
    Ok(!task.require_convergence || report.has_converged())
}

fn compared(report: &FitReport, dataset: &Dataset) -> Result<String, EStepError> {
    let is_hard = report.last().method().assignment == Assignment::Hard;
    match report.last().expectation().nodes() {
        _ if dataset.sample.summed().is_some() => {
            Ok("a condensed table has no observations to compare with".to_owned())
        }
        None if is_hard && dataset.data().condensed().is_some() => {
            Ok("hard EM sums every observation: nothing to compare".to_owned())
        }
        None => Ok("the data are not condensed: nothing to compare".to_owned()),
        Some(_) => Ok(report.last().discrepancy(&dataset.sample)?.to_string()),
    }
}

/// Returns the median time between neighbours, in seconds.
fn median_gap(moments: &[Instant]) -> Option<f64> {
    let gap = |pair: &[Instant]| (pair[1] - pair[0]).as_secs_f64();
    let mut gaps: Vec<f64> = moments.windows(2).map(gap).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied()
}

/// Returns the most memory that this process had in use, if the system tells (Linux).
fn peak_bytes() -> Option<u64> {
    let peak = process_status::field("VmHWM")?;
    let kibibytes: u64 = peak.strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
