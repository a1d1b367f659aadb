//! The beginning of a table: what is above it is taken off, and what follows is rewritten if that
//! is simpler to read.

use std::io::{Chain, Cursor, Read};

use super::blanks::{self, Passing, Rewriter};
use super::delimiter::{self, DECLARED};
use super::newlines::{Newlines, line_ends};
use super::sniff::{Comments, Sniffed, sniff};
use crate::data::dialect::{Delimiter, DialectOptions};
use crate::data::fault::{Fault, Problem};

/// How much of the beginning is looked at, behind comments.
pub(super) const HEAD: usize = 1 << 16;

/// At least this many lines are looked at, however long they are …
const LINES: usize = 5;

/// … up to this length.
const LONGEST_HEAD: usize = 1 << 20;

/// Delimits the cells of a file that has no delimiter: ASCII's unit separator, which no text has.
pub(super) const NO_DELIMITER: u8 = 0x1F;

/// The bytes of a table from its first row on, with `\n` for every line end and one delimiter.
pub(super) type Bytes<R> = Chain<Cursor<Vec<u8>>, Passing<Newlines<R>>>;

/// The beginning of a table.
pub(super) struct Head<R> {
    pub(super) bytes: Bytes<R>,
    pub(super) delimiter: u8,
    /// The line of the first byte.
    pub(super) line: u64,
}

impl<R: Read> Head<R> {
    /// Reads the beginning of a table whose dialect is found out, but for what the options say.
    pub(super) fn of(input: R, options: &DialectOptions) -> Result<(Self, Sniffed), Fault> {
        let mut begun = Begun::new(input, options.skip.unwrap_or(0))?;
        let declared = begun.declared();
        let comment_lines = begun.skip_comments(&Comments::new(options))?;
        begun.lengthen()?;
        let mut sniffed = sniff(&begun.head, begun.is_whole, declared, options);
        sniffed.dialect.comment_lines += comment_lines;
        begun.line += line_ends(&begun.head[..sniffed.above]);
        begun.head.drain(..sniffed.above);
        let dialect = &sniffed.dialect;
        let delimiter = match dialect.delimiter {
            Some(Delimiter::Byte(byte)) => byte,
            Some(Delimiter::Blanks) => blanks::DELIMITER,
            None => NO_DELIMITER,
        };
        let by_blanks = dialect.delimiter == Some(Delimiter::Blanks);
        let mut head = begun.head;
        let input = if by_blanks {
            let (mut rewriter, mut rewritten) = (Rewriter::new(), Vec::with_capacity(head.len()));
            rewriter.rewrite(&head, &mut rewritten);
            head = rewritten;
            Passing::rewritten(begun.input, rewriter)
        } else {
            Passing::AsIs(begun.input)
        };
        if dialect.has_short_header {
            // With an empty name, the header is as wide as the rows.
            head.insert(0, delimiter);
        }
        let bytes = Cursor::new(head).chain(input);
        Ok((Self { bytes, delimiter, line: begun.line }, sniffed))
    }

    /// Reads the beginning of a table of texts, of which only the delimiter is found out.
    pub(super) fn plain(input: R) -> Result<Self, Fault> {
        let mut begun = Begun::new(input, 0)?;
        let declared = begun.declared();
        let delimiter = declared.or_else(|| delimiter::likely(&begun.head)).unwrap_or(NO_DELIMITER);
        let bytes = Cursor::new(begun.head).chain(Passing::AsIs(begun.input));
        Ok(Self { bytes, delimiter, line: begun.line })
    }
}

/// The first bytes, and what follows them.
struct Begun<R> {
    head: Vec<u8>,
    input: Newlines<R>,
    line: u64,
    /// Whether the head is all that there is.
    is_whole: bool,
}

impl<R: Read> Begun<R> {
    /// Reads the first bytes behind `skip` lines.
    fn new(input: R, skip: u64) -> Result<Self, Fault> {
        let (head, input) = (Vec::new(), Newlines::new(input));
        let mut begun = Self { head, input, line: 1, is_whole: false };
        begun.fill(HEAD)?;
        if begun.head.starts_with("\u{FEFF}".as_bytes()) {
            begun.head.drain(..3);
        }
        while begun.line <= skip {
            if let Some(end) = begun.head.iter().position(|byte| *byte == b'\n') {
                begun.head.drain(..=end);
                begun.line += 1;
                continue;
            }
            // The rest of a long line.
            begun.head.clear();
            if begun.fill(HEAD)? == 0 {
                return Err(Problem::AllSkipped { skip, lines: begun.line - 1 }.anywhere());
            }
        }
        if skip > 0 {
            begun.fill(HEAD)?;
            if begun.head.is_empty() {
                return Err(Problem::AllSkipped { skip, lines: begun.line - 1 }.anywhere());
            }
        }
        Ok(begun)
    }

    /// Takes off the comments that are above all else, as long as they fill the head; returns how
    /// many. The last one stays, since it may be a header.
    fn skip_comments(&mut self, comments: &Comments) -> Result<u64, Fault> {
        let mut count = 0;
        while comments.begins(&self.head) {
            let (mut last, mut at, mut passed) = (0, 0, 0);
            while comments.begins(&self.head[at..])
                && let Some(end) = self.head[at..].iter().position(|byte| *byte == b'\n')
            {
                passed += u64::from(at > 0);
                last = at;
                at += end + 1;
            }
            if at == 0 {
                // The rest of a long line.
                while !self.head.contains(&b'\n') {
                    self.head.clear();
                    if self.fill(HEAD)? == 0 {
                        return Ok(count + 1);
                    }
                }
                last = self.head.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
                passed = 1;
            } else if last == 0 {
                break;
            }
            count += passed;
            self.line += line_ends(&self.head[..last]);
            self.head.drain(..last);
            self.fill(HEAD)?;
        }
        Ok(count)
    }

    /// Reads more if lines take most of the head, so that there are some.
    fn lengthen(&mut self) -> Result<(), Fault> {
        let has_few = |head: &[u8]| head.split(|byte| *byte == b'\n').nth(LINES).is_none();
        while !self.is_whole && self.head.len() < LONGEST_HEAD && has_few(&self.head) {
            self.fill(2 * self.head.len())?;
        }
        Ok(())
    }

    /// Fills the head to this size as far as there is more; returns by how much.
    fn fill(&mut self, size: usize) -> Result<usize, Fault> {
        let before = self.head.len();
        let room = size.saturating_sub(before);
        let read = self.input.by_ref().take(room as u64).read_to_end(&mut self.head);
        let read = read.map_err(|error| Problem::from_io(&error).anywhere())?;
        self.is_whole |= read < room;
        if let Some(nul) = self.head[before..].iter().position(|byte| *byte == 0) {
            let line = self.line + line_ends(&self.head[..before + nul]);
            // A table of texts is read as it is.
            let is_utf_16 =
                self.head.starts_with(b"\xff\xfe") || self.head.starts_with(b"\xfe\xff");
            let problem = if is_utf_16 { Problem::NotUtf8 } else { Problem::Nul };
            return Err(problem.on_line(line));
        }
        Ok(self.head.len() - before)
    }

    /// Takes off a line that names the delimiter; returns it.
    fn declared(&mut self) -> Option<u8> {
        let declared = delimiter::declared(&self.head)?;
        self.head.drain(..DECLARED.len() + 2);
        self.line += 1;
        Some(declared)
    }
}
