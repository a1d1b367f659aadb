//! Files written whole or not at all: a reader finds the old content or the new one, also after a
//! crash.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// Whether a file that was written would survive a crash.
#[derive(Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix syncs a folder"))]
pub(crate) enum Saved {
    /// It would.
    Durably,
    /// It is there, but its name in the folder may not be on the disk yet.
    NotSynced(io::Error),
}

/// Puts a file with what `write` writes in the place of `old`, the regular file at `path`, with its
/// owner and permissions.
///
/// # Errors
/// Returns an error if the new file cannot be written or cannot belong to the group that may read
/// the old one; the old one is then as it was.
pub(crate) fn replace(
    path: &Path,
    old: &Metadata,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<Saved> {
    let file = draft(path, 0o600, write)?;
    keep_owner(file.as_file(), old)?;
    file.as_file().set_permissions(old.permissions())?;
    file.persist(path)?;
    Ok(sync_folder(path))
}

/// Makes the file `path` with what `write` writes; `mode` are its rights, as far as the umask lets
/// them.
///
/// # Errors
/// Returns an error of kind [`io::ErrorKind::AlreadyExists`] if something is there, and any other
/// if the file cannot be written; nothing of it is left then.
pub(crate) fn create(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<Saved> {
    draft(path, mode, write)?.persist_noclobber(path)?;
    Ok(sync_folder(path))
}

/// Returns a file in the folder of `path`, written and on the disk, that goes unless it is given
/// its name.
fn draft(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".emstep-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = builder.tempfile_in(folder(path))?;
    write(file.as_file_mut())?;
    // A name must not outlive its content.
    file.as_file().sync_all()?;
    Ok(file)
}

/// Returns the folder of a path.
pub(crate) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Gives the file the group of the old one, whose permissions it gets, and its owner if that is
/// allowed: only the superuser can give a file away.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let new = file.metadata()?;
    if new.gid() != old.gid() {
        match fchown(file, None, Some(old.gid())) {
            Err(error) if old.mode() & 0o070 != 0 => return Err(error),
            _ => {}
        }
    }
    if new.uid() != old.uid() {
        // Only the superuser may; anyone else keeps the new file as their own.
        let _ = fchown(file, Some(old.uid()), None);
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes the new name itself last.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Saved {
    match File::open(folder(path)).and_then(|folder| folder.sync_all()) {
        // Some file systems have nothing to do there, and say so.
        Err(error) if error.kind() != io::ErrorKind::InvalidInput => Saved::NotSynced(error),
        _ => Saved::Durably,
    }
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> Saved {
    Saved::Durably
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    fn full(file: &mut File) -> io::Result<()> {
        file.write_all(b"half of")?;
        Err(io::ErrorKind::StorageFull.into())
    }

    #[test]
    fn what_fails_half_way_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let failed = create(&path, 0o666, full).unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(&path, "old").unwrap();
        let old = fs::metadata(&path).unwrap();
        replace(&path, &old, full).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_new_file_is_never_written_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        create(&path, 0o600, |file| file.write_all(b"first")).unwrap();
        let failed = create(&path, 0o600, |file| file.write_all(b"second")).unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn the_rights_of_a_file_stay() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for mode in [0o640, 0o600, 0o664] {
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let old = fs::metadata(&path).unwrap();
            replace(&path, &old, |file| file.write_all(b"new")).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"new");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        }
    }
}
