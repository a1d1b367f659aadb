//! Keys and pastes from the terminal.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event::{
    self, Event as Input, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};

use super::Event;
use crate::app::{Key, KeyCode, Message};

/// Reads the terminal in a thread that nobody waits for: it is blocked until the next key, and after a
/// hang-up for ever.
pub fn watch(inbox: Sender<Event>) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        loop {
            let event = match event::read() {
                Ok(input) => translate(input),
                Err(error) => Some(Event::Failed(error)),
            };
            let failed = matches!(event, Some(Event::Failed(_)));
            if event.is_some_and(|event| inbox.send(event).is_err()) || failed {
                return;
            }
        }
    })?;
    Ok(())
}

/// What the program makes of an event of a terminal, this one or a client's.
pub(super) fn translate(input: Input) -> Option<Event> {
    match input {
        Input::Key(key) => translate_key(key).map(|key| Event::Message(Message::Key(key))),
        Input::Paste(text) => Some(Event::Message(Message::Paste(text))),
        Input::Resize(..) => Some(Event::Resized),
        Input::Mouse(mouse) => translate_mouse(mouse),
        Input::FocusGained | Input::FocusLost => None,
    }
}

/// A click of the left button, and the wheel as the arrows; nothing else is listened to.
fn translate_mouse(mouse: MouseEvent) -> Option<Event> {
    let arrow = |code| Some(Event::Message(Message::Key(Key::plain(code))));
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => {
            Some(Event::Click { column: mouse.column, row: mouse.row })
        }
        MouseEventKind::ScrollUp => arrow(KeyCode::Up),
        MouseEventKind::ScrollDown => arrow(KeyCode::Down),
        _ => None,
    }
}

/// The key as the state machine knows it; `None` for a release and for keys it has no name for.
fn translate_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        // CSI-u can name a control character as a key; as text it would be one in a field.
        event::KeyCode::Char(c) if !c.is_control() => KeyCode::Char(c),
        event::KeyCode::Enter => KeyCode::Enter,
        event::KeyCode::Esc => KeyCode::Esc,
        event::KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        event::KeyCode::Tab => KeyCode::Tab,
        event::KeyCode::BackTab => KeyCode::BackTab,
        event::KeyCode::Backspace => KeyCode::Backspace,
        event::KeyCode::Delete => KeyCode::Delete,
        event::KeyCode::Insert => KeyCode::Insert,
        event::KeyCode::Up => KeyCode::Up,
        event::KeyCode::Down => KeyCode::Down,
        event::KeyCode::Left => KeyCode::Left,
        event::KeyCode::Right => KeyCode::Right,
        event::KeyCode::Home => KeyCode::Home,
        event::KeyCode::End => KeyCode::End,
        event::KeyCode::PageUp => KeyCode::PageUp,
        event::KeyCode::PageDown => KeyCode::PageDown,
        event::KeyCode::F(n) => KeyCode::F(n),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(Key { code, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: event::KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> Option<Key> {
        translate_key(KeyEvent::new_with_kind(code, modifiers, kind))
    }

    #[test]
    fn presses_and_repeats_count_and_releases_do_not() {
        let code = event::KeyCode::Char('e');
        for kind in [KeyEventKind::Press, KeyEventKind::Repeat] {
            assert_eq!(key(code, KeyModifiers::NONE, kind), Some(Key::char('e')));
        }
        assert_eq!(key(code, KeyModifiers::NONE, KeyEventKind::Release), None);
    }

    #[test]
    fn shift_is_in_the_character_and_control_beside_it() {
        let press = KeyEventKind::Press;
        assert_eq!(
            key(event::KeyCode::Char('N'), KeyModifiers::SHIFT, press),
            Some(Key::char('N'))
        );
        assert_eq!(
            key(event::KeyCode::Char('c'), KeyModifiers::CONTROL, press),
            Some(Key::ctrl('c'))
        );
        assert_eq!(
            key(event::KeyCode::Tab, KeyModifiers::SHIFT, press),
            Some(Key::plain(KeyCode::BackTab))
        );
        for code in [event::KeyCode::CapsLock, event::KeyCode::Char('\u{8}')] {
            assert_eq!(key(code, KeyModifiers::NONE, press), None);
        }
    }
}
