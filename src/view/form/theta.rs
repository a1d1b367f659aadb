//! The θ₀ form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::form::theta::{COLUMNS, Column, FieldError, Preview, ThetaForm};
use crate::app::keymap::{self, Keymap};
use crate::mixture::Iterate;
use crate::text::{self, shortest};
use crate::view::form::field;
use crate::view::number::{self, LONGEST};
use crate::view::theme::Theme;
use crate::view::{ascii, lines, scroll};

/// Returns the title, which says what the form was filled with.
pub(crate) fn title(form: &ThetaForm) -> String {
    match form.from() {
        0 => "New θ₀ (from θ₀ of this run)".into(),
        t => format!("New θ₀ (from θ{})", text::subscript(t)),
    }
}

/// Draws the form into `area`; gives where the cursor is. `current` is what it would replace.
pub(crate) fn draw(
    form: &ThetaForm,
    current: &Iterate,
    (keymap, theme): (&Keymap, &Theme),
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if area.height < 2 {
        return None;
    }
    let typed = form.theta();
    let problems: &[FieldError] = typed.as_ref().err().map_or(&[], |problems| problems);
    let drawn = Form { typed: form, keymap, theme, area, problems };
    lines::draw(drawn.header(), area, buffer);
    let is_unchanged = typed.as_ref().is_ok_and(|theta| theta == current.theta());
    let footer = drawn.footer(is_unchanged, current.objective());
    let bottom =
        area.bottom().saturating_sub(footer.len() as u16).max(area.y + 2).min(area.bottom());
    let cursor = drawn.rows(bottom, buffer);
    drawn.keys(bottom, buffer);
    let rows = Rect { y: bottom, height: area.bottom() - bottom, ..area };
    lines::draw_all(footer, rows, buffer);
    cursor
}

struct Form<'a> {
    typed: &'a ThetaForm,
    keymap: &'a Keymap,
    theme: &'a Theme,
    area: Rect,
    problems: &'a [FieldError],
}

/// The cells before the first field.
const INDENT: u16 = 4;

impl Form<'_> {
    fn field_width(&self) -> u16 {
        (self.area.width.saturating_sub(INDENT + 3) / 3).max(1)
    }

    /// Returns the column where a field starts, from the left edge of the form.
    fn start(&self, column: Column) -> u16 {
        INDENT + column as u16 * (self.field_width() + 1)
    }

    fn header(&self) -> Line<'static> {
        let width = self.field_width() as usize;
        let names = ["π", "μ", self.typed.spread().symbol()];
        // Spelled out, a name begins where its fields do.
        let names = names.map(|name| self.theme.spelled(name).into_owned());
        let cells: String = names.map(|name| format!("{} ", text::left(&name, width))).concat();
        Line::styled(format!(" k  {cells}"), self.theme.faint())
    }

    fn errors_of(&self, row: usize) -> impl Iterator<Item = (Column, &str)> {
        self.problems.iter().filter_map(move |problem| match problem.place {
            Some((k, column)) if k == row => Some((column, problem.text.as_str())),
            _ => None,
        })
    }

    /// Returns a line for the fields of a component and one for each error under them, from a first
    /// row that keeps the focus in sight.
    fn rows(&self, bottom: u16, buffer: &mut Buffer) -> Option<Position> {
        let (focused, _) = self.typed.focus();
        let height = |k: usize| 1 + self.errors_of(k).count() as u16;
        let room = bottom - self.area.y - 1;
        let mut first = 0;
        while first < focused && (first..=focused).map(height).sum::<u16>() > room {
            first += 1;
        }
        let mut y = self.area.y + 1;
        let mut cursor = None;
        let mut shown = first..first;
        for k in first..self.typed.len() {
            if y >= bottom {
                break;
            }
            shown.end = k + 1;
            cursor = self.row(k, y, buffer).or(cursor);
            y += 1;
            for (column, text) in self.errors_of(k) {
                if y < bottom {
                    self.error(column, text, y, buffer);
                }
                y += 1;
            }
        }
        scroll::say(&shown, self.typed.len(), self.area, self.theme, buffer);
        cursor
    }

    fn row(&self, k: usize, y: u16, buffer: &mut Buffer) -> Option<Position> {
        let width = self.field_width();
        let label = text::right(&text::component(k), 2);
        let label = Line::styled(label, self.theme.component_text(k));
        lines::draw(label, Rect { y, height: 1, ..self.area }.intersection(self.area), buffer);
        let mut cursor = None;
        for column in COLUMNS {
            let x = self.area.x + self.start(column);
            let cells = Rect { x, y, width, height: 1 }.intersection(self.area);
            let field = self.typed.field(k, column);
            let here = self.typed.focus() == (k, column);
            let (shown, at) = field::visible(field, here, usize::from(width));
            let wrong = self.errors_of(k).any(|(at, _)| at == column);
            let style = match (here, wrong) {
                (true, _) => field::focused(field, self.theme),
                (false, true) => self.theme.error(),
                (false, false) => {
                    self.theme.text().add_modifier(ratatui::style::Modifier::UNDERLINED)
                }
            };
            field::put(&text::left(&shown, usize::from(width)), style, cells, buffer);
            if here {
                cursor = Some(Position::new(x + at as u16, y));
            }
        }
        cursor
    }

    /// The form's keys, the first ones if the components do not leave room for all of them.
    fn keys(&self, bottom: u16, buffer: &mut Buffer) {
        let used = (0..self.typed.len()).map(|k| 1 + self.errors_of(k).count()).sum::<usize>() + 1;
        let mut room = usize::from(bottom - self.area.y).saturating_sub(used + 2);
        let mut shown = Vec::new();
        for binding in keymap::FORM {
            let help = self.key_help(&self.keymap.label(binding), binding.help);
            if help.len() > room {
                break;
            }
            room -= help.len();
            shown.extend(help);
        }
        let top = bottom.saturating_sub(1 + shown.len() as u16);
        let rows = Rect { y: top, height: shown.len() as u16, ..self.area };
        lines::draw_all(shown, rows, buffer);
    }

    /// Returns what a key does, in as many lines as it takes.
    fn key_help(&self, label: &str, help: &str) -> Vec<Line<'static>> {
        // The names of arrow keys are longer where they are spelled out.
        let cells = if self.theme.glyphs().is_ascii() { 16 } else { 13 };
        let label = self.theme.spelled(label);
        let room = usize::from(self.area.width).saturating_sub(cells + 1).max(1);
        let help = text::wrap(&self.theme.spelled(help), room).into_iter().enumerate();
        help.map(|(i, help)| {
            let label = text::left(if i == 0 { &label } else { "" }, cells);
            let label = Span::styled(format!(" {label}"), self.theme.key());
            Line::from(vec![label, Span::styled(help, self.theme.faint())])
        })
        .collect()
    }

    /// Under its field, or as far to the left as it needs.
    fn error(&self, column: Column, text: &str, y: u16, buffer: &mut Buffer) {
        let up = if self.theme.glyphs().is_ascii() { "^" } else { "↑" };
        let text = format!("{up} {text}");
        let length = text::width(&text) as u16;
        let start = self.start(column).min(self.area.width.saturating_sub(length));
        let width = self.area.width - start;
        let cells = Rect { x: self.area.x + start, y, width, height: 1 };
        lines::draw(Line::styled(text, self.theme.error()), cells.intersection(self.area), buffer);
    }

    /// Returns the sum of the weights, ℓ and its difference from `before`, and what Enter does.
    fn footer(&self, unchanged: bool, before: f64) -> Vec<Line<'static>> {
        let theme = self.theme;
        let sum = match self.typed.weight_sum() {
            None => Span::styled("Σπ = ?", theme.faint()),
            Some(sum) if self.problems.iter().any(|p| p.place.is_none()) => Span::styled(
                self.keymap.fill(&format!("Σπ = {} is not 1: ⟦theta:^N⟧ normalises", written(sum))),
                theme.error(),
            ),
            Some(sum) => Span::raw(format!("Σπ = {}", written(sum))),
        };
        let preview = match &self.typed.preview {
            Preview::None => Span::styled("ℓ = ?", theme.faint()),
            Preview::Pending => Span::styled("ℓ = …", theme.faint()),
            Preview::Ready(iterate) => {
                let value = iterate.objective();
                let name = iterate.method().objective().symbol();
                let shown = number::log_likelihood(value, LONGEST);
                let than = match number::signed_difference(value - before, before, LONGEST) {
                    _ if unchanged => String::new(),
                    change => format!("  ({change})"),
                };
                Span::styled(format!("{name} = {shown}{than}"), theme.title())
            }
            Preview::Failed(error) => Span::styled(error.clone(), theme.error()),
        };
        let note = if self.typed.refused {
            Span::styled("fix the fields marked above first", theme.error())
        } else if !self.problems.is_empty() {
            Span::styled("Enter starts a run once this is a θ", theme.faint())
        } else if unchanged {
            Span::styled("this is the θ on the screen", theme.faint())
        } else {
            Span::styled("Enter starts a new run", theme.faint())
        };
        let mut lines = vec![Line::from(sum), Line::from(preview), Line::from(note)];
        if self.typed.is_rounded() && self.area.height > 12 {
            const ROUNDED: &str =
                "Rounded to be read: a number that you do not edit keeps all its digits.";
            let width = usize::from(self.area.width);
            lines.splice(0..0, ascii::paragraph(ROUNDED, width, (theme, theme.faint())));
        }
        lines
    }
}

/// Writes a sum of weights without the rounding of its last bits.
fn written(sum: f64) -> String {
    const PLACES: f64 = 1e12;
    let rounded = (sum * PLACES).round() / PLACES;
    shortest(if rounded.is_finite() { rounded } else { sum })
}
