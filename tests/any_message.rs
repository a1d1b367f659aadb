//! Whatever is pressed, pasted or answered, in whatever order: the invariants hold and every size is drawn.

mod driver;

use driver::Driver;
use emstep::app::keymap::{FORM, STEPPING};
use emstep::app::{Key, KeyCode, Message};
use emstep::mixture::Iterate;
use emstep::timeline::HalfStep;
use emstep::view::theme::ColorDepth;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Event {
    Key(Key),
    Paste(String),
    Tick,
    Hold(bool),
    Release,
}

fn event() -> impl Strategy<Value = Event> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(FORM.iter().flat_map(|b| b.keys));
    keys.extend("0123456789.-/xp".chars().map(Key::char));
    keys.extend([Key::ctrl('u'), Key::plain(KeyCode::Backspace), Key::plain(KeyCode::Delete)]);
    // Leaving for good would only make the walks shorter.
    keys.retain(|key| *key != Key::ctrl('c'));
    let texts = ["3 4 5", "0.5", "1e-300", "-7", "nan", "galaxies", "1 1 1", "σ²\u{202e}\n", "64"];
    prop_oneof![
        20 => prop::sample::select(keys).prop_map(Event::Key),
        2 => prop::sample::select(texts.to_vec()).prop_map(|text| Event::Paste(text.into())),
        2 => Just(Event::Tick),
        1 => any::<bool>().prop_map(Event::Hold),
        2 => Just(Event::Release),
    ]
}

fn play(driver: &mut Driver, event: Event) {
    match event {
        Event::Key(key) => driver.send(Message::Key(key)),
        Event::Paste(text) => driver.send(Message::Paste(text)),
        Event::Tick => driver.tick(),
        Event::Release => driver.release(),
        Event::Hold(hold) => {
            driver.hold = hold;
            driver
        }
    };
}

fn check(driver: &Driver) -> Result<(), TestCaseError> {
    let app = &driver.app;
    let timeline = app.timeline();
    prop_assert!(timeline.active() < timeline.runs().len());
    for run in timeline.runs() {
        prop_assert!(run.knows(run.cursor()) && run.knows(run.furthest()));
        prop_assert!(run.cursor() <= run.furthest());
        let likelihoods: Vec<f64> = run.iterates().iter().map(Iterate::log_likelihood).collect();
        for (t, pair) in likelihoods.windows(2).enumerate() {
            prop_assert!(pair[1].is_finite());
            let rounding = 1e-12 * pair[0].abs().max(run.data().sample.len() as f64);
            prop_assert!(pair[1] >= pair[0] - rounding, "ℓ fell at t = {}: {pair:?}", t + 1);
            let bound = run.bound_at(HalfStep::theta(t + 1));
            prop_assert!(bound.is_some_and(|bound| bound <= pair[1] + rounding));
        }
    }
    prop_assert!(app.row() < app.dataset().sample.len());
    let row_at = |place| app.table().ranking().map_or(place, |ranking| ranking.row(place));
    prop_assert_eq!(row_at(app.place()), app.row());
    prop_assert!(!app.table().is_sorting() || !driver.held.is_empty());
    prop_assert!(app.component() < app.theta().len());
    let axes = app.axes();
    prop_assert!(axes.x.0 < axes.x.1 && axes.x.0.is_finite() && axes.x.1.is_finite());
    prop_assert!(axes.y_max > 0.0 && axes.y_max.is_finite());
    // What is waited for is what is held: no answer is waited for in vain.
    if app.waiting_for().is_some() {
        prop_assert!(!driver.held.is_empty());
    }
    prop_assert!(app.notice().is_none_or(|notice| !notice.text.contains('\n')));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_sequence_of_messages_keeps_the_invariants(
        events in prop::collection::vec(event(), 1..60),
        sizes in prop::collection::vec((1u16..180, 1u16..60), 4),
        components in 1usize..5,
    ) {
        let mut driver = if components == 2 { Driver::homework() } else { Driver::typed("1 2 2 7 9 9.5", components) };
        for event in events {
            play(&mut driver, event);
            check(&driver)?;
        }
        for (width, height) in sizes {
            let buffer = driver.buffer(width, height, ColorDepth::Mono);
            prop_assert!(buffer.content.iter().all(|cell| !cell.symbol().contains("NaN")));
        }
    }
}

#[test]
fn every_size_from_one_cell_to_a_wall_is_drawn() {
    let mut driver = Driver::homework();
    for keys in [
        "", "e m", "b", "→ ↓", "s", "↑", "f z", "v x", "v", "t", "Esc d", "Esc ?", "Esc g",
        "Esc Tab",
    ] {
        driver.press(keys);
        for (width, height) in
            [(1, 1), (1, 120), (400, 1), (2, 2), (3, 3), (12, 5), (40, 12), (400, 120)]
        {
            driver.buffer(width, height, ColorDepth::TrueColor);
        }
    }
}
