//! What holds whatever a presenter and a follower do.

use std::sync::Arc;

use proptest::prelude::*;

use emstep::internals::app::keymap::{BALLOT, FOLLOWER, LESSON, STEPPING};
use emstep::internals::app::{Input, Key, KeyCode, Message, Mode, Role};
use emstep::lesson::{Answer, QuestionKind};

use super::{Class, text};
use crate::driver::Driver;

#[derive(Clone, Debug)]
enum Event {
    Present(Key),
    Follower(Key),
    Paste(&'static str),
    Publish,
    Votes(Vec<u8>),
    Tick,
}

fn event() -> impl Strategy<Value = Event> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(LESSON.iter().flat_map(|b| b.keys));
    keys.extend(FOLLOWER.iter().flat_map(|b| b.keys));
    keys.extend(BALLOT.iter().flat_map(|b| b.keys));
    keys.extend("0123456789.-".chars().map(Key::char));
    keys.push(Key::plain(KeyCode::Backspace));
    let mut often = vec![Key::char('f'), Key::ctrl('p'), Key::plain(KeyCode::Enter)];
    often.extend(keys.clone());
    prop_oneof![
        8 => prop::sample::select(often.clone()).prop_map(Event::Present),
        8 => prop::sample::select(often).prop_map(Event::Follower),
        1 => prop::sample::select(vec!["0.5", "1 2 3", "x"]).prop_map(Event::Paste),
        4 => Just(Event::Publish),
        1 => prop::collection::vec(0u8..6, 0..9).prop_map(Event::Votes),
        1 => Just(Event::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whatever_happens_a_follower_shows_the_presenter(
        events in prop::collection::vec(event(), 1..60),
        kind in 0usize..4,
        (width, height) in (1u16..130, 1u16..45),
    ) {
        let mut class = match kind {
            0 => Class::homework(),
            1 => Class::choice(),
            2 => Class::number(),
            _ => Class::asking(|kind| matches!(kind, QuestionKind::Each(_))),
        };
        for event in events {
            match event {
                Event::Present(key) => { class.presenter.send(Message::Key(key)); }
                Event::Follower(key) => { class.send(Message::Key(key)); }
                Event::Paste(text) => { class.send(Message::Paste(text.into())); }
                Event::Publish => { class.publish(); }
                Event::Tick => { class.send(Message::Tick); class.presenter.tick(); }
                Event::Votes(votes) => {
                    let votes = votes.iter().map(|vote| match vote {
                        0..3 => Answer::Choice(usize::from(*vote)),
                        _ => text(&vote.to_string()),
                    });
                    class.vote(votes);
                }
            }
            let app = class.follower.app();
            prop_assert_eq!(class.follower.is_following(), Arc::ptr_eq(app.shared(), class.seen.shared()));
            let is_follower = matches!(app.role(), Role::Follower);
            prop_assert!(is_follower || matches!(app.role(), Role::Explorer));
            prop_assert_eq!(is_follower, class.follower.is_following());
            if class.follower.is_plain() {
                let shared = Driver::of(class.seen.clone());
                prop_assert_eq!(class.screen(width, height), shared.screen(width, height));
            }
            class.presenter.screen(width, height);
        }
        class.screen(width, height);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever a follower types while the class is asked: it goes into the class's field, or into
    /// one that is visibly the follower's own, or nowhere.
    #[test]
    fn what_is_typed_in_a_poll_reaches_the_class_or_is_visibly_private(
        before in prop::collection::vec(key_of_a_follower(), 0..8),
        after in prop::collection::vec(key_of_a_follower(), 1..30),
    ) {
        let mut class = Class::number();
        for key in before {
            class.send(Message::Key(key));
        }
        class.present("^P");
        for key in after {
            let typed = |class: &Class| class.follower.ballot().and_then(|b| b.input.answer());
            let (was_open, text_before) = (class.follower.open_ballot().is_some(), typed(&class));
            // From there the answer can be sent too.
            let in_menu = class.follower.menu().is_some();
            let votes = class.votes.len();
            class.send(Message::Key(key));
            let seen = class.screen(80, 24);
            if let Some(own) = class.follower.own() {
                prop_assert!(!matches!(own.mode(), Mode::Lesson(_)));
                prop_assert!(seen.contains("exploring"), "{}", seen);
                prop_assert!(!seen.contains("The presenter asks"), "{}", seen);
                let is_empty = own.lesson().is_none_or(|lesson| match lesson.input() {
                    Input::Text(field) => field.text().is_empty(),
                    _ => true,
                });
                prop_assert!(is_empty, "nothing is typed into the lesson of a copy");
            } else if class.follower.open_ballot().is_some() {
                prop_assert!(seen.contains("The presenter asks"), "{}", seen);
            }
            // A digit that was typed into the class's field is still there.
            if let (true, KeyCode::Char('0'..='9')) = (was_open, key.code) {
                prop_assert_ne!(&typed(&class), &text_before);
            } else if !was_open && class.follower.open_ballot().is_some() {
                prop_assert_eq!(class.votes.len(), votes, "to open a field types nothing");
            }
            if class.votes.len() > votes {
                prop_assert!(was_open || in_menu);
                prop_assert_eq!(class.votes.last(), text_before.as_ref());
            }
        }
    }
}

fn key_of_a_follower() -> impl Strategy<Value = Key> {
    let mut keys: Vec<Key> = "fbLemcadtgqw?0123456789-. ".chars().map(Key::char).collect();
    keys.extend([KeyCode::Esc, KeyCode::Enter, KeyCode::Tab, KeyCode::Backspace].map(Key::plain));
    // A follower who has left types nothing more.
    keys.retain(|key| *key != Key::char('q'));
    prop::sample::select(keys)
}
