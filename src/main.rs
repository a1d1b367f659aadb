//! The program: parse the command line, open one of the front doors, say what went wrong.

use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::{ExitCode, Termination};
use std::sync::Arc;

use emstep::app::App;
use emstep::cli::{self, Invocation, Plan};
use emstep::runtime::{self, Ending, NoTerminal};
use emstep::view::theme::{ColorDepth, Theme};
use emstep::{data, report};

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args_os()) {
        Ok(invocation) => run(invocation),
        Err(error) if error.use_stderr() => {
            say(&format!("error: {}", cli::one_line(&error)));
            return ExitCode::from(2);
        }
        Err(help) => help.print().map(|()| Ending::Quit).map_err(Into::into),
    };
    match done {
        Ok(ending) => ending.report(),
        Err(error) if cli::is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(invocation: Invocation) -> Result<Ending, Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout());
    match invocation {
        Invocation::Step { plan, colors } => return stepper(&plan, colors),
        Invocation::Fit { plan, rule, format } => cli::fit(&plan, rule, format, &mut out, say)?,
        Invocation::Examples => report::write_examples(&data::EXAMPLES, &mut out)?,
        Invocation::Lesson(task) => cli::lesson(&task, &mut out, say)?,
    }
    out.flush()?;
    Ok(Ending::Quit)
}

fn stepper(plan: &Plan, colors: Option<ColorDepth>) -> Result<Ending, Box<dyn Error>> {
    runtime::install_reports()?;
    let dataset = data::load(&plan.request)?;
    let start = plan.beginning(&dataset).begin(&dataset)?;
    let app = App::new(Arc::new(dataset), start, plan.settings);
    match runtime::run(app, Vec::new(), Theme::new(colors.unwrap_or_else(runtime::color_depth))) {
        Err(error) if !error.is::<NoTerminal>() => Err(format!("{error:?}").into()),
        ending => Ok(ending?),
    }
}

/// One line on standard error. Where that is closed there is nobody left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "emstep: {line}");
}
