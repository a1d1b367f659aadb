//! What is being looked at: the panel, the selected number, the order of the table, the axes, and
//! the plots.

pub(crate) mod axes;
mod cover;
mod derivation;
mod drag;
pub(crate) mod likelihood_chart;
mod pair;
pub(crate) mod plots;
mod saved;
pub(crate) mod selection;
pub(crate) mod table;

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::jobs::Jobs;
use crate::app::key::{Key, KeyCode};
use crate::app::keymap::LookAction;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
pub use crate::app::panel::{PANELS, Panel};
use crate::app::preferences::Motion;
use crate::app::request::OrderRequest;
use crate::app::study::Study;
use crate::data::Dataset;
use crate::explain::{Derivation, Quantity};
use crate::lesson::{FocusPanel, ShownChart, Step};
use crate::mixture::{MOST_RANKED, Ranking};
use crate::timeline::HalfStep;
use axes::Axes;
use cover::Cover;
pub(crate) use derivation::{OpenDerivation, derivation};
pub(crate) use drag::{Drag, Held};
use likelihood_chart::LikelihoodChart;
use plots::{Plot, Plots};
pub(in crate::app) use saved::SavedLooks;
use selection::{Arrow, Extent, Selection};
use table::{RowOrder, Table};

/// What is being looked at.
#[derive(Clone, Debug)]
pub struct Looks {
    panel: Panel,
    /// Whether the panel in focus takes the whole screen.
    is_full_screen: bool,
    selection: Selection,
    table: Table,
    axes: Axes,
    zoomed: Option<Axes>,
    plots: Plots,
    /// What someone chose for the chart of the likelihood panel.
    likelihood_chart: Option<LikelihoodChart>,
    /// Whether that changes by itself.
    pub(in crate::app) motion: Motion,
    pub(in crate::app) cover: Cover,
    /// The curve of the density chart that is held with the mouse.
    held: Option<Held>,
    /// The derivation that fills the screen.
    open_derivation: Option<OpenDerivation>,
    /// What the axes and the selection were fitted to last.
    fitted: Fitted,
}

/// A half-step of a run.
#[derive(Clone, Debug)]
struct Fitted {
    dataset: Arc<Dataset>,
    run: usize,
    cursor: HalfStep,
}

impl Fitted {
    fn to(study: &Study) -> Self {
        let (run, cursor) = (study.timeline().active(), study.run().cursor());
        Self { dataset: Arc::clone(study.dataset()), run, cursor }
    }
}

impl Looks {
    /// Returns the looks at a study that has just begun.
    pub(in crate::app) fn new(study: &Study) -> Self {
        let mut selection = Selection::default();
        selection.set_objective(maximises_another(study));
        Self {
            panel: Panel::Density,
            is_full_screen: false,
            selection,
            table: Table::default(),
            axes: Axes::start(&study.dataset().sample, study.theta_or_first()),
            zoomed: None,
            plots: Plots::new(study.run().components()),
            likelihood_chart: None,
            motion: Motion::default(),
            cover: Cover::default(),
            held: None,
            open_derivation: None,
            fitted: Fitted::to(study),
        }
    }

    /// Returns the panel in focus.
    pub fn panel(&self) -> Panel {
        self.panel
    }

    /// Returns whether the panel in focus takes the whole screen.
    pub fn is_full_screen(&self) -> bool {
        self.is_full_screen
    }

    /// Shows all panels again; whether only one was shown.
    pub(in crate::app) fn leave_full_screen(&mut self) -> bool {
        std::mem::take(&mut self.is_full_screen)
    }

    /// Returns what is selected in each panel.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Returns the order of the table's rows.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Returns the axes of the density chart.
    pub fn axes(&self) -> Axes {
        self.zoomed.unwrap_or(self.axes)
    }

    /// Returns whether a person has zoomed or panned.
    pub fn is_zoomed(&self) -> bool {
        self.zoomed.is_some()
    }

    /// Returns the curve of the density chart that is held with the mouse.
    pub fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// Holds a curve of the density chart.
    pub(in crate::app) fn take_hold(&mut self, held: Held) {
        self.held = Some(held);
    }

    /// Lets go of the curve.
    pub(in crate::app) fn let_go(&mut self) {
        self.held = None;
    }

    /// Returns the plots, and what the density chart shows.
    pub fn plots(&self) -> &Plots {
        &self.plots
    }

    /// Returns what the chart of the likelihood panel shows of the study's run.
    pub fn likelihood_chart(&self, study: &Study) -> LikelihoodChart {
        self.likelihood_chart.unwrap_or_else(|| self.automatic_likelihood_chart(study))
    }

    /// Returns what it shows if no one chose.
    fn automatic_likelihood_chart(&self, study: &Study) -> LikelihoodChart {
        match self.motion {
            Motion::Full => LikelihoodChart::automatic(study.run()),
            Motion::Reduced => LikelihoodChart::LogLikelihood,
        }
    }

    /// Gives up what is not computed to its end: an unfinished plot is closed, and the order of the
    /// table is the one that is shown.
    pub(in crate::app) fn keep_what_is_computed(&mut self) {
        self.plots.close_unfinished();
        self.table.keep_what_is_shown();
    }

    pub(in crate::app) fn plots_mut(&mut self) -> &mut Plots {
        &mut self.plots
    }

    /// Returns the number in the panel in focus that an arrow starts from; none in the density
    /// chart.
    pub(in crate::app) fn candidate(&self) -> Option<Quantity> {
        self.selection.candidate(self.panel)
    }

    /// Returns the number that was asked for in the panel in focus; none before someone asked for
    /// one.
    pub(in crate::app) fn selected(&self) -> Option<Quantity> {
        self.selection.quantity(self.panel)
    }

    /// Returns where the selected number comes from; none if none is selected, or there is no such
    /// number yet.
    pub(in crate::app) fn derivation(&self, study: &Study) -> Option<Derivation> {
        derivation(self.selected()?, study.run())
    }

    /// Looks elsewhere.
    pub(in crate::app) fn act(&mut self, action: LookAction, study: &Study) -> Outcome {
        match action {
            LookAction::Order => return self.cycle_order(study),
            LookAction::NextPanel => self.turn_panels(1),
            LookAction::PreviousPanel => self.turn_panels(PANELS.len() - 1),
            LookAction::Panel(panel) => self.panel = panel,
            LookAction::FullScreen => self.is_full_screen = !self.is_full_screen,
            LookAction::RowUp => self.go(Arrow::Up, 1, study),
            LookAction::RowDown => self.go(Arrow::Down, 1, study),
            LookAction::PageUp => self.go(Arrow::Up, 10, study),
            LookAction::PageDown => self.go(Arrow::Down, 10, study),
            LookAction::Left => self.go(Arrow::Left, 1, study),
            LookAction::Right => self.go(Arrow::Right, 1, study),
            LookAction::Bound => self.toggle_plot(Plot::Bound),
            LookAction::Surface => self.toggle_plot(Plot::Surface),
            LookAction::Staircase => self.toggle_plot(Plot::Staircase),
            LookAction::TwoRuns
                if study.timeline().runs().len() == 1 && !self.plots.compares_steps() =>
            {
                return Refusal::OnlyRun.into();
            }
            LookAction::TwoRuns => self.toggle_plot(Plot::Runs),
            LookAction::Goodness => {
                let opens = self.panel != Panel::Density;
                let next = match self.plots.open() {
                    Some(Plot::Quantiles) if !opens => Some(Plot::Distribution),
                    Some(Plot::Distribution) if !opens => None,
                    _ => Some(Plot::Quantiles),
                };
                self.plots.show(next);
                self.panel = Panel::Density;
            }
            LookAction::Cover => return self.cover.toggle(self.candidate()),
            LookAction::CycleChart => {
                self.panel = Panel::Density;
                self.plots.cycle_chart();
            }
            LookAction::LikelihoodChart => self.switch_likelihood_chart(study),
            LookAction::ReadOff => {
                let was_in_focus = self.panel == Panel::Density;
                self.panel = Panel::Density;
                let x = study.dataset().sample.values()[self.selection.row()];
                self.plots.toggle_cursor(x, was_in_focus);
            }
            LookAction::ZoomIn => self.zoom(true),
            LookAction::ZoomOut => self.zoom(false),
            LookAction::PanLeft => self.zoomed = Some(self.axes().pan(-0.25)),
            LookAction::PanRight => self.zoomed = Some(self.axes().pan(0.25)),
            LookAction::FitAxes => {
                self.zoomed = None;
                self.axes = Axes::fit(&study.dataset().sample, study.theta_or_first());
            }
        }
        Outcome::nothing()
    }

    fn turn_panels(&mut self, by: usize) {
        let here = PANELS.iter().position(|panel| *panel == self.panel).unwrap_or(0);
        self.panel = PANELS[(here + by) % PANELS.len()];
    }

    /// Shows the other of ℓ and log₁₀ Δℓ. Someone who comes back to what is shown by itself has no
    /// choice of their own any more.
    fn switch_likelihood_chart(&mut self, study: &Study) {
        self.panel = Panel::Likelihood;
        let other = self.likelihood_chart(study).other();
        let automatic = self.automatic_likelihood_chart(study);
        self.likelihood_chart = (other != automatic).then_some(other);
    }

    /// Shows another run beside the active one.
    pub(in crate::app) fn compare_with(&mut self, run: usize) {
        self.plots.compare_with(run);
        self.plots.show(Some(Plot::Runs));
        self.panel = Panel::Density;
    }

    fn toggle_plot(&mut self, plot: Plot) {
        let opens = self.plots.open() != Some(plot) || self.panel != Panel::Density;
        self.plots.show(opens.then_some(plot));
        self.panel = Panel::Density;
    }

    /// Zooms in on the open plot if it has the keys, else on the density chart, or out.
    fn zoom(&mut self, closer: bool) {
        if self.panel == Panel::Density && self.plots.zoom_by(closer) {
            return;
        }
        let axes = self.axes();
        let middle = axes.x.0 + (axes.x.1 - axes.x.0) / 2.0;
        self.zoomed = Some(axes.zoom(if closer { 0.5 } else { 2.0 }, middle));
    }

    fn cycle_order(&mut self, study: &Study) -> Outcome {
        if study.dataset().sample.summed().is_some() {
            return Refusal::NoObservations.into();
        }
        if study.dataset().sample.len() > MOST_RANKED {
            return Refusal::TooManyToSort.into();
        }
        self.panel = Panel::Responsibilities;
        self.table.cycle_order(&mut self.selection);
        if self.table.order() == RowOrder::Uncertainty && study.gamma().is_none() {
            return Info::NoGammaToSortBy.into();
        }
        Outcome::nothing()
    }

    /// Takes arrow keys while the density chart, or a plot in its area, has the focus and something
    /// there can be moved; returns false if they mean what they always mean.
    pub(in crate::app) fn arrow(&mut self, key: Key, study: &Study) -> bool {
        if self.panel != Panel::Density || key.ctrl || key.alt {
            return false;
        }
        let by = match key.code {
            KeyCode::Left => (-1, 0),
            KeyCode::Right => (1, 0),
            KeyCode::Up => (0, -1),
            KeyCode::Down => (0, 1),
            _ => return false,
        };
        let components = study.run().components();
        match self.plots.open() {
            Some(Plot::Bound) => {
                let component = self.selection.component();
                let component = self.plots.turn_direction(by, component, components);
                self.selection.go_to_component(component);
                true
            }
            Some(Plot::Surface) => {
                self.plots.turn_plane(by, components);
                true
            }
            Some(Plot::Staircase | Plot::Runs | Plot::Quantiles | Plot::Distribution) => false,
            None => {
                let x = self.axes().x;
                self.plots.move_cursor(by, &study.dataset().sample, x)
            }
        }
    }

    /// Closes what covers the density chart, the uppermost first; false if nothing does, or it does
    /// not have the keys.
    pub(in crate::app) fn close_plot(&mut self) -> bool {
        self.panel == Panel::Density && self.plots.close()
    }

    /// Moves the selection of the panel in focus.
    fn go(&mut self, arrow: Arrow, steps: usize, study: &Study) {
        let row = self.selection.row();
        let (extent, ranking) = (Extent::of(study), self.table.ranking());
        self.selection.go(self.panel, arrow, steps, extent, ranking);
        self.after_choice(row);
    }

    /// Goes to an observation that someone named.
    pub(in crate::app) fn go_to_row(&mut self, row: usize) {
        self.selection.go_to_row(row);
        self.table.forget_jump();
    }

    /// Handles a click on a panel, and on a number in it if there is one.
    pub(in crate::app) fn select(
        &mut self,
        panel: Panel,
        quantity: Option<Quantity>,
        study: &Study,
    ) {
        self.panel = panel;
        if let Some(quantity) = quantity {
            let row = self.selection.row();
            self.selection.select(quantity);
            self.selection.fit(Extent::of(study));
            self.selection.set_objective(maximises_another(study));
            self.after_choice(row);
        }
    }

    /// Someone may have chosen another observation than `before`.
    fn after_choice(&mut self, before: usize) {
        if self.selection.row() != before {
            self.table.forget_jump();
        }
    }

    /// Shows what a lesson's step wants to be seen: its chart and its panel, with no number
    /// selected.
    pub(in crate::app) fn direct(&mut self, step: &Step) {
        self.release();
        self.plots.direct(step);
        let is_ordinary = step.show == ShownChart::Density && step.compare.is_none();
        self.panel = match step.focus {
            None if is_ordinary => self.panel,
            None | Some(FocusPanel::Density) => Panel::Density,
            Some(FocusPanel::Theta) => Panel::Theta,
            Some(FocusPanel::LogLikelihood) => Panel::Likelihood,
            Some(FocusPanel::Responsibilities) => Panel::Responsibilities,
        };
    }

    /// Shows nothing of a lesson any more: it is closed.
    pub(in crate::app) fn leave_lesson(&mut self) {
        self.plots.leave_lesson();
    }

    /// Lets go of the selected number.
    pub(in crate::app) fn release(&mut self) {
        self.selection.release();
    }

    /// Keeps the order that a job made for the table.
    pub(in crate::app) fn take_order(&mut self, order: OrderRequest, ranking: Ranking) {
        let asks = self.panel == Panel::Responsibilities && self.selected().is_some();
        self.table.take_order(order, ranking, &mut self.selection, asks);
    }

    /// Follows the study, and asks for what the plot and the table need and do not have.
    pub(in crate::app) fn refresh(
        &mut self,
        study: &Study,
        is_covered: bool,
        jobs: &mut Jobs,
    ) -> Vec<Effect> {
        self.fit(study);
        let mut effects = self.plots.refresh(study, is_covered, jobs);
        effects.extend(self.table.refresh(study, &mut self.selection, jobs));
        effects
    }

    /// Fits the axes and the selection if another half-step, run or data set is looked at.
    pub(in crate::app) fn fit(&mut self, study: &Study) {
        let (before, now) = (&self.fitted, Fitted::to(study));
        let same_data = Arc::ptr_eq(&before.dataset, &now.dataset);
        if same_data && (before.run, before.cursor) == (now.run, now.cursor) {
            return;
        }
        let sample = &study.dataset().sample;
        let (min, max) = sample.range();
        let is_in_sight = self.axes.x.0 <= min && max <= self.axes.x.1;
        let is_edit = now.dataset.is_edit_beside(&before.dataset);
        // What an edit changes is seen best if all else stays.
        let keeps_axes = same_data || is_edit && is_in_sight;
        if !keeps_axes {
            self.axes = Axes::start(sample, study.theta_or_first());
        }
        if !same_data && !is_edit {
            self.go_to_row(0);
            self.zoomed = None;
        }
        self.selection.fit(Extent::of(study));
        self.selection.set_objective(maximises_another(study));
        if let Some(open) = &mut self.open_derivation {
            open.follow(study);
        }
        self.axes = self.axes.follow(sample, study.theta_or_first());
        self.fitted = now;
    }
}

/// Returns whether a study's run maximises something other than ℓ.
fn maximises_another(study: &Study) -> bool {
    !study.run().method().objective().is_log_likelihood()
}
