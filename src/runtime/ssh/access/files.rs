//! Small files read whole: never more than a limit, and a secret only if no one else can read it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::permissions::{refuse_public, refuse_unsafe};
use crate::text::sanitise::clean;
use crate::text::system_error;

/// Why a file was not read. The message is one line that names the file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none of this name.
    #[error("{file}: no such file; check its path")]
    NotFound {
        /// the path, safe to print
        file: String,
    },
    /// Users other than its owner have rights to a secret.
    #[error("{file}: readable by other users; run chmod 600 {file}")]
    NotPrivate {
        /// the path, safe to print
        file: String,
    },
    /// Users other than its owner can change what it says.
    #[error("{file}: writable by other users; run chmod go-w {file}")]
    Writable {
        /// the path, safe to print
        file: String,
    },
    /// Another user can change what it says.
    #[error("{file}: owned by another user; run chown {user} {file}")]
    NotOwn {
        /// the path, safe to print
        file: String,
        /// the user who should own it
        user: u32,
    },
    /// Others can put another file in its place.
    #[error("{file}: other users can write to {folder}; run chmod go-w {folder}")]
    WritableFolder {
        /// the path, safe to print
        file: String,
        /// the folder that it is in, or one above that
        folder: String,
    },
    /// Another user can put another file in its place.
    #[error("{file}: {folder} is owned by another user; run chown {user} {folder}")]
    NotOwnFolder {
        /// the path, safe to print
        file: String,
        /// the folder that it is in, or one above that
        folder: String,
        /// the user who should own it
        user: u32,
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
    /// It is a private key, and public ones are asked for.
    #[error("{file}: a private key; the public key is wanted here, usually {file}.pub")]
    PrivateKey {
        /// the path, safe to print
        file: String,
    },
    /// The operating system's reason.
    #[error("{file}: cannot be read: {}", system_error(why))]
    Read {
        /// the path, safe to print
        file: String,
        /// what the operating system says
        #[source]
        why: io::Error,
    },
}

impl FileError {
    /// Returns the error for what the system says of the file at `path`.
    pub(super) fn of(path: &Path, why: io::Error) -> Self {
        let file = shown(path);
        if why.kind() == io::ErrorKind::NotFound {
            return Self::NotFound { file };
        }
        Self::Read { file, why }
    }
}

/// Returns a path as a message can have it.
pub(crate) fn shown(path: &Path) -> String {
    clean(&path.display().to_string())
}

/// Returns the content of a file of at most `most` bytes that says who may come in. No other user
/// may be able to change it, or to put another file in its place: sshd asks the same of a file of
/// keys (`StrictModes`).
///
/// # Errors
/// Returns an error if it is not such a file, or the system does not give it.
pub(crate) fn read(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    refuse_unsafe(&file, path)?;
    read_open(&mut file, path, most)
}

/// As [`read`], of a file that no other user may read.
///
/// # Errors
/// As [`read`], and [`FileError::NotPrivate`].
pub(crate) fn read_secret(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    refuse_public(&file, path)?;
    refuse_unsafe(&file, path)?;
    read_open(&mut file, path, most)
}

/// Returns the content of a file of at most `most` bytes that no other user may read, whatever
/// folder it is in. So sshd reads its host keys: replacing one lets no one in.
///
/// # Errors
/// Returns an error if it is not such a file, or the system does not give it.
pub(crate) fn read_private(path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut file = open(path)?;
    refuse_public(&file, path)?;
    read_open(&mut file, path, most)
}

/// Opens a regular file. It does not wait for the writer of a pipe.
fn open(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path).map_err(|why| FileError::of(path, why))?;
    let metadata = file.metadata().map_err(|why| FileError::of(path, why))?;
    if metadata.is_file() { Ok(file) } else { Err(FileError::NotRegular { file: shown(path) }) }
}

fn read_open(file: &mut File, path: &Path, most: usize) -> Result<Vec<u8>, FileError> {
    let mut content = Vec::new();
    let limit = most as u64 + 1;
    file.take(limit).read_to_end(&mut content).map_err(|why| FileError::of(path, why))?;
    if content.len() > most {
        return Err(FileError::TooLong { file: shown(path), most });
    }
    Ok(content)
}

#[cfg(all(test, unix))]
mod tests;
