//! Every view, with another key for every action.

use emstep::internals::view::ThemeName;
use ratatui::buffer::Cell;

use super::SIZES;
use super::stage::Stage;
use super::views::views;
use crate::key_names::{all_changed, left, named_keys};

/// What is no name of a key that can be changed.
fn is_other(view: &str, words: &str) -> bool {
    // Keys of every field, what a prompt takes, a unit and a number.
    const OTHERS: [&str; 5] =
        ["^W ^U ^K delete", "- removes this", "- discards", "body mass in g", "1 and takes"];
    // The menu has the same keys for everyone.
    let is_of_menu = view.contains("menu") && (words.contains("PgDn") || words.contains("PgUp"));
    is_of_menu || OTHERS.iter().any(|other| words.contains(other))
}

#[test]
fn no_view_names_a_key_that_means_nothing_any_more() {
    let keymap = all_changed();
    let left = left(&keymap);
    let mut found = Vec::new();
    for view in views() {
        let [small, _, large] = SIZES;
        let Some(stage) = Stage::of(view, large).with_keys(&keymap) else { continue };
        for size in [small, large] {
            let frame = stage.draw(size, ThemeName::Dark);
            for row in frame.content.chunks(size.width.into()) {
                let row: String = row.iter().map(Cell::symbol).collect();
                // What is beside one another is in panels, or two columns of one.
                for part in row.split(['│', '╭', '╮', '╰', '╯', '─']).flat_map(|p| p.split("   "))
                {
                    let named = named_keys(part, &left).into_iter();
                    let named = named.filter(|words| !is_other(view.name, words));
                    found.extend(named.map(|key| format!("{} {size}: {key}", view.name)));
                }
            }
        }
    }
    found.dedup();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
