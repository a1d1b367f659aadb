//! Keys that a person has changed: what a key means in a table, and which keys a row has.
//!
//! Components know the keys of their tables. A key is translated to those where it comes in, and
//! back where it is shown, so that no component knows that there are others.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use crate::app::key::{Key, KeyCode};
use crate::app::keymap::hint::{self, Piece};
use crate::app::keymap::{self, Binding};

/// The tables in which letters are typed: no letter is a key there.
const TYPING: [&str; 4] = ["theta", "answer", "data", "lesson"];
/// Actions of the stepper that work whatever is open.
const EVERYWHERE: [&str; 4] = ["help", "theme", "suspend", "hand-over"];
/// Those that work in a derivation too.
const IN_DERIVATION: [&str; 7] =
    ["e-step", "m-step", "next", "back", "forward", "to-start", "to-end"];
/// The stepper's own table.
const STEPPER: &str = "stepper";

/// A row of a table.
#[derive(Debug)]
pub struct Row {
    /// The table's name.
    pub table: &'static str,
    /// What it does, by name.
    pub action: String,
    /// Its keys, if no one changes them.
    pub keys: &'static [Key],
    /// What it does, in a sentence.
    pub help: &'static str,
}

impl Row {
    fn of<A>(binding: &'static Binding<A>) -> Self {
        let Binding { table, keys, help, action_path, .. } = *binding;
        Self { table, action: kebab(action_path), keys, help }
    }

    /// Returns whether it has a key that can be changed.
    pub fn is_open(&self) -> bool {
        !self.keys.iter().all(|key| is_fixed(*key))
    }

    fn is_everywhere(&self) -> bool {
        self.table == STEPPER && EVERYWHERE.contains(&self.action.as_str())
    }
}

/// Returns whether a key does the same for everyone: how to leave, to accept and to move, and F1
/// for help.
fn is_fixed(key: Key) -> bool {
    let code = matches!(
        key.code,
        KeyCode::Esc
            | KeyCode::Enter
            | KeyCode::Up
            | KeyCode::Down
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::F(1)
    );
    code && !key.ctrl && !key.alt || key == Key::ctrl('c')
}

/// Returns the last name of a path, such as `e-step` of `A::Step(S::EStep)`.
fn kebab(path: &str) -> String {
    let mut names = path.split(|c: char| !c.is_alphanumeric());
    let name = names.rfind(|name| !name.is_empty()).unwrap_or_default();
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(c.to_lowercase());
    }
    kebab
}

/// Returns the rows of all tables whose keys can be changed.
pub fn rows() -> &'static [Row] {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        fn of<A>(table: &'static [Binding<A>]) -> impl Iterator<Item = Row> {
            table.iter().map(Row::of)
        }
        let stepper = of(keymap::STEPPING).chain(of(keymap::DERIVATION));
        let forms = of(keymap::FORM).chain(of(keymap::ANSWER)).chain(of(keymap::DATA));
        let boards = of(keymap::RUNS).chain(of(keymap::BOARD)).chain(of(keymap::GROUP_FITS));
        let boards = boards.chain(of(keymap::CONSTRAINTS)).chain(of(keymap::COPY));
        let lessons = of(keymap::LESSON).chain(of(keymap::LESSON_LIST));
        let class = of(keymap::FOLLOWER).chain(of(keymap::EXPLORER)).chain(of(keymap::QUEUE));
        let opening = of(keymap::OPENING);
        stepper.chain(forms).chain(boards).chain(lessons).chain(class).chain(opening).collect()
    });
    &ROWS
}

fn rows_of(table: &str) -> impl Iterator<Item = &'static Row> {
    rows().iter().filter(move |row| row.table == table)
}

/// The keys of all tables: their own, but for the rows that a person has changed.
#[derive(Clone, Debug, Default)]
pub struct Keymap(Arc<Vec<Change>>);

/// A row with other keys.
#[derive(Clone, Debug)]
struct Change {
    row: &'static Row,
    keys: Vec<Key>,
}

/// A key that a row cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// It is the same for everyone.
    #[error("{} stays what it is; choose another key", written(*.0))]
    Fixed(Key),
    /// It is typed there.
    #[error("{} is typed here; choose a key such as ctrl-k, alt-k or f5", written(*.0))]
    Typed(Key),
    /// It only means something in the θ₀ form.
    #[error("{} is a key of the θ₀ form only; choose another one", written(*.0))]
    OfForm(Key),
}

/// A key that would mean two things at a time.
#[derive(Clone, Copy, Debug)]
pub struct Clash {
    /// The key.
    pub key: Key,
    /// The row that was changed.
    pub row: &'static Row,
    /// The row that has it too.
    pub other: &'static Row,
}

impl Keymap {
    /// Gives a row these keys; those that cannot be changed stay.
    ///
    /// # Errors
    /// Returns an error if the row cannot have one of them.
    pub fn change(&mut self, row: &'static Row, keys: &[Key]) -> Result<(), KeyRefused> {
        for key in keys.iter().copied().filter(|key| !row.keys.contains(key)) {
            if is_fixed(key) {
                return Err(KeyRefused::Fixed(key));
            }
            if TYPING.contains(&row.table) && is_typed(key) {
                return Err(KeyRefused::Typed(key));
            }
            if key != key.without_shift() && row.table != "theta" {
                return Err(KeyRefused::OfForm(key));
            }
        }
        let fixed = row.keys.iter().copied().filter(|key| is_fixed(*key));
        let chosen = keys.iter().copied().filter(|key| !is_fixed(*key));
        let mut all: Vec<Key> = if row.keys.first().is_some_and(|key| is_fixed(*key)) {
            fixed.chain(chosen).collect()
        } else {
            chosen.chain(fixed).collect()
        };
        let mut seen = Vec::new();
        all.retain(|key| {
            !seen.contains(key) && {
                seen.push(*key);
                true
            }
        });
        Arc::make_mut(&mut self.0).push(Change { row, keys: all });
        Ok(())
    }

    /// Returns a key that a changed row has and another row too, where both work.
    pub fn clash(&self) -> Option<Clash> {
        let of_change = |change: &Change| {
            let row = change.row;
            let mut new = change.keys.iter().copied().filter(|key| !row.keys.contains(key));
            let others = rows().iter().filter(|other| !std::ptr::eq(*other, row));
            let others: Vec<_> = others.filter(|other| work_together(row, other)).collect();
            new.find_map(|key| {
                let other = others.iter().find(|other| self.keys_of(other).contains(&key))?;
                Some(Clash { key, row, other })
            })
        };
        self.0.iter().find_map(of_change)
    }

    fn changed(&self, row: &Row) -> Option<&[Key]> {
        let is_it = |change: &&Change| std::ptr::eq(change.row, row);
        self.0.iter().find(is_it).map(|change| &change.keys[..])
    }

    /// Returns the keys of a row.
    pub fn keys_of<'k>(&'k self, row: &'k Row) -> &'k [Key] {
        self.changed(row).unwrap_or(row.keys)
    }

    /// Returns the keys of a row of a table.
    pub(crate) fn keys<A>(&self, binding: &Binding<A>) -> Cow<'static, [Key]> {
        if self.0.is_empty() {
            return Cow::Borrowed(binding.keys);
        }
        if !binding.table.is_empty() {
            let is_it = |change: &&Change| {
                change.row.table == binding.table && change.row.keys == binding.keys
            };
            let change = self.0.iter().find(is_it);
            return change
                .map_or(Cow::Borrowed(binding.keys), |change| Cow::Owned(change.keys.clone()));
        }
        // What is open in the stepper has the keys of the stepper.
        let mut keys: Vec<Key> = Vec::new();
        for key in binding.keys {
            let change = self
                .0
                .iter()
                .find(|change| change.row.table == STEPPER && change.row.keys.contains(key));
            match change {
                Some(change) => keys.extend(&change.keys),
                None => keys.push(*key),
            }
        }
        let mut seen = Vec::new();
        keys.retain(|key| {
            let is_new = !seen.contains(key);
            seen.push(*key);
            is_new
        });
        if keys == binding.keys { Cow::Borrowed(binding.keys) } else { Cow::Owned(keys) }
    }

    /// Returns how the keys of a row of a table are written.
    pub(crate) fn label<A>(&self, binding: &Binding<A>) -> Cow<'static, str> {
        match self.keys(binding) {
            Cow::Borrowed(_) => Cow::Borrowed(binding.label),
            Cow::Owned(keys) => Cow::Owned(labels(&keys)),
        }
    }

    /// Returns the key of the table that a key stands for; none if it means nothing there.
    pub(crate) fn in_table(&self, table: &str, key: Key) -> Option<Key> {
        self.in_table_without(table, key, |_| false)
    }

    /// Returns the same as a key that is not `taken` for something else.
    fn in_table_without(&self, table: &str, key: Key, taken: impl Fn(Key) -> bool) -> Option<Key> {
        let row = rows_of(table).find(|row| self.keys_of(row).contains(&key))?;
        // A fixed key is more than one of the keys of its row: an arrow moves in a plot too.
        if is_fixed(key) {
            return Some(key);
        }
        if self.changed(row).is_none() {
            return (!taken(key)).then_some(key);
        }
        let remains = |own: &Key| !is_fixed(*own) || *own == Key::plain(KeyCode::F(1));
        row.keys.iter().copied().find(|own| remains(own) && !taken(*own))
    }

    /// Returns the key that a key means where a table is open in front of the stepper, none
    /// if it no longer means anything there. What `is_typed` into a field stays what it is, and
    /// nothing else becomes that.
    pub(crate) fn translate(
        &self,
        table: Option<&'static str>,
        key: Key,
        is_typed: impl Fn(Key) -> bool,
    ) -> Option<Key> {
        if self.0.is_empty() {
            return Some(key);
        }
        if let Some(own) = table.and_then(|table| self.in_table(table, key)) {
            return Some(own);
        }
        let is_taken = |key| {
            let is_own = |table| rows_of(table).any(|row| row.keys.contains(&key));
            is_typed(key) || table.is_some_and(is_own)
        };
        let is_free = |table: &str| {
            rows_of(table).any(|row| row.keys.contains(&key) && self.changed(row).is_some())
        };
        let is_left = table.is_some_and(is_free) || is_free(STEPPER);
        if is_typed(key) {
            return Some(key);
        }
        match self.in_table_without(STEPPER, key, is_taken) {
            Some(own) => Some(own),
            None if is_left => None,
            None => Some(key),
        }
    }

    /// Returns a text in which each key of the stepper between ⟦ and ⟧ is written as it is now, and
    /// so is one of another table with its name, as in ⟦copy:f⟧. What it says of an action without
    /// a key is left out.
    pub fn fill(&self, text: &str) -> String {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('⟦') {
            pieces.push(Piece::Text(before.to_owned()));
            let named = after.split_once('⟧');
            let key = named.and_then(|(named, after)| Some((self.named(named)?, after)));
            // What comes from outside may have such a mark too: it stays.
            let (piece, after) = key.unwrap_or_else(|| (Piece::Text("⟦".to_owned()), after));
            pieces.push(piece);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        hint::joined(pieces)
    }

    /// Returns the key that a text names; none if it names no key.
    fn named(&self, named: &str) -> Option<Piece> {
        let (table, label) = named.split_once(':').unwrap_or((STEPPER, named));
        let key: Key = label.parse().ok()?;
        let row = rows_of(table).find(|row| row.keys.contains(&key))?;
        Some(match self.changed(row) {
            None => Piece::Key(label.to_owned()),
            // A letter may be typed where the text is read; F1 is help everywhere.
            Some(keys) if keys.contains(&Key::plain(KeyCode::F(1))) => Piece::Key("F1".to_owned()),
            Some(keys) => match keys.first() {
                Some(key) => Piece::Key(written(*key)),
                None => Piece::Gone(row.action.clone()),
            },
        })
    }
}

impl PartialEq for Keymap {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, other): (&Change, &Change)| {
            std::ptr::eq(one.row, other.row) && one.keys == other.keys
        };
        self.0.len() == other.0.len() && self.0.iter().zip(other.0.iter()).all(same)
    }
}

/// Returns whether a key of both rows would mean two things at a time.
fn work_together(row: &Row, other: &Row) -> bool {
    if row.table == other.table {
        return true;
    }
    let beside = |one: &Row, other: &Row| match one.table {
        "opening" | "queue" | "follower" => false,
        // A copy and a lesson have the stepper behind them.
        "copy" | "lesson" => other.table == STEPPER,
        "derivation" if IN_DERIVATION.contains(&other.action.as_str()) => other.table == STEPPER,
        _ => one.table != STEPPER && other.is_everywhere(),
    };
    beside(row, other) || beside(other, row)
}

/// Returns whether a key is a character that is typed, or edits what is typed.
fn is_typed(key: Key) -> bool {
    let edits = matches!(
        key.code,
        KeyCode::Char(_) | KeyCode::Backspace | KeyCode::Delete | KeyCode::Home | KeyCode::End
    );
    edits && !key.ctrl && !key.alt
}

/// Returns whether a key is a character without a modifier.
pub(crate) fn is_letter(key: Key) -> bool {
    matches!(key, Key { code: KeyCode::Char(_), ctrl: false, alt: false })
}

/// Returns a key as hints and help write it.
pub(crate) fn written(key: Key) -> String {
    match (key.code, key.ctrl || key.alt) {
        (KeyCode::Up, false) => "↑".into(),
        (KeyCode::Down, false) => "↓".into(),
        (KeyCode::Left, false) => "←".into(),
        (KeyCode::Right, false) => "→".into(),
        (KeyCode::ShiftUp, false) => "Shift-↑".into(),
        (KeyCode::ShiftDown, false) => "Shift-↓".into(),
        _ => key.to_string(),
    }
}

/// Returns keys as hints and help write them.
pub(crate) fn labels(keys: &[Key]) -> String {
    keys.iter().map(|key| written(*key)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
