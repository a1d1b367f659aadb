//! The state machine: messages in, effects out. No I/O, no clock, no terminal, no thread.
//!
//! [`App`] routes a message to the component that it belongs to (what is studied, what is looked
//! at, the open dialog, the lesson, the class, the jobs) and collects the effects. The components
//! do not know it: each has its own rules, and returns what it asks of the rest of the program.

pub(crate) mod begin;
pub(crate) mod class;
pub(crate) mod effect;
mod export_order;
mod files;
pub(crate) mod form;
pub(crate) mod grip;
pub(crate) mod here;
pub(crate) mod job;
mod jobs;
pub(crate) mod key;
pub(crate) mod key_script;
pub(crate) mod keymap;
pub(crate) mod lesson;
pub(crate) mod limits;
mod load_progress;
pub(crate) mod looks;
pub(crate) mod menu;
pub(crate) mod message;
mod mode;
pub(crate) mod notice;
pub(crate) mod opening;
mod outcome;
mod panel;
mod preferences;
pub(crate) mod rebuild;
pub(crate) mod recent_files;
mod request;
mod save_error;
mod save_request;
pub(crate) mod saved;
mod session;
mod settings;
mod shared;
pub(crate) mod shown_keys;
pub(crate) mod study;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::data::Dataset;
use crate::explain::{Derivation, Quantity};
use crate::lesson::{Hidden, Tally};
use crate::timeline::Run;
pub use begin::{InitialTheta, StartOptions};
pub(crate) use class::Poll;
pub use class::{ClassEvent, Role};
pub use effect::Effect;
use effect::RecordTarget;
pub use export_order::ExportOrder;
use form::field::Pasted;
pub(crate) use form::prompt::{Asked, Prompt};
use here::Here;
pub use job::{Job, JobId, JobOutput};
use jobs::{Jobs, Owner, Purpose};
pub use key::{Key, KeyCode, UnknownKey};
use keymap::Action;
use lesson::LessonScreen;
pub use limits::{HostLimits, LimitReached};
pub use load_progress::LoadProgress;
use looks::Looks;
pub use looks::plots::{Chart, Plot};
pub(crate) use looks::{Drag, Held, derivation, likelihood_chart::LikelihoodChart};
pub use looks::{PANELS, Panel, table::RowOrder};
use menu::Section;
pub use message::Message;
pub use mode::Mode;
pub use notice::{Info, Notice, Refusal, Unsaved};
use outcome::Outcome;
pub use preferences::{Motion, Pace, Preferences};
pub use save_error::SaveError;
pub use save_request::{SaveReport, SaveRequest};
pub use saved::SavedSession;
use session::Session;
pub use settings::Settings;
pub(crate) use shared::{ComparedRun, RunName, Shared};
use shown_keys::ShownKeys;
use study::{StepContext, Study, playback::Playback};

/// The state of a stepper: what everyone in a class sees of it, and what concerns its own session
/// alone.
#[derive(Clone, Debug)]
pub struct App {
    shared: Arc<Shared>,
    role: Role,
    limits: HostLimits,
    jobs: Jobs,
    playback: Playback,
    session: Session,
}

impl App {
    /// Returns a stepper with its first run.
    pub fn new(run: Run<Arc<Dataset>>, settings: Settings) -> Self {
        Self::of(Arc::new(Shared::new(run, settings)), Role::Alone)
    }

    fn of(shared: Arc<Shared>, role: Role) -> Self {
        Self {
            playback: Playback { is_on: false, pace: shared.preferences.pace },
            shared,
            role,
            limits: HostLimits::default(),
            jobs: Jobs::default(),
            session: Session::default(),
        }
    }

    /// Keeps further runs behind the first one, which stays on the screen.
    #[must_use]
    pub fn with_more_runs(mut self, runs: Vec<Run<Arc<Dataset>>>) -> Self {
        Arc::make_mut(&mut self.shared).study.add_runs(runs);
        self
    }

    /// Behaves as a person prefers.
    #[must_use]
    pub fn with_preferences(mut self, preferences: Preferences) -> Self {
        self.playback.pace = preferences.pace;
        Arc::make_mut(&mut self.shared).prefer(preferences);
        self
    }

    /// Writes over none of these files, which were read for it.
    #[must_use]
    pub fn with_inputs(mut self, files: Vec<PathBuf>) -> Self {
        self.session.files.named = files;
        self
    }

    /// Keeps all runs within limits, those there are already as they are.
    #[must_use]
    pub fn with_limits(self, limits: HostLimits) -> Self {
        Self { limits, ..self }
    }

    /// Opens a lesson: the stepper goes where the lesson wants it, and the keys go to the lesson.
    #[must_use]
    pub fn with_lesson(mut self, lesson: LessonScreen) -> Self {
        Arc::make_mut(&mut self.shared).begin_lesson(lesson);
        self
    }

    /// Writes the progress and answers of the open lesson to a file.
    #[must_use]
    pub fn with_record(mut self, path: Option<PathBuf>) -> Self {
        let known = self.lesson().map(|lesson| lesson.player().record());
        let target = path.zip(known).map(|(path, known)| RecordTarget { path, known });
        self.session.files.record = target;
        self
    }

    /// Presents to a class from here on; an open poll goes on.
    #[must_use]
    pub fn presenting(mut self) -> Self {
        if self.role.present() {
            // It was told that no one sees it.
            self.say(Info::Presenting.into());
        }
        Arc::make_mut(&mut self.shared).is_presented = true;
        self
    }

    /// Returns what a follower sees of a presenter's state.
    pub fn following(shared: Arc<Shared>, limits: HostLimits) -> Self {
        Self::of(shared, Role::Follower).with_limits(limits)
    }

    /// Returns a copy to explore, from what a follower sees. What was being computed is asked for
    /// again by [`App::refresh`].
    #[must_use]
    pub fn explore(shared: &Shared, limits: HostLimits) -> Self {
        let mut copy = Self::of(Arc::new(shared.copy()), Role::Explorer).with_limits(limits);
        copy.say(Info::Exploring.into());
        copy
    }

    /// Returns what everyone in a class sees of it.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Returns what is studied.
    pub fn study(&self) -> &Study {
        &self.shared.study
    }

    /// Returns what is looked at.
    pub fn looks(&self) -> &Looks {
        &self.shared.looks
    }

    /// Returns the lesson under way.
    pub fn lesson(&self) -> Option<&LessonScreen> {
        self.shared.lesson.as_ref()
    }

    /// Returns what this session is in a class.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Returns what the host allows.
    pub fn limits(&self) -> &HostLimits {
        &self.limits
    }

    /// Returns what the keys go to.
    pub fn mode(&self) -> Mode<'_> {
        Mode::of(&self.shared, self.session.menu())
    }

    /// Returns where the session is, below the menu.
    pub(crate) fn here(&self) -> Here<'_> {
        let is_computing = self.waiting_for().is_some();
        Here::new(&self.shared, &self.role, &self.limits, self.is_playing(), is_computing)
    }

    /// Returns everything that the menu has here.
    pub fn sections(&self) -> Vec<Section> {
        let here = self.here();
        here.sections(&here.keys())
    }

    /// Returns the number that is marked in the panel in focus: arrows start from it, and `w` asks
    /// for it. None in the density chart, and while the keys go to a lesson or a form.
    pub fn marked(&self) -> Option<Quantity> {
        self.looks().candidate().filter(|_| self.mode().marks_number())
    }

    /// Returns the number that was asked for in the panel in focus; none before someone asked for
    /// one, and while a lesson's question hides something.
    pub fn selected(&self) -> Option<Quantity> {
        self.looks().selected().filter(|_| self.hides().is_empty())
    }

    /// Returns where the selected number comes from; none if none is selected, or there is no such
    /// number yet.
    pub fn derivation(&self) -> Option<Derivation> {
        self.selected().and_then(|_| self.looks().derivation(self.study()))
    }

    /// Returns what the lesson's open question, or a covered number, keeps from being seen.
    pub fn hides(&self) -> Vec<Hidden> {
        self.shared.hides()
    }

    /// Returns the poll and its answers, as far as this session may see them.
    pub fn visible_poll(&self) -> Option<(&Poll, &Tally)> {
        self.shared.visible_poll(&self.role)
    }

    /// Returns the line for the person.
    pub fn notice(&self) -> Option<&Notice> {
        self.session.notice(&self.shared)
    }

    /// Returns what is the person's own: what was touched and saved.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// Returns whether clicks are listened to.
    pub fn has_mouse(&self) -> bool {
        self.session.has_mouse()
    }

    /// Returns the keys that were pressed, as far as they are shown.
    pub(crate) fn shown_keys(&self) -> ShownKeys {
        self.session.shown_keys
    }

    /// Returns whether half-steps follow one another by themselves.
    pub fn is_playing(&self) -> bool {
        self.playback.is_on
    }

    /// Returns how often a [`Message::Tick`] is wanted; `None` for never.
    pub fn tick_every(&self) -> Option<Duration> {
        self.playback.is_on.then(|| self.playback.interval())
    }

    /// Returns what is being waited for, in a word or two.
    pub fn waiting_for(&self) -> Option<&'static str> {
        self.jobs.of(Owner::Study).and_then(Purpose::name)
    }

    /// Returns whether the answer to the lesson's question that is there is being judged.
    pub fn is_judging(&self) -> bool {
        let Some(Purpose::Judge(answer)) = self.jobs.of(Owner::Lesson) else { return false };
        self.lesson().is_some_and(|lesson| lesson.is_entered(answer))
    }

    /// Takes a message in and returns the effects to run.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let outcome = match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(Pasted::Text(&text)),
            Message::LongPaste { characters } => self.paste(Pasted::TooLong(characters)),
            Message::Tick => self.tick(),
            Message::ScrollLesson(scroll) => {
                self.clear_notice();
                self.parts().0.scroll_lesson(scroll)
            }
            Message::Inform(text) => Info::Outside(text).into(),
            Message::RuntimeFailed(text) => Refusal::Outside(text).into(),
            Message::Theme(name) => Notice::of_theme(name).into(),
            Message::SessionLeft(left) => Session::offer(left, Arc::make_mut(&mut self.shared)),
            Message::SessionSaved(request, saved) => {
                self.session.on_saved(request, saved, Arc::make_mut(&mut self.shared))
            }
            Message::Exported(done) => self.parts().0.exported(done),
            Message::RecentFiles(files) => {
                self.session.files.recent = files;
                return Vec::new();
            }
            Message::Select(panel, quantity) => self.select(panel, quantity),
            Message::Drag(drag) => {
                let (shared, role, mut context) = self.parts();
                shared.drag(drag, role, &mut context)
            }
            Message::PointAt { x, within, is_dragged } => {
                self.parts().0.point_at(x, within, is_dragged)
            }
            Message::Class(event) => {
                if let Role::Presenter(presenter) = &mut self.role {
                    presenter.on_class_event(event, self.shared.poll());
                }
                return Vec::new();
            }
            Message::Output(id, output) => {
                let Some(delivery) = self.jobs.take(id, output) else { return Vec::new() };
                let (shared, _, mut context) = self.parts();
                shared.on_output(delivery, &mut context)
            }
        };
        if let Some(notice) = outcome.notice {
            self.say(notice);
        }
        let refresh = self.refresh();
        outcome.effects.into_iter().chain(refresh).collect()
    }

    /// Asks for what is looked at and not computed yet, and returns the effects to run.
    /// [`App::update`] does it; only an app that is made of another's state has to be told.
    pub(crate) fn refresh(&mut self) -> Vec<Effect> {
        let is_covered = !matches!(self.mode(), Mode::Stepping | Mode::Lesson(_));
        let shared = Arc::make_mut(&mut self.shared);
        shared.looks.refresh(&shared.study, is_covered, &mut self.jobs)
    }

    /// Cancels whatever goes on outside for this state, which is about to be dropped.
    pub fn close(&mut self) -> Vec<Effect> {
        self.cancel_jobs().into_iter().chain(self.session.close()).collect()
    }

    /// Cancels what is being computed, and returns the effects to run.
    pub fn cancel_jobs(&mut self) -> Vec<Effect> {
        self.jobs.cancel_all()
    }

    /// Gives the next jobs numbers that `others` had none of.
    pub(in crate::app) fn go_on_after(&mut self, others: &Jobs) {
        self.jobs.go_on_after(others);
    }

    pub(in crate::app) fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Returns the parts that a message may change: what the class sees, what this session is in
    /// it, and what stepping needs.
    fn parts(&mut self) -> (&mut Shared, &mut Role, StepContext<'_>) {
        let Self { shared, role, jobs, playback, limits, session } = self;
        let context = StepContext { jobs, playback, limits, files: &session.files };
        (Arc::make_mut(shared), role, context)
    }

    fn say(&mut self, notice: Notice) {
        self.session.say(notice, &mut self.shared);
    }

    fn clear_notice(&mut self) {
        self.session.clear_notice(&mut self.shared);
    }

    /// Returns the key that goes on to what is below the menu: this one, or the one that the menu
    /// runs; none if the menu takes it.
    pub(in crate::app) fn through_menu(&mut self, key: Key) -> Option<Key> {
        let all = if self.session.menu().is_some() { self.sections() } else { return Some(key) };
        self.session.through_menu(key, all)
    }

    fn key(&mut self, key: Key) -> Outcome {
        let is_typing = match self.mode() {
            Mode::Lesson(lesson) => lesson.takes(key),
            mode => mode.takes_text(),
        };
        if self.session.press(key, is_typing) {
            self.clear_notice();
        }
        self.through_menu(key).map_or_else(Outcome::nothing, |key| self.press(key))
    }

    fn press(&mut self, key: Key) -> Outcome {
        let key = if matches!(self.mode(), Mode::Theta(_)) { key } else { key.without_shift() };
        let own = self.mode().translate(self.shared.keymap(), key);
        let outcome = own.and_then(|own| self.press_own(own));
        let outcome = outcome.unwrap_or_else(|| Info::UnknownKey(key).into()).of_key(key);
        self.session.say_once(outcome)
    }

    /// Takes a key of the tables; returns none if it does nothing.
    fn press_own(&mut self, key: Key) -> Option<Outcome> {
        let action = keymap::find(keymap::STEPPING, key);
        if let Some(action) = action.filter(|_| self.here().is_taken_first(key)) {
            return Some(self.act(action));
        }
        let (shared, role, mut context) = self.parts();
        let below = shared.key(key, role, &mut context);
        below.or_else(|| action.map(|action| self.act(action)))
    }

    fn paste(&mut self, pasted: Pasted) -> Outcome {
        let all = self.sections();
        let Some(pasted) = self.session.paste(pasted, all) else { return Outcome::nothing() };
        let (shared, _, mut context) = self.parts();
        shared.paste(pasted, &mut context)
    }

    fn tick(&mut self) -> Outcome {
        let is_on = self.playback.is_on;
        let (shared, _, mut context) = self.parts();
        let outcome = is_on.then(|| shared.study.tick(&mut context)).flatten();
        let Some(outcome) = outcome else { return Outcome::nothing() };
        self.clear_notice();
        outcome
    }

    /// Handles a click on a panel, and on a number in it if there is one.
    fn select(&mut self, panel: Panel, quantity: Option<Quantity>) -> Outcome {
        if matches!(self.mode(), Mode::Stepping | Mode::Lesson(_)) {
            self.clear_notice();
            let (shared, ..) = self.parts();
            shared.looks.select(panel, quantity, &shared.study);
        }
        Outcome::nothing()
    }

    fn act(&mut self, action: Action) -> Outcome {
        let (shared, role, mut context) = self.parts();
        if let Some(refusal) = shared.refusal(action, role) {
            return refusal.into();
        }
        match action {
            Action::Look(look) => shared.look(look, &mut context),
            Action::Step(step) => shared.study.step(step, &mut context),
            Action::Open(what) => shared.open(what, role, &mut context),
            Action::Cancel => shared.cancel(&mut context),
            Action::Compare => shared.study.compare(&mut context),
            Action::Poll => shared.cycle_poll(role, &context),
            Action::HandOver => role.hand_over(),
            Action::Session(action) => {
                self.session.act(action, Arc::make_mut(&mut self.shared), &self.limits)
            }
        }
    }
}
