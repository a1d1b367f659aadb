//! Numbers in a text or on a screen.

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub written: String,
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

/// Returns the numbers of a text that are measured: those with decimals or an exponent, and whole
/// ones from 10 on. Indices, and digits in names, are none.
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
        found.extend(number(&chars[at..end]));
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
    if let Some(power) = power {
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

fn number(chars: &[char]) -> Option<Number> {
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
    Some(Number { written, value, unit: 10_f64.powi(exponent - decimals) })
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
    assert_eq!(written("1,000 iterations, 4, 5, 6."), ["1,000"]);
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
