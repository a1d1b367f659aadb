//! Bordered boxes with a title.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::lines;
use super::theme::Theme;

/// Returns the border of a box this many cells wide, with its title between the corners.
pub(super) fn bordered(title: &str, focused: bool, theme: &Theme, width: u16) -> Block<'static> {
    // On the line of a border it would be as faint as that.
    let style = if focused { theme.accent() } else { theme.faint() };
    let room = usize::from(width).saturating_sub(2);
    let title = theme.spelled(title);
    // Spelled out, a title may need the blanks around it.
    let is_tight = theme.glyphs().is_ascii() && (room..room + 2).contains(&(title.len() + 1));
    let title = if is_tight { title.into_owned() } else { format!(" {title} ") };
    let title = Line::styled(title, style.patch(theme.title()));
    Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(if focused { theme.accent() } else { theme.border() })
        .title(lines::fit(title, room))
}

/// Draws an empty box over what is there, and returns its inside.
pub(super) fn cleared(
    title: &str,
    focused: bool,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    Clear.render(area, buffer);
    let block = bordered(title, focused, theme, area.width);
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// In fewer rows than this a dialog has no frame: what it asks for comes first.
pub(super) const FRAMED: u16 = 6;

/// Draws the empty box of a dialog, and returns its inside.
pub(super) fn dialog(title: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Rect {
    if area.height < FRAMED {
        Clear.render(area, buffer);
        return area;
    }
    cleared(title, true, theme, area, buffer)
}
