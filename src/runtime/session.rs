//! The main loop: empty the inbox, tell the state machine, perform what it asks for, draw once.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::layout::Position;

use super::backend::BufferedBackend;
use super::colors::TerminalColors;
use super::export::Exporter;
use super::input::InputEvent;
use super::job_threads::JobThreads;
use super::recent_files::KeptFiles;
use super::session_file::{SaverEvent, SessionStore};
use super::signals::{self, StopTarget};
use super::ticker::Ticker;
use super::window_title::{self, WindowTitle};
use super::{Ending, Event, RecordFile, RecordFileError, RunError, codes, hangup, terminal_mode};
use crate::app::opening::Program;
use crate::app::{
    App, Effect, ExportOrder, Job, JobId, Key, Message, Mode, SaveError, SaveReport, SaveRequest,
};
use crate::lesson::Record;
use crate::text::sanitise::clean;
use crate::view;
use crate::work::QuickWork;
use crate::work::effects::{self, Host};

/// After this much work on the inbox a frame is drawn, however much is left in it.
const DRAW_AFTER: Duration = Duration::from_millis(15);

/// How long the end of a session waits for the terminal to say what it was asked.
const LAST_ANSWER: Duration = Duration::from_millis(200);

/// Goes on, or ends the session.
type Flow = ControlFlow<Result<Ending, RunError>>;

/// The state machine with everything around it.
pub(super) struct TerminalSession {
    program: Program,
    colors: TerminalColors,
    title: WindowTitle,
    /// What is on the screen; `None` while another program has the terminal.
    terminal: Option<Terminal<BufferedBackend>>,
    jobs: JobThreads,
    ticker: Ticker,
    recorder: Option<RecordFile>,
    recent_files: KeptFiles,
    store: SessionStore,
    /// The stepper that made room for a session that is being reopened.
    before: Option<Box<App>>,
    exporter: Exporter,
    inbox: Sender<Event>,
    /// What could not be saved.
    unsaved: Option<Box<Record>>,
}

impl TerminalSession {
    /// Returns a session on a terminal whose mode has been entered.
    pub(super) fn new(
        program: Program,
        colors: TerminalColors,
        title: WindowTitle,
        inbox: Sender<Event>,
        recovers: bool,
    ) -> io::Result<Self> {
        let events = inbox.clone();
        let mut store = SessionStore::start(recovers, move |event| {
            // A session that has ended has nothing to be told.
            let _ = events.send(Event::Saver(event));
        })?;
        if let Some(path) = program.own_file() {
            store.opened_from(path);
        }
        let terminal = Some(Terminal::new(BufferedBackend::default())?);
        Ok(Self {
            program,
            colors,
            title,
            terminal,
            jobs: JobThreads::new(inbox.clone()),
            ticker: Ticker::default(),
            recorder: None,
            recent_files: KeptFiles::of_user(),
            store,
            before: None,
            exporter: Exporter::default(),
            inbox,
            unsaved: None,
        })
    }

    /// Goes on until something ends it.
    pub(super) fn run(
        mut self,
        inbox: &Receiver<Event>,
        effects: Vec<Effect>,
    ) -> Result<Ending, RunError> {
        let ended = self.turns(inbox, effects);
        let is_clean = matches!(ended, ControlFlow::Break(Ok(Ending::Quit)));
        let mut not_saved = None;
        if is_clean {
            not_saved = self.await_saved(inbox);
        }
        if !matches!(ended, ControlFlow::Break(Ok(Ending::Signal(_)))) {
            self.await_answer(inbox);
        }
        self.store.finish(self.program.app(), is_clean);
        let unsaved = self.unsaved.take().and_then(|record| self.save(record).err());
        match ended {
            // What fails on a terminal that has gone fails because it has gone.
            ControlFlow::Break(Err(_)) if hangup::has_happened() => {
                Ok(Ending::Signal(signals::HANG_UP))
            }
            // A user who quits reads what was lost.
            ControlFlow::Break(Ok(Ending::Quit)) => match unsaved {
                Some(error) => Err(error.into()),
                None => not_saved.map_or(Ok(Ending::Quit), |error| Err(error.into())),
            },
            ControlFlow::Break(ending) => ending,
            ControlFlow::Continue(never) => match never {},
        }
    }

    fn turns(
        &mut self,
        inbox: &Receiver<Event>,
        effects: Vec<Effect>,
    ) -> ControlFlow<Result<Ending, RunError>, std::convert::Infallible> {
        let recent = Message::RecentFiles(self.recent_files.files().clone());
        effects::send(self, recent)?;
        effects::perform(self, effects)?;
        self.tell_of_left()?;
        loop {
            attempt(self.draw())?;
            let mut next = Some(self.wait(inbox));
            let start = Instant::now();
            self.store.changed(start);
            while let Some(event) = next {
                self.handle(event)?;
                next = if start.elapsed() < DRAW_AFTER { inbox.try_recv().ok() } else { None };
            }
            if self.program.app().is_some() {
                self.before = None;
                self.store.opened();
            }
            self.store.keep_if_due(self.program.app(), Instant::now());
            self.tell_of_left()?;
        }
    }

    /// Offers the session that was left, and says which ones cannot be opened where it is seen:
    /// the question covers it.
    fn tell_of_left(&mut self) -> Flow {
        let Some(app) = self.program.app() else { return Flow::Continue(()) };
        // The question takes no place of an open dialog.
        if matches!(app.mode(), Mode::Stepping | Mode::Lesson(_))
            && let Some(left) = self.store.offer()
        {
            let says = format!("the last session did not end as it should: {left}");
            return effects::send(self, Message::SessionLeft(says));
        }
        if !matches!(app.mode(), Mode::Prompt(_))
            && let Some(trouble) = self.store.trouble()
        {
            return effects::send(self, Message::RuntimeFailed(trouble));
        }
        Flow::Continue(())
    }

    /// Waits until the session is saved, and says so; ^C and whatever ends a program break that
    /// off. Returns why it was not saved, if that is the last that was said.
    fn await_saved(&mut self, inbox: &Receiver<Event>) -> Option<SaveError> {
        let mut not_saved = None;
        while let Some(path) = self.store.saving() {
            let file = clean(&path.display().to_string());
            // What cannot be drawn or sent any more is seen by no one.
            let says = Message::Inform(format!("saving {file}; ^C leaves without it"));
            let _ = effects::send(self, says);
            let _ = self.draw();
            match inbox.recv() {
                Ok(Event::Saver(SaverEvent::Saved(request, saved))) => {
                    self.store.saved(&request, saved.is_ok());
                    not_saved = saved.err();
                }
                Ok(Event::Input(InputEvent::Key(key))) if key != Key::ctrl('c') => {}
                Ok(Event::Input(InputEvent::Key(_)) | Event::Terminate(_) | Event::HungUp)
                | Err(_) => self.store.cancel_saving(),
                Ok(_) => {}
            }
        }
        not_saved
    }

    /// Waits for the next event; meanwhile the session is kept against a crash.
    fn wait(&mut self, inbox: &Receiver<Event>) -> Event {
        loop {
            let now = Instant::now();
            let tick = self.ticker.left(self.program.tick_every(), now);
            let keep = self.store.left(now).filter(|keep| tick.is_none_or(|tick| *keep < tick));
            let Some(keep) = keep else { return self.wait_for(tick, inbox) };
            match inbox.recv_timeout(keep) {
                Ok(event) => return event,
                Err(_) => self.store.keep_if_due(self.program.app(), Instant::now()),
            }
        }
    }

    /// Waits for the next event, or for the next tick, which comes after so long.
    fn wait_for(&mut self, left: Option<Duration>, inbox: &Receiver<Event>) -> Event {
        let event = match left {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(Duration::ZERO) => Err(RecvTimeoutError::Timeout),
            Some(left) => inbox.recv_timeout(left),
        };
        match event {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => {
                self.ticker.ticked(Instant::now());
                Event::Tick
            }
            Err(RecvTimeoutError::Disconnected) => unreachable!("the session holds a sender"),
        }
    }

    fn handle(&mut self, event: Event) -> Flow {
        match event {
            Event::Input(InputEvent::Background(background)) => {
                self.colors.on_background(background, Instant::now());
                Flow::Continue(())
            }
            Event::Input(input) => self.input(input),
            Event::Tick => effects::send(self, Message::Tick),
            Event::Output(id, answer) if self.jobs.expects(id, &answer) => {
                effects::send(self, Message::Output(id, answer))
            }
            Event::Saver(SaverEvent::Saved(request, saved)) => {
                self.store.saved(&request, saved.is_ok());
                effects::send(self, Message::SessionSaved(request, saved))
            }
            Event::Saver(SaverEvent::Found(found)) => {
                self.store.found(*found);
                Flow::Continue(())
            }
            Event::Saver(SaverEvent::NotKept(why)) => {
                effects::send(self, Message::RuntimeFailed(why))
            }
            Event::Exported(done) if self.exporter.takes(&done) => {
                effects::send(self, Message::Exported(done.result))
            }
            // No one waits for it. The next frame asks for the size itself.
            Event::Output(..) | Event::Exported(_) | Event::Resized => Flow::Continue(()),
            Event::Stop => self.stop(StopTarget::Process),
            Event::Continued => self.resume(),
            Event::Terminate(signal) => Flow::Break(Ok(Ending::Signal(signal))),
            Event::HungUp => Flow::Break(Ok(Ending::Signal(signals::HANG_UP))),
            Event::Failed(error) => Flow::Break(Err(error.into())),
        }
    }

    /// Tells the state machine what a user did. The mouse is at what the last frame shows there.
    fn input(&mut self, input: InputEvent) -> Flow {
        let message = input.into_message(|pointer, column, row| {
            // A size that cannot be read fails the next frame.
            let size = self.terminal.as_ref()?.size().ok()?;
            let (app, theme) = (self.program.app()?, self.colors.theme());
            view::pointed_at(app, theme, size, pointer, Position::new(column, row))
        });
        let message = message.map(|message| self.on_screen(message));
        message.map_or(Flow::Continue(()), |message| effects::send(self, message))
    }

    /// Returns what a key says on the screen of this size.
    fn on_screen(&self, message: Message) -> Message {
        let size = self.terminal.as_ref().and_then(|terminal| terminal.size().ok());
        match (message, self.program.app(), size) {
            (Message::Key(key), Some(app), Some(size)) => {
                view::message_of(app, self.colors.theme(), size, key)
            }
            (message, ..) => message,
        }
    }

    /// Saves a lesson's record; what cannot be saved now is tried again at the end, and with the
    /// next answer.
    fn save(&mut self, record: Box<Record>) -> Result<(), RecordFileError> {
        let saved = self.recorder.as_mut().map_or(Ok(()), |recorder| recorder.save(&record));
        self.unsaved = saved.is_err().then_some(record);
        saved
    }

    fn draw(&mut self) -> io::Result<()> {
        let Some(terminal) = &mut self.terminal else { return Ok(()) };
        terminal.draw(|frame| {
            view::draw_program(&self.program, self.colors.theme(), frame);
        })?;
        terminal.backend_mut().send()?;
        let title = window_title::title_of_data(self.program.data_name());
        let title = self.colors.theme().spelled(&title).into_owned();
        if let Some(title) = self.title.change(title) {
            terminal_mode::show_title(title)?;
        }
        match self.colors.question(Instant::now()) {
            [] => Ok(()),
            question => terminal_mode::write(question),
        }
    }

    /// Waits a little for the terminal's answer, so that the shell is not told it.
    fn await_answer(&self, inbox: &Receiver<Event>) {
        let until = Instant::now() + LAST_ANSWER;
        while self.colors.awaits_answer(Instant::now()) {
            match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Event::Input(InputEvent::Background(_)) | Event::HungUp | Event::Failed(_))
                | Err(_) => return,
                Ok(_) => {}
            }
        }
    }

    /// Restores the terminal and stops. [`Event::Continued`] says that the process runs again, and
    /// until then nothing is drawn: the stop may take effect a moment
    /// later than the call returns.
    fn stop(&mut self, target: StopTarget) -> Flow {
        if signals::STOPS {
            self.terminal = None;
            self.title.forget();
            terminal_mode::restore();
            attempt(signals::stop(target))?;
        }
        Flow::Continue(())
    }

    /// Enters the terminal mode again. A new `Terminal` knows nothing of what is on the screen, so
    /// everything is drawn.
    fn resume(&mut self) -> Flow {
        attempt(terminal_mode::enter())?;
        if self.program.has_mouse() {
            attempt(terminal_mode::capture_mouse(true))?;
        }
        self.terminal = Some(attempt(Terminal::new(BufferedBackend::default()))?);
        Flow::Continue(())
    }
}

impl Host for TerminalSession {
    type End = Result<Ending, RunError>;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.program.update(message)
    }

    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Self::End, Option<Job>> {
        if QuickWork::ALONE.includes(&job) {
            return ControlFlow::Continue(Some(job));
        }
        attempt(self.jobs.start(id, job))?;
        ControlFlow::Continue(None)
    }

    fn cancel(&mut self, id: JobId) {
        self.jobs.cancel(id);
    }

    fn quit(&mut self) -> Flow {
        Flow::Break(Ok(Ending::Quit))
    }

    /// A session that cannot be reopened leaves the stepper as it was before.
    fn fail(&mut self, why: String) -> Flow {
        let Some(app) = self.before.take() else {
            return Flow::Break(Err(RunError::NothingToShow(why)));
        };
        let effects = self.program.go_back_to(app);
        effects::perform(self, effects)?;
        let said = self.store.not_reopened(&why);
        effects::send(self, Message::RuntimeFailed(said))
    }

    fn suspend(&mut self) -> Flow {
        self.stop(StopTarget::ProcessGroup)
    }

    /// On a terminal there is no class.
    fn hand_over(&mut self) -> Flow {
        Flow::Continue(())
    }

    fn capture_mouse(&mut self, on: bool) -> Flow {
        attempt(terminal_mode::capture_mouse(on))
    }

    fn copy(&mut self, text: &str) -> Flow {
        attempt(terminal_mode::write(&codes::copied(text)))
    }

    fn next_theme(&mut self) -> Option<Message> {
        Some(self.colors.next_theme())
    }

    fn remember_file(&mut self, path: &Path) -> Vec<Message> {
        let problem = self.recent_files.remember(path);
        let files = Message::RecentFiles(self.recent_files.files().clone());
        [files].into_iter().chain(problem.map(Message::RuntimeFailed)).collect()
    }

    /// A thread does it.
    fn save_session(&mut self, request: &SaveRequest) -> Option<Result<SaveReport, SaveError>> {
        let shared = Arc::clone(self.program.app()?.shared());
        self.store.save(request.clone(), shared).err().map(Err)
    }

    /// A thread does it.
    fn export(&mut self, order: ExportOrder) -> Option<Result<String, SaveError>> {
        let inbox = self.inbox.clone();
        let started = self.exporter.start(order, move |done| {
            // A session that has ended has nothing to be told.
            let _ = inbox.send(Event::Exported(done));
        });
        started.err().map(|error| Err(SaveError::Failed(error.to_string())))
    }

    fn cancel_export(&mut self) {
        self.exporter.cancel();
    }

    fn reopen_session(&mut self) -> Vec<Effect> {
        let Some((program, effects)) = self.store.reopen() else { return Vec::new() };
        let program = match self.program.app() {
            Some(app) => program.in_place_of(app),
            None => program,
        };
        let mut cancelled = Vec::new();
        if let Program::Open(mut app) = std::mem::replace(&mut self.program, program) {
            cancelled = app.cancel_jobs();
            self.before = Some(app);
        }
        cancelled.into_iter().chain(effects).collect()
    }

    fn discard_session(&mut self) {
        self.store.discard();
    }

    fn record(&mut self, path: &Path, known: &Record, record: Box<Record>) -> Option<String> {
        self.recorder.get_or_insert_with(|| RecordFile::new(path, known));
        self.save(record).err().map(|error| error.to_string())
    }
}

fn attempt<T>(result: io::Result<T>) -> ControlFlow<Result<Ending, RunError>, T> {
    match result {
        Ok(value) => ControlFlow::Continue(value),
        Err(error) => ControlFlow::Break(Err(error.into())),
    }
}
