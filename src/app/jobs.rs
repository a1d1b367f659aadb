//! What is being computed, and for whom: the only registry of jobs.

use std::sync::Arc;

use crate::app::effect::{Effect, Job, JobId};
use crate::app::request::{OrderRequest, PlotRequest};
use crate::data::Dataset;
use crate::lesson;
use crate::timeline::{HalfStep, Origin};

/// What the output of a job is for.
#[derive(Clone, Debug)]
pub(in crate::app) enum Purpose {
    /// Iterates of a run.
    Iterate(Iterating),
    /// Data for a new run with this many components.
    Load { components: usize },
    /// The first iterate of a new run on these data.
    Begin { dataset: Arc<Dataset>, origin: Origin },
    /// How far the nodes' answer is from the observations' at an iterate.
    Compare { run: usize, t: usize },
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
    Plot,
    Table,
    AnswerForm,
    Lesson,
}

impl Purpose {
    fn owner(&self) -> Owner {
        match self {
            Self::Iterate(_) | Self::Load { .. } | Self::Begin { .. } | Self::Compare { .. } => {
                Owner::Study
            }
            Self::Preview => Owner::ThetaForm,
            Self::Plot(_) => Owner::Plot,
            Self::Order(_) => Owner::Table,
            Self::Check => Owner::AnswerForm,
            Self::Judge(_) => Owner::Lesson,
        }
    }

    /// What is being waited for, in a word or two, and what is said when it is cancelled; none if
    /// no one is told.
    fn told(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Iterate(_) => Some(("iterating", "cancelled; finished steps are kept")),
            Self::Load { .. } => {
                Some(("reading data", "loading cancelled; the data are those from before"))
            }
            Self::Begin { .. } => Some(("computing ℓ(θ₀)", "cancelled; no other run was started")),
            Self::Compare { .. } => {
                Some(("one exact pass", "cancelled; the exact pass was not finished"))
            }
            Self::Preview | Self::Plot(_) | Self::Order(_) | Self::Check | Self::Judge(_) => None,
        }
    }

    /// What is being waited for, in a word or two.
    pub(in crate::app) fn name(&self) -> Option<&'static str> {
        self.told().map(|(name, _)| name)
    }

    /// What is said when it is cancelled.
    pub(in crate::app) fn cancelled(&self) -> Option<&'static str> {
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

    /// What someone waits for.
    pub(in crate::app) fn of(&self, owner: Owner) -> Option<&Purpose> {
        self.under_way.iter().map(|(_, purpose)| purpose).find(|purpose| purpose.owner() == owner)
    }

    /// The iterates that are being computed.
    pub(in crate::app) fn iterating(&mut self) -> Option<&mut Iterating> {
        self.under_way.iter_mut().find_map(|(_, purpose)| match purpose {
            Purpose::Iterate(iterating) => Some(iterating),
            _ => None,
        })
    }

    /// Takes out what a job is for; none if no one waits for it any more.
    pub(in crate::app) fn take(&mut self, id: JobId) -> Option<Purpose> {
        let index = self.under_way.iter().position(|(of, _)| *of == id)?;
        Some(self.under_way.swap_remove(index).1)
    }

    /// Goes on waiting for a job that has said something and will say more.
    pub(in crate::app) fn await_more(&mut self, id: JobId, purpose: Purpose) {
        self.under_way.push((id, purpose));
    }
}
