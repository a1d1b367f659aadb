//! Bytes to rows of cells with their line numbers.

use std::cell::Cell as Count;
use std::io::{Chain, Cursor, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::delimiter::{self, DECLARED};
use super::newlines::{Newlines, line_ends};
use super::quotes::{Misquoted, Quotes};
use crate::data::fault::{Fault, Problem};

/// How much of the beginning is looked at to find the delimiter.
const HEAD: u64 = 1 << 16;
/// Delimits the cells of a file that has no delimiter: ASCII's unit separator, which no text has.
const NO_DELIMITER: u8 = 0x1F;

/// The rows of a CSV file, read one at a time into the same memory.
pub(super) struct Rows<R> {
    reader: csv::Reader<R>,
    record: ByteRecord,
    position: Position,
    /// The number of the reader's own first line.
    first_line: u64,
    counted: Rc<Count<usize>>,
    /// The quote at which the reader was ended, if one is not as it should be.
    misquoted: Rc<Count<Option<Misquoted>>>,
}

/// The rows from the beginning of a file on.
pub(super) type FirstRows<R> = Rows<Quotes<Chain<Cursor<Vec<u8>>, Newlines<R>>>>;

/// How far a file was read, and what separates its cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    /// What is between cells.
    pub(super) delimiter: u8,
    /// The line behind the last row that was read.
    pub(super) from: u64,
    /// The line that is read next: between the two are empty ones.
    pub(super) line: u64,
}

/// One row, every cell of it UTF-8.
pub(super) struct Row<'a> {
    /// Where it begins, from 1.
    pub(super) line: u64,
    /// How many empty lines are before it.
    pub(super) blank_lines: u64,
    /// What is between its cells.
    pub(super) delimiter: u8,
    /// What is in it.
    pub(super) cells: &'a ByteRecord,
}

impl Row<'_> {
    /// Returns whether the row is one blank cell: a line with nothing but blanks.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.len() == 1 && self.cells[0].trim_ascii().is_empty()
    }
}

impl<R: Read> FirstRows<R> {
    /// Looks at the beginning of `input` for a byte order mark and the delimiter.
    pub(super) fn new(input: R, counted: Rc<Count<usize>>) -> Result<Self, Fault> {
        let mut input = Newlines::new(input);
        let mut head = Vec::new();
        let read = input.by_ref().take(HEAD).read_to_end(&mut head);
        read.map_err(|error| Problem::from_io(&error).anywhere())?;
        if let Some(nul) = head.iter().position(|byte| *byte == 0) {
            let is_utf_16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
            let problem = if is_utf_16 { Problem::NotUtf8 } else { Problem::Nul };
            return Err(problem.on_line(1 + line_ends(&head[..nul])));
        }
        if head.starts_with("\u{FEFF}".as_bytes()) {
            head.drain(..3);
        }
        let declared = delimiter::declared(&head);
        if declared.is_some() {
            head.drain(..DECLARED.len() + 2);
        }
        let line = if declared.is_some() { 2 } else { 1 };
        let delimiter = declared.or_else(|| delimiter::likely(&head)).unwrap_or(NO_DELIMITER);
        let input = Quotes::new(Cursor::new(head).chain(input), delimiter, line);
        let misquoted = input.misquoted();
        let position = Position { delimiter, from: line, line };
        let reader = reader(input, delimiter);
        let (record, first_line) = (ByteRecord::new(), line);
        Ok(Self { reader, record, position, first_line, counted, misquoted })
    }

    /// Returns the bytes behind the last row, with their position; itself if they are no longer
    /// known.
    #[expect(clippy::result_large_err, reason = "it is no error: the same rows, once a file")]
    pub(super) fn into_rest(self) -> Result<(impl Read, Position), Self> {
        // The reader reads ahead, but not beyond the head before it has used that up.
        let used = self.reader.position().byte();
        if used >= self.reader.get_ref().input().get_ref().0.get_ref().len() as u64 {
            return Err(self);
        }
        let (mut head, input) = self.reader.into_inner().into_input().into_inner();
        head.set_position(used);
        Ok((head.chain(input), self.position))
    }
}

fn reader<R: Read>(input: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(HEAD as usize)
        .from_reader(input)
}

impl<R: Read> Rows<Chain<&'static [u8], Quotes<R>>> {
    /// Returns the rows of a later part of a file, which begins where `position` says and has `\n`
    /// for every line end.
    pub(super) fn resume(input: R, position: Position, counted: Rc<Count<usize>>) -> Self {
        // The reader would take a byte order mark at its beginning for none of the text; here it is
        // some. An empty line before it is skipped.
        let input = Quotes::new(input, position.delimiter, position.line);
        let misquoted = input.misquoted();
        let reader = reader((&b"\n"[..]).chain(input), position.delimiter);
        let first_line = position.line.saturating_sub(1);
        Self { reader, record: ByteRecord::new(), position, first_line, counted, misquoted }
    }
}

impl<R: Read> Rows<R> {
    /// Returns how far the file was read.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// Returns the next row, or `None` after the last.
    pub(super) fn read(&mut self) -> Result<Option<Row<'_>>, Fault> {
        let from = self.position.from;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                if let Some(misquoted) = self.misquoted.get() {
                    return Err(misquoted.fault());
                }
                let problem = match error.into_kind() {
                    csv::ErrorKind::Io(error) => Problem::from_io(&error),
                    other => Problem::Read(format!("{other:?}")),
                };
                return Err(problem.on_line(from));
            }
        }
        let to = self.first_line + self.reader.position().line() - 1;
        let line = if to <= from + 1 { from } else { self.first_line(from, to) };
        let ascii = self.record.as_slice().is_ascii();
        if !ascii && self.record.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
            return Err(Problem::NotUtf8.on_line(line));
        }
        self.position.from = to;
        self.position.line = to;
        self.counted.set(self.counted.get() + 1);
        let delimiter = self.position.delimiter;
        Ok(Some(Row { line, blank_lines: line - from, delimiter, cells: &self.record }))
    }

    /// Returns the line on which the record begins that was read from the lines `from..to`: line
    /// ends inside quotes are its own, the others are those of empty lines before it.
    fn first_line(&self, from: u64, to: u64) -> u64 {
        to.saturating_sub(1 + line_ends(self.record.as_slice())).max(from)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Gives one byte at a time, as a slow pipe may.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(buffer.len()).min(1);
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    /// Each row as its line, the empty lines before it and its cells.
    fn rows(bytes: &[u8]) -> Vec<(u64, u64, Vec<String>)> {
        let read = |mut rows: FirstRows<Drip>| {
            let mut all = Vec::new();
            while let Some(row) = rows.read().unwrap() {
                let cells = row.cells.iter().map(|cell| String::from_utf8_lossy(cell).into());
                all.push((row.line, row.blank_lines, cells.collect()));
            }
            all
        };
        read(Rows::new(Drip(bytes), Rc::default()).unwrap())
    }

    fn row(line: u64, blank_lines: u64, cells: &[&str]) -> (u64, u64, Vec<String>) {
        (line, blank_lines, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", "", "\"3", "4\",5", "6,7", "", ""].join(end);
            let expected = [
                row(2, 1, &["a", "b"]),
                row(3, 0, &["1", "2"]),
                row(6, 2, &["3\n4", "5"]),
                row(8, 0, &["6", "7"]),
            ];
            assert_eq!(rows(text.as_bytes()), expected, "{end:?}");
        }
        assert_eq!(rows(b"1\n2"), [row(1, 0, &["1"]), row(2, 0, &["2"])]);
        assert_eq!(rows(b""), []);
        assert_eq!(rows(b"\r\n\r\n"), []);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_cell() {
        assert_eq!(rows("\u{feff}a;b\n".as_bytes()), [row(1, 0, &["a", "b"])]);
        assert_eq!(rows("\u{feff}\"a;b\";c".as_bytes()), [row(1, 0, &["a;b", "c"])]);
        assert_eq!(rows("\u{feff}".as_bytes()), []);
    }

    #[test]
    fn the_first_line_may_name_the_delimiter() {
        assert_eq!(rows(b"sep=;\na;b\n1,5;2"), [row(2, 0, &["a", "b"]), row(3, 0, &["1,5", "2"])]);
        assert_eq!(rows(b"SEP=|\r\na|b"), [row(2, 0, &["a", "b"])]);
        assert_eq!(rows(b"sep=\t\na\tb"), [row(2, 0, &["a", "b"])]);
        assert_eq!(rows(b"sep=3\na"), [row(1, 0, &["sep=3"]), row(2, 0, &["a"])]);
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused_with_its_line() {
        let fault = |bytes: &'static [u8]| {
            Rows::new(bytes, Rc::default()).and_then(|mut rows| {
                while rows.read()?.is_some() {}
                Ok(())
            })
        };
        let says = "not UTF-8 text; save the file as CSV in UTF-8";
        // Latin-1
        assert_eq!(
            fault(b"x,y\n1,2\n3,caf\xe9\n").unwrap_err().to_string(),
            format!("line 3: {says}")
        );
        // halves of a letter in neighbouring cells
        assert_eq!(fault(b"x,y\n\xc3,\xa9\n").unwrap_err().to_string(), format!("line 2: {says}"));
        // UTF-16
        assert_eq!(fault(b"\xff\xfe5\0\n\0").unwrap_err().to_string(), format!("line 1: {says}"));
        let says = "a NUL byte, as in UTF-16 or a binary file; save it as CSV in UTF-8";
        assert_eq!(fault(b"x\n5\0\n").unwrap_err().to_string(), format!("line 2: {says}"));
    }

    #[test]
    fn an_error_of_reading_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk\nis gone"))
            }
        }
        let at_once = Rows::new(Broken, Rc::default()).err().unwrap();
        assert_eq!(at_once.to_string(), "cannot be read: the disk is gone");
        let beginning = "1\n".repeat(1 << 16);
        let mut rows = Rows::new(beginning.as_bytes().chain(Broken), Rc::default()).unwrap();
        let later = loop {
            match rows.read() {
                Ok(row) => assert!(row.is_some(), "the error was swallowed"),
                Err(fault) => break fault,
            }
        };
        assert_eq!(later.to_string(), "line 65537: cannot be read: the disk is gone");
    }
}
