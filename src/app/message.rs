//! The one inbox: whatever happens outside reaches the state machine as a [`Message`].

use std::sync::Arc;

use crate::app::class::ClassEvent;
use crate::app::effect::{BeginError, JobId};
use crate::app::form::progress::LoadProgress;
use crate::app::key::Key;
use crate::app::looks::Panel;
use crate::data::{DataError, Dataset};
use crate::explain::check::{CheckReport, NotThere};
use crate::explain::{Profile, Quantity, Surface};
use crate::lesson::Judgement;
use crate::mixture::{Discrepancy, EStepError, Iterate, Ranking, Stopped};

/// Something that happened.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed (never released).
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// Text was pasted that is longer than any field takes, and was not kept.
    LongPaste {
        /// how many characters it has
        characters: usize,
    },
    /// The time that [`crate::app::App::tick_every`] asked for has passed.
    Tick,
    /// Someone pointed at a panel, and at a number in it where there is one.
    Select(Panel, Option<Quantity>),
    /// Something outside that a person should know.
    Inform(String),
    /// Something outside did not work, and why.
    RuntimeFailed(String),
    /// Something about the class, for who presents to it.
    Class(ClassEvent),
    /// A job has something to say.
    Answer(JobId, JobOutput),
}

/// What a job says. Each kind of [`crate::app::effect::Job`] says which it gives.
#[derive(Debug)]
pub enum JobOutput {
    /// How far a load is.
    Loading(LoadProgress),
    /// The data are there, or why not.
    Loaded(Result<Arc<Dataset>, DataError>),
    /// θ₀ and its E-step, or why not.
    Begun(Result<Iterate, BeginError>),
    /// Iterates in their order, more may follow.
    Iterates(Vec<Iterate>),
    /// No more iterates follow.
    Stopped(Stopped),
    /// How far what the nodes gave is from what the observations give.
    Compared(Result<Discrepancy, EStepError>),
    /// ℓ along a line, as far as it is known.
    Profile(Profile),
    /// ℓ over a plane, as far as it is known.
    Surface(Surface),
    /// What the checker says of an answer, or why there is nothing to say.
    Checked(Result<CheckReport, NotThere>),
    /// What an answer to a lesson's question was judged.
    Judged(Judgement),
    /// The observations in the order that was asked for.
    Sorted(Ranking),
}

impl JobOutput {
    /// Whether the same job has more to say.
    pub fn is_followed(&self) -> bool {
        match self {
            Self::Loading(_) | Self::Iterates(_) => true,
            Self::Profile(profile) => !profile.is_complete,
            Self::Surface(surface) => !surface.is_complete(),
            Self::Loaded(_)
            | Self::Begun(_)
            | Self::Stopped(_)
            | Self::Sorted(_)
            | Self::Checked(_)
            | Self::Judged(_)
            | Self::Compared(_) => false,
        }
    }
}
