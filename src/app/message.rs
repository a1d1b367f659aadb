//! The one inbox: whatever happens outside reaches the state machine as a [`Message`].

use crate::app::class::ClassEvent;
use crate::app::job::{JobId, JobOutput};
use crate::app::key::Key;
use crate::app::lesson::LessonScroll;
use crate::app::looks::{Drag, Panel};
use crate::app::recent_files::RecentFiles;
use crate::app::save_error::SaveError;
use crate::app::save_request::{SaveReport, SaveRequest};
use crate::explain::Quantity;

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
    /// The lesson is scrolled.
    ScrollLesson(LessonScroll),
    /// The time that [`crate::app::App::tick_every`] asked for has passed.
    Tick,
    /// Someone pointed at a panel, and at a number in it where there is one.
    Select(Panel, Option<Quantity>),
    /// Someone moves a component of the density chart with the mouse.
    Drag(Drag),
    /// Someone points at an x of the density chart while an observation is edited.
    PointAt {
        /// where
        x: f64,
        /// half of what a cell of the chart shows
        within: f64,
        /// whether the mouse was moved there while its button was pressed
        is_dragged: bool,
    },
    /// Something outside that a person should know.
    Inform(String),
    /// Something outside did not work, and why.
    RuntimeFailed(String),
    /// The terminal has another theme now, of this name; none if it shows no colours.
    Theme(Option<&'static str>),
    /// The session was saved as it was asked for, or not.
    SessionSaved(SaveRequest, Result<SaveReport, SaveError>),
    /// A result of a run was written, with what is said of it, or not.
    Exported(Result<String, SaveError>),
    /// A session was left and can be reopened: what is said of it.
    SessionLeft(String),
    /// These files were opened before.
    RecentFiles(RecentFiles),
    /// Something about the class, for who presents to it.
    Class(ClassEvent),
    /// A job has something to say.
    Output(JobId, JobOutput),
}
