//! Keys as they are written in a line: `e m "0.5" Enter`.

use std::str::FromStr;

use crate::app::key::{Key, UnknownKey};

/// What is typed, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyScript(pub Vec<Typed>);

/// A key, or a text that is typed character by character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// As it was written.
    pub written: String,
    /// The keys.
    pub keys: Vec<Key>,
}

/// Why a line is not a list of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyScriptError {
    /// A word is no key.
    #[error(
        "{0}; write keys with spaces between them, such as e m ^P Esc PgDn, and text as \"0.5\""
    )]
    Unknown(#[from] UnknownKey),
    /// A quote is not closed.
    #[error("the text {0} has no closing \"")]
    Open(String),
    /// Something follows a quote.
    #[error("a space is missing after the text {0}")]
    Glued(String),
    /// A text cannot be typed.
    #[error("the text {0} has a character that no key types")]
    Control(String),
}

impl FromStr for KeyScript {
    type Err = KeyScriptError;

    fn from_str(line: &str) -> Result<Self, KeyScriptError> {
        let (mut typed, mut rest) = (Vec::new(), line.trim_start());
        while !rest.is_empty() {
            let (next, after) = if rest.starts_with('"') { text(rest)? } else { key(rest)? };
            typed.push(next);
            rest = after.trim_start();
        }
        Ok(Self(typed))
    }
}

impl KeyScript {
    /// Returns whether no key is pressed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the keys, in their order.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.0.iter().flat_map(|typed| &typed.keys).copied()
    }
}

/// The key that a line begins with, and what comes after it.
fn key(line: &str) -> Result<(Typed, &str), KeyScriptError> {
    let (name, after) = line.split_at(line.find(char::is_whitespace).unwrap_or(line.len()));
    Ok((Typed { written: name.to_owned(), keys: vec![name.parse()?] }, after))
}

/// The quoted text that a line begins with, and what comes after it.
fn text(line: &str) -> Result<(Typed, &str), KeyScriptError> {
    let end = line[1..].find('"').ok_or_else(|| KeyScriptError::Open(line.to_owned()))?;
    let (written, after) = line.split_at(end + 2);
    let (written, text) = (written.to_owned(), &line[1..=end]);
    if !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return Err(KeyScriptError::Glued(written));
    }
    if text.contains(char::is_control) {
        return Err(KeyScriptError::Control(written));
    }
    Ok((Typed { written, keys: text.chars().map(Key::char).collect() }, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;

    #[test]
    fn keys_have_spaces_between_them_and_text_has_quotes() {
        let KeyScript(typed) = " e  Enter\t^p \"1 /3\" q".parse().unwrap();
        let keys: Vec<_> = typed.iter().flat_map(|typed| typed.keys.clone()).collect();
        let text = ['1', ' ', '/', '3'].map(Key::char);
        let around = [Key::char('e'), Key::plain(KeyCode::Enter), Key::ctrl('p')];
        assert_eq!(keys, [&around[..], &text, &[Key::char('q')]].concat());
        assert_eq!(typed[3].written, "\"1 /3\"");
        assert_eq!("".parse(), Ok(KeyScript::default()));
    }

    #[test]
    fn what_is_wrong_is_said_in_a_line() {
        let say = |line: &str| line.parse::<KeyScript>().unwrap_err().to_string();
        assert_eq!(
            say("e em"),
            "no key is called 'em'; write keys with spaces between them, such as e m ^P Esc PgDn, \
             and text as \"0.5\""
        );
        assert_eq!(say("a \"0.5"), "the text \"0.5 has no closing \"");
        assert_eq!(say("\"0.5\"Enter"), "a space is missing after the text \"0.5\"");
        assert!(say("\"a\u{1b}\"").contains("no key types"));
    }
}
