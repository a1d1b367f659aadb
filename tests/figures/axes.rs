//! Axes read back from a page: their frame, where their ticks are, and what the labels say. What is
//! drawn within them comes back as values.

use emstep::internals::figure::{Area, Ink, Mark, Page, Path, Segment, Stroke};

pub(crate) type Point = (f64, f64);

pub(crate) const BLACK: Ink = Ink(0, 0, 0);
/// How far a line may be from where it belongs, in points. A curve is drawn by way of points that
/// are a tenth of σ apart: between them it misses 1/800 of its height.
const NEAR: f64 = 0.2;

/// A pair of axes on a page.
#[derive(Debug)]
pub(crate) struct Axes {
    pub(crate) area: Area,
    x: Option<Scale>,
    y: Scale,
    /// The number of the first mark after the axes.
    next: usize,
}

/// Where values are along an axis.
#[derive(Clone, Copy, Debug)]
struct Scale {
    /// A position with its value, and how much the value grows per point.
    at: f64,
    value: f64,
    slope: f64,
    /// Whether the values are logarithms of what the labels say.
    is_logarithmic: bool,
}

/// A shape within axes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape<'a> {
    pub(crate) path: &'a Path,
    pub(crate) fill: Option<Ink>,
    pub(crate) stroke: Option<Stroke>,
}

impl Axes {
    /// Returns the axes of a page, the upper ones first.
    pub(crate) fn of(page: &Page) -> Vec<Self> {
        let frame = |(i, mark): (usize, &Mark)| {
            let Mark::Shape { path, fill: None, stroke: Some(stroke) } = mark else { return None };
            let is_axis = stroke.ink == BLACK && (stroke.width - 0.6).abs() < 1e-9;
            is_axis.then(|| Self::read(page, i, path.segments())).flatten()
        };
        page.marks.iter().enumerate().filter_map(frame).collect()
    }

    /// Returns the axes whose frame is this mark, if it is one: down, to the right, and the ticks.
    fn read(page: &Page, at: usize, segments: &[Segment]) -> Option<Self> {
        let &[Segment::Move(a), Segment::Line(b), Segment::Line(c), ref ticks @ ..] = segments
        else {
            return None;
        };
        if a.0 != b.0 || b.1 != c.1 {
            return None;
        }
        let area = Area { left: a.0, top: a.1, right: c.0, bottom: b.1 };
        let (mut along_x, mut along_y) = (Vec::new(), Vec::new());
        for pair in ticks.chunks(2) {
            let &[Segment::Move(from), Segment::Line(to)] = pair else { panic!("{pair:?}") };
            if from.0 == to.0 {
                along_x.push(from.0);
            } else {
                along_y.push(from.1);
            }
        }
        // Labels and title of x, then those of y; the last is upright.
        let mut texts = Vec::new();
        for mark in &page.marks[at + 1..] {
            let Mark::Text(text) = mark else { panic!("a label is missing") };
            texts.push(text);
            if text.is_upright {
                break;
            }
        }
        let next = at + 1 + texts.len();
        let label = |i: usize| texts[i].label.text();
        let of_x = texts.len() - along_y.len() - 1;
        let mut x = None;
        if of_x > 0 {
            assert_eq!(of_x, along_x.len() + 1);
            let labels = along_x.iter().enumerate().map(|(i, at)| {
                assert!((texts[i].at.0 - at).abs() < 1e-9, "a label is not below its tick");
                (*at, label(i))
            });
            x = Some(Scale::read(&label(of_x - 1), labels));
        }
        let labels = along_y.iter().enumerate().map(|(i, at)| {
            assert!((texts[of_x + i].at.1 - at).abs() < 3.0, "a label is not beside its tick");
            (*at, label(of_x + i))
        });
        let y = Scale::read(&label(texts.len() - 1), labels);
        Some(Self { area, x, y, next })
    }

    /// Returns where a point is on the page.
    pub(crate) fn place(&self, (x, y): Point) -> Point {
        (self.x.expect("numbers along x").place(x), self.y.place(y))
    }

    /// Returns the point at a place on the page.
    pub(crate) fn value(&self, (x, y): Point) -> Point {
        (self.x.expect("numbers along x").value(x), self.y.value(y))
    }

    /// Takes the numbers along x from other axes, which are exactly below.
    pub(crate) fn share_x(&mut self, other: &Self) {
        assert_eq!((self.area.left, self.area.right), (other.area.left, other.area.right));
        assert!(self.x.is_none(), "numbers along x of its own");
        self.x = other.x;
    }

    /// Returns the shapes that were drawn after the axes.
    pub(crate) fn shapes<'a>(&self, page: &'a Page) -> impl Iterator<Item = Shape<'a>> {
        page.marks[self.next..].iter().filter_map(|mark| match mark {
            Mark::Shape { path, fill, stroke } => {
                Some(Shape { path, fill: *fill, stroke: *stroke })
            }
            Mark::Text(_) => None,
        })
    }

    /// Checks that a line is where these points of it are, as far as that is within the axes, and
    /// nowhere else.
    pub(crate) fn check_line(&self, what: &str, path: &Path, expected: &[Point]) {
        let expected: Vec<Vec<Point>> =
            vec![expected.iter().map(|point| self.place(*point)).collect()];
        let drawn = parts(path);
        let corners = drawn.iter().flatten();
        for corner in corners {
            let off = distance(*corner, &expected);
            assert!(off < NEAR, "{what}: {:?} is {off} points off", self.value(*corner));
        }
        self.check_passes(what, &drawn, &expected[0]);
    }

    /// Checks that lines pass through these places, as far as they are within the axes.
    fn check_passes(&self, what: &str, drawn: &[Vec<Point>], places: &[Point]) {
        let inside = places.iter().filter(|place| self.area.has(**place));
        assert!(inside.clone().count() > 0, "{what}: nothing of it is within the axes");
        for place in inside {
            let off = distance(*place, drawn);
            assert!(off < NEAR, "{what}: {:?} is {off} points off", self.value(*place));
        }
    }

    /// Checks that a line passes through these points.
    pub(crate) fn check_points(&self, what: &str, path: &Path, points: &[Point]) {
        let places: Vec<Point> = points.iter().map(|point| self.place(*point)).collect();
        self.check_passes(what, &parts(path), &places);
    }
}

impl Scale {
    /// Reads an axis from the places and labels of its ticks: all of them have to agree.
    fn read(title: &str, ticks: impl Iterator<Item = (f64, String)>) -> Self {
        let is_of_powers = title.starts_with("rise ");
        let is_logarithmic = title.starts_with('σ');
        let (offset, power) = of_title(title);
        let value = |label: &str| match label.split_once(" · 10") {
            _ if is_of_powers => number(label.strip_prefix("10").expect("a power of ten")),
            Some((mantissa, exponent)) => number(mantissa) * 10_f64.powf(number(exponent)),
            None => offset + number(label) * 10_f64.powi(power),
        };
        let ticks: Vec<(f64, f64)> = ticks
            .map(|(at, label)| {
                let value = value(&label);
                (at, if is_logarithmic { value.log10() } else { value })
            })
            .collect();
        let [first, .., last] = ticks[..] else { panic!("{title}: fewer than two ticks") };
        let slope = (last.1 - first.1) / (last.0 - first.0);
        let scale = Self { at: first.0, value: first.1, slope, is_logarithmic };
        for (at, value) in ticks {
            let off = (first.0 + (value - first.1) / slope - at).abs();
            assert!(off < 1e-3, "{title}: the tick at {value} is {off} points off");
        }
        scale
    }

    fn place(self, value: f64) -> f64 {
        let value = if self.is_logarithmic { value.log10() } else { value };
        self.at + (value - self.value) / self.slope
    }

    fn value(self, at: f64) -> f64 {
        let value = self.value + (at - self.at) * self.slope;
        if self.is_logarithmic { 10_f64.powf(value) } else { value }
    }
}

fn number(text: &str) -> f64 {
    text.replace('−', "-").replace(',', "").parse().unwrap_or_else(|_| panic!("'{text}'"))
}

/// Returns what is added to every label of an axis, and the power of ten that each is multiplied
/// with, as in `time − 1,000 (10−3 s)`.
fn of_title(title: &str) -> (f64, i32) {
    let (name, unit) = title.rsplit_once(" (").unwrap_or((title, ""));
    let unit = unit.trim_end_matches(')');
    let power = unit.strip_prefix("× ").unwrap_or(unit).split(' ').next().unwrap_or_default();
    let power = power.strip_prefix("10").and_then(|power| power.replace('−', "-").parse().ok());
    let signs = [(" − ", 1.0), (" + ", -1.0)];
    let offset = signs.iter().find_map(|(sign, factor)| {
        let (_, offset) = name.rsplit_once(sign)?;
        offset.starts_with(|c: char| c.is_ascii_digit()).then(|| factor * number(offset))
    });
    (offset.unwrap_or(0.0), power.unwrap_or(0))
}

/// Returns the parts of a path without curves.
pub(crate) fn parts(path: &Path) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for segment in path.segments() {
        match *segment {
            Segment::Move(at) => parts.push(vec![at]),
            Segment::Line(to) => parts.last_mut().expect("a beginning").push(to),
            Segment::Close => {}
            Segment::Curve(..) => panic!("a curve"),
        }
    }
    parts
}

/// Returns the middle of each mark about a point.
pub(crate) fn middles(path: &Path) -> Vec<Point> {
    let mut marks: Vec<Vec<Point>> = Vec::new();
    for segment in path.segments() {
        match *segment {
            Segment::Move(at) => marks.push(vec![at]),
            Segment::Line(to) | Segment::Curve(_, _, to) => {
                marks.last_mut().expect("a beginning").push(to);
            }
            Segment::Close => {}
        }
    }
    let middle = |mark: Vec<Point>| {
        let ends = |of: fn(&Point) -> f64| {
            let all = mark.iter().map(of);
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)))
        };
        let ((left, right), (top, bottom)) = (ends(|point| point.0), ends(|point| point.1));
        (left.midpoint(right), top.midpoint(bottom))
    };
    marks.into_iter().map(middle).collect()
}

/// Returns how far a point is from the nearest of some lines.
fn distance(point: Point, lines: &[Vec<Point>]) -> f64 {
    let of_pair = |pair: &[Point]| {
        let (a, b) = (pair[0], pair[1]);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 {
            (((point.0 - a.0) * dx + (point.1 - a.1) * dy) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (point.0 - a.0 - along * dx).hypot(point.1 - a.1 - along * dy)
    };
    let pairs = lines.iter().flat_map(|line| line.windows(2));
    pairs.map(of_pair).fold(f64::INFINITY, f64::min)
}
