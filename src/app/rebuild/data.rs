//! A data set in a file: where it can be read again, or its observations.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::number::Number;
use super::read;
use super::theta::SavedTheta;
use crate::data::{Dataset, DialectOptions, DrawCount, Request, Roles, Simulation, Source};
use crate::mixture::{Bin, Grouped, Sample, Theta};

/// A file that data, or a lesson, were read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SavedFile {
    /// Where it was: an absolute path.
    pub path: String,
    /// How long it was, in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

/// A data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SavedData {
    /// What a person calls the data.
    #[serde(deserialize_with = "read::shown")]
    pub name: String,
    /// The column's name.
    #[serde(deserialize_with = "read::shown")]
    pub column: String,
    /// Where they come from.
    pub from: SavedSource,
    /// Whether every observation is summed, however many there are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// The θ₀ that belongs to observations that are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theta: Option<SavedTheta>,
    /// The lesson of the session, and the step, that bring the data too, both from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<(usize, usize)>,
    /// The mixture that they were drawn from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth: Option<SavedTheta>,
}

/// Where data come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SavedSource {
    /// A built-in data set.
    Example { name: String, column: Option<String>, roles: Roles },
    /// One or several files, and how their table is read.
    Files {
        #[serde(deserialize_with = "read::files")]
        files: Vec<SavedFile>,
        column: Option<String>,
        #[serde(deserialize_with = "read::dialect")]
        dialect: DialectOptions,
        roles: Roles,
    },
    /// Numbers as they were typed.
    Typed(String),
    /// Draws from a mixture.
    Simulated {
        #[serde(deserialize_with = "read::mixture")]
        mixture: String,
        count: DrawCount,
        seed: u64,
    },
    /// The observations themselves.
    Observations { values: Vec<f64>, weights: Option<Vec<f64>> },
    /// The bins of grouped data: lower edge, upper edge, count.
    Bins(Vec<(Number, Number, f64)>),
    /// A group of a condensed table, which is the data set of this number; by its number and key.
    Group { table: usize, group: usize, key: String },
    /// All groups of that condensed table together.
    AllGroups { table: usize },
}

impl SavedData {
    /// Returns a data set whose observations are in the file; none of a condensed table, which has
    /// none.
    pub(in crate::app) fn inline(dataset: &Dataset) -> Option<Self> {
        let sample = &dataset.sample;
        let from = if let Some(bins) = sample.bins() {
            let saved = |bin: &Bin| (Number(bin.lower), Number(bin.upper), bin.count);
            SavedSource::Bins(bins.iter().map(saved).collect())
        } else if sample.summed().is_some() {
            return None;
        } else {
            let weights = sample.weights().map(<[f64]>::to_vec);
            SavedSource::Observations { values: sample.values().to_vec(), weights }
        };
        Some(Self {
            from,
            theta: dataset.theta.as_ref().map(SavedTheta::from),
            truth: dataset.truth.as_ref().map(SavedTheta::from),
            ..Self::named(dataset, SavedSource::Typed(String::new()))
        })
    }

    /// Returns a data set that can be read again from there.
    pub(in crate::app) fn named(dataset: &Dataset, from: SavedSource) -> Self {
        let (name, column) = (dataset.source.clone(), dataset.column.clone());
        let exact = dataset.provenance.as_ref().is_some_and(|read| read.request.exact);
        Self { name, column, from, exact, theta: None, lesson: None, truth: None }
    }

    /// Returns the observations that are in the file as a data set; none if the data are elsewhere.
    ///
    /// # Errors
    /// Returns an error if they are not a sample.
    pub(crate) fn dataset(&self) -> Option<Result<Dataset, String>> {
        let sample = match &self.from {
            SavedSource::Observations { values, weights: None } => {
                Sample::new(values.clone()).map_err(|error| error.to_string())
            }
            SavedSource::Observations { values, weights: Some(weights) } => {
                Sample::weighted(values.clone(), weights.clone()).map_err(|error| error.to_string())
            }
            SavedSource::Bins(bins) => {
                let bin = |&(Number(lower), Number(upper), count)| Bin { lower, upper, count };
                let bins: Vec<Bin> = bins.iter().map(bin).collect();
                Grouped::new(&bins).map(Sample::grouped).map_err(|error| error.to_string())
            }
            _ => return None,
        };
        Some(sample.map(|sample| {
            let mut dataset = Dataset::new(self.name.clone(), self.column.clone(), sample);
            dataset.theta = self.theta.as_ref().map(Theta::from);
            dataset.truth = self.truth.as_ref().map(Theta::from);
            dataset.condense(self.exact);
            dataset
        }))
    }

    /// Returns what to read for data that are not in the file themselves; `paths` is where their
    /// files are now. None for observations in the file, and for groups.
    pub(crate) fn request(&self, mut paths: Vec<PathBuf>) -> Option<Request> {
        let request = match &self.from {
            SavedSource::Example { name, column, roles } => Request {
                column: column.clone(),
                roles: roles.clone(),
                ..Request::new(Source::Example(name.clone()))
            },
            SavedSource::Files { column, dialect, roles, .. } => {
                let source = match paths.len() {
                    1 => Source::File(paths.remove(0)),
                    _ => Source::Files(paths),
                };
                let (column, dialect) = (column.clone(), dialect.clone());
                Request { column, dialect, roles: roles.clone(), ..Request::new(source) }
            }
            SavedSource::Typed(text) => Request::new(Source::Typed(text.clone())),
            SavedSource::Simulated { mixture, count, seed } => {
                let (mixture, count, seed) = (mixture.clone(), *count, *seed);
                Request::new(Source::Simulated(Simulation { mixture, count, seed }))
            }
            SavedSource::Observations { .. }
            | SavedSource::Bins(_)
            | SavedSource::Group { .. }
            | SavedSource::AllGroups { .. } => return None,
        };
        Some(Request { exact: self.exact, ..request })
    }

    /// Returns the files that the data are in.
    pub(crate) fn files(&self) -> &[SavedFile] {
        if let SavedSource::Files { files, .. } = &self.from { files } else { &[] }
    }
}
