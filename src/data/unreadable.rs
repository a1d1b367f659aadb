//! What a person is told of a file that cannot be read.

use std::io;

use crate::text::system_error;

/// Returns why a file cannot be read and what to do; its name goes before it.
pub(crate) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "no such file; check its path",
        io::ErrorKind::IsADirectory => "a folder, not a file; name a file in it",
        io::ErrorKind::PermissionDenied => {
            "permission denied; ask for the right to read it, or copy it"
        }
        io::ErrorKind::InvalidData => "it is not text in UTF-8; save it as that",
        _ => return format!("cannot be read: {}", system_error(error)),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_error_is_said_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("numbers");
        std::fs::write(&file, [0xff, 0xfe, 0]).unwrap();
        for (path, says) in [
            (folder.path().join("none"), "no such file; check its path"),
            (file.join("below"), "no such file; check its path"),
            (folder.path().to_owned(), "a folder, not a file; name a file in it"),
            (file, "it is not text in UTF-8; save it as that"),
        ] {
            assert_eq!(why(&std::fs::read_to_string(path).unwrap_err()), says);
        }
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(why(&denied), "permission denied; ask for the right to read it, or copy it");
        let other = io::Error::from(io::ErrorKind::TimedOut);
        assert_eq!(why(&other), "cannot be read: timed out");
    }
}
