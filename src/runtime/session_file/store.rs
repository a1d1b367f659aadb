//! What the main loop does about sessions: it has them saved, keeps its own against a crash, and
//! offers one that was left.

use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::left::{FoundSessions, LeftSession};
use super::{FilesAt, OwnFile, RecoveryFile, Saver, SaverEvent, Schedule};
use crate::app::opening::Program;
use crate::app::{App, Effect, HostLimits, SaveError, SaveRequest, Shared};
use crate::text::sanitise::clean;

/// The saving and keeping of a session.
#[derive(Debug)]
pub(crate) struct SessionStore {
    saver: Option<Saver>,
    /// The files that are being saved, or wait to be.
    saving: Vec<PathBuf>,
    schedule: Schedule,
    /// The folder in which sessions are kept against a crash, if they are.
    folder: Option<PathBuf>,
    /// The session's own file.
    own: OwnFile,
    /// What is known of the files that data are in.
    files: Arc<FilesAt>,
    /// What was found of sessions that did not end cleanly.
    found: FoundSessions,
    is_offered: bool,
    /// The file in which the session is kept that is being opened again, and its own one: until it
    /// is open, they are not this one's.
    reopened: Option<(RecoveryFile, OwnFile)>,
}

impl SessionStore {
    /// Starts the thread that saves; `say` is told what it has to say, first what it found of
    /// sessions that did not end cleanly.
    ///
    /// # Errors
    /// Returns an error if there is no thread for it.
    pub(crate) fn start(
        recovers: bool,
        say: impl Fn(SaverEvent) + Send + 'static,
    ) -> io::Result<Self> {
        Self::start_in(if recovers { RecoveryFile::folder() } else { None }, say)
    }

    fn start_in(
        folder: Option<PathBuf>,
        say: impl Fn(SaverEvent) + Send + 'static,
    ) -> io::Result<Self> {
        let files = Arc::new(FilesAt::default());
        let saver = Some(Saver::start(Arc::clone(&files), folder.clone(), say)?);
        let store = Self {
            saver,
            saving: Vec::new(),
            schedule: Schedule::default(),
            folder,
            own: OwnFile::default(),
            files,
            found: FoundSessions::default(),
            is_offered: false,
            reopened: None,
        };
        store.look_for_left();
        Ok(store)
    }

    /// A long session takes a moment to read, and no frame waits for that.
    fn look_for_left(&self) {
        if let Some(saver) = &self.saver {
            saver.look_for_left();
        }
    }

    /// Takes in what was found of sessions that did not end cleanly.
    pub(crate) fn found(&mut self, mut found: FoundSessions) {
        // What was found before and not said yet is said first.
        found.troubles.splice(0..0, mem::take(&mut self.found.troubles));
        (self.found, self.is_offered) = (found, false);
    }

    /// Returns what is to be said of the session that was left, once.
    pub(crate) fn offer(&mut self) -> Option<String> {
        let newest = self.found.newest.as_ref().filter(|_| !self.is_offered)?;
        self.is_offered = true;
        Some(newest.about())
    }

    /// Returns whether there is a session that was left.
    pub(crate) fn has_left(&self) -> bool {
        self.found.newest.is_some()
    }

    /// Returns what is to be said of sessions that were left and cannot be opened, once.
    pub(crate) fn trouble(&mut self) -> Option<String> {
        let troubles = mem::take(&mut self.found.troubles);
        (!troubles.is_empty()).then(|| troubles.join("; "))
    }

    /// Returns the program that goes on with the session that was left, and the effects to run.
    pub(crate) fn reopen(&mut self) -> Option<(Program, Vec<Effect>)> {
        let LeftSession { file, session, .. } = self.found.newest.take()?;
        self.reopened = Some((file, OwnFile::remembered(session.session.saved_in())));
        let files = Arc::clone(&self.files);
        Some(Program::resuming(session, files, HostLimits::default()))
    }

    /// Takes note that a session is open: the one that was left is this one from now on. Whatever
    /// ends the program before leaves it for the next start.
    pub(crate) fn opened(&mut self) {
        if let (Some((file, own)), Some(saver)) = (self.reopened.take(), &self.saver) {
            saver.continue_in(file);
            self.own = own;
        }
    }

    /// Puts a session that cannot be reopened aside, and returns what is to be said of it.
    pub(crate) fn not_reopened(&mut self, why: &str) -> String {
        let stays =
            self.reopened.take().map(|(file, _)| clean(&file.put_aside().display().to_string()));
        format!("not reopened: {why}; it stays in {}", stays.unwrap_or_default())
    }

    /// Removes the session that was left, and looks for an older one.
    pub(crate) fn discard(&mut self) {
        if let Some(left) = self.found.newest.take() {
            left.file.remove();
            self.look_for_left();
        }
    }

    /// Has the session saved to a file.
    ///
    /// # Errors
    /// Returns an error if there is no one to do it.
    pub(in crate::runtime) fn save(
        &mut self,
        request: SaveRequest,
        shared: Arc<Shared>,
    ) -> Result<(), SaveError> {
        self.own.check(&request)?;
        let path = request.path.clone();
        if !self.saver.as_ref().is_some_and(|saver| saver.save(request, shared)) {
            let why = format!("{}: not saved: the program is ending", path.display());
            return Err(SaveError::Failed(why));
        }
        self.saving.push(path);
        Ok(())
    }

    /// Takes note of the file that the session was opened from.
    pub(in crate::runtime) fn opened_from(&mut self, path: &Path) {
        self.own.set(path);
    }

    /// Takes note that a session was saved, or not.
    pub(in crate::runtime) fn saved(&mut self, request: &SaveRequest, is_saved: bool) {
        if is_saved {
            self.own.set(&request.path);
        }
        if let Some(at) = self.saving.iter().position(|path| *path == request.path) {
            self.saving.remove(at);
        }
    }

    /// Returns the file that a session is being saved to.
    pub(in crate::runtime) fn saving(&self) -> Option<&Path> {
        self.saving.first().map(PathBuf::as_path)
    }

    /// Breaks off what is being saved.
    pub(in crate::runtime) fn cancel_saving(&self) {
        if let Some(saver) = &self.saver {
            saver.cancel_saving();
        }
    }

    /// Takes note that the session may have changed.
    pub(in crate::runtime) fn changed(&mut self, now: Instant) {
        if self.folder.is_some() {
            self.schedule.changed(now);
        }
    }

    /// Returns how long to wait before the session is kept; none if it is.
    pub(in crate::runtime) fn left(&self, now: Instant) -> Option<Duration> {
        self.schedule.left(now)
    }

    /// Has the session kept against a crash, if it is time for that.
    pub(in crate::runtime) fn keep_if_due(&mut self, app: Option<&App>, now: Instant) {
        if self.schedule.take(now) {
            self.keep(app);
        }
    }

    /// Has the session kept against a crash, if there is something to keep.
    pub(crate) fn keep(&self, app: Option<&App>) {
        if let (Some(app), Some(saver)) = (app.filter(|_| self.folder.is_some()), &self.saver) {
            if app.session().is_worth_keeping(app.shared()) {
                saver.keep(Arc::clone(app.shared()), self.own.to_remember());
            } else {
                saver.forget();
            }
        }
    }

    /// Waits until all is saved. What is kept against a crash is removed after a clean end, which
    /// does not wait for it, and brought up to date after any other.
    pub(crate) fn finish(&mut self, app: Option<&App>, is_clean: bool) {
        if !is_clean {
            self.keep(app);
        }
        let file = self.saver.take().and_then(|saver| saver.finish(!is_clean));
        if let Some(file) = file.filter(|_| is_clean) {
            file.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_was_left_is_offered_once_the_other_thread_has_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let session = include_bytes!("../../../tests/screens/sessions/format-1.emstep");
        for _ in 0..2 {
            let _ = RecoveryFile::new(folder.path()).unwrap().keep(session).unwrap();
        }
        let (sender, inbox) = mpsc::channel();
        let say = move |event| sender.send(event).unwrap();
        let mut store = SessionStore::start_in(Some(folder.path().to_owned()), say).unwrap();
        for _ in 0..2 {
            assert_eq!(store.offer(), None, "this thread reads nothing");
            let SaverEvent::Found(found) = inbox.recv().unwrap() else { panic!("it looks first") };
            store.found(*found);
            assert_eq!(store.offer().as_deref(), Some("homework, 2 runs, kept just now"));
            assert_eq!(store.offer(), None, "it is offered once");
            // Then an older one is.
            store.discard();
        }
        let SaverEvent::Found(found) = inbox.recv().unwrap() else { panic!("it looks again") };
        store.found(*found);
        assert_eq!(store.offer(), None, "there is no more");
        store.finish(None, true);
    }
}
