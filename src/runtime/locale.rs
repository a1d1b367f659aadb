//! Which characters the terminal shows, by the locale of its user.

use termprofile::EnvVarSource;

use crate::view::theme::{Characters, Glyphs, Marker};

/// The variables that say which characters there are, the first one that is not empty: the order of
/// the C library.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_CTYPE", "LANG"];

/// The characters that a user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlyphChoice {
    /// Whether it is ASCII in any locale.
    pub ascii: bool,
    /// What curves are drawn with.
    pub marker: Marker,
}

impl GlyphChoice {
    /// Returns the characters of the local terminal. Without a locale they are ASCII, as for the C
    /// library; other systems than Unix have no such variables.
    pub(crate) fn here(self) -> Glyphs {
        let is_utf8 = cfg!(not(unix)) || is_utf8(&termprofile::Env) == Some(true);
        self.glyphs(is_utf8)
    }

    /// Returns the characters of a terminal elsewhere, whose locale may not be known.
    #[cfg(feature = "serve")]
    pub(crate) fn elsewhere(self, environment: &impl EnvVarSource) -> Glyphs {
        self.glyphs(is_utf8(environment) != Some(false))
    }

    /// Returns the characters that are wanted, if the locale is one of UTF-8.
    pub(crate) fn glyphs(self, is_utf8: bool) -> Glyphs {
        let characters =
            if self.ascii || !is_utf8 { Characters::Ascii } else { Characters::Unicode };
        Glyphs::new(characters, self.marker)
    }
}

/// Returns whether text of this program's own terminal, or of its pipes, may have more than ASCII.
pub(crate) fn text_is_utf8() -> bool {
    cfg!(not(unix)) || is_utf8(&termprofile::Env) == Some(true)
}

/// Returns whether a locale is one of UTF-8; none if there is no locale.
fn is_utf8(environment: &impl EnvVarSource) -> Option<bool> {
    let mut values = VARIABLES.iter().filter_map(|name| environment.var(name));
    let locale = values.find(|value| !value.is_empty())?;
    let codeset = locale.rsplit_once('.').map_or(&*locale, |(_, codeset)| codeset);
    let codeset = codeset.split('@').next().unwrap_or_default();
    Some(["utf-8", "utf8"].contains(&codeset.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn the_first_variable_that_is_not_empty_decides() {
        for (variables, expected) in [
            (&[][..], None),
            (&[("LANG", "")], None),
            (&[("LANG", "de_DE.UTF-8")], Some(true)),
            (&[("LANG", "C.utf8")], Some(true)),
            (&[("LANG", "ca_ES.UTF-8@valencia")], Some(true)),
            (&[("LC_CTYPE", "UTF-8")], Some(true)),
            (&[("LANG", "C")], Some(false)),
            (&[("LANG", "POSIX")], Some(false)),
            (&[("LANG", "de_DE")], Some(false)),
            (&[("LANG", "de_DE.ISO-8859-15@euro")], Some(false)),
            (&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], Some(false)),
            (&[("LC_ALL", ""), ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")], Some(true)),
            (&[("LC_CTYPE", "C"), ("LANG", "C.UTF-8")], Some(false)),
        ] {
            let environment: HashMap<&str, &str> = variables.iter().copied().collect();
            assert_eq!(is_utf8(&environment), expected, "{variables:?}");
        }
    }

    #[cfg(feature = "serve")]
    #[test]
    fn a_locale_that_is_not_known_is_one_of_utf8_elsewhere() {
        let nothing = HashMap::<&str, &str>::new();
        assert!(!GlyphChoice::default().elsewhere(&nothing).is_ascii());
        let plain: HashMap<&str, &str> = [("LC_CTYPE", "C")].into();
        assert!(GlyphChoice::default().elsewhere(&plain).is_ascii());
        let ascii = GlyphChoice { ascii: true, marker: Marker::Quadrant };
        let glyphs = ascii.elsewhere(&nothing);
        assert!(glyphs.is_ascii() && glyphs.marker() == Marker::Ascii);
        let quadrant = GlyphChoice { ascii: false, ..ascii };
        assert_eq!(quadrant.elsewhere(&nothing).marker(), Marker::Quadrant);
    }
}
