//! What is drawn is what a textbook's formulas come to: lines, bars and marks are read back through
//! the axes.

use emstep::internals::figure::{Figure, Ink, Page, Stroke, draw};

use crate::axes::{Axes, BLACK, Point, Shape, middles, parts};
use crate::cases::{self, Case};
use crate::options;
use crate::textbook::Textbook;

const BAR: Ink = Ink(0xe4, 0xe4, 0xe4);
const WHITE: Ink = Ink(255, 255, 255);

fn page(case: &Case, figure: Figure) -> Page {
    draw(&case.source(), &options(figure, 120.0)).unwrap()
}

fn only_axes(page: &Page) -> Axes {
    let Ok([axes]) = <[Axes; 1]>::try_from(Axes::of(page)) else { panic!("one pair of axes") };
    axes
}

/// Returns the lines of a look.
fn lines<'a>(
    axes: &Axes,
    page: &'a Page,
    is_it: impl Fn(Stroke) -> bool,
) -> Vec<&'a emstep::internals::figure::Path> {
    let shapes = axes.shapes(page).filter(|shape| shape.fill.is_none());
    shapes.filter(|shape| shape.stroke.is_some_and(&is_it)).map(|shape| shape.path).collect()
}

fn is_bold(stroke: Stroke) -> bool {
    stroke.ink == BLACK && stroke.width == 1.2
}

fn is_dashed(stroke: Stroke) -> bool {
    !stroke.dashes.is_empty()
}

/// Returns a function over the whole width of some axes, closer together at some x.
fn curve(axes: &Axes, means: &[(f64, f64)], f: impl Fn(f64) -> f64) -> Vec<Point> {
    let ends = [axes.area.left, axes.area.right].map(|at| axes.value((at, axes.area.bottom)).0);
    let even = (0..=4000).map(|i| ends[0] + (ends[1] - ends[0]) * (f64::from(i) / 4000.0));
    let near = means
        .iter()
        .flat_map(|(mean, sd)| (-200..=200).map(move |i| mean + sd * f64::from(i) / 40.0));
    let mut all: Vec<f64> = even.chain(near.filter(|x| (ends[0]..=ends[1]).contains(x))).collect();
    all.sort_by(f64::total_cmp);
    all.into_iter().map(|x| (x, f(x))).collect()
}

fn means(case: &Case) -> (Textbook, Vec<(f64, f64)>) {
    let theta = case.trace.last().unwrap().theta();
    let means = theta.means().zip(theta.variances().map(f64::sqrt)).collect();
    (Textbook::new(theta), means)
}

/// Returns left, right and height of each bar.
fn bars(axes: &Axes, page: &Page) -> Vec<(f64, f64, f64)> {
    let shape = axes.shapes(page).find(|shape| shape.fill == Some(BAR));
    let rectangles = shape.map_or_else(Vec::new, |shape| parts(shape.path));
    let bar = |corners: &Vec<Point>| {
        let (left, height) = axes.value(corners[0]);
        let (right, zero) = axes.value(corners[2]);
        assert!(zero.abs() < 1e-9 * height, "a bar stands on {zero}");
        (left, right, height)
    };
    rectangles.iter().map(bar).collect()
}

#[test]
fn densities_are_those_of_the_formula() {
    for case in [cases::homework(), cases::galaxies(), cases::grouped(), cases::simulated()] {
        let page = page(&case, Figure::Density);
        let axes = only_axes(&page);
        let (theta, means) = means(&case);
        let [mixture] = lines(&axes, &page, is_bold)[..] else { panic!("{}", case.name) };
        let all = curve(&axes, &means, |x| theta.density(x));
        axes.check_line(&format!("{}: mixture", case.name), mixture, &all);
        let components = lines(&axes, &page, is_dashed);
        assert_eq!(components.len(), theta.components());
        for (k, path) in components.into_iter().enumerate() {
            let of_component = curve(&axes, &means, |x| theta.joint(k, x));
            axes.check_line(&format!("{}: component {k}", case.name), path, &of_component);
        }
    }
}

#[test]
fn bars_have_the_area_of_their_observations() {
    for case in [cases::galaxies(), cases::simulated(), cases::old_faithful()] {
        let page = page(&case, Figure::Density);
        let axes = only_axes(&page);
        let values = case.dataset.sample.values();
        let bars = bars(&axes, &page);
        let mut counted = 0;
        for (left, right, height) in &bars {
            // What is exactly between two bars belongs to the right one.
            let slack = 1e-6 * (right - left);
            let is_in = |x: &&f64| (left - slack..right - slack).contains(*x);
            let count = values.iter().filter(is_in).count();
            let drawn = height * (right - left) * values.len() as f64;
            let (name, near) = (case.name, (drawn - count as f64).abs());
            assert!(near < 1e-6, "{name}: {count} from {left} to {right}, drawn as {drawn}");
            counted += count;
        }
        assert_eq!(counted, values.len(), "{}", case.name);
        assert!(bars.len() > 5, "{}", case.name);
    }
}

#[test]
fn bars_of_grouped_data_are_their_bins() {
    let case = cases::grouped();
    let page = page(&case, Figure::Density);
    let axes = only_axes(&page);
    let bins: Vec<_> =
        case.dataset.sample.bins().unwrap().iter().filter(|bin| bin.count > 0.0).collect();
    let n: f64 = bins.iter().map(|bin| bin.count).sum();
    let drawn = bars(&axes, &page);
    assert_eq!(drawn.len(), bins.len());
    for ((left, right, height), bin) in drawn.into_iter().zip(bins) {
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + b.abs());
        // An open bin ends somewhere.
        let is_edge = |drawn: f64, edge: f64| edge.is_infinite() || close(drawn, edge);
        assert!(is_edge(left, bin.lower) && is_edge(right, bin.upper), "{left} {right} {bin:?}");
        assert!(close(height * (right - left) * n, bin.count), "{height} {bin:?}");
    }
}

#[test]
fn each_of_a_few_observations_has_its_tick() {
    let case = cases::homework();
    let page = page(&case, Figure::Density);
    let axes = only_axes(&page);
    let rug = lines(&axes, &page, |stroke| stroke.ink == BLACK && stroke.width == 0.5);
    let ticks: Vec<Point> = parts(rug[0]).iter().map(|tick| axes.value(tick[0])).collect();
    assert_eq!(ticks.len(), 5);
    for ((x, y), value) in ticks.into_iter().zip(case.dataset.sample.values()) {
        assert!((x - value).abs() < 1e-9 && y.abs() < 1e-9, "{x} {y} {value}");
    }
}

#[test]
fn likelihood_and_bound_are_those_of_each_iteration() {
    let case = cases::homework();
    let values = case.dataset.sample.values();
    let page = page(&case, Figure::Likelihood);
    let Ok([mut upper, lower]) = <[Axes; 2]>::try_from(Axes::of(&page)) else { panic!("two") };
    upper.share_x(&lower);
    let thetas: Vec<Textbook> =
        case.trace.iter().map(|iterate| Textbook::new(iterate.theta())).collect();
    let likelihood: Vec<Point> = (thetas.iter().enumerate())
        .map(|(t, theta)| (t as f64, theta.log_likelihood(values)))
        .collect();
    let mut bound = vec![likelihood[0]];
    for (t, pair) in thetas.windows(2).enumerate() {
        let after = (t + 1) as f64;
        bound.extend([(after, pair[1].lower_bound(values, &pair[0])), likelihood[t + 1]]);
    }
    let bold = lines(&upper, &page, is_bold);
    upper.check_line("ℓ", bold[0], &likelihood);
    upper.check_line("F", lines(&upper, &page, is_dashed)[0], &bound);
    // Smaller rises are lost in the last digits of ℓ.
    let rise = |pair: &[Point]| (pair[1].0, (pair[1].1 - pair[0].1).log10());
    let rises: Vec<Point> =
        likelihood.windows(2).map(rise).take_while(|(_, rise)| *rise > -7.0).collect();
    let is_curve = |stroke: Stroke| stroke.ink == BLACK && stroke.width == 1.0;
    assert!(rises.len() > 3, "{rises:?}");
    lower.check_points("the rise of ℓ", lines(&lower, &page, is_curve)[0], &rises);
}

#[test]
fn quantiles_are_those_of_data_and_mixture() {
    let case = cases::galaxies();
    let page = page(&case, Figure::Qq);
    let axes = only_axes(&page);
    let (theta, _) = means(&case);
    let mut sorted = case.dataset.sample.values().to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let is_mark = |shape: &Shape| shape.fill.is_some() && shape.stroke.is_some();
    let marks = axes.shapes(&page).find(is_mark).unwrap();
    let points: Vec<Point> = middles(marks.path).iter().map(|at| axes.value(*at)).collect();
    assert_eq!(points.len(), sorted.len());
    let mut largest: f64 = 0.0;
    for (i, ((x, y), value)) in points.iter().zip(&sorted).enumerate() {
        let probability = (i as f64 + 0.5) / n;
        assert!((y - value).abs() < 1e-9 * value.abs(), "{y} is not {value}");
        let below = theta.cumulative(*x);
        assert!((below - probability).abs() < 1e-6, "{x}: {below} is not {probability}");
        let fitted = theta.cumulative(*value);
        largest = largest.max((fitted - i as f64 / n).abs());
        largest = largest.max((fitted - (i as f64 + 1.0) / n).abs());
    }
    let says = format!("largest distance D = {largest:.4}");
    let texts: Vec<String> = page.texts().map(|text| text.label.text()).collect();
    assert!(texts.contains(&says), "{says} is not in {texts:?}");
    // The band: 1.96 standard errors on either side, the lower edge first.
    let band = axes.shapes(&page).find(|shape| shape.fill == Some(BAR)).unwrap();
    let [edge] = &parts(band.path)[..] else { panic!("one band") };
    let (lower, upper) = edge.split_at(edge.len() / 2);
    let mut seen = 0;
    for (at, side) in lower.iter().map(|at| (at, -1.0)).chain(upper.iter().map(|at| (at, 1.0))) {
        // Beyond the axes it is cut off.
        let is_inside = |at: f64, from: f64, to: f64| from + 1e-6 < at && at < to - 1e-6;
        if !is_inside(at.1, axes.area.top, axes.area.bottom) {
            continue;
        }
        let (x, y) = axes.value(*at);
        let p = theta.cumulative(x);
        let error = 1.96 * (p * (1.0 - p) / n).sqrt() / theta.density(x);
        assert!((y - x - side * error).abs() < 1e-3 * error, "{x} {y} {error}");
        seen += 1;
    }
    assert!(seen > 200, "{seen}");
    let is_diagonal = |stroke: Stroke| stroke.ink == BLACK && stroke.width == 1.0;
    for corner in &parts(lines(&axes, &page, is_diagonal)[0])[0] {
        let (x, y) = axes.value(*corner);
        assert!((x - y).abs() < 1e-9 * x.abs().max(1.0), "{x} {y}");
    }
}

#[test]
fn criteria_are_those_of_each_fit() {
    type Criterion = fn(&Textbook, &[f64], f64) -> f64;
    let criteria: [Criterion; 3] = [
        |theta, values, p| 2.0 * p - 2.0 * theta.log_likelihood(values),
        |theta, values, p| p * (values.len() as f64).ln() - 2.0 * theta.log_likelihood(values),
        |theta, values, p| p * (values.len() as f64).ln() - 2.0 * theta.classification(values),
    ];
    let case = cases::galaxies();
    let values = case.dataset.sample.values();
    let page = page(&case, Figure::Bic);
    let axes = only_axes(&page);
    let lines = lines(&axes, &page, |stroke| stroke.ink != BLACK);
    assert_eq!(lines.len(), 6);
    let marks: Vec<Shape> = (axes.shapes(&page))
        .filter(|shape| shape.fill.is_some() && shape.stroke.is_some())
        .collect();
    let mut lowest = [(0.0, f64::INFINITY); 3];
    let mut last = [0.0; 3];
    for (series, (path, marks)) in lines.into_iter().zip(marks).enumerate() {
        let (criterion, has_equal_variances) = (series % 3, series >= 3);
        let rows = case.scan.as_ref().unwrap().iter();
        let rows = rows.filter(|row| row.equal_variances == has_equal_variances);
        let expected: Vec<Point> = rows
            .map(|row| {
                let k = row.components as f64;
                let p = if has_equal_variances { 2.0 * k } else { 3.0 * k - 1.0 };
                let theta = Textbook::new(row.fit.as_ref().unwrap().best.theta());
                (k, criteria[criterion](&theta, values, p))
            })
            .collect();
        axes.check_line(&format!("series {series}"), path, &expected);
        assert_eq!(marks.fill == Some(WHITE), has_equal_variances);
        let drawn = middles(marks.path);
        assert_eq!(drawn.len(), expected.len());
        for (at, point) in drawn.iter().zip(&expected) {
            let place = axes.place(*point);
            // The middle of a triangle is not quite that of its edges.
            assert!((at.0 - place.0).hypot(at.1 - place.1) < 0.5, "series {series}: {point:?}");
            if point.1 < lowest[criterion].1 {
                lowest[criterion] = *point;
            }
        }
        if !has_equal_variances {
            last[criterion] = expected.last().unwrap().1;
        }
    }
    let rings = axes.shapes(&page).filter(|shape| shape.fill.is_none());
    let is_ring = |stroke: Stroke| stroke.ink == BLACK && stroke.width == 0.8;
    let rings = rings.filter(|shape| shape.stroke.is_some_and(is_ring)).last().unwrap();
    for (at, point) in middles(rings.path).iter().zip(lowest) {
        let place = axes.place(point);
        assert!((at.0 - place.0).hypot(at.1 - place.1) < 1e-6, "{point:?}");
    }
    // The names at the right are in the order of the ends.
    let height = |name: &str| page.texts().find(|text| text.label.text() == name).unwrap().at.1;
    let mut names = [("AIC", last[0]), ("BIC", last[1]), ("ICL", last[2])];
    names.sort_by(|a, b| b.1.total_cmp(&a.1));
    let heights = names.map(|(name, _)| height(name));
    assert!(heights.is_sorted(), "{names:?} {heights:?}");
}

#[test]
fn responsibilities_are_those_of_the_formula() {
    for case in [cases::homework(), cases::galaxies(), cases::old_faithful()] {
        let page = page(&case, Figure::Responsibilities);
        let axes = only_axes(&page);
        let (theta, means) = means(&case);
        let lines = lines(&axes, &page, is_dashed);
        assert_eq!(lines.len(), theta.components());
        for (k, path) in lines.into_iter().enumerate() {
            let expected = curve(&axes, &means, |x| theta.gamma(k, x));
            axes.check_line(&format!("{}: γ of {k}", case.name), path, &expected);
        }
    }
    let case = cases::homework();
    let page = page(&case, Figure::Responsibilities);
    let axes = only_axes(&page);
    let (theta, _) = means(&case);
    let marks: Vec<Shape> = axes.shapes(&page).filter(|shape| shape.fill == Some(WHITE)).collect();
    assert_eq!(marks.len(), 2);
    for (k, marks) in marks.into_iter().enumerate() {
        let drawn = middles(marks.path);
        assert_eq!(drawn.len(), 5);
        for (at, x) in drawn.iter().zip([-1.0, 0.0, 4.0, 5.0, 6.0]) {
            let place = axes.place((x, theta.gamma(k, x)));
            assert!((at.0 - place.0).hypot(at.1 - place.1) < 1e-6, "γ of {k} at {x}");
        }
    }
}
