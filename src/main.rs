//! The program: parses the command line, runs a command, says what went wrong.

use std::error::Error;
use std::io::{self, Write};
use std::process::{ExitCode, Termination};

use emstep::internals::cli::{self, Environment, Invocation, Output};
use emstep::{data, report};

fn main() -> ExitCode {
    cli::complete();
    let mut out = Output::standard();
    let done = match Invocation::parse_in(&Environment::of_process(), std::env::args_os()) {
        Ok(invocation) => run(invocation, &mut out),
        Err(error) if error.use_stderr() => {
            say(&format!("error: {}", cli::one_line(&error)));
            return ExitCode::from(2);
        }
        Err(help) => cli::print(&help, &mut out).map(|()| ExitCode::SUCCESS).map_err(Into::into),
    };
    match done {
        Ok(status) => status,
        Err(_) if out.is_unread() => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(invocation: Invocation, out: &mut Output) -> Result<ExitCode, Box<dyn Error>> {
    // 3 says that an answer is wrong, 4 that EM has not converged.
    let mut code = 0;
    match invocation {
        Invocation::Step { plan, screen } => return Ok(cli::step(&plan, screen)?.report()),
        Invocation::Fit(task) => code = if cli::fit(&task, out, say)? { 0 } else { 4 },
        Invocation::Examples => report::write_examples(&data::EXAMPLES, out)?,
        Invocation::Check(task) => code = if cli::check(&task, out, say)? { 0 } else { 3 },
        Invocation::Sql(task) => cli::sql(&task, out)?,
        Invocation::Condense(task) => cli::condense(&task, out, say)?,
        Invocation::Merge(task) => cli::merge(&task, out, say)?,
        Invocation::Lesson { task, screen } => {
            if let Some(app) = cli::lesson(&task, out, say)? {
                return Ok(cli::open_lesson(app, screen)?.report());
            }
        }
        Invocation::Themes(options) => cli::themes(options, out, say)?,
        Invocation::Config(task) => cli::config(&task, out)?,
        Invocation::Completions(shell) => cli::completions(shell, out)?,
        Invocation::Man(task) => cli::man(&task, out)?,
        Invocation::Snapshot(task) => cli::snapshot(&task, out, say)?,
        #[cfg(feature = "serve")]
        Invocation::Serve(task) => cli::serve(&task, out, say)?,
    }
    out.flush()?;
    Ok(ExitCode::from(code))
}

/// Prints a line on standard error. If that is closed, there is no one left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "emstep: {line}");
}
