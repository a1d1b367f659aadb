//! Results of a run as bytes: numbers and figures, for `emstep fit --export`, for the screen, and
//! for a browser's page. Who writes them, and where, is not known here.

pub(crate) mod data_hash;
mod figure_file;
mod order;

use std::io::{self, Write};

use crate::data::Provenance;
use crate::figure::{Figure, FigureError, Source};
use crate::report::export::FileContent;
use crate::report::{DataHashes, Export, FitReport, Names};
use crate::text::sanitise::visible;
use data_hash::{HashError, data_hashes};
use figure_file::FigureBytes;
pub use figure_file::FigureFileError;
pub(crate) use figure_file::FigureSettings;
pub use order::bytes_of;
#[cfg(feature = "terminal")]
pub(crate) use order::{prepared, said_of};

/// What is said of a content besides which it is.
pub(crate) struct ExportOptions<'a> {
    /// Whose names JSON and CSV have.
    pub(crate) names: Names,
    /// Where the data were read from.
    pub(crate) provenance: Option<&'a Provenance>,
    /// How figures are drawn.
    pub(crate) figure: FigureSettings,
}

/// Why a content is not ready.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// There is no figure.
    #[error(transparent)]
    Figure(#[from] FigureFileError),
    /// It is not known which bytes the data were.
    #[error(transparent)]
    Data(#[from] HashError),
}

impl From<FigureError> for NotReady {
    fn from(error: FigureError) -> Self {
        Self::Figure(error.into())
    }
}

/// A content of a run that is ready to be written: a figure is drawn, numbers are made as they are
/// written.
pub(crate) enum ReadyContent<'a> {
    /// Numbers, with whose names they have and where the data come from.
    Numbers(&'a FitReport<'a>, Export, Names, DataHashes),
    /// A figure.
    Figure(Figure, FigureBytes),
}

impl<'a> ReadyContent<'a> {
    /// Draws a figure, if it is one, and reads the data again for their hash, if it has that.
    ///
    /// # Errors
    /// Returns an error if there is no such figure, this program cannot write its format, or the
    /// data have changed since they were read.
    pub(crate) fn of(
        report: &'a FitReport<'a>,
        content: FileContent,
        options: &ExportOptions<'_>,
    ) -> Result<Self, NotReady> {
        let ExportOptions { names, provenance, figure: settings } = options;
        match content {
            FileContent::Numbers(export) => {
                let is_whole = export.is_whole_report();
                let hashes =
                    if is_whole { data_hashes(*provenance)? } else { DataHashes::default() };
                Ok(Self::Numbers(report, export, *names, hashes))
            }
            FileContent::Figure(figure, format) => {
                let drawn = figure_file::draw(&source(report), (figure, format), settings)?;
                Ok(Self::Figure(figure, drawn))
            }
        }
    }

    /// Returns what it is, in a word.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Numbers(_, export, ..) => export.content().name(),
            Self::Figure(figure, _) => figure.name(),
        }
    }

    /// Returns what a person should know of it: that a figure is wider than usual, which characters
    /// it has no glyphs for, and which digits θ lacks.
    pub(crate) fn notes(&self) -> Vec<String> {
        let drawn = match self {
            Self::Figure(_, drawn) => drawn,
            Self::Numbers(report, export, ..) => {
                let rounding = report.rounding().filter(|_| export.has_theta());
                return rounding.into_iter().map(str::to_owned).collect();
            }
        };
        let wide = drawn.widened.map(|width| format!("it is {width} mm wide, for its labels"));
        let missing = visible(&drawn.missing);
        let boxes = (!missing.is_empty()).then(|| {
            format!("the font of figures has no {missing}, so boxes are drawn; .svg shows them")
        });
        wide.into_iter().chain(boxes).collect()
    }

    /// Writes it.
    ///
    /// # Errors
    /// Returns an error if it cannot be written.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Numbers(report, export, names, hashes) => {
                report.export(*export, *names, hashes, out)
            }
            Self::Figure(_, drawn) => out.write_all(&drawn.bytes),
        }
    }
}

/// Looks at a figure of a run that has only begun: some are refused then already.
///
/// # Errors
/// Returns an error if it is far too narrow for its labels, or has too many dots.
#[cfg(feature = "terminal")]
pub(crate) fn check_draft(
    report: &FitReport<'_>,
    figure: (Figure, crate::report::export::FigureFormat),
    settings: &FigureSettings,
) -> Result<(), NotReady> {
    Ok(figure_file::check_draft(&source(report), figure, settings)?)
}

fn source<'a>(report: &'a FitReport<'_>) -> Source<'a> {
    Source { dataset: report.dataset(), trace: report.trace(), scan: report.scan_rows() }
}
