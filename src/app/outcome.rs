//! What a component asks of the rest of the program after a message.

use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::notice::{Info, Notice, Refusal};

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

    /// Returns whether it only says that a key does nothing here.
    pub(in crate::app) fn is_of_unknown_key(&self) -> bool {
        matches!(self.notice, Some(Notice::Info(Info::UnknownKey(_))))
    }

    /// Says that a key does nothing of the key that was pressed, whatever it stands for.
    pub(in crate::app) fn of_key(mut self, key: Key) -> Self {
        if let Some(Notice::Info(Info::UnknownKey(unknown))) = &mut self.notice {
            *unknown = key;
        }
        self
    }

    /// Asks for what `next` does too, after its own. The later line is the one that is shown.
    pub(in crate::app) fn then(mut self, next: impl Into<Self>) -> Self {
        let next = next.into();
        self.effects.extend(next.effects);
        Self { effects: self.effects, notice: next.notice.or(self.notice) }
    }
}

impl From<Option<Notice>> for Outcome {
    fn from(notice: Option<Notice>) -> Self {
        Self { effects: Vec::new(), notice }
    }
}

impl From<Notice> for Outcome {
    fn from(notice: Notice) -> Self {
        Some(notice).into()
    }
}

impl From<Info> for Outcome {
    fn from(info: Info) -> Self {
        Notice::from(info).into()
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Notice::from(refusal).into()
    }
}

impl From<Vec<Effect>> for Outcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, notice: None }
    }
}
