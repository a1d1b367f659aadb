//! The line above a table whose observations and means are counted from an offset.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::data::digits::Digits;
use crate::view::lines;
use crate::view::theme::Theme;

/// Returns the row for that line, which is empty if there is no offset, and what is below it.
pub(super) fn split(digits: &Digits, area: Rect) -> [Rect; 2] {
    let above = u16::from(digits.has_offset()).min(area.height);
    let below = Rect { y: area.y + above, height: area.height - above, ..area };
    [Rect { height: above, ..area }, below]
}

/// Draws the line that names the offset, if there is one.
pub(super) fn draw(digits: &Digits, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    if !row.is_empty() {
        let offset = digits.offset_line(row.width.into());
        lines::draw(Line::styled(offset, theme.title()), row, buffer);
    }
}
