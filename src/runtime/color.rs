//! How many colours the terminal shows, from the environment alone.

use std::io;

use termprofile::{DetectorSettings, EnvVarSource, IsTerminal, TermProfile, TermVars};

use crate::view::theme::ColorDepth;

/// Returns how many colours standard output shows. `NO_COLOR` means none, whatever it says; the
/// terminal is not asked.
pub(crate) fn color_depth() -> ColorDepth {
    depth_from(&termprofile::Env, &io::stdout())
}

pub(super) fn depth_from(environment: &impl EnvVarSource, output: &impl IsTerminal) -> ColorDepth {
    if environment.var("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return ColorDepth::Mono;
    }
    // `tmux info` would cost a process at every start.
    let settings = DetectorSettings::new().enable_tmux_info(false);
    let vars = TermVars::from_source(environment, output, settings);
    match TermProfile::detect_with_vars(vars) {
        TermProfile::NoTty | TermProfile::NoColor => ColorDepth::Mono,
        TermProfile::Ansi16 => ColorDepth::Ansi16,
        TermProfile::Ansi256 => ColorDepth::Ansi256,
        TermProfile::TrueColor => ColorDepth::TrueColor,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    struct Output {
        terminal: bool,
    }

    impl IsTerminal for Output {
        fn is_terminal(&self) -> bool {
            self.terminal
        }
    }

    fn depth(environment: &[(&'static str, &'static str)], terminal: bool) -> ColorDepth {
        let environment: HashMap<_, _> = environment.iter().copied().collect();
        depth_from(&environment, &Output { terminal })
    }

    #[test]
    fn the_environment_decides() {
        assert_eq!(depth(&[("TERM", "xterm-256color")], true), ColorDepth::Ansi256);
        assert_eq!(depth(&[("TERM", "linux")], true), ColorDepth::Ansi16);
        assert_eq!(depth(&[("TERM", "dumb")], true), ColorDepth::Mono);
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], true),
            ColorDepth::TrueColor
        );
        assert_eq!(depth(&[("TERM", "xterm-256color")], false), ColorDepth::Mono);
    }

    #[test]
    fn any_no_color_but_an_empty_one_means_none() {
        for value in ["1", "0", "please"] {
            assert_eq!(
                depth(&[("TERM", "xterm-256color"), ("NO_COLOR", value)], true),
                ColorDepth::Mono
            );
        }
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "")], true),
            ColorDepth::Ansi256
        );
    }
}
