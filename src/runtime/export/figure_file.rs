//! The bytes of a figure.

use crate::explain::Coordinate;
use crate::figure::{self, Figure, FigureError, FigureOptions, Page, Source, WIDTH};
use crate::report::export::{FigureFormat, NotBuilt};

/// Dots per inch of a PNG unless others are asked for.
const DPI: u32 = 300;

/// How the file of a figure is drawn.
#[derive(Clone, Debug)]
pub(crate) struct FigureSettings {
    /// How wide it is, in millimetres.
    pub(crate) width: f64,
    /// What the data are called; if it is not given, as the column is.
    pub(crate) label: Option<String>,
    /// The unit of the data; if it is not given, one is looked for in the label, and then in the
    /// column's name.
    pub(crate) unit: Option<String>,
    /// What the surface is over; if it is not given, two means.
    pub(crate) axes: Option<(Coordinate, Coordinate)>,
    /// Dots per inch of a PNG.
    pub(crate) dpi: u32,
}

impl Default for FigureSettings {
    fn default() -> Self {
        Self { width: WIDTH, label: None, unit: None, axes: None, dpi: DPI }
    }
}

/// Why the file of a figure is not written.
#[derive(Debug, thiserror::Error)]
pub enum FigureFileError {
    /// There is none.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// The program was built without the format.
    #[error(transparent)]
    NotBuilt(#[from] NotBuilt),
    /// The picture has too many dots.
    #[cfg(feature = "figures")]
    #[error("a picture with {0} dots per inch is too large; give a smaller --dpi or --width")]
    TooLarge(u32),
}

/// The bytes of a figure.
pub(crate) struct FigureBytes {
    pub(super) bytes: Vec<u8>,
    /// The characters that it shows as boxes.
    pub(super) missing: String,
}

/// Draws a figure in a format.
///
/// # Errors
/// Returns an error if there is none, or this program cannot write its format.
pub(super) fn draw(
    source: &Source<'_>,
    (figure, format): (Figure, FigureFormat),
    settings: &FigureSettings,
) -> Result<FigureBytes, FigureFileError> {
    format.check()?;
    let FigureSettings { width, label, unit, axes, dpi } = settings.clone();
    let page = figure::draw(source, &FigureOptions { figure, width, label, unit, axes })?;
    let bytes = written(&page, format, dpi)?;
    // A program that shows an SVG has other fonts too.
    let missing = if format == FigureFormat::Svg { String::new() } else { page.missing() };
    Ok(FigureBytes { bytes, missing })
}

#[cfg(feature = "figures")]
fn written(page: &Page, format: FigureFormat, dpi: u32) -> Result<Vec<u8>, FigureFileError> {
    Ok(match format {
        FigureFormat::Svg => figure::svg(page).into_bytes(),
        FigureFormat::Pdf => figure::pdf(page),
        FigureFormat::Png => figure::png(page, dpi).ok_or(FigureFileError::TooLarge(dpi))?,
    })
}

#[cfg(not(feature = "figures"))]
fn written(page: &Page, format: FigureFormat, _dpi: u32) -> Result<Vec<u8>, FigureFileError> {
    format.check()?;
    Ok(figure::svg(page).into_bytes())
}
