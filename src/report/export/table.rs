//! Tables to read, in Markdown and for LaTeX: rounded as the text output is.

use std::io::{self, Write};

use super::ExportContent;
use crate::report::markup::{latex_cell, markdown_escaped};
use crate::report::{FitReport, scan, text};
use crate::text::sanitise::clean;

/// A longer table goes on on the next page.
const LONG: usize = 40;
/// The width of the text of an `article` in ten points, in points.
const TEXT: f64 = 345.0;
/// Words are broken into lines of this many points at least.
const NARROW: f64 = 60.0;
/// Sizes of text, with how wide it is beside that in ten points, and the blank beside a column in
/// points, from the usual ones on.
const SIZES: [(&str, f64, f64); 5] = [
    ("", 1.0, 6.0),
    (r"\small", 0.925, 4.0),
    (r"\footnotesize", 0.85, 4.0),
    (r"\footnotesize", 0.85, 2.5),
    (r"\scriptsize", 0.8, 2.5),
];

/// A table of cells of text; the header has the symbols of the screen.
pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The columns of words; all others have numbers.
    words: &'static [usize],
}

/// Returns the table of a content; none if the run has no such table.
pub(super) fn of(report: &FitReport, content: ExportContent) -> Option<Table> {
    let (mut rows, words) = match content {
        ExportContent::Theta => (text::theta(report), &[][..]),
        ExportContent::Scan => (report.scan.as_ref().map(scan::cells)?, &scan::WORDS[..]),
        ExportContent::Trace => (text::trace(report), &[][..]),
        ExportContent::Groups
        | ExportContent::Responsibilities
        | ExportContent::Labels
        | ExportContent::Posterior
        | ExportContent::Predictions => return None,
    };
    let header = rows.remove(0);
    Some(Table { header, rows, words })
}

impl Table {
    pub(super) fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| markdown_escaped(cell)).collect();
            format!("| {} |", cells.join(" | "))
        };
        writeln!(out, "{}", row(&self.header))?;
        let rule = |column| if self.words.contains(&column) { " :--- |" } else { " ---: |" };
        writeln!(out, "|{}", (0..self.header.len()).map(rule).collect::<String>())?;
        self.rows.iter().try_for_each(|cells| writeln!(out, "{}", row(cells)))
    }

    pub(super) fn write_latex(&self, title: &str, out: &mut dyn Write) -> io::Result<()> {
        let is_long = self.rows.len() > LONG;
        let (environment, packages) =
            if is_long { ("longtable", "booktabs, longtable") } else { ("tabular", "booktabs") };
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| latex_cell(cell)).collect();
            format!("{} \\\\", cells.join(" & "))
        };
        let (size, blank, columns) = self.layout();
        writeln!(out, "% {}", clean(title))?;
        writeln!(out, "% packages: {packages}")?;
        if !size.is_empty() {
            writeln!(out, "\\begingroup{size}\\setlength{{\\tabcolsep}}{{{blank}pt}}")?;
        }
        // In a paragraph of its own it would begin behind the indent.
        let noindent = if is_long { "" } else { "\\noindent" };
        writeln!(out, "{noindent}\\begin{{{environment}}}{{{columns}}}")?;
        writeln!(out, "\\toprule\n{}\n\\midrule", row(&self.header))?;
        if is_long {
            writeln!(out, "\\endhead")?;
        }
        self.rows.iter().try_for_each(|cells| writeln!(out, "{}", row(cells)))?;
        writeln!(out, "\\bottomrule\n\\end{{{environment}}}")?;
        if size.is_empty() { Ok(()) } else { writeln!(out, "\\par\\endgroup") }
    }

    /// Returns the largest size of text in which the table is no wider than the text of an article,
    /// or else the smallest, with the blank beside a column, and the columns. Words at the end of a
    /// row are broken into lines where they leave no room.
    fn layout(&self) -> (&'static str, f64, String) {
        let count = self.header.len();
        let all = || std::iter::once(&self.header).chain(&self.rows);
        let widest = |column: usize| all().map(|row| width(&row[column])).fold(0.0, f64::max);
        let widths: Vec<f64> = (0..count).map(widest).collect();
        let whole = |(_, scale, blank): &(&str, f64, f64)| {
            scale * widths.iter().sum::<f64>() + 2.0 * blank * count as f64
        };
        let fits = SIZES.iter().find(|size| whole(size) <= TEXT);
        let size = fits.unwrap_or(&SIZES[SIZES.len() - 1]);
        let (name, scale, blank) = *size;
        let room = scale * widths[count - 1] - (whole(size) - TEXT);
        let column = |column| {
            let is_words = self.words.contains(&column);
            match is_words {
                true if fits.is_none() && column + 1 == count => {
                    format!(r"p{{{:.0}pt}}", room.max(NARROW))
                }
                true => "l".to_owned(),
                false => "r".to_owned(),
            }
        };
        (name, blank, (0..count).map(column).collect())
    }
}

/// Returns about how wide a cell is in text of ten points, in points.
fn width(cell: &str) -> f64 {
    let one = |c: char| match c {
        '.' | ',' | ' ' => 3.3,
        '-' | '−' => 7.8,
        'A'..='Z' | 'μ' | 'σ' | 'π' | 'Δ' => 7.5,
        // It becomes × 10 with what is raised.
        'e' if cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') => 22.0,
        _ => 5.0,
    };
    cell.chars().map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the size of text and the columns of a table of one row.
    fn laid_out(row: &[&str], words: &'static [usize]) -> (&'static str, String) {
        let row: Vec<String> = row.iter().map(|cell| (*cell).to_owned()).collect();
        let header = vec![String::new(); row.len()];
        let (size, _, columns) = Table { header, rows: vec![row], words }.layout();
        (size, columns)
    }

    #[test]
    fn a_table_has_the_largest_text_in_which_it_fits() {
        assert_eq!(laid_out(&["1", "0.5", "free"], &[2]), ("", "rrl".to_owned()));
        let number = "1234567890.5";
        let sizes: Vec<&str> = (4..8).map(|count| laid_out(&vec![number; count], &[]).0).collect();
        assert_eq!(sizes, ["", r"\small", r"\footnotesize", r"\scriptsize"]);
        // Numbers are not broken, whatever room they take.
        assert_eq!(laid_out(&[number; 12], &[]), (r"\scriptsize", "r".repeat(12)));
        // What is said of a row is.
        let note = "a long reason why a fit is not there ".repeat(4);
        let (size, columns) = laid_out(&["1", number, &note], &[2]);
        let room: f64 =
            columns.strip_prefix("rrp{").unwrap().strip_suffix("pt}").unwrap().parse().unwrap();
        assert!(size == r"\scriptsize" && room > NARROW && room < TEXT, "{columns}");
    }

    #[test]
    fn a_long_table_goes_on_and_its_title_is_a_comment() {
        let rows = vec![vec!["1".into()]; LONG + 1];
        let table = Table { header: vec!["k".into()], rows, words: &[] };
        let mut text = Vec::new();
        table.write_latex("a\n\\input{b}", &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with("% a \\input{b}\n% packages: booktabs, longtable\n"), "{text}");
        assert!(text.contains("\\endhead\n$1$ \\\\\n"), "{text}");
    }
}
