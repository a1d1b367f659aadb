//! The menu of all keys, and the hints: what works where, and that Enter in the menu does it.

use emstep::internals::app::keymap::STEPPING;
use emstep::internals::app::menu::{Item, MARKS, WORDS};
use emstep::internals::app::{Key, Message, Mode, Panel, Plot};
use insta::assert_snapshot;

use crate::driver::Driver;

/// What to press for each thing that can be open, and the key that opens the menu there.
const OPEN: [(&str, &str); 16] = [
    ("", "?"),
    ("e m", "?"),
    ("e m 2 ↓", "?"),
    ("e m b", "?"),
    ("e m s", "?"),
    ("e m f", "?"),
    ("e x", "?"),
    ("v", "?"),
    ("e m O", "?"),
    ("Space", "?"),
    ("e 4 w", "?"),
    ("t", "?"),
    ("a", "?"),
    ("g", "?"),
    ("d", "F1"),
    ("L", "?"),
];

fn at(keys: &str) -> Driver {
    let mut driver = Driver::homework();
    // A key that does nothing: the line for the first key is gone.
    driver.press("Esc").press(keys);
    driver
}

/// The item that is chosen in the menu.
fn chosen(driver: &Driver) -> Option<Item> {
    let Mode::Menu(menu) = driver.app.mode() else { panic!("the menu is open") };
    let left = menu.left(driver.app.sections());
    let chosen = menu.chosen(&left)?;
    left.iter().flat_map(|section| &section.items).nth(chosen).cloned()
}

/// Everything that one can see of a session.
fn seen(driver: &Driver) -> impl PartialEq + std::fmt::Debug + use<> {
    let outside = (driver.quit, driver.mouse, driver.suspended, driver.theme.name());
    (driver.screen(120, 40), driver.half_step(), driver.notice(), driver.app.is_playing(), outside)
}

#[test]
fn whatever_is_open_every_key_of_the_menu_does_what_it_does_outside() {
    for (open, menu) in OPEN {
        let mut driver = at(open);
        driver.press(menu);
        let sections = driver.app.sections();
        let items: Vec<Item> =
            sections.iter().flat_map(|section| &section.items).cloned().collect();
        let runs = items.iter().filter_map(|item| item.key.map(|key| (item, key)));
        // What was said before is not cleared by ^Z, but by opening the menu.
        for (item, key) in runs.filter(|(_, key)| *key != Key::ctrl('z')) {
            let mut by_key = at(open);
            by_key.send(Message::Key(key));
            // Found by its own words, and chosen among what has the same.
            let mut by_menu = at(open);
            by_menu.press(menu).paste(&item.text).press("Home");
            while chosen(&by_menu) != Some(item.clone()) {
                let before = chosen(&by_menu);
                by_menu.press("↓");
                assert_ne!(chosen(&by_menu), before, "{open}: {item:?} is not found");
            }
            by_menu.press("Enter");
            assert_eq!(seen(&by_menu), seen(&by_key), "{open}: {item:?}");
        }
    }
}

#[test]
fn every_action_of_the_stepper_is_in_the_menu() {
    // The keys of groups are there with a table that has some.
    let mut driver = crate::groups::stepper();
    driver.app = driver.app.clone().presenting();
    let sections = driver.app.sections();
    for binding in STEPPING {
        let is_there = |item: &Item| item.key.is_some_and(|key| binding.keys.contains(&key));
        assert!(
            sections.iter().flat_map(|section| &section.items).any(is_there),
            "{}",
            binding.help
        );
    }
}

/// The line at the bottom.
fn hints(driver: &Driver, width: u16) -> String {
    driver.screen(width, 24).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_ten_most_valuable_keys_are_in_the_hints_at_80_columns() {
    let line = hints(&at("e"), 80);
    for hint in
        ["e E-step", "m M-step", "p back", "w why", "a ", "b bound", "L lessons", "t ", "? "]
    {
        assert!(line.contains(&format!(" {hint}")), "{hint}: {line}");
    }
    assert!(line.ends_with(" q"), "{line}");
}

#[test]
fn the_hints_say_how_to_leave_what_is_open() {
    for (open, menu) in OPEN {
        if ["", "e m", "e m 2 ↓"].contains(&open) {
            continue;
        }
        for width in [40, 60, 80, 120] {
            let line = hints(&at(open), width);
            assert!(line.contains(" Esc ") || line.contains(" q close"), "{open}: {line}");
        }
        assert!(hints(&at(open), 80).contains(&format!(" {menu} ")), "{open} has help");
        let mut driver = at(open);
        assert!(hints(driver.press(menu), 40).contains("Esc close"), "{open}");
    }
}

#[test]
fn the_menu_is_left_by_escape_and_never_by_a_letter() {
    let mut driver = at("e m b");
    driver.press("? q u i t");
    assert_eq!(chosen(&driver).map(|item| item.key), Some(Some(Key::char('q'))));
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Menu(_)), "the first clears what was typed");
    driver.press("Esc");
    assert!(matches!(driver.app.mode(), Mode::Stepping) && !driver.quit);
    assert_eq!(driver.app.looks().plots().open(), Some(Plot::Bound), "nothing else was closed");
    driver.press("? ^C");
    assert!(driver.quit);
}

#[test]
fn the_menu_at_the_sizes_that_count() {
    let mut driver = at("e m");
    driver.press("?");
    assert_snapshot!("menu_80x24", driver.screen(80, 24));
    assert_snapshot!("menu_120x40", driver.screen(120, 40));
    assert_snapshot!("menu_40x12", driver.screen(40, 12));
    driver.write("variance");
    assert_snapshot!("menu_filtered_80x24", driver.screen(80, 24));
    driver.press("Esc End ↑");
    let last = chosen(&driver).unwrap();
    for (width, height) in [(80, 24), (60, 20), (40, 12)] {
        assert!(driver.screen(width, height).contains(&*last.label), "what is chosen is in sight");
    }
}

#[test]
fn every_mark_and_word_can_be_read_in_full_at_every_size() {
    let sections = at("").app.sections();
    let explained: Vec<Item> = sections
        .into_iter()
        .flat_map(|section| section.items)
        .filter(|item| item.key.is_none())
        .collect();
    assert!(explained.len() >= MARKS.len() + WORDS.len());
    for item in explained {
        let mut driver = at("");
        driver.press("?").paste(&item.text).press("Home");
        let mut passed = Vec::new();
        while chosen(&driver).as_ref() != Some(&item) {
            assert!(!passed.contains(&chosen(&driver)), "{item:?} is not found by its own text");
            passed.push(chosen(&driver));
            driver.press("↓");
        }
        driver.press("Enter");
        for (width, height) in [(80, 24), (40, 12)] {
            let without_blanks = |text: &str| {
                text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect::<String>()
            };
            let mut texts = String::new();
            for _ in 0..30 {
                let screen = driver.screen(width, height);
                // A line more at a time, so that lines that follow each other are seen together.
                texts += &without_blanks(&screen);
                driver.press("↓");
            }
            let last = item.text.split_whitespace().last().unwrap();
            assert!(texts.contains(last), "{item:?} at {width}x{height}");
            driver.press("Home");
        }
    }
}

#[test]
fn a_number_goes_to_a_panel_and_o_shows_it_alone() {
    let mut driver = at("e m");
    for (key, panel) in [
        ("4", Panel::Responsibilities),
        ("2", Panel::Theta),
        ("3", Panel::Likelihood),
        ("1", Panel::Density),
    ] {
        driver.press(key);
        assert_eq!(driver.app.looks().panel(), panel);
        driver.press("O");
        let screen = driver.screen(120, 40);
        assert!(screen.contains(&format!(" {key}/4 ")), "{screen}");
        assert!(
            screen.contains(&format!("╭ {key} ")) && screen.matches('╭').count() == 1,
            "{screen}"
        );
        driver.press("Tab Tab Tab Tab O");
        assert!(driver.screen(120, 40).matches('╭').count() > 1);
        assert_eq!(driver.app.looks().panel(), panel);
    }
    for plot in ["b", "s", "f"] {
        driver.press(plot).press("O");
        assert_eq!(driver.screen(80, 24).matches('╭').count(), 1, "{plot}");
        driver.press("Esc");
        assert!(driver.app.looks().plots().open().is_some(), "Esc shows all panels first");
        driver.press("Esc");
        assert_eq!(driver.app.looks().plots().open(), None);
    }
    assert!(driver.screen(40, 12).contains(" 1/4 "), "and where a window has room for one only");
}

#[test]
fn an_unknown_key_says_so_once() {
    let mut driver = at("e");
    driver.press("%");
    assert_eq!(driver.says(), "% does nothing here; ? lists all keys");
    driver.press("&");
    assert_eq!(driver.notice(), None);
    driver.press("m %");
    assert_eq!(driver.says(), "% does nothing here; ? lists all keys");
    let mut driver = at("e 4 w");
    driver.press("b");
    assert_eq!(driver.says(), "b does nothing here; ? lists all keys", "the derivation covers it");
}

#[test]
fn only_what_went_wrong_is_drawn_as_an_error() {
    let is_error = |keys: &str| {
        let driver = at(keys);
        assert!(!driver.says().is_empty(), "{keys}");
        let screen = driver.screen(80, 24);
        screen.lines().nth(22).unwrap().starts_with(" ! ")
    };
    for keys in
        ["m", "e e", "p", "l", "<", "t Enter >", "t Enter < <", "w", "^P", "^G", "Enter", "%"]
    {
        assert!(!is_error(keys), "{keys}");
    }
    let mut collapsed = Driver::typed("0 0 0 5 6 7", 2);
    collapsed.press("c");
    assert!(collapsed.screen(80, 24).contains(" ! component 1 collapsed"));
}

#[test]
fn enter_opens_the_chosen_number_and_does_not_step() {
    let mut driver = at("e m 2");
    driver.press("Enter");
    assert_eq!(driver.half_step(), "θ1");
    assert!(driver.says().starts_with("n takes the next step"), "{}", driver.says());
    driver.press("↓ Enter");
    assert!(matches!(driver.app.mode(), Mode::Derivation(_)));
    assert_eq!(driver.half_step(), "θ1");
}

#[test]
fn until_the_first_key_a_line_says_how_to_begin() {
    let mut driver = Driver::homework();
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let screen = driver.screen(width, height);
        let line = screen.lines().rev().nth(1).unwrap();
        assert!(line.contains("e ") && line.contains("L "), "{line}");
    }
    assert!(driver.screen(80, 24).contains("e takes the first step"));
    driver.press("Tab");
    assert!(!driver.screen(80, 24).contains("e takes the first step"));
}
