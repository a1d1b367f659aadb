//! EM done wrongly on purpose: one iteration of the textbook loop with a switch for each slip.

use crate::explain::Quantity;
use crate::mixture::{Component, Sample, Theta};
use crate::timeline::{Phase, Run};

/// How ln(π_k N(x; μ_k, σ_k²)) is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DensityFormula {
    Normal,
    /// σ² where σ belongs.
    VarianceAsSd,
    /// σ where σ² belongs.
    SdAsVariance,
    /// Without 1/√(2πσ²).
    NoConstant,
    /// Without π_k.
    NoWeight,
}

/// How an observation is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shares {
    Soft,
    /// Not divided by their sum.
    NotNormalised,
    /// All to one component.
    Hard,
}

/// What the sums of the M-step are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Divisor {
    Count,
    CountMinusOne,
    Total,
}

/// One way of doing an iteration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recipe {
    pub density: DensityFormula,
    pub shares: Shares,
    /// An observation that counts another number of times.
    pub counted: Option<(usize, f64)>,
    pub divisor: Divisor,
    pub old_mean: bool,
    /// Σ_k ln(π_k N) in the place of ln Σ_k π_k N.
    pub added_in_logs: bool,
}

/// The right way.
pub(super) const RIGHT: Recipe = Recipe {
    density: DensityFormula::Normal,
    shares: Shares::Soft,
    counted: None,
    divisor: Divisor::Count,
    old_mean: false,
    added_in_logs: false,
};

impl Recipe {
    fn log_joint(&self, c: &Component, x: f64) -> f64 {
        match self.density {
            DensityFormula::Normal => c.log_joint(x),
            DensityFormula::VarianceAsSd => {
                c.with_variance(c.variance() * c.variance()).log_joint(x)
            }
            DensityFormula::SdAsVariance => c.with_variance(c.sd()).log_joint(x),
            DensityFormula::NoConstant => c.weight().ln() - 0.5 * c.standardise(x).powi(2),
            DensityFormula::NoWeight => c.log_density(x),
        }
    }

    fn weight(&self, sample: &Sample, i: usize) -> f64 {
        match self.counted {
            Some((counted, times)) if counted == i => times * sample.weight(i),
            _ => sample.weight(i),
        }
    }

    fn total(&self, sample: &Sample) -> f64 {
        (0..sample.len()).map(|i| self.weight(sample, i)).sum()
    }

    /// γ_1 … γ_K of one x.
    fn gammas(&self, theta: &Theta, x: f64) -> Vec<f64> {
        let logs: Vec<f64> = theta.components().iter().map(|c| self.log_joint(c, x)).collect();
        if self.shares == Shares::NotNormalised {
            return logs.into_iter().map(f64::exp).collect();
        }
        let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if self.shares == Shares::Hard {
            let winner = logs.iter().position(|log| *log == max);
            return (0..logs.len()).map(|k| f64::from(Some(k) == winner)).collect();
        }
        let shares: Vec<f64> = logs.iter().map(|log| (log - max).exp()).collect();
        let sum: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / sum).collect()
    }

    fn log_likelihood(&self, theta: &Theta, sample: &Sample) -> f64 {
        let one = |x: f64| {
            let logs: Vec<f64> = theta.components().iter().map(|c| self.log_joint(c, x)).collect();
            if self.added_in_logs {
                return logs.iter().sum();
            }
            let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            max + logs.iter().map(|log| (log - max).exp()).sum::<f64>().ln()
        };
        let values = sample.values().iter().enumerate();
        values.map(|(i, x)| self.weight(sample, i) * one(*x)).filter(|term| *term != 0.0).sum()
    }

    /// Σ w γ f(x) for one component.
    fn sum(&self, theta: &Theta, sample: &Sample, k: usize, f: impl Fn(f64) -> f64) -> f64 {
        let values = sample.values().iter().enumerate();
        values.map(|(i, x)| self.weight(sample, i) * self.gammas(theta, *x)[k] * f(*x)).sum()
    }

    /// One component of the M-step: (π, μ, σ²).
    fn m_step(&self, theta: &Theta, sample: &Sample, k: usize) -> (f64, f64, f64) {
        let count = self.sum(theta, sample, k, |_| 1.0);
        let total = self.total(sample);
        let divisor = match self.divisor {
            Divisor::Count | Divisor::CountMinusOne => count,
            Divisor::Total => total,
        };
        let mean = self.sum(theta, sample, k, |x| x) / divisor;
        let centre = if self.old_mean { theta.components()[k].mean() } else { mean };
        let squares = self.sum(theta, sample, k, |x| (x - centre).powi(2));
        match self.divisor {
            Divisor::CountMinusOne => (count / (total - 1.0), mean, squares / (count - 1.0)),
            _ => (count / total, mean, squares / divisor),
        }
    }

    /// Σ w γ ln(π N / γ), γ from one θ and the joint density from another.
    fn bound(&self, from: &Theta, at: &Theta, sample: &Sample) -> f64 {
        let one = |x: f64| -> f64 {
            let gammas = self.gammas(from, x);
            let terms = gammas.iter().zip(at.components()).filter(|(gamma, _)| **gamma > 0.0);
            terms.map(|(gamma, c)| gamma * (self.log_joint(c, x) - gamma.ln())).sum()
        };
        let values = sample.values().iter().enumerate();
        values.map(|(i, x)| self.weight(sample, i) * one(*x)).sum()
    }

    /// Σ w γ ln(π N).
    fn expected_log_joint(&self, from: &Theta, at: &Theta, sample: &Sample) -> f64 {
        self.bound(from, at, sample) - self.entropy(from, sample)
    }

    /// −Σ w γ ln γ.
    fn entropy(&self, from: &Theta, sample: &Sample) -> f64 {
        let one = |x: f64| -> f64 {
            let gammas = self.gammas(from, x).into_iter().filter(|gamma| *gamma > 0.0);
            gammas.map(|gamma| -gamma * gamma.ln()).sum()
        };
        let values = sample.values().iter().enumerate();
        values.map(|(i, x)| self.weight(sample, i) * one(*x)).sum()
    }

    /// Returns the quantity as this recipe gives it; none where the recipe has no part in it.
    pub(super) fn value<D>(
        &self,
        run: &Run<D>,
        sample: &Sample,
        quantity: Quantity,
    ) -> Option<f64> {
        let place = run.cursor();
        let now = run.current().theta();
        let before = run.previous_theta();
        let gamma_theta = run.gamma_iteration().map(|t| run.iterates()[t].theta());
        // θ₀ was given: no step made it.
        let made = |k: usize| Some(self.m_step(before?, sample, k));
        Some(match quantity {
            Quantity::Gamma { observation, component } => {
                self.gammas(gamma_theta?, *sample.values().get(observation)?)[component]
            }
            Quantity::Count(k) => self.sum(gamma_theta?, sample, k, |_| 1.0),
            Quantity::Weight(k) => made(k)?.0,
            Quantity::Mean(k) => made(k)?.1,
            Quantity::Variance(k) => made(k)?.2,
            Quantity::Sd(k) => made(k)?.2.sqrt(),
            Quantity::LogLikelihood => self.log_likelihood(now, sample),
            Quantity::Change => {
                self.log_likelihood(now, sample) - self.log_likelihood(before?, sample)
            }
            Quantity::ExpectedLogJoint => self.expected_log_joint(gamma_theta?, now, sample),
            Quantity::Entropy => self.entropy(gamma_theta?, sample),
            Quantity::Density { observation, component } => {
                let x = *sample.values().get(observation)?;
                now.components()[component].log_density(x).exp()
            }
            Quantity::Marginal(i) => {
                let x = *sample.values().get(i)?;
                now.components().iter().map(|c| self.log_joint(c, x).exp()).sum()
            }
            Quantity::Bound | Quantity::Gap => {
                let bound = match place.phase() {
                    Phase::Gamma => self.log_likelihood(now, sample),
                    Phase::Theta => self.bound(gamma_theta?, now, sample),
                };
                match quantity {
                    Quantity::Bound => bound,
                    _ => self.log_likelihood(now, sample) - bound,
                }
            }
        })
    }
}
