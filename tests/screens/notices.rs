//! Every message of the program is on the screen whole, in each of the sizes that count.

use std::sync::Arc;

use emstep::internals::app::{App, ClassEvent, HostLimits, Input, LessonScreen, Message, Settings};
use emstep::internals::text::with_minus_signs;
use emstep::lesson::{BuiltIn, Player};

use crate::driver::{Driver, copy_of};

const SIZES: [(u16, u16); 5] = [(80, 24), (100, 30), (120, 40), (40, 24), (40, 12)];

/// Asserts that the notice contains `part` and that all of it can be read.
#[track_caller]
fn shows(driver: &Driver, part: &str) {
    let notice = driver.says();
    assert!(notice.contains(part), "{part:?} is not in {notice:?}");
    is_whole(driver, &notice);
}

#[track_caller]
fn is_whole(driver: &Driver, text: &str) {
    let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
    for (width, height) in SIZES {
        let screen = driver.screen(width, height);
        let shown = without_blanks(&screen);
        assert!(
            shown.contains(&without_blanks(&with_minus_signs(text))),
            "{text:?} is cut:\n{screen}"
        );
    }
}

fn bounded() -> Driver {
    let mut driver = Driver::homework();
    let bounds = HostLimits {
        files: false,
        suspend: false,
        saving: false,
        rows: 20,
        components: 3,
        iterations: 4,
        runs: 1,
        bytes: usize::MAX,
    };
    driver.app = driver.app.with_limits(bounds);
    driver
}

#[test]
fn notices_of_the_stepper() {
    for (keys, part) in [
        ("m", "the E-step comes first (e)"),
        ("e e", "the M-step comes next (m)"),
        ("p", "already at θ₀"),
        ("l", "press e or n to continue"),
        ("<", "this is the only run; t starts another"),
        ("t Enter >", "run 2 of 2 is the last; t starts another"),
        ("t Enter < <", "run 1 of 2 is the first"),
        ("t Enter", "run 2 starts here; earlier runs are kept"),
        ("c", "converged at t = 8: |Δℓ| per observation is below 1e-9"),
        ("Space", "playing; Space pauses"),
        ("Space Space", "paused"),
        ("+", "a half-step every"),
        ("w", "choose a number first"),
        ("M", "mouse on: a click selects a number; M gives the mouse back to the terminal"),
        ("M M", "mouse off: the terminal selects text"),
        ("C", "nothing to compare"),
        ("^P", "only the presenter can ask the class"),
        ("^G", "only the presenter can do this"),
        ("o o", "before the first E-step: press e"),
    ] {
        let mut driver = Driver::homework();
        driver.press(keys);
        shows(&driver, part);
    }
}

#[test]
fn a_collapse_says_where_and_what_becomes_of_theta() {
    for (points, at) in [
        ("0 0 0 5 6 7", "x_0 = 0"),
        ("-123456.789 -123456.789 -123456.789 5 6 7", "x_0 = -123456.789"),
        ("1e-160 1e-160 1e-160 5 6 7", "x_0 = 1e-160"),
    ] {
        let mut driver = Driver::typed(points, 2);
        driver.press("c");
        shows(&driver, &format!("component 1 collapsed onto {at}: σ² → 0 and ℓ → ∞; θ is kept"));
    }
    let mut driver = Driver::typed("0 0 0 5 6 7", 2);
    driver.press("c");
    assert!(driver.says().chars().count() <= 78, "{}", driver.says());
    let screen = driver.screen(80, 24);
    let line = screen.lines().find(|line| line.contains("collapsed")).unwrap();
    assert!(line.ends_with("θ is kept; U: a floor"), "one line of 80 columns: {line:?}");
}

#[test]
fn notices_of_slow_jobs_whatever_is_open() {
    for open in ["", "?", "w", "d", "g", "a", "Tab w"] {
        let mut driver = Driver::homework();
        driver.hold = true;
        driver.press("c").press(open);
        driver.release();
        shows(&driver, "converged at t = 8");
        let text = "the teacher's answers could not be written: no space left on device; free some and answer again";
        driver.send(Message::RuntimeFailed(text.into()));
        shows(&driver, text);
    }
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("c e");
    shows(&driver, "still computing; Esc cancels it");
    driver.press("Esc");
    shows(&driver, "cancelled; finished steps are kept");
    driver.press("t Enter");
    driver.release();
    driver.press("c <");
    shows(&driver, "run 1 of 2; what was being computed is cancelled");
}

#[test]
fn notices_of_a_host_that_allows_less() {
    for (keys, part) in [
        ("c", "this server stops at 4 iterations"),
        ("N", "this server stops at 4 iterations"),
        ("t ^O ^O", "this server allows K up to 3"),
        ("t Enter", "this server keeps 1 run:"),
        ("^Z", "nothing to suspend here"),
    ] {
        let mut driver = bounded();
        driver.press(keys);
        shows(&driver, part);
    }
}

#[test]
fn notices_of_data() {
    let rows: Vec<String> = (0..40).map(|i| format!("{}", i % 2)).collect();
    let mut driver = Driver::typed(&rows.join(" "), 2);
    driver.press("t Enter");
    let notice = driver.says();
    is_whole(&driver, &notice);
}

#[test]
fn notices_of_a_lesson_and_a_class() {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    let mut driver = Driver::homework();
    driver.app = App::new(run, Settings::default()).with_lesson(screen);
    driver.press("Enter Esc");
    shows(&driver, "L goes back to the lesson");
    driver.press("w");
    shows(&driver, "answer first");

    driver.app = driver.app.clone().presenting();
    driver.press("^G");
    shows(&driver, "no one asks to present");
    driver.press("^P");
    let notice = driver.says();
    is_whole(&driver, &notice);
    let name = "a student with a name that goes on for quite some time";
    driver.send(Message::Class(ClassEvent::Asks(Some(name.into())))).press("^P");
    // Both what the class wants and what the key did.
    let notice = driver.says();
    is_whole(&driver, &notice);
    is_whole(&driver, "asks to present: ^G hands over");
    driver.app = copy_of(&driver.app);
    shows(&driver, "f goes back to the presenter");
}

#[test]
fn what_is_wrong_in_a_prompt_and_with_a_paste_is_said_whole() {
    let long = "7".repeat(5_000);
    for (open, typed, part) in [
        ("g", "seven", "'seven' is not an iteration: a whole number from 0 to 1,000,000"),
        ("i", "seven", "'seven' is not an index: a whole number, from 0"),
        ("e o i", "seven", "'seven' is neither an index, as 12, nor a position, as p12, from 0"),
        ("i", "77777", "i goes from 0 to 4"),
    ] {
        let mut driver = Driver::homework();
        driver.press(open).write(typed).press("Enter");
        is_whole(&driver, part);
        driver.press("^U").paste(&long);
        is_whole(
            &driver,
            "the pasted text has 5000 characters; this field takes at most 4096: nothing was pasted",
        );
        driver.press("Esc");
        assert_eq!(driver.notice(), None);
    }
    // A long text is seen where the cursor is.
    let mut driver = Driver::homework();
    driver.press("g").paste(&("1".repeat(200) + "23"));
    for (width, height) in SIZES {
        assert!(driver.screen(width, height).contains("123"), "{width}");
    }
}

#[test]
fn what_was_typed_beyond_the_end_of_a_field_is_not_entered() {
    let refused = |driver: &Driver, open: &str| {
        for (width, height) in [(80, 24), (120, 40)] {
            let screen = driver.screen(width, height);
            let is_said = screen.contains("4100 characters typed") && screen.contains("4096");
            assert!(is_said, "{open}: {screen}");
        }
    };
    for open in ["g", "i", "a", "d 1 Tab", "t ^U", "t Tab Tab ^U"] {
        let mut driver = Driver::homework();
        driver.press(open).write(&"1".repeat(4_100));
        for _ in 0..2 {
            driver.press("Enter");
            refused(&driver, open);
        }
        // It is still open, with what was typed; when it is shortened, it is read.
        driver.press("Backspace Enter");
        let text = driver.screen(120, 40);
        assert!(!text.contains("characters typed"), "{open}: {text}");
    }
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    let mut driver = Driver::homework();
    driver.app = App::new(run, Settings::default()).with_lesson(screen);
    while driver.app.lesson().is_some_and(|l| !matches!(l.input(), Input::Text(_))) {
        driver.press("Enter");
    }
    driver.write(&"1".repeat(4_100)).press("Enter");
    refused(&driver, "lesson");
}

/// Presses `open`, pastes, and gives what is said of it.
fn pasted(open: &str, text: &str) -> Driver {
    let mut driver = Driver::homework();
    driver.press(open).paste(text);
    driver
}

#[test]
fn a_paste_is_taken_whole_or_refused_whole_in_every_field() {
    let numbers: Vec<String> = (10_000..11_000).map(|i| i.to_string()).collect();
    let numbers = numbers.join(" ");
    for open in ["g", "i", "a", "a Tab ^U", "d Tab", "t ^U"] {
        let driver = pasted(open, &numbers);
        let screen = driver.screen(120, 40);
        assert!(!screen.contains("10000"), "{open}: {screen}");
        if open == "t ^U" {
            shows(&driver, "the pasted text has 1000 numbers; 6 fields are left from here on");
        } else {
            assert!(screen.contains("5999") && screen.contains("4096"), "{open}: {screen}");
        }
    }
    // The data dialog takes them all, to the last digit.
    let mut driver = pasted("d", &numbers);
    driver.press("Enter");
    let values = driver.app.study().dataset().sample.values();
    assert_eq!((values.len(), values[999]), (1_000, 10_999.0));
    // What was not even kept is refused in the same words.
    let mut driver = Driver::homework();
    driver.press("d").send(Message::LongPaste { characters: 1_000_000 });
    let text: String = driver.screen(120, 40).split_whitespace().collect();
    assert!(text.contains("1,000,000") && text.contains("65,536"), "{text}");
}
