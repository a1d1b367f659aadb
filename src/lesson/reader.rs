//! TOML values with their lines: what a table has, and every mistake in it.

mod literal;
mod values;

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::Mistake;
use super::allowance::Allowance;
use super::moment::Earlier;
use crate::text::grouped;
use crate::text::sanitise::clean;
pub(super) use values::{Lined, Text, TomlList};

/// The most keys that all steps of a lesson may press.
const MOST_KEYS: usize = 10_000;

/// Keys of older lessons, and what they are called now.
const RENAMED: [(&str, &str); 1] = [("hide", "cover")];

/// The text of a lesson and what was found wrong in it.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Where lines end.
    ends: Vec<usize>,
    mistakes: Vec<Mistake>,
    /// Keys that the lesson's steps may still press; none once they were too many.
    keys_left: Option<usize>,
    /// The steps that were read, up to the one that is being read.
    pub(super) earlier: Earlier,
    /// What checking the rest of the lesson may take.
    pub(super) allowance: Allowance,
}

/// A table that there may be.
pub(super) struct Expected<'k> {
    /// The key it is at.
    pub(super) key: &'static str,
    /// What a person calls it, such as `[data]`.
    pub(super) name: &'static str,
    /// The keys it takes.
    pub(super) known: &'k [&'k str],
}

/// A table whose keys are known ones.
#[derive(Clone, Copy)]
pub(super) struct TomlTable<'v> {
    map: &'v DeTable<'v>,
    /// The byte it starts at.
    pub(super) start: usize,
    /// The line it starts on.
    pub(super) line: usize,
    /// What a person calls it, such as `[data]`.
    name: &'static str,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, allowance: Allowance) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self {
            text,
            ends,
            mistakes: Vec::new(),
            keys_left: Some(MOST_KEYS),
            earlier: Earlier::default(),
            allowance,
        }
    }

    /// Returns the line of a byte, from 1.
    fn line(&self, byte: usize) -> usize {
        self.ends.partition_point(|end| *end < byte) + 1
    }

    pub(super) fn say(&mut self, line: usize, text: impl Into<String>) {
        self.mistakes.push(Mistake { line, text: text.into() });
    }

    /// A mistake of syntax, where TOML says it is.
    pub(super) fn syntax(&mut self, error: &toml::de::Error) {
        let line = self.line(error.span().map_or(0, |span| span.start));
        // After a first mistake in a line the others follow from it.
        if self.mistakes.last().is_none_or(|last| last.line != line) {
            let said: Vec<&str> = error.message().split_whitespace().collect();
            self.say(line, format!("not TOML: {}", said.join(" ")));
        }
    }

    /// Returns all mistakes, in the order of their lines.
    pub(super) fn finish(mut self) -> Vec<Mistake> {
        self.mistakes.sort_by_key(|mistake| mistake.line);
        // A list has one mistake on a line, however many of its items are wrong there.
        self.mistakes.dedup();
        self.mistakes
    }

    pub(super) fn is_clean(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// Returns a table; a key that it does not take is a mistake.
    pub(super) fn table<'v>(
        &mut self,
        map: &'v DeTable<'v>,
        span: Range<usize>,
        expected: &Expected,
    ) -> TomlTable<'v> {
        let Expected { name, known, .. } = *expected;
        for key in map.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let line = self.line(key.span().start);
            let nearest = known.iter().min_by_key(|name| strsim::levenshtein(name, key.get_ref()));
            let close = nearest.filter(|name| strsim::levenshtein(name, key.get_ref()) <= 2);
            let renamed = RENAMED.iter().find(|(old, _)| *old == key.get_ref().as_ref());
            let advice = match (renamed, close) {
                (Some((_, new)), _) => format!("it is called {new} now"),
                (None, Some(name)) => format!("did you mean '{name}'?"),
                (None, None) => format!("{name} takes {}", known.join(", ")),
            };
            self.say(line, format!("unknown key '{}'; {advice}", clean(key.get_ref())));
        }
        TomlTable { map, start: span.start, line: self.line(span.start), name }
    }

    /// Says that a key is missing where it is.
    pub(super) fn required<T>(
        &mut self,
        table: TomlTable,
        key: &str,
        found: Option<T>,
    ) -> Option<T> {
        if !table.has(key) {
            self.say(table.line, format!("{} needs {key}", table.name));
        }
        found
    }

    /// Returns the line of a key's value; of the table if it has no such key.
    pub(super) fn line_of_key(&self, table: TomlTable, key: &str) -> usize {
        table.map.get(key).map_or(table.line, |found| self.line(found.span().start))
    }

    /// Returns at most `most` of some tables; more are a mistake, on the line of the first that is
    /// too many.
    pub(super) fn at_most<'v>(
        &mut self,
        mut tables: Vec<TomlTable<'v>>,
        most: usize,
        what: &str,
    ) -> Vec<TomlTable<'v>> {
        if let Some(line) = tables.get(most).map(|table| table.line) {
            let count = tables.len();
            self.say(line, format!("{} {what}; the most is {most}", grouped(count as u64)));
        }
        tables.truncate(most);
        tables
    }

    /// Returns whether a step may press as many more keys as these; if not, that is a mistake.
    pub(super) fn allows(&mut self, keys: &Text) -> bool {
        let count = keys.value.chars().filter(|key| !key.is_whitespace()).count();
        match self.keys_left.and_then(|left| left.checked_sub(count)) {
            Some(left) => self.keys_left = Some(left),
            None if self.keys_left.take().is_some() => {
                let most = grouped(MOST_KEYS as u64);
                let text = format!("the steps of a lesson press {most} keys at the most");
                self.say(keys.line, text);
            }
            None => {}
        }
        self.keys_left.is_some()
    }

    /// Returns whether this many more operations may be done; if not, that is a mistake on this
    /// line.
    pub(super) fn may_compute(&mut self, operations: usize, line: usize) -> bool {
        let taken = self.allowance.take_operations(operations);
        taken.map_err(|spent| self.say(line, spent.to_string())).is_ok()
    }

    /// Returns a table inside another one.
    pub(super) fn inner<'v>(
        &mut self,
        table: TomlTable<'v>,
        expected: &Expected,
    ) -> Option<TomlTable<'v>> {
        let wanted = format!("a table, as in {}", expected.name);
        self.value(table, expected.key, &wanted, DeValue::as_table)?;
        let (key, value) = table.map.get_key_value(expected.key)?;
        let inner = value.get_ref().as_table()?;
        // An inline table starts at its key, one of its own at its header.
        let start = key.span().start.min(value.span().start);
        Some(self.table(inner, start..value.span().end, expected))
    }

    /// Returns a table inside another one, or the tables of an array; none if there are neither.
    pub(super) fn one_or_more<'v>(
        &mut self,
        table: TomlTable<'v>,
        expected: &Expected,
    ) -> Vec<TomlTable<'v>> {
        if table.is_list(expected.key) {
            self.tables(table, expected)
        } else {
            self.inner(table, expected).into_iter().collect()
        }
    }

    /// Returns the tables of an array; none if it is not there.
    pub(super) fn tables<'v>(
        &mut self,
        table: TomlTable<'v>,
        expected: &Expected,
    ) -> Vec<TomlTable<'v>> {
        let Expected { key, name, .. } = *expected;
        let wanted = format!("a list of tables, as in {name}");
        let Some(items) = self.value(table, key, &wanted, DeValue::as_array) else {
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.value {
            let span = item.span();
            match item.get_ref().as_table() {
                Some(map) => tables.push(self.table(map, span, expected)),
                None => self.say(self.line(span.start), format!("{key} must be {wanted}")),
            }
        }
        tables
    }
}

impl TomlTable<'_> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Returns whether the value of a key is a list.
    pub(super) fn is_list(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(|found| found.get_ref().is_array())
    }
}

/// Returns the line of what comes after these bytes, from 1.
pub(super) fn line_of(before: &[u8]) -> usize {
    before.split(|byte| *byte == b'\n').count()
}
