//! Finds the names of keys in a text that a person reads.
//!
//! Most letters are symbols too: `t` is an iteration, `M` a step, `x` an observation. So a letter
//! counts as a key where a text speaks of one: `press e`, `(e)`, `w: all of it`, `u undoes`, `b, s
//! and f draw`. Letters that are no symbols count wherever they are words of their own.

use emstep::internals::app::keymap::{Keymap, rows};
use emstep::internals::app::{Key, KeyCode};

/// Returns the tables in which every key that can be changed is another one, which is not the key
/// of anything else.
pub(crate) fn all_changed() -> Keymap {
    let mut keymap = Keymap::default();
    for (number, row) in (2..).zip(rows().iter().filter(|row| row.is_open())) {
        keymap.change(row, &[Key::plain(KeyCode::F(number))]).expect("a key that is free");
    }
    assert!(keymap.clash().is_none());
    keymap
}

/// Returns how the keys are written that have a meaning, and none in these tables.
pub(crate) fn left(keymap: &Keymap) -> Vec<String> {
    let left = rows().iter().filter(|row| row.is_open()).flat_map(|row| {
        row.keys.iter().filter(|key| !keymap.keys_of(row).contains(key)).map(ToString::to_string)
    });
    left.collect()
}

/// Keys with a name of their own, which is no other word.
const NAMED: [&str; 9] =
    ["PgUp", "PgDn", "Tab", "Shift-Tab", "Space", "Backspace", "Ins", "Shift-↑", "Shift-↓"];
/// Keys that are no symbols and no words.
const ONLY_KEYS: &str = "ewLqfGOgoBuRUZW";
/// Letters of which texts say what they do as steps or numbers, not as keys.
const SYMBOLS: &str = "EMFQHTKNPnktxip";
/// What is said of symbols.
const OF_SYMBOLS: [&str; 12] = [
    "makes", "takes", "lifts", "lifted", "made", "rises", "needs", "closes", "counts", "goes",
    "divides", "stays",
];
/// What keys do.
const VERBS: [&str; 44] = [
    "again",
    "adds",
    "ask",
    "asks",
    "brings",
    "change",
    "changes",
    "checks",
    "chooses",
    "close",
    "closes",
    "compares",
    "continues",
    "covers",
    "draw",
    "draws",
    "edit",
    "edits",
    "ends",
    "explores",
    "fit",
    "fits",
    "gives",
    "go",
    "goes",
    "hands",
    "leaves",
    "lists",
    "makes",
    "normalises",
    "opens",
    "pan",
    "pauses",
    "quits",
    "reads",
    "saves",
    "says",
    "show",
    "shows",
    "sorts",
    "start",
    "starts",
    "steps",
    "switches",
];
const MORE_VERBS: [&str; 7] = ["take", "takes", "teaches", "undoes", "zoom", "zooms", "works"];

fn is_verb(word: &str) -> bool {
    VERBS.contains(&word) || MORE_VERBS.contains(&word)
}

/// Returns a word without the punctuation around it.
fn bare(word: &str) -> &str {
    // A comma or a full stop alone may be a key.
    match word.chars().count() {
        1 => word,
        _ => word.trim_matches(|c: char| "(),.;:\"'".contains(c)),
    }
}

/// Returns whether a word may be a key that has a table's row.
fn is_key(word: &str, keys: &[String]) -> bool {
    keys.iter().any(|key| key == word)
}

/// Returns the words that name one of these keys, each with the words around it.
pub(crate) fn named_keys(text: &str, keys: &[String]) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = |at: usize| {
        let (word, key) = (words[at], bare(words[at]));
        if !is_key(key, keys) {
            return false;
        }
        let before = at.checked_sub(1).map_or("", |at| words[at]);
        let is_of_control = key.len() == 2 && key.starts_with('^');
        if NAMED.contains(&key) || is_of_control || ONLY_KEYS.contains(key) {
            return true;
        }
        if ["press", "presses", "key", "keys"].contains(&bare(&before.to_lowercase())) {
            return true;
        }
        if key.chars().all(char::is_alphabetic) && word == format!("({key})") {
            return true;
        }
        // Further keys may come between, as in `b, s and f draw`.
        let is_list = |word: &&&str| ["and", "or"].contains(*word) || is_key(bare(word), keys);
        let verb = words[at + 1..].iter().find(|word| !is_list(word)).map_or("", |word| bare(word));
        let is_at_end = word.ends_with([';', '.', ':', ')']) && word.len() > 1;
        // What is said of one run, one number and so on is not said of a key.
        let is_counted = key.chars().all(|c| c.is_ascii_digit())
            && before.chars().last().is_some_and(|c| c.is_alphanumeric() || "=%~".contains(c));
        let is_symbol = SYMBOLS.contains(key) && OF_SYMBOLS.contains(&verb);
        let is_article = key == "a" && !verb.ends_with('s');
        is_verb(verb) && !is_at_end && !is_counted && !is_symbol && !is_article
    };
    let around = |at: usize| words[at.saturating_sub(3)..(at + 4).min(words.len())].join(" ");
    (0..words.len()).filter(|at| named(*at)).map(around).collect()
}
