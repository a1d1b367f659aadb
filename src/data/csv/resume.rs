//! Marks in a table, from which a later stream can go on.

use std::io::Read;

use super::Table;
use super::rows::Position;
use crate::data::fault::Fault;
use crate::data::stream::{Mark, Place};

impl Table<'_> {
    /// Tells the sink that everything is handed out that was taken; `tail` are the last bytes of
    /// it.
    pub(super) fn mark(&mut self, tail: &[u8], is_row_by_row: bool) {
        let Some(sink) = &mut self.sink else { return };
        if self.detector.is_over() {
            // A fault ends the stream, and must not be passed over later.
            return;
        }
        let Position { from, line, blank_lines, .. } = self.position;
        let place = Place {
            from,
            line,
            blank_lines,
            rows: self.counts.rows.get(),
            comment_lines: self.counts.comment_lines.get(),
            marked_rows: self.counts.marked_rows.get(),
        };
        let (_, left_out) = self.detector.column(self.shape.index);
        let mut mark = Mark::new(&self.beginning, self.offset, tail, left_out);
        (mark.is_row_by_row, mark.place) = (is_row_by_row, place);
        if let Some(beside) = &self.beside {
            mark.unused = beside.unused;
        }
        sink.mark(&mark);
    }

    /// Passes over what is before a mark. What was found until now is among it.
    pub(super) fn go_on(&mut self, rest: &mut impl Read, mark: &Mark) -> Result<(), Fault> {
        mark.skip(rest, 0, &self.beginning)?;
        let Place { from, line, blank_lines, rows, comment_lines, marked_rows } = mark.place;
        self.position = Position { from, line, blank_lines, ..self.position };
        self.offset = mark.bytes;
        self.counts.rows.set(rows);
        self.counts.comment_lines.set(comment_lines);
        self.counts.marked_rows.set(marked_rows);
        let (values, left_out) = self.detector.column(self.shape.index);
        values.clear();
        left_out.clone_from(&mark.left_out);
        if let Some(beside) = &mut self.beside {
            beside.unused = mark.unused;
        }
        Ok(())
    }
}
