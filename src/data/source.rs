//! An open source: bytes on their way in, with the progress that is told, the end of a load that is
//! cancelled, and a file that changes meanwhile.

mod plain_file;

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use super::compression::{self, Decompressed};
use super::dialect::Compression;
use super::disk::File;
use super::error::DataError;
use super::fault::{Fault, Problem};
use super::stream::{BEGINNING, Beginning, Interrupt, Mark, ReadAhead};
use crate::text::sanitise::clean;

pub(crate) use plain_file::at_home;
use plain_file::{Stamp, encoding, open, pass_over};

/// What data on their way in have come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Rows that were understood so far.
    pub rows: usize,
    /// Bytes that came in so far.
    pub bytes_read: u64,
    /// How many there are, if that is known.
    pub bytes_total: Option<u64>,
}

/// What is done with data on their way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// They are read.
    Reading,
    /// They are sorted, or counted if they are too many for that.
    Ordering,
    /// Their sums of powers are taken, from which a few nodes per cell follow.
    Condensing,
}

/// Is told of progress now and then; breaking off ends the load.
pub type Watch<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// How the bytes of a source are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// A table of text.
    Csv,
    /// Little-endian f64 and nothing else.
    F64,
    /// Columns of numbers and of other things, to be read from the end.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// An open source.
pub(super) struct OpenSource<'a> {
    /// What a person calls the data.
    pub(super) name: String,
    pub(super) encoding: Encoding,
    stream: Stream<'a>,
    /// Bytes that were looked at and are to be read.
    peeked: Cursor<Vec<u8>>,
    rows: Rc<Cell<usize>>,
    /// Why it cannot be decompressed.
    damage: Option<Problem>,
    /// The first bytes, as far as they were read.
    beginning: Beginning,
    /// Bytes that a mark made it pass over.
    passed_over: u64,
}

/// The bytes of a source.
enum Stream<'a> {
    /// None was read.
    Unread(Raw<'a>),
    /// They come as they are, or decompressed.
    Open(Decompressed<Raw<'a>>),
    /// They are being looked at for how they are compressed.
    Between,
}

/// The bytes of a source as they are stored.
struct Raw<'a> {
    bytes: Bytes<'a>,
    /// How many there are, if that is known.
    total: Option<u64>,
    read: u64,
    rows: Rc<Cell<usize>>,
    stop: Option<Stop>,
    /// Whether an error came from what is read, or its end.
    has_failed: bool,
    has_ended: bool,
    watch: &'a mut Watch<'a>,
}

enum Bytes<'a> {
    File {
        file: File,
        before: Option<Stamp>,
    },
    /// A thread of its own reads them.
    Ahead {
        ahead: ReadAhead,
        file: Option<File>,
        before: Option<Stamp>,
    },
    Other(&'a mut dyn Read),
}

/// Why no more is read, though there is more.
#[derive(Clone, Copy)]
enum Stop {
    /// The load was cancelled.
    Cancelled,
    /// More bytes came than the file had.
    Grown,
}

impl<'a> OpenSource<'a> {
    /// Opens a file; one whose name ends in `.f64` is of numbers, any other is a table. Either may
    /// be compressed, with the ending of that behind its own.
    pub(super) fn open(path: &Path, watch: &'a mut Watch<'a>) -> Result<Self, DataError> {
        let typed = path.display().to_string();
        let name = clean(&typed);
        let mut file = open(path, &typed).map_err(|problem| problem.anywhere().of(&name))?;
        let before = Stamp::of(&file);
        let total = before.map(|stamp| stamp.length);
        let encoding = encoding(path, &mut file);
        let encoding = encoding.map_err(|problem| problem.anywhere().of(&name))?;
        Ok(Self::of(name, encoding, total, Bytes::File { file, before }, watch))
    }

    /// Opens a file, or standard input if there is none, to be read on a thread of its own. What is
    /// before the mark is passed over if the source allows it.
    pub(super) fn streamed(
        path: Option<&Path>,
        is_f64: bool,
        from: Option<&Mark>,
        interrupt: &Interrupt,
        watch: &'a mut Watch<'a>,
    ) -> Result<Self, DataError> {
        let Some(path) = path else {
            let name = "standard input".to_owned();
            let encoding = if is_f64 { Encoding::F64 } else { Encoding::Csv };
            let ahead = ReadAhead::new(io::stdin(), interrupt);
            let ahead = ahead.map_err(|error| Problem::from_io(&error).anywhere().of(&name))?;
            let bytes = Bytes::Ahead { ahead, file: None, before: None };
            return Ok(Self::of(name, encoding, None, bytes, watch));
        };
        let typed = path.display().to_string();
        let name = clean(&typed);
        let failed = |problem: Problem| problem.anywhere().of(&name);
        let mut file = open(path, &typed).map_err(failed)?;
        let encoding = if is_f64 { Ok(Encoding::F64) } else { encoding(path, &mut file) };
        let encoding = encoding.map_err(failed)?;
        let before = Stamp::of(&file);
        let total = before.map(|stamp| stamp.length);
        #[cfg(feature = "parquet")]
        if encoding == Encoding::Parquet {
            // A thread that reads on would move the place in the file.
            return Ok(Self::of(name, encoding, total, Bytes::File { file, before }, watch));
        }
        let mut passed = None;
        if let (Some(mark), Some(_), Encoding::F64) = (from, total, encoding) {
            passed = pass_over(&mut file, mark).map_err(failed)?;
        }
        let ahead = file.try_clone().and_then(|file| ReadAhead::new(file, interrupt));
        let ahead = ahead.map_err(|error| failed(Problem::from_io(&error)))?;
        let bytes = Bytes::Ahead { ahead, file: Some(file), before };
        let mut source = Self::of(name, encoding, total, bytes, watch);
        if let Some((beginning, count)) = passed {
            source.pass(beginning, count);
        }
        Ok(source)
    }

    /// Takes note of bytes that were passed over; the source is not compressed.
    fn pass(&mut self, beginning: Vec<u8>, count: u64) {
        if let Stream::Unread(mut raw) = std::mem::replace(&mut self.stream, Stream::Between) {
            raw.read = count;
            let begun = Cursor::new(Vec::new()).chain(raw);
            self.stream = Stream::Open(Decompressed::Plain(begun));
        }
        (*self.beginning.borrow_mut(), self.passed_over) = (beginning, count);
    }

    /// Returns the first bytes, to be looked at later.
    pub(super) fn beginning(&self) -> Beginning {
        Rc::clone(&self.beginning)
    }

    /// Returns how many bytes were passed over, as a mark allowed.
    pub(super) fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// Reads a table from anywhere, such as standard input or a text.
    pub(super) fn table(name: &str, bytes: &'a mut dyn Read, watch: &'a mut Watch<'a>) -> Self {
        Self::of(name.to_owned(), Encoding::Csv, None, Bytes::Other(bytes), watch)
    }

    fn of(
        name: String,
        encoding: Encoding,
        total: Option<u64>,
        bytes: Bytes<'a>,
        watch: &'a mut Watch<'a>,
    ) -> Self {
        let rows = Rc::default();
        let raw = Raw {
            bytes,
            total,
            read: 0,
            rows: Rc::clone(&rows),
            stop: None,
            has_failed: false,
            has_ended: false,
            watch,
        };
        let (stream, peeked, beginning) =
            (Stream::Unread(raw), Cursor::default(), Beginning::default());
        Self { name, encoding, stream, peeked, rows, damage: None, beginning, passed_over: 0 }
    }

    /// Reads the first bytes, which say how the source is compressed.
    fn begin(&mut self) -> io::Result<()> {
        let Stream::Unread(mut raw) = std::mem::replace(&mut self.stream, Stream::Between) else {
            return Ok(());
        };
        let first = compression::beginning(&mut raw);
        let (first, error) = match first {
            Ok(first) => (first, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        self.stream = Stream::Open(Decompressed::new(first, raw));
        error
    }

    /// Returns the first bytes, as many as this or all there are. They are still to be read.
    ///
    /// # Errors
    /// Returns an error if they cannot be read.
    pub(super) fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        let mut first = Vec::new();
        self.take(length as u64).read_to_end(&mut first)?;
        self.peeked = Cursor::new(first);
        Ok(self.peeked.get_ref())
    }

    /// Returns how the source is compressed, once it was begun.
    pub(super) fn compression(&self) -> Option<Compression> {
        match &self.stream {
            Stream::Open(open) => open.compression(),
            Stream::Unread(_) | Stream::Between => None,
        }
    }

    fn raw(&self) -> Option<&Raw<'a>> {
        match &self.stream {
            Stream::Unread(raw) => Some(raw),
            Stream::Open(open) => Some(open.input()),
            Stream::Between => None,
        }
    }

    /// Returns how many bytes there are to read, if that is known.
    ///
    /// # Errors
    /// Returns an error if the first of them cannot be read.
    pub(super) fn total(&mut self) -> io::Result<Option<u64>> {
        if matches!(self.stream, Stream::Unread(_)) {
            self.begin()?;
        }
        Ok(self.raw().filter(|_| self.compression().is_none()).and_then(|raw| raw.total))
    }

    /// Sets how many bytes there are to read.
    #[cfg(test)]
    pub(super) fn set_total(&mut self, total: Option<u64>) {
        if let Stream::Unread(raw) = &mut self.stream {
            raw.total = total;
        }
    }

    /// Returns the count of rows so far, to be set by what makes rows of the bytes.
    pub(super) fn rows(&self) -> Rc<Cell<usize>> {
        Rc::clone(&self.rows)
    }

    /// Returns another handle of the file, to be read from any place in it.
    ///
    /// # Errors
    /// Returns an error if there is none.
    #[cfg(feature = "parquet")]
    pub(super) fn file(&self) -> io::Result<File> {
        match self.raw().map(|raw| &raw.bytes) {
            Some(Bytes::File { file, .. }) => file.try_clone(),
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Tells how many rows of all were read, by something else than this.
    ///
    /// # Errors
    /// Returns an error if the load is cancelled.
    #[cfg(feature = "parquet")]
    pub(super) fn tell(&mut self, rows: usize, all: usize) -> Result<(), Problem> {
        self.rows.set(rows);
        if let Stream::Unread(raw) = &mut self.stream {
            let share = rows as f64 / all.max(1) as f64;
            raw.read = raw.total.map_or(0, |total| (total as f64 * share) as u64);
            raw.tell().map_err(|_| Problem::Cancelled)?;
        }
        Ok(())
    }

    /// Returns what was found in the source, unless it was not read to its end or is another one by
    /// now.
    pub(super) fn check<T>(&mut self, found: Result<T, Fault>) -> Result<T, Fault> {
        let damage = self.damage.take();
        let Some(raw) = self.raw() else { return found };
        match (&raw.stop, &raw.bytes) {
            (Some(Stop::Cancelled), _) => Err(Problem::Cancelled.anywhere()),
            (Some(Stop::Grown), _) => Err(Problem::Changed.anywhere()),
            // Whatever was found in it, half of it may be the old file's and half the new one's.
            (
                _,
                Bytes::File { file, before: Some(before) }
                | Bytes::Ahead { file: Some(file), before: Some(before), .. },
            ) if Stamp::of(file) != Some(*before) => Err(Problem::Changed.anywhere()),
            _ => damage.map_or(found, |damage| Err(damage.anywhere())),
        }
    }

    /// Remembers why compressed bytes could not be read on, if it is their own fault.
    fn note_damage(&mut self, error: &io::Error) {
        let (Some(compression), Some(raw)) = (self.compression(), self.raw()) else { return };
        if raw.has_failed || raw.stop.is_some() {
            return;
        }
        let is_cut = match compression {
            Compression::Gzip => error.kind() == io::ErrorKind::UnexpectedEof,
            Compression::Zstd => raw.has_ended && error.kind() != io::ErrorKind::InvalidData,
        };
        self.damage = Some(Problem::Damaged { compression, is_cut });
    }
}

impl Read for OpenSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let peeked = self.peeked.read(buffer)?;
        if peeked > 0 {
            return Ok(peeked);
        }
        if matches!(self.stream, Stream::Unread(_)) {
            self.begin()?;
        }
        let read = match &mut self.stream {
            Stream::Open(open) => open.read(buffer),
            Stream::Unread(_) | Stream::Between => Ok(0),
        };
        if let Ok(count) = read {
            let mut beginning = self.beginning.borrow_mut();
            let lacking = BEGINNING.saturating_sub(beginning.len());
            beginning.extend_from_slice(&buffer[..count.min(lacking)]);
        }
        read.inspect_err(|error| self.note_damage(error))
    }
}

impl Raw<'_> {
    /// Tells how far it is read.
    fn tell(&mut self) -> io::Result<()> {
        let progress = Progress {
            stage: Stage::Reading,
            rows: self.rows.get(),
            bytes_read: self.read,
            bytes_total: self.total,
        };
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(self.end(Stop::Cancelled)),
        }
    }

    fn end(&mut self, stop: Stop) -> io::Error {
        self.stop = Some(stop);
        io::Error::other("no more is read")
    }
}

impl Read for Raw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = loop {
            let read = match &mut self.bytes {
                Bytes::File { file, .. } => file.read(buffer),
                Bytes::Ahead { ahead, .. } => ahead.read(buffer),
                Bytes::Other(bytes) => bytes.read(buffer),
            };
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other.inspect_err(|_| self.has_failed = true)?,
            }
        };
        self.has_ended |= count == 0 && !buffer.is_empty();
        self.read += count as u64;
        if self.total.is_some_and(|total| self.read > total) {
            return Err(self.end(Stop::Grown));
        }
        self.tell()?;
        Ok(count)
    }
}

/// Fills the block behind what is `kept` in it; returns how far it is full, and whether the input
/// ended there or why it could not be read on.
pub(super) fn fill(
    input: &mut impl Read,
    block: &mut [u8],
    kept: usize,
) -> (usize, io::Result<bool>) {
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
