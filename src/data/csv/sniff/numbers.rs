//! How numbers are written, from the first rows.

use super::layout::Marks;
use super::shape::{Row, is_any_number, is_missing};
use crate::data::dialect::{DecimalMark, Delimiter};
use crate::data::notation::Notation;
use crate::data::note::Ambiguity;

/// Cells of a column that are looked at: those with more than digits.
const CELLS: usize = 1000;

/// Cells of all columns that are looked at.
const ALL_CELLS: usize = 100_000;

/// The notations, in the order in which they are taken if they read the same.
pub(super) const NOTATIONS: [Marks; 8] = [
    (DecimalMark::Point, None),
    (DecimalMark::Comma, None),
    (DecimalMark::Point, Some(',')),
    (DecimalMark::Comma, Some('.')),
    (DecimalMark::Point, Some(' ')),
    (DecimalMark::Comma, Some(' ')),
    (DecimalMark::Point, Some('\'')),
    (DecimalMark::Comma, Some('\'')),
];

/// What could be meant by the numbers of a column.
pub(super) type Undecided = (usize, Ambiguity);

/// The cells of a column that say how numbers are written.
#[derive(Default)]
struct Column<'a> {
    /// Those that are read in one way or another.
    cells: Vec<&'a str>,
    numbers: usize,
    /// Cells that are no numbers in any way, below row one.
    others: usize,
}

impl Column<'_> {
    /// Returns whether numbers are in the column throughout.
    fn is_numeric(&self) -> bool {
        self.numbers > 0 && self.others * 10 <= self.numbers
    }

    fn read(&self, notation: &Notation, (decimal, group): Marks) -> Vec<Option<f64>> {
        let notation = notation.with(decimal, group);
        self.cells.iter().map(|cell| notation.number(cell)).collect()
    }
}

fn count(read: &[Option<f64>]) -> usize {
    read.iter().flatten().count()
}

/// Chooses the notation that reads most cells of the columns that are numbers throughout; returns
/// what else the numbers of a column may mean, unless the decimal mark was said.
pub(super) fn choose(
    notation: &mut Notation,
    rows: &[Row],
    delimiter: Option<Delimiter>,
    said: Option<DecimalMark>,
) -> Vec<Undecided> {
    // Without a delimiter, quotes keep commas from being one.
    let is_quoted = || {
        rows.iter().any(|row| row.cells[0].contains(&b','))
            && rows.iter().all(|row| !row.cells[0].contains(&b',') || row.has_quote())
    };
    let by_comma = match delimiter {
        Some(delimiter) => delimiter == Delimiter::Byte(b','),
        None => is_quoted(),
    };
    let columns = columns(rows, notation);
    let is_possible = |(decimal, _): &Marks| said.is_none_or(|said| said == *decimal);
    let has = |mark: char| columns.iter().any(|column| column.has(mark));
    let (has_comma, is_said) = (has(','), said.is_some());
    // What no cell has needs no look at all of them.
    let is_there = |(decimal, group): &Marks| {
        let is_decimal = is_said || has_comma || *decimal == DecimalMark::Point;
        group.map_or(is_decimal, has)
    };
    let mut notations: Vec<Marks> =
        NOTATIONS.into_iter().filter(is_possible).filter(is_there).collect();
    if by_comma {
        // Where commas are between cells, numbers are English.
        notations.sort_by_key(|notation| notation.0);
    }
    // If no column is numbers throughout, those that mostly are may say it.
    let has_numeric = columns.iter().any(|c| c.is_numeric() && !c.cells.is_empty());
    let votes = |column: &Column| {
        if has_numeric { column.is_numeric() } else { column.numbers > column.others }
    };
    let total = |marks: Marks| -> usize {
        let voting = columns.iter().filter(|column| votes(column));
        voting.map(|column| count(&column.read(notation, marks))).sum()
    };
    let totals: Vec<(Marks, usize)> =
        notations.into_iter().map(|marks| (marks, total(marks))).collect();
    let most = totals.iter().map(|(_, total)| *total).max().unwrap_or(0);
    let Some((chosen, _)) = totals.iter().find(|(_, total)| *total == most).copied() else {
        return Vec::new();
    };
    let mut undecided = Vec::new();
    if said.is_none() && most > 0 {
        // Where commas are between cells, no point is between thousands.
        let is_plain = by_comma && chosen == (DecimalMark::Point, None);
        for (index, column) in columns.iter().enumerate().filter(|(_, column)| votes(column)) {
            let others = totals.iter().filter(|((decimal, _), total)| {
                let is_grouped = chosen.1.is_some_and(|group| column.has(group));
                *decimal != chosen.0 && !is_plain && (*total == most || is_grouped)
            });
            let others: Vec<Marks> = others.map(|(marks, _)| *marks).collect();
            undecided.extend(column.undecided(notation, chosen, &others).map(|a| (index, a)));
        }
    }
    (notation.decimal, notation.group) = chosen;
    undecided
}

impl Column<'_> {
    /// Returns whether this is in one of its cells.
    fn has(&self, mark: char) -> bool {
        let is_mark = |c: char| match mark {
            ' ' => c.is_whitespace(),
            '\'' => matches!(c, '\'' | '\u{2019}'),
            mark => c == mark,
        };
        self.cells.iter().any(|cell| cell.contains(is_mark))
    }

    /// Returns that its cells can be read by one of these marks too, and mean other numbers then.
    fn undecided(&self, notation: &Notation, chosen: Marks, others: &[Marks]) -> Option<Ambiguity> {
        let read = self.read(notation, chosen);
        let is_other = |marks: &Marks| {
            let other = self.read(notation, *marks);
            let mut pairs = other.iter().zip(&read);
            pairs.all(|(x, chosen)| x.is_some() == chosen.is_some()) && other != read
        };
        others.iter().find(|marks| is_other(marks))?;
        let text = self.cells.iter().zip(&read).find(|(_, x)| x.is_some_and(|x| x != 0.0))?.0;
        Some(Ambiguity::Thousands { text: (*text).to_owned(), decimal: chosen.0 })
    }
}

/// Returns what the columns of these rows have.
fn columns<'a>(rows: &'a [Row], notation: &Notation) -> Vec<Column<'a>> {
    let mut columns: Vec<Column<'a>> = Vec::new();
    let mut looked_at = 0;
    for (at, row) in rows.iter().enumerate() {
        if looked_at > ALL_CELLS {
            break;
        }
        looked_at += row.width();
        for (index, text) in row.texts().enumerate() {
            if columns.len() <= index {
                columns.push(Column::default());
            }
            let column = &mut columns[index];
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
            if is_plain {
                column.numbers += 1;
            } else if needs_notation(text) && is_any_number(text) {
                column.numbers += 1;
                if column.cells.len() < CELLS {
                    column.cells.push(text);
                }
            } else if is_any_number(text) {
                column.numbers += 1;
            } else if at > 0 && !is_missing(text, notation) {
                column.others += 1;
            }
        }
    }
    columns
}

/// Returns whether it takes a notation to read the text: it has digits, and something between them.
fn needs_notation(text: &str) -> bool {
    let is_number = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | ' ' | '\'' | '-' | '+' | 'e' | 'E' | '\u{2019}')
            || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}')
    };
    text.len() < 60
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(|c: char| !c.is_ascii_digit() && c != '-')
        && text.chars().all(is_number)
}
