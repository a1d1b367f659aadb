//! The state machine: messages in, effects out. No I/O, no clock, no terminal, no thread.

pub mod axes;
pub mod effect;
pub mod key;
pub mod message;
pub mod settings;

use std::time::Duration;

pub use effect::{Effect, Job, JobId};
pub use key::{Key, KeyCode};
pub use message::{Answer, Message};
pub use settings::Settings;

/// The whole state of the program.
#[derive(Debug, Default)]
pub struct App {}

impl App {
    /// Takes a message in and says what is to be done outside.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) if key == Key::char('q') || key == Key::ctrl('c') => {
                vec![Effect::Quit]
            }
            Message::Key(key) if key == Key::ctrl('z') => vec![Effect::Suspend],
            _ => Vec::new(),
        }
    }

    /// How often a [`Message::Tick`] is wanted; `None` for never.
    pub fn tick_every(&self) -> Option<Duration> {
        None
    }
}
