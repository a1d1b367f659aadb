//! What ratatui draws becomes one write per frame, or none if nothing changed.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::encode::encode;
use super::{codes, terminal_mode};

/// What a terminal that does not know its size (a serial line) is taken for.
const DEFAULT_SIZE: Size = Size::new(80, 24);
/// The largest screen that is drawn: more than any monitor shows. A terminal may say anything, and
/// a buffer for 65,535 by 65,535 cells is more than there is memory.
const LARGEST_SIZE: Size = Size::new(1_000, 500);

/// A ratatui backend that collects a frame in memory. Only [`BufferedBackend::send`] touches the
/// terminal, so that a frame is one write inside one synchronized update, and so that dropping a
/// `Terminal`, which shows the cursor and prints if that fails, is harmless on a terminal that
/// has gone.
#[derive(Debug, Default)]
pub(super) struct BufferedBackend {
    frame: Vec<u8>,
    cursor_shown: bool,
    /// The position of the cursor; none if drawing has moved it.
    cursor: Option<Position>,
}

impl BufferedBackend {
    /// Sends what was drawn since the last time, if something was.
    pub(super) fn send(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let bytes = codes::synchronized(&self.frame);
        self.frame.clear();
        terminal_mode::write(&bytes)
    }
}

impl Backend for BufferedBackend {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.cursor = None;
        encode(&mut self.frame, content);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.cursor_shown, false) {
            codes::hide_cursor(&mut self.frame);
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.cursor_shown, true) {
            codes::show_cursor(&mut self.frame);
        }
        Ok(())
    }

    /// Asks nothing: the terminal's answer would come among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.replace(position) != Some(position) {
            codes::move_cursor(&mut self.frame, position);
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        CrosstermBackend::new(&mut self.frame).clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        let reported = terminal_size()?;
        Ok(drawn_size((reported.width.into(), reported.height.into()), LARGEST_SIZE))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    /// Nothing: a frame is not complete before [`BufferedBackend::send`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns what is drawn on a terminal that says it has this many columns and rows: at least a
/// cell, and not more than `largest`.
pub(super) fn drawn_size((columns, rows): (u32, u32), largest: Size) -> Size {
    let side = |reported: u32, default: u16, largest: u16| {
        let reported =
            if reported == 0 { default } else { u16::try_from(reported).unwrap_or(u16::MAX) };
        reported.min(largest).max(1)
    };
    Size {
        width: side(columns, DEFAULT_SIZE.width, largest.width),
        height: side(rows, DEFAULT_SIZE.height, largest.height),
    }
}

/// crossterm's own would run `tput` if the terminal has gone.
#[cfg(unix)]
fn terminal_size() -> io::Result<Size> {
    let size = rustix::termios::tcgetwinsize(io::stdout())?;
    Ok(Size::new(size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
fn terminal_size() -> io::Result<Size> {
    crossterm::terminal::size().map(Size::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_between_one_cell_and_the_largest() {
        for (reported, size) in [
            ((0, 0), (80, 24)),
            ((1, 1), (1, 1)),
            ((120, 40), (120, 40)),
            ((65_535, 0), (1_000, 24)),
            ((65_535, 65_535), (1_000, 500)),
            ((u32::MAX, 65_536), (1_000, 500)),
            ((65_536, 0), (1_000, 24)),
        ] {
            assert_eq!(drawn_size(reported, LARGEST_SIZE), size.into(), "{reported:?}");
        }
        assert_eq!(drawn_size((0, 10), Size::new(60, 20)), Size::new(60, 10));
    }

    #[test]
    fn a_frame_without_changes_is_empty() {
        let mut output = BufferedBackend::default();
        output.hide_cursor().unwrap();
        output.draw(std::iter::empty()).unwrap();
        assert!(output.frame.is_empty());

        output.show_cursor().unwrap();
        output.set_cursor_position((3, 1)).unwrap();
        assert_eq!(output.frame, b"\x1b[?25h\x1b[2;4H");
        output.frame.clear();
        output.show_cursor().unwrap();
        output.set_cursor_position((3, 1)).unwrap();
        assert!(output.frame.is_empty());
    }

    #[test]
    fn the_cursor_is_put_back_after_cells_were_drawn() {
        let mut output = BufferedBackend::default();
        output.set_cursor_position((3, 1)).unwrap();
        output.draw(std::iter::once((0, 0, &Cell::new("x")))).unwrap();
        output.frame.clear();
        output.set_cursor_position((3, 1)).unwrap();
        assert_eq!(output.frame, b"\x1b[2;4H");
    }
}
