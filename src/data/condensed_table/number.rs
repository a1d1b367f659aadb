//! Numbers as they begin a text, read eight digits at a time.
//!
//! Most cells of a table are decimals of 15 to 17 digits. They are read here in half the time that
//! [`str::parse`] takes, to the same bits; what is written in another way is left to that.

/// The powers of ten that a number of 64 bits can be.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};
/// The furthest power of ten, up and down, that numbers are scaled by.
const FURTHEST: i32 = 64;
/// The upper 64 bits of the binary digits of 10^q from q = −64 on, too small by less than 1 + 2⁻⁵⁰
/// in the last one.
const TOPS: [u64; 2 * FURTHEST as usize + 1] = {
    let middle = FURTHEST as usize;
    let mut tops = [0; 2 * FURTHEST as usize + 1];
    // With 128 bits, of which the first is 1. 10^q has the digits of 5^q.
    let (mut up, mut down) = (1_u128 << 127, 1_u128 << 127);
    let mut q = 0;
    while q <= middle {
        tops[middle + q] = (up >> 64) as u64;
        tops[middle - q] = (down >> 64) as u64;
        let five_eighths = (up >> 3) * 5;
        up = five_eighths << five_eighths.leading_zeros();
        let fifth = down / 5;
        down = fifth << fifth.leading_zeros();
        q += 1;
    }
    tops
};
/// The most digits of a number that fits into 64 bits.
const MOST_DIGITS: u32 = 19;
const EIGHT: u32 = 8;

/// Returns the number that a text begins with, and how many bytes that is; `None` if it is not a
/// decimal of usual length.
///
/// If more follows, as a letter, the number is not what the text says: the caller looks at the next
/// byte.
#[inline]
pub(super) fn number(text: &[u8]) -> Option<(f64, usize)> {
    let is_negative = text.first() == Some(&b'-');
    let mut at = usize::from(is_negative);
    let whole = load(text, at);
    let mut length = digits(whole);
    let mut decimal = value(whole, length);
    let mut exponent = 0;
    at += length as usize;
    if text.get(at) == Some(&b'.') {
        at += 1;
        let words = [load(text, at), load(text, at + 8), load(text, at + 16)];
        let first = digits(words[0]);
        let second = if first == EIGHT { digits(words[1]) } else { 0 };
        let third = if second == EIGHT { digits(words[2]) } else { 0 };
        let decimals = first + second + third;
        length += decimals;
        if length > MOST_DIGITS {
            return None;
        }
        for (word, digits) in words.into_iter().zip([first, second, third]) {
            decimal = decimal * POWERS[digits as usize] + value(word, digits);
        }
        at += decimals as usize;
        exponent = -(decimals as i32);
    }
    let next = text.get(at).copied().unwrap_or_default();
    if length == 0 || next.is_ascii_digit() {
        return None;
    }
    if next == b'e' || next == b'E' {
        let (power, end) = power(text, at + 1)?;
        (exponent, at) = (exponent + power, end);
    }
    let size = scaled(decimal, exponent)?;
    Some((f64::from_bits(size.to_bits() | u64::from(is_negative) << 63), at))
}

/// Returns the whole number that a text begins with, and how many bytes that is; `None` if it has
/// no digit, or more than sixteen.
#[inline]
pub(super) fn whole(text: &[u8]) -> Option<(u64, usize)> {
    let (first, second) = (load(text, 0), load(text, 8));
    let length = digits(first);
    let more = if length == EIGHT { digits(second) } else { 0 };
    let end = (length + more) as usize;
    let is_whole = length > 0 && !text.get(end).is_some_and(u8::is_ascii_digit);
    is_whole.then(|| (value(first, length) * POWERS[more as usize] + value(second, more), end))
}

/// Returns a power of ten as it is behind an e, and where it ends.
#[inline(never)]
fn power(text: &[u8], at: usize) -> Option<(i32, usize)> {
    let sign = text.get(at).filter(|sign| matches!(sign, b'-' | b'+'));
    let at = at + usize::from(sign.is_some());
    let word = load(text, at);
    let length = digits(word);
    let power = value(word, length) as i32;
    let is_short = (1..=4).contains(&length);
    is_short.then(|| (if sign == Some(&b'-') { -power } else { power }, at + length as usize))
}

/// Returns eight bytes, with zeros behind the end of the text.
#[inline]
fn load(text: &[u8], at: usize) -> u64 {
    match text.get(at..).and_then(<[u8]>::first_chunk) {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => load_end(text.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn load_end(end: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes[..end.len()].copy_from_slice(end);
    u64::from_le_bytes(bytes)
}

/// Returns the value of each of eight digits; of another byte it is more than 9.
#[inline]
fn of_digits(word: u64) -> u64 {
    word ^ 0x3030_3030_3030_3030
}

/// Returns with how many digits eight bytes begin.
#[inline]
fn digits(word: u64) -> u32 {
    let values = of_digits(word);
    // The upper bit of each byte that is more than 9.
    let upper = ((values & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676) | values;
    (upper & 0x8080_8080_8080_8080).trailing_zeros() / 8
}

/// Returns the number that the first of eight digits make, as many of them as this.
#[inline]
fn value(word: u64, digits: u32) -> u64 {
    // As if zeros were before them.
    let values = of_digits(word).checked_shl(64 - 8 * digits).unwrap_or(0);
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8);
    let every_fourth = 0x0000_00FF_0000_00FF;
    let upper = (pairs & every_fourth).wrapping_mul(0x000F_4240_0000_0064);
    let lower = ((pairs >> 16) & every_fourth).wrapping_mul(0x0000_2710_0000_0001);
    upper.wrapping_add(lower) >> 32
}

/// Returns the `f64` that is nearest to decimal · 10^exponent, unless that is too near the middle
/// of two (after Lemire 2021, *Number parsing at a gigabyte per second*).
#[inline]
fn scaled(decimal: u64, exponent: i32) -> Option<f64> {
    if exponent == 0 && decimal < 1 << f64::MANTISSA_DIGITS {
        return Some(decimal as f64);
    }
    if !(-FURTHEST..=FURTHEST).contains(&exponent) || decimal == 0 {
        return (decimal == 0).then_some(0.0);
    }
    let zeros = decimal.leading_zeros();
    let top = TOPS[(exponent + FURTHEST) as usize];
    let product = ((u128::from(decimal << zeros) * u128::from(top)) >> 64) as u64;
    // The first bit of the product may be 0. What is behind 53 bits decides.
    let behind = 10 + (product >> 63) as u32;
    let rest = product & ((1 << behind) - 1);
    let half = 1 << (behind - 1);
    // The product is too small, by a little more than 2 at the most.
    if (half - 2..=half).contains(&rest) {
        return None;
    }
    let mantissa = (product >> behind) + u64::from(rest > half);
    let octave = (exponent * 217_706) >> 16;
    let power = behind as i32 + 1 + octave - zeros as i32;
    Some(mantissa as f64 * f64::from_bits(((power + 1023) as u64) << 52))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers as the sums of a table are: of any sign, from 10⁻⁴⁰ to 10⁴⁰.
    fn numbers() -> impl Strategy<Value = f64> {
        let exponents = 1023 - 130..1023 + 130_u64;
        (any::<bool>(), exponents, 0..1_u64 << 52).prop_map(|(is_negative, exponent, fraction)| {
            f64::from_bits(u64::from(is_negative) << 63 | exponent << 52 | fraction)
        })
    }

    /// What is read of a text is what `str::parse` makes of it, if it is read at all.
    fn assert_read(text: &str) -> Result<bool, TestCaseError> {
        let expected: f64 = text.parse().unwrap();
        for (behind, length) in [("", text.len()), (",-0.12345678901", text.len())] {
            let found = number(format!("{text}{behind}").as_bytes());
            let Some((found, end)) = found else { return Ok(false) };
            prop_assert_eq!(found.to_bits(), expected.to_bits(), "{}", text);
            prop_assert_eq!(end, length);
        }
        Ok(true)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_number_is_read_to_the_same_bits(x in numbers(), digits in 0..20_usize) {
            let texts = [format!("{x:?}"), format!("{x:.digits$e}"), format!("{x:.digits$E}")];
            for text in texts {
                assert_read(&text)?;
            }
        }

        #[test]
        fn numbers_of_usual_size_are_read_here(fraction in 0..1_u64 << 53, whole in 0..999_999_u32) {
            let fraction = fraction as f64 / (1_u64 << 53) as f64;
            // One in some hundred is too near the middle of two numbers.
            let texts = [0.0, 1.0, 2.0, 3.0].map(|more| format!("{:?}", -fraction - 0.1 - more));
            let read = texts.iter().map(|text| assert_read(text)).collect::<Result<Vec<_>, _>>()?;
            prop_assert!(read.iter().any(|is_read| *is_read), "{:?}", texts);
            prop_assert!(assert_read(&whole.to_string())?);
        }

        #[test]
        fn near_the_middle_of_two_numbers_it_is_right_or_not_read(x in numbers()) {
            // The middle of x and the next number, with all of its digits, and cut off.
            let next = f64::from_bits(x.to_bits() + 1);
            let middle = format!("{:.60e}", x + (next - x) / 2.0);
            let (digits, exponent) = middle.split_once('e').unwrap();
            for length in 14..20 {
                assert_read(&format!("{}e{exponent}", &digits[..length]))?;
            }
        }

        #[test]
        fn any_text_is_read_as_far_as_it_is_a_number(text in "[-+0-9.eE, ]{0,30}") {
            if let Some((found, end)) = number(text.as_bytes()) {
                let expected: f64 = text[..end].parse().unwrap();
                prop_assert_eq!(found.to_bits(), expected.to_bits(), "{}", text);
            }
            if let Some((found, end)) = whole(text.as_bytes()) {
                prop_assert_eq!(Ok(found), text[..end].parse(), "{}", text);
            }
        }
    }

    #[test]
    fn what_is_written_in_another_way_is_not_read() {
        for text in ["", "-", ".", "-.", "+1", "inf", "NaN", "x", " 1", "1e", "1e+", "1e12345"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
        for text in ["123456789.5", "0.12345678901234567890123", "12345678901234567890"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
        let powers = ["1e64", "1e-64", "-0.0", "0", "-0", "0e9", "7.", ".5", "1e22", "9e-23"];
        for text in powers {
            let expected: f64 = text.parse().unwrap();
            let (found, end) = number(text.as_bytes()).unwrap();
            assert_eq!((found.to_bits(), end), (expected.to_bits(), text.len()), "{text}");
        }
        assert_eq!(whole(b"1234567890123456;"), Some((1_234_567_890_123_456, 16)));
        for text in ["12345678901234567", "-1", "", "x"] {
            assert_eq!(whole(text.as_bytes()), None, "{text}");
        }
    }
}
