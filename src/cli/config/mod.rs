//! Settings: the file, then variables, then options, each before the one before it; and where each
//! comes from.

mod command;
mod environment;
mod error;
mod file;
mod keys;
mod setting;
#[cfg(test)]
mod tests;
mod values;

use std::path::PathBuf;

use clap::Args;

use super::look::ScreenArguments;
use super::{Display, ScreenOptions};
use crate::app::Preferences;
use crate::app::key_script::KeyScript;

pub(super) use command::ConfigArguments;
pub(crate) use command::ConfigTask;
pub use command::config;
pub use environment::Environment;
pub(super) use error::ConfigError;
use error::Problem;
use keys::Keys;
pub(super) use setting::SettingId;
use setting::{SETTINGS, Setting};
pub(super) use values::{MotionName, Switch, Values, decimals, pace};

/// Which file has the settings.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct ConfigFile {
    /// Read settings from FILE
    ///
    /// Instead of ~/.config/emstep/config.toml; emstep config lists the settings
    #[arg(long = "config", value_name = "FILE", help_heading = "Settings")]
    pub(super) file: Option<PathBuf>,
}

/// The settings that are in force, and where each comes from.
#[derive(Clone, Debug)]
pub(super) struct Config {
    /// What they are.
    pub(super) values: Values,
    /// The keys that were changed.
    keys: Keys,
    /// Where each of [`SETTINGS`] comes from.
    sources: [SettingSource; SETTINGS.len()],
    /// The file that was read, or would be if there was one.
    file: Option<PathBuf>,
    /// Whether there is that file.
    is_read: bool,
}

/// Where a setting comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SettingSource {
    /// Nothing says anything else.
    Default,
    /// This line of the file.
    Line(usize),
    /// Its variable.
    Variable,
    /// Its option.
    Flag,
}

/// Reads the bytes of a file of settings, and returns a file that says the same: all settings, and
/// the keys that it changes.
///
/// # Errors
/// Returns the first line that is wrong, from 1, and what is wrong with it.
pub fn rewritten_settings(bytes: &[u8]) -> Result<String, (usize, String)> {
    let mut config = Config::unread(None);
    let read = file::text_of_bytes(bytes).and_then(|text| file::read(text, &mut config));
    read.map_err(|file::Mistake { line, says }| (line, says))?;
    Ok(config.in_toml())
}

impl Config {
    /// Returns the settings that nothing changes.
    fn unread(file: Option<PathBuf>) -> Self {
        let sources = [SettingSource::Default; SETTINGS.len()];
        let (values, keys) = (Values::default(), Keys::default());
        Self { values, keys, sources, file, is_read: false }
    }

    /// Returns the settings of the user's file, or of the one that is named instead, and of the
    /// variables.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or has a mistake, or a variable has one.
    pub(super) fn read(environment: &Environment, named: &ConfigFile) -> Result<Self, ConfigError> {
        let mut config = Self::of_file(environment.config_file(), named)?;
        config.read_variables(environment)?;
        Ok(config)
    }

    /// Returns the settings of the file that is named, for what has to be the same on every
    /// machine.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or has a mistake.
    pub(super) fn read_only(named: &ConfigFile) -> Result<Self, ConfigError> {
        Self::of_file(None, named)
    }

    /// Returns the settings of a stepper with these options. A script for its commands means the
    /// same for everyone who runs it: then it has the settings that [`Config::read_only`] reads,
    /// whatever else said that it is shown in lines.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read or has a mistake, or a variable has one.
    pub(super) fn of_stepper(
        environment: &Environment,
        named: &ConfigFile,
        screen: &ScreenArguments,
    ) -> Result<Self, ConfigError> {
        let asked = screen.plain.map(|Switch(is_plain)| is_plain);
        if !environment.has_script() || asked == Some(false) {
            return Self::read(environment, named).map(|config| config.with(screen));
        }
        if asked.is_none() {
            let config = Self::read(environment, named)?.with(screen);
            if !config.values.plain.0 {
                return Ok(config);
            }
        }
        let mut config = Self::read_only(named)?.with(screen);
        config.values.plain = Switch(true);
        Ok(config)
    }

    fn with(mut self, screen: &ScreenArguments) -> Self {
        screen.set(&mut self);
        self
    }

    fn of_file(of_user: Option<PathBuf>, named: &ConfigFile) -> Result<Self, ConfigError> {
        let mut config = Self::unread(named.file.clone().or(of_user));
        let Some(path) = config.file.clone() else { return Ok(config) };
        let Some(text) = file::text(&path, named.file.is_some())? else { return Ok(config) };
        config.is_read = true;
        let of_file = |mistake: file::Mistake| ConfigError::of_file(&path, mistake);
        file::read(&text, &mut config).map_err(of_file)?;
        Ok(config)
    }

    /// Returns the file that was read, if there was one.
    pub(super) fn file_read(&self) -> Option<&PathBuf> {
        self.file.as_ref().filter(|_| self.is_read)
    }

    fn read_variables(&mut self, environment: &Environment) -> Result<(), ConfigError> {
        for (index, setting) in SETTINGS.iter().enumerate() {
            let variable = setting.variable();
            let Some(text) = environment.variable(&variable) else { continue };
            let read = text
                .map_err(|()| Problem::NotUnicode)
                .and_then(|text| (setting.set)(&mut self.values, text).map_err(Problem::Value));
            read.map_err(|problem| ConfigError::OfVariable { variable, problem })?;
            self.sources[index] = SettingSource::Variable;
        }
        environment.mistyped().map_or(Ok(()), Err)
    }

    /// Returns what every stepper takes of them.
    pub(super) fn preferences(&self) -> Preferences {
        Preferences { keymap: self.keys.keymap.clone(), ..self.values.preferences() }
    }

    /// Returns what a screen in a terminal takes of them.
    pub(super) fn screen(&self) -> ScreenOptions {
        let values = &self.values;
        ScreenOptions {
            display: if values.plain.0 { Display::Lines } else { Display::Screen },
            keys: KeyScript::default(),
            colors: values.colors(),
            glyphs: values.glyphs(),
            show_keys: values.show_keys.0,
            has_title: values.title.0,
            recovers: values.recovery.0,
            mouse: values.mouse.0,
            inputs: self.file_read().cloned().into_iter().collect(),
            preferences: self.preferences(),
        }
    }

    /// Returns a file that says them, with the keys that were changed.
    fn in_toml(&self) -> String {
        let setting =
            |setting: &Setting| format!("{} = {}", setting.name, setting.in_toml(&self.values));
        let mut lines: Vec<String> = SETTINGS.iter().map(setting).collect();
        let mut table = "";
        for (row, _) in self.keys.changed() {
            if row.table != table {
                table = row.table;
                lines.push(format!("[keys.{table}]"));
            }
            let keys = keys::in_toml(self.keys.keymap.keys_of(row));
            lines.push(format!("{} = {keys}", row.action));
        }
        lines.join("\n")
    }

    /// Takes what an option says, if it was given.
    pub(super) fn flag<T>(
        &mut self,
        setting: SettingId,
        given: Option<T>,
        set: impl FnOnce(&mut Values, T),
    ) {
        if let Some(given) = given {
            set(&mut self.values, given);
            self.sources[setting as usize] = SettingSource::Flag;
        }
    }
}
