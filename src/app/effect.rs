//! What the state machine wants done outside: plain values, performed by
//! `work/effects.rs` for the terminal, a client of the server, another program and a test alike.

use std::path::PathBuf;

use crate::app::export_order::ExportOrder;
use crate::app::job::{Job, JobId};
use crate::app::save_request::SaveRequest;
use crate::lesson::Record;

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
    /// Give the terminal the next theme.
    NextTheme,
    /// Put a text into the clipboard of the terminal in front of the person.
    Copy(String),
    /// Write the progress and the answers of a lesson to this file.
    Record {
        /// the file
        path: PathBuf,
        /// what was in it of this lesson when the program began
        known: Box<Record>,
        /// what goes into it
        record: Box<Record>,
    },
    /// Save the session, and say with [`SessionSaved`](crate::app::Message::SessionSaved) what came
    /// of it.
    SaveSession(SaveRequest),
    /// Write a result of a run, and say with [`Exported`](crate::app::Message::Exported) what came
    /// of it.
    Export(Box<ExportOrder>),
    /// Do not write it; nothing is said of it any more.
    CancelExport,
    /// Go on with the session that did not end cleanly, in the place of this one.
    ReopenSession,
    /// Remove what is left of it.
    DiscardSession,
    /// Put this file, as it was named, in front of the recent ones.
    RememberFile(PathBuf),
    /// Do this job; its answers come back as messages with the same id.
    Start(JobId, Job),
    /// Break this job off; nothing it says is wanted any more.
    Cancel(JobId),
}

/// The file in which the answers to one lesson are kept.
#[derive(Clone, Debug)]
pub(in crate::app) struct RecordTarget {
    pub path: PathBuf,
    /// What was in it of the lesson already, as the program began.
    pub known: Record,
}
