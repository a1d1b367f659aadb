//! A class: one presents, the others follow, answer and explore.

mod any_event;
mod exploring;
mod following;
mod polls;
mod presenting;

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use emstep::internals::app::{
    App, ClassEvent, Effect, Follower, FollowerEffect, HostLimits, Job, JobId, Key, LessonScreen,
    Message, Notice, Settings,
};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::internals::work::effects::{self, Host};
use emstep::lesson::{Answer, Lesson, Player, QuestionKind, Record, Step, Vote};

use crate::driver::{Driver, key, screen_of, seen_by_class};

/// One presenter, and one follower who sees every state of it.
pub(crate) struct Class {
    pub presenter: Driver,
    seen: App,
    pub follower: Follower,
    votes: Vec<Answer>,
    has_left: bool,
}

impl Class {
    fn new(app: App) -> Self {
        let mut presenter = Driver::of(app.presenting());
        presenter.send(Message::Class(ClassEvent::Followers(12)));
        let seen = seen_by_class(&presenter.app);
        let follower = follower_of(&seen);
        Self { presenter, seen, follower, votes: Vec::new(), has_left: false }
    }

    pub(crate) fn homework() -> Self {
        Self::new(Driver::homework().app)
    }

    /// A lesson at its first question of this kind, with a step before it.
    fn asking(wanted: impl Fn(&QuestionKind) -> bool) -> Self {
        let mut class = Self::new(lesson(wanted));
        class.present("Enter");
        class
    }

    pub(crate) fn choice() -> Self {
        Self::asking(|kind| matches!(kind, QuestionKind::Choice(_)))
    }

    pub(crate) fn number() -> Self {
        Self::asking(|kind| matches!(kind, QuestionKind::Number(_)))
    }

    pub(crate) fn publish(&mut self) -> &mut Self {
        self.seen = seen_by_class(&self.presenter.app);
        self.follower.follow(Arc::clone(self.seen.shared()));
        self
    }

    pub(crate) fn present(&mut self, keys: &str) -> &mut Self {
        self.presenter.press(keys);
        self.publish()
    }

    /// These are all answers to the presenter's poll, if there is one.
    pub(crate) fn vote(&mut self, answers: impl IntoIterator<Item = Answer>) -> &mut Self {
        let poll = self.presenter.app.shared().poll();
        let Some(question) = poll.map(|poll| Arc::clone(&poll.question)) else { return self };
        let votes = answers.into_iter().map(|answer| {
            let verdict = question.judge(&answer).verdict;
            Vote::new(answer, verdict)
        });
        self.presenter.send(Message::Class(ClassEvent::Votes(votes.collect())));
        self
    }

    pub(crate) fn tell(&mut self, event: ClassEvent) -> &mut Self {
        self.presenter.send(Message::Class(event));
        self.publish()
    }

    pub(crate) fn send(&mut self, message: Message) -> &mut Self {
        let ControlFlow::Continue(()) = effects::send(self, message);
        self
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            self.send(Message::Key(key(name)));
        }
        self
    }

    fn write(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Message::Key(Key::char(c)));
        }
        self
    }

    fn screen(&self, width: u16, height: u16) -> String {
        screen(&self.follower, width, height)
    }

    fn notice(&self) -> Option<Notice> {
        self.follower.notice().cloned()
    }
}

impl Host for Class {
    type End = Infallible;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        for effect in self.follower.update(message) {
            match effect {
                FollowerEffect::Vote { vote, .. } => self.votes.push(vote.answer),
                FollowerEffect::Quit => effects.push(Effect::Quit),
                FollowerEffect::App(effect) => effects.push(effect),
            }
        }
        effects
    }

    fn start(&mut self, _: JobId, job: Job) -> ControlFlow<Infallible, Option<Job>> {
        ControlFlow::Continue(Some(job))
    }

    fn cancel(&mut self, _: JobId) {}

    fn quit(&mut self) -> ControlFlow<Infallible> {
        self.has_left = true;
        ControlFlow::Continue(())
    }

    fn fail(&mut self, why: String) -> ControlFlow<Infallible> {
        panic!("{why}")
    }

    fn suspend(&mut self) -> ControlFlow<Infallible> {
        ControlFlow::Continue(())
    }

    fn hand_over(&mut self) -> ControlFlow<Infallible> {
        panic!("a follower presents nothing")
    }

    fn capture_mouse(&mut self, _: bool) -> ControlFlow<Infallible> {
        ControlFlow::Continue(())
    }

    fn copy(&mut self, _: &str) -> ControlFlow<Infallible> {
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        None
    }

    fn record(&mut self, _: &Path, _: &Record, _: Box<Record>) -> Option<String> {
        panic!("a follower records nothing")
    }
}

fn lesson(wanted: impl Fn(&QuestionKind) -> bool) -> App {
    let is_wanted = |step: &Step| step.questions.first().is_some_and(|q| wanted(&q.kind));
    let lessons = emstep::lesson::BUILT_IN.iter().map(|lesson| lesson.load().unwrap());
    let from_question = |lesson: Lesson| {
        lesson.steps.iter().skip(1).position(is_wanted).map(|before| (lesson, before))
    };
    let (mut lesson, before) =
        lessons.into_iter().find_map(from_question).expect("such a question");
    lesson.steps.drain(..before);
    lesson.steps[0].questions.clear();
    let screen = LessonScreen::new(Player::new(Arc::new(lesson)));
    let run = screen.player().scene().run().clone();
    App::new(run, Settings::default()).with_lesson(screen).with_record(Some("answers.json".into()))
}

/// A follower who has just come in.
pub(crate) fn follower_of(seen: &App) -> Follower {
    Follower::new(Arc::clone(seen.shared()), HostLimits::default())
}

fn screen(follower: &Follower, width: u16, height: u16) -> String {
    let theme = Theme::new(ColorDepth::Ansi256);
    screen_of(width, height, |frame| view::draw_follower(follower, &theme, frame))
}

fn text(text: &str) -> Answer {
    Answer::Text(text.into())
}
