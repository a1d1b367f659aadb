//! What one whole sequence means, by `termina`.

use termina::event::{KeyEvent, KeyEventKind, Modifiers, MouseButton, MouseEvent, MouseEventKind};
use termina::{Event, Parser};

use super::InputEvent;
use crate::app::{Key, KeyCode};

/// Returns what a key or a whole sequence means; `None` for what is neither a key nor a click.
pub(super) fn decode(sequence: &[u8]) -> Option<InputEvent> {
    if let [b'\x1B', b'[', rest @ ..] = sequence
        && !is_known_to_termina(rest)
    {
        return None;
    }
    match std::str::from_utf8(sequence).ok().and_then(only_char) {
        // Most of what comes.
        Some(c) if !c.is_control() => Some(InputEvent::Key(Key::char(c))),
        _ => {
            let sequence = match sequence {
                // rxvt's Shift-↑ and Shift-↓.
                b"\x1B[a" => b"\x1B[1;2A",
                b"\x1B[b" => b"\x1B[1;2B",
                other => other,
            };
            translate(&parse(other_key(sequence).as_deref().unwrap_or(sequence))?)
        }
    }
}

/// xterm's way to write a key with modifiers (modifyOtherKeys, `ESC [ 27 ; 5 ; 99 ~` for Ctrl-C),
/// which `termina` does not read, in the newer way that says the same (`ESC [ 99 ; 5 u`). It is
/// empty if what was written is not such a key.
fn other_key(sequence: &[u8]) -> Option<Vec<u8>> {
    let rest = sequence.strip_prefix(b"\x1B[27;")?.strip_suffix(b"~")?;
    let at = rest.iter().position(|byte| *byte == b';')?;
    let (modifiers, code) = (&rest[..at], &rest[at + 1..]);
    // No character has a longer number.
    let is_number =
        |text: &[u8]| (1..=7).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let is_key = is_number(modifiers) && is_number(code);
    Some(if is_key { [b"\x1B[", code, b";", modifiers, b"u"].concat() } else { Vec::new() })
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.as_str().is_empty())
}

/// Returns whether `termina` reads a CSI sequence to its end: one that it gives up on before, it
/// would take the rest of for keys. `rest` is what follows `ESC [`.
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

fn translate(event: &Event) -> Option<InputEvent> {
    match event {
        Event::Key(key) => translate_key(*key).map(InputEvent::Key),
        Event::Mouse(mouse) => translate_mouse(*mouse),
        // Answers to questions that were not asked, and the focus.
        _ => None,
    }
}

/// The left button, and the wheel as the arrows; nothing else is listened to.
fn translate_mouse(mouse: MouseEvent) -> Option<InputEvent> {
    let arrow = |code| Some(InputEvent::Key(Key::plain(code)));
    let MouseEvent { column, row, .. } = mouse;
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(InputEvent::Click { column, row }),
        MouseEventKind::Drag(MouseButton::Left) => Some(InputEvent::Drag { column, row }),
        MouseEventKind::Up(MouseButton::Left) => Some(InputEvent::Release { column, row }),
        MouseEventKind::ScrollUp => arrow(KeyCode::Up),
        MouseEventKind::ScrollDown => arrow(KeyCode::Down),
        _ => None,
    }
}

/// Returns the key as the state machine knows it; `None` for a release and for keys it has no name
/// for.
fn translate_key(key: KeyEvent) -> Option<Key> {
    use termina::event::KeyCode as Code;
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        // CSI-u can name a control character as a key; as text it would be one in a field.
        Code::Char(c) if !c.is_control() => KeyCode::Char(c),
        Code::Enter => KeyCode::Enter,
        Code::Escape => KeyCode::Esc,
        Code::Tab if key.modifiers.contains(Modifiers::SHIFT) => KeyCode::BackTab,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => KeyCode::BackTab,
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Insert => KeyCode::Insert,
        Code::Up if key.modifiers.contains(Modifiers::SHIFT) => KeyCode::ShiftUp,
        Code::Up => KeyCode::Up,
        Code::Down if key.modifiers.contains(Modifiers::SHIFT) => KeyCode::ShiftDown,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::Function(n) => KeyCode::F(n),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(Modifiers::CONTROL);
    let alt = key.modifiers.contains(Modifiers::ALT);
    Some(Key { code, ctrl, alt })
}
