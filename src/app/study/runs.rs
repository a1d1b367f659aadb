//! From run to run.

use std::sync::Arc;

use crate::app::begin::InitialTheta;
use crate::app::effect::Effect;
use crate::app::job::Job;
use crate::app::jobs::{Owner, Purpose};
use crate::app::limits::LimitReached;
use crate::app::notice::{Info, Notice, Refusal};
use crate::app::outcome::Outcome;
use crate::app::study::{StepContext, Study};
use crate::data::Dataset;
use crate::mixture::{Convergence, Discrepancy, EStepError, Iterate, Method, ObservedRate};
use crate::timeline::{Beginning, Origin, Run};

/// Returns the run that begins at the mixture from which data were drawn, to compare with.
pub(super) fn truth_of(dataset: &Arc<Dataset>) -> Option<Run<Arc<Dataset>>> {
    let theta = dataset.truth.clone()?;
    // A truth at which ℓ is below every number has no run.
    let start = Iterate::start(theta, dataset.data()).ok()?;
    Some(Run::new(Arc::clone(dataset), start, Origin::Truth))
}

impl Study {
    /// Asks for the first iterate of a new run of this method, which then may go on until EM has
    /// converged.
    ///
    /// # Errors
    /// Returns an error if the host allows no other run.
    pub(in crate::app) fn begin(
        &self,
        dataset: Arc<Dataset>,
        from: InitialTheta,
        method: Method,
        converges: bool,
        context: &mut StepContext,
    ) -> Result<Vec<Effect>, LimitReached> {
        context.playback.is_on = false;
        context.limits.check_another_run(&self.timeline, &dataset, from.components())?;
        let origin = from.origin();
        let purpose = Purpose::Begin { dataset: Arc::clone(&dataset), origin, converges };
        Ok(context.jobs.start(purpose, Job::Begin { dataset, from, method }))
    }

    /// Starts a run at the cursor of the active one, which is kept.
    pub(in crate::app) fn fork(
        &mut self,
        dataset: Arc<Dataset>,
        beginning: Beginning,
        origin: Origin,
    ) -> Info {
        let is_new = self.timeline.runs().iter().all(|run| !Arc::ptr_eq(run.data(), &dataset));
        let truth = truth_of(&dataset).filter(|_| is_new);
        let from_cursor = self.theta().is_some();
        self.timeline.fork(Run::new(dataset, beginning, origin));
        let run = self.timeline.active() + 1;
        if let Some(truth) = truth {
            self.timeline.add(truth);
        }
        let started = match origin {
            Origin::Start(start) => Info::RunFromStart { run, start },
            Origin::Given
            | Origin::Data
            | Origin::Lesson
            | Origin::Truth
            | Origin::Gamma
            | Origin::OtherRun
            | Origin::Adapted => Info::RunStarted { run },
            Origin::Edited => Info::DataEdited { run, from_cursor },
        };
        let group = self.dataset().groups.as_ref().filter(|group| is_new && group.key().is_some());
        let group = group.map(|group| Info::Group { run, group: group.to_string() });
        self.special_notice().or(group).unwrap_or(started)
    }

    /// Adds runs on other data; the active one stays so.
    pub(in crate::app) fn add_runs(&mut self, runs: Vec<Run<Arc<Dataset>>>) {
        let active = self.timeline.active();
        for run in runs {
            self.timeline.fork(run);
        }
        self.timeline.switch_to(active);
    }

    /// Makes the run active that a lesson's step is about, as far as it wants it. A step that was
    /// shown before finds its run again: going back and forth in a lesson adds none.
    pub(in crate::app) fn show(&mut self, wanted: &Run<Arc<Dataset>>) {
        let is_it = |run: &Run<Arc<Dataset>>| is_same(run, wanted);
        let active = self.timeline.active();
        let there = is_it(self.timeline.run()).then_some(active);
        let there = there.or_else(|| self.timeline.runs().iter().position(is_it));
        let Some(there) = there else { return self.timeline.fork(wanted.clone()) };
        self.timeline.switch_to(there);
        let run = self.timeline.run_mut();
        run.extend(wanted.first().iteration(), wanted.iterates().iter().cloned());
        run.go_to(wanted.cursor());
    }

    /// Returns whether the active run is the one that a lesson's step is about.
    pub(in crate::app) fn is_in(&self, wanted: &Run<Arc<Dataset>>) -> bool {
        is_same(self.run(), wanted)
    }

    /// Switches to a run; `None` is the one before the first.
    pub(super) fn switch_run(&mut self, run: Option<usize>, context: &mut StepContext) -> Outcome {
        let runs = self.timeline.runs().len();
        let Some(there) = run.filter(|run| *run < runs) else {
            return match (runs, run) {
                (1, _) => Refusal::OnlyRun,
                (_, None) => Refusal::FirstRun { runs },
                (_, Some(_)) => Refusal::LastRun { runs },
            }
            .into();
        };
        self.go_to_run(there, context)
    }

    /// Goes back over the edit that gave the active run its data, also from a run that began later
    /// on the same data.
    pub(super) fn undo(&mut self, context: &mut StepContext) -> Outcome {
        let runs = self.timeline.runs();
        let from = |run: usize| runs[run].fork_of().map(|(from, _)| from);
        let mut at = self.timeline.active();
        while runs[at].origin() != Origin::Edited {
            let same_data = |from: &usize| Arc::ptr_eq(runs[*from].data(), runs[at].data());
            let Some(before) = from(at).filter(same_data) else {
                return Refusal::NothingToUndo.into();
            };
            at = before;
        }
        match from(at) {
            Some(before) => {
                self.go_to_run(before, context).then(Info::EditUndone { run: before + 1 })
            }
            None => Refusal::NothingToUndo.into(),
        }
    }

    /// Goes to the run with the last edit of the active run's data.
    pub(super) fn redo(&mut self, context: &mut StepContext) -> Outcome {
        let runs = self.timeline.runs();
        let is_edit = |run: &Run<Arc<Dataset>>| {
            let from = run.fork_of().filter(|_| run.origin() == Origin::Edited);
            from.is_some_and(|(from, _)| Arc::ptr_eq(runs[from].data(), self.dataset()))
        };
        match runs.iter().rposition(is_edit) {
            Some(edit) => self.go_to_run(edit, context).then(Info::EditRedone { run: edit + 1 }),
            None => Refusal::NothingToRedo.into(),
        }
    }

    /// Switches to a run that there is, counted from 0.
    pub(in crate::app) fn go_to_run(&mut self, there: usize, context: &mut StepContext) -> Outcome {
        let runs = self.timeline.runs().len();
        let cancelled = context.jobs.of(Owner::Study).is_some();
        let effects = context.cancel();
        self.timeline.switch_to(there);
        let run = there + 1;
        let switched = match &self.dataset().groups {
            Some(group) if !cancelled => Info::Group { run, group: group.to_string() },
            _ => Info::RunSwitched { run, runs, cancelled },
        };
        Outcome::from(switched).then(effects)
    }

    /// Asks for one exact pass at θ, if the data are condensed.
    pub(in crate::app) fn compare(&self, context: &mut StepContext) -> Outcome {
        let run = self.run();
        let Some(iterate) = run.current().cloned() else { return Refusal::NoTheta.into() };
        let t = run.cursor().iteration();
        if self.dataset().sample.summed().is_some() {
            let too_wide = iterate.expectation().too_wide();
            return Info::OfTable { t, too_wide }.into();
        }
        if iterate.expectation().nodes().is_none() {
            let is_hard = self.sums_all_as_hard_em();
            return if is_hard { Info::HardSumsAll } else { Info::NotCondensed }.into();
        }
        let dataset = Arc::clone(self.dataset());
        let purpose = Purpose::Compare { run: self.timeline.active(), t };
        context.jobs.start(purpose, Job::Compare { dataset, iterate }).into()
    }

    /// Asks for the fraction of missing information where the run has converged, if nothing else is
    /// being computed.
    pub(in crate::app) fn information(&self, context: &mut StepContext) -> Vec<Effect> {
        let run = self.run();
        let known = run.iterates_to(run.furthest().iteration());
        let [.., before, last] = known else { return Vec::new() };
        let has_converged = last.has_converged_since(before, self.settings.tolerance);
        if !has_converged || context.jobs.of(Owner::Study).is_some() {
            return Vec::new();
        }
        let (dataset, iterate) = (Arc::clone(self.dataset()), last.clone());
        let purpose = Purpose::Information(ObservedRate::of(known));
        context.jobs.start(purpose, Job::Information { dataset, iterate })
    }

    /// Says how fast the run converged.
    pub(in crate::app) fn rates(
        observed: Option<ObservedRate>,
        found: Result<Option<f64>, EStepError>,
    ) -> Notice {
        match found {
            Ok(missing_information) => {
                Info::Rates(Convergence { observed, missing_information }).into()
            }
            Err(error) => Refusal::ComparisonFailed { t: None, error }.into(),
        }
    }

    /// Says what the exact pass at θ_t of a run gave.
    pub(in crate::app) fn compared(
        &self,
        run: usize,
        t: usize,
        result: Result<Discrepancy, EStepError>,
    ) -> Notice {
        let is_here = (self.timeline.active(), self.run().cursor().iteration()) == (run, t);
        let t = (!is_here).then_some(t);
        match result {
            Ok(discrepancy) => Info::Compared { t, discrepancy }.into(),
            Err(error) => Refusal::ComparisonFailed { t, error }.into(),
        }
    }
}

/// Returns whether two runs are the same as far as both are known: EM is deterministic.
fn is_same(run: &Run<Arc<Dataset>>, other: &Run<Arc<Dataset>>) -> bool {
    Arc::ptr_eq(run.data(), other.data()) && run.begins_like(other)
}
