//! Charts of θ over the groups of a condensed table: a row of charts per component, of π, μ and σ².

use std::ops::Range as Span;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::groups::name;
use crate::app::looks::axes::Range;
use crate::data::GroupFit;
use crate::mixture::{Component, Theta};
use crate::text::{self, subscript};
use crate::view::lines;
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::plot::raster::{Ink, Raster};
use crate::view::theme::Theme;

/// The rows of a chart at the least, with its title, its axis and the keys below it.
const LEAST: u16 = 6;
/// Room above and below what is drawn, as a share of it.
const MARGIN: f64 = 0.08;

/// A parameter of a component.
type Parameter = (&'static str, fn(&Component) -> f64);

/// What the charts are of.
const PARAMETERS: [Parameter; 3] =
    [("π", Component::weight), ("μ", Component::mean), ("σ²", Component::variance)];

/// The charts of the fits of groups: as many components as there is room for.
pub(super) struct GroupCharts<'a> {
    /// The fit of all together, then those of the groups, as far as they are done.
    pub fits: &'a [GroupFit],
    /// How many groups there are.
    pub groups: usize,
    /// The fit that is chosen.
    pub row: usize,
    /// The component that is shown first.
    pub component: usize,
    pub theme: &'a Theme,
}

impl Widget for GroupCharts<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let components = self.fits.iter().find_map(GroupFit::theta).map_or(0, Theta::len);
        let shown = shown(components, self.component, usize::from(below.height / LEAST));
        lines::draw(self.legend(&shown, components), Rect { height: 1, ..area }, buffer);
        let Ok(rows) = u16::try_from(shown.len()) else { return };
        for (k, at) in shown.zip(0..) {
            let height = below.height / rows;
            for (parameter, i) in PARAMETERS.into_iter().zip(0..) {
                let width = below.width / 3;
                let (x, y) = (below.x + i * width, below.y + at * height);
                self.chart(k, parameter, Rect { x, y, width: width - 1, height }, buffer);
            }
        }
    }
}

/// Returns which of some components are shown if there is room for so many: from `first` on, or
/// the last ones.
fn shown(components: usize, first: usize, room: usize) -> Span<usize> {
    let first = first.min(components.saturating_sub(room));
    first..components.min(first + room)
}

impl GroupCharts<'_> {
    fn legend(&self, shown: &Span<usize>, components: usize) -> Line<'static> {
        let has_gaps = self.fits.iter().any(|fit| fit.theta().is_none());
        let of = match (shown.len(), shown.start + 1) {
            (all, _) if all == components => String::new(),
            (1, k) => format!("component {k} of {components}"),
            (_, k) => format!("components {k} to {} of {components}", shown.end),
        };
        let parts = [
            "• group",
            "┄ all together",
            if self.row > 0 { "│ chosen" } else { "" },
            if has_gaps { "× no fit" } else { "" },
            &of,
        ];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let legend = format!(" {}", parts.join("  "));
        Line::styled(legend, self.theme.faint())
    }

    fn chart(&self, k: usize, (symbol, value): Parameter, area: Rect, buffer: &mut Buffer) {
        let style = self.theme.component_text(k);
        let title = Line::styled(format!(" {symbol}{}", subscript(k + 1)), style);
        lines::draw(title, Rect { height: 1, ..area }, buffer);
        // The row below the axis is that of the keys.
        let place = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
        let of =
            |fit: &GroupFit| fit.theta().and_then(|theta| theta.components().get(k)).map(value);
        let y = Range::holding(self.fits.iter().filter_map(of), 1e-9);
        let margin = MARGIN * y.length();
        let y = Range::holding([y.lo() - margin, y.hi() + margin], 1e-9);
        let x = Range::holding([0.5, self.groups as f64 + 0.5], 1e-9);
        let Some(plot) = PlotFrame::new(place, x, y, XNumbers::None, self.theme, buffer) else {
            return;
        };
        let faint = self.theme.faint_line();
        if let Some(row) = self.fits.first().and_then(of).and_then(|value| plot.row(value)) {
            for column in plot.area.left()..plot.area.right() {
                buffer[(column, row)].set_char('┄').set_style(faint);
            }
        }
        if let Some(column) = plot.column(self.row as f64) {
            for row in plot.area.top()..plot.area.bottom() {
                buffer[(column, row)].set_char('│').set_style(faint);
            }
        }
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        // Few groups have dots that are easier to see.
        let thick = if 2 * self.groups <= usize::from(plot.area.width) { 2 } else { 1 };
        for (i, fit) in self.fits.iter().enumerate().skip(1) {
            match of(fit) {
                Some(value) => {
                    let left = plot.dot(i as f64).saturating_sub(thick - 1);
                    let level = usize::try_from(plot.level(value)).unwrap_or(0);
                    let bottom = level.saturating_sub(thick - 1);
                    for (x, y) in (0..thick).flat_map(|x| (0..thick).map(move |y| (x, y))) {
                        raster.dot(left + x, bottom + y, Ink::Mixture);
                    }
                }
                None => {
                    if let Some(column) = plot.column(i as f64) {
                        buffer[(column, plot.area.bottom())].set_char('×').set_style(faint);
                    }
                }
            }
        }
        raster.render(plot.area, buffer, |_| style);
        let keys = Rect { y: place.bottom(), height: 1, ..plot.area };
        self.keys(&plot, keys, buffer);
    }

    /// Writes the keys of the chosen, the first and the last group, and of those between for which
    /// there is room.
    fn keys(&self, plot: &PlotFrame, area: Rect, buffer: &mut Buffer) {
        let last = self.fits.len().saturating_sub(1);
        let mut taken: Vec<(u16, u16)> = Vec::new();
        let chosen = [self.row, 1, last].into_iter().filter(|i| (1..=last).contains(i));
        for i in chosen.chain(1..last) {
            let key = text::shorten_middle(&name(&self.fits[i].group), usize::from(area.width));
            let width = text::width(&key) as u16;
            let Some(column) = plot.column(i as f64) else { continue };
            let most = area.right().saturating_sub(width).max(area.left());
            let from = column.saturating_sub(width / 2).clamp(area.left(), most);
            let to = from + width;
            // A key has a cell free to either side.
            if taken.iter().any(|(start, end)| from <= *end && *start <= to) {
                continue;
            }
            taken.push((from, to));
            let style = if i == self.row { self.theme.selected() } else { self.theme.faint() };
            buffer.set_stringn(from, area.y, &key, usize::from(area.width), style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn as_many_components_are_shown_as_there_is_room_for() {
        assert_eq!(shown(3, 0, 2), 0..2);
        assert_eq!(shown(3, 1, 2), 1..3);
        assert_eq!(shown(3, 2, 2), 1..3, "the last ones");
        assert_eq!(shown(2, 1, 5), 0..2, "all");
        assert_eq!(shown(2, 0, 0), 0..0);
        assert_eq!(shown(0, 0, 3), 0..0);
    }
}
