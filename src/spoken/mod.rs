//! The state in sentences, for who hears it: `--plain` prints them, and a browser page has them
//! read out. Nothing here is kept from one sentence to the next but in a [`Narrator`].

pub(crate) mod board;
pub(crate) mod constraints;
mod dialog;
pub(crate) mod form;
pub(crate) mod goodness;
pub(crate) mod lesson;
mod narrator;
mod sentence;
pub(crate) mod state;

use crate::app::{App, Notice};
use crate::report::Document;
use crate::text::with_minus_signs;
pub use narrator::Narrator;
pub(crate) use sentence::sentence;

/// What a listener goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Controls {
    /// Commands in lines.
    Commands,
    /// The keys of the screen.
    Keys,
}

/// Returns all that is there: the step of the lesson if one is open.
pub(crate) fn whole(app: &App, controls: Controls) -> Document {
    if let Some(page) = lesson::page(app, controls) {
        return page;
    }
    let mut document = state::whole(app);
    if let Some(Notice::Info(_)) = app.notice()
        && let Some(notice) = notice(app)
    {
        document.paragraph(notice);
    }
    document
}

/// Returns what the program has to say, in a sentence.
pub(crate) fn notice(app: &App) -> Option<String> {
    let words = app.notice()?.in_words(app.shared().keymap());
    Some(sentence(&with_minus_signs(&words)))
}
