//! The state machine with the test as its host: keys in, frames out, no clock.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use emstep::data::{self, Dataset, FileStamp, Request, Simulation, Source};
use emstep::internals::app::{
    App, Effect, ExportOrder, HostLimits, InitialTheta, Job, JobId, JobOutput, Key, LessonText,
    Message, Notice, SaveError, SaveReport, SaveRequest, SavedFile, SavedSession, SessionFiles,
    Settings, StartOptions,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::internals::work::effects::{self, Host};
use emstep::internals::work::run_job;
use emstep::mixture::{GivenResponsibilities, Iterate};
use emstep::timeline::{HalfStep, Run};
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};

pub(crate) struct Driver {
    pub app: App,
    /// Jobs are kept here instead of being done if `hold` is set.
    pub held: VecDeque<(JobId, Job)>,
    pub cancelled: Vec<JobId>,
    pub hold: bool,
    /// How many plots of ℓ are computed; the jobs of later ones are kept like those that are held.
    pub plots: usize,
    pub quit: bool,
    pub failed: Option<String>,
    pub mouse: bool,
    pub theme: Theme,
    pub suspended: usize,
    /// What went to the clipboard last.
    pub copied: Option<String>,
    pub handed_over: usize,
    pub record: Option<emstep::lesson::Record>,
    /// The sessions that were saved, oldest first.
    pub sessions: Vec<(PathBuf, Vec<u8>)>,
    /// The results that were exported, oldest first; while jobs are held, their end is not told.
    pub exports: Vec<ExportOrder>,
    /// How often an export was cancelled.
    pub cancelled_exports: usize,
    /// What is to be saved, and answered by the test, while `hold` is set.
    pub held_saves: VecDeque<SaveRequest>,
    /// The size of the screen on which PgUp and PgDn scroll a lesson; none if they never do.
    pub size: Option<Size>,
}

impl Driver {
    pub(crate) fn new(dataset: Dataset, from: &InitialTheta) -> Self {
        Self::with_settings(dataset, from, Settings::default())
    }

    pub(crate) fn with_settings(dataset: Dataset, from: &InitialTheta, settings: Settings) -> Self {
        let start = from.begin_by(&settings.method, &dataset).expect("a θ₀");
        let run = Run::new(Arc::new(dataset), start, from.origin());
        Self::of(App::new(run, settings))
    }

    pub(crate) fn of(app: App) -> Self {
        let (held, cancelled) = (VecDeque::new(), Vec::new());
        Self {
            app,
            held,
            cancelled,
            hold: false,
            plots: usize::MAX,
            quit: false,
            failed: None,
            mouse: false,
            theme: Theme::new(ColorDepth::Ansi256),
            suspended: 0,
            copied: None,
            handed_over: 0,
            record: None,
            sessions: Vec::new(),
            exports: Vec::new(),
            cancelled_exports: 0,
            held_saves: VecDeque::new(),
            size: None,
        }
    }

    pub(crate) fn homework() -> Self {
        Self::example("homework", 2)
    }

    pub(crate) fn example(name: &str, components: usize) -> Self {
        let source = Source::Example(name.into());
        Self::load(&Request::new(source), components)
    }

    pub(crate) fn typed(points: &str, components: usize) -> Self {
        let source = Source::Typed(points.into());
        Self::load(&Request::new(source), components)
    }

    /// Observations 1, 10 and 20, with responsibilities in the place of θ₀.
    pub(crate) fn with_gamma() -> Self {
        let rows = [[1.0, 0.0], [0.4, 0.6], [0.0, 1.0]].map(|row| row.to_vec());
        let gamma = GivenResponsibilities::new(rows.to_vec()).expect("shares of 1");
        let source = Source::Typed("1 10 20".into());
        let dataset = data::load(&Request::new(source)).expect("data");
        Self::new(dataset, &InitialTheta::Gamma(Arc::new(gamma)))
    }

    pub(crate) fn simulated(mixture: &str) -> Self {
        let simulation = Simulation::read(mixture).expect("a mixture");
        Self::load(&Request::new(Source::Simulated(simulation)), 2)
    }

    fn load(request: &Request, components: usize) -> Self {
        let dataset = data::load(request).expect("data");
        let options = StartOptions { components: Some(components), ..StartOptions::default() };
        let from = options.initial_theta(&dataset, &Settings::default());
        Self::new(dataset, &from)
    }

    /// Presses keys, written as in the table of keys and separated by blanks: `e m ← Enter ^N
    /// Space`.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            let key = key(name);
            let on_screen =
                self.size.map(|size| view::message_of(&self.app, &self.theme, size, key));
            self.send(on_screen.unwrap_or(Message::Key(key)));
        }
        self
    }

    /// Types a text, a character at a time.
    pub(crate) fn write(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Message::Key(Key::char(c)));
        }
        self
    }

    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Message::Paste(text.into()))
    }

    pub(crate) fn tick(&mut self) -> &mut Self {
        self.send(Message::Tick)
    }

    pub(crate) fn send(&mut self, message: Message) -> &mut Self {
        let ControlFlow::Continue(()) = effects::send(self, message);
        self
    }

    /// Does the oldest job that is held.
    pub(crate) fn release(&mut self) -> &mut Self {
        if let Some((id, job)) = self.held.pop_front() {
            for answer in answers(&job) {
                self.send(Message::Output(id, answer));
            }
        }
        self
    }

    fn may_compute(&mut self, job: &Job) -> bool {
        let is_plot = matches!(job, Job::Profile { .. } | Job::Surface { .. });
        let left = self.plots.checked_sub(usize::from(is_plot));
        self.plots = left.unwrap_or(0);
        left.is_some()
    }

    /// Checks what holds after whatever was pressed, pasted and answered.
    pub(crate) fn check(&self) {
        let app = &self.app;
        let timeline = app.study().timeline();
        assert!(timeline.active() < timeline.runs().len());
        for run in timeline.runs() {
            assert!(run.knows(run.cursor()) && run.knows(run.furthest()));
            assert!(run.cursor() <= run.furthest());
            let likelihoods: Vec<f64> =
                run.iterates().iter().map(Iterate::log_likelihood).collect();
            for (t, pair) in likelihoods.windows(2).enumerate() {
                assert!(pair[1].is_finite());
                let rounding = 1e-12 * pair[0].abs().max(run.data().sample.len() as f64);
                assert!(pair[1] >= pair[0] - rounding, "ℓ fell at t = {}: {pair:?}", t + 1);
                let bound = run.bound_at(HalfStep::theta(t + 1));
                assert!(bound.is_some_and(|bound| bound <= pair[1] + rounding));
            }
        }
        assert!(app.looks().selection().row() < app.study().dataset().sample.len());
        let row_at = |rank| app.looks().table().ranking().map_or(rank, |ranking| ranking.row(rank));
        assert_eq!(row_at(app.looks().selection().position()), app.looks().selection().row());
        assert!(!app.looks().table().is_sorting() || !self.held.is_empty());
        assert!(app.looks().selection().component() < app.study().run().components());
        let axes = app.looks().axes();
        assert!(axes.x.0 < axes.x.1 && axes.x.0.is_finite() && axes.x.1.is_finite());
        assert!(axes.y_max > 0.0 && axes.y_max.is_finite());
        // What is waited for is what is held: no answer is waited for in vain.
        if app.waiting_for().is_some() {
            assert!(!self.held.is_empty());
        }
        assert!(app.notice().is_none_or(|notice| !notice.to_string().contains('\n')));
    }

    /// Returns what the person is told.
    pub(crate) fn notice(&self) -> Option<Notice> {
        self.app.notice().cloned()
    }

    /// Returns its words; empty if there is nothing to tell.
    pub(crate) fn says(&self) -> String {
        self.notice().map_or_else(String::new, |notice| notice.to_string())
    }

    /// Returns the half-step that the cursor is at, as in `θ1` and `γ0`.
    pub(crate) fn half_step(&self) -> String {
        let at = self.app.study().run().cursor();
        let letter = match at.phase() {
            emstep::timeline::Phase::Theta => 'θ',
            emstep::timeline::Phase::Gamma => 'γ',
        };
        format!("{letter}{}", at.iteration())
    }

    pub(crate) fn buffer(&self, width: u16, height: u16, depth: ColorDepth) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend");
        let theme = Theme::named(self.theme.name(), depth).with_glyphs(self.theme.glyphs());
        terminal.draw(|frame| view::draw(&self.app, &theme, frame)).expect("a frame");
        terminal.backend().buffer().clone()
    }

    /// Returns the screen as text, a line per row, without the blanks at the ends of the lines.
    pub(crate) fn screen(&self, width: u16, height: u16) -> String {
        screen_of(width, height, |frame| view::draw(&self.app, &self.theme, frame))
    }
}

/// Sessions of tests are about no files.
#[derive(Debug)]
pub(crate) struct NoFiles;

impl SessionFiles for NoFiles {
    fn describe(&self, path: &Path, _: Option<FileStamp>) -> Result<SavedFile, String> {
        Err(format!("{}: no files here", path.display()))
    }

    fn find(&self, file: &SavedFile) -> Result<PathBuf, String> {
        Err(format!("{}: no files here", file.path))
    }

    fn read(&self, file: &SavedFile) -> Result<LessonText, String> {
        Err(format!("{}: no files here", file.path))
    }
}

impl Host for Driver {
    type End = Infallible;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.app.update(message)
    }

    /// Returns every job unless it is to be held; what is in a folder is known at once.
    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Infallible, Option<Job>> {
        let is_listing = matches!(job, Job::ListFolder(_));
        if is_listing || (!self.hold && self.may_compute(&job)) {
            return ControlFlow::Continue(Some(job));
        }
        self.held.push_back((id, job));
        ControlFlow::Continue(None)
    }

    fn cancel(&mut self, id: JobId) {
        self.cancelled.push(id);
        self.held.retain(|(held, _)| *held != id);
    }

    fn quit(&mut self) -> ControlFlow<Infallible> {
        self.quit = true;
        ControlFlow::Continue(())
    }

    fn fail(&mut self, why: String) -> ControlFlow<Infallible> {
        self.failed = Some(why);
        ControlFlow::Continue(())
    }

    fn suspend(&mut self) -> ControlFlow<Infallible> {
        self.suspended += 1;
        ControlFlow::Continue(())
    }

    fn hand_over(&mut self) -> ControlFlow<Infallible> {
        self.handed_over += 1;
        ControlFlow::Continue(())
    }

    fn capture_mouse(&mut self, on: bool) -> ControlFlow<Infallible> {
        self.mouse = on;
        ControlFlow::Continue(())
    }

    fn copy(&mut self, text: &str) -> ControlFlow<Infallible> {
        self.copied = Some(text.to_owned());
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        let next = self.theme.next();
        self.theme = next.unwrap_or(self.theme);
        Some(Message::Theme(next.map(|theme| theme.name().as_str())))
    }

    fn save_session(&mut self, request: &SaveRequest) -> Option<Result<SaveReport, SaveError>> {
        if self.hold {
            self.held_saves.push_back(request.clone());
            return None;
        }
        let path = &request.path;
        if !request.replaces && self.sessions.iter().any(|(known, _)| known == path) {
            return Some(Err(SaveError::Exists(path.clone())));
        }
        let saved = match SavedSession::of(self.app.shared(), &NoFiles) {
            Err(why) => return Some(Err(SaveError::Failed(why))),
            Ok(session) => serde_json::to_vec(&session).expect("JSON"),
        };
        self.sessions.push((path.clone(), saved));
        Some(Ok(SaveReport::default()))
    }

    fn export(&mut self, order: ExportOrder) -> Option<Result<String, SaveError>> {
        if !order.replaces && self.exports.iter().any(|known| known.path == order.path) {
            return Some(Err(SaveError::Exists(order.path)));
        }
        let says = format!("written to {}", order.path.display());
        self.exports.push(order);
        (!self.hold).then_some(Ok(says))
    }

    fn cancel_export(&mut self) {
        self.cancelled_exports += 1;
    }

    fn record(
        &mut self,
        _: &Path,
        _: &emstep::lesson::Record,
        record: Box<emstep::lesson::Record>,
    ) -> Option<String> {
        self.record = Some(*record);
        None
    }
}

/// What is drawn as text, a line per row, without the blanks at the ends of the lines.
pub(crate) fn screen_of(width: u16, height: u16, draw: impl FnOnce(&mut Frame)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend");
    terminal.draw(draw).expect("a frame");
    let buffer = terminal.backend().buffer();
    let row = |y| -> String { (0..width).map(|x| buffer[(x, y)].symbol()).collect() };
    (0..height).map(|y| row(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// What the class sees of a presenter's state.
pub(crate) fn seen_by_class(app: &App) -> App {
    App::following(Arc::clone(app.shared()), *app.limits())
}

/// What the class sees once the presenter has left.
pub(crate) fn left_to_class(app: &App) -> App {
    App::following(Arc::new(app.shared().without_presenter()), *app.limits())
}

/// A copy that someone explores.
pub(crate) fn copy_of(app: &App) -> App {
    App::explore(app.shared(), HostLimits::default())
}

pub(crate) fn answers(job: &Job) -> Vec<JobOutput> {
    let mut answers = Vec::new();
    run_job(job, &mut |answer| {
        answers.push(answer);
        ControlFlow::Continue(())
    });
    answers
}

/// A key by the name it has in the help.
pub(crate) fn key(name: &str) -> Key {
    name.parse().unwrap_or_else(|error| panic!("{error}"))
}
