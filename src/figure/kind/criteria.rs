//! AIC, BIC and ICL over the number of components, for free and for equal variances.

use super::super::canvas::{Canvas, Caption, TooSmall};
use super::super::curves;
use super::super::legend::{self, Swatch};
use super::super::page::{Anchor, Area, Label, Path, Point, Stroke};
use super::super::panel::{AxisOf, Kind, Panel};
use super::super::style::{BLACK, CURVE, GREY, SeriesStyle, TEXT, WHITE, solid};
use super::super::{FigureError, unit::Measured};
use super::likelihood::widened;
use super::{Layout, Source};
use crate::app::looks::axes::Range;
use crate::mixture::{Criteria, ScanRow};
use crate::text::fixed;

/// A criterion with its name.
type Criterion = (&'static str, fn(&Criteria) -> f64);
/// All of them.
const CRITERIA: [Criterion; 3] =
    [("AIC", Criteria::aic), ("BIC", Criteria::bic), ("ICL", Criteria::icl)];
/// The dashes of equal variances.
const EQUAL: &[f64] = &[3.5, 2.0];
/// Room for names at the right.
const RIGHT: f64 = 22.0;

/// A criterion over K.
#[derive(Debug)]
struct Series {
    criterion: usize,
    has_equal_variances: bool,
    points: Vec<Point>,
}

/// The figure's numbers.
#[derive(Debug)]
pub(in super::super) struct CriteriaChart {
    series: Vec<Series>,
    source: String,
}

impl CriteriaChart {
    pub(in super::super) fn of(
        source: &Source<'_>,
        measured: &Measured,
    ) -> Result<Self, FigureError> {
        let rows = source.scan.ok_or(FigureError::NoScan)?;
        let mut series = Vec::new();
        for has_equal_variances in [false, true] {
            let rows: Vec<(f64, &Criteria)> = (rows.iter())
                .filter(|row| is_of(row, has_equal_variances))
                .filter_map(|row| Some((row.components as f64, &row.fit.as_ref().ok()?.criteria)))
                .collect();
            for (criterion, (_, value)) in CRITERIA.into_iter().enumerate() {
                let points = rows.iter().map(|(k, criteria)| (*k, value(criteria)));
                let points: Vec<Point> = points.filter(|(_, y)| y.is_finite()).collect();
                if !points.is_empty() {
                    series.push(Series { criterion, has_equal_variances, points });
                }
            }
        }
        if series.is_empty() {
            return Err(FigureError::NoFit);
        }
        Ok(Self { series, source: measured.name.text() })
    }

    fn points(&self) -> impl Iterator<Item = Point> + '_ {
        self.series.iter().flat_map(|series| series.points.iter().copied())
    }

    /// Returns where a criterion is lowest of all.
    fn lowest(&self, criterion: usize) -> Option<Point> {
        let of = self.series.iter().filter(|series| series.criterion == criterion);
        let points = of.flat_map(|series| series.points.iter().copied());
        points.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn has_both(&self) -> bool {
        let has = |equal| self.series.iter().any(|series| series.has_equal_variances == equal);
        has(true) && has(false)
    }

    fn draw_series(&self, canvas: &mut Canvas, panel: &Panel) {
        for series in &self.series {
            let stroke = series.stroke();
            curves::draw(canvas, panel, &series.points, stroke);
            let mut marks = Path::default();
            for point in &series.points {
                marks.marker(panel.nearest(*point), 1.9, series.criterion);
            }
            let fill = if series.has_equal_variances { WHITE } else { stroke.ink };
            canvas.shape(marks, Some(fill), Some(solid(stroke.ink, 0.8)));
        }
        let mut rings = Path::default();
        for point in (0..CRITERIA.len()).filter_map(|criterion| self.lowest(criterion)) {
            rings.circle(panel.nearest(point), 4.2);
        }
        canvas.stroke(rings, solid(BLACK, 0.8));
    }

    /// Names each criterion at the right end of its curve of free variances, or of equal ones if
    /// there are no others.
    fn label_series(&self, canvas: &mut Canvas, panel: &Panel) -> Result<(), TooSmall> {
        let mut ends: Vec<(usize, Point)> = (0..CRITERIA.len())
            .filter_map(|criterion| {
                let series = self.series.iter().find(|series| series.criterion == criterion)?;
                Some((criterion, panel.nearest(*series.points.last()?)))
            })
            .collect();
        ends.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
        let inside = Area { right: panel.area.right + RIGHT + 2.0, ..panel.area.grown(8.0) };
        for (criterion, (_, y)) in ends {
            let ink = SeriesStyle::new(criterion).text();
            let caption = Caption::new(CRITERIA[criterion].0).ink(ink);
            let shifts = [0, 4, 8, 12, -4, 16, -8, 20, 24, -12, 28, -16];
            let at = shifts.map(|shift| {
                ((panel.area.right + 3.0, y + TEXT * 0.35 + f64::from(shift)), Anchor::Start)
            });
            canvas.place(&caption, &at, &inside, &[])?;
        }
        Ok(())
    }
}

fn is_of(row: &ScanRow, has_equal_variances: bool) -> bool {
    row.equal_variances == has_equal_variances
}

impl Series {
    fn stroke(&self) -> Stroke {
        let dashes = if self.has_equal_variances { EQUAL } else { &[] };
        Stroke { ink: SeriesStyle::new(self.criterion).ink, width: CURVE, dashes }
    }
}

impl Layout for CriteriaChart {
    fn height(&self, width: f64) -> f64 {
        0.54 * width + 14.0
    }

    fn title(&self) -> String {
        format!("Information criteria for mixtures of {}", self.source)
    }

    fn description(&self) -> String {
        let lowest = CRITERIA.iter().enumerate().filter_map(|(criterion, (name, _))| {
            let (k, value) = self.lowest(criterion)?;
            Some(format!("{name} is lowest at K = {k}: {}", fixed(value, 2)))
        });
        lowest.collect::<Vec<_>>().join("; ") + "."
    }

    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall> {
        let page = canvas.area();
        let line = |dashes| Stroke { ink: GREY, width: CURVE, dashes };
        let mut entries = Vec::new();
        if self.has_both() {
            let [free, equal] = [line(&[]), line(EQUAL)];
            entries.push((Swatch::LineAndMarker(free, 0, GREY), "free variances".into()));
            entries.push((Swatch::LineAndMarker(equal, 0, WHITE), "equal variances".into()));
        }
        entries.push((Swatch::Ring, Label::from("lowest")));
        let legend = legend::draw(canvas, &entries, &page)?;
        let outer = Area { top: page.top + legend + 4.0, right: page.right - RIGHT, ..page };
        let (first, last) =
            self.points().fold((f64::INFINITY, 0.0_f64), |(a, b), (k, _)| (a.min(k), b.max(k)));
        let x = AxisOf {
            range: Range::from((first - 0.3, last + 0.3)),
            kind: Kind::Whole,
            name: Label::from("components ").and("K"),
            unit: None,
        };
        let y = AxisOf {
            range: widened(Range::holding(self.points().map(|(_, y)| y), 1e-6), 0.06),
            kind: Kind::Number,
            name: "criterion, lower is better".into(),
            unit: None,
        };
        let panel = Panel::draw(canvas, &outer, &x, &y, None)?;
        self.draw_series(canvas, &panel);
        self.label_series(canvas, &panel)
    }
}
