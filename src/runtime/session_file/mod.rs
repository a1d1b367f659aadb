//! The files of sessions: read and written here, by a thread of their own.

mod files;
mod left;
mod own_file;
mod recovery;
mod recovery_writer;
mod saver;
mod schedule;
mod store;
mod text;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::atomic_file;
use super::output_file::{OutputDraft, OutputFile};
use crate::app::form::prompt::EXTENSION;
use crate::app::opening::OpenedSession;
use crate::app::rebuild::SessionFiles;
use crate::app::saved::SessionError;
use crate::app::{SaveError, SaveReport, SaveRequest, SavedSession, Shared};
use crate::data::unreadable;
use crate::text::sanitise::clean;
pub(crate) use files::FilesAt;
pub(super) use own_file::OwnFile;
use recovery::RecoveryFile;
use recovery_writer::RecoveryWriter;
use saver::Saver;
pub(crate) use saver::SaverEvent;
use schedule::Schedule;
pub(crate) use store::SessionStore;

/// The longest file that is taken for a session's.
const LONGEST: u64 = 1 << 30;

/// Returns whether a file is a session's: by its name, or, whatever it is called, by how it begins.
pub(crate) fn is_one(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
        || begins_as_one(path).unwrap_or(false)
}

fn begins_as_one(path: &Path) -> io::Result<bool> {
    const HEAD: u64 = 128;
    // What is read of a pipe is gone.
    if !fs::metadata(path)?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let head: String = String::from_utf8_lossy(&head).split_whitespace().collect();
    let head = head.trim_start_matches('\u{FEFF}');
    Ok(head.starts_with("{\"format\":") && head.contains("\"program\":"))
}

/// Reads the session in a file.
///
/// # Errors
/// Returns an error, which names the file, if it cannot be read or has no session.
pub(crate) fn open(path: &Path) -> Result<OpenedSession, String> {
    let session = read_session(path).map_err(|error| located(path, &error))?;
    Ok(OpenedSession { session, path: path.to_owned(), is_own: true })
}

fn read_session(path: &Path) -> Result<SavedSession, SessionError> {
    let bytes = read(path)
        .map_err(|error| SessionError { line: None, problem: unreadable::why(&error) })?;
    SavedSession::from_text(&bytes)
}

/// Returns what is wrong with a file that has no session, with its name and the line.
fn located(path: &Path, error: &SessionError) -> String {
    let (file, problem) = (clean(&path.display().to_string()), &error.problem);
    match error.line {
        Some(line) => format!("{file}, line {line}: {problem}"),
        None => format!("{file}: {problem}"),
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for someone who writes to it.
    let about = fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !about.is_file() {
        return Err(io::Error::other("it is not a plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("longer than any session"));
    }
    Ok(bytes)
}

/// Saves a session as it is asked for.
///
/// # Errors
/// Returns an error if another file is there, the session cannot be saved, or the file cannot be
/// written; an older file is then as it was.
pub(crate) fn save(
    request: &SaveRequest,
    shared: &Shared,
    files: &dyn SessionFiles,
) -> Result<SaveReport, SaveError> {
    let session = SavedSession::of(shared, files).map_err(SaveError::Failed)?;
    let text = text::of(&session).map_err(|error| SaveError::Failed(error.to_string()))?;
    let SaveRequest { path, replaces, read, .. } = request;
    write_with((path, *replaces), read, |file| file.write_all(&text))
}

/// Writes a session to a file, whole or not at all; the place of a file that is there is only taken
/// if `replaces` says so, and that of one that was `read` never.
fn write_with(
    (path, replaces): (&Path, bool),
    read: &[PathBuf],
    content: impl FnOnce(&mut OutputDraft) -> io::Result<()>,
) -> Result<SaveReport, SaveError> {
    let file = OutputFile::asked_for(path, replaces, read)?;
    let written = file.write(content).map_err(|error| error.of_file_asked_for(path))?;
    Ok(SaveReport { not_synced: written.warning() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, replaces: bool, text: &[u8]) -> Result<SaveReport, SaveError> {
        write_with((path, replaces), &[], |file| file.write_all(text))
    }

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
        assert!(failed.ends_with(": a folder, not a file; name a file in it"), "{failed}");
        let missing = folder.path().join("no/such/a.emstep");
        let failed = write(&missing, false, b"").unwrap_err().to_string();
        assert!(failed.contains("does not exist; create it first"), "{failed}");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let says = |path: &Path| open(path).unwrap_err();
        assert!(
            says(&folder.path().join("none.emstep")).ends_with(": no such file; check its path")
        );
        assert!(says(folder.path()).ends_with(": a folder, not a file; name a file in it"));
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

    #[test]
    fn a_full_disk_leaves_the_old_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.emstep");
        let fails = |kind: io::ErrorKind| {
            let written = write_with((&path, true), &[], |file| {
                file.write_all(b"half of the new")?;
                Err(kind.into())
            });
            written.unwrap_err().to_string()
        };
        let full = format!(
            "{}: cannot be written: the disk is full; make room, or choose another folder",
            path.display()
        );
        assert_eq!(fails(io::ErrorKind::StorageFull), full);
        assert!(!path.exists());
        write(&path, false, b"old").unwrap();
        assert_eq!(fails(io::ErrorKind::StorageFull), full);
        assert!(fails(io::ErrorKind::PermissionDenied).contains("permission denied"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_a_circle_is_refused() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let [path, link, circle] =
            ["a.emstep", "link.emstep", "circle.emstep"].map(|name| folder.path().join(name));
        symlink("a.emstep", &link).unwrap();
        symlink("circle.emstep", &circle).unwrap();
        for (replaces, text) in [(false, "first"), (true, "second")] {
            write(&link, replaces, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        }
        assert_eq!(write(&link, false, b"third"), Err(SaveError::Exists(link.clone())));
        for replaces in [false, true] {
            let failed = write(&circle, replaces, b"").unwrap_err().to_string();
            let says =
                ": it cannot be created: its symbolic links lead in a circle; choose another name";
            assert!(failed.ends_with(says), "{failed}");
        }
    }

    #[test]
    fn what_a_file_quotes_moves_no_cursor() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a\u{1b}.emstep");
        let escape = "\\u001b]0;x\\u0007\\u202e\\nemstep: error: no";
        for text in [
            format!("{{\"format\": 2, \"program\": \"{escape}\"}}"),
            format!("{{\"format\": 1, \"program\": \"1\", \"data\": \"{escape}\"}}"),
            format!("{{\"format\": 1, \"aside\": {{\"{escape}\": 1}}}}"),
        ] {
            fs::write(&path, &text).unwrap();
            let said = open(&path).unwrap_err();
            assert!(!said.chars().any(crate::text::sanitise::is_hidden), "{said:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_may_have_no_end_is_not_read() {
        let said = open(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(said, "/dev/zero: cannot be read: it is not a plain file");
    }
}
