//! What a server allows is all that anyone can do there.

use std::sync::Arc;

use emstep::data::{self, Request, Source};
use emstep::internals::app::keymap::{FORM, STEPPING};
use emstep::internals::app::{
    App, Effect, HostLimits, InitialTheta, Job, Key, KeyCode, LessonScreen, LimitReached, Message,
    Mode, Refusal, Settings,
};
use emstep::lesson::{BuiltIn, Player};
use emstep::mixture::{Iterate, Start};
use emstep::timeline::{Origin, Run};
use proptest::prelude::*;

use crate::driver::{Driver, answers};

const LIMITS: HostLimits = HostLimits {
    files: false,
    rows: 20,
    components: 3,
    iterations: 7,
    runs: 4,
    bytes: usize::MAX,
    suspend: false,
    saving: false,
};

fn limited(limits: HostLimits) -> Driver {
    Driver::of(Driver::homework().app.with_limits(limits))
}

/// Nothing is drawn that would be refused: a million numbers take a while and much memory.
#[test]
fn a_simulation_of_too_many_is_refused_before_it_is_drawn() {
    let mut driver = limited(LIMITS);
    driver.press("d").write("N(0,1), n = 21").press("Enter");
    assert!(driver.app.waiting_for().is_none());
    let reached = LimitReached::Rows { rows: 21, most: 20 };
    assert_eq!(driver.notice(), Some(Refusal::from(reached).into()));
    assert!(matches!(driver.app.mode(), Mode::Data(_)), "what was typed is still there");
    driver.press("Esc d").write("N(0,1), n = 20").press("Enter");
    assert_eq!(driver.app.study().dataset().sample.len(), 20);
}

#[test]
fn no_dialog_offers_a_file() {
    let mut driver = limited(LIMITS);
    driver.press("d");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("observations or data set") && !screen.contains("file"), "{screen}");
    driver.press("Enter");
    assert!(!driver.screen(120, 40).contains("CSV"));
    driver.write("/etc/passwd").press("Enter");
    assert!(driver.screen(120, 40).contains("no built-in data set is called '/etc/passwd'"));
    assert!(driver.app.waiting_for().is_none());
    driver.press("Esc d").write("1 2 8 9").press("Enter");
    assert_eq!(driver.app.study().dataset().source, "typed");
}

#[test]
fn too_many_rows_are_refused_in_one_line() {
    let mut driver = limited(HostLimits { rows: 1000, ..LIMITS });
    driver.press("d").paste(&"1 ".repeat(1001)).press("Enter");
    let screen = driver.screen(160, 40);
    assert!(screen.contains("1001 observations are too many: this server takes 1000"), "{screen}");
    driver.press("Esc d").paste(&"1 ".repeat(1000)).press("Enter");
    assert_eq!(driver.app.study().dataset().sample.len(), 1000);
    let mut driver = limited(LIMITS);
    driver.press("d").write("galaxies").press("Enter");
    assert!(driver.screen(160, 40).contains("this server takes 20"));
    assert_eq!(driver.app.study().dataset().source, "homework");
}

#[test]
fn components_end_at_the_limit() {
    let mut driver = limited(LIMITS);
    driver.press("t ^O");
    assert_eq!(driver.notice(), None);
    driver.press("^O");
    assert_eq!(driver.notice(), Some(Refusal::Limit(LimitReached::Components { most: 3 }).into()));
    assert!(matches!(driver.app.mode(), Mode::Theta(form) if form.len() == 3));
    driver.press("Esc d").write("1 2 3 4").press("Tab Tab ^U").write("4").press("Enter");
    assert!(driver.screen(120, 40).contains("a whole number from 1 to 3"));
    // A run that had more before stays, but no other starts from it.
    let mut driver = Driver::example("galaxies", 4);
    driver.app = driver.app.with_limits(LIMITS);
    driver.press("t Enter");
    assert_eq!(driver.notice(), Some(Refusal::Limit(LimitReached::Components { most: 3 }).into()));
    assert_eq!(driver.app.study().timeline().runs().len(), 1);
}

#[test]
fn runs_end_at_the_limit() {
    let mut driver = limited(LIMITS);
    driver.press("t Enter t Enter t Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 4);
    driver.press("t Enter");
    assert_eq!(driver.notice(), Some(Refusal::Limit(LimitReached::Runs(4)).into()));
    driver.press("d").write("1 2 8 9").press("Enter");
    assert!(driver.screen(120, 40).contains("this server keeps 4 runs"));
    driver.press("Esc < e");
    assert_eq!(driver.app.study().timeline().runs().len(), 4);
}

#[test]
fn iterations_end_at_the_limit() {
    let reached = LimitReached::Iterations(7);
    for keys in ["N", "c", "g 5 0 0 Enter", "N N", "N c"] {
        let mut driver = limited(LIMITS);
        driver.press(keys);
        let refusal = match keys {
            "c" | "N c" => Refusal::NotConvergedWithin(reached),
            _ => Refusal::Limit(reached),
        };
        assert_eq!(driver.notice(), Some(refusal.into()), "{keys}");
        assert_eq!(driver.half_step(), "θ7", "{keys}");
        assert_eq!(driver.app.study().run().iterates().len(), 8);
        driver.press("e m");
        assert_eq!(driver.notice(), Some(Refusal::Limit(reached).into()));
        assert_eq!(driver.half_step(), "γ7");
    }
    let mut driver = limited(HostLimits { iterations: 1000, ..LIMITS });
    driver.press("g").write("5000").press("Enter");
    assert_eq!(driver.notice(), Some(Refusal::Limit(LimitReached::Iterations(1000)).into()));
}

#[test]
fn runs_and_their_data_take_no_more_memory_than_they_may() {
    let bytes = 16 * 1024;
    let limits = HostLimits { iterations: 1000, rows: 1000, runs: 1000, bytes, ..LIMITS };
    let kept = |driver: &Driver| -> usize {
        let runs = driver.app.study().timeline().runs();
        let iterates =
            runs.iter().map(|run| run.iterates().len() * Iterate::bytes(2)).sum::<usize>();
        let data = runs.iter().skip(1).map(|run| run.data().sample.len() * 8).sum::<usize>();
        iterates + data
    };
    let full = LimitReached::Bytes(bytes);
    let mut driver = limited(limits);
    driver.press("g").write("900").press("Enter");
    assert_eq!(driver.notice(), Some(Refusal::Limit(full).into()));
    assert!(driver.app.study().run().iterates().len() > 30);
    assert!(kept(&driver) <= bytes && kept(&driver) + Iterate::bytes(2) > bytes);
    let mut driver = limited(limits);
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
    assert!(driver.screen(120, 40).contains("fill the 16 KiB"), "{}", driver.screen(120, 40));
}

#[test]
fn playing_stops_at_the_limit() {
    let mut driver = limited(HostLimits { iterations: 2, ..LIMITS });
    driver.press("Space");
    for _ in 0..9 {
        driver.tick();
    }
    assert!(!driver.app.is_playing());
    assert_eq!(driver.notice(), Some(Refusal::Limit(LimitReached::Iterations(2)).into()));
    assert_eq!(driver.half_step(), "γ2");
}

#[test]
fn there_is_no_background() {
    let mut driver = limited(LIMITS);
    driver.press("^Z");
    assert_eq!(driver.suspended, 0);
    assert_eq!(driver.notice(), Some(Refusal::NothingToSuspend.into()));
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
    let dataset = data::load(&Request::new(source)).unwrap();
    let from = InitialTheta::FromData { start: Start::Quantile, components: 2 };
    let start = from.begin(&dataset).unwrap();
    App::new(Run::new(Arc::new(dataset), start, Origin::Given), Settings::default())
}

#[test]
fn the_servers_own_data_take_no_memory_of_a_session() {
    let limits = HostLimits { bytes: 64 * 1024, runs: 50, rows: 10_000, iterations: 9, ..LIMITS };
    let points = |n: usize| (0..n).map(|i| (i % 97).to_string()).collect::<Vec<_>>().join(" ");
    // The server's own data are larger than all the memory of a session.
    let mut driver = Driver::typed(&points(9_000), 2);
    driver.app = driver.app.with_limits(limits);
    for runs in 2..=5 {
        driver.press("t Enter e m");
        assert_eq!((driver.app.study().timeline().runs().len(), driver.notice()), (runs, None));
    }
    // Data of its own count once, whatever runs are between.
    driver.press("d").paste(&points(2_000)).press("Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 6);
    driver.press("t Enter < < t Enter > > > t Enter");
    assert_eq!(driver.app.study().timeline().runs().len(), 9, "{:?}", driver.notice());
    driver.press("d").paste(&points(2_000)).press("Enter");
    let screen = driver.screen(120, 40);
    assert!(screen.contains("the runs of this session fill the 64 KiB"), "{screen}");
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
            Effect::Start(_, Job::Begin { dataset, from, .. }) => {
                prop_assert!(dataset.sample.len() <= LIMITS.rows);
                prop_assert!(from.components() <= LIMITS.components);
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_goes_beyond_the_limits(
        messages in prop::collection::vec(message(), 1..60),
        in_lesson in any::<bool>(),
    ) {
        let mut app = if in_lesson { lesson_app() } else { typed_app() }.with_limits(LIMITS);
        for message in messages {
            let mut effects = app.update(message);
            check(&effects)?;
            while let Some(effect) = effects.pop() {
                let Effect::Start(id, job) = effect else { continue };
                for answer in answers(&job) {
                    let more = app.update(Message::Output(id, answer));
                    check(&more)?;
                    effects.extend(more);
                }
            }
            // A lesson's scenes are the server's own.
            let own = app.study().timeline().runs().iter().filter(|_| !in_lesson);
            for run in own {
                prop_assert!(run.iterates().len() <= LIMITS.iterations + 1);
                prop_assert!(run.data().sample.len() <= LIMITS.rows);
                prop_assert!(run.current().unwrap().theta().len() <= LIMITS.components);
            }
            prop_assert!(in_lesson || app.study().timeline().runs().len() <= LIMITS.runs);
        }
    }
}
