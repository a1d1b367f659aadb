//! The file in which a lesson's answers are kept: every run adds to it, and nothing in it is ever
//! lost.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::atomic_file::{PROTECTED, Saved, Target, is_protected, why};
use super::file_lock::{FileLock, try_lock};
use crate::lesson::{Record, RecordError};
use crate::text::sanitise::clean;
use crate::text::system_error;

/// A record has a few kilobytes; what is longer than this is another file.
const LONGEST: u64 = 16 << 20;
/// How often a file that another program holds is asked for, and how long is waited in between.
const ATTEMPTS: usize = 200;
const WAIT: Duration = Duration::from_millis(10);

/// Why answers cannot be recorded: one line that names the file.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct RecordFileError {
    file: String,
    problem: RecordProblem,
}

#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix tells of hard links"))]
enum RecordProblem {
    #[error("{0}, and a record must be a regular file; name another")]
    Kind(&'static str),
    #[error("has other names (hard links), which would go stale; name another file")]
    HardLinks,
    #[error("another program is using it; close that program, or name another file")]
    Held,
    #[error("cannot be read: {}; check its permissions, or name another file", system_error(.0))]
    Read(#[source] io::Error),
    #[error("{PROTECTED}, or name another file")]
    ReadOnly,
    #[error("you may not read it; run chmod u+r on it, or name another file")]
    Unreadable,
    #[error("its folder does not exist; create it first, or name another file")]
    NoFolder,
    #[error("not saved: {}", why(.0))]
    Write(#[source] io::Error),
    #[error("{}", why(.0))]
    NoTarget(#[source] io::Error),
    #[error("saved, but a crash may lose it: {}", system_error(.0))]
    NotSynced(#[source] io::Error),
    #[error(transparent)]
    Content(#[from] RecordError),
}

/// A record's file and how much of a run is in it.
#[derive(Debug)]
pub(crate) struct RecordFile {
    path: PathBuf,
    /// The run as it was when it was saved last.
    saved: Record,
    /// What was in the file then: should it be removed, its answers are here.
    content: Option<Record>,
}

impl RecordFile {
    /// Returns the file for a run of which this much is in it already.
    pub(crate) fn new(path: &Path, known: &Record) -> Self {
        Self { path: path.to_owned(), saved: known.clone(), content: None }
    }

    /// Returns what was in the file when it was saved last.
    pub(crate) fn content(&self) -> Option<&Record> {
        self.content.as_ref()
    }

    /// Saves `run`: what is new in it is added to what the file holds, whatever program wrote that.
    ///
    /// # Errors
    /// Returns an error if the file is not a record of this lesson or cannot be written. It is as
    /// it was then, and what is new is saved with the next answer.
    pub(crate) fn save(&mut self, run: &Record) -> Result<(), RecordFileError> {
        let error =
            |problem| RecordFileError { file: clean(&self.path.display().to_string()), problem };
        let (content, saved) = self.add(run).map_err(error)?;
        let saved = match saved {
            Saved::Durably => Ok(()),
            Saved::NotSynced(problem) => Err(error(RecordProblem::NotSynced(problem))),
        };
        self.saved = run.clone();
        self.content = Some(content);
        saved
    }

    fn add(&self, run: &Record) -> Result<(Record, Saved), RecordProblem> {
        for _ in 0..ATTEMPTS {
            let target = target(&self.path)?;
            let folder = target.folder().to_owned();
            let failed = |error| write_problem(&folder, error);
            let Some((mut old, about)) = open(target.path())? else {
                let record = match &self.content {
                    Some(content) => self.added(content.clone(), run)?,
                    None => run.clone(),
                };
                match target.create(0o666, |file| file.write_all(&record.to_json()?)) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                    created => return Ok((record, created.map_err(failed)?)),
                }
            };
            // The program that had it before may have put a new file in its place: then that one
            // counts.
            if !lock(&old)? || !is_still_at(target.path(), &about) {
                std::thread::sleep(WAIT);
                continue;
            }
            let content = read(&mut old)?;
            // A new file has no answers to lose.
            let record = if content.trim_ascii().is_empty() {
                self.content.clone().map_or_else(|| Ok(run.clone()), |old| self.added(old, run))?
            } else {
                self.added(Record::from_json(&content)?, run)?
            };
            let target = target.replacing(about);
            let saved = target.write(0o666, |file| file.write_all(&record.to_json()?));
            return Ok((record, saved.map_err(failed)?));
        }
        Err(RecordProblem::Held)
    }

    fn added(&self, mut record: Record, run: &Record) -> Result<Record, RecordProblem> {
        record.add(run, &self.saved)?;
        Ok(record)
    }
}

/// Returns why a file could not be written to a folder.
fn write_problem(folder: &Path, error: io::Error) -> RecordProblem {
    if folder.is_dir() { RecordProblem::Write(error) } else { RecordProblem::NoFolder }
}

/// Returns the file that a path leads to, also one that is not there yet.
fn target(path: &Path) -> Result<Target, RecordProblem> {
    let target = Target::of(path).map_err(RecordProblem::NoTarget)?;
    target.old().map_or(Ok(()), |old| refuse_kind(old.file_type()))?;
    Ok(target)
}

/// Returns the file to read, which may be written; none if it is not there.
fn open(target: &Path) -> Result<Option<(File, Metadata)>, RecordProblem> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    // What became a FIFO a moment ago must not keep anyone waiting.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits() as i32,
    );
    let file = match options.open(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let may_read = File::open(target).is_ok();
            return Err(if may_read { RecordProblem::ReadOnly } else { RecordProblem::Unreadable });
        }
        opened => opened.map_err(RecordProblem::Read)?,
    };
    let about = file.metadata().map_err(RecordProblem::Read)?;
    refuse_kind(about.file_type())?;
    if is_protected(&about) {
        return Err(RecordProblem::ReadOnly);
    }
    Ok(Some((file, about)))
}

fn refuse_kind(kind: FileType) -> Result<(), RecordProblem> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(RecordProblem::Kind("a folder"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;

        if kind.is_fifo() {
            return Err(RecordProblem::Kind("a FIFO"));
        }
        if kind.is_socket() {
            return Err(RecordProblem::Kind("a socket"));
        }
    }
    Err(RecordProblem::Kind("a device"))
}

/// Whether no other program writes to it meanwhile; until it is closed.
fn lock(file: &File) -> Result<bool, RecordProblem> {
    match try_lock(file).map_err(RecordProblem::Read)? {
        FileLock::Taken => Ok(false),
        // Without locks, what is read right before is all there is to go by.
        FileLock::Held | FileLock::Unsupported => Ok(true),
    }
}

#[cfg(unix)]
fn is_still_at(target: &Path, about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    fs::metadata(target).is_ok_and(|now| (now.dev(), now.ino()) == (about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn is_still_at(_target: &Path, _about: &Metadata) -> bool {
    true
}

fn read(file: &mut File) -> Result<Vec<u8>, RecordProblem> {
    let about = file.metadata().map_err(RecordProblem::Read)?;
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&about) > 1 {
        return Err(RecordProblem::HardLinks);
    }
    if about.len() > LONGEST {
        return Err(RecordError::Other.into());
    }
    let mut content = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut content)).map_err(RecordProblem::Read)?;
    Ok(content)
}

#[cfg(test)]
mod tests;
