//! Curves over x, as fine as they need to be drawn, and where their labels may be.

use super::canvas::{Canvas, Caption, TooSmall};
use super::page::{Anchor, Label, Path, Point, Stroke};
use super::panel::Panel;
use super::style::{SeriesStyle, TEXT};
use crate::app::looks::axes::Range;
use crate::mixture::Theta;

/// Points of a curve that are evenly apart, on either side of a mean, and per σ there.
const EVEN: i32 = 400;
/// As [`EVEN`].
const NEAR: i32 = 50;
/// As [`EVEN`].
const PER_SD: f64 = 10.0;
/// What covers a curve is found at points this far apart on the page.
const FINE: f64 = 1.5;
/// A component whose mixture has more of them is labelled by its number alone.
const MANY: usize = 5;

/// Returns the x at which curves of a mixture are computed, ascending: evenly, and closer together
/// where a narrow component needs it.
pub(super) fn positions(range: Range, theta: &Theta) -> Vec<f64> {
    let even = (0..=EVEN).map(|i| range.lo() + range.length() * (f64::from(i) / f64::from(EVEN)));
    let near = theta
        .components()
        .iter()
        .flat_map(|c| (-NEAR..=NEAR).map(move |i| c.mean() + c.sd() * f64::from(i) / PER_SD));
    let mut all: Vec<f64> = even.chain(near.filter(|x| range.contains(*x))).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// Draws a curve, where it is within the plot.
pub(super) fn draw(canvas: &mut Canvas, panel: &Panel, points: &[Point], stroke: Stroke) {
    let placed: Vec<Point> = points.iter().map(|point| panel.point(*point)).collect();
    let mut path = Path::default();
    for part in super::page::clipped(&placed, &panel.area) {
        path.line(thinned(&part));
    }
    canvas.stroke(path, stroke);
}

/// Returns a line without the points that could not be seen.
fn thinned(part: &[Point]) -> Vec<Point> {
    const CLOSE: f64 = 0.02;
    let mut kept: Vec<Point> = Vec::with_capacity(part.len());
    let mut last_kept = 0;
    for (i, point) in part.iter().enumerate() {
        // All since the last one are on a straight line to the next: left out one by one, points
        // that are hardly off would add up to a curve.
        let is_straight = || {
            let (Some(a), Some(b)) = (kept.last(), part.get(i + 1)) else { return false };
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let off = |point: &Point| (point.0 - a.0) * dy - (point.1 - a.1) * dx;
            let close = CLOSE * dx.hypot(dy);
            part[last_kept + 1..=i].iter().all(|point| off(point).abs() <= close)
        };
        if !is_straight() {
            kept.push(*point);
            last_kept = i;
        }
    }
    kept
}

/// Returns points along a curve, close together on the page, that a label had better not cover.
pub(super) fn obstacles(panel: &Panel, points: &[Point]) -> Vec<Point> {
    let mut out = Vec::new();
    for pair in points.windows(2) {
        let (a, b) = (panel.nearest(pair[0]), panel.nearest(pair[1]));
        let steps = ((b.0 - a.0).hypot(b.1 - a.1) / FINE).ceil().max(1.0);
        out.extend((0..steps as u32).map(|i| {
            let share = f64::from(i) / steps;
            (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
        }));
    }
    out
}

/// Returns what the label of component `k` (from 0) of `components` says.
pub(super) fn name_of(k: usize, components: usize) -> Label {
    let number = (k + 1).to_string();
    if components > MANY { number.into() } else { Label::formula("k = ").plain(&number) }
}

/// Labels the curve of component `k` at one of some points of it, those first that are preferred;
/// if that would cover other curves or labels, further up, with a line to it.
///
/// # Errors
/// Returns an error if there is no room.
pub(super) fn label(
    canvas: &mut Canvas,
    panel: &Panel,
    (k, components): (usize, usize),
    at: &[Point],
    obstacles: &[Point],
) -> Result<(), TooSmall> {
    let style = SeriesStyle::new(k);
    let caption = Caption::new(name_of(k, components)).ink(style.text());
    let inside = panel.area.grown(1.0);
    let beside = TEXT * 0.35;
    let near: Vec<(Point, Anchor)> = (at.iter().map(|point| panel.nearest(*point)))
        .flat_map(|(x, y)| {
            [
                ((x, y - 3.0), Anchor::Middle),
                ((x + 4.0, y - 1.0), Anchor::Start),
                ((x - 4.0, y - 1.0), Anchor::End),
                ((x + 4.0, y + beside), Anchor::Start),
                ((x - 4.0, y + beside), Anchor::End),
            ]
        })
        .collect();
    let free = |(point, anchor): &(Point, Anchor)| {
        let area = caption.clone().at(*point, *anchor).area();
        inside.holds(&area)
            && canvas.is_free(&area)
            && !obstacles.iter().any(|point| area.has(*point))
    };
    if let Some(found) = near.iter().find(|candidate| free(candidate)) {
        return canvas.place(&caption, &[*found], &inside, &[]).map(|_| ());
    }
    let Some(first) = at.first() else { return Err(TooSmall) };
    let from = panel.nearest(*first);
    let mut far = Vec::new();
    for up in [10.0, 18.0, 26.0, 34.0, 42.0, 50.0, 60.0, 70.0, 85.0, 100.0] {
        for aside in [0.0, 8.0, -8.0, 16.0, -16.0, 26.0, -26.0, 38.0, -38.0, 54.0, -54.0] {
            far.push(((from.0 + aside, from.1 - up), Anchor::Middle));
            far.push(((from.0 + aside, from.1 + up), Anchor::Middle));
        }
    }
    if let Some(found) = far.iter().find(|candidate| free(candidate)) {
        let area = canvas.place(&caption, &[*found], &inside, &[])?;
        let x = area.left.midpoint(area.right);
        let y = if area.top > from.1 { area.top + 1.0 } else { area.bottom };
        canvas.leader((x, y), from, style.text());
        return Ok(());
    }
    // A label on a curve is better than none.
    canvas.place(&caption, &[near, far].concat(), &inside, obstacles).map(|_| ())
}
