//! What separates cells, and where the table begins.

use super::fit::Fit;
use super::shape::{Row, Shapes, is_any_number};
use super::{Comments, likely, one_column, titles};
use crate::data::dialect::{DecimalMark, Delimiter, DialectOptions};
use crate::data::note::{Ambiguity, CommaMeaning};
use crate::text::sanitise::visible;

/// How numbers are written: the decimal mark, and what is between thousands.
pub(super) type Marks = (DecimalMark, Option<char>);

/// What separates cells, and what is above the table.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) delimiter: Option<Delimiter>,
    /// How numbers are written, if that was found out with the delimiter.
    pub(super) marks: Option<Marks>,
    /// How many cells a row has.
    pub(super) width: usize,
    /// Bytes above the first row.
    pub(super) above: usize,
    pub(super) titles: Vec<String>,
    pub(super) comment_lines: u64,
    /// Whether the header has one cell less than the rows.
    pub(super) has_short_header: bool,
    pub(super) ambiguities: Vec<Ambiguity>,
}

impl Shapes<'_> {
    /// Finds out what separates cells.
    pub(super) fn layout(&self, options: &DialectOptions) -> Layout {
        if let Some(layout) = self.one_column(options) {
            return layout;
        }
        // A comma that is a decimal mark separates only where numbers are in quotes.
        let may_be_comma = options.decimal != Some(DecimalMark::Comma) || self.has_quoted_commas();
        let is_possible = |d: &Delimiter| may_be_comma || *d != Delimiter::Byte(b',');
        let unmarked: Vec<Row> = self.rows(None).into_iter().filter(|row| !row.is_marked).collect();
        let mut text = Vec::new();
        for line in unmarked.iter().take(super::ROWS) {
            text.extend_from_slice(line.cells[0]);
            text.push(b'\n');
        }
        let first = likely(&text).filter(is_possible);
        if let Some(fit) = first.and_then(|delimiter| self.fit(delimiter, options))
            && fit.start == 0
            && !fit.has_short_header
            && !(fit.delimiter == Delimiter::Byte(b',') && self.is_torn(fit))
        {
            return self.of(Some(fit), options);
        }
        let others = [b';', b'\t', b'|', b','].map(Delimiter::Byte);
        let candidates = first.into_iter().chain(others).chain([Delimiter::Blanks]);
        let candidates = candidates.filter(is_possible);
        let fits: Vec<Fit> = candidates.filter_map(|d| self.fit(d, options)).collect();
        let is_torn = |fit: &&Fit| fit.delimiter == Delimiter::Byte(b',') && self.is_torn(**fit);
        let torn: Vec<bool> = fits.iter().map(|fit| fits.len() > 1 && is_torn(&fit)).collect();
        let best = fits
            .iter()
            .zip(&torn)
            .filter(|(_, is_torn)| !**is_torn)
            .map(|(fit, _)| fit)
            .min_by_key(|fit| (fit.start, fit.has_short_header));
        match best {
            Some(fit) if fit.has_short_header && fit.width == 2 => {
                self.below_one_name(*fit, options)
            }
            Some(fit) => {
                let mut layout = self.of(Some(*fit), options);
                if torn.contains(&true) {
                    layout.ambiguities.extend(self.commas_in_numbers(*fit));
                }
                layout
            }
            None => {
                // What cannot be told is told by the first row, as far as that goes; numbers in
                // rows of any length are a list.
                let is_list = |delimiter: &Delimiter| {
                    let (rows, _) = self.unmarked(*delimiter);
                    rows.iter().all(Row::is_numeric) && rows.iter().any(|row| row.width() > 1)
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

    /// Returns whether commas are in quoted cells: then they are no delimiters there.
    fn has_quoted_commas(&self) -> bool {
        let is_quoted = |cell: &&[u8]| {
            let cell = cell.trim_ascii();
            cell.starts_with(b"\"") && cell.contains(&b',')
        };
        let rows = self.rows(Some(Delimiter::Byte(b',')));
        rows.iter().any(|row| row.width() > 1)
            && rows.iter().any(|row| row.cells.iter().any(&is_quoted))
    }

    /// Says that commas are taken for decimal marks, since blanks separate cells; not if the
    /// header says so.
    fn commas_in_numbers(&self, fit: Fit) -> Option<Ambiguity> {
        let (rows, _) = self.unmarked(fit.delimiter);
        let first = &rows[fit.start];
        if !first.has_number() && first.width() > 1 {
            return None;
        }
        let mut texts = rows[fit.start..].iter().flat_map(Row::texts);
        let text = texts.find(|text| text.contains(','))?;
        let others = vec![CommaMeaning::Cells];
        let text = visible(text);
        Some(Ambiguity::Commas { text, chosen: CommaMeaning::Decimal, others })
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

    /// Below a single name, two cells are a row's name and a number, or halves of a number, or the
    /// name is a title.
    fn below_one_name(&self, fit: Fit, options: &DialectOptions) -> Layout {
        let (rows, _) = self.unmarked(fit.delimiter);
        let below = &rows[fit.start + 1..];
        let is_comma = fit.delimiter == Delimiter::Byte(b',');
        let are_groups = fit.delimiter == Delimiter::Blanks
            && below.iter().all(|row| {
                let line = [row.cells[0], b" ", row.cells[1]].concat();
                is_any_number(&String::from_utf8_lossy(&line))
            });
        let are_names = one_column::are_row_names(below)
            // 1 234,5 is how thousands are written where decimal marks are commas.
            && !(are_groups && below.iter().all(|row| row.cells[1].contains(&b',')));
        if are_groups && !are_names {
            let mut layout = self.of_start(fit.start, None, 1, options);
            layout.ambiguities.push(Ambiguity::BlanksAreThousands);
            return layout;
        }
        if are_names {
            let mut layout = self.of(Some(fit), options);
            if is_comma {
                layout.ambiguities.extend(one_column::may_be_one(below, CommaMeaning::RowNames));
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
            return self.of_start(
                titles::of_one_column(&rows, options, self.notation),
                None,
                1,
                options,
            );
        };
        let width = fit.width + usize::from(fit.ends_blank);
        let layout = self.of_start(fit.start, Some(fit.delimiter), width, options);
        Layout { has_short_header: fit.has_short_header, ..layout }
    }

    /// Returns the layout of a table that begins with this row, of those that are no comments.
    pub(super) fn of_start(
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
                let next = rows[index + 1..].first().filter(|row| !row.is_marked);
                let heads = next.is_some_and(|row| {
                    unmarked == start && row.has_number() && options.comment.is_none()
                });
                if let (true, Some(above)) = (heads, self.header_in(row, delimiter, width)) {
                    layout.above = above;
                    return layout;
                }
                layout.comment_lines += 1;
            } else if unmarked == start {
                layout.above = row.from;
                return layout;
            } else {
                unmarked += 1;
                layout.titles.push(visible(&self.line(row)));
            }
        }
        // Nothing but comments and titles: the table says itself what is wrong.
        Layout { above: 0, titles: Vec::new(), comment_lines: 0, ..layout }
    }

    /// Returns the line of a row as text.
    fn line(&self, row: &Row) -> String {
        let line = self.head[row.from..].split(|byte| *byte == b'\n').next().unwrap_or_default();
        String::from_utf8_lossy(line).into_owned()
    }

    /// Returns where the header begins that a line of comment is: behind the mark, or at it if it
    /// is a part of the first name.
    fn header_in(&self, row: &Row, delimiter: Option<Delimiter>, width: usize) -> Option<usize> {
        let line = row.cells[0];
        let are_names = |names: &[u8]| {
            let cells = cells_of(names, delimiter);
            width > 1 && cells.len() == width && !cells.iter().any(|cell| is_any_number(cell))
        };
        if let Some(names) = self.comments.names(line).filter(|names| are_names(names)) {
            return Some(row.from + line.len() - names.len());
        }
        let is_mark_alone = delimiter == Some(Delimiter::Blanks)
            && line.get(1).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
        (are_names(line) && !is_mark_alone).then_some(row.from)
    }
}

/// Returns the cells of a line that begins as a comment does.
fn cells_of(line: &[u8], delimiter: Option<Delimiter>) -> Vec<String> {
    let Some(delimiter) = delimiter else { return Vec::new() };
    let rows = super::shape::rows(line, Some(delimiter), true, &Comments::none(), 1);
    let texts = |row: &Row| row.texts().map(str::to_owned).collect();
    rows.first().map(texts).unwrap_or_default()
}

/// Returns whether no cell mixes digits with a text, as an amount with its unit does.
fn is_any_number_or_text(row: &Row) -> bool {
    row.texts().all(|text| is_any_number(text) || !text.contains(|c: char| c.is_ascii_digit()))
}
