//! The colours of a terminal as numbers: what xterm shows if no one changed its palette.

use std::fmt;

use ratatui::style::Color;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    pub(crate) const BLACK: Self = Self(0, 0, 0);
    pub(crate) const WHITE: Self = Self(255, 255, 255);

    /// Returns what xterm shows for a colour; none for the terminal's own.
    pub fn of(color: Color) -> Option<Self> {
        let index = match color {
            Color::Reset => return None,
            Color::Rgb(r, g, b) => return Some(Self(r, g, b)),
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
        Some(Self::indexed(index))
    }

    /// Returns a colour of the 256-colour palette: sixteen, a cube of 6×6×6, and 24 greys.
    fn indexed(index: u8) -> Self {
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        match index {
            0..16 => ANSI[usize::from(index)],
            16..232 => {
                let cube = index - 16;
                Self(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
            }
            232.. => {
                let grey = 8 + 10 * (index - 232);
                Self(grey, grey, grey)
            }
        }
    }

    /// Returns how much light each channel is, from 0 to 1.
    pub(super) fn light(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|channel| match f64::from(channel) / 255.0 {
            c if c <= 0.04045 => c / 12.92,
            c => ((c + 0.055) / 1.055).powf(2.4),
        })
    }

    /// Returns the relative luminance of WCAG 2.2, from 0 for black to 1 for white.
    pub(crate) fn luminance(self) -> f64 {
        let [red, green, blue] = self.light();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Returns the contrast of WCAG 2.2 to another colour, from 1 for none to 21.
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

const ANSI: [Rgb; 16] = [
    Rgb(0, 0, 0),
    Rgb(205, 0, 0),
    Rgb(0, 205, 0),
    Rgb(205, 205, 0),
    Rgb(0, 0, 238),
    Rgb(205, 0, 205),
    Rgb(0, 205, 205),
    Rgb(229, 229, 229),
    Rgb(127, 127, 127),
    Rgb(255, 0, 0),
    Rgb(0, 255, 0),
    Rgb(255, 255, 0),
    Rgb(92, 92, 255),
    Rgb(255, 0, 255),
    Rgb(0, 255, 255),
    Rgb(255, 255, 255),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_is_xterms() {
        let hex = |index| Rgb::of(Color::Indexed(index)).unwrap().to_string();
        assert_eq!([hex(16), hex(166), hex(231)], ["#000000", "#d75f00", "#ffffff"]);
        assert_eq!([hex(232), hex(244), hex(255)], ["#080808", "#808080", "#eeeeee"]);
        assert_eq!(Rgb::of(Color::Indexed(9)), Rgb::of(Color::LightRed));
        assert_eq!(Rgb::of(Color::Reset), None);
    }

    #[test]
    fn contrast_goes_from_1_to_21_and_has_no_order() {
        assert!((Rgb::BLACK.contrast(Rgb::WHITE) - 21.0).abs() < 1e-12);
        assert!((Rgb::WHITE.contrast(Rgb::BLACK) - 21.0).abs() < 1e-12);
        assert!((Rgb(7, 77, 177).contrast(Rgb(7, 77, 177)) - 1.0).abs() < 1e-12);
        // The grey that is the darkest with a contrast of 4.5 to black, and its neighbour.
        assert!(Rgb(117, 117, 117).contrast(Rgb::BLACK) > 4.5);
        assert!(Rgb(116, 116, 116).contrast(Rgb::BLACK) < 4.5);
    }
}
