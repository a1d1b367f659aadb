//! Words, signs and numbers in LaTeX and Markdown, for documents and for tables.

use crate::explain::latex;

/// Returns words for Markdown: nothing in them is a mark of its own.
pub(super) fn markdown_escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.replace('\u{a0}', " ").chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '|' | '[' | ']' | '#' | '$' | '~') {
            written.push('\\');
        }
        written.push(c);
    }
    written
}

/// Returns the cell of a table for LaTeX: a number or symbols in math mode, words as words.
pub(super) fn latex_cell(cell: &str) -> String {
    let formula = latex(cell);
    match formula.as_str() {
        "" => formula,
        words if words.contains(r"\text") => latex_words(cell),
        formula => format!("${}$", latex_known(formula)),
    }
}

/// Returns words for LaTeX: those with signs of formulas as formulas, what is special escaped.
pub(super) fn latex_words(text: &str) -> String {
    let words = text.replace('\u{a0}', " ");
    words.split(' ').map(latex_word).collect::<Vec<_>>().join(" ")
}

fn latex_word(word: &str) -> String {
    let is_sign = |c: char| !c.is_ascii() && latex(&c.to_string()) != c.to_string();
    let bare = word.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '"' | '?' | '!'));
    // x_i and N_k, but no name of a file.
    let is_indexed = bare.split_once('_').is_some_and(|(letter, index)| {
        letter.chars().count() == 1 && (1..=3).contains(&index.chars().count())
    });
    if !bare.contains(is_sign) && !is_indexed || bare.contains('–') {
        return latex_known(&latex_escaped(word));
    }
    let start = word.find(bare).unwrap_or(0);
    let (before, after) = (&word[..start], &word[start + bare.len()..]);
    format!("{}${}${}", latex_escaped(before), latex_known(&latex(bare)), latex_escaped(after))
}

fn latex_escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            '\\' => written.push_str(r"\textbackslash{}"),
            '~' => written.push_str(r"\textasciitilde{}"),
            '^' => written.push_str(r"\textasciicircum{}"),
            '<' | '>' | '|' => written.extend(['$', c, '$']),
            '"' => written.push_str("''"),
            '–' => written.push_str("--"),
            '%' | '#' | '&' | '$' | '_' | '{' | '}' => written.extend(['\\', c]),
            _ => written.push(c),
        }
    }
    written
}

/// Returns it with the number of each character that pdfLaTeX does not know in its place.
pub(super) fn latex_known(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            // Latin-1 is known without a further package.
            _ if c.is_ascii() || ('\u{c0}'..='\u{ff}').contains(&c) => written.push(c),
            '’' => written.push('\''),
            _ => written.extend([format!(r"\texttt{{U+{:04X}}}", u32::from(c))]),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_symbols_or_words() {
        for (cell, written) in [
            ("-1.5", "$-1.5$"),
            ("2.500e-14", r"$2.500 \times 10^{-14}$"),
            ("σ²", r"$\sigma^2$"),
            ("Δ(ℓ_C+ln p)", r"$\Delta(\ell_C+\ln p)$"),
            ("K", "$K$"),
            ("BIC", "BIC"),
            ("K = 3 has a higher ℓ", r"K = 3 has a higher $\ell$"),
            ("100 % of file_name", r"100 \% of file\_name"),
            ("", ""),
        ] {
            assert_eq!(latex_cell(cell), written);
        }
    }

    #[test]
    fn nothing_in_words_is_a_mark() {
        assert_eq!(markdown_escaped("a|b*[c]"), r"a\|b\*\[c\]");
        assert_eq!(latex_words(r"a & b\c"), r"a \& b\textbackslash{}c");
    }
}
