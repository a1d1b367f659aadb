//! The figure of ℓ over two numbers of θ: its level lines, areas and path are where ℓ says.

use emstep::explain::{Coordinate, Parameter};
use emstep::internals::figure::{Figure, FigureOptions, Ink, Page, Segment, draw};

use crate::axes::{Axes, BLACK, Point, parts};
use crate::cases::{self, Case};
use crate::options;
use crate::textbook::Textbook;

const LEVEL_LINE: Ink = Ink(0x5a, 0x7d, 0x9a);
/// How far a level line may be from where it belongs, in points: ℓ is known on a grid.
const COARSE: f64 = 2.0;

/// The areas of a surface, the lowest first, with the level lines around each.
struct Areas<'a> {
    fills: Vec<Ink>,
    lines: Vec<&'a emstep::internals::figure::Path>,
}

impl<'a> Areas<'a> {
    /// Reads the shapes up to the path of the iterations.
    fn of(axes: &Axes, page: &'a Page) -> Self {
        let mut areas = Self { fills: Vec::new(), lines: Vec::new() };
        for shape in axes.shapes(page) {
            match (shape.fill, shape.stroke) {
                (Some(fill), None) => areas.fills.push(fill),
                (None, Some(stroke)) if stroke.ink == LEVEL_LINE => areas.lines.push(shape.path),
                _ => break,
            }
        }
        areas
    }
}

/// Returns how far below the highest ℓ each level is, by the labels of the bar, the lowest first.
fn drops(axes: &Axes, page: &Page) -> Vec<f64> {
    let beside = page.texts().filter(|text| text.at.0 > axes.area.right + 10.0);
    let texts = beside.map(|text| text.label.text());
    let mut drops: Vec<f64> =
        texts.filter_map(|text| text.strip_prefix('−')?.replace(',', "").parse().ok()).collect();
    assert!(drops.iter().rev().is_sorted(), "{drops:?}");
    drops.dedup();
    drops
}

/// Checks a surface over two numbers of θ, the number of each component as [`Textbook::with`] has
/// it.
fn check(case: &Case, options: &FigureOptions, [x, y]: [(usize, usize); 2]) {
    let page = draw(&case.source(), options).unwrap();
    let Ok([axes]) = <[Axes; 1]>::try_from(Axes::of(&page)) else { panic!("one pair of axes") };
    let values = case.dataset.sample.values();
    let theta = Textbook::new(case.trace.last().unwrap().theta());
    let at = |(a, b): Point| theta.with(x.0, x.1, a).with(y.0, y.1, b).log_likelihood(values);
    let said = page.description.split_once("The highest value is ").unwrap().1;
    let highest: f64 = said.split(';').next().unwrap().replace('−', "-").parse().unwrap();
    assert!((highest - theta.log_likelihood(values)).abs() < 1e-6, "EM is at the top: {highest}");
    let drops = drops(&axes, &page);
    let areas = Areas::of(&axes, &page);
    assert!(drops.len() > 3 && areas.lines.len() == drops.len(), "{drops:?}");
    for (drop, lines) in drops.iter().zip(&areas.lines) {
        for place in parts(lines).into_iter().flatten() {
            let level = at(axes.value(place));
            // How much ℓ changes within a point of the page.
            let [right, up] = [(place.0 + 0.5, place.1), (place.0, place.1 + 0.5)];
            let slope = [right, up].map(|near| at(axes.value(near)) - level);
            let off = (level - highest + drop).abs() / (2.0 * slope[0].hypot(slope[1]));
            assert!(off < COARSE, "−{drop} at {:?}: {off} points off", axes.value(place));
        }
    }
    // The bar has the areas' colours in their order, each darker than the one below.
    let width = |path| {
        let [corners] = &parts(path)[..] else { return 0.0 };
        corners[1].0 - corners[0].0
    };
    let bar = page.marks.iter().filter_map(|mark| match mark {
        emstep::internals::figure::Mark::Shape { path, fill: Some(fill), stroke: None }
            if path.points().all(|point| point.0 > axes.area.right) && width(path) == 9.0 =>
        {
            Some(*fill)
        }
        _ => None,
    });
    assert_eq!(bar.collect::<Vec<_>>(), areas.fills);
    let light = |ink: &Ink| u32::from(ink.0) + u32::from(ink.1) + u32::from(ink.2);
    assert!(areas.fills.windows(2).all(|pair| light(&pair[1]) < light(&pair[0])));
    // The path goes through every θ.
    let is_path =
        |stroke: emstep::internals::figure::Stroke| stroke.ink == BLACK && stroke.width == 1.2;
    let path = axes.shapes(&page).find(|shape| shape.stroke.is_some_and(is_path)).unwrap().path;
    let corners = path.segments().iter().map(|segment| match segment {
        Segment::Move(at) | Segment::Line(at) => *at,
        other => panic!("{other:?}"),
    });
    assert_eq!(corners.clone().count(), case.trace.len());
    for (corner, iterate) in corners.zip(&case.trace) {
        let theta = iterate.theta();
        let of = |(component, number): (usize, usize)| match number {
            0 => theta.weights().nth(component).unwrap(),
            1 => theta.means().nth(component).unwrap(),
            _ => theta.variances().nth(component).unwrap(),
        };
        let place = axes.place((of(x), of(y)));
        let off = (corner.0 - place.0).hypot(corner.1 - place.1);
        assert!(off < 0.01, "θ of t = {}: {off} points off", iterate.iteration());
    }
}

#[test]
fn levels_over_two_means_are_where_the_likelihood_has_them() {
    check(&cases::old_faithful(), &options(Figure::Surface, 120.0), [(0, 1), (1, 1)]);
}

#[test]
fn levels_along_a_variance_are_on_its_logarithmic_axis() {
    let axes = (Coordinate::new(Parameter::Mean, 0), Coordinate::new(Parameter::Variance, 1));
    let surface = FigureOptions { axes: Some(axes), ..options(Figure::Surface, 120.0) };
    check(&cases::old_faithful(), &surface, [(0, 1), (1, 2)]);
}
