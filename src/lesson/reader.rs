//! TOML values with their lines: what a table has, and every mistake in it.

mod literal;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Mistake;
use super::allowance::Allowance;
use crate::text::grouped;
use crate::text::sanitise::{clean, is_hidden};

/// The most keys that all steps of a lesson may press.
const MOST_KEYS: usize = 10_000;

/// The text of a lesson and what was found wrong in it.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Where lines end.
    ends: Vec<usize>,
    mistakes: Vec<Mistake>,
    /// Keys that the lesson's steps may still press; none once they were too many.
    keys_left: Option<usize>,
    /// What checking the rest of the lesson may take.
    pub(super) allowance: Allowance,
}

/// A value and the line it is on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lined<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// A text on one line, and the line of the file that each of its characters is from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) value: String,
    /// The line of its first character.
    pub(super) line: usize,
    lines: Vec<usize>,
}

impl Text {
    /// The line of the character with this index from 0; of the last one if there are fewer.
    pub(super) fn line_at(&self, index: usize) -> usize {
        self.lines.get(index).or(self.lines.last()).copied().unwrap_or(self.line)
    }
}

/// A list, with the line of each item and its own.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TomlList<T> {
    pub(super) items: Vec<Lined<T>>,
    pub(super) line: usize,
}

impl<T: Clone> TomlList<T> {
    pub(super) fn values(&self) -> Vec<T> {
        self.items.iter().map(|item| item.value.clone()).collect()
    }

    /// The line of an item; the list's own if there is no such item.
    pub(super) fn line_of(&self, index: usize) -> usize {
        self.items.get(index).map_or(self.line, |item| item.line)
    }
}

/// A table whose keys are known ones.
#[derive(Clone, Copy)]
pub(super) struct TomlTable<'v> {
    map: &'v DeTable<'v>,
    /// The line it starts on.
    pub(super) line: usize,
    /// What a person calls it, such as `[data]`.
    name: &'static str,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, allowance: Allowance) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self { text, ends, mistakes: Vec::new(), keys_left: Some(MOST_KEYS), allowance }
    }

    /// The line of a byte, from 1.
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

    /// All mistakes, in the order of their lines.
    pub(super) fn finish(mut self) -> Vec<Mistake> {
        self.mistakes.sort_by_key(|mistake| mistake.line);
        // A list has one mistake on a line, however many of its items are wrong there.
        self.mistakes.dedup();
        self.mistakes
    }

    pub(super) fn is_clean(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// A table; a key that is not among `known` is a mistake.
    pub(super) fn table<'v>(
        &mut self,
        map: &'v DeTable<'v>,
        span: Range<usize>,
        name: &'static str,
        known: &[&str],
    ) -> TomlTable<'v> {
        for key in map.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let line = self.line(key.span().start);
            let nearest = known.iter().min_by_key(|name| strsim::levenshtein(name, key.get_ref()));
            let close = nearest.filter(|name| strsim::levenshtein(name, key.get_ref()) <= 2);
            let advice = match close {
                Some(name) => format!("did you mean '{name}'?"),
                None => format!("{name} takes {}", known.join(", ")),
            };
            self.say(line, format!("unknown key '{}'; {advice}", clean(key.get_ref())));
        }
        TomlTable { map, line: self.line(span.start), name }
    }

    /// The value of a key as `read` takes it; what `read` cannot take should have been `wanted`.
    fn value<'v, T>(
        &mut self,
        table: TomlTable<'v>,
        key: &str,
        wanted: &str,
        read: impl FnOnce(&'v DeValue<'v>) -> Option<T>,
    ) -> Option<Lined<T>> {
        let found: &'v Spanned<DeValue<'v>> = table.map.get(key)?;
        let line = self.line(found.span().start);
        let value = read(found.get_ref());
        if value.is_none() {
            self.say(line, format!("{key} must be {wanted}"));
        }
        value.map(|value| Lined { value, line })
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

    /// A line of text without control characters; one that says nothing is a mistake.
    pub(super) fn text(&mut self, table: TomlTable, key: &str) -> Option<String> {
        self.value(table, key, "a text in quotes that is not empty", |value| {
            value.as_str().map(one_line).filter(|text| !text.is_empty())
        })
        .map(|text| text.value)
    }

    /// A text with its lines.
    pub(super) fn lined_text(&mut self, table: TomlTable, key: &str) -> Option<Text> {
        let found = table.map.get(key)?;
        let text = self.lines_of(found);
        if text.is_none() {
            self.say(self.line(found.span().start), format!("{key} must be a text in quotes"));
        }
        text
    }

    /// The text of a value, on one line, with the line of each character.
    fn lines_of(&self, found: &Spanned<DeValue>) -> Option<Text> {
        let text = found.get_ref().as_str()?;
        let (span, start) = (found.span(), self.line(found.span().start));
        let raw = self.text.get(span).unwrap_or_default();
        let (mut value, mut lines) = (String::new(), Vec::new());
        for (c, line) in literal::lines(raw).into_iter().map(|(c, line)| (c, start + line)) {
            let c = if c.is_whitespace() { ' ' } else { c };
            let is_second_blank = c == ' ' && (value.is_empty() || value.ends_with(' '));
            if !is_second_blank && !is_hidden(c) {
                value.push(c);
                lines.push(line);
            }
        }
        value.truncate(value.trim_end().len());
        if value != one_line(text) {
            // What is not read as TOML reads it has only the line it starts on.
            return Some(Text { value: one_line(text), line: start, lines: Vec::new() });
        }
        let line = lines.first().copied().unwrap_or(start);
        Some(Text { value, line, lines })
    }

    /// Paragraphs, which empty lines part.
    pub(super) fn paragraphs(&mut self, table: TomlTable, key: &str) -> Vec<String> {
        let wanted = "a text in quotes that is not empty";
        let read = |value: &DeValue| {
            let lines: Vec<&str> = value.as_str()?.lines().collect();
            let parts = lines.split(|line| line.trim().is_empty());
            let parts = parts.map(|lines| one_line(&lines.join(" ")));
            let parts: Vec<String> = parts.filter(|text| !text.is_empty()).collect();
            (!parts.is_empty()).then_some(parts)
        };
        self.value(table, key, wanted, read).map_or_else(Vec::new, |parts| parts.value)
    }

    /// A list; what `read` cannot take is a mistake with its own line.
    fn list<T>(
        &mut self,
        table: TomlTable,
        key: &str,
        wanted: &str,
        read: impl Fn(&Self, &Spanned<DeValue>) -> Option<Lined<T>>,
    ) -> Option<TomlList<T>> {
        let found = table.map.get(key)?;
        let line = self.line(found.span().start);
        let Some(array) = found.get_ref().as_array() else {
            self.say(line, format!("{key} must be {wanted}"));
            return None;
        };
        let mut items = Vec::new();
        for item in array {
            match read(self, item) {
                Some(item) => items.push(item),
                None => self.say(self.line(item.span().start), format!("{key} must be {wanted}")),
            }
        }
        (items.len() == array.len()).then_some(TomlList { items, line })
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, table: TomlTable, key: &str) -> Option<TomlList<String>> {
        self.list(table, key, "a list of texts, as in [\"a\", \"b\"]", |reader, item| {
            reader.lines_of(item).map(|text| Lined { value: text.value, line: text.line })
        })
    }

    /// A list of finite numbers.
    pub(super) fn numbers(&mut self, table: TomlTable, key: &str) -> Option<TomlList<f64>> {
        self.list(table, key, "a list of numbers, as in [6, 7.5]", |reader, item| {
            let line = reader.line(item.span().start);
            number(item.get_ref()).map(|value| Lined { value, line })
        })
    }

    /// A finite number.
    pub(super) fn number(&mut self, table: TomlTable, key: &str) -> Option<Lined<f64>> {
        self.value(table, key, "a finite number", number)
    }

    /// A number as it was written, or a text in its place.
    pub(super) fn digits(&mut self, table: TomlTable, key: &str) -> Option<Lined<String>> {
        self.value(table, key, "a number, in quotes or not", |value| match value {
            DeValue::String(text) => Some(one_line(text)),
            DeValue::Integer(digits) if digits.radix() == 10 => Some(digits.as_str().to_owned()),
            DeValue::Float(digits) => Some(digits.as_str().to_owned()),
            _ => None,
        })
    }

    /// A whole number from 0.
    pub(super) fn count(&mut self, table: TomlTable, key: &str) -> Option<Lined<u64>> {
        self.value(table, key, "a whole number, 0 or above", whole)
    }

    /// A list of whole numbers from 0.
    pub(super) fn counts(&mut self, table: TomlTable, key: &str) -> Option<TomlList<u64>> {
        self.list(table, key, "a list of whole numbers, as in [2, 1]", |reader, item| {
            let line = reader.line(item.span().start);
            whole(item.get_ref()).map(|value| Lined { value, line })
        })
    }

    /// The line of a key's value; of the table if it has no such key.
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

    /// `true` or `false`; false where it is not there.
    pub(super) fn flag(&mut self, table: TomlTable, key: &str) -> bool {
        let read = |value: &DeValue| value.as_bool();
        self.value(table, key, "true or false", read).is_some_and(|flag| flag.value)
    }

    /// A table inside another one.
    pub(super) fn inner<'v>(
        &mut self,
        table: TomlTable<'v>,
        key: &str,
        name: &'static str,
        known: &[&str],
    ) -> Option<TomlTable<'v>> {
        let wanted = format!("a table, as in {name}");
        self.value(table, key, &wanted, DeValue::as_table)?;
        let (key, value) = table.map.get_key_value(key)?;
        let inner = value.get_ref().as_table()?;
        // An inline table starts at its key, one of its own at its header.
        let start = key.span().start.min(value.span().start);
        Some(self.table(inner, start..value.span().end, name, known))
    }

    /// The tables of an array; none if it is not there.
    pub(super) fn tables<'v>(
        &mut self,
        table: TomlTable<'v>,
        key: &str,
        name: &'static str,
        known: &[&str],
    ) -> Vec<TomlTable<'v>> {
        let wanted = format!("a list of tables, as in {name}");
        let Some(items) = self.value(table, key, &wanted, DeValue::as_array) else {
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.value {
            let span = item.span();
            match item.get_ref().as_table() {
                Some(map) => tables.push(self.table(map, span, name, known)),
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
}

/// The line of what comes after these bytes, from 1.
pub(super) fn line_of(before: &[u8]) -> usize {
    before.split(|byte| *byte == b'\n').count()
}

/// The text without control characters, with single blanks.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    clean(&words.join(" "))
}

fn number(value: &DeValue) -> Option<f64> {
    let x: f64 = match value {
        DeValue::Integer(_) => integer(value)? as f64,
        DeValue::Float(digits) => digits.as_str().parse().ok()?,
        _ => return None,
    };
    x.is_finite().then_some(x)
}

fn whole(value: &DeValue) -> Option<u64> {
    integer(value).and_then(|count| count.try_into().ok())
}

fn integer(value: &DeValue) -> Option<i64> {
    let digits = value.as_integer()?;
    i64::from_str_radix(digits.as_str(), digits.radix()).ok()
}
