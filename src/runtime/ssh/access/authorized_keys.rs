//! Files of public keys.

use std::collections::HashSet;
use std::path::Path;

use russh::keys::ssh_key::public::{KeyData, RsaPublicKey};
use russh::keys::{Algorithm, PublicKey};

use super::files::{self, FileError};
use super::watched_file::FromFile;
use crate::text::sanitise::brief;

/// The longest file of keys, in bytes.
const LONGEST: usize = 1024 * 1024;
/// The shortest RSA key that is taken, in bits.
const RSA_BITS: usize = 2048;

/// Options of a line that leave its key as good here as without them: they allow or forbid what
/// this server has not (a shell, forwarding, an environment), or they ask for less proof than it
/// takes.
const HARMLESS: [&str; 16] = [
    "restrict",
    "pty",
    "no-pty",
    "agent-forwarding",
    "no-agent-forwarding",
    "port-forwarding",
    "no-port-forwarding",
    "x11-forwarding",
    "no-x11-forwarding",
    "user-rc",
    "no-user-rc",
    "no-touch-required",
    "environment",
    "permitlisten",
    "permitopen",
    "tunnel",
];

/// The keys of a file as sshd's `authorized_keys`.
#[derive(Debug, Default)]
pub struct AuthorizedKeys {
    keys: HashSet<KeyData>,
    skipped: Vec<Skipped>,
}

/// A line whose key opens nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Skipped {
    /// its number, from 1
    pub line: usize,
    /// why
    pub reason: Reason,
}

/// Why a line is skipped. Texts from the file are cleaned and short.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It has no key that can be read.
    #[error("no public key of a kind that is taken here")]
    NoKey,
    /// The kind of key is too weak, or not one.
    #[error("keys of kind {0} are not taken; ssh-keygen -t ed25519 makes one that is")]
    Kind(String),
    /// The key is too short.
    #[error("an RSA key of {0} bits; at least {RSA_BITS} are wanted")]
    Short(usize),
    /// Its writer limits who may use the key or for what, perhaps.
    #[error("the option '{0}' is not kept here, so the key is left out")]
    Option(String),
}

impl AuthorizedKeys {
    /// Reads the keys of a file's text. Lines that are not taken are [`Self::skipped`].
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        for (line, text) in lines(text) {
            match key(text) {
                Ok(key) => {
                    read.keys.insert(key);
                }
                Err(reason) => read.skipped.push(Skipped { line, reason }),
            }
        }
        read
    }

    /// Returns whether `key` is one of them, whatever its comment says.
    pub fn contains(&self, key: &PublicKey) -> bool {
        self.keys.contains(key.key_data())
    }

    /// Returns how many different keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Returns whether there are none, so that no one comes in by them.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns the lines that were not taken, to be logged.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }
}

impl FromFile for AuthorizedKeys {
    type Error = FileError;

    /// Reads the keys in the file at `path`, at most 1 MiB long. Lines that are not taken are
    /// [`Self::skipped`].
    fn read(path: &Path) -> Result<Self, FileError> {
        let content = files::read(path, LONGEST)?;
        // Comments may be in any encoding; all else is ASCII.
        let text = String::from_utf8_lossy(&content);
        if is_private_key(&text) {
            return Err(FileError::PrivateKey { file: files::shown(path) });
        }
        Ok(Self::parse(&text))
    }

    fn log_problems(&self, path: &Path) {
        for skipped in &self.skipped {
            tracing::warn!(file = %path.display(), line = skipped.line, reason = %skipped.reason, "a key is not used");
        }
    }
}

/// Returns the lines of a file that are neither empty nor comments, with their numbers from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Returns whether a text begins as a file of a private key does, of OpenSSH, OpenSSL or PuTTY.
fn is_private_key(text: &str) -> bool {
    lines(text).next().is_some_and(|(_, first)| {
        let is_armor = first.starts_with("---") && first.contains("BEGIN ");
        is_armor && first.contains("PRIVATE KEY") || first.starts_with("PuTTY-User-Key-File-")
    })
}

/// Returns whether a signature by `algorithm` proves anything. RSA with SHA-1 (`ssh-rsa`) does not,
/// nor does DSA.
pub(crate) fn algorithm_is_allowed(algorithm: &Algorithm) -> bool {
    match algorithm {
        Algorithm::Ed25519
        | Algorithm::SkEd25519
        | Algorithm::Ecdsa { .. }
        | Algorithm::SkEcdsaSha2NistP256 => true,
        Algorithm::Rsa { hash } => hash.is_some(),
        _ => false,
    }
}

/// Returns the key of a line that has one, if its options let it be used.
fn key(line: &str) -> Result<KeyData, Reason> {
    let (options, rest) = split_options(line);
    let mut words = rest.split_ascii_whitespace();
    let (Some(kind), Some(base64)) = (words.next(), words.next()) else {
        return Err(Reason::NoKey);
    };
    let key = PublicKey::from_openssh(&format!("{kind} {base64}")).map_err(|_| Reason::NoKey)?;
    refuse_weak(key.key_data())?;
    refuse_limited(options)?;
    Ok(key.into())
}

/// Returns the options before a key, empty if there are none, and the rest. A blank within quotes
/// is part of an option.
fn split_options(line: &str) -> (&str, &str) {
    let kind = line.split_ascii_whitespace().next().unwrap_or(line);
    if matches!(Algorithm::new(kind), Ok(known) if !matches!(known, Algorithm::Other(_))) {
        return ("", line);
    }
    let end = unquoted(line, |c| c.is_ascii_whitespace()).unwrap_or(line.len());
    line.split_at(end)
}

/// Returns where the first character is that `is_end` and is not within quotes. `\"` neither opens
/// nor closes them.
fn unquoted(text: &str, is_end: impl Fn(char) -> bool) -> Option<usize> {
    let mut is_quoted = false;
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        if c == '"' && before != '\\' {
            is_quoted = !is_quoted;
        } else if !is_quoted && is_end(c) {
            return Some(at);
        }
        before = c;
    }
    None
}

fn refuse_weak(key: &KeyData) -> Result<(), Reason> {
    match key {
        KeyData::Ed25519(_)
        | KeyData::SkEd25519(_)
        | KeyData::Ecdsa(_)
        | KeyData::SkEcdsaSha2NistP256(_) => Ok(()),
        KeyData::Rsa(rsa) if bits(rsa) >= RSA_BITS => Ok(()),
        KeyData::Rsa(rsa) => Err(Reason::Short(bits(rsa))),
        other => Err(Reason::Kind(brief(other.algorithm().as_str()))),
    }
}

/// Returns the length of the modulus. `RsaPublicKey::key_size` rounds it up to whole bytes.
fn bits(key: &RsaPublicKey) -> usize {
    let modulus = key.n().as_positive_bytes().unwrap_or_default();
    let leading = modulus.first().map_or(0, |byte| byte.leading_zeros());
    8 * modulus.len() - leading as usize
}

/// An option that is not known to be harmless may limit what its key is good for: then it is good
/// for nothing here.
fn refuse_limited(options: &str) -> Result<(), Reason> {
    let mut left = options;
    while !left.is_empty() {
        let end = unquoted(left, |c| c == ',').unwrap_or(left.len());
        let name = left[..end].split('=').next().unwrap_or_default();
        if !HARMLESS.iter().any(|harmless| harmless.eq_ignore_ascii_case(name)) {
            return Err(Reason::Option(brief(name)));
        }
        left = left.get(end + 1..).unwrap_or_default();
    }
    Ok(())
}

#[cfg(test)]
mod tests;
