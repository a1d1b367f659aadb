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

/// Columns and rows in which every data set is described in full.
const ROOMY: (u16, u16) = (62, 28);

/// Returns whether a part of the screen is large enough; the dialog previews nothing, and may as
/// well cover all of it.
pub(crate) fn fits(area: Rect) -> bool {
    area.width >= ROOMY.0 || area.height >= ROOMY.1
}

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
    let rest = rest.intersection(area);
    let mut lines = news(form, theme, rest.width);
    let room = usize::from(rest.height).saturating_sub(lines.len());
    lines.extend(data_sets(form, theme, rest.width, room));
    lines::draw_all(lines, rest, buffer);
    cursor
}

/// Returns what is wrong with what was entered, or how far the load is.
fn news(form: &DataForm, theme: &Theme, width: u16) -> Vec<Line<'static>> {
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
    lines
}

/// Returns the built-in data sets with what they are. If that takes more than `room` lines, these
/// are their names, and what those are whose name begins with what is typed.
fn data_sets(form: &DataForm, theme: &Theme, width: u16, room: usize) -> Vec<Line<'static>> {
    let cells = usize::from(width).saturating_sub(1);
    let all = || EXAMPLES.iter();
    let heading = Line::styled(" Type −1 0 4 5 6, or a name:", theme.faint());
    let mut lines = vec![heading];
    lines.extend(all().flat_map(|example| described(example.name, example.about, theme, width)));
    if lines.len() <= room {
        return lines;
    }
    let names: Vec<&str> = all().map(|example| example.name).collect();
    let names = format!("Data sets: {}.", names.join(", "));
    let mut lines: Vec<Line> = text::wrap_after(&names, cells, " ", " ")
        .into_iter()
        .map(|line| Line::styled(line, theme.faint()))
        .collect();
    let typed = form.field(DataField::Source).text().trim();
    let begun = all().filter(|example| !typed.is_empty() && example.name.starts_with(typed));
    lines.extend(begun.flat_map(|example| described(example.name, example.about, theme, width)));
    lines
}

/// Returns the name of a data set with what it is, whole: beside the name, or below it if there is
/// little room.
fn described(name: &str, about: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    const NAME: usize = 14;
    const LEAST: usize = 30;
    let width = usize::from(width).saturating_sub(1);
    let title = |text: &str| Span::styled(text.to_owned(), theme.title());
    let faint = |text: String| Span::styled(text, theme.faint());
    if width < 1 + NAME + LEAST {
        let name = Line::from(title(&format!(" {name}")));
        let about = text::wrap_after(about, width, "   ", "   ").into_iter();
        return [name].into_iter().chain(about.map(|line| Line::from(faint(line)))).collect();
    }
    let about = text::wrap(about, width - 1 - NAME).into_iter().enumerate();
    about
        .map(|(i, about)| {
            let name = text::left(if i == 0 { name } else { "" }, NAME);
            Line::from(vec![title(&format!(" {name}")), faint(about)])
        })
        .collect()
}
