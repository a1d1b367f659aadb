//! Files that hold something else than little-endian `f64`.

use proptest::prelude::*;

use super::{bytes, load};

/// What is said about the format of these bytes; none if nothing is.
fn format_of(bytes: &[u8]) -> Option<String> {
    match load(bytes, false) {
        Ok(dataset) => dataset.notes.first().map(ToString::to_string),
        Err(error) => error.contains("look like").then_some(error),
    }
}

/// Bits of a half-precision number that is not too small or large for one.
fn half(x: f64) -> u16 {
    if x == 0.0 {
        return 0;
    }
    let exponent = x.abs().log2().floor();
    let fraction = ((x.abs() / exponent.exp2() - 1.0) * 1024.0).round() as u16;
    (u16::from(x < 0.0) << 15 | ((exponent + 15.0) as u16) << 10) + fraction
}

/// The values in a format, and the name that is to be found.
fn formats(values: &[f64]) -> Vec<(&'static str, Vec<u8>)> {
    fn all<const N: usize>(values: &[f64], bytes: impl Fn(f64) -> [u8; N]) -> Vec<u8> {
        values.iter().flat_map(|x| bytes(*x)).collect()
    }
    let text = values.iter().fold(String::new(), |text, x| text + &format!("{x}\n"));
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    vec![
        ("big-endian f64", all(values, f64::to_be_bytes)),
        ("f32", all(values, |x| (x as f32).to_le_bytes())),
        ("big-endian f32", all(values, |x| (x as f32).to_be_bytes())),
        ("f16", all(values, |x| half(x).to_le_bytes())),
        ("big-endian f16", all(values, |x| half(x).to_be_bytes())),
        ("64-bit integers", all(values, |x| (x as i64).to_le_bytes())),
        ("big-endian 64-bit integers", all(values, |x| (x as i64).to_be_bytes())),
        ("32-bit integers", all(values, |x| (x as i32).to_le_bytes())),
        ("big-endian 32-bit integers", all(values, |x| (x as i32).to_be_bytes())),
        ("16-bit integers", all(values, |x| (x as i16).to_le_bytes())),
        ("big-endian 16-bit integers", all(values, |x| (x as i16).to_be_bytes())),
        ("text", text.clone().into_bytes()),
        ("UTF-16 text", utf_16(u16::to_le_bytes)),
        ("UTF-16 text", utf_16(u16::to_be_bytes)),
    ]
}

/// Whether bytes of this format are called so.
fn is_named(name: &str, bytes: &[u8]) -> bool {
    format_of(bytes).is_some_and(|found| found.contains(&format!("look like {name}, not like")))
}

#[test]
fn another_format_is_named() {
    let x = |i: usize| ((i * 7919) % 1000) as f64 / 7.0 - 20.0;
    let values: Vec<f64> = (0..100).map(x).collect();
    let integers: Vec<f64> = (1..=60).map(f64::from).collect();
    let rounded: Vec<f64> = values.iter().map(|x| x.round()).collect();
    for values in [&values, &integers, &rounded] {
        assert_eq!(format_of(&bytes(values)), None);
        for (name, bytes) in formats(values) {
            assert!(is_named(name, &bytes), "{name}: {:?}", format_of(&bytes));
        }
    }
}

#[test]
fn few_values_in_another_format_are_noticed() {
    for pattern in [&[1.0, 2.0][..], &[0.0, 1.0, 1.0], &[3.0, 7.0, 7.0, 3.0, 7.0], &[-1.0, 1.0]] {
        let values: Vec<f64> = pattern.iter().copied().cycle().take(40).collect();
        assert_eq!(format_of(&bytes(&values)), None);
        for (name, bytes) in formats(&values) {
            assert!(is_named(name, &bytes), "{pattern:?}, {name}: {:?}", format_of(&bytes));
        }
    }
    // Numbers that take turns with 0 may be read as wider ones; f32 like that are f64, too.
    for pattern in [[0.0, 1.0], [0.0, 5.0]] {
        let values: Vec<f64> = pattern.iter().copied().cycle().take(40).collect();
        for (name, bytes) in formats(&values) {
            let found = format_of(&bytes);
            assert_eq!(found.is_some(), name != "f32", "{pattern:?}, {name}: {found:?}");
        }
    }
}

#[test]
fn times_in_another_format_are_named() {
    for (first, names) in [(1.7e12, [0, 5, 6].as_slice()), (1.7e9, &[0, 5, 6, 7, 8])] {
        let values: Vec<f64> = (0..200).map(|i| first + f64::from(i)).collect();
        assert_eq!(format_of(&bytes(&values)), None);
        let formats = formats(&values);
        for (name, bytes) in names.iter().map(|i| &formats[*i]) {
            assert!(is_named(name, bytes), "{name}: {:?}", format_of(bytes));
        }
    }
}

#[test]
fn groups_far_apart_with_zeros_are_f64() {
    // Between −½ and ½, with all digits.
    let evenly = |i: usize| (i as f64 * 0.618_033_988_749_894_9).fract() - 0.5;
    let values: Vec<f64> = (0..2000)
        .map(|i| match i % 20 {
            0 => 0.0,
            _ => [1e3, 1e12, -1e10][i % 3] + 1e-3 * evenly(i),
        })
        .collect();
    assert_eq!(format_of(&bytes(&values)), None);
}

#[test]
fn numbers_of_no_unit_are_noticed() {
    // Doubles with their halves exchanged.
    let swapped: Vec<u8> = [1.5_f64, 2.5, 3.5, 7.0, 8.0, 9.25]
        .repeat(20)
        .iter()
        .flat_map(|x| x.to_bits().rotate_left(32).to_le_bytes())
        .collect();
    assert!(format_of(&swapped).is_some());
}

#[test]
fn a_file_that_says_what_it_is_is_named_with_what_to_do() {
    let values: Vec<f64> = (0..20).map(f64::from).collect();
    let behind = |head: &[u8], length: usize| {
        let mut file = head.to_vec();
        file.resize(length, b' ');
        [file, bytes(&values)].concat()
    };
    for (head, length, says) in [
        (&b"\x93NUMPY\x01\0v\0{'descr'"[..], 128, "a NumPy file (.npy), not"),
        (b"PK\x03\x04\x14\0", 40, "a zip archive (.zip, .npz, .xlsx), not"),
        (b"PAR1\x15\x04", 16, "a Parquet file, not"),
        (b"\x89HDF\r\n\x1a\n", 64, "an HDF5 file, not"),
    ] {
        let found = format_of(&behind(head, length)).unwrap_or_default();
        assert!(found.contains(says), "{says}: {found}");
        assert!(!found.contains("rescale") && !found.contains("cut off"), "{found}");
    }
    let counted = [20_u64.to_le_bytes().to_vec(), bytes(&values)].concat();
    let says = "the first 8 bytes look like a count of the numbers behind them; remove them";
    assert_eq!(format_of(&counted).as_deref(), Some(says));
    let other = [19_u64.to_le_bytes().to_vec(), bytes(&values)].concat();
    assert_eq!(format_of(&other), None);
}

/// Data as they come: a shape at a scale, rounded in some way.
fn plausible() -> impl Strategy<Value = Vec<f64>> {
    let scale = prop_oneof![Just(0), -12..12, -100..100];
    let shape = prop::collection::vec((-3.0..3.0_f64, 0.0..1.0_f64), 1..300);
    (shape, scale, -5.0..5.0_f64, 0..12_u8, any::<bool>()).prop_map(
        |(shape, scale, offset, rounding, is_long_tailed)| {
            let unit = 10_f64.powi(scale);
            let round = |x: f64| match rounding {
                0 => x.round(),
                1 => (x * 10.0).round() / 10.0,
                2 => (x * 100.0).round() / 100.0,
                3 => (x * 1e6).round() / 1e6,
                4 => f64::from(x as f32),
                5 => x.round() + 0.8,
                6 => 4.2,
                _ => x,
            };
            let values = (0..).zip(shape).map(|(i, (z, u))| {
                let x = if is_long_tailed { (3.0 * z).exp() } else { 50.0 * offset + 10.0 * z + u };
                match rounding {
                    8 => f64::from(i),
                    9 => 1.7e12 + f64::from(i),
                    10 => x.round() / 3.0,
                    11 => f64::from(u8::from(u < 0.5)),
                    _ => round(x) * unit,
                }
            });
            values.collect()
        },
    )
}

proptest! {
    #[test]
    fn plausible_data_are_not_taken_for_another_format(values in plausible()) {
        prop_assert_eq!(format_of(&bytes(&values)), None);
    }

    #[test]
    fn real_data_of_another_format_are_noticed(
        z in prop::collection::vec(-3.0..3.0_f64, 24..300),
        mean in -100.0..100.0_f64,
    ) {
        let values: Vec<f64> = (0..).zip(&z).map(|(i, z)| mean + z + f64::from(i) / 128.0).collect();
        let swapped: Vec<u8> = values.iter().flat_map(|x| x.to_be_bytes()).collect();
        let single: Vec<u8> = values.iter().flat_map(|x| (*x as f32).to_le_bytes()).collect();
        let both: Vec<u8> = values.iter().flat_map(|x| (*x as f32).to_be_bytes()).collect();
        let text: Vec<u8> = values.iter().flat_map(|x| format!("{x:.3},").into_bytes()).collect();
        for (bytes, name) in [(swapped, "swapped"), (single, "f32"), (both, "f32"), (text, "text")] {
            prop_assert!(format_of(&bytes).is_some(), "{} passes for f64", name);
        }
    }
}
