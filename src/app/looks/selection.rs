//! Which number of each panel is selected, and where the arrows lead from it.
//!
//! ```text
//! θ panel            responsibilities      likelihood
//! 1  π  μ  σ²  σ     x_0  γ_01  γ_02       ℓ   Δℓ
//! 2  π  μ  σ²  σ     x_1  γ_11  γ_12       F   gap
//!                    N_k  N_1   N_2
//! ```

use crate::app::looks::Panel;
use crate::app::study::Study;
use crate::explain::Quantity;
use crate::mixture::Ranking;

/// Where an arrow points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    Up,
    Down,
    Left,
    Right,
}

/// How much there is to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// How many can be looked at one by one: n, or 0 of a condensed table.
    pub observations: usize,
    /// K; at least 1.
    pub components: usize,
}

impl Extent {
    /// Returns how much a study has to choose from.
    pub fn of(study: &Study) -> Self {
        Self {
            observations: study.dataset().sample.known_one_by_one(),
            components: study.run().components(),
        }
    }
}

impl Extent {
    /// Returns whether there is such a number.
    pub(in crate::app::looks) fn has(self, quantity: Quantity) -> bool {
        match quantity {
            Quantity::Gamma { observation, component }
            | Quantity::Density { observation, component } => {
                observation < self.observations && component < self.components
            }
            Quantity::Count(k)
            | Quantity::Weight(k)
            | Quantity::Mean(k)
            | Quantity::Variance(k)
            | Quantity::Sd(k) => k < self.components,
            Quantity::Marginal(observation) => observation < self.observations,
            Quantity::LogLikelihood
            | Quantity::Objective
            | Quantity::Change
            | Quantity::Bound
            | Quantity::Gap
            | Quantity::ExpectedLogJoint
            | Quantity::Entropy => true,
        }
    }
}

/// A column of the θ panel.
type ParameterColumn = fn(usize) -> Quantity;

/// The θ panel's columns, from left to right.
const PARAMETERS: [ParameterColumn; 4] =
    [Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
/// The likelihood panel's numbers, a row at a time.
const FIGURES: [[Quantity; 2]; 2] =
    [[Quantity::LogLikelihood, Quantity::Change], [Quantity::Bound, Quantity::Gap]];

/// A number in every panel at once: going to another panel and back loses none.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Selection {
    row: usize,
    /// The position of that row in the order that is shown.
    #[serde(skip)]
    position: usize,
    component: usize,
    parameter: usize,
    figure: (usize, usize),
    totals: bool,
    asked: bool,
    /// Whether the run maximises something other than ℓ, which then has the place of ℓ.
    #[serde(skip)]
    has_objective: bool,
}

impl Selection {
    /// Returns the index of the selected observation.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Returns the position of the selected observation in the order that is shown.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns the index of the selected component.
    pub fn component(&self) -> usize {
        self.component
    }

    /// Returns the number selected in a panel, if someone asked for one; none in the density chart.
    pub fn quantity(&self, panel: Panel) -> Option<Quantity> {
        self.asked.then(|| self.candidate(panel))?
    }

    /// Returns the number selected in a panel, asked for or not: an arrow starts from it. None in
    /// the density chart.
    pub fn candidate(&self, panel: Panel) -> Option<Quantity> {
        let component = self.component;
        match panel {
            Panel::Density => None,
            Panel::Theta => Some(PARAMETERS[self.parameter](component)),
            Panel::Likelihood => match FIGURES[self.figure.0][self.figure.1] {
                Quantity::LogLikelihood if self.has_objective => Some(Quantity::Objective),
                quantity => Some(quantity),
            },
            Panel::Responsibilities if self.totals => Some(Quantity::Count(component)),
            Panel::Responsibilities => Some(Quantity::Gamma { observation: self.row, component }),
        }
    }

    /// Asks for the number a panel has selected; whether there is one.
    pub fn ask(&mut self, panel: Panel) -> bool {
        self.asked |= self.candidate(panel).is_some();
        self.quantity(panel).is_some()
    }

    /// No number is asked for any more; whether one was.
    pub fn release(&mut self) -> bool {
        std::mem::take(&mut self.asked)
    }

    /// Moves this many steps in a panel; where there are no more, it stays at the last number. Left
    /// and right mean nothing in the density chart, where up and down choose an observation. The
    /// observations are in the order of `ranking`, or of the data where there is none.
    pub fn go(
        &mut self,
        panel: Panel,
        direction: Arrow,
        steps: usize,
        extent: Extent,
        ranking: Option<&Ranking>,
    ) {
        let row_at = |position: usize| ranking.map_or(position, |ranking| ranking.row(position));
        let along = |from: usize, count: usize, forward: bool| {
            if forward {
                from.saturating_add(steps).min(count.saturating_sub(1))
            } else {
                from.saturating_sub(steps)
            }
        };
        let forward = matches!(direction, Arrow::Down | Arrow::Right);
        let vertical = matches!(direction, Arrow::Up | Arrow::Down);
        match (panel, vertical) {
            (Panel::Density, true) => {
                self.position = along(self.position, extent.observations, forward);
                self.row = row_at(self.position);
            }
            (Panel::Density, false) => {}
            (Panel::Theta, true) | (Panel::Responsibilities, false) => {
                self.component = along(self.component, extent.components, forward);
            }
            (Panel::Theta, false) => {
                self.parameter = along(self.parameter, PARAMETERS.len(), forward);
            }
            (Panel::Likelihood, true) => {
                self.figure.0 = along(self.figure.0, FIGURES.len(), forward);
            }
            (Panel::Likelihood, false) => self.figure.1 = along(self.figure.1, 2, forward),
            (Panel::Responsibilities, true) => {
                // The totals are one row below the last observation.
                let totals = extent.observations;
                let here = if self.totals { totals } else { self.position };
                let there = along(here, totals + 1, forward);
                self.totals = there == totals;
                self.position = there.min(totals.saturating_sub(1));
                self.row = row_at(self.position);
            }
        }
        self.ask(panel);
    }

    /// Goes to the number before or after in a panel, row by row; there is none in the density
    /// chart.
    pub fn turn(&mut self, panel: Panel, forward: bool, extent: Extent, ranking: Option<&Ranking>) {
        let (along, across, back) = if forward {
            (Arrow::Right, Arrow::Down, Arrow::Left)
        } else {
            (Arrow::Left, Arrow::Up, Arrow::Right)
        };
        let here = self.candidate(panel);
        self.go(panel, along, 1, extent, ranking);
        if self.candidate(panel) == here {
            self.go(panel, across, 1, extent, ranking);
            if self.candidate(panel) != here {
                self.go(panel, back, usize::MAX, extent, ranking);
            }
        }
    }

    /// Goes to an observation.
    pub fn go_to_row(&mut self, row: usize) {
        (self.row, self.position, self.totals) = (row, row, false);
    }

    /// Finds the position of the selected observation after the order or the observation has
    /// changed.
    pub fn settle(&mut self, ranking: Option<&Ranking>) {
        self.position = match ranking {
            None => self.row,
            Some(ranking) if ranking.is_at(self.row, self.position) => self.position,
            Some(ranking) => ranking.rank(self.row),
        };
    }

    /// Goes to a component.
    pub fn go_to_component(&mut self, component: usize) {
        self.component = component;
    }

    /// Goes to a number and asks for it.
    pub fn select(&mut self, quantity: Quantity) {
        self.asked = true;
        match quantity {
            // A density has no cell of its own: γ is made of it.
            Quantity::Gamma { observation, component }
            | Quantity::Density { observation, component } => {
                self.go_to_row(observation);
                self.component = component;
            }
            Quantity::Count(k) => (self.totals, self.component) = (true, k),
            Quantity::Weight(k) => (self.parameter, self.component) = (0, k),
            Quantity::Mean(k) => (self.parameter, self.component) = (1, k),
            Quantity::Variance(k) => (self.parameter, self.component) = (2, k),
            Quantity::Sd(k) => (self.parameter, self.component) = (3, k),
            Quantity::LogLikelihood | Quantity::Objective => self.figure = (0, 0),
            Quantity::Change => self.figure = (0, 1),
            // Q and H have no cell of their own either: F is made of them.
            Quantity::Bound | Quantity::ExpectedLogJoint | Quantity::Entropy => {
                self.figure = (1, 0);
            }
            Quantity::Gap => self.figure = (1, 1),
            Quantity::Marginal(observation) => self.go_to_row(observation),
        }
    }

    /// Says whether the run maximises something other than ℓ.
    pub fn set_objective(&mut self, has_objective: bool) {
        self.has_objective = has_objective;
    }

    /// Another run: what it has not got is not selected.
    pub fn fit(&mut self, extent: Extent) {
        let last = extent.observations.saturating_sub(1);
        self.row = self.row.min(last);
        self.position = self.position.min(last);
        // Where there are no observations there is only the row of totals.
        self.totals |= extent.observations == 0;
        self.component = self.component.min(extent.components - 1);
        self.parameter = self.parameter.min(PARAMETERS.len() - 1);
        self.figure = (self.figure.0.min(1), self.figure.1.min(1));
    }
}

#[cfg(test)]
mod tests {
    use super::Arrow::{Down, Left, Right, Up};
    use super::*;
    use proptest::prelude::*;

    const HOMEWORK: Extent = Extent { observations: 5, components: 2 };

    fn after(panel: Panel, moves: &[Arrow]) -> Option<Quantity> {
        let mut selection = Selection::default();
        for direction in moves {
            selection.go(panel, *direction, 1, HOMEWORK, None);
        }
        selection.quantity(panel)
    }

    #[test]
    fn arrows_lead_from_number_to_number() {
        assert_eq!(after(Panel::Theta, &[]), None, "nothing was asked for");
        assert_eq!(after(Panel::Theta, &[Down]), Some(Quantity::Weight(1)));
        assert_eq!(after(Panel::Theta, &[Right, Right, Down, Down]), Some(Quantity::Variance(1)));
        assert_eq!(after(Panel::Likelihood, &[Right]), Some(Quantity::Change));
        assert_eq!(after(Panel::Likelihood, &[Right, Down]), Some(Quantity::Gap));
        let gamma = |observation, component| Some(Quantity::Gamma { observation, component });
        assert_eq!(after(Panel::Responsibilities, &[Down, Right, Right]), gamma(1, 1));
        assert_eq!(after(Panel::Responsibilities, &[Down; 9]), Some(Quantity::Count(0)));
        assert_eq!(
            after(Panel::Responsibilities, &[Down, Down, Down, Down, Down, Up]),
            gamma(4, 0)
        );
        assert_eq!(after(Panel::Density, &[Down, Left]), None);
    }

    #[test]
    fn numbers_are_gone_through_row_by_row() {
        let mut selection = Selection::default();
        let mut turned = |forward: bool, times: usize| {
            for _ in 0..times {
                selection.turn(Panel::Theta, forward, HOMEWORK, None);
            }
            selection.quantity(Panel::Theta)
        };
        assert_eq!(turned(true, 3), Some(Quantity::Sd(0)));
        assert_eq!(turned(true, 1), Some(Quantity::Weight(1)));
        assert_eq!(turned(true, 9), Some(Quantity::Sd(1)), "there are no more");
        assert_eq!(turned(false, 4), Some(Quantity::Sd(0)));
        assert_eq!(turned(false, 9), Some(Quantity::Weight(0)));
    }

    #[test]
    fn a_released_selection_comes_back_where_it_was() {
        let mut selection = Selection::default();
        selection.select(Quantity::Sd(1));
        assert!(selection.release() && !selection.release());
        assert_eq!(selection.quantity(Panel::Theta), None);
        assert!(!selection.ask(Panel::Density));
        assert!(selection.ask(Panel::Theta));
        assert_eq!(selection.quantity(Panel::Theta), Some(Quantity::Sd(1)));
    }

    proptest! {
        #[test]
        fn no_move_leaves_what_exists(
            moves in prop::collection::vec((0..4_usize, 0..4_usize, 1..12_usize), 0..40),
            observations in 0..8_usize,
            components in 1..5_usize,
        ) {
            let extent = Extent { observations, components };
            let mut selection = Selection::default();
            selection.fit(extent);
            for (panel, direction, steps) in moves {
                let direction = [Up, Down, Left, Right][direction];
                let panel = crate::app::looks::PANELS[panel];
                selection.go(panel, direction, steps, extent, None);
                prop_assert!(selection.row() < observations.max(1));
                prop_assert!(selection.component() < components);
                let is_total = matches!(selection.candidate(Panel::Responsibilities), Some(Quantity::Count(_)));
                prop_assert!(is_total || observations > 0);
                let Some(quantity) = selection.quantity(panel) else {
                    prop_assert_eq!(panel, Panel::Density);
                    continue;
                };
                // What a click on it selects is it.
                let mut clicked = Selection::default();
                clicked.select(quantity);
                prop_assert_eq!(clicked.quantity(panel), Some(quantity));
            }
        }
    }
}
