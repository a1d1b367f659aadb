//! What a user logs in as.

use std::fmt;

/// What a user logs in as. The user name of `ssh NAME@host` is the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoginRole {
    /// steps through a run of their own
    Play,
    /// sees what the presenter sees
    Watch,
    /// steps for all who watch
    Present,
}

impl LoginRole {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Play, Self::Watch, Self::Present];

    /// Returns the role that has this name, if there is one.
    pub fn named(user: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == user)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Play => "play",
            Self::Watch => "watch",
            Self::Present => "present",
        }
    }
}

impl fmt::Display for LoginRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
