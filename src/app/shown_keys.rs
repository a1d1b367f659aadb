//! The key that was pressed last, shown for a room that watches.

use crate::app::key::{Key, KeyCode};

/// Which key is shown, if keys are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ShownKeys {
    is_on: bool,
    last: Option<(Key, usize)>,
}

impl ShownKeys {
    /// Returns what shows keys from now on.
    pub(crate) fn on() -> Self {
        Self { is_on: true, last: None }
    }

    /// Takes a key. What is typed into a field is seen there (`is_typing`).
    pub(in crate::app) fn press(&mut self, key: Key, is_typing: bool) {
        let is_text = matches!(key, Key { code: KeyCode::Char(_), ctrl: false, alt: false });
        if !self.is_on || is_typing && is_text {
            self.last = None;
            return;
        }
        let times = match self.last {
            Some((last, times)) if last == key => times.saturating_add(1),
            _ => 1,
        };
        self.last = Some((key, times));
    }

    /// Returns the key that was pressed last, and how many times in a row.
    pub(crate) fn last(self) -> Option<(Key, usize)> {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_and_what_is_typed_is_left_to_its_field() {
        let (n, enter) = (Key::char('n'), Key::plain(KeyCode::Enter));
        let mut keys = ShownKeys::on();
        keys.press(n, false);
        keys.press(n, false);
        assert_eq!(keys.last(), Some((n, 2)));
        keys.press(enter, true);
        assert_eq!(keys.last(), Some((enter, 1)));
        keys.press(n, true);
        assert_eq!(keys.last(), None);
        let mut off = ShownKeys::default();
        off.press(n, false);
        assert_eq!(off.last(), None);
    }
}
