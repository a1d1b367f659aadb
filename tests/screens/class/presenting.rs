//! What a presenter leaves to the class and to the next presenter.

use std::sync::Arc;

use emstep::internals::app::{
    App, ClassEvent, Follower, HostLimits, Info, Key, Message, Mode, Refusal, Role,
};
use emstep::lesson::{Answer, QuestionKind, Tally, Verdict, Vote};

use super::{Class, follower_of, lesson, screen};
use crate::driver::{Driver, copy_of, left_to_class, seen_by_class};

/// A presenter whose class is asked for a number.
fn asking() -> Driver {
    let mut presenter =
        Driver::of(lesson(|kind| matches!(kind, QuestionKind::Number(_))).presenting());
    presenter.press("Enter ^P");
    presenter
}

fn shown(app: &App) -> String {
    screen(&follower_of(app), 120, 40)
}

#[test]
fn a_presenters_draft_of_an_answer_stays_private() {
    let mut presenter = asking();
    presenter.write("123.45");
    assert!(presenter.screen(120, 40).contains("123.45"));
    assert!(!shown(&seen_by_class(&presenter.app)).contains("123.45"));
    let left = left_to_class(&presenter.app);
    assert!(!shown(&left).contains("123.45"));
    for next in [copy_of(&left), copy_of(&seen_by_class(&presenter.app))] {
        let mut driver = Driver::of(next.presenting());
        driver.press("L");
        assert!(!driver.screen(120, 40).contains("123.45"));
    }
}

#[test]
fn answers_of_another_kind_do_not_count() {
    let presenter = asking();
    let question = &presenter.app.shared().poll().unwrap().question;
    let votes = [Vote::new(Answer::Choice(3), Verdict::Right)];
    assert_eq!(Tally::of(question, &votes), Tally::of(question, &[]));
}

#[test]
fn a_followers_help_has_no_key_that_the_server_forbids() {
    let presenter = Driver::homework().app.presenting();
    for suspend in [true, false] {
        let limits = HostLimits { suspend, ..HostLimits::default() };
        let mut follower = Follower::new(Arc::clone(presenter.shared()), limits);
        for key in ['f', '?'] {
            follower.update(Message::Key(Key::char(key)));
        }
        follower.update(Message::Paste("suspend".into()));
        assert_eq!(screen(&follower, 120, 40).contains("suspend the program"), suspend);
    }
}

#[test]
fn no_one_sorts_for_a_presenter_who_has_left() {
    let mut presenter = Driver::of(Driver::homework().app.presenting());
    presenter.press("e o o");
    assert!(shown(&seen_by_class(&presenter.app)).contains("by uncertainty"));
    presenter.press("m").hold = true;
    presenter.press("e");
    assert!(presenter.app.looks().table().is_sorting());
    let left = shown(&left_to_class(&presenter.app));
    assert!(left.contains("by uncertainty") && !left.contains("sorting"), "{left}");
}

#[test]
fn the_presenter_hands_over_to_the_one_who_asks() {
    let mut class = Class::homework();
    class.present("^G");
    assert_eq!(class.presenter.handed_over, 0);
    assert_eq!(class.presenter.notice(), Some(Refusal::NoOneAsksToPresent.into()));
    class.tell(ClassEvent::Asks(Some("an\u{1b}[2Jna\n".into())));
    class.present("e e");
    let screen = class.presenter.screen(80, 24);
    assert!(screen.contains("asks to present: ^G hands over"), "{screen}");
    assert!(!screen.contains('\u{1b}'));
    assert!(matches!(class.seen.role(), Role::Follower));
    for keys in ["^G", "d ^G", "Esc t ^G", "Esc g ^G", "Esc ? ^G"] {
        class.presenter.handed_over = 0;
        class.present(keys);
        assert_eq!(class.presenter.handed_over, 1, "{keys}");
    }
    assert!(!class.presenter.screen(80, 24).is_empty());
}

#[test]
fn what_a_presenter_was_doing_ends_for_the_class_when_they_leave() {
    for (keys, doing) in [
        ("d 1 Space 2 Enter", "reading"),
        ("t ^U 1 Backspace 0 . 5", "computing"),
        ("b", "computing"),
        ("s", "computing"),
        ("o", "sorting"),
        ("g 7", "go to iteration"),
    ] {
        let mut presenter = Driver::of(Driver::homework().app.presenting());
        presenter.press("e m");
        presenter.hold = true;
        presenter.press(keys);
        for (width, height) in [(80, 24), (120, 40)] {
            let shown = |app: &App| screen(&follower_of(app), width, height);
            let left = shown(&left_to_class(&presenter.app));
            assert!(!left.contains(doing), "{keys}:\n{left}");
            assert!(!left.contains("by x"), "{keys}:\n{left}");
            assert!(left.contains("waiting for a presenter"), "{left}");
        }
        // Anyone who goes on from there has it computed.
        let mut next = Driver::of(copy_of(&left_to_class(&presenter.app)).presenting());
        next.press("n");
        assert!(matches!(next.app.mode(), Mode::Stepping));
        assert!(!next.screen(120, 40).contains(doing), "{keys}");
    }
}

#[test]
fn the_next_presenter_is_told_that_the_class_sees_them() {
    let mut presenter = Driver::of(Driver::homework().app.presenting());
    presenter.press("e");
    let next = Driver::of(copy_of(&left_to_class(&presenter.app)).presenting());
    assert_eq!(next.notice(), Some(Info::Presenting.into()));
    assert!(matches!(next.app.role(), Role::Presenter(_)));
}
