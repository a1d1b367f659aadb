//! How many colours the screen has: what a user wants, and what the environment says of the
//! terminal.

use std::io;

use termprofile::{DetectorSettings, EnvVarSource, IsTerminal, TermProfile, TermVars};

use crate::view::theme::ColorDepth;

/// How many colours a user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ColorChoice {
    /// As many as the terminal shows; none if the environment says so, or in a pipe.
    #[default]
    Auto,
    /// As many as the terminal shows, whatever the environment says, and in a pipe too.
    Always,
    /// This number.
    Depth(ColorDepth),
}

impl ColorChoice {
    /// Returns how many colours standard output gets. The terminal is not asked.
    pub(crate) fn depth(self) -> ColorDepth {
        self.depth_from(&termprofile::Env, &io::stdout())
    }

    /// Returns how many colours `output` gets. What was chosen comes first, then `NO_COLOR`,
    /// `CLICOLOR_FORCE`, `CLICOLOR=0`, whether it is a terminal, and which one.
    pub(super) fn depth_from(
        self,
        environment: &impl EnvVarSource,
        output: &impl IsTerminal,
    ) -> ColorDepth {
        let says = |name: &str, off: &[&str]| {
            environment.var(name).is_some_and(|value| !off.contains(&value.as_str()))
        };
        match self {
            Self::Depth(depth) => depth,
            Self::Always => forced(environment),
            Self::Auto if says("NO_COLOR", &[""]) => ColorDepth::Mono,
            Self::Auto if says("CLICOLOR_FORCE", &["", "0"]) => forced(environment),
            Self::Auto if environment.var("CLICOLOR").as_deref() == Some("0") => ColorDepth::Mono,
            Self::Auto => detected(environment, output),
        }
    }
}

/// Returns the colours of the terminal that the environment describes, and the 16 that any terminal
/// has if it describes none.
fn forced(environment: &impl EnvVarSource) -> ColorDepth {
    match detected(environment, &ATerminal) {
        ColorDepth::Mono => ColorDepth::Ansi16,
        depth => depth,
    }
}

fn detected(environment: &impl EnvVarSource, output: &impl IsTerminal) -> ColorDepth {
    // `tmux info` would cost a process at every start.
    let settings = DetectorSettings::new().enable_tmux_info(false);
    let vars = TermVars::from_source(&Described(environment), output, settings);
    match TermProfile::detect_with_vars(vars) {
        TermProfile::NoTty | TermProfile::NoColor => ColorDepth::Mono,
        TermProfile::Ansi16 => ColorDepth::Ansi16,
        TermProfile::Ansi256 => ColorDepth::Ansi256,
        TermProfile::TrueColor => ColorDepth::TrueColor,
    }
}

/// What the environment says of the terminal, without what it says a user wants.
struct Described<'a, E>(&'a E);

impl<E: EnvVarSource> EnvVarSource for Described<'_, E> {
    fn var(&self, name: &str) -> Option<String> {
        let is_wish = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"].contains(&name);
        if is_wish { None } else { self.0.var(name) }
    }
}

/// An output that is a terminal.
pub(super) struct ATerminal;

impl IsTerminal for ATerminal {
    fn is_terminal(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    struct Output {
        is_terminal: bool,
    }

    impl IsTerminal for Output {
        fn is_terminal(&self) -> bool {
            self.is_terminal
        }
    }

    /// The depth for an environment written as `NAME=value NAME=value`.
    fn depth(choice: ColorChoice, environment: &'static str, is_terminal: bool) -> ColorDepth {
        let pairs = environment.split_whitespace().filter_map(|pair| pair.split_once('='));
        let environment: HashMap<&str, &str> = pairs.collect();
        choice.depth_from(&environment, &Output { is_terminal })
    }

    #[test]
    fn what_comes_first_decides() {
        use ColorChoice::{Always, Auto};
        use ColorDepth::{Ansi16, Ansi256, Mono, TrueColor};
        let only = ColorChoice::Depth;
        for (choice, environment, is_terminal, expected) in [
            // The terminal alone.
            (Auto, "TERM=xterm-256color", true, Ansi256),
            (Auto, "TERM=linux", true, Ansi16),
            (Auto, "TERM=dumb", true, Mono),
            (Auto, "TERM=xterm-256color COLORTERM=truecolor", true, TrueColor),
            (Auto, "TERM=xterm-256color", false, Mono),
            // CLICOLOR, which asks for no more than the terminal has.
            (Auto, "TERM=xterm-256color CLICOLOR=1", true, Ansi256),
            (Auto, "TERM=xterm-256color CLICOLOR=1", false, Mono),
            (Auto, "TERM=xterm-256color CLICOLOR=0", true, Mono),
            (Auto, "TERM=xterm-256color CLICOLOR=", true, Ansi256),
            // CLICOLOR_FORCE goes before it, and before a pipe.
            (Auto, "TERM=xterm-256color CLICOLOR_FORCE=1", false, Ansi256),
            (Auto, "TERM=xterm-256color CLICOLOR_FORCE=1 CLICOLOR=0", true, Ansi256),
            (Auto, "TERM=xterm-256color CLICOLOR_FORCE=0", false, Mono),
            (Auto, "TERM=xterm-256color CLICOLOR_FORCE=", false, Mono),
            (Auto, "CLICOLOR_FORCE=1", false, Ansi16),
            (Auto, "TERM=dumb CLICOLOR_FORCE=1", true, Ansi16),
            // NO_COLOR goes before that, unless it is empty.
            (Auto, "TERM=xterm-256color NO_COLOR=1", true, Mono),
            (Auto, "TERM=xterm-256color NO_COLOR=0", true, Mono),
            (Auto, "TERM=xterm-256color NO_COLOR=1 CLICOLOR_FORCE=1", true, Mono),
            (Auto, "TERM=xterm-256color NO_COLOR=", true, Ansi256),
            // The option goes before everything.
            (Always, "TERM=xterm-256color NO_COLOR=1 CLICOLOR=0", false, Ansi256),
            (Always, "TERM=xterm-256color COLORTERM=truecolor", false, TrueColor),
            (Always, "", false, Ansi16),
            (only(Mono), "TERM=xterm-256color CLICOLOR_FORCE=1", true, Mono),
            (only(TrueColor), "TERM=dumb NO_COLOR=1", false, TrueColor),
        ] {
            let found = depth(choice, environment, is_terminal);
            assert_eq!(found, expected, "{choice:?} {environment} terminal: {is_terminal}");
        }
    }
}
