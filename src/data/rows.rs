//! Bytes to rows of cells with their line numbers.

use std::cell::Cell as Count;
use std::io::{self, Chain, Cursor, Read};

use csv::ByteRecord;

use super::error::{DataError, Fault, Problem};
use super::quotes::{Misquoted, Quotes};

/// How much of the beginning is looked at to find the delimiter.
const HEAD: u64 = 1 << 16;
/// Delimits the cells of a file that has no delimiter: ASCII's unit separator, which no text has.
const NO_DELIMITER: u8 = 0x1F;

/// The rows of a CSV file, read one at a time into the same memory.
pub(super) struct Rows<'a, R> {
    reader: csv::Reader<R>,
    record: ByteRecord,
    reading: Reading,
    /// The number of the reader's own first line.
    first_line: u64,
    counted: &'a Count<usize>,
}

/// The rows from the beginning of a file on.
pub(super) type FirstRows<'a, R> = Rows<'a, Quotes<Chain<Cursor<Vec<u8>>, Newlines<R>>>>;

/// Where in a file the reading is, and what was found at its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
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

impl<'a, R: Read> FirstRows<'a, R> {
    /// Looks at the beginning of `input` for a byte order mark and the delimiter.
    pub(super) fn new(input: R, counted: &'a Count<usize>) -> Result<Self, Fault> {
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
        let declared = declared_delimiter(&head);
        if declared.is_some() {
            head.drain(..DECLARED.len() + 2);
        }
        let line = if declared.is_some() { 2 } else { 1 };
        let delimiter = declared.or_else(|| delimiter(&head)).unwrap_or(NO_DELIMITER);
        let input = Quotes::new(Cursor::new(head).chain(input), delimiter, line);
        let reading = Reading { delimiter, from: line, line };
        let reader = reader(input, delimiter);
        Ok(Self { reader, record: ByteRecord::new(), reading, first_line: line, counted })
    }

    /// The bytes behind the last row, with its place; itself where they are no longer known.
    #[expect(clippy::result_large_err, reason = "it is no error: the same rows, once a file")]
    pub(super) fn into_rest(self) -> Result<(impl Read, Reading), Self> {
        // The reader reads ahead, but not beyond the head before it has used that up.
        let used = self.reader.position().byte();
        if used >= self.reader.get_ref().input().get_ref().0.get_ref().len() as u64 {
            return Err(self);
        }
        let (mut head, input) = self.reader.into_inner().into_input().into_inner();
        head.set_position(used);
        Ok((head.chain(input), self.reading))
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

impl<'a, R: Read> Rows<'a, Chain<&'static [u8], Quotes<R>>> {
    /// The rows of a later part of a file, which begins where `reading` says and has `\n` for every
    /// line end.
    pub(super) fn resume(input: R, reading: Reading, counted: &'a Count<usize>) -> Self {
        // The reader would take a byte order mark at its beginning for none of the text; here it is
        // some. An empty line before it is skipped.
        let input = Quotes::new(input, reading.delimiter, reading.line);
        let reader = reader((&b"\n"[..]).chain(input), reading.delimiter);
        let first_line = reading.line.saturating_sub(1);
        Self { reader, record: ByteRecord::new(), reading, first_line, counted }
    }
}

impl<R: Read> Rows<'_, R> {
    /// Where the reading is.
    pub(super) fn reading(&self) -> Reading {
        self.reading
    }

    /// The next row, or `None` after the last.
    pub(super) fn read(&mut self) -> Result<Option<Row<'_>>, Fault> {
        let from = self.reading.from;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                let problem = match error.into_kind() {
                    csv::ErrorKind::Io(error) => {
                        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
                        if let Some(misquoted) = inner.copied().map(Misquoted::fault) {
                            return Err(misquoted);
                        }
                        Problem::from_io(&error)
                    }
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
        self.reading.from = to;
        self.reading.line = to;
        self.counted.set(self.counted.get() + 1);
        let delimiter = self.reading.delimiter;
        Ok(Some(Row { line, blank_lines: line - from, delimiter, cells: &self.record }))
    }

    /// The line on which the record begins that was read from the lines `from..to`: line ends
    /// inside quotes are its own, the others are those of empty lines before it.
    fn first_line(&self, from: u64, to: u64) -> u64 {
        to.saturating_sub(1 + line_ends(self.record.as_slice())).max(from)
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// A row of a table of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Where it begins, from 1.
    pub line: u64,
    /// Its cells, without white space around them; at least one.
    pub cells: Vec<String>,
}

impl TextRow {
    /// A cell; empty if the row is shorter, or there is no such column.
    pub fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|i| self.cells.get(i)).map_or("", String::as_str)
    }
}

/// Reads all rows of a CSV file, but for empty ones, as `Rows` has them; `data` is what a person
/// calls it.
///
/// # Errors
/// Returns an error if it is not UTF-8 text, or its quotes are not as they should be.
pub fn read_table(bytes: &[u8], data: &str) -> Result<Vec<TextRow>, DataError> {
    let counted = Count::new(0);
    let read = || -> Result<Vec<TextRow>, Fault> {
        let mut rows = Rows::new(bytes, &counted)?;
        let mut all = Vec::new();
        while let Some(row) = rows.read()? {
            let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
            let cells: Vec<String> = row.cells.iter().map(text).collect();
            if cells.len() > 1 || !cells[0].is_empty() {
                all.push(TextRow { line: row.line, cells });
            }
        }
        Ok(all)
    };
    read().map_err(|fault| fault.of(data))
}

/// Says that the first line of a table is a comment, and not part of it.
pub fn above_table(data: &str, line: u64) -> DataError {
    Problem::AboveTable { line, what: "comment" }.anywhere().of(data)
}

/// How Excel names the delimiter on a line of its own, as in `sep=;`.
const DECLARED: &[u8] = b"sep=";

/// The delimiter that the first line names.
fn declared_delimiter(head: &[u8]) -> Option<u8> {
    let (name, rest) = head.split_at_checked(DECLARED.len())?;
    let [delimiter, b'\n', ..] = rest else { return None };
    let can_be = delimiter.is_ascii_punctuation() || matches!(delimiter, b' ' | b'\t');
    (name.eq_ignore_ascii_case(DECLARED) && can_be && *delimiter != b'"').then_some(*delimiter)
}

/// What may be between cells. Of equals the last is taken: commas are in text more often than
/// semicolons, and these than tabs; a `|` is one only if there is none of them.
const DELIMITERS: [u8; 4] = [b'|', b',', b';', b'\t'];

/// How often each of [`DELIMITERS`] is in a row outside quotes.
type Counts = [usize; DELIMITERS.len()];

/// The most frequent delimiter in the first line that is not empty, unless the next line has
/// another number of it and agrees with the first about another: `time; UTC,x` over `1,2` has
/// commas.
fn delimiter(head: &[u8]) -> Option<u8> {
    let (first, rest) = counts(head)?;
    let most = |counts: Counts| {
        let (at, count) = counts.into_iter().enumerate().max_by_key(|(_, count)| *count)?;
        (count > 0).then_some(at)
    };
    let [_, others @ ..] = first;
    let by_first =
        if others == [0; 3] { most(first) } else { most([0, first[1], first[2], first[3]]) }?;
    let agreed = counts(rest).filter(|(second, _)| second[by_first] != first[by_first]);
    let agreed = agreed.and_then(|(second, _)| {
        most(std::array::from_fn(|i| if i > 0 && first[i] == second[i] { first[i] } else { 0 }))
    });
    Some(DELIMITERS[agreed.unwrap_or(by_first)])
}

/// Counts the delimiters of the first row that is not empty; returns what is behind it too.
///
/// Beside semicolons or tabs, a comma between two digits is taken for a decimal comma: counted as a
/// delimiter it would cut `1,5;2,5` into numbers that were not written.
fn counts(text: &[u8]) -> Option<(Counts, &[u8])> {
    let mut counts = [0; DELIMITERS.len()];
    let mut decimal_commas = 0;
    let mut quoted = false;
    // A quote opens at the beginning of a cell, and again where it was doubled.
    let mut may_open = true;
    let start = text.iter().position(|byte| *byte != b'\n')?;
    let line = &text[start..];
    let mut end = line.len();
    for (i, &byte) in line.iter().enumerate() {
        if byte == b'"' && (quoted || may_open) {
            quoted = !quoted;
            may_open = !quoted;
        } else if !quoted {
            if byte == b'\n' {
                end = i;
                break;
            }
            let delimiter = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
            may_open = delimiter.is_some();
            if let Some(delimiter) = delimiter {
                counts[delimiter] += 1;
                let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
                let between = digit(line.get(i.wrapping_sub(1))) && digit(line.get(i + 1));
                decimal_commas += usize::from(byte == b',' && between);
            }
        }
    }
    if counts[2] + counts[3] > 0 {
        counts[1] -= decimal_commas;
    }
    Some((counts, &line[end..]))
}

/// Passes bytes on with every line end (`\r\n`, `\r`) as `\n`, and one at the end of the last line:
/// so each row's line number follows from how many `\n` were read.
pub(super) struct Newlines<R> {
    input: R,
    /// The last byte that came in.
    last: u8,
}

impl<R: Read> Newlines<R> {
    fn new(input: R) -> Self {
        Self { input, last: b'\n' }
    }

    /// Rewrites the bytes in place; returns how many are left.
    fn rewrite(&mut self, bytes: &mut [u8]) -> usize {
        if self.last != b'\r' && !bytes.contains(&b'\r') {
            self.last = bytes[bytes.len() - 1];
            return bytes.len();
        }
        let mut kept = 0;
        for i in 0..bytes.len() {
            let byte = bytes[i];
            if byte != b'\n' || self.last != b'\r' {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.last = byte;
        }
        kept
    }
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.input.read(buffer) {
                Ok(0) if matches!(self.last, b'\n' | b'\r') => return Ok(0),
                Ok(0) => {
                    buffer[0] = b'\n';
                    self.last = b'\n';
                    return Ok(1);
                }
                Ok(count) => match self.rewrite(&mut buffer[..count]) {
                    0 => {}
                    kept => return Ok(kept),
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
        read(Rows::new(Drip(bytes), &Count::new(0)).unwrap())
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
    fn the_delimiter_is_the_most_frequent_outside_quotes() {
        for (head, expected) in [
            ("a,b,c;d\n;;;;", Some(b',')),
            ("a;b;c,d", Some(b';')),
            ("a\tb", Some(b'\t')),
            ("a,b;c", Some(b';')),
            ("a, b\tc", Some(b'\t')),
            ("\n\na;b", Some(b';')),
            ("\"a,b,c\";d", Some(b';')),
            ("\"a\"\",b,c\";d", Some(b';')),
            ("\"a,\nb,c\";d\n", Some(b';')),
            ("5\" pipe;6\" pipe,x;y", Some(b';')),
            ("1,5;2,5", Some(b';')),
            ("1,2,3", Some(b',')),
            ("time; UTC,x\n1,2", Some(b',')),
            ("time; UTC,x\n1;2", Some(b';')),
            ("a;b\n1,5", Some(b';')),
            ("a;b\n1,5;2,5", Some(b';')),
            ("a|b", Some(b'|')),
            ("a|b|c,d", Some(b',')),
            ("waiting", None),
            ("", None),
            ("\n", None),
        ] {
            assert_eq!(delimiter(head.as_bytes()), expected, "{head:?}");
        }
    }

    #[test]
    fn a_table_of_texts_has_every_row() {
        let table = read_table(b"sep=;\na; \"b;c\"\n\n \n\"d\ne\";f\n;\n", "t").unwrap();
        let rows: Vec<(u64, Vec<&str>)> = table
            .iter()
            .map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(rows, [(2, vec!["a", "\"b", "c\""]), (5, vec!["d\ne", "f"]), (7, vec!["", ""])]);
        let error = read_table(b"a,b\nc,\"d\n", "t").unwrap_err().to_string();
        assert!(error.starts_with("t, line 2: a quote opens here"), "{error}");
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused_with_its_line() {
        let fault = |bytes: &'static [u8]| {
            Rows::new(bytes, &Count::new(0)).and_then(|mut rows| {
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
        let counted = Count::new(0);
        let at_once = Rows::new(Broken, &counted).err().unwrap();
        assert_eq!(at_once.to_string(), "cannot be read: the disk is gone");
        let beginning = "1\n".repeat(1 << 16);
        let mut rows = Rows::new(beginning.as_bytes().chain(Broken), &counted).unwrap();
        let later = loop {
            match rows.read() {
                Ok(row) => assert!(row.is_some(), "the error was swallowed"),
                Err(fault) => break fault,
            }
        };
        assert_eq!(later.to_string(), "line 65537: cannot be read: the disk is gone");
    }
}
