//! Every view on a terminal that shows only ASCII.

use std::collections::BTreeMap;

use emstep::internals::view::{Characters, ColorDepth, Glyphs, Marker, Theme, ThemeName};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Size;

use super::SIZES;
use super::stage::Stage;
use super::views::views;

fn rows(frame: &Buffer) -> Vec<String> {
    let rows = frame.content.chunks(frame.area.width.into());
    rows.map(|row| row.iter().map(Cell::symbol).collect()).collect()
}

/// The numbers with a point on a screen, in full: an exponent and a sign belong to them.
fn numbers(rows: &[String]) -> BTreeMap<String, usize> {
    let mut numbers = BTreeMap::new();
    for row in rows {
        let row = row.replace(['−', '–'], "-");
        let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | 'e');
        for word in row.split(|c: char| !part(c)) {
            let word = word.trim_matches(|c: char| !c.is_ascii_digit());
            if word.contains('.') && !word.contains("..") {
                *numbers.entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    numbers
}

/// Views in which not every number has room at 80x24 where Greek is spelled out: what is longer is
/// scrolled or has fewer digits, and an axis has fewer labels.
const NARROW: [&str; 15] = [
    "why-mean",
    "why-variance",
    "why-mean-of-many",
    "weighted-mean",
    "copy-derivation",
    "answer-solution",
    "lesson-bound",
    "shares",
    "grouped-shares",
    "staircase",
    "staircase-zoomed",
    "full-bound",
    "full-staircase",
    "map-bound",
    "map-staircase",
];

/// Returns the numbers that a screen has fewer of in ASCII.
fn missing(ascii: &[String], unicode: &[String]) -> Vec<String> {
    let there = numbers(ascii);
    let is_missing =
        |(number, times): &(String, usize)| there.get(number).copied().unwrap_or(0) < *times;
    numbers(unicode).into_iter().filter(is_missing).map(|(number, _)| number).collect()
}

fn assert_is_ascii(size: Size) {
    let glyphs = Glyphs::new(Characters::Ascii, Marker::Braille);
    let theme = Theme::named(ThemeName::Dark, ColorDepth::TrueColor);
    let mut incomplete = Vec::new();
    for view in views() {
        let stage = Stage::of(view, size);
        let ascii = rows(&stage.draw_in(size, theme.with_glyphs(glyphs)));
        let name = format!("{} {size}", view.name);
        for row in &ascii {
            assert!(row.chars().all(|c| (' '..='~').contains(&c)), "{name}: {row}");
            assert_eq!(row.len(), usize::from(size.width), "{name}: {row}");
        }
        if size == SIZES[0] && !NARROW.contains(&view.name) {
            let missing = missing(&ascii, &rows(&stage.draw_in(size, theme)));
            if !missing.is_empty() {
                let shown = ascii.join("\n");
                incomplete.push(format!("{name}: {} are missing\n{shown}", missing.join(", ")));
            }
        }
    }
    assert!(incomplete.is_empty(), "{}", incomplete.join("\n\n"));
}

#[test]
fn every_view_is_ascii_at_80x24() {
    assert_is_ascii(SIZES[0]);
}

#[test]
fn every_view_is_ascii_at_100x30() {
    assert_is_ascii(SIZES[1]);
}

#[test]
fn every_view_is_ascii_at_120x40() {
    assert_is_ascii(SIZES[2]);
}
