//! The codes that take a terminal over, frame an update and give the terminal back: the same for
//! the local one and for one at the other end of a network.

use crossterm::clipboard::CopyToClipboard;
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

use crate::text::sanitise::clean;

/// Enters the alternate screen, without a cursor and cleared, and bracketed paste.
pub(super) fn enter() -> Vec<u8> {
    codes(|out| {
        queue!(out, EnterAlternateScreen, EnableBracketedPaste, Hide, Clear(ClearType::All))
    })
}

/// Undoes everything that [`enter`] and [`mouse`] did; and [`save_title`] if there is a title.
/// Harmless if they did nothing.
pub(super) fn leave(has_title: bool) -> Vec<u8> {
    let mut out = mouse(false);
    append(&mut out, DisableBracketedPaste);
    if has_title {
        out.extend(b"\x1b[23;2t");
    }
    append(&mut out, LeaveAlternateScreen);
    append(&mut out, Show);
    out
}

/// Asks the terminal for clicks and drags, or leaves them to it. Moves without a button are not
/// asked for: each would be sent, over a network too, and means nothing.
pub(super) fn mouse(on: bool) -> Vec<u8> {
    const MODES: [&str; 4] = ["1000", "1002", "1015", "1006"];
    if cfg!(windows) {
        // There a console is asked by calls, not by codes.
        return codes(|out| {
            if on { queue!(out, EnableMouseCapture) } else { queue!(out, DisableMouseCapture) }
        });
    }
    let code = |mode: &str| format!("\x1b[?{mode}{}", if on { 'h' } else { 'l' });
    let mut modes = MODES;
    if !on {
        modes.reverse();
    }
    modes.map(code).concat().into_bytes()
}

/// Lets the terminal keep the title of its window, for [`leave`] to bring back.
pub(super) fn save_title() -> &'static [u8] {
    b"\x1b[22;2t"
}

/// Gives the terminal's window a title. What could end the code is not in it.
pub(super) fn title(title: &str) -> Vec<u8> {
    format!("\x1b]2;{}\x07", clean(title)).into_bytes()
}

/// Asks the terminal to put a text into its clipboard, with OSC 52: so it is the clipboard of the
/// machine in front of the person, at the other end of a network too.
pub(super) fn copied(text: &str) -> Vec<u8> {
    codes(|out| queue!(out, CopyToClipboard::to_clipboard_from(text)))
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
