//! The search for the column that is asked for.
//!
//! At first neither is known whether row one is a header nor which column is the answer. So every
//! column that can still matter is *open*, that is looked at in each row, until the rows below have
//! decided.

mod choice;
mod faults;
mod notes;
mod swallowed;

use std::borrow::Cow;

use super::Wants;
use super::candidate::{Below, Candidate};
use super::rows::Row;
use super::sniff::Sniffed;
use crate::data::cell::{Cell, observation};
use crate::data::dataset::NumericColumn;
use crate::data::fault::{Fault, Problem};
use crate::data::left_out::LeftOut;
use crate::data::notation::Notation;
use crate::mixture::MAX_MAGNITUDE;
use crate::text::ascii;
use crate::text::sanitise::{clean, whole_name};
use swallowed::{has_numbers_on_lines, swallows_rows};

/// After this many rows it is decided whether a column only numbers the rows: then the rest can be
/// read fast.
pub(super) const DECIDED_AFTER: usize = 256;

/// The search for the answer.
pub(super) struct ColumnDetector {
    request: Option<String>,
    notation: Notation,
    /// Whether row one is names, if that was said.
    header: Option<bool>,
    /// Whether a row of the beginning has a number, in whatever column.
    has_numbers: bool,
    /// The columns whose text in row one is the request.
    by_name: Vec<usize>,
    /// The column whose number is the request.
    by_number: Option<usize>,
    /// The columns that are not meant if none is named.
    others: Vec<usize>,
    first_line: u64,
    columns: Vec<Candidate>,
    /// Whether a row has more cells than row one, blank ones.
    has_longer_rows: bool,
    open: Vec<usize>,
    /// Rows below row one.
    rows: usize,
    /// Which columns only number the rows, once that is decided.
    numbering: Option<Vec<bool>>,
    /// Whether row one is the first observation and is among the values already.
    has_first: bool,
}

impl ColumnDetector {
    /// Begins with row one.
    ///
    /// # Errors
    /// Returns an error if its quotes have taken other rows in, or if it is the only row and one
    /// number of it would be read.
    pub(super) fn new(first: &Row, wants: Wants<'_>, sniffed: &Sniffed) -> Result<Self, Fault> {
        let notation = &sniffed.notation;
        if let (Some(text), None) = (&sniffed.broken_row, wants.column) {
            return Err(Problem::BrokenRow { text: text.clone() }.on_line(first.line));
        }
        // A cell of several lines is rare, and looking at all of them takes its time.
        if first.cells.as_slice().contains(&b'\n') && swallows_rows(first, &[], None, notation) {
            return Err(Problem::QuotedRows.on_line(first.line));
        }
        let columns: Vec<Candidate> = first
            .cells
            .iter()
            .map(|cell| Candidate::new(&text(cell), first.line, notation))
            .collect();
        let request = wants.column.map(clean);
        let named = |request: &str| {
            let names = columns.iter().map(|column| column.name.as_str());
            if request.is_empty() { Vec::new() } else { ascii::named(request, names) }
        };
        let numbered = |request: &str| {
            let number = request.parse::<usize>().ok();
            number.filter(|n| (1..=columns.len()).contains(n)).map(|n| n - 1)
        };
        let by_name = request.as_deref().map(named).unwrap_or_default();
        let by_number = request.as_deref().and_then(numbered);
        let mut not_meant = Vec::new();
        for other in wants.others.iter().map(|other| clean(other)) {
            let by_name = named(&other);
            let by_number = numbered(&other).filter(|_| by_name.is_empty());
            not_meant.extend(by_name.into_iter().chain(by_number));
        }
        let mut detector = Self {
            request,
            notation: notation.clone(),
            header: sniffed.header,
            has_numbers: sniffed.has_numbers,
            by_name,
            by_number,
            others: not_meant,
            first_line: first.line,
            columns,
            has_longer_rows: false,
            open: Vec::new(),
            rows: 0,
            numbering: None,
            has_first: false,
        };
        detector.reopen();
        Ok(detector)
    }

    /// Returns whether no row that follows can matter.
    pub(super) fn is_over(&self) -> bool {
        self.open.is_empty()
    }

    /// Returns the one column that matters from here on, once it is known to be the answer, with
    /// the number of columns.
    pub(super) fn settled(&self) -> Option<(usize, usize)> {
        let [index] = self.open[..] else { return None };
        if self.is_undecided() {
            let may_number = self.columns[index].may_come_to_number_rows(self.is_header());
            let matters = |c: &Candidate| c.is_watched || (may_number && c.marked.is_some());
            if self.columns.iter().any(matters) {
                return None;
            }
        }
        // A column that has a number below row one has said about the header what it can say.
        let decided = self.columns[index].below == Below::Number;
        let chosen = self.chosen(self.is_header()) == Some(index);
        (decided && chosen).then_some((index, self.columns.len()))
    }

    /// Returns the observations of the settled column, row one's among them where it is one: to put
    /// it in front later would move all the others.
    pub(super) fn begin_values(&mut self, index: usize) -> &mut Vec<f64> {
        let header = self.is_header();
        self.decide_numbering();
        let column = &mut self.columns[index];
        if let (Cell::Number(x), false, false) = (column.first, header, self.has_first)
            && x.abs() <= MAX_MAGNITUDE
        {
            column.values.insert(0, x);
            self.has_first = true;
        }
        &mut column.values
    }

    /// Forgets the values of the column that is meant: all rows come once more, row one among them
    /// unless it is a header.
    pub(super) fn restart(&mut self, index: usize, header: bool) {
        if header {
            self.header = Some(true);
        }
        self.begin_values(index);
        self.has_first = true;
        let column = &mut self.columns[index];
        (column.values, column.left_out) = (Vec::new(), LeftOut::default());
    }

    /// Returns which column is the answer if row one is a header, or is not.
    pub(super) fn index(&mut self, header: bool) -> Result<usize, Fault> {
        if header {
            self.header = Some(true);
        }
        self.choose(header)
    }

    /// Returns the observations of a column and what was left out of it.
    pub(super) fn column(&mut self, index: usize) -> (&mut Vec<f64>, &mut LeftOut) {
        let column = &mut self.columns[index];
        (&mut column.values, &mut column.left_out)
    }

    /// Takes a row below row one.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), Fault> {
        let (cells, columns) = (row.cells.len(), self.columns.len());
        let spans_lines = row.cells.as_slice().contains(&b'\n');
        if spans_lines
            && (swallows_rows(row, &self.open, Some(columns), &self.notation)
                || self.has_quotes_in_row_one() && has_numbers_on_lines(row, &self.notation))
        {
            return Err(Problem::QuotedRows.on_line(row.line));
        }
        if cells != columns {
            if row.is_blank() {
                return Ok(());
            }
            if cells < columns && row.cells.as_slice().contains(&row.delimiter) {
                return Err(Problem::QuotedCells { cells, columns }.on_line(row.line));
            }
            self.has_longer_rows |= cells > columns;
            // A quote may have made two cells of one, and the last one a blank beside the table.
            let has_quote = row.cells.as_slice().contains(&b'"');
            let is_blank_behind = row.cells.iter().skip(columns).all(is_blank);
            if cells > columns && (has_quote || !is_blank_behind) {
                return Err(self.too_long(row));
            }
        }
        self.rows += 1;
        if self.is_undecided() {
            for (index, cell) in row.cells.iter().enumerate() {
                let column = self.columns.get_mut(index).filter(|column| column.is_watched);
                if let Some(column) = column {
                    column.watch(&text(cell), &self.notation);
                }
            }
        }
        let mut settled = false;
        for &index in &self.open {
            let column = &mut self.columns[index];
            if columns == 1 {
                // Where a row is a single cell, an empty line is an empty cell.
                column.left_out.empty += row.blank_lines as usize;
            }
            if let Some(cell) = row.cells.get(index) {
                settled |= column.take(&text(cell), row.line, &self.notation);
            } else {
                let fault = Problem::RowTooShort { cells, columns }.on_line(row.line);
                column.fault = Some(Box::new(fault));
                settled = true;
            }
        }
        if self.rows == DECIDED_AFTER {
            self.decide_numbering();
        }
        if settled || self.rows == DECIDED_AFTER {
            self.reopen();
        }
        Ok(())
    }

    /// Returns which column is the answer, and whether row one is a header, after the last row that
    /// matters.
    pub(super) fn answer(&mut self) -> Result<(usize, bool), Fault> {
        let header = self.is_header();
        Ok((self.choose(header)?, header))
    }

    /// Returns which column is the answer, for all that was read.
    pub(super) fn chosen_column(&self) -> Option<usize> {
        self.chosen(self.is_header())
    }

    /// Returns how many columns of numbers there are, if none has a name, and one is read though
    /// none was asked for.
    pub(super) fn nameless_columns(&self) -> Option<usize> {
        let is_meant = self.request.is_some() || self.header == Some(false) || self.is_header();
        let numeric = self.columns.iter().filter(|column| column.is_numeric(false)).count();
        (!is_meant && numeric > 1).then_some(numeric)
    }

    /// Returns the answer, after the last row that matters.
    pub(super) fn finish(mut self) -> Result<NumericColumn, Fault> {
        let header = self.is_header();
        if header && self.by_name.is_empty() && self.has_damaged_numbers() {
            return Err(Problem::QuoteInHeader.on_line(self.first_line));
        }
        let index = self.choose(header)?;
        if let Some(fault) = self.torn_numbers(header, index) {
            return Err(fault);
        }
        let notes = self.notes(index, header);
        let column = self.columns.swap_remove(index);
        let label = column.label(index, header);
        let in_column = |fault| Fault { column: Some(label.clone()), ..fault };
        let on_first_line = |problem: Problem| in_column(problem.on_line(self.first_line));

        let Candidate { name, first, mut values, mut left_out, fault, .. } = column;
        if !header && !self.has_first {
            match first {
                Cell::Number(x) => values.insert(0, observation(x, &name).map_err(on_first_line)?),
                Cell::Missing(missing) => left_out.count(missing, &self.notation),
                Cell::Other => return Err(on_first_line(self.notation.not_a_number(&name))),
            }
        }
        if let Some(fault) = fault {
            return Err(in_column(*fault));
        }
        values.shrink_to_fit();
        let has_name = header && !name.is_empty();
        let name = if has_name { whole_name(&name) } else { format!("column {label}") };
        Ok(NumericColumn { name, label: Some(label), values, left_out, notes })
    }
}

/// Returns a cell's text; rows are UTF-8, so nothing is lost.
fn text(cell: &[u8]) -> Cow<'_, str> {
    // The lossy conversion alone is several times slower on short cells.
    str::from_utf8(cell).map_or_else(|_| String::from_utf8_lossy(cell), Cow::Borrowed)
}

fn is_blank(cell: &[u8]) -> bool {
    cell.trim_ascii().is_empty()
}
