//! The parts of an exercise beside its data: which are answered right.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::lesson::{ExercisePart, PartState};
use crate::text;
use crate::view::dialog::cleared;
use crate::view::theme::{ColorDepth, Theme};
use crate::view::{lines, scroll};

/// Between two parts in a row.
const GAP: &str = "  ";

/// What became of a part, as a mark and in words.
fn state(part: &ExercisePart) -> (&'static str, &'static str) {
    match part.state {
        PartState::Right => ("✓", "right"),
        PartState::Revealed => ("=", "solution shown"),
        PartState::NotRight => ("✗", "not right yet"),
        PartState::Open => ("·", "open"),
    }
}

/// A row, and which parts it has.
struct Row {
    line: Line<'static>,
    parts: Range<usize>,
}

/// Returns the parts in rows of this many cells: a row for each, with its state in words, if
/// there is room for as many.
fn rows(parts: &[ExercisePart], theme: &Theme, width: usize, room: usize) -> Vec<Row> {
    let spelled: Vec<_> = parts.iter().map(|part| theme.spelled(part.name)).collect();
    let widest = spelled.iter().map(|name| text::width(name)).max().unwrap_or(0);
    let mut rows: Vec<Row> = Vec::new();
    for ((i, part), name) in parts.iter().enumerate().zip(&spelled) {
        let (mark, words) = state(part);
        let mark = theme.spelled(mark);
        let style = style(part, theme);
        if parts.len() <= room {
            let name = text::left(name, widest);
            let line = Line::styled(format!("{mark} {name}  {words}"), style);
            rows.push(Row { line, parts: i..i + 1 });
            continue;
        }
        let says = Span::styled(format!("{mark} {name}"), style);
        let needed = text::width(GAP) + text::width(&says.content);
        match rows.last_mut() {
            Some(Row { line, parts }) if lines::width_of(line) + needed <= width => {
                line.push_span(Span::raw(GAP));
                line.push_span(says);
                parts.end = i + 1;
            }
            _ => rows.push(Row { line: Line::from(says), parts: i..i + 1 }),
        }
    }
    rows
}

/// The part that is being answered is marked.
fn style(part: &ExercisePart, theme: &Theme) -> Style {
    match part.state {
        _ if part.is_here => theme.accent(),
        PartState::Right => theme.title(),
        PartState::Revealed | PartState::NotRight | PartState::Open => theme.text(),
    }
}

/// Returns the rows that the checklist takes with its border if it is this wide: at most `roomy`
/// with a row for each part, else at most `most`; none if the lesson has no parts, or they have no
/// room.
pub(in crate::view) fn height(app: &App, width: u16, roomy: u16, most: u16) -> u16 {
    let theme = &Theme::new(ColorDepth::Mono);
    let parts = app.lesson().map(|lesson| lesson.player().parts()).unwrap_or_default();
    let inside = |cells: u16| usize::from(cells.saturating_sub(2));
    let rows = rows(&parts, theme, inside(width), inside(roomy)).len();
    if rows == 0 || rows > inside(most) { 0 } else { rows as u16 + 2 }
}

/// Draws the checklist.
pub(in crate::view) fn draw(app: &App, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(lesson) = app.lesson() else { return };
    let parts = lesson.player().parts();
    let right = parts.iter().filter(|part| part.state == PartState::Right).count();
    let title = format!("Parts  {right} of {} right", parts.len());
    let inner = cleared(&title, false, theme, area, buffer);
    let (width, room) = (usize::from(inner.width), usize::from(inner.height));
    let rows = rows(&parts, theme, width, room);
    let is_here = |row: &Row| parts[row.parts.clone()].iter().any(|part| part.is_here);
    let here = rows.iter().position(is_here).unwrap_or(0);
    let in_sight = scroll::shown(scroll::window(rows.len(), here, room), rows.len(), room);
    let in_sight = &rows[in_sight];
    if let (Some(first), Some(last)) = (in_sight.first(), in_sight.last()) {
        scroll::say(&(first.parts.start..last.parts.end), parts.len(), inner, theme, buffer);
    }
    lines::draw_all(in_sight.iter().map(|row| row.line.clone()), inner, buffer);
}
