//! What `emstep fit` takes, and the task that it comes to.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::{FitOutput, FitTask};
use crate::cli::arguments::ModelArguments;
use crate::cli::config::{Config, ConfigFile, Environment};
use crate::cli::output_file::Existing;
use crate::cli::plan::{DEFAULT_STARTS, PlanError, ScanOptions};
use crate::cli::values::{start_count, step_count, thread_count};
use crate::mixture::StopRule;
use crate::report::TraceFormat;

/// What `emstep fit` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct FitArguments {
    #[command(flatten)]
    model: ModelArguments,
    /// Do exactly N iterations (E, then M), without a test for convergence; 0 shows θ₀ alone
    #[arg(long, value_name = "N", conflicts_with_all = ["tolerance", "max_iterations"])]
    #[arg(help_heading = "Running", allow_negative_numbers = true, value_parser = step_count)]
    steps: Option<usize>,
    /// Run EM from N starts with the next seeds, list the distinct maxima of ℓ and how many
    /// starts reach each, and print the best run [random observations, or --start]
    #[arg(long, value_name = "N", value_parser = start_count, allow_negative_numbers = true)]
    #[arg(conflicts_with_all = ["steps", "weights", "means", "variances", "sds", "from"])]
    #[arg(help_heading = "Running", conflicts_with = "gamma")]
    restarts: Option<usize>,
    /// With a range of K: test each K against K + 1 by N samples drawn from the fit of K, a
    /// parametric bootstrap of the likelihood ratio
    #[arg(long, value_name = "N", value_parser = start_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running", conflicts_with = "steps")]
    bootstrap: Option<usize>,
    /// Of a condensed table with groups: also fit each group, from the same θ₀, and print a row
    /// per group; as CSV, a row per group and component in place of the trace
    #[arg(long, help_heading = "Running")]
    each_group: bool,
    /// Use N threads; the digits do not depend on it [default: one per core]
    #[arg(long, value_name = "N", value_parser = thread_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    threads: Option<usize>,
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
    /// How to print the trace
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    format: TraceFormat,
    /// Say how long loading, condensing and an iteration took, and the most memory that was in
    /// use
    #[arg(long, help_heading = "Output")]
    timings: bool,
    /// If the data are condensed: compare the last θ's ℓ, N_k, μ, σ² with one pass over all
    /// observations
    #[arg(long, help_heading = "Output")]
    compare: bool,
}

/// Where it goes, and what is said beside it.
#[derive(Debug, Args)]
struct FileArguments {
    /// Write to FILE, which is complete or not there, instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long, help_heading = "Output")]
    force: bool,
    /// Print nothing on standard error but errors
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
}

impl FitArguments {
    pub(in crate::cli) fn task(self, environment: &Environment) -> Result<FitTask, PlanError> {
        let config = Config::read(environment, &self.config)?;
        let Self { mut model, steps, restarts, bootstrap, print, files, .. } = self;
        let (PrintArguments { format, timings, compare }, FileArguments { output, force, quiet }) =
            (print, files);
        let range = model.take_range()?;
        if range.is_none() && bootstrap.is_some() {
            return Err(PlanError::BootstrapWithoutRange);
        }
        if range.is_some() && steps.is_some() {
            return Err(PlanError::StepsOfRange);
        }
        let plan = model.plan(&config.values.settings())?;
        if (range.is_some() || restarts.is_some()) && plan.settings.method.has_fixed() {
            return Err(PlanError::StartsWithFixed);
        }
        if !plan.more.is_empty() && format == TraceFormat::Csv {
            return Err(PlanError::CsvOfRuns);
        }
        let exactly = |iterations| StopRule { iterations, tolerance: None };
        let rule = steps.map_or(plan.settings.to_convergence(), exactly);
        if plan.gamma.is_some() && rule.iterations == 0 {
            return Err(PlanError::NoThetaZero);
        }
        let starts = restarts.or(range.map(|_| DEFAULT_STARTS));
        let restarts = starts.map(|starts| plan.restarts(starts)).transpose()?;
        let scan = range.map(|(first, last)| ScanOptions { first, last, bootstrap });
        let output = FitOutput {
            format,
            timings,
            compare,
            file: output,
            existing: if force { Existing::Replaced } else { Existing::Refused },
            is_quiet: quiet,
        };
        Ok(FitTask {
            plan,
            rule,
            restarts,
            scan,
            each_group: self.each_group,
            require_convergence: self.require_convergence,
            threads: self.threads,
            output,
        })
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
            Self::Csv => ("csv", "a row an iteration and component, with every digit"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}
