//! Screens in ASCII, for terminals that show nothing else.
//!
//! Everything is drawn as on any terminal, and then each row is spelled out (`row.rs`). Where that
//! needs more room than the row has, the part of the screen is drawn again in fewer columns, so
//! that it chooses shorter words or breaks its lines earlier, and spelled out in all that it has.

mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;

use super::theme::{Marker, Theme};
use crate::text::{self, ELLIPSIS};

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

/// Returns whether a text has room in this many cells of the terminal: as it is, and spelled out,
/// at least closed up.
pub(super) fn fits(theme: &Theme, text: &str, cells: usize) -> bool {
    let is_ascii = theme.glyphs().is_ascii();
    text::width(text) <= cells && (!is_ascii || row::least_width(text) <= cells)
}

/// Returns a text, spelled as the terminal shows it, cut so that it has room in this many cells.
pub(super) fn cut(theme: &Theme, text: &str, cells: usize) -> String {
    let spelled = theme.spelled(text);
    if text::width(&spelled) <= cells {
        return spelled.into_owned();
    }
    let mark = theme.spelled(ELLIPSIS);
    // The text is cut before one cell for its mark.
    let more = text::width(&mark).saturating_sub(1);
    format!("{}{mark}", text::cut(&spelled, cells.saturating_sub(more)))
}

/// Returns the first of some texts, from the longest to the shortest, that has room; the last one
/// if none has.
pub(super) fn fitting<T: AsRef<str>>(
    theme: &Theme,
    texts: impl IntoIterator<Item = T>,
    cells: usize,
) -> Option<T> {
    first_or_last(texts, |text| fits(theme, text.as_ref(), cells))
}

/// Returns the same of lines.
pub(super) fn fitting_line<'a>(
    theme: &Theme,
    lines: impl IntoIterator<Item = Line<'a>>,
    cells: usize,
) -> Line<'a> {
    first_or_last(lines, |line| fits(theme, &line.to_string(), cells)).unwrap_or_default()
}

fn first_or_last<T>(all: impl IntoIterator<Item = T>, fits: impl Fn(&T) -> bool) -> Option<T> {
    let mut last = None;
    for one in all {
        if fits(&one) {
            return Some(one);
        }
        last = Some(one);
    }
    last
}

/// Returns a styled text, spelled as the terminal shows it, as [`text::wrap`] breaks it.
pub(super) fn paragraph(
    text: &str,
    cells: usize,
    (theme, style): (&Theme, Style),
) -> Vec<Line<'static>> {
    let lines = text::wrap(&theme.spelled(text), cells).into_iter();
    lines.map(|line| Line::styled(line, style)).collect()
}

/// Draws a part of the screen, which returns where the cursor is: in ASCII if the terminal shows
/// nothing else.
pub(super) fn drawn(
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
    draw: impl FnMut(Rect, &mut Buffer) -> Option<Position>,
) -> Option<Position> {
    shown(theme, area, buffer, draw).cursor
}

/// Draws a part of the screen in a frame, which stays as wide as it is.
pub(super) fn framed(
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
    mut draw: impl FnMut(Rect, &mut Buffer) -> Option<Position>,
) -> Option<Position> {
    drawn(theme, area, buffer, |drawn, buffer| {
        let cursor = draw(drawn, buffer);
        widen(drawn, area.right(), buffer);
        cursor
    })
}

/// Moves the right side of a frame to the right.
fn widen(drawn: Rect, right: u16, buffer: &mut Buffer) {
    if drawn.right() >= right || drawn.is_empty() {
        return;
    }
    for y in drawn.top()..drawn.bottom() {
        let side = buffer[(drawn.right() - 1, y)].clone();
        let (is_corner, is_side) = (["╮", "╯"].contains(&side.symbol()), side.symbol() == "│");
        if !is_corner && !is_side {
            continue;
        }
        for x in drawn.right() - 1..right - 1 {
            buffer[(x, y)].reset();
            if is_corner {
                buffer[(x, y)].set_symbol("─").set_style(side.style());
            }
        }
        buffer[(right - 1, y)] = side;
    }
}

/// A part of the screen that was drawn.
#[derive(Debug)]
pub(super) struct Shown {
    /// The columns that it was drawn in, before it was spelled out.
    pub area: Rect,
    /// Where the cursor is.
    pub cursor: Option<Position>,
    /// Where the cells of each row are now, as columns of the area.
    columns: Vec<Vec<usize>>,
}

impl Shown {
    /// Returns the cell that was drawn which is at this one now.
    pub(super) fn source(&self, cell: Position) -> Position {
        let row = cell.y.checked_sub(self.area.y).map(usize::from);
        let columns = row.and_then(|row| self.columns.get(row)).filter(|row| !row.is_empty());
        let Some((columns, at)) = columns.zip(cell.x.checked_sub(self.area.x)) else { return cell };
        let column = columns.iter().rposition(|to| *to <= usize::from(at)).unwrap_or(0);
        Position { x: self.area.x + column as u16, ..cell }
    }
}

/// Draws a part of the screen, and returns how: in ASCII, as narrow as is needed for it to be
/// whole.
pub(super) fn shown(
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
    mut draw: impl FnMut(Rect, &mut Buffer) -> Option<Position>,
) -> Shown {
    if !theme.glyphs().is_ascii() {
        return Shown { area, cursor: draw(area, buffer), columns: Vec::new() };
    }
    let (mut first, mut least_cut) = (None, None);
    for narrower in NARROWER.into_iter().filter(|narrower| *narrower <= area.width / 2) {
        let mut scratch = buffer.clone();
        let drawn = Rect { width: area.width - narrower, ..area };
        let cursor = draw(drawn, &mut scratch);
        // What is cut in fewer columns would say less.
        let cut = ellipses(&scratch, area);
        let least_cut = *least_cut.get_or_insert(cut);
        let (shown, is_whole) =
            spell(&mut scratch, area, Shown { area: drawn, cursor, columns: Vec::new() });
        if is_whole && cut <= least_cut {
            *buffer = scratch;
            return shown;
        }
        first.get_or_insert((scratch, shown));
    }
    match first {
        Some((scratch, shown)) => {
            *buffer = scratch;
            shown
        }
        None => Shown { area, cursor: None, columns: Vec::new() },
    }
}

/// Returns how many texts are cut in an area.
fn ellipses(frame: &Buffer, area: Rect) -> usize {
    let positions = area.intersection(frame.area).positions();
    positions.filter(|at| frame[*at].symbol() == ELLIPSIS).count()
}

/// Makes a finished frame one that the terminal can show.
pub(super) fn finish(theme: &Theme, frame: &mut Buffer) {
    if theme.glyphs().is_ascii() {
        let area = frame.area;
        spell(frame, area, Shown { area, cursor: None, columns: Vec::new() });
    } else if theme.glyphs().marker() == Marker::Ascii {
        for cell in &mut frame.content {
            let curve = cell.symbol().chars().next().and_then(of_curve);
            if let Some(curve) = curve {
                cell.set_char(curve);
            }
        }
    }
}

/// Spells an area out. Returns where the cursor and all cells are then, and whether nothing was
/// cut.
fn spell(frame: &mut Buffer, area: Rect, mut shown: Shown) -> (Shown, bool) {
    let area = area.intersection(frame.area);
    let (cursor, mut is_whole) = (shown.cursor, true);
    for y in area.top()..area.bottom() {
        let start = frame.index_of(area.x, y);
        let row = &mut frame.content[start..start + usize::from(area.width)];
        if row.iter().all(|cell| cell.symbol().is_ascii()) {
            shown.columns.push(Vec::new());
            continue;
        }
        let fitted = row::fit(row);
        row.clone_from_slice(&fitted.cells);
        is_whole &= fitted.is_whole;
        if let Some(cursor) = cursor.filter(|cursor| cursor.y == y) {
            let column = cursor.x.checked_sub(area.x).map(usize::from);
            let to = column.and_then(|column| fitted.columns.get(column));
            let to = to.map_or(cursor, |to| Position { x: area.x + *to as u16, ..cursor });
            shown.cursor = Some(to);
        }
        shown.columns.push(fitted.columns);
    }
    (shown, is_whole)
}
