//! How well a delimiter cuts the beginning of a table into rows of one width.

use std::collections::BTreeMap;

use super::shape::{Row, Shapes, bare, is_any_number, is_missing};
use super::titles::{self, MOST_TITLES};
use crate::data::dialect::{Delimiter, DialectOptions};
use crate::data::notation::Notation;

/// How well a delimiter cuts the beginning into rows of one width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) delimiter: Delimiter,
    /// How many cells a row has, but for an empty one at the end of every row.
    pub(super) width: usize,
    /// Whether every row ends with a delimiter.
    pub(super) ends_blank: bool,
    /// Which row is the first one of the table, of those that are no comments.
    pub(super) start: usize,
    pub(super) has_short_header: bool,
}

impl<'a> Shapes<'a> {
    /// Returns the rows that are no comments, without the empty cell at their ends if every row has
    /// one, but for titles or a single name above.
    pub(super) fn unmarked(&self, delimiter: Delimiter) -> (Vec<Row<'a>>, bool) {
        let mut rows: Vec<Row> =
            self.rows(Some(delimiter)).into_iter().filter(|row| !row.is_marked).collect();
        let above = rows.iter().take(MOST_TITLES).take_while(|row| row.width() == 1).count();
        let table = &mut rows[above..];
        let end_blank =
            table.len() > 1 && table.iter().all(|row| row.width() > 1 && row.ends_blank());
        if end_blank {
            for row in table {
                row.cells.pop();
            }
        }
        (rows, end_blank)
    }

    /// Returns how the delimiter cuts the rows, if most of them have one width from some row on.
    pub(super) fn fit(&self, delimiter: Delimiter, options: &DialectOptions) -> Option<Fit> {
        let (rows, ends_blank) = self.unmarked(delimiter);
        let width = usual_width(&rows).filter(|width| *width > 1 || ends_blank)?;
        let has_width =
            |row: &Row| row.width() == width || (row.width() == width + 1 && row.ends_blank());
        let most_starts = if options.skip.is_some() { 1 } else { MOST_TITLES.min(rows.len()) };
        let start = (0..most_starts).find(|start| {
            let rest = &rows[*start..];
            let fitting = rest[1..].iter().filter(|row| has_width(row)).count();
            let is_start = has_width(&rest[0]) || may_be_short(rest, width);
            is_start && fitting * 10 >= (rest.len() - 1) * 9
        })?;
        let is_wider = |row: &Row| row.width() > width && !has_width(row);
        let above = &rows[..start];
        // A quote may have made one row of several, and numbers are no title.
        let is_row = |row: &Row| !titles::may_be_one(row) || has_width(row);
        if above.iter().any(is_row)
            || (start > 0 && above.iter().any(is_wider) && rows[start].has_number())
        {
            return None;
        }
        let may_have_titles = options.skip.is_none() && options.header != Some(false);
        let more = if may_have_titles && has_width(&rows[start]) {
            titles::of_same_width(self.head, &rows[start..], delimiter)
        } else {
            0
        };
        let start = start + more;
        let has_short_header = !has_width(&rows[start]);
        if has_short_header && is_damaged(&rows[start..]) {
            return None;
        }
        let below = &rows[start + usize::from(has_short_header)..];
        if delimiter == Delimiter::Blanks
            && !has_numeric_column(below, has_short_header, self.notation)
        {
            return None;
        }
        Some(Fit { delimiter, width, ends_blank, start, has_short_header })
    }

    /// Returns whether commas are parts of numbers that blanks separate.
    pub(super) fn is_torn(&self, fit: Fit) -> bool {
        let (rows, _) = self.unmarked(fit.delimiter);
        let is_list_of_names = |row: &Row| row.width() > 1 && !row.has_number();
        if !fit.has_short_header && rows.get(fit.start).is_some_and(is_list_of_names) {
            // Between names, commas separate.
            return false;
        }
        let Some(by_blanks) = self.fit(Delimiter::Blanks, &DialectOptions::default()) else {
            return false;
        };
        let (rows, _) = self.unmarked(Delimiter::Blanks);
        let mut with_commas =
            rows[by_blanks.start..].iter().flat_map(Row::texts).filter(|text| text.contains(','));
        let mut count = 0;
        let are_numbers = with_commas.by_ref().inspect(|_| count += 1).all(is_any_number);
        are_numbers && count > 0
    }
}

/// Returns whether a quote may have made one cell of two in the first row, or one row.
fn is_damaged(rows: &[Row]) -> bool {
    let has_numbers = |cell: &[u8]| {
        let pieces = cell.split(|byte| matches!(byte, b',' | b';' | b'\t' | b'|'));
        pieces.map(|piece| str::from_utf8(bare(piece)).unwrap_or("")).any(is_any_number)
    };
    let is_damaged = |cell: &&[u8]| {
        let text = bare(cell);
        text.iter().any(|byte| matches!(byte, b'\n' | b'"')) || has_numbers(text)
    };
    let is_on_one_line = |row: &Row| !row.cells.iter().any(|cell| cell.contains(&b'\n'));
    rows[0].cells.iter().any(is_damaged) || !rows[1..].iter().any(is_on_one_line)
}

/// Returns the width that most rows have; of two, the one of the later rows.
fn usual_width(rows: &[Row]) -> Option<usize> {
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    // As many cells as the header has, below titles, whatever is in the last one.
    let first = rows.iter().find(|row| row.width() > 1).map(Row::width);
    for (index, row) in rows.iter().enumerate() {
        let is_whole = first == Some(row.width());
        let width = if is_whole { row.width() } else { row.filled_width() };
        let count = counts.entry(width).or_default();
        *count = (count.0 + 1, index);
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(width, _)| width)
}

/// Returns whether the first row may be a header that has no cell for the names of rows.
fn may_be_short(rows: &[Row], width: usize) -> bool {
    let [first, second, ..] = rows else { return false };
    first.width() + 1 == width
        && !first.has_number()
        && second.has_number()
        && second.width() >= width
}

/// Returns whether a column has numbers throughout.
fn has_numeric_column(rows: &[Row], has_names: bool, notation: &Notation) -> bool {
    let Some(width) = rows.first().map(Row::width) else { return false };
    (usize::from(has_names)..width).any(|index| {
        let texts = || rows.iter().filter_map(move |row| row.texts().nth(index));
        let numbers = texts().filter(|text| is_any_number(text)).count();
        let others =
            texts().filter(|text| !is_any_number(text) && !is_missing(text, notation)).count();
        // One of them may be a name.
        numbers > 0 && others <= 1
    })
}
