//! Lists of numbers as they are typed or pasted, in many notations.
//!
//! A comma separates numbers if it can do nothing else: `1,2,3` and `1, 5` are lists. A text that
//! may also be one number, such as `1,5` or `1,234`, is refused, and the message has each reading
//! as it would have to be written. The lists of options are documented as separated by commas, so
//! there a comma always separates.

use super::fault::Problem;
use super::typed_number::{not_a_number, parse_number, read_number, readings};
use crate::text::sanitise::visible;

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

/// Returns whether a text is meant as a list of numbers, right or wrong: it begins with one,
/// perhaps below a header.
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
pub(super) const OPENING: [&str; 11] = [
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

/// Returns the inside of brackets, as in `[…]`, `c(…)` and `np.array([…])`; the text itself if it
/// is not in brackets.
pub fn without_brackets(text: &str) -> &str {
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

/// Returns the inside of quotes; the text itself if it is not in quotes.
fn without_quotes(text: &str) -> &str {
    let inside = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

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
