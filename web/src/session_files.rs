//! The files of a session: those that were given to the page, known by their SHA-256.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use emstep::data::FileStamp;
use emstep::internals::app::{LessonText, SavedFile, SessionFiles};
use emstep::internals::results::sha256;

use crate::{files, imports};

/// A session is kept by itself only if its files are no longer than this.
const MOST_KEPT: u64 = 16 << 20;

/// The way to the files of a session.
#[derive(Debug, Default)]
pub(crate) struct GivenFiles {
    /// What was hashed already: a file, its length, and when it was changed.
    known: Mutex<Vec<(SavedFile, std::time::Duration)>>,
    /// The longest file that is hashed.
    most: Option<u64>,
}

impl GivenFiles {
    /// Returns the way for what is kept without being asked for, which must not take long.
    pub(crate) fn for_keeping() -> Self {
        Self { most: Some(MOST_KEPT), ..Self::default() }
    }

    fn described(&self, name: &str) -> Result<SavedFile, String> {
        let (bytes, changed) = files::about(name).ok_or_else(|| absent(name))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(file, at): &&(SavedFile, std::time::Duration)| {
            file.path == name && file.bytes == bytes && *at == changed
        };
        if let Some((file, _)) = known.iter().find(is_it) {
            return Ok(file.clone());
        }
        if self.most.is_some_and(|most| bytes > most) {
            return Err(format!("{name}: too long for its session to be kept; W saves it"));
        }
        let hashed = sha256(&mut Given { name, at: 0 }, &|| true);
        let hashed = hashed.map_err(|error| format!("{name}: {error}"))?;
        let sha256 = hashed.unwrap_or_default();
        let file = SavedFile { path: name.to_owned(), bytes, sha256 };
        known.push((file.clone(), changed));
        Ok(file)
    }
}

impl SessionFiles for GivenFiles {
    fn describe(&self, path: &Path, stamp: Option<FileStamp>) -> Result<SavedFile, String> {
        let name = path.strip_prefix(".").unwrap_or(path).display().to_string();
        if stamp.is_some() && FileStamp::of(path) != stamp {
            return Err(format!("{name}: another file of this name was given since it was read"));
        }
        self.described(&name)
    }

    fn find(&self, file: &SavedFile) -> Result<PathBuf, String> {
        let name = Path::new(&file.path).file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or(&file.path);
        let there = self.described(name)?;
        if (there.bytes, &there.sha256) != (file.bytes, &file.sha256) {
            return Err(format!(
                "{name}: not the file that the session was saved with (its length or its SHA-256 \
                 is another)"
            ));
        }
        Ok(PathBuf::from(name))
    }

    fn read(&self, file: &SavedFile) -> Result<LessonText, String> {
        Err(format!("{}: a page opens built-in lessons only", file.path))
    }
}

fn absent(name: &str) -> String {
    format!("{name}: not in this page; drop the file here, and the session is offered again")
}

/// A file that is read from its beginning.
struct Given<'a> {
    name: &'a str,
    at: u64,
}

impl Read for Given<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = imports::read(self.name, self.at, buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}
