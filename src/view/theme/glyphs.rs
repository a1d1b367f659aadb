//! Which characters a terminal shows.

/// The characters that text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Characters {
    /// Greek, signs and lines.
    #[default]
    Unicode,
    /// ASCII alone: Greek is spelled out.
    Ascii,
}

/// What curves are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Marker {
    /// Eight dots a cell.
    #[default]
    Braille,
    /// Four parts of a cell.
    Quadrant,
    /// The halves of a cell.
    Block,
    /// A character for each curve.
    Ascii,
}

/// The characters of text and of curves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Glyphs {
    characters: Characters,
    marker: Marker,
}

impl Glyphs {
    /// Returns characters for text, and for curves as far as these allow.
    pub const fn new(characters: Characters, marker: Marker) -> Self {
        let marker = match characters {
            Characters::Unicode => marker,
            Characters::Ascii => Marker::Ascii,
        };
        Self { characters, marker }
    }

    /// Returns whether all is ASCII.
    pub const fn is_ascii(self) -> bool {
        matches!(self.characters, Characters::Ascii)
    }

    /// Returns what curves are drawn with.
    pub const fn marker(self) -> Marker {
        self.marker
    }
}
