//! Every derivation adds up, and ends in the number that it derives.

use emstep::data::{self, Request, Source};
use emstep::explain::{Argument, Derivation, DerivationStep, Expression, Link, Quantity, derive};
use emstep::internals::app::{InitialTheta, Message, PANELS, Panel};
use emstep::internals::view::{ColorDepth, quantity_at};
use emstep::mixture::{Component, GivenGamma, GivenResponsibilities, Iterate, Sample, Theta};
use emstep::timeline::{HalfStep, Origin, Run};
use proptest::prelude::*;
use ratatui::layout::{Position, Size};
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
        Expression::Cdf(a) => (-a.value() * a.value() / 2.0).exp() * rounding(a),
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

pub(crate) fn quantities(n: usize, components: usize) -> Vec<Quantity> {
    let mut all = vec![
        Quantity::LogLikelihood,
        Quantity::Change,
        Quantity::Bound,
        Quantity::Gap,
        Quantity::ExpectedLogJoint,
        Quantity::Entropy,
    ];
    all.extend((0..n).map(Quantity::Marginal));
    for k in 0..components {
        let of =
            [Quantity::Count, Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
        all.extend(of.map(|of| of(k)));
        all.extend((0..n).map(|observation| Quantity::Gamma { observation, component: k }));
        all.extend((0..n).map(|observation| Quantity::Density { observation, component: k }));
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

fn check(
    derivation: &Derivation,
    value: f64,
    likelihood: f64,
    unresolved: f64,
) -> Result<(), TestCaseError> {
    let result = &derivation.result;
    prop_assert_eq!(result.value.value.to_bits(), value.to_bits(), "{}", result.name);
    for step in derivation.ingredients.iter().chain([result]) {
        adds_up(step, likelihood)?;
    }
    why_it_is_so(derivation, unresolved)
}

/// Each equation of an argument comes to what it says, and the two sides of the one that is solved
/// to the same.
fn why_it_is_so(derivation: &Derivation, unresolved: f64) -> Result<(), TestCaseError> {
    let equations: Vec<&DerivationStep> = (derivation.why.iter())
        .filter_map(|argument| match argument {
            Argument::Equation(step) => Some(step),
            Argument::Text(_) => None,
        })
        .collect();
    for step in &equations {
        let live = step.live.as_ref().expect("it has numbers");
        let off = (step.value.value - live.value()).abs();
        let tolerance = 1e-12 * step.value.value.abs() + 1e4 * rounding(live) + unresolved;
        prop_assert!(off <= tolerance.max(f64::MIN_POSITIVE), "{}: {step:?}", derivation.quantity);
    }
    let of = |i: usize| equations.get(i).map(|step| step.value.value);
    match derivation.quantity {
        Quantity::Mean(_) | Quantity::Variance(_) if !derivation.is_given => {
            let (Some(left), Some(right)) = (of(0), of(1)) else { panic!("{derivation:?}") };
            let live = equations[0].live.as_ref().expect("a sum");
            let tolerance = 1e-9 * right.abs() + 1e4 * rounding(live);
            prop_assert!((left - right).abs() <= tolerance, "{left} is not {right}");
            prop_assert_eq!(of(2), Some(0.0), "{:?}", equations[2]);
            prop_assert!(of(3).is_some_and(|second| second < 0.0), "{:?}", equations[3]);
        }
        Quantity::Weight(_) if !derivation.is_given => prop_assert_eq!(of(1), Some(0.0)),
        _ => prop_assert!(equations.is_empty()),
    }
    Ok(())
}

/// What a derivation says of a number with a derivation of its own is what that derives.
fn every_link_leads_to_its_number(
    derivation: &Derivation,
    run: &Run<()>,
    sample: &Sample,
) -> Result<(), TestCaseError> {
    let mut numbers = Vec::new();
    for step in derivation.ingredients.iter().chain([&derivation.result]) {
        if let Some(live) = &step.live {
            live.numbers(&mut |number| numbers.push(number));
        }
        numbers.push(step.value);
    }
    let linked = numbers.iter().filter_map(|number| number.link.map(|link| (number.value, link)));
    let mut links: Vec<Link> = Vec::new();
    for (value, link) in linked {
        let mut there = run.clone();
        there.go_to(link.at);
        prop_assert_eq!(there.cursor(), link.at, "{}", link.name());
        let below = derive(link.quantity, &there, sample);
        let below = below.map_or(f64::NAN, |below| below.result.value.value);
        // The program may come to a density by its logarithm.
        let off = (below - value).abs();
        prop_assert!(off <= 1e-12 * value.abs(), "{} is {value}, not {below}", link.name());
        if !links.contains(&link) {
            links.push(link);
        }
    }
    prop_assert_eq!(derivation.links(), links);
    Ok(())
}

/// Returns how far ∂Q may be off by the rounding of x − μ, which a small variance divides. The
/// terms that a long sum does not list do not say how far they are rounded.
fn unresolved(quantity: Quantity, sample: &Sample, theta: &Theta) -> f64 {
    let far = sample.values().iter().fold(0.0_f64, |far, x| far.max(x.abs()));
    let (n, rounded) = (sample.total_weight(), 16.0 * f64::EPSILON * far);
    match quantity {
        Quantity::Mean(k) => n * rounded / theta.components()[k].variance(),
        Quantity::Variance(k) => {
            let variance = theta.components()[k].variance();
            n * rounded * (rounded + variance.sqrt()) / variance.powi(2)
        }
        _ => 0.0,
    }
}

/// Derives every quantity after some half-steps from θ.
fn derivations_add_up(
    sample: &Sample,
    theta: Theta,
    half_steps: usize,
) -> Result<(), TestCaseError> {
    let start = Iterate::start(theta, sample).expect("an E-step");
    add_up(sample, Run::new((), start, Origin::Given), half_steps)
}

/// Derives every quantity after some half-steps of a run.
fn add_up(sample: &Sample, mut run: Run<()>, half_steps: usize) -> Result<(), TestCaseError> {
    let (n, components) = (sample.len(), run.components());
    let wanted = run.start().plus(half_steps);
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
            let here = run.current_or_first();
            let unresolved = unresolved(quantity, sample, here.theta());
            check(&derivation, value, here.log_likelihood(), unresolved)?;
            every_link_leads_to_its_number(&derivation, &run, sample)?;
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

proptest! {
    #[test]
    fn so_does_every_derivation_of_a_run_that_begins_with_gamma(
        rows in prop::collection::vec((-50.0..50.0_f64, 0.02..1.0_f64, 0.0..1.0_f64), 3..8),
        is_weighted: bool,
        half_steps in 0..7_usize,
    ) {
        let values: Vec<f64> = rows.iter().map(|(x, ..)| *x).collect();
        let sample = if is_weighted {
            Sample::weighted(values, rows.iter().map(|(_, weight, _)| *weight).collect())
        } else {
            Sample::new(values)
        };
        let gamma = rows.iter().map(|(.., gamma)| vec![*gamma, 1.0 - gamma]).collect();
        let gamma = GivenResponsibilities::new(gamma).expect("shares of 1");
        let sample = sample.expect("a sample");
        // Where a component collapses at once there is no run.
        if let Ok(given) = GivenGamma::new(gamma, &sample) {
            add_up(&sample, Run::new((), given, Origin::Gamma), half_steps)?;
        }
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
fn a_variance_whose_square_is_no_number_any_more_is_derived() {
    let (means, variances) = ([0.0, 20.531_061_636_810_837], [4.691_683_615_090_862, 1.131_610_2]);
    let theta = Theta::from_lists(&[0.5; 2], &means, &variances).unwrap();
    let sample = Sample::new(vec![-20.860_898_603_050_76, 0.0]).unwrap();
    let start = Iterate::start(theta.clone(), &sample).unwrap();
    let next = start.next(&sample).unwrap();
    let smallest = next.theta().components().iter().map(Component::variance).fold(1.0, f64::min);
    assert_eq!(smallest * smallest, 0.0);
    derivations_add_up(&sample, theta, 2).unwrap();
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
    let request = Request::new(Source::Example("old-faithful".into()));
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
        let position = Position::from(cell);
        let at = quantity_at(&driver.app, &driver.theme, Size { width, height }, position);
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

/// The trail of the derivation that fills the screen.
fn trail(driver: &Driver) -> String {
    let title = driver.screen(120, 40).lines().nth(1).unwrap_or_default().to_owned();
    title.trim_matches(['╭', '╮', '─', ' ']).to_owned()
}

#[test]
fn enter_goes_down_to_where_a_number_comes_from_and_backspace_up() {
    let mut driver = Driver::homework();
    // μ₁ of θ₁; its numbers are N₁ and the five γ.
    driver.press("e m Tab Right w");
    assert_eq!(trail(&driver), "Where does it come from?");
    driver.press("↓ ↓ ↓ Enter");
    assert_eq!(trail(&driver), "μ₁ of θ₁ › γ₂₁ from θ₀");
    driver.press("Enter");
    assert_eq!(trail(&driver), "μ₁ of θ₁ › γ₂₁ from θ₀ › N(x₂; μ₁, σ₁²) at θ₀");
    driver.press("Enter");
    assert!(trail(&driver).ends_with("› μ₁ of θ₀"), "{}", trail(&driver));
    assert!(driver.screen(80, 24).contains("no step of EM made it"));
    driver.press("Enter");
    assert!(driver.says().contains("nothing here"), "{}", driver.says());
    // Beside it is the variance, and beside γ₂₁ is γ₃₁.
    driver.press("Tab");
    assert!(trail(&driver).ends_with("› σ₁² of θ₀"), "{}", trail(&driver));
    driver.press("Backspace Backspace Tab");
    assert_eq!(trail(&driver), "μ₁ of θ₁ › γ₃₁ from θ₀");
    driver.press("Backspace");
    assert_eq!(trail(&driver), "Where does it come from?");
    driver.press("Backspace");
    assert!(driver.says().contains("Esc closes"), "{}", driver.says());
    // In the panel, σ² is beside μ.
    driver.press("Tab");
    assert_eq!(driver.app.selected(), Some(Quantity::Variance(0)));
    assert!(driver.screen(80, 24).contains("N₁ divides, not n − 1"));
    driver.press("q");
    assert!(driver.screen(80, 24).contains("Density"), "the panels are there again");
}

#[test]
fn a_derivation_that_was_gone_down_to_follows_the_steps() {
    let mut driver = Driver::homework();
    driver.press("e m Tab Right w ↓ ↓ ↓ Enter Enter");
    assert_eq!(trail(&driver), "μ₁ of θ₁ › γ₂₁ from θ₀ › N(x₂; μ₁, σ₁²) at θ₀");
    driver.press("n");
    assert_eq!(driver.half_step(), "γ1");
    assert_eq!(trail(&driver), "μ₁ of θ₁ › γ₂₁ from θ₀ › N(x₂; μ₁, σ₁²) at θ₀");
    driver.press("n");
    assert_eq!(trail(&driver), "μ₁ of θ₂ › γ₂₁ from θ₁ › N(x₂; μ₁, σ₁²) at θ₁");
    // θ₀ has no γ that it was made from; further on they are there again.
    driver.press("Home");
    assert_eq!(trail(&driver), "Where does it come from?");
    driver.press("n n");
    assert_eq!(trail(&driver), "μ₁ of θ₁ › γ₂₁ from θ₀ › N(x₂; μ₁, σ₁²) at θ₀");
}

#[test]
fn the_argument_for_a_formula_can_be_scrolled_to() {
    let mut driver = Driver::homework();
    driver.press("e m Tab Right w");
    let top = driver.screen(80, 24);
    assert!(top.contains("Why this formula?") && top.contains("PgDn: more ▾"), "{top}");
    driver.press("PgDn PgDn");
    let bottom = driver.screen(80, 24);
    assert!(bottom.contains("∂ℓ/∂μ₁ = N₁ (m₁ − μ̂₁) / σ̂₁²"), "{bottom}");
    assert!(bottom.contains("no longer moves") && !bottom.contains("▾"), "{bottom}");
}
