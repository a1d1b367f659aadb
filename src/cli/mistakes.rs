//! What a command line with a mistake may mean: a mistyped command, an option in another place.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::Arguments;
use super::command;
use super::plan::PlanError;
use crate::text::sanitise::brief;
use crate::text::similar;

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

/// Says whose option it is that `asked`, a command or the stepper, does not have.
pub(super) fn option_of_another(error: clap::Error, asked: Option<&str>) -> clap::Error {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let (is_unknown, command) = (error.kind() == ErrorKind::UnknownArgument, command());
    let takes = |command: &clap::Command| {
        let mut options = command.get_arguments().filter_map(clap::Arg::get_long);
        options.any(|long| option.strip_prefix("--") == Some(long))
    };
    let owner = command.get_subcommands().find(|command| takes(command));
    let problem = match (asked, owner) {
        _ if !is_unknown => return error,
        (Some(asked), _) if takes(&command) => {
            PlanError::OptionOfStepper { option: option.clone(), command: asked.to_owned() }
        }
        (Some(asked), Some(owner)) => PlanError::OptionOfOther {
            option: option.clone(),
            owner: owner.get_name().to_owned(),
            command: asked.to_owned(),
        },
        (None, Some(owner)) => {
            PlanError::OptionOf { option: option.clone(), command: owner.get_name().to_owned() }
        }
        (_, None) => return error,
    };
    command.clone().error(ErrorKind::UnknownArgument, problem)
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
