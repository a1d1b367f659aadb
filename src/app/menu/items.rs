//! What is in the menu: the keys that work here in their groups, what the panels show, marks and
//! words.

use std::borrow::Cow;

use crate::app::key::Key;
use crate::app::keymap::{Entry, Group, Keymap};
use crate::app::menu::marks::MARKS;
use crate::app::menu::words::{CONDENSED, PANELS_SHOW, WORDS};
use crate::app::panel::Panel;
use crate::text::ascii::spelled;

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The key, the mark or the word.
    pub label: Cow<'static, str>,
    /// What it does or means, in a few words.
    pub short: &'static str,
    /// The same in a sentence or more.
    pub text: Cow<'static, str>,
    /// The key that Enter runs; none of what is only explained.
    pub key: Option<Key>,
}

impl Item {
    /// Returns something that is only explained.
    pub(super) const fn explained(
        label: &'static str,
        short: &'static str,
        text: &'static str,
    ) -> Self {
        Self { label: Cow::Borrowed(label), short, text: Cow::Borrowed(text), key: None }
    }

    /// Returns whether a word in lower case is in it or in the title of its section; Greek letters
    /// by their names, too.
    pub(super) fn has(&self, title: &str, word: &str) -> bool {
        [&*self.label, self.short, &*self.text, title].iter().any(|text| {
            text.to_lowercase().contains(word) || spelled(text).to_lowercase().contains(word)
        })
    }
}

impl From<&Entry> for Item {
    fn from(entry: &Entry) -> Self {
        let (label, text) = (entry.label.clone(), Cow::Borrowed(entry.help));
        Self { label, short: entry.hint, text, key: Some(entry.key) }
    }
}

/// A part of the menu under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// What is in it; never nothing.
    pub items: Vec<Item>,
}

/// The groups of keys in the order of the menu.
const GROUPS: [(Group, &str); 8] = [
    (Group::Here, "Here"),
    (Group::Step, "Step"),
    (Group::See, "See"),
    (Group::Check, "Check"),
    (Group::Data, "Data"),
    (Group::Runs, "Runs"),
    (Group::Class, "Class, lessons"),
    (Group::Program, "Program"),
];

/// Returns everything that the menu has where these keys work; what the panel in focus shows comes
/// before the other panels.
pub(crate) fn sections(
    keys: &[Entry],
    keymap: &Keymap,
    panel: Panel,
    is_condensed: bool,
) -> Vec<Section> {
    let groups = GROUPS.iter().map(|(group, title)| {
        let items = keys.iter().filter(|entry| entry.group == *group).map(Item::from).collect();
        Section { title, items }
    });
    let (mut first, rest): (Vec<Item>, Vec<Item>) = {
        let panels = PANELS_SHOW.iter();
        let (first, rest): (Vec<_>, Vec<_>) = panels.partition(|(other, _)| *other == panel);
        let items = |panels: Vec<&(Panel, Item)>| {
            panels.into_iter().map(|(_, item)| item.clone()).collect()
        };
        (items(first), items(rest))
    };
    first.extend(rest);
    first.extend(is_condensed.then_some(CONDENSED));
    let explained = [
        Section { title: "What the panels show", items: first },
        Section { title: "Marks", items: MARKS.to_vec() },
        Section { title: "Words", items: WORDS.to_vec() },
    ];
    let named = groups.chain(explained).map(|mut section| {
        for item in &mut section.items {
            if item.text.contains('⟦') {
                item.text = Cow::Owned(keymap.fill(&item.text));
            }
        }
        section
    });
    named.filter(|section| !section.items.is_empty()).collect()
}
