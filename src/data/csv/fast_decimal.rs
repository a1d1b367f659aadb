//! Short decimal numbers, read in one go.

/// 10⁰ … 10²²: the powers of ten that an `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Returns the number that the bytes begin with, and how many of them it is; none where it takes
/// more than this to read it. `mark` is the decimal mark.
///
/// A number of at most 2⁵³ without its point, with at most 22 digits behind the point, is a
/// quotient of two numbers that an `f64` holds exactly, and dividing rounds once: so it is the very
/// number that any correct reader gives (Clinger 1990, *How to read floating point numbers
/// accurately*). Most data are of this kind.
pub(super) fn parse(bytes: &[u8], mark: u8) -> Option<(f64, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let start = usize::from(negative);
    let (whole, point) = digits(bytes, start, 0);
    let (digits, end, behind) = if bytes.get(point) == Some(&mark) {
        let (digits, end) = digits(bytes, point + 1, whole);
        (digits, end, end - point - 1)
    } else {
        (whole, point, 0)
    };
    let count = point - start + behind;
    // Nineteen digits do not overflow.
    if count == 0 || count > 19 || digits > 1 << 53 {
        return None;
    }
    let x = digits as f64 / POWERS[behind];
    Some((if negative { -x } else { x }, end))
}

/// Reads digits from `at` on behind those of `number`; gives the number, which may have overflowed,
/// and where they end.
fn digits(bytes: &[u8], mut at: usize, mut number: u64) -> (u64, usize) {
    while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|d| *d < 10) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (number, at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_ends_where_it_is_one_no_longer() {
        for (text, expected) in [
            ("0", Some((0.0, 1))),
            ("-0", Some((-0.0, 2))),
            ("12.50,3", Some((12.5, 5))),
            ("5.\n", Some((5.0, 2))),
            (".5", Some((0.5, 2))),
            ("1e5", Some((1.0, 1))),
            ("1.2.3", Some((1.2, 3))),
            ("9007199254740992", Some((9_007_199_254_740_992.0, 16))),
            ("9007199254740993", None),
            ("99999999999999999999", None),
            ("", None),
            ("-", None),
            (".", None),
            ("+1", None),
            ("--1", None),
            ("inf", None),
        ] {
            let bits = |read: Option<(f64, usize)>| read.map(|(x, end)| (x.to_bits(), end));
            assert_eq!(bits(parse(text.as_bytes(), b'.')), bits(expected), "{text:?}");
        }
        assert_eq!(parse(b"12,50;3", b','), Some((12.5, 5)));
        assert_eq!(parse(b"12.50", b','), Some((12.0, 2)));
    }

    proptest! {
        /// Whatever is read is bit for bit what the standard library reads.
        #[test]
        fn it_is_the_number_that_std_reads(text in "-?[0-9]{0,20}(\\.[0-9]{0,20})?") {
            if let Some((x, end)) = parse(text.as_bytes(), b'.') {
                prop_assert_eq!(end, text.len());
                let expected: f64 = text.parse().unwrap();
                prop_assert_eq!(x.to_bits(), expected.to_bits());
            } else {
                let count = text.bytes().filter(u8::is_ascii_digit).count();
                prop_assert!(count == 0 || count >= 16, "{}", text);
            }
        }

        #[test]
        fn ordinary_data_are_read(thousandths in -1_000_000_000_i64..1_000_000_000, digits in 0..6_usize) {
            let text = format!("{:.digits$}", thousandths as f64 / 1000.0);
            let (x, _) = parse(text.as_bytes(), b'.').unwrap();
            prop_assert_eq!(x.to_bits(), text.parse::<f64>().unwrap().to_bits());
        }
    }
}
