//! The data dialog.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::form::data::{DATA_FIELDS, DataField, DataForm};
use crate::data::EXAMPLES;
use crate::text;
use crate::view::form::{field, progress};
use crate::view::lines;
use crate::view::theme::Theme;

/// Draws the dialog into `area`, with how far the load is; gives where the cursor is.
pub(crate) fn draw(
    form: &DataForm,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut cursor = None;
    let mut y = area.y;
    for field in DATA_FIELDS {
        let label = match field {
            DataField::Source if !form.takes_files() => "observations or data set",
            DataField::Source => "observations, data set or file",
            DataField::Column => "column (a name, or its number)",
            DataField::Components => "K",
        };
        let here = form.focus() == field;
        let labelled = (label, form.field(field));
        cursor = field::draw(labelled, here, theme, area, y, buffer).or(cursor);
        y += field::HEIGHT;
    }
    let rest = Rect { y: y + 1, height: area.bottom().saturating_sub(y + 1), ..area };
    lines::draw_all(below(form, theme, rest.width), rest.intersection(area), buffer);
    cursor
}

fn below(form: &DataForm, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(error) = &form.error {
        let error = text::wrap(&error.to_string(), usize::from(width).saturating_sub(1));
        lines.extend(error.iter().map(|line| Line::styled(format!(" {line}"), theme.error())));
        lines.push(Line::default());
    } else if let Some(loading) = &form.loading {
        match &loading.progress {
            Some(progress) => lines.extend(progress::lines(progress, theme, width)),
            None => lines.push(Line::styled(" reading …   Esc cancels", theme.notice())),
        }
        lines.push(Line::default());
    }
    lines.push(Line::styled(" Type −1 0 4 5 6, or a name:", theme.faint()));
    for example in EXAMPLES {
        lines.push(Line::from(vec![
            Span::styled(format!("   {}", text::left(example.name, 13)), theme.title()),
            Span::styled(example.about, theme.faint()),
        ]));
    }
    lines
}
