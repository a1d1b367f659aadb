//! The dialog "my answer": what there is to choose from, and what follows.

use crate::driver::Driver;

#[test]
fn a_number_is_chosen_from_the_list_by_arrows_or_by_typing() {
    let mut driver = Driver::homework();
    driver.press("e m Tab Right a");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("▸ μ₁") && screen.contains("mean of component 1"), "{screen}");
    driver.press("↓");
    assert!(driver.screen(100, 30).contains("▸ μ₂"));
    driver.press("Tab").write("log-lik");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("▸ ℓ(θ₁)") && !screen.contains("▸ μ₂"), "{screen}");
    driver.press("Enter").write("-10.956").press("Enter");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("✓ right, to the digits given"), "{screen}");
    // Now that it is known, where it comes from is there, and fills the screen on Enter.
    assert!(screen.contains("Σ_i ln p(x_i)"), "{screen}");
    driver.press("Enter");
    assert!(driver.screen(100, 30).contains("Where does it come from?"));
    assert_eq!(driver.app.looks().panel(), emstep::internals::app::Panel::Theta);
}

#[test]
fn an_answer_that_is_typed_first_is_kept_while_its_number_is_chosen() {
    let mut driver = Driver::homework();
    driver.press("e m Tab Right a").write("10.4").press("↓");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("▸ μ₂") && screen.contains(" 10.4"), "{screen}");
    driver.press("Enter ↑");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("▸ μ₁") && !screen.contains(" 10.4"), "it was checked: {screen}");
}

#[test]
fn what_the_answer_is_made_from_stays_in_sight() {
    let mut driver = Driver::homework();
    driver.press("e m a");
    for (width, height) in [(80, 24), (100, 30), (120, 40), (60, 20)] {
        let screen = driver.screen(width, height);
        assert!(screen.contains("x: −1, 0, 4, 5, 6"), "{screen}");
        assert!(screen.contains("θ₀: π = 0.5, 0.5; μ = 6, 7; σ² = 1, 4"), "{screen}");
    }
}

#[test]
fn a_mistake_is_named_in_words() {
    let mut driver = Driver::homework();
    driver.press("a").write("-15.46").press("Enter");
    let screen = driver.screen(80, 24);
    assert!(!screen.contains("variance-as-sd") && screen.contains("•"), "{screen}");
}

#[test]
fn a_pasted_table_is_checked_and_its_first_wrong_number_named() {
    let mut driver = Driver::homework();
    driver.press("e a").paste("0 1\n0 1\n0.4547 0.5453\n0.6667 0.3333\n0.71 0.29");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("of 10 numbers of the table are right"), "{screen}");
    assert!(screen.contains("the first:"), "{screen}");
    driver.paste("1 2\n3");
    assert!(!driver.screen(100, 30).contains("numbers of the table are right"));
}

#[test]
fn what_is_given_is_not_offered() {
    let mut driver = Driver::homework();
    driver.press("a Tab").write("mean");
    let screen = driver.screen(100, 30);
    assert!(!screen.contains("mean of component 1"), "θ₀ is given: {screen}");
}

#[test]
fn what_is_typed_after_a_verdict_is_another_answer() {
    let mut driver = Driver::homework();
    driver.press("a").write("-15.46").press("Enter").write("-24.5125").press("Enter");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("✓ right, to the digits given"), "{screen}");
    // What is pasted as well.
    driver.write("-9").press("Enter").paste("-24.5125");
    driver.press("Enter");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("✓ right, to the digits given"), "{screen}");
    // A digit that is corrected stays in its answer.
    driver.write("-24.51").press("Enter Backspace").write("1").press("Enter");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("✓ right, to the digits given"), "{screen}");
    let mut driver = Driver::homework();
    driver.press("a Enter");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("no answer yet"), "{screen}");
}

#[test]
fn names_are_found_without_their_indices() {
    let mut driver = Driver::homework();
    driver.press("e m a Tab").write("σ²");
    let screen = driver.screen(100, 30);
    assert!(screen.contains("variance of component 2"), "{screen}");
}

#[test]
fn the_report_of_a_table_stays_and_says_what_has_no_room() {
    let mut driver = Driver::homework();
    let wrong = "0.0003 0.9997\n0.0045 0.9955\n0.6449 0.3551\n0.6998 0.3002\n0.6449 0.3551\n";
    driver.press("e a").paste(wrong);
    let before = driver.screen(80, 24);
    assert!(
        before.contains("0 of 10 numbers") && before.contains("enlarge the window"),
        "{before}"
    );
    driver.press("Enter");
    assert_eq!(driver.screen(80, 24), before);
}

#[test]
fn no_window_is_too_small_for_a_dialog() {
    for keys in ["a", "a ^s", "e m 2 ↓ a ^s", "t", "d", "N", "B", "L", "?"] {
        let mut driver = Driver::homework();
        driver.press(keys);
        for width in 1..=14 {
            for height in [1, 2, 5, 12, 24] {
                driver.screen(width, height);
            }
        }
    }
}
