use proptest::prelude::*;

use super::*;
use crate::data::digits::neighbours;
use crate::mixture::{Component, Sample};

/// One component with the moments of the data.
fn fitted(values: &[f64]) -> (Sample, Theta) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let theta = Theta::new(vec![Component::new(1.0, mean, variance.max(1e-300))]).unwrap();
    (Sample::new(values.to_vec()).unwrap(), theta)
}

fn scale_of(sample: &Sample, theta: &Theta) -> Scale {
    Scale::of(&Digits::of(sample), theta)
}

fn observations(values: &[f64]) -> Vec<String> {
    let (sample, theta) = fitted(values);
    let scale = scale_of(&sample, &theta);
    values
        .iter()
        .map(|x| scale.digits().observation(*x, &neighbours(&sample, *x), LONGEST))
        .collect()
}

fn offset_of(values: &[f64]) -> Option<String> {
    let (sample, theta) = fitted(values);
    let scale = scale_of(&sample, &theta);
    scale.digits().has_offset().then(|| scale.digits().offset_line(40))
}

#[test]
fn observations_keep_their_digits() {
    assert_eq!(
        observations(&[1.067, -2.31, 0.19, 1.49, 1.51, 12.7, 100.6, -0.457, 12345.8]),
        ["1.067", "−2.310", "0.190", "1.490", "1.510", "12.700", "100.600", "−0.457", "12,345.800"]
    );
    assert_eq!(observations(&[-1.0, 0.0, 4.0, 5.0, 6.0]), ["−1.0", "0.0", "4.0", "5.0", "6.0"]);
    assert_eq!(observations(&[1990.0, 2005.0, 2020.0]), ["1990", "2005", "2020"]);
    assert_eq!(observations(&[1e-9, 2.5e-9, -4e-9]), ["1e−9", "2.5e−9", "−4e−9"]);
    assert_eq!(observations(&[5.0; 3]), ["5.0", "5.0", "5.0"]);
    assert_eq!(observations(&[0.001]), ["0.001"]);
    assert_eq!(observations(&[1e9, 1.0, 1e-9]), ["1,000,000,000", "1", "1e−9"]);
    assert_eq!(
        observations(&[9172.5, 34_279.25]),
        ["9,172.50".replace(',', ""), "34,279.25".into()]
    );
}

#[test]
fn shared_digits_are_an_offset() {
    let times = [1_700_000_000_001.0, 1_700_000_000_017.0, 1_700_000_000_360.0];
    assert_eq!(offset_of(&times).unwrap(), "c = 1,700,000,000,000");
    let (sample, theta) = fitted(&times);
    assert_eq!(scale_of(&sample, &theta).digits().offset_line(18), "c = 1.7e12");
    assert_eq!(observations(&times), ["1.0", "17.0", "360.0"]);
    let (below, above) = (1e9 - 1.0, 1e9 + 1.0);
    assert_eq!(offset_of(&[below, 1e9, above]).unwrap(), "c = 1,000,000,000");
    assert_eq!(observations(&[below, 1e9, above]), ["−1.0", "0.0", "1.0"]);
    assert_eq!(observations(&[1e9 + 0.1, 1e9 + 0.25]), ["0.10", "0.25"]);
    assert_eq!(offset_of(&[1990.0, 2020.0]), None);
    assert_eq!(offset_of(&[1e9; 4]), None);
    assert_eq!(offset_of(&[-1e9, 1e9]), None);
}

#[test]
fn means_are_told_apart_and_never_minus_zero() {
    let sample = Sample::new(vec![-1.0, 0.0, 1.0, 5.0]).unwrap();
    let mean = |means: &[f64], variances: &[f64], k: usize| {
        let weights = vec![1.0 / means.len() as f64; means.len()];
        let theta = Theta::from_lists(&weights, means, variances).unwrap();
        scale_of(&sample, &theta).mean(&theta, k, 12)
    };
    assert_eq!(mean(&[-0.004], &[1.0], 0), "−0.004000");
    assert_eq!(mean(&[-1.25e-9], &[1.0], 0), "−1.250e−9");
    assert_eq!(mean(&[-0.0], &[1.0], 0), "0.0000");
    assert_eq!(mean(&[1.0, 1.000_02], &[1.0, 1.0], 0), "1.000000");
    assert_eq!(mean(&[1.0, 1.000_02], &[1.0, 1.0], 1), "1.000020");
    assert_eq!(mean(&[1.234_567_8, 3.0], &[1e-12, 1.0], 0), "1.234567800");
}

#[test]
fn a_variance_keeps_four_digits_beside_its_root() {
    let (sample, _) = fitted(&[1.067, -2.31, 0.19, 1.49, 1.51, 12.7, 100.6, -0.457, 12345.8]);
    let theta = Theta::from_lists(&[0.5, 0.5], &[1.0, 12345.8], &[2.25, 1.5e7]).unwrap();
    let scale = scale_of(&sample, &theta);
    assert_eq!(
        (scale.variance(2.25, 0, 9), scale.value(1.5, 0, 9)),
        ("2.250".into(), "1.500".into())
    );
    assert_eq!(scale.variance(1.5e7, 0, 10), "15,000,000");
    assert_eq!(scale.variance(1.5e7, 0, 8), "1.500e7");
}

#[test]
fn derived_numbers_are_as_long_as_the_arithmetic_needs() {
    let new = |value| exact_enough(Number::new(value));
    assert_eq!(new(0.5), "0.5");
    assert_eq!(new(-4.0), "−4");
    assert_eq!(new(0.053_990_966_5), "0.053991");
    assert_eq!(new(1.486_719_514_7e-6), "1.48672e−6");
    // As a result is written.
    assert_eq!((new(6.691_51e-5), new(6.691_51e-4)), ("6.69151e−5".into(), "0.000669151".into()));
    assert_eq!(share(6.691_51e-5, 6, LONGEST), "6.692e−5");
    assert_eq!((new(0.0), new(-0.0)), ("0".into(), "0".into()));
    assert_eq!((new(1200.0), new(12_000.0)), ("1200".into(), "12,000".into()));
    // 1 is the size of the difference: 10⁹ + ¼ keeps its quarter.
    assert_eq!(exact_enough(Number::against(1_000_000_000.25, 1.0)), "1.00000000025e9");
    assert_eq!(exact_enough(Number::against(-10.955_912_345_678, 1e-6)), "−10.95591234568");
}

#[test]
fn rounding_noise_is_no_difference() {
    assert_eq!(difference(3e-15, -10.9, 12), "0.000000");
    assert_eq!(difference(1.708_033e-8, -10.9, 12), "1.708e−8");
    assert_eq!(signed_difference(13.5, -10.9, 12), "+13.500000");
    assert_eq!(signed_difference(-3e-15, -10.9, 12), "+0.000000");
    assert_eq!(factor(0.615_56, 8), "×0.62");
    assert_eq!(factor(123_456.0, 8), "×123,456");
    assert_eq!((factor(9.7e-19, 8), factor(9.7e-19, 6)), ("×9.7e−19".into(), "×1e−18".into()));
}

/// Data as people have them: of any unit, far from 0 or not, on a lattice or not.
fn data() -> impl Strategy<Value = Vec<f64>> {
    let one = prop_oneof![(-999..999i32).prop_map(f64::from), -5.0..5.0f64];
    let scale = prop_oneof![Just(0), -12..12i32];
    let shift = prop_oneof![Just(0.0), Just(1e4), Just(-1e6)];
    (prop::collection::vec(one, 1..40), scale, shift).prop_map(|(values, power, shift)| {
        values.into_iter().map(|x| (x + shift) * 10f64.powi(power)).collect()
    })
}

/// Groups of observations that are close together beside others of another size.
fn groups() -> impl Strategy<Value = Vec<f64>> {
    let group = (-9.999..9.999f64, -12..12i32, -16..1i32, prop::collection::vec(-9..9i32, 1..6));
    let group = group.prop_map(|(mantissa, power, close, steps)| {
        let x = mantissa * 10f64.powi(power);
        let step = x.abs() * 10f64.powi(close);
        steps.into_iter().map(|i| x + f64::from(i) * step).collect::<Vec<f64>>()
    });
    prop::collection::vec(group, 1..6).prop_map(|groups| groups.concat())
}

#[test]
fn each_observation_has_the_digits_that_its_neighbours_need() {
    let values = [1e9, 1e9 + 1e-6, 1e9 + 2e-6, 5.0, 6.0, 7.5];
    let [first, second, third] = ["000", "001", "002"];
    assert_eq!(
        observations(&values),
        [
            format!("1,000,000,000.000{first}"),
            format!("1,000,000,000.000{second}"),
            format!("1,000,000,000.000{third}"),
            "5.0".into(),
            "6.0".into(),
            "7.5".into()
        ]
    );
    let (sample, theta) = fitted(&values);
    let scale = scale_of(&sample, &theta);
    let short = |x: f64| scale.digits().observation(x, &neighbours(&sample, x), 16);
    assert_eq!(values.map(short)[..3], ["≈1.00000000000e9"; 3]);
    assert_eq!(scale.digits().observation(1e9, &neighbours(&sample, 1e9), 5), "≈1e9");
    assert_eq!(scale.digits().observation(1e9, &neighbours(&sample, 1e9), 3), "…");
}

#[test]
fn a_mean_that_looks_like_another_is_marked() {
    let (sample, _) = fitted(&[1e9, 1e9 + 1e-6, 1e9 + 2e-6, 5.0, 6.0, 7.5]);
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.2, 1e9 + 1e-6], &[1.05, 6.7e-13]).unwrap();
    let scale = scale_of(&sample, &theta);
    assert_eq!(scale.mean(&theta, 1, LONGEST), "1,000,000,000.0000010");
    assert_eq!(scale.mean(&theta, 1, 13), "≈1.00000000e9");
    assert_eq!(scale.mean(&theta, 0, 5), "6.200");
}

proptest! {
    #[test]
    fn neighbours_never_look_the_same_without_a_mark(values in groups(), width in 1..LONGEST) {
        let (sample, theta) = fitted(&values);
        let scale = scale_of(&sample, &theta);
        let shown = observations(&values);
        let short: Vec<String> =
            values.iter().map(|x| scale.digits().observation(*x, &neighbours(&sample, *x), width)).collect();
        // A column is as wide as its widest number.
        let widths = values.iter().map(|x| scale.digits().observation_width(*x, &neighbours(&sample, *x)));
        let room = widths.max().unwrap_or(0);
        for (i, x) in values.iter().enumerate() {
            prop_assert!(!shown[i].starts_with('≈') && shown[i] != "…", "{}", shown[i]);
            let whole = scale.digits().observation(*x, &neighbours(&sample, *x), room);
            prop_assert!(!whole.starts_with('≈') && whole != "…", "{whole}");
            for (j, y) in values.iter().enumerate().filter(|(_, y)| *y != x) {
                prop_assert!(shown[i] != shown[j], "{x:e} and {y:e} are both {}", shown[i]);
                let same = short[i] == short[j] && !short[i].starts_with('≈') && short[i] != "…";
                prop_assert!(!same, "{x:e} and {y:e} are both {} in {width}", short[i]);
            }
        }
    }

    #[test]
    fn different_observations_look_different(values in data()) {
        let shown = observations(&values);
        for (x, a) in values.iter().zip(&shown) {
            prop_assert!(!a.starts_with("−0") || a.contains(|c| matches!(c, '1'..='9')), "{a}");
            for (y, b) in values.iter().zip(&shown) {
                let apart = (x - y).abs() > 1e-9 * x.abs().max(y.abs());
                prop_assert!(!apart || a != b, "{x:?} and {y:?} are both {a}");
            }
        }
    }
}

#[test]
fn digits_are_counted_from_the_point() {
    assert_eq!(
        [down_to(1234.567, -1), down_to(1234.5, 2), down_to(0.1 + 0.2, -30)],
        ["1234.6", "1234", "0.30000000000000004"]
    );
    assert_eq!([down_to(1_234_567_890.25, -1), down_to(2.5e-6, -7)], ["1.2345678902e9", "2.5e−6"]);
    for value in [f64::NEG_INFINITY, f64::INFINITY, f64::NAN] {
        assert_eq!(down_to(value, -3), shortest(value));
    }
}

#[test]
fn a_change_has_its_sign() {
    assert_eq!(signed_in_width(4.2134e-6, 3, first_four(4.2134e-6), 9), "+4.213e−6");
    assert_eq!(signed_in_width(-0.4372, 3, -4, 8), "−0.4372");
    assert_eq!([0, 1, 2].map(|width| signed_in_width(4.2e-6, 3, -9, width)), ["", "…", "…"]);
}
