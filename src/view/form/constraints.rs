//! The dialog of constraints and priors: a row for each, with its number.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::form::constraints::{Constraint, ConstraintsForm};
use crate::text::{shortest, subscript};
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// Draws the dialog for a run whose first θ is that of iteration `first`.
pub(in crate::view) fn draw(
    (form, first): (&ConstraintsForm, usize),
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let mut above = Vec::new();
    if form.has_collapsed() {
        let text = " A component collapsed. Each of the first three keeps its σ² above 0:";
        above.push(Line::styled(text, theme.notice()));
    }
    let mut below = vec![
        format!(
            " Enter starts a run from this run's θ{} with: {}",
            subscript(first),
            form.method()
        ),
        format!(" It makes the {} as large as it can.", form.method().objective().name()),
    ];
    if let Some([before, after]) = form.changed_variances() {
        let list =
            |values: Vec<f64>| values.into_iter().map(shortest).collect::<Vec<_>>().join(", ");
        let (after, before) = (list(after), list(before));
        below.push(format!(" σ² of θ{} becomes {after}; it was {before}.", subscript(first)));
    }
    let head = (above.len() as u16).min(area.height);
    lines::draw_all(above, area, buffer);
    let foot = (below.len() as u16).min(area.height - head);
    let rows = Rect { y: area.y + head, height: area.height - head - foot, ..area };
    let room = usize::from(rows.height);
    let first = scroll::window(Constraint::ALL.len(), form.row(), room);
    let shown = scroll::shown(first, Constraint::ALL.len(), room);
    scroll::say(&shown, Constraint::ALL.len(), area, theme, buffer);
    let all = Constraint::ALL.iter().enumerate().skip(first);
    for ((i, constraint), row) in all.zip(rows.rows()) {
        let style = if i == form.row() { theme.selected() } else { theme.text() };
        let mark = if form.is_on(*constraint) { 'x' } else { ' ' };
        let text = format!(" [{mark}] {}", constraint.words(form.method()));
        lines::draw(Line::styled(text, style), row, buffer);
    }
    let end = Rect { y: area.bottom() - foot, height: foot, ..area };
    let below = below.into_iter().map(|text| Line::styled(text, theme.faint()));
    lines::draw_all(below, end, buffer);
}
