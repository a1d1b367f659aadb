//! Frames of sessions, packed, and sent as differences.
//!
//! A ratatui `Terminal` keeps two buffers of 40 bytes per cell, 400 KB for a window of 120×40. What
//! a session needs between two frames is only what its client shows, and most of that is blanks in
//! a few styles.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use super::scratch_terminal;
use crate::runtime::codes;
use crate::runtime::encode::encode;

/// A finished frame: what a client's screen shows, in about 3 bytes per cell.
#[derive(Debug, PartialEq, Eq)]
pub struct PackedFrame {
    size: Size,
    /// The symbols of the cells in reading order. One that is not a single `char` has a
    /// [`DELIMITER`] before and after it.
    symbols: String,
    /// The styles, each with the number of cells that it holds for.
    styles: Vec<(Style, u32)>,
    /// The position of the cursor, if it is shown.
    cursor: Option<Position>,
}

type Style = (Color, Color, Modifier);

/// Encloses a symbol that is not a single `char`.
const DELIMITER: char = '\0';

impl PackedFrame {
    /// Draws a frame of this size. One that would be empty is drawn as one cell.
    pub fn draw(size: Size, draw: impl FnOnce(&mut Frame)) -> Self {
        let (packed, cursor) = scratch_terminal::draw(size, draw, Self::pack);
        Self { cursor, ..packed }
    }

    /// Returns its size.
    pub fn size(&self) -> Size {
        self.size
    }

    fn pack(buffer: &Buffer) -> Self {
        let mut symbols = String::with_capacity(buffer.content.len() * 5 / 4);
        let mut styles: Vec<(Style, u32)> = Vec::new();
        for cell in &buffer.content {
            let symbol = cell.symbol();
            let mut chars = symbol.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if c != DELIMITER => symbols.push(c),
                _ => {
                    symbols.push(DELIMITER);
                    symbols.extend(symbol.chars().filter(|c| *c != DELIMITER));
                    symbols.push(DELIMITER);
                }
            }
            let style = (cell.fg, cell.bg, cell.modifier);
            match styles.last_mut() {
                Some((last, cells)) if *last == style => *cells += 1,
                _ => styles.push((style, 1)),
            }
        }
        symbols.shrink_to_fit();
        styles.shrink_to_fit();
        Self { size: buffer.area.as_size(), symbols, styles, cursor: None }
    }

    fn unpack(&self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::from((Position::ORIGIN, self.size)));
        let mut styles =
            self.styles.iter().flat_map(|(style, cells)| (0..*cells).map(move |_| style));
        let mut rest = self.symbols.as_str();
        for cell in &mut buffer.content {
            let (symbol, after) = first_symbol(rest);
            rest = after;
            cell.set_symbol(symbol);
            if let Some((fg, bg, modifier)) = styles.next() {
                (cell.fg, cell.bg, cell.modifier) = (*fg, *bg, *modifier);
            }
        }
        buffer
    }

    /// Returns what to send to a client that shows `before` so that it shows this frame; empty if
    /// it does already. If what it shows is not known, `before` is none.
    pub fn codes_after(&self, before: Option<&Self>) -> Vec<u8> {
        let before = before.filter(|before| before.size == self.size);
        let mut out = Vec::new();
        let after = self.unpack();
        let on_screen = if let Some(before) = before {
            before.unpack()
        } else {
            codes::clear(&mut out);
            Buffer::empty(after.area)
        };
        let mut cells = on_screen.diff_iter(&after).peekable();
        let draws = cells.peek().is_some();
        if draws {
            encode(&mut out, cells);
        }
        let shown = before.map_or(Some(None), |before| Some(before.cursor)).flatten();
        match self.cursor {
            Some(at) => {
                if draws || shown != Some(at) {
                    codes::move_cursor(&mut out, at);
                }
                if shown.is_none() {
                    codes::show_cursor(&mut out);
                }
            }
            None if shown.is_some() || before.is_none() => codes::hide_cursor(&mut out),
            None => {}
        }
        if out.is_empty() { out } else { codes::synchronized(&out) }
    }

    /// Returns the memory that the frame takes, in bytes.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.symbols.capacity()
            + self.styles.capacity() * size_of::<(Style, u32)>()
    }
}

/// Returns the first cell's symbol, and what follows it.
fn first_symbol(text: &str) -> (&str, &str) {
    match text.strip_prefix(DELIMITER) {
        Some(fenced) => fenced.split_once(DELIMITER).unwrap_or((fenced, "")),
        None => text.split_at(text.chars().next().map_or(0, char::len_utf8)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::widgets::Widget;

    use super::*;

    fn packed(text: &str, size: (u16, u16), cursor: Option<(u16, u16)>) -> PackedFrame {
        PackedFrame::draw(size.into(), |frame| {
            ratatui::text::Text::raw(text).render(frame.area(), frame.buffer_mut());
            if let Some(cursor) = cursor {
                frame.set_cursor_position(cursor);
            }
        })
    }

    fn shown(frames: &[PackedFrame]) -> vt100::Parser {
        let mut terminal = vt100::Parser::new(4.try_into().unwrap(), 12.try_into().unwrap(), 0);
        let mut before = None;
        for packed in frames {
            terminal.process(&packed.codes_after(before));
            before = Some(packed);
        }
        terminal
    }

    #[test]
    fn a_frame_that_is_shown_already_needs_no_codes() {
        let draw = || packed("σ² = 4", (12, 4), Some((2, 1)));
        assert_eq!(draw(), draw());
        assert_eq!(draw().codes_after(Some(&draw())), b"");
    }

    #[test]
    fn the_cursor_is_where_the_last_frame_has_it() {
        let frames = [
            packed("a", (12, 4), None),
            packed("b", (12, 4), Some((3, 2))),
            packed("b", (12, 4), Some((5, 2))),
            packed("c", (12, 4), Some((5, 2))),
        ];
        assert!(shown(&frames[..1]).screen().hide_cursor());
        for (count, column) in [(2, 3), (3, 5), (4, 5)] {
            let terminal = shown(&frames[..count]);
            assert!(!terminal.screen().hide_cursor());
            assert_eq!(terminal.screen().cursor_position(), (2, column));
        }
        assert!(
            shown(&[packed("b", (12, 4), Some((3, 2))), packed("b", (12, 4), None)])
                .screen()
                .hide_cursor()
        );
    }

    #[test]
    fn an_idle_session_keeps_a_few_bytes_a_cell() {
        let line = "────── π = 0.5 ".repeat(8);
        let text = format!("{line}\n").repeat(40);
        assert!(packed(&text, (120, 40), None).bytes() < 4 * 120 * 40);
    }

    #[test]
    fn a_panic_while_drawing_is_forgotten() {
        let panic =
            std::panic::catch_unwind(|| PackedFrame::draw((12, 4).into(), |_| panic!("a slip")));
        assert!(panic.is_err());
        assert_eq!(shown(&[packed("fine", (12, 4), None)]).screen().contents(), "fine");
    }

    proptest! {
        /// Combining marks, wide characters and NULs come through as ratatui laid them out.
        #[test]
        fn what_is_packed_is_what_was_drawn(text in "[a-zσ界\u{301}\u{0}\n ]{0,60}", width in 1_u16..12, height in 1_u16..4) {
            let size = Size::new(width, height);
            let mut expected = Buffer::empty(Rect::from((Position::ORIGIN, size)));
            ratatui::text::Text::raw(&text).render(expected.area, &mut expected);
            prop_assert_eq!(packed(&text, (width, height), None).unpack(), expected);
        }
    }
}
