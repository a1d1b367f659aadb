//! How things look: sizes and widths in points, which do not depend on the width of the figure, and
//! colours that the colour-blind can tell apart.

use super::page::{Ink, Stroke};

/// The size of titles of axes, legends and labels of curves.
pub(super) const TEXT: f64 = 8.0;
/// The size of numbers along axes.
pub(super) const SMALL: f64 = 7.0;
/// From a baseline to the next.
pub(super) const LINE: f64 = 10.5;
/// The width of a curve that matters most, of others, of axes, and of the edges of areas.
pub(super) const BOLD: f64 = 1.2;
/// As [`BOLD`].
pub(super) const CURVE: f64 = 1.0;
/// As [`BOLD`].
pub(super) const AXIS: f64 = 0.6;
/// As [`BOLD`].
pub(super) const EDGE: f64 = 0.4;
/// The length of a tick.
pub(super) const TICK: f64 = 3.0;

pub(super) const BLACK: Ink = Ink(0, 0, 0);
pub(super) const WHITE: Ink = Ink(255, 255, 255);
/// Words beside what is drawn.
pub(super) const GREY: Ink = Ink(0x59, 0x59, 0x59);
/// Bars of a histogram, and their edges.
pub(super) const BAR: Ink = Ink(0xe4, 0xe4, 0xe4);
/// As [`BAR`].
pub(super) const BAR_EDGE: Ink = Ink(0xb4, 0xb4, 0xb4);

/// The colours of Okabe & Ito that can be seen on white, those with most contrast first.
const COLORS: [Ink; 6] = [
    Ink(0x00, 0x72, 0xb2),
    Ink(0xd5, 0x5e, 0x00),
    Ink(0x00, 0x9e, 0x73),
    Ink(0xcc, 0x79, 0xa7),
    Ink(0xe6, 0x9f, 0x00),
    Ink(0x56, 0xb4, 0xe9),
];
/// Dashes that can be told apart without colour.
const DASHES: [&[f64]; 6] = [
    &[5.0, 1.8],
    &[1.4, 1.4],
    &[6.0, 1.6, 1.4, 1.6],
    &[9.0, 2.2],
    &[2.8, 1.6],
    &[6.0, 1.5, 1.4, 1.5, 1.4, 1.5],
];

/// How what belongs to the component or series of this number looks. No two of the first 36 have
/// both colour and dashes in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SeriesStyle {
    pub(super) ink: Ink,
    pub(super) dashes: &'static [f64],
}

impl SeriesStyle {
    pub(super) fn new(index: usize) -> Self {
        let round = index / COLORS.len();
        Self { ink: COLORS[index % COLORS.len()], dashes: DASHES[(index + round) % DASHES.len()] }
    }

    /// Returns its curve.
    pub(super) fn stroke(&self) -> Stroke {
        Stroke { ink: self.ink, width: CURVE, dashes: self.dashes }
    }

    /// Returns the colour of its label: the same, but dark enough to be read.
    pub(super) fn text(&self) -> Ink {
        let mut ink = self.ink;
        while contrast(ink) < READABLE {
            let darker = |part: u8| (f64::from(part) * 0.95) as u8;
            ink = Ink(darker(ink.0), darker(ink.1), darker(ink.2));
        }
        ink
    }
}

/// Returns a solid line.
pub(super) const fn solid(ink: Ink, width: f64) -> Stroke {
    Stroke { ink, width, dashes: &[] }
}

/// The contrast with white that text needs (WCAG 2).
const READABLE: f64 = 4.5;

/// Returns the contrast of a colour with white.
fn contrast(Ink(red, green, blue): Ink) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    1.05 / (luminance + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_can_be_read_and_series_told_apart() {
        assert!((contrast(BLACK) - 21.0).abs() < 1e-9);
        let all: Vec<SeriesStyle> = (0..36).map(SeriesStyle::new).collect();
        for (i, style) in all.iter().enumerate() {
            assert!(contrast(style.text()) >= READABLE);
            assert!(contrast(style.ink) > 2.2, "{style:?}");
            assert!(!all[..i].contains(style), "{i}");
        }
        assert!(contrast(GREY) >= READABLE);
    }
}
