//! A picture of each theme, to be looked at on a projector.

use std::io::{self, Write};

use super::ColorOptions;
use crate::runtime::{self, ColorChoice, GlyphChoice};
use crate::view::theme::{ColorDepth, Theme, ThemeName};
use crate::view::theme_sample::theme_sample;

const ABOUT: &str = "\
Which theme can be read from the last row? All its lines, digits and shades can
be told apart there. emstep --theme NAME opens with one; T goes through them.
";

/// Prints a picture of each theme, or of the one that is wanted, to `out`.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn themes(
    options: ColorOptions,
    glyphs: GlyphChoice,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> io::Result<()> {
    let depth = options.color.depth();
    let wanted = |name: &ThemeName| options.theme.is_none_or(|theme| theme == *name);
    let names: Vec<ThemeName> = match depth {
        ColorDepth::Mono => vec![ThemeName::Mono],
        _ => ThemeName::ALL.into_iter().filter(wanted).collect(),
    };
    out.write_all(ABOUT.as_bytes())?;
    for name in names {
        out.write_all(&runtime::printed(&theme_sample(
            Theme::named(name, depth).with_glyphs(glyphs.here()),
        )))?;
    }
    out.flush()?;
    if depth == ColorDepth::Mono && options.color == ColorChoice::Auto {
        say("no colours here (NO_COLOR, CLICOLOR=0, a pipe, or the terminal has none); \
             --color always prints them");
    }
    Ok(())
}
