//! Every mark that the view draws is explained in the menu (`?`).

use emstep::internals::app::menu::MARKS;

use crate::files;

/// Lines of frames and axes, bars and dots of curves, signs in formulas: what is no mark.
fn is_ordinary(c: char) -> bool {
    let in_formulas = "−≤≥√∞∂∫∑∏≠∈";
    // Around the keys that a text names, which are filled in before it is drawn.
    let around_keys = "⟦⟧";
    matches!(c, '\u{2500}'..='\u{257f}' | '\u{2580}'..='\u{2590}' | '\u{2594}'..='\u{259f}' | '\u{2800}'..='\u{28ff}')
        && !"╌┆╳".contains(c)
        || in_formulas.contains(c)
        || around_keys.contains(c)
}

/// Whether a character is a sign of its own, neither a letter nor punctuation.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '•' | '×' | '…')
}

/// The signs in the strings and characters of a source, without its comments and tests.
fn signs(source: &str) -> Vec<char> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(str::chars).filter(|c| is_sign(*c) && !is_ordinary(*c)).collect()
}

#[test]
fn every_mark_on_the_screen_is_explained() {
    let labels: String = MARKS.iter().map(|mark| &*mark.label).collect();
    let mut found = 0;
    for (path, source) in files::below("src/view", &["rs"]) {
        // What draws pictures of screens knows every character; tests draw what they like.
        if path.contains("/picture/") || path.contains("tests") {
            continue;
        }
        for sign in signs(&source) {
            found += 1;
            assert!(labels.contains(sign), "{path}: {sign} is not in app/menu/marks.rs");
        }
    }
    assert!(found > 50, "the marks were found: {found}");
}
