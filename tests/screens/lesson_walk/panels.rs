//! What a screen says in the panels of a lesson, and elsewhere.

use std::fmt::Write;

/// Returns what a screen says outside of the lesson's panels, row by row, and what it says in them,
/// as running text.
pub(super) fn parted(screen: &str, title: &str) -> (String, String) {
    let mut cells: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let mut lesson = String::new();
    for y in 0..cells.len() {
        for x in 0..cells[y].len() {
            let Some((end, bottom)) = panel(&cells, x, y) else { continue };
            let top: String = cells[y][x..end].iter().collect();
            if !top.contains(title) && !top.contains("Your answer") {
                continue;
            }
            for row in &mut cells[y..=bottom] {
                let last = (end + 1).min(row.len());
                let said: String = row[x.min(last)..last].iter().collect();
                let said = said.trim_matches(|c: char| c.is_whitespace() || c == '│');
                let _ = write!(lesson, "{said} ");
                row[x.min(last)..last].fill(' ');
            }
        }
    }
    let elsewhere = cells.into_iter().map(|row| row.into_iter().chain(['\n']).collect::<String>());
    (elsewhere.collect(), lesson)
}

/// Returns the column and the row in which the panel ends that begins here; none if none does.
fn panel(cells: &[Vec<char>], x: usize, y: usize) -> Option<(usize, usize)> {
    let is = |x: usize, y: usize, corner: &str| {
        cells.get(y).and_then(|row| row.get(x)).is_some_and(|c| corner.contains(*c))
    };
    if !is(x, y, "┌╭┏╔") {
        return None;
    }
    let end = (x + 1..cells[y].len()).find(|x| is(*x, y, "┐╮┓╗"))?;
    let bottom = (y + 1..cells.len()).find(|y| is(x, *y, "└╰┗╚"))?;
    Some((end, bottom))
}

#[test]
fn the_panels_of_a_lesson_are_parted_from_the_others() {
    let screen = "\
head 1
╭ 4 γ ──╮╭ Title  1 of 2 ─╮
│ 0.25  ││It is 0.5, or   │
╰───────╯│0.75.           │
╭ 2 θ ──╮╰─────── ▾ PgDn ╯
│ 8     ││ 3.5            │
╰───────╯
";
    let (elsewhere, lesson) = parted(screen, "Title");
    assert!(lesson.contains("It is 0.5, or 0.75.") && lesson.contains("▾ PgDn"), "{lesson}");
    assert!(!lesson.contains("0.25") && !lesson.contains("3.5"));
    assert!(["head 1", "0.25", "8", "3.5"].iter().all(|there| elsewhere.contains(there)));
    assert!(!elsewhere.contains("0.5") && !elsewhere.contains("0.75"));
}
