//! A CSV table to one column of numbers.
//!
//! The table is read once and one column of it is kept, whatever its size. Its first rows go one by
//! one to the [`ColumnDetector`], which finds out what row one is and which column is meant. From
//! there on the table comes in blocks, and each is cut at line ends into chunks for all threads. A
//! chunk in which every row is plain needs no more; any other goes row by row, and so does
//! everything from the first quote on, behind which a line end may not end a row. There the quotes
//! themselves are checked, too ([`Quotes`](quotes::Quotes)): none may be left open.

mod candidate;
mod chunk;
mod columns;
mod delimiter;
mod detector;
mod fast_decimal;
mod newlines;
mod quotes;
mod rows;
mod text_table;

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use rayon::prelude::*;

pub use columns::{Columns, NamedColumn};
pub(super) use columns::{Wanted, read_columns};
pub use text_table::{TextRow, above_table, read_table};

use super::dataset::NumericColumn;
use super::fault::{Fault, Problem};
use super::memory;
use super::source::{OpenSource, fill};
use chunk::{Chunk, Shape, chunks};
use detector::ColumnDetector;
use newlines::line_ends;
use rows::{Position, Rows};

/// Bytes that are read at a time.
const BLOCK: usize = 4 << 20;
/// Bytes that a thread takes at a time.
const CHUNK: usize = 1 << 18;

/// How much of a table is taken at a time, in bytes. What is found in it does not depend on them.
#[derive(Clone, Copy, Debug)]
pub struct CsvSizes {
    /// What is read at a time; at least 1.
    pub block: usize,
    /// What a thread takes of that at a time.
    pub chunk: usize,
}

impl Default for CsvSizes {
    fn default() -> Self {
        Self { block: BLOCK, chunk: CHUNK }
    }
}

/// Reads the column that `request` names or numbers, or else the first numeric one, with this much
/// at a time.
pub(super) fn read(
    input: &mut OpenSource<'_>,
    request: Option<&str>,
    sizes: CsvSizes,
) -> Result<NumericColumn, Fault> {
    detect(input, request, &[], sizes)?.finish()
}

/// Reads the table as far as it matters to the column that is meant; `others` are columns that are
/// not meant unless the request names them.
fn detect(
    input: &mut OpenSource<'_>,
    request: Option<&str>,
    others: &[&str],
    sizes: CsvSizes,
) -> Result<ColumnDetector, Fault> {
    let (counted, total) = (input.rows(), input.total);
    let mut rows = Rows::new(input, Rc::clone(&counted))?;
    let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
    let mut detector = ColumnDetector::new(&first, request, others)?;
    while !detector.is_over()
        && let Some(row) = rows.read()?
    {
        detector.take(&row)?;
        let Some((index, columns)) = detector.settled() else { continue };
        // The rows until here are in the head, as good as always.
        match rows.into_rest() {
            Ok((rest, position)) => {
                detector.begin_values(index);
                let shape = Shape { delimiter: position.delimiter, columns, index };
                let table = Table { detector, shape, position, counted, total };
                return table.read(rest, sizes);
            }
            Err(same) => rows = same,
        }
    }
    Ok(detector)
}

/// A table whose column is known, on its way in.
struct Table {
    detector: ColumnDetector,
    shape: Shape,
    /// Where the next chunk begins.
    position: Position,
    counted: Rc<Cell<usize>>,
    /// Bytes of the whole, where that is known.
    total: Option<u64>,
}

impl Table {
    /// Reads the rest of the table, a block at a time.
    fn read(mut self, mut rest: impl Read, sizes: CsvSizes) -> Result<ColumnDetector, Fault> {
        let mut block = vec![0; sizes.block];
        // Bytes at the beginning of the block that were read with the one before.
        let mut kept = 0;
        let mut taken = 0;
        loop {
            let (filled, read) = fill(&mut rest, &mut block, kept);
            let end =
                block[..filled].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let bytes = &block[..filled];
            if bytes.contains(&b'"') || (end == 0 && filled == block.len()) {
                // A quote, or a line longer than a block.
                let failed = Failed(read.err());
                return self.one_by_one(bytes.chain(failed).chain(rest));
            }
            taken += end as u64;
            self.take(&bytes[..end], taken, sizes.chunk)?;
            let ended =
                read.map_err(|error| Problem::from_io(&error).on_line(self.position.from))?;
            if ended || self.detector.is_over() {
                return Ok(self.detector);
            }
            block.copy_within(end..filled, 0);
            kept = filled - end;
        }
    }

    /// Takes whole lines without quotes.
    fn take(&mut self, lines: &[u8], taken: u64, size: usize) -> Result<(), Fault> {
        let chunks: Vec<&[u8]> = chunks(lines, size).collect();
        let shape = self.shape;
        let read: Vec<Option<Chunk>> = match &chunks[..] {
            // A short table is not worth waking other threads.
            [one] => vec![Chunk::read(one, shape)],
            _ => chunks.par_iter().map(|chunk| Chunk::read(chunk, shape)).collect(),
        };
        for (bytes, chunk) in chunks.into_iter().zip(read) {
            match chunk {
                Some(chunk) => self.add(&chunk, taken)?,
                None => self.take_one_by_one(bytes)?,
            }
            if self.detector.is_over() {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, chunk: &Chunk, taken: u64) -> Result<(), Fault> {
        let position = &mut self.position;
        let (values, left_out) = self.detector.column(self.shape.index);
        if chunk.values.len() > values.capacity() - values.len() {
            // As many as there would be if the rest were as the beginning, and a hundredth more.
            let seen = (values.len() + chunk.values.len()) as f64;
            let all = self.total.map_or(0.0, |total| seen / taken as f64 * total as f64 * 1.01);
            let more = (all as usize).saturating_sub(values.len()).max(chunk.values.len());
            let room = match self.total {
                Some(_) => memory::reserve(values, more),
                None => memory::reserve_by_eighths(values, more),
            };
            room.map_err(|problem| problem.on_line(position.line))?;
        }
        values.extend_from_slice(&chunk.values);
        left_out.add(chunk.left_out);
        if chunk.rows > 0 {
            if self.shape.columns == 1 {
                // Where a row is a single cell, an empty line is an empty cell, but for those at
                // the end.
                left_out.empty += (position.line - position.from + chunk.blank_lines) as usize;
            }
            position.from = position.line + chunk.last_row_end;
            self.counted.set(self.counted.get() + chunk.rows);
        }
        position.line += chunk.lines;
        Ok(())
    }

    /// Takes a chunk that is not plain: any row may be short, long, no text, or end the search.
    fn take_one_by_one(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let mut rows = Rows::resume(bytes, self.position, Rc::clone(&self.counted));
        while !self.detector.is_over()
            && let Some(row) = rows.read()?
        {
            self.detector.take(&row)?;
        }
        self.position = Position {
            from: rows.position().from,
            line: self.position.line + line_ends(bytes),
            ..self.position
        };
        Ok(())
    }

    /// Takes all that is left row by row.
    fn one_by_one(mut self, rest: impl Read) -> Result<ColumnDetector, Fault> {
        let mut rows = Rows::resume(rest, self.position, Rc::clone(&self.counted));
        while !self.detector.is_over()
            && let Some(row) = rows.read()?
        {
            self.detector.take(&row)?;
        }
        Ok(self.detector)
    }
}

/// Gives the error back that came when there were still rows to take; nothing where there was none.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests;
