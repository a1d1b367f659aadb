//! The board of a scan over K: a table of ℓ and the criteria, and a chart of BIC and ICL beside or
//! below it.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::board::mixture;
use crate::app::looks::axes::Range;
use crate::data::Dataset;
use crate::mixture::{Criteria, ScanRow, lowest_bic};
use crate::text::{self, counted};
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// Rows of the chart, with its axis, if there is room for it.
const CHART: u16 = 9;
/// The columns of numbers and how wide they are.
const COLUMNS: [(&str, usize); 6] =
    [("ℓ", 13), ("p", 4), ("AIC", 11), ("BIC", 11), ("ICL", 11), ("starts", 9)];

/// What each K came to.
pub(super) struct ScanBoard<'a> {
    pub rows: &'a [ScanRow],
    /// The row that is chosen.
    pub row: usize,
    pub dataset: &'a Arc<Dataset>,
    pub theme: &'a Theme,
}

impl Widget for ScanBoard<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let has_chart = area.height >= CHART + 8;
        let below = if has_chart { CHART + 3 } else { 2 };
        let table = Rect { height: area.height.saturating_sub(below).max(1), ..area };
        self.table(table, buffer);
        let rest = Rect { y: table.bottom(), height: area.height - table.height, ..area };
        if let Some(row) = self.rows.get(self.row) {
            let said = [
                Some(said_of_starts(row)),
                row.fit
                    .as_ref()
                    .ok()
                    .map(|fit| format!("   {}", mixture(fit.best.theta(), self.dataset))),
            ];
            let said = said.into_iter().flatten();
            lines::draw_all(said.map(|text| Line::styled(text, self.theme.faint())), rest, buffer);
        }
        if has_chart {
            let chart = Rect { y: rest.y + 2, height: CHART + 1, ..area };
            self.chart(chart, buffer);
        }
    }
}

impl ScanBoard<'_> {
    fn table(&self, area: Rect, buffer: &mut Buffer) {
        let cells = COLUMNS.map(|(name, width)| text::right(name, width)).concat();
        let head = Line::styled(format!("   K σ²   {cells}"), self.theme.faint());
        lines::draw(head, Rect { height: 1, ..area }, buffer);
        let room = usize::from(area.height - 1);
        let first = scroll::window(self.rows.len(), self.row, room);
        let best = lowest_bic(self.rows);
        for ((i, row), y) in self.rows.iter().enumerate().skip(first).take(room).zip(area.y + 1..) {
            let style = if i == self.row { self.theme.selected() } else { self.theme.text() };
            let kind = if row.equal_variances { "equal" } else { "free" };
            let is_open = row.fit.as_ref().is_ok_and(|fit| !fit.is_maximum);
            let mark = format!(
                "{}{}",
                if best == Some(i) { " ◂" } else { "" },
                if is_open { " not converged" } else { "" }
            );
            let numbers = match &row.fit {
                Ok(fit) => numbers(&fit.criteria, fit.starts, row.outcomes.starts()),
                Err(problem) => format!("  {problem}"),
            };
            let line = Line::from(vec![
                Span::raw(format!(" {:>3} {kind:<5}{numbers}", row.components)),
                Span::styled(mark, self.theme.accent()),
            ]);
            lines::draw(line.style(style), Rect { y, height: 1, ..area }, buffer);
        }
    }

    /// BIC against K: ● free variances, ○ equal ones; and ICL, + and ×.
    fn chart(&self, area: Rect, buffer: &mut Buffer) {
        let legend = " BIC: ● free σ², ○ equal σ²   ICL: + free, × equal   ◂ lowest BIC";
        lines::draw(Line::styled(legend, self.theme.faint()), Rect { height: 1, ..area }, buffer);
        let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
        let values = || self.rows.iter().filter_map(|row| Some((row, row.fit.as_ref().ok()?)));
        let all = values().flat_map(|(_, fit)| [fit.criteria.bic(), fit.criteria.icl()]);
        let y = Range::holding(all, 1e-9);
        let margin = 0.08 * y.length();
        let y = Range::holding([y.lo() - margin, y.hi() + margin], 1e-9);
        let last = self.rows.iter().map(|row| row.components).max().unwrap_or(1) as f64;
        let first = self.rows.first().map_or(1, |row| row.components) as f64;
        let x = Range::holding([first - 0.5, last + 0.5], 1e-9);
        let Some(plot) = PlotFrame::new(area, x, y, XNumbers::Whole, self.theme, buffer) else {
            return;
        };
        // BIC over ICL, which are equal where components do not overlap.
        for of_bic in [false, true] {
            for (row, fit) in values() {
                let (value, mark, style) = match (of_bic, row.equal_variances) {
                    (true, false) => (fit.criteria.bic(), '●', self.theme.accent()),
                    (true, true) => (fit.criteria.bic(), '○', self.theme.accent()),
                    (false, false) => (fit.criteria.icl(), '+', self.theme.text()),
                    (false, true) => (fit.criteria.icl(), '×', self.theme.text()),
                };
                let place = (plot.column(row.components as f64), plot.row(value));
                if let (Some(column), Some(row)) = place {
                    buffer[(column, row)].set_char(mark).set_style(style);
                }
            }
        }
    }
}

/// Returns what the starts of a row came to.
fn said_of_starts(row: &ScanRow) -> String {
    let outcomes = row.outcomes;
    let starts = counted(outcomes.starts(), "start");
    let converged = format!("   {starts}: {} at a maximum", outcomes.converged);
    outcomes.others().map_or(converged.clone(), |others| format!("{converged}, {others}"))
}

fn numbers(criteria: &Criteria, starts: usize, of: usize) -> String {
    let places = |value: f64| if value.abs() < 1e7 { 3 } else { 0 };
    let number = |value: f64| text::fixed(value, places(value));
    let cells = [
        number(criteria.log_likelihood),
        criteria.parameters.to_string(),
        number(criteria.aic()),
        number(criteria.bic()),
        number(criteria.icl()),
        format!("{starts} of {of}"),
    ];
    cells.iter().zip(COLUMNS).map(|(cell, (_, width))| text::right(cell, width)).collect()
}
