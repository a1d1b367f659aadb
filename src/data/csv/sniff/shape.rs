//! The rows of the beginning, cut into cells.

use super::Comments;
use crate::data::cell::Cell;
use crate::data::dialect::Delimiter;
use crate::data::notation::Notation;
use crate::data::typed_number::{finite, readings};

/// A row of the beginning.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// Where it begins.
    pub(super) from: usize,
    pub(super) cells: Vec<&'a [u8]>,
    /// Whether it begins as a comment does.
    pub(super) is_marked: bool,
}

/// Returns a cell's text without quotes and blanks around it.
pub(super) fn bare(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    let inside = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
    inside.unwrap_or(cell).trim_ascii()
}

/// Returns whether a text is a number, in one notation or another.
pub(super) fn is_any_number(text: &str) -> bool {
    finite(text).is_some()
        || text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ','))
            && !text.ends_with('%')
            && !readings(text).is_empty()
}

/// Returns whether a text begins as a number does, perhaps behind signs: it is one that cannot be
/// read, rather than a name or a title.
pub(in crate::data::csv) fn is_like_number(text: &str) -> bool {
    let is_infinite = |text: &str| text.parse::<f64>().is_ok_and(f64::is_infinite);
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_numeric)
        || is_infinite(text.trim().trim_start_matches('\u{2212}'))
}

/// Returns whether a cell marks a missing observation, in whatever file or as the options say.
pub(super) fn is_missing(text: &str, notation: &Notation) -> bool {
    matches!(Cell::read(text, notation), Cell::Missing(_))
}

impl Row<'_> {
    pub(super) fn width(&self) -> usize {
        self.cells.len()
    }

    /// Returns the texts of the cells.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| str::from_utf8(bare(cell)).unwrap_or("?"))
    }

    /// Returns how many cells are numbers.
    pub(super) fn numbers(&self, notation: &Notation) -> usize {
        let is_number = |text: &&str| matches!(Cell::read(text, notation), Cell::Number(_));
        self.texts().filter(is_number).count()
    }

    /// Returns whether a cell is a number in one notation or another.
    pub(super) fn has_number(&self) -> bool {
        self.texts().any(is_any_number)
    }

    /// Returns whether every cell is a number, in one notation or another, or missing.
    pub(super) fn is_numeric(&self) -> bool {
        let plain = Notation::default();
        self.texts().all(|text| is_missing(text, &plain) || is_any_number(text))
            && self.has_number()
    }

    pub(super) fn has_quote(&self) -> bool {
        self.cells.iter().any(|cell| cell.contains(&b'"'))
    }

    /// Returns whether the last cell is blank: the row ends with a delimiter.
    pub(super) fn ends_blank(&self) -> bool {
        self.cells.last().is_some_and(|cell| bare(cell).is_empty())
    }

    /// Returns how many cells it has without a blank one at the end.
    pub(super) fn filled_width(&self) -> usize {
        self.width() - usize::from(self.width() > 1 && self.ends_blank())
    }
}

/// The beginning of a table, with what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Shapes<'a> {
    pub(super) head: &'a [u8],
    pub(super) is_whole: bool,
    pub(super) comments: &'a Comments,
    /// Points in numbers, and what the options name as missing.
    pub(super) notation: &'a Notation,
}

impl<'a> Shapes<'a> {
    /// Returns the first rows, as this delimiter cuts them.
    pub(super) fn rows(&self, delimiter: Option<Delimiter>) -> Vec<Row<'a>> {
        rows(self.head, delimiter, self.is_whole, self.comments, super::ROWS)
    }
}

/// Returns the rows of a text, `most` at most and comments, but for blank lines. The last one is
/// left away if the text may be cut off in it.
pub(super) fn rows<'a>(
    text: &'a [u8],
    delimiter: Option<Delimiter>,
    is_whole: bool,
    comments: &Comments,
    most: usize,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    let (mut at, mut unmarked) = (0, 0);
    while at < text.len() && unmarked < most {
        let is_marked = comments.begins(&text[at..]);
        let (cells, length) = match delimiter {
            // A comment may have any quotes.
            Some(delimiter) if !(is_marked && comments.row_cells.is_none()) => {
                cells(&text[at..], delimiter)
            }
            _ => {
                let end = text[at..].iter().position(|byte| *byte == b'\n');
                let end = end.unwrap_or(text.len() - at);
                (vec![&text[at..at + end]], end)
            }
        };
        let is_cut = at + length >= text.len() && !is_whole;
        let is_blank = cells.len() == 1 && cells[0].trim_ascii().is_empty();
        let is_row = !is_blank && (!is_cut || rows.is_empty());
        if is_row {
            unmarked += usize::from(!is_marked);
            rows.push(Row { from: at, cells, is_marked });
        }
        at += length + 1;
    }
    rows
}

/// Cuts the first row of a text into cells, whose quotes are left; returns its length too.
fn cells(text: &[u8], delimiter: Delimiter) -> (Vec<&[u8]>, usize) {
    let is_delimiter = |byte: u8| match delimiter {
        Delimiter::Byte(delimiter) => byte == delimiter,
        Delimiter::Blanks => matches!(byte, b' ' | b'\t'),
    };
    let mut cells = Vec::new();
    let (mut from, mut at, mut quoted, mut may_open) = (0, 0, false, true);
    while at < text.len() {
        let byte = text[at];
        if byte == b'"' && (quoted || may_open) {
            quoted = !quoted;
            may_open = !quoted;
        } else if !quoted {
            if byte == b'\n' {
                break;
            }
            may_open = is_delimiter(byte);
            if may_open {
                cells.push(&text[from..at]);
                from = at + 1;
            }
        }
        at += 1;
    }
    cells.push(&text[from..at]);
    if delimiter == Delimiter::Blanks {
        cells.retain(|cell| !cell.is_empty());
        if cells.is_empty() {
            cells.push(&[]);
        }
    }
    (cells, at)
}
