//! The menu of all keys (`?`): what is in it, what of that the typed words leave, and which item is
//! chosen. A key in it is run as if it was pressed in what was open before; a mark or a word is
//! explained.

mod items;
mod marks;
mod words;

use crate::app::form::field::{Field, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, MenuAction};
pub(crate) use items::sections;
pub use items::{Item, Section};
pub use marks::MARKS;
pub(crate) use marks::of_letters;
pub use words::WORDS;

/// The menu while it is open.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    filter: Field,
    chosen: usize,
    /// How far the text of the chosen item is scrolled down while it fills the menu, in lines.
    reading: Option<usize>,
}

/// What the menu asks for after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MenuEvent {
    /// Nothing.
    Nothing,
    /// To be closed.
    Close,
    /// To be closed, and this key to be pressed in what is below.
    Run(Key),
}

/// Takes a key in the menu if it is open; `all` is everything that it has here. Returns the key
/// that goes on to what is below: this one, or the one that the menu runs and is closed for.
pub(in crate::app) fn through(menu: &mut Option<Menu>, key: Key, all: Vec<Section>) -> Option<Key> {
    let Some(open) = menu.as_mut().filter(|_| !keymap::is_never_taken(key)) else {
        return Some(key);
    };
    let event = open.key(key, all);
    if event != MenuEvent::Nothing {
        *menu = None;
    }
    match event {
        MenuEvent::Run(key) => Some(key),
        MenuEvent::Nothing | MenuEvent::Close => None,
    }
}

impl Menu {
    /// Returns what was typed to find something.
    pub fn filter(&self) -> &Field {
        &self.filter
    }

    /// Returns how far the text of the chosen item is scrolled down while it fills the menu.
    pub fn reading(&self) -> Option<usize> {
        self.reading
    }

    /// Returns what is left of all sections: the items with every word that was typed.
    pub fn left(&self, all: Vec<Section>) -> Vec<Section> {
        let typed = self.filter.text().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let left = all.into_iter().map(|Section { title, items }| {
            let fits = |item: &Item| words.iter().all(|word| item.has(title, word));
            Section { title, items: items.into_iter().filter(fits).collect() }
        });
        left.filter(|section| !section.items.is_empty()).collect()
    }

    /// Returns the chosen one of all items that are left; none if there are none.
    pub fn chosen(&self, left: &[Section]) -> Option<usize> {
        let count = count(left);
        count.checked_sub(1).map(|last| self.chosen.min(last))
    }

    fn item(&self, left: &[Section]) -> Option<Item> {
        left.iter().flat_map(|section| &section.items).nth(self.chosen(left)?).cloned()
    }

    /// Takes a key; `all` is everything that the menu has here.
    fn key(&mut self, key: Key, all: Vec<Section>) -> MenuEvent {
        let action = keymap::find(keymap::MENU, key);
        if let (Some(lines), Some(action)) = (self.reading, action) {
            self.read(lines, action);
            return MenuEvent::Nothing;
        }
        self.reading = None;
        let Some(action) = action else { return self.find(key, all) };
        let left = self.left(all);
        let here = self.chosen(&left).unwrap_or(0);
        let last = count(&left).saturating_sub(1);
        self.chosen = match action {
            MenuAction::Run => match self.item(&left) {
                Some(Item { key: Some(key), .. }) => return MenuEvent::Run(key),
                item => {
                    self.reading = item.map(|_| 0);
                    here
                }
            },
            MenuAction::Close if self.filter.text().is_empty() => return MenuEvent::Close,
            MenuAction::Close => {
                self.filter = Field::default();
                0
            }
            MenuAction::Up => here.saturating_sub(1),
            MenuAction::Down => (here + 1).min(last),
            MenuAction::PageUp => here.saturating_sub(10),
            MenuAction::PageDown => (here + 10).min(last),
            MenuAction::First => 0,
            MenuAction::Last => last,
            MenuAction::SectionBefore => section_before(&left, here),
            MenuAction::SectionAfter => section_after(&left, here).unwrap_or(here),
        };
        MenuEvent::Nothing
    }

    /// Takes a key while the text of the chosen item fills the menu.
    fn read(&mut self, lines: usize, action: MenuAction) {
        self.reading = match action {
            MenuAction::Run | MenuAction::Close => None,
            MenuAction::Up => Some(lines.saturating_sub(1)),
            MenuAction::Down => Some(lines + 1),
            MenuAction::PageUp => Some(lines.saturating_sub(10)),
            MenuAction::PageDown => Some(lines + 10),
            MenuAction::First => Some(0),
            MenuAction::Last | MenuAction::SectionBefore | MenuAction::SectionAfter => Some(lines),
        };
    }

    /// Takes a key that is typed. The key that opened the menu closes it while nothing is typed.
    fn find(&mut self, key: Key, all: Vec<Section>) -> MenuEvent {
        let opens = keymap::find(keymap::FOLLOWER, key) == Some(keymap::FollowerAction::Help);
        let is_typed = key == Key::char('?') && !self.filter.text().is_empty();
        if opens && !is_typed {
            return MenuEvent::Close;
        }
        // A text of thousands of letters finds nothing either.
        if self.filter.key(key).unwrap_or(false) {
            self.choose_best(all);
        }
        MenuEvent::Nothing
    }

    /// Takes a paste.
    pub(in crate::app) fn paste(&mut self, pasted: Pasted, all: Vec<Section>) {
        if self.filter.paste(pasted).unwrap_or(false) {
            self.reading = None;
            self.choose_best(all);
        }
    }

    /// Chooses the item whose key was typed, or else one that begins with what was typed.
    fn choose_best(&mut self, all: Vec<Section>) {
        let typed = self.filter.text().trim();
        let left = self.left(all);
        let items = || left.iter().flat_map(|section| &section.items);
        let is_key = |item: &Item| item.label.split(' ').any(|label| label == typed);
        let begins = |item: &Item| item.short.to_lowercase().starts_with(&typed.to_lowercase());
        self.chosen = items().position(is_key).or_else(|| items().position(begins)).unwrap_or(0);
    }
}

fn count(sections: &[Section]) -> usize {
    sections.iter().map(|section| section.items.len()).sum()
}

/// Returns the first item of each section.
fn firsts(sections: &[Section]) -> impl DoubleEndedIterator<Item = usize> {
    let firsts = sections.iter().scan(0, |next, section| {
        let first = *next;
        *next += section.items.len();
        Some(first)
    });
    firsts.collect::<Vec<_>>().into_iter()
}

/// Returns the first item of this section, or of the one before if that is `here`.
fn section_before(sections: &[Section], here: usize) -> usize {
    firsts(sections).rev().find(|first| *first < here).unwrap_or(0)
}

fn section_after(sections: &[Section], here: usize) -> Option<usize> {
    firsts(sections).find(|first| *first > here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;
    use crate::app::keymap::{Entries, Keymap, STEPPING};
    use crate::app::panel::Panel;

    fn all() -> Vec<Section> {
        let keys = Entries::default().with(STEPPING).into_vec();
        sections(&keys, &Keymap::default(), Panel::Density, false)
    }

    /// What Enter runs; a word is opened instead.
    fn runs(menu: &Menu) -> Option<Key> {
        match menu.clone().key(Key::plain(KeyCode::Enter), all()) {
            MenuEvent::Run(key) => Some(key),
            MenuEvent::Nothing | MenuEvent::Close => None,
        }
    }

    fn pressed(menu: &mut Menu, keys: &str) -> Vec<MenuEvent> {
        keys.split(' ').map(|key| menu.key(key.parse().unwrap(), all())).collect()
    }

    fn item(menu: &Menu) -> Option<Item> {
        menu.item(&menu.left(all()))
    }

    #[test]
    fn a_key_that_is_typed_is_chosen_and_run() {
        for binding in STEPPING {
            for (label, key) in binding.label.split(' ').zip(binding.keys) {
                // Keys that are not characters cannot be typed; Space is a blank between words.
                if label.chars().count() > 1 {
                    continue;
                }
                let mut menu = Menu::default();
                menu.key(Key::char(label.chars().next().unwrap()), all());
                // A question mark closes an empty menu.
                if label == "?" {
                    continue;
                }
                assert_eq!(runs(&menu), Some(binding.keys[0]), "{label}");
                assert!(binding.keys.contains(key));
            }
        }
    }

    #[test]
    fn words_of_the_help_find_a_key_and_escape_clears_before_it_closes() {
        let mut menu = Menu::default();
        menu.paste(Pasted::Text("CONVERGED lower"), all());
        assert_eq!(item(&menu), None);
        assert_eq!(runs(&menu), None);
        assert_eq!(
            pressed(&mut menu, "Enter Esc Esc"),
            [MenuEvent::Nothing, MenuEvent::Nothing, MenuEvent::Close]
        );
        menu.paste(Pasted::Text("uncertainty entropy"), all());
        assert_eq!(item(&menu).unwrap().label, "o");
        assert_eq!(runs(&menu), Some(Key::char('o')));
    }

    #[test]
    fn arrows_stay_inside_and_go_from_group_to_group() {
        let mut menu = Menu::default();
        pressed(&mut menu, "↑ ←");
        let left = menu.left(all());
        assert_eq!(menu.chosen(&left), Some(0));
        pressed(&mut menu, "→");
        assert_eq!(menu.chosen(&left), Some(left[0].items.len()));
        pressed(&mut menu, "↓ ←");
        assert_eq!(
            menu.chosen(&left),
            Some(left[0].items.len()),
            "to the head of this group first"
        );
        pressed(&mut menu, "End ↓ PgDn →");
        assert_eq!(menu.chosen(&left), Some(count(&left) - 1));
    }

    #[test]
    fn a_word_is_read_and_left_again() {
        let mut menu = Menu::default();
        pressed(&mut menu, "End");
        assert_eq!(runs(&menu), None, "a word is read");
        pressed(&mut menu, "Enter ↓ ↓ ↑");
        assert_eq!(menu.reading(), Some(1));
        assert_eq!(pressed(&mut menu, "Esc Esc"), [MenuEvent::Nothing, MenuEvent::Close]);
    }
}
