//! Locks of files, which the system lets go of when their process ends.

use std::fs::{File, TryLockError};
use std::io;

/// What came of asking for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileLock {
    /// It is held until the file is closed.
    Held,
    /// Another program holds it.
    Taken,
    /// The file system has no locks.
    Unsupported,
}

/// Asks for the lock of a file, without waiting for it.
///
/// # Errors
/// Returns an error if the system does not say.
pub(super) fn try_lock(file: &File) -> io::Result<FileLock> {
    match file.try_lock() {
        Ok(()) => Ok(FileLock::Held),
        Err(TryLockError::WouldBlock) => Ok(FileLock::Taken),
        Err(TryLockError::Error(error)) if is_unsupported(&error) => Ok(FileLock::Unsupported),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_locked_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.lock");
        let [first, second] = [(), ()].map(|()| File::create(&path).unwrap());
        assert_eq!(try_lock(&first).unwrap(), FileLock::Held);
        assert_eq!(try_lock(&second).unwrap(), FileLock::Taken);
        drop(first);
        assert_eq!(try_lock(&second).unwrap(), FileLock::Held);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_system_without_locks_is_told_from_other_errors() {
        let no_locks = io::Error::from(rustix::io::Errno::NOLCK);
        assert!(is_unsupported(&no_locks));
        assert!(!is_unsupported(&io::Error::from(rustix::io::Errno::IO)));
    }
}
