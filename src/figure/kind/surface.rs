//! ℓ over two numbers of θ as areas between level lines, and the path of the iterations on it.

use super::super::canvas::{Canvas, Caption, TooSmall};
use super::super::curves;
use super::super::page::{Anchor, Area, Ink, Label, Path, Point};
use super::super::panel::{AxisOf, Kind, Panel};
use super::super::style::{AXIS, BLACK, BOLD, EDGE, SMALL, TEXT, WHITE, solid};
use super::super::unit::Measured;
use super::super::{FigureError, symbol};
use super::levels::Grid;
use super::{Layout, Source};
use crate::app::looks::axes::{Range, nice};
use crate::explain::{Coordinate, Measure, Parameter, Plane, SurfaceProgress};
use crate::mixture::Iterate;
use crate::text::{fixed, shortest, with_minus_signs};

/// Intervals of a level line per interval of the grid.
const FINER: usize = 4;
/// Levels are between the values above which these parts of the plane are.
const INNERMOST: f64 = 0.015;
/// As [`INNERMOST`].
const OUTERMOST: f64 = 0.9;
/// Fewer levels than these would not show much.
const FEW: usize = 4;
/// The most levels.
const LEVELS: usize = 8;
/// Areas from the lowest to the highest ℓ: each darker than the one before.
const SHADES: [Ink; LEVELS + 1] = [
    Ink(0xf7, 0xfa, 0xfd),
    Ink(0xe6, 0xf0, 0xf8),
    Ink(0xd2, 0xe4, 0xf1),
    Ink(0xba, 0xd6, 0xea),
    Ink(0xa0, 0xc6, 0xe1),
    Ink(0x84, 0xb4, 0xd7),
    Ink(0x67, 0xa1, 0xcc),
    Ink(0x4a, 0x8c, 0xbf),
    Ink(0x2c, 0x75, 0xb1),
];
const LEVEL_LINE: Ink = Ink(0x5a, 0x7d, 0x9a);
/// The bar at the right: its width, and what is around it.
const BAR: f64 = 9.0;
/// As [`BAR`].
const BAR_GAP: f64 = 8.0;
/// Marks on the path are at least this far apart.
const APART: f64 = 5.0;

/// The figure's numbers.
#[derive(Debug)]
pub(in super::super) struct SurfaceMap {
    measured: Measured,
    x: Coordinate,
    y: Coordinate,
    x_range: Range,
    y_range: Range,
    grid: Grid,
    /// The highest value, and how far below it each level is, from the highest level on.
    highest: f64,
    drops: Vec<f64>,
    /// As positions along both axes.
    path: Vec<Point>,
    last: usize,
    first: usize,
    symbol: &'static str,
}

impl SurfaceMap {
    /// Computes ℓ over two numbers of θ, or two means.
    ///
    /// # Errors
    /// Returns an error if the numbers cannot be changed by themselves.
    pub(in super::super) fn of(
        source: &Source<'_>,
        measured: Measured,
        axes: Option<(Coordinate, Coordinate)>,
    ) -> Result<Self, FigureError> {
        let (dataset, last) = (source.dataset, source.last());
        let theta = last.theta().clone();
        let components = theta.len();
        let (x, y) = surface_axes(axes, components)?;
        let range = |c: Coordinate| {
            Range::from(c.range(&dataset.sample, source.trace.iter().map(Iterate::theta)))
        };
        let (x_range, y_range) = (range(x), range(y));
        let ends = |range: Range| (range.lo(), range.hi());
        let plane = Plane {
            theta,
            x,
            y,
            x_range: ends(x_range),
            y_range: ends(y_range),
            measure: Measure::at_iterate(last),
        };
        let path = source.trace.iter().map(|iterate| plane.place(iterate.theta())).collect();
        let mut progress = SurfaceProgress::new(plane, dataset.data());
        while !progress.is_complete() {
            progress.next_row(dataset.data());
        }
        let grid =
            progress.known().map_or(Grid { columns: 2, rows: 2, values: vec![None; 4] }, |known| {
                Grid { columns: known.columns, rows: known.rows, values: known.values.clone() }
            });
        let mut values: Vec<f64> =
            grid.values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        let highest = values.first().copied().unwrap_or(0.0).max(last.objective());
        let drops = drops(&values, highest);
        Ok(Self {
            measured,
            x,
            y,
            x_range,
            y_range,
            grid: grid.finer(FINER),
            highest,
            drops,
            path,
            first: source.trace[0].iteration(),
            last: last.iteration(),
            symbol: last.method().objective().symbol(),
        })
    }

    fn axis(&self, coordinate: Coordinate, range: Range) -> AxisOf {
        let name = name(coordinate);
        let kind = if coordinate.is_logarithmic() { Kind::Logarithmic } else { Kind::Number };
        let unit = match coordinate.parameter {
            Parameter::Mean => self.measured.unit(),
            Parameter::Variance => self.measured.squared(),
            Parameter::Weight => None,
        };
        AxisOf { range, kind, name, unit }
    }

    fn draw_areas(&self, canvas: &mut Canvas, panel: &Panel) {
        let (columns, rows) = ((self.grid.columns - 1) as f64, (self.grid.rows - 1) as f64);
        let at = |(column, row): Point| {
            panel.nearest((
                self.x_range.lo() + self.x_range.length() * (column / columns),
                self.y_range.lo() + self.y_range.length() * (row / rows),
            ))
        };
        let area = |level: f64| {
            let loops = self.grid.above(level);
            let (mut area, mut lines) = (Path::default(), Path::default());
            for found in &loops {
                area.polygon(found.points.iter().map(|point| at(*point)));
                for line in found.lines() {
                    lines.line(line.into_iter().map(at));
                }
            }
            (area, lines)
        };
        canvas.fill(area(f64::MIN).0, SHADES[0]);
        for (drop, shade) in self.drops.iter().rev().zip(self.shades()) {
            let (area, lines) = area(self.highest - drop);
            canvas.fill(area, shade);
            canvas.stroke(lines, solid(LEVEL_LINE, EDGE));
        }
    }

    /// Returns the shade above each level, from the lowest level on.
    fn shades(&self) -> impl Iterator<Item = Ink> {
        let count = self.drops.len();
        (1..=count).map(move |i| SHADES[i * LEVELS / count.max(1)])
    }

    fn draw_path(&self, canvas: &mut Canvas, panel: &Panel) -> Result<(), TooSmall> {
        let points: Vec<Point> = self.path.iter().map(|point| panel.nearest(*point)).collect();
        for stroke in [solid(WHITE, 2.4), solid(BLACK, BOLD)] {
            let mut path = Path::default();
            path.line(points.iter().copied());
            canvas.stroke(path, stroke);
        }
        let (first, last) = (points[0], points[points.len() - 1]);
        let along = curves::obstacles(panel, &self.path);
        let mut marks = Path::default();
        let mut before = first;
        for point in points.iter().skip(1) {
            if distance(*point, before) >= APART && distance(*point, last) >= APART {
                marks.circle(*point, 1.4);
                before = *point;
            }
        }
        canvas.shape(marks, Some(BLACK), Some(solid(WHITE, 0.5)));
        let mut end = Path::default();
        end.circle(last, 2.6);
        canvas.shape(end, Some(BLACK), Some(solid(WHITE, 0.8)));
        if points.len() > 1 {
            let mut start = Path::default();
            start.circle(first, 2.6);
            canvas.shape(start, Some(WHITE), Some(solid(BLACK, 1.0)));
            label_theta(canvas, panel, (self.first, first), &along)?;
        }
        label_theta(canvas, panel, (self.last, last), &along)
    }

    /// Draws the bar at the right that says what the areas are.
    fn draw_bar(&self, canvas: &mut Canvas, panel: &Panel) -> Result<(), TooSmall> {
        let Area { right, top, bottom, .. } = panel.area;
        let (left, right) = (right + BAR_GAP, right + BAR_GAP + BAR);
        let shades: Vec<Ink> = std::iter::once(SHADES[0]).chain(self.shades()).collect();
        let each = (bottom - top) / shades.len() as f64;
        for (i, shade) in shades.iter().enumerate() {
            let low = bottom - each * i as f64;
            let mut path = Path::default();
            path.rectangle(Area { left, top: low - each, right, bottom: low });
            canvas.fill(path, *shade);
        }
        let mut frame = Path::default();
        frame.rectangle(Area { left, top, right, bottom });
        for (i, drop) in self.drops.iter().rev().enumerate() {
            let y = bottom - each * (i as f64 + 1.0);
            frame.line([(left, y), (right, y)]);
            let text = with_minus_signs(&format!("-{}", drop_text(*drop)));
            let caption = Caption::new(text).small();
            canvas.text(caption.at((right + 3.0, y + SMALL * 0.35), Anchor::Start))?;
        }
        canvas.stroke(frame, solid(LEVEL_LINE, EDGE));
        Ok(())
    }

    fn bar_title(&self) -> Label {
        let symbol = self.symbol;
        Label::formula(symbol).plain(" − max ").and(symbol).plain(" (nats)")
    }

    /// Returns how much of the page the bar takes.
    fn bar_width(&self) -> f64 {
        let widths = self
            .drops
            .iter()
            .map(|drop| Label::from(format!("−{}", drop_text(*drop))).width(SMALL));
        BAR_GAP + BAR + 3.0 + widths.fold(0.0, f64::max) + 1.0
    }
}

/// Returns the two numbers of θ that a surface is over: these, or two means.
///
/// # Errors
/// Returns an error if θ with as many components has no such numbers, or they cannot be changed by
/// themselves.
pub(crate) fn surface_axes(
    axes: Option<(Coordinate, Coordinate)>,
    components: usize,
) -> Result<(Coordinate, Coordinate), FigureError> {
    let (x, y) = axes.unwrap_or_else(|| default_axes(components));
    let all = Coordinate::all(components);
    if all.contains(&x) && all.contains(&y) && Plane::exists(x, y, components) {
        Ok((x, y))
    } else {
        Err(FigureError::NoPlane { axes: (x, y), components })
    }
}

/// Returns what the surface is over unless that is said.
fn default_axes(components: usize) -> (Coordinate, Coordinate) {
    let y = match components {
        1 => Coordinate::new(Parameter::Variance, 0),
        _ => Coordinate::new(Parameter::Mean, 1),
    };
    (Coordinate::new(Parameter::Mean, 0), y)
}

/// Writes θ_t beside where it is, on a white ground.
fn label_theta(
    canvas: &mut Canvas,
    panel: &Panel,
    (t, (x, y)): (usize, Point),
    path: &[Point],
) -> Result<(), TooSmall> {
    let caption = Caption::new(Label::formula(&format!("θ_{{{t}}}")));
    let mut candidates = Vec::new();
    for far in [6.0, 10.0, 16.0, 24.0, 34.0] {
        candidates.extend([
            ((x + far, y - far + 3.0), Anchor::Start),
            ((x - far, y - far + 3.0), Anchor::End),
            ((x + far, y + far + 3.0), Anchor::Start),
            ((x - far, y + far + 3.0), Anchor::End),
            ((x, y - far), Anchor::Middle),
            ((x, y + far + 5.0), Anchor::Middle),
        ]);
    }
    let inside = panel.area.grown(-1.0);
    let fits = |(at, anchor): &(Point, Anchor)| {
        let area = caption.clone().at(*at, *anchor).area().grown(1.0);
        inside.holds(&area) && canvas.is_free(&area)
    };
    let covers = |(at, anchor): &(Point, Anchor)| {
        let area = caption.clone().at(*at, *anchor).area();
        path.iter().filter(|point| area.has(**point)).count()
    };
    let best = candidates.iter().filter(|c| fits(c)).min_by_key(|c| covers(c));
    let (at, anchor) = *best.ok_or(TooSmall)?;
    let text = caption.at(at, anchor);
    let mut ground = Path::default();
    ground.rectangle(text.area().grown(0.8));
    canvas.fill(ground, WHITE);
    canvas.text(text)
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// Returns the symbol of a number of θ.
fn name(Coordinate { parameter, component }: Coordinate) -> Label {
    let k = component + 1;
    Label::formula(&match parameter {
        Parameter::Weight => format!("π_{{{k}}}"),
        Parameter::Mean => format!("μ_{{{k}}}"),
        Parameter::Variance => format!("σ_{{{k}}}^2"),
    })
}

fn drop_text(drop: f64) -> String {
    let decimals = (-drop.log10().floor()).clamp(0.0, 12.0) as usize;
    if (1e-4..1e6).contains(&drop) { fixed(drop, decimals) } else { shortest(drop) }
}

/// Returns how far below the highest value the levels are, ascending: round numbers, 1, 2, 5, 10 …,
/// given the values on the grid in descending order.
fn drops(values: &[f64], highest: f64) -> Vec<f64> {
    let Some(count) = values.len().checked_sub(1) else { return Vec::new() };
    let at = |share: f64| highest - values[(share * count as f64) as usize];
    let (least, most) = (at(INNERMOST), at(OUTERMOST));
    let size = highest.abs().max(1.0) * 1e-12;
    if !(most.is_finite() && most > size) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut drop = least.max(most * 1e-6).max(size);
    while drop <= most {
        let (mantissa, exponent) = nice::step_above(drop);
        let round = nice::decimal(mantissa, exponent);
        all.push(round);
        drop = 1.01 * round;
    }
    all.retain(|drop| *drop <= most);
    if all.len() < FEW {
        // All are of one size: evenly, then.
        let (mantissa, exponent) = nice::step_above(most / LEVELS as f64);
        let multiples = (1..=LEVELS as i64).map(|i| nice::decimal(i * mantissa, exponent));
        return multiples.take_while(|drop| *drop <= most).collect();
    }
    // Too many: every second or third, and the lowest stays.
    let every = all.len().div_ceil(LEVELS).max(1);
    let skipped = all.len().saturating_sub(1) % every;
    all.into_iter().skip(skipped).step_by(every).collect()
}

impl Layout for SurfaceMap {
    fn height(&self, width: f64) -> f64 {
        0.66 * width + 8.0
    }

    fn title(&self) -> String {
        let (x, y) = (symbol(self.x), symbol(self.y));
        format!("{} over {x} and {y}", self.symbol)
    }

    fn description(&self) -> String {
        format!(
            "The highest value is {}; level lines are {} nats below it.",
            shortest(self.highest),
            self.drops.iter().map(|drop| drop_text(*drop)).collect::<Vec<_>>().join(", ")
        )
    }

    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall> {
        let page = canvas.area();
        let title = Caption::new(self.bar_title()).small();
        canvas.text(title.at((page.right, page.top + TEXT), Anchor::End))?;
        let right = page.right - self.bar_width();
        let outer = Area { top: page.top + TEXT + 6.0, right, ..page };
        let (x, y) = (self.axis(self.x, self.x_range), self.axis(self.y, self.y_range));
        let panel = Panel::draw(canvas, &outer, &x, &y, None)?;
        self.draw_areas(canvas, &panel);
        self.draw_path(canvas, &panel)?;
        self.draw_bar(canvas, &panel)?;
        let mut frame = Path::default();
        frame.rectangle(panel.area);
        canvas.stroke(frame, solid(BLACK, AXIS));
        Ok(())
    }
}
