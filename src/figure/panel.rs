//! A pair of axes: where values are on the page, and the frame with ticks and titles.

use super::canvas::{Canvas, Caption, TooSmall};
use super::page::{Anchor, Area, Label, Path, Point, Text};
use super::style::{AXIS, BLACK, SMALL, TEXT, TICK, solid};
use super::ticks::{Tick, Ticks};
use crate::app::looks::axes::Range;

/// What an axis is of.
#[derive(Clone, Debug)]
pub(super) struct AxisOf {
    /// From end to end.
    pub(super) range: Range,
    /// What its numbers are.
    pub(super) kind: Kind,
    /// What is measured along it.
    pub(super) name: Label,
    /// In what unit; none if it has none.
    pub(super) unit: Option<Label>,
}

/// What the numbers along an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// any
    Number,
    /// whole numbers
    Whole,
    /// logarithms to base 10
    PowerOfTen,
    /// any above 0, on an axis of their logarithms to base 10
    Logarithmic,
    /// any, with no labels: another panel below has them
    Unlabelled,
}

/// Between a tick and its label, and between labels and the title.
const GAP: f64 = 2.0;
/// Labels along x are at least this far apart, labels along y this much from baseline to baseline.
const ALONG_X: f64 = 9.0;
/// As [`ALONG_X`].
const ALONG_Y: f64 = 15.0;
/// The smallest plot that is one.
const LEAST: f64 = 40.0;
/// Below the axis of x: ticks, labels and title.
pub(super) const BELOW: f64 = TICK + GAP + SMALL * 0.74 + GAP + TEXT * 0.95 + 1.0;

/// A pair of axes on a page.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    /// Where the plot is.
    pub(super) area: Area,
    x: Range,
    y: Range,
}

impl Panel {
    /// Draws the axes within `outer`; the plot begins at `left` if several panels are aligned.
    ///
    /// # Errors
    /// Returns an error if labels do not fit.
    pub(super) fn draw(
        canvas: &mut Canvas,
        outer: &Area,
        x: &AxisOf,
        y: &AxisOf,
        left: Option<f64>,
    ) -> Result<Self, TooSmall> {
        let is_labelled = x.kind != Kind::Unlabelled;
        let bottom = outer.bottom - if is_labelled { BELOW } else { TICK };
        let along_y = y_ticks(y, bottom - outer.top)?;
        let left = left.unwrap_or(outer.left + left_of(&along_y));
        let area = Area { left, top: outer.top, right: outer.right, bottom };
        if area.width() < LEAST || area.height() < LEAST {
            return Err(TooSmall);
        }
        let mut panel = Self { area, x: x.range, y: y.range };
        let mut along_x = x_ticks(x, area.width())?;
        // A number at the right end is not to leave the page.
        let beyond = panel.end_of(&along_x) - canvas.area().right;
        if is_labelled && beyond > 0.0 {
            panel.area.right -= beyond;
            along_x = x_ticks(x, panel.area.width())?;
        }
        panel.frame(canvas, &along_x, &along_y);
        if is_labelled {
            panel.label_x(canvas, x, &along_x)?;
        }
        panel.label_y(canvas, y, &along_y, outer.left)?;
        Ok(panel)
    }

    /// Returns where the last label along x ends.
    fn end_of(&self, ticks: &Ticks) -> f64 {
        let end = |tick: &Tick| self.x(tick.at) + tick.label.width(SMALL) / 2.0;
        ticks.all.last().map_or(self.area.right, end)
    }

    fn frame(&self, canvas: &mut Canvas, along_x: &Ticks, along_y: &Ticks) {
        let Area { left, top, right, bottom } = self.area;
        let mut path = Path::default();
        path.line([(left, top), (left, bottom), (right, bottom)]);
        for tick in &along_x.all {
            let x = self.x(tick.at);
            path.line([(x, bottom), (x, bottom + TICK)]);
        }
        for tick in &along_y.all {
            let y = self.y(tick.at);
            path.line([(left - TICK, y), (left, y)]);
        }
        canvas.stroke(path, solid(BLACK, AXIS));
    }

    fn label_x(&self, canvas: &mut Canvas, axis: &AxisOf, ticks: &Ticks) -> Result<(), TooSmall> {
        let baseline = self.area.bottom + TICK + GAP + SMALL * 0.74;
        for tick in &ticks.all {
            let caption = Caption::new(tick.label.clone()).small();
            canvas.text(caption.at((self.x(tick.at), baseline), Anchor::Middle))?;
        }
        let title = Caption::new(ticks.title(&axis.name, axis.unit.as_ref()));
        let half = title.width() / 2.0;
        let page = canvas.area();
        // Under the middle of the plot, unless it would leave the page there.
        let middle = self.area.left.midpoint(self.area.right);
        let middle = middle.min(page.right - half).max(page.left + half);
        canvas.text(title.at((middle, baseline + GAP + TEXT * 0.95), Anchor::Middle))
    }

    fn label_y(
        &self,
        canvas: &mut Canvas,
        axis: &AxisOf,
        ticks: &Ticks,
        outer_left: f64,
    ) -> Result<(), TooSmall> {
        for tick in &ticks.all {
            let caption = Caption::new(tick.label.clone()).small();
            let at = (self.area.left - TICK - GAP, self.y(tick.at) + SMALL * 0.35);
            canvas.text(caption.at(at, Anchor::End))?;
        }
        let title = Caption::new(ticks.title(&axis.name, axis.unit.as_ref()));
        let half = title.width() / 2.0;
        let page = canvas.area();
        let middle = self.area.top.midpoint(self.area.bottom);
        let middle = middle.min(page.bottom - half).max(page.top + half);
        let at = (outer_left + TEXT * 0.78, middle);
        canvas.text(Text { is_upright: true, ..title.at(at, Anchor::Middle) })
    }

    /// Returns where a value of x is.
    pub(super) fn x(&self, x: f64) -> f64 {
        self.area.left + (x - self.x.lo()) / self.x.length() * self.area.width()
    }

    /// Returns where a value of y is.
    pub(super) fn y(&self, y: f64) -> f64 {
        self.area.bottom - (y - self.y.lo()) / self.y.length() * self.area.height()
    }

    /// Returns where a point is; what is far away is not further than any page.
    pub(super) fn point(&self, (x, y): Point) -> Point {
        const FAR: f64 = 1e6;
        (self.x(x).clamp(-FAR, FAR), self.y(y).clamp(-FAR, FAR))
    }

    /// Returns where a point is, or the nearest to it that is within the plot.
    pub(super) fn nearest(&self, at: Point) -> Point {
        let ((x, y), Area { left, top, right, bottom }) = (self.point(at), self.area);
        (x.clamp(left, right), y.clamp(top, bottom))
    }
}

/// Returns how much of the page is left of a plot whose numbers along y are these.
pub(super) fn left_of(ticks: &Ticks) -> f64 {
    TEXT + 2.0 + GAP + ticks.width(SMALL) + GAP + TICK
}

/// Returns the ticks along y on this height.
///
/// # Errors
/// Returns an error if there is no room for two.
pub(super) fn y_ticks(axis: &AxisOf, height: f64) -> Result<Ticks, TooSmall> {
    [28.0, 22.0, ALONG_Y]
        .into_iter()
        .map(|apart| axis.ticks(apart / height.max(1.0)))
        .find(|ticks| ticks.all.len() >= 3)
        .or_else(|| Some(axis.ticks(ALONG_Y / height.max(1.0))))
        .filter(|ticks| ticks.all.len() >= 2 || axis.kind != Kind::Number)
        .filter(|_| height >= LEAST)
        .ok_or(TooSmall)
}

/// Returns the ticks along x on this width: as close together as their labels allow.
fn x_ticks(axis: &AxisOf, width: f64) -> Result<Ticks, TooSmall> {
    let mut apart = 28.0;
    while apart < width {
        let ticks = axis.ticks(apart / width);
        let steps = ticks.all.windows(2).map(|pair| pair[1].at - pair[0].at);
        let Some(step) = steps.reduce(f64::min) else { break };
        let step = step / axis.range.length() * width;
        if ticks.width(SMALL) + ALONG_X <= step {
            return Ok(ticks);
        }
        apart = (apart * 1.25).max(step * 1.01);
    }
    match axis.kind {
        // One iteration, or one K, has one tick.
        Kind::Whole => Ok(axis.ticks(1.0)),
        _ => Err(TooSmall),
    }
}

impl AxisOf {
    /// Returns ticks at least this part of its length apart.
    fn ticks(&self, share: f64) -> Ticks {
        let spacing = share * self.range.length();
        match self.kind {
            Kind::Number | Kind::Unlabelled => Ticks::new(self.range, spacing),
            Kind::Whole => Ticks::whole(self.range, spacing),
            Kind::PowerOfTen => Ticks::powers_of_ten(self.range, spacing),
            Kind::Logarithmic => Ticks::logarithmic(self.range, spacing),
        }
    }
}
