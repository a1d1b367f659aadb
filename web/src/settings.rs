//! What a page keeps of a person's choices.

use emstep::internals::view::ThemeName;
use serde::{Deserialize, Serialize};

/// What is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// The theme, by name; none if the page follows the system.
    #[serde(default)]
    theme: Option<String>,
}

impl Settings {
    /// The key that they are kept under.
    pub(crate) const KEY: &'static str = "settings";

    /// Reads what was kept. What another version has written and this one cannot read counts as
    /// nothing.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Returns the settings with a theme.
    pub(crate) fn of(theme: ThemeName) -> Self {
        Self { theme: Some(theme.as_str().to_owned()) }
    }

    /// Returns the theme that was chosen, if one was.
    pub(crate) fn theme(&self) -> Option<ThemeName> {
        let name = self.theme.as_deref()?;
        ThemeName::ALL.into_iter().find(|theme| theme.as_str() == name)
    }

    /// Returns them as they are kept.
    pub(crate) fn text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_kept_and_what_is_unknown_is_none() {
        let kept = Settings::of(ThemeName::Light).text().unwrap();
        assert_eq!(Settings::read(&kept).theme(), Some(ThemeName::Light));
        for text in ["", "{}", "[1]", r#"{"theme":"pink"}"#, r#"{"theme":3}"#] {
            assert_eq!(Settings::read(text).theme(), None, "{text}");
        }
    }
}
