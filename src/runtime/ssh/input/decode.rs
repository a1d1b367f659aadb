//! What one whole sequence means, by `termina`, and by the local terminal's rules.

use crossterm::event as local;
use termina::event::{KeyCode, KeyEvent, KeyEventKind, Modifiers, MouseButton, MouseEventKind};
use termina::{Event, Parser};

use super::Typed;
use crate::app::Message;
use crate::runtime;
use crate::runtime::input::translate;

/// What a key or a whole sequence means; `None` for what is neither a key nor a click.
pub fn decode(sequence: &[u8]) -> Option<Typed> {
    if let [b'\x1B', b'[', rest @ ..] = sequence
        && !is_known_to_termina(rest)
    {
        return None;
    }
    let text = std::str::from_utf8(sequence);
    let event = match text.ok().and_then(only_char) {
        // Most of what comes.
        Some(c) if !c.is_ascii_control() => local::Event::Key(local::KeyEvent::new(
            local::KeyCode::Char(c),
            local::KeyModifiers::NONE,
        )),
        _ => as_local(&parse(sequence)?)?,
    };
    match translate(event)? {
        runtime::Event::Message(Message::Key(key)) => Some(Typed::Key(key)),
        runtime::Event::Click { column, row } => Some(Typed::Click { column, row }),
        _ => None,
    }
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.as_str().is_empty())
}

/// Whether `termina` reads a CSI sequence to its end: where it does not, it takes the rest for keys. `rest` is
/// what follows `ESC [`.
fn is_known_to_termina(rest: &[u8]) -> bool {
    match rest {
        [_] | [b'[', _] | [b'M', _, _, _] => true,
        [first, ..] => first.is_ascii_digit() || *first == b'<',
        [] => false,
    }
}

fn parse(sequence: &[u8]) -> Option<Event> {
    // A new one each time: it keeps what it could not finish, and cannot be asked to forget.
    let mut parser = Parser::default();
    parser.parse(sequence, false);
    parser.pop()
}

/// The event as the local terminal's library would have it, so that one translation serves both.
fn as_local(event: &Event) -> Option<local::Event> {
    match event {
        Event::Key(key) => as_local_key(*key).map(local::Event::Key),
        Event::Mouse(mouse) => {
            let kind = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => {
                    local::MouseEventKind::Down(local::MouseButton::Left)
                }
                MouseEventKind::ScrollUp => local::MouseEventKind::ScrollUp,
                MouseEventKind::ScrollDown => local::MouseEventKind::ScrollDown,
                _ => return None,
            };
            let (column, row) = (mouse.column, mouse.row);
            let modifiers = as_local_modifiers(mouse.modifiers);
            Some(local::Event::Mouse(local::MouseEvent { kind, column, row, modifiers }))
        }
        // Answers to questions that were not asked, and the focus.
        _ => None,
    }
}

fn as_local_key(key: KeyEvent) -> Option<local::KeyEvent> {
    let code = match key.code {
        KeyCode::Char(c) => local::KeyCode::Char(c),
        KeyCode::Enter => local::KeyCode::Enter,
        KeyCode::Escape => local::KeyCode::Esc,
        KeyCode::Tab => local::KeyCode::Tab,
        KeyCode::BackTab => local::KeyCode::BackTab,
        KeyCode::Backspace => local::KeyCode::Backspace,
        KeyCode::Delete => local::KeyCode::Delete,
        KeyCode::Insert => local::KeyCode::Insert,
        KeyCode::Up => local::KeyCode::Up,
        KeyCode::Down => local::KeyCode::Down,
        KeyCode::Left => local::KeyCode::Left,
        KeyCode::Right => local::KeyCode::Right,
        KeyCode::Home => local::KeyCode::Home,
        KeyCode::End => local::KeyCode::End,
        KeyCode::PageUp => local::KeyCode::PageUp,
        KeyCode::PageDown => local::KeyCode::PageDown,
        KeyCode::Function(n) => local::KeyCode::F(n),
        _ => return None,
    };
    let kind = match key.kind {
        KeyEventKind::Press => local::KeyEventKind::Press,
        KeyEventKind::Repeat => local::KeyEventKind::Repeat,
        KeyEventKind::Release => local::KeyEventKind::Release,
    };
    Some(local::KeyEvent::new_with_kind(code, as_local_modifiers(key.modifiers), kind))
}

fn as_local_modifiers(modifiers: Modifiers) -> local::KeyModifiers {
    let mut same = local::KeyModifiers::NONE;
    same.set(local::KeyModifiers::SHIFT, modifiers.contains(Modifiers::SHIFT));
    same.set(local::KeyModifiers::CONTROL, modifiers.contains(Modifiers::CONTROL));
    same.set(local::KeyModifiers::ALT, modifiers.contains(Modifiers::ALT));
    same
}
