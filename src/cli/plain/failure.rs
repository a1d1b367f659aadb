//! Why a command did not do what it was asked to.

use crate::runtime::HeadlessEnd;
use crate::text::sanitise::clean;

/// Why a command did not do what it was asked to, in one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// Returns a failure with this reason, which may repeat what was typed.
    pub(super) fn new(why: impl AsRef<str>) -> Self {
        Self(clean(why.as_ref()))
    }
}

impl From<HeadlessEnd> for Failure {
    fn from(end: HeadlessEnd) -> Self {
        Self::new(end.to_string())
    }
}
