//! The dialog that exports results: the file, and a list of what can be in it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::form::export::{CONTENTS, ExportForm};
use crate::app::keymap::Keymap;
use crate::mixture::Iterate;
use crate::report::ExportContent;
use crate::report::export::{Content, Figure};
use crate::text::sanitise::clean;
use crate::text::{self, subscript};
use crate::timeline::Run;
use crate::view::form::field;
use crate::view::theme::Theme;
use crate::view::{ascii, lines, scroll};

/// The cells of a content's name, and of the formats that it can have.
const COLUMNS: (usize, usize) = (17, 19);

/// Returns the title: which part of which run is exported.
pub(in crate::view) fn title<D>(number: usize, run: &Run<D>) -> String {
    let [first, last] = [run.first(), run.current_or_first()].map(Iterate::iteration);
    let first = format!("θ{}", subscript(first));
    let last = format!("θ{}", subscript(last));
    let part = if first == last { first } else { format!("{first} to {last}") };
    format!("Export {part} of run {number}")
}

/// Draws the dialog for a run; gives where the cursor is.
pub(in crate::view) fn draw<D>(
    (form, run): (&ExportForm, &Run<D>),
    (keymap, theme): (&Keymap, &Theme),
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut said = said(form, theme, usize::from(indented(area).width));
    // In a low window the file and what becomes of it are worth more than a label.
    let is_low = usize::from(area.height) < said.len() + usize::from(field::HEIGHT);
    let (label, rows) = if is_low { ("", 1) } else { ("file", field::HEIGHT) };
    let cursor = field::draw((label, &form.field), true, theme, area, area.y, buffer);
    if form.field.text().is_empty() {
        let width = area.width.saturating_sub(3);
        let row = Rect { x: area.x + 2, y: area.y + rows - 1, width, height: 1 };
        let suggestion = Line::styled(clean(&form.suggestion()), theme.faint());
        lines::draw(suggestion, row.intersection(area), buffer);
    }
    let rest = below(area, rows);
    // Its end says what Enter does.
    said.drain(..said.len().saturating_sub(rest.height.into()));
    let height = said.len() as u16;
    lines::draw_all(said, indented(rest), buffer);
    let rest = below(rest, height);
    // In a low window the list is worth more than blank lines, and than what is below it.
    let count = CONTENTS.len() as u16;
    let gap = u16::from(rest.height > count);
    let list = below(rest, gap);
    draw_list((form, run.current_or_first().iteration()), theme, list, buffer);
    if let Some(further) = further(run, keymap) {
        let rest = indented(below(list, count + 1));
        let further = ascii::paragraph(&further, rest.width.into(), (theme, theme.faint()));
        lines::draw_all(further, rest, buffer);
    }
    cursor
}

/// Returns what of an area is below its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Returns an area without its first column.
fn indented(area: Rect) -> Rect {
    let by = area.width.min(1);
    Rect { x: area.x + by, width: area.width - by, ..area }
}

/// Returns what is wrong, or what goes on, or else how the format is chosen.
fn said(form: &ExportForm, theme: &Theme, cells: usize) -> Vec<Line<'static>> {
    let (text, style) = match (&form.error, form.mismatch()) {
        _ if form.is_writing => ("writing … (Esc cancels)".to_owned(), theme.notice()),
        (Some(error), _) => (error.to_string(), theme.error()),
        (None, Some(mismatch)) => (mismatch.to_string(), theme.notice()),
        (None, None) => ("the end of its name says the format".to_owned(), theme.faint()),
    };
    ascii::paragraph(&text, cells, (theme, style))
}

/// Returns how to export more of a run, if its cursor is not at its end.
fn further<D>(run: &Run<D>, keymap: &Keymap) -> Option<String> {
    let furthest = run.furthest().iteration();
    (furthest > run.cursor().iteration()).then(|| {
        let says = format!("to export the run up to θ{}: Esc, ⟦End⟧, ⟦X⟧", subscript(furthest));
        keymap.fill(&says)
    })
}

fn draw_list((form, t): (&ExportForm, usize), theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let first = scroll::window(CONTENTS.len(), form.row(), usize::from(area.height));
    let shown = scroll::shown(first, CONTENTS.len(), area.height.into());
    scroll::say(&shown, CONTENTS.len(), area, theme, buffer);
    for ((i, content), row) in CONTENTS.iter().enumerate().skip(first).zip(area.rows()) {
        let is_chosen = i == form.row();
        let mark = if is_chosen { " ▸" } else { "  " };
        let formats: Vec<String> =
            content.extensions().iter().map(|extension| format!(".{extension}")).collect();
        let (name, formats) = (content.name(), formats.join(" "));
        let (name, formats) = (text::left(name, COLUMNS.0), text::left(&formats, COLUMNS.1));
        let about = about(*content, t);
        let spans = [
            Span::raw(mark),
            Span::styled(name, theme.title()),
            Span::raw(formats),
            Span::raw(format!("   {about}")),
        ];
        // What has no room for all of its words has none.
        let taken = text::width(mark) + COLUMNS.0 + COLUMNS.1;
        let fits = taken + 3 + theme.width(&about) <= usize::from(row.width);
        let spans = spans.into_iter().take(if fits { 4 } else { 3 });
        let style = if is_chosen { theme.selected() } else { theme.faint() };
        lines::draw(Line::from(spans.collect::<Vec<_>>()).style(style), row, buffer);
    }
}

/// Returns what a content is, up to θ_t. Its γ is that of θ_t, also where the screen still shows
/// the γ which that was made of.
fn about(content: Content, t: usize) -> String {
    // An index of γ itself could be read as that of a component.
    let at = format!("at θ{}", subscript(t));
    let about = match content {
        Content::Numbers(ExportContent::Trace) => "π, μ, σ², ℓ and F of each θ",
        Content::Numbers(ExportContent::Theta) => "the last θ",
        Content::Numbers(ExportContent::Responsibilities) => {
            return format!("γ of each observation, {at}");
        }
        Content::Numbers(ExportContent::Labels) => {
            return format!("k with the largest γ, {at}");
        }
        Content::Numbers(ExportContent::Posterior) => "p(k | x) on a grid of x",
        Content::Numbers(ExportContent::Scan) => "the table over K",
        Content::Numbers(ExportContent::Groups) => "the fit of each group",
        Content::Numbers(ExportContent::Predictions) => "γ of other observations",
        Content::Figure(Figure::Density) => "figure: data and mixture",
        Content::Figure(Figure::Likelihood) => "figure: ℓ and F over t",
        Content::Figure(Figure::Responsibilities) => {
            return format!("figure: p(k | x), and γ {at}");
        }
        Content::Figure(Figure::Surface) => "figure: ℓ over a plane",
        Content::Figure(Figure::Qq) => "figure: quantiles",
        Content::Figure(Figure::Bic) => "figure: criteria over K",
    };
    about.to_owned()
}
