//! The codes that take a terminal over, frame an update and give the terminal back: the same for
//! the local one and for one at the other end of a network.

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen,
};
use crossterm::{Command, queue};
use ratatui::layout::Position;

/// Enters the alternate screen, without a cursor and cleared, and bracketed paste.
pub(super) fn enter() -> Vec<u8> {
    codes(|out| {
        queue!(out, EnterAlternateScreen, EnableBracketedPaste, Hide, Clear(ClearType::All))
    })
}

/// Undoes everything that [`enter`] and [`mouse`] did. Harmless if they did nothing.
pub(super) fn leave() -> Vec<u8> {
    codes(|out| queue!(out, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, Show))
}

/// Asks the terminal for clicks, or leaves them to it.
pub(super) fn mouse(on: bool) -> Vec<u8> {
    codes(|out| if on { queue!(out, EnableMouseCapture) } else { queue!(out, DisableMouseCapture) })
}

/// Encloses `frame` in one synchronized update.
pub(super) fn synchronized(frame: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(frame.len() + 16);
    append(&mut out, BeginSynchronizedUpdate);
    out.extend_from_slice(frame);
    append(&mut out, EndSynchronizedUpdate);
    out
}

/// Ends a synchronized update that was cut off.
#[cfg(feature = "serve")]
pub(super) fn end_synchronized(out: &mut Vec<u8>) {
    append(out, EndSynchronizedUpdate);
}

/// Shows the cursor.
pub(super) fn show_cursor(out: &mut Vec<u8>) {
    append(out, Show);
}

/// Hides the cursor.
pub(super) fn hide_cursor(out: &mut Vec<u8>) {
    append(out, Hide);
}

/// Moves the cursor.
pub(super) fn move_cursor(out: &mut Vec<u8>, to: Position) {
    append(out, MoveTo(to.x, to.y));
}

/// Clears the screen.
#[cfg(feature = "serve")]
pub(super) fn clear(out: &mut Vec<u8>) {
    append(out, Clear(ClearType::All));
}

fn append(out: &mut Vec<u8>, command: impl Command) {
    queue!(out, command).expect("a Vec takes every byte");
}

fn codes(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out).expect("a Vec takes every byte");
    out
}
