use std::sync::LazyLock;

use super::*;
use crate::mixture::{Iterate, Sample, Theta};
use crate::timeline::{HalfStep, Origin};
use crate::view::theme::ColorDepth;

const THEME: Theme = Theme::new(ColorDepth::Mono);

/// Returns the homework after `n` iterations.
fn homework(n: usize) -> Run<()> {
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
    after(n, &[-1.0, 0.0, 4.0, 5.0, 6.0], theta)
}

/// Returns a run on two groups that overlap, after `n` iterations: from t = 12 on each Δℓ is 0.61
/// times the one before, and from t = 44 on it is rounding.
fn overlapping(n: usize) -> Run<()> {
    let theta = Theta::from_lists(&[5.0 / 9.0, 4.0 / 9.0], &[2.0, 6.625], &[2.0, 0.921_875]);
    after(n, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.5, 6.0, 7.0, 8.0], theta.unwrap())
}

fn after(n: usize, values: &[f64], theta: Theta) -> Run<()> {
    let sample = Sample::new(values.to_vec()).unwrap();
    let mut run = Run::new((), Iterate::start(theta, &sample).unwrap(), Origin::Given);
    for t in 1..=n {
        let next = run.last().next(&sample).unwrap();
        run.push(next);
        run.go_to(HalfStep::theta(t));
    }
    run
}

fn panel(run: &Run<()>, chart: LikelihoodChart) -> LikelihoodPanel<'_, ()> {
    static KEYMAP: LazyLock<Keymap> = LazyLock::new(Keymap::default);
    let (keymap, theme) = (&*KEYMAP, &THEME);
    LikelihoodPanel { run, chart, covered: Covered::default(), selected: None, keymap, theme }
}

fn text(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let row = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..area.height).map(|y| row(y).trim_end().to_owned()).collect()
}

/// Returns the chart alone.
fn chart(run: &Run<()>, shown: LikelihoodChart, width: u16, height: u16) -> Vec<String> {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    panel(run, shown).draw_chart(buffer.area, &mut buffer);
    text(&buffer)
}

/// Returns the height of each bar in eighths of a cell.
fn heights(rows: &[String]) -> Vec<usize> {
    const PARTS: &str = " ▁▂▃▄▅▆▇█";
    let bars: Vec<Vec<char>> = rows
        .iter()
        .filter_map(|row| Some(row.split(['│', '┤']).nth(1)?.chars().collect()))
        .collect();
    let count = bars.iter().map(Vec::len).max().unwrap_or(0);
    let part = |row: &Vec<char>, x: usize| {
        let glyph = row.get(x).copied().unwrap_or(' ');
        PARTS.chars().position(|part| part == glyph).unwrap_or(0)
    };
    (0..count).map(|x| bars.iter().map(|row| part(row, x)).sum()).collect()
}

#[test]
fn the_chart_names_its_lowest_and_its_highest_value() {
    use LikelihoodChart::{LogChange, LogLikelihood};
    let run = homework(1);
    let rows = chart(&run, LogLikelihood, 37, 4);
    assert_eq!(rows, ["−10.96 ┤    ███", "       │    ███", "−24.51 ┤▁▁▁ ███", "     t  0   ▴ 1",]);
    assert_eq!(chart(&run, LogLikelihood, 37, 1), ["−24.51 ▁▁▁ ███ −10.96"]);
    // log₁₀ 13.56 = 1.13, and log₁₀ 0.2095 = −0.68.
    let rows = chart(&homework(2), LogChange, 37, 4);
    assert_eq!(rows[0].split('┤').next(), Some(" 2 "), "{rows:?}");
    assert_eq!(rows[2].split('┤').next(), Some("−1 "), "{rows:?}");
    let rows = chart(&homework(0), LogChange, 37, 4);
    assert_eq!(rows[0], "no Δℓ before the first M-step");
}

#[test]
fn l_is_shown_until_it_has_flattened_out() {
    let shown = |n| LikelihoodChart::automatic(&homework(n));
    for t in 0..8 {
        assert_eq!(shown(t), LikelihoodChart::LogLikelihood, "{t}");
    }
    // ℓ rises by 0.69 in iteration 6, and by 2e−5 in 7 and 8.
    for t in 8..12 {
        assert_eq!(shown(t), LikelihoodChart::LogChange, "{t}");
    }
    let shown = |n| LikelihoodChart::automatic(&overlapping(n));
    let switches: Vec<usize> = (1..60).filter(|t| shown(*t) != shown(*t - 1)).collect();
    assert_eq!(switches, [5]);
}

#[test]
fn steady_linear_convergence_is_a_straight_line() {
    let run = overlapping(40);
    let rows = chart(&run, LikelihoodChart::LogChange, 60, 12);
    let heights = heights(&rows);
    assert_eq!(heights.len(), 40, "{rows:?}");
    let line = &heights[14..38];
    let steps = line.len() - 1;
    let step = (line[0] as f64 - line[steps] as f64) / steps as f64;
    assert!(step > 1.0, "{rows:?}");
    for (i, height) in line.iter().enumerate() {
        let expected = line[0] as f64 - step * i as f64;
        assert!((*height as f64 - expected).abs() <= 1.5, "{i}: {height} and not {expected}");
    }
}

#[test]
fn no_change_is_a_0_and_not_a_logarithm_of_rounding() {
    let run = overlapping(80);
    let rows = chart(&run, LikelihoodChart::LogChange, 120, 6);
    let bars = rows[4].split('┤').nth(1).unwrap();
    assert!(bars.matches('0').count() > 30, "{rows:?}");
    let lowest: f64 = rows[4].split('┤').next().unwrap().trim().replace('−', "-").parse().unwrap();
    assert!((-15.0..=-13.0).contains(&lowest), "{rows:?}");
    assert!(rows[5].contains("0: Δℓ = 0 within rounding"), "{rows:?}");
    // One component is where it stays after an M-step.
    let one = Theta::from_lists(&[1.0], &[2.8], &[7.76]).unwrap();
    let run = after(3, &[-1.0, 0.0, 4.0, 5.0, 6.0], one);
    let rows = chart(&run, LikelihoodChart::LogChange, 60, 6);
    assert_eq!(rows[0], "Δℓ = 0 in every iteration, within rounding");
}

#[test]
fn a_long_run_is_shown_from_its_first_to_its_last_iteration() {
    let run = homework(1000);
    let rows = chart(&run, LikelihoodChart::LogLikelihood, 40, 6);
    assert!(rows[0].contains("−8.465") && rows[4].starts_with("−24.51"), "{rows:?}");
    assert!(rows[5].contains("t  0") && rows[5].ends_with("1000"), "{rows:?}");
    assert_eq!(heights(&rows)[0], 1, "{rows:?}");
}

#[test]
fn what_is_asked_for_is_covered_and_the_rest_is_not() {
    let run = homework(1);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 37, 4));
    let covered = Covered { likelihood: false, bound: true };
    LikelihoodPanel { covered, ..panel(&run, LikelihoodChart::LogLikelihood) }
        .render(buffer.area, &mut buffer);
    let rows = text(&buffer);
    assert!(rows[0].contains("−10.955912") && rows[0].contains("+13.556620"), "{rows:?}");
    assert_eq!(rows[1].matches('░').count(), 10, "{rows:?}");
    assert!(!rows.concat().contains("0.123581") && !rows.concat().contains("11.079494"));
}

#[test]
fn both_charts_are_drawn_at_any_size() {
    for run in [homework(0), homework(1), homework(9), homework(300)] {
        for shown in [LikelihoodChart::LogLikelihood, LikelihoodChart::LogChange] {
            for (width, height) in (0..60).flat_map(|w| (0..20).map(move |h| (w, h))) {
                let area = Rect::new(1, 1, width, height);
                let mut buffer = Buffer::empty(Rect::new(0, 0, width + 2, height + 2));
                panel(&run, shown).render(area, &mut buffer);
                let outside = (0..width + 2).flat_map(|x| [(x, 0), (x, height + 1)]);
                assert!(
                    outside.into_iter().all(|at| buffer[at].symbol() == " "),
                    "{width} {height}"
                );
            }
        }
    }
}
