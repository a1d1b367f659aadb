//! The buffer that all sessions of a thread draw their frames in.

use std::cell::RefCell;
use std::convert::Infallible;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

/// A scratch buffer of more cells than this is dropped after use: hardly any window has as many,
/// and every thread would have one.
const LARGEST_KEPT: usize = 16_384;

thread_local! {
    static SCRATCH_TERMINAL: RefCell<Option<ScratchTerminal>> = const { RefCell::new(None) };
}

/// Draws a frame of this size, at least one cell, and gives `read` its cells. Returns what that
/// returns, and the position of the cursor if it is shown.
pub(super) fn draw<T>(
    size: Size,
    draw: impl FnOnce(&mut Frame),
    read: impl FnOnce(&Buffer) -> T,
) -> (T, Option<Position>) {
    SCRATCH_TERMINAL.with_borrow_mut(|kept| {
        // Taken out: a panic while drawing leaves no half-drawn scratch behind.
        let mut scratch = kept.take().unwrap_or_else(ScratchTerminal::new);
        let drawn = scratch.draw(size, draw, read);
        let cells = usize::from(size.width) * usize::from(size.height);
        *kept = Some(scratch).filter(|_| cells <= LARGEST_KEPT);
        drawn
    })
}

/// A terminal without a screen.
struct ScratchTerminal(Terminal<NullBackend>);

impl ScratchTerminal {
    fn new() -> Self {
        let options = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, 1, 1)) };
        let Ok(terminal) = Terminal::with_options(NullBackend::default(), options);
        Self(terminal)
    }

    fn draw<T>(
        &mut self,
        size: Size,
        draw: impl FnOnce(&mut Frame),
        read: impl FnOnce(&Buffer) -> T,
    ) -> (T, Option<Position>) {
        let size = Size::new(size.width.max(1), size.height.max(1));
        if self.0.backend().size != size {
            self.0.backend_mut().size = size;
            let Ok(()) = self.0.resize(Rect::from((Position::ORIGIN, size)));
        }
        let Ok(drawn) = self.0.draw(draw);
        let read = read(drawn.buffer);
        let backend = self.0.backend();
        (read, backend.cursor.filter(|_| backend.shows_cursor))
    }
}

/// The backend of a scratch terminal: it remembers the cursor and shows nothing.
#[derive(Debug, Default)]
struct NullBackend {
    size: Size,
    cursor: Option<Position>,
    shows_cursor: bool,
}

impl Backend for NullBackend {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, _: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.shows_cursor = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.shows_cursor = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.cursor = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scratch_of_a_very_large_window_is_not_kept() {
        let is_kept = || SCRATCH_TERMINAL.with_borrow(Option::is_some);
        for (size, kept) in [((120, 40), true), ((400, 120), false), ((12, 4), true)] {
            let text = |frame: &mut Frame| frame.render_widget("σ² = 4", frame.area());
            let (first, _) = draw(size.into(), text, |buffer| {
                assert_eq!(buffer.area.as_size(), size.into());
                buffer.content[..7].iter().map(Cell::symbol).collect::<String>()
            });
            assert_eq!(first, "σ² = 4 ");
            assert_eq!(is_kept(), kept, "{size:?}");
        }
    }
}
