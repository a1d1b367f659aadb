//! `emstep explain`: a worked solution, every number with its formula and its arithmetic.

mod questions;

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use ratatui::layout::Size;

use super::arguments::{ModelArguments, or_session};
use super::check::Keys;
use super::config::{Config, ConfigFile, Environment};
use super::ending;
use super::plan::PlanError;
use super::session::Opened;
use crate::app::{App, Key, Notice, Refusal};
use crate::report::{self, DocumentFormat};
use crate::runtime::output_file::{Existing, OutputFile};
use crate::runtime::{Headless, text_is_utf8};
use crate::spoken::sentence;
use crate::text::counted;
use crate::view::theme::{ColorDepth, Theme};

/// What `emstep explain` takes besides the data and θ₀.
#[derive(Debug, Args)]
#[command(mut_arg("data", or_session))]
pub(super) struct ExplainArguments {
    #[command(flatten)]
    model: ModelArguments,
    /// The keys pressed since θ₀ [default: em]
    ///
    /// e, m, n (next), p (back), c (to convergence), r (back to θ₀). A run that begins with γ has m
    /// by default. In a session they are pressed where it was left, by default none
    #[arg(long, value_name = "KEYS", value_parser = Keys::anywhere, help_heading = "Solution")]
    keys: Option<Keys>,
    /// How many observations a table has at most
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Solution")]
    rows: usize,
    /// How to write it [default: text]
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    format: Option<ExplainFormat>,
    /// Write to FILE instead of standard output
    ///
    /// FILE is complete or not there; .md or .tex at its end says --format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Replace the file if there is one
    #[arg(long, requires = "output", help_heading = "Output")]
    force: bool,
    #[command(flatten)]
    config: ConfigFile,
}

/// What a worked solution is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    /// text to read
    Text,
    /// Markdown, as GitHub reads it
    Md,
    /// a document for pdflatex
    Tex,
}

impl ExplainFormat {
    /// Returns the format that the end of a file's name says.
    fn of_name(path: &Path) -> Option<Self> {
        let end = path.extension()?;
        let is = |(name, _): &(&str, Self)| end.eq_ignore_ascii_case(name);
        [("md", Self::Md), ("tex", Self::Tex)].into_iter().find(is).map(|(_, format)| format)
    }
}

/// What `emstep explain` is to do.
#[derive(Debug)]
pub struct ExplainTask {
    opened: Opened,
    /// The file of settings that was read.
    settings_from: Option<PathBuf>,
    keys: Keys,
    rows: usize,
    format: DocumentFormat,
    output: Option<PathBuf>,
    existing: Existing,
}

impl ExplainArguments {
    pub(super) fn task(self, environment: &Environment) -> Result<ExplainTask, PlanError> {
        let config = Config::read(environment, &self.config)?;
        let (opened, keys) = match self.model.session_or_plan(&config.values.settings())? {
            Opened::Plan(plan) => {
                let plan = plan.of_one_run()?;
                let has_gamma = plan.gamma.is_some();
                let keys = self.keys.unwrap_or_else(|| Keys::of_first_iteration(has_gamma));
                keys.check(has_gamma).map_err(PlanError::Keys)?;
                (Opened::Plan(Box::new(plan)), keys)
            }
            // Which keys have something to do is known where it was left.
            session @ Opened::Session(_) => (session, self.keys.unwrap_or_default()),
        };
        let settings_from = config.file_read().cloned();
        let Self { rows, output, .. } = self;
        // A hyphen is standard output, as elsewhere.
        let output = output.filter(|path| path.as_os_str() != "-");
        if let Some(path) = output.as_deref().filter(|_| self.format.is_none()) {
            let written = "-o writes text, Markdown (.md) and LaTeX (.tex)";
            ending::check(path, &["md", "tex"], written)?;
        }
        let of_name = || output.as_deref().and_then(ExplainFormat::of_name);
        let format = match self.format.or_else(of_name).unwrap_or(ExplainFormat::Text) {
            ExplainFormat::Text => DocumentFormat::Text,
            ExplainFormat::Md => DocumentFormat::Markdown,
            ExplainFormat::Tex => DocumentFormat::Latex,
        };
        let existing = Existing::by_force(self.force);
        Ok(ExplainTask { opened, settings_from, keys, rows, format, output, existing })
    }
}

/// Presses the keys and writes how every number came about, up to the cursor of the run that is
/// shown. Notes on the data go to `say`, and so does how c ended if EM did not converge.
///
/// # Errors
/// Returns an error if there are no data, no θ₀ or no session, if a key does nothing where it is
/// pressed, or if the file cannot be written.
pub fn explain(
    task: &ExplainTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    let file = task.output.as_deref();
    let read = || task.opened.files().chain(&task.settings_from);
    let file = file.map(|path| OutputFile::beside(path, task.existing, read())).transpose()?;
    let app = task.opened.stepper()?;
    if let Some(file) = &file {
        // Those of a session's data.
        file.check_not_read(&app.shared().files_read())?;
    }
    app.study().dataset().notes.iter().for_each(|note| say(&note.to_string()));
    // The run by itself: of a session, an open lesson or dialog would take the keys.
    let alone = App::new(app.study().run().clone(), *app.study().settings());
    let (app, end) = press(alone, &task.keys, &mut say)?;
    let run = app.study().run();
    let mut document = report::solution(run, task.rows);
    if let Some(end) = &end {
        document.paragraph(sentence(end));
    }
    questions::add(run, &mut document)?;
    match file {
        None => {
            let is_spelled = task.format == DocumentFormat::Text && !text_is_utf8();
            let document = if is_spelled { document.spelled() } else { document };
            document.write(task.format, out)?;
            out.flush()?;
        }
        Some(file) => file.write(|file| document.write(task.format, file))?.tell(&mut say),
    }
    Ok(())
}

/// Returns the stepper after the keys, and what the last of them says of where it ends, if that was
/// to go on until there is no next θ.
fn press(
    app: App,
    keys: &Keys,
    say: &mut impl FnMut(&str),
) -> Result<(App, Option<String>), Box<dyn Error>> {
    /// No screen is drawn.
    const ANY: Size = Size { width: 80, height: 24 };
    let mut stepper = Headless::new(app, Theme::new(ColorDepth::Mono), false);
    let mut end = None;
    for (index, key) in keys.each().enumerate() {
        stepper.press(Key::char(key), ANY)?;
        let notice = stepper.app().and_then(App::notice);
        end = match notice {
            Some(Notice::Refused(why)) if key == 'c' => {
                say(&said(why));
                Some(said(why))
            }
            Some(Notice::Refused(why)) => {
                return Err(format!("--keys: key {}, '{key}': {}", index + 1, said(why)).into());
            }
            notice => notice.filter(|_| key == 'c').map(ToString::to_string),
        };
    }
    Ok((stepper.into_app()?, end))
}

/// Returns what a refusal says where there are options and no keys.
fn said(why: &Refusal) -> String {
    match why {
        Refusal::StepFailed(error) => {
            format!(
                "{error}; --variance-floor keeps variances from 0, other options give another θ₀"
            )
        }
        Refusal::NotConverged { iterations, change, name } => format!(
            "not converged after {}: |{name}|/n = {change:.1e}; --keys cc goes on",
            counted(*iterations, "iteration")
        ),
        why => Notice::from(why.clone()).to_string(),
    }
}
