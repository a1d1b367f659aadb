//! `emstep fit`: runs EM and prints the trace, without a screen.

mod arguments;
mod code;
mod export;
mod progress;
mod starts;

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use super::figure::FigureArguments;
use super::{Plan, RestartOptions, ScanOptions, unreadable};
use crate::app::begin::BeginError;
use crate::app::begin::InitialTheta;
use crate::data::{
    self, DataError, Dataset, GroupFit, GroupFitPlan, GroupFits, GroupOf, Request, Source,
};
use crate::mixture::{
    Assignment, EStepError, Iterate, RestartError, StopRule, TestError, lowest_bic,
};
use crate::report::{
    self, DataHashes, Export, ExportContent, ExportError, FitReport, Names, NotReproduced,
    ScriptLanguage, Timings, TraceFormat,
};
use crate::runtime::data_hash::HashError;
use crate::runtime::export::FigureFileError;
use crate::runtime::output_file::{Existing, OutputFile, OutputFileError};
use crate::runtime::process_status;
use crate::text::sanitise::clean;
use crate::timeline::Beginning;
pub(super) use arguments::FitArguments;
pub(super) use export::ExportFile;
use export::Files;

use progress::FitProgress;
use starts::Scanned;

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
    /// How the trace is printed.
    pub format: TraceFormat,
    /// Whose names JSON and CSV have.
    pub names: Names,
    /// The language of a script that reproduces the run, in place of the trace.
    pub code: Option<ScriptLanguage>,
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

/// Reads the data, runs EM from where the plan says until the rule says stop, and writes the trace
/// to `out` or a file; the same for further data, if the plan has some. What a person should know
/// beside it goes to `say`, a line at a time. Returns whether EM converged, if it had to.
///
/// # Errors
/// Returns an error if the data, a file or the output fail; a component that collapses or empties
/// is none, but a way for a run to end. If an export fails, all else is written before.
pub fn fit(
    task: &FitTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<bool, FitCommandError> {
    let FitOutput { file, exports, existing, messages, .. } = &task.output;
    let new = task.predict.iter().filter_map(|request| match &request.source {
        Source::File(path) => Some(path),
        _ => None,
    });
    let read: Vec<&PathBuf> = task.plan.files().chain(new).collect();
    let Files { output, exports } = Files::check(file.as_deref(), exports, *existing, &read)?;
    if let Some(threads) = task.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    let mut say = |line: &str| {
        if *messages != Messages::Errors {
            say(line);
        }
    };
    let fitted = match output {
        None => fit_all(task, exports, out, &mut say)?,
        Some(file) => {
            let mut text = Vec::new();
            let fitted = fit_all(task, exports, &mut text, &mut say)?;
            file.write(|file| file.write_all(&text))?;
            fitted
        }
    };
    fitted.exported?;
    Ok(fitted.has_converged)
}

/// What came of fits whose output was written.
struct Fitted {
    /// Whether EM converged, if it had to.
    has_converged: bool,
    /// What came of the exports.
    exported: Result<(), FitCommandError>,
}

/// Fits the sample, or each of several by itself.
fn fit_all(
    task: &FitTask,
    exports: Vec<(ExportFile, OutputFile)>,
    out: &mut dyn Write,
    say: &mut dyn FnMut(&str),
) -> Result<Fitted, FitCommandError> {
    if task.plan.more.is_empty() {
        return fit_one(task, &task.plan.request, exports, out, say);
    }
    let mut has_converged = true;
    for (index, request) in task.plan.requests().enumerate() {
        if index > 0 && task.output.format == TraceFormat::Text {
            writeln!(out)?;
        }
        let name = request.source.name();
        // Several runs have no exports.
        let mut say = |line: &str| say(&format!("{name}: {line}"));
        has_converged &= fit_one(task, request, Vec::new(), out, &mut say)?.has_converged;
    }
    Ok(Fitted { has_converged, exported: Ok(()) })
}

/// Fits one sample.
fn fit_one(
    task: &FitTask,
    request: &Request,
    exports: Vec<(ExportFile, OutputFile)>,
    out: &mut dyn Write,
    say: &mut dyn FnMut(&str),
) -> Result<Fitted, FitCommandError> {
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

    for file in &task.output.exports {
        let checked = file.numbers().map_or(Ok(()), |export| export.content().check(&dataset));
        checked.map_err(|error| FitCommandError::export(file, error))?;
    }
    let FitOutput { format, names, timings, compare, .. } = task.output;
    let mut moments = vec![];
    let mut report = run(task, &dataset, &progress, say, &mut || moments.push(Instant::now()))?;
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
        if format == TraceFormat::Csv {
            timings.to_string().lines().for_each(&mut *say);
        }
        report = report.with_timings(timings);
    }
    if format != TraceFormat::Csv {
        report = report.with_convergence()?;
    }
    if let Some(request) = &task.predict {
        let new = data::read_columns(request, true, &[])?;
        new.notes.iter().for_each(|note| say(&note.to_string()));
        report = report.with_new_observations(new);
    }
    let exported = export::write(task, &report, &request.source, exports, say);
    if let Some(language) = task.output.code {
        write!(out, "{}", code::script(&report, request, language)?)?;
    } else if task.predict.is_some()
        && !export::has(&task.output.exports, ExportContent::Predictions)
    {
        let export = Export::predictions();
        report.export(export, names, &DataHashes::default(), out)?;
    } else {
        report.write(format, names, out)?;
    }
    out.flush()?;
    if compare {
        say(&compared(&report, &dataset)?);
    }
    let of_groups = [report.shortfall_of_groups(), report.too_wide_for_groups()];
    for line in report.too_wide().into_iter().chain(of_groups.into_iter().flatten()) {
        say(&line);
    }
    if report.termination().is_by_itself() {
        say(&report.termination().message);
    }
    let has_converged = !task.require_convergence || report.has_converged();
    Ok(Fitted { has_converged, exported })
}

/// Runs EM from where the task says, on data that are read, with all that belongs to the run: other
/// starts, other K, groups. `each` is called at θ₀ and at every new θ.
fn run<'a>(
    task: &FitTask,
    dataset: &'a Dataset,
    progress: &RefCell<FitProgress>,
    say: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(),
) -> Result<FitReport<'a>, FitCommandError> {
    let mut initial_theta = task.plan.initial_theta(dataset);
    let mut many = None;
    let mut scanned = None;
    let mut method = task.plan.settings.method;
    if let (Some(options), Some(restarts)) = (task.scan, task.restarts) {
        let done = starts::try_all(task, options, restarts, dataset, progress)?;
        let best = lowest_bic(&done.rows).and_then(|best| done.rows[best].fit.as_ref().ok());
        let best = &best.ok_or(FitCommandError::NoFit)?.best;
        method = **best.last.method();
        initial_theta =
            InitialTheta::FromData { start: best.start, components: best.theta().len() };
        scanned = Some(done);
    } else if let Some(options) = task.restarts {
        let plan = starts::restart_plan(task, options, initial_theta.components());
        let result = starts::from_all(plan, dataset, progress)?;
        if let Some(best) = result.best() {
            let (start, components) = (best.start, plan.components);
            initial_theta = InitialTheta::FromData { start, components };
        }
        many = Some((plan, result));
    }
    let mut rule = task.rule;
    let beginning = initial_theta.begin_by(&method, dataset)?;
    if let Beginning::Gamma(_) = beginning {
        // The M-step that gives θ₁ is one of them.
        rule.iterations -= 1;
    }
    let first = beginning.first().clone();
    let start = match &initial_theta {
        InitialTheta::FromData { start, .. } => Some(*start),
        InitialTheta::Given(_)
        | InitialTheta::OfData(_)
        | InitialTheta::Edited(_)
        | InitialTheta::OfRun { .. }
        | InitialTheta::Gamma(_) => None,
    };
    for remark in report::remarks(dataset, &first) {
        say(&remark);
    }
    each();
    let mut report = FitReport::run(dataset, start, &first, rule, |iterate| {
        progress.borrow_mut().iteration(iterate);
        each();
    })?;
    if let Some((plan, result)) = many {
        report = report.with_restarts(plan, result);
        if task.output.format == TraceFormat::Csv {
            report.summary_of_restarts().iter().for_each(|summary| say(summary));
        }
    }
    if let Some(Scanned { plan, rows, tests }) = scanned {
        report = report.with_scan(plan, rows, tests);
    }
    if let Some(groups) = dataset.groups.clone().filter(|_| task.each_group) {
        let fits = fit_groups(groups, &first, rule);
        report = report.with_groups(fits, rule.tolerance);
    }
    Ok(report)
}

/// Fits all groups together and each of them, from θ₀ of a run and by its method.
fn fit_groups(groups: GroupOf, first: &Iterate, rule: StopRule) -> Vec<GroupFit> {
    let (theta, method) = (first.theta().clone(), **first.method());
    let mut fits = GroupFits::new(GroupFitPlan { groups, theta, method, rule });
    while !fits.advance() {}
    fits.take_new()
}

fn compared(report: &FitReport, dataset: &data::Dataset) -> Result<String, EStepError> {
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

/// Why there is no trace.
#[derive(Debug, thiserror::Error)]
pub enum FitCommandError {
    /// There are no data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] OutputFileError),
    /// The data have nothing of the kind to export.
    #[error("--export {file}: {error}")]
    Export {
        /// the file
        file: String,
        /// why
        error: ExportError,
    },
    /// There is no figure.
    #[error("{file}: {error}")]
    Figure {
        /// the file
        file: String,
        /// why
        error: FigureFileError,
    },
    /// A file of data cannot be read again for its hash.
    #[error("{file}: {}", unreadable::why(error))]
    Hash {
        /// the file
        file: String,
        /// why
        error: io::Error,
    },
    /// No script reproduces the run.
    #[error("--code: {0}")]
    Script(#[from] NotReproduced),
    /// A script could not read the data.
    #[error("--code: {0}")]
    DataOfScript(#[from] code::Unreadable),
    /// There is no θ₀.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// There are no groups to fit.
    #[error("--each-group: {0} has no groups; a condensed table with a group_key has (--group-by)")]
    NoGroups(String),
    /// No K has a maximum.
    #[error("every start collapsed for every K; try more --restarts, or a smaller K")]
    NoFit,
    /// None of many starts begins.
    #[error(transparent)]
    Restarts(#[from] RestartError),
    /// No K can be tested against the next.
    #[error("--bootstrap: {0}")]
    Test(#[from] TestError),
    /// ℓ of a later θ cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
    /// There cannot be as many threads.
    #[error("--threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The output cannot be written.
    #[error("{0}")]
    Output(#[from] io::Error),
}

impl FitCommandError {
    fn export(file: &ExportFile, error: ExportError) -> Self {
        Self::Export { file: clean(&file.path.display().to_string()), error }
    }
}

impl From<HashError> for FitCommandError {
    fn from(HashError { path, error }: HashError) -> Self {
        Self::Hash { file: clean(&path.display().to_string()), error }
    }
}
