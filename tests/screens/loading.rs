//! Data on their way: how far they are is shown, Esc breaks them off, and nothing is half there.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use emstep::data::{self, Dataset, Progress, Request, Source, Stage};
use emstep::internals::app::{
    Effect, HostLimits, InitialTheta, Job, JobId, JobOutput, LoadProgress, Message, Mode, Program,
    Settings, StartOptions,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::timeline::Origin;

use crate::driver::{Driver, answers, key, screen_of};

fn gauge(bytes_total: Option<u64>) -> JobOutput {
    let progress =
        Progress { stage: Stage::Reading, rows: 1_200_000, bytes_read: 12_000_000, bytes_total };
    JobOutput::Loading(LoadProgress { progress, elapsed: Duration::from_secs(2) })
}

fn file(path: &str) -> Request {
    Request::new(Source::File(path.into()))
}

fn typed(points: &str) -> Dataset {
    data::load(&Request::new(Source::Typed(points.into()))).unwrap()
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
    driver.send(Message::Output(id, gauge(Some(48_000_000))));
    let screen = driver.screen(120, 40);
    assert!(screen.contains("reading ▕███         ▏ 25 % · Esc cancels"), "{screen}");
    assert!(
        screen.contains("1,200,000 rows · 12 of 48 MB · 600,000 rows/s · 6 s left"),
        "{screen}"
    );
    driver.send(Message::Output(id, gauge(None)));
    let screen = driver.screen(120, 40);
    assert!(screen.contains("1,200,000 rows · 12 MB · 600,000 rows/s"), "{screen}");
}

#[test]
fn esc_breaks_a_load_off_and_the_data_stay() {
    let (mut driver, id) = loading();
    driver.send(Message::Output(id, gauge(None)));
    driver.press("Esc");
    assert_eq!(driver.cancelled, [id]);
    assert!(matches!(driver.app.mode(), Mode::Stepping) && driver.app.waiting_for().is_none());
    assert!(driver.screen(80, 24).contains("loading cancelled; the data are those from before"));
    // What was on its way already comes too late.
    driver.send(Message::Output(id, gauge(None)));
    driver.send(Message::Output(id, JobOutput::Loaded(Ok(Arc::new(typed("1 2 3"))))));
    assert!(driver.app.waiting_for().is_none() && driver.held.is_empty());
    assert_eq!(driver.app.study().dataset().source, "homework");
    assert_eq!(driver.app.study().timeline().runs().len(), 1);
}

#[test]
fn the_newest_load_wins() {
    let (mut driver, first) = loading();
    driver.press("^U").paste("other.csv").press("Enter");
    assert_eq!(driver.cancelled, [first]);
    let (second, _) = driver.held.pop_front().expect("a job");
    driver.send(Message::Output(first, JobOutput::Loaded(Ok(Arc::new(typed("1 2 3"))))));
    assert_eq!(driver.app.waiting_for(), Some("reading data"));
    driver.hold = false;
    driver.send(Message::Output(second, JobOutput::Loaded(Ok(Arc::new(typed("4 5 6 7"))))));
    assert_eq!(driver.app.study().dataset().sample.values(), [4.0, 5.0, 6.0, 7.0]);
}

#[test]
fn what_is_wrong_is_said_in_the_dialog_and_the_data_stay() {
    let (mut driver, id) = loading();
    let error = data::load(&file("no/such/file.f64")).map(Arc::new);
    driver.send(Message::Output(id, JobOutput::Loaded(error)));
    assert!(driver.screen(120, 40).contains("no/such/file.f64: no such file; check its path"));
    assert_eq!(driver.app.study().dataset().source, "homework");
}

/// A program as it opens on a long file.
struct Waiting {
    program: Program,
    load: JobId,
    quit: bool,
    failed: Option<String>,
    remembered: Option<PathBuf>,
}

impl Waiting {
    fn new(options: StartOptions) -> Self {
        let (settings, limits) = (Settings::default(), HostLimits::default());
        let request = file("big.csv");
        let (program, effects) =
            Program::opening("big.csv".into(), request.clone(), options, settings, limits);
        let [Effect::Start(load, Job::Load(asked))] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(*asked, request);
        Self { program, load: *load, quit: false, failed: None, remembered: None }
    }

    fn send(&mut self, message: Message) {
        for effect in self.program.update(message) {
            match effect {
                Effect::Quit => self.quit = true,
                Effect::RememberFile(path) => self.remembered = Some(path),
                Effect::Fail(why) => self.failed = Some(why),
                Effect::Start(id, job) => {
                    for answer in answers(&job) {
                        self.send(Message::Output(id, answer));
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn answer(&mut self, answer: JobOutput) {
        self.send(Message::Output(self.load, answer));
    }

    fn screen(&self, width: u16, height: u16) -> String {
        screen_of(width, height, |frame| {
            view::draw_program(&self.program, &Theme::new(ColorDepth::Ansi256), frame);
        })
    }
}

#[test]
fn the_program_opens_before_its_data_are_there() {
    let mut waiting = Waiting::new(StartOptions { components: Some(3), ..StartOptions::default() });
    let screen = waiting.screen(80, 24);
    assert!(
        screen.starts_with(" emstep  big.csv") && screen.contains("reading data …"),
        "{screen}"
    );
    // Nothing can be done with data that are not there.
    for name in ["e", "m", "t", "d", "?", "w", "Tab"] {
        waiting.send(Message::Key(key(name)));
    }
    waiting.send(Message::Paste("5".into()));
    assert!(waiting.program.app().is_none());
    waiting.answer(gauge(Some(24_000_000)));
    let screen = waiting.screen(80, 24);
    assert!(screen.contains("reading ▕██████      ▏ 50 % · Esc cancels"), "{screen}");
    let says = "1,200,000 rows · 12 of 24 MB · 600,000 rows/s · 2 s left";
    assert!(screen.contains(says), "{screen}");
    // Of the smallest windows none is too small.
    for (width, height) in [(1, 1), (8, 2), (20, 5)] {
        waiting.screen(width, height);
    }
    assert_eq!(waiting.remembered, None);
    waiting.answer(JobOutput::Loaded(Ok(Arc::new(typed("1 2 3 7 8 9 20 21")))));
    assert_eq!(waiting.remembered.as_deref(), Some("big.csv".as_ref()));
    let app = waiting.program.app().expect("the data are there");
    assert!(matches!(app.mode(), Mode::Stepping));
    assert_eq!(app.study().timeline().runs().len(), 1);
    assert_eq!((app.study().dataset().sample.len(), app.study().theta().unwrap().len()), (8, 3));
    assert_eq!(app.study().run().origin(), Origin::Start(Settings::default().start));
}

#[test]
fn a_program_without_data_ends_with_the_reason() {
    let mut waiting = Waiting::new(StartOptions::default());
    waiting.answer(JobOutput::Loaded(data::load(&file("no/such.csv")).map(Arc::new)));
    assert_eq!(waiting.failed.as_deref(), Some("no/such.csv: no such file; check its path"));
    assert_eq!(waiting.remembered, None);

    // Data that give no θ₀.
    let mut waiting = Waiting::new(StartOptions { components: Some(5), ..StartOptions::default() });
    waiting.answer(JobOutput::Loaded(Ok(Arc::new(typed("1")))));
    let begin = InitialTheta::FromData { start: Settings::default().start, components: 5 };
    let expected = begin.begin(&typed("1")).err().map(|error| error.to_string());
    assert_eq!(waiting.failed, expected);
}

#[test]
fn esc_and_q_end_a_program_that_opens() {
    for name in ["Esc", "q", "^C"] {
        let mut waiting = Waiting::new(StartOptions::default());
        waiting.send(Message::Key(key(name)));
        assert!(waiting.quit, "{name}");
    }
}

#[test]
fn a_load_that_is_broken_off_says_nothing_more() {
    let request = file("assets/data/iris.csv");
    let mut told = Vec::new();
    emstep::internals::work::run_job(&Job::Load(request.clone()), &mut |answer| {
        told.push(answer);
        ControlFlow::Continue(())
    });
    assert!(matches!(told.last(), Some(JobOutput::Loaded(Ok(_)))));
    let loaded = data::load_with_progress(&request, &mut |_| ControlFlow::Break(()));
    assert_eq!(
        loaded.unwrap_err().to_string(),
        "assets/data/iris.csv: cancelled; nothing was loaded"
    );
}
