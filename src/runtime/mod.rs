//! Everything that waits, blocks or knows the time: the local terminal, and the server (`ssh`).
//!
//! Threads turn what happens outside into events in one inbox: keys (`input`), signals (`signals`),
//! a terminal that goes away (`hangup`) and the answers of jobs (`job_threads`). The main loop
//! (`session`) takes them out, tells the state machine, performs the effects that it asks for, and
//! then draws once.

pub(crate) mod atomic_file;
mod backend;
mod cast;
mod codes;
mod color;
pub(crate) mod colors;
mod encode;
pub(crate) mod export;
mod file_lock;
mod hangup;
mod headless;
pub(crate) mod input;
mod job_threads;
mod locale;
pub(crate) mod output_file;
mod panic_hook;
mod pending_outputs;
pub(crate) mod process_status;
mod recent_files;
mod record;
mod session;
pub(crate) mod session_file;
mod signals;
#[cfg(feature = "serve")]
pub(crate) mod ssh;
mod state_folder;
mod terminal_mode;
mod ticker;
mod window_title;

use std::io::{self, IsTerminal};
use std::process::{ExitCode, Termination};
use std::sync::mpsc;
use std::time::Instant;

use crate::app::opening::Program;
use crate::app::{Effect, JobId, JobOutput, SaveError};
use crate::text::system_error;
use colors::TerminalColors;
use export::ExportDone;
use input::InputEvent;
use session::TerminalSession;
use session_file::SaverEvent;
use window_title::WindowTitle;

pub(crate) use cast::Cast;
pub(crate) use color::ColorChoice;
pub(crate) use colors::terminal_colors;
pub(crate) use encode::printed;
pub(crate) use hangup::has_happened as has_terminal_gone;
pub(crate) use headless::{Headless, HeadlessEnd};
pub(crate) use locale::GlyphChoice;
pub(crate) use locale::text_is_utf8;
pub use panic_hook::install_panic_hook;
pub(crate) use record::{RecordFile, RecordFileError};
pub(crate) use signals::{survive_file_limit, watch_ends};
pub use terminal_mode::TerminalGuard;

/// What the threads put into the one inbox.
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has signals and hang-ups"))]
enum Event {
    /// a user did something
    Input(InputEvent),
    /// the time has passed that the state machine asked for
    Tick,
    /// a job has something to say
    Output(JobId, JobOutput),
    /// the terminal may have another size
    Resized,
    /// the process is asked to stop, as Ctrl-Z does in a shell
    Stop,
    /// the process runs again after it was stopped
    Continued,
    /// a session was saved, or not
    Saver(SaverEvent),
    /// a result was written, or not
    Exported(ExportDone),
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
    /// A user quit.
    Quit,
    /// This signal asked for the end, or would have: SIGHUP if the terminal has gone.
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

/// Why the screen did not open, or was left.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// There is nothing to draw on or no keys to read.
    #[error("emstep needs a terminal; `emstep --plain` and `emstep fit` work without one")]
    NoTerminal,
    /// There is nothing to show, and why.
    #[error("{0}")]
    NothingToShow(String),
    /// The answers to a lesson could not be saved.
    #[error(transparent)]
    Record(#[from] RecordFileError),
    /// The session could not be saved, and a user has quit meanwhile.
    #[error(transparent)]
    Session(#[from] SaveError),
    /// The terminal or the system refused something.
    #[error("the terminal cannot be used: {}", system_error(.0))]
    System(#[from] io::Error),
}

/// Opens the screen on `program` until the user quits or something ends it. `effects` are performed
/// first. With `has_title` the window has the name of the data as its title. If it `recovers`, the
/// session is kept against a crash, and one that was left is offered.
///
/// The terminal is as it was before when this returns or panics.
///
/// # Errors
/// Returns an error if there is no terminal, before anything is drawn; if the first data are no
/// sample; or if the terminal or the system refuses something.
pub(crate) fn run(
    program: Program,
    effects: Vec<Effect>,
    colors: TerminalColors,
    has_title: bool,
    recovers: bool,
) -> Result<Ending, RunError> {
    if !io::stdout().is_terminal() || hangup::keys_terminal().is_err() {
        return Err(RunError::NoTerminal);
    }
    // Under NO_COLOR crossterm would drop bold and reverse with the colours; the theme knows
    // better.
    crossterm::style::force_color_output(true);
    let (sender, inbox) = mpsc::channel();
    // Signals first: one that comes while the screen opens must not leave it behind.
    signals::watch(sender.clone())?;
    hangup::watch(sender.clone())?;
    let guard = TerminalGuard::new()?;
    input::watch(sender.clone(), colors.awaits_answer(Instant::now()))?;
    let title = WindowTitle::new(has_title && window_title::has_window(&termprofile::Env));
    let session = TerminalSession::new(program, colors, title, sender, recovers)?;
    let ending = session.run(&inbox, effects);
    drop(guard);
    ending
}
