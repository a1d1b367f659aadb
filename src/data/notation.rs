//! How the numbers of a table are written, and what marks a missing one.

use std::borrow::Cow;
use std::sync::Arc;

use super::dialect::{DecimalMark, DialectOptions};
use super::fault::Problem;
use super::typed_number::{finite, not_a_number};

/// Texts that programs write for a missing observation, besides nothing at all, `NA` and `NaN`.
const WORDS: [&str; 42] = [
    "N/A", "#N/A", "#NA", "<NA>", "n.a.", "NULL", "(null)", "#NULL!", "None", "nil", "\\N",
    "missing", "?", "-", "--", "---", "\u{2013}", "\u{2014}", ".", "*", "#NUM!", "#DIV/0!",
    "#VALUE!", "#REF!", "#NAME?", "-NaN", "-1.#IND", "1.#IND", "-1.#QNAN", "1.#QNAN", "#N/A N/A",
    "NaT", "..", "#CALC!", "#SPILL!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#VALEUR!", "#NOMBRE!",
    "#N/D",
];

/// The longest of them, in bytes.
const LONGEST: usize = 9;

/// How numbers are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Notation {
    pub(super) decimal: DecimalMark,
    /// What groups the digits before the decimal mark by threes.
    pub(super) group: Option<char>,
    missing: Arc<[MissingText]>,
}

/// A text that a person said marks a missing observation.
#[derive(Clone, Debug, PartialEq)]
struct MissingText {
    text: String,
    /// The number that it is, if it is one: `-999` is meant by `-999.0` too.
    number: Option<f64>,
}

/// One of the texts that mark a missing observation, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MissingWord(u16);

impl Notation {
    /// Returns points in numbers, and the missing observations that the options name.
    pub(super) fn new(options: &DialectOptions) -> Self {
        let text = |text: &String| MissingText {
            text: text.trim().to_owned(),
            number: finite(text.trim()),
        };
        let missing: Arc<[MissingText]> = options.missing.iter().map(text).collect();
        Self { missing, ..Self::default() }
    }

    /// Returns the same with other marks in numbers.
    pub(super) fn with(&self, decimal: DecimalMark, group: Option<char>) -> Self {
        Self { decimal, group, ..self.clone() }
    }

    /// Returns whether a number marks a missing observation.
    pub(super) fn has_missing_numbers(&self) -> bool {
        let is_number = |missing: &MissingText| {
            missing.number.is_some() || self.number(&missing.text).is_some()
        };
        self.missing.iter().any(is_number)
    }

    /// Returns the finite number that `text` is.
    pub(super) fn number(&self, text: &str) -> Option<f64> {
        if self.decimal == DecimalMark::Point && self.group.is_none() {
            return finite(text);
        }
        finite(&self.plain(text)?)
    }

    /// Returns a number as `f64` reads it: with a point, and nothing between thousands.
    fn plain<'a>(&self, text: &'a str) -> Option<Cow<'a, str>> {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Cow::Borrowed(text));
        }
        let unsigned = text.trim_start_matches(['-', '+']);
        let sign = &text[..text.len() - unsigned.len()];
        let end = unsigned.find(['e', 'E']).unwrap_or(unsigned.len());
        let (body, exponent) = unsigned.split_at(end);
        let mark = char::from(self.decimal.byte());
        let (whole, fraction) = match body.split_once(mark) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (body, None),
        };
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if sign.len() > 1 || !fraction.is_none_or(are_digits) {
            return None;
        }
        let whole = match self.group {
            Some(group) if whole.contains(|c| is_group(c, group)) => ungrouped(whole, group)?,
            _ => Cow::Borrowed(whole),
        };
        let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
        are_digits(&whole).then(|| Cow::Owned(format!("{sign}{whole}{fraction}{exponent}")))
    }

    /// Returns whether a text marks a missing observation, as the options name them.
    pub(super) fn named_missing(&self, text: &str) -> Option<MissingWord> {
        if self.missing.is_empty() {
            return None;
        }
        let number = self.number(text);
        let is_meant = |missing: &MissingText| {
            let mark = || missing.number.or_else(|| self.number(&missing.text));
            missing.text.eq_ignore_ascii_case(text) || number.is_some() && mark() == number
        };
        let at = self.missing.iter().position(is_meant)?;
        Some(MissingWord((WORDS.len() + at) as u16))
    }

    /// Returns why a cell is not a number, and what to do.
    pub(super) fn not_a_number(&self, text: &str) -> Problem {
        let problem = not_a_number(text);
        let Problem::NotANumber { text: shown, advice } = problem else { return problem };
        let advice = match self.decimal {
            DecimalMark::Comma if finite(text.trim()).is_some() => {
                "; decimal marks are commas in this file: use --decimal . if this is one".to_owned()
            }
            DecimalMark::Point if advice.starts_with("; write ") && text.contains(',') => {
                format!("{advice}; --decimal , reads decimal commas")
            }
            _ => advice,
        };
        Problem::NotANumber { text: shown, advice }
    }

    /// Returns the text of a mark.
    pub(super) fn word(&self, word: MissingWord) -> &str {
        let at = usize::from(word.0);
        WORDS.get(at).copied().unwrap_or_else(|| &self.missing[at - WORDS.len()].text)
    }
}

/// Returns the mark of a missing observation that a text is, of those that are known.
pub(super) fn known_missing(text: &str) -> Option<MissingWord> {
    if text.len() > LONGEST {
        return None;
    }
    let at = WORDS.iter().position(|word| word.eq_ignore_ascii_case(text))?;
    Some(MissingWord(at as u16))
}

/// Returns whether a line begins with a mark such as `#N/A`, and with nothing else in that cell.
pub(super) fn begins_with_missing(line: &[u8]) -> bool {
    let ends = |at: usize| {
        line.get(at).is_none_or(|byte| matches!(byte, b'\n' | b',' | b';' | b'\t' | b'|' | 0x1F))
    };
    let begins = |word: &str| {
        word.starts_with('#')
            && line
                .get(..word.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()))
    };
    WORDS.iter().any(|word| begins(word) && ends(word.len()))
}

/// Returns whether a known mark is a word that may be the name of a column.
pub(super) fn may_be_name(word: MissingWord) -> bool {
    let word = WORDS.get(usize::from(word.0)).copied().unwrap_or_default();
    word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Returns whether a character groups digits where `group` does: no-break spaces are blanks too.
fn is_group(c: char, group: char) -> bool {
    c == group
        || (group == ' ' && matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}'))
        || (group == '\'' && c == '\u{2019}')
}

/// Returns digits without what groups them; none if they are not in threes.
fn ungrouped(whole: &str, group: char) -> Option<Cow<'_, str>> {
    let mut groups = whole.split(|c| is_group(c, group));
    let first = groups.next()?;
    let mut digits = String::from(first);
    for next in groups {
        if next.len() != 3 {
            return None;
        }
        digits.push_str(next);
    }
    // No one writes 0,125 for 125.
    let is_first = (1..=3).contains(&first.len()) && !first.starts_with('0');
    is_first.then_some(Cow::Owned(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notation(decimal: DecimalMark, group: Option<char>) -> Notation {
        Notation { decimal, group, ..Notation::default() }
    }

    #[test]
    fn a_number_is_read_as_it_is_written() {
        use DecimalMark::{Comma, Point};
        for (decimal, group, text, expected) in [
            (Point, None, "1.5", Some(1.5)),
            (Point, None, "1,5", None),
            (Comma, None, "1,5", Some(1.5)),
            (Comma, None, "-1,5e3", Some(-1500.0)),
            (Comma, None, "12", Some(12.0)),
            (Comma, None, ",5", Some(0.5)),
            (Comma, None, "5,", Some(5.0)),
            (Comma, None, ",", None),
            (Comma, None, "1.5", None),
            (Comma, None, "inf", None),
            (Comma, None, "5\n", None),
            (Comma, Some('.'), "1.234,5", Some(1234.5)),
            (Comma, Some('.'), "1234,5", Some(1234.5)),
            (Comma, Some('.'), "12.34,5", None),
            (Comma, Some('.'), "1.5", None),
            (Point, Some(','), "1,234,567.25", Some(1_234_567.25)),
            (Point, Some(','), "1,23", None),
            (Point, Some(' '), "1\u{202f}234.5", Some(1234.5)),
            (Point, Some('\''), "1'234", Some(1234.0)),
            (Point, Some(','), "--1,234", None),
            (Point, Some(','), "-1,234", Some(-1234.0)),
            (Point, Some(','), "", None),
        ] {
            assert_eq!(notation(decimal, group).number(text), expected, "{text}");
        }
    }

    #[test]
    fn a_missing_observation_is_known_or_named() {
        let known =
            |text| known_missing(text).map(|word| Notation::default().word(word).to_owned());
        assert_eq!(known("n/a").as_deref(), Some("N/A"));
        assert_eq!(known("?").as_deref(), Some("?"));
        assert_eq!(known("nothing"), None);
        assert!(may_be_name(known_missing("missing").unwrap()));
        assert!(!may_be_name(known_missing("n/a").unwrap()));
        assert!(WORDS.iter().all(|word| word.len() <= LONGEST));
        let missing = vec!["-999".to_owned(), "gone".to_owned()];
        let named = Notation::new(&DialectOptions { missing, ..DialectOptions::default() });
        for (text, expected) in
            [("-999.0", Some("-999")), ("Gone", Some("gone")), ("-99", None), ("x", None)]
        {
            assert_eq!(named.named_missing(text).map(|word| named.word(word)), expected, "{text}");
        }
        assert!(named.has_missing_numbers());
    }
}
