//! The thread that saves sessions, so that no key waits for a disk, or for the hash of a long file.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::files::CancellableFiles;
use super::left::FoundSessions;
use super::{FilesAt, RecoveryFile, RecoveryWriter, save};
use crate::app::saved::SavedIn;
use crate::app::{SaveError, SaveReport, SaveRequest, Shared};
use crate::text::sanitise::clean;

/// What the thread is asked for.
enum Request {
    /// To save the session to a file.
    Save(SaveRequest, Arc<Shared>),
    /// To keep it against a crash.
    Keep(Arc<Shared>, Option<SavedIn>),
    /// To keep nothing: all is in the session's own file.
    Forget,
    /// To keep it in this file from now on.
    ContinueIn(RecoveryFile),
    /// To look for sessions that did not end cleanly.
    LookForLeft,
}

/// What the thread says.
#[derive(Debug)]
pub(crate) enum SaverEvent {
    /// What came of saving a session.
    Saved(SaveRequest, Result<SaveReport, SaveError>),
    /// Why the session is not kept against a crash, or not well; it is said once.
    NotKept(String),
    /// What was found of sessions that did not end cleanly.
    Found(Box<FoundSessions>),
}

/// What is not wanted any more.
#[derive(Debug, Default)]
struct Cancelled {
    saving: AtomicBool,
    keeping: AtomicBool,
}

/// The thread that saves a session.
#[derive(Debug)]
pub(in crate::runtime) struct Saver {
    requests: Sender<Request>,
    cancelled: Arc<Cancelled>,
    thread: JoinHandle<Option<RecoveryFile>>,
}

impl Saver {
    /// Starts the thread; `say` is told what it has to say. What is kept against a crash goes into
    /// `recovery`, if that is wanted.
    pub(in crate::runtime) fn start(
        files: Arc<FilesAt>,
        recovery: Option<PathBuf>,
        say: impl Fn(SaverEvent) + Send + 'static,
    ) -> io::Result<Self> {
        let (requests, inbox) = mpsc::channel();
        let cancelled = Arc::new(Cancelled::default());
        let looked_at = Arc::clone(&cancelled);
        let thread = thread::Builder::new().name("save".into()).spawn(move || {
            let mut writer = RecoveryWriter::new(recovery);
            answer_requests(&inbox, &files, &looked_at, &mut writer, &say);
            writer.into_file()
        })?;
        Ok(Self { requests, cancelled, thread })
    }

    /// Asks for the session to be saved to a file. Returns whether that will be answered.
    #[must_use]
    pub(in crate::runtime) fn save(&self, request: SaveRequest, shared: Arc<Shared>) -> bool {
        self.requests.send(Request::Save(request, shared)).is_ok()
    }

    /// Asks for the session to be kept against a crash, with its own file, if it has one.
    pub(in crate::runtime) fn keep(&self, shared: Arc<Shared>, own: Option<SavedIn>) {
        self.ask(Request::Keep(shared, own));
    }

    /// Removes what is kept against a crash: it is not needed any more.
    pub(in crate::runtime) fn forget(&self) {
        self.ask(Request::Forget);
    }

    /// Keeps the session in the file of another process from now on, which it goes on with.
    pub(in crate::runtime) fn continue_in(&self, file: RecoveryFile) {
        self.ask(Request::ContinueIn(file));
    }

    /// Looks for sessions that did not end cleanly, if sessions are kept against a crash.
    pub(super) fn look_for_left(&self) {
        self.ask(Request::LookForLeft);
    }

    fn ask(&self, request: Request) {
        // The thread ends before its requests do only by a panic, which ends the program.
        let _ = self.requests.send(request);
    }

    /// Breaks off what is being saved, and all that waits to be.
    pub(in crate::runtime) fn cancel_saving(&self) {
        self.cancelled.saving.store(true, Ordering::Relaxed);
    }

    /// Waits until all is saved, and kept if that is still `wanted`. Returns the file in which the
    /// session is kept, if it is.
    pub(in crate::runtime) fn finish(self, wanted: bool) -> Option<RecoveryFile> {
        self.cancelled.keeping.store(!wanted, Ordering::Relaxed);
        drop(self.requests);
        self.thread.join().ok().flatten()
    }
}

fn answer_requests(
    inbox: &Receiver<Request>,
    files: &FilesAt,
    cancelled: &Cancelled,
    writer: &mut RecoveryWriter,
    say: &dyn Fn(SaverEvent),
) {
    let mut next = inbox.recv().ok();
    while let Some(request) = next.take() {
        match request {
            Request::Save(request, shared) => {
                let is_cancelled = &cancelled.saving;
                let cancellable = CancellableFiles { files, is_cancelled };
                let saved = if is_cancelled.load(Ordering::Relaxed) {
                    let file = clean(&request.path.display().to_string());
                    Err(SaveError::Failed(format!("{file}: not saved: it was cancelled")))
                } else {
                    save(&request, &shared, &cancellable)
                };
                say(SaverEvent::Saved(request, saved));
            }
            Request::Forget => writer.forget(),
            Request::ContinueIn(file) => writer.continue_in(file),
            Request::LookForLeft => {
                let found = writer.folder().map(FoundSessions::in_folder).unwrap_or_default();
                say(SaverEvent::Found(Box::new(found)));
            }
            Request::Keep(shared, own) => {
                // Of several that wait, the newest counts.
                next = inbox.try_recv().ok();
                if matches!(next, Some(Request::Keep(..))) {
                    continue;
                }
                if let Some(trouble) = writer.keep((&shared, own), files, &cancelled.keeping) {
                    say(SaverEvent::NotKept(trouble));
                }
            }
        }
        next = next.or_else(|| inbox.recv().ok());
    }
}
