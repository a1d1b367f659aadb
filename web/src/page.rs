//! The program in a page, and what the page tells it.

mod host;
mod opening;

use std::collections::VecDeque;
use std::ops::ControlFlow;

use emstep::internals::app::{App, Key, Message, Program};
use emstep::internals::spoken::{Controls, Narrator};
use emstep::internals::view::{self, ColorDepth, Pointer, Theme, ThemeName};
use emstep::internals::work::effects;
use ratatui::layout::{Position, Size};

use crate::events::Events;
use crate::files;
use crate::jobs::Jobs;
use crate::protocol::{Answer, PageEffect, PointerAction, Request};
use crate::screen::Screen;
use crate::session_files::GivenFiles;

/// The program in a page.
#[derive(Debug)]
pub struct Page {
    program: Program,
    /// The stepper before a session was opened in its place, until that is there.
    before: Option<Box<App>>,
    /// The theme that was chosen; none if the page follows the system.
    chosen: Option<ThemeName>,
    theme: Theme,
    size: Size,
    screen: Screen,
    jobs: Jobs,
    events: Events,
    narrator: Narrator,
    /// The session that is offered.
    offered: Option<Offered>,
    /// The one that is being reopened.
    reopening: Option<Offered>,
    /// One that could not be, and waits for the files of its data.
    waiting: Option<Offered>,
    /// The session as it is kept.
    kept: Option<String>,
    /// Why it was not kept, which is said once.
    not_kept: Option<String>,
    files: std::sync::Arc<GivenFiles>,
    /// The keys of a link that are still to be pressed, each after what the one before began.
    keys_of_link: VecDeque<Key>,
    /// What the page has yet to be asked for.
    effects: Vec<PageEffect>,
}

/// A session that is offered.
#[derive(Debug)]
struct Offered {
    /// The key that it is kept under.
    key: &'static str,
    text: String,
}

impl Page {
    fn new(program: Program) -> Self {
        files::provide();
        Self {
            program,
            before: None,
            chosen: None,
            theme: Theme::new(ColorDepth::TrueColor),
            size: Size::new(80, 24),
            screen: Screen::default(),
            jobs: Jobs::default(),
            events: Events::default(),
            narrator: Narrator::new(Controls::Keys),
            offered: None,
            reopening: None,
            waiting: None,
            kept: None,
            not_kept: None,
            files: std::sync::Arc::new(GivenFiles::for_keeping()),
            keys_of_link: VecDeque::new(),
            effects: Vec::new(),
        }
    }

    /// Does what a request asks for.
    pub fn answer(&mut self, request: Request) -> Answer {
        let mut answer = Answer::default();
        let is_users = !matches!(request, Request::Work | Request::Tick | Request::Draw);
        if matches!(request, Request::Key(_) | Request::Paste(_) | Request::Pointer { .. }) {
            // A person who does something does not wait for what a link has to do.
            self.keys_of_link.clear();
        }
        match request {
            Request::Open(_) => answer = Answer::refusing("the program is open"),
            Request::Screen { columns, rows, dark } => self.resize(columns, rows, dark),
            Request::Key(name) => match name.parse::<Key>() {
                Ok(key) => self.press(key),
                Err(error) => answer = Answer::refusing(&error.to_string()),
            },
            Request::Paste(text) => self.tell(Message::Paste(text)),
            Request::Pointer { action, column, row } => {
                answer.taken = self.point(action, column, row);
            }
            Request::Files(given) => files::give(given),
            Request::OpenFile(name) => self.open_file(&name),
            Request::OpenSession { name, text } => self.open_session(&name, &text),
            Request::Tick => self.tell(Message::Tick),
            Request::Work => {
                let outputs = self.jobs.step();
                self.take_in(outputs);
            }
            Request::Draw => {
                answer.frame = Some(self.screen.draw(&self.program, &self.theme, self.size));
            }
            Request::Keep => self.keep(),
            Request::Finish => self.jobs.finish(),
            Request::Deliver => {
                let outputs = self.jobs.deliver();
                self.take_in(outputs);
            }
            Request::Progress(far) => {
                let output = self.jobs.progress(far);
                self.take_in(output);
            }
            Request::Lost { job, why } => {
                let output = self.jobs.lose(job, &why);
                self.take_in(output);
            }
        }
        self.press_keys_of_link();
        self.answered(answer, is_users)
    }

    /// Returns the answer to what is no request.
    pub fn refuse(&mut self, why: &str) -> Answer {
        self.answered(Answer::refusing(why), true)
    }

    /// Adds to an answer what else has come of a request. What happens by itself is told once it is
    /// done, and not step by step.
    fn answered(&mut self, answer: Answer, is_users: bool) -> Answer {
        let is_told = is_users || !self.jobs.is_working();
        let app = self.program.app().filter(|_| is_told);
        let events = app.map(|app| self.events.of(app));
        let spoken = app.map(|app| self.narrator.said(app));
        Answer {
            effects: std::mem::take(&mut self.effects),
            tick: self.program.tick_every().map(|every| every.as_millis() as u64),
            is_working: self.jobs.is_working(),
            elsewhere: self.jobs.elsewhere(),
            events: events.unwrap_or_default(),
            spoken: spoken.unwrap_or_default(),
            ..answer
        }
    }

    fn resize(&mut self, columns: u16, rows: u16, dark: bool) {
        self.size = Size::new(columns, rows);
        let system = if dark { ThemeName::Dark } else { ThemeName::Light };
        self.theme = self.theme.with_name(self.chosen.unwrap_or(system));
        self.screen.forget();
    }

    fn press(&mut self, key: Key) {
        self.narrator.forget_notice();
        let message = match self.program.app() {
            Some(app) => view::message_of(app, &self.theme, self.size, key),
            None => Message::Key(key),
        };
        self.tell(message);
    }

    /// Tells the program what the mouse or a finger does, and returns whether that means something.
    fn point(&mut self, action: PointerAction, column: u16, row: u16) -> bool {
        let Some(app) = self.program.app() else { return false };
        let pointer = match action {
            PointerAction::Press => Pointer::Pressed,
            PointerAction::Drag => Pointer::Dragged,
            PointerAction::Release => Pointer::Released,
        };
        let cell = Position::new(column, row);
        let message = view::pointed_at(app, &self.theme, self.size, pointer, cell);
        let is_taken = message.is_some();
        if let Some(message) = message {
            self.tell(message);
        }
        is_taken
    }

    /// Tells the program what came of jobs.
    fn take_in<I>(&mut self, outputs: I)
    where
        I: IntoIterator<Item = (emstep::internals::app::JobId, emstep::internals::app::JobOutput)>,
    {
        for (id, output) in outputs {
            self.tell(Message::Output(id, output));
        }
    }

    fn tell(&mut self, message: Message) {
        let ControlFlow::Continue(()) = effects::send(self, message);
    }

    fn say(&mut self, text: String) {
        self.effects.push(PageEffect::Say(text));
    }
}
