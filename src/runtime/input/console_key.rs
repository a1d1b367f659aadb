//! Keys as crossterm reports them, from a console or to a program that embeds the stepper.

use crossterm::event::{KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::{Key, KeyCode};

impl TryFrom<KeyEvent> for Key {
    type Error = KeyEvent;

    /// Returns the key as the stepper knows it.
    ///
    /// # Errors
    /// Returns the event if it is the release of a key, or of a key that the stepper has no name
    /// for.
    fn try_from(event: KeyEvent) -> Result<Self, KeyEvent> {
        use crossterm::event::KeyCode as Code;
        if event.kind == KeyEventKind::Release {
            return Err(event);
        }
        let code = match event.code {
            Code::Char(c) if !c.is_control() => KeyCode::Char(c),
            Code::Enter => KeyCode::Enter,
            Code::Esc => KeyCode::Esc,
            Code::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            Code::Tab => KeyCode::Tab,
            Code::BackTab => KeyCode::BackTab,
            Code::Backspace => KeyCode::Backspace,
            Code::Delete => KeyCode::Delete,
            Code::Insert => KeyCode::Insert,
            Code::Up if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::ShiftUp,
            Code::Up => KeyCode::Up,
            Code::Down if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::ShiftDown,
            Code::Down => KeyCode::Down,
            Code::Left => KeyCode::Left,
            Code::Right => KeyCode::Right,
            Code::Home => KeyCode::Home,
            Code::End => KeyCode::End,
            Code::PageUp => KeyCode::PageUp,
            Code::PageDown => KeyCode::PageDown,
            Code::F(n) => KeyCode::F(n),
            _ => return Err(event),
        };
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        Ok(Self { code, ctrl, alt })
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyCode as Code;

    use super::*;

    #[test]
    fn a_key_has_its_modifiers_and_a_release_is_none() {
        let ctrl_c = KeyEvent::new(Code::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(Key::try_from(ctrl_c), Ok(Key::ctrl('c')));
        let back = KeyEvent::new(Code::Tab, KeyModifiers::SHIFT);
        assert_eq!(Key::try_from(back), Ok(Key::plain(KeyCode::BackTab)));
        let released = KeyEvent { kind: KeyEventKind::Release, ..ctrl_c };
        assert_eq!(Key::try_from(released), Err(released));
        let lock = KeyEvent::new(Code::CapsLock, KeyModifiers::NONE);
        assert_eq!(Key::try_from(lock), Err(lock));
    }
}
