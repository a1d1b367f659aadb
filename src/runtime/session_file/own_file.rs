//! The file of a session, which another program may write meanwhile.

use std::path::{Path, PathBuf};

use crate::app::{SaveError, SaveRequest};
use crate::data::{self, FileStamp};

/// The file that a session was opened from or saved to last, as it was then.
#[derive(Debug, Default)]
pub(in crate::runtime) struct OwnFile(Option<(PathBuf, Option<FileStamp>)>);

impl OwnFile {
    /// Takes note of the file as it is now.
    pub(in crate::runtime) fn set(&mut self, path: &Path) {
        self.0 = Some((path.to_owned(), stamp_of(path)));
    }

    /// Says once that another program has written the file since.
    ///
    /// # Errors
    /// Returns an error if it has, and if the session would take its place.
    pub(in crate::runtime) fn check(&mut self, request: &SaveRequest) -> Result<(), SaveError> {
        let Some((path, then)) = self.0.take_if(|(path, _)| *path == request.path) else {
            return Ok(());
        };
        let now = stamp_of(&path);
        if request.replaces && now.is_some() && now != then {
            return Err(SaveError::Changed(path));
        }
        self.0 = Some((path, then));
        Ok(())
    }
}

fn stamp_of(path: &Path) -> Option<FileStamp> {
    FileStamp::of(&data::at_home(path).ok()?)
}
