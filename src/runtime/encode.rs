//! Changed cells as terminal codes, in as few bytes as they need: over SSH bytes are what a person
//! waits for.
//!
//! Three things make the difference to sending a position and both colours for every run of cells:
//! short moves within a row, only the attributes that changed, and none that a blank does not show.

use std::io::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::text;
use crate::text::sanitise::is_hidden;

/// What the terminal's next character would look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// The modifiers that a terminal shows, and their codes.
const MODIFIERS: [(Modifier, u8); 6] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

/// The modifiers that a blank shows too.
const SEEN_ON_BLANK: Modifier =
    Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// Shown in place of what must not reach a terminal. Text from outside is cleaned where it comes
/// in; this is the last gate.
const UNSHOWN: &str = "\u{fffd}";

/// Appends the codes that put these cells, in reading order, on the screen. Starts from a plain pen
/// and leaves one.
pub(super) fn encode<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) {
    encode_from(out, None, cells);
}

/// Returns a frame to be printed below what is in the terminal, a line per row.
pub(crate) fn printed(frame: &Buffer) -> Vec<u8> {
    let mut out = Vec::new();
    for (row, y) in frame.content.chunks(usize::from(frame.area.width.max(1))).zip(0..) {
        let cells = row.iter().zip(0..).map(|(cell, x)| (x, y, cell));
        encode_from(&mut out, Some((0, y)), cells);
        out.push(b'\n');
    }
    out
}

/// The same as [`encode`]. `cursor` is where the cursor is, if that is known. After the last column
/// terminals differ, but then the next cell is on another row and gets a position of its own.
fn encode_from<'a>(
    out: &mut Vec<u8>,
    mut cursor: Option<(u16, u16)>,
    cells: impl Iterator<Item = (u16, u16, &'a Cell)>,
) {
    let mut pen = PLAIN;
    for (x, y, cell) in cells {
        move_to(out, cursor, (x, y));
        let symbol = if cell.symbol().contains(is_hidden) { UNSHOWN } else { cell.symbol() };
        let wanted = pen_for(cell, pen);
        change_pen(out, pen, wanted);
        pen = wanted;
        out.extend_from_slice(symbol.as_bytes());
        cursor = Some((x.saturating_add(text::width(symbol).max(1) as u16), y));
    }
    change_pen(out, pen, PLAIN);
}

fn move_to(out: &mut Vec<u8>, from: Option<(u16, u16)>, (x, y): (u16, u16)) {
    match from {
        Some(place) if place == (x, y) => {}
        Some((from_x, from_y)) if from_y == y && from_x < x => match x - from_x {
            1 => push(out, format_args!("\x1b[C")),
            by => push(out, format_args!("\x1b[{by}C")),
        },
        _ => push(out, format_args!("\x1b[{};{}H", y + 1, x + 1)),
    }
}

/// Returns the pen for a cell: a blank takes over whatever it does not show.
fn pen_for(cell: &Cell, pen: Pen) -> Pen {
    let wanted = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
    let shown = cell.modifier.intersection(SEEN_ON_BLANK);
    let pen_shows = pen.modifier.intersection(SEEN_ON_BLANK);
    if cell.symbol() == " " && shown.is_empty() && pen_shows.is_empty() {
        return Pen { bg: cell.bg, ..pen };
    }
    wanted
}

fn change_pen(out: &mut Vec<u8>, from: Pen, to: Pen) {
    if from == to {
        return;
    }
    if to == PLAIN {
        push(out, format_args!("\x1b[m"));
        return;
    }
    let mut codes: Vec<String> = Vec::new();
    // Bold and dim share a code to end them: ending one modifier begins again from a plain pen.
    let mut base = from;
    if !to.modifier.contains(from.modifier) {
        codes.push("0".into());
        base = PLAIN;
    }
    for (modifier, code) in MODIFIERS {
        if to.modifier.contains(modifier) && !base.modifier.contains(modifier) {
            codes.push(code.to_string());
        }
    }
    if to.fg != base.fg {
        codes.push(color(to.fg, 30));
    }
    if to.bg != base.bg {
        codes.push(color(to.bg, 40));
    }
    push(out, format_args!("\x1b[{}m", codes.join(";")));
}

/// Returns the code of a colour: `base` is 30 for the foreground and 40 for the background.
fn color(color: Color, base: u8) -> String {
    let bright = base + 60;
    match color {
        Color::Reset => (base + 9).to_string(),
        Color::Black => base.to_string(),
        Color::Red => (base + 1).to_string(),
        Color::Green => (base + 2).to_string(),
        Color::Yellow => (base + 3).to_string(),
        Color::Blue => (base + 4).to_string(),
        Color::Magenta => (base + 5).to_string(),
        Color::Cyan => (base + 6).to_string(),
        Color::Gray => (base + 7).to_string(),
        Color::DarkGray => bright.to_string(),
        Color::LightRed => (bright + 1).to_string(),
        Color::LightGreen => (bright + 2).to_string(),
        Color::LightYellow => (bright + 3).to_string(),
        Color::LightBlue => (bright + 4).to_string(),
        Color::LightMagenta => (bright + 5).to_string(),
        Color::LightCyan => (bright + 6).to_string(),
        Color::White => (bright + 7).to_string(),
        Color::Indexed(index) => format!("{};5;{index}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

fn push(out: &mut Vec<u8>, code: std::fmt::Arguments<'_>) {
    out.write_fmt(code).expect("a Vec takes every byte");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn encoded(cells: &[(u16, u16, Cell)]) -> String {
        let mut out = Vec::new();
        encode(&mut out, cells.iter().map(|(x, y, cell)| (*x, *y, cell)));
        String::from_utf8(out).unwrap()
    }

    fn cell(symbol: &'static str, style: Style) -> Cell {
        let mut cell = Cell::new(symbol);
        cell.set_style(style);
        cell
    }

    #[test]
    fn only_what_changes_is_sent() {
        let orange = Style::new().fg(Color::Indexed(172));
        let cells = [
            (3, 1, cell("a", orange)),
            (4, 1, cell("b", orange)),
            (6, 1, cell(" ", Style::new())),
            (9, 1, cell("c", orange)),
            (0, 2, cell("d", Style::new())),
        ];
        assert_eq!(encoded(&cells), "\x1b[2;4H\x1b[38;5;172mab\x1b[C \x1b[2Cc\x1b[3;1H\x1b[md");
    }

    #[test]
    fn a_modifier_is_ended_by_a_fresh_start() {
        let bold = Style::new().add_modifier(Modifier::BOLD).fg(Color::Red);
        let cells = [(0, 0, cell("a", bold)), (1, 0, cell("b", Style::new().fg(Color::Red)))];
        assert_eq!(encoded(&cells), "\x1b[1;1H\x1b[1;31ma\x1b[0;31mb\x1b[m");
    }

    #[test]
    fn nothing_that_moves_the_cursor_or_hides_passes() {
        for symbol in ["\x1b[2J", "\u{202e}", "a\u{200b}", "\r"] {
            let mut hostile = Cell::EMPTY;
            hostile.set_symbol(symbol);
            assert_eq!(encoded(&[(0, 0, hostile)]), "\x1b[1;1H\u{fffd}", "{symbol:?}");
        }
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        let symbol = prop::sample::select(vec![" ", "x", "─", "⣿", "σ", "█"]);
        let color = prop::sample::select(vec![
            Color::Reset,
            Color::Red,
            Color::LightBlue,
            Color::Indexed(172),
            Color::Rgb(1, 2, 3),
        ]);
        let modifier = prop::sample::select(vec![
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::REVERSED,
            Modifier::UNDERLINED,
            Modifier::BOLD | Modifier::ITALIC,
        ]);
        (symbol, color.clone(), color, modifier).prop_map(|(symbol, fg, bg, modifier)| {
            cell(symbol, Style::new().fg(fg).bg(bg).add_modifier(modifier))
        })
    }

    const ROWS: std::num::NonZeroU16 = std::num::NonZeroU16::new(3).unwrap();
    const COLUMNS: std::num::NonZeroU16 = std::num::NonZeroU16::new(7).unwrap();

    fn parsed(color: Color) -> vt100::Color {
        match color {
            Color::Red => vt100::Color::Idx(1),
            Color::LightBlue => vt100::Color::Idx(12),
            Color::Indexed(index) => vt100::Color::Idx(index),
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            _ => vt100::Color::Default,
        }
    }

    proptest! {
        /// Whatever was on the screen, after the codes of the difference it shows the new frame.
        #[test]
        fn a_terminal_shows_what_was_encoded(
            frames in prop::collection::vec(prop::collection::vec(any_cell(), 7 * 3), 1..4),
        ) {
            let area = Rect::new(0, 0, 7, 3);
            let mut terminal = vt100::Parser::new(ROWS, COLUMNS, 0);
            let mut before = Buffer::empty(area);
            for frame in frames {
                let mut after = Buffer::empty(area);
                after.content.clone_from_slice(&frame);
                let mut out = Vec::new();
                encode(&mut out, before.diff(&after).into_iter());
                terminal.process(&out);
                for (i, cell) in frame.iter().enumerate() {
                    let (row, column) = (i as u16 / 7, i as u16 % 7);
                    let shown = terminal.screen().cell(row, column).unwrap();
                    let text = if shown.contents().is_empty() { " " } else { shown.contents() };
                    prop_assert_eq!(text, cell.symbol());
                    prop_assert_eq!(shown.bgcolor(), parsed(cell.bg));
                    prop_assert_eq!(shown.inverse(), cell.modifier.contains(Modifier::REVERSED));
                    prop_assert_eq!(shown.underline(), cell.modifier.contains(Modifier::UNDERLINED));
                    if cell.symbol() != " " || shown.inverse() || shown.underline() {
                        prop_assert_eq!(shown.fgcolor(), parsed(cell.fg));
                        prop_assert_eq!(shown.bold(), cell.modifier.contains(Modifier::BOLD));
                    }
                }
                before = after;
            }
        }
    }
}
