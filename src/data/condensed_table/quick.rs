//! The rows of a table that is written as most are, several times as fast as [`super::read`] does.
//!
//! Whatever is wrong or unusual ends this without a word: the table is then read there, and it is
//! said there what is wrong.

use rayon::prelude::*;

use super::Key;
use super::columns::{BIN, COUNT, Columns, DEPTH, GROUP_KEY, MAX, SUMS};
use super::number;
use super::read::{self, RowReader};
use crate::mixture::condensed::{PowerSums, TableRow};

/// About how many bytes of a row there are at the least.
const ROW: usize = 100;

/// Consecutive rows of a group.
pub(super) type Run = (Key, Vec<TableRow>);

/// What is done with the next cells of a row.
enum Step {
    /// These columns are most often as in the row before.
    Same(Vec<usize>),
    /// A number: which of the sums, the least and the largest x it is.
    Number(usize),
    Bin,
    Count,
    /// A column that condensed tables do not have.
    Other,
}

/// Reads rows without a message.
pub(super) struct QuickReader<'a> {
    reader: &'a RowReader<'a>,
    steps: Vec<Step>,
    first: Before<'a>,
}

/// What the row before has.
#[derive(Clone)]
struct Before<'a> {
    /// The cells of each [`Step::Same`], with the delimiters between them.
    cells: Vec<Option<&'a [u8]>>,
    depth: u32,
    key: Key,
}

impl<'a> QuickReader<'a> {
    /// Returns what reads rows that are written as this line, the first; `None` if it is not
    /// written as usual.
    pub(super) fn new(reader: &'a RowReader<'a>, line: &'a [u8]) -> Option<Self> {
        let steps = steps(reader.columns);
        let first = Before { cells: vec![None; steps.len()], depth: 0, key: None };
        let mut reader = Self { reader, steps, first };
        let mut before = reader.first.clone();
        reader.row(&mut reader.cursor(line), &mut before)?;
        reader.first = before;
        Some(reader)
    }

    fn cursor(&self, text: &'a [u8]) -> Cursor<'a> {
        Cursor { text, at: 0, delimiter: self.reader.columns.delimiter }
    }

    /// Returns all rows of these lines.
    pub(super) fn read(&self, pieces: &[&'a [u8]]) -> Option<Vec<Run>> {
        let runs: Option<Vec<Vec<Run>>> =
            pieces.par_iter().map(|piece| self.read_piece(piece)).collect();
        Some(runs?.into_iter().flatten().collect())
    }

    fn read_piece(&self, piece: &'a [u8]) -> Option<Vec<Run>> {
        let mut before = self.first.clone();
        let mut runs = vec![(before.key.clone(), Vec::with_capacity(piece.len() / ROW))];
        let mut cursor = self.cursor(piece);
        while !cursor.has_ended() {
            if cursor.pass_blank_line() {
                continue;
            }
            let row = self.row(&mut cursor, &mut before)?;
            match runs.last_mut() {
                Some((key, rows)) if *key == before.key => rows.push(row),
                _ => runs.push((before.key.clone(), vec![row])),
            }
        }
        runs.retain(|(_, rows)| !rows.is_empty());
        Some(runs)
    }

    fn row(&self, cursor: &mut Cursor<'a>, before: &mut Before<'a>) -> Option<TableRow> {
        let (mut number, mut count) = (0, 0);
        // The sums, the least and the largest x.
        let mut numbers = [0.0; 10];
        for (i, step) in self.steps.iter().enumerate() {
            let is_last = i + 1 == self.steps.len();
            match step {
                Step::Same(columns) => {
                    if !before.cells[i].is_some_and(|cells| cursor.pass(cells, is_last)) {
                        before.cells[i] = Some(self.other(cursor, columns, is_last, before)?);
                    }
                }
                Step::Number(i) => {
                    numbers[*i] = cursor.read(is_last, number::number, read::number)?;
                }
                Step::Bin => number = cursor.read(is_last, bin, read::signed)?,
                Step::Count => count = cursor.read(is_last, number::whole, read::whole)?,
                Step::Other => {
                    cursor.cell(is_last)?;
                }
            }
        }
        let [sums @ .., min, max] = numbers;
        let sums = PowerSums(sums);
        let (min, max) = (min + 0.0, max + 0.0);
        Some(TableRow { depth: before.depth, bin: number, count, sums, min, max })
    }

    /// Reads cells that are not written as in the row before; returns them.
    #[cold]
    fn other(
        &self,
        cursor: &mut Cursor<'a>,
        columns: &[usize],
        is_last: bool,
        before: &mut Before<'a>,
    ) -> Option<&'a [u8]> {
        let from = cursor.at;
        let mut end = from;
        for (i, column) in columns.iter().enumerate() {
            let begin = cursor.at;
            let cell = cursor.cell(is_last && i + 1 == columns.len())?;
            end = begin + cell.len();
            match *column {
                DEPTH => before.depth = u32::try_from(read::whole(cell.trim_ascii())?).ok()?,
                GROUP_KEY => before.key = Some(read::key(cell)?),
                column => self.reader.is_as_first(cell, column).then_some(())?,
            }
        }
        Some(&cursor.text[from..end])
    }
}

/// Returns how the cells of a row are read, from left to right.
fn steps(columns: &Columns) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for place in 0..columns.count {
        match (steps.last_mut(), columns.at(place)) {
            (_, None) => steps.push(Step::Other),
            (_, Some(BIN)) => steps.push(Step::Bin),
            (_, Some(COUNT)) => steps.push(Step::Count),
            (_, Some(number @ SUMS..=MAX)) => steps.push(Step::Number(number - SUMS)),
            (Some(Step::Same(columns)), Some(column)) => columns.push(column),
            (_, Some(column)) => steps.push(Step::Same(vec![column])),
        }
    }
    steps
}

/// Returns the number of a bin that a text begins with, and how many bytes that is.
fn bin(text: &[u8]) -> Option<(i64, usize)> {
    let size = text.strip_prefix(b"-");
    let (number, length) = number::whole(size.unwrap_or(text))?;
    let number = number as i64;
    Some(if size.is_some() { (-number, length + 1) } else { (number, length) })
}

/// Where in some lines the next cell begins.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    delimiter: u8,
}

impl<'a> Cursor<'a> {
    fn has_ended(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Returns where the next cell begins if this one ends here; the last cell of a row ends with
    /// the line.
    #[inline]
    fn behind(&self, end: usize, is_last: bool) -> Option<usize> {
        match (self.text.get(end), is_last) {
            (Some(byte), false) => (*byte == self.delimiter).then_some(end + 1),
            (Some(b'\n'), true) => Some(end + 1),
            (Some(b'\r'), true) => match self.text.get(end + 1) {
                Some(b'\n') => Some(end + 2),
                Some(_) => None,
                None => Some(end + 1),
            },
            (Some(_), true) | (None, false) => None,
            (None, true) => Some(end),
        }
    }

    /// Passes cells over if they are these.
    #[inline]
    fn pass(&mut self, cells: &[u8], is_last: bool) -> bool {
        let end = self.at + cells.len();
        let is_same = self.text.get(self.at..end) == Some(cells);
        let behind = if is_same { self.behind(end, is_last) } else { None };
        self.at = behind.unwrap_or(self.at);
        behind.is_some()
    }

    /// Reads the next cell: `quick` what a text begins with, or `any` the cell without the blanks
    /// around it.
    #[inline]
    fn read<T>(
        &mut self,
        is_last: bool,
        quick: impl Fn(&[u8]) -> Option<(T, usize)>,
        any: impl Fn(&[u8]) -> Option<T>,
    ) -> Option<T> {
        if let Some((value, length)) = quick(&self.text[self.at..])
            && let Some(behind) = self.behind(self.at + length, is_last)
        {
            self.at = behind;
            return Some(value);
        }
        any(self.cell(is_last)?.trim_ascii())
    }

    /// Returns the next cell, if nothing in it has a meaning for the cells around it.
    fn cell(&mut self, is_last: bool) -> Option<&'a [u8]> {
        let rest = &self.text[self.at..];
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r' | b'"') || *byte == self.delimiter;
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        self.at = self.behind(self.at + length, is_last)?;
        Some(&rest[..length])
    }

    /// Passes a line with nothing but blanks in it over.
    #[inline]
    fn pass_blank_line(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if rest.first().is_some_and(|byte| *byte > b' ') {
            return false;
        }
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let is_blank = rest[..end].trim_ascii().is_empty();
        self.at += if is_blank { end } else { 0 };
        is_blank
    }
}
