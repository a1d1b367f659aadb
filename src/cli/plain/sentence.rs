//! Sentences: what the screen says in a few words is read out here.

/// Returns words as a sentence, with a capital letter and a full stop.
pub(super) fn sentence(words: &str) -> String {
    let mut text = words.trim_end().to_owned();
    let begins_with_word = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text[1..].starts_with(char::is_alphabetic);
    if begins_with_word {
        text[..1].make_ascii_uppercase();
    }
    if !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_and_ends_as_one() {
        assert_eq!(sentence("right, to the digits given"), "Right, to the digits given.");
        assert_eq!(sentence("ℓ is too large."), "ℓ is too large.");
        assert_eq!(sentence("p(x) is a density"), "p(x) is a density.");
        assert_eq!(sentence(""), ".");
    }
}
