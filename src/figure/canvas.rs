//! A page that is being drawn: marks, and the areas that labels have taken, so that no two overlap.

use super::page::{Anchor, Area, Ink, Label, Mark, POINTS, Page, Path, Point, Stroke, Text};
use super::style::{BLACK, SMALL, TEXT, solid};

/// Why a figure cannot be drawn at a width: its labels do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooSmall;

/// Room between labels that are next to each other.
const APART: f64 = 1.0;

/// A page that is being drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    width: f64,
    height: f64,
    marks: Vec<Mark>,
    /// The areas of labels.
    taken: Vec<Area>,
}

/// A label that is about to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Caption {
    pub(super) label: Label,
    pub(super) size: f64,
    pub(super) ink: Ink,
}

impl Caption {
    /// Returns a label of the usual size, black.
    pub(super) fn new(label: impl Into<Label>) -> Self {
        Self { label: label.into(), size: TEXT, ink: BLACK }
    }

    /// Returns it in another colour.
    pub(super) fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// Returns it in the size of the numbers along axes.
    pub(super) fn small(self) -> Self {
        Self { size: SMALL, ..self }
    }

    /// Returns it at a position.
    pub(super) fn at(self, at: Point, anchor: Anchor) -> Text {
        let Self { label, size, ink } = self;
        Text { label, at, anchor, size, ink, is_upright: false }
    }

    /// Returns the width.
    pub(super) fn width(&self) -> f64 {
        self.label.width(self.size)
    }
}

impl Canvas {
    /// Returns an empty page, both sizes in millimetres.
    pub(super) fn new(width: f64, height: f64) -> Self {
        let (marks, taken) = (Vec::new(), Vec::new());
        Self { width: width * POINTS, height: height * POINTS, marks, taken }
    }

    /// Returns the page's area, within a narrow margin.
    pub(super) fn area(&self) -> Area {
        Area { left: 0.0, top: 0.0, right: self.width, bottom: self.height }.grown(-2.0)
    }

    /// Returns the page.
    pub(super) fn finish(self, title: String, description: String) -> Page {
        let Self { width, height, marks, .. } = self;
        Page { width, height, title, description, marks }
    }

    /// Draws a line.
    pub(super) fn stroke(&mut self, path: Path, stroke: Stroke) {
        self.shape(path, None, Some(stroke));
    }

    /// Fills an area.
    pub(super) fn fill(&mut self, path: Path, fill: Ink) {
        self.shape(path, Some(fill), None);
    }

    /// Fills an area, and draws its edge.
    pub(super) fn shape(&mut self, path: Path, fill: Option<Ink>, stroke: Option<Stroke>) {
        if !path.is_empty() {
            self.marks.push(Mark::Shape { path, fill, stroke });
        }
    }

    /// Draws a label.
    ///
    /// # Errors
    /// Returns an error if it does not lie on the page, or overlaps another.
    pub(super) fn text(&mut self, text: Text) -> Result<(), TooSmall> {
        let area = text.area();
        if !self.is_free(&area) {
            return Err(TooSmall);
        }
        self.taken.push(area);
        self.marks.push(Mark::Text(text));
        Ok(())
    }

    /// Returns whether a label may be in an area.
    pub(super) fn is_free(&self, area: &Area) -> bool {
        let page = self.area().grown(2.0);
        let roomy = area.grown(APART / 2.0);
        page.holds(area) && !self.taken.iter().any(|taken| taken.overlaps(&roomy))
    }

    /// Draws a label at one of several positions within `inside`: the one where it covers the
    /// fewest of `points`, and of these the first.
    ///
    /// # Errors
    /// Returns an error if it does not fit at any.
    pub(super) fn place(
        &mut self,
        caption: &Caption,
        candidates: &[(Point, Anchor)],
        inside: &Area,
        points: &[Point],
    ) -> Result<Area, TooSmall> {
        let mut best: Option<(usize, Text)> = None;
        for (at, anchor) in candidates {
            let text = caption.clone().at(*at, *anchor);
            let area = text.area();
            if !inside.holds(&area) || !self.is_free(&area) {
                continue;
            }
            let covered = points.iter().filter(|point| area.has(**point)).count();
            if best.as_ref().is_none_or(|(least, _)| covered < *least) {
                best = Some((covered, text));
            }
            if covered == 0 {
                break;
            }
        }
        let (_, text) = best.ok_or(TooSmall)?;
        let area = text.area();
        self.text(text)?;
        Ok(area)
    }

    /// Draws a thin line from a label to what it belongs to.
    pub(super) fn leader(&mut self, from: Point, to: Point, ink: Ink) {
        let mut path = Path::default();
        path.line([from, to]);
        self.stroke(path, solid(ink, 0.4));
    }
}
