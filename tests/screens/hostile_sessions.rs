//! Whatever values a session's file has: it opens and can be gone on with, or one line says why it
//! does not. The texts are those of sessions in which much is open, with one value replaced.

use std::sync::{Arc, LazyLock};

use emstep::internals::app::{App, HostLimits, LessonScreen, SavedSession, Settings};
use emstep::internals::text::is_hidden;
use emstep::lesson::{BuiltIn, Player, QuestionKind};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::any_message::{Event, event, play};
use crate::driver::{Driver, NoFiles};
use crate::sessions::opened_within;

/// So that no value makes a test take long.
fn limits() -> HostLimits {
    HostLimits {
        files: false,
        suspend: false,
        rows: 2_000,
        components: 8,
        iterations: 30,
        runs: 20,
        bytes: 1 << 24,
        ..HostLimits::default()
    }
}

/// What would move a cursor, hide, and begin a line of its own.
const ESCAPE: &str = "\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}\u{200b}\nemstep: error";

static SESSIONS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let pressed = |mut driver: Driver, keys: &str| {
        driver.press(keys);
        form(&driver)
    };
    let typed = pressed(Driver::typed("1 2 2 7 9 9.5", 3), "e m S e m <");
    let mut sessions = vec![
        pressed(Driver::homework(), "e m e m Tab ↓ b f x →"),
        pressed(Driver::with_gamma(), "m e m Tab Tab Tab ↓ O"),
        pressed(Driver::simulated("0.3 N(0,1) + 0.7 N(4,2)"), "e m s"),
        pressed(Driver::example("pearson-crabs", 2), "e m"),
        pressed(Driver::example("iris", 2), "e m v x"),
        form(&asking(|kind| matches!(kind, QuestionKind::Choice(_)))),
        form(&asking(|kind| matches!(kind, QuestionKind::Each(_)))),
        form(&asking(|kind| matches!(kind, QuestionKind::Number(_)))),
    ];
    // Data and methods that take many keys to have.
    let method = json!({
        "variance-floor": 1e-6, "weight-prior": { "alpha": 2.0 },
        "variance-prior": { "shape": 2.0, "scale": 1.0 },
        "assignment": { "annealed": { "temperature": 2.0, "rate": 0.5 } },
        "fixed-means": { "listed": [0] },
    });
    let roles = json!({ "weights": "w", "bins": { "lower": "a", "upper": "b", "count": "c" } });
    for from in [
        json!({ "observations": { "values": [1.0, 2.0, 2.0, 7.0, 9.0, 9.5], "weights": null } }),
        json!({ "observations": { "values": [1.0, 2.0, 7.0], "weights": [1.0, 2.0, 3.0] } }),
        json!({ "bins": [["-inf", 2.0, 3.0], [2.0, 8.0, 4.0], [8.0, "inf", 1.0]] }),
        json!({ "group": { "table": 0, "group": 1, "key": "a" } }),
        json!({ "files": {
            "files": [{ "path": "/x.csv", "bytes": 1, "sha256": "00" }], "column": "x",
            "dialect": {
                "delimiter": { "byte": 44 }, "decimal": "point", "comment": "#", "skip": 1,
                "header": true, "missing": ["-9"],
            },
            "roles": roles,
        } }),
    ] {
        let mut session = typed.clone();
        session["data"][0]["from"] = from;
        let study = &mut session["stepper"]["study"];
        study["settings"]["method"] = method.clone();
        study["runs"][0]["method"] = method.clone();
        sessions.push(session);
    }
    sessions.push(typed);
    sessions
});

/// A lesson at its first question of a kind.
fn asking(is_kind: impl Fn(&QuestionKind) -> bool) -> Driver {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let mut player = Player::new(Arc::new(lesson));
    loop {
        match player.open_question() {
            Some(question) if is_kind(&question.kind) => break,
            Some(_) => player.settle(),
            None => player.next().expect("a question of each kind"),
        }
    }
    let run = player.scene().run().clone();
    let screen = LessonScreen::new(player);
    let mut driver = Driver::of(App::new(run, Settings::default()).with_lesson(screen));
    driver.press("1 Enter ↓");
    driver
}

fn form(driver: &Driver) -> Value {
    let session = SavedSession::of(driver.app.shared(), &NoFiles).expect("a session");
    serde_json::to_value(session).expect("JSON")
}

/// Returns the places of all values in a session, but of those that are lists and objects of many.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                places(value, &format!("{at}/{key}"), into);
            }
        }
        Value::Array(values) => {
            // What is wrong with one row of γ₀ is wrong with each.
            for (index, value) in values.iter().enumerate().take(3) {
                places(value, &format!("{at}/{index}"), into);
            }
        }
        _ => {}
    }
    if !at.is_empty() {
        into.push(at.to_owned());
    }
}

fn value() -> impl Strategy<Value = Value> {
    let values = vec![
        json!(0),
        json!(-1),
        json!(1),
        json!(999),
        json!(1_i64 << 53),
        json!(1_u64 << 63),
        json!(u64::MAX),
        json!(1e308),
        json!(-1e308),
        json!(5e-324),
        json!(-5),
        json!(0.5),
        json!(""),
        json!(ESCAPE),
        json!("x".repeat(600)),
        json!(null),
        json!(true),
        json!([]),
        json!([999, 0]),
        json!([[999, u64::MAX], u64::MAX]),
        json!({}),
        json!({ "theta": u64::MAX }),
        json!({ "gamma": 999 }),
        json!({ ESCAPE: 1 }),
        json!({ "choice": u64::MAX }),
    ];
    prop::sample::select(values)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_value_is_a_panic_or_more_than_a_line(
        session in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), value()), 1..3),
        mut events in prop::collection::vec(event(), 0..12),
    ) {
        let mut session = session.get(&SESSIONS).clone();
        for (place, value) in changes {
            let mut all = Vec::new();
            places(&session, "", &mut all);
            *session.pointer_mut(place.get::<String>(&all)).unwrap() = value;
        }
        let text = serde_json::to_vec_pretty(&session).unwrap();
        match opened_within(&text, limits()) {
            Err(said) => {
                prop_assert!(!said.is_empty() && !said.chars().any(is_hidden), "{said:?}");
                prop_assert!(said.chars().count() < 1_000, "{said:?}");
            }
            Ok(mut driver) => {
                driver.plots = 1;
                // A job that is held is not computed, which is what could go wrong; and what is
                // pasted is not from the file.
                events.retain(|event| !matches!(event, Event::Hold(_) | Event::Paste(_)));
                for event in events {
                    play(&mut driver, event);
                }
                for (width, height) in [(80, 24), (120, 40)] {
                    let screen = driver.screen(width, height);
                    prop_assert!(!screen.replace('\n', "").chars().any(is_hidden), "{screen}");
                }
            }
        }
    }
}

/// Returns what is said of a session in which these values are others.
fn said(session: usize, changes: &[(&str, Value)]) -> Result<Driver, String> {
    let mut session = SESSIONS[session].clone();
    for (place, value) in changes {
        let at = session.pointer_mut(place).unwrap_or_else(|| panic!("no {place}"));
        at.clone_from(value);
    }
    opened_within(&serde_json::to_vec_pretty(&session).unwrap(), limits())
}

#[test]
fn what_the_command_line_refuses_is_refused_in_a_file() {
    let settings = "/stepper/study/settings";
    let run = "/stepper/study/runs/0";
    let simulated = "/data/0/from/simulated";
    let (first, files) = (0, 12);
    for (session, place, value, says) in [
        (
            first,
            format!("{settings}/tolerance"),
            json!(-5),
            "must be finite and 0 or above, not -5",
        ),
        (
            first,
            format!("{settings}/max-iterations"),
            json!(0),
            "max-iterations must be 1 or above",
        ),
        (first, format!("{settings}/method/variance-floor"), json!(0.0), "must be above 0"),
        (first, format!("{run}/known"), json!(1_000_001), "no run goes to iteration 1000001"),
        (first, format!("{run}/cursor"), json!({"theta": 1_u64 << 62}), "no run goes to iteration"),
        (first, format!("{run}/furthest"), json!({"gamma": 1_u64 << 62}), "no run goes to"),
        (2, format!("{simulated}/count"), json!(1_u64 << 62), "from 1 to 10000000"),
        (2, format!("{simulated}/count"), json!(0), "from 1 to 10000000"),
        (
            2,
            format!("{simulated}/mixture"),
            json!("N(0"),
            "the mixture: column 4: expected a comma",
        ),
        (files, "/data/0/from/files/files".to_owned(), json!([]), "the data are in no file"),
        (files, "/data/0/from/files/dialect/delimiter/byte".to_owned(), json!(27), "the byte 27"),
        (files, "/data/0/from/files/dialect/decimal".to_owned(), json!("comma"), "both ','"),
    ] {
        let text = said(session, &[(&place, value)]).err().unwrap_or_else(|| panic!("{place}"));
        assert!(text.contains("damaged: ") && text.contains(says), "{place}: {text}");
        assert!(text.starts_with("line "), "{place}: {text}");
    }
}

#[test]
fn an_answer_that_the_question_does_not_have_is_not_chosen() {
    for (session, input) in [
        (5, json!({ "choice": u64::MAX })),
        (5, json!({ "choice": 999 })),
        (6, json!({ "each": [[999, 0, u64::MAX, 1, 0], 0] })),
        (6, json!({ "each": [[999, 0, u64::MAX, 1, 0], u64::MAX] })),
    ] {
        let mut driver = said(session, &[("/lesson/input", input)]).unwrap();
        driver.screen(80, 24);
        driver.press("↓ ↓ → → ↑ Enter").screen(80, 24);
    }
}

#[test]
fn names_move_no_cursor() {
    let driver = said(0, &[("/data/0/name", json!(ESCAPE))]).unwrap();
    let dataset = driver.app.study().dataset();
    assert_eq!(dataset.source, "]0;x[2J emstep: error");
    // The observations are in the file, and so is their column.
    let changes = [("/data/0/column", json!(ESCAPE))];
    let driver = said(8, &changes).unwrap();
    assert_eq!(driver.app.study().dataset().column, "]0;x[2J emstep: error");
}
