//! The order of the responsibility table: what is sorted when, and what stays selected.

use emstep::explain::Quantity;
use emstep::internals::app::{App, Info, Job, Message, RowOrder};
use emstep::mixture::{responsibilities, uncertainty};

use crate::driver::{Driver, answers};

/// The indices of the observations in the order that is shown.
fn rows(app: &App) -> Vec<usize> {
    let n = app.study().dataset().sample.len();
    (0..n)
        .map(|rank| app.looks().table().ranking().map_or(rank, |ranking| ranking.row(rank)))
        .collect()
}

/// The uncertainty of each row that is shown, under the θ in force.
fn uncertainties(app: &App) -> Vec<f64> {
    let gamma = app.study().gamma().expect("a γ");
    let theta = gamma.rows.theta().expect("an inferred one");
    let values = app.study().dataset().sample.values();
    rows(app).iter().map(|row| uncertainty(&responsibilities(values[*row], theta))).collect()
}

fn driver() -> Driver {
    Driver::typed("5 0 2 9 1 0 3", 2)
}

#[test]
fn a_key_goes_around_the_orders_each_at_its_top_and_comes_back() {
    let mut driver = driver();
    driver.press("e i").write("2").press("Enter");
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().position()),
        (2, 2)
    );
    driver.press("o");
    assert_eq!(rows(&driver.app), [1, 5, 4, 2, 6, 0, 3]);
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().position()),
        (1, 0)
    );
    driver.press("o");
    assert_eq!(driver.app.looks().table().order(), RowOrder::Uncertainty);
    assert!(uncertainties(&driver.app).is_sorted_by(|a, b| a >= b));
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().position()),
        (rows(&driver.app)[0], 0)
    );
    driver.press("o");
    assert_eq!(rows(&driver.app), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().position()),
        (2, 2),
        "where it was before"
    );
}

#[test]
fn an_observation_chosen_in_a_sorted_table_stays_selected_in_data_order() {
    let mut driver = driver();
    driver.press("e o i").write("p4").press("Enter o");
    assert_eq!(driver.app.looks().selection().position(), 0, "the other order has another top");
    driver.press("i").write("p2").press("Enter");
    let row = driver.app.looks().selection().row();
    driver.press("o");
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().position()),
        (row, row)
    );
}

#[test]
fn the_most_uncertain_rows_are_seen_first() {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("c e o o");
    assert_eq!(driver.app.looks().selection().position(), 0);
    let all = uncertainties(&driver.app);
    assert!(all[0] > 0.5, "{}", all[0]);
    for (width, height) in [(80, 24), (120, 40), (40, 12)] {
        let screen = driver.screen(width, height);
        let top = format!("{} ", rows(&driver.app)[0]);
        let header = screen.lines().position(|line| line.contains("x_i")).unwrap();
        assert!(screen.lines().nth(header + 1).unwrap().contains(&top), "{screen}");
    }
    // Before there is a γ, the first that there is.
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("o o e m e");
    assert_eq!(
        driver.app.looks().selection().position(),
        0,
        "who looks at the top goes on looking at it"
    );
    let highest = uncertainties(&driver.app)[0];
    assert!(uncertainties(&driver.app).iter().all(|one| *one <= highest));
    // A number that someone asked about stays the number.
    driver.press("↓ ↓");
    let row = driver.app.looks().selection().row();
    driver.press("m e m e");
    assert_eq!(driver.app.looks().selection().row(), row);
}

#[test]
fn a_row_chosen_while_a_sort_is_under_way_stays() {
    let mut driver = driver();
    driver.hold = true;
    driver.press("o ↓ ↓");
    driver.release();
    assert_eq!(
        (driver.app.looks().selection().row(), driver.app.looks().selection().position()),
        (2, 3)
    );
}

#[test]
fn arrows_go_along_the_order_that_is_shown_down_to_the_totals() {
    let mut driver = driver();
    driver.press("e o i").write("2").press("Enter ↓");
    let gamma = |observation| Some(Quantity::Gamma { observation, component: 0 });
    assert_eq!(driver.app.selected(), gamma(6));
    driver.press("↑ ↑");
    assert_eq!(driver.app.selected(), gamma(4));
    driver.press("PgDn");
    assert_eq!(driver.app.selected(), Some(Quantity::Count(0)));
    driver.press("↑");
    assert_eq!(driver.app.selected(), gamma(3), "the last of all, 9");
}

#[test]
fn the_prompt_goes_to_an_index_or_in_a_sorted_table_to_a_position() {
    let mut driver = driver();
    driver.press("i").write("p0").press("Enter");
    assert!(driver.screen(80, 24).contains("'p0' is not an index"));
    driver.press("Esc e o o i").write("p0").press("Enter");
    assert_eq!(driver.app.looks().selection().position(), 0);
    assert_eq!(driver.app.looks().selection().row(), rows(&driver.app)[0]);
    driver.press("i").write("p7").press("Enter");
    assert!(driver.screen(80, 24).contains("positions go from p0 to p6"));
    driver.press("^U").write("p").press("Enter");
    assert!(
        driver.screen(80, 24).contains("'p' is neither an index, as 12, nor a position, as p12")
    );
    driver.press("^U").write("3").press("Enter");
    assert_eq!(driver.app.looks().selection().row(), 3);
}

#[test]
fn the_uncertainty_is_that_of_the_gamma_in_force() {
    let mut driver = driver();
    driver.press("o o");
    assert_eq!(driver.notice(), Some(Info::NoGammaToSortBy.into()));
    assert_eq!(rows(&driver.app), [0, 1, 2, 3, 4, 5, 6]);
    for keys in ["e", "m", "e", "m e", "c", "Home l", "End"] {
        driver.press(keys);
        assert!(uncertainties(&driver.app).is_sorted_by(|a, b| a >= b), "after {keys}");
    }
    driver.press("Home");
    assert_eq!(rows(&driver.app), [0, 1, 2, 3, 4, 5, 6], "no γ is in force here");
}

#[test]
fn other_data_are_sorted_anew() {
    let mut driver = driver();
    driver.press("o i").write("6").press("Enter d ^U").write("3 1 2").press("Enter");
    assert_eq!(rows(&driver.app), [1, 2, 0]);
    driver.press("<");
    assert_eq!(rows(&driver.app), [1, 5, 4, 2, 6, 0, 3]);
}

#[test]
fn the_newest_order_wins_and_late_answers_are_dropped() {
    let mut driver = driver();
    driver.press("e");
    driver.hold = true;
    driver.press("o");
    let (by_value, job) = driver.held[0].clone();
    assert!(matches!(job, Job::Sort { .. }) && driver.app.looks().table().is_sorting());
    assert!(driver.screen(120, 40).contains("by x: sorting…"));
    assert_eq!(rows(&driver.app), [0, 1, 2, 3, 4, 5, 6], "the order before is shown meanwhile");
    driver.press("o");
    assert_eq!(driver.cancelled, [by_value]);
    for answer in answers(&job) {
        driver.send(Message::Output(by_value, answer));
    }
    assert_eq!(rows(&driver.app), [0, 1, 2, 3, 4, 5, 6]);
    driver.release();
    assert!(uncertainties(&driver.app).is_sorted_by(|a, b| a >= b));
    assert!(!driver.app.looks().table().is_sorting());
}

#[test]
fn a_sort_under_way_ends_before_that_of_the_next_theta_begins() {
    let mut driver = driver();
    driver.press("e m e p p");
    driver.hold = true;
    driver.press("o o");
    assert_eq!(driver.held.len(), 1);
    // γ₁ is in force now; the sort by γ₀ goes on.
    driver.press("l l");
    assert_eq!((driver.held.len(), driver.half_step()), (1, "γ1".to_owned()));
    driver.release();
    assert_eq!(driver.held.len(), 1, "the sort by γ₁");
    assert!(driver.app.looks().table().is_sorting());
    driver.release();
    assert!(driver.held.is_empty() && !driver.app.looks().table().is_sorting());
    assert!(uncertainties(&driver.app).is_sorted_by(|a, b| a >= b));
}
