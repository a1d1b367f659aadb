//! `--plain`: the stepper line by line, for screen readers, dumb terminals and pipes. Commands
//! press the keys of the screen, so that both show the same numbers.

mod boards;
mod commands;
mod constraints;
mod export;
mod failure;
mod forms;
mod goodness;
mod lessons;
mod lines;
mod prompts;
mod rows;
mod sentence;
mod state;
mod stepper;
mod theta_lists;

use std::error::Error;
use std::io::{self, IsTerminal, Write};

use super::ScreenOptions;
use crate::app::keymap::Keymap;
use crate::app::{App, Preferences};
pub use commands::{COMMANDS, Command};
use lines::Lines;
pub use stepper::{Obeyed, Stepper};

/// Returns whether the terminal says that it cannot move its cursor.
pub(super) fn is_terminal_dumb() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
    is_dumb && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Obeys the lines of standard input, and prints what they lead to. Returns whether all did what
/// they were asked to.
///
/// # Errors
/// Returns an error if standard input cannot be read, or the output cannot be written.
pub(super) fn plain(
    app: App,
    screen: &ScreenOptions,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    // A script means the same for everyone who runs it.
    let preferences = Preferences { keymap: Keymap::default(), ..screen.preferences.clone() };
    let mut stepper = Stepper::new(app.with_preferences(preferences));
    let mut lines = Lines::of_standard_input()?;
    let mut all_done = true;
    write!(out, "{}", stepper.opening()?)?;
    if matches!(lines, Lines::Typed(_)) {
        writeln!(out, "help lists the commands, q quits.")?;
    }
    out.flush()?;
    while let Some(line) = lines.read()? {
        match stepper.obey(&line) {
            Ok(Obeyed::Said(text)) => write!(out, "{text}")?,
            Ok(Obeyed::Quit) => match stepper.leave()? {
                // A script has no one to ask.
                Some(warning) if matches!(lines, Lines::Typed(_)) => writeln!(out, "{warning}")?,
                _ => break,
            },
            Err(failure) => {
                all_done = false;
                writeln!(out, "error: {}{failure}", lines.place())?;
            }
        }
        out.flush()?;
    }
    Ok(all_done)
}
