//! ℓ and its lower bound F over the iterations, and how much ℓ still rises.

use super::super::canvas::{Canvas, TooSmall};
use super::super::curves;
use super::super::legend::{self, Swatch};
use super::super::page::{Area, Label, Path, Point};
use super::super::panel::{AxisOf, BELOW, Kind, Panel, left_of, y_ticks};
use super::super::style::{BLACK, BOLD, CURVE, SeriesStyle, WHITE, solid};
use super::{Layout, Source};
use crate::app::looks::axes::Range;
use crate::mixture::Iterate;
use crate::text::{fixed, shortest};

/// Up to this many iterations, each has its mark, and F its half-steps.
const FEW: usize = 40;
/// Marks are at least this far apart on the page.
const APART: f64 = 4.0;

/// The figure's numbers.
#[derive(Debug)]
pub(in super::super) struct Likelihood {
    /// ℓ, or what is maximised in its place, at each iteration.
    values: Vec<Point>,
    /// F after each half-step, if the iterations are few.
    bound: Vec<Point>,
    /// The logarithm of each rise.
    rises: Vec<Point>,
    symbol: &'static str,
    name: &'static str,
}

impl Likelihood {
    pub(in super::super) fn of(source: &Source<'_>) -> Self {
        let at = |iterate: &Iterate| (iterate.iteration() as f64, iterate.objective());
        let is_finite = |(_, y): &Point| y.is_finite();
        let values: Vec<Point> = source.trace.iter().map(at).filter(is_finite).collect();
        let mut bound = Vec::new();
        if (2..=FEW).contains(&source.trace.len()) {
            // After the M-step F is below ℓ, and the E-step raises it to ℓ.
            for iterate in source.trace {
                let (t, value) = at(iterate);
                bound.extend(iterate.lower_bound().map(|bound| (t, bound)));
                bound.push((t, value));
            }
            bound.retain(is_finite);
        }
        let rises = values.windows(2).map(|pair| (pair[1].0, (pair[1].1 - pair[0].1).log10()));
        let rises: Vec<Point> = rises.filter(is_finite).collect();
        let objective = source.last().method().objective();
        let (symbol, name) = (objective.symbol(), objective.name());
        Self { values, bound, rises, symbol, name }
    }

    fn x_axis(&self, kind: Kind) -> AxisOf {
        let ends = [self.values.first(), self.values.last()];
        let ends = ends.into_iter().flatten().map(|(t, _)| *t);
        let (first, last) = ends.fold((f64::INFINITY, 0.0), |(a, b), t: f64| (t.min(a), t.max(b)));
        let margin = 0.02 * (last - first).max(1.0);
        let range = Range::from((first - margin, last.max(first + 1.0) + margin));
        AxisOf { range, kind, name: Label::from("iteration ").and("t"), unit: None }
    }

    fn y_axis(&self) -> AxisOf {
        let all = self.values.iter().chain(&self.bound).map(|(_, y)| *y);
        let range = widened(Range::holding(all, 1e-12), 0.05);
        let name = Label::from(format!("{} ", self.name)).and(self.symbol);
        AxisOf { range, kind: Kind::Number, name, unit: Some("nats".into()) }
    }

    fn rise_axis(&self) -> AxisOf {
        let range = Range::holding(self.rises.iter().map(|(_, y)| *y), 0.0);
        // At least two powers of ten.
        let range =
            Range::from((range.lo().floor(), range.hi().ceil().max(range.lo().floor() + 1.0)));
        let name = Label::from("rise ").and("Δ").and(self.symbol);
        AxisOf {
            range: widened(range, 0.05),
            kind: Kind::PowerOfTen,
            name,
            unit: Some("nats".into()),
        }
    }

    fn draw_values(&self, canvas: &mut Canvas, panel: &Panel) {
        curves::draw(canvas, panel, &self.values, solid(BLACK, BOLD));
        // Where both coincide, both are seen.
        curves::draw(canvas, panel, &self.bound, SeriesStyle::new(1).stroke());
        if self.values.len() <= FEW {
            draw_marks(canvas, panel, &self.values);
        }
    }
}

/// Draws a mark at each point, except those too near to the one before.
fn draw_marks(canvas: &mut Canvas, panel: &Panel, points: &[Point]) {
    let mut last: Option<Point> = None;
    let mut path = Path::default();
    for at in points.iter().map(|point| panel.nearest(*point)) {
        if last.is_none_or(|last| (at.0 - last.0).hypot(at.1 - last.1) >= APART) {
            path.circle(at, 1.6);
            last = Some(at);
        }
    }
    canvas.shape(path, Some(WHITE), Some(solid(BLACK, 0.8)));
}

/// Returns a range with this part of its length more on both sides.
pub(super) fn widened(range: Range, by: f64) -> Range {
    let more = by * range.length();
    Range::from((range.lo() - more, range.hi() + more))
}

impl Layout for Likelihood {
    fn height(&self, width: f64) -> f64 {
        if self.rises.len() > 1 { 0.66 * width + 20.0 } else { 0.5 * width + 14.0 }
    }

    fn title(&self) -> String {
        format!("The {} over the iterations of EM", self.name)
    }

    fn description(&self) -> String {
        let ends = [self.values.first(), self.values.last()].into_iter().flatten();
        let ends = ends.map(|(t, value)| format!("{} at iteration {t}", shortest(*value)));
        format!("The {}: {}.", self.name, ends.collect::<Vec<_>>().join("; "))
    }

    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall> {
        let page = canvas.area();
        let line = solid(BLACK, BOLD);
        let sample = if self.values.len() <= FEW {
            Swatch::LineAndMarker(line, 0, WHITE)
        } else {
            Swatch::Line(line)
        };
        let mut entries =
            vec![(sample, Label::from(format!("{} ", self.name)).and(self.symbol).and("(θ_t)"))];
        if !self.bound.is_empty() {
            let second = Swatch::Line(SeriesStyle::new(1).stroke());
            entries.push((
                second,
                Label::from("lower bound ").and("F").plain(" after each half-step"),
            ));
        }
        let legend = legend::draw(canvas, &entries, &page)?;
        let outer = Area { top: page.top + legend + 4.0, ..page };
        let y = self.y_axis();
        if self.rises.len() < 2 {
            let panel = Panel::draw(canvas, &outer, &self.x_axis(Kind::Whole), &y, None)?;
            self.draw_values(canvas, &panel);
            return Ok(());
        }
        let rise = self.rise_axis();
        let split = outer.top + 0.56 * (outer.height() - BELOW);
        let upper = Area { bottom: split, ..outer };
        let lower = Area { top: split + 10.0, ..outer };
        let ticks = [y_ticks(&y, upper.height())?, y_ticks(&rise, lower.height() - BELOW)?];
        let left = outer.left + ticks.iter().map(left_of).fold(0.0, f64::max);
        let panel = Panel::draw(canvas, &upper, &self.x_axis(Kind::Unlabelled), &y, Some(left))?;
        self.draw_values(canvas, &panel);
        let panel = Panel::draw(canvas, &lower, &self.x_axis(Kind::Whole), &rise, Some(left))?;
        curves::draw(canvas, &panel, &self.rises, solid(BLACK, CURVE));
        if self.values.len() <= FEW {
            draw_marks(canvas, &panel, &self.rises);
        }
        Ok(())
    }
}

/// Returns a number to a few digits, for labels within a plot.
pub(super) fn brief(value: f64) -> String {
    let size = if value == 0.0 { 0 } else { value.abs().log10().floor() as i32 };
    if (-4..6).contains(&size) {
        fixed(value, (2 - size).clamp(0, 6) as usize)
    } else {
        crate::text::scientific(value, 2)
    }
}
