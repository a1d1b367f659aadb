//! Why the data dialog gives no data.

use crate::app::form::field::NoRoom;
use crate::app::notice::Refusal;
use crate::data::MixtureError;

/// Why the data dialog gives no data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DataFormError {
    /// What was typed or pasted has no room.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// No source is named, which may be a file.
    #[error("type observations, the name of a data set or the path of a CSV or .f64 file")]
    NothingToRead,
    /// No source is named, which may not be a file.
    #[error("type observations or the name of a data set")]
    NothingTyped,
    /// There is no built-in data set of this name.
    #[error("no built-in data set is called '{0}'")]
    NoExample(String),
    /// K is out of range.
    #[error("K must be a whole number from 1 to {most}, not '{typed}'")]
    Components {
        /// the most components
        most: usize,
        /// what was typed
        typed: String,
    },
    /// How a file is written was not typed as it should be.
    #[error("how the file is written: {0}")]
    Options(String),
    /// It was said how something is written that is no file.
    #[error("{0} says how a file is written; these data are not in one")]
    OptionsWithoutFile(&'static str),
    /// A mixture to draw from cannot be read.
    #[error("mixture, {0}")]
    Mixture(MixtureError),
    /// No run began on the data.
    #[error(transparent)]
    NoRun(Box<Refusal>),
}
