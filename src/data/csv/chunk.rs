//! A chunk of a table whose every row is plain, read at once.

use super::fast_decimal;
use super::sniff::{Comments, Sniffed};
use crate::data::cell::Cell;
use crate::data::left_out::LeftOut;
use crate::data::notation::Notation;
use crate::mixture::MAX_MAGNITUDE;

/// What is known of the table.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) delimiter: u8,
    /// How many columns it has.
    pub(super) columns: usize,
    /// The column that is wanted, from 0.
    pub(super) index: usize,
    pub(super) notation: Notation,
    /// Whether a number may mark a missing observation.
    pub(super) has_missing_numbers: bool,
    pub(super) comments: Comments,
}

impl Shape {
    /// Returns the shape of a table that was looked at.
    pub(super) fn of(sniffed: &Sniffed, delimiter: u8, columns: usize, index: usize) -> Self {
        let (notation, comments) = (sniffed.notation.clone(), sniffed.comments.clone());
        let has_missing_numbers = notation.has_missing_numbers();
        Self { delimiter, columns, index, notation, has_missing_numbers, comments }
    }
}

/// What a chunk says about one column.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) values: Vec<f64>,
    pub(super) left_out: LeftOut,
    pub(super) rows: usize,
    pub(super) lines: u64,
    /// Empty lines before the last row.
    pub(super) blank_lines: u64,
    /// Empty lines behind the last row.
    pub(super) blank_lines_behind: u64,
    /// Lines of comment.
    pub(super) comment_lines: u64,
    /// Rows that begin as comments do.
    pub(super) marked_rows: u64,
    /// Lines until behind the last row.
    pub(super) last_row_end: u64,
}

impl Chunk {
    /// Reads whole lines without quotes. None where a row is not plain: it has not as many cells as
    /// there are columns, is no text, or has a cell in the wanted column that is neither an
    /// observation nor missing.
    pub(super) fn read(bytes: &[u8], shape: &Shape) -> Option<Self> {
        str::from_utf8(bytes).ok()?;
        let mut chunk = Self::default();
        // A row is rarely shorter than this, and room that is not used is not held for long.
        chunk.values.reserve(bytes.len() / (7 + 2 * (shape.columns - 1)));
        let mut blank_lines = 0;
        let mut rest = bytes;
        while let Some(&byte) = rest.first() {
            chunk.lines += 1;
            if byte == b'\n' {
                blank_lines += 1;
                rest = &rest[1..];
                continue;
            }
            if shape.comments.may_begin(byte) && shape.comments.begins(rest) {
                let end = rest.iter().position(|byte| *byte == b'\n')?;
                if !shape.comments.is_row(rest[..end].split(|byte| *byte == shape.delimiter)) {
                    chunk.comment_lines += 1;
                    rest = &rest[end + 1..];
                    continue;
                }
                chunk.marked_rows += 1;
            }
            rest = chunk.take_row(rest, shape)?;
            chunk.rows += 1;
            chunk.blank_lines = blank_lines;
            chunk.last_row_end = chunk.lines;
        }
        chunk.blank_lines_behind = blank_lines - chunk.blank_lines;
        Some(chunk)
    }

    /// Takes the row at the beginning; gives what is behind it.
    fn take_row<'a>(&mut self, mut rest: &'a [u8], shape: &Shape) -> Option<&'a [u8]> {
        let ends = |byte: u8| byte == b'\n' || byte == shape.delimiter;
        for _ in 0..shape.index {
            let end = rest.iter().position(|byte| ends(*byte))?;
            if rest[end] == b'\n' {
                return None;
            }
            rest = &rest[end + 1..];
        }
        let notation = &shape.notation;
        let fast = || fast_decimal::parse(rest, notation.decimal.byte());
        let fast = if shape.has_missing_numbers { None } else { fast() };
        rest = match fast {
            Some((x, length)) if rest.get(length).is_some_and(|byte| ends(*byte)) => {
                self.values.push(x);
                &rest[length..]
            }
            _ => {
                let end = rest.iter().position(|byte| ends(*byte))?;
                match Cell::read(str::from_utf8(&rest[..end]).ok()?, notation) {
                    Cell::Number(x) if x.abs() <= MAX_MAGNITUDE => self.values.push(x),
                    Cell::Missing(missing) => self.left_out.count(missing, notation),
                    Cell::Number(_) | Cell::Other => return None,
                }
                &rest[end..]
            }
        };
        if shape.columns == 1 {
            return (rest.first() == Some(&b'\n')).then(|| &rest[1..]);
        }
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let delimiters =
            rest[..end].iter().map(|byte| usize::from(*byte == shape.delimiter)).sum::<usize>();
        (shape.index + delimiters + 1 == shape.columns).then(|| &rest[end + 1..])
    }
}

/// Cuts whole lines into chunks of whole lines, each of about this size.
pub(super) fn chunks(mut lines: &[u8], size: usize) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let behind = lines.get(size.saturating_sub(1)..).unwrap_or_default();
        let end = behind.iter().position(|byte| *byte == b'\n');
        let end = end.map_or(lines.len(), |at| size.max(1) + at);
        let chunk = lines.split_off(..end)?;
        (!chunk.is_empty()).then_some(chunk)
    })
}
