//! What is looked at, as a file has it.

use serde::{Deserialize, Serialize};

use super::axes::{Axes, Range};
use super::cover::Cover;
use super::likelihood_chart::LikelihoodChart;
use super::plots::{Plots, SavedPlots};
use super::selection::{Extent, Selection};
use super::table::Table;
use super::{Fitted, Looks, Panel, maximises_another};
use crate::app::preferences::Motion;
use crate::app::study::Study;
use crate::explain::Quantity;

/// What is looked at. What is open in front of the stepper is not part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::app) struct SavedLooks {
    panel: Panel,
    is_full_screen: bool,
    selection: Selection,
    table: Table,
    axes: Axes,
    zoomed: Option<Axes>,
    plots: SavedPlots,
    likelihood_chart: Option<LikelihoodChart>,
    cover: Option<Quantity>,
}

impl Looks {
    /// Returns their form.
    pub(in crate::app) fn saved(&self) -> SavedLooks {
        SavedLooks {
            panel: self.panel,
            is_full_screen: self.is_full_screen,
            selection: self.selection.clone(),
            table: self.table.clone(),
            axes: self.axes,
            zoomed: self.zoomed,
            plots: self.plots.saved(),
            likelihood_chart: self.likelihood_chart,
            cover: self.cover.quantity(),
        }
    }

    /// Returns the looks that were saved at a study. What the study does not have is not looked at.
    pub(in crate::app) fn restored(saved: &SavedLooks, study: &Study) -> Self {
        let saved = saved.clone();
        let extent = Extent::of(study);
        let (mut selection, mut table) = (saved.selection, saved.table);
        selection.fit(extent);
        selection.set_objective(maximises_another(study));
        table.fit(extent.observations);
        let started = || Axes::start(&study.dataset().sample, study.theta_or_first());
        Self {
            panel: saved.panel,
            is_full_screen: saved.is_full_screen,
            selection,
            table,
            axes: Some(saved.axes).filter(is_drawable).unwrap_or_else(started),
            zoomed: saved.zoomed.filter(is_drawable),
            plots: Plots::restored(&saved.plots),
            likelihood_chart: saved.likelihood_chart,
            // The person who opens the session says what may move.
            motion: Motion::default(),
            cover: Cover::of(saved.cover.filter(|quantity| extent.has(*quantity))),
            held: None,
            open_derivation: None,
            fitted: Fitted::to(study),
        }
    }
}

fn is_drawable(axes: &Axes) -> bool {
    Range::is_drawable(axes.x) && axes.y_max > 0.0 && axes.y_max.is_finite()
}
