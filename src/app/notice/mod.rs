//! What the program says to a person, in one line. The line is a value: what is said is decided
//! where it happens, and how it is worded in the two tables [`Info`] and [`Refusal`].

mod info;
mod refusal;

use std::fmt;

pub use info::Info;
pub use refusal::Refusal;

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

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Info(info) => info.fmt(f),
            Self::Refused(refusal) => refusal.fmt(f),
        }
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
