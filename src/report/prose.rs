//! Where the formulas are in a sentence, as the screen writes it: `p(x) is Σ_k π_k N(x; μ_k, σ_k²)`
//! has two.

use crate::explain::{is_function, latex};

/// Words of one letter.
const ONE_LETTER: [&str; 3] = ["a", "A", "I"];
/// The most characters of an index: γ_i,10 has four.
const INDEX: usize = 4;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) enum Piece {
    Text(String),
    Formula(String),
}

/// What a word, which blanks part from others, can be in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It is no part of one.
    Word,
    /// It makes what it is in a formula: `σ_k²`, `x_i`, `p(x)`.
    Symbol,
    /// It is one only beside others: `x`, `(2`, `1)/3`, `ln`.
    Operand,
    /// What is between two of them.
    Operator,
}

/// Returns the pieces of a sentence.
pub(in crate::report) fn pieces(sentence: &str) -> Vec<Piece> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let (mut pieces, mut text, mut at) = (Vec::new(), String::new(), 0);
    while at < words.len() {
        if at > 0 {
            text.push(' ');
        }
        let Some(count) = formula_at(&words[at..]) else {
            text.push_str(words[at]);
            at += 1;
            continue;
        };
        let found = words[at..at + count].join(" ");
        let (before, formula, after) = bare(&found);
        text.push_str(before);
        if !text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
        }
        pieces.push(Piece::Formula(formula.to_owned()));
        after.clone_into(&mut text);
        at += count;
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    pieces
}

/// Returns how many words from the first on are a formula, if they are one.
fn formula_at(words: &[&str]) -> Option<usize> {
    let mut kinds = vec![kind(words[0])];
    match kinds[0] {
        Kind::Word => return None,
        Kind::Operator if words[0].is_ascii() => return None,
        _ => {}
    }
    let mut open = opened(words[0]);
    for pair in words.windows(2) {
        let [before, after] = [pair[0], pair[1]];
        let ends = before.ends_with(['.', ',', ';', ':', '?', '!']);
        let next = kind(after);
        let joins = match (kinds[kinds.len() - 1], next) {
            _ if ends && open <= 0 => false,
            (_, Kind::Word) | (Kind::Word, _) | (Kind::Operator, Kind::Operator) => false,
            // Side by side they are a product, but what a formula begins with counts or numbers it.
            (Kind::Operator, _) | (_, Kind::Operator) | (Kind::Symbol, Kind::Symbol) => true,
            (Kind::Operand, _) => open > 0 || kinds.len() > 1 || is_function(before),
            (_, Kind::Operand) => open > 0,
        };
        if !joins {
            break;
        }
        open += opened(after);
        kinds.push(next);
    }
    while kinds.len() > 1 && kinds.last() == Some(&Kind::Operator) {
        kinds.pop();
    }
    let is_one = kinds.contains(&Kind::Symbol)
        || kinds.contains(&Kind::Operator) && (kinds.len() > 2 || !words[0].is_ascii());
    is_one.then_some(kinds.len())
}

/// Returns how many parentheses more a word opens than it closes.
fn opened(word: &str) -> i32 {
    word.chars().map(|c| i32::from(c == '(') - i32::from(c == ')')).sum()
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '"' | '?' | '!')
}

/// Returns a formula without the punctuation around it, with what is before and behind it; a
/// parenthesis without its other half belongs to the sentence.
fn bare(found: &str) -> (&str, &str, &str) {
    let mut formula = found.trim_matches(is_punctuation);
    loop {
        let open = opened(formula);
        formula = match (formula.strip_prefix('('), formula.strip_suffix(')')) {
            (Some(inner), _) if open > 0 => inner,
            (_, Some(inner)) if open < 0 => inner.trim_end_matches(is_punctuation),
            _ => break,
        };
    }
    let start = found.find(formula).unwrap_or(0);
    (&found[..start], formula, &found[start + formula.len()..])
}

fn kind(word: &str) -> Kind {
    const OPERATORS: [&str; 16] =
        ["=", "+", "-", "−", "·", "×", "/", "<", ">", "≤", "≥", "≠", "≈", "→", "|", "∝"];
    if OPERATORS.contains(&word) {
        return Kind::Operator;
    }
    let bare = word.trim_matches(is_punctuation);
    if bare.is_empty() || bare.contains(['–', '—']) || !has_indices(bare) {
        return Kind::Word;
    }
    let is_sign = |c: char| !c.is_ascii() && latex(&c.to_string()) != c.to_string();
    if bare.contains(is_sign) || bare.contains('_') {
        return Kind::Symbol;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || "()[].,;+-*/=^|".contains(c);
    let mut names = bare.split(|c: char| !c.is_alphabetic()).filter(|name| !name.is_empty());
    let is_name = |name: &str| name.len() == 1 || is_function(name);
    if !bare.chars().all(is_part) || !names.all(is_name) || ONE_LETTER.contains(&bare) {
        return Kind::Word;
    }
    let letters: Vec<char> = bare.chars().collect();
    let applies =
        |three: &[char]| three[0].is_alphabetic() && three[1] == '(' && three[2].is_alphabetic();
    if letters.windows(3).any(applies) { Kind::Symbol } else { Kind::Operand }
}

/// Returns whether every _ of a word has one letter before it and an index behind it: in x_i and
/// γ_i,10, but not in a name such as waiting_min or T_max.
fn has_indices(word: &str) -> bool {
    const HAT: char = '\u{302}';
    word.match_indices('_').all(|(at, _)| {
        let mut before = word[..at].chars().rev().skip_while(|c| *c == HAT);
        let is_letter = before.next().is_some_and(char::is_alphabetic)
            && before.next().is_none_or(|c| !c.is_alphabetic());
        let index = word[at + 1..].chars();
        let index: String = index.take_while(|c| c.is_ascii_alphanumeric() || *c == ',').collect();
        let index = index.trim_end_matches(',');
        let is_index = |c: char| c.is_ascii_digit() || matches!(c, 'i'..='n' | 't' | ',');
        is_letter && (1..=INDEX).contains(&index.len()) && index.chars().all(is_index)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a sentence with its formulas between `$`.
    fn marked(sentence: &str) -> String {
        let piece = |piece: Piece| match piece {
            Piece::Text(text) => text,
            Piece::Formula(formula) => format!("${formula}$"),
        };
        pieces(sentence).into_iter().map(piece).collect()
    }

    #[test]
    fn a_formula_is_one_and_whole() {
        for sentence in [
            "$p(x_i) = Σ_k π_k N(x_i; μ_k, σ_k²)$; ln is the natural logarithm.",
            "$Q_k = N_k (ln(π_k / √(2π σ_k²)) − v_k / (2 σ_k²))$, where $v_k$ is the mean of $(x_i − μ_k)²$",
            "Answer: $(γ_0k·(x_0 − μ̂_k)² + γ_1k·(x_1 − μ̂_k)²)/(γ_0k + γ_1k)$",
            "Answer: $π_k·N(x; μ_k, σ_k²)/Σ_j π_j·N(x; μ_j, σ_j²)$",
            "What is $p(y = k | x)$, with two Gaussians?",
            "$ln p(x_i)$ is $−10.305$, $−8.430$. The sum is $−24.513$.",
            "$x = 4$ is $(6 − 4)/1 = 2σ$ from $μ_1$, but $(7 − 4)/2 = 1.5σ$ from $μ_2$.",
            "It gets 4, 5, 6, with the variance $(1 + 0 + 1)/3 = 0.667$; Gaussian 2 gets $−1$, 0.",
            "$Σ_i γ_ik (x_i − μ̂_k)² / N_k$: the weighted mean",
            "1 $ℓ(θ₀)$",
            "2 $p(y|x)$",
            "5 $σ²$",
            "E-step: $γ₀$ from $θ₀$",
            "$γ₀$ is the posterior of $θ₀$, so F touches: $F = ℓ(θ₀)$.",
            "and $N₁$ divides, not $n − 1$. A mean (that of $σ²$) and $(σ²)²$, (see $γ_i1$).",
            "$σ²$ grew most: 2 $(×1.74)$. The largest $σ²$: 2.",
            "not of $θ₁$, so $F ≤ ℓ(θ₁)$. As $σ² → 0$ it has no limit.",
            "Which is it: E or M? 5 % of a, at most 3, I think; a|b, K-means, 2-3, and/or",
        ] {
            assert_eq!(marked(&sentence.replace('$', "")), sentence);
        }
    }

    #[test]
    fn a_name_is_no_formula() {
        for name in ["T_max", "waiting_min", "x_old", "a_b", "my_σ_file.csv", "x__1", "_i"] {
            assert_eq!(marked(name), name);
        }
    }
}
