//! What is asked of a job, to be compared with what is asked already.

use std::sync::Arc;

use crate::app::job::{Job, SortBy};
use crate::data::Dataset;
use crate::explain::{Line, Plane};

/// What is sorted, and by what.
#[derive(Clone, Debug)]
pub(in crate::app) struct OrderRequest {
    pub dataset: Arc<Dataset>,
    pub by: SortBy,
}

impl OrderRequest {
    /// Returns whether the answer to it is also the order someone chose, if perhaps of another θ.
    pub(in crate::app) fn is_like(&self, other: &Self) -> bool {
        let same_kind = std::mem::discriminant(&self.by) == std::mem::discriminant(&other.by);
        self.shares_data(other) && same_kind
    }

    pub(in crate::app) fn shares_data(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset)
    }
}

impl PartialEq for OrderRequest {
    fn eq(&self, other: &Self) -> bool {
        self.shares_data(other) && self.by == other.by
    }
}

/// What a plot needs ℓ for.
#[derive(Clone, Debug)]
pub(in crate::app) struct PlotRequest {
    pub dataset: Arc<Dataset>,
    pub what: PlotValues,
}

/// Where ℓ is needed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::app) enum PlotValues {
    Profile(Line, Vec<f64>),
    Surface(Plane),
    /// The quantiles of the observations.
    Quantiles,
}

impl PartialEq for PlotRequest {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset) && self.what == other.what
    }
}

impl PlotRequest {
    /// Returns the job that answers it.
    pub(in crate::app) fn job(&self) -> Job {
        let dataset = Arc::clone(&self.dataset);
        match &self.what {
            PlotValues::Profile(line, positions) => {
                Job::Profile { dataset, line: line.clone(), positions: positions.clone() }
            }
            PlotValues::Surface(plane) => Job::Surface { dataset, plane: plane.clone() },
            PlotValues::Quantiles => Job::Quantiles { dataset },
        }
    }
}
