//! The responsibility table: a row an observation, a column a component, only the rows in sight.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::number::{self, Decimals};
use super::theme::Theme;
use crate::explain::Quantity;
use crate::mixture::{Expectation, Ranking, Sample, Theta, responsibilities};

/// γ of the observations around the selected one.
pub struct Responsibilities<'a> {
    /// The observations.
    pub sample: &'a Sample,
    /// K, also before the first E-step.
    pub components: usize,
    /// The θ that gave γ, and its E-step; none before the first one.
    pub gamma: Option<(&'a Theta, &'a Expectation)>,
    /// The order of the rows; none for that of the data.
    pub ranking: Option<&'a Ranking>,
    /// The place of the selected observation in that order.
    pub place: usize,
    /// The component to keep in sight where there is no room for all.
    pub component: usize,
    /// The number that is selected.
    pub selected: Option<Quantity>,
    /// How numbers are rounded.
    pub decimals: Decimals,
    /// Colours.
    pub theme: &'a Theme,
}

/// Widths of the table's parts.
struct Widths {
    index: usize,
    x: usize,
    gamma: usize,
    bar: usize,
    first: usize,
    shown: usize,
}

const MORE: usize = 5;

impl Widths {
    /// The cells of the number in a column, counted from the table's left edge: a blank, the number, and a bar with
    /// its blank where there is one.
    fn number(&self, column: usize) -> Range<usize> {
        let bar = self.bar + usize::from(self.bar > 0);
        let start = self.index + 1 + self.x + column * (1 + self.gamma + bar) + 1;
        start..start + self.gamma
    }
}

impl Widget for Responsibilities<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let widths = self.widths(area.width as usize);
        self.header(&widths).render(area, buffer);
        let shown = self.shown(area.height);
        let mut rows = area.rows().skip(1);
        for (place, row) in shown.clone().zip(rows.by_ref()) {
            self.row(self.observation(place), &widths).render(row, buffer);
            if place == self.place {
                buffer.set_style(
                    Rect { width: widths.index as u16 + 1, ..row },
                    self.theme.selected(),
                );
            }
        }
        let y = area.y + 1 + shown.len() as u16;
        self.footer(&widths).render(Rect { y, height: 1, ..area }.intersection(area), buffer);
        let selected = self.selected.is_some();
        for (place, quantity) in self.places(area) {
            if selected && Some(quantity) == self.selected {
                buffer.set_style(place, self.theme.selected());
            }
        }
    }
}

impl Responsibilities<'_> {
    /// Where in `area` the numbers stand that can be asked about, or will stand after the first E-step.
    pub fn places(&self, area: Rect) -> Vec<(Rect, Quantity)> {
        if area.is_empty() {
            return Vec::new();
        }
        let widths = self.widths(area.width as usize);
        let shown = self.shown(area.height);
        let mut places = Vec::new();
        let observations = shown.map(|place| Some(self.observation(place)));
        for (row, i) in area.rows().skip(1).zip(observations.chain([None])) {
            for (column, k) in self.columns(&widths).enumerate() {
                let number = widths.number(column);
                let (x, width) = (area.x.saturating_add(number.start as u16), number.len() as u16);
                let quantity = i.map_or(Quantity::Count(k), |observation| Quantity::Gamma {
                    observation,
                    component: k,
                });
                places.push((Rect { x, width, ..row }.intersection(row), quantity));
            }
        }
        places
    }

    /// The index of the observation at a place.
    fn observation(&self, place: usize) -> usize {
        self.ranking.map_or(place, |ranking| ranking.row(place))
    }

    /// The places in sight in a table so many rows high, with its header and footer.
    pub fn shown(&self, height: u16) -> Range<usize> {
        let room = usize::from(height).saturating_sub(2);
        let first = super::window(self.sample.len(), self.place, room);
        first..(first + room).min(self.sample.len())
    }

    fn widths(&self, width: usize) -> Widths {
        let index = (self.sample.len() - 1).to_string().len().max(3);
        let longest = |x: f64| number::number(x, self.decimals.observation, 11).chars().count();
        let order = self.sample.order();
        let x = longest(order.min()).max(longest(order.max())).max(4);
        let left = width.saturating_sub(index + 1 + x + 1 + MORE);
        let shown = (left / 8).clamp(1, self.components);
        let each = left / shown;
        // A number of six decimals where there is room, then a bar.
        let gamma = if each >= 10 { 9 } else { 7 };
        let bar = if each > gamma + 4 { (each - gamma - 2).min(24) } else { 0 };
        let first = super::window(self.components, self.component, shown);
        Widths { index, x, gamma, bar, first, shown }
    }

    fn columns(&self, widths: &Widths) -> Range<usize> {
        widths.first..(widths.first + widths.shown).min(self.components)
    }

    fn header(&self, widths: &Widths) -> Line<'static> {
        let faint = self.theme.faint();
        let mut spans = vec![Span::styled(format!("{:>1$} ", "i", widths.index), faint)];
        spans.push(Span::styled(format!("{:>1$}", "x_i", widths.x), faint));
        for k in self.columns(widths) {
            let name = format!("γ_i{}", k + 1);
            spans.push(Span::styled(format!(" {name:>0$}", widths.gamma), self.theme.component(k)));
            spans.push(Span::raw(" ".repeat(widths.bar + usize::from(widths.bar > 0))));
        }
        let hidden = self.components - self.columns(widths).len();
        let more = if hidden > 0 { format!("  +{hidden}") } else { " more".into() };
        spans.push(Span::styled(more, faint));
        Line::from(spans)
    }

    fn row(&self, i: usize, widths: &Widths) -> Line<'static> {
        let x = self.sample.values()[i];
        let faint = self.theme.faint();
        let mut spans = vec![Span::styled(format!("{i:>0$} ", widths.index), faint)];
        let text = number::number(x, self.decimals.observation, widths.x);
        spans.push(Span::raw(format!("{text:>0$}", widths.x)));
        let Some((theta, _)) = self.gamma else {
            spans.extend(self.columns(widths).flat_map(|_| no_number(widths, faint)));
            return Line::from(spans);
        };
        let gammas = responsibilities(x, theta);
        for k in self.columns(widths) {
            let text = number::number(gammas[k], widths.gamma - 3, widths.gamma);
            spans.push(Span::raw(format!(" {text:>0$}", widths.gamma)));
            if widths.bar > 0 {
                let bar = format!(" {:<1$}", bar(gammas[k], widths.bar), widths.bar);
                spans.push(Span::styled(bar, self.theme.component(k)));
            }
        }
        let (winner, style) = self.winner(&gammas);
        spans.push(Span::styled(format!("{winner:>4}"), style));
        Line::from(spans)
    }

    /// The component with the most weight; `=` where several share it.
    fn winner(&self, gammas: &[f64]) -> (String, Style) {
        let max = gammas.iter().copied().fold(0.0, f64::max);
        let mut best = (0..gammas.len()).filter(|k| gammas[*k] == max);
        match (best.next(), best.next()) {
            (Some(k), None) => ((k + 1).to_string(), self.theme.component(k)),
            _ => ("=".into(), self.theme.text()),
        }
    }

    fn footer(&self, widths: &Widths) -> Line<'static> {
        let faint = self.theme.faint();
        let width = widths.index + 1 + widths.x;
        let mut spans = vec![Span::styled(format!("{:>width$}", "N_k"), faint)];
        let Some((_, expectation)) = self.gamma else {
            spans.extend(self.columns(widths).flat_map(|_| no_number(widths, faint)));
            return Line::from(spans);
        };
        for k in self.columns(widths) {
            let weight = expectation.statistics[k].weight;
            let text = number::number(weight, 4, widths.gamma);
            spans.push(Span::styled(format!(" {text:>0$}", widths.gamma), self.theme.title()));
            if widths.bar > 0 {
                let share = bar(weight / expectation.total_weight, widths.bar);
                spans.push(Span::styled(
                    format!(" {share:<0$}", widths.bar),
                    self.theme.component(k),
                ));
            }
        }
        Line::from(spans)
    }
}

/// What stands in a column before the first E-step.
fn no_number(widths: &Widths, style: Style) -> [Span<'static>; 2] {
    let bar = " ".repeat(widths.bar + usize::from(widths.bar > 0));
    [Span::styled(format!(" {:>1$}", "·", widths.gamma), style), Span::raw(bar)]
}

/// A bar of eighths of a cell; a share of 1 fills `width` cells.
fn bar(share: f64, width: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (share.clamp(0.0, 1.0) * (width * 8) as f64).round() as usize;
    "█".repeat(eighths / 8) + PARTS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn bars_are_as_long_as_their_share() {
        assert_eq!(bar(1.0, 4), "████");
        assert_eq!(bar(0.5, 4), "██");
        assert_eq!(bar(0.14, 4), "▌");
        assert_eq!(bar(0.0, 4), "");
    }
}
