//! EM on each group of a condensed table, and on all of them together.

use std::mem;

use super::group::GroupOf;
use crate::data::dataset::Dataset;
use crate::mixture::{Iterate, Iterations, Method, StopRule, Stopped, Theta};
use crate::text::counted;

/// Work that is done before it is said how many groups are fitted, in points times components.
const ROUND: usize = 2_000_000;

/// What is done on each group. All begin at the same θ₀, so that component k is comparable from
/// group to group.
#[derive(Clone, Debug)]
pub struct GroupFitPlan {
    /// The table.
    pub groups: GroupOf,
    /// θ₀.
    pub theta: Theta,
    /// How EM does its steps.
    pub method: Method,
    /// When EM ends.
    pub rule: StopRule,
}

impl GroupFitPlan {
    /// Returns whether the fits of both are the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.groups.is_of_same_table(&other.groups)
            && (&self.theta, &self.method, self.rule) == (&other.theta, &other.method, other.rule)
    }

    /// Returns how many fits there are: one per group, and that of all together.
    pub fn fits(&self) -> usize {
        self.groups.groups().len() + 1
    }
}

/// What EM came to on a group, or on all together.
#[derive(Clone, Debug)]
pub struct GroupFit {
    /// Which group.
    pub group: GroupOf,
    /// How many observations it has.
    pub observations: u64,
    /// The last iterate and why there were no more; or why there is none.
    pub reached: Result<(Iterate, Stopped), String>,
}

impl GroupFit {
    /// Returns the last iterate, if there is one.
    pub fn last(&self) -> Option<&Iterate> {
        self.reached.as_ref().ok().map(|(last, _)| last)
    }

    /// Returns θ where EM converged, or where its iterations ended before that.
    pub fn theta(&self) -> Option<&Theta> {
        match &self.reached {
            Ok((last, Stopped::Converged | Stopped::IterationLimit)) => Some(last.theta()),
            Ok((_, Stopped::Failed(_) | Stopped::Cancelled)) | Err(_) => None,
        }
    }

    /// Returns why there is no fit.
    pub fn problem(&self) -> Option<String> {
        match &self.reached {
            Err(problem) => Some(problem.clone()),
            Ok((_, Stopped::Failed(error))) => Some(error.to_string()),
            Ok(_) => None,
        }
    }

    /// Returns that the bins are too wide for θ, and where, if they are.
    pub fn too_wide(&self) -> Option<String> {
        let range = self.last()?.expectation().too_wide()?;
        Some(format!("bins too wide at x = {range}"))
    }

    /// Returns whether EM converged.
    pub fn has_converged(&self) -> bool {
        matches!(self.reached, Ok((_, Stopped::Converged)))
    }

    /// Returns whether the iterations ended before EM converged.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.reached, Ok((_, Stopped::IterationLimit)))
    }
}

/// Returns how many groups converged, and how many others there are: "2 of 3 groups converged, 1
/// without a fit".
pub fn said_of_groups<'a>(fits: impl IntoIterator<Item = &'a GroupFit>) -> String {
    let of_groups = fits.into_iter().filter(|fit| fit.group.key().is_some());
    let groups: Vec<&GroupFit> = of_groups.collect();
    let count = |is_so: &dyn Fn(&GroupFit) -> bool| groups.iter().filter(|fit| is_so(fit)).count();
    let converged = count(&GroupFit::has_converged);
    let all = format!("{converged} of {} converged", counted(groups.len(), "group"));
    let others = [
        (count(&GroupFit::is_unfinished), "not converged"),
        (count(&|fit| fit.theta().is_none()), "without a fit"),
        (count(&|fit| fit.too_wide().is_some()), "with bins too wide"),
    ];
    let others = others.iter().filter(|(count, _)| *count > 0);
    let others = others.map(|(count, what)| format!("{count} {what}"));
    std::iter::once(all).chain(others).collect::<Vec<_>>().join(", ")
}

/// The fits of all groups, a little at a time: first of all together, then in the order of the
/// keys.
#[derive(Debug)]
pub struct GroupFits {
    plan: GroupFitPlan,
    done: usize,
    /// Those that were not taken yet.
    new: Vec<GroupFit>,
    running: Option<(Dataset, Iterations)>,
}

impl GroupFits {
    /// Returns the fits of which none is done.
    pub fn new(plan: GroupFitPlan) -> Self {
        Self { plan, done: 0, new: Vec::new(), running: None }
    }

    /// Returns whether fits are done that were not taken yet.
    pub fn has_new(&self) -> bool {
        !self.new.is_empty()
    }

    /// Takes the fits that were done since this was called last.
    pub fn take_new(&mut self) -> Vec<GroupFit> {
        mem::take(&mut self.new)
    }

    /// Does a little more: begins on a group, or iterates for a while. Returns whether all are
    /// done.
    pub fn advance(&mut self) -> bool {
        match self.running.take() {
            None => match self.begin() {
                Ok(running) => self.running = Some(running),
                Err(problem) => self.end(Err(problem)),
            },
            Some((dataset, mut iterations)) => {
                let work = dataset.data().work_of_pass(self.plan.theta.len());
                let stopped =
                    (0..(ROUND / work).max(1)).find_map(|_| iterations.next(dataset.data()).err());
                match stopped {
                    Some(stopped) => self.end(Ok((iterations.current().clone(), stopped))),
                    None => self.running = Some((dataset, iterations)),
                }
            }
        }
        self.done == self.plan.fits()
    }

    /// Returns the group whose turn it is.
    fn group(&self) -> GroupOf {
        self.plan.groups.with(self.done.checked_sub(1))
    }

    fn begin(&self) -> Result<(Dataset, Iterations), String> {
        let GroupFitPlan { theta, method, rule, .. } = &self.plan;
        let dataset = self.group().dataset().map_err(|error| error.to_string())?;
        let first = Iterate::begin(theta.clone(), dataset.data(), *method);
        let first = first.map_err(|error| error.to_string())?;
        Ok((dataset, Iterations::new(first, *rule)))
    }

    fn end(&mut self, reached: Result<(Iterate, Stopped), String>) {
        let group = self.group();
        let observations = group.count();
        self.new.push(GroupFit { group, observations, reached });
        self.done += 1;
    }
}
