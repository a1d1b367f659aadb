//! Which lines are comments.

use crate::data::dialect::DialectOptions;
use crate::data::notation::begins_with_missing;

/// What begins a line of comment, if it was not said.
pub(in crate::data::csv) const MARKS: [u8; 2] = [b'#', b'%'];

/// Which lines are comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::data::csv) struct Comments {
    /// What begins one: one text that was said, or [`MARKS`]. Nothing if no line is one.
    marks: Vec<Vec<u8>>,
    /// The first bytes of them, for a look at every row; a line end where there is none.
    firsts: [u8; 2],
    /// Whether the marks were said: then a line such as `#N/A` is a comment too.
    is_said: bool,
    /// A line with as many cells is a row, whatever it begins with.
    pub(super) row_cells: Option<usize>,
    /// Whether blanks are between cells: then a mark by itself is no cell.
    pub(super) by_blanks: bool,
}

impl Comments {
    pub(in crate::data::csv) fn new(options: &DialectOptions) -> Self {
        let marks = match options.comment.as_deref() {
            Some("") => Vec::new(),
            Some(mark) => vec![mark.as_bytes().to_vec()],
            None => MARKS.map(|mark| vec![mark]).to_vec(),
        };
        Self { is_said: options.comment.is_some(), ..Self::by(marks) }
    }

    fn by(marks: Vec<Vec<u8>>) -> Self {
        let first = |index: usize| marks.get(index).map_or(b'\n', |mark| mark[0]);
        let firsts = [first(0), first(1)];
        Self { marks, firsts, is_said: false, row_cells: None, by_blanks: false }
    }

    /// Returns that no line is a comment.
    pub(in crate::data::csv) fn none() -> Self {
        Self::by(Vec::new())
    }

    /// Returns whether a line that begins with this byte may begin as a comment does.
    pub(in crate::data::csv) fn may_begin(&self, byte: u8) -> bool {
        byte == self.firsts[0] || byte == self.firsts[1]
    }

    /// Returns whether a line begins as a comment does. One that begins with `#N/A` does not.
    pub(in crate::data::csv) fn begins(&self, line: &[u8]) -> bool {
        self.marks.iter().any(|mark| line.starts_with(mark))
            && (self.is_said || !begins_with_missing(line))
    }

    /// Returns whether a line that begins as a comment does is a row, which has these cells.
    pub(in crate::data::csv) fn is_row<'a>(
        &self,
        mut cells: impl Iterator<Item = &'a [u8]>,
    ) -> bool {
        let Some(count) = self.row_cells else { return false };
        let Some(first) = cells.next() else { return false };
        let is_mark_alone = self.by_blanks && self.marks.iter().any(|mark| mark == first);
        !is_mark_alone && 1 + cells.count() == count
    }

    /// Returns the names on a line of comment, without the mark and the blanks behind it; none if
    /// nothing tells the mark from a name.
    pub(super) fn names<'a>(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        let mark = self.marks.iter().find(|mark| line.starts_with(mark))?;
        let names = &line[mark.len()..];
        let is_apart = names.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        (is_apart && !self.is_said).then(|| names.trim_ascii_start())
    }
}
