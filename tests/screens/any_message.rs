//! Whatever is pressed, pasted or answered, in whatever order: the invariants hold and every size
//! is drawn.

use emstep::internals::app::keymap::{FORM, STEPPING};
use emstep::internals::app::{InitialTheta, Key, KeyCode, Message, Settings};
use emstep::internals::text::with_minus_signs;
use emstep::internals::view::ColorDepth;
use proptest::prelude::*;

use crate::driver::Driver;
use crate::group_table::{of_groups, theta};

#[derive(Clone, Debug)]
pub(crate) enum Event {
    Key(Key),
    Paste(String),
    Tick,
    Hold(bool),
    Release,
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(FORM.iter().flat_map(|b| b.keys));
    keys.extend("0123456789.-/xp".chars().map(Key::char));
    keys.extend([Key::ctrl('u'), Key::plain(KeyCode::Backspace), Key::plain(KeyCode::Delete)]);
    // To quit would only make the walks shorter.
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

pub(crate) fn play(driver: &mut Driver, event: Event) {
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

/// A condensed table with three groups of few observations.
pub(crate) fn with_groups() -> Driver {
    let values = [1.0, 2.0, 2.0, 7.0, 9.0, 9.5];
    let groups = ["a", "b", "日"].into_iter().zip([&values[..], &values[..3], &values[3..]]);
    let dataset = of_groups(groups.map(|(key, values)| (key, values.to_vec())));
    Driver::with_settings(dataset, &InitialTheta::Given(theta()), Settings::default())
}

/// Whatever the program has to say, all of it is on the screen.
fn check_notice(driver: &Driver) -> Result<(), TestCaseError> {
    let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
    let said = without_blanks(&with_minus_signs(&driver.says()));
    for (width, height) in [(80, 24), (120, 40), (40, 12)] {
        let screen = driver.screen(width, height);
        prop_assert!(without_blanks(&screen).contains(&said), "{}\n{}", driver.says(), screen);
    }
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
        let mut driver = match components {
            2 => Driver::homework(),
            4 => with_groups(),
            few => Driver::typed("1 2 2 7 9 9.5", few),
        };
        let mut said = String::new();
        for event in events {
            play(&mut driver, event);
            driver.check();
            if driver.says() != said {
                said = driver.says();
                check_notice(&driver)?;
            }
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
