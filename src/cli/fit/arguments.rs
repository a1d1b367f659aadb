//! What `emstep fit` takes, and the task that it comes to.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};

use super::export::{self, ExportFile, export_file};
use super::{FitOutput, FitTask, Messages, Printed};
use crate::cli::arguments::ModelArguments;
use crate::cli::config::{Config, ConfigFile, Environment};
use crate::cli::ending;
use crate::cli::figure::FigureArguments;
use crate::cli::plan::{DEFAULT_STARTS, Plan, PlanError, ScanOptions};
use crate::cli::values::{ComponentCount, start_count, step_count, thread_count};
use crate::data::{Request, Roles, Source};
use crate::figure::Figure;
use crate::mixture::StopRule;
use crate::report::{Export, ExportContent, Names, ScriptLanguage, TraceFormat};
use crate::runtime::output_file::Existing;

/// What `emstep fit` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct FitArguments {
    #[command(flatten)]
    model: ModelArguments,
    /// Do exactly N iterations
    ///
    /// An iteration is an E-step and an M-step. There is no test for convergence, and 0 shows θ₀
    /// alone
    #[arg(long, value_name = "N", conflicts_with_all = ["tolerance", "max_iterations"])]
    #[arg(help_heading = "Running", allow_negative_numbers = true, value_parser = step_count)]
    steps: Option<usize>,
    /// Run EM from N starts, and list the maxima
    ///
    /// The distinct maxima of ℓ and how many of N starts, with the next seeds, reach each; the best
    /// run is printed [default: random observations, or --start]
    #[arg(long, value_name = "N", value_parser = start_count, allow_negative_numbers = true)]
    #[arg(conflicts_with_all = ["steps", "weights", "means", "variances", "sds", "from"])]
    #[arg(help_heading = "Running", conflicts_with = "gamma")]
    restarts: Option<usize>,
    /// With a range of K: test each K against K + 1
    ///
    /// By N samples drawn from the fit of K, a parametric bootstrap of the likelihood ratio
    #[arg(long, value_name = "N", value_parser = start_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running", conflicts_with = "steps")]
    bootstrap: Option<usize>,
    /// Also fit each group of a condensed table
    ///
    /// Each from the same θ₀, with a row per group; as CSV, a row per group and component in place
    /// of the trace
    #[arg(long, help_heading = "Running")]
    each_group: bool,
    /// Use N threads [default: one per core]
    ///
    /// The digits do not depend on it
    #[arg(long, value_name = "N", value_parser = thread_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    threads: Option<usize>,
    /// Print γ and the component of other observations
    ///
    /// Those in FILE, or -, at the last θ: as CSV, a row per row, in place of the trace; with
    /// --export FILE=predictions there
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    predict: Option<PathBuf>,
    /// End with 4 if EM has not converged
    #[arg(long, help_heading = "Running", conflicts_with = "steps")]
    require_convergence: bool,
    #[command(flatten)]
    print: PrintArguments,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    config: ConfigFile,
}

/// What is printed, and how.
#[derive(Debug, Args)]
struct PrintArguments {
    /// How to print the trace [default: text]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<TraceFormat>,
    /// Names as sklearn, mclust or mixtools have them
    ///
    /// The names of the keys of JSON and the columns of CSV: those of another program, whose code
    /// then reads them
    #[arg(long, value_name = "PROGRAM", default_value = "emstep", help_heading = "Output")]
    names: Names,
    /// Say how long it took, and the memory
    ///
    /// How long loading, condensing and an iteration took, and the most memory that was in use
    #[arg(long, help_heading = "Output")]
    timings: bool,
    /// Compare condensed data with all observations
    ///
    /// The last θ's ℓ, N_k, μ and σ² are compared with one pass over all observations
    #[arg(long, help_heading = "Output")]
    compare: bool,
    /// Print a script that reproduces the run
    ///
    /// With scikit-learn (python) or mclust (r), in place of the trace
    #[arg(long, value_name = "LANGUAGE", help_heading = "Output")]
    #[arg(conflicts_with_all = ["format", "predict", "names", "timings"])]
    code: Option<ScriptLanguage>,
}

/// Where it goes, and what is said beside it.
#[derive(Debug, Args)]
struct FileArguments {
    /// Write to FILE instead of standard output
    ///
    /// FILE is complete or not there; .json or .csv at its end says --format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Also write FILE: numbers, tables or a figure
    ///
    /// The end of its name says how: .csv, .json, .md, .tex, and for a figure .svg, .png, .pdf. It
    /// holds the trace or a figure, or what it is called after, or WHAT: trace, theta, scan (the
    /// table over K), groups, responsibilities, labels, posterior, predictions, or one of --figure.
    /// May be given several times
    #[arg(long, value_name = "FILE[=WHAT]", value_parser = export_file, help_heading = "Output")]
    #[arg(value_hint = ValueHint::FilePath)]
    export: Vec<ExportFile>,
    #[command(flatten)]
    figure: FigureArguments,
    /// Replace files that are there
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// Print nothing on standard error but errors
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// Show how far it is on standard error, if that is a terminal
    #[arg(long, help_heading = "Output", conflicts_with = "quiet")]
    progress: bool,
}

impl FitArguments {
    pub(in crate::cli) fn task(self, environment: &Environment) -> Result<FitTask, PlanError> {
        let config = Config::read(environment, &self.config)?;
        self.check_exports()?;
        self.check_output()?;
        let Self { mut model, steps, restarts, bootstrap, each_group, print, files, .. } = self;
        let range = model.take_range()?;
        if range.is_none() && bootstrap.is_some() {
            return Err(PlanError::BootstrapWithoutRange);
        }
        if range.is_some() && steps.is_some() {
            return Err(PlanError::StepsOfRange);
        }
        let mut plan = model.plan(&config.values.settings())?;
        plan.options_from.extend(config.file_read().cloned());
        if (range.is_some() || restarts.is_some()) && plan.settings.method.has_fixed() {
            return Err(PlanError::StartsWithFixed);
        }
        let has_files = !files.export.is_empty() || self.predict.is_some() || print.code.is_some();
        match print.format {
            _ if plan.more.is_empty() => {}
            Some(TraceFormat::Csv) => return Err(PlanError::CsvOfRuns),
            _ if has_files => return Err(PlanError::FilesOfRuns),
            _ => {}
        }
        let exactly = |iterations| StopRule { iterations, tolerance: None };
        let rule = steps.map_or(plan.settings.to_convergence(), exactly);
        if plan.gamma.is_some() && rule.iterations == 0 {
            return Err(PlanError::NoThetaZero);
        }
        let starts = restarts.or(range.map(|_| DEFAULT_STARTS));
        let restarts = starts.map(|starts| plan.restarts(starts)).transpose()?;
        let scan = range.map(|(first, last)| ScanOptions { first, last, bootstrap });
        let output = output(&print, files, self.predict.is_some());
        let predict = self.predict.map(|path| request_of_new(&plan, path)).transpose()?;
        Ok(FitTask {
            plan,
            rule,
            restarts,
            scan,
            each_group,
            predict,
            require_convergence: self.require_convergence,
            threads: self.threads,
            output,
        })
    }

    /// Checks that there is what the exports are to hold.
    fn check_exports(&self) -> Result<(), PlanError> {
        let has = |content| export::has(&self.files.export, content);
        let is_range = matches!(self.model.components, Some(ComponentCount::Range(..)));
        let range = "a range of K, as in -k 1..8";
        let needed = [
            (ExportContent::Scan, is_range, range),
            (ExportContent::Groups, self.each_group, "--each-group"),
            (ExportContent::Predictions, self.predict.is_some(), "--predict FILE"),
        ];
        for (content, is_there, needs) in needed {
            if has(content) && !is_there {
                return Err(PlanError::NothingToExport { content: content.name(), needs });
            }
        }
        let FileArguments { export, figure, .. } = &self.files;
        let figures: Vec<Figure> = export.iter().filter_map(|file| file.figure(figure)).collect();
        if figures.contains(&Figure::Bic) && !is_range {
            return Err(PlanError::NothingToExport { content: Figure::Bic.name(), needs: range });
        }
        if let Some((content, needs)) =
            figure.without_figure(&figures, export.iter().any(ExportFile::is_png))
        {
            return Err(PlanError::NothingToExport { content, needs });
        }
        let is_beside = has(ExportContent::Predictions);
        if self.predict.is_some() && self.print.format.is_some() && !is_beside {
            return Err(PlanError::FormatOfPredictions);
        }
        Ok(())
    }
}

impl FitArguments {
    /// Checks that the name of the output does not say another format than it has, and that no
    /// option is without effect.
    fn check_output(&self) -> Result<(), PlanError> {
        let PrintArguments { format, names, code, .. } = self.print;
        let FileArguments { output, export, force, .. } = &self.files;
        let to_file = output.as_deref().filter(|path| path.as_os_str() != "-");
        if *force && to_file.is_none() && export.is_empty() {
            return Err(PlanError::ForceWithoutFile);
        }
        let is_predicted =
            self.predict.is_some() && !export::has(export, ExportContent::Predictions);
        let has_names = is_predicted
            || format.or_else(|| of_name(to_file?)).is_some_and(|said| said != TraceFormat::Text)
            || export.iter().filter_map(ExportFile::numbers).any(Export::has_names);
        if names != Names::Emstep && !has_names {
            return Err(PlanError::NamesOfText);
        }
        let (written, ends) = match code {
            Some(ScriptLanguage::Python) => ("--code python prints Python", &["py"][..]),
            Some(ScriptLanguage::R) => ("--code r prints R", &["r"][..]),
            None if is_predicted => ("--predict prints CSV", &["csv"][..]),
            // Who says the format means it, whatever the file is called.
            None if format.is_some() => return Ok(()),
            None => ("-o writes text, JSON (.json) and CSV (.csv)", &["json", "csv"][..]),
        };
        to_file.map_or(Ok(()), |path| ending::check(path, ends, written))
    }
}

fn output(print: &PrintArguments, files: FileArguments, predicts: bool) -> FitOutput {
    let PrintArguments { format, names, timings, compare, code } = *print;
    let FileArguments { output, export, figure, force, quiet, progress } = files;
    let printed = if let Some(language) = code {
        Printed::Script(language)
    } else if predicts && !export::has(&export, ExportContent::Predictions) {
        Printed::Predictions
    } else {
        let format = format.or_else(|| of_name(output.as_deref()?));
        Printed::Trace(format.unwrap_or(TraceFormat::Text))
    };
    FitOutput {
        printed,
        names,
        timings,
        compare,
        // A hyphen is standard output, as elsewhere.
        file: output.filter(|path| path.as_os_str() != "-"),
        exports: export,
        figure,
        existing: Existing::by_force(force),
        messages: match (quiet, progress) {
            (true, _) => Messages::Errors,
            (false, true) => Messages::NotesAndProgress,
            (false, false) => Messages::Notes,
        },
    }
}

/// Returns the format that the end of a file's name says.
fn of_name(path: &Path) -> Option<TraceFormat> {
    let extension = path.extension()?;
    if extension.eq_ignore_ascii_case("json") {
        return Some(TraceFormat::Json);
    }
    extension.eq_ignore_ascii_case("csv").then_some(TraceFormat::Csv)
}

/// Returns a request for other observations, in the column and the dialect of those that are
/// fitted.
fn request_of_new(plan: &Plan, path: PathBuf) -> Result<Request, PlanError> {
    let is_stdin = path.as_os_str() == "-";
    if is_stdin && plan.request.source == Source::Stdin {
        return Err(PlanError::StdinTwice);
    }
    let source = if is_stdin { Source::Stdin } else { Source::File(path) };
    Ok(Request { source, roles: Roles::default(), ..plan.request.clone() })
}

impl ValueEnum for Names {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Emstep, Self::Sklearn, Self::Mclust, Self::Mixtools]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Emstep => "weights, means, variances",
            Self::Sklearn => "weights_, means_, covariances_",
            Self::Mclust => "pro, mean, sigmasq",
            Self::Mixtools => "lambda, mu, sigma, which is σ and not σ²",
        };
        Some(PossibleValue::new(self.name()).help(help))
    }
}

impl ValueEnum for ScriptLanguage {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Python, Self::R]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Python => ("python", "with scikit-learn"),
            Self::R => ("r", "with mclust"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for TraceFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Text, Self::Json, Self::Csv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Text => ("text", "a table to read, rounded"),
            Self::Json => ("json", "one object, with every digit"),
            Self::Csv => ("csv", "a row per iteration and component, with every digit"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}
