//! What is computed again when a session is opened: data, runs and lessons, from the forms that
//! they have in its file.

mod data;
mod list;
mod number;
mod read;
mod run;
mod theta;

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::data::{Dataset, FileStamp};
use crate::lesson::Lesson;
use crate::timeline::Run;
pub use data::SavedFile;
pub(crate) use data::{SavedData, SavedSource};
pub(in crate::app) use list::DataList;
pub(in crate::app) use read::shown;
pub(crate) use run::SavedRun;

/// What is computed again.
#[derive(Clone, Debug)]
pub struct Rebuild {
    /// The data sets.
    pub(crate) data: Vec<SavedData>,
    /// The runs, of one study after the other.
    pub(crate) studies: Vec<Vec<SavedRun>>,
    /// The lessons, each by the name of a built-in one, or with its file.
    pub(crate) lessons: Vec<(String, Option<SavedFile>)>,
    /// The way to the files.
    pub(crate) files: Arc<dyn SessionFiles>,
}

/// What was computed again.
#[derive(Debug)]
pub struct Rebuilt {
    /// The runs of each study.
    pub(crate) studies: Vec<Vec<Run<Arc<Dataset>>>>,
    /// The lessons.
    pub(crate) lessons: Vec<Arc<Lesson>>,
    /// What a person is to know of them, a line each.
    pub(crate) notes: Vec<String>,
}

/// How far it is: iterations done, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RebuildProgress {
    /// done
    pub done: usize,
    /// in all
    pub total: usize,
}

impl Rebuild {
    /// Returns how many iterations there are in all.
    pub(crate) fn iterations(&self) -> usize {
        let known = self.studies.iter().flatten().map(|run| run.known);
        known.fold(0, usize::saturating_add)
    }
}

/// The way to the files of a session, which the host has. Each error says which file it is about.
pub trait SessionFiles: Debug + Send + Sync {
    /// Returns the form of a file that was read, which must be as it was then.
    ///
    /// # Errors
    /// Returns an error if it is not, or cannot be read.
    fn describe(&self, path: &Path, stamp: Option<FileStamp>) -> Result<SavedFile, String>;

    /// Returns where a file is now, which must be as it was.
    ///
    /// # Errors
    /// Returns an error if it is gone or changed.
    fn find(&self, file: &SavedFile) -> Result<PathBuf, String>;

    /// Returns the content of a lesson's file, which may have changed.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, or is too long for a lesson.
    fn read(&self, file: &SavedFile) -> Result<LessonText, String>;
}

/// The content of a lesson's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonText {
    /// the bytes
    pub bytes: Vec<u8>,
    /// whether they are what they were when the session was saved
    pub is_as_saved: bool,
}
