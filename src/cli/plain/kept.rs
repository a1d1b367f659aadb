//! What is kept of a session against a crash, and what was left by one. Only someone at a terminal
//! has this: a script is there to be run again.

use std::io;
use std::sync::mpsc::{self, Receiver};

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::report::Document;
use crate::runtime::Headless;
use crate::runtime::session_file::{SaverEvent, SessionStore};
use crate::spoken::sentence;

/// The session as it is kept, and the one that was left.
#[derive(Debug)]
pub(super) struct Kept {
    store: SessionStore,
    events: Receiver<SaverEvent>,
    /// Why the session is not kept, which was not said yet.
    troubles: Vec<String>,
}

impl Kept {
    /// Looks for a session that was left, and keeps this one from now on.
    ///
    /// # Errors
    /// Returns an error if there is no thread for it.
    pub(super) fn start() -> io::Result<Self> {
        let (sender, events) = mpsc::channel();
        let store = SessionStore::start(true, move |event| {
            // A stepper that has ended has nothing to be told.
            let _ = sender.send(event);
        })?;
        let mut kept = Self { store, events, troubles: Vec::new() };
        kept.await_found();
        Ok(kept)
    }

    /// Waits until it is known what was left: a line that is typed may ask for it.
    fn await_found(&mut self) {
        while let Ok(event) = self.events.recv() {
            match event {
                SaverEvent::Found(found) => return self.store.found(*found),
                SaverEvent::NotKept(why) => self.troubles.push(why),
                SaverEvent::Saved(..) => {}
            }
        }
    }

    /// Returns what there is to say of it that was not said yet.
    fn news(&mut self) -> Document {
        let mut document = Document::default();
        if let Some(left) = self.store.offer() {
            document.paragraph(format!("The last session did not end as it should: {left}."));
            let says = "recover opens it, discard removes it; otherwise the next start offers it.";
            document.paragraph(says);
        }
        if let Some(trouble) = self.store.trouble() {
            document.paragraph(sentence(&trouble));
        }
        let not_kept = self.events.try_iter().filter_map(|event| match event {
            SaverEvent::NotKept(why) => Some(why),
            SaverEvent::Found(_) | SaverEvent::Saved(..) => None,
        });
        self.troubles.extend(not_kept);
        for why in self.troubles.drain(..) {
            document.paragraph(sentence(&why));
        }
        document
    }
}

impl Stepper {
    /// Keeps the session against a crash, and offers one that was left.
    pub(super) fn keeping(mut self, kept: Kept) -> Self {
        self.kept = Some(kept);
        self
    }

    /// Keeps the session as it is now. Returns what there is to say of what is kept and was left.
    pub(super) fn keep(&mut self) -> Document {
        let Some(kept) = &mut self.kept else { return Document::default() };
        kept.store.keep(self.screen.app());
        kept.news()
    }

    /// Ends the keeping: after a clean end nothing is left for the next start.
    pub(super) fn finish(&mut self, is_clean: bool) {
        if let Some(kept) = &mut self.kept {
            kept.store.finish(self.screen.app(), is_clean);
        }
    }

    /// Opens the session that was left, in the place of this one.
    pub(super) fn recover(&mut self) -> Done {
        let is_needed = self.app()?.session().is_worth_keeping(self.app()?.shared());
        let kept = self.kept.as_mut().ok_or_else(nothing_kept)?;
        if !kept.store.has_left() {
            return Err(nothing_left());
        }
        if is_needed {
            let why = "this session would be lost; save it, quit, and recover at the next start";
            return Err(Failure::new(why));
        }
        let (program, effects) = kept.store.reopen().ok_or_else(nothing_left)?;
        let program = match self.screen.app() {
            Some(app) => program.in_place_of(app),
            None => program,
        };
        let opened = Headless::open(program, effects);
        match opened.and_then(Headless::into_app) {
            Ok(app) => {
                kept.store.opened();
                self.screen = Self::screen(app);
                self.whole()
            }
            Err(end) => Err(Failure::new(kept.store.not_reopened(&end.to_string()))),
        }
    }

    /// Removes the session that was left.
    pub(super) fn discard(&mut self) -> Done {
        let kept = self.kept.as_mut().ok_or_else(nothing_kept)?;
        if !kept.store.has_left() {
            return Err(nothing_left());
        }
        kept.store.discard();
        kept.await_found();
        let mut document = Document::default();
        document.paragraph("What was left is removed.");
        Ok(document)
    }
}

fn nothing_kept() -> Failure {
    Failure::new("sessions are kept and offered at a terminal only, and not with --no-recovery")
}

fn nothing_left() -> Failure {
    Failure::new("no session was left by a crash")
}
