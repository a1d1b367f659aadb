//! Figures for papers and slides: data, θ and the trace of a run as a page of lines and labels, and
//! the page as SVG, PDF or PNG.
//!
//! Everything is in points and millimetres: text and lines are as large at any width. A figure that
//! is too small for its labels is not drawn; the least width that it needs is said. The same data
//! give the same bytes.

mod canvas;
mod curves;
mod export;
mod kind;
mod legend;
mod page;
mod panel;
mod style;
mod ticks;
mod unit;

use crate::explain::Coordinate;
pub use crate::report::export::Figure;
use canvas::{Canvas, TooSmall};
#[cfg(all(feature = "figures", feature = "terminal"))]
pub(crate) use export::is_too_large;
pub use export::svg;
#[cfg(feature = "figures")]
pub use export::{pdf, png};
use kind::Layout;
pub use kind::Source;
#[cfg(feature = "terminal")]
pub(crate) use kind::surface_axes;
pub use page::{Anchor, Area, Ink, Label, Mark, Page, Path, Segment, Stroke, Text};
use unit::Measured;

/// How a figure is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureOptions {
    /// Which figure.
    pub figure: Figure,
    /// How wide it is, in millimetres.
    pub width: f64,
    /// What the data are called; if it is not given, as the column is.
    pub label: Option<String>,
    /// The unit of the data; if it is not given, one is looked for in the label, and then in the
    /// column's name.
    pub unit: Option<String>,
    /// What the surface is over; if it is not given, two means.
    pub axes: Option<(Coordinate, Coordinate)>,
}

/// The width of a figure unless another is asked for, in millimetres: between one column of a
/// journal (about 89) and two (183), and readable on a slide.
pub const WIDTH: f64 = 120.0;
/// The widths that can be asked for.
pub(crate) const WIDTHS: (f64, f64) = (20.0, 1000.0);

/// The least width is looked for in steps of this many millimetres, and then of one.
const STRIDE: usize = 8;

/// Draws a figure.
///
/// # Errors
/// Returns an error if the source does not have what the figure is of, or the width is too small.
pub fn draw(source: &Source<'_>, options: &FigureOptions) -> Result<Page, FigureError> {
    let column = source.dataset.shown_column();
    let measured = Measured::new(&column, options.label.as_deref(), options.unit.as_deref());
    let layout = kind::of(options, source, measured)?;
    let (least, most) = WIDTHS;
    let width = options.width.clamp(least, most);
    laid_out(&*layout, width).map_err(|TooSmall| {
        // By large steps up, then by small ones.
        let fits = |width: &u32| laid_out(&*layout, f64::from(*width)).is_ok();
        let first = width.floor() as u32 + 1;
        let enough = (first..=most as u32).step_by(STRIDE).find(fits);
        let least = enough.and_then(|enough| {
            (enough.saturating_sub(STRIDE as u32 - 1).max(first)..=enough).find(fits)
        });
        FigureError::TooSmall { figure: options.figure, width, least }
    })
}

/// Lays a figure out at a width in millimetres.
fn laid_out(layout: &dyn Layout, width: f64) -> Result<Page, TooSmall> {
    let mut canvas = Canvas::new(width, layout.height(width));
    layout.draw(&mut canvas)?;
    Ok(canvas.finish(layout.title(), layout.description()))
}

/// Returns the symbol of a number of θ in a line of text.
fn symbol(coordinate: Coordinate) -> String {
    format!("{}_{}", coordinate.parameter.symbol(), coordinate.component + 1)
}

/// Why there is no figure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FigureError {
    /// Its labels do not fit.
    #[error(
        "the figure '{figure}' does not fit into {width} mm{}",
        least.map(|least| format!("; give at least --width {least}")).unwrap_or_default()
    )]
    TooSmall {
        /// which figure
        figure: Figure,
        /// how wide it was to be, in millimetres
        width: f64,
        /// the least width that is enough, if there is one
        least: Option<u32>,
    },
    /// Two numbers of θ cannot be changed without a third.
    #[error(
        "the figure 'surface' cannot be over {} and {} if K is {components}; give other --axes",
        symbol(.axes.0), symbol(.axes.1)
    )]
    NoPlane {
        /// what it was to be over
        axes: (Coordinate, Coordinate),
        /// how many components there are
        components: usize,
    },
    /// There is no range of K.
    #[error("the figure 'bic' compares numbers of components: give a range, as in -k 1..8")]
    NoScan,
    /// No K has a fit.
    #[error("the figure 'bic' has nothing to show: every start collapsed for every K")]
    NoFit,
}
