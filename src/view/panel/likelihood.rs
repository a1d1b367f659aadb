//! The likelihood panel: ℓ over the iterations, Δℓ, the lower bound and the gap after each
//! half-step.

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Sparkline, SparklineBar, Widget};

use crate::explain::Quantity;
use crate::mixture::Iterate;
use crate::text;
use crate::text::subscript;
use crate::timeline::{HalfStep, Phase, Run};
use crate::view::lines;
use crate::view::number::{self, LONGEST};
use crate::view::scroll;
use crate::view::theme::Theme;

/// ℓ of a run.
pub(crate) struct LikelihoodPanel<'a, D> {
    /// The run.
    pub run: &'a Run<D>,
    /// The number that is selected.
    pub selected: Option<Quantity>,
    /// Colours.
    pub theme: &'a Theme,
}

/// A part of a line, and the number it is, if it is one.
struct Piece {
    span: Span<'static>,
    quantity: Option<Quantity>,
}

/// The steps a sparkline's cell has.
const EIGHTHS: u64 = 8;

impl<D> Widget for LikelihoodPanel<'_, D> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let numbers = self.numbers(area.width as usize);
        let rows = (area.height as usize).saturating_sub(numbers.len());
        // The sparkline gets a third of what the numbers leave; the rest is the history.
        let spark = (rows / 3).clamp(1, 6) as u16;
        let parts = [
            Constraint::Length(numbers.len() as u16),
            Constraint::Length(spark),
            Constraint::Min(0),
        ];
        let [top, middle, bottom] = Layout::vertical(parts).areas(area);
        for (line, row) in numbers.into_iter().zip(top.rows()) {
            let spans: Vec<Span> = line.into_iter().map(|piece| piece.span).collect();
            lines::draw(Line::from(spans), row, buffer);
        }
        self.sparkline(middle, buffer);
        self.history(bottom, buffer);
    }
}

impl<D> LikelihoodPanel<'_, D> {
    /// Returns where in `area` the numbers are that can be asked about.
    pub(crate) fn quantities(&self, area: Rect) -> Vec<(Rect, Quantity)> {
        let mut found = Vec::new();
        for (line, row) in self.numbers(area.width as usize).iter().zip(area.rows()) {
            let mut x = row.x;
            for piece in line {
                let width = text::width(&piece.span.content) as u16;
                let cells = Rect { x, width, ..row }.intersection(row);
                found.extend(piece.quantity.map(|quantity| (cells, quantity)));
                x = x.saturating_add(width);
            }
        }
        found.retain(|(cells, _)| !cells.is_empty());
        found
    }

    /// Returns the numbers at the cursor, a line at a time.
    fn numbers(&self, width: usize) -> Vec<Vec<Piece>> {
        let now = self.run.cursor();
        let t = now.iteration();
        let value = self.run.current().log_likelihood();
        let (faint, bold) = (self.theme.faint(), self.theme.title());
        let label = |text: String| Piece { span: Span::styled(text, faint), quantity: None };
        let number = |text: String, quantity, style: Style| {
            let style = if self.selected == Some(quantity) {
                style.patch(self.theme.selected())
            } else {
                style
            };
            Piece { span: Span::styled(text, style), quantity: Some(quantity) }
        };
        // A number that is not there yet can be asked for too: the answer says when it will be.
        let nothing = |quantity| number("·".into(), quantity, faint);
        let name = format!("ℓ(θ{}) = ", subscript(t));
        let text = number::log_likelihood(value, width.saturating_sub(text::width(&name)));
        let mut first = vec![label(name), number(text, Quantity::LogLikelihood, bold)];
        let mut second = Vec::new();
        if let Some(bound) = self.run.bound_at(now) {
            let [bound, gap] = bound_and_gap(bound, value - bound, value, width);
            second.push(label("F = ".into()));
            second.push(number(bound, Quantity::Bound, Style::new()));
            second.push(label("  gap = ".into()));
            second.push(number(gap, Quantity::Gap, Style::new()));
            if now.phase() == Phase::Gamma && width > 52 {
                second.push(label("  the bound touches".into()));
            }
        } else {
            second.extend([label("F = ".into()), nothing(Quantity::Bound)]);
            second.extend([label("  gap = ".into()), nothing(Quantity::Gap)]);
            second.push(label("  (press e)".into()));
        }
        let change = match self.run.change_at(t) {
            Some(change) => {
                let room = width.saturating_sub(5).min(LONGEST);
                let change = number::signed_difference(change, value, room);
                number(change, Quantity::Change, Style::new())
            }
            None => nothing(Quantity::Change),
        };
        let change = [label("Δℓ = ".into()), change];
        let all = first
            .iter()
            .chain(&change)
            .map(|piece| text::width(&piece.span.content))
            .sum::<usize>();
        if width >= 48 && all + 3 <= width {
            first.push(label("   ".into()));
            first.extend(change);
            vec![first, second]
        } else {
            vec![first, change.into(), second]
        }
    }

    /// ℓ(θ_t) for the iterations around the cursor, the later ones faint.
    fn sparkline(&self, area: Rect, buffer: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let t = self.run.cursor().iteration();
        let reached = self.run.furthest().iteration() + 1;
        let all = &self.run.iterates()[..reached];
        let bar = if reached * 3 <= area.width as usize { 3 } else { 1 };
        let room = area.width as usize / bar;
        let first = scroll::window(reached, t, room);
        let shown = &all[first..(first + room).min(reached)];
        let values = || shown.iter().map(Iterate::log_likelihood);
        let (lo, hi) =
            values().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
        let steps = u64::from(area.height) * EIGHTHS;
        let height = |value: f64| {
            let share = if hi > lo { (value - lo) / (hi - lo) } else { 1.0 };
            1 + (share * (steps - 1) as f64).round() as u64
        };
        let bars = values().enumerate().flat_map(|(i, value)| {
            let style = self.mark_style((first + i).cmp(&t));
            let column = move |gap: bool| {
                SparklineBar::from(if gap { 0 } else { height(value) }).style(Some(style))
            };
            (0..bar).map(move |j| column(bar > 1 && j == bar - 1))
        });
        Sparkline::default().data(bars).max(steps).style(Style::new()).render(area, buffer);
    }

    /// Returns what lies before the cursor, at it, and after it.
    fn mark_style(&self, order: Ordering) -> Style {
        match order {
            Ordering::Less => self.theme.text(),
            Ordering::Equal => self.theme.accent(),
            Ordering::Greater => self.theme.faint(),
        }
    }

    /// A line a half-step, the one at the cursor marked.
    fn history(&self, area: Rect, buffer: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let columns = HistoryColumns::fitting(area.width as usize);
        lines::draw(Line::styled(columns.header(), self.theme.faint()), area, buffer);
        let room = area.height as usize - 1;
        let last = self.run.furthest();
        let count = 2 * last.iteration() + usize::from(last.phase() == Phase::Gamma) + 1;
        let cursor = self.run.cursor();
        let at = 2 * cursor.iteration() + usize::from(cursor.phase() == Phase::Gamma);
        let first = scroll::window(count, at, room);
        for (i, row) in (first..count).zip(area.rows().skip(1)) {
            let step = HalfStep::START.plus(i);
            lines::draw(Line::from(columns.row(self.run, step, i == at)), row, buffer);
            // Only the mark moves with the cursor: a line that changes its colour is sent again
            // whole.
            buffer.set_style(Rect { width: row.width.min(8), ..row }, self.mark_style(i.cmp(&at)));
        }
    }
}

/// F and the gap in a line of this many cells: F loses digits first, since ℓ is above it.
fn bound_and_gap(bound: f64, gap: f64, likelihood: f64, width: usize) -> [String; 2] {
    let labels = text::width("F =   gap = ");
    let gap = number::difference(gap, likelihood, 12);
    let room = width.saturating_sub(labels + text::width(&gap));
    [number::log_likelihood(bound, room.min(LONGEST)), gap]
}

/// What of a half-step there is room for.
struct HistoryColumns {
    bound: bool,
    gap: bool,
    change: bool,
}

impl HistoryColumns {
    fn fitting(width: usize) -> Self {
        Self { bound: width >= 57, gap: width >= 43, change: width >= 33 }
    }

    fn line(&self, cells: [&str; 5]) -> String {
        let [step, value, change, bound, gap] = cells;
        let bound = if self.bound { text::right(bound, 14) } else { String::new() };
        let gap = if self.gap { text::right(gap, 10) } else { String::new() };
        let change = if self.change { text::right(change, 11) } else { String::new() };
        format!("{}{}{bound}{gap}{change}", text::left(step, 8), text::right(value, 14))
    }

    fn header(&self) -> String {
        self.line(["  step", "ℓ", "Δℓ", "F", "gap"])
    }

    fn row<D>(&self, run: &Run<D>, at: HalfStep, here: bool) -> String {
        let t = at.iteration();
        let iterate = &run.iterates()[t];
        let value = iterate.log_likelihood();
        let mark = if here { '▸' } else { ' ' };
        let step = match (at.phase(), t) {
            (Phase::Theta, 0) => "θ₀".to_owned(),
            (Phase::Theta, t) => format!("M θ{}", subscript(t)),
            (Phase::Gamma, t) => format!("E γ{}", subscript(t)),
        };
        let change = match at.phase() {
            Phase::Theta => {
                run.change_at(t).map(|change| number::signed_difference(change, value, 10))
            }
            Phase::Gamma => None,
        };
        let bound = run.bound_at(at);
        let gap = bound.map(|bound| number::difference(value - bound, value, 9));
        self.line([
            &format!("{mark} {step}"),
            &number::log_likelihood(value, 13),
            &change.unwrap_or_default(),
            &bound.map(|bound| number::log_likelihood(bound, 13)).unwrap_or_default(),
            &gap.unwrap_or_default(),
        ])
    }
}
