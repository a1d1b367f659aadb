//! The program without a terminal: keys in, frames out, and no clock.
//!
//! `stepper::Stepper` is a part of other programs, which go on while it computes; it has no data to
//! load, no lesson to open and no end. Here it is the whole program that is driven, and a key waits
//! until all that follows from it is done, so that a picture is the same on any machine.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::Modifier;
use ratatui::{Frame, Terminal};

use crate::app::opening::Program;
use crate::app::{
    App, Effect, ExportOrder, Job, JobId, Key, Message, SaveError, SaveReport, SaveRequest,
};
use crate::lesson::Record;
use crate::runtime::RecordFile;
use crate::runtime::export;
use crate::runtime::session_file::{self, FilesAt, OwnFile};
use crate::view;
use crate::view::theme::{ColorDepth, Theme};
use crate::work::effects::{self, Host};

/// The stepper, whose jobs are done while its keys wait for them.
#[derive(Debug)]
pub(crate) struct Headless {
    program: Program,
    theme: Theme,
    /// The way to the files of a session; none if nothing is written, neither a session nor
    /// a result nor answers, as for a picture.
    files: Option<FilesAt>,
    /// The session's own file.
    own: OwnFile,
    recorder: Option<RecordFile>,
}

/// A key after which there is nothing to draw.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeadlessEnd {
    /// It quits the program.
    #[error("it leaves the program")]
    Quit,
    /// It suspends the program, which would have no one to go on.
    #[error("it leaves the program")]
    Suspended,
    /// The program has nothing to show.
    #[error("{0}")]
    NothingToShow(String),
}

impl Headless {
    /// Returns a stepper to which no key has been pressed yet.
    pub(crate) fn new(app: App, theme: Theme, shows_keys: bool) -> Self {
        let program = Program::Open(Box::new(app));
        let program = if shows_keys { program.showing_keys() } else { program };
        Self::of(program, theme)
    }

    fn of(program: Program, theme: Theme) -> Self {
        let mut own = OwnFile::remembered(program.remembered_file());
        if let Some(path) = program.own_file().filter(|_| program.remembered_file().is_none()) {
            own.set(path);
        }
        Self { program, theme, files: None, own, recorder: None }
    }

    /// Saves sessions, exports results, and keeps answers in the file that was named for them.
    #[must_use]
    pub(crate) fn keeping_files(self) -> Self {
        Self { files: Some(FilesAt::default()), ..self }
    }

    /// Returns a program once its data are read: performs the effects of its opening.
    ///
    /// # Errors
    /// Returns an error if there is nothing to show.
    pub(crate) fn open(program: Program, effects: Vec<Effect>) -> Result<Self, HeadlessEnd> {
        let mut headless = Self::of(program, Theme::new(ColorDepth::TrueColor));
        match effects::perform(&mut headless, effects) {
            ControlFlow::Continue(()) => Ok(headless),
            ControlFlow::Break(end) => Err(end),
        }
    }

    /// Returns the stepper, whose data are there.
    ///
    /// # Errors
    /// Returns an error if they are not.
    pub(crate) fn into_app(self) -> Result<App, HeadlessEnd> {
        match self.program {
            Program::Open(app) => Ok(*app),
            Program::Opening(_) => Err(HeadlessEnd::NothingToShow("no data were read".into())),
        }
    }

    /// Returns the stepper, once its data are there.
    pub(crate) fn app(&self) -> Option<&App> {
        self.program.app()
    }

    /// Returns the files that what is open was read from.
    pub(crate) fn files_read(&self) -> Vec<PathBuf> {
        self.app().map(|app| app.shared().files_read()).unwrap_or_default()
    }

    /// Presses a key on a screen of this size and performs all that follows from it.
    ///
    /// # Errors
    /// Returns an error if the key leaves the program.
    pub(crate) fn press(&mut self, key: Key, size: Size) -> Result<(), HeadlessEnd> {
        let app = self.program.app();
        let message =
            app.map_or(Message::Key(key), |app| view::message_of(app, &self.theme, size, key));
        self.send(message)
    }

    /// Takes a message in and performs all that follows from it.
    ///
    /// # Errors
    /// Returns an error if it leaves the program.
    pub(crate) fn send(&mut self, message: Message) -> Result<(), HeadlessEnd> {
        match effects::send(self, message) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(end) => Err(end),
        }
    }

    /// Returns the theme, which a key may have changed.
    pub(crate) fn theme(&self) -> Theme {
        self.theme
    }

    /// Draws the screen; the cell with the cursor, if it is shown, is reversed.
    pub(crate) fn draw(&self, size: Size) -> Buffer {
        let backend = TestBackend::new(size.width, size.height);
        let mut terminal = Terminal::new(backend).unwrap_or_else(|never| match never {});
        let draw = |frame: &mut Frame| view::draw_program(&self.program, &self.theme, frame);
        let mut frame = terminal.draw(draw).unwrap_or_else(|never| match never {}).buffer.clone();
        let backend = terminal.backend();
        if backend.cursor_visible()
            && let Some(cell) = frame.cell_mut(backend.cursor_position())
        {
            cell.modifier.toggle(Modifier::REVERSED);
        }
        frame
    }
}

impl Host for Headless {
    type End = HeadlessEnd;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.program.update(message)
    }

    fn start(&mut self, _: JobId, job: Job) -> ControlFlow<HeadlessEnd, Option<Job>> {
        ControlFlow::Continue(Some(job))
    }

    fn cancel(&mut self, _: JobId) {}

    fn quit(&mut self) -> ControlFlow<HeadlessEnd> {
        ControlFlow::Break(HeadlessEnd::Quit)
    }

    fn fail(&mut self, why: String) -> ControlFlow<HeadlessEnd> {
        ControlFlow::Break(HeadlessEnd::NothingToShow(why))
    }

    fn suspend(&mut self) -> ControlFlow<HeadlessEnd> {
        ControlFlow::Break(HeadlessEnd::Suspended)
    }

    /// There is no class.
    fn hand_over(&mut self) -> ControlFlow<HeadlessEnd> {
        ControlFlow::Continue(())
    }

    /// There is no mouse.
    fn capture_mouse(&mut self, _: bool) -> ControlFlow<HeadlessEnd> {
        ControlFlow::Continue(())
    }

    /// There is no clipboard.
    fn copy(&mut self, _: &str) -> ControlFlow<HeadlessEnd> {
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        let next = self.theme.next();
        self.theme = next.unwrap_or(self.theme);
        Some(Message::Theme(next.map(|theme| theme.name().as_str())))
    }

    fn save_session(&mut self, request: &SaveRequest) -> Option<Result<SaveReport, SaveError>> {
        let app = self.program.app()?;
        Some(match &self.files {
            None => Err(SaveError::Failed(
                "--keys saves no session; press the keys in the stepper".to_owned(),
            )),
            Some(files) => {
                let own = &mut self.own;
                let saved = own.check(request);
                let saved = saved.and_then(|()| session_file::save(request, app.shared(), files));
                if saved.is_ok() {
                    own.set(&request.path);
                }
                saved
            }
        })
    }

    fn export(&mut self, order: ExportOrder) -> Option<Result<String, SaveError>> {
        Some(match &self.files {
            None => Err(SaveError::Failed(
                "--keys writes no files; press the keys in the stepper".to_owned(),
            )),
            Some(_) => export::write(&order),
        })
    }

    fn record(&mut self, path: &Path, known: &Record, record: Box<Record>) -> Option<String> {
        self.files.as_ref()?;
        let file = self.recorder.get_or_insert_with(|| RecordFile::new(path, known));
        file.save(&record).err().map(|error| error.to_string())
    }
}
