//! A run with all that belongs to it.

use std::cell::RefCell;

use super::progress::FitProgress;
use super::starts::{self, Scanned};
use super::{FitCommandError, FitTask};
use crate::app::begin::InitialTheta;
use crate::data::{Dataset, GroupFit, GroupFitPlan, GroupFits, GroupOf};
use crate::mixture::{Iterate, StopRule, lowest_bic};
use crate::report::{self, FitReport};
use crate::timeline::Beginning;

/// Runs EM from where the task says, on data that are read, with all that belongs to the run: other
/// starts, other K, groups. `each` is called at θ₀ and at every new θ.
pub(super) fn run<'a>(
    task: &FitTask,
    dataset: &'a Dataset,
    progress: &RefCell<FitProgress>,
    say: &mut dyn FnMut(&str),
    each: &mut dyn FnMut(),
) -> Result<FitReport<'a>, FitCommandError> {
    let mut initial_theta = task.plan.initial_theta(dataset);
    let mut many = None;
    let mut scanned = None;
    let mut method = task.plan.settings.method;
    if let (Some(options), Some(restarts)) = (task.scan, task.restarts) {
        let done = starts::try_all(task, options, restarts, dataset, progress)?;
        let best = lowest_bic(&done.rows).and_then(|best| done.rows[best].fit.as_ref().ok());
        let best = &best.ok_or(FitCommandError::NoFit)?.best;
        method = **best.last.method();
        initial_theta =
            InitialTheta::FromData { start: best.start, components: best.theta().len() };
        scanned = Some(done);
    } else if let Some(options) = task.restarts {
        let plan = starts::restart_plan(task, options, initial_theta.components());
        let result = starts::from_all(plan, dataset, progress)?;
        if let Some(best) = result.best() {
            let (start, components) = (best.start, plan.components);
            initial_theta = InitialTheta::FromData { start, components };
        }
        many = Some((plan, result));
    }
    let mut rule = task.rule;
    let beginning = initial_theta.begin_by(&method, dataset)?;
    if let Beginning::Gamma(_) = beginning {
        // The M-step that gives θ₁ is one of them.
        rule.iterations -= 1;
    }
    let first = beginning.first().clone();
    let start = match &initial_theta {
        InitialTheta::FromData { start, .. } => Some(*start),
        InitialTheta::Given(_)
        | InitialTheta::OfData(_)
        | InitialTheta::Edited(_)
        | InitialTheta::OfRun { .. }
        | InitialTheta::Gamma(_) => None,
    };
    for remark in report::remarks(dataset, &first) {
        say(&remark);
    }
    each();
    let mut report = FitReport::run(dataset, start, &first, rule, |iterate| {
        progress.borrow_mut().iteration(iterate);
        each();
    })?;
    if let Some((plan, result)) = many {
        report = report.with_restarts(plan, result);
        if !task.output.printed.has_summary() {
            report.summary_of_restarts().iter().for_each(|summary| say(summary));
        }
    }
    if let Some(Scanned { plan, rows, tests }) = scanned {
        report = report.with_scan(plan, rows, tests);
    }
    if let Some(groups) = dataset.groups.clone().filter(|_| task.each_group) {
        let fits = fit_groups(groups, &first, rule);
        report = report.with_groups(fits, rule.tolerance);
    }
    Ok(report)
}

/// Fits all groups together and each of them, from θ₀ of a run and by its method.
fn fit_groups(groups: GroupOf, first: &Iterate, rule: StopRule) -> Vec<GroupFit> {
    let (theta, method) = (first.theta().clone(), **first.method());
    let mut fits = GroupFits::new(GroupFitPlan { groups, theta, method, rule });
    while !fits.advance() {}
    fits.take_new()
}
