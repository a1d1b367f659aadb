//! Keys as they are written in a line, `e m "0.5" Enter`, and pressed without a terminal.

use std::str::FromStr;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use ratatui::layout::Size;

use super::status_line::shown_during;
use crate::app::{App, Key, UnknownKey};
use crate::runtime::{Headless, HeadlessEnd};
use crate::view::theme::{ColorDepth, Theme};

/// The screen on which keys are pressed before there is one: PgUp and PgDn depend on it.
const USUAL_SIZE: Size = Size::new(80, 24);

/// What is typed, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyScript(pub(super) Vec<Typed>);

/// A key, or a text that is typed character by character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// As it was written.
    pub written: String,
    /// The keys.
    pub keys: Vec<Key>,
}

/// Why a line is not a list of keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyScriptError {
    #[error(
        "{0}; write keys with spaces between them, such as e m ^P Esc PgDn, and text as \"0.5\""
    )]
    Unknown(#[from] UnknownKey),
    #[error("the text {0} has no closing \"")]
    Open(String),
    #[error("a space is missing after the text {0}")]
    Glued(String),
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
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Presses all keys. After each, `each` is told whether it belongs to a text.
    ///
    /// # Errors
    /// Returns an error if a key leaves the program.
    pub(super) fn press(
        &self,
        screen: &mut Headless,
        size: Size,
        mut each: impl FnMut(&Headless, bool),
    ) -> Result<(), KeyLeaves> {
        for typed in &self.0 {
            let is_text = typed.written.starts_with('"');
            for key in &typed.keys {
                let pressed = screen.press(*key, size);
                pressed.map_err(|why| KeyLeaves { key: typed.written.clone(), why })?;
                each(screen, is_text);
            }
        }
        Ok(())
    }

    /// Returns the stepper after all keys, and all that they ask for; none after one that quits.
    ///
    /// # Errors
    /// Returns an error if a key suspends the program.
    pub(super) fn pressed_in(&self, app: App) -> Result<Option<App>, KeyLeaves> {
        let mut screen = Headless::new(app, Theme::new(ColorDepth::Mono), false);
        let pressed = AtomicUsize::new(0);
        let line = || {
            let mut keys = self.0.iter().flat_map(|typed| &typed.keys);
            let key = keys.nth(pressed.load(Relaxed)).map(Key::to_string).unwrap_or_default();
            format!("--keys: waiting for what '{key}' began; ^C leaves")
        };
        let press = || {
            self.press(&mut screen, USUAL_SIZE, |_, _| {
                pressed.fetch_add(1, Relaxed);
            })
        };
        match shown_during(line, press) {
            Err(KeyLeaves { why: HeadlessEnd::Quit, .. }) => return Ok(None),
            pressed => pressed?,
        }
        screen.into_app().map(Some).map_err(|why| KeyLeaves { key: String::new(), why })
    }
}

/// A key after which there is no screen.
#[derive(Debug, thiserror::Error)]
#[error("--keys: there is no screen after '{key}': {why}")]
pub(super) struct KeyLeaves {
    key: String,
    why: HeadlessEnd,
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
    use crate::app::KeyCode;

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
