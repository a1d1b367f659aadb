//! The command line: what can be said on it, and the [`Invocation`] it comes to.

mod check;
mod fit;
mod lesson;
mod output;
mod plan;
mod screen;
#[cfg(feature = "serve")]
mod serve;
mod snapshot;

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::data;
use crate::explain::Quantity;
use crate::explain::check::Answer;
use crate::mixture::{MAX_COMPONENTS, StopRule};
use crate::report::TraceFormat;
use crate::text::sanitise::brief;
use crate::text::{similar, with_ascii_minus};
use crate::view::theme::ColorDepth;
pub use check::{Answers, CheckTask, Keys, check};
pub use fit::{FitCommandError, FitTask, fit};
pub use lesson::{LessonError, LessonTask, lesson};
pub use output::{Output, print};
pub use plan::Plan;
use plan::PlanError;
pub use screen::{open_lesson, step};
#[cfg(feature = "serve")]
pub use serve::{ServeTask, serve};
pub use snapshot::{SnapshotTask, snapshot};

/// What the program is asked to do.
#[derive(Debug)]
pub enum Invocation {
    /// Open the stepper.
    Step {
        /// the data, θ₀ and settings
        plan: Plan,
        /// how many colours; `None` to find out from the terminal
        colors: Option<ColorDepth>,
    },
    /// Run EM and print the trace.
    Fit(FitTask),
    /// List the examples.
    Examples,
    /// Check answers worked out by hand.
    Check(CheckTask),
    /// List the lessons, check one or open one.
    Lesson {
        /// which
        task: LessonTask,
        /// how many colours; `None` to find out from the terminal
        colors: Option<ColorDepth>,
    },
    /// Draw the screen without a terminal.
    Snapshot(Box<SnapshotTask>),
    /// Serve a class over SSH.
    #[cfg(feature = "serve")]
    Serve(Box<ServeTask>),
}

impl Invocation {
    /// Reads a command line, the program's name first.
    ///
    /// # Errors
    /// What is wrong with it, for [`one_line`] to say; also where help or the version was asked
    /// for, and then [`clap::Error::use_stderr`] is false.
    pub fn parse(
        words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> Result<Self, clap::Error> {
        let words: Vec<OsString> = words.into_iter().map(Into::into).collect();
        let error = |problem| Err(command().error(ErrorKind::ValueValidation, problem));
        if let Some(problem) = words.get(1).and_then(|word| mistyped_command(word)) {
            return error(problem);
        }
        let words = color_behind_command(words);
        let has_command = words.get(1).and_then(|word| word.to_str()).is_some_and(is_command);
        let arguments = Arguments::try_parse_from(words).map_err(|error| {
            if has_command { second_word(error) } else { option_of_command(second_word(error)) }
        })?;
        arguments
            .understand()
            .map_err(|error| Arguments::command().error(ErrorKind::ValueValidation, error))
    }
}

/// The command that a first word means which is neither a command nor a file.
fn mistyped_command(word: &OsStr) -> Option<PlanError> {
    let name = word.to_str().filter(|name| !name.starts_with('-'))?;
    let command = command();
    let mut names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    names.push("help");
    if names.contains(&name) || Path::new(word).exists() {
        return None;
    }
    let like = similar(name, names)?.to_owned();
    Some(PlanError::UnknownCommand { name: brief(name), like })
}

fn is_command(word: &str) -> bool {
    command().find_subcommand(word).is_some()
}

/// Puts `--color` behind the command that follows it, where the command takes it.
fn color_behind_command(mut words: Vec<OsString>) -> Vec<OsString> {
    let given = match words.get(1).and_then(|word| word.to_str()) {
        Some("--color") => 2,
        Some(word) if word.starts_with("--color=") => 1,
        _ => return words,
    };
    let next = words.get(1 + given).and_then(|word| word.to_str());
    if next.is_some_and(is_command) {
        words[1..=1 + given].rotate_right(1);
    }
    words
}

/// Says which command takes an option that the stepper does not have.
fn option_of_command(error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let (is_unknown, command) = (error.kind() == ErrorKind::UnknownArgument, command());
    let takes = |command: &&clap::Command| {
        let mut options = command.get_arguments().filter_map(|argument| argument.get_long());
        options.any(|long| option.strip_prefix("--") == Some(long))
    };
    let owners: Vec<&str> =
        command.get_subcommands().filter(takes).map(clap::Command::get_name).collect();
    match owners[..] {
        [owner, ..] if is_unknown => {
            let problem = PlanError::OptionOf { option: option.clone(), command: owner.to_owned() };
            command.clone().error(ErrorKind::UnknownArgument, problem)
        }
        _ => error,
    }
}

/// Says what a second word after DATA is: clap takes it for a command, whatever it is.
fn second_word(error: clap::Error) -> clap::Error {
    match error.get(ContextKind::InvalidSubcommand) {
        // `emstep help --help`
        Some(ContextValue::String(word)) if matches!(word.as_str(), "-h" | "--help") => {
            Arguments::try_parse_from(["emstep", "--help"]).err().unwrap_or(error)
        }
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::ArgumentConflict => {
            let problem = match command().find_subcommand(word) {
                Some(_) => PlanError::CommandLast(word.clone()),
                None => PlanError::SecondFile(word.clone()),
            };
            command().error(ErrorKind::TooManyValues, problem)
        }
        _ => error,
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

const EXAMPLES: &str = "\
Examples:
  emstep                                    the homework: -1, 0, 4, 5, 6 and its θ₀
  emstep --example old-faithful             a built-in data set, θ₀ from quantiles
  emstep times.csv -c waiting -k 3          a column of a CSV file, three components
  emstep --means -1,5 --variances 1,4       the homework's data from another θ₀
  emstep fit --steps 7 --format json        seven iterations of the homework as JSON";

/// Step through the EM algorithm for mixtures of Gaussians in a terminal
#[derive(Debug, Parser)]
#[command(name = "emstep", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    model: ModelArguments,
    /// How many colours the screen uses; auto asks the terminal
    #[arg(long, value_name = "DEPTH", default_value = "auto", help_heading = "Screen")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run EM without a screen and print the trace
    ///
    /// The trace starts at θ₀ (t = 0). It goes to standard output; what is special about the data
    /// or θ₀, and why the run ended, goes to standard error.
    Fit {
        #[command(flatten)]
        model: ModelArguments,
        /// Do exactly N iterations (E, then M), without a test for convergence; 0 shows θ₀ alone
        #[arg(long, value_name = "N", conflicts_with_all = ["tolerance", "max_iterations"])]
        #[arg(help_heading = "Running", allow_negative_numbers = true, value_parser = step_count)]
        steps: Option<usize>,
        /// How to print the trace
        #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
        format: TraceFormat,
        /// Say how long loading, condensing and an iteration took, and the most memory that was in
        /// use
        #[arg(long, help_heading = "Output")]
        timings: bool,
        /// If the data are condensed: compare the last θ's ℓ, N_k, μ, σ² with one pass over all
        /// observations
        #[arg(long, help_heading = "Output")]
        compare: bool,
        /// Use N threads; the digits do not depend on it [default: one per core]
        #[arg(long, value_name = "N", value_parser = thread_count, allow_negative_numbers = true)]
        #[arg(help_heading = "Running")]
        threads: Option<usize>,
    },
    /// List the built-in data sets
    Examples,
    /// Check an answer worked out by hand, and name the slip behind a wrong one
    ///
    /// Ends with 0 if the answer is right to the digits given, and with 3 if it is wrong. With
    /// --answers it ends with 0 only if all are right, and with 3 if any is wrong, blank or
    /// unreadable; with 1 if the file cannot be read or has no answers.
    Check {
        #[command(flatten)]
        model: ModelArguments,
        /// What was asked: gamma[i,k] (i from 0, k from 1), N[k], pi[k], mu[k], sigma2[k],
        /// sigma[k], ll, delta_ll, bound, gap
        #[arg(long, value_name = "WHAT", required_unless_present = "answers", requires = "answer")]
        #[arg(help_heading = "Answer")]
        what: Option<Quantity>,
        /// The answer, rounded to any number of digits
        #[arg(long, value_name = "NUMBER", requires = "what", allow_hyphen_values = true)]
        #[arg(help_heading = "Answer")]
        answer: Option<Answer>,
        /// The keys pressed since θ₀, such as e, em or eme
        #[arg(long, value_name = "KEYS", default_value = "", help_heading = "Answer")]
        after: Keys,
        /// A file of answers to grade, or -: a row for each with what, after, answer (and more,
        /// such as a name), separated by commas, semicolons or tabs
        #[arg(long, value_name = "FILE", conflicts_with_all = ["what", "answer", "after"], help_heading = "Answer")]
        answers: Option<PathBuf>,
        /// How to print the verdict
        #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
        format: CheckFormat,
    },
    /// Open a lesson; without a name, list them
    Lesson {
        /// A lesson's name, or a TOML file; without it, the lessons are listed
        #[arg(value_name = "NAME|FILE")]
        lesson: Option<PathBuf>,
        /// Check a lesson's file and report every mistake with its line
        #[arg(long, value_name = "FILE", conflicts_with = "lesson")]
        check: Option<PathBuf>,
        /// Write progress and answers to a file, as JSON
        #[arg(long, value_name = "FILE", requires = "lesson")]
        record: Option<PathBuf>,
        /// How many colours there are
        #[arg(long, value_name = "COLORS", default_value = "auto")]
        color: Color,
    },
    /// Draw the screen after some keys, for a slide, a handout or a report: SVG, HTML, text, or a
    /// recording
    ///
    /// No terminal is needed, and the picture is the same on every machine, to the byte.
    Snapshot(Box<snapshot::SnapshotArguments>),
    /// Teach a class over SSH: a server whose only program is the stepper
    ///
    /// Students need nothing but ssh: as the user watch they follow the presenter, as play they
    /// have a stepper of their own. The presenter logs in as present. They get no shell and no
    /// file.
    #[cfg(feature = "serve")]
    Serve(Box<serve::ServeArguments>),
}

/// How a verdict is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    Text,
    Json,
}

/// What the stepper and `fit` both take: data, θ₀ and when to stop.
#[derive(Debug, Args)]
struct ModelArguments {
    /// A CSV file, a .f64 file (little-endian numbers), or - for CSV on standard input; without it,
    /// the homework
    #[arg(value_name = "DATA")]
    data: Option<PathBuf>,
    #[arg(long, value_name = "NAME", conflicts_with = "data", value_parser = examples())]
    #[arg(hide_possible_values = true, help_heading = "Data")]
    #[arg(help = format!("A built-in data set instead of DATA: {}", names_of_examples()))]
    example: Option<String>,
    /// The column to fit, by its name or its number from 1 [default: the first numeric one]
    #[arg(short, long, value_name = "NAME|N", help_heading = "Data")]
    column: Option<String>,
    /// Sum every observation in every step (by default, data of 65,536 observations or more are
    /// condensed)
    #[arg(long, help_heading = "Data")]
    exact: bool,

    /// How many components the mixture has, 1 to 64 [default: 2, or as many as θ₀ has]
    #[arg(short = 'k', long, alias = "k", value_name = "K", value_parser = component_count)]
    #[arg(allow_negative_numbers = true, help_heading = "θ₀, where EM starts")]
    components: Option<usize>,
    /// π of each component, above 0; they sum to 1 [default: all equal]
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(help_heading = "θ₀, where EM starts")]
    weights: Option<List>,
    /// μ of each component, as in -1,5
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(help_heading = "θ₀, where EM starts")]
    means: Option<List>,
    /// σ² of each component, above 0: variances, not standard deviations
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(help_heading = "θ₀, where EM starts")]
    variances: Option<List>,
    /// σ of each component, above 0: standard deviations, instead of --variances
    #[arg(long, value_name = "LIST", value_parser = List::parse, allow_hyphen_values = true)]
    #[arg(conflicts_with = "variances", help_heading = "θ₀, where EM starts")]
    sds: Option<List>,
    /// Make θ₀ from the data instead [default: quantile, unless the data have a θ₀ of their own]
    #[arg(long, value_name = "HOW", help_heading = "θ₀, where EM starts")]
    #[arg(conflicts_with_all = ["weights", "means", "variances", "sds"])]
    start: Option<StartName>,
    /// The seed of --start kmeans++; the same seed gives the same θ₀ everywhere [default: 1]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(help_heading = "θ₀, where EM starts", value_parser = seed)]
    seed: Option<u64>,

    /// EM has converged when |Δℓ| per observation is below T; 0 never stops early [default: 1e-9]
    #[arg(long, value_name = "T", value_parser = tolerance, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    tolerance: Option<f64>,
    /// Stop after N iterations, converged or not [default: 1000]
    #[arg(long, value_name = "N", value_parser = iteration_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    max_iterations: Option<usize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StartName {
    /// the sorted data cut into K groups of equal weight
    Quantile,
    /// K observations drawn far from each other, then the observations nearest to each
    #[value(name = "kmeans++")]
    KMeansPlusPlus,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    None,
    #[value(name = "16")]
    Ansi16,
    #[value(name = "256")]
    Ansi256,
    #[value(name = "truecolor")]
    Rgb,
}

impl Color {
    fn depth(self) -> Option<ColorDepth> {
        match self {
            Self::Auto => None,
            Self::None => Some(ColorDepth::Mono),
            Self::Ansi16 => Some(ColorDepth::Ansi16),
            Self::Ansi256 => Some(ColorDepth::Ansi256),
            Self::Rgb => Some(ColorDepth::TrueColor),
        }
    }
}

impl Arguments {
    fn understand(self) -> Result<Invocation, PlanError> {
        Ok(match self.command {
            None => {
                // After an option clap takes a command's name for DATA.
                let data = self.model.data.as_ref().and_then(|data| data.to_str());
                if let Some(name) = data.filter(|data| is_command(data)) {
                    return Err(PlanError::CommandLast(name.to_owned()));
                }
                Invocation::Step { plan: self.model.plan()?, colors: self.color.depth() }
            }
            Some(Command::Fit { model, steps, format, timings, compare, threads }) => {
                let plan = model.plan()?;
                let exactly = |iterations| StopRule { iterations, tolerance: None };
                let rule = steps.map_or(plan.settings.to_convergence(), exactly);
                Invocation::Fit(FitTask { plan, rule, format, timings, compare, threads })
            }
            Some(Command::Examples) => Invocation::Examples,
            Some(Command::Check { model, what, answer, after, answers, format }) => {
                let answers = match (answers, what, answer) {
                    (None, Some(what), Some(answer)) => Answers::One { what, answer, after },
                    (file, ..) => Answers::File(file.unwrap_or_default()),
                };
                let json = format == CheckFormat::Json;
                Invocation::Check(CheckTask { plan: model.plan()?, answers, json })
            }
            Some(Command::Lesson { lesson, check, record, color }) => {
                let task = match (lesson, check) {
                    (_, Some(file)) => LessonTask::Check(file),
                    (Some(lesson), None) => LessonTask::Open { lesson, record },
                    (None, None) => LessonTask::List,
                };
                Invocation::Lesson { task, colors: color.depth() }
            }
            Some(Command::Snapshot(arguments)) => Invocation::Snapshot(Box::new(arguments.task()?)),
            #[cfg(feature = "serve")]
            Some(Command::Serve(arguments)) => Invocation::Serve(Box::new(arguments.task()?)),
        })
    }
}

/// Numbers separated by commas. A type of its own: clap takes a `Vec` for an option given many
/// times.
#[derive(Clone, Debug)]
struct List(Vec<f64>);

impl List {
    fn parse(text: &str) -> Result<Self, String> {
        let number = |piece: &str| {
            // The screen writes a true minus sign; what was copied from there means what it says.
            let piece = with_ascii_minus(piece.trim());
            if piece.is_empty() {
                return Err("a number is missing; write 6,7 or, with a space, \"6, 7\"".to_owned());
            }
            piece.parse().map_err(|_| data::not_a_number(&piece).to_string())
        };
        if text.contains(';') {
            return Err(with_semicolons(text));
        }
        text.split(',').map(number).collect::<Result<_, _>>().map(Self)
    }
}

/// Why a list with semicolons is refused: its commas may be decimal ones.
fn with_semicolons(text: &str) -> String {
    let pieces: Vec<&str> =
        text.split(';').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    for piece in &pieces {
        let readings = data::readings(piece);
        if readings.len() > 1 {
            let readings = readings.join(" or ");
            return format!("commas separate the numbers, and '{piece}' may be {readings}");
        }
    }
    let one = |piece: &&str| data::readings(piece).pop().unwrap_or_else(|| (*piece).to_owned());
    let one_each: Vec<String> = pieces.iter().map(one).collect();
    let (decimal, separating) = (one_each.join(","), text.replace(';', ","));
    if decimal == separating || decimal.contains(' ') {
        format!("commas separate the numbers, as in {separating}")
    } else {
        format!("commas separate the numbers: write {decimal} or {separating}, whichever is meant")
    }
}

fn examples() -> PossibleValuesParser {
    let value = |example: &data::Example| PossibleValue::new(example.name);
    PossibleValuesParser::new(data::EXAMPLES.iter().map(value))
}

fn names_of_examples() -> String {
    data::EXAMPLES.iter().map(|example| example.name).collect::<Vec<_>>().join(", ")
}

fn component_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|k| (1..=MAX_COMPONENTS).contains(k));
    count.ok_or_else(|| format!("K must be a whole number from 1 to {MAX_COMPONENTS}"))
}

fn step_count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "it must be a whole number, 0 or above, in digits".to_owned())
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("it must be a whole number from 0 to {}, in digits", u64::MAX))
}

fn iteration_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|n| *n >= 1);
    count.ok_or_else(|| "it must be a whole number, 1 or above".to_owned())
}

fn thread_count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|n| (1..=1024).contains(n));
    count.ok_or_else(|| "it must be a whole number from 1 to 1024".to_owned())
}

fn tolerance(text: &str) -> Result<f64, String> {
    let tolerance = text.parse().ok().filter(|t: &f64| t.is_finite() && *t >= 0.0);
    tolerance.ok_or_else(|| match &data::readings(text)[..] {
        [one] if text.parse::<f64>().is_err() => format!("it is not a number; write {one}"),
        _ => "it must be a finite number, 0 or above".to_owned(),
    })
}

/// Whether the reader of the output has seen enough, as `head` does: then nothing went wrong.
pub fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| (*error).source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

impl ValueEnum for TraceFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Text, Self::Json, Self::Csv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Self::Text => ("text", "a table to read, rounded"),
            Self::Json => ("json", "one object, with every digit"),
            Self::Csv => ("csv", "a row an iteration and component, with every digit"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_options_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn lists_take_spaces_signs_and_a_minus_sign_from_the_screen() {
        assert_eq!(List::parse("-1, 5").unwrap().0, [-1.0, 5.0]);
        assert_eq!(List::parse(" 1e3 ,\u{2212}2").unwrap().0, [1000.0, -2.0]);
        assert!(List::parse("6,").unwrap_err().contains("\"6, 7\""));
        assert_eq!(List::parse("6,x").unwrap_err(), "'x' is not a number");
        assert_eq!(
            List::parse("0,5;1,5").unwrap_err(),
            "commas separate the numbers: write 0.5,1.5 or 0,5,1,5, whichever is meant"
        );
        assert_eq!(
            List::parse("0.5;1.5").unwrap_err(),
            "commas separate the numbers, as in 0.5,1.5"
        );
    }

    #[test]
    fn every_error_is_one_line() {
        let say = |words: &[&str]| one_line(&Invocation::parse(words).unwrap_err());
        assert_eq!(
            say(&["emstep", "--mean", "1"]),
            "unexpected argument '--mean' found; a similar argument exists: '--means'"
        );
        assert_eq!(
            say(&["emstep", "fit", "--sds", "1", "--variances", "1"]),
            "the argument '--sds <LIST>' cannot be used with '--variances <LIST>'"
        );
        assert_eq!(
            say(&["emstep", "fti", "--steps", "3"]),
            "no file or command 'fti'; did you mean emstep fit?"
        );
        assert_eq!(
            say(&["emstep", "--tolerance", "0,5"]),
            "invalid value '0,5' for '--tolerance <T>': it is not a number; write 0.5"
        );
        assert_eq!(
            say(&["emstep", "--steps", "3"]),
            "--steps is an option of emstep fit; write emstep fit --steps …"
        );
        assert_eq!(
            say(&["emstep", "a.csv", "--answers", "b.csv"]),
            "--answers is an option of emstep check; write emstep check --answers …"
        );
        assert_eq!(
            say(&["emstep", "fit", "--steps", "1e3"]),
            "invalid value '1e3' for '--steps <N>': it must be a whole number, 0 or above, in digits"
        );
        assert_eq!(
            say(&["emstep", "--start", "kmeans++", "--seed", "-1"]),
            "invalid value '-1' for '--seed <N>': it must be a whole number from 0 to \
             18446744073709551615, in digits"
        );
        assert_eq!(
            say(&["emstep", "-k", "0"]),
            "invalid value '0' for '--components <K>': K must be a whole number from 1 to 64"
        );
    }

    #[test]
    fn what_is_plainly_meant_is_done() {
        let parse = |words: &[&str]| Invocation::parse(words);
        for words in [&["emstep", "--k", "3"][..], &["emstep", "--components", "3"]] {
            let Ok(Invocation::Step { plan, .. }) = parse(words) else { panic!("{words:?}") };
            assert_eq!(plan.components, Some(3));
        }
        for words in [
            &["emstep", "--color", "none", "lesson", "homework"][..],
            &["emstep", "--color=none", "lesson", "homework"],
            &["emstep", "lesson", "homework", "--color", "none"],
        ] {
            let Ok(Invocation::Lesson { colors, .. }) = parse(words) else { panic!("{words:?}") };
            assert_eq!(colors, Some(ColorDepth::Mono));
        }
        let help = parse(&["emstep", "help", "--help"]).unwrap_err();
        assert!(!help.use_stderr() && help.to_string().contains("Usage: emstep"));
    }

    #[test]
    fn steps_take_the_test_for_convergence_away() {
        let rule = |words: &[&str]| match Invocation::parse(words).unwrap() {
            Invocation::Fit(FitTask { rule, .. }) => rule,
            other => panic!("{other:?}"),
        };
        let exactly = StopRule { iterations: 0, tolerance: None };
        assert_eq!(rule(&["emstep", "fit", "--steps", "0"]), exactly);
        let default = StopRule { iterations: 1000, tolerance: Some(1e-9) };
        assert_eq!(rule(&["emstep", "fit"]), default);
    }
}
