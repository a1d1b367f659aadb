//! Goodness of fit: quantiles of the sample against those of the mixture, and the distribution
//! function of both.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::app::looks::axes::Range;
use crate::mixture::{Quantiles, Theta};
use crate::text::{fixed, subscript};
use crate::view::number::{LONGEST, Scale};
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::plot::raster::{Ink, Raster, spans};
use crate::view::theme::Theme as Colors;
use crate::view::{ascii, lines};

/// Which of the two plots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goodness {
    /// A point for each quantile: the mixture's across, the sample's up.
    Quantiles,
    /// F(x; θ) as a curve, and the sample's distribution function as steps.
    Distribution,
}

/// A plot of how well θ_t fits.
pub(crate) struct GoodnessPlot<'a> {
    pub kind: Goodness,
    /// None until they are computed.
    pub quantiles: Option<&'a Quantiles>,
    pub theta: &'a Theta,
    /// t
    pub t: usize,
    pub scale: &'a Scale,
    pub colors: &'a Colors,
}

impl Widget for GoodnessPlot<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let Some(quantiles) = self.quantiles else {
            lines::draw(Line::styled(" computing quantiles …", self.colors.faint()), area, buffer);
            return;
        };
        let text = match area.height {
            0..=5 => 0,
            6..=9 => 1,
            _ => 2,
        };
        let chart = Rect { height: area.height - text, ..area };
        match self.kind {
            Goodness::Quantiles => self.quantile_plot(quantiles, chart, buffer),
            Goodness::Distribution => self.distribution(quantiles, chart, buffer),
        }
        let fitting = |said: Vec<String>| {
            ascii::fitting(self.colors, said, area.width.into()).unwrap_or_default()
        };
        let said = [fitting(self.legend()), fitting(self.distance(quantiles))];
        for (line, y) in said.into_iter().zip(chart.bottom()..area.bottom()) {
            let line = Line::styled(line, self.colors.faint());
            lines::draw(line, Rect { y, height: 1, ..area }, buffer);
        }
    }
}

impl GoodnessPlot<'_> {
    fn quantile_plot(&self, quantiles: &Quantiles, area: Rect, buffer: &mut Buffer) {
        let pairs: Vec<(f64, f64)> =
            quantiles.points().iter().map(|q| (self.theta.quantile(q.probability), q.x)).collect();
        // One range for both, so that a perfect fit is the diagonal of the plot.
        let range = with_margin(pairs.iter().flat_map(|(fitted, x)| [*fitted, *x]));
        let frame = PlotFrame::new(area, range, range, XNumbers::Any, self.colors, buffer);
        let Some(plot) = frame else { return };
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        let diagonal = (0..plot.dots_wide()).map(|column| plot.level(plot.x_of_dot(column)));
        draw_curve(&mut raster, &diagonal.collect::<Vec<_>>(), Ink::Before);
        let dots = plot.dots_wide() as f64;
        for (fitted, x) in pairs {
            let column = (fitted - range.lo()) / range.length() * dots;
            if let Ok(level) = usize::try_from(plot.level(x)) {
                raster.dot(column as usize, level, Ink::Mixture);
            }
        }
        self.render_raster(&raster, plot.area, buffer);
    }

    fn distribution(&self, quantiles: &Quantiles, area: Rect, buffer: &mut Buffer) {
        let points = quantiles.points();
        let ends = [0.001, 0.999].map(|p| self.theta.quantile(p));
        let x = with_margin(points.iter().map(|q| q.x).chain(ends));
        let y = Range::from((0.0, 1.0));
        let frame = PlotFrame::new(area, x, y, XNumbers::Any, self.colors, buffer);
        let Some(plot) = frame else { return };
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        let high = (usize::from(plot.area.height) * 4).saturating_sub(1) as i64;
        let level = |f: f64| plot.level(f).clamp(0, high);
        let xs = || (0..plot.dots_wide()).map(|column| plot.x_of_dot(column));
        let of_sample = xs().map(|x| {
            // The share of the observations at or below x.
            let below = points.partition_point(|q| q.x <= x);
            let last = below.checked_sub(1).map(|last| points[last]);
            level(last.map_or(0.0, |q| q.probability + q.rise / 2.0))
        });
        draw_curve(&mut raster, &of_sample.collect::<Vec<_>>(), Ink::Before);
        let fitted = xs().map(|x| level(self.theta.cumulative(x)));
        draw_curve(&mut raster, &fitted.collect::<Vec<_>>(), Ink::Mixture);
        self.render_raster(&raster, plot.area, buffer);
    }

    fn render_raster(&self, raster: &Raster, area: Rect, buffer: &mut Buffer) {
        raster.render(self.colors.glyphs().marker(), area, buffer, |ink| match ink {
            Ink::Before => self.colors.accent(),
            _ => self.colors.mixture(),
        });
    }

    /// Returns what is what, at length and in fewer words.
    fn legend(&self) -> Vec<String> {
        let t = subscript(self.t);
        match self.kind {
            Goodness::Quantiles => vec![
                format!(
                    " across: quantiles of p(x; θ{t}); up: of the data; on the line they agree"
                ),
                format!(" across: p(x; θ{t}), up: data, line: equal"),
                " across: θ, up: data, line: equal".to_owned(),
            ],
            Goodness::Distribution => vec![
                format!(" curve: F(x; θ{t}); steps: the share of the data at or below x"),
                format!(" curve: F(x; θ{t}), steps: data"),
            ],
        }
    }

    /// Returns where the two are furthest apart, at length and in fewer words.
    fn distance(&self, quantiles: &Quantiles) -> Vec<String> {
        let (distance, x) = quantiles.largest_distance(self.theta);
        let x = self.scale.x(x, 0.0, LONGEST);
        let far = format!("{} at x = {x}", fixed(distance, 4));
        if quantiles.is_exact() {
            return vec![
                format!(" largest distance of the two functions: {far}"),
                format!(" largest distance: {far}"),
                format!(" apart by {far}"),
            ];
        }
        let count = quantiles.points().len();
        vec![
            format!(" largest distance of the two functions at {count} quantiles: {far}"),
            format!(" at {count} quantiles apart by {far}"),
            format!(" of {count}: {far}"),
        ]
    }
}

/// Returns the range of some values, and a little more.
fn with_margin(values: impl IntoIterator<Item = f64>) -> Range {
    let range = Range::holding(values, 0.0);
    let margin = 0.03 * range.length();
    Range::holding([range.lo() - margin, range.hi() + margin], 0.0)
}

fn draw_curve(raster: &mut Raster, levels: &[i64], ink: Ink) {
    for (column, (low, high)) in spans(levels).into_iter().enumerate() {
        for level in low.max(0)..=high {
            raster.dot(column, level as usize, ink);
        }
    }
}
