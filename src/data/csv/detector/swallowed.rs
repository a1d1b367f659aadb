//! Whether a quoted cell of several lines has taken other rows in.

use super::text;
use crate::data::cell::Cell;
use crate::data::csv::rows::Row;
use crate::data::notation::Notation;

/// Returns whether a row whose quoted cells go over lines has taken other rows in: more of its
/// lines than the row itself have as many cells as the table and a number in a column that may be
/// read. A quoted text of several lines rarely looks like that, and a stray quote always does. Row
/// one may be names, and any number below them is one too many.
pub(super) fn swallows_rows(
    row: &Row,
    open: &[usize],
    columns: Option<usize>,
    notation: &Notation,
) -> bool {
    let is_number = |cell: &[u8]| is_number(cell, notation);
    let lines = lines_of(row);
    let width = columns.unwrap_or(lines[0].len());
    let open = if columns.is_none() { (0..width).collect() } else { open.to_vec() };
    open.iter().any(|&index| {
        // Texts with delimiters in them, quoted once, move the cell to the right.
        let reads = |cells: &&Vec<Vec<u8>>| {
            cells.len() >= width
                && cells[index..=index + cells.len() - width].iter().any(|cell| is_number(cell))
        };
        if columns.is_none() {
            // How many columns there are is what row one would say.
            let is_row = |cells: &Vec<Vec<u8>>| cells.len() > 1 || width == 1;
            let below = || lines[1..].iter().filter(|cells| is_row(cells));
            return below().any(|cells| cells.iter().any(|cell| is_number(cell)));
        }
        let own = usize::from(row.cells.get(index).is_some_and(is_number));
        lines.iter().filter(reads).count() > own
    })
}

/// Returns whether several lines of a row have numbers among other cells.
pub(super) fn has_numbers_on_lines(row: &Row, notation: &Notation) -> bool {
    let is_number = |cell: &[u8]| is_number(cell, notation);
    lines_of(row)
        .iter()
        .filter(|cells| cells.len() > 1 && cells.iter().any(|c| is_number(c)))
        .count()
        > 1
}

fn is_number(cell: &[u8], notation: &Notation) -> bool {
    matches!(Cell::read(&text(cell), notation), Cell::Number(_))
}

/// Returns the lines of a row with their cells, as if it had no quotes.
fn lines_of(row: &Row) -> Vec<Vec<Vec<u8>>> {
    let mut joined: Vec<u8> = Vec::new();
    for (index, cell) in row.cells.iter().enumerate() {
        if index > 0 {
            joined.push(row.delimiter);
        }
        joined.extend(cell.iter().filter(|byte| **byte != b'"'));
    }
    let cells =
        |line: &[u8]| line.split(|byte| *byte == row.delimiter).map(<[u8]>::to_vec).collect();
    joined.split(|byte| *byte == b'\n').map(cells).collect()
}
