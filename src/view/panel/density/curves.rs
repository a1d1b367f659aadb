//! The curves of the density chart: sampling and drawing.

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};

use super::DensityPanel;
use super::labels::{Board, Entry, legend_entries};
use crate::mixture::{Component, Theta};
use crate::text;
use crate::view::plot::raster::{DOTS_X, DOTS_Y, Ink, Raster, spans};

/// Cells on and cells off, along the curve; component k has pattern k, and they repeat.
pub(crate) const DASHES: [(usize, usize); 5] = [(3, 1), (2, 2), (1, 1), (4, 2), (2, 1)];

/// Returns the row of dots (from 0 at the bottom) of a density on a plot of this many cells; the
/// row above the highest where it is cut off.
pub(super) fn level(density: f64, y_max: f64, height: u16) -> i64 {
    let top = f64::from(height) * DOTS_Y as f64 - 1.0;
    (density / y_max * top).round().clamp(0.0, top + 1.0) as i64
}

/// The heights of every curve at every column of dots.
pub(super) struct Curves {
    mixture: Vec<i64>,
    components: Vec<Curve>,
    before: Vec<i64>,
    truth: Vec<i64>,
    /// Whether the components are dashed, each in its own way: not if they are all there is.
    are_dashed: bool,
    dots_high: i64,
    legend: Vec<Entry>,
}

pub(super) struct Curve {
    pub levels: Vec<i64>,
    /// The column of dots of the mean; negative or beyond the plot where the mean is.
    pub mean: i64,
}

impl Curves {
    pub(super) fn new(chart: &DensityPanel, raster: &Raster) -> Self {
        let columns = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let level = |density: f64| level(density, chart.axes.y_max, height);
        let levels = |highest: &dyn Fn((f64, f64)) -> f64| -> Vec<i64> {
            (0..columns).map(|i| level(highest(chart.interval(i, columns)))).collect()
        };
        let component = |c: &Component| {
            let (lo, hi) = chart.axes.x;
            let mean = ((c.mean() - lo) / (hi - lo) * columns as f64).floor();
            Curve {
                levels: levels(&|part| {
                    let x = if holds(part, c.mean()) { c.mean() } else { middle(part) };
                    c.log_joint(x).exp()
                }),
                mean: mean as i64,
            }
        };
        let previous = chart.previous.filter(|previous| Some(*previous) != chart.theta);
        Self {
            mixture: chart.theta.map_or(Vec::new(), |theta| levels(&|part| highest(theta, part))),
            components: chart
                .theta
                .map_or(&[][..], Theta::components)
                .iter()
                .map(component)
                .collect(),
            before: previous.map_or(Vec::new(), |theta| levels(&|part| highest(theta, part))),
            truth: chart.truth.map_or(Vec::new(), |theta| levels(&|part| highest(theta, part))),
            are_dashed: true,
            dots_high: raster.dots_high() as i64,
            legend: legend_entries(chart, previous.is_some()),
        }
    }

    /// Returns the mixture alone.
    pub(super) fn mixture(chart: &DensityPanel, theta: &Theta, raster: &Raster) -> Self {
        let columns = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let at = |i| level(highest(theta, chart.interval(i, columns)), chart.axes.y_max, height);
        Self {
            mixture: (0..columns).map(at).collect(),
            components: Vec::new(),
            before: Vec::new(),
            truth: Vec::new(),
            are_dashed: false,
            dots_high: raster.dots_high() as i64,
            legend: Vec::new(),
        }
    }

    /// Returns the posteriors p(k | x; θ), each named where it is highest.
    pub(super) fn posterior(chart: &DensityPanel, theta: &Theta, raster: &Raster) -> Self {
        let columns = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let rows: Vec<Vec<f64>> = (0..columns)
            .map(|i| middle(chart.interval(i, columns)))
            .map(|x| chart.sharing.responsibilities(x, theta))
            .collect();
        let component = |k: usize| {
            let highest = rows.iter().map(|gammas| gammas[k]).fold(0.0, f64::max);
            let at: Vec<usize> = (0..columns).filter(|i| rows[*i][k] > 0.999 * highest).collect();
            let levels = rows.iter().map(|gammas| level(gammas[k], 1.0, height)).collect();
            Curve { levels, mean: at.get(at.len() / 2).map_or(-1, |i| *i as i64) }
        };
        Self {
            mixture: Vec::new(),
            components: (0..theta.len()).map(component).collect(),
            before: Vec::new(),
            truth: Vec::new(),
            are_dashed: false,
            dots_high: raster.dots_high() as i64,
            legend: vec![Entry::text("p(k | x)", chart.theme.faint())],
        }
    }

    pub(super) fn draw(&self, raster: &mut Raster) {
        self.draw_line(raster, &self.truth, Ink::Before, |x, _| x % 6 < 4);
        for (x, level) in self.before.iter().enumerate().filter(|(x, _)| x % 2 == 0) {
            if *level > 0 {
                raster.dot(x, *level as usize, Ink::Before);
            }
        }
        self.draw_line(raster, &self.mixture, Ink::Mixture, |_, _| true);
        for (k, curve) in self.components.iter().enumerate() {
            let (on, off) = DASHES[k % DASHES.len()];
            let shown = |x: usize, y: usize| {
                // The length of the way along the curve, counted in cells across and up from its
                // foot.
                let across = x as i64 / DOTS_X as i64;
                let up = y as i64 / DOTS_Y as i64;
                let way = if (x as i64) < curve.mean { across + up } else { across - up };
                !self.are_dashed || y > 0 && way.rem_euclid((on + off) as i64) < on as i64
            };
            self.draw_line(raster, &curve.levels, Ink::Component(k), shown);
        }
    }

    fn draw_line(
        &self,
        raster: &mut Raster,
        levels: &[i64],
        ink: Ink,
        shown: impl Fn(usize, usize) -> bool,
    ) {
        for (x, (low, high)) in spans(levels).into_iter().enumerate() {
            for y in low..=high.min(self.dots_high - 1) {
                if shown(x, y as usize) {
                    raster.dot(x, y as usize, ink);
                }
            }
        }
    }

    /// What is written among the curves: ▲ where they are cut off, the components' names, the
    /// legend.
    pub(super) fn render_labels(
        &self,
        chart: &DensityPanel,
        raster: &Raster,
        plot: Rect,
        buffer: &mut Buffer,
    ) {
        let mut board = Board { raster, plot, taken: Vec::new(), buffer };
        board.cut_off(&self.mixture, self.dots_high, chart.theme.mixture());
        for (k, curve) in self.components.iter().enumerate() {
            board.cut_off(&curve.levels, self.dots_high, chart.theme.component(k));
        }
        for (k, curve) in self.components.iter().enumerate() {
            let style = chart.theme.component_text(k).add_modifier(Modifier::BOLD);
            board.name(curve, &text::component(k), style);
        }
        board.legend(&self.legend, chart.theme.faint());
    }
}

/// p(x; θ) over a part of the x axis: in its middle, or at a mean that lies in it if it is higher
/// there. So no peak is missed, however narrow.
fn highest(theta: &Theta, part: (f64, f64)) -> f64 {
    let means = theta.means().filter(|mean| holds(part, *mean));
    means.map(|x| theta.density(x)).fold(theta.density(middle(part)), f64::max)
}

fn holds((lo, hi): (f64, f64), x: f64) -> bool {
    (lo..hi).contains(&x)
}

fn middle((lo, hi): (f64, f64)) -> f64 {
    lo + (hi - lo) / 2.0
}
