//! Tables to read, in Markdown and for LaTeX: rounded as the text output is.

use std::io::{self, Write};

use super::ExportContent;
use crate::report::markup::{latex_cell, markdown_escaped};
use crate::report::{FitReport, scan, text};
use crate::text::sanitise::clean;

/// A longer table goes on on the next page.
const LONG: usize = 40;

/// A table of cells of text; the header has the symbols of the screen.
pub(super) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Returns the table of a content; none if the run has no such table.
pub(super) fn of(report: &FitReport, content: ExportContent) -> Option<Table> {
    let mut rows = match content {
        ExportContent::Theta => text::theta(report),
        ExportContent::Scan => report.scan.as_ref().map(scan::cells)?,
        ExportContent::Trace => text::trace(report),
        ExportContent::Groups
        | ExportContent::Responsibilities
        | ExportContent::Labels
        | ExportContent::Posterior
        | ExportContent::Predictions => return None,
    };
    let header = rows.remove(0);
    Some(Table { header, rows })
}

impl Table {
    pub(super) fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| markdown_escaped(cell)).collect();
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
            let cells: Vec<String> = cells.iter().map(|cell| latex_cell(cell)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_goes_on_and_its_title_is_a_comment() {
        let table = Table { header: vec!["k".into()], rows: vec![vec!["1".into()]; LONG + 1] };
        let mut text = Vec::new();
        table.write_latex("a\n\\input{b}", &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with("% a \\input{b}\n% packages: booktabs, longtable\n"), "{text}");
        assert!(text.contains("\\endhead\n$1$ \\\\\n"), "{text}");
    }
}
