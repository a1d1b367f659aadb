//! Whether the quotes of a CSV file are as they should be.
//!
//! A reader that takes whatever comes reads an open quote to the end of the file, and the rows
//! behind it are gone. So the bytes are looked at on their way to it, and end with an error in
//! front of the first fault.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::data::fault::{Fault, Problem};

/// What a quote may be at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell: it opens.
    Start,
    /// In a cell without quotes: it is text.
    Plain,
    /// In a quoted cell: it closes, or is the first of two.
    Quoted,
    /// Behind such a quote: it was the first of two.
    Closed,
    /// Behind a closing quote and blanks: there can be none.
    Blank,
}

/// Passes bytes on, with `\n` for every line end, up to a quote that is not as it should be.
pub(super) struct Quotes<R> {
    input: R,
    delimiter: u8,
    state: State,
    line: u64,
    /// The line of the last quote that opened.
    opened: u64,
    /// The quote at which it ended.
    misquoted: Rc<Cell<Option<Misquoted>>>,
    /// Whether all bytes in front of it were passed on.
    ends: bool,
}

/// A quote that is not as it should be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Misquoted {
    /// The line on which it opens.
    line: u64,
    is_open: bool,
}

impl Misquoted {
    /// Returns what is wrong, and where.
    pub(super) fn fault(self) -> Fault {
        let problem = if self.is_open { Problem::OpenQuote } else { Problem::TextAfterQuote };
        problem.on_line(self.line)
    }
}

impl<R> Quotes<R> {
    /// Looks at `input`, which begins with a row, on this line.
    pub(super) fn new(input: R, delimiter: u8, line: u64) -> Self {
        let misquoted = Rc::default();
        Self { input, delimiter, state: State::Start, line, opened: line, misquoted, ends: false }
    }

    /// Returns the quote at which reading ends with an error, once it has.
    pub(super) fn misquoted(&self) -> Rc<Cell<Option<Misquoted>>> {
        Rc::clone(&self.misquoted)
    }

    pub(super) fn input(&self) -> &R {
        &self.input
    }

    pub(super) fn into_input(self) -> R {
        self.input
    }

    /// Looks at bytes; returns how many there are in front of a fault, if there is one.
    fn look(&mut self, bytes: &[u8]) -> Option<usize> {
        if !bytes.contains(&b'"') && matches!(self.state, State::Start | State::Plain) {
            self.line += bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            if let Some(last) = bytes.last() {
                self.state = self.behind(*last);
            }
            return None;
        }
        for (i, &byte) in bytes.iter().enumerate() {
            self.state = match (self.state, byte) {
                (State::Start, b'"') => {
                    self.opened = self.line;
                    State::Quoted
                }
                (State::Quoted, b'"') => State::Closed,
                (State::Closed, b'"') | (State::Quoted, _) => State::Quoted,
                (State::Closed | State::Blank, b' ') => State::Blank,
                (State::Closed | State::Blank, _) if byte != b'\n' && byte != self.delimiter => {
                    return Some(i);
                }
                _ => self.behind(byte),
            };
            self.line += u64::from(byte == b'\n');
        }
        None
    }

    fn behind(&self, byte: u8) -> State {
        if byte == b'\n' || byte == self.delimiter { State::Start } else { State::Plain }
    }

    fn end(&self) -> io::Error {
        let is_open = self.state == State::Quoted;
        self.misquoted.set(Some(Misquoted { line: self.opened, is_open }));
        io::Error::other("a quote is not as it should be")
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ends {
            return Err(self.end());
        }
        let count = self.input.read(buffer)?;
        if count == 0 {
            let is_open = !buffer.is_empty() && self.state == State::Quoted;
            return if is_open { Err(self.end()) } else { Ok(0) };
        }
        match self.look(&buffer[..count]) {
            None => Ok(count),
            Some(before) => {
                self.ends = true;
                if before == 0 { Err(self.end()) } else { Ok(before) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is passed on, and what is wrong behind it, whatever the sizes of the reads.
    fn read(text: &str) -> (String, Option<String>) {
        let read = |size: usize| {
            let mut quotes = Quotes::new(text.as_bytes(), b',', 1);
            let (mut passed, mut buffer) = (Vec::new(), vec![0; size]);
            loop {
                match quotes.read(&mut buffer) {
                    Ok(0) => return (String::from_utf8(passed).unwrap(), None),
                    Ok(count) => passed.extend_from_slice(&buffer[..count]),
                    Err(_) => {
                        let fault = quotes.misquoted().get().unwrap().fault();
                        return (String::from_utf8(passed).unwrap(), Some(fault.to_string()));
                    }
                }
            }
        };
        assert_eq!(read(1), read(1000), "{text:?}");
        read(1)
    }

    #[test]
    fn a_quote_that_is_as_it_should_be_passes() {
        for text in [
            "a,b\n",
            "\"a\",\"b\"\n",
            "\"a\n\"\"b\"\"\",c\n",
            "5\",6\"7\n",
            "\"\",\"\"\"\"",
            "\"a\" ,b\n",
            " \"a\",b\n",
            "",
            "\"\"",
        ] {
            assert_eq!(read(text), (text.to_owned(), None));
        }
    }

    #[test]
    fn a_quote_that_is_not_is_named_by_the_line_on_which_it_opens() {
        let open = "a quote opens here and is never closed; close it or delete it";
        let text = "text follows the closing quote of the cell that opens here; write a quote inside as \"\"";
        for (bytes, passed, line, says) in [
            ("x,c\n1,\"open\n2,b\n", "x,c\n1,\"open\n2,b\n", 2, open),
            ("\"", "\"", 1, open),
            ("a\n\"\"\"\n\n", "a\n\"\"\"\n\n", 2, open),
            ("1,\"a\n2,b\n3,\"c", "1,\"a\n2,b\n3,\"", 1, text),
            ("\"a\"\"b\"c\n", "\"a\"\"b\"", 1, text),
            ("\"a\" \"b\"\n", "\"a\" ", 1, text),
        ] {
            let (before, fault) = read(bytes);
            assert_eq!((before.as_str(), fault), (passed, Some(format!("line {line}: {says}"))));
        }
    }
}
