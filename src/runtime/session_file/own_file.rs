//! The file of a session, which another program may write meanwhile.

use std::path::Path;

use crate::app::saved::SavedIn;
use crate::app::{SaveError, SaveRequest};
use crate::data::{self, FileStamp};

/// The file that a session was opened from or saved to last, as it was then.
#[derive(Debug, Default)]
pub(in crate::runtime) struct OwnFile(Option<SavedIn>);

impl OwnFile {
    /// Returns the file as it was when it was remembered.
    pub(in crate::runtime) fn remembered(file: Option<&SavedIn>) -> Self {
        Self(file.cloned())
    }

    /// Takes note of the file as it is now.
    pub(in crate::runtime) fn set(&mut self, path: &Path) {
        self.0 = Some(SavedIn { path: path.to_owned(), stamp: stamp_of(path) });
    }

    /// Returns what is remembered of it, if JSON can have its name: where it is from any folder.
    pub(super) fn to_remember(&self) -> Option<SavedIn> {
        let SavedIn { path, stamp } = self.0.as_ref()?;
        let path = std::path::absolute(data::at_home(path).ok()?).ok()?;
        path.to_str().is_some().then_some(SavedIn { path, stamp: *stamp })
    }

    /// Says once that another program has written the file since.
    ///
    /// # Errors
    /// Returns an error if it has, and if the session would take its place.
    pub(in crate::runtime) fn check(&mut self, request: &SaveRequest) -> Result<(), SaveError> {
        let Some(own) = self.0.take_if(|own| own.path == request.path) else {
            return Ok(());
        };
        let now = stamp_of(&own.path);
        if request.replaces && now.is_some() && now != own.stamp {
            return Err(SaveError::Changed(own.path));
        }
        self.0 = Some(own);
        Ok(())
    }
}

fn stamp_of(path: &Path) -> Option<FileStamp> {
    FileStamp::of(&data::at_home(path).ok()?)
}
