//! What a long run has taken in, in a file: after a kill the same command goes on from there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::grouped_sums::GroupedSums;
use crate::cli::unreadable;
use crate::data::{Mark, hash};
use crate::runtime::output_file::{Existing, OutputFile, OutputFileError, Written, is_one_file};
use crate::text::sanitise::clean;

/// The first line of a checkpoint, without the version of its format.
const MAGIC: &str = "emstep checkpoint ";
/// The version of the format.
const VERSION: &str = "1";
/// How often a checkpoint is saved.
const EVERY: Duration = Duration::from_secs(60);

/// What a checkpoint is of: another command line is another task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Options {
    /// Each option with what was said, in the order in which they are compared.
    pub(super) said: Vec<(String, String)>,
}

/// What is before the sums.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    options: Options,
    first_pass: Option<u64>,
    mark: Mark,
    /// The key of each group, and how many bytes its sums are.
    groups: Vec<(Option<String>, usize)>,
    /// The hash of all sums.
    hash: u64,
}

/// Where a run goes on.
#[derive(Debug)]
pub(super) struct Resumed {
    pub(super) first_pass: Option<u64>,
    pub(super) mark: Mark,
    pub(super) sums: GroupedSums,
}

/// Why a checkpoint cannot be used or saved.
#[derive(Debug, thiserror::Error)]
pub(super) enum CheckpointError {
    #[error("{0} is not a checkpoint, or it is damaged; choose another file, or delete it")]
    NotOne(String),
    #[error(
        "{file} is a checkpoint of format {version}, and this program has format {VERSION}; \
         delete it to begin anew"
    )]
    Version { file: String, version: String },
    #[error(
        "{file} is a checkpoint of another command: {option} was {before}, and is {now}; \
         delete it to begin anew"
    )]
    Options { file: String, option: String, before: String, now: String },
    #[error("{file}: {}", unreadable::why(error))]
    Read { file: String, error: io::Error },
    #[error("{0} is where the table goes; choose another file for the checkpoint")]
    Output(String),
    #[error(transparent)]
    File(#[from] OutputFileError),
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// A file for checkpoints.
#[derive(Debug)]
pub(super) struct Checkpoint {
    path: PathBuf,
    options: Options,
    pub(super) first_pass: Option<u64>,
    /// Observations between checkpoints, if it was said how many.
    every: Option<u64>,
    saved_at: Instant,
    saved_count: u64,
}

impl Checkpoint {
    /// Returns the file at a path, with the state of an earlier run if it has one.
    pub(super) fn open(
        path: &Path,
        output: Option<&Path>,
        options: Options,
        every: Option<u64>,
    ) -> Result<(Self, Option<Resumed>), CheckpointError> {
        let file = clean(&path.display().to_string());
        if output.is_some_and(|output| is_one_file(output, path)) {
            return Err(CheckpointError::Output(file));
        }
        let resumed = match fs::read(path) {
            Ok(bytes) => Some(read(&bytes, &file, &options)?),
            // There is none yet, or there cannot be one.
            Err(error) if is_absent(&error) => {
                OutputFile::new(path, Existing::Replaced)?;
                None
            }
            Err(error) => return Err(CheckpointError::Read { file, error }),
        };
        let saved_count = resumed.as_ref().map_or(0, |resumed| resumed.sums.count());
        let first_pass = resumed.as_ref().and_then(|resumed| resumed.first_pass);
        let (path, saved_at) = (path.to_owned(), Instant::now());
        Ok((Self { path, options, first_pass, every, saved_at, saved_count }, resumed))
    }

    /// Returns whether it is time to save.
    pub(super) fn is_due(&self, count: u64) -> bool {
        let is_due = |every| count - self.saved_count >= every;
        self.every.map_or_else(|| self.saved_at.elapsed() >= EVERY, is_due)
    }

    /// Saves what was taken in up to the mark. The file has the state before or this one, also
    /// after a crash.
    pub(super) fn save(
        &mut self,
        sums: &GroupedSums,
        mark: &Mark,
    ) -> Result<Written, OutputFileError> {
        let (groups, bytes) = sums.to_bytes();
        let header = Header {
            options: self.options.clone(),
            first_pass: self.first_pass,
            mark: mark.clone(),
            groups,
            hash: hash(&bytes),
        };
        let written = OutputFile::new(&self.path, Existing::Replaced)?.write(|file| {
            writeln!(file, "{MAGIC}{VERSION}")?;
            serde_json::to_writer(&mut *file, &header)?;
            file.write_all(b"\n")?;
            file.write_all(&bytes)
        })?;
        (self.saved_at, self.saved_count) = (Instant::now(), sums.count());
        Ok(written)
    }

    /// Removes the file, which is not needed any more.
    pub(super) fn remove(self) -> io::Result<()> {
        // What a link leads to has the sums.
        let path = fs::canonicalize(&self.path).unwrap_or(self.path);
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Returns what a person calls it.
    pub(super) fn name(&self) -> String {
        clean(&self.path.display().to_string())
    }
}

/// Reads a checkpoint of a run with the same options.
fn read(bytes: &[u8], file: &str, options: &Options) -> Result<Resumed, CheckpointError> {
    let damaged = || CheckpointError::NotOne(file.to_owned());
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let mut next = || lines.next().ok_or_else(damaged);
    let first = str::from_utf8(next()?).map_err(|_| damaged())?;
    let version = first.strip_prefix(MAGIC).ok_or_else(damaged)?;
    if version != VERSION {
        let version = clean(version).chars().take(20).collect();
        return Err(CheckpointError::Version { file: file.to_owned(), version });
    }
    let header: Header = serde_json::from_slice(next()?).map_err(|_| damaged())?;
    let sums = next()?;
    if hash(sums) != header.hash {
        return Err(damaged());
    }
    let sums = GroupedSums::from_bytes(header.groups, sums).ok_or_else(damaged)?;
    let (before, now) = (&header.options.said, &options.said);
    let differs = before.iter().zip(now).find(|(before, now)| before != now);
    if let Some(((option, before), (_, now))) = differs {
        let said = |value: &str| {
            if value.is_empty() { "not given".to_owned() } else { clean(value) }
        };
        let (option, before, now) = (clean(option), said(before), said(now));
        return Err(CheckpointError::Options { file: file.to_owned(), option, before, now });
    }
    if before.len() != now.len() {
        return Err(damaged());
    }
    Ok(Resumed { first_pass: header.first_pass, mark: header.mark, sums })
}
