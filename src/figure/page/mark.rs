//! What is on a page.

use std::fmt;

use super::font::{ASCENT, DESCENT};
use super::label::{Label, Run};
use super::{Area, Path, Point};

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// The colour.
    pub ink: Ink,
    /// The width, in points.
    pub width: f64,
    /// The lengths of dashes and gaps, in points; a solid line has none.
    pub dashes: &'static [f64],
}

/// A shape or a label.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Lines or areas.
    Shape {
        /// where
        path: Path,
        /// the colour of its area, if that is filled
        fill: Option<Ink>,
        /// how its outline is drawn, if it is
        stroke: Option<Stroke>,
    },
    /// A label.
    Text(Text),
}

/// Which part of a label is at its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// its beginning
    Start,
    /// its middle
    Middle,
    /// its end
    End,
}

impl Anchor {
    /// Returns the part of the width that lies before the position.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}

/// A label at a position.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text.
    pub label: Label,
    /// Where its anchor is, on the baseline.
    pub at: Point,
    /// Which part of it is there.
    pub anchor: Anchor,
    /// The size, in points.
    pub size: f64,
    /// The colour.
    pub ink: Ink,
    /// Whether it is read from the bottom to the top.
    pub is_upright: bool,
}

impl Text {
    /// Returns the area that it takes.
    pub fn area(&self) -> Area {
        let width = self.label.width(self.size);
        let (x, y) = self.at;
        let before = self.anchor.share() * width;
        let (above, below) = (ASCENT * self.size, DESCENT * self.size);
        if self.is_upright {
            let bottom = y + before;
            Area { left: x - above, top: bottom - width, right: x + below, bottom }
        } else {
            let left = x - before;
            Area { left, top: y - above, right: left + width, bottom: y + below }
        }
    }

    /// Returns each run with where it begins, as if the label were not turned.
    #[cfg(feature = "figures")]
    pub(crate) fn placed_runs(&self) -> Vec<(&Run, Point)> {
        let mut x = -self.anchor.share() * self.label.width(self.size);
        let place = |run| {
            let at = (x, Run::drop(run, self.size));
            x += Run::width(run, self.size);
            (run, at)
        };
        self.label.runs().iter().map(place).collect()
    }
}

impl Run {
    /// Returns how far it is below the baseline of a label of this size.
    pub(crate) fn drop(&self, size: f64) -> f64 {
        self.level.drop() * size
    }
}
