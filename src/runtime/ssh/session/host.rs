//! How a session performs the effects that its model asks for.

use std::ops::ControlFlow;
use std::path::Path;

use super::{Session, SessionEnd};
use crate::app::{Effect, Job, JobId, Message};
use crate::lesson::Record;
use crate::work::QuickWork;
use crate::work::effects::Host;

impl Host for Session {
    type End = SessionEnd;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.io.model.update(message)
    }

    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<SessionEnd, Option<Job>> {
        if QuickWork::SHARED.includes(&job) {
            return ControlFlow::Continue(Some(job));
        }
        self.jobs.start(id, job);
        ControlFlow::Continue(None)
    }

    fn cancel(&mut self, id: JobId) {
        self.jobs.cancel(id);
    }

    fn quit(&mut self) -> ControlFlow<SessionEnd> {
        ControlFlow::Break(SessionEnd::Quit)
    }

    fn fail(&mut self, _: String) -> ControlFlow<SessionEnd> {
        self.refuse("fail");
        ControlFlow::Continue(())
    }

    fn suspend(&mut self) -> ControlFlow<SessionEnd> {
        self.refuse("suspend");
        ControlFlow::Continue(())
    }

    /// The model hands over itself.
    fn hand_over(&mut self) -> ControlFlow<SessionEnd> {
        self.refuse("hand over");
        ControlFlow::Continue(())
    }

    /// The next frame brings the codes: another model may differ in this as well.
    fn capture_mouse(&mut self, _: bool) -> ControlFlow<SessionEnd> {
        ControlFlow::Continue(())
    }

    fn copy(&mut self, text: &str) -> ControlFlow<SessionEnd> {
        self.screen.copy(text);
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        Some(self.screen.next_theme())
    }

    fn record(&mut self, _: &Path, _: &Record, _: Box<Record>) -> Option<String> {
        self.refuse("record");
        None
    }
}

impl Session {
    /// Logs an effect that a session here may not ask for: its limits name no file, and leave
    /// nothing to go back to.
    fn refuse(&self, effect: &str) {
        let session = self.io.participant.session;
        tracing::error!(session, effect, "a session asked for what it may not");
    }
}
