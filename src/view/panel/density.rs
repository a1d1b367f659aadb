//! The density chart: the mixture p(x; θ), its weighted components, and the observations under
//! them.
//!
//! ```text
//! 0.3┤          ── mixture  ── ─ 1  ─ ─  2    the legend, where no curve is
//!    │    ⢀⠔⠒⢄
//! 0.0┼⠤⠤⠤⠒⠁ 1 ⠑⠢⠤⠤                           curves in braille, each component with its digit
//!        1  1  2                              the observations, stacked, by their responsibilities
//!    └─┬───μ₁──┬────▸                         the axis with the means on it
//!      0       2
//! ```

mod curves;
mod grip;
mod labels;
mod points;
mod readout;
mod shares;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    widgets::Widget,
};

#[cfg(feature = "terminal")]
pub(crate) use self::curves::DASHES;
use crate::app::Chart;
use crate::app::looks::axes::{Axes, Range};
use crate::data::digits::Digits;
use crate::mixture::{GammaRows, Grouped, Sample, Sharing, Theta, log_probability};
use crate::text;
use crate::text::{component, subscript};
use crate::view::lines;
use crate::view::plot::raster::{DOTS_Y, Ink, Raster};
use crate::view::plot::ticks::Ticks;
use crate::view::theme::Theme;
use curves::Curves;
use points::Points;
use shares::Shares;

/// Below this width the numbers of the y axis would leave no room for the curves.
const NARROW: u16 = 24;

/// The density chart of one θ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DensityPanel<'a> {
    /// What part of the plane is shown.
    pub axes: &'a Axes,
    /// The observations.
    pub sample: &'a Sample,
    /// The mixture; none before the first M-step on a γ₀ that was given.
    pub theta: Option<&'a Theta>,
    /// The θ before the last M-step, as a faint curve.
    pub previous: Option<&'a Theta>,
    /// The mixture that the data were drawn from, as a dashed faint curve.
    pub truth: Option<&'a Theta>,
    /// The responsibilities that colour the observations; `None` before the first E-step.
    pub gamma: Option<GammaRows<'a>>,
    /// How the E-step at `theta` shares an observation out.
    pub sharing: Sharing,
    /// Which curves.
    pub chart: Chart,
    /// Where the cursor along x is, and how the observations are written.
    pub cursor: Option<(f64, &'a Digits)>,
    /// The observation whose shares are written out below the bars, and how the observations are
    /// written; none if a lesson asks for them.
    pub observation: Option<(usize, &'a Digits)>,
    /// The colours.
    pub theme: &'a Theme,
}

impl Widget for DensityPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let Some(parts) = self.parts(area) else { return };
        let Parts { y_ticks, gutter, below, points, upper, lower, plot, axis, .. } = &parts;
        let inside = |stripe: Rect| Rect { x: plot.x, width: plot.width, ..stripe };
        if self.chart == Chart::Shares {
            return self.render_shares(parts.chart, *below, *gutter, buffer);
        }
        if *gutter > 0 {
            self.render_y_axis(y_ticks, self.axes.y_max, *upper, buffer);
            self.render_y_axis(&posterior_ticks(), 1.0, *lower, buffer);
            let line = Rect { x: plot.x - 1, width: 1, ..parts.rows.points };
            for y in line.top()..line.bottom() {
                buffer[(line.x, y)].set_char('│').set_style(self.theme.faint_line());
            }
        }
        self.render_curves(points, *upper, buffer);
        self.render_posterior(*lower, buffer);
        self.render_cursor(*plot, *below, buffer);
        points.render(&self, inside(parts.rows.points), buffer);
        self.render_x_axis(*axis, parts.rows.labels, buffer);
    }
}

impl DensityPanel<'_> {
    /// Returns whether there are observations in [lo, hi): of grouped data, whether a bin that has
    /// some is drawn at its middle.
    fn has_observations(&self, lo: f64, hi: f64) -> bool {
        match self.sample.as_grouped() {
            None => self.sample.order().weight_between(lo, hi) > 0.0,
            Some(grouped) => {
                let bin = grouped.drawn_at(lo + (hi - lo) / 2.0);
                bin.is_some_and(|index| grouped.bins()[index].count > 0.0)
            }
        }
    }

    /// Returns the responsibilities for an x, or, of grouped data, for the bin that is drawn there.
    fn responsibilities_at(&self, x: f64, theta: &Theta, sharing: Sharing) -> Vec<f64> {
        let grouped = self.sample.as_grouped();
        match grouped.and_then(|grouped| Some(&grouped.bins()[grouped.drawn_at(x)?])) {
            None => sharing.responsibilities(x, theta),
            Some(bin) => sharing.bin_responsibilities(bin, theta),
        }
    }

    /// Returns p(x; θ), or, of grouped data, the probability of the bin that is drawn there over
    /// its width.
    fn density_at(&self, x: f64, theta: &Theta) -> f64 {
        let of_bin = |grouped: &Grouped| {
            let index = grouped.drawn_at(x)?;
            let (lower, upper) = grouped.drawn(index);
            let p = log_probability(&grouped.bins()[index], theta).exp();
            Some(p / (upper - lower))
        };
        self.sample.as_grouped().and_then(of_bin).unwrap_or_else(|| theta.density(x))
    }
}

/// Where the parts of the chart are.
struct Parts {
    /// The chart without what is read off below it.
    chart: Rect,
    below: Rect,
    y_ticks: Ticks,
    /// The columns left of the curves.
    gutter: u16,
    points: Points,
    rows: Rows,
    plot: Rect,
    /// Of the density and of the posterior; either may have no height.
    upper: Rect,
    lower: Rect,
    axis: Rect,
}

/// The horizontal stripes of the chart; any but the plot may have no height.
struct Rows {
    plot: Rect,
    points: Rect,
    axis: Rect,
    labels: Rect,
}

impl Rows {
    fn new(area: Rect, points_wanted: u16) -> Self {
        // As the height grows: curves, points, the axis, its numbers, then taller stacks of points.
        let labels = u16::from(area.height >= 5);
        let axis = u16::from(area.height >= 4);
        let points = match area.height {
            0..=2 => 0,
            3..=8 => 1,
            9..=13 => points_wanted.min(2),
            _ => points_wanted.min(3),
        };
        let mut rest = area;
        let mut take = |height: u16| {
            rest.height -= height;
            Rect { y: rest.bottom(), height, ..area }
        };
        let (labels, axis, points) = (take(labels), take(axis), take(points));
        Self { plot: rest, points, axis, labels }
    }
}

fn y_ticks(axes: &Axes, area: Rect) -> Ticks {
    Ticks::from_zero(axes.y_max, if area.height < 9 { 1 } else { 3 })
}

/// A posterior goes from 0 to 1.
fn posterior_ticks() -> Ticks {
    Ticks::from_zero(1.0, 2)
}

impl DensityPanel<'_> {
    /// Returns where the parts of the chart are; none if there is no room, or nothing to be drawn.
    fn parts(&self, area: Rect) -> Option<Parts> {
        let (lo, hi) = self.axes.x;
        let drawable = lo < hi && (hi - lo).is_finite() && self.axes.y_max > 0.0;
        if area.is_empty() || !drawable {
            return None;
        }
        let caption = self.observation.filter(|_| self.chart == Chart::Shares);
        let readout = match (self.cursor, caption) {
            (Some(_), _) if area.height >= 8 => readout::HEIGHT,
            (None, Some(_)) if area.height >= 8 => 1,
            _ => 0,
        };
        let below = Rect { y: area.bottom() - readout, height: readout, ..area };
        let chart = Rect { height: area.height - readout, ..area };
        let y_ticks = y_ticks(self.axes, chart);
        let gutter = match self.chart {
            Chart::Density => y_ticks.width(),
            Chart::Posterior | Chart::Both | Chart::Shares => {
                y_ticks.width().max(posterior_ticks().width())
            }
        } as u16;
        let gutter = if chart.width < NARROW { 0 } else { gutter + 1 };
        let (x, width) = (chart.x + gutter, chart.width - gutter);
        let points = Points::new(self, width);
        let rows = Rows::new(chart, points.rows_wanted());
        let plot = Rect { x, width, ..rows.plot };
        let [upper, lower] = self.split(plot);
        let axis = Rect { x, width, ..rows.axis };
        Some(Parts { chart, below, y_ticks, gutter, points, rows, plot, upper, lower, axis })
    }

    /// Returns where x is among this many cells or dots; `None` outside.
    fn position(&self, x: f64, count: u16) -> Option<u16> {
        let (lo, hi) = self.axes.x;
        let inside = (lo..=hi).contains(&x) && count > 0;
        inside.then(|| (((x - lo) / (hi - lo) * f64::from(count)) as u16).min(count - 1))
    }

    /// Returns the ends of part `i` of the x axis cut into `count`.
    fn interval(&self, i: usize, count: usize) -> (f64, f64) {
        let (lo, hi) = self.axes.x;
        let edge = |i: usize| lo + (hi - lo) * (i as f64 / count as f64);
        (edge(i), edge(i + 1))
    }

    /// Returns the areas of the density and of the posterior; either may have no height.
    fn split(&self, plot: Rect) -> [Rect; 2] {
        let lower = match self.chart {
            Chart::Density => 0,
            Chart::Both if plot.height < 10 => plot.height.div_ceil(2),
            Chart::Both => plot.height * 2 / 5,
            Chart::Shares if plot.height < 5 => 0,
            Chart::Shares => plot.height * 9 / 20,
            Chart::Posterior => plot.height,
        };
        let upper = plot.height - lower;
        // An empty row between them, if it can be spared, keeps 1 and 0 apart.
        let is_divided = matches!(self.chart, Chart::Both | Chart::Shares);
        let gap = u16::from(is_divided && plot.height >= 12);
        let below = Rect { y: plot.y + upper, height: lower, ..plot };
        [Rect { height: upper - gap, ..plot }, below]
    }

    /// The bars of the E-step, with the axes; the row of the observations is left out, since each
    /// is under its bar.
    fn render_shares(&self, area: Rect, below: Rect, gutter: u16, buffer: &mut Buffer) {
        let rows = Rows::new(area, 0);
        let right = |part: Rect| Rect { x: area.x + gutter, width: area.width - gutter, ..part };
        let plot = right(rows.plot);
        let [upper, lower] = self.split(plot);
        if gutter > 0 {
            self.render_y_axis(&y_ticks(self.axes, area), self.axes.y_max, upper, buffer);
            self.render_y_axis(&posterior_ticks(), 1.0, lower, buffer);
        }
        let mut raster = Raster::new(upper.width, upper.height);
        let Some(theta) = self.theta else { return };
        Curves::mixture(self, theta, &raster).draw(&mut raster);
        raster.render(self.theme.glyphs().marker(), upper, buffer, |_| self.theme.mixture());
        let shares = Shares::new(self, theta, plot.width);
        shares.render_densities(self, upper, buffer);
        shares.render_gammas(self.theme, lower, buffer);
        if let Some((i, digits)) = self.observation.filter(|_| self.cursor.is_none()) {
            let line = shares.caption((self, theta), (i, digits), below.width.into());
            lines::draw(line, below, buffer);
        }
        self.render_cursor(plot, below, buffer);
        self.render_x_axis(right(rows.axis), rows.labels, buffer);
        let x = |(i, _): (usize, &Digits)| self.sample.values()[i];
        let shown = self.observation.filter(|_| shares.is_exact());
        let at = shown.and_then(|shown| self.position(x(shown), plot.width));
        if let Some(column) = at.filter(|_| !rows.axis.is_empty()) {
            buffer.set_string(plot.x + column, rows.axis.y, "▴", self.theme.accent());
        }
    }

    /// The cursor along x and what it reads off.
    fn render_cursor(&self, plot: Rect, below: Rect, buffer: &mut Buffer) {
        if let Some(((x, digits), theta)) = self.cursor.zip(self.theta) {
            readout::render_line(self, x, plot, buffer);
            readout::render((self, theta), (x, digits), below, buffer);
        }
    }

    /// p(k | x; θ) from 0 to 1, one curve per component.
    fn render_posterior(&self, plot: Rect, buffer: &mut Buffer) {
        if plot.is_empty() {
            return;
        }
        let mut raster = Raster::new(plot.width, plot.height);
        let Some(theta) = self.theta else { return };
        let curves = Curves::posterior(self, theta, &raster);
        curves.draw(&mut raster);
        raster.render(self.theme.glyphs().marker(), plot, buffer, |ink| match ink {
            Ink::Component(k) => self.theme.component(k),
            _ => Style::new(),
        });
        curves.render_labels(self, &raster, plot, buffer);
    }

    fn render_curves(&self, points: &Points, plot: Rect, buffer: &mut Buffer) {
        if plot.is_empty() {
            return;
        }
        let mut raster = Raster::new(plot.width, plot.height);
        points.draw_bars(self, &mut raster);
        let curves = Curves::new(self, &raster);
        curves.draw(&mut raster);
        let style = |ink| match ink {
            Ink::Blank => Style::new(),
            Ink::Bar => self.theme.bars(),
            Ink::Before => self.theme.faint_line(),
            Ink::Mixture => self.theme.mixture(),
            Ink::Component(k) => self.theme.component(k),
        };
        raster.render(self.theme.glyphs().marker(), plot, buffer, style);
        curves.render_labels(self, &raster, plot, buffer);
    }

    fn render_y_axis(&self, ticks: &Ticks, y_max: f64, plot: Rect, buffer: &mut Buffer) {
        if plot.is_empty() {
            return;
        }
        let x = plot.x - 1;
        for y in plot.top()..plot.bottom() {
            buffer[(x, y)].set_char('│').set_style(self.theme.faint_line());
        }
        for tick in &ticks.ticks {
            let row = curves::level(tick.at, y_max, plot.height) / DOTS_Y as i64;
            let y = plot.bottom().saturating_sub(1 + row as u16).max(plot.top());
            let mark = if row == 0 { '┼' } else { '┤' };
            buffer[(x, y)].set_char(mark).set_style(self.theme.faint_line());
            let width = text::width(&tick.label) as u16;
            buffer.set_string(x.saturating_sub(width), y, &tick.label, self.theme.faint());
        }
    }

    fn render_x_axis(&self, axis: Rect, labels: Rect, buffer: &mut Buffer) {
        if axis.is_empty() {
            return;
        }
        let (faint, line) = (self.theme.faint(), self.theme.faint_line());
        for x in axis.left()..axis.right() {
            buffer[(x, axis.y)].set_char('─').set_style(line);
        }
        if axis.x > labels.x {
            buffer[(axis.x - 1, axis.y)].set_char('└').set_style(line);
        }
        let ticks = Ticks::spaced(Range::from(self.axes.x), axis.width, Ticks::new);
        let column = |x: f64| Some(axis.x + self.position(x, axis.width)?);
        ticks.draw_labels(column, labels, faint, buffer);
        for x in ticks.ticks.iter().filter_map(|tick| column(tick.at)) {
            buffer[(x, axis.y)].set_char('┬').set_style(line);
        }
        self.render_means(axis, buffer);
    }

    /// μ₁, μ₂ … on the axis, `μ` exactly at the mean; the index alone if they would overlap; ◂1
    /// or 1▸ if the mean is out of view. A name that would touch another is left out.
    fn render_means(&self, axis: Rect, buffer: &mut Buffer) {
        let column = |mean: f64| self.position(mean, axis.width).map(usize::from);
        let components = self.theta.map_or(&[][..], Theta::components);
        let columns: Vec<_> = components.iter().map(|c| column(c.mean())).collect();
        let mut taken = vec![false; axis.width.into()];
        // Those out of view first: the ends of the axis are theirs.
        let mut components: Vec<_> = components.iter().enumerate().collect();
        components.sort_by_key(|(k, _)| columns[*k].is_some());
        for (k, c) in components {
            let name = format!("μ{}", subscript(k + 1));
            let crowds = |other: &Option<usize>| {
                let apart = text::width(&name);
                other.zip(columns[k]).is_some_and(|(other, at)| other.abs_diff(at) <= apart)
            };
            let alone = columns.iter().filter(|other| crowds(other)).count() == 1;
            let free = |start: &usize, text: &str| {
                let end = *start + text::width(text);
                let mut around = start.saturating_sub(1)..end + 1;
                end <= taken.len() && around.all(|cell| taken.get(cell) != Some(&true))
            };
            let last = |text: &str| taken.len().saturating_sub(text::width(text));
            let (text, start) = match columns[k] {
                Some(at) if alone && free(&at, &name) => (name, Some(at)),
                Some(at) => {
                    let label = component(k);
                    let near =
                        [0, 1, -1, 2, -2].into_iter().filter_map(|by| at.checked_add_signed(by));
                    let start = near.into_iter().find(|at| free(at, &label));
                    (label, start)
                }
                None if c.mean() < self.axes.x.0 => {
                    let text = format!("◂{}", component(k));
                    let start = (0..=last(&text)).find(|at| free(at, &text));
                    (text, start)
                }
                None => {
                    let text = format!("{}▸", component(k));
                    let start = (0..=last(&text)).rev().find(|at| free(at, &text));
                    (text, start)
                }
            };
            let Some(start) = start else { continue };
            let style = self.theme.component_text(k).add_modifier(Modifier::BOLD);
            taken[start..start + text::width(&text)].fill(true);
            buffer.set_string(axis.x + start as u16, axis.y, text, style);
        }
    }
}

#[cfg(test)]
mod tests;
