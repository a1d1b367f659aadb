//! The cells of the screen, and which of them changed.

use emstep::internals::app::{App, Program};
use emstep::internals::view::{self, Rgb, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use crate::protocol::{Frame, KeyHint, Run};

/// What the page shows.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    shown: Buffer,
    /// The keys that the page was told of.
    keys: Option<Vec<KeyHint>>,
}

impl Screen {
    /// Forgets what the page shows, so that all of it is drawn again.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Draws the program and returns what changed.
    pub(crate) fn draw(&mut self, program: &Program, theme: &Theme, size: Size) -> Frame {
        let backend = TestBackend::new(size.width, size.height);
        let mut terminal = Terminal::new(backend).unwrap_or_else(|never| match never {});
        let drawn = terminal.draw(|frame| view::draw_program(program, theme, frame));
        let frame = drawn.unwrap_or_else(|never| match never {}).buffer.clone();
        let area = Rect::from((Position::ORIGIN, size));
        if self.shown.area != area {
            // The program hides no cell, so that all are drawn.
            let mut other = Cell::default();
            other.modifier = Modifier::HIDDEN;
            self.shown = Buffer::filled(area, other);
        }
        let runs = runs(&self.shown.diff(&frame));
        self.shown = frame;
        let backend = terminal.backend();
        let at = backend.cursor_position();
        let keys = program.app().map(keys).unwrap_or_default();
        let is_new = self.keys.as_ref() != Some(&keys);
        if is_new {
            self.keys = Some(keys.clone());
        }
        Frame {
            columns: size.width,
            rows: size.height,
            runs,
            cursor: backend.cursor_visible().then_some((at.x, at.y)),
            title: format!("emstep: {}", program.data_name()),
            theme: theme.name().as_str(),
            mouse: program.has_mouse(),
            keys: is_new.then_some(keys),
        }
    }
}

fn keys(app: &App) -> Vec<KeyHint> {
    let hinted = view::hinted_keys(app).into_iter();
    hinted.map(|(key, label)| KeyHint { key: key.to_string(), label }).collect()
}

/// Joins cells beside one another that look alike.
fn runs(cells: &[(u16, u16, &Cell)]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut next = None;
    for (column, row, cell) in cells {
        let (ink, paper) = (hex(cell.fg), hex(cell.bg));
        let style = style(cell.modifier);
        match runs.last_mut() {
            Some(run)
                if next == Some((*column, *row))
                    && run.ink == ink
                    && run.paper == paper
                    && run.style == style =>
            {
                run.text.push('\u{0}');
                run.text.push_str(cell.symbol());
            }
            _ => runs.push(Run {
                column: *column,
                row: *row,
                ink,
                paper,
                style,
                text: cell.symbol().to_owned(),
            }),
        }
        next = Some((column + 1, *row));
    }
    runs
}

fn hex(color: Color) -> Option<String> {
    let Rgb(red, green, blue) = Rgb::of(color)?;
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

/// Returns a style as the sum of what `protocol::Run` lists.
fn style(modifier: Modifier) -> u16 {
    [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 4),
        (Modifier::UNDERLINED, 8),
        (Modifier::REVERSED, 16),
        (Modifier::CROSSED_OUT, 32),
    ]
    .into_iter()
    .filter(|(of, _)| modifier.contains(*of))
    .map(|(_, bit)| bit)
    .sum()
}
