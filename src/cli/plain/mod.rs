//! `--plain`: the stepper line by line, for screen readers, dumb terminals and pipes. Commands
//! press the keys of the screen, so that both show the same numbers.

mod boards;
mod commands;
mod constraints;
mod export;
mod failure;
mod forms;
mod goodness;
mod kept;
mod lessons;
mod lines;
mod prompts;
mod rows;
mod stepper;
mod theta_lists;

use std::error::Error;
use std::io::{self, IsTerminal, Write};

use super::ScreenOptions;
use crate::app::keymap::Keymap;
use crate::app::{App, Preferences};
use crate::report::DocumentFormat;
pub use commands::{COMMANDS, Command};
use kept::Kept;
use lines::Lines;
pub use stepper::{Obeyed, Stepper};

/// Returns whether the terminal says that it cannot move its cursor.
pub(super) fn is_terminal_dumb() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
    is_dumb && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Obeys the lines of standard input, and prints what they lead to; what is typed is kept against a
/// crash. Returns whether all lines did what they were asked to.
///
/// # Errors
/// Returns an error if standard input cannot be read, or the output cannot be written.
pub(super) fn plain(
    app: App,
    screen: &ScreenOptions,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    // A command means the same for everyone who types it.
    let preferences = Preferences { keymap: Keymap::default(), ..screen.preferences.clone() };
    let is_ascii = screen.glyphs.here().is_ascii();
    let app = app.with_preferences(preferences).with_inputs(screen.inputs.clone());
    let mut stepper = Stepper::new(app).spelled(is_ascii);
    let mut lines = Lines::of_standard_input()?;
    if lines.are_typed() && screen.recovers {
        stepper = stepper.keeping(Kept::start()?);
    }
    let ended = talk(&mut stepper, &mut lines, out);
    stepper.finish(ended.is_ok());
    ended
}

/// Obeys lines until one quits or they end. Returns whether all did what they were asked to.
fn talk(
    stepper: &mut Stepper,
    lines: &mut Lines,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let mut all_done = true;
    write!(out, "{}", stepper.opening()?)?;
    if lines.are_typed() {
        writeln!(out, "help lists the commands, q quits.")?;
    }
    loop {
        write!(out, "{}", stepper.keep().text(DocumentFormat::Lines))?;
        out.flush()?;
        let Some(line) = lines.read()? else { return Ok(all_done) };
        match line.and_then(|line| stepper.obey(&line)) {
            Ok(Obeyed::Said(text)) => write!(out, "{text}")?,
            Ok(Obeyed::Quit) => match stepper.leave()? {
                // A script has no one to ask.
                Some(warning) if lines.are_typed() => writeln!(out, "{warning}")?,
                _ => return Ok(all_done),
            },
            Err(failure) => {
                all_done = false;
                writeln!(out, "error: {}{failure}", lines.place())?;
            }
        }
    }
}
