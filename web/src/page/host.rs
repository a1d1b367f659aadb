//! What the program asks for outside.

use std::convert::Infallible;
use std::mem;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use emstep::internals::app::{
    App, Effect, ExportOrder, HostLimits, Job, JobId, Message, Mode, OpenedSession, Program,
    SaveError, SaveReport, SaveRequest, SavedSession, SessionFiles,
};
use emstep::internals::report::{FigureFormat, FileContent};
use emstep::internals::results::bytes_of;
use emstep::internals::work::effects::{self, Host};
use emstep::lesson::Record;

use super::{Offered, Page};
use crate::jobs::Jobs;
use crate::protocol::{DownloadForm, PageEffect};
use crate::session_files::GivenFiles;
use crate::settings::Settings;

/// The key that a session is kept under.
pub(super) const SESSION: &str = "session";
/// The key of the one before it, which was offered and neither opened nor discarded.
pub(super) const EARLIER: &str = "earlier-session";

impl Page {
    /// Returns what a page allows: there is no shell to go back to.
    pub(super) fn limits() -> HostLimits {
        HostLimits { suspend: false, ..HostLimits::default() }
    }

    /// Returns the text of the session that is open.
    fn session(&self, files: &dyn SessionFiles) -> Result<Option<String>, String> {
        let Some(app) = self.program.app() else { return Ok(None) };
        let session = SavedSession::of(app.shared(), files)?;
        serde_json::to_string_pretty(&session).map(Some).map_err(|error| error.to_string())
    }

    /// Keeps the session, if it is worth it and has changed.
    pub(super) fn keep(&mut self) {
        let is_asked = matches!(self.program.app().map(App::mode), Some(Mode::Prompt(_)));
        if is_asked || !self.program.is_worth_keeping() {
            return;
        }
        // What is kept now takes the place of the one that was offered.
        if let Some(offered) = self.offered.take().filter(|offered| offered.key == SESSION) {
            self.effects.push(PageEffect::Store { key: EARLIER, text: Some(offered.text) });
        }
        match self.session(&*self.files) {
            Ok(Some(text)) if self.kept.as_ref() != Some(&text) => {
                self.kept = Some(text.clone());
                self.effects.push(PageEffect::Store { key: SESSION, text: Some(text) });
            }
            Ok(_) => {}
            Err(why) if self.not_kept.as_ref() != Some(&why) => {
                self.say(format!("This session is not kept: {why}"));
                self.not_kept = Some(why);
            }
            Err(_) => {}
        }
    }

    /// Opens a session in the place of what is open.
    pub(super) fn resume(&mut self, session: SavedSession, name: &str) -> Vec<Effect> {
        let opened = OpenedSession { session, path: name.into(), is_own: false };
        let files: Arc<dyn SessionFiles> = Arc::new(GivenFiles::default());
        let (program, effects) = Program::resuming(opened, files, Self::limits());
        let program = match self.program.app() {
            Some(app) => program.in_place_of(app),
            None => program.with_mouse(),
        };
        let mut cancelled = Vec::new();
        if let Program::Open(mut app) = mem::replace(&mut self.program, program) {
            cancelled = app.cancel_jobs();
            self.before = Some(app);
        }
        cancelled.into_iter().chain(effects).collect()
    }

    /// Opens a file that is a session.
    pub(super) fn open_session(&mut self, name: &str, text: &str) {
        if self.program.app().is_none() {
            self.say(format!(
                "{name} was not opened: something else is being opened. Esc ends that."
            ));
            return;
        }
        match SavedSession::from_text(text.as_bytes()) {
            Ok(session) => {
                let effects = self.resume(session, name);
                let ControlFlow::Continue(()) = effects::perform(self, effects);
            }
            Err(error) => self.say(format!("{name}: {error}")),
        }
    }
}

impl Host for Page {
    type End = Infallible;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        let effects = self.program.update(message);
        if self.program.app().is_some() {
            // What was opened is there.
            (self.before, self.reopening) = (None, None);
        }
        effects
    }

    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Self::End, Option<Job>> {
        ControlFlow::Continue(self.jobs.start(id, job))
    }

    fn cancel(&mut self, id: JobId) {
        self.jobs.cancel(id);
    }

    /// A page cannot be left by a key, but a session that is being opened can.
    fn quit(&mut self) -> ControlFlow<Self::End> {
        let Some(app) = self.before.take() else {
            self.effects.push(PageEffect::Quit);
            return ControlFlow::Continue(());
        };
        (self.jobs, self.reopening) = (Jobs::default(), None);
        let effects = self.program.go_back_to(app);
        effects::perform(self, effects)
    }

    /// What cannot be opened leaves what was there before, if anything was.
    fn fail(&mut self, why: String) -> ControlFlow<Self::End> {
        self.say(why);
        let Some(app) = self.before.take() else { return ControlFlow::Continue(()) };
        self.waiting = self.reopening.take();
        let effects = self.program.go_back_to(app);
        effects::perform(self, effects)
    }

    /// There is nothing to go back to.
    fn suspend(&mut self) -> ControlFlow<Self::End> {
        ControlFlow::Continue(())
    }

    /// There is no class.
    fn hand_over(&mut self) -> ControlFlow<Self::End> {
        ControlFlow::Continue(())
    }

    /// The page asks with each frame whether clicks are listened to.
    fn capture_mouse(&mut self, _: bool) -> ControlFlow<Self::End> {
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        let next = self.theme.next()?;
        self.theme = next;
        // Cells without colours of their own look different now.
        self.screen.forget();
        self.chosen = Some(next.name());
        if let Some(text) = Settings::of(next.name()).text() {
            self.effects.push(PageEffect::Store { key: Settings::KEY, text: Some(text) });
        }
        Some(Message::Theme(Some(next.name().as_str())))
    }

    fn copy(&mut self, text: &str) -> ControlFlow<Self::End> {
        self.effects.push(PageEffect::Copy(text.to_owned()));
        ControlFlow::Continue(())
    }

    fn save_session(&mut self, request: &SaveRequest) -> Option<Result<SaveReport, SaveError>> {
        Some(match self.session(&GivenFiles::default()) {
            Ok(text) => {
                let name = name_of(&request.path);
                let (text, form) = (text.unwrap_or_default(), DownloadForm::Text);
                self.effects.push(PageEffect::Download { name, text, form });
                Ok(SaveReport::default())
            }
            Err(why) => Err(SaveError::Failed(why)),
        })
    }

    fn export(&mut self, order: ExportOrder) -> Option<Result<String, SaveError>> {
        let form = match order.content {
            FileContent::Figure(_, FigureFormat::Png) => DownloadForm::Png,
            FileContent::Figure(_, FigureFormat::Pdf) => DownloadForm::Print,
            FileContent::Figure(_, FigureFormat::Svg) | FileContent::Numbers(_) => {
                DownloadForm::Text
            }
        };
        Some(bytes_of(&order).and_then(|(bytes, said)| {
            let text = String::from_utf8(bytes);
            let text = text.map_err(|error| SaveError::Failed(error.to_string()))?;
            let name = name_of(&order.path);
            self.effects.push(PageEffect::Download { name, text, form });
            Ok(said)
        }))
    }

    fn reopen_session(&mut self) -> Vec<Effect> {
        let Some(offered) = self.offered.take() else { return Vec::new() };
        match SavedSession::from_text(offered.text.as_bytes()) {
            Ok(session) => {
                let effects = self.resume(session, "session.emstep");
                self.reopening = Some(offered);
                effects
            }
            Err(error) => {
                self.say(error.to_string());
                Vec::new()
            }
        }
    }

    fn discard_session(&mut self) {
        if let Some(Offered { key, .. }) = self.offered.take() {
            self.effects.push(PageEffect::Store { key, text: None });
        }
    }

    /// There is no file that answers are recorded in: they are part of the session.
    fn record(&mut self, _: &Path, _: &Record, _: Box<Record>) -> Option<String> {
        None
    }
}

/// Returns the last part of a path: a download has no folder.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
