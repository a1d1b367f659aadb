//! The program: parse the command line, open one of the front doors, say what went wrong.

use std::error::Error;
use std::io::{self, Write};
use std::process::{ExitCode, Termination};

use emstep::cli::{self, Invocation, Output};
use emstep::{data, report};

/// The status where an answer is wrong.
const WRONG: u8 = 3;

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args_os()) {
        Ok(invocation) => run(invocation),
        Err(error) if error.use_stderr() => {
            say(&format!("error: {}", cli::one_line(&error)));
            return ExitCode::from(2);
        }
        Err(help) => cli::print(&help).map(|()| ExitCode::SUCCESS).map_err(Into::into),
    };
    match done {
        Ok(status) => status,
        Err(error) if cli::is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(invocation: Invocation) -> Result<ExitCode, Box<dyn Error>> {
    let mut out = Output::standard();
    match invocation {
        Invocation::Step { plan, colors } => return Ok(cli::step(&plan, colors)?.report()),
        Invocation::Fit(task) => cli::fit(&task, &mut out, say)?,
        Invocation::Examples => report::write_examples(&data::EXAMPLES, &mut out)?,
        Invocation::Check(task) if !cli::check(&task, &mut out, say)? => {
            return Ok(ExitCode::from(WRONG));
        }
        Invocation::Check(_) => {}
        Invocation::Lesson { task, colors } => {
            if let Some(lesson) = cli::lesson(&task, &mut out, say)? {
                return Ok(cli::open_lesson(lesson, colors)?.report());
            }
        }
        Invocation::Snapshot(task) => cli::snapshot(&task, &mut out, say)?,
        #[cfg(feature = "serve")]
        Invocation::Serve(task) => cli::serve(&task, &mut out, say)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// One line on standard error. Where that is closed there is nobody left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "emstep: {line}");
}
