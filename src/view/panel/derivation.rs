//! "Where does it come from?": a derivation in lines that fit, on a panel or over the whole screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::explain::{Argument, Derivation, Number};
use crate::mixture::Theta;
use crate::text::{self, JOINT};
use crate::view::lines;
use crate::view::number::{self, NumbersAt, Scale};
use crate::view::theme::Theme;

/// The derivation of one number.
pub(crate) struct DerivationPanel<'a> {
    /// What is derived.
    pub derivation: &'a Derivation,
    /// How closely numbers are written.
    pub scale: &'a Scale,
    /// θ at the cursor.
    pub theta: &'a Theta,
    /// ℓ at the cursor, by which differences of likelihoods are rounded.
    pub likelihood: f64,
    /// Colours.
    pub theme: &'a Theme,
}

/// How much of a derivation is written: all, or less and less of what the result does not need.
#[derive(Clone, Copy)]
pub(super) struct Detail {
    why: bool,
    notes: bool,
    depth: u8,
}

pub(super) const ALL: Detail = Detail { why: true, notes: true, depth: 2 };
/// From all to the formula, the numbers and the result.
const DETAILS: [Detail; 6] = [
    ALL,
    Detail { why: false, ..ALL },
    Detail { why: false, depth: 1, ..ALL },
    Detail { why: false, notes: false, depth: 1 },
    Detail { why: false, notes: true, depth: 0 },
    Detail { why: false, notes: false, depth: 0 },
];

/// A part of a derivation before it is broken into lines.
pub(super) struct Text {
    written: String,
    /// The cells before its later lines.
    indent: usize,
    pub(super) style: Style,
}

impl Text {
    fn new(text: impl Into<String>, indent: usize, style: Style) -> Self {
        Self { written: text.into(), indent, style }
    }

    /// Returns it in lines of `width` cells; later ones are indented.
    pub(super) fn wrapped(&self, theme: &Theme, width: usize) -> Vec<String> {
        let first = self.written.len() - self.written.trim_start().len();
        let [first, rest] = [first, self.indent].map(|cells| " ".repeat(cells.min(width / 3)));
        text::wrap_after(&theme.spelled(&self.written), width, &first, &rest)
    }
}

impl DerivationPanel<'_> {
    /// Returns whether all of it has room in this many columns and rows.
    pub(crate) fn fits(&self, width: u16, height: u16) -> bool {
        self.lines(width, ALL).len() <= usize::from(height)
    }

    /// Returns the result in one line, if it has room: name = arithmetic = value.
    pub(crate) fn line(&self, width: usize) -> Option<String> {
        let step = &self.derivation.result;
        let value = self.shown();
        let live = step.live.as_ref().map(|live| live.text(&number::exact_enough));
        let with = |parts: [Option<&str>; 4]| {
            let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" = ");
            let text = text.replace(JOINT, " ");
            (text::width(&text) <= width).then_some(text)
        };
        let name = Some(step.name.as_str());
        let formula = Some(step.formula.as_str()).filter(|formula| !formula.is_empty());
        with([name, formula, live.as_deref(), Some(&value)])
            .or_else(|| with([name, live.as_deref(), Some(&value), None]))
            .or_else(|| with([name, formula, Some(&value), None]))
            .or_else(|| with([name, Some(&value), None, None]))
    }

    fn lines(&self, width: u16, detail: Detail) -> Vec<Line<'static>> {
        let width = usize::from(width);
        let texts = self.texts(detail, &number::exact_enough).into_iter();
        let lines = texts.flat_map(|text| {
            let style = text.style;
            text.wrapped(self.theme, width).into_iter().map(move |line| Line::styled(line, style))
        });
        lines.collect()
    }

    /// Returns the formula, what the numbers in it are, the same with the live numbers, the result,
    /// and why the formula is this one; numbers that may be gone down to as `write` writes them.
    pub(super) fn texts(&self, detail: Detail, write: &impl Fn(Number) -> String) -> Vec<Text> {
        let Derivation { result, ingredients, notes, why, .. } = self.derivation;
        let (bold, faint, plain) = (self.theme.title(), self.theme.faint(), self.theme.text());
        let mut texts = Vec::new();
        if !result.formula.is_empty() {
            texts.push(Text::new(format!("{} = {}", result.name, result.formula), 4, bold));
        }
        for step in ingredients.iter().filter(|step| step.depth <= detail.depth) {
            texts.push(Text::new(format!("  {}", step.text(write)), 6, plain));
        }
        if let Some(live) = &result.live {
            texts.push(Text::new(format!("{} = {}", result.name, live.text(write)), 4, plain));
        }
        let value = self.shown();
        let before = match &result.live {
            Some(_) => " ".repeat(text::width(&result.name)),
            None => result.name.clone(),
        };
        texts.push(Text::new(format!("{before} ={JOINT}{value}"), 4, self.theme.key()));
        if detail.notes {
            texts.extend(notes.iter().map(|note| Text::new(note.as_str(), 0, faint)));
        }
        if detail.why && !why.is_empty() {
            texts.push(Text::new("", 0, plain));
            texts.push(Text::new("Why this formula?", 0, bold));
            texts.extend(why.iter().map(|argument| match argument {
                Argument::Text(text) => Text::new(text.as_str(), 0, plain),
                Argument::Equation(step) => {
                    Text::new(format!("  {}", step.text(&number::exact_enough)), 6, plain)
                }
            }));
        }
        texts
    }

    /// Returns the result with at least the digits it has on the screen.
    fn shown(&self) -> String {
        let Self { scale, theta, likelihood, .. } = *self;
        let value = self.derivation.result.value.value;
        NumbersAt { scale, theta, likelihood }.write(self.derivation.quantity, value)
    }
}

impl Widget for DerivationPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let room = usize::from(area.height);
        let tried = DETAILS.into_iter().map(|detail| self.lines(area.width, detail));
        let fitting = tried.into_iter().find(|lines| lines.len() <= room);
        let lines = fitting.unwrap_or_else(|| self.shortened(area.width, room));
        lines::draw_all(lines, area, buffer);
    }
}

impl DerivationPanel<'_> {
    /// As many lines as there are rows: the first ones and the result.
    fn shortened(&self, width: u16, room: usize) -> Vec<Line<'static>> {
        let mut lines = self.lines(width, DETAILS[DETAILS.len() - 1]);
        let result = lines.pop();
        lines.truncate(room.saturating_sub(2));
        if room > 1 {
            lines.push(Line::styled("  …", self.theme.faint()));
        }
        lines.extend(result);
        lines
    }
}
