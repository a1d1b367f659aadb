//! Jobs whose results come late, in pieces and in any order, in a lesson that goes on meanwhile.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use emstep::internals::app::keymap::{LESSON, STEPPING};
use emstep::internals::app::{
    App, Effect, Info, Job, JobId, JobOutput, Key, KeyCode, LessonScreen, Message, Settings,
};
use emstep::internals::work::effects::{self, Host};
use emstep::lesson::{BUILT_IN, Player, Record};
use emstep::mixture::Iterate;
use proptest::prelude::*;

use crate::driver::answers;

/// What a job has still to say, and to whom.
type Slow = (JobId, VecDeque<JobOutput>);

/// A program all of whose jobs are slow: what they say comes in pieces, in any order among them,
/// and also after they were cancelled.
struct SlowProgram {
    app: App,
    slow: Vec<Slow>,
    has_quit: bool,
}

impl SlowProgram {
    fn in_lesson(lesson: usize, with_questions: bool) -> Self {
        let mut lesson = BUILT_IN[lesson % BUILT_IN.len()].load().unwrap();
        if !with_questions {
            // So that a walk comes further than to the first of them.
            for step in &mut lesson.steps {
                step.questions.clear();
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
            (id, Some(answer)) => self.send(Message::Output(id, answer)),
            (_, None) => drop(self.slow.remove(which)),
        }
    }

    /// Every iterate of every run is what iterating from the run's θ₀ by its method gives.
    fn check(&self) -> Result<(), TestCaseError> {
        for (number, run) in self.app.study().timeline().runs().iter().enumerate() {
            prop_assert!(run.knows(run.cursor()) && run.knows(run.furthest()));
            let sample = &run.data().sample;
            let (theta, method) = (run.iterates()[0].theta().clone(), **run.method());
            let mut expected = Iterate::begin(theta, sample, method).unwrap();
            for (t, iterate) in run.iterates().iter().enumerate() {
                if t > 0 {
                    expected = expected.next(sample).unwrap();
                }
                prop_assert_eq!(iterate, &expected, "θ_{} of run {}", t, number + 1);
            }
        }
        prop_assert!(self.app.looks().selection().row() < self.app.study().dataset().sample.len());
        prop_assert!(
            self.app.looks().selection().component() < self.app.study().theta().unwrap().len()
        );
        Ok(())
    }
}

/// The end of a program.
struct Quit;

impl Host for SlowProgram {
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

    fn copy(&mut self, _: &str) -> ControlFlow<Quit> {
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        None
    }

    fn record(&mut self, _: &Path, _: &Record, _: Box<Record>) -> Option<String> {
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
enum Event {
    Key(Key),
    Paste(&'static str),
    Tick,
    Answer(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let mut keys: Vec<Key> = STEPPING.iter().flat_map(|b| b.keys).copied().collect();
    keys.extend(LESSON.iter().flat_map(|b| b.keys));
    keys.retain(|key| *key != Key::ctrl('c'));
    // What starts a job, and what goes elsewhere while it is under way.
    let far = [KeyCode::PageDown, KeyCode::PageUp, KeyCode::Esc, KeyCode::Enter].map(Key::plain);
    let often: Vec<Key> = "cNLLt<>emo".chars().map(Key::char).chain(far).chain(far).collect();
    prop_oneof![
        8 => prop::sample::select(often).prop_map(Event::Key),
        3 => prop::sample::select(keys).prop_map(Event::Key),
        1 => prop::sample::select(vec!["0.5", "1 2 7 8", "galaxies"]).prop_map(Event::Paste),
        1 => Just(Event::Tick),
        10 => any::<usize>().prop_map(Event::Answer),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn whatever_a_lesson_does_while_jobs_are_slow_no_iterate_is_in_the_wrong_run(
        events in prop::collection::vec(event(), 1..90),
        lesson in any::<usize>(),
        with_questions in prop::bool::weighted(0.2),
    ) {
        let mut program = SlowProgram::in_lesson(lesson, with_questions);
        for event in events {
            match event {
                Event::Key(key) => program.send(Message::Key(key)),
                Event::Paste(text) => program.send(Message::Paste(text.into())),
                Event::Tick => program.send(Message::Tick),
                Event::Answer(which) => program.answer(which),
            }
            if program.has_quit {
                break;
            }
        }
        program.check()?;
        // What is still under way comes to its end, whether or not someone waits for it.
        while !program.slow.is_empty() {
            program.answer(0);
        }
        program.check()?;
        prop_assert_eq!(program.app.waiting_for(), None);
    }
}

/// A lesson whose steps are in two runs, and a slow job in the first of them.
#[test]
fn a_job_of_one_scene_leaves_the_next_scenes_run_alone() {
    let in_two_runs = |lesson: usize| {
        let mut program = SlowProgram::in_lesson(lesson, false);
        let first = program.app.study().timeline().active();
        let steps = program.app.lesson().unwrap().player().lesson().steps.len();
        for step in 1..steps {
            program.send(Message::Key(Key::plain(KeyCode::PageDown)));
            if program.app.study().timeline().active() != first {
                return Some((lesson, step));
            }
        }
        None
    };
    let (lesson, step) = (0..BUILT_IN.len()).find_map(in_two_runs).expect("such a lesson");
    let mut program = SlowProgram::in_lesson(lesson, false);
    for _ in 1..step {
        program.send(Message::Key(Key::plain(KeyCode::PageDown)));
    }
    for key in [Key::plain(KeyCode::Esc), Key::char('N')] {
        program.send(Message::Key(key));
    }
    program.answer(0);
    for key in [Key::char('L'), Key::plain(KeyCode::PageDown)] {
        program.send(Message::Key(key));
    }
    assert_eq!(program.app.waiting_for(), None, "the job was for the step before");
    assert_eq!(program.app.notice(), Some(&Info::IterationsCancelled.into()));
    while !program.slow.is_empty() {
        program.answer(0);
    }
    program.check().unwrap();
}
