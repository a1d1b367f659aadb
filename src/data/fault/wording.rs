//! Parts of the messages about data.

use super::{Fault, Similar};
use crate::text::{grouped, list};

/// Bytes in units of 10⁹, as memory is sold.
pub(super) fn gigabytes(bytes: u64) -> String {
    match bytes.div_ceil(100_000_000) {
        tenths @ 0..100 => format!("{}.{} GB", tenths / 10, tenths % 10),
        tenths => format!("{} GB", grouped(tenths.div_ceil(10))),
    }
}

pub(super) fn are_lines(lines: u64) -> String {
    if lines == 1 { "is 1 line".to_owned() } else { format!("are {} lines", grouped(lines)) }
}

pub(super) fn but_there_is(available: Option<u64>) -> String {
    // Rounded down, where the need is rounded up: the two never look equal.
    let gigabytes = |bytes: u64| gigabytes(bytes.saturating_sub(99_999_999));
    available.map(|bytes| format!(", but {} are free", gigabytes(bytes))).unwrap_or_default()
}

pub(super) fn no_such_file(example: Option<&Similar>) -> String {
    match example {
        None => "no such file; check its path".to_owned(),
        Some(Similar { name, is_same: true }) => {
            format!("no such file; for the built-in data set use --example {name}")
        }
        Some(Similar { name, .. }) => {
            format!("no file or built-in data set of this name; did you mean --example {name}?")
        }
    }
}

pub(super) fn why_not_numeric(fault: Option<&Fault>) -> String {
    fault.map_or_else(|| "nothing below the first row is a number".to_owned(), Fault::to_string)
}

pub(super) fn columns_there_are(names: &[String], count: usize) -> String {
    match (names, count) {
        ([], 1) => "there is 1, without a name".to_owned(),
        ([], _) => format!("there are {count}, without names: ask for 1 to {count}"),
        ([name], _) => format!("there is {name}"),
        _ => format!("there are {}", list(names)),
    }
}
