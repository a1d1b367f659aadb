//! What a component asks of the rest of the program after a message.

use crate::app::effect::Effect;
use crate::app::notice::Notice;

/// Effects to run, and a line for the person.
#[derive(Debug, Default)]
pub(in crate::app) struct Outcome {
    pub effects: Vec<Effect>,
    pub notice: Option<Notice>,
}

impl Outcome {
    pub(in crate::app) fn nothing() -> Self {
        Self::default()
    }

    pub(in crate::app) fn info(text: impl Into<String>) -> Self {
        Notice::info(text).into()
    }

    pub(in crate::app) fn refused(text: impl Into<String>) -> Self {
        Notice::refused(text).into()
    }

    /// Runs these effects too.
    pub(in crate::app) fn with(mut self, effects: Vec<Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}

impl From<Notice> for Outcome {
    fn from(notice: Notice) -> Self {
        Self { effects: Vec::new(), notice: Some(notice) }
    }
}

impl From<Vec<Effect>> for Outcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, notice: None }
    }
}
