//! Condensed tables in Parquet files: the columns of the same names.

use super::columns::NAMES;
use super::read::{self, TableFile};
use crate::data::fault::{Fault, Location};
use crate::data::parquet_file::Table;
use crate::data::source::OpenSource;

/// Returns whether a Parquet file has the columns of a condensed table.
pub(super) fn is_one(input: &OpenSource<'_>) -> Result<bool, Fault> {
    let names: Vec<String> = columns(&Table::open(input)?).map(|(_, name)| name).collect();
    Ok(read::is_header(names.join(",").as_bytes()))
}

/// Reads the cells of a table and writes them as a text, so that what is the same of both kinds of
/// file is left to the reader of text.
pub(super) fn text(input: &mut OpenSource<'_>) -> Result<String, Fault> {
    let table = Table::open(input)?;
    let mut text = String::new();
    let mut cells = Vec::new();
    for (index, name) in columns(&table) {
        text.push_str(if text.is_empty() { "" } else { "," });
        text.push_str(&name);
        cells.push(table.texts(index, input)?.into_iter());
    }
    for _ in 0..table.rows() {
        for (place, column) in cells.iter_mut().enumerate() {
            let cell = column.next().flatten().unwrap_or_default();
            text.push(if place == 0 { '\n' } else { ',' });
            if cell.contains(['"', ',']) {
                text.extend(["\"", &cell.replace('"', "\"\""), "\""]);
            } else {
                text.push_str(&cell);
            }
        }
    }
    text.push('\n');
    Ok(text)
}

/// Reads a table from the text that was made of it.
pub(super) fn read(text: &str) -> Result<TableFile, Fault> {
    // The names are line 1 of the text.
    read::read(text.as_bytes()).map_err(|fault| match fault.location {
        Some(Location::Line(line @ 2..)) => {
            Fault { location: Some(Location::Row(line - 1)), ..fault }
        }
        _ => Fault { location: None, ..fault },
    })
}

/// Returns the columns that tables have, with their names in lower case.
fn columns(table: &Table) -> impl Iterator<Item = (usize, String)> {
    let names = table.columns.iter().map(|column| column.name.to_ascii_lowercase());
    names.enumerate().filter(|(_, name)| NAMES.contains(&name.as_str()))
}
