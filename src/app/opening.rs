//! The program before its first data are there, and after.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::app::begin::{DEFAULT_COMPONENTS, StartOptions};
use crate::app::effect::Effect;
use crate::app::job::Job;
use crate::app::jobs::{Delivery, Jobs, Owner, Purpose};
use crate::app::key::Key;
use crate::app::keymap::{self, Binding, Entries, Entry, OpeningAction};
use crate::app::limits::HostLimits;
use crate::app::load_progress::LoadProgress;
use crate::app::message::Message;
use crate::app::notice::Info;
use crate::app::preferences::Preferences;
use crate::app::rebuild::{RebuildProgress, Rebuilt, SessionFiles};
#[cfg(feature = "terminal")]
use crate::app::saved::SavedIn;
use crate::app::saved::SavedSession;
use crate::app::session::Session;
use crate::app::settings::Settings;
use crate::app::shown_keys::ShownKeys;
use crate::app::{App, Role};
use crate::data::{DataError, Dataset, Request};
use crate::text::sanitise::clean;
use crate::timeline::Run;

/// The whole program: first its data are read, then they are studied.
#[derive(Clone, Debug)]
pub enum Program {
    /// The first data are on their way.
    Opening(Box<Opening>),
    /// They are there.
    Open(Box<App>),
}

/// Data on their way.
#[derive(Clone, Debug)]
pub struct Opening {
    name: String,
    options: StartOptions,
    settings: Settings,
    limits: HostLimits,
    jobs: Jobs,
    progress: Option<LoadProgress>,
    /// The session that is opened, and the file that it is in.
    opened: Option<OpenedSession>,
    /// How far it is.
    rebuilt: Option<RebuildProgress>,
    /// That of the stepper.
    session: Session,
    preferences: Preferences,
    /// Further data, each for a run of its own; the next are at the end.
    more: Vec<(String, Request)>,
    /// The runs whose data are there.
    runs: Vec<Run<Arc<Dataset>>>,
}

/// A session on its way.
#[derive(Clone, Debug)]
pub struct OpenedSession {
    /// What was saved.
    pub session: SavedSession,
    /// The file that it is in.
    pub path: PathBuf,
    /// Whether that is its own file, and not one in which it is kept against a crash.
    pub is_own: bool,
}

impl OpenedSession {
    /// Returns the file that it is saved to without a question, if it has one.
    fn own_file(&self) -> Option<&Path> {
        let of_kept = || self.session.saved_in().map(|saved_in| &*saved_in.path);
        if self.is_own { Some(&self.path) } else { of_kept() }
    }
}

impl Program {
    /// Returns a program that reads its first data, which a person calls `name`, and the effects to
    /// run.
    pub fn opening(
        name: String,
        request: Request,
        options: StartOptions,
        settings: Settings,
        limits: HostLimits,
    ) -> (Self, Vec<Effect>) {
        let mut opening = Opening::of(name, limits);
        let file = request.source.file().map(Path::to_owned);
        let components = options.components.unwrap_or(DEFAULT_COMPONENTS);
        let load = Purpose::Load { components, file };
        let effects = opening.jobs.start(load, Job::Load(request));
        (opening.options, opening.settings) = (options, settings);
        (Self::Opening(Box::new(opening)), effects)
    }

    /// Returns a program that goes on with a saved session, and the effects to run.
    pub fn resuming(
        opened: OpenedSession,
        files: Arc<dyn SessionFiles>,
        limits: HostLimits,
    ) -> (Self, Vec<Effect>) {
        let mut opening = Opening::of(opened.session.name().to_owned(), limits);
        let rebuild = Job::Rebuild(Box::new(opened.session.rebuild(files)));
        let effects = opening.jobs.start(Purpose::Rebuild, rebuild);
        opening.opened = Some(opened);
        (Self::Opening(Box::new(opening)), effects)
    }

    /// Reads further data, each with what a person calls them, for a run of its own.
    #[must_use]
    pub fn with_more_data(self, mut more: Vec<(String, Request)>) -> Self {
        more.reverse();
        match self {
            Self::Opening(opening) => Self::Opening(Box::new(Opening { more, ..*opening })),
            open @ Self::Open(_) => open,
        }
    }

    /// Shows each key that is pressed.
    #[must_use]
    pub fn showing_keys(mut self) -> Self {
        self.session_mut().shown_keys = ShownKeys::on();
        self
    }

    /// Listens to the mouse, which the terminal has to be asked for.
    #[must_use]
    pub fn with_mouse(mut self) -> Self {
        self.session_mut().has_mouse = true;
        self
    }

    /// Writes over none of these files, which were read for it.
    #[must_use]
    pub fn with_inputs(mut self, files: Vec<PathBuf>) -> Self {
        self.session_mut().files.named = files;
        self
    }

    /// Replaces a stepper, and keeps what is the person's: preferences, mouse, shown keys, files.
    #[must_use]
    pub fn in_place_of(mut self, before: &App) -> Self {
        self.session_mut().take_over(&before.session);
        self.with_preferences(before.shared.preferences().clone())
    }

    /// Behaves as a person prefers.
    #[must_use]
    pub fn with_preferences(self, preferences: Preferences) -> Self {
        match self {
            Self::Opening(opening) => Self::Opening(Box::new(Opening { preferences, ..*opening })),
            Self::Open(app) => Self::Open(Box::new(app.with_preferences(preferences))),
        }
    }

    /// Goes back to the stepper that this program took the place of. Returns the effects to run.
    pub fn go_back_to(&mut self, mut app: Box<App>) -> Vec<Effect> {
        if let Self::Opening(opening) = self {
            app.go_on_after(&opening.jobs);
        }
        let effects = app.refresh();
        *self = Self::Open(app);
        effects
    }

    fn session_mut(&mut self) -> &mut Session {
        match self {
            Self::Opening(opening) => &mut opening.session,
            Self::Open(app) => &mut app.session,
        }
    }

    /// Returns whether clicks are listened to.
    pub fn has_mouse(&self) -> bool {
        match self {
            Self::Opening(opening) => opening.session.has_mouse(),
            Self::Open(app) => app.has_mouse(),
        }
    }

    /// Returns the file that the session is saved to without a question, if it has one.
    pub fn own_file(&self) -> Option<&Path> {
        match self {
            Self::Opening(opening) => opening.opened.as_ref().and_then(OpenedSession::own_file),
            Self::Open(app) => app.session.own_file(),
        }
    }

    /// Returns the own file of a session that was kept in another one, as it was then.
    #[cfg(feature = "terminal")]
    pub(crate) fn remembered_file(&self) -> Option<&SavedIn> {
        let Self::Opening(opening) = self else { return None };
        opening.opened.as_ref().filter(|opened| !opened.is_own)?.session.saved_in()
    }

    /// Returns whether a person did something that is not in the session's own file, and would not
    /// like to do it again.
    pub fn is_worth_keeping(&self) -> bool {
        self.app().is_some_and(|app| app.session().is_worth_keeping(app.shared()))
    }

    /// Returns the stepper, once the data are there.
    pub fn app(&self) -> Option<&App> {
        match self {
            Self::Opening(_) => None,
            Self::Open(app) => Some(app),
        }
    }

    /// Returns what a person calls the data, which may not be there yet.
    pub fn data_name(&self) -> &str {
        match self {
            Self::Opening(opening) => opening.name(),
            Self::Open(app) => &app.study().dataset().source,
        }
    }

    /// Returns how often a [`Message::Tick`] is wanted; `None` for never.
    pub fn tick_every(&self) -> Option<Duration> {
        self.app().and_then(App::tick_every)
    }

    /// Takes a message in and returns the effects to run.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let opening = match self {
            Self::Open(app) => return app.update(message),
            Self::Opening(opening) => opening,
        };
        match message {
            Message::Key(key) => opening.key(key),
            Message::Output(id, output) => match opening.jobs.take(id, output) {
                Some(Delivery::Loading(progress)) => {
                    opening.progress = Some(progress);
                    Vec::new()
                }
                Some(Delivery::Rebuilding(progress)) => {
                    // All data are there.
                    (opening.progress, opening.rebuilt) = (None, Some(progress));
                    Vec::new()
                }
                Some(Delivery::Rebuilt(result)) => match opening.resume(result) {
                    Ok(app) => {
                        let mut app = Box::new(app);
                        let effects = app.refresh();
                        *self = Self::Open(app);
                        effects
                    }
                    Err(why) => vec![Effect::Fail(why)],
                },
                Some(Delivery::Loaded { file, result, .. }) => opening.loaded(file, result),
                Some(Delivery::Begun { dataset, origin, result: Ok(start), .. }) => {
                    opening.runs.push(Run::new(dataset, start, origin));
                    if let Some((name, request)) = opening.more.pop() {
                        return opening.load(name, request);
                    }
                    *self = Self::Open(Box::new(opening.open()));
                    Vec::new()
                }
                Some(Delivery::Begun { result: Err(error), .. }) => {
                    vec![Effect::Fail(error.to_string())]
                }
                // An opening has no other jobs.
                Some(_) | None => Vec::new(),
            },
            Message::RecentFiles(files) => {
                opening.session.files.recent = files;
                Vec::new()
            }
            // There is nothing yet that these could be about.
            Message::SessionSaved(..)
            | Message::Exported(_)
            | Message::SessionLeft(_)
            | Message::Paste(_)
            | Message::LongPaste { .. }
            | Message::Tick
            | Message::Inform(_)
            | Message::RuntimeFailed(_)
            | Message::ScrollLesson(_)
            | Message::Select(..)
            | Message::Drag(_)
            | Message::PointAt { .. }
            | Message::Theme(_)
            | Message::Class(_) => Vec::new(),
        }
    }
}

impl Opening {
    fn of(name: String, limits: HostLimits) -> Self {
        Self {
            name,
            options: StartOptions::default(),
            settings: Settings::default(),
            limits,
            jobs: Jobs::default(),
            progress: None,
            opened: None,
            rebuilt: None,
            session: Session::default(),
            preferences: Preferences::default(),
            more: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Returns how far a saved session is, once its data are there.
    pub fn rebuilt(&self) -> Option<RebuildProgress> {
        self.rebuilt
    }

    /// Returns what a person calls the data.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how far the data are, once that is known.
    pub fn progress(&self) -> Option<&LoadProgress> {
        self.progress.as_ref()
    }

    /// Returns what is being waited for, in a word or two.
    pub fn waiting_for(&self) -> Option<&'static str> {
        self.jobs.of(Owner::Study).and_then(Purpose::name)
    }

    /// Returns the keys that do something.
    pub(crate) fn keys(&self) -> Vec<Entry> {
        let offers = |binding: &&Binding<OpeningAction>| {
            binding.action != OpeningAction::Suspend || self.limits.suspend
        };
        Entries::of(&self.preferences.keymap).with(keymap::OPENING.iter().filter(offers)).into_vec()
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let key = self.preferences.keymap.in_table(keymap::OPENING[0].table, key);
        match key.and_then(|key| keymap::find(keymap::OPENING, key)) {
            Some(OpeningAction::Quit) => vec![Effect::Quit],
            Some(OpeningAction::Suspend) if self.limits.suspend => vec![Effect::Suspend],
            Some(OpeningAction::Suspend) | None => Vec::new(),
        }
    }

    fn loaded(
        &mut self,
        file: Option<PathBuf>,
        result: Result<Arc<Dataset>, DataError>,
    ) -> Vec<Effect> {
        let dataset = match result {
            Ok(dataset) => dataset,
            Err(error) => return vec![Effect::Fail(error.to_string())],
        };
        if let Err(reached) = self.limits.check_rows(dataset.sample.len()) {
            return vec![Effect::Fail(reached.to_string())];
        }
        self.progress = None;
        let from = self.options.initial_theta(&dataset, &self.settings);
        let (data, origin) = (Arc::clone(&dataset), from.origin());
        let purpose = Purpose::Begin { dataset: data, origin, converges: false };
        let job = Job::Begin { dataset, from, method: self.settings.method };
        let mut effects = self.jobs.start(purpose, job);
        effects.extend(file.map(Effect::RememberFile));
        effects
    }

    /// Asks for the next data.
    fn load(&mut self, name: String, request: Request) -> Vec<Effect> {
        self.name = name;
        let file = request.source.file().map(Path::to_owned);
        let components = self.options.components.unwrap_or(DEFAULT_COMPONENTS);
        self.jobs.start(Purpose::Load { components, file }, Job::Load(request))
    }

    /// Returns the stepper as it was left.
    fn resume(&mut self, mut result: Result<Box<Rebuilt>, String>) -> Result<App, String> {
        let Some(opened) = self.opened.take() else {
            return Err("there is no session to open".to_owned());
        };
        let OpenedSession { session, path, is_own } = &opened;
        let notes = result.as_mut().map_or_else(|_| Vec::new(), |it| std::mem::take(&mut it.notes));
        let shared = result.and_then(|rebuilt| session.restored(*rebuilt));
        let file = clean(&path.display().to_string());
        let shared = shared.map_err(|why| if *is_own { format!("{file}: {why}") } else { why })?;
        let mut app = App::of(Arc::new(shared), Role::Alone).with_limits(self.limits);
        app.session = std::mem::take(&mut self.session);
        let own = opened.own_file().map(Path::to_owned);
        app.session.resume(own, *is_own, app.shared.own_study());
        let note = Some(notes.join("; ")).filter(|note| !note.is_empty());
        if let Some(note) = note {
            app.session.say(Info::Outside(note).into(), &mut app.shared);
        }
        Ok(self.equip(app))
    }

    /// Returns the stepper with the first run on the screen.
    fn open(&mut self) -> App {
        let mut runs = std::mem::take(&mut self.runs);
        let first = runs.remove(0);
        let mut app = App::new(first, self.settings).with_more_runs(runs).with_limits(self.limits);
        app.session = std::mem::take(&mut self.session);
        self.equip(app)
    }

    /// Gives the stepper what the opening has.
    fn equip(&self, app: App) -> App {
        let mut app = app.with_preferences(self.preferences.clone());
        // A late answer to one of these is no answer to the stepper's.
        app.go_on_after(&self.jobs);
        app
    }
}
