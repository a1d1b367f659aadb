//! Words, signs and numbers in LaTeX and Markdown, for documents and for tables.

use super::prose::{Piece, pieces};
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

/// Returns words for LaTeX: the formulas in them as formulas, what is special escaped.
fn latex_words(text: &str) -> String {
    let write = |piece: Piece| match piece {
        Piece::Formula(symbols) => latex_formula(&symbols),
        Piece::Text(words) => latex_text(&words),
    };
    pieces(&text.replace('\u{a0}', " ")).into_iter().map(write).collect()
}

/// Returns a formula between words.
pub(super) fn latex_formula(symbols: &str) -> String {
    format!("${}$", latex_known(&latex(symbols)))
}

/// Returns words without formulas.
pub(super) fn latex_text(text: &str) -> String {
    latex_known(&latex_escaped(text))
}

fn latex_escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            // Two hyphens would become a dash.
            '-' if written.ends_with('-') => written.push_str("{}-"),
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
            '‘' => written.push('`'),
            '“' => written.push_str("``"),
            '”' => written.push_str("''"),
            '—' => written.push_str("---"),
            '€' => written.push_str(r"\texteuro{}"),
            '°' => written.push_str(r"\ensuremath{^\circ}"),
            '…' => written.push_str(r"\ldots{}"),
            _ if sign(c).is_some() => written.extend(sign(c)),
            _ => written.extend([format!(r"\texttt{{U+{:04X}}}", u32::from(c))]),
        }
    }
    written
}

/// Returns a sign of mathematics, such as σ or ², as it stands in words and in formulas.
fn sign(c: char) -> Option<String> {
    let formula = latex(&c.to_string());
    let is_known = formula.is_ascii() && !formula.contains(r"\text");
    is_known.then(|| format!(r"\ensuremath{{{formula}}}"))
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
            ("K = 3 has a higher ℓ", r"$K = 3$ has a higher $\ell$"),
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

    #[test]
    fn signs_of_names_are_those_of_latex() {
        let name = latex_text("°C ± µm² of σ…");
        let signs = [r"^\circ", r"\pm", r"\mu", "^2", r"\sigma"];
        assert!(
            signs.iter().all(|sign| name.contains(&format!(r"\ensuremath{{{sign}}}"))),
            "{name}"
        );
        assert!(name.ends_with(r"\ldots{}"), "{name}");
        assert_eq!(latex_text("温"), r"\texttt{U+6E29}");
    }
}
