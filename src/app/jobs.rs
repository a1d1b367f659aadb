//! What is being computed, and for whom: the only registry of jobs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::begin::{BeginError, InitialTheta};
use crate::app::effect::Effect;
use crate::app::job::BoardResult;
use crate::app::job::{Checked, Job, JobId, JobOutput};
use crate::app::load_progress::LoadProgress;
use crate::app::notice::Info;
use crate::app::rebuild::{RebuildProgress, Rebuilt};
use crate::app::request::{OrderRequest, PlotRequest};
use crate::data::{DataError, Dataset, FolderListing, GroupFit, Request, TableSummary};
use crate::explain::check::SubmissionError;
use crate::explain::{Profile, Surface};
use crate::lesson::{self, Judgement};
use crate::mixture::{
    Discrepancy, EStepError, Iterate, LikelihoodRatio, Method, ObservedRate, Quantiles, Ranking,
    Stopped,
};
use crate::timeline::{Beginning, HalfStep, Origin};

/// What the output of a job is for.
#[derive(Clone, Debug)]
pub(in crate::app) enum Purpose {
    /// Iterates of a run.
    Iterate(Iterating),
    /// Data for a new run with this many components, and the file that they are in.
    Load {
        components: usize,
        file: Option<PathBuf>,
    },
    /// What a saved session has.
    Rebuild,
    /// The data of a group, for a run of this method from a θ₀.
    Group(GroupRun),
    /// What is in a folder, for the data dialog.
    ListFolder,
    Summarize(Request),
    /// The first iterate of a new run on these data.
    Begin {
        dataset: Arc<Dataset>,
        origin: Origin,
        /// Whether the run then goes on until EM has converged.
        converges: bool,
    },
    /// What a board shows.
    Board,
    /// How far the nodes' answer is from the observations' at an iterate.
    Compare {
        run: usize,
        t: usize,
    },
    /// The fraction of missing information, to be said beside this rate.
    Information(Option<ObservedRate>),
    /// ℓ of what the θ₀ form holds.
    Preview,
    /// ℓ where the open plot needs it.
    Plot(PlotRequest),
    /// The order of the table's rows.
    Order(OrderRequest),
    /// The report on "my answer".
    Check,
    /// The verdict on an answer to a question of a lesson.
    Judge(lesson::Answer),
}

/// The run that begins on a group when its data are there.
#[derive(Clone, Debug)]
pub(in crate::app) struct GroupRun {
    pub from: InitialTheta,
    pub method: Method,
    /// Whether it then goes on until EM has converged.
    pub converges: bool,
}

/// How far a run of iterations is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Goal {
    /// To this half-step.
    HalfStep(HalfStep),
    /// Until EM has converged.
    Convergence,
}

/// Which iterates are being computed, and what they are for.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Iterating {
    /// The run they belong to, which may not be the active one when they come.
    pub run: usize,
    /// The iteration of the next one.
    pub next: usize,
    /// How far they are to go.
    pub goal: Goal,
    /// Whether the cursor moves along.
    pub follow: bool,
}

/// Who waits for a job. Each waits for one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Owner {
    /// What is studied: the status line shows that it is waited for.
    Study,
    ThetaForm,
    DataForm,
    Plot,
    Table,
    AnswerForm,
    Board,
    Lesson,
}

impl Purpose {
    fn owner(&self) -> Owner {
        match self {
            Self::Iterate(_)
            | Self::Load { .. }
            | Self::Rebuild
            | Self::Group(_)
            | Self::Begin { .. }
            | Self::Information(_)
            | Self::Compare { .. } => Owner::Study,
            Self::Preview => Owner::ThetaForm,
            Self::ListFolder | Self::Summarize(_) => Owner::DataForm,
            Self::Plot(_) => Owner::Plot,
            Self::Order(_) => Owner::Table,
            Self::Check => Owner::AnswerForm,
            Self::Board => Owner::Board,
            Self::Judge(_) => Owner::Lesson,
        }
    }

    /// Returns what is being waited for, in a word or two, and what is said when it is cancelled;
    /// none if no one is told.
    fn told(&self) -> Option<(&'static str, Info)> {
        match self {
            Self::Iterate(_) => Some(("iterating", Info::IterationsCancelled)),
            Self::Load { .. } => Some(("reading data", Info::LoadingCancelled)),
            Self::Rebuild => Some(("opening the session", Info::LoadingCancelled)),
            Self::Group(_) => Some(("the group's data", Info::GroupCancelled)),
            Self::Begin { .. } => Some(("computing ℓ(θ₀)", Info::BeginningCancelled)),
            Self::Compare { .. } => Some(("one exact pass", Info::ComparisonCancelled)),
            Self::Information(_) => Some(("second derivatives", Info::InformationCancelled)),
            Self::ListFolder
            | Self::Summarize(_)
            | Self::Preview
            | Self::Plot(_)
            | Self::Order(_)
            | Self::Check
            | Self::Board
            | Self::Judge(_) => None,
        }
    }

    /// Returns what is being waited for, in a word or two.
    pub(in crate::app) fn name(&self) -> Option<&'static str> {
        self.told().map(|(name, _)| name)
    }

    /// Returns what is said when it is cancelled.
    pub(in crate::app) fn cancelled(&self) -> Option<Info> {
        self.told().map(|(_, cancelled)| cancelled)
    }
}

/// The jobs under way.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Jobs {
    last: u64,
    under_way: Vec<(JobId, Purpose)>,
}

impl Jobs {
    /// Gives the next jobs numbers that `others` had none of.
    pub(in crate::app) fn go_on_after(&mut self, others: &Self) {
        self.last = self.last.max(others.last);
    }

    /// Starts a job, in the place of the one that the same owner waits for.
    pub(in crate::app) fn start(&mut self, purpose: Purpose, job: Job) -> Vec<Effect> {
        let mut effects = self.cancel(purpose.owner());
        self.last += 1;
        let id = JobId(self.last);
        self.under_way.push((id, purpose));
        effects.push(Effect::Start(id, job));
        effects
    }

    /// Breaks off the job that someone waits for, if there is one.
    pub(in crate::app) fn cancel(&mut self, owner: Owner) -> Vec<Effect> {
        let is_its = |(_, purpose): &mut (JobId, Purpose)| purpose.owner() == owner;
        self.under_way.extract_if(.., is_its).map(|(id, _)| Effect::Cancel(id)).collect()
    }

    /// Breaks off all jobs.
    pub(in crate::app) fn cancel_all(&mut self) -> Vec<Effect> {
        self.under_way.drain(..).map(|(id, _)| Effect::Cancel(id)).collect()
    }

    /// Returns what someone waits for.
    pub(in crate::app) fn of(&self, owner: Owner) -> Option<&Purpose> {
        self.under_way.iter().map(|(_, purpose)| purpose).find(|purpose| purpose.owner() == owner)
    }

    /// Returns the iterates that are being computed.
    pub(in crate::app) fn iterating(&mut self) -> Option<&mut Iterating> {
        self.under_way.iter_mut().find_map(|(_, purpose)| match purpose {
            Purpose::Iterate(iterating) => Some(iterating),
            _ => None,
        })
    }

    /// Returns whether the job was started here, and is waited for.
    pub(in crate::app) fn awaits(&self, id: JobId) -> bool {
        self.under_way.iter().any(|(of, _)| *of == id)
    }

    /// Takes in what a job says, and returns it with what it is for; none if no one waits for it
    /// any more. A job that will say more stays under way.
    pub(in crate::app) fn take(&mut self, id: JobId, output: JobOutput) -> Option<Delivery> {
        let index = self.under_way.iter().position(|(of, _)| *of == id)?;
        let purpose = if output.is_followed() {
            let (_, purpose) = &mut self.under_way[index];
            let before = purpose.clone();
            if let (Purpose::Iterate(job), JobOutput::Iterates(iterates)) = (purpose, &output) {
                job.next += iterates.len();
            }
            before
        } else {
            self.under_way.swap_remove(index).1
        };
        Delivery::new(purpose, output)
    }
}

/// What a job says, together with what it is for.
#[derive(Debug)]
pub(in crate::app) enum Delivery {
    /// These are the next iterates.
    Iterates(Iterating, Vec<Iterate>),
    /// No more iterates follow.
    Stopped(Iterating, Stopped),
    /// How far a load is.
    Loading(LoadProgress),
    /// The data for a new run with this many components, or why there are none.
    Loaded { components: usize, file: Option<PathBuf>, result: Result<Arc<Dataset>, DataError> },
    /// How far what a saved session has is computed again.
    Rebuilding(RebuildProgress),
    /// What a saved session has, or why not.
    Rebuilt(Result<Box<Rebuilt>, String>),
    /// The data of a group for a new run of this method, or why there are none.
    Group(GroupRun, Result<Arc<Dataset>, DataError>),
    /// What is in a folder.
    Folder(FolderListing),
    /// What is in the columns of a table, or why that is not known.
    Summarized(Request, Result<TableSummary, DataError>),
    /// The first iterate of a new run on these data, or why there is none.
    Begun {
        dataset: Arc<Dataset>,
        origin: Origin,
        converges: bool,
        result: Result<Beginning, BeginError>,
    },
    /// The quantiles of the observations for a plot.
    Quantiles(PlotRequest, Quantiles),
    /// How much of what a board shows is done.
    BoardProgress(usize),
    /// What a test of K against K + 1 came to.
    Tested(LikelihoodRatio),
    /// What a board shows, or why there is nothing.
    Board(Result<BoardResult, String>),
    /// What EM came to on the next groups.
    GroupFits(Vec<GroupFit>),
    /// What an exact pass at θ_t of a run gave.
    Compared { run: usize, t: usize, result: Result<Discrepancy, EStepError> },
    /// The fraction of missing information, beside this rate.
    Information(Option<ObservedRate>, Result<Option<f64>, EStepError>),
    /// ℓ of what the θ₀ form holds.
    Previewed(Result<Beginning, BeginError>),
    /// ℓ along the line of a plot.
    Profile(PlotRequest, Profile),
    /// ℓ over the plane of a plot.
    Surface(PlotRequest, Surface),
    /// The order of the table's rows.
    Sorted(OrderRequest, Ranking),
    /// The report on "my answer".
    Checked(Result<Checked, SubmissionError>),
    /// The verdict on an answer to a question of a lesson.
    Judged(lesson::Answer, Judgement),
}

impl Delivery {
    /// Puts together what a job is for and what it says; none if the two do not belong together,
    /// which no job does.
    fn new(purpose: Purpose, output: JobOutput) -> Option<Self> {
        Some(match (purpose, output) {
            (Purpose::Iterate(job), JobOutput::Iterates(iterates)) => Self::Iterates(job, iterates),
            (Purpose::Iterate(job), JobOutput::Stopped(stopped)) => Self::Stopped(job, stopped),
            (Purpose::Load { .. } | Purpose::Rebuild, JobOutput::Loading(progress)) => {
                Self::Loading(progress)
            }
            (Purpose::Load { components, file }, JobOutput::Loaded(result)) => {
                Self::Loaded { components, file, result }
            }
            (Purpose::Rebuild, JobOutput::Rebuilding(progress)) => Self::Rebuilding(progress),
            (Purpose::Rebuild, JobOutput::Rebuilt(result)) => Self::Rebuilt(result),
            (Purpose::Group(run), JobOutput::Loaded(result)) => Self::Group(run, result),
            (Purpose::Begin { dataset, origin, converges }, JobOutput::Begun(result)) => {
                Self::Begun { dataset, origin, converges, result }
            }
            (Purpose::Plot(request), JobOutput::Quantiles(quantiles)) => {
                Self::Quantiles(request, quantiles)
            }
            (Purpose::Board, JobOutput::Tested(ratio)) => Self::Tested(ratio),
            (Purpose::Board, JobOutput::BoardProgress(done)) => Self::BoardProgress(done),
            (Purpose::Board, JobOutput::Board(result)) => Self::Board(result),
            (Purpose::Board, JobOutput::GroupFits { fits, .. }) => Self::GroupFits(fits),
            (Purpose::Compare { run, t }, JobOutput::Compared(result)) => {
                Self::Compared { run, t, result }
            }
            (Purpose::Information(observed), JobOutput::Information(found)) => {
                Self::Information(observed, found)
            }
            (Purpose::ListFolder, JobOutput::Folder(listing)) => Self::Folder(listing),
            (Purpose::Summarize(table), JobOutput::Summarized(found)) => {
                Self::Summarized(table, *found)
            }
            (Purpose::Preview, JobOutput::Begun(result)) => Self::Previewed(result),
            (Purpose::Plot(request), JobOutput::Profile(profile)) => {
                Self::Profile(request, profile)
            }
            (Purpose::Plot(request), JobOutput::Surface(surface)) => {
                Self::Surface(request, surface)
            }
            (Purpose::Order(request), JobOutput::Sorted(ranking)) => Self::Sorted(request, ranking),
            (Purpose::Check, JobOutput::Checked(report)) => Self::Checked(report),
            (Purpose::Judge(answer), JobOutput::Judged(judgement)) => {
                Self::Judged(answer, judgement)
            }
            // Each purpose by its name, so that one that is added is not forgotten here.
            (
                Purpose::Iterate(_)
                | Purpose::Load { .. }
                | Purpose::Rebuild
                | Purpose::Group(_)
                | Purpose::ListFolder
                | Purpose::Summarize(_)
                | Purpose::Begin { .. }
                | Purpose::Compare { .. }
                | Purpose::Information(_)
                | Purpose::Preview
                | Purpose::Plot(_)
                | Purpose::Order(_)
                | Purpose::Check
                | Purpose::Board
                | Purpose::Judge(_),
                _,
            ) => return None,
        })
    }
}
