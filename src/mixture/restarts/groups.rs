//! Which fits are the same maximum, up to the names of the components.

use rayon::prelude::*;

use super::{Attempt, Optimum, SAME_WITHIN, by_likelihood};
use crate::mixture::curvature::Curvature;
use crate::mixture::data::Data;
use crate::mixture::e_step::{EStepError, e_step};
use crate::mixture::expectation::Expectation;
use crate::mixture::iterations::Stopped;
use crate::mixture::method::Method;
use crate::mixture::theta::Theta;

/// ℓ per observation of the same maximum may differ by this much where EM stopped.
pub(in crate::mixture) const LIKELIHOOD_WITHIN: f64 = 1e-6;
/// Newton steps towards a maximum at the most.
const NEWTON_STEPS: usize = 6;
/// Close enough to a maximum: a step would raise ℓ per observation by less than this.
const REFINED: f64 = 1e-13;

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

/// Looks at the second derivatives of ℓ at each optimum, and counts those together that Newton
/// steps lead to the same maximum.
pub(super) fn judge(
    data: Data,
    method: &Method,
    optima: &[Optimum],
) -> Result<Vec<Optimum>, EStepError> {
    if !Curvature::is_of(method) {
        return Ok(optima.to_vec());
    }
    let refined: Result<Vec<Refined>, EStepError> = optima
        .par_iter()
        .map(|optimum| Refined::of(data, method.equal_variances, optimum))
        .collect();
    let mut kept: Vec<(Optimum, Refined)> = Vec::new();
    for (optimum, refined) in optima.iter().zip(refined?) {
        let is_same = |(_, known): &&mut (Optimum, Refined)| {
            has_same_likelihood(&known.expectation, &refined.expectation)
                && are_same(&known.theta, &refined.theta)
        };
        if let Some((known, _)) = kept.iter_mut().find(is_same) {
            known.starts += optimum.starts;
        } else {
            let smallest_eigenvalue = Some(refined.smallest_eigenvalue);
            kept.push((Optimum { smallest_eigenvalue, ..optimum.clone() }, refined));
        }
    }
    Ok(kept.into_iter().map(|(optimum, _)| optimum).collect())
}

/// The maximum next to where EM stopped, as exactly as numbers allow; where there is none, where EM
/// stopped.
struct Refined {
    theta: Theta,
    expectation: Expectation,
    smallest_eigenvalue: f64,
}

impl Refined {
    fn of(data: Data, is_equal: bool, optimum: &Optimum) -> Result<Self, EStepError> {
        let last = &optimum.best.last;
        let (mut theta, mut expectation) = (last.theta().clone(), last.expectation().clone());
        let mut curvature = Curvature::at(data, &theta, &expectation, is_equal)?;
        for _ in 0..NEWTON_STEPS {
            if curvature.gain() < REFINED {
                break;
            }
            let Some(next) = curvature.newton_step(&theta) else { break };
            let next_expectation = e_step(data, &next)?;
            if next_expectation.log_likelihood() < expectation.log_likelihood() {
                break;
            }
            (theta, expectation) = (next, next_expectation);
            curvature = Curvature::at(data, &theta, &expectation, is_equal)?;
        }
        Ok(Self { theta, expectation, smallest_eigenvalue: curvature.smallest() })
    }
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
