//! Where a data set was read from, so that it can be read again.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::disk;
use super::source::at_home;
use super::{Request, Source};

/// What data were read for, and how their files were then.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// What was asked for.
    pub request: Request,
    /// The files, in their order; none for data that are in none.
    pub files: Vec<ReadFile>,
}

/// A file as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// Where it is, with the home folder in the place of `~`.
    pub path: PathBuf,
    /// Its state; none if it is not a plain file, and so cannot be read twice.
    pub stamp: Option<FileStamp>,
}

/// The length of a plain file and when it was changed last: the same for as long as no one writes
/// to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FileStamp {
    /// Its length in bytes.
    pub length: u64,
    changed: Option<SystemTime>,
}

impl FileStamp {
    /// Returns the state of a file; none if it is not a plain one.
    pub fn of(path: &Path) -> Option<Self> {
        let about = disk::metadata(path).ok().filter(disk::Metadata::is_file)?;
        Some(Self { length: about.len(), changed: about.modified().ok() })
    }
}

impl Provenance {
    /// Returns where a request reads from, before it is read.
    pub(crate) fn of(request: &Request) -> Self {
        let paths = match &request.source {
            Source::File(path) => std::slice::from_ref(path),
            Source::Files(paths) => paths,
            Source::Example(_) | Source::Stdin | Source::Typed(_) | Source::Simulated(_) => &[],
        };
        let read = |path: &PathBuf| {
            let path = at_home(path).unwrap_or_else(|_| path.clone());
            ReadFile { stamp: FileStamp::of(&path), path }
        };
        Self { request: request.clone(), files: paths.iter().map(read).collect() }
    }
}
