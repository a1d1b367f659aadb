//! Numbers in a text or on a screen.

use emstep::formula::{Context, Formula};

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub written: String,
    /// Where it begins in its text, in characters.
    at: usize,
    value: f64,
    /// What its last digit counts.
    unit: f64,
}

impl Number {
    /// Returns whether it is another number, or that number rounded. Signs do not count: a change
    /// may be said to be a fall.
    pub(super) fn rounds(&self, other: &Self) -> bool {
        let distance = (self.value - other.value).abs();
        distance <= 0.5 * self.unit + 1e-9 * self.value && other.unit <= self.unit * 1.000_001
            || distance <= 1e-12 * self.value
    }
}

/// Returns whether a number is what the calculation before it comes to, as in `7.5/3 = 2.5`.
pub(super) fn follows(text: &str, number: &Number) -> bool {
    let before: String = text.chars().take(number.at).collect();
    let before = before.trim_end_matches(['-', '−', ' ']);
    let Some(calculation) = before.strip_suffix('=') else { return false };
    let starts = calculation.char_indices().filter(|(at, c)| {
        !c.is_whitespace() && (*at == 0 || calculation[..*at].ends_with(char::is_whitespace))
    });
    let mut results = starts.filter_map(|(at, _)| result(calculation[at..].trim()));
    // The longest that can be read is the one that is meant.
    results.next().is_some_and(|value| {
        (value.abs() - number.value).abs() <= 0.5 * number.unit + 1e-9 * number.value
    })
}

/// Returns what a calculation with numbers comes to; none if it is none.
fn result(calculation: &str) -> Option<f64> {
    const SIGNS: &str = "+−-·/√^()²";
    let context = Context::new(&["x"]).expect("a context");
    let written = bracketed(&bracketed(calculation, "ln "), "√");
    let calculates = written.chars().skip(1).any(|c| SIGNS.contains(c));
    let formula = Formula::parse(&written, &context).ok().filter(|_| calculates)?;
    formula.constant(&context)
}

/// Returns a text with brackets around each number that this function is written before.
fn bracketed(text: &str, function: &str) -> String {
    let mut parts = text.split(function);
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let brackets = if number.is_empty() { ["", ""] } else { ["(", ")"] };
        for piece in [function.trim_end(), brackets[0], number, brackets[1], rest] {
            written.push_str(piece);
        }
    }
    written
}

/// Returns the numbers of a text that are measured: those with decimals or an exponent, and whole
/// ones from 10 on. Indices, digits in names, and years in brackets are none.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let starts = chars[at].is_ascii_digit()
            && before.is_none_or(|c| !(c.is_alphanumeric() || "_^.".contains(c)));
        if !starts {
            at += 1;
            continue;
        }
        let end = end_of(&chars, at);
        let is_year = end - at == 4 && before == Some('(') && chars.get(end) == Some(&')');
        found.extend(number(at, &chars[at..end]).filter(|_| !is_year));
        at = end;
    }
    found.retain(|number| number.unit != 1.0 || number.value >= 10.0);
    found
}

/// Returns where the number that starts here ends.
fn end_of(chars: &[char], start: usize) -> usize {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut at = start;
    loop {
        let is_group =
            chars.get(at) == Some(&',') && (1..=3).all(|i| is_digit(at + i)) && !is_digit(at + 4);
        match chars.get(at) {
            Some(c) if c.is_ascii_digit() => at += 1,
            Some('.') if is_digit(at + 1) => at += 1,
            Some(',') if is_group => at += 1,
            _ => break,
        }
    }
    let signed = |at: usize| at + usize::from(matches!(chars.get(at), Some('−' | '-')));
    if chars.get(at) == Some(&'e') && is_digit(signed(at + 1)) {
        at = signed(at + 1);
        while is_digit(at) {
            at += 1;
        }
        return at;
    }
    let rest: String = chars[at..].iter().take(12).collect();
    let power = ["·10", " · 10", "\u{a0}·\u{a0}10"].into_iter().find(|sign| rest.starts_with(sign));
    let is_mantissa = chars[start..at].iter().take_while(|c| **c != '.').count() == 1;
    if let Some(power) = power.filter(|_| is_mantissa) {
        let raised = at + power.chars().count();
        let end = (raised..chars.len()).find(|at| !is_raised(chars[*at])).unwrap_or(chars.len());
        if end > raised {
            return end;
        }
    }
    let end = (at..chars.len()).find(|at| !is_raised(chars[*at])).unwrap_or(chars.len());
    let is_power_of_ten = chars[start..at] == ['1', '0'];
    if is_power_of_ten { end } else { at }
}

const RAISED: [char; 11] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁻'];

fn is_raised(c: char) -> bool {
    RAISED.contains(&c)
}

fn number(at: usize, chars: &[char]) -> Option<Number> {
    let written: String = chars.iter().collect();
    let mut plain: String = written.replace(',', "").replace(['\u{a0}', ' '], "").replace('−', "-");
    if let Some(at) = plain.find(is_raised) {
        let power: String = plain[at..]
            .chars()
            .map(|c| match RAISED.iter().position(|raised| *raised == c) {
                Some(digit @ 0..10) => char::from(b'0' + digit as u8),
                _ => '-',
            })
            .collect();
        let mantissa = plain[..at].strip_suffix("·10").unwrap_or("1").to_owned();
        plain = format!("{mantissa}e{power}");
    }
    let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let exponent: i32 = exponent.parse().ok()?;
    let value: f64 = plain.parse().ok()?;
    // A power of ten is not meant as one digit.
    let is_power = written.starts_with("10") && written.chars().any(is_raised);
    let unit = if is_power { 0.1 * value } else { 10_f64.powi(exponent - decimals) };
    Some(Number { written, at, value, unit })
}

#[test]
fn measured_numbers_are_found_and_indices_are_not() {
    let written = |text: &str| -> Vec<String> {
        numbers(text).into_iter().map(|number| number.written).collect()
    };
    assert_eq!(written("ℓ rose from −24.51 to −10.96 in 1 step"), ["24.51", "10.96"]);
    assert_eq!(written("μ_10 x_12 p(x_3) 2πσ² t=27, 272 points"), ["27", "272"]);
    assert_eq!(
        written("9.7·10⁻²¹, 5 · 10⁻³²⁴, 10⁻⁹ and 1.365e−7"),
        ["9.7·10⁻²¹", "5 · 10⁻³²⁴", "10⁻⁹", "1.365e−7"]
    );
    assert_eq!(written("272 · 10⁻³"), ["272", "10⁻³"]);
    assert_eq!(written("1,000 iterations (1977), 4, 5, 6."), ["1,000"]);
    let one = |text: &str| numbers(text).remove(0);
    for (said, shown, fits) in [
        ("24.51", "24.512532", true),
        ("24.51", "24.5", false),
        ("24.5", "24.51", true),
        ("0.43", "0.433", true),
        ("0.44", "0.433", false),
        ("9.7·10⁻²¹", "9.71e−21", true),
        ("0.5", "0.5000", true),
        ("0.5000", "0.5", true),
    ] {
        assert_eq!(one(said).rounds(&one(shown)), fits, "{said} {shown}");
    }
}

#[test]
fn a_number_follows_from_the_calculation_before_it() {
    for (text, last_follows) in [
        ("the sum is 0.5 · 4 + 7.5 = 9.5", true),
        ("the sum is 0.5 · 4 + 7.5 = 9.6", false),
        ("√0.433 = 0.658", true),
        ("√0.433 = 0.66", true),
        ("√0.433 = 0.65", false),
        ("x = −1.58/1.815 = −0.87", true),
        ("costs ln 10/−ln 0.433 = 2.75", true),
        ("1/√(2π · 10⁻⁶) = 399", true),
        ("with n = 82", false),
        ("82 = 82", false),
        ("it is 8.5", false),
    ] {
        let number = numbers(text).pop().expect("a number");
        assert_eq!(follows(text, &number), last_follows, "{text}");
    }
}
