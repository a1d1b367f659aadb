//! The E-step as a chart: at each x_i a bar as high as p(x_i; θ), split into its parts
//! π_k N(x_i; μ_k, σ²_k), and below it the same bar divided by p(x_i; θ), whose parts are γ_ik.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::DensityPanel;
use super::points::NO_ROOM;
use crate::data::digits::Digits;
use crate::mixture::responsibilities;
use crate::text::{self, component};
use crate::view::lines;
use crate::view::number::{self, LONGEST, Scale};
use crate::view::theme::{Theme, dominant};

/// Parts of a cell from the bottom up.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Bars are three cells wide if all of them are at least this far apart, otherwise one.
const APART: u16 = 4;

/// The bars of a chart, from left to right.
pub(super) struct Shares {
    bars: Vec<Bar>,
    /// The cells on each side of a bar's middle.
    half_width: u16,
    /// Whether each bar is an observation; otherwise it is the middle of a column of the screen
    /// that has observations in it.
    is_exact: bool,
}

struct Bar {
    column: u16,
    density: f64,
    gammas: Vec<f64>,
}

impl Shares {
    /// Returns a bar per observation if there are no more of them than columns, otherwise a bar per
    /// column that has observations.
    pub(super) fn new(chart: &DensityPanel, width: u16) -> Self {
        let bar = |column: u16, x: f64| {
            let gammas = responsibilities(x, chart.theta);
            Bar { column, density: chart.theta.density(x), gammas }
        };
        let is_exact = chart.sample.len() <= width.into() && chart.sample.weights().is_none();
        let mut bars: Vec<Bar> = if is_exact {
            let values = chart.sample.values().iter();
            values.filter_map(|&x| Some(bar(chart.position(x, width)?, x))).collect()
        } else {
            let occupied = (0..width).filter_map(|column| {
                let (lo, hi) = chart.interval(column.into(), width.into());
                let any = chart.sample.order().weight_between(lo, hi) > 0.0;
                any.then(|| bar(column, lo + (hi - lo) / 2.0))
            });
            occupied.collect()
        };
        // The first observation of a column is its bar.
        bars.sort_by_key(|bar| bar.column);
        bars.dedup_by_key(|bar| bar.column);
        let apart = bars.windows(2).map(|pair| pair[1].column - pair[0].column).min();
        let half_width = u16::from(apart.is_none_or(|apart| apart >= APART));
        Self { bars, half_width, is_exact }
    }

    /// Draws the bars as high as p(x_i; θ).
    pub(super) fn render_densities(&self, chart: &DensityPanel, plot: Rect, buffer: &mut Buffer) {
        for bar in &self.bars {
            let height = bar.density / chart.axes.y_max * f64::from(plot.height);
            self.render_bar(bar, height, chart.theme, plot, buffer);
        }
        write_in_gap(&["p(x_i; θ)", "p(x_i)"], chart.theme.faint(), plot, buffer);
    }

    /// Draws the bars divided by p(x_i; θ).
    pub(super) fn render_gammas(&self, theme: &Theme, plot: Rect, buffer: &mut Buffer) {
        for bar in &self.bars {
            self.render_bar(bar, f64::from(plot.height), theme, plot, buffer);
        }
        write_in_gap(
            &["γ_ik = π_k N / p(x_i)", "γ_ik = share", "γ_ik"],
            theme.faint(),
            plot,
            buffer,
        );
    }

    fn render_bar(&self, bar: &Bar, height: f64, theme: &Theme, plot: Rect, buffer: &mut Buffer) {
        let middle = plot.x + bar.column;
        let left = middle.saturating_sub(self.half_width).max(plot.x);
        let right = (middle + self.half_width).min(plot.right().saturating_sub(1));
        for (row, y) in (0..plot.height).zip((plot.top()..plot.bottom()).rev()) {
            let Some(cell) = Cell::of(bar, height, row) else { break };
            for x in left..=right {
                let (text, style) = cell.drawn(theme, bar.gammas.len(), x == middle);
                buffer.set_string(x, y, text, style);
            }
        }
        let is_cut = height > f64::from(plot.height) * (1.0 + 1e-9);
        if is_cut && plot.height > 0 {
            buffer.set_string(middle, plot.y, "▲", theme.text());
        }
    }

    /// Returns the arithmetic of one observation in a line of at most this many cells, or what the
    /// bars are if they are not observations.
    pub(super) fn caption(
        &self,
        chart: &DensityPanel,
        i: usize,
        digits: &Digits,
        width: usize,
    ) -> Line<'static> {
        let faint = chart.theme.faint();
        if !self.is_exact {
            let forms = [
                "a bar per column that has observations, at its middle",
                "a bar per column with observations",
                "a bar per column",
            ];
            let text = forms.into_iter().find(|text| text::width(text) <= width);
            return Line::styled(text.unwrap_or_default(), faint);
        }
        let value = chart.sample.values()[i];
        let (lo, hi) = chart.axes.x;
        let x = Scale::of(digits, chart.theta).x(value, (hi - lo) / width.max(1) as f64, LONGEST);
        let density = chart.theta.density(value);
        let gammas = responsibilities(value, chart.theta);
        let four = |value: f64| number::share(value, 4, LONGEST);
        let line = |parts: &[(String, Option<usize>)]| {
            let spans = parts.iter().map(|(text, k)| {
                let style = k.map_or(faint, |k| chart.theme.component(k));
                Span::styled(text.clone(), style)
            });
            Line::from(spans.collect::<Vec<_>>())
        };
        let list = |values: &dyn Fn(usize) -> f64, between: &str| {
            let mut parts = Vec::new();
            for k in 0..gammas.len() {
                if k > 0 {
                    parts.push((between.to_owned(), None));
                }
                parts.push((four(values(k)), Some(k)));
            }
            parts
        };
        let joint = |k: usize| chart.theta.components()[k].log_joint(value).exp();
        let start = (format!("x_{i} = {x}: p = "), None);
        let sum: Vec<_> = std::iter::once(start)
            .chain(list(&joint, " + "))
            .chain([(format!(" = {}", four(density)), None)])
            .collect();
        let shares = list(&|k| gammas[k], ", ");
        let with = |name: &str| {
            let name = std::iter::once((name.to_owned(), None));
            sum.iter().cloned().chain(name).chain(shares.iter().cloned()).collect::<Vec<_>>()
        };
        let alone: Vec<_> =
            std::iter::once((format!("γ_{i},k = "), None)).chain(shares.iter().cloned()).collect();
        let largest = dominant(&gammas);
        let short = vec![
            (format!("p = {}, largest γ_ik: ", four(density)), None),
            (format!("{} ({})", four(gammas[largest]), component(largest)), Some(largest)),
        ];
        let forms = [with("   γ = "), sum.clone(), alone, short].map(|parts| line(&parts));
        let fits = |line: &Line| lines::width_of(line) <= width;
        forms.into_iter().find(fits).unwrap_or_default()
    }
}

/// A cell of a bar: how much of it is filled, and by what.
struct Cell {
    /// The component that fills most of it, the part of the cell that is filled, and, if it is
    /// full and another component fills more than an eighth, from where on and which.
    most: usize,
    filled: f64,
    split: Option<(usize, usize, f64)>,
}

impl Cell {
    /// Returns the cell in a row of a bar, counted from the bottom; none above the bar.
    fn of(bar: &Bar, height: f64, row: u16) -> Option<Self> {
        let (from, to) = (f64::from(row), f64::from(row) + 1.0);
        let filled = (height - from).min(1.0);
        if filled <= 0.0 {
            return None;
        }
        let mut parts = Vec::new();
        let mut low = 0.0;
        for (k, gamma) in bar.gammas.iter().enumerate() {
            let high = low + gamma * height;
            let part = high.min(to) - f64::max(low, from);
            if part > 0.0 {
                parts.push((k, part));
            }
            low = high;
        }
        let most = parts.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(k, _)| *k);
        let split = match parts[..] {
            [(lower, part), (upper, rest)] if filled >= 1.0 && part.min(rest) > 1.0 / 8.0 => {
                Some((lower, upper, part))
            }
            _ => None,
        };
        Some(Self { most, filled, split })
    }

    fn drawn(&self, theme: &Theme, components: usize, is_middle: bool) -> (String, Style) {
        let eighth = |part: f64| EIGHTHS[((part * 8.0).round() as usize).clamp(1, 8)].to_owned();
        let color = |k: usize| theme.component_color(k);
        if let Some((lower, upper, part)) = self.split
            && color(lower) != color(upper)
        {
            return (eighth(part), Style::new().fg(color(lower)).bg(color(upper)));
        }
        if self.filled < 1.0 {
            return (eighth(self.filled), theme.component(self.most));
        }
        let mut only = vec![0.0; components];
        only[self.most] = 1.0;
        let name = component(self.most);
        let name = if text::width(&name) > 1 { NO_ROOM.to_owned() } else { name };
        (if is_middle { name } else { " ".into() }, theme.badge(&only))
    }
}

/// Writes the longest of some texts that fits into blank cells of the first row, at the right if it
/// can.
fn write_in_gap(texts: &[&str], style: Style, plot: Rect, buffer: &mut Buffer) {
    if plot.height < 2 {
        return;
    }
    let blank = |x: u16| buffer[(x, plot.y)].symbol() == " ";
    for text in texts {
        let width = text::width(text) as u16;
        let Some(last) = plot.width.checked_sub(width + 2) else { continue };
        let free = |start: &u16| (*start..start + width + 2).all(|x| blank(plot.x + x));
        if let Some(start) = (0..=last).rev().find(free) {
            buffer.set_string(plot.x + start + 1, plot.y, text, style);
            return;
        }
    }
}
