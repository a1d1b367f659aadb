//! The main loop: empty the inbox, tell the state machine, do what it asks for, draw once.

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use color_eyre::Result;
use ratatui::Terminal;

use super::jobs::Jobs;
use super::output::Output;
use super::signals::{self, Whom};
use super::ticker::Ticker;
use super::{Ending, Event, RecordFile, RecordFileError, Refused, hangup, screen};
use crate::app::{App, Effect, Message};
use crate::lesson::Record;
use crate::view;
use crate::view::theme::Theme;
use crate::work::run_job;

/// After this much work on the inbox a frame is drawn, however much is left in it.
const DRAW_AFTER: Duration = Duration::from_millis(15);

/// Goes on, or ends the session.
type Flow = ControlFlow<Result<Ending>>;

/// The state machine with everything around it.
pub struct Session {
    app: App,
    theme: Theme,
    /// What is on the screen; `None` while another program has the terminal.
    terminal: Option<Terminal<Output>>,
    jobs: Jobs,
    ticker: Ticker,
    recorder: Option<RecordFile>,
    /// What could not be saved.
    unsaved: Option<Box<Record>>,
}

impl Session {
    /// A session on a screen that has been entered.
    pub fn new(app: App, theme: Theme, inbox: Sender<Event>) -> io::Result<Self> {
        let terminal = Some(Terminal::new(Output::default())?);
        Ok(Self {
            app,
            theme,
            terminal,
            jobs: Jobs::new(inbox),
            ticker: Ticker::default(),
            recorder: None,
            unsaved: None,
        })
    }

    /// Goes on until something ends it.
    pub fn run(mut self, inbox: &Receiver<Event>, effects: Vec<Effect>) -> Result<Ending> {
        let ended = self.turns(inbox, effects);
        let unsaved = self.unsaved.take().and_then(|record| self.save(record).err());
        match ended {
            // What fails on a terminal that has gone fails because it has gone.
            ControlFlow::Break(Err(_)) if hangup::has_happened() => {
                Ok(Ending::Signal(signals::HANG_UP))
            }
            // Who quits is told what was lost.
            ControlFlow::Break(Ok(Ending::Quit)) => match unsaved {
                Some(error) => Err(Refused(error.to_string()).into()),
                None => Ok(Ending::Quit),
            },
            ControlFlow::Break(ending) => ending,
            ControlFlow::Continue(never) => match never {},
        }
    }

    fn turns(
        &mut self,
        inbox: &Receiver<Event>,
        effects: Vec<Effect>,
    ) -> ControlFlow<Result<Ending>, std::convert::Infallible> {
        self.perform(effects)?;
        loop {
            attempt(self.draw())?;
            let mut next = Some(self.wait(inbox));
            let start = Instant::now();
            while let Some(event) = next {
                self.handle(event)?;
                next = if start.elapsed() < DRAW_AFTER { inbox.try_recv().ok() } else { None };
            }
        }
    }

    /// The next thing that happens.
    fn wait(&mut self, inbox: &Receiver<Event>) -> Event {
        let left = self.ticker.left(self.app.tick_every(), Instant::now());
        let event = match left {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(Duration::ZERO) => Err(RecvTimeoutError::Timeout),
            Some(left) => inbox.recv_timeout(left),
        };
        match event {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => {
                self.ticker.ticked(Instant::now());
                Event::Message(Message::Tick)
            }
            Err(RecvTimeoutError::Disconnected) => unreachable!("the session holds a sender"),
        }
    }

    fn handle(&mut self, event: Event) -> Flow {
        match event {
            Event::Message(message) => self.tell(message),
            Event::Click { column, row } => self.click(column, row),
            Event::Answer(id, answer) if self.jobs.wants(id, &answer) => {
                self.tell(Message::Answer(id, answer))
            }
            // The next frame asks for the size itself.
            Event::Answer(..) | Event::Resized => Flow::Continue(()),
            Event::Stop => self.suspend(Whom::Process),
            Event::Continued => self.resume(),
            Event::Terminate(signal) => Flow::Break(Ok(Ending::Signal(signal))),
            Event::HungUp => Flow::Break(Ok(Ending::Signal(signals::HANG_UP))),
            Event::Failed(error) => Flow::Break(Err(error.into())),
        }
    }

    /// A click means what is there in the last frame.
    fn click(&mut self, column: u16, row: u16) -> Flow {
        let Some(terminal) = &self.terminal else { return Flow::Continue(()) };
        let size = attempt(terminal.size())?;
        match view::quantity_at(&self.app, size, column, row) {
            Some((panel, quantity)) => self.tell(Message::Select(panel, quantity)),
            None => Flow::Continue(()),
        }
    }

    fn tell(&mut self, message: Message) -> Flow {
        let effects = self.app.update(message);
        self.perform(effects)
    }

    /// Performs effects and what follows from them at once: a quick job's answers are part of the
    /// next frame.
    fn perform(&mut self, effects: Vec<Effect>) -> Flow {
        let mut effects = VecDeque::from(effects);
        let mut answers = VecDeque::new();
        loop {
            if let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Quit => return Flow::Break(Ok(Ending::Quit)),
                    Effect::Fail(why) => return Flow::Break(Err(Refused(why).into())),
                    Effect::Suspend => self.suspend(Whom::Job)?,
                    // On a terminal there is no class.
                    Effect::HandOver => {}
                    Effect::Record { path, record } => {
                        self.recorder.get_or_insert_with(|| RecordFile::new(&path, &record));
                        if let Err(error) = self.save(record) {
                            effects.extend(self.app.update(Message::Trouble(error.to_string())));
                        }
                    }
                    Effect::Mouse(on) => attempt(screen::listen_to_mouse(on))?,
                    Effect::Start(id, job) if job.is_quick() => run_job(&job, &mut |answer| {
                        answers.push_back((id, answer));
                        ControlFlow::Continue(())
                    }),
                    Effect::Start(id, job) => attempt(self.jobs.start(id, job))?,
                    Effect::Cancel(id) => {
                        answers.retain(|(of, _)| *of != id);
                        self.jobs.cancel(id);
                    }
                }
            } else if let Some((id, answer)) = answers.pop_front() {
                effects.extend(self.app.update(Message::Answer(id, answer)));
            } else {
                return Flow::Continue(());
            }
        }
    }

    /// Saves a lesson's record; what cannot be saved now is tried again at the end, and with the
    /// next answer.
    fn save(&mut self, record: Box<Record>) -> std::result::Result<(), RecordFileError> {
        let saved = self.recorder.as_mut().map_or(Ok(()), |recorder| recorder.save(&record));
        self.unsaved = saved.is_err().then_some(record);
        saved
    }

    fn draw(&mut self) -> io::Result<()> {
        let Some(terminal) = &mut self.terminal else { return Ok(()) };
        terminal.draw(|frame| view::draw(&self.app, &self.theme, frame))?;
        terminal.backend_mut().send()
    }

    /// Gives the terminal back and stops. That the process runs again is told by
    /// [`Event::Continued`], and until then nothing is drawn: the stop may take effect a moment
    /// later than the call returns.
    fn suspend(&mut self, whom: Whom) -> Flow {
        if signals::STOPS {
            self.terminal = None;
            screen::give_back();
            attempt(signals::stop(whom))?;
        }
        Flow::Continue(())
    }

    /// Takes the terminal over again. A new `Terminal` knows nothing of what is on the screen, so
    /// everything is drawn.
    fn resume(&mut self) -> Flow {
        attempt(screen::take())?;
        if self.app.has_mouse() {
            attempt(screen::listen_to_mouse(true))?;
        }
        self.terminal = Some(attempt(Terminal::new(Output::default()))?);
        Flow::Continue(())
    }
}

fn attempt<T>(result: io::Result<T>) -> ControlFlow<Result<Ending>, T> {
    match result {
        Ok(value) => ControlFlow::Continue(value),
        Err(error) => ControlFlow::Break(Err(error.into())),
    }
}
