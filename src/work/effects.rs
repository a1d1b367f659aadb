//! The loop between the state machine and what is outside of it: the same for the local terminal,
//! a client of the server, and a test.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;

use super::run_job;
use crate::app::{Effect, ExportOrder, Job, JobId, Message, SaveError, SaveReport, SaveRequest};
use crate::lesson::Record;

/// A state machine, and what performs the effects that it asks for.
pub trait Host {
    /// How the loop ends before everything is done.
    type End;

    /// Tells the state machine what happened, and returns the effects to perform.
    fn update(&mut self, message: Message) -> Vec<Effect>;

    /// Starts a job whose answers come later. Returns the job if it is so short that it is to be
    /// done at once.
    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Self::End, Option<Job>>;

    /// Cancels a job that was started.
    fn cancel(&mut self, id: JobId);

    /// Ends the program, or the session.
    fn quit(&mut self) -> ControlFlow<Self::End>;

    /// Ends the program, which has nothing to show.
    fn fail(&mut self, why: String) -> ControlFlow<Self::End>;

    /// Puts the program into the background.
    fn suspend(&mut self) -> ControlFlow<Self::End>;

    /// Lets the one who asked for it present to the class.
    fn hand_over(&mut self) -> ControlFlow<Self::End>;

    /// Asks the terminal for clicks, or leaves them to it.
    fn capture_mouse(&mut self, on: bool) -> ControlFlow<Self::End>;

    /// Gives the terminal the next theme. Returns what the state machine is told of it, if
    /// anything.
    fn next_theme(&mut self) -> Option<Message>;

    /// Puts a text into the clipboard of the terminal, if there is one.
    fn copy(&mut self, text: &str) -> ControlFlow<Self::End>;

    /// Puts a file in front of the recent ones, if the host keeps a list of them. Returns what the
    /// state machine is told of it.
    fn remember_file(&mut self, _path: &Path) -> Vec<Message> {
        Vec::new()
    }

    /// Saves the session. Returns what came of it, unless that takes a while and is told later.
    fn save_session(&mut self, _request: &SaveRequest) -> Option<Result<SaveReport, SaveError>> {
        Some(Err(SaveError::Failed("sessions are not saved here".to_owned())))
    }

    /// Writes a result of a run to a file. Returns what is said of it, unless that takes a while
    /// and is told later.
    fn export(&mut self, _order: ExportOrder) -> Option<Result<String, SaveError>> {
        Some(Err(SaveError::Failed("no files are written here".to_owned())))
    }

    /// Cancels what is being written; nothing more is told of it.
    fn cancel_export(&mut self) {}

    /// Goes on with the session that was offered, in the place of this one. Returns the effects to
    /// perform.
    fn reopen_session(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// Removes the session that was offered.
    fn discard_session(&mut self) {}

    /// Saves the record of a lesson. Returns what went wrong, to be shown.
    fn record(&mut self, path: &Path, known: &Record, record: Box<Record>) -> Option<String>;
}

/// Tells the state machine what happened, and performs what it asks for.
///
/// # Errors
/// Breaks if an effect ends the program.
pub fn send<H: Host>(host: &mut H, message: Message) -> ControlFlow<H::End> {
    let effects = host.update(message);
    perform(host, effects)
}

/// Performs effects and all that follows from them at once. The answers of a quick job come after
/// the effects that were asked for together with it.
///
/// # Errors
/// Breaks if an effect ends the program.
pub fn perform<H: Host>(host: &mut H, effects: Vec<Effect>) -> ControlFlow<H::End> {
    let mut effects = VecDeque::from(effects);
    let mut answers = VecDeque::new();
    loop {
        if let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Start(id, job) => {
                    if let Some(job) = host.start(id, job)? {
                        run_job(&job, &mut |answer| {
                            answers.push_back((id, answer));
                            ControlFlow::Continue(())
                        });
                    }
                }
                Effect::Cancel(id) => {
                    answers.retain(|(of, _)| *of != id);
                    host.cancel(id);
                }
                Effect::Quit => host.quit()?,
                Effect::Fail(why) => host.fail(why)?,
                Effect::Suspend => host.suspend()?,
                Effect::HandOver => host.hand_over()?,
                Effect::Mouse(on) => host.capture_mouse(on)?,
                Effect::NextTheme => {
                    if let Some(message) = host.next_theme() {
                        effects.extend(host.update(message));
                    }
                }
                Effect::Copy(text) => host.copy(&text)?,
                Effect::RememberFile(path) => {
                    for message in host.remember_file(&path) {
                        effects.extend(host.update(message));
                    }
                }
                Effect::SaveSession(request) => {
                    if let Some(saved) = host.save_session(&request) {
                        effects.extend(host.update(Message::SessionSaved(request, saved)));
                    }
                }
                Effect::Export(order) => {
                    if let Some(done) = host.export(*order) {
                        effects.extend(host.update(Message::Exported(done)));
                    }
                }
                Effect::CancelExport => host.cancel_export(),
                Effect::ReopenSession => effects.extend(host.reopen_session()),
                Effect::DiscardSession => host.discard_session(),
                Effect::Record { path, known, record } => {
                    if let Some(problem) = host.record(&path, &known, record) {
                        effects.extend(host.update(Message::RuntimeFailed(problem)));
                    }
                }
            }
        } else if let Some((id, answer)) = answers.pop_front() {
            effects.extend(host.update(Message::Output(id, answer)));
        } else {
            return ControlFlow::Continue(());
        }
    }
}
