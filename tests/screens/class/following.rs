//! What those who follow see, and what they do not.

use std::sync::Arc;

use insta::assert_snapshot;

use emstep::internals::app::{
    App, ClassEvent, Info, Key, KeyCode, LessonScreen, Message, Mode, Notice, Refusal, Role,
    Settings,
};
use emstep::internals::view::{ColorDepth, Theme, message_of};
use emstep::lesson::{Player, load};
use ratatui::layout::Size;

use super::{Class, follower_of, screen};
use crate::driver::{Driver, left_to_class, seen_by_class};

#[test]
fn a_follower_sees_what_the_presenter_does() {
    let mut class = Class::homework();
    class.present("e m e Tab Tab");
    let screen = class.screen(120, 40);
    assert_snapshot!("follower_120x40", screen);
    assert_snapshot!("follower_80x24", class.screen(80, 24));
    assert_snapshot!("presenter_80x24", class.presenter.screen(80, 24));
    assert!(class.follower.is_plain());
    let alone = Driver::of(class.seen.clone());
    assert_eq!(alone.screen(120, 40), screen, "one frame serves all followers");
    for key in ["e", "d", "^Z", "L", "^P", "^G", "Tab", "Esc"] {
        class.press(key);
        assert_eq!(class.notice(), Some(Info::Following.into()), "{key}");
    }
    assert!(class.screen(120, 40).contains("you are following"));
    class.press("q");
    assert!(class.has_left);
}

#[test]
fn what_concerns_the_presenter_alone_is_not_shown() {
    let mut class = Class::homework();
    class.present("e e");
    assert_eq!(class.presenter.notice(), Some(Refusal::MStepFirst { t: 0 }.into()));
    assert_eq!(class.seen.notice(), None);
    class.present("c");
    assert!(matches!(class.seen.notice(), Some(Notice::Info(Info::Converged { .. }))));
    class.present("Space M");
    assert!(class.presenter.app.is_playing() && class.presenter.app.has_mouse());
    assert!(!class.seen.is_playing() && !class.seen.has_mouse());
    assert_eq!(class.seen.tick_every(), None);
    class.present("?");
    assert!(matches!(class.seen.mode(), Mode::Stepping));
    class.present("Esc Space");
    class.presenter.hold = true;
    class.present("< N");
    assert!(class.presenter.app.waiting_for().is_some());
    assert_eq!(class.seen.waiting_for(), None);
}

#[test]
fn a_class_waits_for_a_presenter() {
    let seen = seen_by_class(&Driver::homework().app);
    assert_snapshot!("waiting_80x24", screen(&follower_of(&seen), 80, 24));
    let left = left_to_class(&Driver::homework().app.presenting());
    assert!(!left.shared().is_presented());
}

#[test]
fn class_events_concern_the_presenter_alone() {
    let mut class = Class::homework();
    class.press("f").send(Message::Class(ClassEvent::Asks(Some("eve".into()))));
    assert!(matches!(class.follower.app().role(), Role::Explorer));
    let mut alone = Driver::homework();
    alone.send(Message::Class(ClassEvent::Followers(3)));
    assert!(matches!(alone.app.role(), Role::Alone));
}

#[test]
fn the_help_has_the_keys_of_a_follower() {
    let mut class = Class::homework();
    class.press("?");
    assert_snapshot!("help_80x24", class.screen(80, 24));
    class.press("Esc").present("e");
    assert!(class.follower.is_plain() && !class.has_left);
    class.present("?");
    assert!(class.presenter.screen(120, 140).contains("^P"));
    let mut alone = Driver::homework();
    alone.press("?");
    assert!(!alone.screen(120, 140).contains("^P"));
}

#[test]
fn a_follower_scrolls_the_lesson_in_a_window_of_its_own() {
    let mut class = Class::choice();
    let before = class.screen(40, 12);
    assert!(before.contains("▾ PgDn") && class.follower.is_plain(), "{before}");
    let down = Key::plain(KeyCode::PageDown);
    let theme = Theme::new(ColorDepth::Mono);
    class.send(message_of(class.follower.app(), &theme, Size::new(40, 12), down));
    assert_ne!(class.screen(40, 12), before);
    assert!(!class.follower.is_plain(), "others have not scrolled");
    class.present("e");
    assert!(class.screen(40, 12).contains("▴ PgUp"), "{}", class.screen(40, 12));
    class.present("PgUp");
    assert!(class.follower.is_plain(), "another step begins at its top");
    // Where all is in sight there is nothing to scroll.
    assert!(matches!(
        message_of(class.follower.app(), &theme, Size::new(120, 40), down),
        Message::Key(_)
    ));
    class.press("PgDn");
    assert_eq!(class.notice(), None);
}

#[test]
fn a_follower_sees_the_two_runs_that_a_step_compares() {
    let lesson = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"homework\"\n\
                  [[step]]\ntext = \"x\"\n[[step]]\nkeys = \"c\"\ntext = \"y\"\n\
                  compare = [1, 2]\n";
    let lesson = Arc::new(load("l", lesson.as_bytes()).expect("a lesson"));
    let screen = LessonScreen::new(Player::new(lesson));
    let run = screen.player().scene().run().clone();
    let mut class = Class::new(App::new(run, Settings::default()).with_lesson(screen));
    let title = "The runs of steps 1 and 2";
    assert!(!class.screen(80, 24).contains(title));
    class.present("Enter");
    assert!(class.screen(80, 24).contains(title), "{}", class.screen(80, 24));
    // In a copy too, where the step's own run is gone on with.
    class.press("f p");
    let copy = class.screen(80, 24);
    assert!(copy.contains("step 2  t = 7 ") && copy.contains("step 1  t = 0 "), "{copy}");
    class.press("f").present("PgUp");
    assert!(!class.screen(80, 24).contains(title));
}
