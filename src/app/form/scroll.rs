//! A text that fills the screen: how far it is scrolled down.

use crate::app::key::Key;
use crate::app::keymap::{self, Action, OpenAction, ScrollAction};

/// What a key does to a text that fills the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Scrolled {
    /// It is scrolled down by this many lines now.
    To(usize),
    /// It is closed.
    Closed,
    /// Nothing.
    Not,
}

/// Returns what a key does to a text that is scrolled down by `lines`; the key that opened it
/// closes it too.
pub(in crate::app) fn scroll(lines: usize, key: Key, opened_by: OpenAction) -> Scrolled {
    if keymap::find(keymap::STEPPING, key) == Some(Action::Open(opened_by)) {
        return Scrolled::Closed;
    }
    match keymap::find(keymap::SCROLLING, key) {
        None => Scrolled::Not,
        Some(ScrollAction::Up) => Scrolled::To(lines.saturating_sub(1)),
        Some(ScrollAction::Down) => Scrolled::To(lines + 1),
        Some(ScrollAction::PageUp) => Scrolled::To(lines.saturating_sub(10)),
        Some(ScrollAction::PageDown) => Scrolled::To(lines + 10),
        Some(ScrollAction::Close) => Scrolled::Closed,
    }
}
