//! How a table is written, from its beginning.

mod layout;
mod numbers;
mod shape;

use super::delimiter;
use crate::data::dialect::{DecimalMark, Delimiter, Dialect, DialectOptions};
use crate::data::notation::Notation;
use crate::data::note::Ambiguity;
use shape::Shapes;

/// Rows of the beginning that are looked at to find out what separates cells.
const ROWS: usize = 100;

/// What begins a line of comment, if it was not said.
pub(super) const MARKS: [u8; 2] = [b'#', b'%'];

/// Which lines are comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comments {
    /// What begins one: one text that was said, or [`MARKS`]. Nothing if no line is one.
    marks: Vec<Vec<u8>>,
    /// The first bytes of them, for a look at every row; a line end where there is none.
    firsts: [u8; 2],
    /// A line with as many cells is a row, whatever it begins with.
    row_cells: Option<usize>,
    /// Whether blanks are between cells: then a mark by itself is no cell.
    by_blanks: bool,
}

impl Comments {
    fn new(options: &DialectOptions) -> Self {
        let marks = match options.comment.as_deref() {
            Some("") => Vec::new(),
            Some(mark) => vec![mark.as_bytes().to_vec()],
            None => MARKS.map(|mark| vec![mark]).to_vec(),
        };
        Self::by(marks)
    }

    fn by(marks: Vec<Vec<u8>>) -> Self {
        let first = |index: usize| marks.get(index).map_or(b'\n', |mark| mark[0]);
        let firsts = [first(0), first(1)];
        Self { marks, firsts, row_cells: None, by_blanks: false }
    }

    /// Returns that no line is a comment.
    pub(super) fn none() -> Self {
        Self::by(Vec::new())
    }

    /// Returns whether a line that begins with this byte may begin as a comment does.
    pub(super) fn may_begin(&self, byte: u8) -> bool {
        byte == self.firsts[0] || byte == self.firsts[1]
    }

    /// Returns whether a line begins as a comment does.
    pub(super) fn begins(&self, line: &[u8]) -> bool {
        self.marks.iter().any(|mark| line.starts_with(mark))
    }

    /// Returns whether a line that begins as a comment does is a row, which has these cells.
    pub(super) fn is_row<'a>(&self, mut cells: impl Iterator<Item = &'a [u8]>) -> bool {
        let Some(count) = self.row_cells else { return false };
        let Some(first) = cells.next() else { return false };
        let is_mark_alone = self.by_blanks && self.marks.iter().any(|mark| mark == first);
        !is_mark_alone && 1 + cells.count() == count
    }
}

/// What the beginning of a table says.
#[derive(Debug)]
pub(super) struct Sniffed {
    pub(super) dialect: Dialect,
    pub(super) notation: Notation,
    pub(super) comments: Comments,
    /// Bytes above the first row.
    pub(super) above: usize,
    /// Whether the first row is names, as far as the rows of the beginning say.
    pub(super) has_header: bool,
    /// Whether a column is called `all`.
    pub(super) has_all: bool,
    /// Whether the table is numbers throughout, and no column of it is meant.
    pub(super) is_one_list: bool,
    /// What could have been read in another way.
    pub(super) ambiguities: Vec<Ambiguity>,
}

impl Sniffed {
    /// Returns whether every number of the table is to be read, if this column is asked for.
    pub(super) fn is_list(&self, column: Option<&str>) -> bool {
        match column {
            None => self.is_one_list,
            Some(column) => column == super::ALL && !self.has_all,
        }
    }
}

/// Looks at the beginning of a table, which has `\n` for every line end; `declared` is the
/// delimiter that a line above it names. What the options say is taken as it is.
pub(super) fn sniff(
    head: &[u8],
    is_whole: bool,
    declared: Option<u8>,
    options: &DialectOptions,
) -> Sniffed {
    let mut comments = Comments::new(options);
    let said = options.delimiter.or(declared.map(Delimiter::Byte));
    let shapes = Shapes { head, is_whole, comments: &comments };
    let layout = match said {
        Some(delimiter) => shapes.layout_of(delimiter, options),
        None => shapes.layout(options),
    };
    let is_one_cell = layout.width < 2 || options.comment.is_some();
    comments.row_cells = (!is_one_cell).then_some(layout.width);
    comments.by_blanks = layout.delimiter == Some(Delimiter::Blanks);
    let delimiter = layout.delimiter;
    let body = &head[layout.above.min(head.len())..];
    let rows = shape::rows(body, delimiter, is_whole, &comments, usize::MAX);
    let mut notation = Notation::new(options);
    let mut ambiguities = layout.ambiguities;
    match (options.decimal, layout.decimal) {
        (None, Some(decimal)) => notation.decimal = decimal,
        (said, _) => ambiguities.extend(numbers::choose(&mut notation, &rows, delimiter, said)),
    }
    let header = !options.no_header && rows.first().is_some_and(|row| row.numbers(&notation) == 0);
    let has_all = rows.first().is_some_and(|row| row.texts().any(|text| text == super::ALL));
    let is_one_list = !header && numbers::are_one_list(&rows, &notation, is_whole);
    if !is_one_list && !header && !options.no_header {
        ambiguities.extend(numbers::may_be_decimal(&rows, delimiter, options));
    }
    let dialect = Dialect {
        delimiter,
        decimal: notation.decimal,
        group: notation.group,
        title_lines: layout.title_lines,
        comment_lines: layout.comment_lines,
        has_short_header: layout.has_short_header,
        ..Dialect::default()
    };
    let (has_header, above) = (header, layout.above);
    Sniffed { dialect, notation, comments, above, has_header, has_all, is_one_list, ambiguities }
}

/// Returns the delimiter that the first two rows suggest.
fn likely(text: &[u8], decimal: Option<DecimalMark>) -> Option<Delimiter> {
    let delimiter = delimiter::likely(text)?;
    let is_decimal = delimiter == b',' && decimal == Some(DecimalMark::Comma);
    (!is_decimal).then_some(Delimiter::Byte(delimiter))
}
