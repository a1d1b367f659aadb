//! The stepper without a terminal: keys in, frames out, and no clock.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::Modifier;
use ratatui::{Frame, Terminal};

use crate::app::{App, Effect, Key, Message};
use crate::view;
use crate::view::theme::Theme;
use crate::work::run_job;

/// The stepper, whose jobs are done while its keys wait for them.
#[derive(Debug)]
pub struct Headless {
    app: App,
}

/// A key that leaves nothing to draw.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Left {
    /// It quits or suspends the program.
    #[error("it leaves the program")]
    Program,
    /// The program has nothing to show.
    #[error("{0}")]
    Refused(String),
}

impl Headless {
    /// Returns a stepper to which no key has been pressed yet.
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Presses a key and does all that follows from it.
    ///
    /// # Errors
    /// Returns an error if the key leaves the program.
    pub fn press(&mut self, key: Key) -> Result<(), Left> {
        let mut effects = VecDeque::from(self.app.update(Message::Key(key)));
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Quit | Effect::Suspend => return Err(Left::Program),
                Effect::Fail(why) => return Err(Left::Refused(why)),
                // There is no mouse and no class, and a picture records no answers.
                Effect::Mouse(_) | Effect::HandOver | Effect::Record { .. } => {}
                // The job was done when it was started.
                Effect::Cancel(_) => {}
                Effect::Start(id, job) => {
                    let mut answers = Vec::new();
                    run_job(&job, &mut |answer| {
                        answers.push(answer);
                        ControlFlow::Continue(())
                    });
                    for answer in answers {
                        effects.extend(self.app.update(Message::Answer(id, answer)));
                    }
                }
            }
        }
        Ok(())
    }

    /// Draws the screen; the cell with the cursor, if it is shown, is reversed.
    pub fn draw(&self, theme: &Theme, size: Size) -> Buffer {
        let backend = TestBackend::new(size.width, size.height);
        let mut terminal = Terminal::new(backend).unwrap_or_else(|never| match never {});
        let draw = |frame: &mut Frame| view::draw(&self.app, theme, frame);
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
