//! How numbers are written, from the first rows.

use super::shape::Row;
use crate::data::cell::Cell;
use crate::data::dialect::{DecimalMark, Delimiter, DialectOptions};
use crate::data::notation::Notation;
use crate::data::note::Ambiguity;

/// Cells that are looked at: those with more than digits.
const CELLS: usize = 1000;

/// The notations, in the order in which they are taken if they read the same.
const NOTATIONS: [(DecimalMark, Option<char>); 9] = [
    (DecimalMark::Point, None),
    (DecimalMark::Comma, None),
    (DecimalMark::Point, Some(',')),
    (DecimalMark::Comma, Some('.')),
    (DecimalMark::Point, Some(' ')),
    (DecimalMark::Comma, Some(' ')),
    (DecimalMark::Point, Some('\'')),
    (DecimalMark::Comma, Some('\'')),
    (DecimalMark::Comma, Some(',')),
];

/// Chooses the notation that reads most cells; returns what else they may mean.
pub(super) fn choose(
    notation: &mut Notation,
    rows: &[Row],
    delimiter: Option<Delimiter>,
    said: Option<DecimalMark>,
) -> Option<Ambiguity> {
    // Without a delimiter, quotes keep commas from being one.
    let is_quoted = || {
        rows.iter().any(|row| row.cells[0].contains(&b','))
            && rows.iter().all(|row| !row.cells[0].contains(&b',') || row.has_quote())
    };
    let by_comma = match delimiter {
        Some(delimiter) => delimiter == Delimiter::Byte(b','),
        None => is_quoted(),
    };
    let cells: Vec<&str> =
        rows.iter().flat_map(Row::texts).filter(|text| needs_notation(text)).take(CELLS).collect();
    let is_possible = |(decimal, group): &(DecimalMark, Option<char>)| {
        said.is_none_or(|said| said == *decimal) && *group != Some(char::from(decimal.byte()))
    };
    let mut notations: Vec<(DecimalMark, Option<char>)> =
        NOTATIONS.into_iter().filter(is_possible).collect();
    if by_comma {
        // Where commas are between cells, numbers are English.
        notations.sort_by_key(|notation| notation.0);
    }
    let read = |(decimal, group)| {
        let notation = notation.with(decimal, group);
        cells.iter().map(|cell| notation.number(cell)).collect::<Vec<Option<f64>>>()
    };
    let count = |read: &[Option<f64>]| read.iter().flatten().count();
    let readings: Vec<_> = notations.iter().map(|notation| (*notation, read(*notation))).collect();
    let most = readings.iter().map(|(_, read)| count(read)).max().unwrap_or(0);
    let best = readings.iter().find(|(_, read)| count(read) == most)?;
    let ((decimal, group), chosen) = best;
    (notation.decimal, notation.group) = (*decimal, *group);
    if said.is_some() || most == 0 {
        return None;
    }
    // Where commas are between cells, no point is between thousands.
    let is_plain = by_comma && *decimal == DecimalMark::Point && group.is_none();
    let other = readings
        .iter()
        .filter(|((other, _), read)| {
            !(is_plain && *other == DecimalMark::Comma) && count(read) == most
        })
        .find(|(_, read)| {
            // It reads the same cells, and one of them in another way.
            let mut cells = read.iter().zip(chosen);
            cells.all(|(x, chosen)| x.is_some() == chosen.is_some()) && read != chosen
        });
    let example = cells.iter().zip(chosen).find(|(_, x)| x.is_some_and(|x| x != 0.0))?.0;
    let ((other, _), _) = other?;
    (other != decimal)
        .then(|| Ambiguity::Thousands { text: (*example).to_owned(), decimal: *decimal })
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

/// Returns whether the rows are one list of numbers: a single row of them, or rows of several
/// lengths.
pub(super) fn are_one_list(rows: &[Row], notation: &Notation, is_whole: bool) -> bool {
    let is_number =
        |text: &str| matches!(Cell::read(text, notation), Cell::Number(_) | Cell::Missing(_));
    let widest = rows.iter().map(Row::width).max().unwrap_or(0);
    let are_numbers = |row: &Row| row.texts().all(is_number) && row.numbers(notation) > 0;
    let has_empty = |row: &Row| row.texts().any(str::is_empty);
    match rows {
        [row] => widest > 2 && is_whole && are_numbers(row) && !has_empty(row),
        [first, between @ .., last] => {
            let is_ragged = between.iter().any(|row| row.width() != first.width())
                || (last.width() < first.width() && is_whole);
            widest > 2
                && is_ragged
                && rows.iter().all(|row| !row.is_marked && are_numbers(row) && !has_empty(row))
        }
        [] => false,
    }
}

/// Returns that the two columns of a table without a header may be one, with decimal commas.
pub(super) fn may_be_decimal(
    rows: &[Row],
    delimiter: Option<Delimiter>,
    options: &DialectOptions,
) -> Option<Ambiguity> {
    let is_said = options.delimiter.is_some() || options.decimal.is_some();
    let are_digits = |cell: &[u8]| !cell.is_empty() && cell.iter().all(u8::is_ascii_digit);
    let is_fraction = |row: &Row| {
        let [whole, fraction] = row.cells[..] else { return false };
        are_digits(whole.strip_prefix(b"-").unwrap_or(whole)) && are_digits(fraction)
    };
    let may_be = !is_said
        && delimiter == Some(Delimiter::Byte(b','))
        && !rows.is_empty()
        && rows.iter().all(is_fraction);
    may_be.then_some(Ambiguity::CommasSeparate)
}
