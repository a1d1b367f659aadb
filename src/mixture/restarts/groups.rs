//! Which fits are the same maximum, up to the names of the components.

use super::{Attempt, Optimum, SAME_WITHIN, by_likelihood};
use crate::mixture::expectation::Expectation;
use crate::mixture::iterations::Stopped;
use crate::mixture::theta::Theta;

/// ℓ per observation of the same maximum may differ by this much where EM stopped.
pub(in crate::mixture) const LIKELIHOOD_WITHIN: f64 = 1e-6;

/// Returns the attempts that converged, by descending ℓ: those that ended next to a better one are
/// counted with it.
pub(super) fn distinct(attempts: &[Attempt]) -> Vec<Optimum> {
    let mut converged: Vec<&Attempt> =
        attempts.iter().filter(|attempt| attempt.stopped == Stopped::Converged).collect();
    converged.sort_by(|a, b| by_likelihood(a, b));
    let mut optima: Vec<Optimum> = Vec::new();
    for attempt in converged {
        let is_same = |optimum: &&mut Optimum| {
            has_same_likelihood(optimum.best.last.expectation(), attempt.last.expectation())
                && are_same(optimum.best.theta(), attempt.theta())
        };
        if let Some(optimum) = optima.iter_mut().find(is_same) {
            optimum.starts += 1;
        } else {
            let best = attempt.clone();
            optima.push(Optimum { best, starts: 1, smallest_eigenvalue: None });
        }
    }
    optima
}

/// Counts those together that were refined to the same maximum, by descending ℓ.
pub(super) fn merged(mut optima: Vec<Optimum>) -> Vec<Optimum> {
    optima.sort_by(|a, b| by_likelihood(&a.best, &b.best));
    let mut kept: Vec<Optimum> = Vec::new();
    for optimum in optima {
        let is_same = |known: &&mut Optimum| {
            has_same_likelihood(known.best.last.expectation(), optimum.best.last.expectation())
                && are_same(known.best.theta(), optimum.best.theta())
        };
        if let Some(known) = kept.iter_mut().find(is_same) {
            known.starts += optimum.starts;
        } else {
            kept.push(optimum);
        }
    }
    kept
}

fn has_same_likelihood(a: &Expectation, b: &Expectation) -> bool {
    let difference = a.log_likelihood() - b.log_likelihood();
    difference.abs() / a.total_weight() < LIKELIHOOD_WITHIN
}

/// Returns whether two θ have the same components within the tolerance, in any order.
pub(super) fn are_same(a: &Theta, b: &Theta) -> bool {
    let mut left: Vec<_> = b.components().to_vec();
    a.len() == b.len()
        && a.components().iter().all(|c| {
            let differs = |other: &crate::mixture::Component| {
                let sd = c.sd().min(other.sd());
                let mean = c.precise_mean().minus(other.precise_mean()).abs() / sd;
                let weight = (c.weight() - other.weight()).abs();
                let variance = (c.variance() / other.variance()).ln().abs();
                mean.max(weight).max(variance)
            };
            let nearest =
                (0..left.len()).min_by(|i, j| differs(&left[*i]).total_cmp(&differs(&left[*j])));
            nearest.is_some_and(|i| differs(&left.swap_remove(i)) < SAME_WITHIN)
        })
}
