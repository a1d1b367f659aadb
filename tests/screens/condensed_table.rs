//! What the screen says of a condensed table, which has no single observations.

use emstep::data::Dataset;
use emstep::explain::Quantity;
use emstep::internals::app::{Info, InitialTheta, Panel, Refusal, Settings};
use emstep::mixture::condensed::{Condenser, Grid};
use emstep::mixture::{CondensedTable, Sample, Theta};

use crate::driver::Driver;

fn table(grid: Grid, values: &[f64]) -> CondensedTable {
    let mut condenser = Condenser::new(grid, false);
    condenser.push(values, None).unwrap();
    CondensedTable::new(grid, false, condenser.finish().unwrap()).unwrap()
}

/// Two groups, about 0 and 5.
fn values() -> Vec<f64> {
    let spread = |i: u32| f64::from(i * 7919 % 10_007) / 5_000.0 - 1.0;
    (0..20_000).map(|i| spread(i) + 5.0 * f64::from(i % 2)).collect()
}

fn stepper(values: &[f64], theta: Theta) -> Driver {
    let grid = Grid::new(2.5, 4.0).unwrap();
    let sample = Sample::condensed(&table(grid, values)).unwrap();
    let dataset = Dataset::new("sums.csv", "x", sample);
    Driver::with_settings(dataset, &InitialTheta::Given(theta), Settings::default())
}

fn ordinary() -> Driver {
    stepper(&values(), Theta::from_lists(&[0.5; 2], &[1.0, 4.0], &[1.0, 4.0]).unwrap())
}

#[test]
fn steps_are_those_of_the_observations() {
    let theta = Theta::from_lists(&[0.5; 2], &[1.0, 4.0], &[1.0, 4.0]).unwrap();
    let exact = Dataset::new("values", "x", Sample::new(values()).unwrap());
    let mut exact = Driver::new(exact, &InitialTheta::Given(theta));
    let mut table = ordinary();
    for driver in [&mut exact, &mut table] {
        driver.press("e m e m e m e");
    }
    let [exact, table] = [&exact, &table].map(|driver| driver.app.study().run().last().clone());
    let share = table.log_likelihood() / exact.log_likelihood() - 1.0;
    assert!(share.abs() < 1e-12, "{share:e}");
    for (mine, exact) in table.theta().components().iter().zip(exact.theta().components()) {
        assert!((mine.mean() - exact.mean()).abs() < 1e-12);
        assert!((mine.variance() / exact.variance() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_title_has_observations_and_bins_at_every_size() {
    let mut driver = ordinary();
    driver.press("e m e");
    for (width, height) in [(160, 40), (120, 40), (100, 30), (80, 24), (60, 20)] {
        let screen = driver.screen(width, height);
        let title = screen.lines().next().unwrap();
        assert!(title.contains("condensed: 20,000 observations, "), "{title}");
        assert!(!screen.contains("w_i"), "{screen}");
    }
    let screen = driver.screen(120, 40);
    assert!(screen.contains("No rows: the data are a condensed table"), "{screen}");
    insta::assert_snapshot!("condensed_table_80x24", driver.screen(80, 24));
}

#[test]
fn what_needs_single_observations_says_so() {
    let mut driver = ordinary();
    driver.press("e m e");
    for key in ["i", "o"] {
        driver.press(key);
        assert_eq!(driver.notice(), Some(Refusal::NoObservations.into()), "{key}");
    }
    driver.press("A");
    assert!(
        driver.says().starts_with("a condensed table cannot be edited here"),
        "{}",
        driver.says()
    );
    // Arrows go along the totals, the only row that there is.
    driver.press("4 Down Right Up");
    assert_eq!(
        driver.app.looks().selection().quantity(Panel::Responsibilities),
        Some(Quantity::Count(1))
    );
    let screen = driver.press("w").screen(100, 30);
    assert!(screen.contains("N₂ = Σ_i γ_i2"), "{screen}");
    assert!(screen.contains("single terms are not known"), "{screen}");
    driver.press("Esc");
    // Every other number has its derivation, and no key ends in a panic.
    for key in [
        "2 Right Right w Esc",
        "3 w Tab w Esc",
        "x Esc",
        "G G Esc",
        "b Esc",
        "s Esc",
        "v v v v",
        "f Esc",
    ] {
        for size in [(120, 40), (80, 24), (40, 12)] {
            driver.press(key).screen(size.0, size.1);
        }
    }
}

#[test]
fn hard_em_is_refused_and_the_rest_of_the_methods_are_not() {
    let mut driver = ordinary();
    driver.press("e m");
    let theta = driver.app.study().run().last().theta().clone();
    let data = driver.app.study().dataset();
    let hard = emstep::mixture::Method {
        assignment: emstep::mixture::Assignment::Hard,
        ..Default::default()
    };
    let error = InitialTheta::Given(theta).begin_by(&hard, data).unwrap_err().to_string();
    assert!(error.starts_with("hard EM gives each observation to one component"), "{error}");
    driver.press("R");
    assert!(driver.screen(100, 30).contains("maximum"), "{}", driver.screen(100, 30));
}

#[test]
fn bins_that_are_too_wide_are_said_with_their_place() {
    let mut values = values();
    values.extend((0..20_000).map(|i| 2.0 + 1e-5 * f64::from(i % 100)));
    let theta = Theta::from_lists(&[0.5; 2], &[2.0005, 2.5], &[1e-7, 8.0]).unwrap();
    let mut driver = stepper(&values, theta);
    driver.press("e");
    let wide = driver.screen(160, 40);
    assert!(wide.lines().next().unwrap().contains(" · bins too wide at 2 to 2.0"), "{wide}");
    for (width, height) in [(100, 30), (80, 24)] {
        let screen = driver.screen(width, height);
        assert!(screen.lines().next().unwrap().contains(" · bins too wide (C)"), "{screen}");
    }
    driver.press("C");
    let says = driver.says();
    assert!(says.starts_with("θ₀ needs narrower bins than the table has: x = 2 to 2.0"), "{says}");
    assert!(says.ends_with("see emstep sql --refine"), "{says}");
    let mut driver = ordinary();
    driver.press("e C");
    assert_eq!(driver.notice(), Some(Info::OfTable { t: 0, too_wide: None }.into()));
}
