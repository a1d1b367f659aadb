//! What settings take from the environment: a copy, so that a test has its own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use etcetera::BaseStrategy;

use super::error::ConfigError;
use super::setting::SETTINGS;
use crate::text::similar;

/// The beginning of every variable that is a setting.
pub(super) const PREFIX: &str = "EMSTEP_";

/// The variables that are settings, the folder of settings, and whether a person types.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
    folder: Option<PathBuf>,
    /// Whether standard input is a file, a pipe or the like.
    has_script: bool,
}

impl Environment {
    /// Returns the environment of this process.
    pub fn of_process() -> Self {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            name.starts_with(PREFIX).then_some((name, value))
        });
        let folder = etcetera::choose_base_strategy().ok();
        let folder = folder.map(|strategy| strategy.config_dir().join("emstep"));
        let has_script = !io::stdin().is_terminal();
        Self { variables: variables.collect(), folder, has_script }
    }

    /// Returns whether commands on standard input are a script, not typed by a person.
    pub(super) fn has_script(&self) -> bool {
        self.has_script
    }

    /// Returns the user's file of settings, whether there is one or not.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("config.toml"))
    }

    /// Returns what a variable says, if it is set and not empty; an error if it is not Unicode.
    pub(super) fn variable(&self, name: &str) -> Option<Result<&str, ()>> {
        let value = self.variables.get(name).filter(|value| !value.is_empty())?;
        Some(value.to_str().ok_or(()))
    }

    /// Returns which variable is almost that of a setting.
    pub(super) fn mistyped(&self) -> Option<ConfigError> {
        let known: Vec<String> = SETTINGS.iter().map(super::setting::Setting::variable).collect();
        let mut unknown = self.variables.keys().filter(|name| !known.contains(name));
        unknown.find_map(|name| {
            // They all begin alike.
            let known = known.iter().map(|known| &known[PREFIX.len()..]);
            let like = similar(&name[PREFIX.len()..], known)?;
            Some(ConfigError::UnknownVariable {
                variable: name.clone(),
                like: format!("{PREFIX}{like}"),
            })
        })
    }
}

#[cfg(test)]
impl Environment {
    /// Returns an environment of these variables, with settings in this folder.
    pub(super) fn with(variables: &[(&str, &str)], folder: Option<PathBuf>) -> Self {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.into()));
        Self { variables: variables.collect(), folder, has_script: false }
    }

    /// Returns the same with a script on standard input.
    pub(super) fn with_script(self) -> Self {
        Self { has_script: true, ..self }
    }
}
