//! Whether a first row with numbers in it may be names.

use super::shape::{Row, is_any_number};
use crate::data::note::Ambiguity;
use crate::text::sanitise::visible;

/// Returns a number of the first row, if all of its cells are in quotes and no other cell is.
pub(super) fn numbers_in_quotes(rows: &[Row]) -> Option<String> {
    let [first, below @ ..] = rows else { return None };
    let is_quoted = |cell: &&[u8]| {
        let cell = cell.trim_ascii();
        cell.len() > 2 && cell.starts_with(b"\"") && cell.ends_with(b"\"")
    };
    let are_names = first.width() > 1
        && below.len() > 1
        && first.cells.iter().all(is_quoted)
        && !below.iter().any(Row::has_quote);
    let number = first.texts().find(|text| is_any_number(text)).map(visible);
    number.filter(|_| are_names)
}

/// Returns a number of the first row that may be a name: its numbers are years in their order, and
/// no row below it has years.
pub(super) fn names_in_row_one(rows: &[Row]) -> Option<Ambiguity> {
    let [first, below @ ..] = rows else { return None };
    let is_year = |text: &str| text.parse().is_ok_and(|year: u32| (1800..2200).contains(&year));
    let years: Vec<&str> = first.texts().filter(|text| is_any_number(text)).collect();
    let are_years = years.len() > 1
        && years.iter().all(|text| is_year(text))
        && years.windows(2).all(|pair| pair[0] < pair[1]);
    let has_years = |row: &Row| row.texts().filter(|text| is_any_number(text)).all(is_year);
    // What is text in the first row is text below it too.
    let is_number_below =
        |index: usize| below.iter().any(|row| row.texts().nth(index).is_some_and(is_any_number));
    let names_numbers =
        first.texts().enumerate().any(|(at, text)| !is_any_number(text) && is_number_below(at));
    let may_be = are_years && !names_numbers && !below.iter().any(has_years);
    may_be.then(|| Ambiguity::FirstRowMayBeNames { text: visible(years[0]) })
}
