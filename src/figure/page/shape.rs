//! Lines and areas.

use super::{Area, Point};

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Begins somewhere else.
    Move(Point),
    /// A straight line to a point.
    Line(Point),
    /// A curve to the last point, by way of two handles.
    Curve(Point, Point, Point),
    /// A line back to where this part began.
    Close,
}

/// Lines, curves or the edges of areas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    segments: Vec<Segment>,
}

/// How far the handles of a quarter of a circle are, in parts of its radius.
const HANDLE: f64 = 0.552_284_75;

impl Path {
    /// Returns the steps.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Returns every point, those of handles too.
    pub fn points(&self) -> impl Iterator<Item = Point> + '_ {
        self.segments.iter().flat_map(|segment| match *segment {
            Segment::Move(at) | Segment::Line(at) => vec![at],
            Segment::Curve(a, b, c) => vec![a, b, c],
            Segment::Close => Vec::new(),
        })
    }

    /// Adds a line through points.
    pub(crate) fn line(&mut self, points: impl IntoIterator<Item = Point>) {
        let before = self.segments.len();
        for point in points {
            let is_first = self.segments.len() == before;
            self.segments.push(if is_first { Segment::Move(point) } else { Segment::Line(point) });
        }
    }

    /// Adds an area with these corners.
    pub(crate) fn polygon(&mut self, points: impl IntoIterator<Item = Point>) {
        self.line(points);
        self.segments.push(Segment::Close);
    }

    /// Adds a rectangle.
    pub(crate) fn rectangle(&mut self, Area { left, top, right, bottom }: Area) {
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)]);
    }

    /// Adds a circle.
    pub(crate) fn circle(&mut self, (x, y): Point, r: f64) {
        let h = HANDLE * r;
        self.segments.extend([
            Segment::Move((x + r, y)),
            Segment::Curve((x + r, y + h), (x + h, y + r), (x, y + r)),
            Segment::Curve((x - h, y + r), (x - r, y + h), (x - r, y)),
            Segment::Curve((x - r, y - h), (x - h, y - r), (x, y - r)),
            Segment::Curve((x + h, y - r), (x + r, y - h), (x + r, y)),
            Segment::Close,
        ]);
    }

    /// Adds a small mark about a point, of a shape that goes by its number, so that shapes can be
    /// told apart without colour.
    pub(crate) fn marker(&mut self, (x, y): Point, r: f64, shape: usize) {
        match shape % 4 {
            0 => self.circle((x, y), r),
            1 => {
                let r = 0.88 * r;
                self.rectangle(Area { left: x - r, top: y - r, right: x + r, bottom: y + r });
            }
            2 => self.polygon([
                (x, y - 1.25 * r),
                (x + 1.15 * r, y + 0.8 * r),
                (x - 1.15 * r, y + 0.8 * r),
            ]),
            _ => {
                let r = 1.3 * r;
                self.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)]);
            }
        }
    }
}

/// Returns the parts of a line that lie within an area.
pub(crate) fn clipped(points: &[Point], area: &Area) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut is_inside = false;
    for pair in points.windows(2) {
        let Some((from, to)) = clipped_segment(pair[0], pair[1], area) else {
            is_inside = false;
            continue;
        };
        match parts.last_mut().filter(|_| is_inside) {
            Some(part) => part.push(to),
            None => parts.push(vec![from, to]),
        }
        is_inside = to == pair[1];
    }
    parts
}

/// Returns the part of a segment that lies within an area (Liang & Barsky).
fn clipped_segment(a: Point, b: Point, area: &Area) -> Option<(Point, Point)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    let edges = [
        (-dx, a.0 - area.left),
        (dx, area.right - a.0),
        (-dy, a.1 - area.top),
        (dy, area.bottom - a.1),
    ];
    for (out, room) in edges {
        if out == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if out < 0.0 {
            from = from.max(room / out);
        } else {
            to = to.min(room / out);
        }
    }
    let at = |t: f64| match t {
        0.0 => a,
        1.0 => b,
        t => (
            (a.0 + t * dx).clamp(area.left, area.right),
            (a.1 + t * dy).clamp(area.top, area.bottom),
        ),
    };
    (from <= to).then(|| (at(from), at(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_off_where_it_leaves() {
        let area = Area { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };
        let line = [(-5.0, 5.0), (5.0, 5.0), (5.0, -5.0), (7.0, -5.0), (7.0, 9.0)];
        let parts = clipped(&line, &area);
        assert_eq!(parts, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 0.0)], vec![(7.0, 0.0), (7.0, 9.0)]]);
        assert!(clipped(&[(-1.0, 11.0), (11.0, 11.0)], &area).is_empty());
    }
}
