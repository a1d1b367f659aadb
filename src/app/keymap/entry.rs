//! A key and what it does, whatever part of the program does it: what hints and the menu show.

use std::borrow::Cow;

use crate::app::key::Key;
use crate::app::keymap::rebound::labels;
use crate::app::keymap::{Binding, Group, Keymap};

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The first of its keys.
    pub key: Key,
    /// The first key that its row has if no one changes it.
    pub of: Key,
    /// The keys as they are written for a person.
    pub label: Cow<'static, str>,
    /// What it is for.
    pub group: Group,
    /// What it does, in a word or a few.
    pub hint: &'static str,
    /// The same for a status line with little room.
    pub short: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
}

/// Keys that work at the same time, the most valuable first: a key that is in two tables is that
/// of the first.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    keymap: Keymap,
    found: Vec<Entry>,
    taken: Vec<Key>,
}

impl Entries {
    /// Returns no keys, of those of a keymap.
    pub(crate) fn of(keymap: &Keymap) -> Self {
        Self { keymap: keymap.clone(), ..Self::default() }
    }

    /// Adds the keys of a table that are not taken yet.
    #[must_use]
    pub(crate) fn with<A: 'static>(
        mut self,
        table: impl IntoIterator<Item = &'static Binding<A>>,
    ) -> Self {
        // A table does not take its own keys.
        let before = self.taken.len();
        for binding in table {
            let keys = self.keymap.keys(binding);
            let is_free = |key: &&Key| !self.taken[..before].contains(key);
            if let Some(first) = keys.iter().position(|key| is_free(&key)) {
                let are_all_free = keys.iter().all(|key| is_free(&key));
                self.found.push(Entry {
                    key: keys[first],
                    of: binding.keys[0],
                    label: match &keys {
                        _ if !are_all_free => Cow::Owned(labels(&keys[first..=first])),
                        Cow::Borrowed(_) => Cow::Borrowed(binding.label),
                        Cow::Owned(keys) => Cow::Owned(labels(keys)),
                    },
                    group: binding.group,
                    hint: binding.hint,
                    short: binding.short,
                    help: binding.help,
                });
            }
            self.taken.extend_from_slice(&keys);
        }
        self
    }

    /// Keeps keys from the tables that follow: they are typed.
    #[must_use]
    pub(crate) fn typing(mut self, keys: impl IntoIterator<Item = Key>) -> Self {
        self.taken.extend(keys);
        self
    }

    /// Returns the keys.
    pub(crate) fn into_vec(self) -> Vec<Entry> {
        self.found
    }
}
