//! Bytes to rows of cells with their line numbers.

use std::cell::Cell as Count;
use std::io::{Chain, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::head::{Bytes, HEAD, Head};
use super::newlines::line_ends;
use super::quotes::{Misquoted, Quotes};
use super::sniff::{Comments, Sniffed};
use crate::data::dialect::{Charset, DialectOptions};
use crate::data::fault::{Fault, Problem};

/// The rows of a CSV file, read one at a time into the same memory.
pub(super) struct Rows<R> {
    reader: csv::Reader<R>,
    record: ByteRecord,
    position: Position,
    /// The number of the reader's own first line.
    first_line: u64,
    counts: Counts,
    comments: Comments,
    /// The quote at which the reader was ended, if one is not as it should be.
    misquoted: Rc<Count<Option<Misquoted>>>,
}

/// The rows from the beginning of a file on.
pub(super) type FirstRows<R> = Rows<Quotes<Bytes<R>>>;

/// The rows of a later part of a file.
pub(super) type LaterRows<R> = Rows<Chain<&'static [u8], Quotes<R>>>;

/// How DOS ends a file: a line of its own, which is no row.
const END_OF_FILE: &[u8] = b"\x1a";

/// What was counted so far; all that read a table count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Rows.
    pub(super) rows: Rc<Count<usize>>,
    /// Lines of comment.
    pub(super) comment_lines: Rc<Count<u64>>,
    /// Rows that begin as comments do.
    pub(super) marked_rows: Rc<Count<u64>>,
    /// What the text is written in, as far as that is known.
    pub(super) charset: Rc<Count<Charset>>,
}

/// How far a file was read, and what separates its cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    /// What is between cells.
    pub(super) delimiter: u8,
    /// The line behind the last row that was read.
    pub(super) from: u64,
    /// The line that is read next: between the two are empty ones and comments.
    pub(super) line: u64,
    /// How many empty ones.
    pub(super) blank_lines: u64,
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
    /// Looks at the beginning of `input` for how the table is written.
    pub(super) fn new(
        input: R,
        counts: Counts,
        options: &DialectOptions,
    ) -> Result<(Self, Sniffed), Fault> {
        let (head, sniffed) = Head::of(input, options)?;
        Ok((Self::of(head, counts, sniffed.comments.clone()), sniffed))
    }

    /// Looks at the beginning of `input` for the delimiter alone: every line is a row.
    pub(super) fn plain(input: R) -> Result<Self, Fault> {
        Ok(Self::of(Head::plain(input)?, Counts::default(), Comments::none()))
    }

    fn of(head: Head<R>, counts: Counts, comments: Comments) -> Self {
        let Head { bytes, delimiter, line } = head;
        let input = Quotes::new(bytes, delimiter, line);
        let misquoted = input.misquoted();
        let position = Position { delimiter, from: line, line, blank_lines: 0 };
        let reader = reader(input, delimiter);
        let (record, first_line) = (ByteRecord::new(), line);
        Self { reader, record, position, first_line, counts, comments, misquoted }
    }

    /// Returns how many bytes of the head the rows so far are.
    pub(super) fn head_bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Returns the bytes from a place on that is before the last row; none if they are no longer
    /// known. `has_ended` says that there is no further row.
    pub(super) fn into_rest_from(self, place: u64, has_ended: bool) -> Option<impl Read> {
        let head = self.reader.get_ref().input().get_ref().0.get_ref().len() as u64;
        let used = self.reader.position().byte();
        if used > head || (used == head && !has_ended) {
            return None;
        }
        let (mut head, input) = self.reader.into_inner().into_input().into_inner();
        head.set_position(place);
        Some(head.chain(input))
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
        .buffer_capacity(HEAD)
        .from_reader(input)
}

impl<R: Read> LaterRows<R> {
    /// Returns the rows of a later part of a file, which begins where `position` says and has `\n`
    /// for every line end.
    pub(super) fn resume(input: R, position: Position, counts: Counts, comments: Comments) -> Self {
        // The reader would take a byte order mark at its beginning for none of the text; here it is
        // some. An empty line before it is skipped.
        let input = Quotes::new(input, position.delimiter, position.line);
        let misquoted = input.misquoted();
        let reader = reader((&b"\n"[..]).chain(input), position.delimiter);
        let first_line = position.line.saturating_sub(1);
        let record = ByteRecord::new();
        Self { reader, record, position, first_line, counts, comments, misquoted }
    }
}

impl<R: Read> LaterRows<R> {
    /// Returns how many bytes of the input the rows so far are.
    pub(super) fn bytes(&self) -> u64 {
        // The reader was given an empty line before it.
        self.reader.position().byte().saturating_sub(1)
    }
}

impl<R: Read> Rows<R> {
    /// Returns what was counted so far, and counts on.
    pub(super) fn counts(&self) -> Counts {
        self.counts.clone()
    }

    /// Returns how far the file was read.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// Returns the next row, or `None` after the last. Comments are passed over.
    pub(super) fn read(&mut self) -> Result<Option<Row<'_>>, Fault> {
        loop {
            let from = self.position.line;
            if !self.read_record()? {
                return Ok(None);
            }
            let to = self.first_line + self.reader.position().line() - 1;
            let line = if to <= from + 1 { from } else { self.first_line(from, to) };
            let ascii = self.record.as_slice().is_ascii();
            if !ascii && self.record.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
                return Err(Problem::NotUtf8.on_line(line));
            }
            let blank_lines = self.position.blank_lines + line - from;
            self.position = Position { from: to, line: to, blank_lines, ..self.position };
            if self.record.len() == 1 && self.record[0] == *END_OF_FILE {
                continue;
            }
            let begins_as_comment =
                self.record.get(0).is_some_and(|cell| self.comments.begins(cell));
            if begins_as_comment && !self.comments.is_row(self.record.iter()) {
                add(&self.counts.comment_lines, 1);
                continue;
            }
            add(&self.counts.marked_rows, u64::from(begins_as_comment));
            self.position.blank_lines = 0;
            self.counts.rows.set(self.counts.rows.get() + 1);
            let delimiter = self.position.delimiter;
            return Ok(Some(Row { line, blank_lines, delimiter, cells: &self.record }));
        }
    }

    fn read_record(&mut self) -> Result<bool, Fault> {
        self.reader.read_byte_record(&mut self.record).map_err(|error| {
            if let Some(misquoted) = self.misquoted.get() {
                return misquoted.fault();
            }
            let problem = match error.into_kind() {
                csv::ErrorKind::Io(error) => Problem::from_io(&error),
                other => Problem::Read(format!("{other:?}")),
            };
            problem.on_line(self.position.from)
        })
    }

    /// Returns the line on which the record begins that was read from the lines `from..to`: line
    /// ends inside quotes are its own, the others are those of empty lines before it.
    fn first_line(&self, from: u64, to: u64) -> u64 {
        to.saturating_sub(1 + line_ends(self.record.as_slice())).max(from)
    }
}

/// Adds to a count.
pub(super) fn add(count: &Count<u64>, more: u64) {
    count.set(count.get() + more);
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

    fn new<R: Read>(input: R) -> Result<FirstRows<R>, Fault> {
        Ok(Rows::new(input, Counts::default(), &DialectOptions::default())?.0)
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
        read(new(Drip(bytes)).unwrap())
    }

    fn row(line: u64, blank_lines: u64, cells: &[&str]) -> (u64, u64, Vec<String>) {
        (line, blank_lines, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "1,2", "", "", "\"3", "4\",5", "6,7", "", ""].join(end);
            let expected = [
                row(2, 0, &["a", "b"]),
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
            new(bytes).and_then(|mut rows| {
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
        let at_once = new(Broken).err().unwrap();
        assert_eq!(at_once.to_string(), "cannot be read: the disk is gone");
        let beginning = "1\n".repeat(1 << 16);
        let mut rows = new(beginning.as_bytes().chain(Broken)).unwrap();
        let later = loop {
            match rows.read() {
                Ok(row) => assert!(row.is_some(), "the error was swallowed"),
                Err(fault) => break fault,
            }
        };
        assert_eq!(later.to_string(), "line 65537: cannot be read: the disk is gone");
    }
}
