//! What the state machine wants done outside: plain values, performed by the runtime.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::settings::Settings;
use crate::data::{Dataset, Request};
use crate::explain::check::{self, CheckReport, NotThere};
use crate::explain::{Line, Plane, Quantity};
use crate::lesson::{self, Question, Record};
use crate::mixture::{EStepError, Iterate, Ranking, Sample, Start, StartError, StopRule, Theta};
use crate::timeline::{Origin, Run};

/// Names a job, so that a late answer to a question no one asks any more can be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Something to be done outside the state machine.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Leave the program.
    Quit,
    /// Leave the program, which has nothing to show, and say why.
    Fail(String),
    /// Put the program into the background, as Ctrl-Z does.
    Suspend,
    /// Let the one who asked for it present to the class.
    HandOver,
    /// Listen to the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Write the progress and the answers of a lesson to this file.
    Record {
        /// the file
        path: PathBuf,
        /// what goes into it
        record: Box<Record>,
    },
    /// Do this job; its answers come back as messages with the same id.
    Start(JobId, Job),
    /// Break this job off; nothing it says is wanted any more.
    Cancel(JobId),
}

/// Work that may take time.
#[derive(Clone, Debug)]
pub enum Job {
    /// Read data. Gives any number of [`crate::app::JobOutput::Loading`], then one
    /// [`crate::app::JobOutput::Loaded`].
    Load(Request),
    /// Make θ₀ and do its E-step. Gives one [`crate::app::JobOutput::Begun`].
    Begin {
        /// the data
        dataset: Arc<Dataset>,
        /// where θ₀ comes from
        from: InitialTheta,
    },
    /// Iterate EM. Gives any number of [`crate::app::JobOutput::Iterates`], then one
    /// [`crate::app::JobOutput::Stopped`].
    Iterate {
        /// the data
        dataset: Arc<Dataset>,
        /// the iterate to go on from
        from: Iterate,
        /// when to stop
        rule: StopRule,
    },
    /// Hold what the nodes gave against one pass over the observations. Gives one
    /// [`crate::app::JobOutput::Compared`].
    Compare {
        /// the data
        dataset: Arc<Dataset>,
        /// the iterate
        iterate: Iterate,
    },
    /// ℓ along a line. Gives one [`crate::app::JobOutput::Profile`] or more, the last of which is
    /// complete.
    Profile {
        /// the data
        dataset: Arc<Dataset>,
        /// the line
        line: Line,
        /// where on the line, ascending
        places: Vec<f64>,
    },
    /// ℓ over a plane. Gives one [`crate::app::JobOutput::Surface`] or more, the last of which is
    /// complete.
    Surface {
        /// the data
        dataset: Arc<Dataset>,
        /// the plane
        plane: Plane,
    },
    /// Check an answer. Gives one [`crate::app::JobOutput::Checked`].
    Check(Box<Check>),
    /// Judge an answer to a lesson's question. Gives one [`crate::app::JobOutput::Judged`].
    Judge {
        /// the question
        question: Arc<Question>,
        /// what was answered
        answer: lesson::Answer,
    },
    /// Sort the observations. Gives one [`crate::app::JobOutput::Sorted`].
    Sort {
        /// the data
        dataset: Arc<Dataset>,
        /// by what
        by: SortBy,
    },
}

/// An answer that is to be checked, with the run at whose cursor the right one is.
#[derive(Clone, Debug)]
pub struct Check {
    /// the run
    pub run: Run<Arc<Dataset>>,
    /// what was asked for
    pub quantity: Quantity,
    /// what was answered
    pub answer: check::TypedNumber,
}

impl Check {
    /// Returns what the checker says of the answer.
    ///
    /// # Errors
    /// Returns an error if there is no such number.
    pub fn report(&self) -> Result<CheckReport, NotThere> {
        check::check(&self.run, &self.run.data().sample, self.quantity, &self.answer)
    }
}

/// What observations are sorted by.
#[derive(Clone, Debug, PartialEq)]
pub enum SortBy {
    /// x, ascending.
    Value,
    /// The entropy of γ under this θ, descending.
    Uncertainty(Theta),
}

impl SortBy {
    /// The observations in this order.
    pub fn rank(&self, sample: &Sample) -> Ranking {
        match self {
            Self::Value => Ranking::by_value(sample),
            Self::Uncertainty(theta) => Ranking::by_uncertainty(sample, theta),
        }
    }
}

/// Where θ₀ comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum InitialTheta {
    /// Someone gave it.
    Given(Theta),
    /// It came with the data.
    OfData(Theta),
    /// It is made from the data.
    FromData {
        /// how
        start: Start,
        /// K
        components: usize,
    },
}

impl InitialTheta {
    /// K, the number of components.
    pub fn components(&self) -> usize {
        match self {
            Self::Given(theta) | Self::OfData(theta) => theta.len(),
            Self::FromData { components, .. } => *components,
        }
    }

    /// Returns where the θ₀ of a run that begins with it came from.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Given(_) => Origin::Given,
            Self::OfData(_) => Origin::Data,
            Self::FromData { start, .. } => Origin::Start(*start),
        }
    }

    /// Returns θ₀ and its E-step.
    ///
    /// # Errors
    /// Returns an error if the data give no θ₀ or ℓ(θ₀) is beyond what a number holds.
    pub fn begin(&self, dataset: &Dataset) -> Result<Iterate, BeginError> {
        let theta = match self {
            Self::Given(theta) | Self::OfData(theta) => theta.clone(),
            Self::FromData { start, components } => start.theta(&dataset.sample, *components)?,
        };
        Ok(Iterate::start(theta, dataset.data())?)
    }
}

/// K if nothing says otherwise.
pub const DEFAULT_COMPONENTS: usize = 2;

/// What was said about θ₀ before the data were there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StartOptions {
    /// θ₀ itself.
    pub theta: Option<Theta>,
    /// How it is made from the data.
    pub start: Option<Start>,
    /// K.
    pub components: Option<usize>,
}

impl StartOptions {
    /// Returns where EM starts on these data: at the θ₀ that was given; else at the data's own,
    /// unless a start or another K was asked for; else at one made from the data, as the settings
    /// say.
    pub fn initial_theta(&self, dataset: &Dataset, settings: &Settings) -> InitialTheta {
        if let Some(theta) = &self.theta {
            return InitialTheta::Given(theta.clone());
        }
        let fits = |own: &&Theta| {
            self.start.is_none() && self.components.is_none_or(|components| components == own.len())
        };
        match dataset.theta.as_ref().filter(fits) {
            Some(own) => InitialTheta::OfData(own.clone()),
            None => InitialTheta::FromData {
                start: self.start.unwrap_or(settings.start),
                components: self.components.unwrap_or(DEFAULT_COMPONENTS),
            },
        }
    }
}

/// Why a run cannot begin.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BeginError {
    /// The data give no θ₀.
    #[error(transparent)]
    Start(#[from] StartError),
    /// ℓ(θ₀) cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
}
