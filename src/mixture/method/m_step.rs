//! The M-step under constraints and with priors, from the sufficient statistics alone.

use super::Method;
use crate::mixture::component::Component;
use crate::mixture::expectation::Expectation;
use crate::mixture::m_step::{self, MStepError, Undefined, is_without_weight, smallest_variance};
use crate::mixture::statistics::ComponentStatistics;
use crate::mixture::theta::Theta;

/// Returns the maximum of Q(θ) + ln p(θ) under the constraints.
///
/// Q is a sum of a function of the weights and one of the means and variances, and μ_k = Σγx / N_k
/// is the best mean whatever the variance is; so weights, means and variances follow one another in
/// closed form. As a function of a variance, Q + ln p rises to one maximum and falls after it, so
/// that under a floor the larger of the two is the best.
pub(super) fn m_step(
    method: &Method,
    expectation: &Expectation,
    from: &Theta,
) -> Result<Theta, MStepError> {
    let is_constrained = !(method.fixed_weights.is_empty()
        && method.fixed_means.is_empty()
        && method.fixed_variances.is_empty()
        && method.variance_floor.is_none())
        || method.equal_variances
        || method.has_prior();
    if !is_constrained {
        return m_step::m_step(expectation);
    }
    let n = expectation.total_weight();
    let all: Vec<(&ComponentStatistics, &Component)> =
        expectation.statistics().iter().zip(from.components()).collect();
    let weights = weights(method, &all, n)?;
    let mut components = Vec::with_capacity(all.len());
    for (k, ((s, before), weight)) in all.iter().zip(weights).enumerate() {
        let component = before.with_weight(weight);
        components.push(if method.fixed_means.contains(k) {
            component
        } else if is_without_weight(s, n) {
            return Err(empty(method, k));
        } else {
            Component::with_precise_mean(weight, s.precise_mean(), before.variance())
        });
    }
    set_variances(method, expectation, &mut components)?;
    // Each number was just checked, or is one of a θ.
    Ok(Theta::new(components).expect("an M-step without an error gives a valid θ"))
}

/// Returns the error for a component without weight.
fn empty(method: &Method, k: usize) -> MStepError {
    let has_own_variance = !method.equal_variances && method.variance_prior.is_none();
    let undefined = if !method.fixed_means.contains(k) {
        Undefined::Mean
    } else if has_own_variance && !method.fixed_variances.contains(k) {
        Undefined::Variance
    } else {
        Undefined::Weight
    };
    MStepError::Empty { component: k, undefined }
}

/// Returns the weights: those that are fixed, and of the rest each its part in proportion to N_k +
/// α − 1.
fn weights(
    method: &Method,
    all: &[(&ComponentStatistics, &Component)],
    n: f64,
) -> Result<Vec<f64>, MStepError> {
    let fixed = method.fixed_weights;
    let extra = method.weight_prior.map_or(0.0, |prior| prior.alpha - 1.0);
    let free = || all.iter().enumerate().filter(|(k, _)| !fixed.contains(*k)).map(|(_, c)| *c);
    let (share, total) = if fixed.is_empty() {
        (1.0, n + extra * all.len() as f64)
    } else {
        let of_fixed = all.iter().enumerate().filter(|(k, _)| fixed.contains(*k));
        let rest = 1.0 - of_fixed.map(|(_, (_, c))| c.weight()).sum::<f64>();
        // The weights of a θ may miss 1 by rounding, and what is left of it with them.
        let before: f64 = free().map(|(_, c)| c.weight()).sum();
        (if rest > 0.0 { rest } else { before }, free().map(|(s, _)| s.weight() + extra).sum())
    };
    let weight = |(k, (s, before)): (usize, &(&ComponentStatistics, &Component))| {
        if fixed.contains(k) {
            return Ok(before.weight());
        }
        let is_empty = extra == 0.0 && is_without_weight(s, n);
        let weight = (share * ((s.weight() + extra) / total)).min(1.0);
        if is_empty || !(weight > 0.0) {
            return Err(empty(method, k));
        }
        Ok(weight)
    };
    all.iter().enumerate().map(weight).collect()
}

/// Sets the variances that are not fixed, about the means that are set already.
fn set_variances(
    method: &Method,
    expectation: &Expectation,
    components: &mut [Component],
) -> Result<(), MStepError> {
    let statistics = expectation.statistics();
    let n = expectation.total_weight();
    if method.equal_variances {
        if method.fixed_variances.covers(components.len()) {
            return Ok(());
        }
        let pairs = statistics.iter().zip(components.iter());
        let mean_square: f64 = pairs.map(|(s, c)| s.weight() / n * s.variance_about(c)).sum();
        let variance = estimate(method, n, mean_square);
        let reach = components.iter().map(|c| smallest_variance(c.mean())).fold(0.0, f64::max);
        if has_collapsed(method, variance, reach) {
            let nearest = components.iter().zip(statistics).find(|(_, s)| s.weight() > 0.0);
            let x = nearest.map_or(0.0, |(c, _)| c.mean());
            return Err(MStepError::AllCollapsed { x });
        }
        for component in components {
            *component = component.with_variance(variance);
        }
        return Ok(());
    }
    for (k, (s, component)) in statistics.iter().zip(components).enumerate() {
        if method.fixed_variances.contains(k) {
            continue;
        }
        if method.variance_prior.is_none() && is_without_weight(s, n) {
            return Err(empty(method, k));
        }
        let variance = estimate(method, s.weight(), s.variance_about(component));
        if has_collapsed(method, variance, smallest_variance(component.mean())) {
            return Err(MStepError::Collapsed { component: k, x: component.mean() });
        }
        *component = component.with_variance(variance);
    }
    Ok(())
}

/// Returns the variance for this weight of observations whose mean square distance is this: with a
/// prior (2b + S) / (N + 2a + 2), and no less than the floor.
pub(super) fn estimate(method: &Method, weight: f64, mean_square: f64) -> f64 {
    let variance = match method.variance_prior {
        None => mean_square,
        Some(prior) => {
            let total = weight + 2.0 * prior.shape + 2.0;
            weight / total * mean_square + 2.0 * prior.scale / total
        }
    };
    variance.max(method.variance_floor.unwrap_or(0.0))
}

/// Returns whether ℓ has no maximum here. With a floor or a prior it always has one.
fn has_collapsed(method: &Method, variance: f64, reach: f64) -> bool {
    let is_bounded = method.variance_floor.is_some() || method.variance_prior.is_some();
    variance < if is_bounded { f64::MIN_POSITIVE } else { reach }
}
