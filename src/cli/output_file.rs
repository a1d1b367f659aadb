//! A file that a command writes at its end: whole, or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::runtime::atomic_file::{self, folder};
use crate::text::sanitise::clean;

/// Why the file is not written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", clean(&path.display().to_string()))]
pub(super) struct OutputFileError {
    path: PathBuf,
    problem: OutputProblem,
}

#[derive(Debug, thiserror::Error)]
enum OutputProblem {
    #[error("a folder, not a file; name a file in it")]
    Folder,
    #[error("there is no folder {}; make it first", clean(&.0.display().to_string()))]
    NoFolder(PathBuf),
    #[error("no file can be made there: {0}")]
    NotMade(io::Error),
    #[error("cannot be written: {0}")]
    NotWritten(io::Error),
    #[error("is read, and would be replaced by what is made of it; give -o another name")]
    Read,
}

/// Returns whether two paths lead to one file, which need not be there yet.
pub(super) fn is_one_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| {
        path.canonicalize().ok().or_else(|| {
            let folder = folder(path).canonicalize().ok()?;
            Some(folder.join(path.file_name()?))
        })
    };
    a == b || whole(a).is_some_and(|a| whole(b) == Some(a))
}

/// A file that will be written. Anything that is there is replaced then.
#[derive(Debug)]
pub(super) struct OutputFile {
    path: PathBuf,
}

impl OutputFile {
    /// Returns the file at a path, if a file can be made there: so that a long run does not end in
    /// vain.
    ///
    /// # Errors
    /// Returns an error if none can be made.
    pub(super) fn new(path: &Path) -> Result<Self, OutputFileError> {
        let path = path.to_owned();
        let problem = match fs::metadata(&path) {
            Ok(there) if there.is_dir() => Some(OutputProblem::Folder),
            Ok(there) if !there.is_file() => None,
            _ if !folder(&path).is_dir() => Some(OutputProblem::NoFolder(folder(&path).to_owned())),
            _ => tempfile::tempfile_in(folder(&path)).err().map(OutputProblem::NotMade),
        };
        match problem {
            Some(problem) => Err(OutputFileError { path, problem }),
            None => Ok(Self { path }),
        }
    }

    /// Returns the same for a command that reads these files.
    ///
    /// # Errors
    /// Returns an error also if it is one of them.
    pub(super) fn beside<'a>(
        path: &Path,
        mut read: impl Iterator<Item = &'a PathBuf>,
    ) -> Result<Self, OutputFileError> {
        if read.any(|read| is_one_file(read, path)) {
            return Err(OutputFileError { path: path.to_owned(), problem: OutputProblem::Read });
        }
        Self::new(path)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Returns an error if it cannot be written; what was there is then as it was.
    pub(super) fn write(
        self,
        write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
    ) -> Result<(), OutputFileError> {
        let path = self.path;
        let buffered = |file: &mut File| {
            let mut file = BufWriter::with_capacity(1 << 16, file);
            write(&mut file)?;
            file.flush()
        };
        let written = match fs::metadata(&path) {
            // A device or a pipe.
            Ok(old) if !old.is_file() => {
                File::options().write(true).open(&path).and_then(|mut file| buffered(&mut file))
            }
            Ok(old) => atomic_file::replace(&path, &old, buffered).map(|_| ()),
            Err(_) => atomic_file::create(&path, 0o666, buffered).map(|_| ()),
        };
        written.map_err(|error| OutputFileError { path, problem: OutputProblem::NotWritten(error) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_over_another_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sums.csv");
        for text in ["first", "second"] {
            let file = OutputFile::new(&path).unwrap();
            file.write(|file| file.write_all(text.as_bytes())).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let file = OutputFile::new(&path).unwrap();
        let failed = file.write(|_| Err(io::ErrorKind::StorageFull.into())).unwrap_err();
        assert!(failed.to_string().contains("sums.csv: cannot be written: "), "{failed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_made_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let says = |path: &Path| OutputFile::new(path).unwrap_err().to_string();
        assert!(says(folder.path()).ends_with(": a folder, not a file; name a file in it"));
        let missing = folder.path().join("no/sums.csv");
        assert!(says(&missing).contains("/no/sums.csv: there is no folder "), "{}", says(&missing));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
