//! SQUAREM in the stepper: a run of its own, and what is said of how fast runs converge.

use emstep::internals::app::{Mode, Plot};
use emstep::mixture::Iterate;

use crate::driver::Driver;

/// To the last row of the dialog.
const LAST: &str = "↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓";

/// Run 1 of EM, and run 2 of SQUAREM from the same θ₀, both converged.
fn both() -> Driver {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press(&format!("c U {LAST} Space Enter c"));
    driver
}

#[test]
fn the_dialog_starts_a_run_of_longer_steps_from_the_same_theta() {
    let driver = both();
    let runs = driver.app.study().timeline().runs();
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[0].iterates()[0].theta(), runs[1].iterates()[0].theta());
    assert!(runs[1].method().is_accelerated() && !runs[0].method().is_accelerated());
    let passes: usize = runs[1].iterates().iter().map(Iterate::passes).sum();
    assert!(passes < runs[0].iterates().len(), "{passes}");
    let [plain, fast] = [0, 1].map(|run| runs[run].last().log_likelihood());
    assert!((fast - plain).abs() < 1e-5, "{plain} {fast}");
    assert!(driver.screen(100, 30).contains("SQUAREM"), "{}", driver.screen(100, 30));
    let mut driver = driver;
    driver.press("B");
    assert!(driver.screen(80, 24).contains("SQUAREM; θ₀ "), "{}", driver.screen(80, 24));
}

#[test]
fn squarem_goes_with_no_hard_or_annealed_em() {
    let mut driver = Driver::homework();
    driver.press(&format!("U {LAST} ↑ ↑ Space ↓ ↓ Space"));
    let Mode::Constraints(form) = driver.app.mode() else { panic!("no dialog") };
    assert_eq!(form.method().to_string(), "SQUAREM");
    driver.press("↑ ↑ Space");
    let Mode::Constraints(form) = driver.app.mode() else { panic!("no dialog") };
    assert_eq!(form.method().to_string(), "hard EM");
}

#[test]
fn the_chart_of_changes_says_how_fast_a_run_converged() {
    let mut driver = both();
    // Once ℓ is flat the chart is of Δℓ already: the second press comes back to it.
    driver.press("D D");
    let says = driver.says();
    assert!(says.starts_with("observed rate of θ 0.0") && says.contains("passes"), "{says}");
    assert!(says.contains("missing information 0.658"), "{says}");
    driver.press("< D D");
    let says = driver.says();
    assert!(says.starts_with("observed rate of θ 0.658"), "{says}");
    assert!(says.ends_with("missing information 0.6580"), "{says}");
    // Before it has converged there is nothing to say.
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("n n n D D");
    assert!(!driver.says().contains("rate"), "{}", driver.says());
}

#[test]
fn two_runs_are_compared_by_their_changes() {
    let mut driver = both();
    driver.press("V");
    assert_eq!(driver.app.looks().plots().open(), Some(Plot::Runs));
    for (width, height) in [(80, 24), (100, 30), (120, 40)] {
        let screen = driver.screen(width, height);
        assert!(screen.contains("log₁₀ Δℓ over t") || height < 30, "{screen}");
        assert!(screen.contains("rate of θ 0.658"), "{screen}");
    }
    driver.press("D");
    let screen = driver.screen(100, 40);
    assert!(screen.contains("ℓ over t") && !screen.contains("rate of θ"), "{screen}");
}
