//! A text field with its label above it, as the dialogs have them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::theme::Theme;
use crate::app::field::Field;

/// The rows a field takes with its label.
pub const HEIGHT: u16 = 2;

/// Draws the field from row `y` on, as far as it lies in `area`; gives where the cursor stands if the field is in
/// focus and in sight. A text that is too long scrolls so that the cursor is seen.
pub fn draw(
    (label, field): (&str, &Field),
    focused: bool,
    theme: &Theme,
    area: Rect,
    y: u16,
    buffer: &mut Buffer,
) -> Option<Position> {
    let room = usize::from(area.width).saturating_sub(3);
    let skip = if focused { (field.cursor() + 1).saturating_sub(room) } else { 0 };
    let text: String = field.text().chars().skip(skip).take(room).collect();
    let style = if focused { theme.accent() } else { theme.text() };
    let row = |y: u16| Rect { y, height: 1, ..area }.intersection(area);
    Line::styled(format!(" {label}"), theme.faint()).render(row(y), buffer);
    let text = Span::styled(format!("{text:<room$}"), style.add_modifier(Modifier::UNDERLINED));
    Line::from(vec![Span::raw("  "), text]).render(row(y + 1), buffer);
    let x = area.x + 2 + field.cursor().saturating_sub(skip) as u16;
    (focused && y + 1 < area.bottom()).then(|| Position::new(x, y + 1))
}
