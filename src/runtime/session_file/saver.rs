//! The thread that saves sessions, so that no key waits for a disk, or for the hash of a long file.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use super::{FilesAt, RecoveryFile, save, text};
use crate::app::{SaveError, SavedSession, Shared};

/// What the thread is asked for.
enum Request {
    /// To save the session to a file.
    Save { path: PathBuf, replaces: bool, shared: Arc<Shared> },
    /// To keep it against a crash.
    Keep(Arc<Shared>),
    /// To keep it in this file from now on.
    Adopt(RecoveryFile),
}

/// What the thread says.
#[derive(Debug)]
pub(in crate::runtime) enum SaverEvent {
    /// What came of saving a session.
    Saved(Result<PathBuf, SaveError>),
    /// Why the session cannot be kept against a crash; it is said once.
    NotKept(String),
}

/// The thread that saves a session.
pub(in crate::runtime) struct Saver {
    requests: Sender<Request>,
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
        let thread = thread::Builder::new().name("save".into()).spawn(move || {
            let mut keeper = Keeper { folder: recovery, file: None, last: Vec::new() };
            serve(&inbox, &files, &mut keeper, &say);
            keeper.file
        })?;
        Ok(Self { requests, thread })
    }

    /// Asks for the session to be saved to a file.
    pub(in crate::runtime) fn save(&self, path: PathBuf, replaces: bool, shared: Arc<Shared>) {
        self.ask(Request::Save { path, replaces, shared });
    }

    /// Asks for the session to be kept against a crash.
    pub(in crate::runtime) fn keep(&self, shared: Arc<Shared>) {
        self.ask(Request::Keep(shared));
    }

    /// Keeps the session in the file of another process from now on, which it goes on with.
    pub(in crate::runtime) fn adopt(&self, file: RecoveryFile) {
        self.ask(Request::Adopt(file));
    }

    fn ask(&self, request: Request) {
        // The thread only ends when there is no one left to ask it.
        let _ = self.requests.send(request);
    }

    /// Waits until all is saved. Returns the file in which the session is kept, if it is.
    pub(in crate::runtime) fn finish(self) -> Option<RecoveryFile> {
        drop(self.requests);
        self.thread.join().ok().flatten()
    }
}

/// What keeps a session against a crash.
struct Keeper {
    /// None if nothing is to be kept, or cannot be.
    folder: Option<PathBuf>,
    file: Option<RecoveryFile>,
    /// What is in it.
    last: Vec<u8>,
}

fn serve(
    inbox: &Receiver<Request>,
    files: &FilesAt,
    keeper: &mut Keeper,
    say: &dyn Fn(SaverEvent),
) {
    let mut next = inbox.recv().ok();
    while let Some(request) = next.take() {
        match request {
            Request::Save { path, replaces, shared } => {
                let saved = save(&path, replaces, &shared, files);
                say(SaverEvent::Saved(saved.map(|()| path)));
            }
            Request::Adopt(file) => keeper.adopt(file),
            Request::Keep(shared) => {
                // Of several that wait, the newest counts.
                next = inbox.try_recv().ok();
                if matches!(next, Some(Request::Keep(_))) {
                    continue;
                }
                if let Err(why) = keeper.keep(&shared, files) {
                    keeper.folder = None;
                    say(SaverEvent::NotKept(why));
                }
            }
        }
        next = next.or_else(|| inbox.recv().ok());
    }
}

impl Keeper {
    fn adopt(&mut self, file: RecoveryFile) {
        if let Some(own) = self.file.replace(file) {
            own.remove();
        }
        self.last.clear();
    }

    fn keep(&mut self, shared: &Shared, files: &FilesAt) -> Result<(), String> {
        let Some(folder) = &self.folder else { return Ok(()) };
        // What cannot be saved, as data from a pipe, cannot be kept either, until it can.
        let Ok(session) = SavedSession::of(shared, files) else { return Ok(()) };
        let text = text::of(&session).map_err(|error| error.to_string())?;
        if text == self.last {
            return Ok(());
        }
        let failed = |error: io::Error| {
            format!("this session is not kept against a crash: {}: {error}", folder.display())
        };
        if self.file.is_none() {
            self.file = Some(RecoveryFile::new(folder).map_err(failed)?);
        }
        if let Some(file) = &self.file {
            file.keep(&text).map_err(failed)?;
        }
        self.last = text;
        Ok(())
    }
}
