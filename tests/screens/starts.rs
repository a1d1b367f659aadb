//! New starts, and the board of restarts.

use emstep::data::{self, Request, Source};
use emstep::internals::app::{BoardResult, Info, InitialTheta, Mode, Plot, Refusal, Settings};
use emstep::mixture::{Start, StartMethod, TestError};
use emstep::timeline::Origin;

use crate::driver::Driver;

fn origin(driver: &Driver) -> Origin {
    driver.app.study().run().origin()
}

#[test]
fn s_starts_from_one_seed_after_the_other_and_i_chooses_how() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("S");
    let first = Start::RandomObservations { seed: 1 };
    assert_eq!(origin(&driver), Origin::Start(first));
    assert_eq!(driver.notice(), Some(Info::RunFromStart { run: 2, start: first }.into()));
    driver.press("S");
    assert_eq!(origin(&driver), Origin::Start(Start::RandomObservations { seed: 2 }));
    driver.press("I");
    let next = Start::RandomResponsibilities { seed: 3 };
    assert_eq!(driver.notice(), Some(Info::StartMethod { start: next }.into()));
    driver.press("S");
    assert_eq!(origin(&driver), Origin::Start(next));
    driver.press("I S S");
    assert_eq!(origin(&driver), Origin::Start(Start::Quantile));
    driver.press("I S");
    assert_eq!(origin(&driver), Origin::Start(Start::KMeansPlusPlus { seed: 4 }));
    assert_eq!(driver.app.study().timeline().runs().len(), 7);
}

#[test]
fn a_start_that_the_data_do_not_give_says_why() {
    let mut driver = Driver::typed("3 3 3", 2);
    driver.press("S");
    let notice = driver.notice().expect("a line").to_string();
    assert!(notice.contains("need 2 distinct values for K = 2"), "{notice}");
    assert_eq!(driver.app.study().timeline().runs().len(), 1);
}

#[test]
fn the_seed_is_the_one_that_was_given() {
    let source = Source::Example("galaxies".into());
    let request = Request::new(source);
    let dataset = data::load(&request).expect("data");
    let start = StartMethod::KMeansPlusPlus.with_seed(40);
    let settings = Settings { start, seed: 40, ..Settings::default() };
    let from = InitialTheta::FromData { start, components: 3 };
    let mut driver = Driver::with_settings(dataset, &from, settings);
    assert!(driver.screen(80, 24).contains("seed 40"));
    driver.press("S");
    assert_eq!(origin(&driver), Origin::Start(Start::KMeansPlusPlus { seed: 41 }));
    assert!(driver.screen(80, 24).contains("seed 41"));
}

#[test]
fn restarts_are_listed_and_enter_opens_one_where_it_converges() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("R");
    let Mode::Board(board) = driver.app.mode() else { panic!("no board") };
    let Some(Ok(BoardResult::Restarts(result))) = board.result() else { panic!("{board:?}") };
    assert_eq!(result.starts(), 50);
    let best = result.maxima[0].best.clone();
    driver.press("Enter");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    assert_eq!(origin(&driver), Origin::Start(best.start));
    assert!(driver.app.study().has_converged_here());
    let here = driver.app.study().run().current().unwrap();
    // The board has the maximum itself, and the run ends where EM does.
    let rise = best.log_likelihood() - here.log_likelihood();
    assert!((0.0..1e-5).contains(&rise), "{rise}");
    assert_eq!(driver.app.study().run().cursor().iteration(), best.iterations);
}

#[test]
fn restarts_go_on_in_the_background_until_esc_cancels_them() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.hold = true;
    driver.press("R");
    assert_eq!(driver.held.len(), 1);
    let (id, _) = driver.held[0].clone();
    assert!(driver.screen(80, 24).contains("0 of 50 starts; Esc cancels"));
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    assert_eq!(driver.cancelled, [id]);
}

#[test]
fn a_board_without_starts_says_why() {
    let mut driver = Driver::typed("3 3 3", 2);
    driver.press("R");
    assert!(driver.screen(80, 24).contains("need 2 distinct values for K = 2"));
    driver.press("Enter R");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    driver.press("<");
    assert_eq!(driver.notice(), Some(Refusal::OnlyRun.into()));
}

#[test]
fn k_tries_several_numbers_of_components_and_enter_opens_one() {
    let mut driver = Driver::example("homework", 2);
    driver.press("K");
    let Mode::Board(board) = driver.app.mode() else { panic!("no board") };
    let Some(Ok(BoardResult::Scan(rows))) = board.result() else { panic!("{board:?}") };
    // Five observations: K = 6 and more have too few.
    assert_eq!(rows.len(), 15);
    let equal = rows.iter().position(|row| row.components == 2 && row.equal_variances).unwrap();
    let fit = rows[equal].fit.clone().expect("a fit");
    for _ in 0..equal {
        driver.press("↓");
    }
    driver.press("Enter");
    let run = driver.app.study().run();
    assert!(run.method().equal_variances);
    assert_eq!(run.current().unwrap().log_likelihood(), fit.best.log_likelihood());
}

#[test]
fn v_shows_a_scan_as_charts_and_then_as_a_table_again_at_any_size() {
    let mut driver = Driver::example("homework", 2);
    driver.press("K");
    let seen = |driver: &Driver, text: &str| {
        [(80, 24), (120, 40)].map(|(width, height)| driver.screen(width, height).contains(text))
    };
    let table = "BIC        ICL";
    assert_eq!(seen(&driver, table), [true, true]);
    for legend in ["ICL: + free", "AIC: ● free", "ℓ: ● free"] {
        driver.press("v");
        assert_eq!(seen(&driver, legend), [true, true], "{legend}");
        assert_eq!(seen(&driver, table), [false, false], "{legend}");
    }
    driver.press("v");
    assert_eq!(seen(&driver, table), [true, true]);
}

#[test]
fn g_shows_quantiles_then_distribution_functions_then_the_density() {
    let mut driver = Driver::example("galaxies", 3);
    driver.press("c G");
    assert_eq!(driver.app.looks().plots().open(), Some(Plot::Quantiles));
    let screen = driver.screen(120, 40);
    assert!(screen.contains("Quantiles: data and p(x; θ"), "{screen}");
    assert!(screen.contains("largest distance: 0.04"), "{screen}");
    driver.press("G");
    assert_eq!(driver.app.looks().plots().open(), Some(Plot::Distribution));
    // Steps go on under the plot.
    driver.press("n");
    assert!(driver.screen(120, 40).contains("and F of the data"));
    driver.press("G");
    assert_eq!(driver.app.looks().plots().open(), None);
    driver.press("G Esc");
    assert_eq!(driver.app.looks().plots().open(), None);
}

#[test]
fn b_tests_a_number_of_components_against_the_next() {
    let mut driver = Driver::homework();
    driver.press("K");
    driver.hold = true;
    driver.press("b");
    assert!(driver.screen(80, 24).contains("K = 1 against 2, free σ²: 0 of 99 samples"));
    driver.press("Esc");
    assert_eq!(driver.cancelled.len(), 1);
    driver.hold = false;
    driver.press("K End b");
    assert_eq!(driver.notice(), Some(Refusal::NoTest(TestError::NoFit).into()));
}
