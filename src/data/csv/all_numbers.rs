//! Every number of a table, row by row: for a list that was written in rows, or in brackets.

use std::io::Read;

use super::rows::FirstRows;
use super::sniff::{ListStyle, Sniffed};
use crate::data::cell::{Cell, observation};
use crate::data::dataset::NumericColumn;
use crate::data::fault::{Fault, Problem};
use crate::data::left_out::LeftOut;
use crate::data::memory::reserve_by_eighths;
use crate::data::stream::{Observations, Sink};

/// Reads all cells of a table; a row may be as long as it likes. They go to the sink, if there is
/// one.
pub(super) fn read<R: Read>(
    rows: FirstRows<R>,
    sniffed: &Sniffed,
    style: ListStyle,
    mut sink: Option<&mut dyn Sink>,
) -> Result<NumericColumn, Fault> {
    let rows_read = rows.counts();
    let Ok((mut input, position)) = rows.into_rest() else { return Err(Problem::Empty.anywhere()) };
    let mut list = List {
        sniffed,
        style,
        is_comment: false,
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
        if let Some(sink) = &mut sink {
            sink.take(Observations::of(&list.values)).map_err(Problem::anywhere)?;
            list.values.clear();
        }
        rows_read.rows.set((list.line - position.line) as usize);
    }
    list.end_cell()?;
    rows_read.comment_lines.set(0);
    let column = NumericColumn { left_out: list.left_out, ..NumericColumn::of(list.values) };
    let name = sniffed.list_name.clone().unwrap_or(column.name);
    Ok(NumericColumn { name, ..column })
}

/// The numbers so far.
struct List<'a> {
    sniffed: &'a Sniffed,
    style: ListStyle,
    /// Whether this line is a comment.
    is_comment: bool,
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
            self.is_comment = false;
            self.index = 0;
            self.line += 1;
        } else if self.separates(byte) {
            if self.cell.is_empty() && self.style == ListStyle::Rows {
                self.cell.push(b' ');
            }
            self.end_cell()?;
            self.index += 1;
        } else {
            self.cell.push(byte);
        }
        Ok(())
    }

    /// Returns whether a cell ends in front of this byte.
    fn separates(&self, byte: u8) -> bool {
        match self.style {
            ListStyle::Rows => byte == self.delimiter,
            ListStyle::Brackets | ListStyle::Indexed => {
                matches!(byte, b',' | b';' | b' ' | b'\t')
            }
        }
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let cell = std::mem::take(&mut self.cell);
        self.is_comment |= self.index == 0 && self.sniffed.comments.begins(&cell);
        if cell.is_empty() || self.is_comment || self.is_header {
            return Ok(());
        }
        let bare = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
        let mut text = String::from_utf8_lossy(bare.unwrap_or(&cell)).into_owned();
        let is_index = text.starts_with('[') && text.ends_with(']') && self.index == 0;
        if self.style == ListStyle::Indexed && is_index {
            return Ok(());
        }
        if self.style == ListStyle::Brackets {
            let marks = |c: char| matches!(c, '(' | '[' | '{' | ')' | ']' | '}' | '"' | '\'');
            text = text.trim_matches(marks).to_owned();
            if text.is_empty() {
                return Ok(());
            }
        }
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
