//! The menu of all keys: what can be run or read in columns, and what the chosen one means.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::dialog::bordered;
use super::form::field;
use super::lines;
use super::theme::{Marker, Theme};
use crate::app::menu::{Item, Menu, Section, of_letters};
use crate::text;
use ratatui::widgets::{Clear, Widget};

/// What the menu is called.
const TITLE: &str = "Help · all keys, marks and words";
/// The fewest cells of a column.
const COLUMN: usize = 20;
/// The cells before a label, and after it.
const BESIDE_LABEL: usize = 2;
/// The most cells that the labels of a section are aligned in.
const LABEL: usize = 8;
/// The most rows in which the chosen item is explained.
const EXPLAINED: u16 = 3;

/// A row of a column.
#[derive(Clone)]
enum Row {
    Title(&'static str),
    /// An item, its number, and the cells of its label.
    Item(Item, usize, usize),
    Blank,
}

/// Draws the menu over `area`; `all` is everything that it has here. Returns where the cursor is.
pub(super) fn draw(
    menu: &Menu,
    all: Vec<Section>,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    Clear.render(area, buffer);
    let left = in_marker(menu.left(all), theme);
    let chosen = menu.chosen(&left);
    let item = chosen.and_then(|chosen| left.iter().flat_map(|s| &s.items).nth(chosen).cloned());
    if let (Some(lines), Some(item)) = (menu.reading(), &item) {
        read(item, lines, theme, area, buffer);
        return None;
    }
    let inner = bordered(TITLE, true, theme, area.width).inner(area);
    let below = below(item.as_ref(), theme, inner);
    let columns = Rect {
        y: inner.y + u16::from(inner.height > 0),
        height: inner.height.saturating_sub(1 + below.len() as u16),
        ..inner
    };
    let shown = draw_columns(&rows(&left, theme, columns.height), chosen, theme, columns, buffer);
    let block = bordered(TITLE, true, theme, area.width);
    let part = shown.map(|part| Line::styled(part, theme.key()).right_aligned());
    block.title_bottom(part.unwrap_or_default()).render(area, buffer);
    let y = columns.bottom();
    let rest = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
    lines::draw_all(below, rest, buffer);
    find(menu, left.is_empty(), theme, inner, buffer)
}

/// Returns the sections with what curves look like in this terminal.
fn in_marker(mut sections: Vec<Section>, theme: &Theme) -> Vec<Section> {
    if theme.glyphs().marker() == Marker::Ascii {
        for item in sections.iter_mut().flat_map(|section| &mut section.items) {
            *item = of_letters(item.clone());
        }
    }
    sections
}

/// Draws what was typed; returns where the cursor is.
fn find(
    menu: &Menu,
    is_empty: bool,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    const LABEL: &str = " find: ";
    let row = Rect { height: 1, ..area }.intersection(area);
    let room = usize::from(area.width).saturating_sub(LABEL.len());
    let (typed, at) = field::visible(menu.filter(), true, room);
    let note = match (typed.is_empty(), is_empty) {
        (true, _) => Span::styled("   type a key or a word", theme.faint()),
        (false, true) => Span::styled("   nothing has all of these: Esc clears", theme.notice()),
        (false, false) => Span::default(),
    };
    let line = vec![Span::styled(LABEL, theme.title()), Span::raw(typed), note];
    lines::draw(Line::from(line), row, buffer);
    let cursor = Position::new(area.x + (LABEL.len() + at) as u16, area.y);
    (!row.is_empty() && room > 0).then_some(cursor)
}

/// Returns the rows of all columns, one after the other, each this high.
fn rows(sections: &[Section], theme: &Theme, height: u16) -> Vec<Row> {
    let height = usize::from(height.max(1));
    let mut rows = Vec::new();
    let mut number = 0;
    for section in sections {
        // A title is not alone at the foot of a column.
        if height > 1 && rows.len() % height == height - 1 {
            rows.push(Row::Blank);
        }
        rows.push(Row::Title(section.title));
        let labels = section.items.iter().map(|item| theme.width(&item.label));
        let label = labels.filter(|width| *width <= LABEL).max().unwrap_or(LABEL);
        for item in &section.items {
            rows.push(Row::Item(item.clone(), number, label));
            number += 1;
        }
    }
    rows
}

/// Draws the columns around the chosen item; returns which columns those are if there are more.
fn draw_columns(
    rows: &[Row],
    chosen: Option<usize>,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<String> {
    if area.is_empty() {
        return None;
    }
    let height = usize::from(area.height);
    let is_chosen = |row: &Row| matches!(row, Row::Item(_, number, _) if Some(*number) == chosen);
    let here = rows.iter().position(is_chosen).unwrap_or(0) / height;
    let columns: Vec<&[Row]> = rows.chunks(height).collect();
    let count = columns.len();
    let wanted: Vec<usize> = columns.iter().map(|column| width_of(column, theme)).collect();
    let shown = in_sight(&wanted, here, area.width.into());
    // What is left over goes to the columns evenly.
    let used: usize = wanted[shown.clone()].iter().sum();
    let more = usize::from(area.width).saturating_sub(used) / shown.len().max(1);
    let mut x = area.x;
    for (column, wanted) in columns[shown.clone()].iter().zip(&wanted[shown.clone()]) {
        let width = (wanted + more) as u16;
        for (row, y) in column.iter().zip(area.y..) {
            let cells = Rect { x, y, width: width.saturating_sub(1), height: 1 }.intersection(area);
            match row {
                Row::Title(title) => {
                    lines::draw(Line::styled(format!(" {title}"), theme.title()), cells, buffer);
                }
                Row::Item(item, _, label) => {
                    lines::draw(in_column(item, *label, theme), cells, buffer);
                    if is_chosen(row) {
                        buffer.set_style(cells, theme.selected());
                    }
                }
                Row::Blank => {}
            }
        }
        x = x.saturating_add(width);
    }
    let (first, last) = (shown.start + 1, shown.end);
    let part = if first == last { format!("{last}") } else { format!("{first}–{last}") };
    (count > shown.len()).then(|| format!(" {part} of {count} columns: ↓ PgDn → "))
}

/// Returns the cells that a column takes, with one between it and the next.
fn width_of(column: &[Row], theme: &Theme) -> usize {
    let of_row = |row: &Row| match row {
        Row::Title(title) => 1 + theme.width(title),
        Row::Item(item, _, label) => {
            2 * BESIDE_LABEL + theme.width(&item.label).max(*label) + theme.width(item.short)
        }
        Row::Blank => 0,
    };
    column.iter().map(|row| of_row(row) + 1).max().unwrap_or(0).max(COLUMN)
}

/// Returns the columns of these widths that fit, the one with the chosen item among them and as
/// many before it as there is room for, but none without those after it.
fn in_sight(widths: &[usize], here: usize, room: usize) -> Range<usize> {
    let fits = |shown: Range<usize>| widths[shown].iter().sum::<usize>() <= room;
    let first = (0..here).find(|first| fits(*first..here + 1)).unwrap_or(here);
    let after = (here + 1..=widths.len()).rev().find(|end| fits(first..*end));
    first..after.unwrap_or(here + 1).min(widths.len())
}

/// Returns an item as it is in a column, with its label in this many cells.
fn in_column(item: &Item, label: usize, theme: &Theme) -> Line<'static> {
    let blanks = " ".repeat(BESIDE_LABEL);
    let label = text::left(&theme.spelled(&item.label), label);
    let label = format!("{blanks}{label}{blanks}");
    let short = theme.spelled(item.short).into_owned();
    Line::from(vec![Span::styled(label, theme.key()), Span::raw(short)])
}

/// Returns what is said of the chosen item, below a line.
fn below(item: Option<&Item>, theme: &Theme, area: Rect) -> Vec<Line<'static>> {
    let room = match area.height {
        0..=5 => 0,
        6..=9 => 1 + 1,
        _ => 1 + usize::from(EXPLAINED),
    };
    if room == 0 {
        return Vec::new();
    }
    let rule = Line::styled("─".repeat(area.width.into()), theme.border());
    let mut lines = vec![rule];
    if let Some(item) = item {
        let wrapped =
            text::wrap(&theme.spelled(&item.text), usize::from(area.width.saturating_sub(2)));
        let is_cut = wrapped.len() > room - 1;
        lines.extend(wrapped.into_iter().take(room - 1).map(|text| Line::from(format!(" {text}"))));
        if is_cut
            && item.key.is_none()
            && let Some(last) = lines.last_mut()
        {
            const MORE: &str = " … Enter: all of it";
            let kept = usize::from(area.width).saturating_sub(text::width(MORE) + 1);
            let start = text::start(&last.to_string(), kept).to_owned();
            *last = Line::from(vec![Span::raw(start), Span::styled(MORE, theme.key())]);
        }
    }
    lines.resize(room, Line::default());
    lines
}

/// Draws the text of an item over the whole menu.
fn read(item: &Item, scroll: usize, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let title = format!("{}  {}", item.label, item.short);
    let block = bordered(&title, true, theme, area.width);
    let inner = block.inner(area);
    let wrapped =
        text::wrap(&theme.spelled(&item.text), usize::from(inner.width.saturating_sub(2)));
    let most = wrapped.len().saturating_sub(inner.height.into());
    let scroll = scroll.min(most);
    let more = if scroll < most { " ▾ more: ↓ or PgDn " } else { "" };
    block.title_bottom(Line::styled(more, theme.key()).right_aligned()).render(area, buffer);
    let lines = wrapped.into_iter().skip(scroll).map(|text| Line::from(format!(" {text}")));
    lines::draw_all(lines, inner, buffer);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_columns_as_fit_are_in_sight_and_the_chosen_one_is() {
        let widths = [30, 20, 25, 40, 20];
        assert_eq!(in_sight(&widths, 0, 80), 0..3);
        assert_eq!(in_sight(&widths, 2, 80), 0..3);
        assert_eq!(in_sight(&widths, 3, 80), 2..4);
        assert_eq!(in_sight(&widths, 4, 80), 3..5);
        assert_eq!(in_sight(&widths, 3, 10), 3..4, "too narrow for one");
        assert_eq!(in_sight(&[], 0, 80), 0..0);
    }
}
