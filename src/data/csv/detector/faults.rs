//! What may be wrong with a table, and how it is said.

use super::ColumnDetector;
use crate::data::cell::Cell;
use crate::data::csv::candidate::Candidate;
use crate::data::csv::rows::Row;
use crate::data::fault::{Fault, Problem};
use crate::data::typed_number::finite;

/// What may separate cells.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

impl ColumnDetector {
    /// Returns whether a quote is part of a cell of row one: a stray one there may have made two
    /// cells of one, and then row one does not tell how many cells a row has.
    pub(super) fn has_quotes_in_row_one(&self) -> bool {
        self.columns.iter().any(|column| column.name.contains('"'))
    }

    /// Returns whether row one has a quote in a cell that is not quoted, and numbers, or a number
    /// that a quote has made one with the end of its line: then it may have been an observation.
    pub(super) fn has_damaged_numbers(&self) -> bool {
        let has_number = |column: &Candidate| {
            let name = column.name.replace('"', "");
            // A quote may have taken the delimiters into the cell.
            let is_quoted = column.name.contains('"');
            let is_joined = self.has_longer_rows && name.contains(DELIMITERS);
            (is_quoted || is_joined)
                && name.split(DELIMITERS).any(|part| finite(part.trim()).is_some())
        };
        let is_number = |column: &Candidate| matches!(column.first, Cell::Number(_));
        self.columns.iter().any(has_number)
            || self.has_quotes_in_row_one() && self.columns.iter().any(is_number)
            || self.columns.iter().any(|column| column.is_torn)
    }

    /// Returns the fault of a row with more cells than the first, which may be the one that is
    /// wrong.
    pub(super) fn too_long(&self, row: &Row) -> Fault {
        let (cells, columns) = (row.cells.len(), self.columns.len());
        match self.above_table() {
            Some(problem) => problem.anywhere(),
            None => Problem::RowTooLong { cells, columns }.on_line(row.line),
        }
    }

    /// That line one is a comment, if it is.
    fn above_table(&self) -> Option<Problem> {
        let is_comment = self.columns[0].name.starts_with('#');
        is_comment.then_some(Problem::AboveTable { line: self.first_line, what: "comment" })
    }

    /// With the cell that kept a column from being numeric: one that is nearly a number, or else
    /// the first.
    pub(super) fn no_numeric_column(&mut self, header: bool) -> Fault {
        if let Some(problem) = self.above_table() {
            return problem.anywhere();
        }
        let is_misspelt = |column: &Candidate| column.is_misspelt();
        let index = self.columns.iter().position(is_misspelt);
        let index = index.or_else(|| self.columns.iter().position(|c| c.fault.is_some()));
        let mut example = index.and_then(|index| {
            let column = Some(self.columns[index].label(index, header));
            self.columns[index].fault.take().map(|fault| Box::new(Fault { column, ..*fault }))
        });
        if let ([_], Some(fault)) = (&self.columns[..], &example)
            && let Problem::NotANumber { text, advice } = &fault.problem
            && advice.is_empty()
            && are_names(text)
        {
            return Problem::AboveTable { line: self.first_line, what: "title" }.anywhere();
        }
        if let Some(fault) = &mut example {
            self.say_row_names(header, fault);
            self.say_title(header, fault);
        }
        let is_other = |index: &&usize| self.columns[**index].is_numeric(header);
        match (example, self.others.iter().find(is_other)) {
            (None, Some(other)) => {
                let column = self.columns[*other].label(*other, header);
                Problem::OnlyOtherColumn { column }.anywhere()
            }
            (None, None) if self.header == Some(false) => Problem::NoNumber.anywhere(),
            (example, _) => Problem::NoNumericColumn(example).anywhere(),
        }
    }

    /// A text below the first line and above numbers may be the name of a column below a title.
    fn say_title(&self, header: bool, fault: &mut Fault) {
        if header
            && self.header.is_none()
            && self.has_numbers
            && let Problem::NotANumber { text, advice } = &mut fault.problem
            && advice.is_empty()
            && text.starts_with(char::is_alphabetic)
        {
            let line = self.first_line;
            *advice = format!("; if line {line} is a title, use --skip {line}");
        }
    }

    /// A cell such as `1,5` below a single name may be a decimal comma, or the name of a row and a
    /// number, as R writes them.
    fn say_row_names(&self, header: bool, fault: &mut Fault) {
        if let (true, [_], Problem::NotANumber { text, advice }) =
            (header, &self.columns[..], &mut fault.problem)
            && text.matches(',').count() == 1
            && advice.starts_with("; write ")
        {
            advice.push_str(" if it is one number, or name each cell in line 1");
        }
    }

    /// Returns a cell such as `5 2` of `1,5 2,5`, if it is not known that the commas separate
    /// cells.
    pub(super) fn torn_numbers(&mut self, header: bool, chosen: usize) -> Option<Fault> {
        if header || self.request.is_some() {
            return None;
        }
        let is_torn = |column: &Candidate| match column.fault.as_ref().map(|fault| &fault.problem) {
            Some(Problem::NotANumber { text, .. }) => {
                let pieces: Vec<&str> = text.split_whitespace().collect();
                pieces.len() == 2 && pieces.iter().all(|piece| finite(piece).is_some())
            }
            _ => false,
        };
        let torn = (0..self.columns.len()).find(|i| *i != chosen && is_torn(&self.columns[*i]))?;
        let mut fault = *self.columns[torn].fault.take()?;
        if let Problem::NotANumber { advice, .. } = &mut fault.problem {
            advice.clear();
            advice.push_str(
                "; write decimal points if these are decimal commas, or -c and a number \
                       for the column that is meant",
            );
        }
        Some(Fault { column: Some(self.columns[torn].label(torn, header)), ..fault })
    }
}

/// Returns whether a row is names of columns, as below a title.
fn are_names(row: &str) -> bool {
    let cells: Vec<&str> = row.split(DELIMITERS).map(str::trim).collect();
    cells.len() > 1 && cells.iter().all(|cell| cell.starts_with(char::is_alphabetic))
}
