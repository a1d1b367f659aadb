//! Bytes on their way in: what was read so far is told, a load may be broken off, and a file that
//! changes is noticed.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::time::SystemTime;

/// What data on their way in have come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Rows that were understood so far.
    pub rows: usize,
    /// Bytes that came in so far.
    pub bytes_read: u64,
    /// How many there are, where that is known.
    pub bytes_total: Option<u64>,
}

/// What is done with data on their way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// They are read.
    Reading,
    /// They are sorted, or counted where they are too many for that.
    Ordering,
    /// Their sums of powers are taken, so that a few nodes can stand for them.
    Condensing,
}

/// Is told of progress now and then; breaking off ends the load.
pub type Watch<'a> = dyn FnMut(Progress) -> ControlFlow<()> + 'a;

/// The load was broken off; travels inside an [`io::Error`].
#[derive(Debug)]
pub(super) struct Cancelled;

/// More bytes came than the file had; travels inside an [`io::Error`].
#[derive(Debug)]
pub(super) struct Grown;

impl std::error::Error for Cancelled {}
impl std::error::Error for Grown {}

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken off")
    }
}

impl fmt::Display for Grown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file grows")
    }
}

/// Bytes to be read, with what watches them.
pub(super) struct Input<'a> {
    bytes: &'a mut dyn Read,
    /// How many there are, where that is known.
    pub(super) total: Option<u64>,
    read: u64,
    /// Rows so far: set by what makes rows of the bytes.
    pub(super) rows: &'a Cell<usize>,
    watch: &'a mut Watch<'a>,
}

impl<'a> Input<'a> {
    pub(super) fn new(
        bytes: &'a mut dyn Read,
        total: Option<u64>,
        rows: &'a Cell<usize>,
        watch: &'a mut Watch<'a>,
    ) -> Self {
        Self { bytes, total, read: 0, rows, watch }
    }

    /// Bytes that came in so far.
    pub(super) fn read_so_far(&self) -> u64 {
        self.read
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = loop {
            match self.bytes.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.read += count as u64;
        if self.total.is_some_and(|total| self.read > total) {
            return Err(io::Error::other(Grown));
        }
        let progress = Progress {
            stage: Stage::Reading,
            rows: self.rows.get(),
            bytes_read: self.read,
            bytes_total: self.total,
        };
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(count),
            ControlFlow::Break(()) => Err(io::Error::other(Cancelled)),
        }
    }
}

/// A file's length and time of change, to see later whether it is still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    changed: Option<SystemTime>,
}

impl Stamp {
    /// Of a plain file; none of a pipe or a device, nor of files that the system makes up and says
    /// are empty.
    pub(super) fn of(file: &File) -> Option<Self> {
        let about = file.metadata().ok().filter(|about| about.is_file() && about.len() > 0)?;
        Some(Self { length: about.len(), changed: about.modified().ok() })
    }

    /// Bytes in the file.
    pub(super) fn length(&self) -> u64 {
        self.length
    }
}
