//! The values of a table, each with its line.

use toml::Spanned;
use toml::de::DeValue;

use super::{Reader, TomlTable, literal};
use crate::lesson::format::Named;
use crate::lesson::paragraph::Paragraph;
use crate::lesson::scene::Scene;
use crate::text::sanitise::{brief, clean, is_hidden};

/// A value and the line it is on.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::lesson) struct Lined<T> {
    pub(in crate::lesson) value: T,
    pub(in crate::lesson) line: usize,
}

/// A text on one line, and the line of the file that each of its characters is from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::lesson) struct Text {
    pub(in crate::lesson) value: String,
    /// The line of its first character.
    pub(in crate::lesson) line: usize,
    lines: Vec<usize>,
}

impl Text {
    /// Returns the line of the character with this index from 0; of the last one if there are
    /// fewer.
    pub(in crate::lesson) fn line_at(&self, index: usize) -> usize {
        self.lines.get(index).or(self.lines.last()).copied().unwrap_or(self.line)
    }
}

/// A list, with the line of each item and its own.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::lesson) struct TomlList<T> {
    pub(in crate::lesson) items: Vec<Lined<T>>,
    pub(in crate::lesson) line: usize,
}

impl<T: Clone> TomlList<T> {
    pub(in crate::lesson) fn values(&self) -> Vec<T> {
        self.items.iter().map(|item| item.value.clone()).collect()
    }

    /// Returns the line of an item; the list's own if there is no such item.
    pub(in crate::lesson) fn line_of(&self, index: usize) -> usize {
        self.items.get(index).map_or(self.line, |item| item.line)
    }
}

impl Reader<'_> {
    /// Returns the value of a key as `read` takes it; what `read` cannot take should have been
    /// `wanted`.
    pub(in crate::lesson) fn value<'v, T>(
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

    /// Returns a line of text without control characters; one that says nothing is a mistake.
    pub(in crate::lesson) fn text(&mut self, table: TomlTable, key: &str) -> Option<String> {
        self.value(table, key, "a text in quotes that is not empty", |value| {
            value.as_str().map(one_line).filter(|text| !text.is_empty())
        })
        .map(|text| text.value)
    }

    /// Returns a text with its lines.
    pub(in crate::lesson) fn lined_text(&mut self, table: TomlTable, key: &str) -> Option<Text> {
        let found = table.map.get(key)?;
        let text = self.lines_of(found);
        if text.is_none() {
            self.say(self.line(found.span().start), format!("{key} must be a text in quotes"));
        }
        text
    }

    /// Returns the text of a value, on one line, with the line of each character.
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

    /// Returns paragraphs, which empty lines part, with the numbers of the stepper at `here`.
    pub(in crate::lesson) fn paragraphs(
        &mut self,
        table: TomlTable,
        key: &str,
        here: Option<&Scene>,
    ) -> Vec<Paragraph> {
        let wanted = "a text in quotes that is not empty";
        let read = |value: &DeValue| {
            let lines: Vec<&str> = value.as_str()?.lines().collect();
            let parts = lines.split(|line| line.trim().is_empty());
            let parts = parts.map(|lines| one_line(&lines.join(" ")));
            let parts: Vec<String> = parts.filter(|text| !text.is_empty()).collect();
            (!parts.is_empty()).then_some(parts)
        };
        let Some(parts) = self.value(table, key, wanted, read) else { return Vec::new() };
        parts.value.iter().map(|text| self.paragraph_of(table, key, text, here)).collect()
    }

    /// Returns a text of one paragraph, with the numbers of the stepper at `here`.
    pub(in crate::lesson) fn paragraph(
        &mut self,
        table: TomlTable,
        key: &str,
        here: Option<&Scene>,
    ) -> Option<Paragraph> {
        let text = self.text(table, key)?;
        Some(self.paragraph_of(table, key, &text, here))
    }

    /// Returns a text without emphasis and keys, with the numbers of the stepper at `here`.
    pub(in crate::lesson) fn text_with_numbers(
        &mut self,
        table: TomlTable,
        key: &str,
        here: Option<&Scene>,
    ) -> Option<String> {
        let paragraph = self.paragraph(table, key, here)?;
        if paragraph.keys().next().is_some() {
            let line = self.line_of_key(table, key);
            self.say(line, format!("{key} names a key, which only text, question and explain can"));
        }
        Some(paragraph.plain())
    }

    fn paragraph_of(
        &mut self,
        table: TomlTable,
        key: &str,
        text: &str,
        here: Option<&Scene>,
    ) -> Paragraph {
        let mut mistakes = Vec::new();
        let paragraph = Paragraph::read(text, here, &self.earlier, &mut mistakes);
        for mistake in mistakes {
            let line = self.line_of_piece(table, key, &mistake.piece);
            let piece = brief(&mistake.piece);
            self.say(line, format!("{key}, {piece}}}: {}", mistake.says));
        }
        paragraph
    }

    /// Returns the line on which a piece of a text is; the first line of the text if it is broken
    /// over two.
    fn line_of_piece(&self, table: TomlTable, key: &str, piece: &str) -> usize {
        let Some(found) = table.map.get(key) else { return table.line };
        let span = found.span();
        let raw = self.text.get(span.clone()).unwrap_or_default();
        self.line(span.start + raw.find(piece).unwrap_or(0))
    }

    /// Returns a list; what `read` cannot take is a mistake with its own line.
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

    /// Returns a list of texts.
    pub(in crate::lesson) fn texts(
        &mut self,
        table: TomlTable,
        key: &str,
    ) -> Option<TomlList<String>> {
        self.list(table, key, "a list of texts, as in [\"a\", \"b\"]", |reader, item| {
            reader.lines_of(item).map(|text| Lined { value: text.value, line: text.line })
        })
    }

    /// Returns what a name stands for; another name is a mistake that lists them.
    pub(in crate::lesson) fn named<N: Named>(&mut self, table: TomlTable, key: &str) -> Option<N> {
        let name = self.lined_text(table, key)?;
        let found = N::named(&name.value);
        found.map_err(|error| self.say(name.line, format!("{key}: {error}"))).ok()
    }

    /// Returns what the names of a list stand for, each once.
    pub(in crate::lesson) fn named_list<N: Named + PartialEq>(
        &mut self,
        table: TomlTable,
        key: &str,
    ) -> Vec<N> {
        let mut all = Vec::new();
        for name in self.texts(table, key).iter().flat_map(|names| &names.items) {
            match N::named(&name.value) {
                Ok(named) if !all.contains(&named) => all.push(named),
                Ok(_) => {}
                Err(error) => self.say(name.line, format!("{key}: {error}")),
            }
        }
        all
    }

    /// Returns a list of finite numbers.
    pub(in crate::lesson) fn numbers(
        &mut self,
        table: TomlTable,
        key: &str,
    ) -> Option<TomlList<f64>> {
        self.list(table, key, "a list of numbers, as in [6, 7.5]", |reader, item| {
            let line = reader.line(item.span().start);
            number(item.get_ref()).map(|value| Lined { value, line })
        })
    }

    /// Returns a finite number.
    pub(in crate::lesson) fn number(&mut self, table: TomlTable, key: &str) -> Option<Lined<f64>> {
        self.value(table, key, "a finite number", number)
    }

    /// Returns a number as it was written, or a text in its place.
    pub(in crate::lesson) fn digits(
        &mut self,
        table: TomlTable,
        key: &str,
    ) -> Option<Lined<String>> {
        self.value(table, key, "a number, in quotes or not", |value| match value {
            DeValue::String(text) => Some(one_line(text)),
            DeValue::Integer(digits) if digits.radix() == 10 => Some(digits.as_str().to_owned()),
            DeValue::Float(digits) => Some(digits.as_str().to_owned()),
            _ => None,
        })
    }

    /// Returns a whole number from 0.
    pub(in crate::lesson) fn count(&mut self, table: TomlTable, key: &str) -> Option<Lined<u64>> {
        self.value(table, key, "a whole number, 0 or above", whole)
    }

    /// Returns a list of whole numbers from 0.
    pub(in crate::lesson) fn counts(
        &mut self,
        table: TomlTable,
        key: &str,
    ) -> Option<TomlList<u64>> {
        self.list(table, key, "a list of whole numbers, as in [2, 1]", |reader, item| {
            let line = reader.line(item.span().start);
            whole(item.get_ref()).map(|value| Lined { value, line })
        })
    }

    /// Returns whether a key is `true`; false if it is not there.
    pub(in crate::lesson) fn flag(&mut self, table: TomlTable, key: &str) -> bool {
        let read = |value: &DeValue| value.as_bool();
        self.value(table, key, "true or false", read).is_some_and(|flag| flag.value)
    }
}

/// Returns the text without control characters, with single blanks.
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
