//! What a server allows is all that anybody can do there.

use std::sync::Arc;

use emstep::app::keymap::{FORM, STEPPING};
use emstep::app::lesson::LessonScreen;
use emstep::app::{
    App, Effect, HostLimits, InitialTheta, Job, Key, KeyCode, Message, Mode, Settings,
};
use emstep::data::{self, Dataset, Request, Source};
use emstep::lesson::{BuiltIn, Player};
use emstep::mixture::{Iterate, Start};
use emstep::timeline::{Origin, Run};
use emstep::work::QuickWork;
use proptest::prelude::*;

use crate::driver::Driver;

const BOUNDS: HostLimits = HostLimits {
    files: false,
    rows: 20,
    components: 3,
    iterations: 7,
    runs: 4,
    bytes: usize::MAX,
    suspend: false,
};

fn bounded(bounds: HostLimits) -> Driver {
    let mut driver = Driver::homework();
    driver.app = driver.app.with_limits(bounds);
    driver
}

#[test]
fn no_dialog_offers_a_file() {
    let mut driver = bounded(BOUNDS);
    driver.press("d");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("points or example") && !screen.contains("file"), "{screen}");
    driver.press("Enter");
    assert!(!driver.screen(120, 40).contains("CSV"));
    driver.write("/etc/passwd").press("Enter");
    assert!(driver.screen(120, 40).contains("no example is called '/etc/passwd'"));
    assert!(driver.app.waiting_for().is_none());
    driver.press("Esc d").write("1 2 8 9").press("Enter");
    assert_eq!(driver.app.study().dataset().source, "typed");
}

#[test]
fn too_many_rows_are_refused_in_one_line() {
    let mut driver = bounded(HostLimits { rows: 1000, ..BOUNDS });
    driver.press("d").paste(&"1 ".repeat(1001)).press("Enter");
    let screen = driver.screen(160, 40);
    assert!(screen.contains("1001 observations are too many: this server takes 1000"), "{screen}");
    driver.press("Esc d").paste(&"1 ".repeat(1000)).press("Enter");
    assert_eq!(driver.app.study().dataset().sample.len(), 1000);
    let mut driver = bounded(BOUNDS);
    driver.press("d").write("galaxies").press("Enter");
    assert!(driver.screen(160, 40).contains("this server takes 20"));
    assert_eq!(driver.app.study().dataset().source, "homework");
}

#[test]
fn components_end_at_the_bound() {
    let mut driver = bounded(BOUNDS);
    driver.press("t ^O");
    assert_eq!(driver.notice(), "");
    driver.press("^O");
    assert_eq!(driver.notice(), "this server allows K up to 3");
    assert!(matches!(driver.app.mode(), Mode::Theta(form) if form.len() == 3));
    driver.press("Esc d").write("1 2 3 4").press("Tab Tab ^U").write("4").press("Enter");
    assert!(driver.screen(120, 40).contains("a whole number from 1 to 3"));
    // A run that had more before stays, but no other starts from it.
    let mut driver = Driver::example("galaxies", 4);
    driver.app = driver.app.with_limits(BOUNDS);
    driver.press("t Enter");
    assert_eq!(driver.notice(), "this server allows K up to 3");
    assert_eq!(driver.app.study().timeline().runs().len(), 1);
}

#[test]
fn runs_end_at_the_bound() {
    let mut driver = bounded(BOUNDS);
    driver.press("t Enter t Enter t Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 4);
    driver.press("t Enter");
    assert_eq!(driver.notice(), "this server keeps 4 runs: < and > go from run to run");
    driver.press("d").write("1 2 8 9").press("Enter");
    assert!(driver.screen(120, 40).contains("this server keeps 4 runs"));
    driver.press("Esc < e");
    assert_eq!(driver.app.study().timeline().runs().len(), 4);
}

#[test]
fn iterations_end_at_the_bound() {
    for keys in ["N", "c", "g 5 0 0 Enter", "N N", "N c"] {
        let mut driver = bounded(BOUNDS);
        driver.press(keys);
        assert!(driver.notice().contains("this server stops at 7 iterations"), "{keys}");
        assert_eq!(driver.place(), "θ7", "{keys}");
        assert_eq!(driver.app.study().run().iterates().len(), 8);
        driver.press("e m");
        assert!(driver.notice().contains("this server stops at 7 iterations"));
        assert_eq!(driver.place(), "γ7");
    }
    let mut driver = bounded(HostLimits { iterations: 1000, ..BOUNDS });
    driver.press("g").write("5000").press("Enter");
    assert_eq!(driver.notice(), "this server stops at 1000 iterations");
}

#[test]
fn runs_and_their_data_take_no_more_memory_than_they_may() {
    let bytes = 16 * 1024;
    let bounds = HostLimits { iterations: 1000, rows: 1000, runs: 1000, bytes, ..BOUNDS };
    let kept = |driver: &Driver| -> usize {
        let runs = driver.app.study().timeline().runs();
        let iterates =
            runs.iter().map(|run| run.iterates().len() * Iterate::bytes(2)).sum::<usize>();
        let data = runs.iter().skip(1).map(|run| run.data().sample.len() * 8).sum::<usize>();
        iterates + data
    };
    let full = "this server keeps 16 KiB of runs for a session, which are full";
    let mut driver = bounded(bounds);
    driver.press("g").write("900").press("Enter");
    assert_eq!(driver.notice(), full);
    assert!(driver.app.study().run().iterates().len() > 30);
    assert!(kept(&driver) <= bytes && kept(&driver) + Iterate::bytes(2) > bytes);
    let mut driver = bounded(bounds);
    for first in 0.. {
        let points: Vec<String> = (0..100).map(|i| (first + i).to_string()).collect();
        let before = driver.app.study().timeline().runs().len();
        driver.press("d ^U").write(&points.join(" ")).press("Enter");
        if driver.app.study().timeline().runs().len() == before {
            break;
        }
        driver.press("Esc");
    }
    assert!(driver.app.study().timeline().runs().len() > 3 && kept(&driver) <= bytes);
    assert!(driver.screen(120, 40).contains("16 KiB of runs"), "{}", driver.screen(120, 40));
}

#[test]
fn playing_stops_at_the_bound() {
    let mut driver = bounded(HostLimits { iterations: 2, ..BOUNDS });
    driver.press("Space");
    for _ in 0..9 {
        driver.tick();
    }
    assert!(!driver.app.is_playing());
    assert_eq!(driver.notice(), "this server stops at 2 iterations");
    assert_eq!(driver.place(), "γ2");
}

#[test]
fn there_is_no_background() {
    let mut driver = bounded(BOUNDS);
    driver.press("^Z");
    assert_eq!(driver.suspended, 0);
    assert!(driver.notice().starts_with("there is nothing to suspend"));
    driver.press("?");
    assert!(!driver.screen(120, 140).contains("^Z"));
    let mut free = Driver::homework();
    free.press("?");
    assert!(free.screen(120, 140).contains("^Z"));
}

fn message() -> impl Strategy<Value = Message> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(FORM.iter().flat_map(|b| b.keys));
    keys.extend("0123456789/xL".chars().map(Key::char));
    keys.extend(['u', 's', 'p', 'g'].map(Key::ctrl));
    let often = [Key::char('d'), Key::char('N'), Key::char('c'), Key::plain(KeyCode::Enter)];
    let texts =
        ["/etc/passwd", "-", "a.csv", "galaxies", "iris", "1 1 2", "3", "64", "0.5 1 2 0.5 3 4"];
    prop_oneof![
        8 => prop::sample::select(keys).prop_map(Message::Key),
        4 => prop::sample::select(often.to_vec()).prop_map(Message::Key),
        4 => prop::sample::select(texts.to_vec()).prop_map(|text| Message::Paste(text.into())),
        1 => Just(()).prop_map(|()| Message::Tick),
    ]
}

fn lesson_app() -> App {
    let lesson = BuiltIn::named("homework").unwrap().load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    App::new(run, Settings::default()).with_lesson(screen).with_record(Some("answers.json".into()))
}

fn typed_app() -> App {
    let source = Source::Typed("1 2 2 7 9 9.5".into());
    let dataset: Dataset = data::load(&Request { source, column: None, exact: false }).unwrap();
    let from = InitialTheta::FromData { start: Start::Quantile, components: 2 };
    let start = from.begin(&dataset).unwrap();
    App::new(Run::new(Arc::new(dataset), start, Origin::Given), Settings::default())
}

#[test]
fn data_that_are_there_take_no_room_of_a_session() {
    let bounds = HostLimits { bytes: 64 * 1024, runs: 50, rows: 10_000, iterations: 9, ..BOUNDS };
    let points = |n: usize| (0..n).map(|i| (i % 97).to_string()).collect::<Vec<_>>().join(" ");
    // The server's own data are larger than all the room of a session.
    let mut driver = Driver::typed(&points(9_000), 2);
    driver.app = driver.app.with_limits(bounds);
    for runs in 2..=5 {
        driver.press("t Enter e m");
        assert_eq!((driver.app.study().timeline().runs().len(), driver.notice()), (runs, ""));
    }
    // Data of its own count once, whatever runs are between.
    driver.press("d").paste(&points(2_000)).press("Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 6);
    driver.press("t Enter < < t Enter > > > t Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 9, "{}", driver.notice());
    driver.press("d").paste(&points(2_000)).press("Enter");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("this server keeps 64 KiB of runs for a session"), "{screen}");
}

/// What a server does between the keys of one person, on these data with this many components: the
/// jobs that it does at once, and those that it gives to other threads.
fn jobs_at_once(points: usize, components: usize, keys: &str) -> (usize, usize) {
    let points: Vec<String> =
        (0..points).map(|i| format!("{}", (i * i % 1009) as f64 / 7.0)).collect();
    done_at_once(Driver::typed(&points.join(" "), components), keys)
}

fn done_at_once(mut driver: Driver, keys: &str) -> (usize, usize) {
    driver.hold = true;
    let mut jobs = (0, 0);
    for key in keys.split_whitespace() {
        driver.press(key);
        while let Some((_, job)) = driver.held.front() {
            if QuickWork::SHARED.includes(job) {
                jobs.0 += 1;
            } else {
                jobs.1 += 1;
            }
            driver.release();
        }
    }
    jobs
}

#[test]
fn what_takes_longer_than_a_millisecond_is_not_done_between_keys() {
    // E-steps show what is there; an M-step of 600 observations is short.
    assert_eq!(jobs_at_once(610, 2, "e m e m"), (2, 0));
    assert_eq!(jobs_at_once(10_000, 16, "e m e m"), (0, 2));
    // A surface never is: it takes thousands of passes, however short each is.
    for points in [5, 610, 10_000] {
        assert_eq!(jobs_at_once(points, 2, "e s → ↓"), (0, 3), "{points}");
    }
    // Checking an answer takes as long as all mistakes that are known.
    assert_eq!(jobs_at_once(5, 2, "e a 1 Enter"), (1, 0));
    assert_eq!(jobs_at_once(10_000, 16, "e a 1 Enter"), (0, 1));
    assert_eq!(jobs_at_once(150, 16, "e a 1 Enter"), (0, 1));
    // Nor is it done again for every letter.
    assert_eq!(jobs_at_once(10_000, 16, "e a 1 2 3 4"), (0, 0));
}

#[test]
fn a_number_is_judged_between_keys_and_a_formula_is_not() {
    let number = "Enter - 2 4 . 5 1 Enter";
    assert_eq!(done_at_once(Driver::of(lesson_app()), number), (1, 0));
    // A formula is tried at many points against the truth and all listed slips.
    let formula = format!("{number} Enter 1 Enter 2 Enter");
    assert_eq!(done_at_once(Driver::of(lesson_app()), &formula), (1, 2));
}

/// No effect reads or writes a file, leaves the terminal, or computes more than is allowed.
fn check(effects: &[Effect]) -> Result<(), TestCaseError> {
    for effect in effects {
        match effect {
            Effect::Record { .. } | Effect::Suspend => prop_assert!(false, "{effect:?}"),
            Effect::Start(_, Job::Load(request)) => {
                let harmless = matches!(request.source, Source::Example(_) | Source::Typed(_));
                prop_assert!(harmless, "{request:?}");
            }
            Effect::Start(_, Job::Begin { dataset, from }) => {
                prop_assert!(dataset.sample.len() <= BOUNDS.rows);
                prop_assert!(from.components() <= BOUNDS.components);
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_goes_beyond_the_bounds(
        messages in prop::collection::vec(message(), 1..60),
        in_lesson in any::<bool>(),
    ) {
        let mut app = if in_lesson { lesson_app() } else { typed_app() }.with_limits(BOUNDS);
        for message in messages {
            let mut effects = app.update(message);
            check(&effects)?;
            while let Some(effect) = effects.pop() {
                let Effect::Start(id, job) = effect else { continue };
                for answer in crate::driver::answers(&job) {
                    let more = app.update(Message::Answer(id, answer));
                    check(&more)?;
                    effects.extend(more);
                }
            }
            // A lesson's scenes are the server's own.
            let own = app.study().timeline().runs().iter().filter(|_| !in_lesson);
            for run in own {
                prop_assert!(run.iterates().len() <= BOUNDS.iterations + 1);
                prop_assert!(run.data().sample.len() <= BOUNDS.rows);
                prop_assert!(run.current().theta.len() <= BOUNDS.components);
            }
            prop_assert!(in_lesson || app.study().timeline().runs().len() <= BOUNDS.runs);
        }
    }
}
