//! A page: lines, areas and labels at positions, in points, from the upper left corner. What a
//! figure comes to before it is written in some format.

pub(crate) mod font;
pub(crate) mod label;
mod mark;
mod shape;

pub use label::Label;
pub use mark::{Anchor, Ink, Mark, Stroke, Text};
pub(crate) use shape::clipped;
pub use shape::{Path, Segment};

/// Points per millimetre.
pub(crate) const POINTS: f64 = 72.0 / 25.4;

/// A position, in points.
pub(crate) type Point = (f64, f64);

/// A rectangle, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// the left edge
    pub left: f64,
    /// the upper edge
    pub top: f64,
    /// the right edge
    pub right: f64,
    /// the lower edge
    pub bottom: f64,
}

impl Area {
    /// Returns the width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Returns the height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Returns whether the two have a part in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let across = self.left < other.right && other.left < self.right;
        across && self.top < other.bottom && other.top < self.bottom
    }

    /// Returns whether the other lies within.
    pub fn holds(&self, other: &Self) -> bool {
        let across = self.left <= other.left && other.right <= self.right;
        across && self.top <= other.top && other.bottom <= self.bottom
    }

    /// Returns whether a point lies within.
    pub fn has(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// Returns it with this much more on every side.
    #[must_use]
    pub(crate) fn grown(&self, by: f64) -> Self {
        let Self { left, top, right, bottom } = self;
        Self { left: left - by, top: top - by, right: right + by, bottom: bottom + by }
    }
}

/// A figure of one page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The width, in points.
    pub width: f64,
    /// The height, in points.
    pub height: f64,
    /// What it shows, in a line.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// What is on it, the lowest first.
    pub marks: Vec<Mark>,
}

impl Page {
    /// Returns the whole page.
    pub fn area(&self) -> Area {
        Area { left: 0.0, top: 0.0, right: self.width, bottom: self.height }
    }

    /// Returns the labels.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Text(text) => Some(text),
            Mark::Shape { .. } => None,
        })
    }

    /// Returns the characters that the fonts of figures do not have: an SVG shows them in a font of
    /// the reader's, PDF and PNG as boxes.
    pub fn missing(&self) -> String {
        let mut missing: Vec<char> = self.texts().flat_map(|text| text.label.missing()).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.into_iter().collect()
    }
}
