//! From group to group of a condensed table.

use std::sync::Arc;

use crate::app::begin::InitialTheta;
use crate::app::job::Job;
use crate::app::jobs::Purpose;
use crate::app::notice::Refusal;
use crate::app::outcome::Outcome;
use crate::app::study::{StepContext, Study};
use crate::data::{Dataset, GroupOf};
use crate::timeline::Origin;

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
        let is_its =
            |data: &Arc<Dataset>| data.groups.as_ref().is_some_and(|of| of.is_same(&group));
        if let Some(run) = self.timeline.runs().iter().rposition(|run| is_its(run.data())) {
            return self.go_to_run(run, context);
        }
        context.playback.is_on = false;
        let run = self.run();
        // A run from a given γ₀ has no θ₀: γ₀ is not one of other data, so θ₁ is taken.
        let theta = run.first().theta().clone();
        let from = InitialTheta::OfRun { theta, origin: Origin::OtherRun };
        let purpose = Purpose::Group { from, method: **run.method() };
        context.jobs.start(purpose, Job::Group(group)).into()
    }
}
