//! A program that has come to a view.

use std::sync::Arc;
use std::time::Duration;

use emstep::data::{self, CONDENSED_FROM, Dataset, Progress, Request, Source, Stage as Reading};
use emstep::internals::app::keymap::Keymap;
use emstep::internals::app::{
    App, ClassEvent, Effect, HostLimits, InitialTheta, JobOutput, Key, LessonScreen, LoadProgress,
    Message, OpenedSession, Preferences, Program, RebuildProgress, SavedSession, Settings,
    StartOptions,
};
use emstep::internals::view::{self, ColorDepth, Theme, ThemeName};
use emstep::lesson::{Answer, BuiltIn, Player, Question};
use emstep::mixture::{Method, Sample, Start, Theta};
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::Modifier;
use ratatui::{Frame, Terminal};

use super::views::{Lecture, Opens, View};
use crate::class::{Class, follower_of};
use crate::driver::{Driver, NoFiles, key, seen_by_class};
use crate::group_fits;
use crate::sessions::FORMAT_1;

/// A program that has come to a view.
pub(super) enum Stage {
    Alone(Box<Driver>),
    Class {
        class: Box<Class>,
        is_follower: bool,
    },
    Program(Program),
    #[cfg_attr(not(feature = "serve"), expect(dead_code, reason = "a server's screen"))]
    Queue {
        asks: bool,
        keymap: Keymap,
    },
}

/// Whose keys they are.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    Presenter,
    Follower,
    Votes,
}

impl Stage {
    /// Returns the program after the keys that lead to a view, on a screen of this size.
    pub(super) fn of(view: &View, size: Size) -> Self {
        let alone = |driver| Self::Alone(Box::new(driver));
        let mut stage = match view.opens {
            Opens::Data(name, components) => alone(Driver::example(name, components)),
            Opens::Method(method) => alone(homework_with(method)),
            Opens::Weighted => alone(weighted()),
            Opens::Gamma => alone(Driver::with_gamma()),
            Opens::Typed(points) => alone(Driver::typed(points, 2)),
            Opens::Simulated(mixture) => alone(Driver::simulated(mixture)),
            Opens::Groups => alone(group_fits::stepper()),
            Opens::ManyObservations => alone(many_observations()),
            Opens::Lesson(name) => alone(lesson(name)),
            Opens::SessionLeft => alone(Driver::homework()),
            Opens::LargeFile => return Self::Program(large_file()),
            Opens::LongSession => return Self::Program(long_session()),
            Opens::ShownKeys => alone(Driver::homework()),
            Opens::Presenter(lecture) => Self::class(lecture, false),
            Opens::Follower(lecture) => Self::class(lecture, true),
            Opens::Waiting => {
                let seen = seen_by_class(&Driver::homework().app);
                let mut class = Box::new(Class::homework());
                class.follower = follower_of(&seen);
                return Self::Class { class, is_follower: true };
            }
            #[cfg(feature = "serve")]
            Opens::Queue(asks) => return Self::Queue { asks, keymap: Keymap::default() },
        };
        match &mut stage {
            Self::Alone(driver) => driver.size = Some(size),
            Self::Class { class, .. } => class.presenter.size = Some(size),
            Self::Program(_) | Self::Queue { .. } => {}
        }
        if matches!(view.opens, Opens::ShownKeys) {
            return Self::Program(shown_keys(view.keys));
        }
        if matches!(view.opens, Opens::SessionLeft) {
            stage.send(
                Message::SessionLeft(
                    "the last session did not end as it should: old-faithful, 3 runs".into(),
                ),
                Whose::Presenter,
            );
        }
        stage.play(view.keys);
        stage
    }

    /// Returns the same with other keys; none of a copy that has the keys of before.
    pub(super) fn with_keys(self, keymap: &Keymap) -> Option<Self> {
        let preferences = || Preferences { keymap: keymap.clone(), ..Preferences::default() };
        Some(match self {
            Self::Alone(mut driver) => {
                driver.app = driver.app.with_preferences(preferences());
                Self::Alone(driver)
            }
            Self::Class { mut class, is_follower } => {
                class.presenter.app = class.presenter.app.with_preferences(preferences());
                class.publish();
                if is_follower && !class.follower.is_following() {
                    return None;
                }
                Self::Class { class, is_follower }
            }
            Self::Program(program) => Self::Program(program.with_preferences(preferences())),
            Self::Queue { asks, .. } => Self::Queue { asks, keymap: keymap.clone() },
        })
    }

    fn class(lecture: Lecture, is_follower: bool) -> Self {
        let class = match lecture {
            Lecture::Stepper => Class::homework(),
            Lecture::Choice => Class::choice(),
            Lecture::Number => Class::number(),
        };
        Self::Class { class: Box::new(class), is_follower }
    }

    /// Returns the state that is seen, if there is one.
    pub(super) fn app(&self) -> Option<&App> {
        match self {
            Self::Alone(driver) => Some(&driver.app),
            Self::Class { class, is_follower: false } => Some(&class.presenter.app),
            Self::Class { class, is_follower: true } => Some(class.follower.app()),
            Self::Program(program) => program.app(),
            Self::Queue { .. } => None,
        }
    }

    fn play(&mut self, keys: &str) {
        let (mut rest, mut whose) = (keys.trim_start(), Whose::Presenter);
        let mut votes = Vec::new();
        while !rest.is_empty() {
            let (name, after) = rest.split_at(rest.find([' ', '"']).unwrap_or(rest.len()));
            if let Some(quoted) = after.strip_prefix('"') {
                let (text, after) = quoted.split_once('"').expect("a closing quote");
                match name {
                    "" => {
                        for c in text.chars() {
                            self.send(Message::Key(Key::char(c)), whose);
                        }
                    }
                    "paste:" => self.send(Message::Paste(text.into()), whose),
                    _ => panic!("{name} before a text"),
                }
                rest = after.trim_start();
                continue;
            }
            match (name, whose) {
                ("presenter:", _) => whose = Whose::Presenter,
                ("follower:", _) => whose = Whose::Follower,
                ("votes:", _) => whose = Whose::Votes,
                (option, Whose::Votes) => votes.push(Answer::Choice(option.parse().unwrap())),
                ("right", _) => self.answer(),
                ("load", _) => self.load(),
                ("hold", _) => self.hold(),
                _ if name.starts_with("to:") => self.go_to_step(&name[3..]),
                _ if name.starts_with("asks:") => self.tell(&name[5..]),
                _ => self.press(name, whose),
            }
            rest = after.trim_start();
            let is_last_vote = whose == Whose::Votes && !rest.starts_with(char::is_numeric);
            if let Self::Class { class, .. } = self
                && is_last_vote
                && !votes.is_empty()
            {
                class.vote(std::mem::take(&mut votes)).publish();
            }
        }
    }

    fn press(&mut self, name: &str, whose: Whose) {
        match self {
            Self::Alone(driver) => drop(driver.press(name)),
            Self::Class { class, .. } if whose == Whose::Presenter => drop(class.present(name)),
            _ => self.send(Message::Key(key(name)), whose),
        }
    }

    fn send(&mut self, message: Message, whose: Whose) {
        match self {
            Self::Alone(driver) => drop(driver.send(message)),
            Self::Class { class, .. } if whose == Whose::Follower => drop(class.send(message)),
            Self::Class { class, .. } => {
                class.presenter.send(message);
                class.publish();
            }
            Self::Program(_) | Self::Queue { .. } => panic!("no keys are pressed here"),
        }
    }

    fn tell(&mut self, name: &str) {
        let Self::Class { class, .. } = self else { panic!("no class") };
        class.tell(ClassEvent::Asks(Some(name.into())));
    }

    /// Answers what the lesson asks.
    fn answer(&mut self) {
        let Self::Alone(driver) = self else { panic!("no lesson") };
        let player = driver.app.lesson().expect("a lesson").player();
        let right = player.open_question().map(Question::right_answer);
        match right.expect("a question").expect("an answer") {
            Answer::Text(text) => drop(driver.press("^U").write(&text)),
            Answer::Choice(option) => drop(driver.press(&(option + 1).to_string())),
            Answer::Each(options) => {
                for option in options {
                    driver.press(&(option + 1).to_string());
                }
            }
        }
        driver.press("Enter");
    }

    /// Goes to a step of the lesson, counted from 1, or to its end, with every answer right.
    fn go_to_step(&mut self, step: &str) {
        loop {
            let Self::Alone(driver) = self else { panic!("no lesson") };
            let lesson = driver.app.lesson().expect("a lesson");
            let is_there = match step {
                "end" => lesson.end().is_some(),
                _ => lesson.player().position() + 1 == step.parse::<usize>().unwrap(),
            };
            if is_there {
                return;
            }
            if lesson.player().open_question().is_some() {
                self.answer();
            } else {
                driver.press("Enter");
            }
        }
    }

    /// Has jobs wait from now on.
    fn hold(&mut self) {
        let Self::Alone(driver) = self else { panic!("jobs are only held alone") };
        driver.hold = true;
    }

    /// Has the data dialog read a file, and come as far as its middle.
    fn load(&mut self) {
        let Self::Alone(driver) = self else { panic!("no dialog") };
        driver.hold = true;
        driver.press("Enter");
        let (id, _) = driver.held.pop_front().expect("a job");
        driver.send(Message::Output(id, half_read()));
    }

    /// Draws the view; the cell with the cursor, if it is shown, is reversed.
    pub(super) fn draw(&self, size: Size, theme: ThemeName) -> Buffer {
        self.draw_in(size, Theme::named(theme, ColorDepth::TrueColor))
    }

    pub(super) fn draw_in(&self, size: Size, theme: Theme) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).unwrap();
        let draw = |frame: &mut Frame| match self {
            Self::Alone(driver) => view::draw(&driver.app, &theme, frame),
            Self::Class { class, is_follower: false } => {
                view::draw(&class.presenter.app, &theme, frame);
            }
            Self::Class { class, is_follower: true } => {
                view::draw_follower(&class.follower, &theme, frame);
            }
            Self::Program(program) => view::draw_program(program, &theme, frame),
            #[cfg(feature = "serve")]
            Self::Queue { asks, keymap } => {
                view::draw_queue("ada", *asks, keymap, &theme, frame);
            }
            #[cfg(not(feature = "serve"))]
            Self::Queue { .. } => {}
        };
        let mut frame = terminal.draw(draw).unwrap().buffer.clone();
        let backend = terminal.backend();
        if backend.cursor_visible()
            && let Some(cell) = frame.cell_mut(backend.cursor_position())
        {
            cell.modifier.toggle(Modifier::REVERSED);
        }
        frame
    }
}

fn lesson(name: &str) -> Driver {
    let lesson = BuiltIn::named(name).expect("a lesson").load().unwrap();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    let mut driver = Driver::of(App::new(run, Settings::default()).with_lesson(screen));
    // Plots of the first step are computed as soon as anything happens.
    driver.tick();
    driver
}

/// The homework, under constraints or with priors.
fn homework_with(method: Method) -> Driver {
    let request = Request::new(Source::Example("homework".into()));
    let dataset = data::load(&request).expect("data");
    let settings = Settings { method, ..Settings::default() };
    let from = StartOptions::default().initial_theta(&dataset, &settings);
    Driver::with_settings(dataset, &from, settings)
}

/// The homework's observations, of which some count more than once or less.
fn weighted() -> Driver {
    let weights = vec![2.0, 1.0, 3.0, 0.5, 4.0];
    let sample = Sample::weighted(vec![-1.0, 0.0, 4.0, 5.0, 6.0], weights).expect("weights");
    let theta = Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).expect("a θ");
    let dataset = Dataset::new("counts.csv", "x", sample);
    Driver::new(dataset, &InitialTheta::Given(theta))
}

/// Two groups, which overlap a little.
fn many_observations() -> Driver {
    let spread = |i: u32| f64::from(i * 7919 % 10_007) / 10_007.0;
    let value = |i: u32| {
        let sum: f64 = (1..=6).map(|j| spread(i.wrapping_mul(j) % 500_000)).sum();
        sum + 3.0 * f64::from(i % 2)
    };
    let values = (0..CONDENSED_FROM as u32).map(value).collect();
    let mut dataset = Dataset::new("draws", "x", Sample::new(values).unwrap());
    dataset.condense(false);
    let from = InitialTheta::FromData { start: Start::Quantile, components: 2 };
    Driver::new(dataset, &from)
}

fn half_read() -> JobOutput {
    let progress = Progress {
        stage: Reading::Reading,
        rows: 1_200_000,
        bytes_read: 12_000_000,
        bytes_total: Some(24_000_000),
    };
    JobOutput::Loading(LoadProgress { progress, elapsed: Duration::from_secs(2) })
}

fn large_file() -> Program {
    let source = Source::File("big.csv".into());
    let request = Request::new(source);
    let (mut program, effects) = Program::opening(
        "big.csv".into(),
        request,
        StartOptions::default(),
        Settings::default(),
        HostLimits::default(),
    );
    let [Effect::Start(id, _)] = &effects[..] else { panic!("{effects:?}") };
    program.update(Message::Output(*id, half_read()));
    program
}

fn long_session() -> Program {
    let session = SavedSession::from_text(FORMAT_1).expect("a session");
    let opened = OpenedSession { session, path: "a.emstep".into(), is_own: true };
    let (mut program, effects) =
        Program::resuming(opened, Arc::new(NoFiles), HostLimits::default());
    let [Effect::Start(id, _)] = &effects[..] else { panic!("{effects:?}") };
    let progress = RebuildProgress { done: 25_000, total: 100_000 };
    program.update(Message::Output(*id, JobOutput::Rebuilding(progress)));
    program
}

/// The homework after keys, each of which is shown.
fn shown_keys(keys: &str) -> Program {
    let mut program = Program::Open(Box::new(Driver::homework().app)).showing_keys();
    for name in keys.split_whitespace() {
        let Program::Open(app) = program else { panic!("it is open") };
        let mut driver = Driver::of(*app);
        driver.press(name);
        program = Program::Open(Box::new(driver.app));
    }
    program
}
