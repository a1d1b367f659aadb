//! `emstep themes`: a picture of each theme.

use crate::program::{emstep, stderr, stdout};

#[test]
fn each_theme_has_a_picture_with_lines_digits_shades_and_text() {
    let assert = emstep().args(["themes", "--color", "256"]).assert().success();
    let printed = stdout(&assert);
    let rows: Vec<&str> = printed.lines().collect();
    for name in ["dark", "light", "contrast", "mono"] {
        let at = rows.iter().position(|row| row.contains(&format!(" {name} "))).expect(name);
        let of = |what: &str| rows[at..at + 5].iter().any(|row| row.contains(what));
        assert!(["lines", "text", "shades", "points"].into_iter().all(of), "{name}\n{printed}");
    }
    // A row ends with the terminal's own colours, so that the next command has them.
    for row in rows.iter().filter(|row| row.contains("\x1b[")) {
        assert!(row.trim_end().ends_with("\x1b[m"), "{row:?}");
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
    assert!(stderr(&assert).contains("--color 256"));
}
