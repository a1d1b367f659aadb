//! The columns of a condensed table, and where a file has them.

use super::problem::TableProblem;

/// Each column by its place in a table that is written here.
pub(super) const NAMES: [&str; 21] = [
    "format_version",
    "centre",
    "scale",
    "depth",
    "weighted",
    "observations",
    "first_pass",
    "left_out",
    "group_key",
    "bin",
    "n",
    "s0",
    "s1",
    "s2",
    "s3",
    "s4",
    "s5",
    "s6",
    "s7",
    "x_min",
    "x_max",
];
pub(super) const VERSION: usize = 0;
pub(super) const CENTRE: usize = 1;
pub(super) const SCALE: usize = 2;
pub(super) const DEPTH: usize = 3;
pub(super) const WEIGHTED: usize = 4;
pub(super) const OBSERVATIONS: usize = 5;
pub(super) const FIRST_PASS: usize = 6;
pub(super) const LEFT_OUT: usize = 7;
pub(super) const GROUP_KEY: usize = 8;
pub(super) const BIN: usize = 9;
pub(super) const COUNT: usize = 10;
pub(super) const SUMS: usize = 11;
pub(super) const MIN: usize = 19;
pub(super) const MAX: usize = 20;
/// Columns that a table may do without.
const OPTIONAL: [usize; 3] = [FIRST_PASS, LEFT_OUT, GROUP_KEY];
/// A table that has these is meant to be a condensed one.
const TELLING: [usize; 5] = [VERSION, CENTRE, SCALE, BIN, SUMS];

/// Where a file has the columns.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub delimiter: u8,
    /// How many columns the file has.
    pub count: usize,
    places: [Option<usize>; NAMES.len()],
}

impl Columns {
    /// Returns where a header has the columns of a condensed table; `None` if it is not that of
    /// one.
    pub(super) fn of(header: &[u8]) -> Option<Result<Self, TableProblem>> {
        let header = std::str::from_utf8(header).ok()?.trim_start_matches('\u{FEFF}').trim_end();
        let names = |delimiter: u8| -> Vec<String> {
            let cells = header.split(char::from(delimiter));
            cells.map(|cell| cell.trim().trim_matches('"').to_ascii_lowercase()).collect()
        };
        let is_telling = |names: &[String]| {
            TELLING.iter().all(|column| names.iter().any(|name| name == NAMES[*column]))
        };
        let (delimiter, names) = [b',', b'\t', b';', b'|']
            .map(|delimiter| (delimiter, names(delimiter)))
            .into_iter()
            .find(|(_, names)| is_telling(names))?;
        Some(Self::named(delimiter, &names))
    }

    fn named(delimiter: u8, names: &[String]) -> Result<Self, TableProblem> {
        let mut places = [None; NAMES.len()];
        for (place, (column, name)) in places.iter_mut().zip(NAMES.iter().enumerate()) {
            let mut found = names.iter().enumerate().filter(|(_, other)| *other == name);
            *place = found.next().map(|(i, _)| i);
            if found.next().is_some() {
                return Err(TableProblem::TwoColumns(name));
            }
            if place.is_none() && !OPTIONAL.contains(&column) {
                return Err(TableProblem::NoColumn(name));
            }
        }
        Ok(Self { delimiter, count: names.len(), places })
    }

    /// Returns the cell of a column in a row that has as many cells as there are columns; empty if
    /// there is no such column.
    pub(super) fn cell<'a>(&self, cells: &[&'a [u8]], column: usize) -> &'a [u8] {
        self.places[column].map_or(&[][..], |place| cells[place].trim_ascii())
    }

    /// Returns the same with the blanks around it, which a text may have.
    pub(super) fn text<'a>(&self, cells: &[&'a [u8]], column: usize) -> &'a [u8] {
        let cell = self.places[column].map_or(&[][..], |place| cells[place]);
        // The end of a line, if it is the last column.
        let cell = cell.strip_suffix(b"\n").unwrap_or(cell);
        cell.strip_suffix(b"\r").unwrap_or(cell)
    }

    /// Returns which column is at a place, if it is one of a condensed table.
    pub(super) fn at(&self, place: usize) -> Option<usize> {
        self.places.iter().position(|found| *found == Some(place))
    }

    /// Returns whether the file has a column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.places[column].is_some()
    }
}
