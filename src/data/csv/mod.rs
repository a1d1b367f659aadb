//! A CSV table to one column of numbers.
//!
//! The table is read once and one column of it is kept, whatever its size. Its first rows go one by
//! one to the [`ColumnDetector`], which finds out what row one is and which column is meant. From
//! there on the table comes in blocks, and each is cut at line ends into chunks for all threads. A
//! chunk in which every row is plain needs no more; any other goes row by row, and so does
//! everything from the first quote on, behind which a line end may not end a row. There the quotes
//! themselves are checked, too ([`Quotes`](quotes::Quotes)): none may be left open.

mod all_numbers;
mod beside;
mod blanks;
mod candidate;
mod chunk;
mod columns;
mod delimiter;
mod detector;
mod fast_decimal;
mod head;
mod newlines;
mod quotes;
mod resume;
mod rows;
mod sniff;
mod summary;
mod text_table;

use std::io::{self, Read};

use rayon::prelude::*;

pub(super) use beside::{Beside, stream_beside};
pub use columns::{Columns, NamedColumn};
pub(super) use columns::{Wanted, read_columns};
#[cfg(feature = "parquet")]
pub(super) use summary::MOST_CELLS;
pub(super) use summary::summarize;
pub use summary::{ColumnSummary, Content, NumberSummary, TableSummary};
pub use text_table::{TextRow, above_table, read_table};

use super::charset::Text;
use super::dataset::NumericColumn;
use super::dialect::DialectOptions;
use super::fault::{Fault, Problem};
use super::memory;
use super::note::{Ambiguity, DataNote};
use super::source::{OpenSource, fill};
use super::stream::{Beginning, Mark, Observations, Recent, Sink};
use chunk::{Chunk, Shape, chunks};
use detector::ColumnDetector;
use newlines::line_ends;
use rows::{Counts, LaterRows, Position, Rows};
use sniff::{ListStyle, Sniffed};

/// Bytes that are read at a time.
const BLOCK: usize = 4 << 20;
/// Bytes that a thread takes at a time.
const CHUNK: usize = 1 << 18;
/// Observations that are handed out at a time where rows are read one by one.
const ROWS: usize = 1 << 14;

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

/// What is wanted of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wants<'a> {
    /// The column, by name or number; the first numeric one if it was not said.
    pub(super) column: Option<&'a str>,
    /// Columns that are not meant if it was not said.
    pub(super) others: &'a [&'a str],
    /// What was said about how the table is written.
    pub(super) dialect: &'a DialectOptions,
}

/// What asks for every number of a table.
const ALL: &str = "all";

/// Reads the column that is wanted, with this much at a time.
pub(super) fn read(
    input: &mut OpenSource<'_>,
    wants: Wants<'_>,
    sizes: CsvSizes,
) -> Result<NumericColumn, Fault> {
    detect(input, wants, sizes, None)?.column()
}

/// Hands the column that is wanted to `sink`, a block at a time. What it returns has no values.
pub(super) fn stream(
    input: &mut OpenSource<'_>,
    wants: Wants<'_>,
    sizes: CsvSizes,
    (sink, from): (&mut dyn Sink, Option<&Mark>),
) -> Result<NumericColumn, Fault> {
    let mut column = detect(input, wants, sizes, Some((&mut *sink, from)))?.column()?;
    // Of a short table, all of them.
    sink.take(Observations::of(&column.values)).map_err(Problem::anywhere)?;
    column.values = Vec::new();
    Ok(column)
}

/// What a table turned out to be, at its end.
enum Found {
    /// One list of numbers.
    List(NumericColumn),
    /// Columns, with what is to be said of how they are written.
    Column { detector: Box<ColumnDetector>, notes: Vec<DataNote> },
}

/// Reads the table as far as it matters to the column that is meant. Its values go to the sink, if
/// there is one, as soon as it is known that it is the column.
fn detect(
    input: &mut OpenSource<'_>,
    wants: Wants<'_>,
    sizes: CsvSizes,
    sink: Option<(&mut dyn Sink, Option<&Mark>)>,
) -> Result<Found, Fault> {
    let (sink, from) = sink.map_or((None, None), |(sink, from)| (Some(sink), from));
    let beginning = input.beginning();
    let total = input.total().map_err(|error| Problem::from_io(&error).anywhere())?;
    let compression = input.compression();
    let rows_read = input.rows();
    let (text, charset) = Text::new(input);
    let counts = Counts { rows: rows_read, charset, ..Counts::default() };
    let (mut rows, mut sniffed) = Rows::new(text, counts.clone(), wants.dialect)?;
    sniffed.dialect.compression = compression;
    if let Some(style) = sniffed.list_style(wants.column) {
        if wants.column.is_none() && style == ListStyle::Rows {
            sniffed.ambiguities.push(Ambiguity::AllNumbers);
        }
        sniffed.decide(None);
        let list = all_numbers::read(rows, &sniffed, style, sink)?;
        return Ok(Found::List(NumericColumn { notes: notes(sniffed, &counts, None), ..list }));
    }
    let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
    let mut detector = ColumnDetector::new(&first, wants, &sniffed)?;
    // The header may begin as a comment does.
    counts.marked_rows.set(0);
    while !detector.is_over()
        && let Some(row) = rows.read()?
    {
        detector.take(&row)?;
        let Some((index, columns)) = detector.settled() else { continue };
        // The rows until here are in the head, as good as always.
        match rows.into_rest() {
            Ok((rest, position)) => {
                detector.begin_values(index);
                let shape = Shape::of(&sniffed, position.delimiter, columns, index);
                let counts_on = counts.clone();
                let offset = 0;
                let table = Table {
                    detector,
                    shape,
                    position,
                    counts: counts_on,
                    total,
                    sink,
                    beginning,
                    offset,
                    beside: None,
                };
                let detector = table.read(rest, sizes, from)?;
                return Ok(Found::of(detector, sniffed, &counts));
            }
            Err(same) => rows = same,
        }
    }
    Ok(Found::of(detector, sniffed, &counts))
}

impl Found {
    /// Returns the column that is meant.
    fn column(self) -> Result<NumericColumn, Fault> {
        match self {
            Self::List(column) => Ok(column),
            Self::Column { detector, notes } => {
                let mut column = detector.finish()?;
                column.notes.splice(0..0, notes);
                Ok(column)
            }
        }
    }

    fn of(detector: ColumnDetector, mut sniffed: Sniffed, counts: &Counts) -> Self {
        sniffed.decide(detector.chosen_column());
        let notes = notes(sniffed, counts, detector.nameless_columns());
        Self::Column { detector: Box::new(detector), notes }
    }
}

/// Returns what is to be said of how a table is written, and how it could be read too.
fn notes(mut sniffed: Sniffed, counts: &Counts, nameless: Option<usize>) -> Vec<DataNote> {
    sniffed.dialect.comment_lines += counts.comment_lines.get();
    sniffed.dialect.charset = counts.charset.get();
    let mut notes = Vec::new();
    if !sniffed.dialect.is_ordinary() {
        notes.push(DataNote::Dialect(sniffed.dialect));
    }
    if !sniffed.titles.is_empty() {
        notes.push(DataNote::Titles { lines: std::mem::take(&mut sniffed.titles) });
    }
    if sniffed.ambiguities.is_empty()
        && let Some(columns) = nameless
    {
        sniffed.ambiguities.push(Ambiguity::OneColumnOf { columns });
    }
    notes.extend(sniffed.ambiguities.into_iter().map(DataNote::Ambiguous));
    let count = counts.marked_rows.get();
    notes.extend((count > 0).then_some(DataNote::MarkedRows { count }));
    notes
}

/// A table whose column is known, on its way in.
struct Table<'a> {
    detector: ColumnDetector,
    shape: Shape,
    /// Where the next chunk begins.
    position: Position,
    counts: Counts,
    /// Bytes of the whole, where that is known.
    total: Option<u64>,
    /// What the values go to, unless they are kept.
    sink: Option<&'a mut dyn Sink>,
    beginning: Beginning,
    /// Bytes that were taken in.
    offset: u64,
    /// Further columns, if there are some: then all rows are taken one by one.
    beside: Option<Beside<'a>>,
}

impl<'a> Table<'a> {
    /// Reads the rest of the table, a block at a time.
    fn read(
        mut self,
        mut rest: impl Read,
        sizes: CsvSizes,
        from: Option<&Mark>,
    ) -> Result<ColumnDetector, Fault> {
        if let Some(mark) = from {
            self.go_on(&mut rest, mark)?;
            if mark.is_row_by_row {
                return self.one_by_one(rest);
            }
        }
        self.drain(1)?;
        let mut block = vec![0; sizes.block];
        // Bytes at the beginning of the block that were read with the one before.
        let mut kept = 0;
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
            self.offset += end as u64;
            self.take(&bytes[..end], sizes.chunk)?;
            self.mark(&bytes[..end], false);
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
    fn take(&mut self, lines: &[u8], size: usize) -> Result<(), Fault> {
        let chunks: Vec<&[u8]> = chunks(lines, size).collect();
        let shape = &self.shape;
        let read: Vec<Option<Chunk>> = match &chunks[..] {
            // A short table is not worth waking other threads.
            [one] => vec![Chunk::read(one, shape)],
            _ => chunks.par_iter().map(|chunk| Chunk::read(chunk, shape)).collect(),
        };
        for (bytes, chunk) in chunks.into_iter().zip(read) {
            match chunk {
                Some(chunk) => self.add(&chunk)?,
                None => self.take_one_by_one(bytes)?,
            }
            if self.detector.is_over() {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, chunk: &Chunk) -> Result<(), Fault> {
        let position = &mut self.position;
        let (values, left_out) = self.detector.column(self.shape.index);
        if let Some(sink) = &mut self.sink {
            sink.take(Observations::of(&chunk.values)).map_err(Problem::anywhere)?;
        } else if chunk.values.len() > values.capacity() - values.len() {
            // As many as there would be if the rest were as the beginning, and a hundredth more.
            let seen = (values.len() + chunk.values.len()) as f64;
            let all =
                self.total.map_or(0.0, |total| seen / self.offset as f64 * total as f64 * 1.01);
            let more = (all as usize).saturating_sub(values.len()).max(chunk.values.len());
            let room = match self.total {
                Some(_) => memory::reserve(values, more),
                None => memory::reserve_by_eighths(values, more),
            };
            room.map_err(|problem| problem.on_line(position.line))?;
        }
        if self.sink.is_none() {
            values.extend_from_slice(&chunk.values);
        }
        left_out.add(&chunk.left_out);
        if chunk.rows > 0 {
            if self.shape.columns == 1 {
                // Where a row is a single cell, an empty line is an empty cell, but for those at
                // the end.
                left_out.empty += (position.blank_lines + chunk.blank_lines) as usize;
            }
            position.from = position.line + chunk.last_row_end;
            position.blank_lines = 0;
            self.counts.rows.set(self.counts.rows.get() + chunk.rows);
        }
        position.blank_lines += chunk.blank_lines_behind;
        position.line += chunk.lines;
        rows::add(&self.counts.comment_lines, chunk.comment_lines);
        rows::add(&self.counts.marked_rows, chunk.marked_rows);
        Ok(())
    }

    /// Takes a chunk that is not plain: any row may be short, long, no text, or end the search.
    fn take_one_by_one(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let mut rows = self.resume(bytes);
        while !self.detector.is_over()
            && let Some(row) = rows.read()?
        {
            self.detector.take(&row)?;
        }
        let (after, line) = (rows.position(), self.position.line + line_ends(bytes));
        let blank_lines = after.blank_lines + line - after.line;
        self.position = Position { line, blank_lines, ..after };
        self.drain(1).map(|_| ())
    }

    /// Hands the values that are kept to the sink, if there are this many.
    /// Returns whether there were.
    fn drain(&mut self, least: usize) -> Result<bool, Fault> {
        let (Some(sink), (values, _)) = (&mut self.sink, self.detector.column(self.shape.index))
        else {
            return Ok(false);
        };
        if values.len() < least {
            return Ok(false);
        }
        match &mut self.beside {
            None => sink.take(Observations::of(values)),
            Some(beside) => beside.hand_out(values, *sink),
        }
        .map_err(Problem::anywhere)?;
        values.clear();
        Ok(true)
    }

    /// Returns the rows from here on.
    fn resume<R: Read>(&self, input: R) -> LaterRows<R> {
        Rows::resume(input, self.position, self.counts.clone(), self.shape.comments.clone())
    }

    /// Takes all that is left row by row.
    fn one_by_one(self, rest: impl Read) -> Result<ColumnDetector, Fault> {
        self.all_rows(rest).map(|(detector, _)| detector)
    }

    /// Takes all that is left row by row; returns the further columns too.
    fn all_rows(mut self, rest: impl Read) -> Result<(ColumnDetector, Option<Beside<'a>>), Fault> {
        let (rest, recent) = Recent::new(rest);
        let (mut rows, start) = (self.resume(rest), self.offset);
        while !self.detector.is_over()
            && let Some(row) = rows.read()?
        {
            self.detector.take(&row)?;
            if let Some(beside) = &mut self.beside {
                beside.take(&row, self.detector.column(self.shape.index).0)?;
            }
            if self.drain(ROWS)? {
                let taken = rows.bytes();
                (self.position, self.offset) = (rows.position(), start + taken);
                self.mark(recent.borrow().before(taken), true);
            }
        }
        self.drain(1)?;
        Ok((self.detector, self.beside))
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
