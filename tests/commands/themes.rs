//! `emstep themes`: a picture of each theme.

use crate::program::{emstep, stderr, stdout};

/// A row without the codes of its colours.
fn without_codes(row: &str) -> String {
    let mut pieces = row.split("\x1b[");
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.map(|piece| piece.split_once('m').map_or(piece, |(_, text)| text));
    std::iter::once(first).chain(rest).collect()
}

#[test]
fn each_theme_has_a_picture_with_lines_digits_shades_and_text() {
    let assert = emstep().args(["themes", "--color", "256"]).assert().success();
    let printed = stdout(&assert);
    let rows: Vec<&str> = printed.lines().collect();
    let words: Vec<String> = rows.iter().copied().map(without_codes).collect();
    for name in ["dark", "light", "contrast", "mono"] {
        let title = format!(" {name:<10}");
        let at = words.iter().position(|row| row.starts_with(&title)).expect(name);
        let of = |what: &str| words[at..at + 5].iter().any(|row| row.contains(what));
        assert!(["lines", "text", "shades", "points"].into_iter().all(of), "{name}\n{printed}");
    }
    // A row ends with the terminal's own colours, so that the next command has them.
    for row in &rows {
        assert!(row.rfind("\x1b[").is_none_or(|at| row[at..].starts_with("\x1b[m")), "{row:?}");
    }
    // The first components of each, and the background that one of them brings.
    for color in ["38;5;202", "38;5;124", "38;5;21", "48;5;231"] {
        assert!(printed.contains(color), "{color}\n{printed}");
    }
    assert_eq!(stderr(&assert), "");
    let one = stdout(&emstep().args(["themes", "--color=256", "--theme=light"]).assert().success());
    assert!(one.contains("38;5;124") && !one.contains("38;5;202"));
}

#[test]
fn without_colours_there_is_one_picture() {
    let assert = emstep().arg("themes").assert().success();
    let printed = stdout(&assert);
    assert!(printed.contains("no colours") && !printed.contains("light"), "{printed}");
    assert!(!printed.contains("38;") && !printed.contains("48;"), "{printed:?}");
    assert!(stderr(&assert).contains("--color always"));
}
