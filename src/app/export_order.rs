//! A result of a run on its way to a file.

use std::path::PathBuf;
use std::sync::Arc;

use crate::data::{Dataset, Provenance};
use crate::explain::Coordinate;
use crate::mixture::{EStepError, StopRule, Stopped};
use crate::report::FitReport;
use crate::report::export::FileContent;
use crate::timeline::{Origin, Run};

/// What is written of a run, and where.
#[derive(Clone, Debug)]
pub struct ExportOrder {
    /// The file.
    pub path: PathBuf,
    /// What it will hold.
    pub content: FileContent,
    /// Whether it may take the place of a file that is there.
    pub replaces: bool,
    /// The run, which is exported up to its cursor; there is a θ at it.
    pub run: Run<Arc<Dataset>>,
    /// At which |Δℓ| per observation EM has converged.
    pub tolerance: f64,
    /// What a surface is over.
    pub plane: (Coordinate, Coordinate),
    /// Where the run's data were read from: those of a group with its table.
    pub provenance: Option<Provenance>,
    /// What was read, none of which is replaced.
    pub read: Vec<PathBuf>,
}

impl ExportOrder {
    /// Returns the report of the run up to its cursor. It says that EM has converged if it has at
    /// the cursor and not before, as `emstep fit` does, and otherwise that the steps were done that
    /// were asked for, as `emstep fit --steps` does.
    ///
    /// # Errors
    /// Returns an error if ℓ of the θ after the last could not be computed.
    pub fn report(&self) -> Result<FitReport<'_>, EStepError> {
        let run = &self.run;
        let t = run.cursor().iteration();
        let start = match run.origin() {
            Origin::Start(start) => Some(start),
            Origin::Given
            | Origin::Data
            | Origin::Lesson
            | Origin::Truth
            | Origin::Edited
            | Origin::Adapted
            | Origin::OtherRun
            | Origin::Gamma => None,
        };
        let has_converged = run.converged_after(0, self.tolerance) == Some(t);
        let stopped = if has_converged { Stopped::Converged } else { Stopped::IterationLimit };
        let tolerance = has_converged.then_some(self.tolerance);
        let rule = StopRule { iterations: t, tolerance };
        FitReport::of(run.data(), start, run.iterates_to(t).to_vec(), stopped, rule)
    }
}
