//! How far a stream was taken in, so that a later run can go on from there.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::data::fault::{Fault, Problem};
use crate::data::left_out::LeftOut;

/// Bytes of the beginning that are compared.
pub(in crate::data) const BEGINNING: usize = 1 << 14;
/// Bytes before the mark that are compared.
const TAIL: usize = 1 << 12;

/// How far a stream was taken in, and what its data looked like: the beginning, and the bytes just
/// before the mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Bytes that were taken in, as they are when they are decompressed; of a table, behind the
    /// rows that its columns were found in.
    pub(in crate::data) bytes: u64,
    /// Whether a table is read row by row from here on.
    pub(in crate::data) is_row_by_row: bool,
    pub(in crate::data) place: Place,
    pub(in crate::data) left_out: LeftOut,
    pub(in crate::data) unused: Unused,
    beginning: Fingerprint,
    tail: Fingerprint,
}

/// Observations that were left out for what is beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    /// Those of weight 0.
    pub zero_weights: u64,
}

/// Where in a table a mark is, as its reader counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::data) struct Place {
    pub(in crate::data) from: u64,
    pub(in crate::data) line: u64,
    pub(in crate::data) blank_lines: u64,
    pub(in crate::data) rows: usize,
    pub(in crate::data) comment_lines: u64,
    pub(in crate::data) marked_rows: u64,
}

/// What tells bytes from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Fingerprint {
    length: usize,
    hash: u64,
}

impl Fingerprint {
    fn of(bytes: &[u8]) -> Self {
        Self { length: bytes.len(), hash: hash(bytes) }
    }
}

/// Returns a hash of bytes, the same on every machine (FNV-1a).
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The first bytes of a source, as far as they were read.
pub(in crate::data) type Beginning = Rc<RefCell<Vec<u8>>>;

impl Mark {
    /// Returns the mark behind these bytes, of which `tail` are the last, and what was left out of
    /// them.
    pub(in crate::data) fn new(
        beginning: &Beginning,
        bytes: u64,
        tail: &[u8],
        left_out: &LeftOut,
    ) -> Self {
        Self {
            bytes,
            left_out: left_out.clone(),
            beginning: Fingerprint::of(&beginning.borrow()),
            tail: Fingerprint::of(&tail[tail.len().saturating_sub(TAIL)..]),
            ..Self::default()
        }
    }

    /// Returns how many bytes a source that can be read from anywhere need not read, if its
    /// beginning is that of the mark.
    ///
    /// # Errors
    /// Returns an error if it is not.
    pub(in crate::data) fn before_tail(&self, beginning: &[u8]) -> Result<u64, Problem> {
        let first = beginning.get(..self.beginning.length);
        match first.map(Fingerprint::of) {
            Some(found) if found == self.beginning => Ok(self.bytes - self.tail.length as u64),
            _ => Err(Problem::OtherData("they begin otherwise")),
        }
    }

    /// Reads what is before the mark and throws it away. `read` bytes of it are behind already.
    ///
    /// # Errors
    /// Returns an error if the data are not those that the mark was made in, or cannot be read.
    pub(in crate::data) fn skip(
        &self,
        input: &mut impl Read,
        read: u64,
        beginning: &Beginning,
    ) -> Result<(), Fault> {
        let failed = |error: io::Error| Problem::from_io(&error).anywhere();
        let end = Problem::OtherData("they end before what was taken in does");
        let before = (self.bytes - self.tail.length as u64).saturating_sub(read);
        let passed = io::copy(&mut input.by_ref().take(before), &mut io::sink()).map_err(failed)?;
        let mut tail = Vec::new();
        input.take(self.tail.length as u64).read_to_end(&mut tail).map_err(failed)?;
        self.before_tail(&beginning.borrow()).map_err(Problem::anywhere)?;
        if passed < before || tail.len() < self.tail.length {
            return Err(end.anywhere());
        }
        if Fingerprint::of(&tail) != self.tail {
            let other = Problem::OtherData("they differ just before where it was to go on");
            return Err(other.anywhere());
        }
        Ok(())
    }
}

/// Passes bytes on, and remembers the last of them.
pub(in crate::data) struct Recent<R> {
    input: R,
    recent: Rc<RefCell<RecentBytes>>,
}

/// The last bytes that were read.
#[derive(Debug, Default)]
pub(in crate::data) struct RecentBytes {
    bytes: Vec<u8>,
    /// How many there were in all.
    count: u64,
}

impl RecentBytes {
    /// Returns the last bytes before a place, which must not be long ago.
    pub(in crate::data) fn before(&self, place: u64) -> &[u8] {
        let behind = (self.count - place) as usize;
        &self.bytes[..self.bytes.len().saturating_sub(behind)]
    }
}

impl<R: Read> Recent<R> {
    pub(in crate::data) fn new(input: R) -> (Self, Rc<RefCell<RecentBytes>>) {
        let recent: Rc<RefCell<RecentBytes>> = Rc::default();
        (Self { input, recent: Rc::clone(&recent) }, recent)
    }
}

impl<R: Read> Read for Recent<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        /// The reader of rows is at most its buffer ahead of the row it gives.
        const KEPT: usize = (1 << 17) + TAIL;
        let count = self.input.read(buffer)?;
        let mut recent = self.recent.borrow_mut();
        recent.count += count as u64;
        recent.bytes.extend_from_slice(&buffer[..count]);
        if recent.bytes.len() > 4 * KEPT {
            let end = recent.bytes.len() - KEPT;
            recent.bytes.drain(..end);
        }
        Ok(count)
    }
}
