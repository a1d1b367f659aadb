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
    /// Returns what no session may be saved over: what was read for what is open, what options
    /// named, and a lesson's record.
    pub(in crate::app) fn not_replaced_by_session(&self, mut read: Vec<PathBuf>) -> Vec<PathBuf> {
        read.extend(self.named.iter().cloned());
        read.extend(self.record.as_ref().map(|target| target.path.clone()));
        read
    }

    /// Returns what no result may be written over: the session's own file too.
    pub(in crate::app) fn not_replaced_by_export(&self, read: Vec<PathBuf>) -> Vec<PathBuf> {
        let mut files = self.not_replaced_by_session(read);
        files.extend(self.own.clone());
        files
    }
}
