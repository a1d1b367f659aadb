//! The files that a session has to do with.

use std::path::PathBuf;

use crate::app::effect::RecordTarget;
use crate::app::recent_files::RecentFiles;

/// The files of a session, beside those of its data and lessons.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Files {
    /// What options named and was read: a θ₀, a γ₀, settings.
    pub named: Vec<PathBuf>,
    /// The one that the session was opened from or saved to last.
    pub own: Option<PathBuf>,
    /// The one that a lesson's progress and answers go to.
    pub record: Option<RecordTarget>,
    /// What was opened before.
    pub recent: RecentFiles,
}

impl Files {
    /// Returns what no session may be saved over.
    pub(in crate::app) fn in_use(&self) -> impl Iterator<Item = &PathBuf> {
        self.named.iter().chain(self.record.as_ref().map(|target| &target.path))
    }
}
