//! Which files other users can read or change.

#[cfg(not(unix))]
pub(super) use portable::{refuse_public, refuse_unsafe};
#[cfg(unix)]
pub(super) use unix::{folders_above, refuse_public, refuse_unsafe};

#[cfg(unix)]
mod unix {
    use std::fs::{File, Metadata};
    use std::io;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::{Path, PathBuf};

    use crate::runtime::ssh::access::files::{FileError, shown};

    /// Returns the folders that lead to a file, the one that it is in first and the root last; of a
    /// link, those that lead to its target.
    ///
    /// # Errors
    /// Returns an error if the system does not tell.
    pub(crate) fn folders_above(path: &Path) -> io::Result<Vec<(PathBuf, Metadata)>> {
        let target = path.canonicalize()?;
        let folders = target.ancestors().skip(1);
        folders.map(|folder| Ok((folder.to_owned(), folder.metadata()?))).collect()
    }

    /// Refuses a file that other users can read. It asks the open file, since what its name leads
    /// to may change between a look and a read.
    ///
    /// # Errors
    /// Returns an error if they can, or if the system does not tell.
    pub(crate) fn refuse_public(file: &File, path: &Path) -> Result<(), FileError> {
        let metadata = file.metadata().map_err(|why| FileError::of(path, why))?;
        match metadata.permissions().mode() & 0o077 {
            0 => Ok(()),
            _ => Err(FileError::NotPrivate { file: shown(path) }),
        }
    }

    /// Refuses a file that another user can change or replace.
    ///
    /// # Errors
    /// Returns an error if one can, or if the system does not tell.
    pub(crate) fn refuse_unsafe(file: &File, path: &Path) -> Result<(), FileError> {
        let user = rustix::process::geteuid().as_raw();
        let metadata = file.metadata().map_err(|why| FileError::of(path, why))?;
        match weakness(metadata.mode(), metadata.uid(), user) {
            None => {}
            Some(Weakness::Writable) => return Err(FileError::Writable { file: shown(path) }),
            Some(Weakness::NotOwn) => return Err(FileError::NotOwn { file: shown(path), user }),
        }
        for (folder, metadata) in folders_above(path).map_err(|why| FileError::of(path, why))? {
            let (file, folder) = (shown(path), shown(&folder));
            match weakness(metadata.mode(), metadata.uid(), user) {
                None => {}
                Some(Weakness::Writable) => return Err(FileError::WritableFolder { file, folder }),
                Some(Weakness::NotOwn) => {
                    return Err(FileError::NotOwnFolder { file, folder, user });
                }
            }
        }
        Ok(())
    }

    /// What lets another user change a file, or what is in a folder.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Weakness {
        Writable,
        NotOwn,
    }

    /// Returns what lets others than `user` and the superuser change a file or folder of this mode
    /// and owner. In a folder with the sticky bit, such as /tmp, they can add files, and neither
    /// remove nor rename those of others.
    fn weakness(mode: u32, owner: u32, user: u32) -> Option<Weakness> {
        const KIND: u32 = 0o170_000;
        const FOLDER: u32 = 0o040_000;
        const STICKY: u32 = 0o1000;
        let is_sticky_folder = mode & KIND == FOLDER && mode & STICKY != 0;
        if owner != 0 && owner != user {
            Some(Weakness::NotOwn)
        } else if mode & 0o022 != 0 && !is_sticky_folder {
            Some(Weakness::Writable)
        } else {
            None
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn owners_are_the_user_and_the_superuser() {
            let (file, folder, sticky) = (0o100_600, 0o040_700, 0o041_777);
            for mode in [file, folder, sticky, 0o100_644, 0o040_755] {
                for (owner, user, is_fine) in [
                    (0, 0, true),
                    (0, 1000, true),
                    (1000, 1000, true),
                    (1000, 0, false),
                    (1, 2, false),
                ] {
                    let expected = (!is_fine).then_some(Weakness::NotOwn);
                    assert_eq!(weakness(mode, owner, user), expected, "{mode:o} {owner} {user}");
                }
            }
            for mode in [0o100_620, 0o100_602, 0o101_666, 0o040_770, 0o040_707] {
                assert_eq!(weakness(mode, 1000, 1000), Some(Weakness::Writable), "{mode:o}");
            }
        }
    }
}

/// What is not asked here: a system without modes and owners of this kind.
#[cfg(not(unix))]
mod portable {
    use std::fs::File;
    use std::path::Path;

    use crate::runtime::ssh::access::files::FileError;

    /// Refuses no file.
    pub(crate) fn refuse_public(_file: &File, _path: &Path) -> Result<(), FileError> {
        Ok(())
    }

    /// Refuses no file.
    pub(crate) fn refuse_unsafe(_file: &File, _path: &Path) -> Result<(), FileError> {
        Ok(())
    }
}
