//! Runs under constraints: the dialog that starts them, and what the screen says of them.

use emstep::internals::app::Mode;
use emstep::mixture::Assignment;
use emstep::timeline::Origin;

use crate::driver::Driver;

/// A run whose component has collapsed onto an observation.
fn collapsed() -> Driver {
    let mut driver = Driver::homework();
    driver.press("t Tab ^U").write("-1").press("Tab ^U").write("0.0001").press("Enter c");
    driver
}

#[test]
fn the_dialog_starts_a_run_with_what_is_on() {
    let mut driver = Driver::homework();
    driver.press("U ↓ ↓ Space Enter");
    let run = driver.app.study().run();
    assert!(run.method().equal_variances && run.fork_of().is_some());
    // θ₀ of the homework has σ² = 1 and 4 with equal weights: they are pooled.
    assert!(run.current().unwrap().theta().variances().eq([2.5, 2.5]));
    assert!(driver.screen(100, 30).contains("equal variances"), "{}", driver.screen(100, 30));
    // A run that is started from it has the same constraints.
    driver.press("t Enter");
    assert!(driver.app.study().run().method().equal_variances);
}

#[test]
fn a_number_is_doubled_and_halved_and_hard_and_annealed_exclude_each_other() {
    let mut driver = Driver::homework();
    driver.press("U ↓ ↓ ↓ Space → → ← ↓ ↓ ↓ ↓ Space ↓ Space");
    let Mode::Constraints(form) = driver.app.mode() else { panic!("no dialog") };
    assert_eq!(form.method().weight_prior.map(|prior| prior.alpha), Some(4.0));
    assert!(matches!(form.method().assignment, Assignment::Annealed(_)));
    driver.press("Space Esc");
    assert!(driver.app.study().run().method().is_ordinary());
}

#[test]
fn after_a_collapse_a_floor_is_proposed() {
    let mut driver = collapsed();
    assert!(driver.screen(100, 30).contains("U: a floor"), "{}", driver.screen(100, 30));
    driver.press("U");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("[x] variance floor: σ² ≥ "), "{screen}");
    assert!(screen.contains("[ ] prior on σ² (MAP)") && screen.contains("[ ] equal variances"));
    driver.press("Enter c");
    let run = driver.app.study().run();
    assert!(run.method().variance_floor.is_some());
    assert!(driver.app.study().has_converged_here(), "{}", driver.screen(100, 30));
}

#[test]
fn a_theta_that_contradicts_the_constraints_stays_in_the_form() {
    let mut driver = Driver::homework();
    driver.press("U ↓ ↓ Space");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("σ² of θ₀ becomes 2.5, 2.5; it was 1, 4."), "{screen}");
    driver.press("Enter B");
    let runs = driver.screen(120, 40);
    assert!(runs.contains("θ₀ of run 1, its σ² changed"), "{runs}");
    driver.press("Esc t Tab Tab").write("3").press("Enter");
    let typed = driver.screen(80, 24);
    assert!(matches!(driver.app.mode(), Mode::Theta(_)), "{typed}");
    assert!(driver.notice().unwrap().to_string().contains("equal variances need"), "{typed}");
    assert_eq!(driver.app.study().timeline().runs().len(), 2);
}

#[test]
fn constraints_keep_the_seed_of_a_start_that_was_drawn() {
    let mut driver = Driver::example("galaxies", 2);
    driver.press("S U ↓ ↓ Space Enter");
    assert!(driver.app.study().run().method().equal_variances);
    assert!(matches!(driver.app.study().run().origin(), Origin::Start(_)));
    assert!(driver.screen(120, 40).contains("seed "), "the title names it");
}

/// What is summed is what the data are: values, values with weights, or bins with counts.
#[test]
fn the_formulas_under_constraints_are_those_of_the_data() {
    let mut grouped = Driver::example("pearson-crabs", 2);
    grouped.press("U ↓ ↓ ↓ ↓ ↓ ↓ ↓ Space Enter");
    let screen = grouped.screen(120, 40);
    assert!(screen.contains("γ_ik = 1 for the largest π_k P_k(b_i)"), "{screen}");
    assert!(screen.contains("ℓ_C = Σ_i c_i max_k ln(π_k P_k(b_i))"), "{screen}");
    grouped.press("U Space ↑ ↑ ↑ Space Enter e");
    let screen = grouped.screen(120, 40);
    assert!(screen.contains("Σ_i c_i γ_ik") && !screen.contains("Σ_i γ_ik"), "{screen}");
}
