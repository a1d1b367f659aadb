//! Several runs: the table of all, and two beside each other.

use emstep::internals::app::{Mode, Plot};

use crate::driver::Driver;

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (120, 40)];

/// Run 1 converged, and run 2 two iterations from a θ₀ that was typed.
fn two_runs() -> Driver {
    let mut driver = Driver::homework();
    driver.press("c r t Tab ^U").write("-3").press("Enter n n n n");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
    driver
}

#[test]
fn the_table_says_of_each_run_where_it_came_from_and_how_far_it_is() {
    let mut driver = two_runs();
    driver.press("B");
    for (width, height) in SIZES {
        let screen = driver.screen(width, height);
        let row = |what: &str| screen.lines().find(|line| line.contains(what)).expect(what);
        assert!(row("run 1 ").contains("θ₀ of the data"), "{screen}");
        assert!(row("run 1 ").contains("t = 0  ℓ = −24.512532"), "{screen}");
        assert!(row("▸ run 2").contains("θ₀ as given in run 1 at θ₀"), "{screen}");
        assert!(row("▸ run 2").contains("t = 2"), "{screen}");
        // θ₀ of run 1, as the mixture that it is.
        assert!(screen.contains("0.5000 N(6.0000, 1.0000) + 0.5000 N(7.0000, 4.0000)"), "{screen}");
        assert!(screen.contains(" Enter go to it  V compare"), "{screen}");
    }
    // In a low window each has a row.
    let low = driver.screen(60, 7);
    assert!(low.contains("run 1") && low.contains("run 2"), "{low}");
}

#[test]
fn a_run_is_chosen_to_go_there() {
    let mut driver = two_runs();
    driver.press("B k Enter");
    assert_eq!(driver.app.study().timeline().active(), 0);
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    assert_eq!(driver.says(), "run 1 of 2");
    for keys in ["B Down Esc", "B Down q", "B Down B"] {
        driver.press(keys);
        assert!(matches!(driver.app.mode(), Mode::Stepping) && !driver.quit, "{keys}");
        assert_eq!(driver.app.study().timeline().active(), 0, "{keys}");
    }
}

#[test]
fn two_runs_are_drawn_over_each_other() {
    let mut driver = two_runs();
    driver.press("V");
    assert_eq!(driver.app.looks().plots().open(), Some(Plot::Runs));
    for (width, height) in SIZES {
        let screen = driver.screen(width, height);
        for shown in
            ["Runs 2 and 1", "p(x; θ)", "ℓ over t", "──── run 2  t = 2", "─ ─  run 1  t = 0"]
        {
            assert!(screen.contains(shown), "{shown}\n{screen}");
        }
    }
    // It follows what is done; the same key, and Esc, close it.
    driver.press("e m");
    assert!(driver.screen(80, 24).contains("──── run 2  t = 3"));
    driver.press("V");
    assert_eq!(driver.app.looks().plots().open(), None);
    driver.press("V Esc");
    assert_eq!(driver.app.looks().plots().open(), None);
}

#[test]
fn the_other_run_is_the_one_that_was_chosen() {
    let mut driver = two_runs();
    driver.press("t Tab ^U").write("-4").press("Enter");
    // Of three runs, the one that this one began from, until another one is chosen.
    let other = |driver: &Driver| driver.app.looks().plots().other_run(driver.app.study());
    assert_eq!(other(&driver), Some(1));
    driver.press("B V");
    assert_eq!(driver.says(), "this is the run that you are in; choose another one");
    driver.press("Home V");
    assert_eq!((other(&driver), driver.app.looks().plots().open()), (Some(0), Some(Plot::Runs)));
    assert!(driver.screen(100, 30).contains("Runs 3 and 1"));
    // Once that is the active one, it is compared with the one before or after.
    driver.press("< <");
    assert_eq!(driver.app.study().timeline().active(), 0);
    assert_eq!(other(&driver), Some(1));
}

#[test]
fn one_run_has_nothing_to_be_compared_with() {
    let mut driver = Driver::homework();
    driver.press("V");
    assert_eq!(driver.says(), "this is the only run; t starts another");
    assert_eq!(driver.app.looks().plots().open(), None);
}

#[test]
fn runs_of_other_data_say_that_their_likelihoods_are_not_comparable() {
    let mut driver = Driver::homework();
    driver.press("d ^U").write("1 2 3 10 11 12").press("Enter V");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("other data: ℓ of one run cannot be compared"), "{screen}");
    driver.press("V B");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("run 1  θ₀ of the data · homework"), "{screen}");
}

#[test]
fn any_size_shows_them() {
    let mut driver = two_runs();
    for keys in ["V", "B"] {
        driver.press(keys);
        for (width, height) in [(1, 1), (2, 9), (9, 2), (40, 12), (60, 20), (200, 60), (500, 5)] {
            driver.screen(width, height);
        }
    }
}

#[test]
fn runs_that_maximise_different_things_are_compared_by_the_likelihood() {
    let mut driver = Driver::homework();
    driver.press("e m U ↓ Space Enter e m V");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("ℓ over t"), "{screen}");
    assert!(screen.contains("objectives differ: the chart is of ℓ"), "{screen}");
    driver.press("D");
    assert!(!driver.screen(120, 40).contains("the chart is of ℓ"));
}
