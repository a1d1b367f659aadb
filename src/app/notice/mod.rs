//! What the program says to a person, in one line. The line is a value: what is said is decided
//! where it happens, and how it is worded in the two tables [`Info`] and [`Refusal`].

mod info;
mod refusal;
mod unsaved;

use std::fmt;

use crate::app::keymap::Keymap;

pub use info::Info;
pub use refusal::Refusal;
pub use unsaved::Unsaved;

/// One line for the person, until the next key.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Something to know.
    Info(Info),
    /// Something that did not happen, and why.
    Refused(Refusal),
}

impl Notice {
    /// Returns what is said of a new theme of this name; none if there are no colours to choose.
    pub(in crate::app) fn of_theme(name: Option<&'static str>) -> Self {
        name.map_or(Self::Refused(Refusal::NoColors), |name| Self::Info(Info::Theme(name)))
    }

    /// Returns whether it concerns everyone who looks at this state, not only the person who has
    /// its keys.
    pub fn is_shared(&self) -> bool {
        match self {
            Self::Info(info) => matches!(info, Info::SpecialCases { .. } | Info::Converged { .. }),
            Self::Refused(refusal) => matches!(refusal, Refusal::StepFailed(_)),
        }
    }
}

impl Notice {
    /// Returns what it says, with these keys.
    pub fn in_words(&self, keymap: &Keymap) -> String {
        match self {
            // What comes from outside names no keys.
            Self::Info(Info::Outside(text)) | Self::Refused(Refusal::Outside(text)) => text.clone(),
            Self::Info(info) => keymap.fill(&info.to_string()),
            Self::Refused(refusal) => keymap.fill(&refusal.to_string()),
        }
    }
}

impl fmt::Display for Notice {
    /// Writes what it says, with the keys that the tables have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(&Keymap::default()))
    }
}

impl From<Info> for Notice {
    fn from(info: Info) -> Self {
        Self::Info(info)
    }
}

impl From<Refusal> for Notice {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
