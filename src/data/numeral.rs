//! How a number is written: the one rule for files, dialogs, fields and options.
//!
//! The decimal point is `.`, and a comma is never read as one. In a list a comma separates numbers
//! if it can do nothing else: `1,2,3` and `1, 5` are lists. A text that may also be one number,
//! such as `1,5` or `1,234`, is refused, and the message has each reading as it would have to be
//! written. The lists of options are documented as separated by commas, so there a comma always
//! separates.

use super::error::Problem;
use crate::text::sanitise::{is_hidden, visible};
use crate::text::with_ascii_minus;

/// The finite number that `text` is.
pub(super) fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

/// What a text that is not a number may mean as one number, each meaning as it is to be written.
pub fn readings(text: &str) -> Vec<String> {
    let ascii: String = text.trim().chars().filter(|c| !is_hidden(*c)).map(plain).collect();
    if finite(&ascii).is_some() {
        return vec![ascii];
    }
    if let Some(number) = ascii.strip_suffix('%').map(str::trim_end)
        && let Some(x) = finite(number)
    {
        return vec![number.to_owned(), (x / 100.0).to_string()];
    }
    let digits = ascii.trim_start_matches(['-', '+']);
    let sign = &ascii[..ascii.len() - digits.len()];
    let end = digits.find(['e', 'E']).unwrap_or(digits.len());
    let (body, exponent) = digits.split_at(end);
    let mut readings: Vec<String> = Vec::new();
    if sign.len() > 1 {
        return readings;
    }
    for (point, group) in [
        (Some(','), None),
        (None, Some(',')),
        (None, Some('.')),
        (None, Some(' ')),
        (None, Some('\'')),
    ]
    .into_iter()
    .chain(
        [(',', '.'), (',', ' '), (',', '\''), ('.', ','), ('.', ' '), ('.', '\'')]
            .map(|(point, group)| (Some(point), Some(group))),
    ) {
        let Some(number) = ungrouped(body, point, group) else { continue };
        let number = format!("{sign}{number}{exponent}");
        if finite(&number).is_some() && !readings.contains(&number) {
            readings.push(number);
        }
    }
    readings
}

/// The digits of `body` with a point for its decimal sign and without what groups them; none if
/// they are not written so.
fn ungrouped(body: &str, point: Option<char>, group: Option<char>) -> Option<String> {
    let (whole, fraction) = match point {
        Some(point) => body.split_once(point).map(|(whole, fraction)| (whole, Some(fraction)))?,
        None => (body, None),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| fraction.is_empty() || !are_digits(fraction)) {
        return None;
    }
    let whole = match group {
        None => whole.to_owned(),
        Some(group) => {
            let mut groups = whole.split(group);
            let first = groups.next()?;
            let is_first = (1..=3).contains(&first.len()) && !first.starts_with('0');
            let rest: Vec<&str> = groups.collect();
            let are_groups = !rest.is_empty() && rest.iter().all(|group| group.len() == 3);
            (is_first && are_groups).then(|| first.to_owned() + &rest.concat())?
        }
    };
    if !are_digits(&whole) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    Some(fraction.map_or_else(|| whole.to_owned(), |fraction| format!("{whole}.{fraction}")))
}

/// The ASCII character for one that means the same in a number.
fn plain(c: char) -> char {
    match c {
        '\u{2212}' | '\u{2013}' => '-',
        '\u{2019}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Cells that programs write for a missing observation, besides those that are read as one.
const MARKERS: [&str; 21] = [
    "n/a", "#n/a", "<na>", "n.a.", "null", "(null)", "#null!", "none", "nil", "\\n", "missing",
    "?", "-", "--", "---", "\u{2013}", "\u{2014}", ".", "*", "#num!", "#div/0!",
];

/// Whether a cell marks a missing observation in a way that is not read as one.
pub(super) fn is_marker(text: &str) -> bool {
    let text = text.trim();
    MARKERS.iter().any(|marker| marker.eq_ignore_ascii_case(text))
}

/// Why `text` is not a number, with the way to write it if what is meant is plain, or with every
/// way if it is not.
pub fn not_a_number(text: &str) -> Problem {
    let trimmed = text.trim();
    if trimmed.parse::<f64>().is_ok_and(f64::is_infinite) {
        return Problem::NotFinite { text: visible(text) };
    }
    Problem::NotANumber { text: visible(text), advice: advice(trimmed) }
}

fn advice(text: &str) -> String {
    let ascii = with_ascii_minus(text);
    let pieces = |separator: fn(char) -> bool| {
        let pieces: Vec<&str> = text.split(separator).map(str::trim).collect();
        pieces.len() > 1 && pieces.iter().all(|piece| finite(piece).is_some())
    };
    let blanks = text.split_whitespace().count() > 1
        && text.split_whitespace().all(|piece| finite(piece).is_some());
    match &readings(text)[..] {
        _ if text.contains('\n') => "; is a quote left open?".to_owned(),
        [_] if finite(&ascii).is_some() => "; write the minus sign as '-'".to_owned(),
        [one] if blanks => {
            format!("; write {one} if it is one number; blanks do not separate cells")
        }
        [one] => format!("; write {one}"),
        [one, other, ..] => format!("; write {one} or {other}, whichever is meant"),
        [] if blanks => "; blanks do not separate cells: use commas, semicolons or tabs".to_owned(),
        [] if is_marker(text) => "; write NA for a missing observation".to_owned(),
        [] if text.starts_with('#') => "; delete lines of comments".to_owned(),
        [] if text.ends_with([',', ';', '|']) && finite(&text[..text.len() - 1]).is_some() => {
            "; does the line end with a delimiter?".to_owned()
        }
        [] if pieces(|c| matches!(c, ',' | ';' | '\t' | '|')) => {
            "; are cells separated here as in line 1?".to_owned()
        }
        [] => String::new(),
    }
}

/// Reads one number as a person types it: `3`, `-0.5`, `1/3`, also with the minus sign − that
/// printed exercises have.
///
/// # Errors
/// Returns an error if it is not a finite number, with what it may mean.
pub fn read_number(text: &str) -> Result<f64, Problem> {
    let text = text.trim();
    let ascii = with_ascii_minus(text);
    if let Some(x) = finite(&ascii) {
        return Ok(x);
    }
    let fraction = ascii.split_once('/').and_then(|(p, q)| Some((finite(p)?, finite(q)?)));
    match fraction {
        Some((_, 0.0)) => Err(Problem::DividesByZero { text: visible(text) }),
        Some((p, q)) if (p / q).is_finite() => Ok(p / q),
        Some(_) => Err(Problem::NotFinite { text: visible(text) }),
        None => Err(not_a_number(text)),
    }
}

/// Returns the finite number that a person typed, as [`read_number`] reads it.
pub fn parse_number(text: &str) -> Option<f64> {
    read_number(text).ok()
}

/// Reads numbers and fractions separated by blanks, semicolons, or commas that can do nothing else.
/// The list may be in brackets, as Python and R print it: `[1, 2, 3]`, `c(1, 2)`.
///
/// # Errors
/// Returns the number of the item, from 1, and what is wrong with it.
pub fn read_list(text: &str) -> Result<Vec<f64>, (usize, Problem)> {
    let mut numbers = Vec::new();
    let inside = without_brackets(text);
    // Between brackets a comma can only separate, as Python and R have it.
    let is_bracketed = inside.len() < text.trim().len() && !inside.contains(';');
    let separates = |c: char| c.is_whitespace() || c == ';' || (is_bracketed && c == ',');
    for token in inside.split(separates) {
        let token = without_quotes(token.trim_matches(','));
        let items = token.split(',').map(without_quotes).filter(|item| !item.is_empty());
        let items: Vec<&str> = items.collect();
        let one = if items.len() > 1 { readings(token) } else { Vec::new() };
        let from = numbers.len();
        for item in &items {
            let number = read_number(item);
            // A part of it may be wrong because the whole is one number.
            let problem = |other| if one.is_empty() { other } else { not_a_number(token) };
            numbers.push(number.map_err(|other| (numbers.len() + 1, problem(other)))?);
        }
        if !one.is_empty() {
            let (count, one, several) = (items.len(), one.join(" or "), items.join(" "));
            let meanings = format!("{count} numbers: write {one}, or {several}");
            return Err((from + 1, Problem::OneOrSeveral { text: visible(token), meanings }));
        }
    }
    Ok(numbers)
}

/// Whether a text is meant as a list of numbers, right or wrong: it begins with one, perhaps below
/// a header.
pub fn begins_with_number(text: &str) -> bool {
    let separates = |c: char| c.is_whitespace() || matches!(c, ';' | ',');
    let mut inside = text.trim_start();
    while let Some(open) = OPENING.iter().find_map(|open| inside.strip_prefix(open)) {
        inside = open.trim_start();
    }
    let first = inside.split(separates).map(without_quotes).find(|item| !item.is_empty());
    first.is_some_and(|item| parse_number(item).is_some() || !readings(item).is_empty())
        || header(text).is_some()
}

/// Splits a pasted column into its header and its numbers; none if it has no header. Words that are
/// no path, in front of two numbers or more and nothing else, can only be one.
pub(super) fn header(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let is_number = |word: &str| parse_number(without_quotes(word)).is_some();
    let first = text.split_whitespace().find(|word| is_number(word))?;
    let (header, numbers) = text.split_at(first.as_ptr().addr() - text.as_ptr().addr());
    let is_name = !header.is_empty() && !header.contains(['/', '\\', '.', ';', '[', ',']);
    let count = numbers.split_whitespace().count();
    (is_name && count > 1 && numbers.split_whitespace().all(is_number))
        .then_some((header.trim(), numbers))
}

/// What a list begins with in Python, R and other languages.
const OPENING: [&str; 11] = [
    "c(",
    "[",
    "(",
    "{",
    "np.array(",
    "numpy.array(",
    "array(",
    "list(",
    "pd.Series(",
    "Series(",
    "tensor(",
];

/// The inside of brackets, as in `[…]`, `c(…)` and `np.array([…])`; the text itself if it is not in
/// brackets.
fn without_brackets(text: &str) -> &str {
    let text = text.trim();
    let inside = OPENING.iter().find_map(|open| {
        let close = match open.chars().next_back()? {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };
        text.strip_prefix(open)?.strip_suffix(close)
    });
    inside.map_or(text, without_brackets)
}

/// The inside of quotes; the text itself if it is not in quotes.
fn without_quotes(text: &str) -> &str {
    let inside = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_every_way_that_it_may_mean() {
        for (text, expected) in [
            ("1,5", &["1.5"][..]),
            ("-0,5", &["-0.5"]),
            (",5", &["0.5"]),
            ("1,5e-3", &["1.5e-3"]),
            ("1,234", &["1.234", "1234"]),
            ("0,123", &["0.123"]),
            ("1234,567", &["1234.567"]),
            ("1,234,567", &["1234567"]),
            ("1,234.5", &["1234.5"]),
            ("1.234,5", &["1234.5"]),
            ("1.234.567", &["1234567"]),
            ("1 234", &["1234"]),
            ("1\u{202f}234,5", &["1234.5"]),
            ("1'234.5", &["1234.5"]),
            ("\u{2212}1,5", &["-1.5"]),
            ("\u{200b}9", &["9"]),
            ("50%", &["50", "0.5"]),
            ("5,", &[]),
            ("1,2,3", &[]),
            ("1,5,", &[]),
            ("1.5.2", &[]),
            ("12,34,567", &[]),
            ("1, 5", &[]),
            ("--1,5", &[]),
            ("abc", &[]),
            ("", &[]),
        ] {
            assert_eq!(readings(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_told_with_what_may_be_meant() {
        for (text, says) in [
            ("abc", "'abc' is not a number"),
            ("1,5", "'1,5' is not a number; write 1.5"),
            ("1,234", "'1,234' is not a number; write 1.234 or 1234, whichever is meant"),
            ("1.234,5", "'1.234,5' is not a number; write 1234.5"),
            ("\u{2212}1", "'\u{2212}1' is not a number; write the minus sign as '-'"),
            ("1,234,567.8", "'1,234,567.8' is not a number; write 1234567.8"),
            ("5,", "'5,' is not a number; does the line end with a delimiter?"),
            ("1;2", "'1;2' is not a number; are cells separated here as in line 1?"),
            (
                "1 2",
                "'1 2' is not a number; blanks do not separate cells: use commas, semicolons or tabs",
            ),
            (
                "1 234",
                "'1 234' is not a number; write 1234 if it is one number; blanks do not separate cells",
            ),
            ("N/A", "'N/A' is not a number; write NA for a missing observation"),
            ("# note", "'# note' is not a number; delete lines of comments"),
            ("5\n6\n7", "'5 6 7' is not a number; is a quote left open?"),
            ("\u{200b}9", "'<U+200B>9' is not a number; write 9"),
            ("9\0", "'9<U+0000>' is not a number; write 9"),
            ("\u{1a}", "'<U+001A>' is not a number"),
            ("\u{1b}[2Jx", "'<U+001B>[2Jx' is not a number"),
            ("-inf", "'-inf' is not a finite number"),
            ("1e999", "'1e999' is not a finite number"),
        ] {
            assert_eq!(not_a_number(text).to_string(), says);
        }
    }

    #[test]
    fn a_comma_separates_only_if_it_can_do_nothing_else() {
        for (text, expected) in [
            ("1,2,3", &[1.0, 2.0, 3.0][..]),
            ("1, 5", &[1.0, 5.0]),
            ("1,-5", &[1.0, -5.0]),
            ("1.5,2.5", &[1.5, 2.5]),
            ("[1, 2, 3]", &[1.0, 2.0, 3.0]),
            ("c(1, 2)", &[1.0, 2.0]),
            ("1,1/4", &[1.0, 0.25]),
            (" ,; ", &[]),
            ("np.array([1, 2])", &[1.0, 2.0]),
            ("array([1., 2.])", &[1.0, 2.0]),
            ("[[1, 2]]", &[1.0, 2.0]),
            ("\"1\" \"2\"", &[1.0, 2.0]),
            ("'1.5', '2'", &[1.5, 2.0]),
            ("c(\"1\",\"2\")", &[1.0, 2.0]),
        ] {
            assert_eq!(read_list(text), Ok(expected.to_vec()), "{text}");
        }
        for (text, item, says) in [
            ("1,5; 2,5; 3,5", 1, "'1,5' may be one number or 2 numbers: write 1.5, or 1 5"),
            ("7 0,5", 2, "'0,5' may be one number or 2 numbers: write 0.5, or 0 5"),
            ("1,234", 1, "'1,234' may be one number or 2 numbers: write 1.234 or 1234, or 1 234"),
            (
                "1,234,567",
                1,
                "'1,234,567' may be one number or 3 numbers: write 1234567, or 1 234 567",
            ),
            ("1.234.567,5", 1, "'1.234.567,5' is not a number; write 1234567.5"),
        ] {
            let (at, problem) = read_list(text).unwrap_err();
            assert_eq!((at, problem.to_string().as_str()), (item, says), "{text}");
        }
    }

    #[test]
    fn a_list_is_known_by_its_beginning() {
        for text in [
            "1",
            "[1, x",
            "-0,5",
            "c(1, 2)",
            "1'234",
            "1/3;",
            "np.array([1, 2])",
            "\"1\" \"2\"",
            "waiting\n79\n54",
            "waiting time (min) 79 54",
        ] {
            assert!(begins_with_number(text), "{text}");
        }
        for text in [
            "a.csv",
            "~/a.csv",
            "[a].csv",
            "",
            "2024.csv",
            "c(a)",
            "my file 2",
            "data/a 1 2",
            "a 1 b",
            "a.csv 1 2",
        ] {
            assert!(!begins_with_number(text), "{text}");
        }
    }
}
