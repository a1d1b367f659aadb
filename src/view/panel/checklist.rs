//! The parts of an exercise beside its data: which are answered right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::lesson::{ExercisePart, PartState};
use crate::text;
use crate::view::dialog::cleared;
use crate::view::lines;
use crate::view::theme::{ColorDepth, Theme};

/// Between two parts in a row.
const GAP: &str = "  ";

/// What became of a part, as a mark and in words.
fn state(part: &ExercisePart) -> (char, &'static str) {
    match part.state {
        PartState::Right => ('✓', "right"),
        PartState::Revealed => ('=', "solution shown"),
        PartState::NotRight => ('✗', "not right yet"),
        PartState::Open => ('·', "open"),
    }
}

/// Returns the parts in rows of this many cells: a row for each, with its state in words, if
/// there is room for as many.
fn rows(parts: &[ExercisePart], theme: &Theme, width: usize, room: usize) -> Vec<Line<'static>> {
    let widest = parts.iter().map(|part| text::width(part.name)).max().unwrap_or(0);
    let mut rows: Vec<Line> = Vec::new();
    for part in parts {
        let (mark, words) = state(part);
        let style = style(part, theme);
        if parts.len() <= room {
            let name = text::left(part.name, widest);
            rows.push(Line::styled(format!("{mark} {name}  {words}"), style));
            continue;
        }
        let says = Span::styled(format!("{mark} {}", part.name), style);
        let needed = text::width(GAP) + text::width(&says.content);
        match rows.last_mut() {
            Some(row) if lines::width_of(row) + needed <= width => {
                row.push_span(Span::raw(GAP));
                row.push_span(says);
            }
            _ => rows.push(Line::from(says)),
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
    lines::draw_all(rows(&parts, theme, width, room), inner, buffer);
}
