//! Small files read whole: never more than so much, and a secret only where no one else can read
//! it.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::data::sanitise::clean;

/// Why a file was not read. The message is one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none of this name.
    #[error("{file}: no such file; check its path")]
    NotFound {
        /// the path, safe to print
        file: String,
    },
    /// Others than its owner have rights to a secret.
    #[error("{file}: readable by other users; run chmod 600 {file}")]
    NotPrivate {
        /// the path, safe to print
        file: String,
    },
    /// Others than its owner can change what it says.
    #[error("{file}: writable by other users; run chmod go-w {file}")]
    Writable {
        /// the path, safe to print
        file: String,
    },
    /// Another user can change what it says.
    #[error("{file}: owned by another user, who can change it; run chown on it")]
    NotOwn {
        /// the path, safe to print
        file: String,
    },
    /// It is a pipe, a device or a folder.
    #[error("{file}: not a regular file; write what it gives to one")]
    NotRegular {
        /// the path, safe to print
        file: String,
    },
    /// It is longer than any such file should be.
    #[error("{file}: longer than {most} bytes; is it the right file?")]
    TooLong {
        /// the path, safe to print
        file: String,
        /// the most bytes it may have
        most: usize,
    },
    /// The operating system's reason.
    #[error("{file}: cannot be read: {why}")]
    Read {
        /// the path, safe to print
        file: String,
        /// what the operating system says
        why: io::Error,
    },
}

/// A path as a message can have it.
pub fn shown(path: &Path) -> String {
    clean(&path.display().to_string())
}

/// Returns the content of a file of at most `most` bytes that only its owner can change, nor anyone
/// else the folder that it is in: sshd asks the same of a file of keys.
///
/// # Errors
/// Returns an error if it is not such a file, or the system does not give it.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    // Of a link the folder of what it leads to.
    let whole = path.canonicalize().map_err(|why| refusal(path, why))?;
    let folder = whole.parent().unwrap_or(Path::new("/"));
    let of_folder = std::fs::metadata(folder).map_err(|why| refusal(folder, why))?;
    let of_file = file.metadata().map_err(|why| refusal(path, why))?;
    for (path, metadata) in [(path, of_file), (folder, of_folder)] {
        if can_others_write(&metadata) {
            return Err(FileError::Writable { file: shown(path) });
        }
        if ![0, rustix::process::geteuid().as_raw()].contains(&metadata.uid()) {
            return Err(FileError::NotOwn { file: shown(path) });
        }
    }
    read_open(&mut file, path, most)
}

/// As [`read`], of a file that holds a secret.
///
/// # Errors
/// As [`read`], and [`FileError::NotPrivate`].
pub fn read_private(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    // Of the open file: what its name stands for may change between a look and a read.
    let metadata = file.metadata().map_err(|why| refusal(path, why))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(FileError::NotPrivate { file: shown(path) });
    }
    read_open(&mut file, path, most)
}

/// Opens a regular file. Of a pipe it waits for no writer.
fn open(path: &Path) -> Result<File, FileError> {
    let flags = rustix::fs::OFlags::NONBLOCK.bits();
    let file = OpenOptions::new().read(true).custom_flags(flags.cast_signed()).open(path);
    let file = file.map_err(|why| refusal(path, why))?;
    let metadata = file.metadata().map_err(|why| refusal(path, why))?;
    if metadata.is_file() { Ok(file) } else { Err(FileError::NotRegular { file: shown(path) }) }
}

/// Whether others than its owner can change a file, or what is in a folder. In a folder with the
/// sticky bit, such as /tmp, they cannot take away what is another's.
fn can_others_write(metadata: &Metadata) -> bool {
    let mode = metadata.permissions().mode();
    mode & 0o022 != 0 && !(metadata.is_dir() && mode & 0o1000 != 0)
}

fn read_open(file: &mut File, path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut content = Vec::new();
    let limit = most as u64 + 1;
    file.take(limit).read_to_end(&mut content).map_err(|why| refusal(path, why))?;
    if content.len() > most {
        return Err(FileError::TooLong { file: shown(path), most });
    }
    Ok(content)
}

fn refusal(path: &Path, why: io::Error) -> FileError {
    let file = shown(path);
    if why.kind() == io::ErrorKind::NotFound {
        return FileError::NotFound { file };
    }
    FileError::Read { file, why }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_may_be_as_long_as_the_limit_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert!(matches!(read(&path, 4), Err(FileError::TooLong { most: 4, .. })));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(&folder.path().join("new\nline"), 9).unwrap_err();
        assert!(matches!(error, FileError::NotFound { .. }));
        let shown_folder = folder.path().display();
        assert_eq!(
            error.to_string(),
            format!("{shown_folder}/new line: no such file; check its path")
        );
        let error = read(folder.path(), 9).unwrap_err();
        assert!(matches!(error, FileError::NotRegular { .. }));
        let error = read(&folder.path().join("file/file"), 9).unwrap_err();
        assert!(matches!(error, FileError::NotFound { .. }));
    }

    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        mknodat(CWD, &path, FileType::Fifo, Mode::from(0o600), 0).unwrap();
        for error in [read(&path, 9).unwrap_err(), read_private(&path, 9).unwrap_err()] {
            assert!(matches!(error, FileError::NotRegular { .. }), "{error}");
        }
    }

    #[test]
    fn what_others_can_change_is_refused_with_the_command_that_helps() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        fs::write(&path, "keys").unwrap();
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        for mode in [0o600, 0o644, 0o444] {
            set(&path, mode);
            assert_eq!(read(&path, 9).unwrap(), b"keys", "{mode:o}");
        }
        for mode in [0o664, 0o646, 0o666] {
            set(&path, mode);
            let error = read(&path, 9).unwrap_err().to_string();
            assert!(error.ends_with(&format!("; run chmod go-w {}", path.display())), "{error}");
        }
        set(&path, 0o600);
        for (mode, is_fine) in [(0o755, true), (0o775, false), (0o777, false), (0o1777, true)] {
            set(folder.path(), mode);
            assert_eq!(read(&path, 9).is_ok(), is_fine, "{mode:o}");
        }
    }

    #[test]
    fn a_secret_is_read_only_where_it_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "secret").unwrap();
        for mode in [0o600, 0o400, 0o700] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read_private(&path, 9).unwrap(), b"secret", "{mode:o}");
        }
        for mode in [0o640, 0o604, 0o620, 0o602, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = read_private(&path, 9).unwrap_err();
            assert!(matches!(error, FileError::NotPrivate { .. }), "{mode:o}");
            assert!(error.to_string().ends_with(&format!("chmod 600 {}", path.display())));
        }
    }
}
