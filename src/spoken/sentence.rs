//! Sentences: what the screen says in a few words is read out here.

/// Returns words as a sentence, with a capital letter and a full stop.
pub(crate) fn sentence(words: &str) -> String {
    let mut text = words.trim_end().to_owned();
    let first = text.split_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches([',', ';', ':', '.', '?', '!']);
    // A letter alone is a symbol, except the article, and a name has more than letters in it.
    let is_word = first == "a" || first.len() > 1;
    if is_word && first.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '\'')) {
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
        assert_eq!(sentence("a step in 2 s, t = 3"), "A step in 2 s, t = 3.");
        assert_eq!(sentence("x = 3 is far out"), "x = 3 is far out.");
        assert_eq!(sentence("data.csv: it has changed"), "data.csv: it has changed.");
        assert_eq!(sentence("γ is there already"), "γ is there already.");
        assert_eq!(sentence("p(x) is a density"), "p(x) is a density.");
        assert_eq!(sentence(""), ".");
    }
}
