//! The cells of a frame as they look on a paper.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

use super::paper::Paper;
use crate::text;
use crate::view::theme::Rgb;

/// Returns the rows of a frame: the cells that are seen, each with its column. A wide character
/// covers the cell to its right.
pub(super) fn rows(frame: &Buffer) -> impl Iterator<Item = impl Iterator<Item = (u16, &Cell)>> {
    let area = frame.area;
    (area.top()..area.bottom()).map(move |y| {
        let mut covered_to = area.left();
        (area.left()..area.right()).filter_map(move |x| {
            let cell = &frame[(x, y)];
            let is_seen = x >= covered_to;
            if is_seen {
                covered_to = x + text::width(cell.symbol()).max(1) as u16;
            }
            is_seen.then_some((x - area.left(), cell))
        })
    })
}

/// How a cell looks on a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The colour of what is written.
    pub ink: Rgb,
    /// What is behind it, if that is not the paper.
    pub behind: Option<Rgb>,
    /// Bold, italic, underlined, crossed out; what changes colours is in the colours.
    modifier: Modifier,
}

impl Look {
    /// Returns how a cell looks on a paper.
    pub fn of(cell: &Cell, paper: Paper) -> Self {
        let is = |modifier| cell.modifier.contains(modifier);
        let mut ink = Rgb::of(cell.fg).unwrap_or(paper.ink());
        let mut behind = Rgb::of(cell.bg);
        if is(Modifier::REVERSED) {
            (ink, behind) = (behind.unwrap_or(paper.color()), Some(ink));
        }
        if is(Modifier::DIM) {
            ink = halfway(ink, behind.unwrap_or(paper.color()));
        }
        let modifier = cell.modifier.difference(Modifier::REVERSED.union(Modifier::DIM));
        Self { ink, behind: behind.filter(|behind| *behind != paper.color()), modifier }
    }

    /// Returns whether a cell is bold, italic, underlined or crossed out.
    pub fn is(self, modifier: Modifier) -> bool {
        self.modifier.contains(modifier)
    }
}

/// Returns the colour halfway between two.
fn halfway(Rgb(r, g, b): Rgb, to: Rgb) -> Rgb {
    let mean = |a: u8, b: u8| (u16::from(a) + u16::from(b)).div_ceil(2) as u8;
    Rgb(mean(r, to.0), mean(g, to.1), mean(b, to.2))
}

/// Returns a text as it is written in SVG and HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No document may contain these, not even escaped.
            c if c.is_control() && c != '\n' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Style};

    use super::*;

    #[test]
    fn reverse_swaps_ink_and_paper_and_dim_is_halfway_between() {
        let mut cell = Cell::new("x");
        cell.set_style(Style::new().add_modifier(Modifier::REVERSED));
        let look = Look::of(&cell, Paper::Dark);
        assert_eq!((look.ink, look.behind), (Paper::Dark.color(), Some(Paper::Dark.ink())));
        cell.set_style(Style::reset().fg(Color::Rgb(0, 100, 255)).bg(Color::Rgb(0, 0, 0)));
        cell.set_style(Style::new().add_modifier(Modifier::DIM));
        assert_eq!(Look::of(&cell, Paper::Light).ink, Rgb(0, 50, 128));
    }

    #[test]
    fn what_markup_means_is_escaped() {
        assert_eq!(escaped("a<b & \"c\">\u{1b}"), "a&lt;b &amp; &quot;c&quot;&gt;\u{fffd}");
    }
}
