//! A file for what a command makes: it is there whole, or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::atomic_file::{Draft, PROTECTED, Saved, Target, is_protected, why};
use crate::app::SaveError;
use crate::data;
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
    #[error("the folder {} does not exist; create it first", clean(&.0.display().to_string()))]
    NoFolder(PathBuf),
    #[error("it cannot be created: {}", why(.0))]
    NotMade(io::Error),
    #[error("exists already; --force replaces it")]
    Exists,
    #[error("{PROTECTED}, or give another name")]
    Protected,
    #[error("is named twice; give each file a name of its own")]
    Twice,
    #[error("cannot be written: {}", why(.0))]
    NotWritten(io::Error),
    #[error("not a plain file; name another one")]
    NotPlain,
    #[error("is one of the inputs, which are never replaced; give another name")]
    Read,
}

impl OutputFileError {
    /// Returns what a person of the stepper is told of the file that was asked for.
    pub(super) fn of_file_asked_for(&self, path: &Path) -> SaveError {
        match self.problem {
            OutputProblem::Exists => SaveError::Exists(path.to_owned()),
            _ => SaveError::Failed(self.to_string()),
        }
    }
}

/// What becomes of a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced.
    Replaced,
    /// It stays, and that is an error.
    Refused,
}

impl Existing {
    /// Returns what `--force` says: a file stays without it.
    pub(crate) fn by_force(force: bool) -> Self {
        if force { Self::Replaced } else { Self::Refused }
    }
}

/// Returns whether two paths lead to one file, which need not be there yet.
pub(crate) fn is_one_file(a: &Path, b: &Path) -> bool {
    let whole = |path: &Path| {
        let target = Target::of(path).ok()?;
        let folder = target.folder().canonicalize().ok()?;
        Some(folder.join(target.path().file_name()?))
    };
    a == b || whole(a).is_some_and(|a| whole(b) == Some(a))
}

fn check_not_read<'a>(
    path: &Path,
    read: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<(), OutputFileError> {
    if read.into_iter().any(|read| is_one_file(read, path)) {
        return Err(OutputFileError { path: path.to_owned(), problem: OutputProblem::Read });
    }
    Ok(())
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
        let problem = match Target::of(&path) {
            Err(error) => Some(OutputProblem::NotMade(error)),
            Ok(target) => match target.old() {
                Some(there) if there.is_dir() => Some(OutputProblem::Folder),
                // A device or a pipe.
                Some(there) if !there.is_file() => None,
                Some(_) if existing == Existing::Refused => Some(OutputProblem::Exists),
                Some(there) if is_protected(there) => Some(OutputProblem::Protected),
                _ if !target.folder().is_dir() => {
                    Some(OutputProblem::NoFolder(target.folder().to_owned()))
                }
                _ => tempfile::tempfile_in(target.folder()).err().map(OutputProblem::NotMade),
            },
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
        read: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Self, OutputFileError> {
        check_not_read(path, read)?;
        Self::new(path, existing)
    }

    /// Returns an error if it is one of these files, of which the command learned later.
    pub(crate) fn check_not_read<'a>(
        &self,
        read: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<(), OutputFileError> {
        check_not_read(&self.path, read)
    }

    /// Returns the plain file that a person of the stepper names, with the home folder for `~`; it
    /// is none of those that were read.
    ///
    /// # Errors
    /// Returns an error if none can be made there, or one is there and is not to be replaced.
    pub(super) fn asked_for(
        path: &Path,
        replaces: bool,
        read: &[PathBuf],
    ) -> Result<Self, SaveError> {
        let at = data::at_home(path).map_err(|problem| {
            SaveError::Failed(format!("{}: {problem}", clean(&path.display().to_string())))
        })?;
        let existing = if replaces { Existing::Replaced } else { Existing::Refused };
        let file = Self::beside(&at, existing, read).and_then(Self::in_plain_file);
        file.map_err(|error| error.of_file_asked_for(path))
    }

    /// Returns the same file, unless it is a device or a pipe.
    ///
    /// # Errors
    /// Returns an error if it is one.
    pub(crate) fn in_plain_file(self) -> Result<Self, OutputFileError> {
        match self.path.metadata() {
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
        write: impl FnOnce(&mut OutputDraft) -> io::Result<()>,
    ) -> Result<Written, OutputFileError> {
        let mut draft = self.draft();
        match write(&mut draft) {
            Ok(()) => draft.finish(),
            Err(error) => Err(draft.not_written(error)),
        }
    }

    /// Returns what is written to while it is made. There is nothing of it before the first byte,
    /// and unless it is finished, what was there is as it was: only a device or a pipe has each
    /// byte at once.
    pub(crate) fn draft(self) -> OutputDraft {
        OutputDraft { file: self, to: None }
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct OutputDraft {
    file: OutputFile,
    /// None before the first byte.
    to: Option<BufWriter<Sink>>,
}

/// Where bytes go.
#[derive(Debug)]
enum Sink {
    Draft(Box<Draft>),
    /// A device or a pipe.
    Device(File),
}

impl OutputDraft {
    fn sink(&mut self) -> io::Result<&mut BufWriter<Sink>> {
        let sink = match self.to.take() {
            Some(sink) => sink,
            None => BufWriter::with_capacity(1 << 16, self.file.open()?),
        };
        Ok(self.to.insert(sink))
    }

    /// Puts the file where it belongs.
    ///
    /// # Errors
    /// Returns an error if it cannot be written; what was there is then as it was.
    pub(crate) fn finish(mut self) -> Result<Written, OutputFileError> {
        let finished = self.sink().and_then(Write::flush).and_then(|()| {
            match self.to.take().map(BufWriter::into_inner).transpose()? {
                Some(Sink::Draft(draft)) => draft.finish(),
                Some(Sink::Device(_)) | None => Ok(Saved::Durably),
            }
        });
        let name = self.file.name();
        finished.map(|saved| Written { name, saved }).map_err(|error| self.not_written(error))
    }

    /// Returns an error with the name of the file, which one of its own has already.
    fn not_written(&self, error: io::Error) -> OutputFileError {
        error.downcast().unwrap_or_else(|error: io::Error| {
            let is_there = error.kind() == io::ErrorKind::AlreadyExists;
            let problem =
                if is_there { OutputProblem::Exists } else { OutputProblem::NotWritten(error) };
            OutputFileError { path: self.file.path.clone(), problem }
        })
    }

    fn told(&self, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), self.not_written(error))
    }
}

impl OutputFile {
    fn open(&self) -> io::Result<Sink> {
        let target = Target::of(&self.path)?;
        match target.old() {
            Some(old) if !old.is_file() => {
                File::options().write(true).open(&self.path).map(Sink::Device)
            }
            // One that appeared meanwhile.
            Some(_) if self.existing == Existing::Refused => {
                Err(io::ErrorKind::AlreadyExists.into())
            }
            _ => target.draft(0o666).map(|draft| Sink::Draft(Box::new(draft))),
        }
    }
}

impl Write for OutputDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink().and_then(|sink| sink.write(bytes)).map_err(|error| self.told(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Some(sink) => sink.flush().map_err(|error| self.told(error)),
            None => Ok(()),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Draft(draft) => draft.write(bytes),
            Self::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Draft(draft) => draft.flush(),
            Self::Device(file) => file.flush(),
        }
    }
}

/// A file that was written.
#[must_use = "that it may not outlast a crash has to be said"]
#[derive(Debug)]
pub(crate) struct Written {
    name: String,
    saved: Saved,
}

impl Written {
    /// Returns why the file may not outlast a crash of the system; none if it does.
    pub(crate) fn warning(&self) -> Option<String> {
        self.saved.warning()
    }

    /// Says so, with the name of the file.
    pub(crate) fn tell(&self, say: &mut dyn FnMut(&str)) {
        if let Some(warning) = self.warning() {
            say(&format!("{}: written, but {warning}", self.name));
        }
    }
}

#[cfg(test)]
mod tests;
