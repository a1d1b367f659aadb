//! How a screen in a terminal looks and behaves, as options.

use clap::{Args, ValueEnum};
use clap_complete::engine::ArgValueCompleter;

use super::complete;
use super::config::{Config, MotionName, SettingId, Switch, decimals, pace};
use crate::app::Pace;
use crate::runtime::ColorChoice;
use crate::view::theme::{ColorDepth, Marker, ThemeName};

/// How a screen in a terminal looks.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct ScreenArguments {
    #[command(flatten)]
    pub(super) colors: ColorArguments,
    /// Show each key that is pressed, for a room that watches
    #[arg(long, value_name = "on|off", value_parser = Switch::read, help_heading = "Screen")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    #[arg(add = ArgValueCompleter::new(complete::switches))]
    pub(super) show_keys: Option<Switch>,
    #[command(flatten)]
    pub(super) glyphs: GlyphArguments,
    /// Give the terminal's window a title [default: on]
    #[arg(long, value_name = "on|off", value_parser = Switch::read, help_heading = "Screen")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    #[arg(add = ArgValueCompleter::new(complete::switches))]
    pub(super) title: Option<Switch>,
    /// Leave the title of the terminal's window alone
    #[arg(long, conflicts_with = "title", help_heading = "Screen")]
    pub(super) no_title: bool,
    /// Keep the session against a crash [default: on]
    ///
    /// After a crash the next start offers what was left
    #[arg(long, value_name = "on|off", value_parser = Switch::read, help_heading = "Screen")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    #[arg(add = ArgValueCompleter::new(complete::switches))]
    pub(super) recovery: Option<Switch>,
    /// Keep no session against a crash, and offer none
    ///
    /// What an earlier one left stays on the disk
    #[arg(long, conflicts_with = "recovery", help_heading = "Screen")]
    pub(super) no_recovery: bool,
    /// Turn the mouse on
    ///
    /// A click selects a number, and the terminal selects no text
    #[arg(long, value_name = "on|off", value_parser = Switch::read, help_heading = "Screen")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    #[arg(add = ArgValueCompleter::new(complete::switches))]
    pub(super) mouse: Option<Switch>,
    /// No screen: commands by the line
    ///
    /// Answers come in sentences, for screen readers, simple terminals and scripts (emstep --plain
    /// < script); help lists the commands
    #[arg(long, value_name = "on|off", value_parser = Switch::read, help_heading = "Screen")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    #[arg(add = ArgValueCompleter::new(complete::switches))]
    pub(super) plain: Option<Switch>,
    /// How fast Space plays, 1 to 7 [default: 4]
    ///
    /// 1 is slow; + and - change it
    #[arg(long, value_name = "N", value_parser = pace, help_heading = "Screen")]
    pub(super) pace: Option<Pace>,
    /// What may move without a key
    ///
    /// With reduced the chart of ℓ does not change by itself
    #[arg(long, value_name = "HOW", help_heading = "Screen")]
    pub(super) motion: Option<MotionName>,
    /// The fewest decimals of a number [default: 0]
    ///
    /// Where there is room for them; in 80 columns, many of them take the place of the column σ_k
    /// or of Δ
    #[arg(long, value_name = "N", value_parser = decimals, help_heading = "Screen")]
    pub(super) decimals: Option<usize>,
}

impl ScreenArguments {
    /// Tells the settings what was given.
    pub(super) fn set(&self, config: &mut Config) {
        self.colors.set(config);
        self.glyphs.set(config);
        config.flag(SettingId::ShowKeys, self.show_keys, |values, given| values.show_keys = given);
        let title = self.title.or(self.no_title.then_some(Switch(false)));
        config.flag(SettingId::Title, title, |values, given| values.title = given);
        let recovery = self.recovery.or(self.no_recovery.then_some(Switch(false)));
        config.flag(SettingId::Recovery, recovery, |values, given| values.recovery = given);
        config.flag(SettingId::Plain, self.plain, |values, given| values.plain = given);
        config.flag(SettingId::Mouse, self.mouse, |values, given| values.mouse = given);
        config.flag(SettingId::Pace, self.pace, |values, given| values.pace = given);
        config.flag(SettingId::Motion, self.motion, |values, given| values.motion = given);
        config.flag(SettingId::Decimals, self.decimals, |values, given| values.decimals = given);
    }
}

impl ColorArguments {
    /// Tells the settings what was given.
    pub(super) fn set(self, config: &mut Config) {
        config.flag(SettingId::Color, self.color, |values, given| values.color = given);
        config.flag(SettingId::Theme, self.theme, |values, given| values.theme = given);
    }
}

/// Which characters there are.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Screen")]
pub(super) struct GlyphArguments {
    /// Show nothing beyond ASCII
    ///
    /// Greek is spelled out. This is the default in a locale without UTF-8
    #[arg(long, value_name = "on|off", value_parser = Switch::read)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    #[arg(add = ArgValueCompleter::new(complete::switches))]
    ascii: Option<Switch>,
    /// What curves are drawn with [default: braille]
    ///
    /// With --ascii it is ascii
    #[arg(long, value_name = "MARKER")]
    marker: Option<MarkerName>,
}

impl GlyphArguments {
    /// Tells the settings what was given.
    pub(super) fn set(self, config: &mut Config) {
        config.flag(SettingId::Ascii, self.ascii, |values, given| values.ascii = given);
        config.flag(SettingId::Marker, self.marker, |values, given| values.marker = given);
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum MarkerName {
    /// eight dots per cell
    Braille,
    /// four quarters per cell
    Quadrant,
    /// two halves per cell
    Block,
    /// a character for each curve: * + o x # % = @ &
    Ascii,
}

impl MarkerName {
    pub(super) fn marker(self) -> Marker {
        match self {
            Self::Braille => Marker::Braille,
            Self::Quadrant => Marker::Quadrant,
            Self::Block => Marker::Block,
            Self::Ascii => Marker::Ascii,
        }
    }
}

/// Which colours there are.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct ColorArguments {
    /// How many colours the screen uses
    ///
    /// auto asks the terminal, and heeds NO_COLOR, CLICOLOR_FORCE and CLICOLOR
    #[arg(long, value_name = "DEPTH", help_heading = "Screen")]
    pub(super) color: Option<Color>,
    /// The colours for the terminal's background
    ///
    /// auto asks the terminal for it; contrast is black on white on any terminal, for a projector
    #[arg(long, value_name = "THEME", help_heading = "Screen")]
    pub(super) theme: Option<ThemeChoice>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ThemeChoice {
    Auto,
    Dark,
    Light,
    Contrast,
    Mono,
}

impl ThemeChoice {
    pub(super) fn name(self) -> Option<ThemeName> {
        match self {
            Self::Auto => None,
            Self::Dark => Some(ThemeName::Dark),
            Self::Light => Some(ThemeName::Light),
            Self::Contrast => Some(ThemeName::Contrast),
            Self::Mono => Some(ThemeName::Mono),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    /// as many as the terminal shows
    Auto,
    /// the same, whatever the environment says, and in a pipe too
    Always,
    /// no colours: reverse and bold only
    #[value(alias = "none")]
    Never,
    /// the terminal's own 16
    #[value(name = "16")]
    Ansi16,
    /// the 256-colour palette
    #[value(name = "256")]
    Ansi256,
    /// 24 bits
    #[value(name = "truecolor")]
    Rgb,
}

impl Color {
    pub(super) fn choice(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Depth(ColorDepth::Mono),
            Self::Ansi16 => ColorChoice::Depth(ColorDepth::Ansi16),
            Self::Ansi256 => ColorChoice::Depth(ColorDepth::Ansi256),
            Self::Rgb => ColorChoice::Depth(ColorDepth::TrueColor),
        }
    }
}
