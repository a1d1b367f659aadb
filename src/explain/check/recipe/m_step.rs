//! The M-step of a recipe: ordinary, or under constraints and with priors.

use super::{MStep, Recipe};
use crate::explain::check::point::Point;
use crate::explain::check::rounding::Rounded;
use crate::mixture::{Component, Sample};

/// A component as far as it is made, and N_k.
struct Made {
    count: f64,
    component: Component,
}

impl Recipe {
    /// The M-step from θ_t, or from the γ₀ that was given.
    pub(in crate::explain::check) fn m_step(
        &self,
        from: &Point,
        t: usize,
        sample: &Sample,
    ) -> Vec<Component> {
        let old = from.components();
        let e = self.e_step(from, t, sample);
        let mut sums = vec![(0.0, 0.0); old.len()];
        let (mut total, mut sum_of_all) = (0.0, 0.0);
        for (i, x) in sample.values().iter().enumerate() {
            let weight = self.weight(sample, i);
            (total, sum_of_all) = (total + weight, sum_of_all + weight * x);
            for ((count, sum), gamma) in sums.iter_mut().zip(e.gammas(i, *x)) {
                (*count, *sum) = (*count + weight * gamma, *sum + weight * gamma * x);
            }
        }
        let counts: Vec<f64> =
            sums.iter().map(|(count, _)| self.rounded(Rounded::Count, *count)).collect();
        let weights = self.weights(&old, &counts, total);
        let one = |k: usize| {
            let (count, (_, sum)) = (counts[k], sums[k]);
            let mean = match self.m {
                MStep::KeepsMeans => old[k].mean(),
                _ if self.method.fixed_means.contains(k) => old[k].mean(),
                MStep::ByTotal | MStep::MeanByTotal => sum / total,
                MStep::MeanUndivided => sum,
                _ => sum / count,
            };
            let mean = self.rounded(Rounded::Mean, mean);
            let weight = self.rounded(Rounded::Weight, weights[k]);
            Made { count, component: Component::new(weight, mean, old[k].variance()) }
        };
        let made: Vec<Made> = (0..old.len()).map(one).collect();
        if self.m == MStep::KeepsVariances {
            return made.into_iter().map(|made| made.component).collect();
        }
        let squares = self.squares((from, t), &made, sample, sum_of_all / total);
        self.with_variances(made, &squares, total)
    }

    /// π of each component.
    fn weights(&self, old: &[Component], counts: &[f64], total: f64) -> Vec<f64> {
        let fixed = self.method.fixed_weights;
        let extra = self.method.weight_prior.map_or(0.0, |prior| prior.alpha - 1.0);
        let free = || (0..old.len()).filter(|k| !fixed.contains(*k));
        let taken: f64 =
            (0..old.len()).filter(|k| fixed.contains(*k)).map(|k| old[k].weight()).sum();
        let of_free: f64 = free().map(|k| counts[k] + extra).sum();
        let one = |k: usize| match self.m {
            MStep::KeepsWeights => old[k].weight(),
            _ if fixed.contains(k) => old[k].weight(),
            MStep::CountAsWeight => counts[k],
            MStep::WeightMinusOne => counts[k] / (total - 1.0),
            _ if fixed.is_empty() => (counts[k] + extra) / (total + extra * old.len() as f64),
            _ => (1.0 - taken) * (counts[k] + extra) / of_free,
        };
        (0..old.len()).map(one).collect()
    }

    /// The components with their variances.
    fn with_variances(&self, made: Vec<Made>, squares: &[f64], total: f64) -> Vec<Component> {
        let method = &self.method;
        // What is divided, and by what it is.
        let estimate = |squares: f64, count: f64| {
            let estimate = match method.variance_prior {
                None => squares / count,
                Some(prior) => (2.0 * prior.scale + squares) / (count + 2.0 * prior.shape + 2.0),
            };
            method.variance_floor.map_or(estimate, |floor| estimate.max(floor))
        };
        let own = |count: f64, squares: f64| match self.m {
            MStep::ByTotal | MStep::VarianceByTotal => squares / total,
            MStep::VarianceMinusOne => estimate(squares, count - 1.0),
            MStep::VarianceUndivided => squares,
            MStep::RootOfVariance => estimate(squares, count).sqrt(),
            _ => estimate(squares, count),
        };
        let pooled = method.equal_variances.then(|| {
            let counts = made.iter().map(|made| made.count);
            match self.m {
                MStep::AverageVariance => {
                    let all = counts.zip(squares).map(|(count, squares)| squares / count);
                    all.sum::<f64>() / made.len() as f64
                }
                _ => own(total, squares.iter().sum()),
            }
        });
        let one = |(k, made): (usize, Made)| {
            if method.fixed_variances.contains(k) {
                return made.component;
            }
            let variance = pooled.unwrap_or_else(|| own(made.count, squares[k]));
            made.component.with_variance(self.rounded(Rounded::Variance, variance))
        };
        made.into_iter().enumerate().map(one).collect()
    }

    /// Σ w γ (x − c_k)² for each component.
    fn squares(
        &self,
        (from, t): (&Point, usize),
        made: &[Made],
        sample: &Sample,
        overall_mean: f64,
    ) -> Vec<f64> {
        let moved: Vec<Component> = made.iter().map(|made| made.component).collect();
        let old = from.components();
        let again = (self.m == MStep::GammaAgain).then(|| Point::Theta(moved.clone()));
        let e = self.e_step(again.as_ref().unwrap_or(from), t, sample);
        let centre = |k: usize| match self.m {
            MStep::OldMean => old[k].mean(),
            MStep::OverallMean => overall_mean,
            MStep::RawSquares => 0.0,
            _ => moved[k].mean(),
        };
        let mut squares = vec![0.0; old.len()];
        for (i, x) in sample.values().iter().enumerate() {
            let weight = self.weight(sample, i);
            for (k, gamma) in e.gammas(i, *x).into_iter().enumerate() {
                squares[k] += weight * gamma * (x - centre(k)).powi(2);
            }
        }
        squares
    }
}
