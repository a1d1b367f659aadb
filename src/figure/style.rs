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

/// Returns how much light a part of a colour is, from 0 to 1.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

/// Returns the contrast of a colour with white.
fn contrast(Ink(red, green, blue): Ink) -> f64 {
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

    /// How those see a colour who lack one kind of cone, in linear red, green and blue: red, green,
    /// blue (Machado, Oliveira & Fernandes 2009, severity 1).
    const LACKS: [[[f64; 3]; 3]; 3] = [
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];
    const ALL: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

    /// Returns a colour in CIELAB, as an eye of this kind sees it.
    fn lab(Ink(red, green, blue): Ink, eye: [[f64; 3]; 3]) -> [f64; 3] {
        let seen = [red, green, blue].map(linear);
        let [r, g, b] = eye.map(|row| {
            row.iter().zip(seen).map(|(share, part)| share * part).sum::<f64>().clamp(0.0, 1.0)
        });
        // In parts of what white has (D65).
        let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
        let [x, y, z] =
            [x, y, z].map(|t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// Returns how far two colours are apart for whom it is least; from 2 on a difference is seen
    /// side by side.
    fn apart(a: Ink, b: Ink) -> f64 {
        let eyes = std::iter::once(ALL).chain(LACKS);
        let distance = |eye| {
            let pairs = lab(a, eye).into_iter().zip(lab(b, eye));
            pairs.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
        };
        eyes.map(distance).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn colours_are_apart_for_the_colour_blind_where_dashes_are_not() {
        /// What is told apart also if it is not side by side.
        const FAR: f64 = 10.0;
        assert!(apart(Ink(0xff, 0, 0), Ink(0x80, 0x66, 0)) < FAR, "deuteranopes take them for one");
        let series = (0..36).map(|i| SeriesStyle::new(i).stroke());
        let all: Vec<Stroke> = series.chain([solid(BLACK, BOLD)]).collect();
        for (i, a) in all.iter().enumerate() {
            for b in all[..i].iter().filter(|b| b.dashes == a.dashes) {
                assert!(apart(a.ink, b.ink) >= FAR, "{a:?} {b:?}: {}", apart(a.ink, b.ink));
            }
        }
        // The curves of the criteria are solid; their marks differ, and their colours too.
        for (i, a) in COLORS[..3].iter().enumerate() {
            for b in &COLORS[..i] {
                assert!(apart(*a, *b) >= FAR, "{a} {b}: {}", apart(*a, *b));
            }
        }
    }
}
