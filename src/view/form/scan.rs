//! The board of a scan over K: a table of ℓ and the criteria with a chart of BIC and ICL below it,
//! or a chart alone.

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::board::mixture_in;
use crate::app::form::board::ScanView;
use crate::data::Dataset;
use crate::mixture::{ScanFit, ScanRow, lowest_bic};
use crate::text::{self, counted};
use crate::view::form::scan_chart::ScanChart;
use crate::view::number::criterion;
use crate::view::theme::Theme;
use crate::view::{lines, scroll};

/// Rows of the chart, with its axis, if there is room for it.
const CHART: u16 = 9;
/// The columns of numbers and how wide they are at the least.
const COLUMNS: [(&str, usize); 6] =
    [("ℓ", 13), ("p", 4), ("AIC", 11), ("BIC", 11), ("ICL", 11), ("starts", 9)];

/// Which of them AIC is, and which has the starts.
const AIC: usize = 2;
const STARTS: usize = 5;
/// What is before what is said of a row below the table.
const INDENT: &str = "   ";
/// Cells of K and of whether variances are equal.
const BEFORE: usize = 10;
/// Cells of the mark of the lowest BIC.
const MARK: usize = 2;

/// What each K came to.
pub(super) struct ScanBoard<'a> {
    pub rows: &'a [ScanRow],
    /// The row that is chosen.
    pub row: usize,
    /// The table, or which chart.
    pub view: ScanView,
    pub dataset: &'a Arc<Dataset>,
    pub theme: &'a Theme,
}

impl Widget for ScanBoard<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let chart = |view| ScanChart { rows: self.rows, view, theme: self.theme };
        if self.view != ScanView::Table {
            chart(self.view).render(area, buffer);
            return;
        }
        let has_chart = area.height >= CHART + 8;
        let below = if has_chart { CHART + 3 } else { 2 };
        let table = Rect { height: area.height.saturating_sub(below).max(1), ..area };
        let shown = self.table(table, buffer);
        scroll::say(&shown, self.rows.len(), area, self.theme, buffer);
        let rest = Rect { y: table.bottom(), height: area.height - table.height, ..area };
        if let Some(row) = self.rows.get(self.row) {
            let cells = usize::from(area.width).saturating_sub(INDENT.len());
            let theta = row.fit.as_ref().ok().map(|fit| fit.best.theta());
            let theta = theta.map(|theta| {
                format!("{INDENT}{}", mixture_in(cells, theta, self.dataset, self.theme))
            });
            let said = iter::once(said_of_starts(row, self.rows)).chain(theta);
            lines::draw_all(said.map(|text| Line::styled(text, self.theme.faint())), rest, buffer);
        }
        if has_chart {
            let below = Rect { y: rest.y + 2, height: CHART + 1, ..area };
            chart(ScanView::Information).render(below, buffer);
        }
    }
}

impl ScanBoard<'_> {
    /// Returns how wide each column of numbers is. Of long ones AIC is left out where there is no
    /// room for all, and then the starts.
    fn columns(&self, width: u16) -> [usize; 6] {
        let mut widths = COLUMNS.map(|(_, width)| width);
        for (row, fit) in self.rows.iter().filter_map(|row| Some((row, row.fit.as_ref().ok()?))) {
            for (width, cell) in widths.iter_mut().zip(cells_of(fit, row)) {
                *width = (*width).max(text::width(&cell) + 1);
            }
        }
        let is_long = widths[AIC] > COLUMNS[AIC].1;
        for column in [AIC, STARTS].into_iter().filter(|_| is_long) {
            if BEFORE + widths.iter().sum::<usize>() + MARK > usize::from(width) {
                widths[column] = 0;
            }
        }
        widths
    }

    /// Draws the table; returns the rows in sight.
    fn table(&self, area: Rect, buffer: &mut Buffer) -> Range<usize> {
        let columns = self.columns(area.width);
        let names = COLUMNS.map(|(name, _)| name.to_owned());
        let cells = written(&names, &columns);
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
                "{}{}{}",
                if best == Some(i) { " ◂" } else { "" },
                if row.beaten_by(self.rows).is_some() { " !" } else { "" },
                if is_open { " not converged" } else { "" }
            );
            let numbers = match &row.fit {
                Ok(fit) => written(&cells_of(fit, row), &columns),
                Err(problem) => format!("  {problem}"),
            };
            let line = Line::from(vec![
                Span::raw(format!(" {:>3} {kind:<5}{numbers}", row.components)),
                Span::styled(mark, self.theme.accent()),
            ]);
            lines::draw(line.style(style), Rect { y, height: 1, ..area }, buffer);
        }
        scroll::shown(first, self.rows.len(), room)
    }
}

/// Returns what the starts of a row came to.
fn said_of_starts(row: &ScanRow, rows: &[ScanRow]) -> String {
    if let Some(components) = row.beaten_by(rows) {
        return format!("{INDENT}! K = {components} has a higher ℓ: more starts are needed here");
    }
    let outcomes = row.outcomes;
    let starts = counted(outcomes.starts(), "start");
    let converged = format!("{INDENT}{starts}: {} at a maximum", outcomes.converged);
    outcomes.others().map_or(converged.clone(), |others| format!("{converged}, {others}"))
}

/// Returns the numbers of a row, as they are written.
fn cells_of(fit: &ScanFit, row: &ScanRow) -> [String; 6] {
    let criteria = &fit.criteria;
    [
        criterion(criteria.log_likelihood),
        criteria.parameters.to_string(),
        criterion(criteria.aic()),
        criterion(criteria.bic()),
        criterion(criteria.icl()),
        format!("{} of {}", fit.starts, row.outcomes.starts()),
    ]
}

/// Returns cells side by side; one of width 0 is left out.
fn written(cells: &[String; 6], widths: &[usize; 6]) -> String {
    let shown = cells.iter().zip(widths).filter(|(_, width)| **width > 0);
    shown.map(|(cell, width)| text::right(cell, *width)).collect()
}
