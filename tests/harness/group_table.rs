//! Condensed tables with groups.
#![allow(dead_code, reason = "each test file takes what it needs")]

use emstep::data::{Dataset, TableToWrite, read_table_text};
use emstep::mixture::Theta;
use emstep::mixture::condensed::{Condenser, Grid, TableRow};

/// What the tables are called: too long for the title of a small window.
const NAME: &str = "/data/warehouse/g.csv";

const KEYS: [&str; 3] = ["fri", "mon", "tue"];

pub(crate) fn grid() -> Grid {
    Grid::new(2.5, 4.0).expect("a grid")
}

/// Two humps about 0 and 5, and all of it a little further right from group to group.
pub(crate) fn values(group: usize) -> Vec<f64> {
    let spread = |i: u32| f64::from(i * 7919 % 10_007) / 5_000.0 - 1.0;
    (0..2_000).map(|i| spread(i) + 5.0 * f64::from(i % 2) + group as f64 / 4.0).collect()
}

pub(crate) fn rows(values: &[f64]) -> Vec<TableRow> {
    let mut condenser = Condenser::new(grid(), false);
    condenser.push(values, None).expect("the grid reaches all");
    condenser.finish().expect("the grid reaches all")
}

/// Returns the table of three groups as it is opened, all of them together.
pub(crate) fn dataset() -> Dataset {
    of_groups(three())
}

/// Returns the text of that table.
pub(crate) fn text() -> Vec<u8> {
    text_of(three())
}

fn three() -> impl Iterator<Item = (&'static str, Vec<f64>)> {
    KEYS.iter().enumerate().map(|(group, key)| (*key, values(group)))
}

/// Returns the table of these groups.
pub(crate) fn of_groups<'a>(groups: impl IntoIterator<Item = (&'a str, Vec<f64>)>) -> Dataset {
    let tables = read_table_text(&text_of(groups), NAME).expect("a table");
    tables.dataset(NAME).expect("no refinement")
}

fn text_of<'a>(groups: impl IntoIterator<Item = (&'a str, Vec<f64>)>) -> Vec<u8> {
    let groups: Vec<_> = groups.into_iter().map(|(key, values)| (key, rows(&values))).collect();
    let groups = groups.iter().map(|(key, rows)| (Some(*key), &rows[..])).collect();
    let (grid, first_pass, left_out) = (grid(), None, None);
    let table = TableToWrite { grid, is_weighted: false, first_pass, left_out, groups };
    let mut text = Vec::new();
    table.write(&mut text).expect("a vector takes all");
    text
}

/// A θ₀ for the three groups.
pub(crate) fn theta() -> Theta {
    Theta::from_lists(&[0.5; 2], &[1.0, 4.0], &[1.0, 4.0]).expect("a θ")
}
