//! Many starts, of one K or of several.

use std::cell::RefCell;

use super::FitTask;
use super::progress::FitProgress;
use crate::cli::{RestartOptions, ScanOptions};
use crate::data::Dataset;
use crate::mixture::{
    Bootstrap, BootstrapPlan, LikelihoodRatio, RestartError, RestartPlan, RestartResult, Restarts,
    Scan, ScanPlan, ScanRow, TestError,
};

/// Runs EM from all starts of a plan.
pub(super) fn from_all(
    plan: RestartPlan,
    dataset: &Dataset,
    progress: &RefCell<FitProgress>,
) -> Result<RestartResult, RestartError> {
    let mut starts = Restarts::new(plan);
    loop {
        if let Some(result) = starts.advance(dataset.data())? {
            return Ok(result.clone());
        }
        progress.borrow_mut().starts(starts.done(), plan.starts);
    }
}

/// What a range of K came to.
pub(super) struct Scanned {
    pub(super) plan: ScanPlan,
    pub(super) rows: Vec<ScanRow>,
    pub(super) tests: Vec<(bool, LikelihoodRatio)>,
}

/// Tries every K, and tests each against the next if that is asked for.
pub(super) fn try_all(
    task: &FitTask,
    options: ScanOptions,
    restarts: RestartOptions,
    dataset: &Dataset,
    progress: &RefCell<FitProgress>,
) -> Result<Scanned, TestError> {
    let ScanOptions { first, last, bootstrap } = options;
    if bootstrap.is_some() {
        BootstrapPlan::observations(&dataset.sample)?;
    }
    let plan = ScanPlan { first, last, restarts: restart_plan(task, restarts, first) };
    let mut scan = Scan::new(plan);
    while !scan.advance(dataset.data()) {
        progress.borrow_mut().starts(scan.done(), plan.starts());
    }
    let rows = scan.rows().to_vec();
    let mut tests = Vec::new();
    for row in rows.iter().filter(|_| bootstrap.is_some()) {
        for next in rows.iter().filter(|next| next.is_next_of(row)) {
            let samples = bootstrap.unwrap_or(0);
            let test = row.against(next, plan.restarts, &dataset.sample, samples);
            // A K without a fit is told by its row.
            let Ok(test) = test else { continue };
            let mut bootstrap = Bootstrap::new(test);
            let ratio = loop {
                if let Some(ratio) = bootstrap.advance() {
                    break ratio;
                }
            };
            tests.push((next.equal_variances, ratio));
        }
    }
    Ok(Scanned { plan, rows, tests })
}

pub(super) fn restart_plan(
    task: &FitTask,
    options: RestartOptions,
    components: usize,
) -> RestartPlan {
    let RestartOptions { from, starts } = options;
    let (seed, method) = (task.plan.settings.seed, task.plan.settings.method);
    RestartPlan { components, from, seed, starts, rule: task.rule, method }
}
