//! Every derivation adds up, and ends in the number that it derives.

use emstep::data::{self, Request, Source};
use emstep::explain::{Derivation, DerivationStep, Expression, Quantity, derive};
use emstep::internals::app::{InitialTheta, Message, PANELS, Panel};
use emstep::internals::view::{ColorDepth, quantity_at};
use emstep::mixture::{Component, Iterate, Sample, Theta};
use emstep::timeline::{HalfStep, Origin, Run};
use proptest::prelude::*;
use ratatui::layout::Size;
use ratatui::style::Modifier;

use crate::driver::Driver;

/// Returns what an expression may be off by if each of its numbers, and each result on the way, is
/// rounded to an `f64`: the first order of an error analysis.
fn rounding(expression: &Expression) -> f64 {
    let inherited = match expression {
        Expression::Number(_) | Expression::Constant(..) => 0.0,
        Expression::Sum { terms, .. } => terms.iter().map(rounding).sum(),
        Expression::Difference(a, b) => rounding(a) + rounding(b),
        Expression::Quotient(a, b) => {
            (rounding(a) + (a.value() / b.value()).abs() * rounding(b)) / b.value().abs()
        }
        Expression::Product(factors) => {
            let others = |i: usize| {
                let others = factors.iter().enumerate().filter(|(j, _)| *j != i);
                others.map(|(_, factor)| factor.value().abs()).product::<f64>()
            };
            factors.iter().enumerate().map(|(i, factor)| rounding(factor) * others(i)).sum()
        }
        Expression::Square(a) => 2.0 * a.value().abs() * rounding(a),
        Expression::Root(a) if a.value() == 0.0 => 0.0,
        Expression::Root(a) => rounding(a) / (2.0 * a.value().sqrt()),
        Expression::Negative(a) => rounding(a),
        Expression::Exp(a) => a.value().exp() * rounding(a),
        Expression::Ln(a) => rounding(a) / a.value().abs(),
    };
    inherited + f64::EPSILON * expression.value().abs()
}

/// The arithmetic of a step gives its value.
fn adds_up(step: &DerivationStep, likelihood: f64) -> Result<(), TestCaseError> {
    let Some(live) = &step.live else { return Ok(()) };
    let (value, computed) = (step.value.value, live.value());
    // The program's own value comes by another way: through logarithms of joint densities, and, for
    // divergences and entropies, as a part of ℓ.
    let tolerance = 1e-12 * value.abs() * (1.0 + value.abs().max(1e-300).ln().abs())
        + 100.0 * rounding(live)
        + 1e-13 * likelihood.abs();
    // A density has nothing to do with ℓ.
    let tolerance = if step.depth == 0 || !step.name.starts_with('N') {
        tolerance
    } else {
        1e-11 * value.abs() + 100.0 * rounding(live)
    };
    prop_assert!(
        (value - computed).abs() <= tolerance.max(f64::MIN_POSITIVE),
        "{}: {value} is not {computed} = {live:?}",
        step.name
    );
    Ok(())
}

fn quantities(n: usize, components: usize) -> Vec<Quantity> {
    let mut all = vec![Quantity::LogLikelihood, Quantity::Change, Quantity::Bound, Quantity::Gap];
    for k in 0..components {
        let of =
            [Quantity::Count, Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
        all.extend(of.map(|of| of(k)));
        all.extend((0..n).map(|observation| Quantity::Gamma { observation, component: k }));
    }
    all
}

fn problem() -> impl Strategy<Value = (Vec<f64>, Option<Vec<f64>>, Theta)> {
    let value = prop_oneof![-50.0..50.0, (-5..5_i32).prop_map(f64::from)];
    let values = prop::collection::vec(value, 1..30);
    let weights = prop::option::of(prop::collection::vec(0.1..5.0, 30));
    let component = (0.05..1.0, -60.0..60.0, (-1.0..3.0).prop_map(|e: f64| 10_f64.powf(e)));
    let components = prop::collection::vec(component, 1..5);
    (values, weights, components).prop_map(|(values, weights, raw)| {
        let total: f64 = raw.iter().map(|(w, ..)| w).sum();
        let components = raw.iter().map(|&(w, m, v)| Component::new(w / total, m, v)).collect();
        let weights = weights.map(|mut weights| {
            weights.truncate(values.len());
            weights
        });
        (values, weights, Theta::new(components).expect("valid"))
    })
}

fn check(derivation: &Derivation, value: f64, likelihood: f64) -> Result<(), TestCaseError> {
    let result = &derivation.result;
    prop_assert_eq!(result.value.value.to_bits(), value.to_bits(), "{}", result.name);
    for step in derivation.ingredients.iter().chain([result]) {
        adds_up(step, likelihood)?;
    }
    Ok(())
}

/// Derives every quantity after some half-steps from θ.
fn derivations_add_up(
    sample: &Sample,
    theta: Theta,
    half_steps: usize,
) -> Result<(), TestCaseError> {
    let (n, components) = (sample.len(), theta.len());
    let start = Iterate::start(theta, sample).expect("an E-step");
    let mut run = Run::new((), start, Origin::Given);
    let wanted = HalfStep::START.plus(half_steps);
    while !run.knows(wanted) {
        let Ok(next) = run.last().next(sample) else { break };
        run.push(next);
    }
    run.go_to(wanted);
    for quantity in quantities(n, components) {
        let (value, derivation) = (quantity.value(&run, sample), derive(quantity, &run, sample));
        prop_assert_eq!(value.is_some(), derivation.is_some(), "{}", quantity);
        if let (Some(value), Some(derivation)) = (value, derivation) {
            prop_assert_eq!(derivation.quantity, quantity);
            check(&derivation, value, run.current().log_likelihood())?;
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_derivation_adds_up_to_its_number(
        (values, weights, theta) in problem(),
        half_steps in 0..9_usize,
    ) {
        let sample = match weights {
            None => Sample::new(values),
            Some(weights) => Sample::weighted(values, weights),
        }.expect("a sample");
        derivations_add_up(&sample, theta, half_steps)?;
    }
}

#[test]
fn a_density_far_from_0_adds_up_as_far_as_its_mean_has_digits() {
    // One component gets two observations that lie 3·10⁻⁴ apart, near 47.
    let mut values = vec![0.0; 11];
    (values[0], values[9], values[10]) = (46.765_205_855_583_32, 1.0, 46.765_511_204_874_28);
    let theta = Theta::from_lists(&[0.5; 2], &[58.360_358_586_312_7, 0.0], &[1.0; 2]).unwrap();
    derivations_add_up(&Sample::new(values).unwrap(), theta, 3).unwrap();
}

#[test]
fn far_points_are_derived_from_logarithms() {
    let sample = Sample::new(vec![0.0, 1.0, 90.0]).unwrap();
    let theta = Theta::from_lists(&[0.4, 0.6], &[0.0, 0.01], &[1.0, 1.0]).unwrap();
    let mut run = Run::new((), Iterate::start(theta, &sample).unwrap(), Origin::Given);
    run.go_to(HalfStep::gamma(0));
    let gamma = Quantity::Gamma { observation: 2, component: 1 };
    let derivation = derive(gamma, &run, &sample).unwrap();
    let live = derivation.result.live.as_ref().unwrap().value();
    assert!((live - derivation.result.value.value).abs() < 1e-10, "{derivation:?}");
    assert!(derivation.result.formula.contains("exp"), "{derivation:?}");
}

#[test]
fn a_long_sum_shows_its_largest_terms_and_what_the_rest_comes_to() {
    let request =
        Request { source: Source::Example("old-faithful".into()), column: None, exact: false };
    let dataset = data::load(&request).unwrap();
    let from = InitialTheta::FromData { start: emstep::mixture::Start::Quantile, components: 2 };
    let mut driver = Driver::new(dataset, &from);
    driver.press("e m Tab Tab Tab PgDn");
    let run = driver.app.study().run();
    let derivation = derive(Quantity::Mean(0), run, &run.data().sample).unwrap();
    let text = derivation.result.live.unwrap().text(&|n| n.value.to_string());
    assert!(text.contains("(263\u{a0}more)"), "{text}");
}

/// A click on a number selects it, and it is the one that is highlighted then.
#[test]
fn a_click_finds_the_number_that_is_there() {
    // Looking at every cell takes its time: each layout is tried, and in the usual window each
    // state.
    let states: [(u16, u16, &[&str], &[Panel]); 4] = [
        (80, 24, &["", "e", "m", "e m e"], &PANELS[..1]),
        (80, 24, &["e m e"], &PANELS),
        (120, 40, &["e m e"], &PANELS[..1]),
        (40, 12, &["", "e m e"], &PANELS),
    ];
    for (width, height, states, panels) in states {
        let mut driver = Driver::homework();
        for keys in states {
            driver.press(keys);
            for panel in panels {
                driver.send(Message::Select(*panel, None));
                every_number_is_found(&mut driver, width, height);
            }
        }
    }
}

type Cell = (u16, u16);

/// The cells of every number that a click finds.
fn found(driver: &Driver, width: u16, height: u16) -> Vec<(Panel, Quantity, Vec<Cell>)> {
    let mut found: Vec<(Panel, Quantity, Vec<Cell>)> = Vec::new();
    for cell in (0..height).flat_map(|row| (0..width).map(move |column| (column, row))) {
        let at = quantity_at(&driver.app, Size { width, height }, cell.0, cell.1);
        let Some((panel, Some(quantity))) = at else { continue };
        match found.iter_mut().find(|(_, other, _)| *other == quantity) {
            Some((.., cells)) => cells.push(cell),
            None => found.push((panel, quantity, vec![cell])),
        }
    }
    found
}

fn every_number_is_found(driver: &mut Driver, width: u16, height: u16) {
    let mut here = found(driver, width, height);
    let all: Vec<(Panel, Quantity)> = here.iter().map(|(panel, q, _)| (*panel, *q)).collect();
    for (panel, quantity) in all {
        // A selection before this one may have scrolled it away.
        let Some((.., cells)) = here.iter().find(|(_, q, _)| *q == quantity) else { continue };
        let buffer = driver.buffer(width, height, ColorDepth::Ansi256);
        let text: String = cells.iter().map(|cell| buffer[*cell].symbol()).collect();
        // What is not there yet can be chosen, too.
        if text.trim() == "·" {
            continue;
        }
        let shown: f64 = text.trim().replace('−', "-").parse().unwrap_or_else(|_| {
            panic!("{quantity} at {width}×{height}, {cells:?}: '{text}' is not a number")
        });
        let run = driver.app.study().run();
        let value = quantity.value(run, &run.data().sample).expect("it is on the screen");
        let decimals = text.trim().split_once('.').map_or(0, |(_, d)| d.len() as i32);
        let rounding =
            if text.contains('e') { 0.1 * value.abs() } else { 0.5001 * 0.1_f64.powi(decimals) };
        assert!((shown - value).abs() <= rounding, "{quantity} is {value}, not {text}");
        driver.send(Message::Select(panel, Some(quantity)));
        assert_eq!((driver.app.looks().panel(), driver.app.selected()), (panel, Some(quantity)));
        let buffer = driver.buffer(width, height, ColorDepth::Ansi256);
        here = found(driver, width, height);
        let now = here.iter().find(|(_, q, _)| *q == quantity);
        let (.., now) = now.expect("what is selected is in sight");
        let reversed = |cell: &Cell| buffer[*cell].modifier.contains(Modifier::REVERSED);
        assert!(now.iter().all(reversed), "{quantity} at {width}×{height} is highlighted");
    }
}
