//! A file that is written when all is there: whole, or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::atomic_file::{self, folder};
use crate::text::sanitise::clean;

/// Why the file is not written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", clean(&path.display().to_string()))]
pub struct OutputFileError {
    path: PathBuf,
    problem: OutputProblem,
}

#[derive(Debug, thiserror::Error)]
enum OutputProblem {
    #[error("a folder, not a file; name a file in it")]
    Folder,
    #[error("there is no folder {}; make it first", clean(&.0.display().to_string()))]
    NoFolder(PathBuf),
    #[error("no file can be made there: {}", why(.0))]
    NotMade(io::Error),
    #[error("exists already; --force replaces it")]
    Exists,
    #[error("is named twice; give each file a name of its own")]
    Twice,
    #[error("cannot be written: {}", why(.0))]
    NotWritten(io::Error),
    #[error("not a plain file; name another one")]
    NotPlain,
    #[error("is read, and would be replaced by what is made of it; give another name")]
    Read,
}

impl OutputFileError {
    /// Returns whether a file is there that must not be replaced.
    pub(crate) fn is_of_existing(&self) -> bool {
        matches!(self.problem, OutputProblem::Exists)
    }
}

/// Returns why a file cannot be written and what to do.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "permission denied; choose another folder"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; make room, or choose another folder"
        }
        _ => return error.to_string(),
    }
    .to_owned()
}

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced.
    Replaced,
    /// It stays, and that is an error.
    Refused,
}

/// Returns whether two paths lead to one file, which need not be there yet.
pub(crate) fn is_one_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| {
        path.canonicalize().ok().or_else(|| {
            let folder = folder(path).canonicalize().ok()?;
            Some(folder.join(path.file_name()?))
        })
    };
    a == b || whole(a).is_some_and(|a| whole(b) == Some(a))
}

/// A file that will be written.
#[derive(Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
    existing: Existing,
}

impl OutputFile {
    /// Returns the file at a path, if a file can be made there: so that a long run does not end in
    /// vain.
    ///
    /// # Errors
    /// Returns an error if none can be made.
    pub(crate) fn new(path: &Path, existing: Existing) -> Result<Self, OutputFileError> {
        let path = path.to_owned();
        let problem = match fs::metadata(&path) {
            Ok(there) if there.is_dir() => Some(OutputProblem::Folder),
            // A device or a pipe.
            Ok(there) if !there.is_file() => None,
            Ok(_) if existing == Existing::Refused => Some(OutputProblem::Exists),
            _ if !folder(&path).is_dir() => Some(OutputProblem::NoFolder(folder(&path).to_owned())),
            _ => tempfile::tempfile_in(folder(&path)).err().map(OutputProblem::NotMade),
        };
        match problem {
            Some(problem) => Err(OutputFileError { path, problem }),
            None => Ok(Self { path, existing }),
        }
    }

    /// Returns the same for a command that reads these files.
    ///
    /// # Errors
    /// Returns an error also if it is one of them.
    pub(crate) fn beside<'a>(
        path: &Path,
        existing: Existing,
        mut read: impl Iterator<Item = &'a PathBuf>,
    ) -> Result<Self, OutputFileError> {
        if read.any(|read| is_one_file(read, path)) {
            return Err(OutputFileError { path: path.to_owned(), problem: OutputProblem::Read });
        }
        Self::new(path, existing)
    }

    /// Returns the same file, unless it is a device or a pipe.
    ///
    /// # Errors
    /// Returns an error if it is one.
    pub(crate) fn in_plain_file(self) -> Result<Self, OutputFileError> {
        match fs::metadata(&self.path) {
            Ok(there) if !there.is_file() => {
                Err(OutputFileError { path: self.path, problem: OutputProblem::NotPlain })
            }
            _ => Ok(self),
        }
    }

    /// Returns an error if one of the files is named twice.
    pub(crate) fn check_all<'a>(
        files: impl IntoIterator<Item = &'a Self>,
    ) -> Result<(), OutputFileError> {
        let mut seen: Vec<&Self> = Vec::new();
        for file in files {
            if seen.iter().any(|other| is_one_file(&other.path, &file.path)) {
                let path = file.path.clone();
                return Err(OutputFileError { path, problem: OutputProblem::Twice });
            }
            seen.push(file);
        }
        Ok(())
    }

    /// Returns what a person calls it.
    pub(crate) fn name(&self) -> String {
        clean(&self.path.display().to_string())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Returns an error if it cannot be written; what was there is then as it was.
    pub(crate) fn write(
        self,
        write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
    ) -> Result<(), OutputFileError> {
        let Self { path, existing } = self;
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
            Ok(old) if existing == Existing::Replaced => {
                // What a link leads to is replaced, not the link.
                fs::canonicalize(&path)
                    .and_then(|target| atomic_file::replace(&target, &old, buffered))
                    .map(|_| ())
            }
            _ => atomic_file::create(&path, 0o666, buffered).map(|_| ()),
        };
        written.map_err(|error| {
            let is_there = error.kind() == io::ErrorKind::AlreadyExists;
            let problem =
                if is_there { OutputProblem::Exists } else { OutputProblem::NotWritten(error) };
            OutputFileError { path, problem }
        })
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
            let file = OutputFile::new(&path, Existing::Replaced).unwrap();
            file.write(|file| file.write_all(text.as_bytes())).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let file = OutputFile::new(&path, Existing::Replaced).unwrap();
        let failed = file.write(|_| Err(io::ErrorKind::StorageFull.into())).unwrap_err();
        let says = "sums.csv: cannot be written: the disk is full; make room, or choose another";
        assert!(failed.to_string().contains(says), "{failed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_is_kept_where_it_would_be_refused_also_if_it_appears_later() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sums.csv");
        let file = OutputFile::new(&path, Existing::Refused).unwrap();
        fs::write(&path, "mine").unwrap();
        let says = |error: OutputFileError| {
            assert!(error.to_string().ends_with("sums.csv: exists already; --force replaces it"));
        };
        says(file.write(|file| file.write_all(b"new")).unwrap_err());
        says(OutputFile::new(&path, Existing::Refused).unwrap_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let [path, link] = ["sums.csv", "link.csv"].map(|name| folder.path().join(name));
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let file = OutputFile::new(&link, Existing::Replaced).unwrap();
        file.write(|file| file.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_file_that_is_named_twice_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file =
            |name: &str| OutputFile::new(&folder.path().join(name), Existing::Refused).unwrap();
        OutputFile::check_all(&[file("a.csv"), file("b.csv")]).unwrap();
        let twice = OutputFile::check_all(&[file("a.csv"), file("./a.csv")]).unwrap_err();
        assert!(
            twice.to_string().ends_with("a.csv: is named twice; give each file a name of its own")
        );
    }

    #[test]
    fn a_file_that_cannot_be_made_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let says = |path: &Path| OutputFile::new(path, Existing::Replaced).unwrap_err().to_string();
        assert!(says(folder.path()).ends_with(": a folder, not a file; name a file in it"));
        let missing = folder.path().join("no/sums.csv");
        assert!(says(&missing).contains("/no/sums.csv: there is no folder "), "{}", says(&missing));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
