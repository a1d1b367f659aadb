//! The search for the column that is asked for.
//!
//! At first neither is known whether row one is a header nor which column is the answer. So every column that can still
//! matter is *open*, that is looked at in each row, until the rows below have decided.

use std::borrow::Cow;

use crate::data::LeftOut;
use crate::data::error::{Fault, Problem};
use crate::data::memory::reserve_by_eighths;
use crate::data::number::{Cell, Missing, not_a_number, observation};
use crate::data::rows::Row;
use crate::data::sanitise::{brief, clean};
use crate::mixture::MAX_MAGNITUDE;

/// What the search found.
pub(super) struct Answer {
    /// The column's name, or its number.
    pub(super) label: String,
    pub(super) name: Option<String>,
    pub(super) values: Vec<f64>,
    pub(super) left_out: LeftOut,
}

/// What stands in a column below row one first, apart from missing cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    Nothing,
    Number,
    Other,
}

/// A column, as far as it was read.
struct Column {
    /// Row one's text, which may be a name.
    name: String,
    /// Row one's cell, which may be an observation.
    first: Cell,
    below: Below,
    /// The observations below row one, for as long as they may be the answer.
    values: Vec<f64>,
    left_out: LeftOut,
    /// The first fault below row one; nothing is read behind it.
    fault: Option<Box<Fault>>,
}

impl Column {
    fn new(text: &str) -> Self {
        Self {
            name: clean(text),
            first: Cell::read(text),
            below: Below::Nothing,
            values: Vec::new(),
            left_out: LeftOut::default(),
            fault: None,
        }
    }

    /// Takes the cell of a row. Returns whether that settles something about the column.
    fn take(&mut self, text: &str, line: u64) -> bool {
        let before = self.below;
        match Cell::read(text) {
            Cell::Missing(missing) => self.left_out.count(missing),
            Cell::Number(x) => {
                if before == Below::Nothing {
                    self.below = Below::Number;
                }
                let x = observation(x, text)
                    .and_then(|x| reserve_by_eighths(&mut self.values, 1).map(|()| x));
                match x {
                    Ok(x) => self.values.push(x),
                    Err(problem) => self.fault = Some(Box::new(problem.on_line(line))),
                }
            }
            Cell::Other => {
                if before == Below::Nothing {
                    self.below = Below::Other;
                }
                self.fault = Some(Box::new(not_a_number(text).on_line(line)));
            }
        }
        self.below != before || self.fault.is_some()
    }

    fn is_numeric(&self, header: bool) -> bool {
        match self.first {
            Cell::Number(_) if !header => true,
            Cell::Other if !header => false,
            _ => self.below == Below::Number,
        }
    }

    fn label(&self, index: usize, header: bool) -> String {
        if header && !self.name.is_empty() { brief(&self.name) } else { (index + 1).to_string() }
    }
}

/// The search for the answer.
pub(super) struct Search {
    request: Option<String>,
    /// The columns whose text in row one is the request.
    by_name: Vec<usize>,
    /// The column whose number is the request.
    by_number: Option<usize>,
    first_line: u64,
    columns: Vec<Column>,
    open: Vec<usize>,
    /// Whether row one is the first observation and stands among the values already.
    has_first: bool,
}

impl Search {
    pub(super) fn new(first: &Row, request: Option<&str>) -> Self {
        let columns: Vec<Column> =
            first.cells.iter().map(|cell| Column::new(&text(cell))).collect();
        let request = request.map(clean);
        let is_named = |index: &usize| {
            let name = &columns[*index].name;
            !name.is_empty() && request.as_ref() == Some(name)
        };
        let by_name = (0..columns.len()).filter(is_named).collect();
        let number = request.as_ref().and_then(|request| request.parse::<usize>().ok());
        let by_number = number.filter(|n| (1..=columns.len()).contains(n)).map(|n| n - 1);
        let mut search = Self {
            request,
            by_name,
            by_number,
            first_line: first.line,
            columns,
            open: Vec::new(),
            has_first: false,
        };
        search.reopen();
        search
    }

    /// Whether no row that follows can matter.
    pub(super) fn is_over(&self) -> bool {
        self.open.is_empty()
    }

    /// The one column that matters from here on, once it is known to be the answer, with the number of columns.
    pub(super) fn settled(&self) -> Option<(usize, usize)> {
        let [index] = self.open[..] else { return None };
        // A column that has a number below row one has said about the header what it can say.
        let decided = self.columns[index].below == Below::Number;
        let chosen = self.chosen(self.is_header()) == Some(index);
        (decided && chosen).then_some((index, self.columns.len()))
    }

    /// The observations of the settled column, row one's among them where it is one: to put it in front
    /// later would move all the others.
    pub(super) fn begin_values(&mut self, index: usize) -> &mut Vec<f64> {
        let header = self.is_header();
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

    /// Whether what was read so far shows that row one is a header. A request that can be a column's
    /// number does not make it one: `--column 1` must not turn an observation 1 into a name.
    fn shows_header(&self) -> bool {
        let named = !self.by_name.is_empty() && self.by_number.is_none();
        let heads = |c: &Column| c.first == Cell::Other && c.below == Below::Number;
        named || self.columns.iter().any(heads)
    }

    /// Decides again which columns are open, after something about one was settled.
    fn reopen(&mut self) {
        let header = self.shows_header();
        let first_numeric = self.columns.iter().position(|c| c.below == Below::Number);
        self.open.clear();
        for (index, column) in self.columns.iter_mut().enumerate() {
            let may_be_answer = match self.request {
                None => first_numeric.is_none_or(|first| index <= first),
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
        if cells != columns {
            if cells == 1 && is_blank(&row.cells[0]) {
                return Ok(());
            }
            if row.cells.iter().skip(columns).any(|cell| !is_blank(cell)) {
                return Err(Problem::RowTooLong { cells, columns }.on_line(row.line));
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
                let fault = Problem::RowTooShort { cells, columns }.on_line(row.line);
                column.fault = Some(Box::new(fault));
                settled = true;
            }
        }
        if settled {
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
    pub(super) fn finish(mut self) -> Result<Answer, Fault> {
        let header = self.is_header();
        let index = self.choose(header)?;
        let column = self.columns.swap_remove(index);
        let label = column.label(index, header);
        let in_column = |fault| Fault { column: Some(label.clone()), ..fault };
        let on_first_line = |problem: Problem| in_column(problem.on_line(self.first_line));

        let Column { name, first, mut values, mut left_out, fault, .. } = column;
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
        let name = (header && !name.is_empty()).then(|| brief(&name));
        Ok(Answer { label, name, values, left_out })
    }

    /// Which column is the answer, if one is.
    fn chosen(&self, header: bool) -> Option<usize> {
        match (&self.request, &self.by_name[..]) {
            (None, _) => self.columns.iter().position(|c| c.is_numeric(header)),
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

    /// With the first cell that kept a column from being numeric.
    fn no_numeric_column(&mut self, header: bool) -> Fault {
        let example = self.columns.iter().position(|c| c.fault.is_some()).and_then(|index| {
            let column = Some(self.columns[index].label(index, header));
            self.columns[index].fault.take().map(|fault| Box::new(Fault { column, ..*fault }))
        });
        Problem::NoNumericColumn(example).anywhere()
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

impl LeftOut {
    pub(super) fn count(&mut self, missing: Missing) {
        *match missing {
            Missing::Empty => &mut self.empty,
            Missing::Na => &mut self.na,
            Missing::Nan => &mut self.nan,
        } += 1;
    }
}
