//! The program: parse the command line, open one of the front doors, say what went wrong.

use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use emstep::cli::{self, Invocation, Plan};
use emstep::view::theme::ColorDepth;
use emstep::{data, report};

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args_os()) {
        Ok(invocation) => run(invocation),
        Err(error) if error.use_stderr() => {
            say(&format!("error: {}", cli::one_line(&error)));
            return ExitCode::from(2);
        }
        Err(help) => help.print().map_err(Into::into),
    };
    match done {
        Err(error) if !is_broken_pipe(&*error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn run(invocation: Invocation) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout());
    match invocation {
        Invocation::Step { plan, colors } => stepper(&plan, colors)?,
        Invocation::Fit { plan, rule, format } => cli::fit(&plan, rule, format, &mut out, say)?,
        Invocation::Examples => report::write_examples(&data::EXAMPLES, &mut out)?,
    }
    Ok(out.flush()?)
}

fn stepper(_plan: &Plan, _colors: Option<ColorDepth>) -> Result<(), Box<dyn Error>> {
    Err("the stepper is not there yet; emstep fit runs without a screen".into())
}

/// One line on standard error. Where that is closed there is nobody left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "emstep: {line}");
}

/// Whether whoever reads the output has seen enough, as `head` does: then nothing went wrong.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| (*error).source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
