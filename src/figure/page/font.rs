//! The two fonts of figures: Liberation Sans, reduced to the characters that figures need and
//! renamed, as its licence asks (`assets/fonts/`). It is as wide as Arial and Helvetica, letter by
//! letter, so that a program that cannot use the font in an SVG puts every label where it was.

use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId};

/// Upright for words and digits, slanted for symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FontStyle {
    /// words and digits
    Regular,
    /// the symbols of formulas
    Italic,
}

/// A font, parsed.
#[derive(Debug)]
pub(crate) struct Font {
    /// What is in it.
    pub(crate) face: Face<'static>,
}

/// The family's name, in the files and in an SVG.
pub(crate) const FAMILY: &str = "Emstep Sans";
/// The height of letters above the baseline and below it, in parts of the size.
pub(crate) const ASCENT: f64 = 0.74;
/// As [`ASCENT`].
pub(crate) const DESCENT: f64 = 0.22;

static REGULAR: LazyLock<Font> =
    LazyLock::new(|| Font::new(include_bytes!("../../../assets/fonts/figure-regular.ttf")));
static ITALIC: LazyLock<Font> =
    LazyLock::new(|| Font::new(include_bytes!("../../../assets/fonts/figure-italic.ttf")));

impl FontStyle {
    /// Returns the font.
    pub(crate) fn font(self) -> &'static Font {
        match self {
            Self::Regular => &REGULAR,
            Self::Italic => &ITALIC,
        }
    }

    /// Returns the name that PDF calls it by.
    #[cfg(feature = "figures")]
    pub(crate) fn post_script_name(self) -> &'static str {
        match self {
            Self::Regular => "EmstepSans-Regular",
            Self::Italic => "EmstepSans-Italic",
        }
    }
}

impl Font {
    fn new(data: &'static [u8]) -> Self {
        let face = Face::parse(data, 0).expect("the fonts in assets are whole");
        Self { face }
    }

    /// Returns the glyph of a character; none if the font does not have it.
    pub(crate) fn glyph(&self, c: char) -> Option<GlyphId> {
        self.face.glyph_index(c)
    }

    /// Returns how far a character moves what follows it, in parts of the size. What the font does
    /// not have takes a whole em: it is drawn by another font, or as a box.
    pub(crate) fn advance(&self, c: char) -> f64 {
        let advance = self.glyph(c).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        advance.map_or(1.0, |units| f64::from(units) / self.units())
    }

    /// Returns how many units of the font are its size.
    pub(crate) fn units(&self) -> f64 {
        f64::from(self.face.units_per_em())
    }
}
