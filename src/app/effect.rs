//! What the state machine wants done outside: plain values, performed by the runtime.

use std::path::PathBuf;
use std::sync::Arc;

use crate::data::{Dataset, Request};
use crate::explain::{Line, Plane};
use crate::lesson::Record;
use crate::mixture::{EStepError, Iterate, Start, StartError, StopRule, Theta};

/// Names a job, so that a late answer to a question nobody asks any more can be dropped.
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
    /// Give the presenter's seat to who asks for it.
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
    /// Read data. Gives any number of [`super::Answer::Loading`], then one [`super::Answer::Loaded`].
    Load(Request),
    /// Make θ₀ and do its E-step. Gives one [`super::Answer::Begun`].
    Begin {
        /// the data
        dataset: Arc<Dataset>,
        /// where θ₀ comes from
        from: Beginning,
    },
    /// Iterate EM. Gives any number of [`super::Answer::Iterates`], then one [`super::Answer::Stopped`].
    Iterate {
        /// the data
        dataset: Arc<Dataset>,
        /// the iterate to go on from
        from: Iterate,
        /// when to stop
        rule: StopRule,
    },
    /// ℓ along a line. Gives one [`super::Answer::Profile`] or more, the last of which is complete.
    Profile {
        /// the data
        dataset: Arc<Dataset>,
        /// the line
        line: Line,
        /// where on the line, ascending
        places: Vec<f64>,
    },
    /// ℓ over a plane. Gives one [`super::Answer::Surface`] or more, the last of which is complete.
    Surface {
        /// the data
        dataset: Arc<Dataset>,
        /// the plane
        plane: Plane,
    },
}

/// Points times components times passes below which a job takes a few milliseconds at the most.
const QUICK: usize = 300_000;
/// The same for a picture, which a person asked for and can wait a few hundredths of a second for.
const QUICK_PICTURE: usize = 2_000_000;

impl Job {
    /// Whether the job is so short that handing it to another thread would only make a person wait.
    pub fn is_quick(&self) -> bool {
        let work = match self {
            Self::Load(_) => None,
            Self::Begin { dataset, from } => dataset.sample.len().checked_mul(from.components()),
            Self::Iterate { dataset, from, rule } => {
                let pass = dataset.sample.len().checked_mul(from.theta.len());
                pass.and_then(|pass| pass.checked_mul(rule.iterations))
            }
            Self::Profile { dataset, line, places } => {
                let pass = dataset.sample.len().saturating_mul(line.components());
                return pass.saturating_mul(places.len()) <= QUICK_PICTURE;
            }
            Self::Surface { dataset, plane } => {
                return plane.work(&dataset.sample) <= QUICK_PICTURE;
            }
        };
        work.is_some_and(|work| work <= QUICK)
    }
}

/// Where θ₀ comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Beginning {
    /// Somebody gave it.
    Given(Theta),
    /// Made from the data.
    FromData {
        /// how
        start: Start,
        /// K
        components: usize,
    },
}

impl Beginning {
    /// K, the number of components.
    pub fn components(&self) -> usize {
        match self {
            Self::Given(theta) => theta.len(),
            Self::FromData { components, .. } => *components,
        }
    }

    /// θ₀ and its E-step.
    ///
    /// # Errors
    /// [`BeginError`] where the data give no θ₀ or ℓ(θ₀) is beyond what a number holds.
    pub fn begin(&self, dataset: &Dataset) -> Result<Iterate, BeginError> {
        let theta = match self {
            Self::Given(theta) => theta.clone(),
            Self::FromData { start, components } => start.theta(&dataset.sample, *components)?,
        };
        Ok(Iterate::start(theta, &dataset.sample)?)
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
