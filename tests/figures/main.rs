//! Figures: what is on the page, read back by other programs: roxmltree, resvg, poppler.

mod axes;
mod cases;
mod command;
mod pdf;
#[path = "../harness/programs.rs"]
mod programs;
mod random;
mod readers;
mod surface;
mod textbook;
mod values;

use cases::Case;
use emstep::explain::{Coordinate, Parameter};
use emstep::internals::figure::{Figure, FigureError, FigureOptions, Mark, Page, draw, png, svg};
use readers::{Drawing, rasterised};

/// The widths that are looked at, in millimetres: less than a column of a journal, a column, and
/// two.
const WIDTHS: [f64; 3] = [60.0, 89.0, 180.0];
const POINTS: f64 = 72.0 / 25.4;

fn options(figure: Figure, width: f64) -> FigureOptions {
    FigureOptions { figure, width, label: None, unit: None, axes: None }
}

/// Draws every figure of a case at every width, or at the least that is said to be enough.
fn pages(case: &Case) -> Vec<(String, Page)> {
    let mut pages = Vec::new();
    // What many observations look like does not depend on the width.
    let is_large = case.dataset.sample.len() > 1000 || case.dataset.sample.summed().is_some();
    let widths = if is_large { &WIDTHS[1..2] } else { &WIDTHS[..] };
    for figure in Figure::ALL {
        for &width in widths {
            let page = match draw(&case.source(), &options(figure, width)) {
                Ok(page) => page,
                Err(FigureError::NoScan) => continue,
                Err(FigureError::TooSmall { least: Some(least), .. }) => {
                    assert!(f64::from(least) > width && least <= 160, "{figure}: {least}");
                    let page = draw(&case.source(), &options(figure, f64::from(least))).unwrap();
                    let narrower = options(figure, f64::from(least - 1));
                    assert!(draw(&case.source(), &narrower).is_err());
                    page
                }
                Err(error) => panic!("{}: {error}", case.name),
            };
            pages.push((format!("{}-{figure}-{width}", case.name), page));
        }
    }
    pages
}

/// Keeps a picture, to be looked at.
fn keep(name: &str, bytes: &[u8]) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn check(name: &str, page: &Page) {
    let text = svg(page);
    let drawing = Drawing::read(&text);
    let (width, height) = (page.width as f32, page.height as f32);
    assert!((drawing.width - width).abs() < 0.01, "{name}");
    assert_eq!(drawing.texts.len(), page.texts().count(), "{name}");
    for (i, (label, area)) in drawing.texts.iter().enumerate() {
        let [left, top, right, bottom] = *area;
        let is_inside = left >= 0.0 && top >= 0.0 && right <= width && bottom <= height;
        assert!(is_inside, "{name}: {label:?} leaves the page: {area:?}");
        for (other, theirs) in &drawing.texts[..i] {
            let across = left < theirs[2] && theirs[0] < right;
            let overlap = across && top < theirs[3] && theirs[1] < bottom;
            assert!(!overlap, "{name}: {label:?} {area:?} overlaps {other:?} {theirs:?}");
        }
    }
    for mark in &page.marks {
        let Mark::Shape { path, .. } = mark else { continue };
        for (x, y) in path.points() {
            assert!((0.0..=page.width).contains(&x), "{name}: {x}");
            assert!((0.0..=page.height).contains(&y), "{name}: {y}");
        }
    }
}

#[test]
fn every_label_is_on_the_page_and_no_two_overlap() {
    for case in cases::all() {
        for (name, page) in pages(&case) {
            keep(&format!("{name}.png"), &png(&page, 120).unwrap());
            check(&name, &page);
        }
    }
}

#[test]
fn a_png_is_what_resvg_makes_of_the_svg_and_has_the_size_asked_for() {
    let case = cases::old_faithful();
    for figure in [Figure::Density, Figure::Surface, Figure::Likelihood, Figure::Qq] {
        let page = draw(&case.source(), &options(figure, 89.0)).unwrap();
        let file = png(&page, 300).unwrap();
        let (info, ours) = readers::decoded(&file);
        let wanted = (page.width / 72.0 * 300.0).round() as u32;
        assert_eq!(info.width, wanted);
        assert_eq!(f64::from(wanted).round(), (89.0_f64 / 25.4 * 300.0).round());
        let dims = info.pixel_dims.unwrap();
        assert_eq!((dims.xppu, dims.yppu), (11_811, 11_811));
        let theirs = rasterised(&svg(&page), info.width, info.height);
        let differences = ours.iter().zip(&theirs).map(|(a, b)| f64::from(a.abs_diff(*b)));
        let mean = differences.sum::<f64>() / ours.len() as f64;
        assert!(mean < 1.0, "{figure}: {mean}");
        assert!(theirs.iter().filter(|part| **part < 128).count() > 1000);
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let (first, second) = (cases::galaxies(), cases::galaxies());
    for figure in Figure::ALL {
        let both = [&first, &second].map(|case| {
            let page = draw(&case.source(), &options(figure, 120.0)).unwrap();
            (svg(&page), png(&page, 100).unwrap(), emstep::internals::figure::pdf(&page))
        });
        assert_eq!(both[0], both[1], "{figure}");
    }
}

#[test]
fn a_figure_too_small_says_how_wide_it_has_to_be() {
    let case = cases::old_faithful();
    let error = draw(&case.source(), &options(Figure::Density, 20.0)).unwrap_err();
    let FigureError::TooSmall { least: Some(least), .. } = error else { panic!("{error:?}") };
    let says =
        format!("the figure 'density' does not fit into 20 mm; give at least --width {least}");
    assert_eq!(error.to_string(), says);
    assert!((30..60).contains(&least), "{least}");
    draw(&case.source(), &options(Figure::Density, f64::from(least))).unwrap();
    let no_scan = draw(&case.source(), &options(Figure::Bic, 100.0)).unwrap_err();
    assert_eq!(no_scan, FigureError::NoScan);
}

#[test]
fn text_and_lines_do_not_grow_with_the_width() {
    let case = cases::old_faithful();
    let sizes = |width| {
        let page = draw(&case.source(), &options(Figure::Density, width)).unwrap();
        let mut sizes: Vec<String> = page.texts().map(|text| text.size.to_string()).collect();
        for mark in &page.marks {
            if let Mark::Shape { stroke: Some(stroke), .. } = mark {
                sizes.push(format!("line {}", stroke.width));
            }
        }
        sizes.sort();
        sizes.dedup();
        sizes
    };
    assert_eq!(sizes(70.0), sizes(180.0));
    let page = draw(&case.source(), &options(Figure::Density, 120.0)).unwrap();
    assert!((page.width - 120.0 * POINTS).abs() < 1e-9);
}

#[test]
fn axes_are_named_by_the_column_and_its_unit() {
    let case = cases::old_faithful();
    let texts = |figure, unit: Option<&str>| -> Vec<String> {
        let options = FigureOptions { unit: unit.map(str::to_owned), ..options(figure, 120.0) };
        draw(&case.source(), &options).unwrap().texts().map(|text| text.label.text()).collect()
    };
    let density = texts(Figure::Density, Some("min"));
    let column = &case.dataset.column;
    for label in [format!("{column} (min)"), "density (min−1)".into(), "k = 1".into()] {
        assert!(density.contains(&label), "{label} is not in {density:?}");
    }
    assert!(texts(Figure::Density, None).contains(column));
    let label = Some("Time between eruptions (min)".to_owned());
    let labelled = FigureOptions { label, ..options(Figure::Density, 120.0) };
    let page = draw(&case.source(), &labelled).unwrap();
    let labels: Vec<String> = page.texts().map(|text| text.label.text()).collect();
    for label in ["Time between eruptions (min)", "density (min−1)"] {
        assert!(labels.contains(&label.into()), "{label} is not in {labels:?}");
    }
    let surface = texts(Figure::Surface, Some("min"));
    assert!(surface.contains(&"μ1 (min)".into()) && surface.contains(&"μ2 (min)".into()));
    let axes = (Coordinate::new(Parameter::Weight, 0), Coordinate::new(Parameter::Variance, 1));
    let other = FigureOptions { axes: Some(axes), ..options(Figure::Surface, 120.0) };
    let page = draw(&case.source(), &other).unwrap();
    let labels: Vec<String> = page.texts().map(|text| text.label.text()).collect();
    assert!(labels.contains(&"π1".into()) && labels.contains(&"σ22".into()), "{labels:?}");
    assert!(texts(Figure::Likelihood, None).contains(&"log-likelihood ℓ (nats)".into()));
}
