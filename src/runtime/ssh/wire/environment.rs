//! What a client says of its terminal.

use std::collections::BTreeMap;

use termprofile::EnvVarSource;

use crate::runtime::GlyphChoice;
use crate::runtime::color::{ATerminal, ColorChoice};
use crate::runtime::colors::TerminalColors;
use crate::text::sanitise::clean;
use crate::view::theme::ColorDepth;

/// Variables that a client may ask for; of the next ones nothing is read.
const MOST: usize = 32;
/// The variables that are taken, besides the locale's `LC_`.
const TAKEN: [&str; 6] =
    ["CLICOLOR", "CLICOLOR_FORCE", "COLORFGBG", "COLORTERM", "LANG", "NO_COLOR"];
/// The longest value, in bytes.
const LONGEST: usize = 256;

/// The variables of a client that are taken.
#[derive(Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    asked: usize,
}

impl Environment {
    /// Takes a variable if it is one that describes a terminal. Returns whether it was taken.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        self.asked += 1;
        let is_locale = name.strip_prefix("LC_").is_some_and(|rest| {
            rest.len() <= 16 && rest.bytes().all(|byte| byte.is_ascii_uppercase())
        });
        let is_known = is_locale || TAKEN.contains(&name);
        let is_taken = is_known && self.asked <= MOST && value.len() <= LONGEST;
        if is_taken {
            self.variables.insert(name.to_owned(), clean(value));
        }
        is_taken
    }

    /// Takes the kind of the terminal; one with an endless name is no known one.
    pub fn set_term(&mut self, term: &str) {
        let term = if term.len() <= LONGEST { clean(term) } else { String::new() };
        self.variables.insert("TERM".to_owned(), term);
    }

    /// Returns the terminal's colours, whose theme is the one for its background, and the
    /// characters that it shows.
    pub(crate) fn colors(&self, glyphs: GlyphChoice) -> TerminalColors {
        TerminalColors::new(None, self.depth(), self).with_glyphs(glyphs.elsewhere(self))
    }

    /// Returns how many colours the terminal shows, by the rules of the local one.
    pub fn depth(&self) -> ColorDepth {
        ColorChoice::Auto.depth_from(self, &ATerminal)
    }
}

impl EnvVarSource for Environment {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(term: &str, variables: &[(&str, &str)]) -> Environment {
        let mut environment = Environment::default();
        environment.set_term(term);
        for (name, value) in variables {
            assert!(environment.set(name, value), "{name}");
        }
        environment
    }

    #[test]
    fn the_clients_terminal_decides_and_not_the_servers() {
        let depth = |term, variables: &[_]| environment(term, variables).depth();
        assert_eq!(depth("xterm-256color", &[]), ColorDepth::Ansi256);
        assert_eq!(depth("xterm-256color", &[("COLORTERM", "truecolor")]), ColorDepth::TrueColor);
        assert_eq!(depth("xterm-256color", &[("NO_COLOR", "1")]), ColorDepth::Mono);
        assert_eq!(depth("xterm-256color", &[("CLICOLOR", "0")]), ColorDepth::Mono);
        assert_eq!(depth("dumb", &[("CLICOLOR_FORCE", "1")]), ColorDepth::Ansi16);
        assert_eq!(depth("linux", &[("LC_ALL", "de_DE.UTF-8")]), ColorDepth::Ansi16);
        assert_eq!(depth("dumb", &[]), ColorDepth::Mono);
        assert_eq!(depth(&"x".repeat(1000), &[]), depth("", &[]));
    }

    #[test]
    fn only_what_says_something_of_a_terminal_is_taken() {
        let mut environment = Environment::default();
        for name in ["PATH", "LD_PRELOAD", "LC_", "LC_../x", "lc_all", "TERM", "LANGUAGE", ""] {
            assert_eq!(environment.set(name, "1"), name == "LC_", "{name}");
        }
        assert!(!environment.set("LANG", &"x".repeat(257)));
        assert!(environment.set("LANG", "de\x1b[2J\u{202e}"));
        assert_eq!(environment.var("LANG").unwrap(), "de[2J");
    }

    #[test]
    fn the_33rd_variable_is_refused_whatever_it_is() {
        let mut environment = Environment::default();
        for _ in 0..31 {
            environment.set("X", "1");
        }
        assert!(environment.set("LANG", "de"));
        assert!(!environment.set("LANG", "en"));
        assert_eq!(environment.var("LANG").unwrap(), "de");
    }
}
