//! How a table is written, as a person types it: the options of the command line.

use super::dialect::{DecimalMark, Delimiter, DialectOptions};
use crate::text::sanitise::visible;

/// Reads options as they are on the command line, of which the hyphens may be left away:
/// `--decimal , --skip 3`, `header missing=-999,gone`.
///
/// # Errors
/// Returns what is wrong, in one line.
pub fn read_options(text: &str) -> Result<DialectOptions, String> {
    let mut options = DialectOptions::default();
    let mut words = words(text)?.into_iter();
    while let Some(word) = words.next() {
        let name = word.trim_start_matches('-').to_lowercase();
        let (name, value) = match name.split_once('=') {
            Some((known, _)) => (known.to_owned(), word.split_once('=').map(|(_, value)| value)),
            None => (name, None),
        };
        let mut value = || {
            let value = value.map(str::to_owned).or_else(|| words.next());
            value.ok_or_else(|| format!("--{name} needs a value"))
        };
        match name.as_str() {
            "delimiter" => options.delimiter = Some(read(&name, &value()?, delimiter)?),
            "decimal" => options.decimal = Some(read(&name, &value()?, decimal)?),
            "comment" => options.comment = Some(bare(&value()?).to_owned()),
            "skip" => options.skip = Some(read(&name, &value()?, lines)?),
            "missing" => options.missing.extend(marks(&value()?)),
            "header" => options.header = Some(true),
            "no-header" => options.header = Some(false),
            _ => {
                return Err(format!(
                    "'{}' is no option of a table; there are --delimiter, --decimal, --skip, \
                     --header, --no-header, --missing and --comment",
                    visible(&word)
                ));
            }
        }
    }
    options.consistent()
}

/// Reads the value of an option.
fn read<T>(name: &str, value: &str, of: fn(&str) -> Result<T, String>) -> Result<T, String> {
    let value = bare(value);
    of(value).map_err(|says| format!("--{name} {}: {says}", visible(value)))
}

impl DialectOptions {
    /// Returns the options if they do not contradict each other.
    ///
    /// # Errors
    /// Returns what does.
    pub(crate) fn consistent(self) -> Result<Self, String> {
        match (self.delimiter, self.decimal) {
            (Some(Delimiter::Byte(byte)), Some(decimal)) if byte == decimal.byte() => {
                let mark = char::from(byte);
                Err(format!(
                    "--delimiter and --decimal are both '{mark}'; one character cannot be both"
                ))
            }
            _ => Ok(self),
        }
    }
}

/// Splits a line at blanks that are not in quotes, and takes `'` off; `"` stays, since a mark of a
/// missing observation may be in it.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let (mut word, mut is_begun, mut quote) = (String::new(), false, None);
    for c in text.chars() {
        match quote {
            Some('\'') if c == '\'' => quote = None,
            Some(open) => {
                word.push(c);
                quote = quote.filter(|_| c != open);
            }
            None if c == '\'' => (quote, is_begun) = (Some(c), true),
            None if c.is_whitespace() => {
                if is_begun {
                    words.push(std::mem::take(&mut word));
                }
                is_begun = false;
            }
            None => {
                word.push(c);
                is_begun = true;
                quote = Some(c).filter(|c| *c == '"');
            }
        }
    }
    if quote.is_some() {
        return Err("a quote is open; close it".to_owned());
    }
    words.extend(is_begun.then_some(word));
    Ok(words)
}

/// Returns a text without blanks and quotes around it.
fn bare(text: &str) -> &str {
    let text = text.trim();
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inside.unwrap_or(text).trim()
}

/// Reads what separates cells.
///
/// # Errors
/// Returns what it must be.
pub(crate) fn delimiter(text: &str) -> Result<Delimiter, String> {
    let says = "it must be one punctuation character such as , ; | or :, or tab, or space";
    Delimiter::named(text).ok_or_else(|| says.to_owned())
}

/// Reads a decimal mark.
///
/// # Errors
/// Returns what it must be.
pub(crate) fn decimal(text: &str) -> Result<DecimalMark, String> {
    match text {
        "." | "point" => Ok(DecimalMark::Point),
        "," | "comma" => Ok(DecimalMark::Comma),
        _ => Err("it must be . or ,".to_owned()),
    }
}

/// Reads how many lines to skip.
///
/// # Errors
/// Returns what it must be.
pub(crate) fn lines(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "it must be a whole number, 0 or above, in digits".to_owned())
}

/// Splits a list of marks of a missing observation at commas that are not in quotes.
pub(crate) fn marks(list: &str) -> Vec<String> {
    let mut is_quoted = false;
    let separates = |c: char| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    };
    let marks = list.split(separates).map(|mark| bare(mark).to_owned());
    marks.filter(|mark| !mark.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_typed_as_on_the_command_line() {
        let read = |text| read_options(text).unwrap();
        assert_eq!(read("  "), DialectOptions::default());
        let expected = DialectOptions {
            delimiter: Some(Delimiter::Byte(b';')),
            decimal: Some(DecimalMark::Comma),
            comment: Some(String::new()),
            skip: Some(3),
            header: Some(true),
            missing: vec!["-99,9".to_owned(), "not here".to_owned(), "x".to_owned()],
        };
        let text = "--delimiter ';' --decimal=, comment '' --skip 3 header \
                    --missing '\"-99,9\",not here' missing=x";
        assert_eq!(read(text), expected);
        assert_eq!(read("missing \"-99,9\"").missing, ["-99,9"]);
        assert_eq!(read("delimiter \";\"").delimiter, Some(Delimiter::Byte(b';')));
        assert_eq!(read("--no-header").header, Some(false));
        assert_eq!(read("--comment=A").comment.as_deref(), Some("A"));
        for (text, says) in [
            ("--skip", "--skip needs a value"),
            ("--skip x", "--skip x: it must be a whole number, 0 or above, in digits"),
            ("--decimal ;", "--decimal ;: it must be . or ,"),
            ("--missing '-9", "a quote is open; close it"),
            (
                "-k 3",
                "'-k' is no option of a table; there are --delimiter, --decimal, --skip, \
                      --header, --no-header, --missing and --comment",
            ),
            (
                "--delimiter , --decimal ,",
                "--delimiter and --decimal are both ','; one character \
                                           cannot be both",
            ),
        ] {
            assert_eq!(read_options(text).unwrap_err(), says, "{text}");
        }
    }

    #[test]
    fn marks_of_missing_observations_may_have_commas_in_quotes() {
        assert_eq!(marks("-999, gone"), ["-999", "gone"]);
        assert_eq!(marks("\"-99,9\",\"not, here\",x"), ["-99,9", "not, here", "x"]);
        assert_eq!(marks("5\" pipe"), ["5\" pipe"]);
        assert!(marks(" ,").is_empty());
    }
}
