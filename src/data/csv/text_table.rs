//! A CSV file as a table of texts: all of its rows and cells.

use super::rows::Rows;
use crate::data::error::DataError;
use crate::data::fault::{Fault, Problem};

/// A row of a table of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Where it begins, from 1.
    pub line: u64,
    /// Its cells, without white space around them; at least one.
    pub cells: Vec<String>,
}

impl TextRow {
    /// Returns a cell; empty if the row is shorter, or there is no such column.
    pub fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|i| self.cells.get(i)).map_or("", String::as_str)
    }
}

/// Reads all rows of a CSV file, but for empty ones, as `Rows` has them; `data` is what a person
/// calls it.
///
/// # Errors
/// Returns an error if it is not UTF-8 text, or its quotes are not as they should be.
pub fn read_table(bytes: &[u8], data: &str) -> Result<Vec<TextRow>, DataError> {
    let read = || -> Result<Vec<TextRow>, Fault> {
        let mut rows = Rows::plain(bytes)?;
        let mut all = Vec::new();
        while let Some(row) = rows.read()? {
            let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
            let cells: Vec<String> = row.cells.iter().map(text).collect();
            if cells.len() > 1 || !cells[0].is_empty() {
                all.push(TextRow { line: row.line, cells });
            }
        }
        Ok(all)
    };
    read().map_err(|fault| fault.of(data))
}

/// Says that the first line of a table is a comment, and not part of it.
pub fn above_table(data: &str, line: u64) -> DataError {
    Problem::AboveTable { line, what: "comment" }.anywhere().of(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_texts_has_every_row() {
        let table = read_table(b"sep=;\na; \"b;c\"\n\n \n\"d\ne\";f\n;\n", "t").unwrap();
        let rows: Vec<(u64, Vec<&str>)> = table
            .iter()
            .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(rows, [(2, vec!["a", "\"b", "c\""]), (5, vec!["d\ne", "f"]), (7, vec!["", ""])]);
        let error = read_table(b"a,b\nc,\"d\n", "t").unwrap_err().to_string();
        assert!(error.starts_with("t, line 2: a quote opens here"), "{error}");
    }
}
