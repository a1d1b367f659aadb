use proptest::prelude::*;
use ratatui::style::Color;

use super::*;
use crate::mixture::{Component, GammaRows, Iterate, Sharing, Start};
use crate::view::theme::ColorDepth;

const THEME: Theme = Theme::new(ColorDepth::TrueColor);
const ORANGE: Color = Color::Indexed(202);
const SKY_BLUE: Color = Color::Indexed(33);

fn homework() -> (Sample, Theta) {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    (sample, Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap())
}

fn column(csv: &str, index: usize) -> Sample {
    let cell = |line: &str| line.split(',').nth(index).unwrap().parse().unwrap();
    Sample::new(csv.lines().skip(1).map(cell).collect()).unwrap()
}

fn old_faithful() -> Sample {
    column(include_str!("../../../../assets/data/old_faithful.csv"), 1)
}

fn draw(chart: DensityPanel, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    chart.render(buffer.area, &mut buffer);
    buffer
}

/// Returns a chart before the first E-step.
fn plain<'a>(axes: &'a Axes, sample: &'a Sample, theta: &'a Theta) -> DensityPanel<'a> {
    DensityPanel {
        axes,
        sample,
        theta: Some(theta),
        previous: None,
        truth: None,
        gamma: None,
        sharing: Sharing::Soft,

        chart: Chart::Density,
        cursor: None,
        observation: None,
        theme: &THEME,
    }
}

/// Returns the chart of the homework at θ₀, before the first E-step.
fn begin(width: u16, height: u16) -> Buffer {
    let (sample, theta) = homework();
    let axes = Axes::fit(&sample, &theta);
    draw(plain(&axes, &sample, &theta), width, height)
}

/// Returns the chart of a sample after this many iterations from θ₀.
fn after(n: usize, sample: &Sample, theta: Theta, width: u16, height: u16) -> Buffer {
    let mut axes = Axes::fit(sample, &theta);
    let mut iterates = vec![Iterate::start(theta, sample).unwrap()];
    for _ in 0..n {
        iterates.push(iterates[iterates.len() - 1].next(sample).unwrap());
        axes = axes.follow(sample, iterates[iterates.len() - 1].theta());
    }
    let [.., before, now] = &iterates[..] else { panic!("an iteration or more") };
    let (theta, previous) = (now.theta(), Some(before.theta()));
    let (axes, gamma_of, theme) = (&axes, previous, &THEME);
    draw(
        DensityPanel {
            axes,
            sample,
            theta: Some(theta),
            previous,
            truth: None,
            gamma: gamma_of.map(|theta| GammaRows::Inferred(theta, Sharing::Soft)),
            sharing: Sharing::Soft,

            chart: Chart::Density,
            cursor: None,
            observation: None,
            theme,
        },
        width,
        height,
    )
}

/// Returns the text, and beside each row the colours in it: o(range) and b(lue) as letters,
/// f(aint), x for another.
fn picture(buffer: &Buffer) -> String {
    let colour = |x, y| match (buffer[(x, y)].fg, buffer[(x, y)].bg) {
        (_, ORANGE) => 'O',
        (_, SKY_BLUE) => 'B',
        (Color::Reset | Color::Indexed(244), Color::Reset) if buffer[(x, y)].symbol() == " " => ' ',
        (Color::Reset, Color::Reset) => '.',
        (ORANGE, _) => 'o',
        (SKY_BLUE, _) => 'b',
        (Color::Indexed(244), _) => 'f',
        _ => 'x',
    };
    let area = buffer.area;
    let text = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    let colours = |y| (0..area.width).map(|x| colour(x, y)).collect::<String>();
    let rows = (0..area.height).map(|y| format!("{}|{}|\n", text(y), colours(y)));
    rows.collect()
}

fn cells(buffer: &Buffer) -> impl Iterator<Item = (u16, u16, char, Color)> {
    let area = buffer.area;
    let all = (0..area.height).flat_map(move |y| (0..area.width).map(move |x| (x, y)));
    all.map(|(x, y)| {
        let cell = &buffer[(x, y)];
        (x, y, cell.symbol().chars().next().unwrap(), cell.fg)
    })
}

fn is_braille(c: char) -> bool {
    ('\u{2801}'..='\u{28ff}').contains(&c)
}

#[test]
fn homework_at_the_start() {
    insta::assert_snapshot!("start_58x16", picture(&begin(58, 16)));
    insta::assert_snapshot!("start_44x10", picture(&begin(44, 10)));
}

#[test]
fn homework_after_an_iteration() {
    let (sample, theta) = homework();
    insta::assert_snapshot!("theta1_58x16", picture(&after(1, &sample, theta.clone(), 58, 16)));
    insta::assert_snapshot!("theta1_44x10", picture(&after(1, &sample, theta, 44, 10)));
}

#[test]
fn old_faithful_is_a_histogram() {
    let sample = old_faithful();
    let theta = Start::Quantile.theta(&sample, 2).unwrap();
    insta::assert_snapshot!("old_faithful_58x16", picture(&after(10, &sample, theta, 58, 16)));
}

#[test]
fn galaxies_have_three_components() {
    let sample = column(include_str!("../../../../assets/data/galaxies.csv"), 0);
    let theta = Start::Quantile.theta(&sample, 3).unwrap();
    insta::assert_snapshot!("galaxies_58x16", picture(&after(6, &sample, theta, 58, 16)));
}

#[test]
fn where_a_component_is_all_of_the_mixture_both_are_seen() {
    // At θ₀ the mixture right of x = 9.5 is component 2 alone.
    let buffer = begin(58, 16);
    let (sample, theta) = homework();
    let axes = Axes::fit(&sample, &theta);
    let from = (58.0 * (9.5 - axes.x.0) / (axes.x.1 - axes.x.0)) as u16;
    let of = |colour| {
        let curve = cells(&buffer).filter(|(x, y, c, _)| *x > from && *y > 4 && is_braille(*c));
        curve.filter(|cell| cell.3 == colour).count()
    };
    assert!(of(Color::Reset) >= 3, "the mixture");
    assert!(of(SKY_BLUE) >= 3, "component 2");
}

#[test]
fn a_peak_narrower_than_a_dot_is_drawn_to_its_full_height() {
    let sample = Sample::new(vec![0.0, 1.0, 2.0, 3.0, 10.0]).unwrap();
    for mean in [1.0, 1.2345, 4.999, 7.77] {
        let theta = Theta::from_lists(&[0.001, 0.999], &[mean, 5.0], &[1e-6, 9.0]).unwrap();
        let axes = Axes { y_max: 0.6, ..Axes::fit(&sample, &theta) };
        let chart = plain(&axes, &sample, &theta);
        let buffer = draw(chart, 60, 20);
        // π₁ N(μ₁; μ₁, σ₁²) = 0.001 / (0.001 √2π) = 0.4, two thirds of the plot of 17 rows.
        let highest = cells(&buffer).filter(|c| is_braille(c.2)).map(|c| c.1).min().unwrap();
        assert!((2..=6).contains(&highest), "row {highest} for a mean at {mean}");
        assert!(cells(&buffer).any(|c| c.3 == ORANGE && is_braille(c.2) && c.1 <= highest + 3));
    }
}

#[test]
fn a_curve_above_the_axes_is_marked_as_cut_off() {
    let (sample, theta) = homework();
    let fitted = Axes::fit(&sample, &theta);
    for (y_max, arrows) in [(fitted.y_max, 0), (0.25, 1)] {
        let axes = Axes { y_max, ..fitted };
        let chart = plain(&axes, &sample, &theta);
        let buffer = draw(chart, 60, 20);
        assert_eq!(cells(&buffer).filter(|c| c.1 == 0 && c.2 == '▲').count(), arrows);
    }
}

#[test]
fn the_digits_stand_at_the_components_and_the_means_on_the_axis() {
    let buffer = begin(58, 16);
    let find = |glyph: char, colour: Color| {
        let bold = |x, y| buffer[(x, y)].modifier.contains(Modifier::BOLD);
        let found = cells(&buffer).find(|c| c.2 == glyph && c.3 == colour && bold(c.0, c.1));
        found.map_or_else(|| panic!("no {glyph}"), |c| c.0)
    };
    let (sample, theta) = homework();
    let (lo, hi) = Axes::fit(&sample, &theta).x;
    // The numbers of the y axis take four cells.
    let at = |x: f64| 4 + ((x - lo) / (hi - lo) * 54.0) as u16;
    assert_eq!(find('1', ORANGE), at(6.0));
    assert_eq!(find('2', SKY_BLUE), at(7.0));
    assert_eq!(find('μ', ORANGE), at(6.0));
    assert_eq!(find('₂', SKY_BLUE), at(7.0) + 1);
}

#[test]
fn means_out_of_view_are_pointed_to() {
    let (sample, theta) = homework();
    let axes = Axes { x: (-3.0, 6.9), y_max: 0.3 };
    let chart = plain(&axes, &sample, &theta);
    let text = picture(&draw(chart, 60, 10));
    assert!(text.contains("2▸|") && text.contains("μ₁"), "{text}");
    let text = picture(&draw(chart, 40, 10));
    assert!(text.contains("─1─2▸|"), "{text}");
    let axes = &Axes { x: (20.0, 30.0), y_max: 0.3 };
    let text = picture(&draw(DensityPanel { axes, ..chart }, 40, 10));
    assert!(text.contains("└◂1─◂2─"), "{text}");
}

#[test]
fn observations_in_one_column_are_stacked() {
    let sample = Sample::new(vec![1.0, 1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 5.0, 5.0, 5.0]).unwrap();
    let theta = Theta::from_lists(&[1.0], &[3.0], &[3.0]).unwrap();
    let axes = Axes::fit(&sample, &theta);
    let chart = plain(&axes, &sample, &theta);
    let buffer = draw(chart, 60, 20);
    assert_eq!(cells(&buffer).filter(|c| c.2 == '●').count(), 3 + 2 + 2);
    assert_eq!(cells(&buffer).filter(|c| c.2 == '⋮').count(), 1);
}

#[test]
fn identical_components_own_a_point_equally() {
    let (sample, _) = homework();
    let theta = Theta::from_lists(&[0.5, 0.5], &[4.0, 4.0], &[1.0, 1.0]).unwrap();
    let axes = Axes::fit(&sample, &theta);
    let (sample, theta, axes) = (&sample, &theta, &axes);
    let gamma_of = Some(theta);
    let buffer = draw(
        DensityPanel {
            axes,
            sample,
            theta: Some(theta),
            previous: None,
            truth: None,
            gamma: gamma_of.map(|theta| GammaRows::Inferred(theta, Sharing::Soft)),
            sharing: Sharing::Soft,

            chart: Chart::Density,
            cursor: None,
            observation: None,
            theme: &THEME,
        },
        60,
        20,
    );
    assert_eq!(cells(&buffer).filter(|c| c.2 == '=').count(), 5);
}

#[test]
fn an_e_step_changes_the_marks_and_nothing_else() {
    let (sample, theta) = homework();
    let axes = Axes::fit(&sample, &theta);
    let chart = plain(&axes, &sample, &theta);
    let (before, after) = (
        draw(chart, 58, 16),
        draw(
            DensityPanel { gamma: Some(GammaRows::Inferred(&theta, Sharing::Soft)), ..chart },
            58,
            16,
        ),
    );
    assert_eq!(before.diff(&after).len(), sample.len());
}

#[test]
fn without_colours_the_chart_has_none() {
    let (sample, theta) = homework();
    let axes = Axes::fit(&sample, &theta);
    let theme = &Theme::new(ColorDepth::Mono);
    let (sample, theta, axes, gamma_of) = (&sample, &theta, &axes, Some(&theta));
    let buffer = draw(
        DensityPanel {
            axes,
            sample,
            theta: Some(theta),
            previous: None,
            truth: None,
            gamma: gamma_of.map(|theta| GammaRows::Inferred(theta, Sharing::Soft)),
            sharing: Sharing::Soft,

            chart: Chart::Density,
            cursor: None,
            observation: None,
            theme,
        },
        58,
        16,
    );
    assert!(cells(&buffer).all(|c| c.3 == Color::Reset && buffer[(c.0, c.1)].bg == Color::Reset));
    let bold = |c: &(u16, u16, char, Color)| buffer[(c.0, c.1)].modifier.contains(Modifier::BOLD);
    assert!(cells(&buffer).any(|c| is_braille(c.2) && bold(&c)), "the mixture");
    assert!(cells(&buffer).any(|c| is_braille(c.2) && !bold(&c)), "the components");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any size, any θ, any axes: it draws, and not outside of its area.
    #[test]
    fn it_draws_at_any_size(
        width in 0..130u16,
        height in 0..45u16,
        values in prop::collection::vec(prop_oneof![-9.0..9.0f64, Just(1e120), Just(1e9)], 1..200),
        parts in prop::collection::vec((0.01..1.0f64, prop_oneof![-9.0..9.0f64, Just(-1e300)],
            prop_oneof![1e-9..50.0f64, Just(f64::MIN_POSITIVE), Just(1e300)]), 1..65),
        zoom in 1e-12..10.0f64,
        at in -9.0..9.0f64,
        shown in prop::sample::select(vec![Chart::Density, Chart::Posterior, Chart::Both, Chart::Shares]),
    ) {
        let sample = Sample::new(values).unwrap();
        let sum: f64 = parts.iter().map(|p| p.0).sum();
        let components = parts.iter().map(|p| Component::new(p.0 / sum, p.1, p.2)).collect();
        let theta = Theta::new(components).unwrap();
        let axes = Axes::fit(&sample, &theta).zoom(zoom, at);
        let previous = Theta::from_lists(&[1.0], &[0.0], &[1.0]).unwrap();
        let digits = Digits::of(&sample);
        let area = Rect::new(2, 1, width, height);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width + 4, height + 2));
        let chart = DensityPanel {
            axes: &axes, sample: &sample, theta: Some(&theta), previous: Some(&previous), truth: None, gamma: Some(GammaRows::Inferred(&theta, Sharing::Soft)),
            sharing: Sharing::Soft, chart: shown, cursor: None,
            observation: Some((sample.len() - 1, &digits)), theme: &THEME,
        };
        chart.render(area, &mut buffer);
        let outside = cells(&buffer).filter(|c| !area.contains((c.0, c.1).into()));
        prop_assert!(outside.map(|c| c.2).all(|c| c == ' '));
    }
}
