//! The settings as data: what the file, the variables, `emstep config`, its template and the
//! suggestions for a typo all come from.

use super::environment::PREFIX;
use super::values::{Switch, Values, choice, decimals, named, pace};
use crate::cli::values::{iteration_count, seed, tolerance};

/// A setting.
pub(super) struct Setting {
    /// Its name in the file.
    pub name: &'static str,
    /// What the file has for it.
    pub kind: Kind,
    /// What it does, as a line of the template.
    pub help: &'static str,
    /// Takes a value, as an option has it; or says what is wrong with it.
    pub set: fn(&mut Values, &str) -> Result<(), String>,
    /// Returns the value, as an option has it.
    pub show: fn(&Values) -> String,
}

/// What a file has for a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One of some words; a number is one too.
    Word,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Switch,
}

impl Setting {
    /// Returns the variable that has it.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.name.to_uppercase())
    }

    /// Returns what its value has to be.
    pub(super) fn takes(&self) -> &'static str {
        match self.kind {
            Kind::Word => "a word in quotes",
            Kind::Number => "a number",
            Kind::Whole => "a whole number",
            Kind::Switch => "true or false",
        }
    }

    /// Returns a value as the file has it.
    pub(super) fn in_toml(&self, values: &Values) -> String {
        let text = (self.show)(values);
        match self.kind {
            Kind::Word => format!("\"{text}\""),
            Kind::Number | Kind::Whole | Kind::Switch => text,
        }
    }
}

/// Declares the settings: for code, for the file, kind, help, and how a value is taken and shown.
macro_rules! settings {
    ($($id:ident $name:literal, $kind:ident, $help:literal, |$values:ident, $text:ident| $set:expr, |$shown:ident| $show:expr;)+) => {
        /// A setting's place in [`SETTINGS`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::cli) enum SettingId {
            $(#[doc = $help] $id),+
        }

        /// All settings, in the order of the template.
        pub(super) const SETTINGS: [Setting; [$(SettingId::$id),+].len()] = [$(Setting {
            name: $name,
            kind: Kind::$kind,
            help: $help,
            set: |$values, $text| {
                $set;
                Ok(())
            },
            show: |$shown| $show,
        }),+];
    };
}

settings![
    Theme "theme", Word, "The colours: auto asks the terminal for its background; dark, light, contrast (for a projector), mono",
        |values, text| values.theme = choice("theme", text)?, |values| named(&values.theme);
    Color "color", Word, "How many colours: auto asks the terminal; always (in a pipe too), never, 16, 256, truecolor",
        |values, text| values.color = choice("colour depth", text)?, |values| named(&values.color);
    Ascii "ascii", Switch, "Whether nothing beyond ASCII is shown; in a locale without UTF-8 nothing is, whatever this says",
        |values, text| values.ascii = Switch::read(text)?, |values| values.ascii.to_string();
    Marker "marker", Word, "What curves are drawn with: braille, quadrant, block, ascii",
        |values, text| values.marker = choice("marker", text)?, |values| named(&values.marker);
    Plain "plain", Switch, "Whether there is no screen, but commands by the line, for a screen reader",
        |values, text| values.plain = Switch::read(text)?, |values| values.plain.to_string();
    Tolerance "tolerance", Number, "EM has converged when |Δℓ| per observation, in nats, is below this",
        |values, text| values.tolerance = tolerance(text)?, |values| format!("{:e}", values.tolerance);
    MaxIterations "max_iterations", Whole, "The most iterations on the way to convergence",
        |values, text| values.max_iterations = iteration_count(text)?, |values| values.max_iterations.to_string();
    Start "start", Word, "How θ₀ is made from data without a θ₀ of their own: quantile, kmeans++, random-observations, random-responsibilities",
        |values, text| values.start = choice("start", text)?, |values| named(&values.start);
    Seed "seed", Whole, "The seed of whatever is drawn",
        |values, text| values.seed = seed(text)?, |values| values.seed.to_string();
    Pace "pace", Whole, "How fast the stepper plays at first, from 1 (slow) to 7",
        |values, text| values.pace = pace(text)?, |values| values.pace.number().to_string();
    Motion "motion", Word, "full, or reduced: the chart of ℓ does not turn into one of log Δℓ by itself",
        |values, text| values.motion = choice("motion", text)?, |values| named(&values.motion);
    Decimals "decimals", Whole, "The fewest decimals of μ, σ and σ², where there is room for them, from 0 to 12",
        |values, text| values.decimals = decimals(text)?, |values| values.decimals.to_string();
    Mouse "mouse", Switch, "Whether the mouse is on at first: a click selects a number, and the terminal selects no text",
        |values, text| values.mouse = Switch::read(text)?, |values| values.mouse.to_string();
    ShowKeys "show_keys", Switch, "Whether each key that is pressed is shown, for a room that watches",
        |values, text| values.show_keys = Switch::read(text)?, |values| values.show_keys.to_string();
    Recovery "recovery", Switch, "Whether a session is kept against a crash, and one that was left is offered",
        |values, text| values.recovery = Switch::read(text)?, |values| values.recovery.to_string();
    Title "title", Switch, "Whether the terminal's window has a title, such as emstep: homework",
        |values, text| values.title = Switch::read(text)?, |values| values.title.to_string();
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_as_it_is_read() {
        for setting in &SETTINGS {
            let mut values = Values::default();
            let shown = (setting.show)(&values);
            assert_eq!((setting.set)(&mut values, &shown), Ok(()), "{}", setting.name);
            assert_eq!((setting.show)(&values), shown, "{}", setting.name);
        }
    }
}
