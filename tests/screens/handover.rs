//! What a presenter leaves behind: to the class, and to the next presenter.

use std::sync::Arc;

use emstep::app::class::follower::Follower;
use emstep::app::{App, HostLimits, Key, Message};
use emstep::lesson::{Answer, Kind, Tally, Verdict, Vote};

use crate::class::{follower_of, lesson, screen};
use crate::driver::{Driver, copy_of, left_to_class, seen_by_class};

/// A presenter whose class is asked for a number.
fn asking() -> Driver {
    let mut presenter = Driver::homework();
    presenter.app = lesson(|kind| matches!(kind, Kind::Number(_))).presenting();
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
        let mut driver = Driver::homework();
        driver.app = next.presenting();
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
        follower.update(Message::Key(Key::char('?')));
        assert_eq!(screen(&follower, 120, 200).contains("suspend the program"), suspend);
    }
}

#[test]
fn no_one_sorts_for_a_presenter_who_has_left() {
    let mut presenter = Driver::homework();
    presenter.app = presenter.app.presenting();
    presenter.press("e o o");
    assert!(shown(&seen_by_class(&presenter.app)).contains("by uncertainty"));
    presenter.press("m").hold = true;
    presenter.press("e");
    assert!(presenter.app.looks().table().is_sorting());
    let left = shown(&left_to_class(&presenter.app));
    assert!(left.contains("by uncertainty") && !left.contains("sorting"), "{left}");
}
