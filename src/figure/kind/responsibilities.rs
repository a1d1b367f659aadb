//! p(k | x) over x, and the γ of the observations on it.

use super::super::canvas::{Canvas, TooSmall};
use super::super::curves;
use super::super::legend::{self, Swatch};
use super::super::page::{Area, Label, Path, Point};
use super::super::panel::{AxisOf, Kind, Panel};
use super::super::style::{BLACK, GREY, SeriesStyle, WHITE, solid};
use super::super::unit::Measured;
use super::{Layout, Source};
use crate::app::looks::axes::{Axes, Range};
use crate::mixture::{Sharing, Theta};

/// Up to this many observations, each has a tick below; up to this many γ, each has its mark.
const RUG: usize = 200;
/// As [`RUG`].
const MARKS: usize = 400;
/// Between neighbouring points a curve changes by this much at most, unless it is a step.
const STEP: f64 = 0.05;
/// How often the distance between points is halved for that.
const HALVINGS: u32 = 24;
/// Room above 1, for labels.
const TOP: f64 = 1.13;

/// The figure's numbers.
#[derive(Debug)]
pub(in super::super) struct Responsibilities {
    measured: Measured,
    range: Range,
    theta: Theta,
    /// How the last E-step shares observations out.
    sharing: Sharing,
    /// The curve of each component.
    curves: Vec<Vec<Point>>,
    /// The observations, if they are few.
    observations: Vec<f64>,
}

impl Responsibilities {
    pub(in super::super) fn of(source: &Source<'_>, measured: Measured) -> Self {
        let (sample, theta) = (&source.dataset.sample, source.theta().clone());
        let range = Range::from(Axes::start(sample, &theta).x);
        let last = source.last();
        let sharing = last.method().sharing(last.iteration());
        let rows = rows(range, sharing, &theta);
        let curve = |k: usize| rows.iter().map(|(x, gamma)| (*x, gamma[k])).collect();
        let curves = (0..theta.len()).map(curve).collect();
        let is_known = sample.bins().is_none() && sample.summed().is_none();
        let mut observations = Vec::new();
        if is_known && sample.known_one_by_one() <= RUG {
            observations = sample.values().to_vec();
            observations.sort_by(f64::total_cmp);
            observations.dedup();
        }
        Self { measured, range, theta, sharing, curves, observations }
    }

    fn draw_observations(&self, canvas: &mut Canvas, panel: &Panel) {
        let mut rug = Path::default();
        for x in &self.observations {
            let (x, bottom) = panel.nearest((*x, 0.0));
            rug.line([(x, bottom), (x, bottom + 3.0)]);
        }
        canvas.stroke(rug, solid(GREY, 0.4));
        if self.observations.len() * self.theta.len() > MARKS {
            return;
        }
        for k in 0..self.theta.len() {
            let mut marks = Path::default();
            for x in &self.observations {
                let gamma = self.sharing.responsibilities(*x, &self.theta)[k];
                marks.marker(panel.nearest((*x, gamma)), 1.5, k);
            }
            canvas.shape(marks, Some(WHITE), Some(solid(SeriesStyle::new(k).ink, 0.7)));
        }
    }

    /// Returns where a curve may be labelled: where it is highest, on its way there, and halfway.
    fn label_points(&self, k: usize) -> Vec<Point> {
        let curve = &self.curves[k];
        let highest = curve.iter().map(|(_, y)| *y).fold(0.0, f64::max);
        let mean = self.theta.components()[k].mean();
        let mut out = Vec::new();
        for share in [0.995, 0.9, 0.7, 0.5, 0.3] {
            let high: Vec<&Point> = curve.iter().filter(|(_, y)| *y >= share * highest).collect();
            let nearest = |at: f64| {
                let by = |a: &&&Point, b: &&&Point| (a.0 - at).abs().total_cmp(&(b.0 - at).abs());
                high.iter().min_by(by).map(|point| **point)
            };
            let (Some(first), Some(last)) = (high.first(), high.last()) else { continue };
            out.extend(nearest(first.0.midpoint(last.0)));
            out.extend(nearest(mean));
            out.extend([**first, **last]);
        }
        out
    }
}

/// Returns γ at positions so close together that the curves are smooth.
fn rows(range: Range, sharing: Sharing, theta: &Theta) -> Vec<(f64, Vec<f64>)> {
    let gamma = |x: f64| (x, sharing.responsibilities(x, theta));
    let mut rows: Vec<(f64, Vec<f64>)> = Vec::new();
    for x in curves::positions(range, theta) {
        let mut open = vec![(gamma(x), 0)];
        while let Some((row, depth)) = open.pop() {
            let Some(before) = rows.last() else {
                rows.push(row);
                continue;
            };
            let change = row.1.iter().zip(&before.1).map(|(a, b)| (a - b).abs());
            let middle = before.0.midpoint(row.0);
            let is_between = before.0 < middle && middle < row.0;
            if change.fold(0.0, f64::max) > STEP && depth < HALVINGS && is_between {
                open.push((row, depth + 1));
                open.push((gamma(middle), depth + 1));
            } else {
                rows.push(row);
            }
        }
    }
    rows
}

impl Layout for Responsibilities {
    fn height(&self, width: f64) -> f64 {
        0.46 * width + 14.0
    }

    fn title(&self) -> String {
        format!("Responsibilities over {}", self.measured.name.text())
    }

    fn description(&self) -> String {
        let k = self.theta.len();
        format!("The probability of each of {k} components at x, and the observations' γ.")
    }

    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall> {
        let page = canvas.area();
        let dashes = SeriesStyle { ink: GREY, ..SeriesStyle::new(0) };
        let mut entries = vec![(Swatch::Line(dashes.stroke()), Label::from("component ").and("k"))];
        if !self.observations.is_empty() {
            let has_marks = self.observations.len() * self.theta.len() <= MARKS;
            let sample =
                if has_marks { Swatch::Marker(0, WHITE, BLACK) } else { Swatch::Rug(GREY) };
            entries.push((sample, "observations".into()));
        }
        let legend = legend::draw(canvas, &entries, &page)?;
        let outer = Area { top: page.top + legend + 4.0, ..page };
        let x = AxisOf {
            range: self.range,
            kind: Kind::Number,
            name: self.measured.name.clone(),
            unit: self.measured.unit(),
        };
        let name = Label::from("responsibility ").and("p(k | x; θ)");
        let y = AxisOf { range: Range::from((0.0, TOP)), kind: Kind::Number, name, unit: None };
        let panel = Panel::draw(canvas, &outer, &x, &y, None)?;
        for (k, curve) in self.curves.iter().enumerate() {
            curves::draw(canvas, &panel, curve, SeriesStyle::new(k).stroke());
        }
        self.draw_observations(canvas, &panel);
        let mut obstacles = Vec::new();
        for curve in &self.curves {
            obstacles.extend(curves::obstacles(&panel, curve));
        }
        for k in 0..self.curves.len() {
            let at = self.label_points(k);
            curves::label(canvas, &panel, (k, self.curves.len()), &at, &obstacles)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Assignment, Method};

    #[test]
    fn hard_em_gives_each_x_to_one_component() {
        let theta = Theta::from_lists(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0]).unwrap();
        let range = Range::from((-3.0, 7.0));
        let shares = |assignment| {
            let method = Method { assignment, ..Method::default() };
            rows(range, method.sharing(1), &theta)
        };
        assert!(
            shares(Assignment::Hard).iter().all(|(_, gamma)| gamma[0] == 0.0 || gamma[0] == 1.0)
        );
        let soft = shares(Assignment::Soft);
        assert!(soft.iter().any(|(_, gamma)| (0.3..0.7).contains(&gamma[0])));
    }
}
