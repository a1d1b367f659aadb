//! A text field, alone or with its label above it, as the dialogs have them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Widget;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::form::field::Field;
use crate::text::{self, ELLIPSIS};
use crate::view::lines;
use crate::view::theme::Theme;

/// The rows a field takes with its label.
pub(crate) const HEIGHT: u16 = 2;

/// Draws the field from row `y` on, below its label if that is not empty, as far as it lies in
/// `area`; returns where the cursor is if the field is in focus and in sight.
pub(crate) fn draw(
    (label, field): (&str, &Field),
    focused: bool,
    theme: &Theme,
    area: Rect,
    y: u16,
    buffer: &mut Buffer,
) -> Option<Position> {
    let room = usize::from(area.width).saturating_sub(3);
    let (text, cursor) = visible(field, focused, room);
    let style = if focused {
        self::focused(field, theme)
    } else {
        theme.text().add_modifier(Modifier::UNDERLINED)
    };
    let row = |y: u16| Rect { y, height: 1, ..area }.intersection(area);
    let y = if label.is_empty() {
        y
    } else {
        lines::draw(Line::styled(format!(" {label}"), theme.faint()), row(y), buffer);
        y + 1
    };
    let text = text::left(&text, room);
    let cells = Rect { x: area.x + 2, width: room as u16, ..row(y) }.intersection(area);
    put(&text, style, cells, buffer);
    let x = area.x + 2 + cursor as u16;
    (focused && y < area.bottom()).then(|| Position::new(x, y))
}

/// Returns the style of a field in focus, which shows whether its text is selected.
pub(crate) fn focused(field: &Field, theme: &Theme) -> Style {
    let style = theme.accent().add_modifier(Modifier::UNDERLINED);
    if field.is_selected() { style.patch(theme.selected()) } else { style }
}

/// Writes what [`visible`] returns: it fits as it is.
pub(crate) fn put(text: &str, style: Style, area: Rect, buffer: &mut Buffer) {
    Line::styled(text, style).render(area, buffer);
}

/// Returns what of a field is shown in `room` cells, and the cells before its cursor. Without the
/// focus it is the beginning, with `…` after it if there is more; with the focus the text scrolls
/// so that the cursor is seen, and `…` marks either end where text is hidden.
pub(crate) fn visible(field: &Field, focused: bool, room: usize) -> (String, usize) {
    let all = field.text();
    if !focused {
        return match text::width(all) {
            fits if fits <= room => (all.to_owned(), 0),
            _ if room == 0 => (String::new(), 0),
            _ => (format!("{}{ELLIPSIS}", text::start(all, room - 1)), 0),
        };
    }
    let (before, after) = all.split_at(field.cursor_byte());
    let at = text::width(before);
    // The cursor has a cell of its own after the last character.
    if at.max(text::width(all)) < room || at < room && text::width(all) <= room {
        return (all.to_owned(), at);
    }
    if room < 4 {
        let shown = text::end(before, room.saturating_sub(1));
        return (shown.to_owned(), text::width(shown));
    }
    // The cursor in sight with a cell on each side of it, and as little hidden on the left as that
    // allows.
    let first = after.graphemes(true).next().map_or(1, text::width).max(1);
    let hides_right = |used: usize, after: &str| used + text::width(after).max(1) > room;
    if at + first + usize::from(hides_right(at, after)) <= room {
        let shown = text::start(after, room - at - 1);
        return (format!("{before}{shown}{ELLIPSIS}"), at);
    }
    let tail = usize::from(text::width(after) > first);
    let left = text::end(before, room - 1 - first - tail);
    let used = 1 + text::width(left);
    let right = if hides_right(used, after) {
        format!("{}{ELLIPSIS}", text::start(after, room - used - 1))
    } else {
        after.to_owned()
    };
    (format!("{ELLIPSIS}{left}{right}"), used)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::{Key, KeyCode};

    fn shown(text: &str, back: usize, focused: bool, room: usize) -> (String, usize) {
        let mut field = Field::new(text);
        for _ in 0..back {
            field.key(Key::plain(KeyCode::Left)).expect("moving needs no room");
        }
        visible(&field, focused, room)
    }

    #[test]
    fn hidden_text_is_marked() {
        let number = "170.6303705939444364";
        assert_eq!(shown(number, 0, false, 12), ("170.6303705…".into(), 0));
        assert_eq!(shown(number, 0, true, 12), ("…5939444364".into(), 11));
        assert_eq!(shown(number, 20, true, 12), ("170.6303705…".into(), 0));
        assert_eq!(shown(number, 5, true, 12), ("…0370593944…".into(), 10));
        assert_eq!(shown("1.5", 0, true, 12), ("1.5".into(), 3));
        assert_eq!(shown("温度計測", 0, false, 6), ("温度…".into(), 0));
    }

    proptest! {
        #[test]
        fn the_cursor_is_in_sight(text in "[a-e温é0-9]{0,30}", back in 0..30usize, room in 1..20usize) {
            let (seen, cursor) = shown(&text, back, true, room);
            prop_assert!(text::width(&seen) <= room && cursor < room, "{seen} {cursor} {room}");
            prop_assert!(text.contains(seen.trim_matches('…')));
            prop_assert!(room < 4 || seen.contains('…') || seen == text, "{seen} of {text}");
        }
    }
}
