//! A follower's own copy.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;

use emstep::internals::app::{Effect, FollowerEffect, Key, Message, Mode, Plot};

use super::Class;
use crate::driver::Driver;

#[test]
fn a_copy_starts_where_the_presenter_is_and_goes_its_own_way() {
    let mut class = Class::homework();
    class.present("e m Tab ↓ b").press("f");
    assert!(!class.follower.is_following());
    let own = class.follower.app();
    assert_eq!(own.study().theta().unwrap(), class.seen.study().theta().unwrap());
    assert_eq!(own.looks().panel(), class.seen.looks().panel());
    assert_eq!(own.looks().plots().open(), Some(Plot::Bound));
    assert!(own.looks().plots().profile().is_some(), "the plot is computed for the copy");
    class.press("e m e m t Esc");
    assert_eq!(class.follower.app().study().run().cursor().iteration(), 3);
    assert_eq!(class.presenter.half_step(), "θ1");
    assert_snapshot!("explorer_120x40", class.screen(120, 40));
    assert_snapshot!("explorer_80x24", class.screen(80, 24));
    class.press("F");
    assert_eq!(class.follower.app().looks().plots().open(), Some(Plot::Staircase));
    class.present("Esc r").press("f");
    assert!(class.follower.is_plain());
    assert!(Arc::ptr_eq(class.follower.app().shared(), class.seen.shared()));
    assert_eq!(class.seen.study().run().cursor().iteration(), 0);
}

#[test]
fn in_a_field_f_is_a_letter() {
    let mut class = Class::homework();
    class.press("f d f");
    assert!(matches!(class.follower.app().mode(), Mode::Data(_)));
    class.press("Esc f");
    assert!(class.follower.is_following());
}

#[test]
fn a_copy_that_is_left_leaves_nothing_running_and_its_late_answers_mean_nothing() {
    let mut class = Class::homework();
    let galaxies = Driver::example("galaxies", 3);
    class.presenter.app = galaxies.app.presenting();
    class.publish().press("f M");
    let started = |effects: Vec<FollowerEffect>| {
        let ids = effects.into_iter().filter_map(|effect| match effect {
            FollowerEffect::App(Effect::Start(id, _)) => Some(id),
            _ => None,
        });
        ids.collect::<Vec<_>>()
    };
    let first = started(class.follower.update(Message::Key(Key::char('c'))));
    assert_eq!(first.len(), 1);
    let left = class.follower.update(Message::Key(Key::char('f')));
    let is_cancelled = |effect: &FollowerEffect| matches!(effect, FollowerEffect::App(Effect::Cancel(id)) if *id == first[0]);
    assert!(left.iter().any(is_cancelled), "{left:?}");
    assert!(left.iter().any(|e| matches!(e, FollowerEffect::App(Effect::Mouse(false)))));
    class.press("f");
    let second = started(class.follower.update(Message::Key(Key::char('c'))));
    assert_ne!(first, second);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The panels of a copy show what the presenter's do at that moment.
    #[test]
    fn a_copy_shows_the_same_numbers(
        keys in prop::collection::vec(
            prop::sample::select(vec!["n", "n", "N", "p", "c", "r", "Tab", "↓", "x", "v", "z", "f", "b", "s", "<"]),
            0..25,
        ),
    ) {
        let mut class = Class::homework();
        class.present(&keys.join(" "));
        let panels = |screen: String| {
            let lines: Vec<String> = screen.lines().map(str::to_owned).collect();
            lines[1..lines.len() - 2].to_vec()
        };
        let before = panels(class.screen(120, 40));
        class.press("f");
        prop_assert_eq!(panels(class.screen(120, 40)), before);
    }
}
