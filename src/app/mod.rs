//! The state machine: messages in, effects out. No I/O, no clock, no terminal, no thread.
//!
//! [`App`] routes a message to the component that it belongs to (what is studied, what is looked
//! at, the open dialog, the lesson, the class, the jobs) and collects the effects. The components
//! do not know it: each has its own rules, and returns what it asks of the rest of the program.

pub mod class;
pub mod effect;
pub mod form;
mod jobs;
pub mod key;
pub mod keymap;
pub mod lesson;
pub mod limits;
pub mod looks;
pub mod message;
pub mod notice;
pub mod opening;
mod outcome;
mod request;
mod settings;
mod shared;
pub mod study;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::data::Dataset;
use crate::explain::{Derivation, Quantity};
use crate::lesson::{Hidden, Tally};
use crate::mixture::Iterate;
use crate::timeline::{HalfStep, Origin, Run};
pub use class::{ClassEvent, Poll, Presenter, Role};
pub use effect::{Effect, InitialTheta, Job, JobId, StartOptions};
use form::Dialog;
use form::answer::{AnswerForm, Feedback};
use form::data::{DataForm, Loading};
use form::field::Pasted;
pub use form::progress::LoadProgress;
pub use form::prompt::{Asked, Prompt};
use form::scroll::{Scrolled, scroll};
use form::theta::ThetaForm;
use jobs::{Jobs, Owner, Purpose};
pub use key::{Key, KeyCode, UnknownKey};
use keymap::{Action, LessonAction, LookAction, OpenAction, StepAction};
use lesson::LessonScreen;
pub use limits::HostLimits;
use looks::Looks;
pub use looks::plots::{Chart, Plot};
pub use looks::table::RowOrder;
pub use looks::{PANELS, Panel};
pub use message::{JobOutput, Message};
pub use notice::{Notice, Tone};
use outcome::Outcome;
pub use settings::Settings;
pub use shared::Shared;
use study::playback::Playback;
use study::{Context, Study};

/// What the keys go to.
#[derive(Clone, Copy, Debug)]
pub enum Mode<'a> {
    /// The stepper.
    Stepping,
    /// The help, scrolled down by this many lines.
    Help(usize),
    /// Where the selected number comes from, over the whole screen, scrolled down by this many
    /// lines.
    Derivation(usize),
    /// The θ₀ form.
    Theta(&'a ThetaForm),
    /// The data dialog.
    Data(&'a DataForm),
    /// A question for a number.
    Prompt(&'a Prompt),
    /// The dialog "my answer".
    Answer(&'a AnswerForm),
    /// The lesson.
    Lesson(&'a LessonScreen),
}

/// The state of a stepper: what everyone in a class sees of it, and what concerns its own session
/// alone.
#[derive(Clone, Debug)]
pub struct App {
    shared: Arc<Shared>,
    role: Role,
    limits: HostLimits,
    jobs: Jobs,
    playback: Playback,
    /// How far the help is scrolled down while it is open, in lines.
    help: Option<usize>,
    notice: Option<Notice>,
    has_mouse: bool,
    /// The file that a lesson's progress and answers go to.
    record: Option<PathBuf>,
}

impl App {
    /// Returns a stepper with its first run.
    pub fn new(run: Run<Arc<Dataset>>, settings: Settings) -> Self {
        Self::of(Arc::new(Shared::new(run, settings)), Role::Alone)
    }

    fn of(shared: Arc<Shared>, role: Role) -> Self {
        Self {
            shared,
            role,
            limits: HostLimits::default(),
            jobs: Jobs::default(),
            playback: Playback::default(),
            help: None,
            notice: None,
            has_mouse: false,
            record: None,
        }
    }

    /// Keeps all runs within limits, those there are already as they are.
    #[must_use]
    pub fn with_limits(self, limits: HostLimits) -> Self {
        Self { limits, ..self }
    }

    /// Opens a lesson: the stepper goes where the lesson wants it, and the keys go to the lesson.
    #[must_use]
    pub fn with_lesson(mut self, lesson: LessonScreen) -> Self {
        let shared = Arc::make_mut(&mut self.shared);
        shared.lesson = Some(lesson);
        shared.set_scene();
        shared.looks.fit(&shared.study);
        self
    }

    /// Writes the lesson's progress and answers to a file.
    #[must_use]
    pub fn with_record(self, record: Option<PathBuf>) -> Self {
        Self { record, ..self }
    }

    /// Presents to a class from here on; an open poll goes on.
    #[must_use]
    pub fn presenting(mut self) -> Self {
        if matches!(self.role, Role::Explorer) {
            // It was told that no one sees it.
            self.say(Notice::info("the class follows you from here"));
        }
        match &mut self.role {
            Role::Presenter(presenter) => presenter.start_over(),
            role => *role = Role::Presenter(Presenter::default()),
        }
        Arc::make_mut(&mut self.shared).is_presented = true;
        self
    }

    /// Returns what a follower sees of a presenter's state.
    pub fn following(shared: Arc<Shared>, limits: HostLimits) -> Self {
        Self::of(shared, Role::Follower).with_limits(limits)
    }

    /// Returns a copy to explore, from what a follower sees. What was being computed is asked for
    /// again by [`App::update`].
    #[must_use]
    pub fn explore(shared: &Shared, limits: HostLimits) -> Self {
        let mut copy = Self::of(Arc::new(shared.copy()), Role::Explorer).with_limits(limits);
        copy.say(Notice::info(
            "a copy of your own: the class does not see it; f goes back to the teacher",
        ));
        copy
    }

    /// What everyone in a class sees of it.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// What is studied.
    pub fn study(&self) -> &Study {
        &self.shared.study
    }

    /// What is looked at.
    pub fn looks(&self) -> &Looks {
        &self.shared.looks
    }

    /// The lesson under way.
    pub fn lesson(&self) -> Option<&LessonScreen> {
        self.shared.lesson.as_ref()
    }

    /// What this session is in a class.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// What the host allows.
    pub fn limits(&self) -> &HostLimits {
        &self.limits
    }

    /// What the keys go to.
    pub fn mode(&self) -> Mode<'_> {
        if let Some(lines) = self.help {
            return Mode::Help(lines);
        }
        match &self.shared.dialog {
            Some(Dialog::Theta(form)) => return Mode::Theta(form),
            Some(Dialog::Data(form)) => return Mode::Data(form),
            Some(Dialog::Prompt(prompt)) => return Mode::Prompt(prompt),
            Some(Dialog::Answer(form)) => return Mode::Answer(form),
            None => {}
        }
        if let Some(lines) = self.looks().derivation_scroll {
            return Mode::Derivation(lines);
        }
        match self.lesson().filter(|lesson| lesson.has_keys()) {
            Some(lesson) => Mode::Lesson(lesson),
            None => Mode::Stepping,
        }
    }

    /// Whether letters are typed into a field, so that no letter is a key.
    pub fn takes_text(&self) -> bool {
        match self.mode() {
            Mode::Stepping | Mode::Help(_) | Mode::Derivation(_) => false,
            Mode::Theta(_)
            | Mode::Data(_)
            | Mode::Prompt(_)
            | Mode::Answer(_)
            | Mode::Lesson(_) => true,
        }
    }

    /// The number that is marked in the panel in focus: arrows start from it, and `w` asks for it.
    /// None in the density chart, and while the keys go to a lesson or a form.
    pub fn marked(&self) -> Option<Quantity> {
        match self.mode() {
            Mode::Stepping | Mode::Help(_) | Mode::Derivation(_) | Mode::Prompt(_) => {
                self.looks().candidate()
            }
            Mode::Theta(_) | Mode::Data(_) | Mode::Answer(_) | Mode::Lesson(_) => None,
        }
    }

    /// The number that was asked for in the panel in focus; none before someone asked for one, and
    /// while a lesson's question hides something.
    pub fn selected(&self) -> Option<Quantity> {
        self.looks().selected().filter(|_| self.hides().is_empty())
    }

    /// Where the selected number comes from; none if none is selected, or there is no such number
    /// yet.
    pub fn derivation(&self) -> Option<Derivation> {
        self.selected()?;
        self.looks().derivation(self.study())
    }

    /// What the lesson's open question keeps from being seen.
    pub fn hides(&self) -> &[Hidden] {
        self.lesson().map_or(&[], LessonScreen::hides)
    }

    /// The poll and its answers, as far as this session may see them.
    pub fn visible_poll(&self) -> Option<(&Poll, &Tally)> {
        let poll = self.shared.poll()?;
        let own = match &self.role {
            Role::Presenter(presenter) => Some(presenter.tally()),
            Role::Alone | Role::Follower | Role::Explorer => None,
        };
        Some((poll, poll.revealed.as_ref().or(own)?))
    }

    /// The line for the person.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref().or(self.shared.notice.as_ref())
    }

    /// Whether clicks are listened to.
    pub fn has_mouse(&self) -> bool {
        self.has_mouse
    }

    /// Whether half-steps follow one another by themselves.
    pub fn is_playing(&self) -> bool {
        self.playback.is_on
    }

    /// How often a [`Message::Tick`] is wanted; `None` for never.
    pub fn tick_every(&self) -> Option<Duration> {
        self.playback.is_on.then(|| self.playback.interval())
    }

    /// What is being waited for, in a word or two.
    pub fn waiting_for(&self) -> Option<&'static str> {
        self.jobs.of(Owner::Study).and_then(Purpose::name)
    }

    /// Whether the answer to the lesson's question that is there is being judged.
    pub fn is_judging(&self) -> bool {
        let Some(Purpose::Judge(answer)) = self.jobs.of(Owner::Lesson) else { return false };
        self.lesson().is_some_and(|lesson| lesson.is_entered(answer))
    }

    /// Whether an action can do anything here, and so belongs into hints and help.
    pub fn offers(&self, action: Action) -> bool {
        match action {
            Action::Suspend => self.limits.suspend,
            Action::Poll | Action::HandOver => matches!(self.role, Role::Presenter(_)),
            Action::Step(_)
            | Action::Look(_)
            | Action::Open(_)
            | Action::Cancel
            | Action::Compare
            | Action::Mouse
            | Action::Quit => true,
        }
    }

    /// The same for the actions in a lesson.
    pub fn offers_in_lesson(&self, action: LessonAction) -> bool {
        action != LessonAction::Poll || self.offers(Action::Poll)
    }

    /// Takes a message in and returns the effects to run.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(Pasted::Text(&text)),
            Message::LongPaste { characters } => self.paste(Pasted::TooLong(characters)),
            Message::Tick => self.tick(),
            Message::Inform(text) => self.take(Outcome::info(text)),
            Message::RuntimeFailed(text) => self.take(Outcome::refused(text)),
            Message::Select(panel, quantity) => self.select(panel, quantity),
            Message::Class(event) => {
                if let Role::Presenter(presenter) = &mut self.role {
                    presenter.on_class_event(event, self.shared.poll());
                }
                Vec::new()
            }
            Message::Answer(job, answer) => self.answer(job, answer),
        };
        effects.extend(self.refresh());
        effects
    }

    /// Asks for what is looked at and not computed yet.
    pub(in crate::app) fn refresh(&mut self) -> Vec<Effect> {
        let is_covered = !matches!(self.mode(), Mode::Stepping);
        let shared = Arc::make_mut(&mut self.shared);
        shared.looks.refresh(&shared.study, is_covered, &mut self.jobs)
    }

    /// Cancels whatever goes on outside for this state, which is about to be dropped.
    pub fn close(&mut self) -> Vec<Effect> {
        let mut effects = self.jobs.cancel_all();
        if std::mem::take(&mut self.has_mouse) {
            effects.push(Effect::Mouse(false));
        }
        effects
    }

    /// Gives the next jobs numbers that `others` had none of.
    pub(in crate::app) fn go_on_after(&mut self, others: &Jobs) {
        self.jobs.go_on_after(others);
    }

    pub(in crate::app) fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The shared state, to be changed, beside what stepping in it needs.
    fn parts(&mut self) -> (&mut Shared, Context<'_>) {
        let Self { shared, jobs, playback, limits, .. } = self;
        (Arc::make_mut(shared), Context { jobs, playback, limits })
    }

    /// Shows the line of an outcome, and passes its effects on.
    fn take(&mut self, outcome: Outcome) -> Vec<Effect> {
        if let Some(notice) = outcome.notice {
            self.say(notice);
        }
        outcome.effects
    }

    fn say(&mut self, notice: Notice) {
        self.clear_notice();
        if notice.is_shared {
            Arc::make_mut(&mut self.shared).notice = Some(notice);
        } else {
            self.notice = Some(notice);
        }
    }

    fn clear_notice(&mut self) {
        self.notice = None;
        if self.shared.notice.is_some() {
            Arc::make_mut(&mut self.shared).notice = None;
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        if key == Key::ctrl('c') {
            return vec![Effect::Quit];
        }
        if key == Key::ctrl('z') {
            return self.act(Action::Suspend);
        }
        self.clear_notice();
        if key == Key::ctrl('g') {
            return self.act(Action::HandOver);
        }
        if let Some(lines) = self.help {
            match scroll(lines, key, OpenAction::Help) {
                Scrolled::To(lines) => self.help = Some(lines),
                Scrolled::Closed => self.help = None,
                Scrolled::Not => {}
            }
            return Vec::new();
        }
        let is_voting = self.shared.open_poll().is_some();
        let (shared, _) = self.parts();
        if let Some(dialog) = &mut shared.dialog {
            let event = dialog.key(key);
            return self.on_dialog(event);
        }
        if let Some(lines) = shared.looks.derivation_scroll {
            return self.key_in_derivation(key, lines);
        }
        if let Some(lesson) = shared.lesson.as_mut().filter(|lesson| lesson.has_keys()) {
            let event = lesson.key(key, is_voting);
            return self.on_lesson(event);
        }
        if shared.looks.arrow(key, &shared.study) {
            return Vec::new();
        }
        keymap::find(keymap::STEPPING, key).map_or_else(Vec::new, |action| self.act(action))
    }

    /// Steps go on under the derivation, so that it can be watched; the rest scrolls or closes.
    fn key_in_derivation(&mut self, key: Key, lines: usize) -> Vec<Effect> {
        let (shared, _) = self.parts();
        match scroll(lines, key, OpenAction::Derivation) {
            Scrolled::To(lines) => shared.looks.derivation_scroll = Some(lines),
            Scrolled::Closed => shared.looks.derivation_scroll = None,
            Scrolled::Not => match keymap::find(keymap::STEPPING, key) {
                Some(Action::Step(step)) if step.stays_in_derivation() => return self.step(step),
                Some(Action::Look(LookAction::Left)) => return self.step(StepAction::Back),
                Some(Action::Look(LookAction::Right)) => return self.step(StepAction::Forward),
                // The derivation covers what any other key would do.
                Some(_) | None => {}
            },
        }
        Vec::new()
    }

    fn paste(&mut self, pasted: Pasted) -> Vec<Effect> {
        if self.help.is_some() {
            return Vec::new();
        }
        let (shared, _) = self.parts();
        if let Some(dialog) = &mut shared.dialog {
            let event = dialog.paste(pasted);
            return self.on_dialog(event);
        }
        if let Some(lesson) = shared.lesson.as_mut().filter(|lesson| lesson.has_keys()) {
            lesson.paste(pasted);
        }
        Vec::new()
    }

    fn tick(&mut self) -> Vec<Effect> {
        let (shared, mut context) = self.parts();
        let Some(outcome) = shared.study.tick(&mut context) else { return Vec::new() };
        self.clear_notice();
        self.take(outcome)
    }

    /// Takes that someone pointed at something.
    fn select(&mut self, panel: Panel, quantity: Option<Quantity>) -> Vec<Effect> {
        if matches!(self.mode(), Mode::Stepping) {
            self.clear_notice();
            let (shared, _) = self.parts();
            shared.looks.select(panel, quantity, &shared.study);
        }
        Vec::new()
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        if !self.hides().is_empty() && shows_numbers(action) {
            return self.take(Outcome::refused(if matches!(self.role, Role::Explorer) {
                "this would show what the class is asked: f goes back to answer"
            } else {
                "this would show what the lesson asks: answer first (L)"
            }));
        }
        let is_at_chart = self.looks().panel() == Panel::Density;
        let (shared, mut context) = self.parts();
        let outcome = match action {
            Action::Look(LookAction::Left) if is_at_chart => return self.step(StepAction::Back),
            Action::Look(LookAction::Right) if is_at_chart => {
                return self.step(StepAction::Forward);
            }
            Action::Look(look) => shared.looks.act(look, &shared.study),
            Action::Step(step) => return self.step(step),
            Action::Open(what) => return self.open(what),
            Action::Cancel => return self.cancel(),
            Action::Compare => shared.study.compare(&mut context),
            Action::Mouse => return self.switch_mouse(),
            Action::Poll => return self.cycle_poll(),
            Action::HandOver => match &self.role {
                Role::Presenter(presenter) if presenter.asks().is_some() => {
                    vec![Effect::HandOver].into()
                }
                Role::Presenter(_) => Outcome::refused("no one asks to present"),
                Role::Alone | Role::Follower | Role::Explorer => {
                    Outcome::refused("only the presenter can do this")
                }
            },
            Action::Suspend if self.limits.suspend => vec![Effect::Suspend].into(),
            Action::Suspend => Outcome::refused("there is nothing to suspend here: ^C leaves"),
            Action::Quit => vec![Effect::Quit].into(),
        };
        self.take(outcome)
    }

    fn step(&mut self, step: StepAction) -> Vec<Effect> {
        let (shared, mut context) = self.parts();
        let outcome = shared.study.step(step, &mut context);
        self.take(outcome)
    }

    fn open(&mut self, what: OpenAction) -> Vec<Effect> {
        let quantity = self.marked().unwrap_or(Quantity::LogLikelihood);
        let is_explorer = matches!(self.role, Role::Explorer);
        let (shared, mut context) = self.parts();
        let rows = shared.study.dataset().sample.len();
        let dialog = match what {
            OpenAction::Help => {
                self.help = Some(0);
                return Vec::new();
            }
            OpenAction::Derivation => {
                let outcome = shared.looks.open_derivation();
                return self.take(outcome);
            }
            OpenAction::Lesson => {
                let outcome = match &mut shared.lesson {
                    // A private field would look like the class's, and its answers would go
                    // nowhere.
                    _ if is_explorer => Outcome::refused(
                        "questions are answered in the class only: f goes back to it",
                    ),
                    Some(lesson) => {
                        lesson.give_keys(true);
                        Outcome::nothing()
                    }
                    None => Outcome::refused("no lesson is open: emstep lesson lists them"),
                };
                return self.take(outcome);
            }
            OpenAction::EditTheta => {
                let effects = context.cancel();
                shared.dialog = Some(Dialog::theta(&shared.study, *context.limits));
                return effects;
            }
            OpenAction::EditData => {
                Dialog::Data(DataForm::new(shared.study.theta().len(), *context.limits))
            }
            OpenAction::MyAnswer => Dialog::Answer(AnswerForm::new(quantity)),
            OpenAction::GoToIteration => Dialog::Prompt(Prompt::new(Asked::Iteration)),
            OpenAction::GoToRow => {
                let is_sorted = shared.looks.table().ranking().is_some();
                let asked = if is_sorted { Asked::RowOrPlace(rows) } else { Asked::Row(rows) };
                Dialog::Prompt(Prompt::new(asked))
            }
        };
        shared.dialog = Some(dialog);
        Vec::new()
    }

    /// Stops what goes on, the uppermost first.
    fn cancel(&mut self) -> Vec<Effect> {
        let (shared, mut context) = self.parts();
        let outcome = if context.jobs.of(Owner::Study).is_some() {
            context.cancel_with_notice()
        } else if context.playback.is_on {
            context.playback.is_on = false;
            Outcome::info("paused")
        } else {
            if !shared.looks.close_plot() {
                shared.looks.release();
            }
            Outcome::nothing()
        };
        self.take(outcome)
    }

    fn switch_mouse(&mut self) -> Vec<Effect> {
        self.has_mouse = !self.has_mouse;
        let outcome = Outcome::info(if self.has_mouse {
            "mouse on: a click selects a number; M gives the mouse back to the terminal"
        } else {
            "mouse off: the terminal selects text"
        });
        self.take(outcome.with(vec![Effect::Mouse(self.has_mouse)]))
    }

    fn cycle_poll(&mut self) -> Vec<Effect> {
        let shared = Arc::make_mut(&mut self.shared);
        let Role::Presenter(presenter) = &mut self.role else {
            return self.take(Outcome::refused("only the presenter can ask the class"));
        };
        match presenter.cycle_poll(&mut shared.poll, shared.lesson.as_mut()) {
            Ok(notice) => {
                self.say(notice);
                self.save_lesson()
            }
            Err(refusal) => self.take(refusal.into()),
        }
    }

    fn on_dialog(&mut self, event: form::Event) -> Vec<Effect> {
        use form::Event;
        let (shared, mut context) = self.parts();
        let Some(dialog) = &mut shared.dialog else { return Vec::new() };
        match event {
            Event::Nothing => Vec::new(),
            Event::Refused(why) => self.take(Outcome::refused(why)),
            Event::Close => self.close_dialog(),
            Event::Edited => dialog.ask_preview(&shared.study, context.jobs),
            Event::StartRun(theta) => {
                let dataset = Arc::clone(shared.study.dataset());
                let mut effects = self.close_dialog();
                effects.extend(self.begin(dataset, InitialTheta::Given(theta)));
                effects
            }
            Event::Load(mut request, components) => {
                request.exact = shared.study.settings().exact;
                if let Dialog::Data(form) = dialog {
                    form.loading = Some(Loading::default());
                }
                context.jobs.start(Purpose::Load { components }, Job::Load(request))
            }
            Event::GoToIteration(t) => {
                shared.dialog = None;
                let outcome = shared.study.go_to(HalfStep::theta(t), &mut context);
                self.take(outcome)
            }
            Event::GoToRow(row) => {
                shared.dialog = None;
                shared.looks.go_to_row(row);
                Vec::new()
            }
            Event::GoToPlace(place) => {
                shared.dialog = None;
                let ranking = shared.looks.table().ranking();
                let row = ranking.map_or(place, |ranking| ranking.row(place));
                shared.looks.go_to_row(row);
                Vec::new()
            }
            Event::Check(quantity, answer) => {
                dialog.give_feedback(Feedback::Asked);
                let run = shared.study.run().clone();
                let check = Box::new(effect::Check { run, quantity, answer });
                context.jobs.start(Purpose::Check, Job::Check(check))
            }
            Event::Reveal(quantity) => {
                let run = shared.study.run();
                let value = quantity.value(run, &run.data().sample);
                dialog.give_feedback(Feedback::of_value(quantity, value));
                context.jobs.cancel(Owner::AnswerForm)
            }
        }
    }

    /// Closes the dialog, and cancels what only it waits for.
    fn close_dialog(&mut self) -> Vec<Effect> {
        let (shared, mut context) = self.parts();
        let owner = shared.dialog.take().and_then(|dialog| dialog.owner());
        match owner {
            None => Vec::new(),
            Some(Owner::Study) => {
                let outcome = context.cancel_with_notice();
                self.take(outcome)
            }
            Some(owner) => context.jobs.cancel(owner),
        }
    }

    fn on_lesson(&mut self, event: lesson::Event) -> Vec<Effect> {
        use lesson::Event;
        match event {
            Event::Nothing => Vec::new(),
            Event::Judge(answer, job) => self.jobs.start(Purpose::Judge(answer), job),
            Event::NoAnswer => self.jobs.cancel(Owner::Lesson),
            Event::Left => self.take(Outcome::info("L goes back to the lesson")),
            Event::CyclePoll => self.cycle_poll(),
            Event::Revealed => {
                let mut effects = self.jobs.cancel(Owner::Lesson);
                effects.extend(self.save_lesson());
                effects
            }
            Event::Moved => {
                let mut effects = self.jobs.cancel(Owner::Lesson);
                let (shared, mut context) = self.parts();
                // What was asked is no longer on the screen, and what is being computed is for
                // where the stepper was.
                shared.poll = None;
                let outcome = context.cancel_with_notice();
                shared.set_scene();
                effects.extend(self.take(outcome));
                effects.extend(self.save_lesson());
                effects
            }
        }
    }

    fn save_lesson(&self) -> Vec<Effect> {
        let (Some(path), Some(lesson)) = (&self.record, self.lesson()) else { return Vec::new() };
        if !self.limits.files {
            return Vec::new();
        }
        let record = Box::new(lesson.player().record());
        vec![Effect::Record { path: path.clone(), record }]
    }

    fn begin(&mut self, dataset: Arc<Dataset>, from: InitialTheta) -> Vec<Effect> {
        let (shared, mut context) = self.parts();
        let begun = shared.study.begin(dataset, from, &mut context);
        begun.unwrap_or_else(|why| self.reject_data(why))
    }

    /// Says why there is no new run: in the data dialog if it asked for one, else in a line.
    fn reject_data(&mut self, error: String) -> Vec<Effect> {
        let (shared, _) = self.parts();
        match &mut shared.dialog {
            Some(Dialog::Data(form)) if form.loading.is_some() => {
                form.loading = None;
                form.error = Some(error);
                Vec::new()
            }
            _ => self.take(Outcome::refused(error)),
        }
    }

    /// Gives what a job says to who waits for it; if no one does any more, it is dropped.
    fn answer(&mut self, id: JobId, answer: JobOutput) -> Vec<Effect> {
        let Some(purpose) = self.jobs.take(id) else { return Vec::new() };
        let is_followed = answer.is_followed();
        let (shared, mut context) = self.parts();
        let mut outcome = Outcome::nothing();
        match (&purpose, answer) {
            (Purpose::Iterate(job), JobOutput::Iterates(iterates)) => {
                let job = shared.study.take_iterates(*job, iterates);
                self.jobs.await_more(id, Purpose::Iterate(job));
                return Vec::new();
            }
            (Purpose::Iterate(job), JobOutput::Stopped(stopped)) => {
                outcome.notice = shared.study.stopped(*job, &stopped, &mut context);
            }
            (Purpose::Load { .. }, JobOutput::Loading(progress)) => {
                if let Some(Dialog::Data(form)) = &mut shared.dialog {
                    form.loading = Some(Loading { progress: Some(progress) });
                }
            }
            (Purpose::Load { components }, JobOutput::Loaded(loaded)) => {
                return match loaded {
                    Ok(dataset) => self.loaded(dataset, *components),
                    Err(error) => self.reject_data(error.to_string()),
                };
            }
            (Purpose::Begin { dataset, origin }, JobOutput::Begun(begun)) => match begun {
                Ok(start) => return self.begun(Arc::clone(dataset), start, *origin),
                Err(error) => return self.reject_data(error.to_string()),
            },
            (Purpose::Compare { run, t }, JobOutput::Compared(result)) => {
                outcome = shared.study.compared(*run, *t, &result).into();
            }
            (Purpose::Preview, JobOutput::Begun(result)) => {
                if let Some(Dialog::Theta(form)) = &mut shared.dialog {
                    form.preview = result.into();
                }
            }
            (Purpose::Plot(request), JobOutput::Profile(profile)) => {
                shared.looks.plots_mut().take_profile(request, profile);
            }
            (Purpose::Plot(request), JobOutput::Surface(surface)) => {
                shared.looks.plots_mut().take_surface(request, surface);
            }
            (Purpose::Order(wanted), JobOutput::Sorted(ranking)) => {
                shared.looks.take_order(wanted.clone(), ranking);
            }
            (Purpose::Check, JobOutput::Checked(report)) => {
                if let Some(Dialog::Answer(form)) = &mut shared.dialog {
                    form.checked(report);
                }
            }
            (Purpose::Judge(answer), JobOutput::Judged(judgement)) => {
                if let Some(lesson) = &mut shared.lesson {
                    lesson.judged(answer, judgement);
                }
                return self.save_lesson();
            }
            // A job of one kind never gives another kind's answer.
            _ => {}
        }
        if is_followed {
            self.jobs.await_more(id, purpose);
        }
        self.take(outcome)
    }

    /// Begins on data that were waited for.
    fn loaded(&mut self, dataset: Arc<Dataset>, components: usize) -> Vec<Effect> {
        if let Some(why) = self.limits.too_many_rows(dataset.sample.len()) {
            return self.reject_data(why);
        }
        if let (Shared { dialog: Some(Dialog::Data(form)), .. }, _) = self.parts() {
            // How far the load was is no longer true of θ₀, which is made now.
            form.loading = Some(Loading::default());
        }
        let options = StartOptions { components: Some(components), ..StartOptions::default() };
        let from = options.initial_theta(&dataset, self.study().settings());
        self.begin(dataset, from)
    }

    fn begun(&mut self, dataset: Arc<Dataset>, start: Iterate, origin: Origin) -> Vec<Effect> {
        let (shared, _) = self.parts();
        shared
            .dialog
            .take_if(|dialog| matches!(dialog, Dialog::Data(form) if form.loading.is_some()));
        let notice = shared.study.fork(dataset, start, origin);
        self.say(notice);
        Vec::new()
    }
}

/// Whether an action opens something that may give away what a lesson's question hides.
fn shows_numbers(action: Action) -> bool {
    match action {
        Action::Look(look) => {
            matches!(look, LookAction::Bound | LookAction::Surface | LookAction::Staircase)
        }
        Action::Open(what) => {
            matches!(what, OpenAction::Derivation | OpenAction::MyAnswer | OpenAction::EditTheta)
        }
        Action::Step(_)
        | Action::Cancel
        | Action::Compare
        | Action::Mouse
        | Action::Poll
        | Action::HandOver
        | Action::Suspend
        | Action::Quit => false,
    }
}
