//! The search for the column that is asked for.
//!
//! At first neither is known whether row one is a header nor which column is the answer. So every
//! column that can still matter is *open*, that is looked at in each row, until the rows below have
//! decided.

mod faults;
mod notes;
mod swallowed;

use std::borrow::Cow;

use super::candidate::{Below, Candidate};
use super::rows::Row;
use crate::data::cell::{Cell, observation};
use crate::data::dataset::NumericColumn;
use crate::data::fault::{Fault, Problem};
use crate::data::left_out::LeftOut;
use crate::data::typed_number::not_a_number;
use crate::mixture::MAX_MAGNITUDE;
use crate::text::sanitise::{brief, clean};
use swallowed::{has_numbers_on_lines, swallows_rows};

/// After this many rows it is decided whether a column only numbers the rows: then the rest can be
/// read fast.
pub(super) const DECIDED_AFTER: usize = 256;

/// The search for the answer.
pub(super) struct ColumnDetector {
    request: Option<String>,
    /// The columns whose text in row one is the request.
    by_name: Vec<usize>,
    /// The column whose number is the request.
    by_number: Option<usize>,
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
    /// Returns an error if its quotes have taken other rows in.
    pub(super) fn new(first: &Row, request: Option<&str>) -> Result<Self, Fault> {
        // A cell of several lines is rare, and looking at all of them takes its time.
        if first.cells.as_slice().contains(&b'\n') && swallows_rows(first, &[], None) {
            return Err(Problem::QuotedRows.on_line(first.line));
        }
        let columns: Vec<Candidate> =
            first.cells.iter().map(|cell| Candidate::new(&text(cell), first.line)).collect();
        let request = request.map(clean);
        let is_named = |index: &usize| {
            let name = &columns[*index].name;
            !name.is_empty() && request.as_ref() == Some(name)
        };
        let by_name = (0..columns.len()).filter(is_named).collect();
        let number = request.as_ref().and_then(|request| request.parse::<usize>().ok());
        let by_number = number.filter(|n| (1..=columns.len()).contains(n)).map(|n| n - 1);
        let mut detector = Self {
            request,
            by_name,
            by_number,
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

    /// Whether no row that follows can matter.
    pub(super) fn is_over(&self) -> bool {
        self.open.is_empty()
    }

    /// The one column that matters from here on, once it is known to be the answer, with the number
    /// of columns.
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

    /// The observations of the settled column, row one's among them where it is one: to put it in
    /// front later would move all the others.
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

    /// The observations of a column and what was left out of it.
    pub(super) fn column(&mut self, index: usize) -> (&mut Vec<f64>, &mut LeftOut) {
        let column = &mut self.columns[index];
        (&mut column.values, &mut column.left_out)
    }

    /// Whether what was read so far shows that row one is a header. A request that can be a
    /// column's number does not make it one: `--column 1` must not turn an observation 1 into a
    /// name.
    fn shows_header(&self) -> bool {
        let named = !self.by_name.is_empty() && self.by_number.is_none();
        let heads = |c: &Candidate| c.first == Cell::Other && c.below == Below::Number;
        named || self.columns.iter().any(heads) || self.has_row_names()
    }

    /// Whether the first cell is empty, numbers are below it, and another cell of row one is a
    /// text: so R and pandas write the names of rows below no name.
    fn has_row_names(&self) -> bool {
        let [first, others @ ..] = &self.columns[..] else { return false };
        first.name.is_empty()
            && first.below == Below::Number
            && others.iter().any(|column| column.first == Cell::Other)
    }

    /// Whether it may still turn out what a column is that numbers the rows, or that has a marker.
    fn is_undecided(&self) -> bool {
        self.request.is_none() && self.numbering.is_none()
    }

    /// Whether a column only numbers the rows, for all that was read.
    fn numbers_rows(&self, index: usize, header: bool) -> bool {
        if let Some(numbering) = &self.numbering {
            return numbering[index];
        }
        let is_nameless = header && self.is_nameless(index);
        self.columns[index].may_number_rows(header, is_nameless)
    }

    /// Decides which columns only number the rows; what follows changes it no more.
    fn decide_numbering(&mut self) {
        let (header, all) = (self.is_header(), 0..self.columns.len());
        self.numbering = Some(all.map(|index| self.numbers_rows(index, header)).collect());
    }

    /// Whether this is the first column and has no name; pandas gives it one when it reads it
    /// again.
    fn is_nameless(&self, index: usize) -> bool {
        let name = &self.columns[index].name;
        index == 0 && self.columns.len() > 1 && (name.is_empty() || name.starts_with("Unnamed: "))
    }

    /// Whether a column may turn out to number the rows: then those behind it may be the answer.
    fn may_number_rows(&self, index: usize, header: bool) -> bool {
        let column = &self.columns[index];
        self.numbers_rows(index, header)
            || (self.is_undecided()
                && (column.may_come_to_number_rows(header)
                    || (self.is_nameless(index) && column.may_number_rows(true, true))))
    }

    /// Decides again which columns are open, after something about one was settled.
    fn reopen(&mut self) {
        let header = self.shows_header();
        let is_numeric = |index: &usize| self.columns[*index].below == Below::Number;
        let may_number: Vec<bool> =
            (0..self.columns.len()).map(|index| self.may_number_rows(index, header)).collect();
        let first_numeric =
            (0..self.columns.len()).filter(is_numeric).find(|index| !may_number[*index]);
        let is_decided = !self.is_undecided();
        self.open.clear();
        for (index, column) in self.columns.iter_mut().enumerate() {
            let may_be_answer = match self.request {
                None => first_numeric
                    .is_none_or(|first| index <= first && !(is_decided && may_number[index])),
                Some(_) if header && !self.by_name.is_empty() => self.by_name.contains(&index),
                Some(_) => {
                    self.by_number == Some(index) || (!header && self.by_name.contains(&index))
                }
            };
            let may_show_header = !header && column.below == Below::Nothing;
            if !may_be_answer {
                column.values = Vec::new();
            }
            if column.fault.is_none() && (may_be_answer || may_show_header) {
                self.open.push(index);
            }
        }
    }

    /// Takes a row below row one.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), Fault> {
        let (cells, columns) = (row.cells.len(), self.columns.len());
        let spans_lines = row.cells.as_slice().contains(&b'\n');
        if spans_lines
            && (swallows_rows(row, &self.open, Some(columns))
                || self.has_quotes_in_row_one() && has_numbers_on_lines(row))
        {
            return Err(Problem::QuotedRows.on_line(row.line));
        }
        if cells != columns {
            if cells == 1 && is_blank(&row.cells[0]) {
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
                    column.watch(&text(cell));
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
                settled |= column.take(&text(cell), row.line);
            } else {
                let is_comment = row.cells[0].starts_with(b"#");
                let problem = if is_comment {
                    not_a_number(&text(&row.cells[0]))
                } else {
                    Problem::RowTooShort { cells, columns }
                };
                let fault = problem.on_line(row.line);
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

    /// Whether row one is a header, from what was read so far.
    fn is_header(&self) -> bool {
        // With no number anywhere, row one is the likeliest to be names.
        self.shows_header() || !self.columns.iter().any(|c| c.is_numeric(false))
    }

    /// The answer, after the last row that matters.
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
                Cell::Missing(missing) => left_out.count(missing),
                Cell::Other => return Err(on_first_line(not_a_number(&name))),
            }
        }
        if let Some(fault) = fault {
            return Err(in_column(*fault));
        }
        values.shrink_to_fit();
        let has_name = header && !name.is_empty();
        let name = if has_name { brief(&name) } else { format!("column {label}") };
        Ok(NumericColumn { name, label: Some(label), values, left_out, notes })
    }

    /// Which column is the answer, if one is.
    fn chosen(&self, header: bool) -> Option<usize> {
        match (&self.request, &self.by_name[..]) {
            (None, _) => {
                let numeric =
                    || (0..self.columns.len()).filter(|i| self.columns[*i].is_numeric(header));
                let best = numeric().find(|index| !self.numbers_rows(*index, header));
                best.or_else(|| numeric().next())
            }
            (Some(_), [index]) if header => Some(*index),
            (Some(_), [_, ..]) if header => None,
            (Some(_), _) => self.by_number,
        }
    }

    /// Which column is the answer, or why none is.
    fn choose(&mut self, header: bool) -> Result<usize, Fault> {
        if let Some(index) = self.chosen(header) {
            return Ok(index);
        }
        let Some(request) = &self.request else { return Err(self.no_numeric_column(header)) };
        let request = brief(request);
        if header && !self.by_name.is_empty() {
            let numbers = self.by_name.iter().map(|index| (index + 1).to_string()).collect();
            return Err(Problem::AmbiguousColumn { request, numbers }.anywhere());
        }
        let named = self.columns.iter().filter(|c| header && !c.name.is_empty());
        let names = named.map(|c| brief(&c.name)).collect();
        let count = self.columns.len();
        Err(Problem::UnknownColumn { request, names, count }.anywhere())
    }
}

/// A cell's text; rows are UTF-8, so nothing is lost.
fn text(cell: &[u8]) -> Cow<'_, str> {
    // The lossy conversion alone is several times slower on short cells.
    str::from_utf8(cell).map_or_else(|_| String::from_utf8_lossy(cell), Cow::Borrowed)
}

fn is_blank(cell: &[u8]) -> bool {
    cell.trim_ascii().is_empty()
}
