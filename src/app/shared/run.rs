//! How another run begins: its data are read if need be, then the E-step at its θ₀ is done.

use std::sync::Arc;

use crate::app::begin::{BeginError, InitialTheta, StartOptions};
use crate::app::form::Dialog;
use crate::app::form::data::{DataFormError, Loading};
use crate::app::form::prompt::{Asked, PromptError};
use crate::app::jobs::GroupRun;
use crate::app::load_progress::LoadProgress;
use crate::app::notice::Refusal;
use crate::app::outcome::Outcome;
use crate::app::shared::Shared;
use crate::app::study::StepContext;
use crate::data::{DataError, Dataset, Edit};
use crate::mixture::Method;
use crate::text::exponent;
use crate::timeline::{Beginning, Origin};

impl Shared {
    /// Asks for the first iterate of another run, of the same method as the active one.
    pub(super) fn begin(
        &mut self,
        dataset: Arc<Dataset>,
        from: InitialTheta,
        context: &mut StepContext,
    ) -> Outcome {
        let method = **self.study.run().method();
        match self.study.begin(dataset, from, method, false, context) {
            Ok(effects) => effects.into(),
            Err(reached) => self.refuse_run(reached.into()),
        }
    }

    /// Asks for the first iterate of another run on the same data by this method, which then goes
    /// on until EM has converged.
    pub(super) fn begin_to_converge(
        &mut self,
        from: InitialTheta,
        method: Method,
        context: &mut StepContext,
    ) -> Outcome {
        let dataset = Arc::clone(self.study.dataset());
        match self.study.begin(dataset, from, method, true, context) {
            Ok(effects) => effects.into(),
            Err(reached) => self.refuse_run(reached.into()),
        }
    }

    /// Begins a run on a copy of the data with one observation edited, at the θ of the cursor.
    pub(super) fn edit_observation(&mut self, edit: Edit, context: &mut StepContext) -> Outcome {
        let edited = match self.study.dataset().edited(edit) {
            Ok(edited) => edited,
            Err(error) => {
                if let Some(Dialog::Prompt(prompt)) = &mut self.dialog {
                    prompt.error = Some(PromptError::Observation(error.to_string()));
                }
                return Outcome::nothing();
            }
        };
        if let Err(reached) = context.limits.check_rows(edited.sample.len()) {
            return Outcome::from(Refusal::from(reached));
        }
        self.dialog = None;
        // At a γ₀ that was given there is no θ yet, and the edited data have no γ: take θ₁.
        let theta = self.study.run().current_or_first().theta().clone();
        self.begin(Arc::new(edited), InitialTheta::Edited(theta), context)
    }

    /// Takes an x of the density chart that someone clicked on or dragged to, while an observation
    /// is edited; `within` is half of what a cell of the chart shows.
    pub(in crate::app) fn point_at(&mut self, x: f64, within: f64, is_dragged: bool) -> Outcome {
        let Some(Dialog::Prompt(prompt)) = &mut self.dialog else { return Outcome::nothing() };
        let (index, value) = self.study.dataset().sample.nearest(x);
        let near = ((value - x).abs() <= within).then_some(index);
        let decimals = usize::try_from(-exponent(within)).unwrap_or(0).min(17);
        prompt.point(&format!("{x:.decimals$}"), near, is_dragged);
        if let Asked::Edit(row) = prompt.asked {
            self.looks.go_to_row(row);
        }
        Outcome::nothing()
    }

    /// Shows how far the data are.
    pub(super) fn show_progress(&mut self, progress: LoadProgress) {
        if let Some(dialog) = &mut self.dialog {
            dialog.set_loading(Loading { progress: Some(progress) });
        }
    }

    /// Begins on data that were waited for.
    pub(super) fn loaded(
        &mut self,
        components: usize,
        result: Result<Arc<Dataset>, DataError>,
        context: &mut StepContext,
    ) -> Outcome {
        let dataset = match result {
            Ok(dataset) => dataset,
            Err(error) => return self.refuse_run(Refusal::NotLoaded(error.to_string())),
        };
        if let Err(reached) = context.limits.check_rows(dataset.sample.len()) {
            return self.refuse_run(reached.into());
        }
        if let Some(dialog) = &mut self.dialog {
            // How far the load was is no longer true of θ₀, which is made now.
            dialog.set_loading(Loading::default());
        }
        let options = StartOptions { components: Some(components), ..StartOptions::default() };
        let from = options.initial_theta(&dataset, self.study.settings());
        self.begin(dataset, from, context)
    }

    /// Begins on the data of a group that were waited for.
    pub(super) fn begin_on_group(
        &mut self,
        result: Result<Arc<Dataset>, DataError>,
        run: GroupRun,
        context: &mut StepContext,
    ) -> Outcome {
        let dataset = match result {
            Ok(dataset) => dataset,
            Err(error) => return Refusal::NotLoaded(error.to_string()).into(),
        };
        let GroupRun { from, method, converges } = run;
        match self.study.begin(dataset, from, method, converges, context) {
            Ok(effects) => effects.into(),
            Err(reached) => Refusal::from(reached).into(),
        }
    }

    /// Starts the run whose first iterate was waited for; the dialog that asked for it closes.
    pub(super) fn begun(
        &mut self,
        dataset: Arc<Dataset>,
        origin: Origin,
        result: Result<Beginning, BeginError>,
    ) -> Outcome {
        let start = match result {
            Ok(start) => start,
            Err(error) => return self.refuse_run(error.into()),
        };
        self.dialog.take_if(|dialog| dialog.is_loading());
        self.study.fork(dataset, start, origin).into()
    }

    /// Says why there is no other run: in the data dialog if it asked for one, else in a line.
    fn refuse_run(&mut self, why: Refusal) -> Outcome {
        match &mut self.dialog {
            Some(Dialog::Data(form)) if form.loading.is_some() => {
                form.loading = None;
                form.error = Some(DataFormError::NoRun(Box::new(why)));
                Outcome::nothing()
            }
            _ => why.into(),
        }
    }
}
