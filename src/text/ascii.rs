//! Text in ASCII: Greek is spelled out, and every sign has a stand-in of its own.
//!
//! Names follow `emstep check`: ℓ is `ll`, Δℓ is `delta_ll`. σ² is `var`, which is shorter than its
//! letter and says what it is.

use std::borrow::Cow;

use super::JOINT;

/// Returns `text` in ASCII: `Δℓ of θ₁ · largest σ²` becomes `delta_ll of theta1 | largest var`. A
/// letter that has no stand-in becomes `?`. Only [`JOINT`] stays as it is, for those who break
/// lines.
pub(crate) fn spelled(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    if text.contains(JOINT) {
        let parts: Vec<Cow<str>> = text.split(JOINT).map(spelled).collect();
        return Cow::Owned(parts.join(&JOINT.to_string()));
    }
    let mut clusters: Vec<String> = Vec::new();
    for c in text.chars() {
        match clusters.last_mut() {
            Some(last) if c == HAT => last.push(c),
            _ => clusters.push(c.to_string()),
        }
    }
    let clusters: Vec<&str> = clusters.iter().map(String::as_str).collect();
    Cow::Owned(pieces(&clusters).concat())
}

/// Returns which of these names are the one that is asked for: as they are, or else as they are
/// written in ASCII, so that a name can be given as it was shown.
pub(crate) fn named<'a>(request: &str, names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let names: Vec<&str> = names.collect();
    let all = |is_meant: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..names.len()).filter(|index| is_meant(names[*index])).collect()
    };
    let exact = all(&|name| name == request);
    if exact.is_empty() { all(&|name| spelled(name) == request) } else { exact }
}

/// The most words of a header, as of `ratio of σ_k²`.
#[cfg(feature = "terminal")]
const LONGEST_HEADER: usize = 3;

/// Returns a line in ASCII whose columns, two blanks apart, stay below each other as far as they
/// can.
#[cfg(feature = "terminal")]
pub(crate) fn spelled_row(line: &str) -> Cow<'_, str> {
    if line.is_ascii() {
        return Cow::Borrowed(line);
    }
    let line = line.replace(JOINT, " ");
    let (mut row, mut end, mut at) = (String::new(), 0, 0);
    for part in line.split_inclusive("  ") {
        let phrase = part.trim_matches(' ');
        let start = at + part.len() - part.trim_start_matches(' ').len();
        at += super::width(part);
        if phrase.is_empty() {
            continue;
        }
        let spelled = spelled(phrase);
        // What has grown does so to its left if there is room: numbers end in one column. A
        // sentence begins in its column.
        let is_sentence = phrase.split(' ').count() > LONGEST_HEADER;
        let grown = spelled.len().saturating_sub(super::width(phrase));
        let grown = if is_sentence { 0 } else { grown };
        let wanted = if end > 0 && start >= end + grown + 2 { start - grown } else { start };
        let blanks = if row.is_empty() { wanted } else { wanted.saturating_sub(row.len()).max(2) };
        row.push_str(&" ".repeat(blanks));
        row.push_str(&spelled);
        end = start + super::width(phrase);
    }
    Cow::Owned(row)
}

/// The accent of an estimate, as in θ̂.
const HAT: char = '\u{302}';

/// Returns what each of these clusters of characters, neighbours on a line, becomes. Some become
/// nothing, since a neighbour says it already.
pub(crate) fn pieces(clusters: &[&str]) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::with_capacity(clusters.len());
    let mut last = ' ';
    let mut squares: Vec<usize> = Vec::new();
    for (i, cluster) in clusters.iter().enumerate() {
        let mut piece = if cluster.is_ascii() {
            (*cluster).to_owned()
        } else if squares.contains(&i) {
            String::new()
        } else {
            spell(clusters, i, &mut squares)
        };
        let first = piece.chars().next();
        let is_word = !cluster.is_ascii() && word(cluster).is_some();
        if is_word
            && last.is_ascii_alphanumeric()
            && first.is_some_and(|c| c.is_ascii_alphanumeric())
        {
            piece.insert(0, ' ');
        }
        last = piece.chars().next_back().unwrap_or(last);
        pieces.push(piece);
    }
    pieces
}

/// Returns what a cluster that is not ASCII becomes. The square of a variance, which its name
/// includes, is added to `squares`.
fn spell(clusters: &[&str], i: usize, squares: &mut Vec<usize>) -> String {
    let cluster = clusters[i];
    let next = clusters.get(i + 1).copied().unwrap_or(" ");
    let base = cluster.chars().next().unwrap_or(' ');
    if base == 'Δ' {
        let is_prefix = next.chars().next().is_some_and(char::is_alphabetic);
        return if is_prefix { "delta_".to_owned() } else { "delta".to_owned() };
    }
    if let Some(word) = word(cluster) {
        let mut text = word.to_owned();
        if base == 'σ'
            && let Some(square) = square_of(clusters, i)
        {
            squares.push(square);
            "var".clone_into(&mut text);
        }
        if cluster.ends_with(HAT) {
            text.push_str("_hat");
        }
        let follows = next.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        if follows {
            text.push(' ');
        }
        return text;
    }
    if let Some(digit) = of_superscript(base) {
        let before = i.checked_sub(1).and_then(|j| clusters[j].chars().next());
        let goes_on = before.is_some_and(|c| of_superscript(c).is_some());
        return if goes_on { digit.to_string() } else { format!("^{digit}") };
    }
    if base == '·' {
        let stand_in = match () {
            () if is_alone(clusters, i) => ".",
            () if is_between_phrases(clusters, i) => "|",
            () => "*",
        };
        return stand_in.to_owned();
    }
    if base == '×' {
        // Between blanks it multiplies, and could be the data; before a number it says how often.
        let is_blank = |near: Option<&&str>| near.is_some_and(|near| *near == " ");
        let before = i.checked_sub(1).and_then(|before| clusters.get(before));
        let is_product = is_blank(before) && is_blank(clusters.get(i + 1));
        return if is_product { "*" } else { "x" }.to_owned();
    }
    if base == '→' {
        return if is_key(clusters, i) { "Right" } else { "->" }.to_owned();
    }
    sign(base).map_or_else(|| "?".repeat(super::width(cluster).max(1)), str::to_owned)
}

/// Returns where the square is that makes a σ a variance: σ², σ_k² or σ₁².
fn square_of(clusters: &[&str], sigma: usize) -> Option<usize> {
    let is = |i: usize, text: &str| clusters.get(i) == Some(&text);
    let mut i = sigma + 1;
    if is(i, "_") {
        i += 2;
    }
    while clusters.get(i).and_then(|c| c.chars().next()).is_some_and(|c| ('₀'..='₉').contains(&c))
    {
        i += 1;
    }
    is(i, "²").then_some(i)
}

/// Returns whether a dot stands for nothing, as in a table; between two things it multiplies them
/// or keeps them apart.
fn is_alone(clusters: &[&str], dot: usize) -> bool {
    let at = |i: Option<usize>| i.and_then(|i| clusters.get(i)).copied().unwrap_or(" ");
    let is_said = |text: &str| !matches!(text, " " | "·" | ":");
    let beside = |near: Option<usize>, next: Option<usize>| {
        is_said(at(near)) || at(near) == " " && is_said(at(next))
    };
    let before = beside(dot.checked_sub(1), dot.checked_sub(2));
    !(before && beside(Some(dot + 1), Some(dot + 2)))
}

/// Returns whether an arrow to the right is the key of that name: not between half-steps, as in
/// `→E→`, nor where something becomes something, as in `σ² → 0`. Keys stand beside words, letters
/// and each other.
fn is_key(clusters: &[&str], arrow: usize) -> bool {
    let at = |i: Option<usize>| i.and_then(|i| clusters.get(i)).copied().unwrap_or(" ");
    let (before, after) = (at(arrow.checked_sub(1)), at(Some(arrow + 1)));
    if [before, after].iter().any(|c| ["E", "M"].contains(c)) {
        return false;
    }
    let (from, to) = (at(arrow.checked_sub(2)), at(Some(arrow + 2)));
    let is_arrow = ["←", "↑", "↓", "→"].contains(&from);
    let is_symbol = !from.is_ascii() && word(from).is_some() || of_index(from);
    let is_value = after == " " && ["0", "∞"].contains(&to);
    before != " " || is_arrow || !(is_symbol || is_value)
}

/// Returns whether a cluster is at the end of a symbol, as in σ² and θ₁.
fn of_index(cluster: &str) -> bool {
    let c = cluster.chars().next().unwrap_or(' ');
    of_superscript(c).is_some() || ('₀'..='ₜ').contains(&c)
}

/// Returns whether a dot keeps two phrases apart, as in `n = 5 · K = 2 · run 1`: one of them is in
/// words, says what equals something, or counts from one number to another. Otherwise it is a
/// product.
fn is_between_phrases(clusters: &[&str], dot: usize) -> bool {
    const FUNCTIONS: [&str; 3] = ["ln", "log", "exp"];
    let is_blank = |i: usize| clusters.get(i).is_none_or(|cluster| *cluster == " ");
    if dot == 0 || !is_blank(dot - 1) || !is_blank(dot + 1) {
        return false;
    }
    let word_from = |start: usize| {
        let word = clusters.iter().skip(start).take_while(|cluster| **cluster != " ");
        word.copied().collect::<String>()
    };
    let before = clusters[..dot - 1].iter().rposition(|cluster| *cluster == " ");
    let before = word_from(before.map_or(0, |blank| blank + 1));
    let after = word_from(dot + 2);
    let is_said = before.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic));
    let letters: String = after.chars().take_while(|c| c.is_alphabetic()).collect();
    let is_word = letters.chars().count() > 1 && !FUNCTIONS.contains(&letters.as_str());
    let is_equation = letters == after && word_from(dot + 2 + after.chars().count() + 1) == "=";
    is_said || is_word || is_equation || after.contains('–')
}

/// Returns the name of a letter or an operator that is read as a word.
fn word(cluster: &str) -> Option<&'static str> {
    Some(match cluster.chars().next()? {
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'Γ' => "Gamma",
        'δ' => "delta",
        'ε' => "eps",
        'θ' => "theta",
        'Θ' => "Theta",
        'λ' => "lambda",
        'μ' => "mu",
        'π' => "pi",
        'Π' | '∏' => "prod",
        'σ' => "sigma",
        'Σ' | '∑' => "sum",
        'τ' => "tau",
        'φ' => "phi",
        'Φ' => "Phi",
        'χ' => "chi",
        'ω' => "omega",
        'ℓ' => "ll",
        '√' => "sqrt",
        '∂' => "d",
        '∫' => "int",
        '∞' => "inf",
        '∈' => "in",
        '∝' => "prop to",
        '𝒩' | '𝓝' => "N",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        _ => return None,
    })
}

fn of_superscript(c: char) -> Option<char> {
    const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
    const PLAIN: &str = "0123456789-+";
    SUPERSCRIPTS.chars().zip(PLAIN.chars()).find(|(other, _)| *other == c).map(|(_, plain)| plain)
}

/// Returns the stand-in of a sign. Signs that mean different things are different.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '₀' => "0",
        '₁' => "1",
        '₂' => "2",
        '₃' => "3",
        '₄' => "4",
        '₅' => "5",
        '₆' => "6",
        '₇' => "7",
        '₈' => "8",
        '₉' => "9",
        'ᵢ' => "_i",
        'ⱼ' => "_j",
        'ₖ' => "_k",
        'ₗ' => "_l",
        'ₘ' => "_m",
        '−' | '–' | '‐' | '‑' => "-",
        '—' => "--",
        // Micro, as in µs.
        'µ' => "u",
        '÷' | '∕' | '⁄' => "/",
        '⋅' | '∙' => ".",
        '∗' => "*",
        '±' => "+-",
        '≈' => "~",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '‖' => "||",
        '∣' => "|",
        '⌊' => "floor(",
        '⌋' => ")",
        '…' => "...",
        '′' | '’' | '‘' => "'",
        '“' | '”' | '″' => "\"",
        '\u{a0}' => " ",
        // The marks around the numbers of a derivation, which are taken off before they are shown.
        '\u{2061}' => "\u{2061}",
        '\u{2062}' => "\u{2062}",
        '←' => "Left",
        '↑' => "Up",
        '↓' => "Down",
        '●' => "@",
        '◆' => "&",
        '▲' => "A",
        '▴' => "^",
        '▾' => "v",
        '◂' | '‹' => "<",
        '▸' | '›' => ">",
        '□' => "$",
        '○' => "o",
        '•' => "%",
        '⋮' => ":",
        '✓' => "ok",
        '✗' => "!!",
        '↳' => "`-",
        '€' => "EUR",
        _ => return of_frame(c).or_else(|| of_block(c)).or_else(|| of_letter(c)),
    })
}

/// Returns the stand-in of a part of a frame, an axis or a dashed line.
fn of_frame(c: char) -> Option<&'static str> {
    Some(match c {
        '─' | '━' | '▔' | '╌' | '┄' => "-",
        '│' | '┃' | '▕' => "|",
        '┆' => "!",
        '╳' => "X",
        '╱' => "/",
        '╲' => "\\",
        '\u{2500}'..='\u{257f}' => "+",
        _ => return None,
    })
}

/// Returns the stand-in of a bar, a shade or the dots of a curve: the more there is of a cell, the
/// darker.
fn of_block(c: char) -> Option<&'static str> {
    Some(match c {
        '█' => "#",
        '▇' | '▉' | '▊' | '▓' => "%",
        '▆' | '▅' | '▋' => "=",
        '▄' | '▌' | '▐' | '▒' => "+",
        '▃' | '▍' | '░' => "-",
        '▂' | '▎' => ".",
        '▁' => "_",
        '▏' => ":",
        '▀' => "\"",
        '\u{2596}'..='\u{259f}' | '\u{2801}'..='\u{28ff}' => "*",
        '\u{2800}' => " ",
        _ => return None,
    })
}

/// Returns a Latin letter without its accent.
fn of_letter(c: char) -> Option<&'static str> {
    const LETTERS: [(&str, &str); 19] = [
        ("áàâäãå", "a"),
        ("ÁÀÂÄÃÅ", "A"),
        ("éèêë", "e"),
        ("ÉÈÊË", "E"),
        ("íìîï", "i"),
        ("ÍÌÎÏ", "I"),
        ("óòôöõø", "o"),
        ("ÓÒÔÖÕØ", "O"),
        ("úùûü", "u"),
        ("ÚÙÛÜ", "U"),
        ("ñ", "n"),
        ("Ñ", "N"),
        ("ç", "c"),
        ("Ç", "C"),
        ("ýÿ", "y"),
        ("ß", "ss"),
        ("æ", "ae"),
        ("Æ", "AE"),
        ("œ", "oe"),
    ];
    LETTERS.into_iter().find(|(letters, _)| letters.contains(c)).map(|(_, plain)| plain)
}

#[cfg(test)]
mod tests;
