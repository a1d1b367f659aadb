//! What a picture is drawn on.

use crate::view::theme::Rgb;

/// What a frame is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// As in a dark terminal.
    #[default]
    Dark,
    /// As in a light terminal.
    Light,
}

impl Paper {
    /// Returns its own colour.
    pub const fn color(self) -> Rgb {
        match self {
            Self::Dark => Rgb(24, 24, 27),
            Self::Light => Rgb(255, 255, 255),
        }
    }

    /// Returns the colour of text that has none of its own.
    pub(super) const fn ink(self) -> Rgb {
        match self {
            Self::Dark => Rgb(220, 220, 220),
            Self::Light => Rgb(24, 24, 27),
        }
    }
}
