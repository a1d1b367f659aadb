//! A key and what it does, whatever part of the program does it: what hints and the menu show.

use crate::app::key::Key;
use crate::app::keymap::{Binding, Group};

/// A key and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The first of its keys.
    pub key: Key,
    /// The keys as they are written for a person.
    pub label: &'static str,
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
    entries: Vec<Entry>,
    taken: Vec<Key>,
}

impl Entries {
    /// Adds the keys of a table that are not taken yet.
    #[must_use]
    pub(crate) fn with<A: 'static>(
        mut self,
        table: impl IntoIterator<Item = &'static Binding<A>>,
    ) -> Self {
        // A table does not take its own keys.
        let before = self.taken.len();
        for binding in table {
            let is_free = |key: &&Key| !self.taken[..before].contains(key);
            if let Some(first) = binding.keys.iter().position(|key| is_free(&key)) {
                let are_all_free = binding.keys.iter().all(|key| is_free(&key));
                let label = binding.label.split(' ').nth(first).filter(|_| !are_all_free);
                self.entries.push(Entry {
                    key: binding.keys[first],
                    label: label.unwrap_or(binding.label),
                    group: binding.group,
                    hint: binding.hint,
                    short: binding.short,
                    help: binding.help,
                });
            }
            self.taken.extend(binding.keys);
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
        self.entries
    }
}
