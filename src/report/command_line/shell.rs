//! Words for a POSIX shell.

use crate::text::width;

/// Returns a word as a shell reads it: as it is if nothing in it means anything to a shell.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./,:@%+=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Returns words as lines of at most this many columns, each but the last with a backslash at its
/// end. A word is never broken.
pub(super) fn broken(words: &[String], columns: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for (i, word) in words.iter().enumerate() {
        let wide = width(word);
        // Room for a blank before it, and for what goes on after it.
        if i > 0 && used + 1 + wide + 2 > columns {
            text.push_str(" \\\n  ");
            used = 2;
        } else if i > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += wide;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_a_shell_is_in_quotes() {
        for (word, expected) in [
            ("galaxies.csv", "galaxies.csv"),
            ("-1,5e-7", "-1,5e-7"),
            ("größe", "größe"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$HOME;*", "'$HOME;*'"),
            ("σ²\n", "'σ²\n'"),
        ] {
            assert_eq!(quoted(word), expected, "{word}");
        }
    }

    #[test]
    fn long_lines_go_on_after_a_backslash() {
        let words = ["emstep", "--means=1,2", "--sds=3,4", "x"].map(str::to_owned);
        assert_eq!(broken(&words, 78), "emstep --means=1,2 --sds=3,4 x");
        assert_eq!(broken(&words, 22), "emstep --means=1,2 \\\n  --sds=3,4 x");
        assert_eq!(broken(&words, 1), "emstep \\\n  --means=1,2 \\\n  --sds=3,4 \\\n  x");
    }
}
