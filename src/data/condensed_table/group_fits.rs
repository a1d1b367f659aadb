//! EM on each group of a condensed table, and on all of them together.

use std::mem;

use super::group::GroupOf;
use crate::data::dataset::Dataset;
use crate::mixture::{Iterate, Iterations, Method, StopRule, Stopped, Theta};

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

    /// Returns whether EM converged.
    pub fn has_converged(&self) -> bool {
        matches!(self.reached, Ok((_, Stopped::Converged)))
    }

    /// Returns whether the iterations ended before EM converged.
    pub fn is_open(&self) -> bool {
        matches!(self.reached, Ok((_, Stopped::IterationLimit)))
    }
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
        self.new.push(GroupFit { group: self.group(), reached });
        self.done += 1;
    }
}
