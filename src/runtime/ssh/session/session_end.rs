//! Why a session ended, and what its user is told.

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionEnd {
    /// The user quit.
    Quit,
    /// No key for a long time.
    Idle,
    /// It lasted as long as a session may.
    Life,
    /// The server stops.
    Shutdown,
    /// The client has gone.
    Gone,
    /// An error in the program.
    Error,
}

impl SessionEnd {
    /// Returns what the user is told.
    pub(crate) fn line(self) -> Option<&'static str> {
        match self {
            Self::Quit | Self::Gone => None,
            Self::Idle => {
                Some("emstep: no key was pressed for a long time; log in again to continue")
            }
            Self::Life => {
                Some("emstep: the session has reached its time limit; log in again to continue")
            }
            Self::Shutdown => Some("emstep: the server is stopping; try again later"),
            Self::Error => Some("emstep: an error in the program ended this session"),
        }
    }
}
