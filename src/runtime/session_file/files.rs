//! The files that a session's data and lessons are in: known by their SHA-256.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::app::rebuild::{LessonText, SavedFile, SessionFiles};
use crate::data::{FileStamp, unreadable};
use crate::lesson::MOST_BYTES;
use crate::results::data_hash::sha256;
use crate::text::sanitise::written_out;

/// The way to the files of a session.
#[derive(Debug, Default)]
pub(crate) struct FilesAt {
    /// The folder that the session's file is in: data that were moved with it are found there.
    folder: Option<PathBuf>,
    /// What was hashed already.
    known: Mutex<Vec<(PathBuf, FileStamp, String)>>,
}

/// The same for work that can be cancelled: then no more of a file is hashed.
#[derive(Debug)]
pub(super) struct CancellableFiles<'a> {
    pub(super) files: &'a FilesAt,
    pub(super) is_cancelled: &'a AtomicBool,
}

/// What nothing cancels.
static NEVER: AtomicBool = AtomicBool::new(false);

impl FilesAt {
    /// Returns the way to the files of a session whose own file is at a path.
    pub(crate) fn beside(session: &Path) -> Self {
        let folder = session.parent().map(Path::to_owned);
        Self { folder, known: Mutex::default() }
    }

    /// Returns the length and the SHA-256 of a plain file that no one writes to meanwhile.
    fn hash(&self, path: &Path, is_cancelled: &AtomicBool) -> Result<(u64, String), String> {
        let stamp = plain(path)?;
        if let Some(sha256) = self.hashed(path, stamp) {
            return Ok((stamp.length, sha256));
        }
        let goes_on = || !is_cancelled.load(Ordering::Relaxed);
        let hashed = File::open(path).and_then(|mut file| sha256(&mut file, &goes_on));
        let hashed = hashed.map_err(|error| unreadable(path, &error))?;
        let sha256 = hashed.ok_or_else(|| format!("{}: hashing was cancelled", shown(path)))?;
        if FileStamp::of(path) != Some(stamp) {
            return Err(format!("{}: changes while it is read", shown(path)));
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push((path.to_owned(), stamp, sha256.clone()));
        Ok((stamp.length, sha256))
    }

    /// Returns the SHA-256 of a file that was hashed in this state before.
    fn hashed(&self, path: &Path, stamp: FileStamp) -> Option<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(of, at, _): &&(PathBuf, FileStamp, String)| of == path && *at == stamp;
        known.iter().find(is_it).map(|(_, _, sha256)| sha256.clone())
    }

    /// Returns an error if a file is not the one that was saved.
    fn check(&self, path: &Path, file: &SavedFile) -> Result<(), String> {
        // A file of another length is another file: it need not be hashed.
        let is_it = plain(path)?.length == file.bytes
            && self.hash(path, &NEVER)? == (file.bytes, file.sha256.clone());
        is_it.then_some(()).ok_or_else(|| {
            format!(
                "{}: changed since the session was saved (its length or its SHA-256 is another); \
                 the session needs the file as it was",
                written_out(&file.path)
            )
        })
    }

    fn described(
        &self,
        path: &Path,
        stamp: Option<FileStamp>,
        is_cancelled: &AtomicBool,
    ) -> Result<SavedFile, String> {
        let absolute = std::path::absolute(path).map_err(|error| unreadable(path, &error))?;
        if stamp.is_some() && FileStamp::of(&absolute) != stamp {
            return Err(format!("{}: changed since it was read; read it again first", shown(path)));
        }
        let (bytes, sha256) = self.hash(&absolute, is_cancelled)?;
        let path = absolute.into_os_string().into_string();
        let path = path.map_err(|path| {
            format!("{}: its name is not Unicode", written_out(&path.display().to_string()))
        })?;
        Ok(SavedFile { path, bytes, sha256 })
    }

    /// Returns where a file is: at its path, or in the session's own folder.
    fn places(&self, file: &SavedFile) -> Result<Vec<PathBuf>, String> {
        let saved = Path::new(&file.path);
        let moved = self.folder.as_ref().zip(saved.file_name());
        let moved = moved.map(|(folder, name)| folder.join(name));
        let there: Vec<PathBuf> = [Some(saved.to_owned()), moved]
            .into_iter()
            .flatten()
            // Of one that cannot be looked at, it is said why.
            .filter(|path| path.try_exists().unwrap_or_else(|error| !is_absent(&error)))
            .collect();
        if there.is_empty() { Err(gone(file)) } else { Ok(there) }
    }
}

/// Returns the state of a file that is a plain one: a pipe or a device may have no end.
fn plain(path: &Path) -> Result<FileStamp, String> {
    FileStamp::of(path).ok_or_else(|| match fs::metadata(path) {
        Ok(_) => format!("{}: not a plain file", shown(path)),
        Err(error) => unreadable(path, &error),
    })
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("{}: {}", shown(path), unreadable::why(error))
}

/// Returns a path as a person can read it.
fn shown(path: &Path) -> String {
    written_out(&path.display().to_string())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns what is said of a file that is nowhere.
fn gone(file: &SavedFile) -> String {
    format!(
        "{}: no such file; put it there, or beside the session's own file",
        written_out(&file.path)
    )
}

/// The content of a lesson's file, and its SHA-256.
struct HashedLesson {
    bytes: Vec<u8>,
    sha256: String,
}

/// Returns the content of a lesson's file, of which one byte more than there may be is enough.
fn lesson(path: &Path) -> Result<HashedLesson, String> {
    plain(path)?;
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    let hashed = read.and_then(|_| sha256(&mut &bytes[..], &|| true));
    let sha256 = hashed.map_err(|error| unreadable(path, &error))?.unwrap_or_default();
    Ok(HashedLesson { bytes, sha256 })
}

impl SessionFiles for FilesAt {
    fn describe(&self, path: &Path, stamp: Option<FileStamp>) -> Result<SavedFile, String> {
        self.described(path, stamp, &NEVER)
    }

    fn find(&self, file: &SavedFile) -> Result<PathBuf, String> {
        let mut first = None;
        for path in self.places(file)? {
            match self.check(&path, file) {
                Ok(()) => return Ok(path),
                // The other one may be the file.
                Err(why) => first = first.or(Some(why)),
            }
        }
        Err(first.unwrap_or_else(|| gone(file)))
    }

    fn read(&self, file: &SavedFile) -> Result<LessonText, String> {
        let (mut changed, mut first) = (None, None);
        for path in self.places(file)? {
            match lesson(&path) {
                Ok(text) if text.sha256 == file.sha256 => {
                    return Ok(LessonText { bytes: text.bytes, is_as_saved: true });
                }
                Ok(text) => changed = changed.or(Some(text.bytes)),
                Err(why) => first = first.or(Some(why)),
            }
        }
        let changed = changed.map(|bytes| LessonText { bytes, is_as_saved: false });
        changed.ok_or_else(|| first.unwrap_or_else(|| gone(file)))
    }
}

impl SessionFiles for CancellableFiles<'_> {
    fn describe(&self, path: &Path, stamp: Option<FileStamp>) -> Result<SavedFile, String> {
        self.files.described(path, stamp, self.is_cancelled)
    }

    fn find(&self, file: &SavedFile) -> Result<PathBuf, String> {
        self.files.find(file)
    }

    fn read(&self, file: &SavedFile) -> Result<LessonText, String> {
        self.files.read(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = folder.path().join("x.csv");
        fs::write(&path, "abc").unwrap();
        let files = FilesAt::beside(&other.path().join("a.emstep"));
        let saved = files.describe(&path, FileStamp::of(&path)).unwrap();
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((saved.sha256.as_str(), saved.bytes), (abc, 3));
        assert_eq!(files.find(&saved), Ok(path.clone()));
        // The data went with the session.
        let moved = other.path().join("x.csv");
        fs::rename(&path, &moved).unwrap();
        assert_eq!(files.find(&saved), Ok(moved.clone()));
        fs::write(&moved, "abd").unwrap();
        assert!(files.find(&saved).unwrap_err().contains("changed since the session was saved"));
        fs::remove_file(&moved).unwrap();
        assert!(files.find(&saved).unwrap_err().contains("no such file"));
    }

    #[test]
    fn what_cannot_be_read_at_its_path_is_found_beside_the_session() {
        let [folder, other] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let path = folder.path().join("x.csv");
        fs::write(&path, "abc").unwrap();
        let files = FilesAt::beside(&other.path().join("a.emstep"));
        let saved = files.describe(&path, FileStamp::of(&path)).unwrap();
        let beside = other.path().join("x.csv");
        fs::write(&beside, "abc").unwrap();
        let text = LessonText { bytes: b"abc".to_vec(), is_as_saved: true };
        // A folder has its name now, or what was its folder is a file.
        let become_folder = || {
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
        };
        let become_nothing = || {
            fs::remove_dir(&path).unwrap();
            fs::remove_dir(folder.path()).unwrap();
            fs::write(folder.path(), "").unwrap();
        };
        for change in [&become_folder as &dyn Fn(), &become_nothing] {
            change();
            assert_eq!(files.find(&saved), Ok(beside.clone()));
            assert_eq!(files.read(&saved), Ok(text.clone()));
        }
        // If neither is the file, the first is spoken of.
        fs::remove_file(folder.path()).unwrap();
        fs::create_dir_all(&path).unwrap();
        fs::write(&beside, "abd").unwrap();
        let why = format!("{}: not a plain file", path.display());
        assert_eq!(files.find(&saved), Err(why));
        let text = LessonText { bytes: b"abd".to_vec(), is_as_saved: false };
        assert_eq!(files.read(&saved), Ok(text));
    }

    #[test]
    fn a_file_that_changed_since_it_was_read_is_not_described() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        fs::write(&path, "1\n").unwrap();
        let stamp = FileStamp::of(&path);
        fs::write(&path, "1\n2\n").unwrap();
        let error = FilesAt::default().describe(&path, stamp).unwrap_err();
        assert!(error.contains("changed since it was read"), "{error}");
    }
    #[test]
    fn what_may_have_no_end_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let session = folder.path().join("a.emstep");
        let files = FilesAt::beside(&session);
        let mut paths = vec![folder.path().to_owned()];
        if cfg!(unix) {
            paths.push("/dev/zero".into());
        }
        for path in paths {
            let file =
                SavedFile { path: path.display().to_string(), bytes: 0, sha256: String::new() };
            for problem in [files.read(&file).unwrap_err(), files.find(&file).unwrap_err()] {
                assert_eq!(problem, format!("{}: not a plain file", path.display()));
            }
        }
        // A lesson of any length is read as far as a lesson goes.
        let path = folder.path().join("long.toml");
        File::create(&path).unwrap().set_len(64 << 20).unwrap();
        let file = SavedFile { path: path.display().to_string(), bytes: 0, sha256: "0".into() };
        assert_eq!(files.read(&file).unwrap().bytes.len(), MOST_BYTES + 1);
        // And a file of another length than the saved one is not hashed.
        assert!(files.find(&file).unwrap_err().contains("its length"));
        assert!(files.known.lock().unwrap().is_empty());
    }

    #[test]
    fn a_lesson_that_changed_is_told_from_one_that_did_not() {
        let [folder, other] = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let path = folder.path().join("my\u{1b}.toml");
        fs::write(&path, "a").unwrap();
        let files = FilesAt::beside(&other.path().join("a.emstep"));
        let saved = files.describe(&path, None).unwrap();
        let text = |bytes: &[u8], is_as_saved| LessonText { bytes: bytes.to_vec(), is_as_saved };
        assert_eq!(files.read(&saved), Ok(text(b"a", true)));
        fs::write(&path, "b").unwrap();
        assert_eq!(files.read(&saved), Ok(text(b"b", false)));
        // The one beside the session is the one that was saved.
        fs::write(other.path().join("my\u{1b}.toml"), "a").unwrap();
        assert_eq!(files.read(&saved), Ok(text(b"a", true)));
        fs::remove_file(&path).unwrap();
        fs::remove_file(other.path().join("my\u{1b}.toml")).unwrap();
        let gone = files.read(&saved).unwrap_err();
        assert!(gone.contains("my<U+001B>.toml: no such file"), "{gone}");
    }

    #[test]
    fn what_is_cancelled_is_not_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        fs::write(&path, "1\n").unwrap();
        let (files, is_cancelled) = (FilesAt::default(), AtomicBool::new(true));
        let cancellable = CancellableFiles { files: &files, is_cancelled: &is_cancelled };
        let stamp = FileStamp::of(&path);
        assert!(cancellable.describe(&path, stamp).unwrap_err().contains("was cancelled"));
        is_cancelled.store(false, Ordering::Relaxed);
        let saved = cancellable.describe(&path, stamp).unwrap();
        // What is known is known to all who ask.
        is_cancelled.store(true, Ordering::Relaxed);
        assert_eq!(cancellable.describe(&path, stamp).unwrap(), saved);
    }
}
