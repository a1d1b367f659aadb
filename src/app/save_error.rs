//! Why a file was not written that a person named.

use std::path::PathBuf;

use crate::text::sanitise::clean;

/// Why a session was not saved, or a result not exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// Another file is there.
    #[error("{} exists; Enter again replaces it", clean(&.0.display().to_string()))]
    Exists(PathBuf),
    /// The session's own file is not as it was left.
    #[error(
        "another program has written {} meanwhile; Enter again replaces it",
        clean(&.0.display().to_string())
    )]
    Changed(PathBuf),
    /// It could not be written, for this reason.
    #[error("{0}")]
    Failed(String),
}
