//! Curves in braille, or what else a terminal shows: two by four dots a cell, one colour a cell.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::view::ascii::kept_curve;
use crate::view::theme::{Marker, Theme};

/// Dots a cell is wide.
pub(crate) const DOTS_X: usize = 2;
/// Dots a cell is high.
pub(crate) const DOTS_Y: usize = 4;

/// What a cell shows. A later one is drawn over an earlier one and gives the cell its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ink {
    /// nothing
    #[default]
    Blank,
    /// a bar of the histogram
    Bar,
    /// the mixture before the last M-step
    Before,
    /// the mixture
    Mixture,
    /// component k, counted from 0
    Component(usize),
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    ink: Ink,
    /// The braille pattern, as its code point counts the dots.
    dots: u8,
}

impl Cell {
    /// Returns the character that shows the dots.
    fn symbol(self, marker: Marker) -> char {
        let has = |bits: u8| self.dots & bits != 0;
        let both = |one: bool, other: bool| usize::from(one) + 2 * usize::from(other);
        match marker {
            Marker::Braille => char::from_u32(0x2800 + u32::from(self.dots)).unwrap_or(' '),
            Marker::Quadrant => {
                let upper = both(has(0x03), has(0x18));
                QUADRANTS[upper + 4 * both(has(0x44), has(0xa0))]
            }
            Marker::Block => HALVES[both(has(0x1b), has(0xe4))],
            Marker::Ascii => kept_curve(self.ink.letter()),
        }
    }
}

/// The quarters of a cell: upper left, upper right, lower left and lower right count 1, 2, 4 and 8.
const QUADRANTS: [char; 16] =
    [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];
/// The halves of a cell: the upper and the lower one count 1 and 2.
const HALVES: [char; 4] = [' ', '▀', '▄', '█'];
/// The characters of the components' curves; they repeat after the last.
const LETTERS: [char; 8] = ['+', 'o', 'x', '#', '%', '=', '@', '&'];

impl Ink {
    /// Returns the character of ASCII that draws it.
    fn letter(self) -> char {
        match self {
            Self::Blank => ' ',
            Self::Bar => ':',
            Self::Before => '.',
            Self::Mixture => '*',
            Self::Component(k) => LETTERS[k % LETTERS.len()],
        }
    }

    /// Returns how a legend shows a curve that is otherwise drawn as `line`.
    pub(crate) fn key(self, line: &str, theme: &Theme) -> String {
        match theme.glyphs().marker() {
            Marker::Ascii => line.chars().map(|_| self.letter()).collect(),
            Marker::Braille | Marker::Quadrant | Marker::Block => line.to_owned(),
        }
    }
}

/// An area made of dots; row 0 is at the bottom.
#[derive(Debug)]
pub(crate) struct Raster {
    width: usize,
    height: usize,
    cells: Vec<Cell>,
}

impl Raster {
    /// Returns an empty one of this many cells.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        Self { width, height, cells: vec![Cell::default(); width * height] }
    }

    /// Cells wide.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Dots high.
    pub(crate) fn dots_high(&self) -> usize {
        self.height * DOTS_Y
    }

    /// Sets a dot; those outside are left out. Curves over curves keep the dots of both; curves
    /// clear bars away and the curve before gives way to the others, so that they stay thin lines.
    pub(crate) fn dot(&mut self, x: usize, y: usize, ink: Ink) {
        if x >= self.width * DOTS_X || y >= self.height * DOTS_Y {
            return;
        }
        let cell = &mut self.cells[y / DOTS_Y * self.width + x / DOTS_X];
        if ink < cell.ink && ink <= Ink::Before {
            return;
        }
        if cell.ink < ink && cell.ink <= Ink::Before {
            cell.dots = 0;
        }
        cell.ink = cell.ink.max(ink);
        cell.dots |= bit(x % DOTS_X, y % DOTS_Y);
    }

    /// Returns whether a curve passes through the cell at this column and row, counted from the
    /// bottom left.
    pub(crate) fn has_curve(&self, column: usize, row: usize) -> bool {
        column < self.width
            && row < self.height
            && self.cells[row * self.width + column].ink > Ink::Bar
    }

    /// Draws the cells that hold something.
    pub(crate) fn render(
        &self,
        marker: Marker,
        area: Rect,
        buffer: &mut Buffer,
        style: impl Fn(Ink) -> Style,
    ) {
        for (row, cells) in self.cells.chunks_exact(self.width.max(1)).enumerate() {
            let y = area.bottom().saturating_sub(1 + row as u16);
            for (x, cell) in (area.left()..area.right()).zip(cells) {
                if cell.dots != 0 {
                    buffer[(x, y)].set_char(cell.symbol(marker)).set_style(style(cell.ink));
                }
            }
        }
    }
}

/// Returns the dot's bit in the braille block: columns of three dots first, the fourth row was
/// added later.
const fn bit(x: usize, y_from_bottom: usize) -> u8 {
    const BITS: [[u8; 4]; 2] = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]];
    BITS[x][y_from_bottom]
}

/// Returns the dots of a curve in each column of dots, from the lowest to the highest, given its
/// heights there (in dots, beyond the area where it is cut off): steep stretches are joined
/// half-way between columns.
pub(crate) fn spans(levels: &[i64]) -> Vec<(i64, i64)> {
    let reach = |i: usize, neighbour: Option<&i64>| {
        let level = levels[i];
        // Of the gap to the neighbour, the lower column takes the lower half.
        neighbour.map_or(level, |&other| {
            let middle = level.midpoint(other);
            if other > level { middle } else { (middle + 1).min(level) }
        })
    };
    let span = |i: usize| {
        let left = reach(i, i.checked_sub(1).and_then(|j| levels.get(j)));
        let right = reach(i, levels.get(i + 1));
        let level = levels[i];
        (level.min(left).min(right), level.max(left).max(right))
    };
    (0..levels.len()).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raster: &Raster) -> Vec<String> {
        drawn(raster, Marker::Braille)
    }

    fn drawn(raster: &Raster, marker: Marker) -> Vec<String> {
        let area = Rect::new(0, 0, raster.width as u16, raster.height as u16);
        let mut buffer = Buffer::empty(area);
        raster.render(marker, area, &mut buffer, |_| Style::new());
        let row = |y| (0..area.width).map(|x| buffer[(x, y)].symbol()).collect();
        (0..area.height).map(row).collect()
    }

    #[test]
    fn dots_count_from_the_bottom_left() {
        let mut raster = Raster::new(2, 2);
        raster.dot(0, 0, Ink::Mixture);
        raster.dot(3, 7, Ink::Mixture);
        raster.dot(4, 0, Ink::Mixture);
        raster.dot(0, 8, Ink::Mixture);
        assert_eq!(text(&raster), [" ⠈", "⡀ "]);
    }

    #[test]
    fn each_marker_shows_the_dots_that_it_can() {
        let mut raster = Raster::new(2, 1);
        for (x, y) in [(0, 0), (1, 3), (2, 2)] {
            raster.dot(x, y, Ink::Component(1));
        }
        assert_eq!(drawn(&raster, Marker::Braille), ["⡈⠂"]);
        assert_eq!(drawn(&raster, Marker::Quadrant), ["▞▘"]);
        assert_eq!(drawn(&raster, Marker::Block), ["█▀"]);
        assert_eq!(
            drawn(&raster, Marker::Ascii),
            [[kept_curve('o'); 2].iter().collect::<String>()]
        );
    }

    #[test]
    fn every_dot_is_in_a_quarter_and_in_a_half() {
        for x in 0..DOTS_X {
            for y in 0..DOTS_Y {
                let cell = Cell { ink: Ink::Mixture, dots: bit(x, y) };
                let quarters = [['▖', '▗'], ['▘', '▝']];
                assert_eq!(cell.symbol(Marker::Quadrant), quarters[y / 2][x], "{x} {y}");
                assert_eq!(cell.symbol(Marker::Block), ['▄', '▀'][y / 2], "{x} {y}");
            }
        }
    }

    #[test]
    fn curves_clear_the_bars_and_keep_one_another() {
        let mut raster = Raster::new(1, 1);
        raster.dot(0, 0, Ink::Bar);
        raster.dot(1, 3, Ink::Mixture);
        raster.dot(0, 1, Ink::Bar);
        raster.dot(0, 2, Ink::Before);
        assert_eq!(text(&raster), ["⠈"]);
        raster.dot(1, 2, Ink::Component(0));
        raster.dot(1, 0, Ink::Mixture);
        assert_eq!(text(&raster), ["⢘"]);
        assert_eq!(raster.cells[0].ink, Ink::Component(0));
    }

    #[test]
    fn steep_stretches_have_no_gaps() {
        for levels in [vec![0, 9, 0], vec![5, 5, 6, 1], vec![3], vec![0, 40, 41, 2], vec![7, -3]] {
            let spans = spans(&levels);
            for (i, (lo, hi)) in spans.iter().enumerate() {
                assert!(*lo <= levels[i] && levels[i] <= *hi, "{levels:?}: {spans:?}");
            }
            for pair in spans.windows(2) {
                let [(a, b), (c, d)] = [pair[0], pair[1]];
                assert!(c <= b + 1 && a <= d + 1, "{levels:?}: {spans:?}");
            }
        }
    }
}
