//! The order of the responsibility table: as in the data, by x, or by uncertainty. Sorting is a
//! job; until its answer is there, the table shows the order it had.

use std::sync::Arc;

use crate::app::effect::{Effect, Job, SortBy};
use crate::app::jobs::{Owner, Purpose};
use crate::app::{App, Panel};
use crate::data::Dataset;
use crate::mixture::{MOST_RANKED, Ranking};

/// The order someone chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// As the observations were given.
    #[default]
    Data,
    /// The smallest x first.
    Value,
    /// The largest entropy of γ first, of the γ in force.
    Uncertainty,
}

/// What is sorted, and by what.
#[derive(Clone, Debug)]
pub(in crate::app) struct OrderWanted {
    dataset: Arc<Dataset>,
    by: SortBy,
}

impl OrderWanted {
    /// Whether the answer to it is also the order someone chose, if perhaps of another θ.
    fn is_like(&self, other: &Self) -> bool {
        let same_kind = std::mem::discriminant(&self.by) == std::mem::discriminant(&other.by);
        self.shares_data(other) && same_kind
    }

    fn shares_data(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset)
    }
}

impl PartialEq for OrderWanted {
    fn eq(&self, other: &Self) -> bool {
        self.shares_data(other) && self.by == other.by
    }
}

/// The order of the table's rows.
#[derive(Clone, Debug, Default)]
pub struct Table {
    order: RowOrder,
    sorted: Option<(OrderWanted, Arc<Ranking>)>,
    jump: Jump,
}

/// A sort shows its top, which is what it was asked for; the observation that was selected before
/// is not lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Jump {
    /// Nothing to do and nothing to come back to.
    #[default]
    None,
    /// The top is to be selected once the order is there; this observation was selected before.
    Wanted(usize),
    /// The top was selected in the place of this observation, and nothing else was since.
    Done(usize),
}

impl Table {
    /// The order someone chose.
    pub fn order(&self) -> RowOrder {
        self.order
    }

    /// The order of the rows that are shown; none for that of the data.
    pub fn ranking(&self) -> Option<&Ranking> {
        self.sorted.as_ref().map(|(_, ranking)| ranking.as_ref())
    }

    /// Takes the order that is shown for the one that was chosen.
    pub(in crate::app) fn keep_what_is_shown(&mut self) {
        self.order = match &self.sorted {
            None => RowOrder::Data,
            Some((OrderWanted { by: SortBy::Value, .. }, _)) => RowOrder::Value,
            Some((OrderWanted { by: SortBy::Uncertainty(_), .. }, _)) => RowOrder::Uncertainty,
        };
    }

    /// Someone chose an observation: the top is not selected in its place.
    pub(in crate::app) fn forget_jump(&mut self) {
        self.jump = Jump::None;
    }
}

impl App {
    /// The order of the table's rows.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The next of data order, by x, and by uncertainty.
    pub(in crate::app) fn turn_order(&mut self) {
        if self.dataset().sample.len() > MOST_RANKED {
            self.refuse(format!("more than {MOST_RANKED} observations cannot be sorted"));
            return;
        }
        self.panel = Panel::Responsibilities;
        let before = match self.table.jump {
            Jump::None => self.row(),
            Jump::Wanted(row) | Jump::Done(row) => row,
        };
        self.table.order = match self.table.order {
            RowOrder::Data => RowOrder::Value,
            RowOrder::Value => RowOrder::Uncertainty,
            RowOrder::Uncertainty => RowOrder::Data,
        };
        if self.table.order == RowOrder::Data {
            self.selection.go_to_row(before);
            self.table.forget_jump();
        } else {
            self.table.jump = Jump::Wanted(before);
        }
        if self.table.order == RowOrder::Uncertainty && self.gamma_theta().is_none() {
            self.inform("there is no γ to be uncertain about before the first E-step: press e");
        }
    }

    /// Asks for the order that was chosen where it is not there, and keeps the selected observation
    /// selected.
    pub(in crate::app) fn refresh_table(&mut self) -> Vec<Effect> {
        let wanted = self.order_wanted();
        let is_kept = |order: &OrderWanted| wanted.as_ref().is_some_and(|w| w.shares_data(order));
        self.table.sorted.take_if(|(order, _)| !is_kept(order));
        let effects = self.ask_for_order(wanted);
        self.selection.settle(self.table.ranking());
        effects
    }

    fn ask_for_order(&mut self, wanted: Option<OrderWanted>) -> Vec<Effect> {
        let sorted = self.table.sorted.as_ref().map(|(order, _)| order);
        let missing = wanted.filter(|wanted| sorted != Some(wanted));
        if let (Some(Purpose::Order(asked)), Some(missing)) = (self.jobs.of(Owner::Table), &missing)
            && asked.is_like(missing)
        {
            // A sort under way is let end, and the newest asked for then: while θ moves on all the
            // time, none would ever come to its end otherwise.
            return Vec::new();
        }
        let Some(wanted) = missing else { return self.jobs.cancel(Owner::Table) };
        let (dataset, by) = (Arc::clone(&wanted.dataset), wanted.by.clone());
        self.jobs.start(Purpose::Order(wanted), Job::Sort { dataset, by })
    }

    fn order_wanted(&self) -> Option<OrderWanted> {
        let by = match self.table.order {
            RowOrder::Data => return None,
            RowOrder::Value => SortBy::Value,
            RowOrder::Uncertainty => SortBy::Uncertainty(self.gamma_theta()?.1.clone()),
        };
        let dataset = Arc::clone(self.dataset());
        (dataset.sample.len() <= MOST_RANKED).then_some(OrderWanted { dataset, by })
    }

    /// Keeps the order that a job made for the table.
    pub(in crate::app) fn take_order(&mut self, order: OrderWanted, ranking: Ranking) {
        let shown = self.table.sorted.as_ref().map(|(shown, _)| shown);
        // Who looks at the top, and asks about no number in it, goes on looking at the top.
        let was_like = shown.is_some_and(|shown| shown.is_like(&order));
        let asks =
            self.panel == Panel::Responsibilities && self.selection.quantity(self.panel).is_some();
        let stays_at_top = was_like && self.place() == 0 && !asks;
        if let Jump::Wanted(before) = self.table.jump {
            self.table.jump = Jump::Done(before);
            self.selection.go_to_row(ranking.row(0));
        } else if stays_at_top {
            self.selection.go_to_row(ranking.row(0));
        }
        self.table.sorted = Some((order, Arc::new(ranking)));
    }
}
