//! What a command line with a mistake may mean: a mistyped command, an option in another place.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::Arguments;
use super::command;
use super::plan::PlanError;
use crate::text::sanitise::brief;
use crate::text::{list, similar};

/// The command that a first word means which is neither a command nor a file.
pub(super) fn mistyped_command(word: &OsStr) -> Option<PlanError> {
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

pub(super) fn is_command(word: &str) -> bool {
    command().find_subcommand(word).is_some()
}

/// The options of the stepper that other commands have too.
const LOOK: [&str; 7] =
    ["--color", "--config", "--decimals", "--marker", "--motion", "--pace", "--theme"];

/// Those of them that need no value.
const SWITCHES: [&str; 5] = ["--ascii", "--mouse", "--no-title", "--show-keys", "--title"];

/// Puts options of the screen behind the command that follows them, where the command takes them.
pub(super) fn look_behind_command(mut words: Vec<OsString>) -> Vec<OsString> {
    let mut at = 1;
    while let Some(word) = words.get(at).and_then(|word| word.to_str()) {
        let has_value = LOOK
            .iter()
            .chain(&SWITCHES)
            .any(|name| word.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')));
        match word {
            _ if LOOK.contains(&word) => at += 2,
            _ if has_value || SWITCHES.contains(&word) => at += 1,
            _ => {
                if is_command(word) {
                    words[1..=at].rotate_right(1);
                }
                break;
            }
        }
    }
    words
}

/// Says whose option it is that the command which these words name, or the stepper, does not have.
pub(super) fn option_of_another(error: clap::Error, words: &[OsString]) -> clap::Error {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let program = command();
    let (asked, name) = asked_of(&program, words);
    let takes = |command: &clap::Command| {
        let mut options = command.get_arguments().filter_map(clap::Arg::get_long);
        options.any(|long| option.strip_prefix("--") == Some(long))
    };
    if error.kind() != ErrorKind::UnknownArgument || takes(asked) {
        return error;
    }
    let commands = program.get_subcommands().filter(|command| takes(command));
    let commands: Vec<&str> = commands.map(clap::Command::get_name).collect();
    let stepper = takes(&program).then(|| "the stepper".to_owned());
    let of_commands = commands.iter().map(|name| format!("emstep {name}"));
    let owners = list(&stepper.into_iter().chain(of_commands).collect::<Vec<_>>());
    let option = option.clone();
    let problem = match (name, &commands[..]) {
        (None, []) => return error,
        (None, [command]) => PlanError::OptionOf { option, command: (*command).to_owned() },
        (None, _) => PlanError::OptionOfCommands { option, owners },
        (Some(_), []) if !takes(&program) => return error,
        (Some(asked), _) => PlanError::OptionOfOthers { option, owners, asked },
    };
    command().error(ErrorKind::UnknownArgument, problem)
}

/// Returns the innermost command that words name, and its words, if there are any.
fn asked_of<'a>(
    program: &'a clap::Command,
    words: &[OsString],
) -> (&'a clap::Command, Option<String>) {
    let (mut asked, mut names) = (program, Vec::new());
    for word in words.iter().skip(1) {
        let Some(inner) = asked.find_subcommand(word) else { break };
        asked = inner;
        names.push(inner.get_name());
    }
    (asked, (!names.is_empty()).then(|| names.join(" ")))
}

/// Says what a second word after DATA is: clap takes it for a command, whatever it is.
pub(super) fn second_word(error: clap::Error) -> clap::Error {
    match error.get(ContextKind::InvalidSubcommand) {
        // `emstep help --help`
        Some(ContextValue::String(word)) if matches!(word.as_str(), "-h" | "--help") => {
            Arguments::try_parse_from(["emstep", "--help"]).err().unwrap_or(error)
        }
        Some(ContextValue::String(word)) if error.kind() == ErrorKind::ArgumentConflict => {
            command().error(ErrorKind::TooManyValues, PlanError::CommandLast(word.clone()))
        }
        _ => error,
    }
}
