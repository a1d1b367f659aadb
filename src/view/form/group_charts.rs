//! Charts of θ over the groups of a condensed table: a row of charts per component, of π, μ and σ².

use std::ops::Range as Span;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::groups::name;
use crate::app::form::groups::GroupBoard;
use crate::app::looks::axes::Range;
use crate::data::GroupFit;
use crate::mixture::Component;
use crate::text::{self, subscript};
use crate::view::lines;
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::plot::raster::{Ink, Raster};
use crate::view::theme::Theme;

/// The rows of a chart at the least, with its title, its axis and the keys below it.
const LEAST: u16 = 6;
/// Room above and below what is drawn, as a share of it.
const MARGIN: f64 = 0.08;

/// All together are left out of the y axis if they would make it this many times as long.
const FARTHEST: f64 = 4.0;

/// A parameter of a component.
type Parameter = (&'static str, fn(&Component) -> f64);

/// What the charts are of.
const PARAMETERS: [Parameter; 3] =
    [("π", Component::weight), ("μ", Component::mean), ("σ²", Component::variance)];

/// The charts of the fits of groups: of as many components as there is room for.
pub(super) struct GroupCharts<'a> {
    pub board: &'a GroupBoard,
    pub theme: &'a Theme,
}

/// A parameter of a component in each fit; none where there is no fit.
struct Series {
    /// What it is called.
    name: String,
    component: usize,
    /// Its value for all groups together.
    together: Option<f64>,
    /// Its value in each group, as far as the fits are done.
    groups: Vec<Option<f64>>,
}

impl Series {
    /// Returns the y axis: it holds the groups, and all together unless these would lie close to
    /// each other then.
    fn range(&self) -> Range {
        let groups = Range::holding(self.groups.iter().copied().flatten(), 0.0);
        let all = Range::holding([groups.lo(), groups.hi()].into_iter().chain(self.together), 0.0);
        let has_groups = self.groups.iter().any(Option::is_some);
        let is_far = has_groups && all.length() > FARTHEST * groups.length();
        let y = match (has_groups, is_far) {
            (false, _) => Range::holding(self.together, 0.0),
            (true, true) => groups,
            (true, false) => all,
        };
        let margin = MARGIN * y.length();
        Range::holding([y.lo() - margin, y.hi() + margin], 0.0)
    }
}

impl Widget for GroupCharts<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let components = self.board.plan().theta.len();
        let first = self.board.component();
        let room = usize::from(below.height / LEAST);
        let shown = first..components.min(first + room);
        lines::draw(self.legend(&shown), Rect { height: area.height.min(1), ..area }, buffer);
        let Some(rows) = u16::try_from(shown.len()).ok().filter(|rows| *rows > 0) else { return };
        let (width, height) = (below.width / 3, below.height / rows);
        for (k, at) in shown.zip(0..) {
            for (parameter, i) in PARAMETERS.into_iter().zip(0..) {
                let (x, y) = (below.x + i * width, below.y + at * height);
                let place = Rect { x, y, width: width.saturating_sub(1), height };
                self.chart(&self.series(k, parameter), place, buffer);
            }
        }
    }
}

impl GroupCharts<'_> {
    fn series(&self, k: usize, (symbol, value): Parameter) -> Series {
        let of =
            |fit: &GroupFit| fit.theta().and_then(|theta| theta.components().get(k)).map(value);
        let mut values = self.board.fits().iter().map(|fit| of(fit));
        let together = values.next().flatten();
        let name = format!("{symbol}{}", subscript(k + 1));
        Series { name, component: k, together, groups: values.collect() }
    }

    fn legend(&self, shown: &Span<usize>) -> Line<'static> {
        let (fits, components) = (self.board.fits(), self.board.plan().theta.len());
        let has_gaps = fits.iter().any(|fit| fit.theta().is_none());
        let of = match (shown.len(), shown.start + 1) {
            (all, _) if all == components => String::new(),
            (0, _) => "the window is too low for charts".to_owned(),
            (1, k) => format!("component {k} of {components}"),
            (_, k) => format!("components {k} to {} of {components}", shown.end),
        };
        if self.board.is_complete() && fits.iter().skip(1).all(|fit| fit.theta().is_none()) {
            let says = " no group has a fit: the table says why";
            return Line::styled(says, self.theme.notice());
        }
        let has_together = fits.first().is_some_and(|fit| fit.theta().is_some());
        let parts = [
            "• group",
            if has_together { "┄ all together (▴ ▾ beyond)" } else { "" },
            if self.board.row() > 0 { "│ chosen" } else { "" },
            if has_gaps { "× no fit" } else { "" },
            &of,
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Line::styled(format!(" {}", parts.join("  ")), self.theme.faint())
    }

    fn chart(&self, series: &Series, area: Rect, buffer: &mut Buffer) {
        let style = self.theme.component_text(series.component);
        let title = Line::styled(format!(" {}", series.name), style);
        lines::draw(title, Rect { height: area.height.min(1), ..area }, buffer);
        // The row below the axis is that of the keys.
        let place = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
        let y = series.range();
        let groups = self.board.plan().groups.groups().len();
        let x = Range::holding([0.5, groups as f64 + 0.5], 1e-9);
        let Some(plot) = PlotFrame::new(place, x, y, XNumbers::None, self.theme, buffer) else {
            return;
        };
        let faint = self.theme.faint_line();
        self.together(series, &plot, buffer);
        if let Some(column) = plot.column(self.board.row() as f64) {
            for row in plot.area.top()..plot.area.bottom() {
                buffer[(column, row)].set_char('│').set_style(faint);
            }
        }
        self.marks(series, &plot, buffer);
        let keys = Rect { y: place.bottom(), height: 1, ..plot.area };
        self.keys(&plot, keys, buffer);
    }

    /// Draws a line at the value of all groups together, or an arrow that points to it.
    fn together(&self, series: &Series, plot: &PlotFrame, buffer: &mut Buffer) {
        let Some(value) = series.together else { return };
        let faint = self.theme.faint_line();
        let Some(row) = plot.row(value) else {
            let is_above = value > plot.y.hi();
            let (row, arrow) =
                if is_above { (plot.area.top(), '▴') } else { (plot.area.bottom() - 1, '▾') };
            buffer[(plot.area.right() - 1, row)].set_char(arrow).set_style(faint);
            return;
        };
        for column in plot.area.left()..plot.area.right() {
            buffer[(column, row)].set_char('┄').set_style(faint);
        }
    }

    /// Draws a point per group, and a cross on the axis for one without a fit.
    fn marks(&self, series: &Series, plot: &PlotFrame, buffer: &mut Buffer) {
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        // Few groups have points that are easier to see.
        let is_few = 2 * self.board.plan().groups.groups().len() <= usize::from(plot.area.width);
        let size = if is_few { 2 } else { 1 };
        for (value, x) in series.groups.iter().zip(1u32..) {
            let x = f64::from(x);
            let Some(value) = value else {
                if let Some(column) = plot.column(x) {
                    let cross = &mut buffer[(column, plot.area.bottom())];
                    cross.set_char('×').set_style(self.theme.faint_line());
                }
                continue;
            };
            let left = plot.dot(x).saturating_sub(size - 1);
            let level = usize::try_from(plot.level(*value)).unwrap_or(0);
            let bottom = level.saturating_sub(size - 1);
            for (x, y) in (0..size).flat_map(|x| (0..size).map(move |y| (x, y))) {
                raster.dot(left + x, bottom + y, Ink::Mixture);
            }
        }
        let style = self.theme.component_text(series.component);
        raster.render(self.theme.glyphs().marker(), plot.area, buffer, |_| style);
    }

    /// Writes the keys of the chosen, the first and the last group, and of those between for which
    /// there is room.
    fn keys(&self, plot: &PlotFrame, area: Rect, buffer: &mut Buffer) {
        let (fits, row) = (self.board.fits(), self.board.row());
        let last = fits.len().saturating_sub(1);
        let mut taken: Vec<(u16, u16)> = Vec::new();
        let first = [row, 1, last].into_iter().filter(|i| (1..=last).contains(i));
        for i in first.chain(1..last) {
            let Some(column) = plot.column(i as f64) else { continue };
            if taken.iter().any(|(start, end)| (*start..=*end).contains(&column)) {
                continue;
            }
            let key = text::shorten_middle(&name(&fits[i].group), usize::from(area.width));
            let width = text::width(&key) as u16;
            let most = area.right().saturating_sub(width).max(area.left());
            let from = column.saturating_sub(width / 2).clamp(area.left(), most);
            let to = from + width;
            // A key has a cell free to either side.
            if taken.iter().any(|(start, end)| from <= *end && *start <= to) {
                continue;
            }
            taken.push((from, to));
            let style = if i == row { self.theme.selected() } else { self.theme.faint() };
            buffer.set_stringn(from, area.y, &key, usize::from(area.width), style);
        }
    }
}
