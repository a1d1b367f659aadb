//! Keys that texts name, and the names that keys have in a file of settings.

use emstep::internals::app::Key;
use emstep::internals::app::keymap::rows;

use crate::files;
use crate::key_names::{all_changed, left, named_keys};
use crate::rust::texts;

#[test]
fn a_text_names_keys_that_a_table_has() {
    let sources = files::below("src", &["rs"]);
    let mut count = 0;
    for (path, text) in sources.iter().filter(|(path, _)| !path.contains("keymap/rebound")) {
        for (at, _) in text.match_indices('⟦') {
            let named = text[at..].split('⟧').next().unwrap().trim_start_matches('⟦');
            // One is put together from a half-step; the menu looks for the mark itself.
            if ["{key}", "') {"].iter().any(|other| named.starts_with(other)) {
                continue;
            }
            let (table, key) = named.split_once(':').unwrap_or(("stepper", named));
            let key: Key = key.parse().unwrap_or_else(|_| panic!("{path}: {named}"));
            let is_there = rows().iter().any(|row| row.table == table && row.keys.contains(&key));
            assert!(is_there, "{path}: {named}");
            count += 1;
        }
    }
    assert!(count > 50, "the texts were found");
}

/// A text without the keys that are filled in.
fn without_marks(text: &str) -> String {
    let parts = text.split('⟦').enumerate();
    let after = |(i, part): (usize, &str)| match part.split_once('⟧') {
        Some((_, after)) if i > 0 => format!("…{after}"),
        _ => part.to_owned(),
    };
    parts.map(after).collect()
}

/// What looks like the name of a key and is none: keys of every field, signs of curves, the
/// menu's keys, names of numbers, keys in files of lessons, a kind of record.
fn is_other(path: &str, named: &str) -> bool {
    const OTHERS: [(&str, &str); 7] = [
        ("app/form/field.rs", "^W ^U"),
        ("app/keymap/", "along x reads"),
        ("app/menu/marks.rs", "+ o"),
        ("view/menu.rs", "PgDn"),
        ("explain/quantity.rs", ""),
        ("lesson/scene.rs", ""),
        ("runtime/cast.rs", "o"),
    ];
    OTHERS.iter().any(|(file, words)| path.contains(file) && named.contains(words))
}

#[test]
fn every_key_that_a_text_names_is_filled_in() {
    let keys = left(&all_changed());
    let mut found = Vec::new();
    for folder in ["app", "view", "spoken", "work", "explain", "lesson", "runtime"] {
        for (path, source) in files::below(&format!("src/{folder}"), &["rs"]) {
            let of_keys = ["tests", "app/key.rs", "app/key_script.rs", "runtime/input/"];
            if of_keys.iter().any(|part| path.contains(part)) {
                continue;
            }
            for text in texts(&source) {
                // The labels of a table are its keys.
                let is_label = text.split(' ').all(|word| word.parse::<Key>().is_ok());
                if is_label && path.contains("app/keymap/") {
                    continue;
                }
                let named = named_keys(&without_marks(&text), &keys).into_iter();
                let named = named.filter(|named| !is_other(&path, named));
                found.extend(named.map(|named| format!("{path}: {named}")));
            }
        }
    }
    assert!(found.is_empty(), "write these as ⟦e⟧:\n{}", found.join("\n"));
}

#[test]
fn every_name_of_an_action_is_documented_and_so_stays() {
    let text = include_str!("../../docs/settings.md");
    let mut tables: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows().iter().filter(|row| row.is_open()) {
        match tables.last_mut().filter(|(table, _)| *table == row.table) {
            Some((_, actions)) => actions.push(&row.action),
            None => tables.push((row.table, vec![&row.action])),
        }
    }
    for (table, actions) in tables {
        let start = text.find(&format!("\n- `{table}`: "));
        let start = start.unwrap_or_else(|| panic!("{table}: {}", actions.join("`, `")));
        let item = text[start + 1..].split("\n-").next().unwrap();
        let item = item.split("\n\n").next().unwrap();
        let named: Vec<&str> = item.split('`').skip(3).step_by(2).collect();
        assert_eq!(named, actions, "{table}");
    }
}
