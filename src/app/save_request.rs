//! To save a session: what is asked for, and how far the study was then.

use std::path::PathBuf;

use crate::timeline::HalfStep;

/// A session that is to be saved. The answer brings it back: meanwhile steps may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveRequest {
    /// the file
    pub path: PathBuf,
    /// whether it may take the place of a file that is there
    pub replaces: bool,
    /// what was read, none of which is replaced
    pub read: Vec<PathBuf>,
    /// what is saved
    pub(in crate::app) point: SavedPoint,
}

/// How far each run was when a study was saved; no run if it never was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::app) struct SavedPoint(pub(in crate::app) Vec<HalfStep>);

/// How a session was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveReport {
    /// Why the file may not outlast a crash of the system; none if it does.
    pub not_synced: Option<String>,
}
