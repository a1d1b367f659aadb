//! What keeps a session against a crash, on the thread that saves.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::atomic_file::{Saved, why};
use super::files::CancellableFiles;
use super::{FilesAt, RecoveryFile, text};
use crate::app::saved::SavedIn;
use crate::app::{SavedSession, Shared};

/// What keeps a session against a crash.
pub(super) struct RecoveryWriter {
    /// None if nothing is to be kept.
    folder: Option<PathBuf>,
    file: Option<RecoveryFile>,
    /// What is in it.
    last: Vec<u8>,
    /// What went wrong the last time, which was said.
    said: Option<String>,
}

impl RecoveryWriter {
    /// Returns what keeps a session in this folder.
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, file: None, last: Vec::new(), said: None }
    }

    /// Returns the folder in which sessions are kept, if they are.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Returns the file in which the session is kept, if it is.
    pub(super) fn into_file(self) -> Option<RecoveryFile> {
        self.file
    }

    /// Goes on with the file of another process.
    pub(super) fn continue_in(&mut self, file: RecoveryFile) {
        if let Some(own) = self.file.replace(file) {
            own.remove();
        }
        self.last.clear();
    }

    /// Removes what is kept.
    pub(super) fn forget(&mut self) {
        if let Some(file) = self.file.take() {
            file.remove();
        }
        self.last.clear();
    }

    /// Keeps a session, and which file is its own, unless that is cancelled meanwhile. Returns what
    /// went wrong, unless it was said the last time: it is tried again each time.
    pub(super) fn keep(
        &mut self,
        session: (&Shared, Option<SavedIn>),
        files: &FilesAt,
        is_cancelled: &AtomicBool,
    ) -> Option<String> {
        let folder = self.folder.clone()?;
        let trouble = self.try_to_keep(&folder, session, files, is_cancelled);
        if is_cancelled.load(Ordering::Relaxed) || trouble == self.said {
            return None;
        }
        self.said.clone_from(&trouble);
        trouble
    }

    fn try_to_keep(
        &mut self,
        folder: &Path,
        (shared, own): (&Shared, Option<SavedIn>),
        files: &FilesAt,
        is_cancelled: &AtomicBool,
    ) -> Option<String> {
        let not_kept = |why: &str| Some(format!("this session is not kept against a crash: {why}"));
        if is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let session = SavedSession::of(shared, &CancellableFiles { files, is_cancelled });
        if is_cancelled.load(Ordering::Relaxed) {
            return None;
        }
        let text = match session.map(|session| text::of(&session.with_own_file(own))) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => return not_kept(&error.to_string()),
            Err(why) => return not_kept(&why),
        };
        if text == self.last {
            return None;
        }
        match self.write(folder, &text) {
            Ok(synced) => {
                self.last = text;
                synced.warning().map(|why| format!("this session is kept, but {why}"))
            }
            Err(error) => not_kept(&format!("{}: {}", folder.display(), why(&error))),
        }
    }

    fn write(&mut self, folder: &Path, text: &[u8]) -> io::Result<Saved> {
        let file = match self.file.take() {
            Some(file) => file,
            None => RecoveryFile::new(folder)?,
        };
        self.file.insert(file).keep(text)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::*;
    use crate::app::{App, InitialTheta, Settings};
    use crate::data::{Request, Source, load};
    use crate::timeline::Run;

    fn shared() -> Arc<Shared> {
        let dataset = load(&Request::new(Source::Example("homework".into()))).unwrap();
        let from = InitialTheta::Given(dataset.theta.clone().unwrap());
        let start = from.begin_by(&Settings::default().method, &dataset).unwrap();
        let run = Run::new(Arc::new(dataset), start, from.origin());
        App::new(run, Settings::default()).shared().clone()
    }

    fn kept(folder: &Path) -> usize {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        names.filter(|path| path.extension().is_some_and(|end| end == "emstep")).count()
    }

    #[test]
    fn what_fails_is_said_once_and_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let recovery = folder.path().join("recovery");
        // Where the folder is to be, there is a file.
        fs::write(&recovery, "").unwrap();
        let mut writer = RecoveryWriter::new(Some(recovery.clone()));
        let (shared, files, is_cancelled) = (shared(), FilesAt::default(), AtomicBool::new(false));
        let mut keep = || writer.keep((&shared, None), &files, &is_cancelled);
        let trouble = keep().unwrap();
        assert!(trouble.starts_with("this session is not kept against a crash: "), "{trouble}");
        assert_eq!(keep(), None, "it was said");
        fs::remove_file(&recovery).unwrap();
        assert_eq!(keep(), None);
        assert_eq!(kept(&recovery), 1);
        assert_eq!(keep(), None);
        assert_eq!(kept(&recovery), 1);
    }

    #[test]
    fn what_is_cancelled_is_neither_kept_nor_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = RecoveryWriter::new(Some(folder.path().to_owned()));
        let is_cancelled = AtomicBool::new(true);
        assert_eq!(writer.keep((&shared(), None), &FilesAt::default(), &is_cancelled), None);
        assert_eq!(kept(folder.path()), 0);
        assert!(writer.into_file().is_none());
    }
}
