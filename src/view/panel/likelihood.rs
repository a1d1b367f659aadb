//! The likelihood panel: ℓ, Δℓ, the lower bound and the gap at the cursor, a chart over the
//! iterations, and the last half-steps.

mod chart;
mod history;
mod numbers;

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::app::LikelihoodChart;
use crate::app::keymap::Keymap;
use crate::explain::Quantity;
use crate::timeline::Run;
use crate::view::theme::Theme;
pub(crate) use numbers::NUMBERS;

/// ℓ of a run.
pub(crate) struct LikelihoodPanel<'a, D> {
    /// The run.
    pub run: &'a Run<D>,
    /// What the chart shows.
    pub chart: LikelihoodChart,
    /// What a lesson asks for.
    pub covered: Covered,
    /// The number that is selected.
    pub selected: Option<Quantity>,
    /// The keys that it names.
    pub keymap: &'a Keymap,
    /// Colours.
    pub theme: &'a Theme,
}

/// What of the panel a lesson keeps from being read off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    /// ℓ and Δℓ.
    pub likelihood: bool,
    /// F and the gap.
    pub bound: bool,
}

/// The rows of the last half-steps, with their header, in a panel and in a high one.
const HISTORY: u16 = 5;
const LONG_HISTORY: u16 = 9;
/// The rows of the smallest chart, and of one in which every tenth is seen.
const CHART: u16 = 2;
const HIGH_CHART: u16 = 8;

/// The rows that the panel takes, with its border, in a column that is wide enough for two columns
/// of numbers: for these alone, with a chart, with the last half-steps too, and with a high chart.
pub(crate) const LEAST: u16 = NUMBERS + 2;
pub(crate) const WITH_CHART: u16 = LEAST + CHART;
pub(crate) const WITH_HISTORY: u16 = WITH_CHART + HISTORY;
pub(crate) const ROOMY: u16 = LEAST + HIGH_CHART + HISTORY;

/// The areas of the numbers, the chart and the last half-steps; either of the latter may have no
/// height.
fn parts<D>(area: Rect) -> [Rect; 3] {
    let numbers = LikelihoodPanel::<D>::number_rows(area.width).min(area.height);
    let history = match area.height - numbers {
        rows if rows < CHART + HISTORY => 0,
        rows if rows < HIGH_CHART + 2 * LONG_HISTORY => HISTORY,
        _ => LONG_HISTORY,
    };
    let heights = [Constraint::Length(numbers), Constraint::Min(0), Constraint::Length(history)];
    Layout::vertical(heights).areas(area)
}

impl<D> Widget for LikelihoodPanel<'_, D> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let [numbers, chart, history] = parts::<D>(area);
        self.draw_numbers(numbers, buffer);
        self.draw_chart(chart, buffer);
        self.draw_history(history, buffer);
    }
}

impl<D> LikelihoodPanel<'_, D> {
    /// Returns whether there is a chart in `area`.
    pub(crate) fn has_chart(area: Rect) -> bool {
        let [_, chart, _] = parts::<D>(area);
        !chart.is_empty()
    }

    /// Returns what the change of what is maximised is called: Δℓ.
    fn change(&self) -> &'static str {
        self.run.method().objective().change()
    }

    /// Returns what lies before the cursor, at it, and after it.
    fn mark_style(&self, order: Ordering) -> Style {
        match order {
            Ordering::Less => self.theme.text(),
            Ordering::Equal => self.theme.accent(),
            Ordering::Greater => self.theme.faint(),
        }
    }
}

#[cfg(test)]
mod tests;
