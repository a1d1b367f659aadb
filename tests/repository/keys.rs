//! Keys that texts name, and the names that keys have in a file of settings.

use emstep::internals::app::Key;
use emstep::internals::app::keymap::rows;

use crate::files;

#[test]
fn a_text_names_keys_that_a_table_has() {
    let sources = files::below("src", &["rs"]);
    let mut count = 0;
    for (path, text) in sources.iter().filter(|(path, _)| !path.ends_with("keymap/rebound.rs")) {
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
