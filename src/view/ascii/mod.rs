//! Screens in ASCII, for terminals that show nothing else.
//!
//! Everything is drawn as on any terminal, and then each row is spelled out (`row.rs`). Where that
//! needs more room than the row has, the part of the screen is drawn again in fewer columns, so
//! that it chooses shorter words or breaks its lines earlier, and spelled out in all that it has.

mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::theme::{Marker, Theme};
use crate::text::ELLIPSIS;

pub(in crate::view) use row::least_width;

/// By how many columns a part of the screen is drawn narrower, one after the other.
const NARROWER: [u16; 11] = [0, 1, 2, 4, 6, 9, 13, 18, 26, 36, 48];

/// The characters of curves are private ones until the frame is done: none of them is a text.
const CURVES: u32 = 0xe000;

/// Returns the character by which a frame keeps this one of a curve.
pub(super) fn kept_curve(c: char) -> char {
    char::from_u32(CURVES + u32::from(c)).unwrap_or(c)
}

/// Returns the character of a curve that a frame keeps.
fn of_curve(c: char) -> Option<char> {
    let c = u32::from(c).checked_sub(CURVES).and_then(char::from_u32)?;
    c.is_ascii_graphic().then_some(c)
}

/// Draws a part of the screen, which returns where the cursor is: in ASCII if the terminal shows
/// nothing else.
pub(super) fn drawn(
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
    mut draw: impl FnMut(Rect, &mut Buffer) -> Option<Position>,
) -> Option<Position> {
    if !theme.glyphs().is_ascii() {
        return draw(area, buffer);
    }
    let (mut first, mut least_cut) = (None, None);
    for narrower in NARROWER.into_iter().filter(|narrower| *narrower <= area.width / 2) {
        let mut scratch = buffer.clone();
        let cursor = draw(Rect { width: area.width - narrower, ..area }, &mut scratch);
        // What is cut in fewer columns would say less.
        let cut = ellipses(&scratch, area);
        let (cursor, is_whole) = spell(&mut scratch, area, cursor);
        if is_whole && cut <= *least_cut.get_or_insert(cut) {
            *buffer = scratch;
            return cursor;
        }
        first.get_or_insert((scratch, cursor));
    }
    let (scratch, cursor) = first?;
    *buffer = scratch;
    cursor
}

/// Returns how many texts are cut in an area.
fn ellipses(frame: &Buffer, area: Rect) -> usize {
    let positions = area.intersection(frame.area).positions();
    positions.filter(|at| frame[*at].symbol() == ELLIPSIS).count()
}

/// Makes a finished frame one that the terminal can show.
pub(super) fn finish(theme: &Theme, frame: &mut Buffer) {
    if theme.glyphs().is_ascii() {
        spell(frame, frame.area, None);
    } else if theme.glyphs().marker() == Marker::Ascii {
        for cell in &mut frame.content {
            let curve = cell.symbol().chars().next().and_then(of_curve);
            if let Some(curve) = curve {
                cell.set_char(curve);
            }
        }
    }
}

/// Spells an area out. Returns where the cursor is then, and whether nothing was cut.
fn spell(frame: &mut Buffer, area: Rect, cursor: Option<Position>) -> (Option<Position>, bool) {
    let area = area.intersection(frame.area);
    let (mut moved, mut is_whole) = (cursor, true);
    for y in area.top()..area.bottom() {
        let start = frame.index_of(area.x, y);
        let row = &mut frame.content[start..start + usize::from(area.width)];
        if row.iter().all(|cell| cell.symbol().is_ascii()) {
            continue;
        }
        let fitted = row::fit(row);
        row.clone_from_slice(&fitted.cells);
        is_whole &= fitted.is_whole;
        if let Some(cursor) = cursor.filter(|cursor| cursor.y == y) {
            let column = cursor.x.checked_sub(area.x).map(usize::from);
            let to = column.and_then(|column| fitted.columns.get(column));
            moved = Some(to.map_or(cursor, |to| Position { x: area.x + *to as u16, ..cursor }));
        }
    }
    (moved, is_whole)
}
