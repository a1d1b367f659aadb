//! The command line: what can be said on it, and the [`Invocation`] it comes to.

mod arguments;
mod check;
mod complete;
mod condense;
mod config;
mod constraints;
mod dialect;
mod ending;
mod explain;
mod figure;
mod fit;
mod gamma;
mod grid;
mod help;
mod keys;
mod lesson;
mod look;
mod merge;
mod mistakes;
mod output;
mod pages;
mod plain;
mod plan;
mod run;
mod screen;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod snapshot;
mod sql;
mod status_line;
mod themes;
mod theta_file;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::app::key_script::KeyScript;
use crate::app::keymap::Keymap;
use crate::app::{Preferences, Settings};
use crate::data::unreadable;
use crate::explain::check::{Subject, Submission};
use crate::runtime::output_file::Existing;
use crate::runtime::{ColorChoice, GlyphChoice};
use crate::view::theme::ThemeName;
use arguments::{Arguments, Command, LessonAction};
pub use check::check;
pub(crate) use check::{AnswerSource, CheckTask};
use check::{CheckFormat, Keys};
pub use complete::complete;
pub(crate) use condense::CondenseTask;
pub use condense::condense;
pub(crate) use config::ConfigTask;
use config::{Config, ConfigFile};
pub use config::{Environment, config, rewritten_settings};
pub(crate) use explain::ExplainTask;
pub use explain::explain;
pub(crate) use fit::FitTask;
pub use fit::fit;
pub(crate) use lesson::LessonTask;
pub use lesson::lesson;
pub(crate) use merge::MergeTask;
pub use merge::merge;
use mistakes::{is_command, look_behind_command, mistyped_command, option_of_another, second_word};
pub use output::{Output, print, spelled};
pub(crate) use pages::{ManTask, Shell};
pub use pages::{completions, man};
pub use plain::{COMMANDS, Command as PlainCommand, Obeyed, Stepper as PlainStepper};
use plan::PlanError;
pub(crate) use plan::{Plan, RestartOptions, ScanOptions};
pub use screen::{open_lesson, step};
#[cfg(feature = "serve")]
pub(crate) use serve::ServeTask;
#[cfg(feature = "serve")]
pub use serve::serve;
use session::Opened;
pub(crate) use session::resume;
pub(crate) use snapshot::SnapshotTask;
pub use snapshot::snapshot;
pub(crate) use sql::SqlTask;
pub use sql::sql;
pub use themes::themes;

/// What the program is asked to do.
#[derive(Debug)]
pub enum Invocation {
    /// Open the stepper.
    Step {
        /// the data, θ₀ and settings
        plan: Plan,
        /// how it looks
        screen: ScreenOptions,
    },
    /// Go on with a session.
    Resume {
        /// its file
        path: PathBuf,
        /// how it looks
        screen: ScreenOptions,
    },
    /// Run EM and print the trace.
    Fit(Box<FitTask>),
    /// List the built-in data sets.
    Examples,
    /// Check answers worked out by hand.
    Check(CheckTask),
    /// Print a worked solution.
    Explain(Box<ExplainTask>),
    /// Print a query that condenses data where they are.
    Sql(Box<SqlTask>),
    /// Condense data of any length to a table.
    Condense(Box<CondenseTask>),
    /// Add condensed tables up.
    Merge(MergeTask),
    /// List the lessons, check one or open one.
    Lesson {
        /// which
        task: LessonTask,
        /// how it looks
        screen: ScreenOptions,
    },
    /// Print a picture of each theme.
    Themes(ColorOptions, GlyphChoice),
    /// Print the settings.
    Config(ConfigTask),
    /// Print the script by which a shell completes command lines.
    Completions(Shell),
    /// Print a manual page, or write all of them.
    Man(ManTask),
    /// Draw the screen without a terminal.
    Snapshot(Box<SnapshotTask>),
    /// Serve a class over SSH.
    #[cfg(feature = "serve")]
    Serve(Box<ServeTask>),
}

/// On what the stepper is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Display {
    /// A screen, if the terminal can show one.
    #[default]
    Screen,
    /// Lines, which commands are answered with.
    Lines,
}

/// How the screen looks and behaves.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct ScreenOptions {
    /// whether there is one
    pub display: Display,
    /// its colours
    pub colors: ColorOptions,
    /// whether it shows each key that is pressed
    pub show_keys: bool,
    /// its characters
    pub glyphs: GlyphChoice,
    /// whether the terminal's window has a title of the program's
    pub has_title: bool,
    /// whether it is kept against a crash, and offers what was left
    pub recovers: bool,
    /// which keys are pressed before it is first drawn
    pub(crate) keys: KeyScript,
    /// whether it has the mouse
    pub mouse: bool,
    /// the files that options name, which it reads and never writes over
    pub(crate) inputs: Vec<PathBuf>,
    /// all else that a person may prefer
    pub preferences: Preferences,
}

/// Which colours there are; a theme that is `None` the terminal says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColorOptions {
    /// how many colours
    pub(crate) color: ColorChoice,
    /// which ones
    pub theme: Option<ThemeName>,
}

impl Invocation {
    /// Reads a command line, the program's name first, without settings.
    ///
    /// # Errors
    /// What [`Invocation::parse_in`] returns.
    pub fn parse(
        words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> Result<Self, clap::Error> {
        Self::parse_in(&Environment::default(), words)
    }

    /// Reads a command line, the program's name first, with the settings of an environment.
    ///
    /// # Errors
    /// What is wrong with it or with the settings, for [`one_line`] to say; also if help or the
    /// version was asked for, and then [`clap::Error::use_stderr`] is false.
    pub fn parse_in(
        environment: &Environment,
        words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> Result<Self, clap::Error> {
        let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
        let error = |problem| Err(command().error(ErrorKind::ValueValidation, problem));
        if let Some(problem) = words.get(1).and_then(|word| mistyped_command(word)) {
            return error(problem);
        }
        let words = look_behind_command(words);
        let arguments = Arguments::try_parse_from(&words)
            .map_err(|error| option_of_another(second_word(error), &words))?;
        arguments
            .understand(environment)
            .map_err(|error| Arguments::command().error(ErrorKind::ValueValidation, error))
    }
}

/// What is wrong with a command line, in one line: what clap says without its usage and its hint at
/// `--help`.
pub fn one_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.split("\n\nUsage:").next().unwrap_or_default();
    let said = said.split("\n\nFor more information").next().unwrap_or_default();
    let paragraphs = said.split("\n\n").map(|paragraph| {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let words = words.join(" ");
        let bare = words.strip_prefix("error: ").or(words.strip_prefix("tip: "));
        bare.unwrap_or(&words).to_owned()
    });
    paragraphs.collect::<Vec<_>>().join("; ")
}

/// The whole command line, as clap writes pages and completions from it.
pub fn command() -> clap::Command {
    Arguments::command()
}

impl Arguments {
    fn understand(self, environment: &Environment) -> Result<Invocation, PlanError> {
        Ok(match self.command {
            None => {
                // After an option clap takes a command's name for DATA.
                let mut data = self.model.data.iter().filter_map(|data| data.to_str());
                if let Some(name) = data.find(|data| is_command(data)) {
                    return Err(PlanError::CommandLast(name.to_owned()));
                }
                let config = Config::of_stepper(environment, &self.config, &self.screen)?;
                let mut screen = ScreenOptions { keys: self.keys, ..config.screen() };
                match self.model.session_or_plan(&config.values.settings())? {
                    Opened::Session(path) => Invocation::Resume { path, screen },
                    Opened::Plan(plan) => {
                        if screen.display == Display::Lines && plan.reads_standard_input() {
                            return Err(PlanError::PlainReadsCommands);
                        }
                        screen.inputs.extend_from_slice(&plan.options_from);
                        Invocation::Step { plan: *plan, screen }
                    }
                }
            }
            Some(Command::Fit(arguments)) => {
                Invocation::Fit(Box::new(arguments.task(environment)?))
            }
            Some(Command::Examples) => Invocation::Examples,
            Some(Command::Check { model, what, answer, after, answers, table, format }) => {
                let answers = answer_source(answers, (what, answer), table, after, format)?;
                // A verdict does not depend on who grades.
                let plan = model.plan(&Settings::default())?.of_one_run()?;
                if let Some(keys) = answers.keys() {
                    keys.check(plan.gamma.is_some()).map_err(PlanError::After)?;
                }
                if plan.settings.method.is_accelerated() {
                    return Err(PlanError::AcceleratedCheck);
                }
                Invocation::Check(CheckTask { plan, answers, format })
            }
            Some(Command::Explain(arguments)) => {
                Invocation::Explain(Box::new(arguments.task(environment)?))
            }
            Some(Command::Sql(arguments)) => Invocation::Sql(Box::new(arguments.task()?)),
            Some(Command::Condense(arguments)) => Invocation::Condense(Box::new(arguments.task()?)),
            Some(Command::Merge(arguments)) => Invocation::Merge(arguments.task()),
            Some(Command::Lesson { action, lesson, check, template, record, screen, config }) => {
                let config = Config::of_stepper(environment, &config, &screen)?;
                let task = lesson_task(action, (lesson, record), check, template)?;
                Invocation::Lesson { task, screen: config.screen() }
            }
            Some(Command::Themes { colors, glyphs, config }) => {
                let mut config = Config::read(environment, &config)?;
                colors.set(&mut config);
                glyphs.set(&mut config);
                Invocation::Themes(config.values.colors(), config.values.glyphs())
            }
            Some(Command::Config(arguments)) => Invocation::Config(arguments.task(environment)?),
            Some(Command::Completions { shell }) => Invocation::Completions(shell),
            Some(Command::Man { command, to, force }) => {
                let command = (!command.is_empty()).then(|| command.join(" "));
                // A package's pages have the keys that everyone has.
                let keymap = match to {
                    None => {
                        let config = Config::read(environment, &ConfigFile::default())?;
                        config.preferences().keymap
                    }
                    Some(_) => Keymap::default(),
                };
                let existing = Existing::by_force(force);
                Invocation::Man(ManTask { command, to, existing, keymap })
            }
            Some(Command::Snapshot(arguments)) => Invocation::Snapshot(Box::new(arguments.task()?)),
            #[cfg(feature = "serve")]
            Some(Command::Serve(arguments)) => {
                Invocation::Serve(Box::new(arguments.task(environment)?))
            }
        })
    }
}

/// Returns what to do about lessons, or with this one.
fn lesson_task(
    action: Option<LessonAction>,
    (lesson, record): (Option<PathBuf>, Option<PathBuf>),
    check: Option<PathBuf>,
    template: bool,
) -> Result<LessonTask, PlanError> {
    match action {
        Some(LessonAction::Export(arguments)) => arguments.task(),
        None => Ok(match (lesson, check) {
            _ if template => LessonTask::Template,
            (_, Some(file)) => LessonTask::Check(file),
            (Some(lesson), None) => LessonTask::Open { lesson, record },
            (None, None) => LessonTask::List,
        }),
    }
}

/// Returns where the answers to check come from.
fn answer_source(
    answers: Option<PathBuf>,
    one: (Option<Subject>, Option<String>),
    table: Option<PathBuf>,
    after: Keys,
    format: CheckFormat,
) -> Result<AnswerSource, PlanError> {
    Ok(match (answers, one) {
        (None, (Some(subject), Some(answer))) => {
            // Who types it can correct it. A program passes on what someone else typed.
            if format == CheckFormat::Text {
                Submission::parse(subject, &answer)?;
            }
            AnswerSource::One { subject, answer, after }
        }
        (Some(file), _) => AnswerSource::File(file),
        _ => AnswerSource::Table { path: table.unwrap_or_default(), after },
    })
}

#[cfg(test)]
mod tests;
