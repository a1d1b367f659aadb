//! The files that a session's data and lessons are in: known by their SHA-256.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::app::rebuild::{SavedFile, SessionFiles};
use crate::data::FileStamp;

/// So much of a file is hashed at a time.
const BLOCK: usize = 1 << 20;

/// The way to the files of a session.
#[derive(Debug, Default)]
pub(crate) struct FilesAt {
    /// The folder that the session's file is in: data that were moved with it are found there.
    folder: Option<PathBuf>,
    /// What was hashed already.
    known: Mutex<Vec<(PathBuf, FileStamp, String)>>,
}

impl FilesAt {
    /// Returns the way to the files of a session whose own file is at a path.
    pub(crate) fn beside(session: &Path) -> Self {
        let folder = session.parent().map(Path::to_owned);
        Self { folder, known: Mutex::default() }
    }

    /// Returns the length and the SHA-256 of a file that no one writes to meanwhile.
    fn hash(&self, path: &Path) -> Result<(u64, String), String> {
        let failed = |error: &io::Error| format!("{}: cannot be read: {error}", path.display());
        let stamp = FileStamp::of(path);
        let Some(stamp) = stamp else {
            let error =
                fs::metadata(path).err().unwrap_or_else(|| io::ErrorKind::InvalidInput.into());
            return Err(failed(&error));
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |(of, at, _): &&(PathBuf, FileStamp, String)| of == path && *at == stamp;
        if let Some((_, _, sha256)) = known.iter().find(is_it) {
            return Ok((stamp.length, sha256.clone()));
        }
        let sha256 = sha256(path).map_err(|error| failed(&error))?;
        if FileStamp::of(path) != Some(stamp) {
            return Err(format!("{}: changes while it is read", path.display()));
        }
        known.push((path.to_owned(), stamp, sha256.clone()));
        Ok((stamp.length, sha256))
    }
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => hasher.update(&block[..read]),
        }
    }
    let mut digits = String::new();
    for byte in hasher.finalize() {
        write!(digits, "{byte:02x}").map_err(io::Error::other)?;
    }
    Ok(digits)
}

impl SessionFiles for FilesAt {
    fn describe(&self, path: &Path, stamp: Option<FileStamp>) -> Result<SavedFile, String> {
        let absolute =
            std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))?;
        if stamp.is_some() && FileStamp::of(&absolute) != stamp {
            return Err(format!("{}: changed since it was read; d reads it again", path.display()));
        }
        let (bytes, sha256) = self.hash(&absolute)?;
        let path = absolute.into_os_string().into_string();
        let path = path.map_err(|path| format!("{}: its name is not Unicode", path.display()))?;
        Ok(SavedFile { path, bytes, sha256 })
    }

    fn find(&self, file: &SavedFile) -> Result<PathBuf, String> {
        let saved = Path::new(&file.path);
        let moved = self.folder.as_ref().zip(saved.file_name());
        let moved = moved.map(|(folder, name)| folder.join(name));
        let there: Vec<PathBuf> = [Some(saved.to_owned()), moved]
            .into_iter()
            .flatten()
            .filter(|path| path.exists())
            .collect();
        if there.is_empty() {
            return Err(format!(
                "{}: no such file; the session needs it there, or in its own folder",
                file.path
            ));
        }
        for path in there {
            let (bytes, sha256) = self.hash(&path)?;
            if (bytes, &sha256) == (file.bytes, &file.sha256) {
                return Ok(path);
            }
        }
        Err(format!(
            "{}: changed since the session was saved (its SHA-256 is another); the session needs \
             the file as it was",
            file.path
        ))
    }

    fn read(&self, file: &SavedFile) -> Result<Vec<u8>, String> {
        let saved = Path::new(&file.path);
        let moved = self.folder.as_ref().zip(saved.file_name());
        let moved = moved.map(|(folder, name)| folder.join(name)).filter(|_| !saved.exists());
        fs::read(moved.as_deref().unwrap_or(saved))
            .map_err(|error| format!("{}: cannot be read: {error}", file.path))
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
    fn a_file_that_changed_since_it_was_read_is_not_described() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        fs::write(&path, "1\n").unwrap();
        let stamp = FileStamp::of(&path);
        fs::write(&path, "1\n2\n").unwrap();
        let error = FilesAt::default().describe(&path, stamp).unwrap_err();
        assert!(error.contains("changed since it was read"), "{error}");
    }
}
