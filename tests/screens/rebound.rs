//! Keys that a person has changed: what they do, and that what names them follows.

use std::sync::Arc;

use emstep::internals::app::keymap::{Keymap, rows};
use emstep::internals::app::{
    Follower, HostLimits, Key, LessonScreen, Message, Mode, Motion, Preferences,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::lesson::{BuiltIn, Player};
use ratatui::layout::Size;

use crate::driver::{Driver, screen_of, seen_by_class};

fn keymap(changes: &[(&str, &str, &str)]) -> Keymap {
    let mut keymap = Keymap::default();
    for (table, action, keys) in changes {
        let row = rows().iter().find(|row| row.table == *table && row.action == *action).unwrap();
        let keys: Vec<Key> = keys.split_whitespace().map(|key| key.parse().unwrap()).collect();
        keymap.change(row, &keys).unwrap();
    }
    assert!(keymap.clash().is_none());
    keymap
}

fn with(changes: &[(&str, &str, &str)]) -> Driver {
    let mut driver = Driver::homework();
    let preferences = Preferences { keymap: keymap(changes), ..Preferences::default() };
    driver.app = driver.app.with_preferences(preferences);
    driver
}

/// What the program says, with the keys that are in force.
fn says(driver: &Driver) -> String {
    driver.notice().map_or_else(String::new, |notice| notice.in_words(driver.app.shared().keymap()))
}

#[test]
fn other_keys_step_and_the_hints_the_notices_and_the_menu_say_so() {
    let mut driver = with(&[("stepper", "e-step", "^K"), ("stepper", "help", "!")]);
    assert!(driver.screen(100, 30).contains("^K takes the first step · L opens the lessons · F1"));
    assert!(driver.screen(100, 30).contains("γ  (none yet: press ^K)"));
    driver.press("e");
    assert_eq!(
        (driver.half_step().as_str(), says(&driver).as_str()),
        ("θ0", "e does nothing here; F1 lists all keys")
    );
    driver.press("m");
    assert!(says(&driver).ends_with("the E-step comes first (^K)"), "{}", says(&driver));
    driver.press("^K m");
    assert_eq!(driver.half_step(), "θ1");
    let hints = driver.screen(100, 30).lines().last().unwrap().to_owned();
    assert!(hints.starts_with(" ^K E-step  m M-step") && hints.contains("! "), "{hints}");
    driver.press("!").write("E-step:");
    assert!(driver.screen(120, 40).contains("^K"), "{}", driver.screen(120, 40));
    driver.press("Enter");
    assert_eq!(driver.half_step(), "γ1", "the menu runs it");
}

#[test]
fn what_is_typed_is_typed_and_no_key_types_another() {
    // An x is typed into the θ₀ form and into a path, whatever it does in the stepper.
    let mut driver = with(&[
        ("stepper", "help", "x"),
        ("stepper", "read-off", "&"),
        ("theta", "normalise", "^K"),
    ]);
    driver.press("d").write("x");
    assert!(matches!(driver.app.mode(), Mode::Data(_)));
    driver.press("F1");
    assert!(matches!(driver.app.mode(), Mode::Menu(_)), "F1 is help everywhere");
    driver.press("Esc Esc t ^N");
    assert!(driver.says().contains("^N does nothing here"), "{}", driver.says());
    let screen = driver.screen(120, 40);
    assert!(screen.contains("^K normalise") && !screen.contains("^N normalise"), "{screen}");
    assert!(screen.contains("F1 help") && !screen.contains("x help"), "{screen}");
}

#[test]
fn arrows_letters_of_what_is_open_and_escape_stay() {
    let mut driver = with(&[("stepper", "row-down", "J"), ("runs", "close", "x")]);
    driver.press("2 J");
    let by_letter = driver.app.selected();
    let mut other = with(&[]);
    other.press("2 ↓");
    assert_eq!(by_letter, other.app.selected());
    assert!(by_letter.is_some());
    driver.press("B q");
    assert!(matches!(driver.app.mode(), Mode::Runs(_)), "q closes it no more");
    driver.press("x");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    driver.press("B Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping));
}

#[test]
fn a_lesson_is_scrolled_by_the_keys_that_lead_through_it() {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let mut driver = with(&[("lesson", "next", "^F"), ("lesson", "previous", "^B")]);
    driver.app = driver.app.with_lesson(LessonScreen::new(Player::new(Arc::new(lesson))));
    driver.size = Some(Size::new(40, 12));
    let top = driver.screen(40, 12);
    assert!(top.contains("▾ ^F") && !top.contains("PgDn"), "{top}");
    let scroll = |driver: &Driver| driver.app.lesson().unwrap().scroll();
    let at_top = scroll(&driver);
    driver.press("PgDn");
    assert_eq!(scroll(&driver), at_top, "it is no key of the lesson any more");
    driver.press("^F");
    assert_ne!(scroll(&driver), at_top);
    let below = driver.screen(40, 12);
    assert!(below.contains("▴ ^B"), "{below}");
    driver.press("^B");
    assert_eq!(driver.screen(40, 12), top);
}

#[test]
fn panels_say_which_key_leads_to_them() {
    let driver = with(&[("stepper", "density", "^D"), ("stepper", "theta", "")]);
    let screen = driver.screen(120, 40);
    assert!(screen.contains("╭ ^D Density") && screen.contains("╭ θ₀ "), "{screen}");
    assert!(screen.contains("╭ 3 ℓ"), "{screen}");
}

#[test]
fn means_and_variances_have_the_decimals_that_were_asked_for() {
    let mut driver = Driver::homework();
    driver.press("e m");
    let before = driver.screen(120, 40);
    let preferences = Preferences { decimals: 8, ..Preferences::default() };
    driver.app = driver.app.with_preferences(preferences);
    let after = driver.screen(120, 40);
    let mean = driver.app.study().theta().unwrap().components()[1].mean();
    assert!(after.contains(&format!("{mean:.8}")), "{after}");
    assert!(!before.contains(&format!("{mean:.8}")), "{before}");
}

#[test]
fn with_reduced_motion_the_chart_of_the_likelihood_waits_for_its_key() {
    let titles = |motion: Motion| {
        let mut driver = Driver::homework();
        let preferences = Preferences { motion, ..Preferences::default() };
        driver.app = driver.app.with_preferences(preferences);
        let by_itself = driver.press("c").screen(120, 40).contains("chart: log₁₀ Δℓ");
        (by_itself, driver.press("D").screen(120, 40).contains("chart: log₁₀ Δℓ"))
    };
    assert_eq!(titles(Motion::Full), (true, false));
    assert_eq!(titles(Motion::Reduced), (false, true));
}

#[test]
fn a_class_has_the_keys_of_its_server() {
    let driver = with(&[("follower", "explore", "x"), ("copy", "explore", "^K")]);
    let presenter = driver.app.clone().presenting();
    let seen = seen_by_class(&presenter);
    let mut follower = Follower::new(Arc::clone(seen.shared()), HostLimits::default());
    let shown = |follower: &Follower| {
        let theme = Theme::new(ColorDepth::Mono);
        screen_of(100, 30, |frame| view::draw_follower(follower, &theme, frame))
    };
    assert!(shown(&follower).contains(" x explore"), "{}", shown(&follower));
    let press = |follower: &mut Follower, key: &str| {
        follower.update(Message::Key(key.parse().unwrap()));
    };
    press(&mut follower, "f");
    assert!(follower.is_following());
    press(&mut follower, "x");
    assert!(!follower.is_following());
    assert!(shown(&follower).contains("^K"), "{}", shown(&follower));
    press(&mut follower, "^K");
    assert!(follower.is_following());
}
