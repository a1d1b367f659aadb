//! Plain little-endian f64 files: nothing but the observations, eight bytes each.

mod format;

pub use format::{ForeignFormat, NumberType};

use std::io::Read;

use super::cell::observation;
use super::csv::{Columns, NamedColumn};
use super::dataset::NumericColumn;
use super::fault::{Fault, Location, Problem};
use super::left_out::LeftOut;
use super::memory;
use super::note::DataNote;
use super::source::{OpenSource, fill};
use super::stream::{Mark, Observations, Sink};
use super::unwatched;
use crate::mixture::MAX_MAGNITUDE;

/// Bytes that are read at a time.
const BLOCK: usize = 8 << 20;
/// Bytes that are read at a time if what is read is handed out.
const STREAM_BLOCK: usize = 1 << 20;
const WIDTH: usize = size_of::<f64>();

/// Reads all of the input. NaN is left out and counted, as in a CSV file.
pub(super) fn read(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
) -> Result<NumericColumn, Fault> {
    if column.is_some() {
        return Err(Problem::NoColumns.anywhere());
    }
    let mut looked_at = LookedAt::default();
    let read = values(input, &mut looked_at, None);
    column_of(read, &looked_at)
}

/// Reads all of the input as a table of one column, a row for each number, from 1.
pub(super) fn read_columns(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
) -> Result<Columns, Fault> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| Problem::from_io(&error).anywhere())?;
    let mut watch = unwatched;
    let mut rest = &bytes[..];
    let mut again = OpenSource::table(&input.name, &mut rest, &mut watch);
    let NumericColumn { name, left_out, notes, .. } = read(&mut again, column)?;
    let (words, _) = bytes.as_chunks::<WIDTH>();
    let number = |word: &[u8; WIDTH]| Some(f64::from_le_bytes(*word)).filter(|x| !x.is_nan());
    let cells: Vec<Option<f64>> = words.iter().map(number).collect();
    Ok(Columns {
        source: input.name.clone(),
        lines: (1..=cells.len() as u64).collect(),
        has_lines: false,
        columns: vec![NamedColumn { name, index: 0, cells, left_out }],
        notes,
    })
}

/// Hands all of the input to `sink`, a block at a time. What it returns has no values.
pub(super) fn stream(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
    sink: &mut dyn Sink,
    from: Option<&Mark>,
) -> Result<NumericColumn, Fault> {
    if column.is_some() {
        return Err(Problem::NoColumns.anywhere());
    }
    let mut looked_at = LookedAt::default();
    let read = values(input, &mut looked_at, Some((sink, from)));
    column_of(read, &looked_at)
}

fn column_of(read: Result<Found, Fault>, looked_at: &LookedAt) -> Result<NumericColumn, Fault> {
    let format = looked_at.format();
    let Found { values, count, left_out } = read.map_err(|fault| with_format(fault, format))?;
    if count == 0 {
        let is_nothing = left_out.total() == 0;
        let problem = if is_nothing { Problem::NoBytes } else { Problem::NoNumbers(left_out) };
        return Err(with_format(problem.anywhere(), format));
    }
    let notes = format.map(DataNote::Format).into_iter().collect();
    Ok(NumericColumn { left_out, notes, ..NumericColumn::of(values) })
}

/// What was found.
struct Found {
    /// The observations, unless they were handed out.
    values: Vec<f64>,
    count: usize,
    left_out: LeftOut,
}

/// What is looked at to find out whether the file is of another format.
#[derive(Default)]
struct LookedAt {
    head: Vec<u8>,
    words: Vec<[u8; WIDTH]>,
    /// Bytes that were seen.
    seen: usize,
}

impl LookedAt {
    /// Takes some words of a block, from all of its parts.
    fn take(&mut self, block: &[u8]) {
        /// Bytes of the beginning.
        const HEAD: usize = 4096;
        /// Words of each block.
        const SOME: usize = 256;
        if self.seen == 0 {
            self.head = block[..block.len().min(HEAD)].to_vec();
        }
        self.seen += block.len();
        let (words, _) = block.as_chunks::<WIDTH>();
        let room = format::MOST - self.words.len();
        let step = words.len().div_ceil(SOME).max(1);
        self.words.extend(words.iter().step_by(step).take(room));
    }

    /// Returns the format that the bytes look like, if it is another.
    fn format(&self) -> Option<ForeignFormat> {
        format::likely(&self.head, &self.words, self.seen)
    }
}

/// Returns the fault, with the format that the bytes look like: numbers that cannot be are most
/// often none.
fn with_format(fault: Fault, format: Option<ForeignFormat>) -> Fault {
    let Some(format) = format else { return fault };
    match fault.problem {
        Problem::Cut { .. }
        | Problem::NotFinite { .. }
        | Problem::TooLargeF64 { .. }
        | Problem::NoNumbers(_) => {}
        _ => return fault,
    }
    if format.is_signed() {
        return Problem::Format(format).anywhere();
    }
    let problem = Problem::OtherFormat { problem: Box::new(fault.problem), format };
    Fault { problem, ..fault }
}

fn values(
    input: &mut OpenSource<'_>,
    looked_at: &mut LookedAt,
    sink: Option<(&mut dyn Sink, Option<&Mark>)>,
) -> Result<Found, Fault> {
    let (mut sink, from) = sink.map_or((None, None), |(sink, from)| (Some(sink), from));
    let mut values = Vec::new();
    let mut left_out = LeftOut::default();
    let rows = input.rows();
    let total = input.total().map_err(|error| Problem::from_io(&error).anywhere())?;
    let most = if sink.is_some() { STREAM_BLOCK } else { BLOCK };
    if let Some(bytes) = total {
        if let Err(cut) = whole_numbers(bytes) {
            let mut head = vec![0; most.min(bytes as usize)];
            let (filled, _) = fill(input, &mut head, 0);
            looked_at.take(&head[..filled]);
            return Err(cut);
        }
        if sink.is_none() {
            let count = usize::try_from(bytes / WIDTH as u64).unwrap_or(usize::MAX);
            memory::reserve(&mut values, count).map_err(Problem::anywhere)?;
        }
    }
    let size = total.map_or(most, |total| most.min(total as usize));
    let mut block = vec![0; size.max(WIDTH)];
    let (mut count, mut bytes) = (0, 0);
    if let Some(from) = from {
        let passed_over = input.passed_over();
        let beginning = input.beginning();
        from.skip(input, passed_over, &beginning)?;
        (bytes, left_out) = (from.bytes, from.left_out.clone());
        count = (bytes / WIDTH as u64) as usize - left_out.total();
    }
    loop {
        let index = count + left_out.total();
        let (filled, read) = fill(input, &mut block, 0);
        read.map_err(|error| at(index + filled / WIDTH, Problem::from_io(&error)))?;
        bytes += filled as u64;
        if filled == 0 {
            break;
        }
        looked_at.take(&block[..filled]);
        let room = memory::reserve_by_eighths(&mut values, filled / WIDTH);
        room.map_err(|problem| at(index, problem))?;
        let before = values.len();
        take(&block[..filled], index, &mut values, &mut left_out)?;
        count += values.len() - before;
        rows.set(count + left_out.total());
        if let Some(sink) = &mut sink {
            sink.take(Observations::of(&values)).map_err(Problem::anywhere)?;
            values.clear();
            let tail = &block[..filled - filled % WIDTH];
            let whole = bytes - (filled % WIDTH) as u64;
            sink.mark(&Mark::new(&input.beginning(), whole, tail, &left_out));
        }
        if filled < block.len() {
            break;
        }
    }
    whole_numbers(bytes)?;
    values.shrink_to_fit();
    Ok(Found { values, count, left_out })
}

/// Takes the numbers of a block of which the first has this index; what is left over after the last
/// one is not looked at.
fn take(
    block: &[u8],
    index: usize,
    values: &mut Vec<f64>,
    left_out: &mut LeftOut,
) -> Result<(), Fault> {
    let (numbers, _) = block.as_chunks::<WIDTH>();
    let from = values.len();
    values.extend(numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)));
    let fit = |all: bool, x: &f64| all & (x.abs() <= MAX_MAGNITUDE);
    if values[from..].iter().fold(true, fit) {
        return Ok(());
    }
    let new = values.split_off(from);
    for (i, x) in new.into_iter().enumerate() {
        if x.is_nan() {
            left_out.nan += 1;
        } else if x.is_infinite() {
            return Err(at(index + i, Problem::NotFinite { text: x.to_string() }));
        } else {
            let x = observation(x, &format!("{x:e}")).map_err(|problem| match problem {
                Problem::TooLarge { text } => Problem::TooLargeF64 { text },
                other => other,
            });
            values.push(x.map_err(|problem| at(index + i, problem))?);
        }
    }
    Ok(())
}

/// Refuses a length that is not a whole number of numbers.
fn whole_numbers(bytes: u64) -> Result<(), Fault> {
    match bytes % WIDTH as u64 {
        0 => Ok(()),
        over => Err(Problem::Cut { bytes, over }.anywhere()),
    }
}

fn at(index: usize, problem: Problem) -> Fault {
    Fault { location: Some(Location::Index(index)), column: None, problem }
}

#[cfg(test)]
mod tests;
