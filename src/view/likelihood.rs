//! The likelihood panel: ℓ over the iterations, Δℓ, the lower bound and the gap after each half-step.

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Sparkline, SparklineBar, Widget};

use super::number;
use super::theme::Theme;
use crate::app::subscript;
use crate::mixture::Iterate;
use crate::timeline::{HalfStep, Phase, Run};

/// ℓ of a run.
pub struct Likelihood<'a, D> {
    /// The run.
    pub run: &'a Run<D>,
    /// Colours.
    pub theme: &'a Theme,
}

/// The steps a sparkline's cell has.
const EIGHTHS: u64 = 8;

impl<D> Widget for Likelihood<'_, D> {
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
            line.render(row, buffer);
        }
        self.sparkline(middle, buffer);
        self.history(bottom, buffer);
    }
}

impl<D> Likelihood<'_, D> {
    fn numbers(&self, width: usize) -> Vec<Line<'static>> {
        let place = self.run.cursor();
        let t = place.iteration();
        let value = self.run.current().log_likelihood();
        let (faint, bold) = (self.theme.faint(), self.theme.title());
        let room = 18;
        let mut first = vec![
            Span::styled(format!("ℓ(θ{}) = ", subscript(t)), faint),
            Span::styled(number::log_likelihood(value, room), bold),
        ];
        let mut second = Vec::new();
        if let Some(bound) = self.run.bound_at(place) {
            second.push(Span::styled("F = ", faint));
            second.push(Span::raw(number::log_likelihood(bound, room)));
            second.push(Span::styled("  gap = ", faint));
            second.push(Span::raw(number::difference(value - bound, value, 12)));
            if place.phase() == Phase::Gamma && width > 52 {
                second.push(Span::styled("  the bound touches", faint));
            }
        } else {
            second.push(Span::styled("no lower bound F before the first E-step", faint));
        }
        let change = self.run.change_at(t).map(|change| {
            [Span::styled("Δℓ = ", faint), Span::raw(number::signed_difference(change, value, 14))]
        });
        match change {
            Some(change) if width >= 48 => {
                first.push(Span::raw("   "));
                first.extend(change);
                vec![Line::from(first), Line::from(second)]
            }
            Some(change) => {
                vec![Line::from(first), Line::from(change.to_vec()), Line::from(second)]
            }
            None if width >= 48 => vec![Line::from(first), Line::from(second)],
            None => vec![Line::from(first), Line::default(), Line::from(second)],
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
        let first = super::window(reached, t, room);
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

    /// What lies before the cursor, at it, and after it.
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
        Line::styled(columns.header(), self.theme.faint()).render(area, buffer);
        let room = area.height as usize - 1;
        let last = self.run.furthest();
        let count = 2 * last.iteration() + usize::from(last.phase() == Phase::Gamma) + 1;
        let cursor = self.run.cursor();
        let at = 2 * cursor.iteration() + usize::from(cursor.phase() == Phase::Gamma);
        let first = super::window(count, at, room);
        for (i, row) in (first..count).zip(area.rows().skip(1)) {
            let place = HalfStep::START.plus(i);
            Line::from(columns.row(self.run, place, i == at)).render(row, buffer);
            // Only the mark moves with the cursor: a line that changes its colour is sent again whole.
            buffer.set_style(Rect { width: row.width.min(8), ..row }, self.mark_style(i.cmp(&at)));
        }
    }
}

/// What of a half-step there is room for.
struct HistoryColumns {
    bound: bool,
    gap: bool,
}

impl HistoryColumns {
    fn fitting(width: usize) -> Self {
        Self { bound: width >= 50, gap: width >= 44 }
    }

    fn line(&self, cells: [&str; 5]) -> String {
        let [step, value, change, bound, gap] = cells;
        let bound = if self.bound { format!("{bound:>14}") } else { String::new() };
        let gap = if self.gap { format!("{gap:>10}") } else { String::new() };
        let change = if self.bound || !self.gap { format!("{change:>11}") } else { String::new() };
        format!("{step:<8}{value:>14}{bound}{gap}{change}")
    }

    fn header(&self) -> String {
        self.line(["  step", "ℓ", "Δℓ", "F", "gap"])
    }

    fn row<D>(&self, run: &Run<D>, place: HalfStep, here: bool) -> String {
        let t = place.iteration();
        let iterate = &run.iterates()[t];
        let value = iterate.log_likelihood();
        let mark = if here { '▸' } else { ' ' };
        let step = match (place.phase(), t) {
            (Phase::Theta, 0) => "θ₀".to_owned(),
            (Phase::Theta, t) => format!("M θ{}", subscript(t)),
            (Phase::Gamma, t) => format!("E γ{}", subscript(t)),
        };
        let change = match place.phase() {
            Phase::Theta => {
                run.change_at(t).map(|change| number::signed_difference(change, value, 10))
            }
            Phase::Gamma => None,
        };
        let bound = run.bound_at(place);
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
