use super::*;
use crate::app::Chart;
use crate::app::looks::axes::Axes;
use crate::mixture::{Sample, Sharing, responsibilities};
use crate::view::theme::ColorDepth;
use ratatui::style::Color;
use ratatui::widgets::Widget;

const MONO: Theme = Theme::new(ColorDepth::Mono);

fn homework() -> (Sample, Theta) {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    (sample, Theta::from_lists(&[0.363, 0.637], &[5.13, 1.47], &[0.616, 6.967]).unwrap())
}

/// Draws the shares of a sample, with the arithmetic of observation `i`.
fn drawn(sample: &Sample, theta: &Theta, i: usize, (width, height): (u16, u16)) -> Buffer {
    let (axes, digits) = (Axes::fit(sample, theta), Digits::of(sample));
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    DensityPanel {
        axes: &axes,
        sample,
        theta: Some(theta),
        previous: None,
        truth: None,
        gamma: None,
        sharing: Sharing::Soft,

        chart: Chart::Shares,
        cursor: None,
        observation: Some((i, &digits)),
        theme: &MONO,
    }
    .render(buffer.area, &mut buffer);
    buffer
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let row = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..area.height).map(|y| row(y).trim_end().to_owned()).collect()
}

/// Returns the bar at x = `value`, from the bottom of a part of the chart: its glyphs.
fn bar(values: &[f64], theta: &Theta, value: f64, height: u16) -> Vec<String> {
    let sample = Sample::new(values.to_vec()).unwrap();
    let axes = Axes { y_max: theta.density(value), ..Axes::fit(&sample, theta) };
    let chart = DensityPanel {
        axes: &axes,
        sample: &sample,
        theta: Some(theta),
        previous: None,
        truth: None,
        gamma: None,
        sharing: Sharing::Soft,

        chart: Chart::Shares,
        cursor: None,
        observation: None,
        theme: &MONO,
    };
    let plot = Rect::new(0, 0, 60, height);
    let mut buffer = Buffer::empty(plot);
    Shares::new(&chart, theta, plot.width).render_densities(&chart, plot, &mut buffer);
    let x = chart.position(value, plot.width).unwrap();
    (0..height).rev().map(|y| buffer[(x, y)].symbol().to_owned()).collect()
}

#[test]
fn a_bar_is_as_high_as_the_density_and_split_by_the_responsibilities() {
    let (sample, theta) = homework();
    for value in [-1.0, 4.0, 5.0, 6.0] {
        // The axis ends at this density: the bar is as high as the plot.
        let cells = bar(sample.values(), &theta, value, 40);
        assert!(cells.iter().all(|cell| cell == "1" || cell == "2" || cell == "█"), "{cells:?}");
        let first = cells.iter().filter(|cell| *cell == "1").count();
        let expected = responsibilities(value, &theta)[0] * 40.0;
        assert!((first as f64 - expected).abs() <= 1.0, "{value}: {first} and not {expected}");
        // Component 1 is below component 2.
        assert!(cells[..first].iter().all(|cell| cell == "1"), "{cells:?}");
    }
    let gammas = responsibilities(5.0, &theta);
    let half = bar(sample.values(), &theta, 5.0, 40);
    assert!(gammas[0] > 0.5 && half[19] == "1" && half[39] == "2", "{half:?}");
}

#[test]
fn the_arithmetic_of_the_chosen_observation_is_below_the_bars() {
    let (sample, theta) = homework();
    let wide = rows(&drawn(&sample, &theta, 2, (70, 18)));
    let [p1, p2] = [0, 1].map(|k| theta.components()[k].log_joint(4.0).exp());
    let gammas = responsibilities(4.0, &theta);
    let four = |value: f64| number::share(value, 4, LONGEST);
    let sum = format!("x_2 = 4.0: p = {} + {} = {}", four(p1), four(p2), four(p1 + p2));
    let expected = format!("{sum}   γ = {}, {}", four(gammas[0]), four(gammas[1]));
    assert!(wide.contains(&expected), "{expected}\n{wide:#?}");
    let narrow = rows(&drawn(&sample, &theta, 0, (39, 11)));
    let line = narrow.last().unwrap();
    assert!(line.starts_with("x_0: p = ") && line.contains("largest γ: "), "{narrow:#?}");
    assert!(text::width(line) <= 39 && !line.contains('…'), "{narrow:#?}");
}

#[test]
fn many_observations_have_a_bar_per_column_and_the_chart_says_so() {
    let (_, theta) = homework();
    let values: Vec<f64> = (0..400).map(|i| f64::from(i % 80) / 8.0 - 1.0).collect();
    let sample = Sample::new(values).unwrap();
    let text = rows(&drawn(&sample, &theta, 0, (70, 18))).join("\n");
    assert!(text.contains("a bar per column that has observations, at its middle"), "{text}");
    assert!(!text.contains("x_0"), "{text}");
    assert!(text.matches('1').count() > 20 && text.matches('2').count() > 20, "{text}");
}

#[test]
fn shares_are_read_without_colours() {
    let (sample, theta) = homework();
    let buffer = drawn(&sample, &theta, 2, (70, 24));
    assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
    let text = rows(&buffer).join("\n");
    // Both components have cells in the bar at x = 4, of the parts that are as high as 1.
    assert!(text.contains("γ_ik") && text.contains("p(x_i"), "{text}");
    assert!(text.matches('1').count() > 8 && text.matches('2').count() > 8, "{text}");
}
