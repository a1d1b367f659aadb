//! The colours of a terminal as numbers: what xterm shows if no one changed its palette.

use std::fmt;

use ratatui::style::Color;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Returns the colour halfway to another.
    pub(super) fn mixed_with(self, other: Self) -> Self {
        let mean = |a: u8, b: u8| (u16::from(a) + u16::from(b)).div_ceil(2) as u8;
        Self(mean(self.0, other.0), mean(self.1, other.1), mean(self.2, other.2))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// What a frame is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Paper {
    /// As in a dark terminal.
    #[default]
    Dark,
    /// As in a light terminal.
    Light,
}

impl Paper {
    /// Its own colour.
    pub(super) const fn color(self) -> Rgb {
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

/// The sixteen colours, which people choose for themselves: here of middling brightness, to be read
/// on either paper.
const ANSI: [Rgb; 16] = [
    Rgb(0, 0, 0),
    Rgb(205, 49, 49),
    Rgb(13, 148, 96),
    Rgb(178, 134, 0),
    Rgb(36, 114, 200),
    Rgb(188, 63, 188),
    Rgb(17, 145, 178),
    Rgb(190, 190, 190),
    Rgb(118, 118, 118),
    Rgb(241, 76, 76),
    Rgb(28, 178, 112),
    Rgb(200, 160, 0),
    Rgb(59, 142, 234),
    Rgb(214, 112, 214),
    Rgb(34, 170, 204),
    Rgb(255, 255, 255),
];

/// Returns a colour; none for the terminal's own.
pub(super) fn rgb(color: Color) -> Option<Rgb> {
    let index = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some(Rgb(r, g, b)),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(indexed(index))
}

/// Returns a colour of the 256-colour palette: sixteen, a cube of 6×6×6, and 24 greys.
fn indexed(index: u8) -> Rgb {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match index {
        0..16 => ANSI[usize::from(index)],
        16..232 => {
            let cube = index - 16;
            Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            Rgb(grey, grey, grey)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_is_xterms() {
        let hex = |index| rgb(Color::Indexed(index)).unwrap().to_string();
        assert_eq!([hex(16), hex(166), hex(231)], ["#000000", "#d75f00", "#ffffff"]);
        assert_eq!([hex(232), hex(244), hex(255)], ["#080808", "#808080", "#eeeeee"]);
        assert_eq!(rgb(Color::Indexed(9)), rgb(Color::LightRed));
        assert_eq!(rgb(Color::Reset), None);
    }
}
