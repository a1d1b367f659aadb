//! The file of settings: TOML, each value with its line.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::setting::{Kind, SETTINGS};
use super::{Config, SettingSource, keys};
use crate::text::sanitise::brief;
use crate::text::similar;

/// The table with the keys.
const KEYS: &str = "keys";
/// The most bytes of a file of settings.
const MOST_BYTES: u64 = 1 << 20;

/// A line that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    /// Which, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub says: String,
}

/// Returns the text of a file; none if there is none and it need not be there.
pub(super) fn text(path: &Path, must_exist: bool) -> Result<Option<String>, ConfigError> {
    let unreadable = |error: io::Error| ConfigError::unreadable(path, &error);
    let file = match File::open(path) {
        Err(error) if is_absent(&error) && !must_exist => return Ok(None),
        file => file.map_err(unreadable)?,
    };
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = text_of_bytes(&bytes).map_err(|mistake| ConfigError::of_file(path, mistake))?;
    Ok(Some(text.to_owned()))
}

/// Whether there is no such file: its folder may be none either.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns the text that the bytes of a file are.
pub(super) fn text_of_bytes(bytes: &[u8]) -> Result<&str, Mistake> {
    let mistake = |line, says: &str| Mistake { line, says: says.to_owned() };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(mistake(1, "longer than a megabyte; is it a file of settings?"));
    }
    str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        mistake(Lines(&valid).of(valid.len()), "not UTF-8 text; save the file in UTF-8")
    })
}

/// The text of a file, and where its lines are.
pub(super) struct Lines<'t>(&'t str);

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self(text)
    }

    /// Returns the line of a byte, from 1.
    pub(super) fn of(&self, byte: usize) -> usize {
        1 + self.0.match_indices('\n').take_while(|(at, _)| *at < byte).count()
    }

    /// Returns what is wrong at a value or a key.
    pub(super) fn mistake<T>(&self, at: &Spanned<T>, says: impl Into<String>) -> Mistake {
        Mistake { line: self.of(at.span().start), says: says.into() }
    }
}

/// Takes in all settings of a file.
pub(super) fn read(text: &str, config: &mut Config) -> Result<(), Mistake> {
    let lines = Lines::new(text);
    let document = DeTable::parse(text).map_err(|error| {
        let said: Vec<&str> = error.message().split_whitespace().collect();
        let line = lines.of(error.span().map_or(0, |span| span.start));
        Mistake { line, says: format!("not TOML: {}", said.join(" ")) }
    })?;
    let mut entries: Vec<_> = document.get_ref().iter().collect();
    // The first mistake is the one that is said.
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name = key.get_ref().as_ref();
        if name == KEYS {
            let path = config.file.clone().unwrap_or_default();
            config.keys = keys::read(value, &lines, &path)?;
            continue;
        }
        let Some(index) = SETTINGS.iter().position(|setting| setting.name == name) else {
            return Err(lines.mistake(key, unknown(name)));
        };
        let setting = &SETTINGS[index];
        let text = text_of(setting.kind, value.get_ref()).ok_or_else(|| {
            let found = match value.get_ref() {
                DeValue::Integer(digits) if digits.radix() != 10 => {
                    "one in another base than ten".to_owned()
                }
                other => with_article(other.type_str()),
            };
            let says = format!("{name} must be {}, not {found}", setting.takes());
            lines.mistake(value, says)
        })?;
        (setting.set)(&mut config.values, &text)
            .map_err(|says| lines.mistake(value, format!("{name}: {says}")))?;
        config.sources[index] = SettingSource::Line(lines.of(key.span().start));
    }
    Ok(())
}

/// Returns what is said of a name that no setting has.
fn unknown(name: &str) -> String {
    let names = SETTINGS.iter().map(|setting| setting.name).chain([KEYS]);
    let advice = match similar(&name.replace('-', "_"), names) {
        Some(like) => format!("did you mean {like}?"),
        None => "emstep config --template lists all".to_owned(),
    };
    format!("unknown setting '{}'; {advice}", brief(name))
}

/// Returns a value as an option would have it; none if it is of another type.
fn text_of(kind: Kind, value: &DeValue) -> Option<String> {
    match (kind, value) {
        (Kind::Word, DeValue::String(text)) => Some(text.to_string()),
        (Kind::Word | Kind::Whole | Kind::Number, DeValue::Integer(digits))
            if digits.radix() == 10 =>
        {
            Some(digits.as_str().to_owned())
        }
        (Kind::Number, DeValue::Float(digits)) => Some(digits.as_str().to_owned()),
        (Kind::Switch, DeValue::Boolean(is_on)) => Some(is_on.to_string()),
        _ => None,
    }
}

pub(super) fn with_article(found: &str) -> String {
    let article = if found.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {found}")
}
