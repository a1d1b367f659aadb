//! A run in a file: what it begins with, and how far it goes. EM is deterministic, so that is all.

use std::sync::Arc;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

use super::theta::SavedTheta;
use crate::data::Dataset;
use crate::mixture::{GivenGamma, GivenResponsibilities, Iterate, Method, Theta};
use crate::timeline::{Beginning, HalfStep, Origin, Run, check_iteration};

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SavedRun {
    /// The number of its data set, from 0.
    pub data: usize,
    /// Where its θ₀ or γ₀ came from.
    pub origin: Origin,
    /// What it begins with.
    pub begin: SavedBeginning,
    /// How it does its steps.
    #[serde(default, skip_serializing_if = "Method::is_ordinary")]
    pub method: Method,
    /// The iteration of the last θ that is known.
    #[serde(deserialize_with = "iteration")]
    pub known: usize,
    /// The last half-step that was reached.
    pub furthest: HalfStep,
    /// Where the cursor is.
    pub cursor: HalfStep,
    /// The run, from 0, and the half-step that this one was forked from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork_of: Option<(usize, HalfStep)>,
}

/// What a run begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SavedBeginning {
    /// θ₀.
    Theta(SavedTheta),
    /// γ₀, a row per observation.
    Gamma(Vec<Vec<f64>>),
}

/// Reads an iteration that a run may go to: what is beyond would be computed for ever.
fn iteration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let t = usize::deserialize(deserializer)?;
    check_iteration(t).map(|()| t).map_err(D::Error::custom)
}

impl SavedRun {
    /// Returns the form of a run on the data set of this number.
    pub(in crate::app) fn of(run: &Run<Arc<Dataset>>, data: usize) -> Self {
        let begin = match run.given_gamma() {
            None => SavedBeginning::Theta(run.first().theta().into()),
            Some(gamma) => {
                let rows = gamma.responsibilities().rows().map(<[f64]>::to_vec);
                SavedBeginning::Gamma(rows.collect())
            }
        };
        Self {
            data,
            origin: run.origin(),
            begin,
            method: **run.method(),
            known: run.last().iteration(),
            furthest: run.furthest(),
            cursor: run.cursor(),
            fork_of: run.fork_of(),
        }
    }

    /// Returns the run at its beginning.
    ///
    /// # Errors
    /// Returns an error if there is no such run on these data.
    pub(crate) fn begin(&self, dataset: &Arc<Dataset>) -> Result<Run<Arc<Dataset>>, String> {
        let beginning: Beginning = match &self.begin {
            SavedBeginning::Theta(theta) => {
                let first = Iterate::begin(Theta::from(theta), dataset.data(), self.method);
                first.map_err(|error| error.to_string())?.into()
            }
            SavedBeginning::Gamma(rows) => {
                let given = GivenResponsibilities::new(rows.clone());
                let given = given.and_then(|given| GivenGamma::new(given, dataset.data()));
                given.map_err(|error| error.to_string())?.into()
            }
        };
        Ok(Run::new(Arc::clone(dataset), beginning, self.origin))
    }

    /// Returns a run that goes as far as this one with its cursor where it was left.
    pub(crate) fn leave(&self, run: Run<Arc<Dataset>>) -> Run<Arc<Dataset>> {
        run.left_at(self.fork_of, self.furthest, self.cursor)
    }
}
