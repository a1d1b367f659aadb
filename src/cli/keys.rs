//! Keys that are pressed without a terminal.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use ratatui::layout::Size;

use super::status_line::shown_during;
use crate::app::App;
use crate::app::key_script::KeyScript;
use crate::runtime::{Headless, HeadlessEnd};
use crate::view::theme::{ColorDepth, Theme};

/// The screen on which keys are pressed before there is one: PgUp and PgDn depend on it.
const USUAL_SIZE: Size = Size::new(80, 24);

/// Presses all keys. After each, `each` is told whether it belongs to a text.
///
/// # Errors
/// Returns an error if a key leaves the program.
pub(super) fn press(
    script: &KeyScript,
    screen: &mut Headless,
    size: Size,
    mut each: impl FnMut(&Headless, bool),
) -> Result<(), KeyLeaves> {
    for typed in &script.0 {
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
pub(super) fn pressed_in(script: &KeyScript, app: App) -> Result<Option<App>, KeyLeaves> {
    let mut screen = Headless::new(app, Theme::new(ColorDepth::Mono), false);
    let pressed = AtomicUsize::new(0);
    let line = || {
        let key =
            script.keys().nth(pressed.load(Relaxed)).map(|key| key.to_string()).unwrap_or_default();
        format!("--keys: waiting for what '{key}' began; ^C leaves")
    };
    let press_all = || {
        press(script, &mut screen, USUAL_SIZE, |_, _| {
            pressed.fetch_add(1, Relaxed);
        })
    };
    match shown_during(line, press_all) {
        Err(KeyLeaves { why: HeadlessEnd::Quit, .. }) => return Ok(None),
        pressed => pressed?,
    }
    screen.into_app().map(Some).map_err(|why| KeyLeaves { key: String::new(), why })
}

/// A key after which there is no screen.
#[derive(Debug, thiserror::Error)]
#[error("--keys: there is no screen after '{key}': {why}")]
pub(super) struct KeyLeaves {
    key: String,
    why: HeadlessEnd,
}
