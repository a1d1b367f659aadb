//! What helps in front of people: a number that is covered, the keys of what plays, keys shown.

use emstep::internals::app::{Mode, Program};
use emstep::internals::view::ThemeName;

use crate::driver::{Driver, copy_of, seen_by_class};

const SIZES: [(u16, u16); 3] = [(80, 24), (100, 30), (120, 40)];
const COVERED: &str = "covered: what do you expect for";

/// Keys to a number of the homework's θ₁, its name, and its digits as they would be seen.
const NUMBERS: [(&str, &str, &str); 6] = [
    ("e m 2 →", "μ₁", "5.13"),
    ("e m 2 → →", "σ₁²", "0.615"),
    ("e m 3", "ℓ", "10.95"),
    ("e m 4 ↓ ↓", "γ₂₁", "0.4546"),
    ("e 3 ↓", "F", "24.51"),
    ("e 2", "π₁", "0.5000"),
];

#[test]
fn a_covered_number_is_nowhere_on_the_screen() {
    for (keys, name, digits) in NUMBERS {
        for after in ["", "v", "v v", "x", "O", "f", "b", "w", "a", "t", "B", "V", "Enter"] {
            let mut driver = Driver::homework();
            driver.press(keys);
            let seen = |driver: &Driver| {
                let screens = SIZES.map(|(width, height)| driver.screen(width, height));
                (screens.iter().any(|screen| screen.contains(digits)), screens)
            };
            assert!(seen(&driver).0, "{name} is seen before");
            driver.press("H").press(after);
            let (is_seen, screens) = seen(&driver);
            assert!(!is_seen, "{name} after H {after}\n{}", screens.join("\n"));
            let says = format!("{COVERED} {name}?");
            let is_said = screens.iter().any(|screen| screen.contains(&says));
            // One panel, and the numbers of "my answer", say so in their own words.
            let is_other = matches!(after, "O" | "a");
            assert!(is_said || is_other, "{says} after {after}\n{}", screens.join("\n"));
        }
    }
}

#[test]
fn what_gives_a_number_away_is_covered_with_it() {
    // After an M-step N_k / n is π_k.
    let mut driver = Driver::homework();
    driver.press("e m 2 ↓ H");
    let screen = driver.screen(120, 40);
    assert!(!screen.contains("0.3630") && !screen.contains("1.815"), "{screen}");
    // The person who covered it may check what was expected; every hint does something.
    assert!(screen.lines().last().unwrap().contains("H show"), "{screen}");
    assert!(!screen.lines().last().unwrap().contains(" w "), "{screen}");
    driver.press("a");
    assert!(matches!(driver.app.mode(), Mode::Answer(_)));
}

#[test]
fn the_same_key_shows_it_again_after_steps_too() {
    let mut driver = Driver::homework();
    driver.press("e 2 → H m");
    assert!(driver.screen(80, 24).contains("covered: what do you expect for μ₁?"));
    assert_eq!(driver.half_step(), "θ1", "one may step while it is covered");
    driver.press("H");
    let screen = driver.screen(80, 24);
    assert!(screen.contains("5.1317") && !screen.contains(COVERED), "{screen}");
}

#[test]
fn where_no_number_is_in_focus_none_is_covered() {
    let mut driver = Driver::homework();
    driver.press("1 H");
    assert!(driver.says().starts_with("choose the number to cover first"));
    assert!(!driver.screen(80, 24).contains(COVERED));
    driver.press("3 H w");
    assert_eq!(driver.says(), "a number is covered, and this may show it; H shows the number");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}

#[test]
fn a_class_sees_it_covered_and_no_copy_uncovers_it() {
    let mut presenter = Driver::of(Driver::homework().app.presenting());
    presenter.press("e m 3 H");
    let class = Driver::of(seen_by_class(&presenter.app));
    assert!(class.screen(80, 24).contains("covered: what do you expect for ℓ?"));
    let mut copy = Driver::of(copy_of(&presenter.app));
    copy.press("3 H");
    assert_eq!(copy.says(), "only the presenter covers numbers and shows them again");
    assert!(!copy.screen(80, 24).contains("10.95"));
    presenter.press("H");
    assert!(Driver::of(seen_by_class(&presenter.app)).screen(80, 24).contains("−10.95"));
}

#[test]
fn what_plays_shows_its_keys_first() {
    let mut driver = Driver::homework();
    driver.press("Space");
    for (width, height) in SIZES {
        let screen = driver.screen(width, height);
        let hints = screen.lines().last().unwrap();
        assert!(
            hints.starts_with(" Space pause  Esc stop  + faster  - slower  e E-step"),
            "{hints}"
        );
    }
    driver.press("Space");
    assert!(driver.screen(80, 24).lines().last().unwrap().starts_with(" e E-step"));
}

#[test]
fn keys_are_shown_if_that_was_asked_for() {
    let program = Program::Open(Box::new(Driver::homework().app)).showing_keys();
    let mut driver = Driver::of(program.app().expect("a stepper").clone());
    let shown = |driver: &Driver| driver.screen(80, 24).lines().last().unwrap().to_owned();
    driver.press("e");
    assert!(shown(&driver).ends_with(" e"), "{}", shown(&driver));
    driver.press("n n n");
    assert!(shown(&driver).ends_with(" n ×3"), "{}", shown(&driver));
    driver.press("Shift-Tab");
    assert!(shown(&driver).ends_with(" Shift-Tab"), "{}", shown(&driver));
    // What is typed is seen in its field.
    driver.press("t").write("1");
    assert!(!shown(&driver).ends_with(" 1"), "{}", shown(&driver));
    let mut quiet = Driver::homework();
    quiet.press("n n n");
    assert!(!shown(&quiet).contains('×'));
}

#[test]
fn a_theme_is_changed_also_over_a_derivation() {
    let mut driver = Driver::homework();
    driver.press("T");
    assert_eq!(driver.theme.name(), ThemeName::Light);
    assert_eq!(driver.says(), "theme: light; T goes on to the next");
    driver.press("2 ↓ w T");
    assert_eq!(driver.theme.name(), ThemeName::Contrast);
    assert!(matches!(driver.app.mode(), Mode::Derivation(_)));
    // In a field it is a letter.
    driver.press("q t T");
    assert_eq!(driver.theme.name(), ThemeName::Contrast);
}
