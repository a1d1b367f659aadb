//! The bytes of a figure.

use crate::explain::Coordinate;
use crate::figure::{self, Figure, FigureError, FigureOptions, Page, Source, WIDTH};
use crate::report::export::{FigureFormat, NotBuilt};

/// Dots per inch of a PNG unless others are asked for.
const DPI: u32 = 300;
/// A figure of other iterations may need this many times less width.
#[cfg(feature = "terminal")]
const NEARLY: f64 = 1.2;

/// How the file of a figure is drawn.
#[derive(Clone, Debug)]
pub(crate) struct FigureSettings {
    /// How wide it is, in millimetres; if it is not given, [`WIDTH`], or as wide as its labels
    /// need.
    pub(crate) width: Option<f64>,
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
        Self { width: None, label: None, unit: None, axes: None, dpi: DPI }
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
    /// How wide it is, in millimetres, if its labels need more than [`WIDTH`].
    pub(super) widened: Option<u32>,
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
    let (page, widened) = page(source, figure, settings, WIDTH)?;
    let bytes = written(&page, format, settings.dpi)?;
    // A program that shows an SVG has other fonts too.
    let missing = if format == FigureFormat::Svg { String::new() } else { page.missing() };
    Ok(FigureBytes { bytes, widened, missing })
}

/// Looks at the figure of a run that has only begun.
///
/// # Errors
/// Returns an error if the width that was asked for is far too small, or the picture would have too
/// many dots. Whether a figure nearly fits is only known at the end of the run.
#[cfg(feature = "terminal")]
pub(super) fn check_draft(
    source: &Source<'_>,
    (figure, format): (Figure, FigureFormat),
    settings: &FigureSettings,
) -> Result<(), FigureFileError> {
    match page(source, figure, settings, WIDTH) {
        Err(FigureError::TooSmall { width, least: Some(least), .. })
            if f64::from(least) <= NEARLY * width =>
        {
            Ok(())
        }
        Err(error) => Err(error.into()),
        Ok((page, _)) if format == FigureFormat::Png => check_dots(&page, settings.dpi),
        Ok(_) => Ok(()),
    }
}

/// Lays a figure out, as wide as usual if no width was asked for. Returns how wide it is, too, if
/// its labels need more than that.
fn page(
    source: &Source<'_>,
    figure: Figure,
    settings: &FigureSettings,
    usual: f64,
) -> Result<(Page, Option<u32>), FigureError> {
    let FigureSettings { width, label, unit, axes, .. } = settings.clone();
    let options = FigureOptions { figure, width: width.unwrap_or(usual), label, unit, axes };
    match figure::draw(source, &options) {
        Err(FigureError::TooSmall { least: Some(least), .. }) if width.is_none() => {
            let width = f64::from(least);
            Ok((figure::draw(source, &FigureOptions { width, ..options })?, Some(least)))
        }
        drawn => Ok((drawn?, None)),
    }
}

#[cfg(all(feature = "figures", feature = "terminal"))]
fn check_dots(page: &Page, dpi: u32) -> Result<(), FigureFileError> {
    if figure::is_too_large(page, dpi) { Err(FigureFileError::TooLarge(dpi)) } else { Ok(()) }
}

#[cfg(all(not(feature = "figures"), feature = "terminal"))]
fn check_dots(_page: &Page, _dpi: u32) -> Result<(), FigureFileError> {
    FigureFormat::Png.check().map_err(Into::into)
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

#[cfg(all(test, feature = "terminal"))]
mod tests {
    use super::*;
    use crate::data::{Request, Source as From, load};
    use crate::mixture::Iterate;

    #[test]
    fn a_figure_is_as_wide_as_its_labels_need_unless_a_width_was_asked_for() {
        let dataset = load(&Request::new(From::Example("homework".into()))).unwrap();
        let theta = dataset.theta.clone().unwrap();
        let trace = [Iterate::start(theta, dataset.data()).unwrap()];
        let source = Source { dataset: &dataset, trace: &trace, scan: None };
        let laid_out = |width, usual| {
            let settings = FigureSettings { width, ..FigureSettings::default() };
            page(&source, Figure::Density, &settings, usual)
        };
        assert_eq!(laid_out(None, WIDTH).unwrap().1, None);
        let least = laid_out(None, 21.0).unwrap().1.unwrap();
        let Err(FigureError::TooSmall { least: Some(needed), .. }) = laid_out(Some(21.0), WIDTH)
        else {
            panic!("it fits into 21 mm")
        };
        assert_eq!(least, needed);
        let draft = |width| {
            let settings = FigureSettings { width: Some(width), ..FigureSettings::default() };
            check_draft(&source, (Figure::Density, FigureFormat::Svg), &settings).is_ok()
        };
        let needed = f64::from(needed);
        assert!(draft(needed) && draft(needed - 1.0) && !draft(needed / 1.3));
    }
}
