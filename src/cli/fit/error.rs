//! What keeps `emstep fit` from its work.

use std::io;

use super::code::Unreadable;
use super::export::ExportFile;
use crate::app::begin::BeginError;
use crate::data::DataError;
use crate::mixture::{EStepError, RestartError, TestError};
use crate::report::{ExportError, NotReproduced};
use crate::results::NotReady;
use crate::runtime::output_file::OutputFileError;

/// Why there is no trace.
#[derive(Debug, thiserror::Error)]
pub enum FitCommandError {
    /// There are no data.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] OutputFileError),
    /// The data have nothing of the kind to export.
    #[error("--export {file}: {error}")]
    Export {
        /// the file
        file: String,
        /// why
        error: ExportError,
    },
    /// There is no figure, or it is not known which bytes the data were.
    #[error("{file}: {error}")]
    NotReady {
        /// the file
        file: String,
        /// why
        error: NotReady,
    },
    /// No script reproduces the run.
    #[error("--code: {0}")]
    Script(#[from] NotReproduced),
    /// A script could not read the data.
    #[error("--code: {0}")]
    DataOfScript(#[from] Unreadable),
    /// There is no θ₀.
    #[error(transparent)]
    Begin(#[from] BeginError),
    /// There are no groups to fit.
    #[error("--each-group: {0} has no groups; a condensed table with a group_key has (--group-by)")]
    NoGroups(String),
    /// No K has a maximum.
    #[error("every start collapsed for every K; try more --restarts, or a smaller K")]
    NoFit,
    /// None of many starts begins.
    #[error(transparent)]
    Restarts(#[from] RestartError),
    /// No K can be tested against the next.
    #[error("--bootstrap: {0}")]
    Test(#[from] TestError),
    /// ℓ of a later θ cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
    /// There cannot be as many threads.
    #[error("--threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The output cannot be written.
    #[error("{0}")]
    Output(#[from] io::Error),
}

impl FitCommandError {
    /// Returns whether the reader of the output has left.
    pub(super) fn is_of_reader(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(super) fn export(file: &ExportFile, error: ExportError) -> Self {
        Self::Export { file: file.name(), error }
    }

    pub(super) fn figure(file: &ExportFile, error: impl Into<NotReady>) -> Self {
        Self::NotReady { file: file.name(), error: error.into() }
    }
}
