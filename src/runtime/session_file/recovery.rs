//! What is kept of a session against a crash. Each process has a file of its own, beside one that
//! it holds locked for as long as it lives: the system lets go of that however the process ends.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::atomic_file::{Saved, Target, folder};
use crate::runtime::file_lock::{FileLock, try_lock};
use crate::runtime::state_folder::state_folder;

/// How often a file is made before it is given up.
const ATTEMPTS: usize = 100;

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
        state_folder().map(|folder| folder.join("recovery"))
    }

    /// Returns a file of this process, in which nothing is kept yet.
    ///
    /// # Errors
    /// Returns an error if it cannot be made, or not be locked.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Self::locked_by(folder, try_lock)
    }

    fn locked_by(
        folder: &Path,
        try_lock: impl Fn(&File) -> io::Result<FileLock>,
    ) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("{}-{}", since.as_millis(), std::process::id());
        for attempt in 0..ATTEMPTS {
            let lock_path = folder.join(format!("{name}-{attempt}.lock"));
            match File::options().write(true).create_new(true).open(&lock_path) {
                Ok(lock) => match Self::of_lock(lock, &lock_path, &try_lock) {
                    Ok(Some(file)) => return Ok(file),
                    // Another start took it, before it was locked, for one that was left.
                    Ok(None) => {}
                    Err(error) => {
                        fs::remove_file(&lock_path)?;
                        return Err(error);
                    }
                },
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("each file is taken by another program"))
    }

    /// Returns the file that belongs to a lock, if no process holds it and it is still there.
    ///
    /// # Errors
    /// Returns an error if there are no locks: then no process knows which others live.
    fn of_lock(
        lock: File,
        lock_path: &Path,
        try_lock: &impl Fn(&File) -> io::Result<FileLock>,
    ) -> io::Result<Option<Self>> {
        match try_lock(&lock)? {
            FileLock::Held => {}
            FileLock::Taken => return Ok(None),
            FileLock::Unsupported => {
                return Err(io::Error::other("its file system has no locks; set XDG_STATE_HOME"));
            }
        }
        // Only a holder of the lock removes the file; a name is given once.
        let (path, lock_path) = (lock_path.with_extension("emstep"), lock_path.to_owned());
        Ok(lock_path.exists().then_some(Self { _lock: lock, lock_path, path }))
    }

    /// Returns the files of processes that have ended, the newest first. As long as one is held, no
    /// other process is given it.
    pub(in crate::runtime) fn left_over(folder: &Path) -> impl Iterator<Item = Self> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        let mut names: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "lock" || end == "emstep"))
            .map(|path| path.with_extension(""))
            .collect();
        names.sort();
        names.dedup();
        // What was kept last is last; of those of the same time, what began last.
        names.sort_by_cached_key(|name| {
            fs::metadata(name.with_extension("emstep")).and_then(|file| file.modified()).ok()
        });
        names.into_iter().rev().filter_map(|name| Self::of_dead(&name))
    }

    fn of_dead(name: &Path) -> Option<Self> {
        let lock_path = name.with_extension("lock");
        // A session whose lock is gone was left too. Any other lock that is gone stays so: a
        // process that begins may still have it open.
        let is_kept = name.with_extension("emstep").exists();
        // To open a pipe would wait for its other end.
        if fs::symlink_metadata(&lock_path).is_ok_and(|lock| !lock.is_file()) {
            return None;
        }
        let is_new = !lock_path.exists();
        let lock = File::options().write(true).create(is_kept).truncate(false).open(&lock_path);
        let Ok(file) = Self::of_lock(lock.ok()?, &lock_path, &try_lock) else {
            if is_new {
                // What cannot be removed is a lock that no one holds.
                let _ = fs::remove_file(&lock_path);
            }
            return None;
        };
        let file = file?;
        if file.path.exists() {
            return Some(file);
        }
        // Its process had nothing to keep; to remove it may fail, which changes nothing.
        let _ = fs::remove_file(&file.lock_path);
        None
    }

    /// Returns where the session is kept.
    pub(in crate::runtime) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the text of a session.
    pub(super) fn keep(&self, text: &[u8]) -> io::Result<Saved> {
        Target::of(&self.path)?.write(0o600, |file| file.write_all(text))
    }

    /// Puts what is kept where no start looks for it. Returns where it is now.
    pub(super) fn put_aside(self) -> PathBuf {
        let moved = self.path.file_name().map(|name| self.folder_aside().join(name));
        let is_moved = |moved: &PathBuf| {
            fs::create_dir_all(self.folder_aside()).is_ok() && fs::rename(&self.path, moved).is_ok()
        };
        let Some(moved) = moved.filter(is_moved) else { return self.path };
        // What is left of it would be removed at the next start.
        let _ = fs::remove_file(&self.lock_path);
        moved
    }

    fn folder_aside(&self) -> PathBuf {
        folder(&self.path).join("aside")
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
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn only_what_no_process_holds_is_left_over() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("recovery");
        let newest = || RecoveryFile::left_over(&folder).next();
        assert!(newest().is_none());
        let own = RecoveryFile::new(&folder).unwrap();
        let _ = own.keep(b"session").unwrap();
        let _ = own.keep(b"newer").unwrap();
        assert!(newest().is_none(), "it is held");
        let path = own.path().to_owned();
        // As when a process ends without a word.
        drop(own);
        let left = newest().unwrap();
        assert_eq!((left.path(), fs::read(&path).unwrap()), (path.as_path(), b"newer".to_vec()));
        assert!(newest().is_none(), "it is being offered already");
        left.remove();
        assert!(newest().is_none());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[test]
    fn where_a_file_cannot_be_locked_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        for (locked, says) in [
            (Ok(FileLock::Unsupported), "its file system has no locks"),
            (Err(io::ErrorKind::TimedOut), "timed out"),
        ] {
            let try_lock = |_: &File| locked.map_err(io::Error::from);
            let error = RecoveryFile::locked_by(folder.path(), try_lock).unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_process_that_kept_nothing_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(RecoveryFile::new(folder.path()).unwrap());
        assert!(RecoveryFile::left_over(folder.path()).next().is_none());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_session_whose_lock_is_gone_is_left_over_too() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("17-4.emstep"), "session").unwrap();
        let left = RecoveryFile::left_over(folder.path()).next().unwrap();
        assert_eq!(left.path(), folder.path().join("17-4.emstep"));
        assert!(RecoveryFile::left_over(folder.path()).next().is_none(), "it is held");
        left.remove();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_older_ones_follow_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["19-1.emstep", "17-1.emstep", "18-1.emstep"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let left: Vec<RecoveryFile> = RecoveryFile::left_over(folder.path()).collect();
        let names = left.iter().map(|left| fs::read_to_string(left.path()).unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ["19-1.emstep", "18-1.emstep", "17-1.emstep"]);
    }

    #[test]
    fn a_new_file_is_locked_whatever_other_starts_do_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (is_done, mut held) = (AtomicBool::new(false), Vec::new());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    let left = RecoveryFile::left_over(folder.path()).next();
                    assert!(left.is_none(), "the process of {left:?} lives");
                }
            });
            for _ in 0..200 {
                let file = RecoveryFile::new(folder.path()).unwrap();
                let _ = file.keep(b"session").unwrap();
                held.push(file);
            }
            is_done.store(true, Ordering::Relaxed);
        });
        // Each is there with its lock, so that it would be offered after a crash.
        for file in &held {
            assert!(file.lock_path.exists() && file.path.exists());
        }
    }
}
