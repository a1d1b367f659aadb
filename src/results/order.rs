//! What was ordered on the screen, made ready.

use super::{ExportOptions, FigureFileError, FigureSettings, NotReady, ReadyContent};
use crate::app::{ExportOrder, SaveError};
use crate::figure::FigureError;
use crate::report::{Export, Names};
use crate::text::sanitise::clean;

/// Makes what was ordered ready, and returns what `write` does with it.
///
/// # Errors
/// Returns an error if there is no such content, or if `write` does.
pub(crate) fn prepared<T>(
    order: &ExportOrder,
    write: impl FnOnce(&ReadyContent<'_>) -> Result<T, SaveError>,
) -> Result<T, SaveError> {
    let failed = |error: &dyn std::fmt::Display| SaveError::Failed(error.to_string());
    let mut report = order.report().map_err(|error| failed(&error))?;
    if order.content.numbers().is_some_and(Export::is_whole_report) {
        report = report.with_convergence().map_err(|error| failed(&error))?;
    }
    let name = clean(&order.path.display().to_string());
    let figure = FigureSettings { axes: Some(order.plane), ..FigureSettings::default() };
    let provenance = order.provenance.as_ref();
    let options = ExportOptions { names: Names::Emstep, provenance, figure };
    let ready = ReadyContent::of(&report, order.content, &options).map_err(|error| {
        SaveError::Failed(match error {
            NotReady::Figure(error) => format!("{name}: {}", without_options(&error)),
            NotReady::Data(error) => error.to_string(),
        })
    })?;
    write(&ready)
}

/// Returns what is said of a result that was written to this file.
pub(crate) fn said_of(ready: &ReadyContent<'_>, name: &str) -> Vec<String> {
    let mut said = vec![format!("{} written to {name}", ready.name())];
    said.extend(ready.notes());
    said
}

/// Returns the bytes of what was ordered, and what is said of them.
///
/// # Errors
/// Returns an error if there is no such content.
pub fn bytes_of(order: &ExportOrder) -> Result<(Vec<u8>, String), SaveError> {
    prepared(order, |ready| {
        let mut bytes = Vec::new();
        ready.write(&mut bytes).map_err(|error| SaveError::Failed(error.to_string()))?;
        let name = clean(&order.path.display().to_string());
        Ok((bytes, said_of(ready, &name).join("; ")))
    })
}

/// Returns why there is no figure, without the options of a command, which the screen has not.
fn without_options(error: &FigureFileError) -> String {
    match error {
        FigureFileError::Figure(FigureError::TooSmall { figure, .. }) => {
            format!("the figure '{figure}' has too many labels for any width")
        }
        FigureFileError::Figure(FigureError::NoPlane { .. }) => {
            "the surface cannot be over these two numbers of θ; choose others in its plot"
                .to_owned()
        }
        #[cfg(feature = "figures")]
        FigureFileError::TooLarge(_) => "too wide for a .png; write .svg or .pdf".to_owned(),
        FigureFileError::Figure(FigureError::NoScan | FigureError::NoFit)
        | FigureFileError::NotBuilt(_) => error.to_string(),
    }
}
