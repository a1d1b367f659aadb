//! Blanks between cells, however many, made one delimiter.

use std::io::{self, Read};

/// What blanks become: no cell has it, since it is a blank itself.
pub(super) const DELIMITER: u8 = b'\t';

/// Where in a row the last byte was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first cell.
    Start,
    /// Behind blanks, or at the beginning of a cell.
    Gap,
    /// In a cell without quotes.
    Cell,
    /// In a quoted cell.
    Quoted,
    /// Behind a quote that closes one, or is the first of two.
    Closed,
}

/// Rewrites rows: one delimiter for the blanks between cells, and none around the row. Blanks in
/// quoted cells stay.
#[derive(Debug)]
pub(super) struct Rewriter(State);

impl Rewriter {
    pub(super) fn new() -> Self {
        Self(State::Start)
    }

    /// Puts the rewritten bytes behind `out`.
    pub(super) fn rewrite(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            let is_blank = matches!(byte, b' ' | b'\t');
            self.0 = match self.0 {
                State::Quoted => {
                    out.push(byte);
                    if byte == b'"' { State::Closed } else { State::Quoted }
                }
                _ if byte == b'\n' => {
                    out.push(byte);
                    State::Start
                }
                State::Start if is_blank => State::Start,
                State::Cell | State::Closed | State::Gap if is_blank => State::Gap,
                before => {
                    if before == State::Gap {
                        out.push(DELIMITER);
                    }
                    out.push(byte);
                    let opens = byte == b'"' && before != State::Cell;
                    if opens { State::Quoted } else { State::Cell }
                }
            };
        }
    }
}

/// Passes bytes on, rewritten if blanks are between cells.
pub(super) enum Passing<R> {
    /// As they are.
    AsIs(R),
    /// Rewritten.
    Rewritten(Box<Rewritten<R>>),
}

/// Bytes on their way, rewritten.
pub(super) struct Rewritten<R> {
    input: R,
    rewriter: Rewriter,
    read: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
}

impl<R> Passing<R> {
    /// Rewrites what follows.
    pub(super) fn rewritten(input: R, rewriter: Rewriter) -> Self {
        let (read, ready) = (vec![0; 1 << 16], Vec::new());
        Self::Rewritten(Box::new(Rewritten { input, rewriter, read, ready, given: 0 }))
    }
}

impl<R: Read> Read for Passing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::AsIs(input) => input.read(buffer),
            Self::Rewritten(rewritten) => rewritten.read(buffer),
        }
    }
}

impl<R: Read> Read for Rewritten<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            let count = match self.input.read(&mut self.read) {
                Ok(0) => return Ok(0),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.ready.clear();
            self.given = 0;
            self.rewriter.rewrite(&self.read[..count], &mut self.ready);
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_become_one_delimiter() {
        for (text, expected) in [
            ("1 2\n", "1\t2\n"),
            ("  1 \t 2  \n", "1\t2\n"),
            ("\"a b\"  \"c\" \n", "\"a b\"\t\"c\"\n"),
            ("\"a \"\" b\" c\n", "\"a \"\" b\"\tc\n"),
            ("5\" pipe\n", "5\"\tpipe\n"),
            (" \n\n1\n", "\n\n1\n"),
            ("1 ", "1"),
        ] {
            let mut whole = Vec::new();
            Rewriter::new().rewrite(text.as_bytes(), &mut whole);
            assert_eq!(String::from_utf8(whole).unwrap(), expected);
            let mut passing = Passing::rewritten(text.as_bytes(), Rewriter::new());
            let mut read = String::new();
            let mut one = [0];
            while passing.read(&mut one).unwrap() > 0 {
                read.push(char::from(one[0]));
            }
            assert_eq!(read, expected);
        }
    }
}
