//! A file: how it is opened, what its name says, and whether it is still the same.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Encoding;
use crate::data::compression;
use crate::data::disk::File;
use crate::data::examples;
use crate::data::fault::{Problem, Similar};
use crate::data::parquet_file;
use crate::data::stream::{BEGINNING, Mark};

/// Sets a plain file to just before a mark, if it is not compressed; returns its beginning and how
/// many bytes are before the place.
pub(super) fn pass_over(file: &mut File, mark: &Mark) -> Result<Option<(Vec<u8>, u64)>, Problem> {
    let failed = |error: io::Error| Problem::from_io(&error);
    let mut beginning = Vec::new();
    file.take(BEGINNING as u64).read_to_end(&mut beginning).map_err(failed)?;
    file.rewind().map_err(failed)?;
    if compression::is_compressed(&beginning) {
        return Ok(None);
    }
    let count = mark.before_tail(&beginning)?;
    file.seek(SeekFrom::Start(count)).map_err(failed)?;
    Ok(Some((beginning, count)))
}

/// Returns how a file is to be read: as its name says, or how a Parquet file begins.
#[cfg_attr(
    feature = "parquet",
    expect(clippy::unnecessary_wraps, reason = "without the feature a Parquet file is refused")
)]
pub(super) fn encoding(path: &Path, file: &mut File) -> Result<Encoding, Problem> {
    let ends = |path: &Path, end: &str| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end))
    };
    let is_compressed = ends(path, "gz") || ends(path, "zst");
    let inner = if is_compressed { path.with_extension("") } else { path.to_owned() };
    if ends(&inner, "f64") {
        return Ok(Encoding::F64);
    }
    if parquet_file::is_one(path, file) {
        #[cfg(feature = "parquet")]
        return Ok(Encoding::Parquet);
        #[cfg(not(feature = "parquet"))]
        return Err(parquet_file::ParquetProblem::NotBuilt.into());
    }
    Ok(Encoding::Csv)
}

/// Opens the file at a path; `typed` is how a person wrote it.
pub(super) fn open(path: &Path, typed: &str) -> Result<File, Problem> {
    let path = at_home(path)?;
    // Some systems open a folder and fail at the first read, others say "permission denied".
    if path.is_dir() {
        return Err(Problem::Folder);
    }
    File::open(path).map_err(|error| match Problem::from_io(&error) {
        Problem::NotFound { .. } => {
            let like = examples::like(typed);
            let example = like.map(|like| Similar { name: like, is_same: like == typed });
            Problem::NotFound { example }
        }
        other => other,
    })
}

/// Returns a path with the home folder in the place of `~`. A shell would have put it there; in the
/// dialog there is no shell.
pub(crate) fn at_home(path: &Path) -> Result<PathBuf, Problem> {
    match path.strip_prefix("~") {
        Ok(rest) if !path.exists() => {
            let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
            Ok(home.ok_or(Problem::NoHome)?.join(rest))
        }
        _ => Ok(PathBuf::from(path)),
    }
}

/// A file's length and time of change, to see later whether it is still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) length: u64,
    changed: Option<SystemTime>,
}

impl Stamp {
    /// Of a plain file; none of a pipe or a device, nor of files that the system makes up and says
    /// are empty.
    pub(super) fn of(file: &File) -> Option<Self> {
        let about = file.metadata().ok().filter(|about| about.is_file() && about.len() > 0)?;
        Some(Self { length: about.len(), changed: about.modified().ok() })
    }
}
