//! The plots as a file has them: all but ℓ, which is computed again.

use serde::{Deserialize, Serialize};

use super::{CLOSEST, Chart, Pair, Plot, Plots};
use crate::explain::{Coordinate, SectionDirection};
use crate::mixture::MAX_MAGNITUDE;

/// What the plots and the density chart show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::app) struct SavedPlots {
    open: Option<Plot>,
    direction: SectionDirection,
    plane: (Coordinate, Coordinate),
    zoom: u32,
    chart: Chart,
    x: Option<f64>,
    pair: Pair,
}

impl Plots {
    /// Returns their form.
    pub(in crate::app::looks) fn saved(&self) -> SavedPlots {
        let Self { open, direction, plane, zoom, chart, x, pair, asked: _ } = self.clone();
        SavedPlots { open, direction, plane, zoom, chart, x, pair }
    }

    /// Returns the plots that were saved; nothing is computed yet.
    pub(in crate::app::looks) fn restored(saved: &SavedPlots) -> Self {
        let SavedPlots { open, direction, plane, zoom, chart, x, pair } = saved.clone();
        // No observation is further away.
        let x = x.filter(|x| x.abs() <= MAX_MAGNITUDE);
        Self { open, direction, plane, zoom: zoom.min(CLOSEST), chart, x, pair, asked: None }
    }
}
