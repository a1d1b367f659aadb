//! The files of sessions: read and written here, by a thread of their own.

mod files;
mod keeping;
mod pace;
mod recovery;
mod saver;
mod text;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::atomic_file;
use crate::app::opening::OpenedSession;
use crate::app::{SaveError, SavedSession, Shared};
use crate::data;
pub(crate) use files::FilesAt;
pub(super) use keeping::Keeping;
use pace::Pace;
use recovery::RecoveryFile;
use saver::Saver;
pub(super) use saver::SaverEvent;

/// The longest file that is taken for a session's.
const LONGEST: u64 = 1 << 30;

/// Reads the session in a file.
///
/// # Errors
/// Returns an error, which names the file, if it cannot be read or has no session.
pub(crate) fn open(path: &Path) -> Result<OpenedSession, String> {
    let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let bytes = read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            failed(&"no such file; check its path")
        }
        io::ErrorKind::IsADirectory => failed(&"a folder, not a session"),
        io::ErrorKind::PermissionDenied => failed(&"permission denied"),
        _ => failed(&format_args!("cannot be read: {error}")),
    })?;
    let session = SavedSession::from_text(&bytes).map_err(|error| match error.line {
        // As compilers and editors name a place.
        Some(line) => format!("{}, line {line}: {}", path.display(), error.problem),
        None => failed(&error.problem),
    })?;
    Ok(OpenedSession { session, path: path.to_owned(), is_own: true })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("longer than any session"));
    }
    Ok(bytes)
}

/// Saves a session to a file; the place of a file that is there is only taken if `replaces` says
/// so.
///
/// # Errors
/// Returns an error if another file is there, the session cannot be saved, or the file cannot be
/// written; an older file is then as it was.
pub(crate) fn save(
    path: &Path,
    replaces: bool,
    shared: &Shared,
    files: &FilesAt,
) -> Result<(), SaveError> {
    let session = SavedSession::of(shared, files).map_err(SaveError::Failed)?;
    let text = text::of(&session).map_err(|error| SaveError::Failed(error.to_string()))?;
    write(path, replaces, &text)
}

/// Writes the text of a session to a file, whole or not at all; the place of a file that is there
/// is only taken if `replaces` says so.
fn write(path: &Path, replaces: bool, text: &[u8]) -> Result<(), SaveError> {
    let failed = |why: String| SaveError::Failed(format!("{}: {why}", path.display()));
    let target = data::at_home(path).map_err(|problem| failed(problem.to_string()))?;
    let content = |file: &mut File| file.write_all(text);
    let saved = match fs::metadata(&target) {
        Ok(old) if old.is_dir() => return Err(failed("a folder; name a file in it".to_owned())),
        Ok(_) if !replaces => return Err(SaveError::Exists(path.to_owned())),
        Ok(old) if !old.is_file() => {
            return Err(failed("not a plain file; name another one".to_owned()));
        }
        // A link stays, and leads to the new file.
        Ok(old) => fs::canonicalize(&target)
            .and_then(|target| atomic_file::replace(&target, &old, content)),
        Err(_) => atomic_file::create(&target, 0o666, content),
    };
    match saved {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(SaveError::Exists(path.to_owned()))
        }
        Err(error) => Err(failed(why(&target, &error))),
    }
}

/// Returns why a file could not be written, without the name that it had while it was made.
fn why(target: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound if !atomic_file::folder(target).is_dir() => {
            format!("not saved: there is no folder {}", atomic_file::folder(target).display())
        }
        io::ErrorKind::PermissionDenied => {
            "not saved: you may not write there; name another folder".to_owned()
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "not saved: the disk is full; name another folder".to_owned()
        }
        io::ErrorKind::FileTooLarge => {
            "not saved: longer than a file may be here (ulimit -f)".to_owned()
        }
        kind => {
            let has_name = error.get_ref().is_some() && kind != io::ErrorKind::Other;
            let bare = io::Error::from(kind);
            format!("not saved: {}", if has_name { &bare } else { error })
        }
    }
}

/// Returns the folder for what is kept from one start to the next; none if the system has none.
fn state_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;

    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("emstep"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_never_written_over_without_asking() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emstep");
        write(&path, false, b"first").unwrap();
        assert_eq!(write(&path, false, b"second"), Err(SaveError::Exists(path.clone())));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write(&path, true, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        let failed = write(folder.path(), true, b"").unwrap_err().to_string();
        assert!(failed.ends_with(": a folder; name a file in it"), "{failed}");
        let missing = folder.path().join("no/such/a.emstep");
        let failed = write(&missing, false, b"").unwrap_err().to_string();
        assert!(failed.contains("not saved: there is no folder"), "{failed}");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let says = |path: &Path| open(path).unwrap_err();
        assert!(
            says(&folder.path().join("none.emstep")).ends_with(": no such file; check its path")
        );
        assert!(says(folder.path()).ends_with(": a folder, not a session"));
        let path = folder.path().join("bad.emstep");
        for (text, wanted) in [
            ("", ", line 1: the file ends in the middle of the session: it was cut off"),
            ("{\n\"format\": 1,\n", ", line 3: the file ends in the middle"),
            ("x,y\n1,2\n", ", line 1: not a session of emstep: expected value"),
            ("{}", ": not a session of emstep: it has no format"),
            ("{\"format\": 1}", ", line 1: damaged: missing field"),
            ("{\"format\": 7, \"program\": \"9.1\"}", ": written by emstep 9.1 in format 7, and"),
        ] {
            fs::write(&path, text).unwrap();
            let said = says(&path);
            assert!(said.contains(wanted) && !said.contains('\n'), "{text}: {said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_the_old_file_as_it_was() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let path = Path::new("/tmp/a.emstep");
        assert_eq!(why(path, &full), "not saved: the disk is full; name another folder");
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert!(why(path, &denied).contains("you may not write there"));
    }
}
