//! The quantiles of the data against those of the mixture.

use super::super::canvas::{Canvas, Caption, TooSmall};
use super::super::curves;
use super::super::legend::{self, Swatch};
use super::super::page::{Anchor, Area, Ink, Label, Path, Point};
use super::super::panel::{AxisOf, Kind, Panel};
use super::super::style::{BAR, BLACK, CURVE, GREY, SeriesStyle, solid};
use super::super::unit::Measured;
use super::likelihood::{brief, widened};
use super::{Layout, Source};
use crate::app::looks::axes::Range;
use crate::mixture::{Quantiles, Sample, Theta};

/// The standard errors that hold 95 of 100 quantiles, and how many observations they take to mean
/// something.
const ERRORS: f64 = 1.96;
/// As [`ERRORS`].
const ENOUGH: usize = 20;
/// Points of the band.
const BAND: usize = 160;

/// The figure's numbers.
#[derive(Debug)]
pub(in super::super) struct QuantilePlot {
    measured: Measured,
    /// Quantiles of the mixture and of the data.
    points: Vec<Point>,
    /// The lower and the upper edge of where most of them lie if the mixture is right.
    band: Option<(Vec<Point>, Vec<Point>)>,
    /// Kolmogorov's distance, and where.
    distance: (f64, f64),
}

impl QuantilePlot {
    pub(in super::super) fn of(source: &Source<'_>, measured: Measured) -> Self {
        let (sample, theta) = (&source.dataset.sample, source.theta());
        let quantiles = Quantiles::of(sample);
        let point = |p: f64, x: f64| (theta.quantile(p), x);
        let points = quantiles.points().iter().map(|q| point(q.probability, q.x));
        let is_finite = |(x, y): &Point| x.is_finite() && y.is_finite();
        Self {
            measured,
            points: points.filter(is_finite).collect(),
            band: band(sample, theta),
            distance: quantiles.largest_distance(theta),
        }
    }

    fn range(&self) -> Range {
        let all = self.points.iter().flat_map(|(x, y)| [*x, *y]);
        widened(Range::holding(all, 0.0), 0.04)
    }

    fn draw_band(&self, canvas: &mut Canvas, panel: &Panel) {
        let Some((lower, upper)) = &self.band else { return };
        let edge = lower.iter().chain(upper.iter().rev()).map(|point| panel.nearest(*point));
        let mut path = Path::default();
        path.polygon(edge);
        canvas.fill(path, BAR);
    }
}

/// Returns where 95 of 100 quantiles of n independent observations lie if the mixture is right:
/// about the mixture's own, by their standard error √(p(1−p)/n) / p(x; θ).
fn band(sample: &Sample, theta: &Theta) -> Option<(Vec<Point>, Vec<Point>)> {
    let is_known = sample.bins().is_none() && sample.summed().is_none() && !sample.has_weights();
    let n = sample.known_one_by_one();
    if !is_known || n < ENOUGH {
        return None;
    }
    let first = 0.5 / n as f64;
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    for i in 0..=BAND {
        let p = first + (1.0 - 2.0 * first) * (i as f64 / BAND as f64);
        let x = theta.quantile(p);
        let error = ERRORS * (p * (1.0 - p) / n as f64).sqrt() / theta.density(x);
        if x.is_finite() && error.is_finite() {
            lower.push((x, x - error));
            upper.push((x, x + error));
        }
    }
    (!lower.is_empty()).then_some((lower, upper))
}

impl Layout for QuantilePlot {
    fn height(&self, width: f64) -> f64 {
        0.8 * width + 8.0
    }

    fn title(&self) -> String {
        format!("Quantiles of {} against those of the mixture", self.measured.name.text())
    }

    fn description(&self) -> String {
        let (distance, x) = self.distance;
        format!(
            "The distribution functions of data and mixture differ most at {}, by {}.",
            brief(x),
            brief(distance)
        )
    }

    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall> {
        let page = canvas.area();
        let marker = SeriesStyle::new(0).ink;
        let mut entries = vec![
            (Swatch::Marker(0, LIGHT, marker), Label::from("quantiles")),
            (Swatch::Line(solid(BLACK, CURVE)), "data = mixture".into()),
        ];
        if self.band.is_some() {
            entries.push((Swatch::Box(BAR), "95 % if the mixture is right".into()));
        }
        let legend = legend::draw(canvas, &entries, &page)?;
        let range = self.range();
        let axis = |of: &str| AxisOf {
            range,
            kind: Kind::Number,
            name: self.measured.name.clone().plain(&format!(", quantiles of the {of}")),
            unit: self.measured.unit(),
        };
        let outer = Area { top: page.top + legend + 4.0, ..page };
        let panel = Panel::draw(canvas, &outer, &axis("mixture"), &axis("data"), None)?;
        self.draw_band(canvas, &panel);
        let diagonal = [(range.lo(), range.lo()), (range.hi(), range.hi())];
        curves::draw(canvas, &panel, &diagonal, solid(BLACK, CURVE));
        let mut marks = Path::default();
        let mut covered = Vec::new();
        for point in &self.points {
            let at = panel.nearest(*point);
            marks.circle(at, 1.5);
            covered.push(at);
        }
        canvas.shape(marks, Some(LIGHT), Some(solid(marker, 0.6)));
        covered.extend(curves::obstacles(&panel, &diagonal));
        let distance = Label::from("largest distance ")
            .and("D")
            .plain(&format!(" = {}", brief(self.distance.0)));
        let caption = Caption::new(distance).ink(GREY);
        let Area { left, top, right, bottom } = panel.area;
        let corners = [
            ((right - 3.0, bottom - 6.0), Anchor::End),
            ((left + 5.0, top + 9.0), Anchor::Start),
            ((right - 3.0, top + 9.0), Anchor::End),
            ((left + 5.0, bottom - 6.0), Anchor::Start),
        ];
        canvas.place(&caption, &corners, &panel.area, &covered).map(|_| ())
    }
}

/// What marks are filled with, so that those on others can be told apart.
const LIGHT: Ink = Ink(0xd6, 0xea, 0xf8);
