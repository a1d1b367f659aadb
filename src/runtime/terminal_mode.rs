//! The mode of the terminal while it shows the program: entered, written to, restored exactly once.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::codes;

/// What has become of the terminal. It belongs to the process as the terminal does: a panic in any
/// thread has to restore it, and nothing may be drawn after that.
static MODE: Mutex<Mode> = Mutex::new(Mode { is_entered: false, has_title: false });

/// What there is to restore.
#[derive(Debug)]
struct Mode {
    is_entered: bool,
    /// Whether its window has a title of the program's.
    has_title: bool,
}

/// The terminal in the program's mode: alternate screen, raw mode, bracketed paste, no cursor. It
/// is restored when this is dropped.
#[derive(Debug)]
pub struct TerminalGuard(());

impl TerminalGuard {
    /// Enters the mode.
    ///
    /// # Errors
    /// Returns an error if the terminal refuses; it is left as it was.
    pub fn new() -> io::Result<Self> {
        let screen = Self(());
        enter()?;
        Ok(screen)
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        restore();
    }
}

fn mode() -> MutexGuard<'static, Mode> {
    MODE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Enters the mode, anew if it is entered already: what ran while this process was stopped may have
/// changed it.
pub(super) fn enter() -> io::Result<()> {
    restore();
    let mut mode = mode();
    mode.is_entered = true;
    enable_raw_mode()?;
    send(&codes::enter())
}

/// Restores the terminal as it was, if the mode is entered.
///
/// Never fails: on a terminal that has gone there is nothing to restore and no one to tell, and on
/// any other each part is worth doing whatever became of the other.
pub(super) fn restore() {
    let mut mode = mode();
    if !std::mem::take(&mut mode.is_entered) {
        return;
    }
    let _ = send(&codes::leave(std::mem::take(&mut mode.has_title)));
    let _ = disable_raw_mode();
}

/// Asks the terminal for clicks, or leaves them to it.
pub(super) fn capture_mouse(on: bool) -> io::Result<()> {
    write(&codes::mouse(on))
}

/// Gives the terminal's window a title; the one before is kept until the terminal is restored.
pub(super) fn show_title(title: &str) -> io::Result<()> {
    let mut mode = mode();
    if !mode.is_entered {
        return Ok(());
    }
    let is_first = !std::mem::replace(&mut mode.has_title, true);
    let mut bytes = if is_first { codes::save_title().to_vec() } else { Vec::new() };
    bytes.extend(codes::title(title));
    send(&bytes)
}

/// Writes to the screen; a terminal that was restored gets nothing more.
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    let mode = mode();
    if mode.is_entered { send(bytes) } else { Ok(()) }
}

fn send(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}
