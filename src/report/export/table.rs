//! Tables to read, in Markdown and for LaTeX: rounded as the text output is.

use std::io::{self, Write};

use super::ExportContent;
use crate::report::{FitReport, scan, text};
use crate::text::sanitise::clean;

/// A longer table goes on on the next page.
const LONG: usize = 40;

/// A table of cells of text; the header has the symbols of the screen.
pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Returns the table of a content that is one.
pub(super) fn of(report: &FitReport, content: ExportContent) -> Table {
    let mut rows = match content {
        ExportContent::Theta => text::theta(report),
        ExportContent::Scan => report.scan.as_ref().map(scan::cells).unwrap_or_default(),
        _ => text::trace(report),
    };
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    Table { header, rows }
}

impl Table {
    pub(super) fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| escaped_for_markdown(cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        writeln!(out, "{}", row(&self.header))?;
        writeln!(out, "|{}", " ---: |".repeat(self.header.len()))?;
        self.rows.iter().try_for_each(|cells| writeln!(out, "{}", row(cells)))
    }

    pub(super) fn write_latex(&self, title: &str, out: &mut dyn Write) -> io::Result<()> {
        let is_long = self.rows.len() > LONG;
        let (environment, packages) =
            if is_long { ("longtable", "booktabs, longtable") } else { ("tabular", "booktabs") };
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| latex(cell)).collect();
            format!("{} \\\\", cells.join(" & "))
        };
        writeln!(out, "% {}", clean(title))?;
        writeln!(out, "% packages: {packages}")?;
        writeln!(out, "\\begin{{{environment}}}{{{}}}", "r".repeat(self.header.len()))?;
        writeln!(out, "\\toprule\n{}\n\\midrule", row(&self.header))?;
        if is_long {
            writeln!(out, "\\endhead")?;
        }
        self.rows.iter().try_for_each(|cells| writeln!(out, "{}", row(cells)))?;
        writeln!(out, "\\bottomrule\n\\end{{{environment}}}")
    }
}

fn escaped_for_markdown(cell: &str) -> String {
    let mut text = String::new();
    for c in cell.chars() {
        if matches!(c, '|' | '\\' | '*' | '_' | '<' | '`') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// Returns a cell for LaTeX: a number or symbols in math mode, words as words.
fn latex(cell: &str) -> String {
    if cell.is_empty() {
        return String::new();
    }
    if cell.parse::<f64>().is_ok() {
        return match cell.split_once('e') {
            Some((digits, power)) => format!("${digits} \\times 10^{{{power}}}$"),
            None => format!("${cell}$"),
        };
    }
    let is_symbol = |c: char| matches!(c, 'π' | 'μ' | 'σ' | 'ℓ' | 'Δ');
    if cell.contains(is_symbol) || cell.chars().count() == 1 || cell.starts_with("F_") {
        let math = [
            ("π", "\\pi"),
            ("μ", "\\mu"),
            ("σ²", "\\sigma^2"),
            ("σ", "\\sigma"),
            ("Δ", "\\Delta "),
            ("ℓ", "\\ell"),
            ("ln p", "\\ln p"),
        ];
        let math = math.iter().fold(cell.to_owned(), |text, (sign, name)| text.replace(sign, name));
        return format!("${math}$");
    }
    let mut text = String::new();
    for c in cell.chars() {
        match c {
            '\\' => text.push_str("\\textbackslash{}"),
            '~' => text.push_str("\\textasciitilde{}"),
            '^' => text.push_str("\\textasciicircum{}"),
            '%' | '#' | '&' | '$' | '_' | '{' | '}' => text.extend(['\\', c]),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_symbols_or_words() {
        for (cell, written) in [
            ("-1.5", "$-1.5$"),
            ("2.500e-14", "$2.500 \\times 10^{-14}$"),
            ("σ²", "$\\sigma^2$"),
            ("Δ(ℓ_C+ln p)", "$\\Delta (\\ell_C+\\ln p)$"),
            ("K", "$K$"),
            ("BIC", "BIC"),
            ("100 % of a_b", "100 \\% of a\\_b"),
            ("", ""),
        ] {
            assert_eq!(latex(cell), written);
        }
    }

    #[test]
    fn nothing_in_a_cell_ends_it() {
        assert_eq!(escaped_for_markdown("a|b*"), "a\\|b\\*");
        let table = Table { header: vec!["k".into()], rows: vec![vec!["1".into()]; LONG + 1] };
        let mut text = Vec::new();
        table.write_latex("a\n\\input{b}", &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with("% a \\input{b}\n% packages: booktabs, longtable\n"), "{text}");
        assert!(text.contains("\\endhead\n$1$ \\\\\n"), "{text}");
    }
}
