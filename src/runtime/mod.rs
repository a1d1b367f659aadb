//! Everything that waits, blocks or knows the time: the local terminal.
//!
//! Threads turn what happens outside into events in one inbox: keys (`input`), signals (`signals`),
//! a terminal that goes away (`hangup`) and the answers of jobs (`jobs`). The main loop (`session`)
//! takes them out, tells the state machine, performs the effects it asks for, and then draws once.

mod cast;
mod codes;
mod color;
mod encode;
pub(crate) mod file;
mod hangup;
mod headless;
pub mod input;
mod jobs;
mod output;
mod record;
mod reports;
mod screen;
mod session;
mod signals;
#[cfg(feature = "serve")]
pub mod ssh;
mod ticker;
mod wanted;

use std::io::{self, IsTerminal};
use std::process::{ExitCode, Termination};
use std::sync::mpsc;

use color_eyre::Result;

use crate::app::{Answer, App, Effect, JobId, Message};
use crate::view::theme::Theme;
use session::Session;

pub use cast::Cast;
pub use color::color_depth;
pub use headless::{Headless, Left};
pub use record::{RecordFile, RecordFileError};
pub use reports::install_reports;
pub use screen::Screen;

/// What the threads put into the one inbox.
enum Event {
    /// something for the state machine
    Message(Message),
    /// a job has something to say
    Answer(JobId, Answer),
    /// a cell was clicked on
    Click { column: u16, row: u16 },
    /// the terminal may have another size
    Resized,
    /// the process is asked to stop, as Ctrl-Z does in a shell
    Stop,
    /// the process runs again after it was stopped
    Continued,
    /// a signal asks for the end
    Terminate(i32),
    /// the terminal has gone
    HungUp,
    /// keys can no longer be read
    Failed(io::Error),
}

/// How the screen was left. Returned from `main`, it becomes the status of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a signal has yet to end the process"]
pub enum Ending {
    /// A person quit.
    Quit,
    /// This signal asked for the end, or would have: SIGHUP where the terminal has gone.
    Signal(i32),
}

impl Termination for Ending {
    /// After a signal the process dies of that very signal, so that its parent sees why it
    /// ended.
    fn report(self) -> ExitCode {
        match self {
            Self::Quit => ExitCode::SUCCESS,
            Self::Signal(signal) => {
                signals::die_of(signal);
                ExitCode::from(u8::try_from(128 + signal).unwrap_or(u8::MAX))
            }
        }
    }
}

/// There is nothing to draw on or no keys to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no terminal for the screen and its keys; `emstep fit` runs without one")]
pub struct NoTerminal;

/// There is nothing to show, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

/// Opens the screen on `app` and keeps it until the user quits or something ends it. `effects` are
/// performed first.
///
/// The terminal is as it was before when this returns or panics.
///
/// # Errors
/// [`NoTerminal`] before anything is drawn; [`Refused`] where the first data are no sample; later
/// whatever the terminal or the system refuses.
pub fn run(app: App, effects: Vec<Effect>, theme: Theme) -> Result<Ending> {
    if !io::stdout().is_terminal() || hangup::keys_terminal().is_err() {
        return Err(NoTerminal.into());
    }
    // Under NO_COLOR crossterm would drop bold and reverse with the colours; the theme knows
    // better.
    crossterm::style::force_color_output(true);
    let (sender, inbox) = mpsc::channel();
    // Signals first: one that comes while the screen opens must not leave it behind.
    signals::watch(sender.clone())?;
    hangup::watch(sender.clone())?;
    let screen = Screen::enter()?;
    input::watch(sender.clone())?;
    let ending = Session::new(app, theme, sender)?.run(&inbox, effects);
    drop(screen);
    ending
}
