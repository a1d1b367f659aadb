//! The program, and what it waits for.

use std::ops::ControlFlow;
use std::path::Path;

use emstep::data::{Request as DataRequest, Source};
use emstep::internals::app::{
    Effect, HostLimits, Job, JobId, Key, Message, Program, Settings, StartOptions,
};
use emstep::internals::view::{self, ColorDepth, Pointer, Theme, ThemeName};
use emstep::internals::work::effects::{self, Host};
use emstep::internals::work::{PiecewiseJobs, QuickWork};
use emstep::lesson::Record;
use ratatui::layout::{Position, Size};

use crate::protocol::{Answer, PageEffect, PointerAction, Request};
use crate::screen::Screen;

/// The data that a page opens on.
const HOMEWORK: &str = "homework";

/// The program in a page.
#[derive(Debug)]
pub struct Page {
    program: Program,
    theme: Theme,
    size: Size,
    screen: Screen,
    jobs: PiecewiseJobs,
    /// What the page has yet to be asked for.
    effects: Vec<PageEffect>,
}

impl Default for Page {
    fn default() -> Self {
        // There are no files, and no shell to go back to.
        let limits =
            HostLimits { files: false, saving: false, suspend: false, ..HostLimits::default() };
        let request = DataRequest::new(Source::Example(HOMEWORK.to_owned()));
        let options = StartOptions::default();
        let (program, effects) =
            Program::opening(HOMEWORK.to_owned(), request, options, Settings::default(), limits);
        let mut page = Self {
            program: program.with_mouse(),
            theme: Theme::new(ColorDepth::TrueColor),
            size: Size::new(80, 24),
            screen: Screen::default(),
            jobs: PiecewiseJobs::default(),
            effects: Vec::new(),
        };
        let ControlFlow::Continue(()) = effects::perform(&mut page, effects);
        while page.jobs.is_working() {
            page.work();
        }
        page
    }
}

impl Page {
    /// Does what a request asks for.
    pub fn answer(&mut self, request: Request) -> Answer {
        let mut answer = Answer::default();
        match request {
            Request::Screen { columns, rows, theme } => {
                self.size = Size::new(columns, rows);
                if let Some(theme) = theme {
                    let named = |name: &ThemeName| name.as_str() == theme;
                    match ThemeName::ALL.into_iter().find(named) {
                        Some(name) => self.theme = self.theme.with_name(name),
                        None => return Answer::refusing(&format!("no theme is called '{theme}'")),
                    }
                }
                self.screen.forget();
            }
            Request::Key(name) => match name.parse::<Key>() {
                Ok(key) => self.press(key),
                Err(error) => return Answer::refusing(&error.to_string()),
            },
            Request::Paste(text) => self.tell(Message::Paste(text)),
            Request::Pointer { action, column, row } => self.point(action, column, row),
            Request::Tick => self.tell(Message::Tick),
            Request::Work => self.work(),
            Request::Draw => {
                let drawn = self.screen.draw(&self.program, &self.theme, self.size);
                (answer.runs, answer.cursor) = (drawn.runs, drawn.cursor);
            }
        }
        answer.effects = std::mem::take(&mut self.effects);
        answer.tick = self.program.tick_every().map(|every| every.as_millis() as u64);
        answer.is_working = self.jobs.is_working();
        answer
    }

    fn press(&mut self, key: Key) {
        let message = match self.program.app() {
            Some(app) => view::message_of(app, &self.theme, self.size, key),
            None => Message::Key(key),
        };
        self.tell(message);
    }

    fn point(&mut self, action: PointerAction, column: u16, row: u16) {
        let Some(app) = self.program.app() else { return };
        let pointer = match action {
            PointerAction::Press => Pointer::Pressed,
            PointerAction::Drag => Pointer::Dragged,
            PointerAction::Release => Pointer::Released,
        };
        let cell = Position::new(column, row);
        if let Some(message) = view::pointed_at(app, &self.theme, self.size, pointer, cell) {
            self.tell(message);
        }
    }

    fn work(&mut self) {
        for (id, output) in self.jobs.step() {
            self.tell(Message::Output(id, output));
        }
    }

    fn tell(&mut self, message: Message) {
        let ControlFlow::Continue(()) = effects::send(self, message);
    }
}

impl Host for Page {
    type End = std::convert::Infallible;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.program.update(message)
    }

    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Self::End, Option<Job>> {
        if QuickWork::ALONE.includes(&job) {
            return ControlFlow::Continue(Some(job));
        }
        self.jobs.start(id, job);
        ControlFlow::Continue(None)
    }

    fn cancel(&mut self, id: JobId) {
        self.jobs.cancel(id);
    }

    fn quit(&mut self) -> ControlFlow<Self::End> {
        self.effects.push(PageEffect::Quit);
        ControlFlow::Continue(())
    }

    fn fail(&mut self, why: String) -> ControlFlow<Self::End> {
        self.effects.push(PageEffect::Fail(why));
        ControlFlow::Continue(())
    }

    /// There is nothing to go back to.
    fn suspend(&mut self) -> ControlFlow<Self::End> {
        ControlFlow::Continue(())
    }

    /// There is no class.
    fn hand_over(&mut self) -> ControlFlow<Self::End> {
        ControlFlow::Continue(())
    }

    /// A page always tells what is clicked on.
    fn capture_mouse(&mut self, _: bool) -> ControlFlow<Self::End> {
        ControlFlow::Continue(())
    }

    fn next_theme(&mut self) -> Option<Message> {
        let next = self.theme.next();
        self.theme = next.unwrap_or(self.theme);
        Some(Message::Theme(next.map(|theme| theme.name().as_str())))
    }

    fn copy(&mut self, text: &str) -> ControlFlow<Self::End> {
        self.effects.push(PageEffect::Copy(text.to_owned()));
        ControlFlow::Continue(())
    }

    /// There is no file that answers are recorded in.
    fn record(&mut self, _: &Path, _: &Record, _: Box<Record>) -> Option<String> {
        None
    }
}
