//! What the main loop does about sessions: it has them saved, keeps its own against a crash, and
//! offers one that was left.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{FilesAt, Pace, RecoveryFile, Saver, SaverEvent, open};
use crate::app::opening::{OpenedSession, Program};
use crate::app::{App, Effect, HostLimits, Shared};

/// The saving and keeping of a session.
pub(in crate::runtime) struct Keeping {
    saver: Option<Saver>,
    pace: Pace,
    /// Whether the session is kept against a crash.
    recovers: bool,
    left: Option<Left>,
}

/// A session that came to no clean end.
struct Left {
    file: RecoveryFile,
    session: OpenedSession,
    is_offered: bool,
}

impl Left {
    /// Returns the newest one, if there is one.
    fn newest() -> Option<Self> {
        let file = RecoveryFile::left_over(&RecoveryFile::folder()?)?;
        // One that a newer version wrote stays for that.
        let session = open(file.path()).ok()?;
        Some(Self { file, session, is_offered: false })
    }
}

impl Keeping {
    /// Starts the thread that saves; `say` is told what it has to say.
    ///
    /// # Errors
    /// Returns an error if there is no thread for it.
    pub(in crate::runtime) fn start(
        recovers: bool,
        say: impl Fn(SaverEvent) + Send + 'static,
    ) -> io::Result<Self> {
        let folder = if recovers { RecoveryFile::folder() } else { None };
        let saver = Some(Saver::start(Arc::default(), folder, say)?);
        let left = if recovers { Left::newest() } else { None };
        Ok(Self { saver, pace: Pace::default(), recovers, left })
    }

    /// Returns what is to be said of the session that was left, once.
    pub(in crate::runtime) fn offer(&mut self) -> Option<String> {
        let left = self.left.as_mut().filter(|left| !left.is_offered)?;
        left.is_offered = true;
        Some(left.session.session.about())
    }

    /// Returns the program that goes on with the session that was left, and the effects to run.
    pub(in crate::runtime) fn reopen(&mut self) -> Option<(Program, Vec<Effect>)> {
        let Left { file, session, .. } = self.left.take()?;
        if let Some(saver) = &self.saver {
            saver.adopt(file);
        }
        let opened = OpenedSession { is_own: false, ..session };
        Some(Program::resuming(opened, Arc::new(FilesAt::default()), HostLimits::default()))
    }

    /// Removes the session that was left.
    pub(in crate::runtime) fn discard(&mut self) {
        if let Some(left) = self.left.take() {
            left.file.remove();
        }
    }

    /// Has the session saved to a file.
    pub(in crate::runtime) fn save(&self, path: PathBuf, replaces: bool, shared: Arc<Shared>) {
        if let Some(saver) = &self.saver {
            saver.save(path, replaces, shared);
        }
    }

    /// Takes note that the session may have changed.
    pub(in crate::runtime) fn changed(&mut self, now: Instant) {
        if self.recovers {
            self.pace.changed(now);
        }
    }

    /// Returns how long to wait before the session is kept; none if it is.
    pub(in crate::runtime) fn left(&self, now: Instant) -> Option<Duration> {
        self.pace.left(now)
    }

    /// Has the session kept against a crash, if it is time for that.
    pub(in crate::runtime) fn keep_if_due(&mut self, app: Option<&App>, now: Instant) {
        if self.pace.take(now) {
            self.keep(app);
        }
    }

    fn keep(&self, app: Option<&App>) {
        let app = app.filter(|app| !app.is_untouched() && app.shared().has_work());
        if let (Some(app), Some(saver)) = (app.filter(|_| self.recovers), &self.saver) {
            saver.keep(Arc::clone(app.shared()));
        }
    }

    /// Waits until all is saved. What is kept against a crash is removed after a clean end, and
    /// brought up to date after any other.
    pub(in crate::runtime) fn finish(&mut self, app: Option<&App>, is_clean: bool) {
        if !is_clean {
            self.keep(app);
        }
        let file = self.saver.take().and_then(Saver::finish);
        if let Some(file) = file.filter(|_| is_clean) {
            file.remove();
        }
    }
}
