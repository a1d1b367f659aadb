//! Numbers as text.

use std::sync::LazyLock;

/// As many significant digits are shown of every number that has room for them.
const SIGNIFICANT: i32 = 4;
/// Beyond this many digits behind the first one an `f64` has nothing to say.
const DIGITS: i32 = 16;
/// The power of ten of the smallest number without an exponent: 0.0001.
pub(crate) const SMALL: i32 = -4;
const LARGE: i32 = 15;

/// The powers of ten from the smallest number on, each the `f64` nearest to it, and the exponent of
/// the first.
static POWERS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let power = |exponent| format!("1e{exponent}").parse().unwrap_or(f64::INFINITY);
    (SMALLEST..=LARGEST).map(power).collect()
});
const SMALLEST: i32 = -324;
const LARGEST: i32 = 308;

/// Returns ⌊log₁₀|x|⌋; 0 for 0 and for what is not finite.
pub(crate) fn exponent(x: f64) -> i32 {
    if x == 0.0 || !x.is_finite() {
        return 0;
    }
    // The logarithm itself is rounded, and wrong beside powers of ten. What is less than the `f64`
    // nearest to a power is less than the power, in the digits that tell it from other numbers.
    POWERS.partition_point(|power| *power <= x.abs()) as i32 - 1 + SMALLEST
}

/// Returns the decimals that a number has whose last digit is this power of ten.
pub(crate) fn decimals(last: i32) -> usize {
    (-last).max(0) as usize
}

/// Returns the power of ten of the last of the four digits that every number shows.
pub(crate) fn first_four(value: f64) -> i32 {
    exponent(value) + 1 - SIGNIFICANT
}

/// Returns the power of ten of the last digit of `value` as it is stored: −3 for 1.067, 0 for 1200.
pub(crate) fn last_digit(value: f64) -> i32 {
    let text = format!("{value:e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return 0 };
    let digits = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len() as i32);
    (exponent.parse::<i32>().unwrap_or(0) - digits).min(0)
}

/// Returns a count with its thousands apart, as in 12,345; four digits are read without that.
pub(crate) fn grouped(count: u64) -> String {
    group(&count.to_string())
}

/// Returns the digits of a whole number with its thousands apart, if there are five or more.
pub(crate) fn group(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns `value` with this number of decimals. What rounds to 0 has no sign.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let text = format!("{:.decimals$}", value.abs());
    with_sign(value, &grouped_whole(&text))
}

fn grouped_whole(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}.{fraction}", group(whole)),
        None => group(text),
    }
}

/// Returns `value` with an exponent and this number of decimals before it: 1.365e−7.
pub(crate) fn scientific(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let text = format!("{:.decimals$e}", value.abs());
    with_sign(value, &text.replace('-', "−"))
}

fn with_sign(value: f64, size: &str) -> String {
    let sign = if value < 0.0 && !is_zero(size) { "−" } else { "" };
    format!("{sign}{size}")
}

/// Returns whether a number is written with no other digit than 0 before its exponent.
fn is_zero(text: &str) -> bool {
    let digits = || text.chars().take_while(|c| *c != 'e').filter(char::is_ascii_digit);
    digits().next().is_some() && digits().all(|c| c == '0')
}

/// Returns a number as it is written for programs, without a sign if it was rounded to 0.
pub(crate) fn without_sign_of_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(zero) if is_zero(zero) => zero.to_owned(),
        _ => text,
    }
}

/// Returns a text as it is read, with its typographic minus signs made ASCII.
pub(crate) fn with_ascii_minus(text: &str) -> String {
    text.replace('−', "-")
}

/// Returns `value` with every digit it has, and no more.
pub(crate) fn shortest(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "NaN"
        } else if value < 0.0 {
            "−∞"
        } else {
            "∞"
        }
        .to_owned();
    }
    let size = value.abs();
    if value == 0.0 || (SMALL..LARGE).contains(&exponent(value)) {
        with_sign(value, &grouped_whole(&size.to_string()))
    } else {
        with_sign(value, &format!("{size:e}").replace('-', "−"))
    }
}

/// Returns `value` in at most `width` cells: with `decimals` where they fit, with fewer as long as
/// the digit of 10^`last` is among them, and with an exponent where that is shorter. Where none of
/// these fits, digits go, but never the exponent; where no digit fits, `…` says that there is a
/// number.
pub(crate) fn in_width(value: f64, decimals: usize, last: i32, width: usize) -> String {
    let fits = |text: &String| text.chars().count() <= width;
    if value == 0.0 || !value.is_finite() {
        let zeros = (0..=decimals).rev().map(|d| fixed(0.0, d));
        let mut forms = zeros.filter(|_| value == 0.0).chain([shortest(value)]);
        return forms.find(fits).unwrap_or_else(|| hidden(width));
    }
    let magnitude = exponent(value);
    let last = last.clamp(magnitude - DIGITS, magnitude);
    let is_plain = (SMALL..LARGE).contains(&magnitude);
    let needed = (-last).max(0) as usize;
    let plain = (needed..=needed.max(decimals)).rev().map(|d| fixed(value, d));
    let with_exponent = scientific(value, (magnitude - last) as usize);
    let shorter = (1..=magnitude - last).rev().flat_map(|digits| {
        let decimals = digits - 1 - magnitude;
        let plain = (is_plain && decimals >= 0).then(|| fixed(value, decimals as usize));
        plain.into_iter().chain([scientific(value, digits as usize - 1)])
    });
    let mut forms = plain.filter(|_| is_plain).chain([with_exponent]).chain(shorter);
    forms.find(fits).unwrap_or_else(|| hidden(width))
}

/// Returns whether [`in_width`] had no room for a digit.
pub(crate) fn is_hidden(text: &str) -> bool {
    text.is_empty() || text == "…"
}

fn hidden(width: usize) -> String {
    "…".repeat(width.min(1))
}

/// Returns a sentence with its ASCII minus signs before digits made typographic: `x = -2.5e-7`
/// becomes `x = −2.5e−7`. Hyphens, ranges and options are left as they are.
pub fn with_minus_signs(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_minus = |i: usize| {
        let before = i.checked_sub(1).map(|j| chars[j]);
        let starts = before.is_none_or(|c| c.is_whitespace() || "([='/,".contains(c));
        let of_exponent = before == Some('e') && i > 1 && chars[i - 2].is_ascii_digit();
        let digit = |j: usize| chars.get(j).is_some_and(char::is_ascii_digit);
        let number = digit(i + 1) || chars.get(i + 1) == Some(&'.') && digit(i + 2);
        chars[i] == '-' && number && (starts || of_exponent)
    };
    (0..chars.len()).map(|i| if is_minus(i) { '−' } else { chars[i] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Four digits at least, and six decimals if they fit.
    fn six(value: f64, width: usize) -> String {
        in_width(value, 6, first_four(value), width)
    }

    /// The exponent as it is printed.
    fn printed_exponent(x: f64) -> i32 {
        let text = format!("{x:e}");
        text.split_once('e').unwrap().1.parse().unwrap()
    }

    #[test]
    fn exponents_are_those_of_the_printed_number_beside_powers_of_ten_too() {
        for power in SMALLEST..=LARGEST {
            let x: f64 = format!("1e{power}").parse().unwrap();
            for x in [x, x.next_down(), x.next_up(), -x, 9.0 * x] {
                if x != 0.0 && x.is_finite() {
                    assert_eq!(exponent(x), printed_exponent(x), "{x:e}");
                }
            }
        }
        assert_eq!([0.0, -0.0, f64::NAN, f64::INFINITY].map(exponent), [0; 4]);
    }

    #[test]
    fn thousands_are_apart_and_zero_has_no_sign() {
        assert_eq!(fixed(12345.678, 2), "12,345.68");
        assert_eq!(fixed(-9999.96, 1), "−10,000.0");
        assert_eq!(fixed(1234.5, 1), "1234.5");
        assert_eq!(fixed(-0.004, 0), "0");
        assert_eq!(fixed(-0.0, 2), "0.00");
        assert_eq!(scientific(-1.365_12e-7, 3), "−1.365e−7");
        assert_eq!(scientific(-0.0, 1), "0.0e0");
        for value in [f64::NEG_INFINITY, f64::INFINITY, f64::NAN] {
            let written = [fixed(value, 2), scientific(value, 2)];
            assert_eq!(written, [(); 2].map(|()| shortest(value)));
        }
        let program = |text: &str| without_sign_of_zero(text.to_owned());
        assert_eq!(["-0.00", "-0e-7", "-0.10"].map(program), ["0.00", "0e-7", "-0.10"]);
        assert_eq!(["-inf", "-1e0"].map(program), ["-inf", "-1e0"]);
        assert_eq!((grouped(9999), grouped(1_234_567)), ("9999".into(), "1,234,567".into()));
    }

    #[test]
    fn every_digit_and_no_more() {
        let texts = [0.1, -0.0, 1e-9, 1.7e12, 5e-324, -12345.8, 1e15, 1_700_000_000_001.5];
        assert_eq!(
            texts.map(shortest),
            [
                "0.1",
                "0",
                "1e−9",
                "1,700,000,000,000",
                "5e−324",
                "−12,345.8",
                "1e15",
                "1,700,000,000,001.5"
            ]
        );
        assert_eq!(shortest(f64::NEG_INFINITY), "−∞");
        assert_eq!([1.067, 1200.0, -0.457, 1e-9, 0.0].map(last_digit), [-3, 0, -3, -9, 0]);
        assert_eq!([1000.0, 999.999, 1e-3, -5e-324, 0.0].map(exponent), [3, 2, -3, -324, 0]);
    }

    #[test]
    fn a_number_keeps_its_digits_and_its_exponent() {
        assert_eq!(six(0.454_662, 10), "0.454662");
        assert_eq!(six(1.365_12e-7, 10), "1.365e−7");
        assert_eq!(six(1.440e-5, 9), "1.440e−5");
        assert_eq!(six(1.365_12e-7, 6), "1.4e−7");
        assert_eq!(six(1.365_12e-7, 4), "1e−7");
        assert_eq!(six(1.365_12e-7, 3), "…");
        assert_eq!(six(1.365_12e-7, 0), "");
        assert_eq!(six(0.0, 4), "0.00");
        assert_eq!(six(117.7213, 7), "117.721");
        assert_eq!(six(-1.2374e120, 10), "−1.237e120");
        assert_eq!(six(12_345.678, 8), "12,345.7");
        assert_eq!(six(12_345.678, 6), "12,346");
        assert_eq!(six(12_345.678, 5), "1.2e4");
        assert_eq!(six(0.4547, 4), "0.45");
        assert_eq!(in_width(1_000_000_000.25, 2, -2, 24), "1,000,000,000.25");
    }

    #[test]
    fn minus_signs_of_sentences_are_typographic() {
        assert_eq!(with_minus_signs("x = -2.5e-7 (-.5)"), "x = −2.5e−7 (−.5)");
        let same = "--exact 1990-2020 a-1 t -x e-step .f64";
        assert_eq!(with_minus_signs(same), same);
    }

    /// What a person reads.
    fn read(text: &str) -> f64 {
        with_ascii_minus(text).replace(',', "").parse().unwrap()
    }

    /// Also where it is subnormal, which `powi` makes 0 of.
    fn power_of_ten(exponent: i32) -> f64 {
        format!("1e{exponent}").parse().unwrap()
    }

    proptest! {
        #[test]
        fn exponents_are_those_of_the_printed_number(bits: u64) {
            let x = f64::from_bits(bits);
            prop_assume!(x.is_finite() && x != 0.0);
            prop_assert_eq!(exponent(x), printed_exponent(x));
        }

        #[test]
        fn what_is_shown_is_the_number_to_the_digits_shown(
            mantissa in -9.999..9.999f64, power in -300..300i32, decimals in 0..10usize, width in 0..30usize, extra in 0..8i32,
        ) {
            let value = mantissa * 10f64.powi(power);
            let text = in_width(value, decimals, first_four(value) - extra, width);
            prop_assert!(text.chars().count() <= width);
            if !["", "…"].contains(&&*text) {
                let digits = text.chars().filter(char::is_ascii_digit).count() as i32;
                let digits = text.split_once('e').map_or(digits, |(mantissa, _)| {
                    mantissa.chars().filter(char::is_ascii_digit).count() as i32
                });
                let off = (read(&text) - value).abs();
                let zeros = if text.contains('e') { 0 } else { exponent(value).min(0) };
                let unit = power_of_ten(exponent(value) - zeros - digits + 1);
                // Of sixteen digits the text itself is read back to the nearest number.
                let spacing = f64::EPSILON * value.abs();
                prop_assert!(off <= 0.6 * unit + spacing, "{text} for {value:e}");
                if width >= 24 {
                    prop_assert!(off <= 0.5001 * power_of_ten(first_four(value) - extra), "{text} for {value:e}");
                }
            }
            prop_assert!(value == 0.0 || width < 24 || read(&text) != 0.0);
        }

        #[test]
        fn shortest_is_read_back(value in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
            prop_assert_eq!(read(&shortest(value)), value);
        }
    }
}
