//! Data on their way: how far they are is shown, Esc breaks them off, and nothing is half there.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use emstep::app::{
    Answer, App, Beginning, Effect, Gauge, Job, JobId, Message, Mode, Settings, Wish,
};
use emstep::data::{self, Dataset, Progress, Request, Source, Stage};

use crate::driver::Driver;

fn gauge(bytes_total: Option<u64>) -> Answer {
    let progress =
        Progress { stage: Stage::Reading, rows: 1_200_000, bytes_read: 12_000_000, bytes_total };
    Answer::Loading(Gauge { progress, elapsed: Duration::from_secs(2) })
}

fn file(path: &str) -> Request {
    Request { source: Source::File(path.into()), column: None, exact: false }
}

fn typed(points: &str) -> Dataset {
    data::load(&Request { source: Source::Typed(points.into()), column: None, exact: false })
        .unwrap()
}

/// The homework with a load of `big.csv` under way.
fn loading() -> (Driver, JobId) {
    let mut driver = Driver::homework();
    driver.hold = true;
    driver.press("d").paste("big.csv").press("Enter");
    let (id, job) = driver.held.pop_front().expect("a job");
    assert!(matches!(job, Job::Load(request) if request == file("big.csv")));
    (driver, id)
}

#[test]
fn the_dialog_shows_how_far_a_load_is() {
    let (mut driver, id) = loading();
    assert!(driver.screen(120, 40).contains("reading …   Esc cancels"));
    driver.send(Message::Answer(id, gauge(Some(48_000_000))));
    let screen = driver.screen(120, 40);
    assert!(screen.contains("reading ▕███         ▏ 25 % · Esc cancels"), "{screen}");
    assert!(
        screen.contains("1,200,000 rows · 12 of 48 MB · 600,000 rows/s · 6 s left"),
        "{screen}"
    );
    driver.send(Message::Answer(id, gauge(None)));
    let screen = driver.screen(120, 40);
    assert!(screen.contains("1,200,000 rows · 12 MB · 600,000 rows/s"), "{screen}");
}

#[test]
fn esc_breaks_a_load_off_and_the_data_stay() {
    let (mut driver, id) = loading();
    driver.send(Message::Answer(id, gauge(None)));
    driver.press("Esc");
    assert_eq!(driver.cancelled, [id]);
    assert!(driver.app.gauge().is_none() && driver.app.waiting_for().is_none());
    assert!(driver.screen(80, 24).contains("loading cancelled; the data are those from before"));
    // What was on its way already comes too late.
    driver.send(Message::Answer(id, gauge(None)));
    driver.send(Message::Answer(id, Answer::Loaded(Ok(Arc::new(typed("1 2 3"))))));
    assert!(driver.app.gauge().is_none() && driver.held.is_empty());
    assert_eq!(driver.app.dataset().source, "homework");
    assert_eq!(driver.app.timeline().runs().len(), 1);
}

#[test]
fn the_newest_load_wins() {
    let (mut driver, first) = loading();
    driver.press("^U").paste("other.csv").press("Enter");
    assert_eq!(driver.cancelled, [first]);
    let (second, _) = driver.held.pop_front().expect("a job");
    driver.send(Message::Answer(first, Answer::Loaded(Ok(Arc::new(typed("1 2 3"))))));
    assert_eq!(driver.app.waiting_for(), Some("reading data"));
    driver.hold = false;
    driver.send(Message::Answer(second, Answer::Loaded(Ok(Arc::new(typed("4 5 6 7"))))));
    assert_eq!(driver.app.dataset().sample.values(), [4.0, 5.0, 6.0, 7.0]);
}

#[test]
fn what_is_wrong_is_said_in_the_dialog_and_the_data_stay() {
    let (mut driver, id) = loading();
    let error = data::load(&file("no/such/file.f64")).map(Arc::new);
    driver.send(Message::Answer(id, Answer::Loaded(error)));
    assert!(driver.screen(120, 40).contains("no/such/file.f64: no such file; check its path"));
    assert_eq!(driver.app.dataset().source, "homework");
}

/// The program as it opens on a long file.
fn opening(wish: Wish) -> (Driver, JobId) {
    let mut driver = Driver::homework();
    let stand_in = typed("1 2 3 4");
    let start = Wish::default().beginning(&stand_in, &Settings::default()).begin(&stand_in);
    let stand_in = (Arc::new(stand_in), start.unwrap());
    let settings = Settings::default();
    let (app, effects) = App::opening(stand_in, "big.csv".into(), file("big.csv"), wish, settings);
    driver.app = app;
    let [Effect::Start(id, Job::Load(request))] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(*request, file("big.csv"));
    (driver, *id)
}

#[test]
fn the_program_opens_before_its_data_are_there() {
    let (mut driver, id) = opening(Wish { components: Some(3), ..Wish::default() });
    let screen = driver.screen(80, 24);
    assert!(
        screen.starts_with(" emstep  big.csv") && screen.contains("reading data …"),
        "{screen}"
    );
    // Nothing can be done with data that are not there.
    driver.press("e m t d ? w Tab").paste("5");
    assert!(matches!(driver.app.mode(), Mode::Opening(_)));
    driver.send(Message::Answer(id, gauge(Some(24_000_000))));
    let screen = driver.screen(80, 24);
    assert!(screen.contains("reading ▕██████      ▏ 50 % · Esc cancels"), "{screen}");
    let says = "1,200,000 rows · 12 of 24 MB · 600,000 rows/s · 2 s left";
    assert!(screen.contains(says), "{screen}");
    // Of the smallest windows none is too small.
    for (width, height) in [(1, 1), (8, 2), (20, 5)] {
        driver.screen(width, height);
    }
    let dataset = typed("1 2 3 7 8 9 20 21");
    driver.send(Message::Answer(id, Answer::Loaded(Ok(Arc::new(dataset)))));
    assert!(matches!(driver.app.mode(), Mode::Stepping));
    assert_eq!(driver.app.timeline().runs().len(), 1);
    assert_eq!((driver.app.dataset().sample.len(), driver.app.theta().len()), (8, 3));
}

#[test]
fn a_program_without_data_ends_with_the_reason() {
    let (mut driver, id) = opening(Wish::default());
    let error = data::load(&file("no/such.csv")).map(Arc::new);
    driver.send(Message::Answer(id, Answer::Loaded(error)));
    assert_eq!(driver.failed.as_deref(), Some("no/such.csv: no such file; check its path"));

    // Data that give no θ₀.
    let (mut driver, id) = opening(Wish { components: Some(5), ..Wish::default() });
    driver.send(Message::Answer(id, Answer::Loaded(Ok(Arc::new(typed("1"))))));
    let begin = Beginning::FromData { start: Settings::default().start, components: 5 };
    let expected = begin.begin(&typed("1")).err().map(|error| error.to_string());
    assert_eq!(driver.failed, expected);
}

#[test]
fn esc_and_q_end_a_program_that_opens() {
    for key in ["Esc", "q", "^C"] {
        let (mut driver, _) = opening(Wish::default());
        assert!(driver.press(key).quit, "{key}");
    }
}

#[test]
fn a_load_that_is_broken_off_says_nothing_more() {
    let request = file("assets/data/iris.csv");
    let mut told = Vec::new();
    emstep::work::run_job(&Job::Load(request.clone()), &mut |answer| {
        told.push(answer);
        ControlFlow::Continue(())
    });
    assert!(matches!(told.last(), Some(Answer::Loaded(Ok(_)))));
    let loaded = data::load_with_progress(&request, &mut |_| ControlFlow::Break(()));
    assert_eq!(
        loaded.unwrap_err().to_string(),
        "assets/data/iris.csv: cancelled; nothing was loaded"
    );
}
