//! What settings can be, and how a value is read and written.

use std::fmt;

use clap::ValueEnum;

use crate::app::{Motion, Pace, Preferences, Settings};
use crate::cli::ColorOptions;
use crate::cli::arguments::StartName;
use crate::cli::look::{Color, MarkerName, ThemeChoice};
use crate::runtime::GlyphChoice;
use crate::text::sanitise::brief;
use crate::text::similar;

/// The most decimals that can be asked for.
const MOST_DECIMALS: usize = 12;

/// All settings.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Values {
    pub theme: ThemeChoice,
    pub color: Color,
    pub ascii: Switch,
    pub marker: MarkerName,
    pub plain: Switch,
    pub tolerance: f64,
    pub max_iterations: usize,
    pub start: StartName,
    pub seed: u64,
    pub pace: Pace,
    pub motion: MotionName,
    pub decimals: usize,
    pub mouse: Switch,
    pub show_keys: Switch,
    pub title: Switch,
    pub recovery: Switch,
}

impl Default for Values {
    fn default() -> Self {
        let settings = Settings::default();
        Self {
            theme: ThemeChoice::Auto,
            color: Color::Auto,
            ascii: Switch(false),
            marker: MarkerName::Braille,
            plain: Switch(false),
            tolerance: settings.tolerance,
            max_iterations: settings.max_iterations,
            start: StartName::Quantile,
            seed: settings.seed,
            pace: Pace::default(),
            motion: MotionName::Full,
            decimals: 0,
            mouse: Switch(false),
            show_keys: Switch(false),
            title: Switch(true),
            recovery: Switch(true),
        }
    }
}

impl Values {
    /// Returns what EM takes of them.
    pub(in crate::cli) fn settings(&self) -> Settings {
        Settings {
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
            start: self.start.method().with_seed(self.seed),
            seed: self.seed,
            ..Settings::default()
        }
    }

    /// Returns which colours there are.
    pub(in crate::cli) fn colors(&self) -> ColorOptions {
        ColorOptions { color: self.color.choice(), theme: self.theme.name() }
    }

    /// Returns which characters there are.
    pub(in crate::cli) fn glyphs(&self) -> GlyphChoice {
        GlyphChoice { ascii: self.ascii.0, marker: self.marker.marker() }
    }

    /// Returns what every stepper takes of them.
    pub(in crate::cli) fn preferences(&self) -> Preferences {
        let motion = match self.motion {
            MotionName::Full => Motion::Full,
            MotionName::Reduced => Motion::Reduced,
        };
        Preferences {
            pace: self.pace,
            motion,
            decimals: self.decimals,
            stop: Some(self.settings().to_convergence()),
            ..Preferences::default()
        }
    }
}

/// What may move by itself, by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum MotionName {
    Full,
    Reduced,
}

/// Something that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Switch(pub bool);

impl Switch {
    /// Reads `on` and `off`, or what else says the same.
    pub(in crate::cli) fn read(text: &str) -> Result<Self, String> {
        match text.to_lowercase().as_str() {
            "true" | "on" | "yes" | "1" => Ok(Self(true)),
            "false" | "off" | "no" | "0" => Ok(Self(false)),
            _ => Err(format!("'{}' is neither true nor false", brief(text))),
        }
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads a pace.
pub(in crate::cli) fn pace(text: &str) -> Result<Pace, String> {
    let pace = text.parse().ok().and_then(Pace::new);
    pace.ok_or_else(|| format!("it must be a whole number from 1 (slow) to {}", Pace::FASTEST))
}

/// Reads how many decimals numbers have at least.
pub(in crate::cli) fn decimals(text: &str) -> Result<usize, String> {
    let decimals = text.parse().ok().filter(|decimals| *decimals <= MOST_DECIMALS);
    decimals.ok_or_else(|| format!("it must be a whole number from 0 to {MOST_DECIMALS}"))
}

/// Reads one of the words that a setting takes.
pub(super) fn choice<T: ValueEnum>(what: &str, text: &str) -> Result<T, String> {
    T::from_str(text, true).map_err(|_| {
        let names: Vec<String> = T::value_variants().iter().map(named).collect();
        let advice = match similar(text, names.iter().map(String::as_str)) {
            Some(like) => format!("did you mean {like}?"),
            None => format!("choose from {}", names.join(", ")),
        };
        format!("unknown {what} '{}'; {advice}", brief(text))
    })
}

/// Returns the word for a value.
pub(super) fn named<T: ValueEnum>(value: &T) -> String {
    // Every value of these types has a name.
    value.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}
