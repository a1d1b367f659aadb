//! How a number is written: the one rule for files, dialogs, fields and options.
//!
//! The decimal point is `.`, and a comma is never read as one. A text that is not a number, such as
//! `1,5` or `1,234`, is refused, and the message has each reading as it would have to be written.

use super::fault::Problem;
use crate::text::sanitise::{is_hidden, visible};
use crate::text::with_ascii_minus;

/// Returns the finite number that `text` is.
pub(super) fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

/// Returns what a text that is not a number may mean as one number, each meaning as it is to be
/// written.
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

/// Returns the digits of `body` with a point for its decimal sign and without what groups them;
/// none if they are not written so.
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

/// Returns the ASCII character for one that means the same in a number.
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

/// Returns whether a cell marks a missing observation in a way that is not read as one.
pub(super) fn is_marker(text: &str) -> bool {
    let text = text.trim();
    MARKERS.iter().any(|marker| marker.eq_ignore_ascii_case(text))
}

/// Returns why `text` is not a number, with the way to write it if what is meant is plain, or with
/// every way if it is not.
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
        None => Err(not_one_number(text)),
    }
}

/// Returns what [`not_a_number`] does, for a text that is not a cell: of a list it says that one
/// number is asked for.
fn not_one_number(text: &str) -> Problem {
    let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let numbers: Vec<&str> = text.split(separates).filter(|part| !part.is_empty()).collect();
    let are_numbers = numbers.iter().all(|part| finite(&with_ascii_minus(part)).is_some());
    let advice = match (&readings(text)[..], &numbers[..]) {
        ([], [one]) if are_numbers => format!("; write {one}"),
        ([], [_, ..]) if are_numbers => {
            format!("; one number is asked for, not {}", numbers.len())
        }
        ([one], _) if are_numbers && text.contains(char::is_whitespace) => {
            format!("; write {one} if it is one number")
        }
        _ => return not_a_number(text),
    };
    Problem::NotANumber { text: visible(text), advice }
}

/// Returns the finite number that a person typed, as [`read_number`] reads it.
pub fn parse_number(text: &str) -> Option<f64> {
    read_number(text).ok()
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

    /// Cells and delimiters are none of a person's concern who types one number.
    #[test]
    fn a_list_in_the_place_of_one_number_is_told_as_such() {
        for (text, says) in [
            ("2 2 2 1 1", "'2 2 2 1 1' is not a number; one number is asked for, not 5"),
            ("1; \u{2212}2", "'1; \u{2212}2' is not a number; one number is asked for, not 2"),
            ("5,", "'5,' is not a number; write 5"),
            ("1, 5", "'1, 5' is not a number; one number is asked for, not 2"),
            ("1 234", "'1 234' is not a number; write 1234 if it is one number"),
            ("1,234", "'1,234' is not a number; write 1.234 or 1234, whichever is meant"),
            ("2 x", "'2 x' is not a number"),
        ] {
            assert_eq!(read_number(text).unwrap_err().to_string(), says);
        }
    }
}
