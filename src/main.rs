//! The program: parses the command line, runs a command, says what went wrong.

use std::io::{self, Write};
use std::process::ExitCode;

use emstep::internals::cli::{self, Environment, Invocation, Output};

fn main() -> ExitCode {
    cli::complete();
    let mut out = Output::standard();
    let done = match Invocation::parse_in(&Environment::of_process(), std::env::args_os()) {
        Ok(invocation) => invocation.run(&mut out, say),
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

/// Prints a line on standard error. If that is closed, there is no one left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "emstep: {}", cli::spelled(line));
}
