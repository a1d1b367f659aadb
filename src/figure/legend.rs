//! The legend above a plot: a swatch of each kind of mark with what it is, in as many rows as it
//! takes.

use super::canvas::{Canvas, Caption, TooSmall};
use super::page::{Anchor, Area, Ink, Label, Path, Stroke};
use super::style::{BAR_EDGE, BLACK, EDGE, LINE, solid};

/// What stands for marks of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swatch {
    /// a line
    Line(Stroke),
    /// an area
    Box(Ink),
    /// a mark about a point: its shape, its area and its outline
    Marker(usize, Ink, Ink),
    /// a line with such a mark on it
    LineAndMarker(Stroke, usize, Ink),
    /// short lines upwards
    Rug(Ink),
    /// a ring about a mark
    Ring,
}

/// The width of a swatch, what is between it and its text, and between one entry and the next.
const SAMPLE: f64 = 16.0;
/// As [`SAMPLE`].
const GAP: f64 = 3.5;
/// As [`SAMPLE`].
const NEXT: f64 = 10.0;

/// Draws a legend from the upper left corner of `area`, and returns how high it is.
///
/// # Errors
/// Returns an error if an entry is wider than the area.
pub(super) fn draw(
    canvas: &mut Canvas,
    entries: &[(Swatch, Label)],
    area: &Area,
) -> Result<f64, TooSmall> {
    let (mut x, mut row) = (area.left, 0);
    for (swatch, label) in entries {
        let caption = Caption::new(label.clone());
        let width = SAMPLE + GAP + caption.width();
        if x > area.left && x + width > area.right {
            (x, row) = (area.left, row + 1);
        }
        if x + width > area.right {
            return Err(TooSmall);
        }
        let baseline = area.top + f64::from(row) * LINE + LINE - 3.0;
        draw_swatch(canvas, *swatch, (x, baseline - 2.8));
        canvas.text(caption.at((x + SAMPLE + GAP, baseline), Anchor::Start))?;
        x += width + NEXT;
    }
    Ok(if entries.is_empty() { 0.0 } else { f64::from(row + 1) * LINE + 3.0 })
}

fn draw_swatch(canvas: &mut Canvas, swatch: Swatch, (x, y): (f64, f64)) {
    let middle = x + SAMPLE / 2.0;
    let mut path = Path::default();
    match swatch {
        Swatch::Line(stroke) => {
            path.line([(x, y), (x + SAMPLE, y)]);
            canvas.stroke(path, stroke);
        }
        Swatch::Box(ink) => {
            let (left, right) = (x + 2.0, x + SAMPLE - 2.0);
            path.rectangle(Area { left, top: y - 3.0, right, bottom: y + 3.0 });
            canvas.shape(path, Some(ink), Some(solid(BAR_EDGE, EDGE)));
        }
        Swatch::Marker(shape, fill, edge) => {
            path.marker((middle, y), 1.8, shape);
            canvas.shape(path, Some(fill), Some(solid(edge, 0.6)));
        }
        Swatch::LineAndMarker(stroke, shape, fill) => {
            path.line([(x, y), (x + SAMPLE, y)]);
            canvas.stroke(path, stroke);
            let mut mark = Path::default();
            mark.marker((middle, y), 1.8, shape);
            canvas.shape(mark, Some(fill), Some(solid(stroke.ink, 0.7)));
        }
        Swatch::Ring => {
            path.circle((middle, y), 4.2);
            canvas.stroke(path, solid(BLACK, 0.8));
        }
        Swatch::Rug(ink) => {
            for dx in [-3.0, 0.0, 4.0] {
                path.line([(middle + dx, y - 2.5), (middle + dx, y + 2.5)]);
            }
            canvas.stroke(path, solid(ink, 0.6));
        }
    }
}
