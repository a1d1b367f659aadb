//! The fit of each group of a condensed table: a table of them, or charts of θ over the groups; one
//! can be opened as a run.

use std::sync::Arc;

use crate::app::form::DialogEvent;
use crate::app::key::Key;
use crate::app::keymap::{self, GroupFitsAction};
use crate::data::{GroupFit, GroupFitPlan};

/// Rows that a page key goes by.
const PAGE: usize = 10;

/// The fits of groups, and how far they are computed.
#[derive(Clone, Debug)]
pub struct GroupBoard {
    plan: GroupFitPlan,
    fits: Vec<Arc<GroupFit>>,
    row: usize,
    component: usize,
    view: GroupView,
}

/// How the fits are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupView {
    /// As a table.
    #[default]
    Table,
    /// As charts of π, μ and σ² over the groups.
    Charts,
}

impl GroupView {
    fn other(self) -> Self {
        match self {
            Self::Table => Self::Charts,
            Self::Charts => Self::Table,
        }
    }
}

impl GroupBoard {
    /// Returns the board of fits of which none is done.
    pub(in crate::app) fn new(plan: GroupFitPlan) -> Self {
        Self { plan, fits: Vec::new(), row: 0, component: 0, view: GroupView::Table }
    }

    /// Returns what is computed.
    pub fn plan(&self) -> &GroupFitPlan {
        &self.plan
    }

    /// Returns the fits that are done: of all together, then of each group.
    pub fn fits(&self) -> &[Arc<GroupFit>] {
        &self.fits
    }

    /// Returns whether all are done.
    pub fn is_complete(&self) -> bool {
        self.fits.len() == self.plan.fits()
    }

    /// Returns the row that is chosen; 0 is that of all together.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Returns the component that is shown first, from 0.
    pub fn component(&self) -> usize {
        self.component
    }

    /// Returns how the fits are shown.
    pub fn view(&self) -> GroupView {
        self.view
    }

    /// Shows the next fits.
    pub(in crate::app) fn add_fits(&mut self, fits: Vec<GroupFit>) {
        self.fits.extend(fits.into_iter().map(Arc::new));
    }

    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        use GroupFitsAction as A;
        let last = self.fits.len().saturating_sub(1);
        let last_component = self.plan.theta.len() - 1;
        match keymap::find(keymap::GROUP_FITS, key) {
            Some(A::Open) if self.row < self.fits.len() => {
                return DialogEvent::OpenGroup(self.row.checked_sub(1));
            }
            Some(A::Chart) => self.view = self.view.other(),
            Some(A::Close) => return DialogEvent::Close,
            Some(A::Up) => self.row = self.row.saturating_sub(1),
            Some(A::Down) => self.row = (self.row + 1).min(last),
            Some(A::PageUp) => self.row = self.row.saturating_sub(PAGE),
            Some(A::PageDown) => self.row = (self.row + PAGE).min(last),
            Some(A::First) => self.row = 0,
            Some(A::Last) => self.row = last,
            Some(A::Left) => self.component = self.component.saturating_sub(1),
            Some(A::Right) => self.component = (self.component + 1).min(last_component),
            Some(A::Open) | None => {}
        }
        DialogEvent::Nothing
    }
}
