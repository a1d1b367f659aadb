//! The order of the responsibility table: as in the data, by x, or by uncertainty. Sorting is a
//! job; until its answer is there, the table shows the order it had.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::job::{Job, SortBy};
use crate::app::jobs::{Jobs, Owner, Purpose};
use crate::app::looks::selection::Selection;
use crate::app::request::OrderRequest;
use crate::app::study::Study;
use crate::mixture::{GammaRows, MOST_RANKED, Ranking};

/// The order someone chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowOrder {
    /// As the observations were given.
    #[default]
    Data,
    /// The smallest x first.
    Value,
    /// The largest entropy of γ first, of the γ in force.
    Uncertainty,
}

/// The order of the table's rows.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Table {
    order: RowOrder,
    #[serde(skip)]
    sorted: Option<(OrderRequest, Arc<Ranking>)>,
    jump: Jump,
    #[serde(skip)]
    is_sorting: bool,
}

/// A sort shows its top, which is what it was asked for; the observation that was selected before
/// is not lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Jump {
    /// Nothing to do and nothing to come back to.
    #[default]
    None,
    /// The top is to be selected once the order is there; this observation was selected before.
    Wanted(usize),
    /// The top was selected instead of this observation, and nothing else was since.
    Done(usize),
}

impl Table {
    /// Returns the order someone chose.
    pub fn order(&self) -> RowOrder {
        self.order
    }

    /// Returns the order of the rows that are shown; none for that of the data.
    pub fn ranking(&self) -> Option<&Ranking> {
        self.sorted.as_ref().map(|(_, ranking)| ranking.as_ref())
    }

    /// Returns whether the rows are being put in the order that someone chose.
    pub fn is_sorting(&self) -> bool {
        self.is_sorting
    }

    /// Takes the order that is shown for the one that was chosen.
    pub(in crate::app) fn keep_what_is_shown(&mut self) {
        self.is_sorting = false;
        self.order = match &self.sorted {
            None => RowOrder::Data,
            Some((order, _)) => match order.by {
                SortBy::Value => RowOrder::Value,
                SortBy::Uncertainty(_) | SortBy::GivenUncertainty(_) => RowOrder::Uncertainty,
            },
        };
    }

    /// Takes back an order and a jump that data of this many observations do not have.
    pub(super) fn fit(&mut self, observations: usize) {
        if let Jump::Wanted(row) | Jump::Done(row) = &mut self.jump {
            *row = (*row).min(observations.saturating_sub(1));
        }
        if observations == 0 {
            self.order = RowOrder::Data;
        }
    }

    /// Someone chose an observation: the top is not selected instead.
    pub(super) fn forget_jump(&mut self) {
        self.jump = Jump::None;
    }

    /// Chooses the next of data order, by x, and by uncertainty.
    pub(super) fn cycle_order(&mut self, selection: &mut Selection) {
        let before = match self.jump {
            Jump::None => selection.row(),
            Jump::Wanted(row) | Jump::Done(row) => row,
        };
        self.order = match self.order {
            RowOrder::Data => RowOrder::Value,
            RowOrder::Value => RowOrder::Uncertainty,
            RowOrder::Uncertainty => RowOrder::Data,
        };
        if self.order == RowOrder::Data {
            selection.go_to_row(before);
            self.forget_jump();
        } else {
            self.jump = Jump::Wanted(before);
        }
    }

    /// Asks for the order that was chosen if it is not there, and keeps the selected observation
    /// selected.
    pub(super) fn refresh(
        &mut self,
        study: &Study,
        selection: &mut Selection,
        jobs: &mut Jobs,
    ) -> Vec<Effect> {
        let wanted = self.wanted(study);
        let is_kept = |order: &OrderRequest| wanted.as_ref().is_some_and(|w| w.shares_data(order));
        self.sorted.take_if(|(order, _)| !is_kept(order));
        let effects = self.ask(study, jobs);
        selection.settle(self.ranking());
        effects
    }

    fn ask(&mut self, study: &Study, jobs: &mut Jobs) -> Vec<Effect> {
        let missing = self.missing(study);
        self.is_sorting = missing.is_some();
        let Some(wanted) = missing else { return jobs.cancel(Owner::Table) };
        if let Some(Purpose::Order(asked)) = jobs.of(Owner::Table)
            && asked.is_like(&wanted)
        {
            // A sort under way is let end, and the newest asked for then: while θ moves on all the
            // time, none would ever come to its end otherwise.
            return Vec::new();
        }
        let (dataset, by) = (Arc::clone(&wanted.dataset), wanted.by.clone());
        jobs.start(Purpose::Order(wanted), Job::Sort { dataset, by })
    }

    /// Returns the order that was chosen, if it is not the one that is shown.
    fn missing(&self, study: &Study) -> Option<OrderRequest> {
        let shown = self.sorted.as_ref().map(|(order, _)| order);
        self.wanted(study).filter(|wanted| shown != Some(wanted))
    }

    fn wanted(&self, study: &Study) -> Option<OrderRequest> {
        let by = match self.order {
            RowOrder::Data => return None,
            RowOrder::Value => SortBy::Value,
            RowOrder::Uncertainty => match study.gamma()?.rows {
                GammaRows::Inferred(theta, _) => SortBy::Uncertainty(theta.clone()),
                GammaRows::Given(_) => {
                    SortBy::GivenUncertainty(Arc::clone(study.run().given_gamma()?))
                }
            },
        };
        let dataset = Arc::clone(study.dataset());
        (dataset.sample.len() <= MOST_RANKED).then_some(OrderRequest { dataset, by })
    }

    /// Keeps the order that a job made. Who looks at the top, and does not ask about a number in it
    /// (`asks`), goes on looking at the top.
    pub(super) fn take_order(
        &mut self,
        order: OrderRequest,
        ranking: Ranking,
        selection: &mut Selection,
        asks: bool,
    ) {
        let was_like = self.sorted.as_ref().is_some_and(|(shown, _)| shown.is_like(&order));
        let stays_at_top = was_like && selection.position() == 0 && !asks;
        if let Jump::Wanted(before) = self.jump {
            self.jump = Jump::Done(before);
            selection.go_to_row(ranking.row(0));
        } else if stays_at_top {
            selection.go_to_row(ranking.row(0));
        }
        self.sorted = Some((order, Arc::new(ranking)));
    }
}
