//! The responsibility table: a row per observation, a column per component, only the rows in sight.

mod columns;

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::explain::Quantity;
use crate::mixture::{Bin, Ranking, Sample};
use crate::text::{self, grouped};
use crate::timeline::Gamma;
use crate::view::number::{self, Scale};
use crate::view::panel::offset;
use crate::view::theme::Theme;
use crate::view::{ascii, lines, scroll};
use columns::{AFTER_INDEX, Widths};

/// How many lines the words take that stand in the place of rows, in a panel of 38 cells.
pub(crate) const WORDS: usize = 4;

/// γ of the observations around the selected one.
pub(crate) struct ResponsibilitiesPanel<'a> {
    /// The observations.
    pub sample: &'a Sample,
    /// K, also before the first E-step.
    pub components: usize,
    /// γ; none before the first E-step.
    pub gamma: Option<Gamma<'a>>,
    /// The order of the rows; none for that of the data.
    pub ranking: Option<&'a Ranking>,
    /// The rank of the selected observation in that order.
    pub rank: usize,
    /// The component to keep in sight if there is no room for all.
    pub component: usize,
    /// The number that is selected.
    pub selected: Option<Quantity>,
    /// How closely numbers are written.
    pub scale: &'a Scale,
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for ResponsibilitiesPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let widths = self.widths(area);
        let [above, below] = offset::split(self.scale.digits(), area);
        offset::draw(self.scale.digits(), self.theme, above, buffer);
        lines::draw(self.header(&widths), below, buffer);
        let shown = self.rows(below.height);
        let mut rows = below.rows().skip(1);
        for (rank, row) in shown.clone().zip(rows.by_ref()) {
            lines::draw(self.row(self.observation(rank), &shown, &widths), row, buffer);
            if rank == self.rank {
                buffer.set_style(
                    Rect { width: widths.index as u16, ..row }.intersection(row),
                    self.theme.selected(),
                );
            }
        }
        let words = self.words(below);
        for (line, row) in words.iter().zip(rows) {
            lines::draw(line.clone(), row, buffer);
        }
        let y = below.y + 1 + (shown.len() + words.len()) as u16;
        lines::draw(
            self.footer(&widths),
            Rect { y, height: 1, ..below }.intersection(below),
            buffer,
        );
        let selected = self.selected.is_some();
        for (cells, quantity) in self.quantities(area) {
            if selected && Some(quantity) == self.selected {
                buffer.set_style(cells, self.theme.selected());
            }
        }
    }
}

impl ResponsibilitiesPanel<'_> {
    /// Returns where in `area` the numbers are that can be asked about, or will be after the first
    /// E-step.
    pub(crate) fn quantities(&self, area: Rect) -> Vec<(Rect, Quantity)> {
        if area.is_empty() {
            return Vec::new();
        }
        let widths = self.widths(area);
        let [_, area] = offset::split(self.scale.digits(), area);
        let shown = self.rows(area.height);
        let mut found = Vec::new();
        let observations = shown.map(|rank| Some(self.observation(rank)));
        let above = 1 + self.words(area).len();
        for (row, i) in area.rows().skip(above).zip(observations.chain([None])) {
            for (column, k) in self.columns(&widths).enumerate() {
                let number = widths.number(column);
                let (x, width) = (area.x.saturating_add(number.start as u16), number.len() as u16);
                let quantity = i.map_or(Quantity::Count(k), |observation| Quantity::Gamma {
                    observation,
                    component: k,
                });
                found.push((Rect { x, width, ..row }.intersection(row), quantity));
            }
        }
        found
    }

    /// Returns what is said in the place of rows that there are none of, above the footer.
    fn words(&self, below: Rect) -> Vec<Line<'static>> {
        let Some(summed) = self.sample.summed() else { return Vec::new() };
        let bins = grouped(summed.cells().len() as u64);
        let text = format!(
            "No rows: the data are a condensed table, sums over {bins} bins, in which single \
             observations are not known. The N_k below are sums over all of them."
        );
        let colors = (self.theme, self.theme.text());
        let mut words = ascii::paragraph(&text, below.width.into(), colors);
        words.truncate(usize::from(below.height).saturating_sub(2));
        words
    }

    /// Returns the index of the observation at a rank.
    fn observation(&self, rank: usize) -> usize {
        self.ranking.map_or(rank, |ranking| ranking.row(rank))
    }

    /// Returns the ranks in sight in a table this many rows high.
    pub(crate) fn shown(&self, height: u16) -> Range<usize> {
        let [_, below] = offset::split(self.scale.digits(), Rect { height, ..Rect::default() });
        self.rows(below.height)
    }

    /// Returns the ranks in sight in this many rows, with the header and the footer.
    fn rows(&self, height: u16) -> Range<usize> {
        let room = usize::from(height).saturating_sub(2);
        let count = self.sample.known_one_by_one();
        let first = scroll::window(count, self.rank, room);
        first..(first + room).min(count)
    }

    /// Returns the components that have a column in a table in `area`.
    pub(crate) fn columns_shown(&self, area: Rect) -> Range<usize> {
        self.columns(&self.widths(area))
    }

    fn header(&self, widths: &Widths) -> Line<'static> {
        let faint = self.theme.faint();
        // Where there are no rows only the sums below have columns.
        let has_rows = self.sample.summed().is_none();
        let [index, x, most] = if has_rows {
            // The component with the largest γ.
            let most = if self.components > 2 { " most" } else { " more" };
            ["i", self.x_header(), most]
        } else {
            [""; 3]
        };
        let index = format!("{}{AFTER_INDEX}", text::right(index, widths.index));
        let mut spans = vec![Span::styled(index, faint)];
        spans.push(Span::styled(text::right(x, widths.x), faint));
        if widths.weight > 0 {
            spans.push(Span::styled(text::right(self.weight_header(), widths.weight), faint));
        }
        for k in self.columns(widths) {
            let name = text::right(&format!("γ_{}", text::index_text(k)), widths.gamma);
            spans.push(Span::styled(format!(" {name}"), self.theme.component_text(k)));
            spans.push(Span::raw(" ".repeat(widths.bar + usize::from(widths.bar > 0))));
        }
        if widths.more {
            spans.push(Span::styled(most, faint));
        }
        Line::from(spans)
    }

    fn row(&self, i: usize, shown: &Range<usize>, widths: &Widths) -> Line<'static> {
        let x = self.sample.values()[i];
        let faint = self.theme.faint();
        let index = text::right(&grouped(i as u64), widths.index);
        let mut spans = vec![Span::styled(format!("{index}{AFTER_INDEX}"), faint)];
        let x_text = match self.sample.bins() {
            None => self.scale.digits().observation(x, &self.neighbours(x, shown), widths.x),
            Some(bins) => text::shorten_middle(&interval(&bins[i]), widths.x),
        };
        spans.push(Span::raw(text::right(&x_text, widths.x)));
        if widths.weight > 0 {
            spans.push(Span::raw(text::right(&weight(self.sample, i), widths.weight)));
        }
        let Some(gammas) = self.gamma.and_then(|gamma| gamma.rows.row(self.sample, i)) else {
            spans.extend(self.columns(widths).flat_map(|_| no_number(widths, faint)));
            return Line::from(spans);
        };
        for k in self.columns(widths) {
            let gamma = number::share(gammas[k], 6, widths.gamma);
            spans.push(Span::raw(format!(" {}", text::right(&gamma, widths.gamma))));
            if widths.bar > 0 {
                let bar = format!(" {:<1$}", bar(gammas[k], widths.bar), widths.bar);
                spans.push(Span::styled(bar, self.theme.component(k)));
            }
        }
        if widths.more {
            let (winner, style) = self.winner(&gammas);
            spans.push(Span::styled(format!("{winner:>4}"), style));
        }
        Line::from(spans)
    }

    /// Returns the component with the most weight; `=` where several share it.
    fn winner(&self, gammas: &[f64]) -> (String, Style) {
        let max = gammas.iter().copied().fold(0.0, f64::max);
        let mut best = (0..gammas.len()).filter(|k| gammas[*k] == max);
        match (best.next(), best.next()) {
            (Some(k), None) => (text::component(k), self.theme.component_text(k)),
            _ => ("=".into(), self.theme.text()),
        }
    }

    fn footer(&self, widths: &Widths) -> Line<'static> {
        let faint = self.theme.faint();
        let mut spans = vec![Span::styled(text::right("N_k", widths.left()), faint)];
        let Some(Gamma { expectation, .. }) = self.gamma else {
            spans.extend(self.columns(widths).flat_map(|_| no_number(widths, faint)));
            return Line::from(spans);
        };
        for k in self.columns(widths) {
            let weight = expectation.statistics()[k].weight();
            let count = text::right(&number::share(weight, 4, widths.gamma), widths.gamma);
            spans.push(Span::styled(format!(" {count}"), self.theme.title()));
            // A bar would look like a share, and this is a count.
            spans.push(Span::raw(" ".repeat(widths.bar + usize::from(widths.bar > 0))));
        }
        Line::from(spans)
    }
}

/// Returns the edges of a bin as the table has them.
fn interval(bin: &Bin) -> String {
    let [lower, upper] = [bin.lower, bin.upper].map(text::shortest);
    match bin.is_open() {
        true => text::with_minus_signs(&bin.to_string()),
        // A dash would look like a minus sign.
        false if bin.lower < 0.0 => format!("{lower} to {upper}"),
        false => format!("{lower}–{upper}"),
    }
}

/// Returns the weight of an observation, in few cells.
fn weight(sample: &Sample, i: usize) -> String {
    const MOST: usize = 8;
    let weight = sample.weight(i);
    let whole = text::shortest(weight);
    if whole.chars().count() <= MOST { whole } else { number::share(weight, 4, MOST) }
}

/// Returns what is in a column before the first E-step.
fn no_number(widths: &Widths, style: Style) -> [Span<'static>; 2] {
    let bar = " ".repeat(widths.bar + usize::from(widths.bar > 0));
    [Span::styled(format!(" {:>1$}", "·", widths.gamma), style), Span::raw(bar)]
}

/// Returns a bar of eighths of a cell; a share of 1 fills `width` cells.
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
