//! The menu of what can be copied, with the text itself.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use crate::app::form::copy::{CopyItem, CopyMenu};
use crate::app::keymap::Keymap;
use crate::text;
use crate::view::dialog::dialog;
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// What is said below a text that goes on.
const HAS_MORE: &str = "… ⟦clipboard:v⟧ shows the whole text";
/// The same below the whole text.
const SCROLLS: &str = "… ⟦clipboard:PgDn⟧ scrolls";
/// What is said below a text that is not shown as it is copied.
const SPELLED: &str = "shown in ASCII; the copy has the characters themselves";

/// Draws the menu, or the whole text without a border.
pub(in crate::view) fn draw(
    menu: &CopyMenu,
    (keymap, theme): (&Keymap, &Theme),
    body: Rect,
    buffer: &mut Buffer,
) {
    if menu.is_whole() {
        Clear.render(body, buffer);
        draw_text(menu, (keymap, theme), body, buffer);
        return;
    }
    let area = dialog("Copy", theme, body, buffer);
    let count = menu.items().len();
    // The text has half of the room at least.
    let rows = count.min(usize::from(area.height / 2)).max(1);
    let first = scroll::window(count, menu.chosen(), rows);
    scroll::say(&scroll::shown(first, count, rows), count, area, theme, buffer);
    let shown = menu.items().iter().enumerate().skip(first).take(rows);
    let list = shown.map(|(i, item)| {
        let is_chosen = i == menu.chosen();
        let mark = if is_chosen { '▸' } else { ' ' };
        let style = if is_chosen { theme.selected() } else { theme.text() };
        let label = format!(" {mark} {}", item.label);
        Line::styled(text::left(&label, area.width.into()), style)
    });
    lines::draw_all(list, area, buffer);
    let used = (rows as u16 + 1).min(area.height);
    let below = Rect { y: area.y + used, height: area.height - used, ..area };
    draw_text(menu, (keymap, theme), below, buffer);
}

/// Draws as much of the chosen text as there is room for, and what is to be known of it.
fn draw_text(menu: &CopyMenu, (keymap, theme): (&Keymap, &Theme), area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let CopyItem { text, note, .. } = menu.item();
    let mut shown: Vec<Line> = match text {
        Ok(text) => {
            let lines =
                text.lines().skip(menu.scroll()).flat_map(|line| broken(line, width, theme));
            lines.map(|line| Line::styled(line, theme.text())).collect()
        }
        Err(why) => text::wrap(why, width)
            .into_iter()
            .map(|line| Line::styled(line, theme.faint()))
            .collect(),
    };
    let is_spelled = theme.glyphs().is_ascii() && text.as_ref().is_ok_and(|text| !text.is_ascii());
    let notes = [*note, if is_spelled { SPELLED } else { "" }];
    for note in notes.into_iter().filter(|note| !note.is_empty()) {
        shown.push(Line::default());
        let note = text::wrap(note, width).into_iter();
        shown.extend(note.map(|line| Line::styled(line, theme.faint())));
    }
    let room = usize::from(area.height);
    if shown.len() > room && room > 0 {
        shown.truncate(room - 1);
        let keys = if menu.is_whole() { SCROLLS } else { HAS_MORE };
        shown.push(Line::styled(keymap.fill(keys), theme.faint()));
    }
    lines::draw_all(shown, area, buffer);
}

/// Breaks a line wherever the row ends: what is to be copied has no other blanks than its own. If
/// only its spelling is too long for the row, it breaks between words.
fn broken(line: &str, width: usize, theme: &Theme) -> Vec<String> {
    // A tab would move the cells behind it.
    let line = line.replace('\t', " ");
    let spelled = theme.spelled(&line);
    if text::width(&line) <= width && spelled.len() > width && theme.glyphs().is_ascii() {
        let indent = &spelled[..spelled.len() - spelled.trim_start().len()];
        return text::wrap_after(spelled.trim_start(), width, indent, &format!("{indent}  "));
    }
    let mut rows = vec![String::new()];
    let mut used = 0;
    for c in spelled.chars() {
        let wide = text::width(c.encode_utf8(&mut [0; 4]));
        if used + wide > width && used > 0 {
            rows.push(String::new());
            used = 0;
        }
        if let Some(row) = rows.last_mut() {
            row.push(c);
        }
        used += wide;
    }
    rows
}
