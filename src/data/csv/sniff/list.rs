//! Lists of numbers that are no tables: rows of several lengths, one row, a row behind a name, and
//! what Python and R print.

use super::shape::{Row, Shapes, is_like_number};
use crate::data::cell::Cell;
use crate::data::list::OPENING;
use crate::data::notation::Notation;

/// How a list of numbers is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data::csv) enum ListStyle {
    /// Rows of cells.
    Rows,
    /// In brackets, with commas or blanks between numbers: `[1, 2]`, `c(1, 2)`.
    Brackets,
    /// Lines that begin with the index of their first number: `[1] 1 2`.
    Indexed,
}

/// A list, and where its first number is.
pub(super) struct List {
    pub(super) style: ListStyle,
    pub(super) from: usize,
    /// What is in front of the numbers.
    pub(super) name: Option<String>,
}

impl Shapes<'_> {
    /// Returns the list that the text is, if brackets say so.
    pub(super) fn printed_list(&self) -> Option<List> {
        let rows = self.rows(None);
        let first = rows.iter().find(|row| !row.is_marked)?;
        let text = str::from_utf8(&self.head[first.from..]).ok().or_else(|| {
            // The head may end within a letter.
            let valid = str::from_utf8(&self.head[first.from..]).err()?.valid_up_to();
            str::from_utf8(&self.head[first.from..first.from + valid]).ok()
        })?;
        let is_indexed = |row: &Row| index_length(row.cells[0].trim_ascii_start()).is_some();
        if rows.iter().filter(|row| !row.is_marked).all(is_indexed) {
            return Some(List { style: ListStyle::Indexed, from: first.from, name: None });
        }
        let (name, behind) = named(text);
        let mut inside = behind;
        while let Some(open) = OPENING.iter().find_map(|open| inside.strip_prefix(open)) {
            inside = open.trim_start();
        }
        let is_open = inside.len() < behind.len();
        let begins = inside.starts_with(|c: char| {
            c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | '"' | '\'' | 'N' | 'n')
        });
        let ends = text.trim_end().trim_end_matches(';').ends_with([')', ']', '}']);
        let from = first.from + (text.len() - inside.len());
        let is_list = is_open && begins && (ends || !self.is_whole);
        is_list.then(|| List { style: ListStyle::Brackets, from, name: name.map(str::to_owned) })
    }
}

/// Splits `x = [1` and `x <- c(1` into the name and what is behind the sign.
fn named(text: &str) -> (Option<&str>, &str) {
    let text = text.trim_start();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    let behind = text.trim_start_matches(is_name);
    let name = &text[..text.len() - behind.len()];
    let sign = behind.trim_start();
    let value = ["<-", "=", ":"].iter().find_map(|assign| sign.strip_prefix(assign));
    match value {
        Some(value) if !name.is_empty() => (Some(name), value.trim_start()),
        _ => (None, text),
    }
}

/// Returns how long the index is that a line of R begins with: `[13]`.
fn index_length(line: &[u8]) -> Option<usize> {
    let digits = line.strip_prefix(b"[")?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_closed = line.get(1 + digits) == Some(&b']');
    let is_apart = matches!(line.get(2 + digits), Some(b' ' | b'\t'));
    (digits > 0 && is_closed && is_apart).then_some(2 + digits)
}

/// What one or more rows of numbers without names are.
pub(super) enum Found {
    /// One list.
    List,
    /// One list, behind a name in the first cell.
    Named,
    /// A single row of numbers and something that is none: `1,a,2`.
    Broken,
}

/// Returns whether the rows are one list of numbers: a single row of them, or rows of several
/// lengths. Rows are lists too if they are so long that the beginning has only one; `is_cut` says
/// that its last cell may be cut off.
pub(super) fn are_one_list(
    rows: &[Row],
    notation: &Notation,
    is_whole: bool,
    is_cut: bool,
) -> Option<Found> {
    let is_number =
        |text: &str| matches!(Cell::read(text, notation), Cell::Number(_) | Cell::Missing(_));
    let numbers = |texts: &[&str]| {
        let is_number = |text: &&&str| matches!(Cell::read(text, notation), Cell::Number(_));
        texts.iter().filter(is_number).count()
    };
    if let [row] = rows {
        let mut texts: Vec<&str> = row.texts().collect();
        if is_cut {
            texts.pop();
        }
        if numbers(&texts) < 2 {
            return None;
        }
        return Some(match texts.iter().position(|text| !is_number(text)) {
            None => Found::List,
            Some(0)
                if !is_like_number(texts[0])
                    && texts[1..].iter().all(|text| is_number(text))
                    && !texts[0].contains(|c: char| c.is_ascii_digit()) =>
            {
                Found::Named
            }
            Some(_) => Found::Broken,
        });
    }
    let [first, between @ .., last] = rows else { return None };
    // A delimiter at the end of every row is followed by no cell; in a table, by an empty one.
    let end_blank = usize::from(rows.iter().all(|row| row.width() > 1 && row.ends_blank()));
    let width = |row: &Row| row.width() - end_blank;
    let widest = rows.iter().map(width).max().unwrap_or(0);
    let is_ragged = between.iter().any(|row| width(row) != width(first))
        || (width(last) < width(first) && is_whole);
    let are_numbers = |row: &Row| {
        let texts: Vec<&str> = row.texts().take(width(row)).collect();
        texts.iter().all(|text| is_number(text) && !text.is_empty()) && numbers(&texts) > 0
    };
    let is_list =
        widest > 1 && is_ragged && rows.iter().all(|row| !row.is_marked && are_numbers(row));
    is_list.then_some(Found::List)
}
