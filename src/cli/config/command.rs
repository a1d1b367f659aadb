//! `emstep config`: the settings that are in force and where each comes from, or a file of them to
//! begin with.

use std::io::{self, Write};

use clap::Args;

use super::setting::{SETTINGS, Setting, SettingId};
use super::{Config, ConfigError, ConfigFile, Environment, SettingSource, Values, keys};
use crate::app::keymap::rebound::rows;
use crate::cli::arguments::StartName;
use crate::cli::look::ScreenArguments;
use crate::cli::values::{iteration_count, seed, tolerance};
use crate::text::sanitise::clean;
use crate::text::{width, wrap};

/// What `emstep config` takes: every setting has an option.
#[derive(Debug, Args)]
pub(in crate::cli) struct ConfigArguments {
    /// Print a commented file with every setting
    ///
    /// A starting point for your own
    #[arg(long)]
    template: bool,
    #[command(flatten)]
    config: ConfigFile,
    #[command(flatten)]
    screen: ScreenArguments,
    /// The |Δℓ| per observation that ends EM [default: 1e-9]
    ///
    /// EM has converged when |Δℓ| per observation is below T
    #[arg(long, value_name = "T", value_parser = tolerance, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    tolerance: Option<f64>,
    /// Stop after N iterations [default: 1000]
    ///
    /// Converged or not
    #[arg(long, value_name = "N", value_parser = iteration_count, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    max_iterations: Option<usize>,
    /// How θ₀ is made from data [default: quantile]
    ///
    /// For data without a θ₀ of their own
    #[arg(long, value_name = "HOW", help_heading = "Running")]
    start: Option<StartName>,
    /// The seed of whatever is drawn [default: 1]
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    #[arg(help_heading = "Running")]
    seed: Option<u64>,
}

/// What `emstep config` is to do.
#[derive(Clone, Debug)]
pub struct ConfigTask(Task);

#[derive(Clone, Debug)]
enum Task {
    Template,
    Show(Box<Config>),
}

impl ConfigArguments {
    pub(in crate::cli) fn task(self, environment: &Environment) -> Result<ConfigTask, ConfigError> {
        if self.template {
            return Ok(ConfigTask(Task::Template));
        }
        let mut config = Config::read(environment, &self.config)?;
        self.screen.set(&mut config);
        config.flag(SettingId::Tolerance, self.tolerance, |values, given| values.tolerance = given);
        config.flag(SettingId::MaxIterations, self.max_iterations, |values, given| {
            values.max_iterations = given;
        });
        config.flag(SettingId::Start, self.start, |values, given| values.start = given);
        config.flag(SettingId::Seed, self.seed, |values, given| values.seed = given);
        Ok(ConfigTask(Task::Show(Box::new(config))))
    }
}

/// Prints the settings, or a file to begin with, to `out`.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn config(task: &ConfigTask, out: &mut impl Write) -> io::Result<()> {
    match &task.0 {
        Task::Template => write_template(out)?,
        Task::Show(config) => write_table(config, out)?,
    }
    out.flush()
}

/// Writes a row per setting: its name, its value, and where that comes from.
fn write_table(config: &Config, out: &mut impl Write) -> io::Result<()> {
    let file = config.file.as_ref().map(|file| clean(&file.display().to_string()));
    let from = |(index, setting): (usize, &Setting)| match config.sources[index] {
        SettingSource::Default => "default".to_owned(),
        SettingSource::Line(line) => format!("{}:{line}", file.as_deref().unwrap_or_default()),
        SettingSource::Variable => setting.variable(),
        SettingSource::Flag => "option".to_owned(),
    };
    let rows = SETTINGS.iter().enumerate().map(|(index, setting)| {
        [setting.name.to_owned(), setting.in_toml(&config.values), from((index, setting))]
    });
    let of_keys = config.keys.changed().iter().map(|(row, line)| {
        let keys = keys::in_toml(config.keys.keymap.keys_of(row));
        let from = format!("{}:{line}", file.as_deref().unwrap_or_default());
        [format!("keys.{}", keys::name(row)), keys, from]
    });
    let rows: Vec<[String; 3]> = rows.chain(of_keys).collect();
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let (names, values) = (widest(0), widest(1));
    match &file {
        Some(file) if config.is_read => writeln!(out, "# {file}")?,
        Some(file) => {
            writeln!(out, "# {file}: no such file; emstep config --template prints one")?;
        }
        None => writeln!(out, "# no folder for a file of settings; --config FILE names one")?,
    }
    for [name, value, from] in rows {
        writeln!(out, "{name:<names$}  {value:<values$}  {from}")?;
    }
    Ok(())
}

/// Writes the table of keys, a line for each action.
fn write_keys(out: &mut impl Write) -> io::Result<()> {
    out.write_all(
        "\n# Keys: a name such as \"e\", \"E\", \"ctrl-e\", \"alt-e\", \"f5\", \"space\" or \"pgup\",\n\
         # or a list of them; [] is none. Take the # off the line in brackets above it,\n\
         # too. Esc, Enter, the arrows, F1 and Ctrl-C stay what they are.\n"
            .as_bytes(),
    )?;
    let mut table = "";
    for row in rows().iter().filter(|row| row.is_open()) {
        if row.table != table {
            table = row.table;
            writeln!(out, "\n# [keys.{table}]")?;
        }
        writeln!(out, "# {} = {}", row.action, keys::in_toml(row.keys))?;
    }
    Ok(())
}

/// Writes a file with every setting at its default, commented out.
fn write_template(out: &mut impl Write) -> io::Result<()> {
    out.write_all(
        "# Settings of emstep. Take the # off a line that you change. A variable such as\n\
         # EMSTEP_THEME overrides this file, and an option such as --theme overrides\n\
         # both; emstep config prints what is in force.\n"
            .as_bytes(),
    )?;
    let values = Values::default();
    for setting in &SETTINGS {
        writeln!(out)?;
        for line in wrap(setting.help, 77) {
            writeln!(out, "# {line}")?;
        }
        writeln!(out, "# {} = {}", setting.name, setting.in_toml(&values))?;
    }
    write_keys(out)
}
