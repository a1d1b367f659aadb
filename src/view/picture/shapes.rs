//! The characters that charts, bars and borders are made of, as shapes that fill a cell exactly,
//! whatever the font.

use std::fmt::Write;

/// The width of a cell. Eighths of it, and the columns of dots of a Braille character, are whole
/// numbers.
pub(super) const WIDTH: u16 = 8;
/// The height of a cell.
pub(super) const HEIGHT: u16 = 16;

/// How a shape is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stroke {
    /// Filled, this many quarters opaque.
    Fill(u8),
    /// Thin lines.
    Line,
    /// The dots of Braille characters: round ends of lines without a length.
    Dots,
}

/// Returns how the character of a cell at (x, y) is drawn, and appends it to a path; none if it
/// belongs to the font.
pub(super) fn stroke_of(symbol: &str) -> Option<Stroke> {
    let c = only_char(symbol)?;
    match c {
        '▀'..='█' | '▉'..='▐' | '▔' | '▕' => Some(Stroke::Fill(4)),
        '░' => Some(Stroke::Fill(1)),
        '▒' => Some(Stroke::Fill(2)),
        '▓' => Some(Stroke::Fill(3)),
        '\u{2800}'..='\u{28ff}' => Some(Stroke::Dots),
        _ => lines(c).map(|_| Stroke::Line),
    }
}

/// Appends the shape of a character that [`stroke_of`] knows, in the cell at (x, y), to a path.
pub(super) fn append(path: &mut String, symbol: &str, x: u16, y: u16) {
    let Some(c) = only_char(symbol) else { return };
    match c {
        '\u{2800}'..='\u{28ff}' => dots(path, c as u32 - 0x2800, x, y),
        _ => match (block(c), lines(c)) {
            (Some([left, top, width, height]), _) => {
                let (x, y) = (x + left, y + top);
                put(path, format_args!("M{x} {y}h{width}v{height}h-{width}z"));
            }
            (None, Some(strokes)) => {
                for [from_x, from_y, by_x, by_y] in strokes.iter().copied() {
                    let (x, y) = (i32::from(x) + from_x, i32::from(y) + from_y);
                    put(path, format_args!("M{x} {y}l{by_x} {by_y}"));
                }
            }
            (None, None) => {}
        },
    }
}

/// Appends a line of `count` characters `─`, the first in the cell at (x, y).
pub(super) fn append_rule(path: &mut String, count: u16, x: u16, y: u16) {
    put(path, format_args!("M{x} {}h{}", y + HEIGHT / 2, count * WIDTH));
}

/// Appends a line of `count` characters `│`, the uppermost in the cell at (x, y).
pub(super) fn append_pillar(path: &mut String, count: u16, x: u16, y: u16) {
    put(path, format_args!("M{} {y}v{}", x + WIDTH / 2, count * HEIGHT));
}

fn only_char(symbol: &str) -> Option<char> {
    let mut chars = symbol.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Returns the part of a cell that a block covers: left, top, width, height.
fn block(c: char) -> Option<[u16; 4]> {
    let eighths = |first: char| c as u16 - first as u16;
    Some(match c {
        '▀' => [0, 0, WIDTH, HEIGHT / 2],
        '▁'..='█' => {
            let height = HEIGHT / 8 * (1 + eighths('▁'));
            [0, HEIGHT - height, WIDTH, height]
        }
        '▉'..='▏' => [0, 0, WIDTH / 8 * (7 - eighths('▉')), HEIGHT],
        '▐' => [WIDTH / 2, 0, WIDTH / 2, HEIGHT],
        '░' | '▒' | '▓' => [0, 0, WIDTH, HEIGHT],
        '▔' => [0, 0, WIDTH, HEIGHT / 8],
        '▕' => [WIDTH - WIDTH / 8, 0, WIDTH / 8, HEIGHT],
        _ => return None,
    })
}

/// The dots of a Braille character: bits 0–2 and 6 are the left column from the top, 3–5 and 7 the
/// right one.
fn dots(path: &mut String, bits: u32, x: u16, y: u16) {
    const PLACES: [(u16, u16); 8] =
        [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)];
    let mut last: Option<(u16, u16)> = None;
    for (bit, (column, row)) in PLACES.into_iter().enumerate() {
        if bits >> bit & 1 == 0 {
            continue;
        }
        let (column, row) = (x + 2 + 4 * column, y + 2 + 4 * row);
        match last {
            None => put(path, format_args!("M{column} {row}h0")),
            Some((from, above)) => {
                let across = i32::from(column) - i32::from(from);
                let down = i32::from(row) - i32::from(above);
                let space = if down < 0 { "" } else { " " };
                put(path, format_args!("m{across}{space}{down}h0"));
            }
        }
        last = Some((column, row));
    }
}

/// Returns the straight strokes of a line of a box: from where in the cell, and by how much.
fn lines(c: char) -> Option<&'static [[i32; 4]]> {
    const LEFT: [i32; 4] = [0, 8, 4, 0];
    const RIGHT: [i32; 4] = [4, 8, 4, 0];
    const ACROSS: [i32; 4] = [0, 8, 8, 0];
    const UP: [i32; 4] = [4, 0, 0, 8];
    const DOWN: [i32; 4] = [4, 8, 0, 8];
    const ALONG: [i32; 4] = [4, 0, 0, 16];
    const RISING: [i32; 4] = [0, 16, 8, -16];
    const FALLING: [i32; 4] = [0, 0, 8, 16];
    Some(match c {
        '─' => &[ACROSS],
        '│' => &[ALONG],
        '┌' | '╭' => &[RIGHT, DOWN],
        '┐' | '╮' => &[LEFT, DOWN],
        '└' | '╰' => &[UP, RIGHT],
        '┘' | '╯' => &[UP, LEFT],
        '├' => &[ALONG, RIGHT],
        '┤' => &[ALONG, LEFT],
        '┬' => &[ACROSS, DOWN],
        '┴' => &[ACROSS, UP],
        '┼' => &[ACROSS, ALONG],
        '╌' => &[[0, 8, 3, 0], [4, 8, 3, 0]],
        '┆' => &[[4, 1, 0, 3], [4, 6, 0, 3], [4, 11, 0, 3]],
        '╱' => &[RISING],
        '╲' => &[FALLING],
        '╳' => &[RISING, FALLING],
        _ => return None,
    })
}

fn put(path: &mut String, piece: std::fmt::Arguments<'_>) {
    path.write_fmt(piece).expect("a String takes every character");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(symbol: &str) -> String {
        let mut path = String::new();
        append(&mut path, symbol, 80, 32);
        path
    }

    #[test]
    fn dots_and_blocks_are_where_a_terminal_draws_them() {
        assert_eq!(path("⠁"), "M82 34h0");
        assert_eq!(path("⢀"), "M86 46h0");
        assert_eq!(path("⠋"), "M82 34h0m0 4h0m4-4h0");
        assert_eq!(path("⣿").matches("h0").count(), 8);
        assert_eq!(path("█"), "M80 32h8v16h-8z");
        assert_eq!(path("▁"), "M80 46h8v2h-8z");
        assert_eq!(path("▏"), "M80 32h1v16h-1z");
        assert_eq!(path("▉"), "M80 32h7v16h-7z");
        assert_eq!(path("└"), "M84 32l0 8M84 40l4 0");
    }

    #[test]
    fn every_shape_that_is_known_is_drawn_and_letters_are_none() {
        for c in ('\u{2500}'..='\u{28ff}').map(String::from) {
            let is_blank = c == "\u{2800}";
            assert_eq!(stroke_of(&c).is_some() && !is_blank, !path(&c).is_empty(), "{c}");
        }
        for symbol in ["a", "●", "ℓ", "", "e\u{301}"] {
            assert_eq!(stroke_of(symbol), None, "{symbol}");
        }
    }
}
