//! What is said of what changes on the screen, to someone who does not see it.

use std::sync::Arc;

use emstep::internals::app::{App, LessonScreen, Settings};
use emstep::internals::spoken::{Controls, Narrator};
use emstep::lesson::{BuiltIn, Player};

use crate::driver::Driver;

struct Listener {
    driver: Driver,
    narrator: Narrator,
}

impl Listener {
    /// Listens to what is on the screen; returns what is said of it.
    fn to(driver: Driver) -> (Self, String) {
        let mut narrator = Narrator::new(Controls::Keys);
        let opening = narrator.said(&driver.app).join("\n");
        (Self { driver, narrator }, opening)
    }

    /// Presses a key, or several with blanks between; returns what is said then.
    fn hears(&mut self, keys: &str) -> String {
        self.narrator.forget_notice();
        self.driver.press(keys);
        self.narrator.said(&self.driver.app).join("\n")
    }

    fn hears_of_typing(&mut self, text: &str) -> String {
        self.narrator.forget_notice();
        self.driver.write(text).press("Enter");
        self.narrator.said(&self.driver.app).join("\n")
    }
}

fn lesson(name: &str) -> Driver {
    let lesson = BuiltIn::named(name).unwrap().load().unwrap();
    of_lesson(Player::new(Arc::new(lesson)))
}

fn of_lesson(player: Player) -> Driver {
    let run = player.scene().run().clone();
    Driver::of(App::new(run, Settings::default()).with_lesson(LessonScreen::new(player)))
}

#[cfg(feature = "terminal")]
#[test]
fn it_is_what_plain_prints_on_opening_and_after_each_step() {
    use emstep::internals::cli::{Obeyed, PlainStepper};

    for driver in [Driver::homework(), Driver::example("galaxies", 3)] {
        let mut plain = PlainStepper::new(driver.app.clone());
        let (mut listener, opening) = Listener::to(driver);
        assert_eq!(opening, plain.opening().unwrap().trim_end());
        for key in ["e", "m", "n", "n", "p", "l", "r", "c"] {
            let Obeyed::Said(printed) = plain.obey(key).unwrap() else { panic!("{key} quits") };
            assert_eq!(listener.hears(key), printed.trim_end(), "{key}");
        }
    }
}

#[test]
fn nothing_is_said_of_what_stays() {
    let (mut listener, opening) = Listener::to(Driver::homework());
    assert!(opening.starts_with("Data: homework, column x, n = 5."), "{opening}");
    assert_eq!(listener.narrator.said(&listener.driver.app), [""; 0]);
    assert_eq!(listener.hears("2"), "", "another panel is only to look at");
}

#[test]
fn a_refusal_is_said_each_time() {
    let (mut listener, _) = Listener::to(Driver::homework());
    let refusal = listener.hears("m");
    assert!(refusal.ends_with('.') && !refusal.contains('⟦'), "{refusal}");
    assert_eq!(listener.narrator.said(&listener.driver.app), [""; 0]);
    assert_eq!(listener.hears("m"), refusal);
}

#[test]
fn a_lesson_is_read_step_by_step_with_the_keys_of_the_screen() {
    let (mut listener, opening) = Listener::to(lesson("homework"));
    let lines: Vec<&str> = opening.lines().collect();
    assert!(lines[0].contains(", step 1 of "), "{opening}");
    assert_eq!(lines.last(), Some(&"Enter goes on."), "{opening}");
    let step = listener.hears("Enter");
    assert!(step.contains(", step 2 of ") && step.contains("\nQuestion: "), "{step}");
    assert!(step.contains("Hidden for now: ") && !step.contains("−24.51"), "{step}");
    let wrong = listener.hears_of_typing("-15.46");
    assert!(wrong.starts_with("Not right.\n"), "{wrong}");
    let right = listener.hears("^U") + &listener.hears_of_typing("-24.51");
    assert!(right.starts_with("Right, to the digits given: −24.51\n"), "{right}");
    assert!(right.contains("\nEnter goes on.") || right.contains("\nQuestion: "), "{right}");
    assert!(listener.hears("PgUp").contains(", step 1 of "));
}

#[test]
fn no_step_of_a_lesson_names_a_command() {
    for built_in in &emstep::lesson::BUILT_IN {
        let mut player = Player::new(Arc::new(built_in.load().unwrap()));
        loop {
            let (_, said) = Listener::to(of_lesson(player.clone()));
            assert!(!said.contains(['⟦', '⟧']), "{}: {said}", built_in.name);
            let asks = ["Answer with a", "A number from 1 to", "The up and down arrows go"];
            let is_asked = player.open_question().is_some();
            let ways: &[&str] = if is_asked { &asks } else { &["Enter goes on."] };
            let has_way = said.lines().any(|line| ways.iter().any(|way| line.starts_with(way)));
            assert!(has_way && !said.contains("lesson next"), "{}: {said}", built_in.name);
            if is_asked {
                player.settle();
            } else if player.next().is_err() {
                break;
            }
        }
    }
}

#[test]
fn a_list_is_read_whole_and_then_row_by_row() {
    let (mut listener, _) = Listener::to(Driver::homework());
    listener.hears("e m t Enter");
    let list = listener.hears("B");
    assert!(list.starts_with("run  here  at"), "{list}");
    assert!(listener.hears("Home").starts_with('1'));
    assert!(listener.hears("Down").starts_with('2'));
    assert_eq!(listener.hears("Esc"), "");
    let lessons = listener.hears("L");
    assert_eq!(lessons.lines().count(), emstep::lesson::BUILT_IN.len(), "{lessons}");
    assert!(listener.hears("↓").starts_with(emstep::lesson::BUILT_IN[1].name));
}

#[test]
fn a_switch_of_a_dialog_says_what_it_switches() {
    let (mut listener, _) = Listener::to(Driver::homework());
    let dialog = listener.hears("U");
    let last = dialog.lines().last().unwrap();
    assert_eq!(
        last,
        "Space switches the chosen one on or off, Enter starts a run with what is on."
    );
    let first = dialog.lines().next().unwrap();
    assert!(first.starts_with("variance-floor is off."), "{dialog}");
    let switched = listener.hears("Space");
    assert!(switched.starts_with("variance-floor is on."), "{switched}");
    assert_eq!(switched.lines().count(), 1);
}

#[test]
fn a_board_is_read_when_it_is_computed() {
    let (mut listener, _) = Listener::to(Driver::homework());
    listener.driver.hold = true;
    assert_eq!(listener.hears("R"), "");
    listener.driver.hold = false;
    while !listener.driver.held.is_empty() {
        listener.driver.release();
    }
    let said = listener.narrator.said(&listener.driver.app).join("\n");
    assert!(said.starts_with("K = 2 from 50 starts"), "{said}");
    assert!(said.ends_with("\nEnter opens the chosen row as a run."), "{said}");
}

#[test]
fn where_a_number_comes_from_is_said_when_it_is_asked_for() {
    let (mut listener, _) = Listener::to(Driver::homework());
    listener.hears("e 2");
    let why = listener.hears("w");
    assert!(why.contains(" = "), "{why}");
    let moved = listener.hears("m");
    assert!(moved.starts_with("θ₁: the M-step"), "{moved}");
}

#[test]
fn what_is_wrong_with_a_form_is_said_once() {
    let (mut listener, _) = Listener::to(Driver::homework());
    assert_eq!(listener.hears("d"), "");
    let wrong = listener.hears_of_typing("no-such-data");
    assert!(wrong.starts_with("error: no-such-data: "), "{wrong}");
    assert_eq!(listener.narrator.said(&listener.driver.app), [""; 0]);
}
