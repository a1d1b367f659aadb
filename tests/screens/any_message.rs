//! Whatever is pressed, pasted or answered, in whatever order: the invariants hold and every size
//! is drawn.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use crate::driver::{Driver, answers};
use emstep::app::keymap::{FORM, LESSON, STEPPING};
use emstep::app::lesson::LessonScreen;
use emstep::app::{App, Effect, Job, JobId, JobOutput, Key, KeyCode, Message, Settings};
use emstep::lesson::{BUILT_IN, Player, Record};
use emstep::mixture::Iterate;
use emstep::text::with_minus_signs;
use emstep::view::theme::ColorDepth;
use emstep::work::effects::{self, Host};
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

/// Whatever the program has to say, all of it is on the screen.
fn check_notice(driver: &Driver) -> Result<(), TestCaseError> {
    let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
    let said = without_blanks(&with_minus_signs(driver.notice()));
    for (width, height) in [(80, 24), (120, 40), (40, 12)] {
        let screen = driver.screen(width, height);
        prop_assert!(without_blanks(&screen).contains(&said), "{}\n{}", driver.notice(), screen);
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
        let mut driver = if components == 2 { Driver::homework() } else { Driver::typed("1 2 2 7 9 9.5", components) };
        let mut said = String::new();
        for event in events {
            play(&mut driver, event);
            driver.check();
            if driver.notice() != said {
                said = driver.notice().to_owned();
                check_notice(&driver)?;
            }
        }
        for (width, height) in sizes {
            let buffer = driver.buffer(width, height, ColorDepth::Mono);
            prop_assert!(buffer.content.iter().all(|cell| !cell.symbol().contains("NaN")));
        }
    }
}

/// What a job has still to say, and to whom.
type Slow = (JobId, VecDeque<JobOutput>);

/// A program all of whose jobs are slow: what they say comes in pieces, in any order among them,
/// and also after they were cancelled.
struct World {
    app: App,
    slow: Vec<Slow>,
    has_quit: bool,
}

impl World {
    fn in_lesson(lesson: usize, with_questions: bool) -> Self {
        let mut lesson = BUILT_IN[lesson % BUILT_IN.len()].load().unwrap();
        if !with_questions {
            // So that a walk comes further than to the first of them.
            for step in &mut lesson.steps {
                step.question = None;
            }
        }
        let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
        let run = screen.player().scene().run().clone();
        // Long runs of slow convergence say no more than short ones.
        let settings = Settings { max_iterations: 40, ..Settings::default() };
        let app = App::new(run, settings).with_lesson(screen);
        Self { app, slow: Vec::new(), has_quit: false }
    }

    fn send(&mut self, message: Message) {
        if effects::send(self, message).is_break() {
            self.has_quit = true;
        }
    }

    /// One of the jobs says what it says next.
    fn answer(&mut self, which: usize) {
        if self.slow.is_empty() {
            return;
        }
        let which = which % self.slow.len();
        let (id, rest) = &mut self.slow[which];
        match (*id, rest.pop_front()) {
            (id, Some(answer)) => self.send(Message::Answer(id, answer)),
            (_, None) => drop(self.slow.remove(which)),
        }
    }

    /// Every iterate of every run is what iterating from the run's θ₀ gives.
    fn check(&self) -> Result<(), TestCaseError> {
        for (number, run) in self.app.study().timeline().runs().iter().enumerate() {
            prop_assert!(run.knows(run.cursor()) && run.knows(run.furthest()));
            let sample = &run.data().sample;
            let mut expected = Iterate::start(run.iterates()[0].theta.clone(), sample).unwrap();
            for (t, iterate) in run.iterates().iter().enumerate() {
                if t > 0 {
                    expected = expected.next(sample).unwrap();
                }
                prop_assert_eq!(iterate, &expected, "θ_{} of run {}", t, number + 1);
            }
        }
        prop_assert!(self.app.looks().selection().row() < self.app.study().dataset().sample.len());
        prop_assert!(self.app.looks().selection().component() < self.app.study().theta().len());
        Ok(())
    }
}

/// The end of a program.
struct Quit;

impl Host for World {
    type End = Quit;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.app.update(message)
    }

    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Quit, Option<Job>> {
        let pieces = answers(&job).into_iter().flat_map(in_pieces).collect();
        self.slow.push((id, pieces));
        ControlFlow::Continue(None)
    }

    /// What a cancelled job says may be under way already.
    fn cancel(&mut self, _: JobId) {}

    fn quit(&mut self) -> ControlFlow<Quit> {
        ControlFlow::Break(Quit)
    }

    fn fail(&mut self, why: String) -> ControlFlow<Quit> {
        panic!("{why}")
    }

    fn suspend(&mut self) -> ControlFlow<Quit> {
        ControlFlow::Continue(())
    }

    fn hand_over(&mut self) -> ControlFlow<Quit> {
        ControlFlow::Continue(())
    }

    fn capture_mouse(&mut self, _: bool) -> ControlFlow<Quit> {
        ControlFlow::Continue(())
    }

    fn record(&mut self, _: &Path, _: Box<Record>) -> Option<String> {
        None
    }
}

/// An answer with many iterates as one for each.
fn in_pieces(answer: JobOutput) -> Vec<JobOutput> {
    match answer {
        JobOutput::Iterates(iterates) => {
            iterates.into_iter().map(|iterate| JobOutput::Iterates(vec![iterate])).collect()
        }
        other => vec![other],
    }
}

#[derive(Clone, Debug)]
enum Slowly {
    Key(Key),
    Paste(&'static str),
    Tick,
    Answer(usize),
}

fn slowly() -> impl Strategy<Value = Slowly> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(LESSON.iter().flat_map(|b| b.keys));
    keys.retain(|key| *key != Key::ctrl('c'));
    // What starts a job, and what goes elsewhere while it is under way.
    let far = [KeyCode::PageDown, KeyCode::PageUp, KeyCode::Esc, KeyCode::Enter].map(Key::plain);
    let often: Vec<Key> = "cNLLt<>emo".chars().map(Key::char).chain(far).chain(far).collect();
    prop_oneof![
        8 => prop::sample::select(often).prop_map(Slowly::Key),
        3 => prop::sample::select(keys).prop_map(Slowly::Key),
        1 => prop::sample::select(vec!["0.5", "1 2 7 8", "galaxies"]).prop_map(Slowly::Paste),
        1 => Just(Slowly::Tick),
        10 => any::<usize>().prop_map(Slowly::Answer),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn whatever_a_lesson_does_while_jobs_are_slow_no_iterate_is_in_the_wrong_run(
        events in prop::collection::vec(slowly(), 1..90),
        lesson in any::<usize>(),
        with_questions in prop::bool::weighted(0.2),
    ) {
        let mut world = World::in_lesson(lesson, with_questions);
        for event in events {
            match event {
                Slowly::Key(key) => world.send(Message::Key(key)),
                Slowly::Paste(text) => world.send(Message::Paste(text.into())),
                Slowly::Tick => world.send(Message::Tick),
                Slowly::Answer(which) => world.answer(which),
            }
            if world.has_quit {
                break;
            }
        }
        world.check()?;
        // What is still under way comes to its end, whether or not someone waits for it.
        while !world.slow.is_empty() {
            world.answer(0);
        }
        world.check()?;
        prop_assert_eq!(world.app.waiting_for(), None);
    }
}

/// A lesson whose steps stand in two runs, and a slow job in the first of them.
#[test]
fn a_job_of_one_scene_leaves_the_next_scenes_run_alone() {
    let in_two_runs = |lesson: usize| {
        let mut world = World::in_lesson(lesson, false);
        let first = world.app.study().timeline().active();
        let steps = world.app.lesson().unwrap().player().lesson().steps.len();
        for step in 1..steps {
            world.send(Message::Key(Key::plain(KeyCode::PageDown)));
            if world.app.study().timeline().active() != first {
                return Some((lesson, step));
            }
        }
        None
    };
    let (lesson, step) = (0..BUILT_IN.len()).find_map(in_two_runs).expect("such a lesson");
    let mut world = World::in_lesson(lesson, false);
    for _ in 1..step {
        world.send(Message::Key(Key::plain(KeyCode::PageDown)));
    }
    for key in [Key::plain(KeyCode::Esc), Key::char('N')] {
        world.send(Message::Key(key));
    }
    world.answer(0);
    for key in [Key::char('L'), Key::plain(KeyCode::PageDown)] {
        world.send(Message::Key(key));
    }
    assert_eq!(world.app.waiting_for(), None, "the job was for the step before");
    assert_eq!(world.app.notice().unwrap().text, "cancelled; finished steps are kept");
    while !world.slow.is_empty() {
        world.answer(0);
    }
    world.check().unwrap();
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
