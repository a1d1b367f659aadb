//! A CSV table to one column of numbers.
//!
//! The table is read once and one column of it is kept, whatever its size. Its first rows go one by
//! one to the [`Search`], which finds out what row one is and which column is meant. From there on
//! the table comes in blocks, and each is cut at line ends into pieces for all threads. A piece in
//! which every row is plain needs no more; any other goes row by row, and so does everything from
//! the first quote on, behind which a line end may be no row's end. There the quotes themselves are
//! looked at, too ([`Quotes`](super::quotes::Quotes)): none may be left open.

mod column;
mod piece;
mod search;

use std::cell::Cell;
use std::io::{self, Read};

use rayon::prelude::*;

use super::error::{DataError, Fault, Problem};
use super::input::Input;
use super::memory;
use super::rows::{Reading, Rows};
use super::{Dataset, LeftOut};
use crate::mixture::{Sample, SampleError};
use piece::{Piece, Shape, pieces};
use search::{Answer, Search};

/// Bytes that are read at a time.
const BLOCK: usize = 4 << 20;
/// Bytes that a thread takes at a time.
const PIECE: usize = 1 << 18;

/// How much of a table is taken at a time, in bytes. What is found in it does not depend on them.
#[derive(Clone, Copy, Debug)]
pub struct CsvSizes {
    /// What is read at a time; at least 1.
    pub block: usize,
    /// What a thread takes of that at a time.
    pub piece: usize,
}

impl Default for CsvSizes {
    fn default() -> Self {
        Self { block: BLOCK, piece: PIECE }
    }
}

/// Reads the column that `request` names or numbers, or else the first numeric one.
/// `data` is what a person calls the data.
pub(super) fn read(
    input: &mut Input<'_>,
    data: &str,
    request: Option<&str>,
) -> Result<Dataset, DataError> {
    read_by(input, data, request, CsvSizes::default())
}

/// As [`read`], with this much at a time.
pub(super) fn read_by(
    input: &mut Input<'_>,
    data: &str,
    request: Option<&str>,
    sizes: CsvSizes,
) -> Result<Dataset, DataError> {
    let answer = answer(input, request, sizes).map_err(|fault| fault.of(data))?;
    let Answer { label, name, values, left_out, notes } = answer;
    let sample = Sample::new(values).map_err(|error| {
        let problem = match error {
            SampleError::Empty => Problem::NoNumbers(left_out),
            other => Problem::Sample(other),
        };
        Fault { spot: None, column: Some(label.clone()), problem }.of(data)
    })?;
    let column = name.unwrap_or_else(|| format!("column {label}"));
    Ok(Dataset { left_out, notes, ..Dataset::new(data, column, sample) })
}

fn answer(input: &mut Input<'_>, request: Option<&str>, sizes: CsvSizes) -> Result<Answer, Fault> {
    let (counted, total) = (input.rows, input.total);
    let mut rows = Rows::new(input, counted)?;
    let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
    let mut search = Search::new(&first, request)?;
    while !search.is_over()
        && let Some(row) = rows.read()?
    {
        search.take(&row)?;
        let Some((index, columns)) = search.settled() else { continue };
        // The rows until here are in the head, as good as always.
        match rows.into_rest() {
            Ok((rest, reading)) => {
                search.begin_values(index);
                let shape = Shape { delimiter: reading.delimiter, columns, index };
                let table = Table { search, shape, reading, counted, total };
                return table.read(rest, sizes)?.finish();
            }
            Err(same) => rows = same,
        }
    }
    search.finish()
}

/// A table whose column is known, on its way in.
struct Table<'a> {
    search: Search,
    shape: Shape,
    /// Where the next piece begins.
    reading: Reading,
    counted: &'a Cell<usize>,
    /// Bytes of the whole, where that is known.
    total: Option<u64>,
}

impl Table<'_> {
    /// Reads the rest of the table, a block at a time.
    fn read(mut self, mut rest: impl Read, sizes: CsvSizes) -> Result<Search, Fault> {
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
            self.take(&bytes[..end], taken, sizes.piece)?;
            let ended =
                read.map_err(|error| Problem::from_io(&error).on_line(self.reading.from))?;
            if ended || self.search.is_over() {
                return Ok(self.search);
            }
            block.copy_within(end..filled, 0);
            kept = filled - end;
        }
    }

    /// Takes whole lines without quotes.
    fn take(&mut self, lines: &[u8], taken: u64, size: usize) -> Result<(), Fault> {
        let pieces: Vec<&[u8]> = pieces(lines, size).collect();
        let shape = self.shape;
        let read: Vec<Option<Piece>> = match &pieces[..] {
            // A short table is not worth waking other threads.
            [one] => vec![Piece::read(one, shape)],
            _ => pieces.par_iter().map(|piece| Piece::read(piece, shape)).collect(),
        };
        for (bytes, piece) in pieces.into_iter().zip(read) {
            match piece {
                Some(piece) => self.add(&piece, taken)?,
                None => self.take_one_by_one(bytes)?,
            }
            if self.search.is_over() {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, piece: &Piece, taken: u64) -> Result<(), Fault> {
        let reading = &mut self.reading;
        let (values, left_out) = self.search.column(self.shape.index);
        if piece.values.len() > values.capacity() - values.len() {
            // As many as there would be if the rest were as the beginning, and a hundredth more.
            let seen = (values.len() + piece.values.len()) as f64;
            let all = self.total.map_or(0.0, |total| seen / taken as f64 * total as f64 * 1.01);
            let more = (all as usize).saturating_sub(values.len()).max(piece.values.len());
            let room = match self.total {
                Some(_) => memory::reserve(values, more),
                None => memory::reserve_by_eighths(values, more),
            };
            room.map_err(|problem| problem.on_line(reading.line))?;
        }
        values.extend_from_slice(&piece.values);
        left_out.add(piece.left_out);
        if piece.rows > 0 {
            if self.shape.columns == 1 {
                // Where a row is a single cell, an empty line is an empty cell, but for those at
                // the end.
                left_out.empty += (reading.line - reading.from + piece.blank_lines) as usize;
            }
            reading.from = reading.line + piece.last_row_end;
            self.counted.set(self.counted.get() + piece.rows);
        }
        reading.line += piece.lines;
        Ok(())
    }

    /// Takes a piece that is not plain: any row may be short, long, no text, or end the search.
    fn take_one_by_one(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let mut rows = Rows::resume(bytes, self.reading, self.counted);
        while !self.search.is_over()
            && let Some(row) = rows.read()?
        {
            self.search.take(&row)?;
        }
        self.reading = Reading {
            from: rows.reading().from,
            line: self.reading.line + piece::line_ends(bytes),
            ..self.reading
        };
        Ok(())
    }

    /// Takes all that is left row by row.
    fn one_by_one(mut self, rest: impl Read) -> Result<Search, Fault> {
        let mut rows = Rows::resume(rest, self.reading, self.counted);
        while !self.search.is_over()
            && let Some(row) = rows.read()?
        {
            self.search.take(&row)?;
        }
        Ok(self.search)
    }
}

/// Fills the block behind what is `kept` in it; gives how far it is full, and whether the input
/// ended there or why it could not be read on.
fn fill(input: &mut impl Read, block: &mut [u8], kept: usize) -> (usize, io::Result<bool>) {
    let mut filled = kept;
    while filled < block.len() {
        match input.read(&mut block[filled..]) {
            Ok(0) => return (filled, Ok(true)),
            Ok(count) => filled += count,
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(false))
}

/// Gives the error back that came when there were still rows to take; nothing where there was none.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

impl LeftOut {
    fn add(&mut self, other: Self) {
        self.empty += other.empty;
        self.na += other.na;
        self.nan += other.nan;
    }
}

#[cfg(test)]
mod tests;
