//! Whether row one is a header, and which column is the answer.

use super::ColumnDetector;
use crate::data::cell::Cell;
use crate::data::csv::candidate::{Below, Candidate};
use crate::data::csv::sniff::is_like_number;
use crate::data::fault::{Fault, Problem};
use crate::text::sanitise::brief;

impl ColumnDetector {
    /// Returns whether what was read so far shows that row one is a header. A request that can be a
    /// column's number does not make it one: `--column 1` must not turn an observation 1 into a
    /// name.
    pub(super) fn shows_header(&self) -> bool {
        let named = !self.by_name.is_empty() && self.by_number.is_none();
        let is_name = |name: &str| !name.is_empty() && !is_like_number(name);
        let heads = |c: &Candidate| c.is_text_above_numbers() && is_name(&c.name);
        self.header
            .unwrap_or_else(|| named || self.columns.iter().any(heads) || self.has_row_names())
    }

    /// Returns the fault of a first row that is taken for names because a cell of it cannot be
    /// read as a number: it looks like one.
    fn unreadable_row_one(&self) -> Option<Fault> {
        let is_named = !self.by_name.is_empty() && self.by_number.is_none();
        if self.header.is_some() || is_named || self.shows_header() {
            return None;
        }
        let index = self.columns.iter().position(Candidate::is_text_above_numbers)?;
        let column = &self.columns[index];
        let problem = self.notation.not_a_number(&column.name);
        let fault = Problem::NumberOrName(Box::new(problem)).on_line(self.first_line);
        Some(Fault { column: Some((index + 1).to_string()), ..fault })
    }

    /// Returns whether the first cell is empty, numbers are below it, and another cell of row one
    /// is a text: so R and pandas write the names of rows below no name.
    fn has_row_names(&self) -> bool {
        let [first, others @ ..] = &self.columns[..] else { return false };
        first.name.is_empty()
            && first.below == Below::Number
            && others.iter().any(|column| column.first == Cell::Other)
    }

    /// Returns whether it may still turn out what a column is that numbers the rows, or that has a
    /// marker.
    pub(super) fn is_undecided(&self) -> bool {
        self.request.is_none() && self.numbering.is_none()
    }

    /// Returns whether a column only numbers the rows, for all that was read.
    pub(super) fn numbers_rows(&self, index: usize, header: bool) -> bool {
        if let Some(numbering) = &self.numbering {
            return numbering[index];
        }
        let is_nameless = header && self.is_nameless(index);
        self.columns[index].may_number_rows(header, is_nameless)
    }

    /// Decides which columns only number the rows; what follows changes it no more.
    pub(super) fn decide_numbering(&mut self) {
        let (header, all) = (self.is_header(), 0..self.columns.len());
        self.numbering = Some(all.map(|index| self.numbers_rows(index, header)).collect());
    }

    /// Returns whether this is the first column and has no name; pandas gives it one when it reads
    /// it again.
    pub(in crate::data::csv) fn is_nameless(&self, index: usize) -> bool {
        let name = &self.columns[index].name;
        index == 0 && self.columns.len() > 1 && (name.is_empty() || name.starts_with("Unnamed: "))
    }

    /// Returns whether a column may turn out to number the rows: then those behind it may be the
    /// answer.
    fn may_number_rows(&self, index: usize, header: bool) -> bool {
        let column = &self.columns[index];
        self.numbers_rows(index, header)
            || (self.is_undecided()
                && (column.may_come_to_number_rows(header)
                    || (self.is_nameless(index) && column.may_number_rows(true, true))))
    }

    /// Decides again which columns are open, after something about one was settled.
    pub(super) fn reopen(&mut self) {
        let header = self.shows_header();
        let is_numeric = |index: &usize| {
            self.columns[*index].below == Below::Number && !self.others.contains(index)
        };
        let may_number: Vec<bool> =
            (0..self.columns.len()).map(|index| self.may_number_rows(index, header)).collect();
        let first_numeric =
            (0..self.columns.len()).filter(is_numeric).find(|index| !may_number[*index]);
        let is_decided = !self.is_undecided();
        self.open.clear();
        for (index, column) in self.columns.iter_mut().enumerate() {
            let may_be_answer = match self.request {
                None => {
                    !self.others.contains(&index)
                        && first_numeric.is_none_or(|first| {
                            index <= first && !(is_decided && may_number[index])
                        })
                }
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

    /// Returns whether row one is a header, from what was read so far.
    pub(in crate::data::csv) fn is_header(&self) -> bool {
        // With no number anywhere, row one is the likeliest to be names.
        let has_numbers = || self.columns.iter().any(|c| c.is_numeric(false));
        self.shows_header() || self.header.is_none() && !has_numbers()
    }

    /// Returns which column is the answer, if one is.
    pub(super) fn chosen(&self, header: bool) -> Option<usize> {
        match (&self.request, &self.by_name[..]) {
            (None, _) => {
                let is_numeric = |index: &usize| {
                    self.columns[*index].is_numeric(header) && !self.others.contains(index)
                };
                let numeric = || (0..self.columns.len()).filter(is_numeric);
                let best = numeric().find(|index| !self.numbers_rows(*index, header));
                best.or_else(|| numeric().next())
            }
            (Some(_), [index]) if header => Some(*index),
            (Some(_), [_, ..]) if header => None,
            (Some(_), _) => self.by_number,
        }
    }

    /// Returns which column is the answer, or why none is.
    pub(super) fn choose(&mut self, header: bool) -> Result<usize, Fault> {
        if header && let Some(fault) = self.unreadable_row_one() {
            return Err(fault);
        }
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
