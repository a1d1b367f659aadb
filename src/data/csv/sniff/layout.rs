//! What separates cells, and where the table begins.

use std::collections::BTreeMap;

use super::shape::{Row, Shapes, bare, is_any_number};
use super::{Comments, likely};
use crate::data::cell::Cell;
use crate::data::dialect::{DecimalMark, Delimiter, DialectOptions};
use crate::data::notation::Notation;
use crate::data::note::Ambiguity;

/// The most lines of title that are looked for.
const MOST_TITLES: usize = 20;

/// What separates cells, and what is above the table.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) delimiter: Option<Delimiter>,
    /// How fractions are written, if that was found out with the delimiter.
    pub(super) decimal: Option<DecimalMark>,
    /// How many cells a row has.
    pub(super) width: usize,
    /// Bytes above the first row.
    pub(super) above: usize,
    pub(super) title_lines: u64,
    pub(super) comment_lines: u64,
    /// Whether the header has one cell less than the rows.
    pub(super) has_short_header: bool,
    pub(super) ambiguities: Vec<Ambiguity>,
}

/// How well a delimiter cuts the beginning into rows of one width.
#[derive(Clone, Copy, Debug)]
struct Fit {
    delimiter: Delimiter,
    width: usize,
    /// Which row is the first one of the table, of those that are no comments.
    start: usize,
    has_short_header: bool,
}

impl Shapes<'_> {
    /// Finds out what separates cells.
    pub(super) fn layout(&self, options: &DialectOptions) -> Layout {
        let by_comma = options.decimal == Some(DecimalMark::Comma);
        let unmarked: Vec<Row> = self.rows(None).into_iter().filter(|row| !row.is_marked).collect();
        let mut text = Vec::new();
        for line in unmarked.iter().take(super::ROWS) {
            text.extend_from_slice(line.cells[0]);
            text.push(b'\n');
        }
        let first = likely(&text, options.decimal);
        if let Some(fit) = first.and_then(|delimiter| self.fit(delimiter, options))
            && fit.start == 0
            && !fit.has_short_header
            && !(fit.delimiter == Delimiter::Byte(b',') && self.is_torn(fit))
        {
            return self.of(Some(fit), options);
        }
        let others = [b';', b'\t', b'|', b','].map(Delimiter::Byte);
        let candidates = first.into_iter().chain(others).chain([Delimiter::Blanks]);
        let candidates = candidates.filter(|d| !(by_comma && *d == Delimiter::Byte(b',')));
        let fits: Vec<Fit> = candidates.filter_map(|d| self.fit(d, options)).collect();
        let is_torn = |fit: &&Fit| fit.delimiter == Delimiter::Byte(b',') && self.is_torn(**fit);
        let best = fits
            .iter()
            .filter(|fit| fits.len() == 1 || !is_torn(fit))
            .min_by_key(|fit| (fit.start, fit.has_short_header));
        match best {
            Some(fit) if fit.has_short_header && fit.width == 2 => {
                self.below_one_name(*fit, options)
            }
            Some(fit) => self.of(Some(*fit), options),
            None => {
                // What cannot be told is told by the first row, as far as that goes; numbers in
                // rows of any length are a list.
                let is_list = |delimiter: &Delimiter| {
                    let rows = self.unmarked(*delimiter);
                    rows.iter().all(Row::is_numeric) && rows.iter().any(|row| row.width() > 2)
                };
                match first.or_else(|| Some(Delimiter::Blanks).filter(is_list)) {
                    Some(delimiter) => {
                        let width = self.first_width(delimiter);
                        self.of_start(0, Some(delimiter), width, options)
                    }
                    None => self.of(None, options),
                }
            }
        }
    }

    /// Returns the layout of a delimiter that is known.
    pub(super) fn layout_of(&self, delimiter: Delimiter, options: &DialectOptions) -> Layout {
        let fit = self.fit(delimiter, options);
        fit.map_or_else(
            || self.of_start(0, Some(delimiter), self.first_width(delimiter), options),
            |fit| self.of(Some(fit), options),
        )
    }

    fn first_width(&self, delimiter: Delimiter) -> usize {
        self.rows(Some(delimiter)).iter().find(|row| !row.is_marked).map_or(0, Row::width)
    }

    fn unmarked(&self, delimiter: Delimiter) -> Vec<Row<'_>> {
        self.rows(Some(delimiter)).into_iter().filter(|row| !row.is_marked).collect()
    }

    /// Returns how the delimiter cuts the rows, if most of them have one width from some row on.
    fn fit(&self, delimiter: Delimiter, options: &DialectOptions) -> Option<Fit> {
        let rows = self.unmarked(delimiter);
        let width = usual_width(&rows).filter(|width| *width > 1)?;
        let has_width =
            |row: &Row| row.width() == width || (row.width() == width + 1 && row.ends_blank());
        let most_starts = if options.skip.is_some() { 1 } else { MOST_TITLES.min(rows.len()) };
        // Of words above names above numbers, the words are a title.
        let words = rows.iter().take_while(|row| !row.has_number()).count();
        let are_words = delimiter == Delimiter::Blanks
            && rows[words..].iter().all(Row::has_number)
            && words < rows.len();
        let least = if are_words { words.saturating_sub(1) } else { 0 };
        let start = (least..most_starts).find(|start| {
            let rest = &rows[*start..];
            let fitting = rest[1..].iter().filter(|row| has_width(row)).count();
            let is_start = has_width(&rest[0]) || may_be_short(rest, width);
            is_start && fitting * 10 >= (rest.len() - 1) * 9
        })?;
        let is_wider = |row: &Row| row.width() > width && !has_width(row);
        let above = &rows[..start];
        // A quote may have made one row of several, and numbers are no title.
        let is_row =
            |row: &Row| row.has_quote() || row.is_numeric() || (has_width(row) && !are_words);
        if above.iter().any(is_row)
            || (start > 0 && above.iter().any(is_wider) && rows[start].has_number())
        {
            return None;
        }
        let has_short_header = !has_width(&rows[start]);
        // A stray quote may have made one cell of two, or one row.
        let has_numbers = |cell: &[u8]| {
            let pieces = cell.split(|byte| matches!(byte, b',' | b';' | b'\t' | b'|'));
            pieces.map(|piece| str::from_utf8(bare(piece)).unwrap_or("")).any(is_any_number)
        };
        let is_damaged = |cell: &&[u8]| {
            let text = bare(cell);
            text.iter().any(|byte| matches!(byte, b'\n' | b'"')) || has_numbers(text)
        };
        let is_on_one_line = |row: &Row| !row.cells.iter().any(|cell| cell.contains(&b'\n'));
        if has_short_header
            && (rows[start].cells.iter().any(is_damaged)
                || !rows[start + 1..].iter().any(is_on_one_line))
        {
            return None;
        }
        let below = &rows[start + usize::from(has_short_header)..];
        if delimiter == Delimiter::Blanks && !has_numeric_column(below, has_short_header) {
            return None;
        }
        Some(Fit { delimiter, width, start, has_short_header })
    }

    /// Returns whether commas cut numbers in two: blanks are between others in the cells.
    fn is_torn(&self, fit: Fit) -> bool {
        let rows = self.unmarked(fit.delimiter);
        let is_torn = |text: &str| {
            let pieces: Vec<&str> = text.split_whitespace().collect();
            pieces.len() > 1 && pieces.iter().all(|piece| is_any_number(piece))
        };
        let row = rows.get(fit.start + 1).or(rows.get(fit.start));
        row.is_some_and(|row| row.texts().any(is_torn))
            && self.fit(Delimiter::Blanks, &DialectOptions::default()).is_some()
    }

    /// Below a single name, two cells are a row's name and a number, or halves of a number, or the
    /// name is a title.
    fn below_one_name(&self, fit: Fit, options: &DialectOptions) -> Layout {
        let rows = self.unmarked(fit.delimiter);
        let below = &rows[fit.start + 1..];
        let is_comma = fit.delimiter == Delimiter::Byte(b',');
        let are_halves = is_comma
            && options.decimal != Some(DecimalMark::Point)
            && below.iter().all(|row| {
                let line = [row.cells[0], b",", row.cells[1]].concat();
                let is_fraction = row.cells[1].iter().all(u8::is_ascii_digit);
                let text = String::from_utf8_lossy(&line).into_owned();
                is_fraction && !row.has_quote() && is_any_number(text.trim())
            });
        let are_groups = fit.delimiter == Delimiter::Blanks
            && below.iter().all(|row| {
                let line = [row.cells[0], b" ", row.cells[1]].concat();
                is_any_number(&String::from_utf8_lossy(&line))
            });
        let are_names = are_row_names(below)
            // 1 234,5 is how thousands are written where decimal marks are commas.
            && !(are_groups && below.iter().all(|row| row.cells[1].contains(&b',')));
        if are_halves && !are_names {
            let mut layout = self.of_start(fit.start, None, 1, options);
            layout.decimal = Some(DecimalMark::Comma);
            layout.ambiguities.push(Ambiguity::CommasAreDecimal);
            return layout;
        }
        if are_groups && !are_names {
            let mut layout = self.of_start(fit.start, None, 1, options);
            layout.ambiguities.push(Ambiguity::BlanksAreThousands);
            return layout;
        }
        if are_names {
            let mut layout = self.of(Some(fit), options);
            if are_halves {
                layout.ambiguities.push(Ambiguity::CommasSeparateRowNames);
            }
            if are_groups {
                layout.ambiguities.push(Ambiguity::BlanksSeparateRowNames);
            }
            return layout;
        }
        if is_comma && below.iter().any(|row| !is_any_number_or_text(row)) {
            return self.of_start(0, None, 1, options);
        }
        if rows[fit.start].has_quote() {
            let width = self.first_width(fit.delimiter);
            return self.of_start(0, Some(fit.delimiter), width, options);
        }
        // The line is a title: the row below it is the first one.
        let fit = Fit { start: fit.start + 1, has_short_header: false, ..fit };
        self.of(Some(fit), options)
    }

    fn of(&self, fit: Option<Fit>, options: &DialectOptions) -> Layout {
        let Some(fit) = fit else {
            let rows: Vec<Row> = self.rows(None).into_iter().filter(|row| !row.is_marked).collect();
            return self.of_start(titles_of_one_column(&rows, options), None, 1, options);
        };
        let layout = self.of_start(fit.start, Some(fit.delimiter), fit.width, options);
        Layout { has_short_header: fit.has_short_header, ..layout }
    }

    /// Returns the layout of a table that begins with this row, of those that are no comments.
    fn of_start(
        &self,
        start: usize,
        delimiter: Option<Delimiter>,
        width: usize,
        options: &DialectOptions,
    ) -> Layout {
        let mut layout = Layout { delimiter, width, ..Layout::default() };
        let rows = self.rows(delimiter);
        let mut unmarked = 0;
        for (index, row) in rows.iter().enumerate() {
            if row.is_marked {
                // A line such as `#id,x` is the header of what is below it.
                let cells = Self::width_of_marked(row, delimiter);
                let next = rows[index + 1..].iter().find(|row| !row.is_marked);
                let heads = next.is_some_and(|row| {
                    unmarked == start && row.has_number() && options.comment.is_none()
                });
                let is_mark_alone = delimiter == Some(Delimiter::Blanks)
                    && row.cells[0].get(1).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
                if width > 1 && cells == width && heads && !is_mark_alone {
                    layout.above = row.from;
                    return layout;
                }
                layout.comment_lines += 1;
            } else if unmarked == start {
                layout.above = row.from;
                return layout;
            } else {
                unmarked += 1;
                layout.title_lines += 1;
            }
        }
        // Nothing but comments and titles: the table says itself what is wrong.
        Layout { above: 0, title_lines: 0, comment_lines: 0, ..layout }
    }

    fn width_of_marked(row: &Row, delimiter: Option<Delimiter>) -> usize {
        let Some(delimiter) = delimiter else { return 1 };
        let all = Comments::none();
        let line = row.cells[0];
        super::shape::rows(line, Some(delimiter), true, &all, 1).first().map_or(0, Row::width)
    }
}

/// Returns the width that most rows have; of two, the one of the later rows.
fn usual_width(rows: &[Row]) -> Option<usize> {
    let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let width = row.width() - usize::from(row.ends_blank() && row.width() > 1);
        let has_blank = rows[0].width() == row.width();
        let count = counts.entry(if has_blank { row.width() } else { width }).or_default();
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
fn has_numeric_column(rows: &[Row], has_names: bool) -> bool {
    let Some(width) = rows.first().map(Row::width) else { return false };
    (usize::from(has_names)..width).any(|index| {
        let texts = || rows.iter().filter_map(move |row| row.texts().nth(index));
        let numbers = texts().filter(|text| is_any_number(text)).count();
        // One of them may be a name.
        numbers > 0 && numbers + 1 >= texts().count()
    })
}

/// Returns whether the first cells are names of rows: quoted, texts, or 1, 2, 3, …
fn are_row_names(rows: &[Row]) -> bool {
    let is_quoted = |row: &Row| row.cells[0].trim_ascii().starts_with(b"\"");
    let is_text = |row: &Row| {
        let cell = bare(row.cells[0]);
        cell.last().is_some_and(|byte| !byte.is_ascii_digit())
            && !row.texts().next().is_some_and(is_any_number)
    };
    let counts = |(index, row): (usize, &Row)| {
        str::from_utf8(bare(row.cells[0])).is_ok_and(|text| text == (index + 1).to_string())
    };
    rows.iter().all(is_quoted) || rows.iter().all(is_text) || rows.iter().enumerate().all(counts)
}

/// Returns whether no cell mixes digits with a text, as an amount with its unit does.
fn is_any_number_or_text(row: &Row) -> bool {
    row.texts().all(|text| is_any_number(text) || !text.contains(|c: char| c.is_ascii_digit()))
}

/// Returns how many lines of title are above a single column: several lines of text above numbers
/// are titles but for the last.
fn titles_of_one_column(rows: &[Row], options: &DialectOptions) -> usize {
    let texts = rows.iter().take_while(|row| !row.is_numeric()).count();
    let below = &rows[texts..];
    let numbers = below.iter().filter(|row| row.is_numeric()).count();
    let plain = Notation::default();
    let is_missing = |text: &str| matches!(Cell::read(text, &plain), Cell::Missing(_));
    let is_title = |row: &Row| !row.has_quote() && !row.texts().any(is_missing);
    let are_titles = options.skip.is_none()
        && (2..=MOST_TITLES).contains(&texts)
        && numbers > 0
        && numbers * 10 >= below.len() * 9
        && rows[..texts].iter().all(is_title);
    if are_titles { texts - 1 } else { 0 }
}
