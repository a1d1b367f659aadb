//! The figures: what each takes from the data and the run, and how it is laid out.

mod criteria;
mod density;
mod levels;
mod likelihood;
mod quantiles;
mod responsibilities;
mod surface;

#[cfg(feature = "terminal")]
pub(crate) use surface::surface_axes;

use super::canvas::{Canvas, TooSmall};
use super::unit::Measured;
use super::{Figure, FigureError, FigureOptions};
use crate::data::Dataset;
use crate::mixture::{Iterate, ScanRow, Theta};

/// What figures are drawn of.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The data.
    pub dataset: &'a Dataset,
    /// The iterates of a run, from θ₀ on; at least one.
    pub trace: &'a [Iterate],
    /// The fits of a range of K, if one was tried.
    pub scan: Option<&'a [ScanRow]>,
}

impl<'a> Source<'a> {
    /// Returns the last θ.
    pub(super) fn theta(&self) -> &'a Theta {
        self.last().theta()
    }

    /// Returns the last iterate.
    pub(super) fn last(&self) -> &'a Iterate {
        &self.trace[self.trace.len() - 1]
    }
}

/// A figure whose numbers are known, to be laid out at a width.
pub(super) trait Layout {
    /// Returns the height that goes with a width, in the same unit.
    fn height(&self, width: f64) -> f64;
    /// Returns what the figure shows, in a line.
    fn title(&self) -> String;
    /// Returns what it shows, for those who do not see it.
    fn description(&self) -> String;
    /// Draws it.
    ///
    /// # Errors
    /// Returns an error if its labels do not fit.
    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall>;
}

/// Computes the numbers of a figure.
///
/// # Errors
/// Returns an error if the source does not have what the figure is of.
pub(super) fn of(
    options: &FigureOptions,
    source: &Source<'_>,
    measured: Measured,
) -> Result<Box<dyn Layout>, FigureError> {
    Ok(match options.figure {
        Figure::Density => Box::new(density::Density::of(source, measured)),
        Figure::Likelihood => Box::new(likelihood::Likelihood::of(source)),
        Figure::Responsibilities => {
            Box::new(responsibilities::Responsibilities::of(source, measured))
        }
        Figure::Bic => Box::new(criteria::CriteriaChart::of(source, &measured)?),
        Figure::Surface => Box::new(surface::SurfaceMap::of(source, measured, options.axes)?),
        Figure::Qq => Box::new(quantiles::QuantilePlot::of(source, measured)),
    })
}
