//! What is so short that it is done at once: jobs, without a thread of their own, and the reading
//! of the first data, before a screen opens.

#[cfg(feature = "terminal")]
use std::{
    fs,
    io::{self, IsTerminal},
    path::PathBuf,
};

use crate::app::Job;
use crate::app::begin::InitialTheta;
use crate::app::job::SortBy;
use crate::data::Dataset;
#[cfg(feature = "terminal")]
use crate::data::Source;
use crate::explain::check::passes as passes_of_check;
use crate::lesson::QuestionKind;

/// The work that may be done at once, in observations times components times passes.
#[derive(Clone, Copy, Debug)]
pub struct QuickWork {
    most: usize,
    /// The same for a plot, which a user asked for and can wait for a little longer.
    most_of_plot: usize,
}

/// Observations whose pass, which a small σ asks for even if they are condensed, takes a few
/// milliseconds.
const MOST_OBSERVATIONS: usize = 1 << 21;

impl QuickWork {
    /// A few milliseconds, and a few hundredths of a second for a plot: handing less than that to
    /// another thread would only make the one user of a terminal wait.
    pub const ALONE: Self = Self { most: 300_000, most_of_plot: 2_000_000 };

    /// About a millisecond: no other session notices less than that on a thread that serves many.
    pub const SHARED: Self = Self { most: 100_000, most_of_plot: 100_000 };

    /// Returns whether a job is at most this much work.
    pub fn includes(&self, job: &Job) -> bool {
        if dataset(job).is_some_and(|dataset| dataset.sample.len() > MOST_OBSERVATIONS) {
            return false;
        }
        let most = match job {
            Job::Profile { .. } | Job::Surface { .. } => self.most_of_plot,
            _ => self.most,
        };
        work(job).is_some_and(|work| work <= most)
    }
}

/// Returns whether data are there so soon that a screen of their own while they come would only
/// flicker. What a person types is read before the screen takes the terminal.
#[cfg(feature = "terminal")]
pub(crate) fn is_quickly_read(source: &Source) -> bool {
    /// Bytes that take a few hundredths of a second.
    const MOST_BYTES: u64 = 4 << 20;
    /// Files that take as long.
    const MOST_FILES: usize = 10;
    match source {
        Source::Example(_) | Source::Typed(_) | Source::Simulated(_) => true,
        Source::Stdin => io::stdin().is_terminal(),
        // What is not a file is refused before the screen opens.
        Source::File(path) => fs::metadata(path)
            .map_or(true, |about| about.is_dir() || (about.is_file() && about.len() < MOST_BYTES)),
        Source::Files(paths) => {
            let is_quick = |path: &PathBuf| is_quickly_read(&Source::File(path.clone()));
            paths.len() < MOST_FILES && paths.iter().all(is_quick)
        }
    }
}

/// Returns the work of a job in observations times components times passes. None if it is not
/// known, or more than a number holds.
fn work(job: &Job) -> Option<usize> {
    match job {
        Job::Load(_)
        | Job::Rebuild(_)
        | Job::Group(_)
        | Job::ListFolder(_)
        | Job::Summarize(_)
        | Job::Compare { .. }
        | Job::Board { .. }
        | Job::FitGroups(_)
        | Job::Bootstrap(_) => None,
        // Two passes for each of 3K − 1 coordinates.
        Job::Information { dataset, iterate } => {
            let components = iterate.theta().len();
            dataset.data().work_of_pass(components).checked_mul(6 * components)
        }
        // A formula is tried at many points, against each of the listed slips.
        Job::Judge { question, .. } => {
            (!matches!(question.kind, QuestionKind::Formula(_))).then_some(0)
        }
        Job::Begin { dataset, from, .. } => {
            // A start looks at the observations themselves.
            let pass = match from {
                InitialTheta::Given(_)
                | InitialTheta::OfData(_)
                | InitialTheta::Edited(_)
                | InitialTheta::OfRun { .. } => dataset.data().points_per_pass(),
                InitialTheta::FromData { .. } | InitialTheta::Gamma(_) => dataset.sample.len(),
            };
            pass.checked_mul(from.components())
        }
        Job::Iterate { dataset, from, rule } => {
            dataset.data().work_of_pass(from.theta().len()).checked_mul(rule.iterations)
        }
        Job::Profile { dataset, line, positions } => {
            dataset.data().work_of_pass(line.components()).checked_mul(positions.len())
        }
        Job::Surface { dataset, plane } => Some(plane.work(dataset.data())),
        Job::Check(check) => {
            let dataset = check.run.data();
            let pass = dataset.data().work_of_pass(check.run.components());
            let passes = passes_of_check(&check.run, &dataset.sample);
            pass.checked_mul(passes)?.checked_mul(check.answers())
        }
        // To sort takes a few times as long as a pass of a component over the data.
        Job::Quantiles { dataset } | Job::Sort { dataset, by: SortBy::Value } => {
            dataset.sample.len().checked_mul(3)
        }
        Job::Sort { dataset, by: SortBy::Uncertainty(theta) } => {
            dataset.sample.len().checked_mul(3 + theta.len())
        }
        Job::Sort { dataset, by: SortBy::GivenUncertainty(gamma) } => {
            dataset.sample.len().checked_mul(3 + gamma.responsibilities().components())
        }
    }
}

/// Returns what a job works on. None if it is only being read, or not needed.
fn dataset(job: &Job) -> Option<&Dataset> {
    match job {
        Job::Load(_)
        | Job::Rebuild(_)
        | Job::Group(_)
        | Job::ListFolder(_)
        | Job::Summarize(_)
        | Job::Judge { .. }
        | Job::FitGroups(_)
        | Job::Bootstrap(_) => None,
        Job::Begin { dataset, .. }
        | Job::Iterate { dataset, .. }
        | Job::Compare { dataset, .. }
        | Job::Information { dataset, .. }
        | Job::Profile { dataset, .. }
        | Job::Surface { dataset, .. }
        | Job::Board { dataset, .. }
        | Job::Quantiles { dataset }
        | Job::Sort { dataset, .. } => Some(dataset),
        Job::Check(check) => Some(check.run.data()),
    }
}
