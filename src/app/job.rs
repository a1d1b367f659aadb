//! Work that may take time, and what it says.

use std::sync::Arc;

use crate::app::begin::{BeginError, InitialTheta};
use crate::app::load_progress::LoadProgress;
use crate::app::rebuild::{Rebuild, RebuildProgress, Rebuilt};
use crate::data::{
    DataError, Dataset, FolderListing, GroupFit, GroupFitPlan, GroupOf, Request, TableSummary,
};
use crate::explain::check::{
    CellVerdict, CheckReport, Submission, SubmissionError, Table, TableCell,
};
use crate::explain::{Line, Plane, Profile, Surface};
use crate::lesson::{self, Judgement, Question};
use crate::mixture::{
    BootstrapPlan, Discrepancy, EStepError, GivenGamma, Iterate, LikelihoodRatio, Method,
    Quantiles, Ranking, RestartPlan, RestartResult, Sample, ScanPlan, ScanRow, StopRule, Stopped,
    Theta,
};
use crate::timeline::{Beginning, Run};

/// Names a job, so that a late answer to a question no one asks any more can be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Work that may take time.
#[derive(Clone, Debug)]
pub enum Job {
    /// Read data. Gives any number of [`JobOutput::Loading`], then one
    /// [`JobOutput::Loaded`].
    Load(Request),
    /// Compute again what a saved session has. Gives any number of [`JobOutput::Loading`] and
    /// [`JobOutput::Rebuilding`], then one [`JobOutput::Rebuilt`].
    Rebuild(Box<Rebuild>),
    /// Make the data of a group of a condensed table. Gives one [`JobOutput::Loaded`].
    Group(GroupOf),
    /// List a folder, as it was typed. Gives one [`JobOutput::Folder`].
    ListFolder(String),
    /// Look at the columns of a table. Gives one [`JobOutput::Summarized`].
    Summarize(Request),
    /// Make θ₀ and do its E-step. Gives one [`JobOutput::Begun`].
    Begin {
        /// the data
        dataset: Arc<Dataset>,
        /// where θ₀ comes from
        from: InitialTheta,
        /// how the run does its steps
        method: Method,
    },
    /// Iterate EM. Gives any number of [`JobOutput::Iterates`], then one
    /// [`JobOutput::Stopped`].
    Iterate {
        /// the data
        dataset: Arc<Dataset>,
        /// the iterate to go on from
        from: Iterate,
        /// when to stop
        rule: StopRule,
    },
    /// Compare what the nodes gave with one pass over the observations. Gives one
    /// [`JobOutput::Compared`].
    Compare {
        /// the data
        dataset: Arc<Dataset>,
        /// the iterate
        iterate: Iterate,
    },
    /// Compute the fraction of missing information at a θ. Gives one [`JobOutput::Information`].
    Information {
        /// the data
        dataset: Arc<Dataset>,
        /// the iterate
        iterate: Iterate,
    },
    /// ℓ along a line. Gives one [`JobOutput::Profile`] or more, the last of which is
    /// complete.
    Profile {
        /// the data
        dataset: Arc<Dataset>,
        /// the line
        line: Line,
        /// where on the line, ascending
        positions: Vec<f64>,
    },
    /// ℓ over a plane. Gives one [`JobOutput::Surface`] or more, the last of which is
    /// complete.
    Surface {
        /// the data
        dataset: Arc<Dataset>,
        /// the plane
        plane: Plane,
    },
    /// Check an answer. Gives one [`JobOutput::Checked`].
    Check(Box<Check>),
    /// Judge an answer to a lesson's question. Gives one [`JobOutput::Judged`].
    Judge {
        /// the question
        question: Arc<Question>,
        /// what was answered
        answer: lesson::Answer,
    },
    /// Quantiles of the observations. Gives one [`JobOutput::Quantiles`].
    Quantiles {
        /// the data
        dataset: Arc<Dataset>,
    },
    /// Compute what a board shows. Gives any number of [`JobOutput::BoardProgress`], then one
    /// [`JobOutput::Board`].
    Board {
        /// the data
        dataset: Arc<Dataset>,
        /// what is computed
        job: Box<BoardJob>,
    },
    /// EM on each group of a condensed table. Gives one [`JobOutput::GroupFits`] or more.
    FitGroups(Box<GroupFitPlan>),
    /// Test K against K + 1 components by samples. Gives any number of
    /// [`JobOutput::BoardProgress`], then one [`JobOutput::Tested`].
    Bootstrap(Box<BootstrapPlan>),
    /// Sort the observations. Gives one [`JobOutput::Sorted`].
    Sort {
        /// the data
        dataset: Arc<Dataset>,
        /// by what
        by: SortBy,
    },
}

/// What is computed for a board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BoardJob {
    /// EM from many starts.
    Restarts(RestartPlan),
    /// The best of several starts for each K.
    Scan(ScanPlan),
}

impl BoardJob {
    /// Returns how many starts it takes.
    pub fn starts(&self) -> usize {
        match self {
            Self::Restarts(plan) => plan.starts,
            Self::Scan(plan) => plan.starts(),
        }
    }
}

/// What a board of many starts shows when it is computed.
#[derive(Clone, Debug)]
pub enum BoardResult {
    /// What many starts came to.
    Restarts(Arc<RestartResult>),
    /// What each K came to, as far as it is known.
    Scan(Arc<Vec<ScanRow>>),
}

/// An answer that is to be checked, with the run at whose cursor the right one is.
#[derive(Clone, Debug)]
pub struct Check {
    /// the run
    pub run: Run<Arc<Dataset>>,
    /// what was asked for, and what was answered
    pub entered: Entered,
}

/// What someone entered as their answer.
#[derive(Clone, Debug)]
pub enum Entered {
    /// One answer.
    One(Submission),
    /// A pasted table of γ or θ.
    Table(Table),
}

/// What the checker says of it.
#[derive(Clone, Debug)]
pub enum Checked {
    /// Of one answer.
    One(CheckReport),
    /// Of every number of a table.
    Table(Vec<(TableCell, CellVerdict)>),
}

impl Check {
    /// Returns what the checker says of the answer.
    ///
    /// # Errors
    /// Returns an error if there is nothing to compare the answer with.
    pub fn report(&self) -> Result<Checked, SubmissionError> {
        let sample = &self.run.data().sample;
        Ok(match &self.entered {
            Entered::One(submission) => Checked::One(submission.check(&self.run, sample)?),
            Entered::Table(table) => {
                let verdicts = table.check(&self.run, sample)?;
                Checked::Table(table.cells.iter().cloned().zip(verdicts).collect())
            }
        })
    }

    /// Returns how many answers there are.
    pub fn answers(&self) -> usize {
        match &self.entered {
            Entered::One(_) => 1,
            Entered::Table(table) => table.cells.len(),
        }
    }
}

/// What observations are sorted by.
#[derive(Clone, Debug)]
pub enum SortBy {
    /// x, ascending.
    Value,
    /// The entropy of γ under this θ, descending.
    Uncertainty(Theta),
    /// The entropy of a γ₀ that was given, descending.
    GivenUncertainty(Arc<GivenGamma>),
}

impl PartialEq for SortBy {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value, Self::Value) => true,
            (Self::Uncertainty(a), Self::Uncertainty(b)) => a == b,
            // There may be millions of them.
            (Self::GivenUncertainty(a), Self::GivenUncertainty(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl SortBy {
    /// Returns the observations in this order.
    pub fn rank(&self, sample: &Sample) -> Ranking {
        match self {
            Self::Value => Ranking::by_value(sample),
            Self::Uncertainty(theta) => Ranking::by_uncertainty(sample, theta),
            Self::GivenUncertainty(gamma) => {
                Ranking::by_given_uncertainty(sample, gamma.responsibilities())
            }
        }
    }
}

/// What a job says. Each kind of [`Job`] says which it gives.
#[derive(Debug)]
pub enum JobOutput {
    /// How far a load is.
    Loading(LoadProgress),
    /// The data are there, or why not.
    Loaded(Result<Arc<Dataset>, DataError>),
    /// How far what a saved session has is computed again.
    Rebuilding(RebuildProgress),
    /// What a saved session has, or why not.
    Rebuilt(Result<Box<Rebuilt>, String>),
    /// What is in a folder.
    Folder(FolderListing),
    /// What is in the columns of a table, or why that is not known.
    Summarized(Box<Result<TableSummary, DataError>>),
    /// θ₀ and its E-step, or the γ₀ that was given and θ₁; or why not.
    Begun(Result<Beginning, BeginError>),
    /// Iterates in their order, more may follow.
    Iterates(Vec<Iterate>),
    /// No more iterates follow.
    Stopped(Stopped),
    /// How far what the nodes gave is from what the observations give.
    Compared(Result<Discrepancy, EStepError>),
    /// The fraction of missing information, if it is known.
    Information(Result<Option<f64>, EStepError>),
    /// ℓ along a line, as far as it is known.
    Profile(Profile),
    /// ℓ over a plane, as far as it is known.
    Surface(Surface),
    /// What the checker says of an answer, or why there is nothing to say.
    Checked(Result<Checked, SubmissionError>),
    /// What an answer to a lesson's question was judged.
    Judged(Judgement),
    /// The quantiles of the observations.
    Quantiles(Quantiles),
    /// How many starts of a board have come to an end, or samples of a test.
    BoardProgress(usize),
    /// What EM came to on the next groups of a condensed table.
    GroupFits {
        /// the next fits
        fits: Vec<GroupFit>,
        /// whether they are the last
        are_last: bool,
    },
    /// What a test of K against K + 1 came to.
    Tested(LikelihoodRatio),
    /// What a board shows, or why there is nothing.
    Board(Result<BoardResult, String>),
    /// The observations in the order that was asked for.
    Sorted(Ranking),
}

impl JobOutput {
    /// Returns whether the same job has more to say.
    pub fn is_followed(&self) -> bool {
        match self {
            Self::Loading(_) | Self::Rebuilding(_) | Self::Iterates(_) | Self::BoardProgress(_) => {
                true
            }
            Self::GroupFits { are_last, .. } => !are_last,
            Self::Profile(profile) => !profile.is_complete,
            Self::Surface(surface) => !surface.is_complete(),
            Self::Loaded(_)
            | Self::Rebuilt(_)
            | Self::Folder(_)
            | Self::Summarized(_)
            | Self::Begun(_)
            | Self::Stopped(_)
            | Self::Sorted(_)
            | Self::Checked(_)
            | Self::Judged(_)
            | Self::Board(_)
            | Self::Tested(_)
            | Self::Quantiles(_)
            | Self::Information(_)
            | Self::Compared(_) => false,
        }
    }
}
