//! The E-step as a chart: at each x_i a bar as high as p(x_i; θ), split into its parts
//! π_k N(x_i; μ_k, σ_k²), and below it the same bar divided by p(x_i; θ), whose parts are γ_ik.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::DensityPanel;
use super::points::NO_ROOM;
use crate::data::digits::{Digits, neighbours};
use crate::mixture::{Bin, Component, Sharing, Theta, Truncated, log_probability};
use crate::text::{self, component, double_index};
use crate::view::ascii;
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
    /// Whether there are observations without a bar, since they are in the column of another one.
    is_one_of_many: bool,
    /// Whether the observations are grouped.
    is_of_bins: bool,
}

struct Bar {
    column: u16,
    x: f64,
    density: f64,
    gammas: Vec<f64>,
}

impl Shares {
    /// Returns a bar per observation if there are no more of them than columns, otherwise a bar per
    /// column that has observations.
    pub(super) fn new(chart: &DensityPanel, theta: &Theta, width: u16) -> Self {
        let bar = |column: u16, x: f64| {
            let gammas = chart.responsibilities_at(x, theta, chart.sharing);
            Bar { column, x, density: chart.density_at(x, theta), gammas }
        };
        let is_counted = chart.sample.weights().is_some() && chart.sample.bins().is_none();
        let is_exact = chart.sample.len() <= width.into() && !is_counted;
        let mut bars: Vec<Bar> = if is_exact {
            let values = chart.sample.values().iter();
            values.filter_map(|&x| Some(bar(chart.position(x, width)?, x))).collect()
        } else {
            let occupied = (0..width).filter_map(|column| {
                let (lo, hi) = chart.interval(column.into(), width.into());
                chart.has_observations(lo, hi).then(|| bar(column, lo + (hi - lo) / 2.0))
            });
            occupied.collect()
        };
        // The bar of a column is the observation that is written out, or else its first one.
        let chosen = chart.observation.map(|(i, _)| chart.sample.values()[i]);
        bars.sort_by_key(|bar| (bar.column, Some(bar.x) != chosen));
        let count = bars.len();
        bars.dedup_by_key(|bar| bar.column);
        let is_one_of_many = is_exact && bars.len() < count;
        let apart = bars.windows(2).map(|pair| pair[1].column - pair[0].column).min();
        let half_width = u16::from(apart.is_none_or(|apart| apart >= APART));
        let is_of_bins = chart.sample.bins().is_some();
        Self { bars, half_width, is_exact, is_one_of_many, is_of_bins }
    }

    /// Returns whether each bar is an observation.
    pub(super) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// Draws the bars as high as p(x_i; θ).
    pub(super) fn render_densities(&self, chart: &DensityPanel, plot: Rect, buffer: &mut Buffer) {
        const NAMES: [&str; 4] =
            ["p(x_i; θ), one observation per column", "one x_i per column", "p(x_i; θ)", "p(x_i)"];
        for bar in &self.bars {
            let height = bar.density / chart.axes.y_max * f64::from(plot.height);
            self.render_bar(bar, height, chart.theme, plot, buffer);
        }
        let names = match chart.sample.bins() {
            Some(_) => &["P(b_i; θ) / width of the bin", "P(b_i) / width", "P(b_i)"],
            None if self.is_one_of_many => &NAMES[..],
            None => &NAMES[2..],
        };
        write_in_gap(names, chart.theme, plot, buffer);
    }

    /// Draws the bars divided by p(x_i; θ).
    pub(super) fn render_gammas(&self, theme: &Theme, plot: Rect, buffer: &mut Buffer) {
        for bar in &self.bars {
            self.render_bar(bar, f64::from(plot.height), theme, plot, buffer);
        }
        let names = if self.is_of_bins {
            ["γ_ik = π_k P_k(b_i) / P(b_i)", "γ_ik"]
        } else {
            ["γ_ik = π_k N / p(x_i)", "γ_ik"]
        };
        write_in_gap(&names, theme, plot, buffer);
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
        (chart, theta): (&DensityPanel, &Theta),
        (i, digits): (usize, &Digits),
        width: usize,
    ) -> Line<'static> {
        let faint = chart.theme.faint();
        if !self.is_exact {
            let forms = [
                "a bar per column that has observations, at its middle",
                "a bar per column with observations",
                "a bar per column",
            ];
            let text = ascii::fitting(chart.theme, forms, width).unwrap_or_default();
            return Line::styled(text, faint);
        }
        if let Some(bins) = chart.sample.bins() {
            return bin_caption(&bins[i], i, (chart, theta), width);
        }
        let value = chart.sample.values()[i];
        let x = if digits.has_offset() {
            let (lo, hi) = chart.axes.x;
            Scale::of(digits, theta).x(value, (hi - lo) / width.max(1) as f64, LONGEST)
        } else {
            digits.observation(value, &neighbours(chart.sample, value), LONGEST)
        };
        let arithmetic = Arithmetic { i, x, value, theta, sharing: chart.sharing };
        let forms = [
            [arithmetic.sum(LONGEST), arithmetic.gammas()].concat(),
            arithmetic.sum(LONGEST),
            arithmetic.sum(SHORT),
            arithmetic.largest(true),
            arithmetic.largest(false),
        ];
        fitting(chart.theme, forms, width)
    }
}

/// Returns what the E-step does with one bin, in a line of at most this many cells.
fn bin_caption(
    bin: &Bin,
    i: usize,
    (chart, theta): (&DensityPanel, &Theta),
    width: usize,
) -> Line<'static> {
    let joint = |c: &Component| (c.weight().ln() + Truncated::new(bin, c).log_probability()).exp();
    let four = |value: f64, room| number::share(value, 4, room);
    let total = log_probability(bin, theta).exp();
    let gammas = chart.sharing.bin_responsibilities(bin, theta);
    let sum = |room| {
        let terms = theta.components().iter().map(|c| four(joint(c), room));
        let start = vec![(format!("b_{i} = {bin}: P = "), None)];
        let end = vec![(format!(" = {}", four(total, room)), None)];
        [start, listed(terms, " + "), end].concat()
    };
    let shares = listed(gammas.iter().map(|gamma| four(*gamma, LONGEST)), ", ");
    let largest =
        |is_long| largest(i, &format!("b_{i}: P = {}", four(total, SHORT)), &gammas, is_long);
    let forms = [
        [sum(LONGEST), vec![("   γ = ".into(), None)], shares].concat(),
        sum(LONGEST),
        sum(SHORT),
        largest(true),
        largest(false),
    ];
    fitting(chart.theme, forms, width)
}

/// Returns the largest responsibility for an observation after its probability or density.
fn largest(i: usize, before: &str, gammas: &[f64], is_long: bool) -> Vec<Part> {
    let k = dominant(gammas);
    let gamma = number::share(gammas[k], 4, SHORT);
    let [name, value] = if is_long {
        ["largest γ: ".to_owned(), format!("{gamma} ({})", component(k))]
    } else {
        [format!("γ{} = ", double_index(i, k)), gamma]
    };
    vec![(format!("{before}, {name}"), None), (value, Some(k))]
}

/// Returns the first of some lines that has room in this many cells; an empty one if none has.
fn fitting<const N: usize>(theme: &Theme, forms: [Vec<Part>; N], width: usize) -> Line<'static> {
    let text = |parts: &Vec<Part>| parts.iter().map(|(text, _)| text.as_str()).collect::<String>();
    let style = |k: Option<usize>| k.map_or(theme.faint(), |k| theme.component(k));
    let form = forms.into_iter().find(|parts| ascii::fits(theme, &text(parts), width));
    let spans = form.into_iter().flatten().map(|(text, k)| Span::styled(text, style(k)));
    spans.collect()
}

/// The cells of a number if there are not enough of them.
const SHORT: usize = 7;

/// What the E-step does with one observation, as text.
struct Arithmetic<'a> {
    i: usize,
    /// The observation as it is written.
    x: String,
    value: f64,
    theta: &'a Theta,
    sharing: Sharing,
}

/// A part of a line, and the component whose colour it has, if it is one's.
type Part = (String, Option<usize>);

impl Arithmetic<'_> {
    /// Returns p(x_i; θ) = π₁ N + π₂ N + …, its numbers in at most this many cells.
    fn sum(&self, room: usize) -> Vec<Part> {
        let four = |value: f64| number::share(value, 4, room);
        let terms = self.theta.components().iter().map(|c| four(c.log_joint(self.value).exp()));
        let mut parts = vec![(format!("x_{} = {}: p = ", self.i, self.x), None)];
        parts.extend(listed(terms, " + "));
        parts.push((format!(" = {}", four(self.theta.density(self.value))), None));
        parts
    }

    fn gammas(&self) -> Vec<Part> {
        let gammas = self.sharing.responsibilities(self.value, self.theta);
        let mut parts = vec![("   γ = ".into(), None)];
        parts
            .extend(listed(gammas.into_iter().map(|gamma| number::share(gamma, 4, LONGEST)), ", "));
        parts
    }

    /// Returns p(x_i; θ) and its largest share.
    fn largest(&self, is_long: bool) -> Vec<Part> {
        let gammas = self.sharing.responsibilities(self.value, self.theta);
        let density = number::share(self.theta.density(self.value), 4, SHORT);
        largest(self.i, &format!("x_{}: p = {density}", self.i), &gammas, is_long)
    }
}

/// Returns the numbers of the components, with a text between them.
fn listed(numbers: impl Iterator<Item = String>, between: &str) -> Vec<Part> {
    let parts = numbers.enumerate().flat_map(|(k, number)| {
        let between = (k > 0).then(|| (between.to_owned(), None));
        between.into_iter().chain([(number, Some(k))])
    });
    parts.collect()
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
fn write_in_gap(texts: &[&str], theme: &Theme, plot: Rect, buffer: &mut Buffer) {
    if plot.height < 2 {
        return;
    }
    let blank = |x: u16| buffer[(x, plot.y)].symbol() == " ";
    for text in texts {
        let width = theme.width(text) as u16;
        let Some(last) = plot.width.checked_sub(width + 2) else { continue };
        let free = |start: &u16| (*start..start + width + 2).all(|x| blank(plot.x + x));
        if let Some(start) = (0..=last).rev().find(free) {
            buffer.set_string(plot.x + start + 1, plot.y, text, theme.faint());
            return;
        }
    }
}

#[cfg(test)]
mod tests;
