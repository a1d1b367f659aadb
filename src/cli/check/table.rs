//! A file of answers as rows of cells. A student's answers must not go missing: what a quote is open around is an
//! error with its line, and every row counts.

/// A row, and the line it starts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

impl Row {
    /// A cell; empty if the row is shorter, or there is no such column.
    pub(super) fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|i| self.cells.get(i)).map_or("", String::as_str)
    }
}

/// Why a text is not a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TableError {
    #[error("line {0}: a quote opens here and is never closed; close it or delete it")]
    Unclosed(usize),
    #[error(
        "line {0}: text follows the closing quote of the cell that opens here; write a quote inside as \"\""
    )]
    AfterQuote(usize),
}

/// The rows of a text whose cells are separated by `delimiter`. Empty lines are left out; a quoted cell may have line ends.
pub(super) fn rows(text: &str, delimiter: char) -> Result<Vec<Row>, TableError> {
    let mut reader = Reader { rest: text, line: 1, delimiter };
    let mut rows = Vec::new();
    while !reader.rest.is_empty() {
        let line = reader.line;
        let mut cells = vec![reader.cell()?];
        while reader.take(|c| c == delimiter).is_some() {
            cells.push(reader.cell()?);
        }
        reader.line_end();
        if cells.len() > 1 || !cells[0].is_empty() {
            rows.push(Row { line, cells });
        }
    }
    Ok(rows)
}

struct Reader<'t> {
    rest: &'t str,
    line: usize,
    delimiter: char,
}

impl Reader<'_> {
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| wanted(*c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn line_end(&mut self) {
        let carriage = self.take(|c| c == '\r').is_some();
        let feed = self.take(|c| c == '\n').is_some();
        self.line += usize::from(carriage || feed);
    }

    fn blanks(&mut self) {
        let delimiter = self.delimiter;
        while self.take(|c| c.is_whitespace() && c != delimiter && !is_line_end(c)).is_some() {}
    }

    fn cell(&mut self) -> Result<String, TableError> {
        self.blanks();
        if self.take(|c| c == '"').is_some() {
            return self.quoted();
        }
        let end = self.rest.find(|c| c == self.delimiter || is_line_end(c));
        let (cell, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        Ok(cell.trim().to_owned())
    }

    /// A cell from after its opening quote on.
    fn quoted(&mut self) -> Result<String, TableError> {
        let opened = self.line;
        let mut cell = String::new();
        loop {
            let c = self.take(|_| true).ok_or(TableError::Unclosed(opened))?;
            if c != '"' {
                self.line += usize::from(c == '\n' || (c == '\r' && !self.rest.starts_with('\n')));
                cell.push(c);
            } else if self.take(|c| c == '"').is_some() {
                cell.push('"');
            } else {
                break;
            }
        }
        self.blanks();
        let next = self.rest.chars().next();
        if next.is_some_and(|c| c != self.delimiter && !is_line_end(c)) {
            return Err(TableError::AfterQuote(opened));
        }
        Ok(cell.trim().to_owned())
    }
}

fn is_line_end(c: char) -> bool {
    c == '\n' || c == '\r'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str, delimiter: char) -> Vec<Vec<String>> {
        rows(text, delimiter).unwrap().into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn rows_end_as_any_system_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", " \"c\" , d ", "\"e,\"\"f\",", "g"].join(end);
            let found = rows(&text, ',').unwrap();
            let lines: Vec<usize> = found.iter().map(|row| row.line).collect();
            assert_eq!(lines, [1, 3, 4, 5]);
            assert_eq!(
                cells(&text, ','),
                [vec!["a", "b"], vec!["c", "d"], vec!["e,\"f", ""], vec!["g"]]
            );
        }
    }

    #[test]
    fn a_quote_that_is_open_is_named_by_its_line() {
        assert_eq!(rows("a\nb,\"c\nd,e\n", ','), Err(TableError::Unclosed(2)));
        assert_eq!(rows("a,\"b\nc,\"d\n", ','), Err(TableError::AfterQuote(1)));
        assert_eq!(cells("a\"b\",c\"\n", ','), [["a\"b\"", "c\""]]);
    }

    proptest! {
        /// Whatever is in the cells, they come back, in as many rows.
        #[test]
        fn what_is_written_is_read(
            table in prop::collection::vec(prop::collection::vec("[a1,;\t\" \n]{0,5}", 2..4), 1..6),
            delimiter in prop::sample::select(vec![',', ';', '\t']),
        ) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let row = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string());
            let text: Vec<String> = table.iter().map(row).collect();
            let trimmed: Vec<Vec<String>> =
                table.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            prop_assert_eq!(cells(&text.join("\n"), delimiter), trimmed);
        }
    }
}
