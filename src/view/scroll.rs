//! Which part of a list is in sight.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::text::{self, grouped};
use crate::view::theme::Theme;

/// What the lower border of a box is made of.
const BORDER: &str = "─";

/// Returns the first of `count` things to show if `room` of them fit, so that `wanted` is among
/// them, in the middle if possible.
pub(super) fn window(count: usize, wanted: usize, room: usize) -> usize {
    wanted.saturating_sub(room / 2).min(count.saturating_sub(room))
}

/// Returns the things in sight from the first one on, of `count` if `room` of them fit.
pub(super) fn shown(first: usize, count: usize, room: usize) -> Range<usize> {
    first..first.saturating_add(room).min(count)
}

/// Returns which of `count` things are in sight, the first of which is called `from`; none if all
/// are, or none.
pub(super) fn part(shown: &Range<usize>, from: usize, count: usize) -> Option<String> {
    if shown.is_empty() || shown.len() >= count {
        return None;
    }
    let [first, last, count] =
        [shown.start + from, shown.end + from - 1, count].map(|n| grouped(n as u64));
    let is_one = shown.len() == 1;
    Some(if is_one { format!("{last} of {count}") } else { format!("{first}–{last} of {count}") })
}

/// Says on the border below the inside of a dialog which things of a list are in sight, unless all
/// are. Without a border nothing is said: there is hardly room for the list.
pub(super) fn say(
    shown: &Range<usize>,
    count: usize,
    inside: Rect,
    theme: &Theme,
    buffer: &mut Buffer,
) {
    let Some(part) = part(shown, 1, count) else { return };
    let part = format!(" {part} ");
    let width = text::width(&part) as u16;
    let Some(x) = inside.right().checked_sub(width).filter(|x| *x >= inside.x) else { return };
    let place = Rect { x, y: inside.bottom(), width, height: 1 };
    let is_border = |at| buffer.cell(at).is_some_and(|cell| cell.symbol() == BORDER);
    if place.positions().all(is_border) {
        Line::styled(part, theme.faint()).render(place, buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::ColorDepth;

    fn theme() -> Theme {
        Theme::new(ColorDepth::Mono)
    }

    #[test]
    fn what_is_not_in_sight_is_said_where_there_is_a_border() {
        let said = |shown: &Range<usize>, count, border: &str| {
            let inside = Rect { x: 1, y: 1, width: 14, height: 2 };
            let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: 16, height: 4 });
            buffer.set_string(1, 3, border, theme().faint());
            say(shown, count, inside, &theme(), &mut buffer);
            (0..16).map(|x| buffer[(x, 3)].symbol()).collect::<String>()
        };
        let border = "─".repeat(14);
        assert_eq!(said(&(0..8), 13, &border), format!(" {} 1–8 of 13  ", "─".repeat(3)));
        assert_eq!(said(&(0..13), 13, &border), format!(" {border} "));
        assert_eq!(said(&(0..8), 13, "not a border.."), " not a border.. ");
        assert_eq!(part(&(2..4), 0, 5).as_deref(), Some("2–3 of 5"));
        assert_eq!(part(&(2..3), 1, 5).as_deref(), Some("3 of 5"));
    }

    #[test]
    fn the_wanted_row_is_in_the_window() {
        for (count, room) in [(5, 10), (10, 5), (10, 1), (1, 1)] {
            for wanted in 0..count {
                let first = window(count, wanted, room);
                assert!((first..first + room).contains(&wanted), "{count} {room} {wanted}");
                assert!(first + room.min(count) <= count);
            }
        }
    }
}
