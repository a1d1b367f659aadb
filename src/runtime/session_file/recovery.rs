//! What is kept of a session against a crash. Each process has a file of its own, beside one that
//! it holds locked for as long as it lives: the system lets go of that however the process ends.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::atomic_file;

/// The file of one process.
#[derive(Debug)]
pub(in crate::runtime) struct RecoveryFile {
    /// Locked.
    _lock: File,
    lock_path: PathBuf,
    path: PathBuf,
}

impl RecoveryFile {
    /// Returns the folder of these files for the user who runs the program; none if the system has
    /// none.
    pub(in crate::runtime) fn folder() -> Option<PathBuf> {
        super::state_folder().map(|folder| folder.join("recovery"))
    }

    /// Returns a file of this process, in which nothing is kept yet.
    ///
    /// # Errors
    /// Returns an error if it cannot be made.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("{}-{}", since.as_millis(), std::process::id());
        let lock_path = folder.join(&name).with_extension("lock");
        let lock = File::options().write(true).create_new(true).open(&lock_path)?;
        lock.try_lock()?;
        let path = folder.join(name).with_extension("emstep");
        Ok(Self { _lock: lock, lock_path, path })
    }

    /// Returns the newest file of a process that has ended, if there is one. As long as it is held,
    /// no other process is given it.
    pub(in crate::runtime) fn left_over(folder: &Path) -> Option<Self> {
        let entries = fs::read_dir(folder).ok()?;
        let mut locks: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "lock"))
            .collect();
        // Their names begin with the time.
        locks.sort();
        locks.into_iter().rev().find_map(|lock_path| Self::of_dead(&lock_path))
    }

    fn of_dead(lock_path: &Path) -> Option<Self> {
        let lock = File::options().write(true).open(lock_path).ok()?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
        }
        let path = lock_path.with_extension("emstep");
        if !path.exists() {
            // Its process had nothing to keep; to remove it may fail, which changes nothing.
            let _ = fs::remove_file(lock_path);
            return None;
        }
        Some(Self { _lock: lock, lock_path: lock_path.to_owned(), path })
    }

    /// Returns where the session is kept.
    pub(in crate::runtime) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the text of a session.
    pub(super) fn keep(&self, text: &[u8]) -> io::Result<()> {
        let content = |file: &mut File| file.write_all(text);
        match fs::metadata(&self.path) {
            Ok(old) => atomic_file::replace(&self.path, &old, content)?,
            Err(_) => atomic_file::create(&self.path, 0o600, content)?,
        };
        Ok(())
    }

    /// Removes what is kept: the session came to a clean end.
    pub(in crate::runtime) fn remove(self) {
        // What cannot be removed is offered at the next start, which loses nothing.
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_file(&self.lock_path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_process_holds_is_left_over() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("recovery");
        assert!(RecoveryFile::left_over(&folder).is_none());
        let own = RecoveryFile::new(&folder).unwrap();
        own.keep(b"session").unwrap();
        own.keep(b"newer").unwrap();
        assert!(RecoveryFile::left_over(&folder).is_none(), "it is held");
        let path = own.path().to_owned();
        // As when a process ends without a word.
        drop(own);
        let left = RecoveryFile::left_over(&folder).unwrap();
        assert_eq!((left.path(), fs::read(&path).unwrap()), (path.as_path(), b"newer".to_vec()));
        assert!(RecoveryFile::left_over(&folder).is_none(), "it is being offered already");
        left.remove();
        assert!(RecoveryFile::left_over(&folder).is_none());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn a_process_that_kept_nothing_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(RecoveryFile::new(folder.path()).unwrap());
        assert!(RecoveryFile::left_over(folder.path()).is_none());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
