//! How far two colours are apart for an eye: CIEDE2000, also as the colour-blind see them.

use super::Rgb;

/// How a person without one of the three kinds of cones sees: Machado, Oliveira and Fernandes
/// (2009), at severity 1, for linear RGB.
pub(super) const COLOR_BLIND: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

const ANY_EYE: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// From linear RGB to XYZ, as sRGB defines it, for the white of D65.
const XYZ: [[f64; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];

/// L*, a* and b*.
type Lab = [f64; 3];

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

/// Returns the smallest ΔE between two colours under the three kinds of colour blindness.
pub(super) fn least_difference(a: Rgb, b: Rgb) -> f64 {
    let seen = |(_, kind): &(&str, _)| difference(lab(a, kind), lab(b, kind));
    COLOR_BLIND.iter().map(seen).fold(f64::INFINITY, f64::min)
}

fn lab(color: Rgb, eye: &[[f64; 3]; 3]) -> Lab {
    let white = times(&XYZ, [1.0; 3]);
    let seen = times(eye, color.light()).map(|channel| channel.clamp(0.0, 1.0));
    let xyz = times(&XYZ, seen);
    let root = |value: f64, white: f64| {
        let share = value / white;
        if share > (6.0_f64 / 29.0).powi(3) {
            share.cbrt()
        } else {
            share * (29.0_f64 / 6.0).powi(2) / 3.0 + 4.0 / 29.0
        }
    };
    let [x, y, z] = [0, 1, 2].map(|i| root(xyz[i], white[i]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Returns ΔE by CIEDE2000, in the notation of Sharma, Wu and Dalal (2005).
fn difference([l1, a1, b1]: Lab, [l2, a2, b2]: Lab) -> f64 {
    let power = |c: f64| (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
    let mean_chroma = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let g = 0.5 * (1.0 - power(mean_chroma));
    let (a1, a2) = ((1.0 + g) * a1, (1.0 + g) * a2);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let is_grey = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if is_grey => 0.0,
        by if by > 180.0 => by - 360.0,
        by if by < -180.0 => by + 360.0,
        by => by,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let h = match h1 + h2 {
        sum if is_grey => sum,
        sum if (h1 - h2).abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => f64::midpoint(sum, 360.0),
        sum => (sum - 360.0) / 2.0,
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.20 * cos(4.0 * h - 63.0);
    let theta = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let lightness = (l - 50.0).powi(2);
    let sl = 1.0 + 0.015 * lightness / (20.0 + lightness).sqrt();
    let (sc, sh) = (1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let rotation = -(2.0 * theta).to_radians().sin() * 2.0 * power(c);
    let (l, c, h) = (dl / sl, dc / sc, dh / sh);
    (l * l + c * c + h * h + rotation * c * h).sqrt()
}

/// The pairs of colours that Sharma, Wu and Dalal published to test implementations, with ΔE.
#[rustfmt::skip]
const PUBLISHED: [(Lab, Lab, f64); 34] = [
    ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
    ([50.0, 3.1571, -77.2803], [50.0, 0.0, -82.7485], 2.8615),
    ([50.0, 2.8361, -74.0200], [50.0, 0.0, -82.7485], 3.4412),
    ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0),
    ([50.0, -1.1848, -84.8006], [50.0, 0.0, -82.7485], 1.0),
    ([50.0, -0.9009, -85.5211], [50.0, 0.0, -82.7485], 1.0),
    ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
    ([50.0, -1.0, 2.0], [50.0, 0.0, 0.0], 2.3669),
    ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0009], 7.1792),
    ([50.0, 2.49, -0.001], [50.0, -2.49, 0.001], 7.1792),
    ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0011], 7.2195),
    ([50.0, 2.49, -0.001], [50.0, -2.49, 0.0012], 7.2195),
    ([50.0, -0.001, 2.49], [50.0, 0.0009, -2.49], 4.8045),
    ([50.0, -0.001, 2.49], [50.0, 0.001, -2.49], 4.8045),
    ([50.0, -0.001, 2.49], [50.0, 0.0011, -2.49], 4.7461),
    ([50.0, 2.5, 0.0], [50.0, 0.0, -2.5], 4.3065),
    ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
    ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
    ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.9030),
    ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
    ([50.0, 2.5, 0.0], [50.0, 3.1736, 0.5854], 1.0),
    ([50.0, 2.5, 0.0], [50.0, 3.2972, 0.0], 1.0),
    ([50.0, 2.5, 0.0], [50.0, 1.8634, 0.5757], 1.0),
    ([50.0, 2.5, 0.0], [50.0, 3.2592, 0.3350], 1.0),
    ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ([63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.2630),
    ([61.2901, 3.7196, -5.3901], [61.4292, 2.2480, -4.9620], 1.8731),
    ([35.0831, -44.1164, 3.7933], [35.0232, -40.0716, 1.5901], 1.8645),
    ([22.7233, 20.0904, -46.6940], [23.0331, 14.9730, -42.5619], 2.0373),
    ([36.4612, 47.8580, 18.3852], [36.2715, 50.5065, 21.2231], 1.4146),
    ([90.8027, -2.0831, 1.4410], [91.1528, -1.6435, 0.0447], 1.4441),
    ([90.9257, -0.5406, -0.9208], [88.6381, -0.8985, -0.7239], 1.5381),
    ([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377),
    ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
];

#[test]
fn the_difference_is_the_published_one() {
    for (a, b, expected) in PUBLISHED {
        for found in [difference(a, b), difference(b, a)] {
            assert!((found - expected).abs() < 5e-5, "{a:?} {b:?}: {found} and not {expected}");
        }
    }
}

#[test]
fn the_colour_blind_see_greys_as_they_are() {
    for grey in [0, 1, 77, 128, 255].map(|level| Rgb(level, level, level)) {
        for (kind, eye) in &COLOR_BLIND {
            let apart = difference(lab(grey, &ANY_EYE), lab(grey, eye));
            assert!(apart < 0.01, "{kind} {grey}: {apart}");
        }
    }
}

/// Red and green are what most of the colour-blind mix up, and blue and yellow what they do not.
#[test]
fn a_red_and_a_green_look_alike_without_the_middle_cone() {
    let (_, eye) = &COLOR_BLIND[1];
    let apart = |a: Rgb, b: Rgb| [&ANY_EYE, eye].map(|eye| difference(lab(a, eye), lab(b, eye)));
    let [any, blind] = apart(Rgb(0xaf, 0x5f, 0x00), Rgb(0x5f, 0x87, 0x00));
    assert!(any > 25.0 && blind < 10.0, "{any} {blind}");
    let [any, blind] = apart(Rgb(0xff, 0xff, 0x00), Rgb(0x00, 0x00, 0xff));
    assert!(any > 60.0 && blind > 60.0, "{any} {blind}");
}
