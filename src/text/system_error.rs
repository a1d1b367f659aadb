//! What the operating system says went wrong, as a part of a sentence.

use std::fmt::Display;

/// Returns what went wrong. What the system says is in small letters, and without the number that
/// Rust adds to it.
pub(crate) fn system_error(error: &impl Display) -> String {
    let text = error.to_string();
    let Some((said, _)) = text.rsplit_once(" (os error ") else { return text };
    let mut letters = said.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_system_has_no_number() {
        let none = "No such file or directory (os error 2)";
        assert_eq!(system_error(&none), "no such file or directory");
        for other in ["timed out", "Something (of ours)"] {
            assert_eq!(system_error(&other), other);
        }
    }
}
