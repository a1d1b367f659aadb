//! The key by which students recognise the server.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::keys::{HashAlg, PrivateKey};

use super::files::{self, FileError, shown};
use crate::runtime::atomic_file::{Saved, Target};
use crate::text::sanitise::{brief, visible};
use crate::text::system_error;

/// The name that sshd gives such a key.
const NAME: &str = "ssh_host_ed25519_key";
/// Such a file has some 400 bytes.
const LONGEST: usize = 16 * 1024;

/// Why the server has no key of its own. The message is one line.
#[derive(Debug, thiserror::Error)]
pub enum HostKeyError {
    /// The file is there but not read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file holds something else, or half a key.
    #[error(
        "{file}: not a private key as OpenSSH writes it ({why}); restore it, or move it away for a new one"
    )]
    Broken {
        /// the path, safe to print
        file: String,
        /// what the reader of keys says, safe to print
        why: String,
    },
    /// The key is encrypted.
    #[error("{file}: has a passphrase, and no one is there to type it; ssh-keygen -p -f {file}")]
    Encrypted {
        /// the path, safe to print
        file: String,
    },
    /// The key is of another kind.
    #[error("{file}: a key of kind {kind}; the server's is ssh-ed25519")]
    Kind {
        /// the path, safe to print
        file: String,
        /// its kind as SSH calls it
        kind: String,
    },
    /// There was none, and a new one could not be written.
    #[error("{file}: no new key: {}; make its folder writable, or name another", system_error(why))]
    Create {
        /// the path, safe to print
        file: String,
        /// what the operating system says
        #[source]
        why: io::Error,
    },
    /// No folder was named, and there is no home.
    #[error("no home folder to keep the server's key in; set HOME")]
    NoHome,
}

/// Returns the folder of the key unless another is named: `emstep` among the user's data.
///
/// # Errors
/// Returns an error if the user has no home.
pub(crate) fn default_folder() -> Result<PathBuf, HostKeyError> {
    let strategy = etcetera::choose_base_strategy().map_err(|_| HostKeyError::NoHome)?;
    Ok(strategy.data_dir().join("emstep"))
}

/// Returns the key in `folder`, which is made at the first start.
///
/// # Errors
/// Returns an error if it cannot be read or made. A file that is there is never written over.
pub fn load_or_create(folder: &Path) -> Result<PrivateKey, HostKeyError> {
    let path = folder.join(NAME);
    match load(&path) {
        Err(HostKeyError::File(FileError::NotFound { .. })) => {}
        loaded => return loaded,
    }
    create(folder, &path).map_err(|why| HostKeyError::Create { file: shown(&path), why })?;
    // From the file again: if another server was first, the key there is its.
    load(&path)
}

/// Returns the key's fingerprint as `ssh` shows it, `SHA256:…`.
pub(crate) fn fingerprint(key: &PrivateKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

fn load(path: &Path) -> Result<PrivateKey, HostKeyError> {
    parse(&files::read_private(path, LONGEST)?, path)
}

/// Reads the content of the file of a host key, which is at `path`.
///
/// # Errors
/// Returns an error if it is not a key that the server can use.
pub fn parse(content: &[u8], path: &Path) -> Result<PrivateKey, HostKeyError> {
    let file = shown(path);
    let key = match PrivateKey::from_openssh(content) {
        Ok(key) => key,
        Err(why) => return Err(HostKeyError::Broken { file, why: visible(&why.to_string()) }),
    };
    if key.is_encrypted() {
        return Err(HostKeyError::Encrypted { file });
    }
    if !key.key_data().is_ed25519() {
        return Err(HostKeyError::Kind { file, kind: brief(key.algorithm().as_str()) });
    }
    Ok(key)
}

/// Puts a new key at `path` unless something is there by then: of two servers that start at once
/// one makes the key.
fn create(folder: &Path, path: &Path) -> io::Result<()> {
    create_folder(folder)?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(io::Error::other)?;
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&seed));
    let text = key.to_openssh(LineEnding::LF).map_err(io::Error::other)?;
    // A private key is not made where a link leads.
    match Target::unfollowed(path).create(0o600, |file| file.write_all(text.as_bytes())) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // A key that a crash may take with it is no key to show to students.
        Ok(Saved::NotSynced(error)) | Err(error) => Err(error),
        Ok(Saved::Durably) => Ok(()),
    }
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests;
