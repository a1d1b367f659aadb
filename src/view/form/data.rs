//! The data dialog.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::form::data::{Choice, DataField, DataForm};
use crate::text;
use crate::text::sanitise::clean;
use crate::view::form::{columns, field, progress};
use crate::view::theme::Theme;
use crate::view::{ascii, lines, scroll};

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
    let fields = form.fields();
    // In a low window the field in focus comes first.
    let is_low = usize::from(area.height) < fields.len() * usize::from(field::HEIGHT);
    let focus = fields.iter().position(|field| *field == form.focus() && is_low).unwrap_or(0);
    for field in fields.into_iter().skip(focus) {
        let label = match field {
            DataField::Source if !form.takes_files() => "observations or data set",
            DataField::Source => "observations, data set or file",
            DataField::Column => "column (a name, or its number)",
            DataField::Written => "how it is written (as in --decimal , --skip 1 --header)",
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
    let columns = columns::list(form, theme, rest.width, room);
    let list = columns.unwrap_or_else(|| choices(form, theme, rest.width, room));
    lines.extend(list.lines);
    lines::draw_all(lines, rest, buffer);
    scroll::say(&list.shown, list.count, area, theme, buffer);
    cursor
}

/// What can be chosen, as much as there is room for.
#[derive(Default)]
pub(super) struct Listed {
    /// The list, with what is said above and below it.
    pub lines: Vec<Line<'static>>,
    /// What of it is in sight.
    pub shown: Range<usize>,
    /// How much there is.
    pub count: usize,
}

/// Returns what is wrong with what was entered, or how far the load is.
fn news(form: &DataForm, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(error) = &form.error {
        let error = theme.spelled(&error.to_string()).into_owned();
        let error = text::wrap(&error, usize::from(width).saturating_sub(1));
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

/// Returns what can be chosen, as much as there is room for around what is chosen, and what that is
/// if its line is cut.
fn choices(form: &DataForm, theme: &Theme, width: u16, room: usize) -> Listed {
    let faint = |text: String| Line::styled(text, theme.faint());
    let cells = usize::from(width).saturating_sub(1);
    let all = form.choices();
    let longest = " Type −1 0 4 5 6 or (to simulate) 0.3 N(0,1) + 0.7 N(4,2), or choose (↓ ↑):";
    let heading = match (all.is_empty(), form.takes_files()) {
        (true, _) => None,
        _ if ascii::fits(theme, longest, cells) => Some(longest),
        (false, true) => Some(" Type −1 0 4 5 6, or choose a data set or file (↓ ↑):"),
        (false, false) => Some(" Type −1 0 4 5 6, or choose a data set (↓ ↑):"),
    };
    let mut lines: Vec<Line> = heading
        .into_iter()
        .flat_map(|heading| text::wrap_after(heading.trim(), cells, " ", " "))
        .map(faint)
        .collect();
    let problem = form.listing_problem().into_iter();
    lines.extend(problem.flat_map(|text| text::wrap_after(&text, cells, " ", " ")).map(faint));
    // What is chosen is described below the list if a line is too short for it.
    let about = form.chosen().and_then(|chosen| all.get(chosen)).and_then(|choice| match choice {
        Choice::Example { name, about } if !is_whole(about, theme, cells) => {
            Some(described(name, about, theme, width))
        }
        _ => None,
    });
    let about = about.unwrap_or_default();
    let room = room.saturating_sub(lines.len() + about.len());
    let first = scroll::window(all.len(), form.chosen().unwrap_or(0), room);
    let shown = scroll::shown(first, all.len(), room);
    for (i, choice) in all.iter().enumerate().skip(first).take(room) {
        let is_chosen = form.chosen() == Some(i);
        lines.push(choice_line(choice, is_chosen, theme, width));
    }
    lines.extend(about);
    Listed { lines, shown, count: all.len() }
}

/// The cells of a data set's name.
const NAME: usize = 14;

/// Returns whether there is room for what a data set is beside its name.
fn is_whole(about: &str, theme: &Theme, cells: usize) -> bool {
    2 + NAME + theme.width(about) <= cells
}

fn choice_line(choice: &Choice, is_chosen: bool, theme: &Theme, width: u16) -> Line<'static> {
    let cells = usize::from(width).saturating_sub(3);
    let (title, about) = match choice {
        Choice::Example { name, about } => {
            let name = text::left(name, NAME.min(cells));
            let about = ascii::cut(theme, about, (cells + 1).saturating_sub(text::width(&name)));
            (name, about)
        }
        Choice::Recent(path) => {
            let tag = "  opened before";
            let room = cells.saturating_sub(tag.len());
            (text::shorten_middle(&clean(path), room), tag.to_owned())
        }
        Choice::Folder(path) | Choice::File(path) => {
            (text::shorten_middle(&clean(path), cells), String::new())
        }
    };
    let mark = if is_chosen { " ▸" } else { "  " };
    let spans = [Span::raw(mark), Span::styled(title, theme.title()), Span::raw(about)];
    let style = if is_chosen { theme.selected() } else { theme.faint() };
    Line::from(Vec::from(spans)).style(style)
}

/// Returns the name of a data set with what it is, whole: beside the name, or below it if there is
/// little room.
fn described(name: &str, about: &str, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    const LEAST: usize = 30;
    let width = usize::from(width).saturating_sub(1);
    let title = |text: &str| Span::styled(text.to_owned(), theme.title());
    let faint = |text: String| Span::styled(text, theme.faint());
    let about = &theme.spelled(about);
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
