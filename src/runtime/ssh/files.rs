//! Small files read whole: never more than so much, and a secret only where no one else can read
//! it.

use std::fs::File;
use std::io::{self, Read};
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
    #[error("{file}: others than its owner can open it; chmod 600 {file}")]
    NotPrivate {
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

/// The content of a file of at most `most` bytes.
///
/// # Errors
/// [`FileError`] where it is longer or the system does not give it.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    read_open(&mut file, path, most)
}

/// As [`read`], of a file that holds a secret.
///
/// # Errors
/// As [`read`], and [`FileError::NotPrivate`].
pub fn read_private(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    // Of the open file: what its name refers to may change between a look and a read.
    if is_open_to_others(&file).map_err(|why| refusal(path, why))? {
        return Err(FileError::NotPrivate { file: shown(path) });
    }
    read_open(&mut file, path, most)
}

fn open(path: &Path) -> Result<File, FileError> {
    File::open(path).map_err(|why| refusal(path, why))
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

#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

/// Where there are no modes, a file in a person's folder is that person's.
#[cfg(not(unix))]
fn is_open_to_others(_file: &File) -> io::Result<bool> {
    Ok(false)
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
        assert!(error.to_string().starts_with(&format!("{shown_folder}: cannot be read: ")));
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_is_read_only_where_it_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;

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
            assert_eq!(read(&path, 9).unwrap(), b"secret");
        }
    }
}
