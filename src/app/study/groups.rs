//! From group to group of a condensed table.

use std::sync::Arc;

use crate::app::begin::InitialTheta;
use crate::app::job::Job;
use crate::app::jobs::{GroupRun, Purpose};
use crate::app::keymap::StepAction;
use crate::app::limits::HostLimits;
use crate::app::notice::Refusal;
use crate::app::outcome::Outcome;
use crate::app::study::{StepContext, Study};
use crate::data::{Dataset, GroupFitPlan, GroupOf};
use crate::mixture::{Method, Theta};
use crate::timeline::{Origin, Run};

impl Study {
    /// Goes to another group of the active run's table.
    pub(super) fn switch_group(
        &mut self,
        to: impl FnOnce(&GroupOf) -> GroupOf,
        context: &mut StepContext,
    ) -> Outcome {
        match &self.dataset().groups {
            Some(group) => self.go_to_group(to(group), context),
            None => Refusal::NoGroups.into(),
        }
    }

    /// Goes to the last run on a group, where it was left; if there is none, asks for the group's
    /// data to begin one.
    pub(in crate::app) fn go_to_group(
        &mut self,
        group: GroupOf,
        context: &mut StepContext,
    ) -> Outcome {
        if let Some(run) = self.last_run(|run| is_on(run, &group)) {
            return self.go_to_run(run, context);
        }
        let run = self.run();
        // A run from a given γ₀ has no θ₀: γ₀ is not one of other data, so θ₁ is taken.
        let (theta, method) = (run.first().theta().clone(), **run.method());
        self.begin_on_group(group, theta, method, false, context)
    }

    /// Returns what the fit of each group is to be: from θ₀ of the active run, by its method.
    pub(in crate::app) fn group_fit_plan(&self, limits: &HostLimits) -> Option<GroupFitPlan> {
        let run = self.run();
        let mut rule = self.settings.to_convergence();
        // No further than the run that is opened from there may go.
        rule.iterations = rule.iterations.min(limits.iterations);
        Some(GroupFitPlan {
            groups: self.dataset().groups.clone()?,
            theta: run.first().theta().clone(),
            method: **run.method(),
            rule,
        })
    }

    /// Goes to where EM converges on the group with this number, or on all together, as a plan has
    /// it: in the run that begins there, if there is one, else in a new one.
    pub(in crate::app) fn open_group_fit(
        &mut self,
        plan: GroupFitPlan,
        group: Option<usize>,
        context: &mut StepContext,
    ) -> Outcome {
        let GroupFitPlan { groups, theta, method, .. } = plan;
        let group = groups.with(group);
        let is_it = |run: &Run<Arc<Dataset>>| {
            is_on(run, &group) && *run.first().theta() == theta && **run.method() == method
        };
        let Some(run) = self.last_run(is_it) else {
            return self.begin_on_group(group, theta, method, true, context);
        };
        self.go_to_run(run, context).then(self.step(StepAction::Converge, context))
    }

    /// Begins a run on a group. The data of a group that has a run already are there.
    fn begin_on_group(
        &mut self,
        group: GroupOf,
        theta: Theta,
        method: Method,
        converges: bool,
        context: &mut StepContext,
    ) -> Outcome {
        let from = InitialTheta::OfRun { theta, origin: Origin::OtherRun };
        if let Some(run) = self.last_run(|run| is_on(run, &group)) {
            let dataset = Arc::clone(self.timeline.runs()[run].data());
            return match self.begin(dataset, from, method, converges, context) {
                Ok(effects) => effects.into(),
                Err(reached) => Refusal::from(reached).into(),
            };
        }
        context.playback.is_on = false;
        let purpose = Purpose::Group(GroupRun { from, method, converges });
        context.jobs.start(purpose, Job::Group(group)).into()
    }

    fn last_run(&self, is_it: impl Fn(&Run<Arc<Dataset>>) -> bool) -> Option<usize> {
        self.timeline.runs().iter().rposition(is_it)
    }
}

fn is_on(run: &Run<Arc<Dataset>>, group: &GroupOf) -> bool {
    run.data().groups.as_ref().is_some_and(|of| of.is_same(group))
}
