//! What each command comes to, and the status that it ends with.

use std::error::Error;
use std::io::Write;
use std::process::{ExitCode, Termination};

use super::check::CheckFormat;
use super::fit::FitEnd;
use super::keys::pressed_in;
use super::screen::stepper;
use super::{Display, Invocation, Output, ScreenOptions};
use crate::app::App;
use crate::{data, report, runtime};

impl Invocation {
    /// Runs the command. `say` prints a line on standard error.
    ///
    /// # Errors
    /// Returns an error if the command cannot do what it is asked to.
    pub fn run(self, out: &mut Output, say: fn(&str)) -> Result<ExitCode, Box<dyn Error>> {
        // 3 says that an answer is wrong, 4 that EM has not converged.
        let mut code = 0;
        runtime::survive_file_limit()?;
        if self.prints_text() {
            out.write_text();
        }
        if !self.prints_colors() {
            out.guard_terminal();
        }
        match self {
            Self::Step { plan, screen } if screen.is_plain(say) => {
                if let Some(app) = pressed_in(&screen.keys, stepper(&plan)?)? {
                    code = u8::from(!plain(app, &screen, out)?);
                }
            }
            Self::Step { plan, screen } => return Ok(super::step(&plan, screen)?.report()),
            Self::Resume { path, screen } if screen.is_plain(say) => {
                if let Some(app) = pressed_in(&screen.keys, super::session::saved_stepper(&path)?)?
                {
                    code = u8::from(!plain(app, &screen, out)?);
                }
            }
            Self::Resume { path, screen } => return Ok(super::resume(&path, screen)?.report()),
            Self::Fit(task) => {
                code = match super::fit(&task, out, say)? {
                    FitEnd::Done => 0,
                    // Whether anyone reads the trace or not.
                    FitEnd::NotExported => return Ok(ExitCode::FAILURE),
                    FitEnd::NotConverged => 4,
                }
            }
            Self::Examples => report::write_examples(&data::EXAMPLES, out)?,
            Self::Check(task) => code = if super::check(&task, out, say)? { 0 } else { 3 },
            Self::Explain(task) => super::explain(&task, out, say)?,
            Self::Sql(task) => super::sql(&task, out)?,
            Self::Condense(task) => super::condense(&task, out, say)?,
            Self::Merge(task) => super::merge(&task, out, say)?,
            Self::Lesson { task, screen } => {
                if task.prints_for_people() {
                    out.write_text_in(screen.glyphs.here().is_ascii());
                }
                if let Some(app) = super::lesson(&task, out, say)? {
                    if screen.is_plain(say) {
                        let all_done = plain(app, &screen, out)?;
                        return Ok(ExitCode::from(u8::from(!all_done)));
                    }
                    return Ok(super::open_lesson(app, screen)?.report());
                }
            }
            Self::Themes(colors, glyphs) => super::themes(colors, glyphs, out, say)?,
            Self::Config(task) => super::config(&task, out)?,
            Self::Completions(shell) => super::completions(shell, out)?,
            Self::Man(task) => super::man(&task, out, say)?,
            Self::Snapshot(task) => super::snapshot(&task, out, say)?,
            #[cfg(feature = "serve")]
            Self::Serve(task) => super::serve(&task, out, say)?,
        }
        out.flush()?;
        Ok(ExitCode::from(code))
    }

    /// Returns whether its output steers a terminal to show colours, and what is in it is clean.
    fn prints_colors(&self) -> bool {
        matches!(self, Self::Themes(..))
    }

    /// Returns whether its output is a text to read, which may be spelled out: all else is for
    /// programs.
    fn prints_text(&self) -> bool {
        match self {
            Self::Examples | Self::Config(_) | Self::Man(_) => true,
            Self::Fit(task) => task.output.printed.is_text(),
            Self::Check(task) => matches!(task.format, CheckFormat::Text),
            _ => false,
        }
    }
}

/// Shows the stepper in lines, in the characters that a screen would have here. Returns whether all
/// commands did what they were asked to.
fn plain(app: App, screen: &ScreenOptions, out: &mut Output) -> Result<bool, Box<dyn Error>> {
    out.write_text_in(screen.glyphs.here().is_ascii());
    super::plain::plain(app, screen, out)
}

impl ScreenOptions {
    /// Returns whether the stepper is shown in lines: if that was asked for, or the terminal cannot
    /// show a screen, which `say` tells.
    fn is_plain(&self, say: fn(&str)) -> bool {
        if self.display == Display::Screen && super::plain::is_terminal_dumb() {
            say("TERM=dumb shows no screen, so this is emstep --plain; help lists the commands");
            return true;
        }
        self.display == Display::Lines
    }
}
