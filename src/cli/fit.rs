//! The front door without a screen: run EM, print the trace.

use std::io::{self, Write};

use super::Plan;
use crate::app::effect::BeginError;
use crate::data::{self, DataError};
use crate::mixture::{EStepError, StopRule};
use crate::report::{self, Format, Report};

/// Reads the data, runs EM from where `plan` says until `rule` says stop, and writes the trace to `out`. What a
/// person should know beside it goes to `say`, a line at a time.
///
/// # Errors
/// [`FitError`]; a component that collapses or empties is none, but a way for a run to end.
pub fn fit(
    plan: &Plan,
    rule: StopRule,
    format: Format,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), FitError> {
    let dataset = data::load(&plan.request)?;
    let beginning = plan.beginning(&dataset);
    let first = beginning.begin(&dataset)?;
    for remark in report::remarks(&dataset, &first.theta) {
        say(&remark);
    }
    let report = Report::run(&dataset, &beginning, &first, rule)?;
    report.write(format, out)?;
    out.flush()?;
    if report.ending().is_by_itself() {
        say(&report.ending().message);
    }
    Ok(())
}

/// Why there is no trace.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// There are no data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// There is no θ₀.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// ℓ of a later θ cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}
