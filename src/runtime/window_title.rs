//! The title of the terminal's window: which data are on the screen.

use termprofile::EnvVarSource;

use crate::text::sanitise::clean;
use crate::text::shorten_middle;

/// The most cells of the name of the data.
const LONGEST: usize = 48;
/// Terminals without a window: some print the title's code.
const WITHOUT: [&str; 3] = ["", "dumb", "linux"];

/// The title that a terminal's window has.
#[derive(Clone, Debug, Default)]
pub(crate) struct WindowTitle {
    /// Whether it is the program's to set.
    is_on: bool,
    shown: Option<String>,
}

impl WindowTitle {
    /// Returns the title of a window that has none of the program's yet.
    pub(crate) fn new(is_on: bool) -> Self {
        Self { is_on, shown: None }
    }

    /// Returns the title to set, if it is another one than before.
    pub(crate) fn change(&mut self, title: String) -> Option<&str> {
        if !self.is_on || self.shown.as_ref() == Some(&title) {
            return None;
        }
        Some(self.shown.insert(title))
    }

    /// Forgets what was set: the terminal has been restored.
    pub(super) fn forget(&mut self) {
        self.shown = None;
    }
}

/// Returns whether a terminal has a window whose title can be set.
pub(crate) fn has_window(environment: &impl EnvVarSource) -> bool {
    let term = environment.var("TERM").unwrap_or_default();
    !WITHOUT.contains(&term.as_str())
}

/// Returns the title of a window that shows data of this name.
pub(crate) fn title_of_data(name: &str) -> String {
    format!("emstep: {}", shorten_middle(&clean(name), LONGEST))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_title_is_set_when_it_changes() {
        let mut title = WindowTitle::new(true);
        assert_eq!(title.change("a".into()), Some("a"));
        assert_eq!(title.change("a".into()), None);
        assert_eq!(title.change("b".into()), Some("b"));
        title.forget();
        assert_eq!(title.change("b".into()), Some("b"));
        assert_eq!(WindowTitle::new(false).change("a".into()), None);
    }

    #[test]
    fn a_title_has_nothing_that_steers_a_terminal_and_an_end() {
        assert_eq!(title_of_data("a\x1b]0;b\x07\n.csv"), "emstep: a]0;b .csv");
        let long = title_of_data(&format!("{}.csv", "x".repeat(500)));
        assert!(long.starts_with("emstep: xxx") && long.ends_with("x.csv"), "{long}");
        assert_eq!(long.chars().count(), "emstep: ".len() + LONGEST);
    }

    #[test]
    fn terminals_without_a_window_get_no_title() {
        for (term, expected) in [
            ("xterm-256color", true),
            ("tmux", true),
            ("linux", false),
            ("dumb", false),
            ("", false),
        ] {
            let environment: HashMap<&str, &str> = [("TERM", term)].into();
            assert_eq!(has_window(&environment), expected, "{term}");
        }
        assert!(!has_window(&HashMap::<&str, &str>::new()));
    }
}
