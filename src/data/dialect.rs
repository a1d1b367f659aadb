//! How a table is written, and what a person may say about it.

use std::fmt;

use crate::text::grouped;

/// What is between the cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", try_from = "SavedDelimiter")]
pub enum Delimiter {
    /// this character
    Byte(u8),
    /// any number of spaces and tabs
    Blanks,
}

/// A delimiter in a file, before it is known whether a person could name it.
#[derive(serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SavedDelimiter {
    Byte(u8),
    Blanks,
}

impl TryFrom<SavedDelimiter> for Delimiter {
    type Error = String;

    fn try_from(saved: SavedDelimiter) -> Result<Self, String> {
        let SavedDelimiter::Byte(byte) = saved else { return Ok(Self::Blanks) };
        let named = Self::named(&char::from(byte).to_string());
        let same = named.filter(|named| *named == Self::Byte(byte));
        same.ok_or_else(|| format!("the byte {byte} cannot be between cells"))
    }
}

impl Delimiter {
    /// Returns the delimiter that a person calls so: a character, or a name such as `tab`.
    pub fn named(name: &str) -> Option<Self> {
        let byte = match name.to_lowercase().as_str() {
            "comma" => b',',
            "semicolon" => b';',
            "tab" | "\\t" => b'\t',
            "pipe" | "bar" => b'|',
            "colon" => b':',
            "space" | "spaces" | "blank" | "blanks" | " " => return Some(Self::Blanks),
            _ => match name.as_bytes() {
                [byte] if byte.is_ascii_punctuation() || *byte == b'\t' => *byte,
                _ => return None,
            },
        };
        let is_quote_or_number = matches!(byte, b'"' | b'.' | b'-' | b'+');
        (!is_quote_or_number).then_some(Self::Byte(byte))
    }

    /// Returns what separates cells in the plural: `semicolons`.
    fn plural(self) -> String {
        match self {
            Self::Blanks => "blanks".to_owned(),
            Self::Byte(b',') => "commas".to_owned(),
            Self::Byte(b';') => "semicolons".to_owned(),
            Self::Byte(b'\t') => "tabs".to_owned(),
            Self::Byte(b'|') => "vertical bars".to_owned(),
            Self::Byte(b':') => "colons".to_owned(),
            Self::Byte(byte) => format!("'{}' between cells", char::from(byte)),
        }
    }
}

/// What is between the whole part of a number and its fraction.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum DecimalMark {
    /// `1.5`
    #[default]
    Point,
    /// `1,5`
    Comma,
}

impl DecimalMark {
    /// Returns the mark as it is written.
    pub fn byte(self) -> u8 {
        match self {
            Self::Point => b'.',
            Self::Comma => b',',
        }
    }
}

/// What a person says about how a table is written; the rest is found out from its first rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DialectOptions {
    /// what is between cells
    pub delimiter: Option<Delimiter>,
    /// how fractions are written
    pub decimal: Option<DecimalMark>,
    /// what a line of comment begins with; nothing if no line is one
    pub comment: Option<String>,
    /// how many lines there are above the table
    pub skip: Option<u64>,
    /// whether the first row is names, or a row like all others
    pub header: Option<bool>,
    /// further texts that mark a missing observation
    pub missing: Vec<String>,
}

impl DialectOptions {
    /// Returns the first option that says something; `--delimiter` if none does.
    pub fn first_option(&self) -> &'static str {
        let options = [
            (self.delimiter.is_some(), "--delimiter"),
            (self.decimal.is_some(), "--decimal"),
            (self.comment.is_some(), "--comment"),
            (self.skip.is_some(), "--skip"),
            (self.header == Some(true), "--header"),
            (self.header == Some(false), "--no-header"),
            (!self.missing.is_empty(), "--missing"),
        ];
        options.into_iter().find(|(is_said, _)| *is_said).map_or("--delimiter", |(_, name)| name)
    }
}

/// How the bytes of a text are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, of which ASCII is a part
    #[default]
    Utf8,
    /// UTF-16
    Utf16,
    /// Latin-1, as Windows extends it
    Latin1,
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}

/// How a table is written, as far as it was found out or said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// what is between cells; nothing if a row is one cell
    pub delimiter: Option<Delimiter>,
    /// how fractions are written
    pub decimal: DecimalMark,
    /// what groups the digits of large numbers
    pub group: Option<char>,
    /// lines above the table that are no rows of it
    pub title_lines: u64,
    /// lines of comment
    pub comment_lines: u64,
    /// whether the header has no name for the names of rows
    pub has_short_header: bool,
    /// how the bytes are read
    pub charset: Charset,
    /// how the file is compressed
    pub compression: Option<Compression>,
}

impl Dialect {
    /// Returns whether there is nothing to say: plain text with commas between cells, if anything,
    /// and points in numbers.
    pub fn is_ordinary(&self) -> bool {
        let delimiter = Some(Delimiter::Byte(b',')).filter(|_| self.delimiter.is_some());
        *self == Self { delimiter, ..Self::default() }
    }
}

impl fmt::Display for Dialect {
    /// `semicolons, decimal commas, 2 comment lines`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.compression.map(|compression| compression.to_string()));
        match self.charset {
            Charset::Utf8 => {}
            Charset::Utf16 => parts.push("UTF-16".to_owned()),
            Charset::Latin1 => parts.push("Latin-1".to_owned()),
        }
        match self.delimiter {
            Some(delimiter) => parts.push(delimiter.plural()),
            None => parts.push("one column".to_owned()),
        }
        if self.decimal == DecimalMark::Comma {
            parts.push("decimal commas".to_owned());
        }
        match self.group {
            Some('.') => parts.push("points between thousands".to_owned()),
            Some(',') => parts.push("commas between thousands".to_owned()),
            Some('\'') => parts.push("apostrophes between thousands".to_owned()),
            Some(_) => parts.push("blanks between thousands".to_owned()),
            None => {}
        }
        for (count, what) in [(self.title_lines, "title"), (self.comment_lines, "comment")] {
            match count {
                0 => {}
                1 => parts.push(format!("1 {what} line")),
                _ => parts.push(format!("{} {what} lines", grouped(count))),
            }
        }
        if self.has_short_header {
            parts.push("row names".to_owned());
        }
        f.write_str(&parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_told_in_words() {
        let ordinary = Dialect { delimiter: Some(Delimiter::Byte(b',')), ..Dialect::default() };
        assert!(ordinary.is_ordinary() && Dialect::default().is_ordinary());
        let semicolons = Dialect {
            delimiter: Some(Delimiter::Byte(b';')),
            decimal: DecimalMark::Comma,
            comment_lines: 2,
            ..ordinary
        };
        assert_eq!(semicolons.to_string(), "semicolons, decimal commas, 2 comment lines");
        let other = Dialect {
            delimiter: Some(Delimiter::Blanks),
            group: Some(','),
            title_lines: 1,
            has_short_header: true,
            charset: Charset::Latin1,
            compression: Some(Compression::Gzip),
            ..ordinary
        };
        assert_eq!(
            other.to_string(),
            "gzip, Latin-1, blanks, commas between thousands, 1 title line, row names"
        );
        assert!(!other.is_ordinary() && !semicolons.is_ordinary());
    }

    #[test]
    fn only_what_a_person_could_name_is_read_from_a_file() {
        let read = |text: &str| serde_json::from_str::<Delimiter>(text);
        for delimiter in [",", ";", "\t", "|", "space"].map(|name| Delimiter::named(name).unwrap())
        {
            assert_eq!(read(&serde_json::to_string(&delimiter).unwrap()).unwrap(), delimiter);
        }
        // A quote, a point, a blank, a letter, a control character and what is no ASCII.
        for byte in [b'"', b'.', b' ', b'x', 0x1b, 0xe9] {
            let error = read(&format!(r#"{{"byte": {byte}}}"#)).unwrap_err().to_string();
            assert!(error.contains("cannot be between cells"), "{error}");
        }
    }

    #[test]
    fn a_delimiter_has_a_name_or_is_itself() {
        for (name, delimiter) in [
            (",", Some(Delimiter::Byte(b','))),
            ("tab", Some(Delimiter::Byte(b'\t'))),
            ("\\t", Some(Delimiter::Byte(b'\t'))),
            ("\t", Some(Delimiter::Byte(b'\t'))),
            ("Space", Some(Delimiter::Blanks)),
            (" ", Some(Delimiter::Blanks)),
            (":", Some(Delimiter::Byte(b':'))),
            ("\"", None),
            (".", None),
            ("", None),
            (";;", None),
            ("x", None),
            ("é", None),
        ] {
            assert_eq!(Delimiter::named(name), delimiter, "{name:?}");
        }
    }
}
