//! The file with the class's password.

use std::fmt;
use std::path::Path;

use russh::keys::HashAlg;
use subtle::ConstantTimeEq;

use super::files::{self, FileError, shown};
use super::watched_file::FromFile;

/// The fewest characters of a password.
const SHORTEST: usize = 8;
/// The longest file, in bytes.
const LONGEST: usize = 4096;

/// A password that is known by its digest only.
pub struct Password {
    digest: Vec<u8>,
}

/// Why there is no password. The message is one line, and has nothing of the file's content.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The file is not read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its first line is short or empty.
    #[error("{file}: the password is its first line, which needs at least {SHORTEST} characters")]
    TooShort {
        /// the path, safe to print
        file: String,
    },
    /// Its first line has what no one can type.
    #[error("{file}: the first line is not plain UTF-8 text; write a password that can be typed")]
    NotText {
        /// the path, safe to print
        file: String,
    },
}

impl Password {
    /// Returns whether `typed` is the password. How long that takes depends on `typed` only.
    pub fn matches(&self, typed: &str) -> bool {
        digest(typed).ct_eq(&self.digest).into()
    }

    /// Takes the first line of the content of the file at `path`, without the end of that line.
    ///
    /// # Errors
    /// Returns an error if that is not a password that can be typed, or too short.
    pub fn parse(content: &[u8], path: &Path) -> Result<Self, PasswordError> {
        let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_typed = |c: char| !c.is_control() && c != '\u{feff}';
        match str::from_utf8(line) {
            Ok(text) if !text.chars().all(is_typed) => {
                Err(PasswordError::NotText { file: shown(path) })
            }
            Ok(text) if text.chars().count() < SHORTEST => {
                Err(PasswordError::TooShort { file: shown(path) })
            }
            Ok(text) => Ok(Self { digest: digest(text) }),
            Err(_) => Err(PasswordError::NotText { file: shown(path) }),
        }
    }
}

impl FromFile for Password {
    type Error = PasswordError;

    /// Reads the password in the file at `path`, at most 4,096 bytes long.
    fn read(path: &Path) -> Result<Self, PasswordError> {
        Self::parse(&files::read_secret(path, LONGEST)?, path)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").finish_non_exhaustive()
    }
}

/// Digests are of one length, so that comparing them does not tell the password's.
fn digest(text: &str) -> Vec<u8> {
    HashAlg::Sha512.digest(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    fn file(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        fs::write(&path, content).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        (folder, path)
    }

    fn read(content: &[u8]) -> Result<Password, PasswordError> {
        let (_folder, path) = file(content);
        Password::read(&path)
    }

    #[test]
    fn the_first_line_is_the_password() {
        for content in ["two words", "two words\n", "two words\r\n", "two words\nand a note\n"] {
            let password = read(content.as_bytes()).unwrap();
            assert!(password.matches("two words"), "{content:?}");
            for wrong in ["", "two words\n", "two word", "two wordss", "Two words", " two words"] {
                assert!(!password.matches(wrong), "{content:?} {wrong:?}");
            }
        }
        assert!(read("  blanks \n".as_bytes()).unwrap().matches("  blanks "));
    }

    #[test]
    fn eight_characters_are_enough_and_seven_are_not() {
        assert!(read("ééééßßßß".as_bytes()).unwrap().matches("ééééßßßß"));
        for content in ["", "\n", "1234567\n", "1234567\r\n", "short\nlong enough\n", "ééééßßß"]
        {
            let error = read(content.as_bytes()).unwrap_err();
            assert!(matches!(error, PasswordError::TooShort { .. }), "{content:?}");
        }
    }

    #[test]
    fn what_no_one_can_type_is_refused() {
        for content in [&b"12345678\xff"[..], b"1234\x005678", b"12345678\x1b[A", b"1234\t5678"] {
            assert!(matches!(read(content), Err(PasswordError::NotText { .. })), "{content:?}");
        }
        let marked = "\u{feff}12345678";
        assert!(matches!(read(marked.as_bytes()), Err(PasswordError::NotText { .. })));
    }

    #[test]
    fn errors_are_one_line_that_names_the_file() {
        let (folder, path) = file(b"secret\n");
        for path in [&path, &folder.path().join("none"), &folder.path().to_owned()] {
            let error = Password::read(path).unwrap_err().to_string();
            assert!(error.starts_with(&path.display().to_string()), "{error}");
            assert_eq!(error.lines().count(), 1);
            assert!(!error.contains("secret"));
        }
        fs::write(&path, vec![b'x'; LONGEST + 1]).unwrap();
        let error = Password::read(&path).unwrap_err();
        assert!(matches!(error, PasswordError::File(FileError::TooLong { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let (_folder, path) = file(b"two words\n");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        fs::set_permissions(&path, mode).unwrap();
        let error = Password::read(&path).unwrap_err().to_string();
        assert!(error.ends_with(&format!("; run chmod 600 {}", path.display())), "{error}");
    }

    #[test]
    fn debug_shows_neither_password_nor_digest() {
        assert_eq!(format!("{:?}", read(b"two words").unwrap()), "Password { .. }");
    }
}
