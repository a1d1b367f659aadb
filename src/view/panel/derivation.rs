//! "Where does it come from?": a derivation in lines that fit, on a panel or over the whole screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::explain::{Derivation, DerivationStep, Quantity};
use crate::mixture::Theta;
use crate::text::{self, JOINT};
use crate::view::lines;
use crate::view::number::{self, LONGEST, Scale};
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
    /// How many lines are scrolled away.
    pub scroll: usize,
    /// Colours.
    pub theme: &'a Theme,
}

/// How much of a derivation is written: all, or less and less of what the result does not need.
#[derive(Clone, Copy)]
struct Detail {
    notes: bool,
    depth: u8,
}

const ALL: Detail = Detail { notes: true, depth: 2 };
/// From all to the formula, the numbers and the result.
const DETAILS: [Detail; 5] = [
    ALL,
    Detail { notes: true, depth: 1 },
    Detail { notes: false, depth: 1 },
    Detail { notes: true, depth: 0 },
    Detail { notes: false, depth: 0 },
];

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

    /// Returns the formula, what the numbers in it are, the same with the live numbers, the result.
    fn lines(&self, width: u16, detail: Detail) -> Vec<Line<'static>> {
        let width = usize::from(width);
        let Derivation { result, ingredients, notes, .. } = self.derivation;
        let (bold, faint) = (self.theme.title(), self.theme.faint());
        let mut lines = Vec::new();
        if !result.formula.is_empty() {
            lines.extend(wrap(&format!("{} = {}", result.name, result.formula), width, 4, bold));
        }
        for step in ingredients.iter().filter(|step| step.depth <= detail.depth) {
            lines.extend(wrap(&format!("  {}", equation(step)), width, 6, self.theme.text()));
        }
        if let Some(live) = &result.live {
            let live = live.text(&number::exact_enough);
            lines.extend(wrap(&format!("{} = {live}", result.name), width, 4, self.theme.text()));
        }
        let value = self.shown();
        let last = match &result.live {
            Some(_) => format!("{} = {value}", " ".repeat(text::width(&result.name))),
            None => format!("{} = {value}", result.name),
        };
        lines.push(Line::styled(last, self.theme.key()));
        if detail.notes {
            for note in notes {
                lines.extend(wrap(note, width, 0, faint));
            }
        }
        lines
    }

    /// Returns the result with at least the digits it has on the screen.
    fn shown(&self) -> String {
        const MORE: i32 = 2;
        let value = self.derivation.result.value.value;
        match self.derivation.quantity {
            Quantity::Gamma { .. } | Quantity::Count(_) | Quantity::Weight(_) => {
                number::share(value, 6, LONGEST)
            }
            Quantity::Mean(k) => self.scale.whole_mean(self.theta, k, MORE),
            Quantity::Sd(_) => self.scale.value(value, MORE, LONGEST),
            Quantity::Variance(_) => self.scale.variance(value, MORE, LONGEST),
            Quantity::LogLikelihood
            | Quantity::Bound
            | Quantity::ExpectedLogJoint
            | Quantity::Entropy => number::log_likelihood(value, LONGEST),
            Quantity::Change => number::signed_difference(value, self.likelihood, LONGEST),
            Quantity::Gap => number::difference(value, self.likelihood, LONGEST),
            Quantity::Density { .. } | Quantity::Marginal(_) => {
                text::in_width(value, 0, text::first_four(value) - MORE, LONGEST)
            }
        }
    }
}

impl Widget for DerivationPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let room = usize::from(area.height);
        let all = self.lines(area.width, ALL);
        let lines = if self.scroll > 0 || all.len() <= room {
            let most = all.len().saturating_sub(room);
            all.into_iter().skip(self.scroll.min(most)).collect()
        } else {
            let tried = DETAILS.into_iter().map(|detail| self.lines(area.width, detail));
            let fitting = tried.into_iter().find(|lines| lines.len() <= room);
            fitting.unwrap_or_else(|| self.shortened(area.width, room))
        };
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

/// name = formula = arithmetic = value, on one line before it is wrapped.
fn equation(step: &DerivationStep) -> String {
    let mut parts = vec![step.name.clone()];
    if !step.formula.is_empty() {
        parts.push(step.formula.clone());
    }
    parts.extend(step.live.as_ref().map(|live| live.text(&number::exact_enough)));
    parts.push(number::exact_enough(step.value));
    parts.join(&format!(" ={JOINT}"))
}

/// Returns a text in lines of `width` cells; later ones are indented.
fn wrap(text: &str, width: usize, indent: usize, style: Style) -> Vec<Line<'static>> {
    let first = text.len() - text.trim_start().len();
    let [first, rest] = [first, indent].map(|cells| " ".repeat(cells.min(width / 3)));
    let lines = text::wrap_after(text, width, &first, &rest);
    lines.into_iter().map(|line| Line::styled(line, style)).collect()
}
