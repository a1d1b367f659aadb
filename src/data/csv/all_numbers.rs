//! Every number of a table, row by row: for a list that was written in rows.

use std::io::Read;

use super::rows::FirstRows;
use super::sniff::Sniffed;
use crate::data::cell::{Cell, observation};
use crate::data::dataset::NumericColumn;
use crate::data::fault::{Fault, Problem};
use crate::data::left_out::LeftOut;
use crate::data::memory::reserve_by_eighths;

/// Reads all cells of a table; a row may be as long as it likes.
pub(super) fn read<R: Read>(rows: FirstRows<R>, sniffed: &Sniffed) -> Result<NumericColumn, Fault> {
    let rows_read = rows.counts();
    let Ok((mut input, position)) = rows.into_rest() else { return Err(Problem::Empty.anywhere()) };
    let mut list = List {
        sniffed,
        delimiter: position.delimiter,
        line: position.line,
        is_header: sniffed.has_header,
        index: 0,
        cell: Vec::new(),
        values: Vec::new(),
        left_out: LeftOut::default(),
    };
    let mut block = vec![0; 1 << 16];
    loop {
        let count = match input.read(&mut block) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) => return Err(Problem::from_io(&error).on_line(list.line)),
        };
        for &byte in &block[..count] {
            list.take(byte)?;
        }
        rows_read.rows.set((list.line - position.line) as usize);
    }
    list.end_cell()?;
    rows_read.comment_lines.set(0);
    let values = list.values;
    Ok(NumericColumn { left_out: list.left_out, ..NumericColumn::of(values) })
}

/// The numbers so far.
struct List<'a> {
    sniffed: &'a Sniffed,
    delimiter: u8,
    line: u64,
    /// Whether this is the row of names.
    is_header: bool,
    /// Cells of the row before this one.
    index: usize,
    cell: Vec<u8>,
    values: Vec<f64>,
    left_out: LeftOut,
}

impl List<'_> {
    fn take(&mut self, byte: u8) -> Result<(), Fault> {
        if byte == b'\n' {
            // A delimiter at the end of a row is followed by no cell.
            if self.index == 0 || !self.cell.trim_ascii().is_empty() {
                self.end_cell()?;
            }
            self.cell.clear();
            self.is_header = false;
            self.index = 0;
            self.line += 1;
        } else if byte == self.delimiter {
            if self.cell.is_empty() {
                self.cell.push(b' ');
            }
            self.end_cell()?;
            self.index += 1;
        } else {
            self.cell.push(byte);
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let cell = std::mem::take(&mut self.cell);
        let is_comment = self.index == 0 && self.sniffed.comments.begins(&cell);
        if cell.is_empty() || is_comment || self.is_header {
            return Ok(());
        }
        let bare = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
        let text = String::from_utf8_lossy(bare.unwrap_or(&cell)).into_owned();
        let notation = &self.sniffed.notation;
        let problem = match Cell::read(&text, notation) {
            Cell::Number(x) => match observation(x, &text) {
                Ok(x) => {
                    let room = reserve_by_eighths(&mut self.values, 1);
                    room.map(|()| self.values.push(x)).err()
                }
                Err(problem) => Some(problem),
            },
            Cell::Missing(missing) => {
                self.left_out.count(missing, notation);
                None
            }
            Cell::Other => Some(notation.not_a_number(&text)),
        };
        // Its memory is used again.
        self.cell = cell;
        self.cell.clear();
        let column = Some((self.index + 1).to_string());
        problem.map_or(Ok(()), |problem| Err(Fault { column, ..problem.on_line(self.line) }))
    }
}
