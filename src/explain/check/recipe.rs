//! EM as a textbook has it, with a switch for each mistake and for each number that can be rounded
//! too early.

mod m_step;

use super::point::Point;
use super::rounding::{Rounded, Rounding};
use crate::mixture::{Component, GivenResponsibilities, Method, Sample, Sharing, Theta};

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
    /// 1/(2πσ²) in the place of 1/√(2πσ²).
    NoRoot,
    /// 1/(σ²√(2π)) in the place of 1/√(2πσ²).
    VarianceInConstant,
    /// Without the ½ in the exponent.
    NoHalf,
    /// Without π_k.
    NoWeight,
}

/// How an observation is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shares {
    Soft,
    /// Not divided by their sum.
    NotNormalised,
    /// Divided by the sum over the observations.
    OverObservations,
    /// All to one component.
    Hard,
}

/// What the M-step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MStep {
    Right,
    /// σ² about the old mean.
    OldMean,
    /// σ² about the mean of all observations.
    OverallMean,
    /// σ² as E[x²].
    RawSquares,
    /// μ and σ² divided by n.
    ByTotal,
    /// σ² divided by n.
    VarianceByTotal,
    /// μ divided by n.
    MeanByTotal,
    /// σ² divided by N_k − 1.
    VarianceMinusOne,
    /// π divided by n − 1.
    WeightMinusOne,
    /// μ not divided.
    MeanUndivided,
    /// σ² not divided.
    VarianceUndivided,
    /// N_k as π_k.
    CountAsWeight,
    /// σ as σ².
    RootOfVariance,
    KeepsWeights,
    KeepsMeans,
    KeepsVariances,
    /// γ of the new means in σ².
    GammaAgain,
    /// The plain mean of the σ_k² in the place of one pooled σ².
    AverageVariance,
}

/// How ln p(x) is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogDensity {
    Right,
    /// Σ_k ln(π_k N).
    AddedInLogs,
    /// The largest ln(π_k N).
    LargestOnly,
}

/// One way of doing EM.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Recipe {
    /// The densities of the E-step.
    pub in_e: DensityFormula,
    /// The densities of ℓ, F and Q, and those that are asked for.
    pub in_l: DensityFormula,
    pub shares: Shares,
    pub m: MStep,
    pub log_density: LogDensity,
    /// An observation that counts another number of times.
    pub counted: Option<(usize, f64)>,
    /// What is rounded, and to how many places.
    pub rounding: Option<Rounding>,
    /// Constraints, priors, and how responsibilities are made.
    pub method: Method,
}

/// The right way.
pub(super) const RIGHT: Recipe = Recipe {
    in_e: DensityFormula::Normal,
    in_l: DensityFormula::Normal,
    shares: Shares::Soft,
    m: MStep::Right,
    log_density: LogDensity::Right,
    counted: None,
    rounding: None,
    method: Method::ORDINARY,
};

/// An E-step at one θ, or what was given in its place.
pub(super) struct EStep<'a> {
    recipe: &'a Recipe,
    source: Source<'a>,
}

enum Source<'a> {
    Theta {
        theta: &'a [Component],
        /// T; 1 unless EM is annealed.
        temperature: f64,
        is_hard: bool,
        /// ln Σ_i π_k N(x_i), if the shares are divided by that.
        column_logs: Vec<f64>,
    },
    Given(&'a GivenResponsibilities),
}

impl Recipe {
    pub(super) fn rounded(&self, what: Rounded, value: f64) -> f64 {
        self.rounding.map_or(value, |rounding| rounding.apply(what, value))
    }

    /// ln N, or ln(π N) with the weight.
    fn log(&self, formula: DensityFormula, c: &Component, x: f64, weighted: bool) -> f64 {
        use DensityFormula as F;
        let ln_2_pi = std::f64::consts::TAU.ln();
        let (log_variance, square) = (c.variance().ln(), c.standardise(x).powi(2));
        let log = match formula {
            F::Normal | F::NoWeight => c.log_density(x),
            F::VarianceAsSd => c.with_variance(c.variance() * c.variance()).log_density(x),
            F::SdAsVariance => c.with_variance(c.sd()).log_density(x),
            F::NoConstant => -0.5 * square,
            F::NoRoot => -ln_2_pi - log_variance - 0.5 * square,
            F::VarianceInConstant => -0.5 * ln_2_pi - log_variance - 0.5 * square,
            F::NoHalf => -0.5 * (ln_2_pi + log_variance) - square,
        };
        let log = match self.rounding {
            Some(rounding) if rounding.touches(Rounded::Density) => {
                rounding.apply(Rounded::Density, log.exp()).ln()
            }
            _ => log,
        };
        if weighted && formula != F::NoWeight { c.weight().ln() + log } else { log }
    }

    fn logs(&self, formula: DensityFormula, theta: &[Component], x: f64) -> Vec<f64> {
        theta.iter().map(|c| self.log(formula, c, x, true)).collect()
    }

    /// N(x; μ_k, σ_k²).
    pub(super) fn density(&self, c: &Component, x: f64) -> f64 {
        self.log(self.in_l, c, x, false).exp()
    }

    /// ln p(x).
    pub(super) fn log_marginal(&self, theta: &[Component], x: f64) -> f64 {
        let logs = self.logs(self.in_l, theta, x);
        let log = match self.log_density {
            LogDensity::Right => log_sum(&logs),
            LogDensity::AddedInLogs => logs.iter().sum(),
            LogDensity::LargestOnly => logs.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        };
        match self.rounding {
            Some(rounding) if rounding.touches(Rounded::Marginal) => {
                rounding.apply(Rounded::Marginal, log.exp()).ln()
            }
            _ => log,
        }
    }

    pub(super) fn weight(&self, sample: &Sample, i: usize) -> f64 {
        match self.counted {
            Some((counted, times)) if counted == i => times * sample.weight(i),
            _ => sample.weight(i),
        }
    }

    /// Σ_i w_i f(i, x_i) over the observations that count.
    fn sum(&self, sample: &Sample, f: impl Fn(usize, f64) -> f64) -> f64 {
        let values = sample.values().iter().enumerate();
        let weighted = values.map(|(i, x)| (self.weight(sample, i), i, *x));
        weighted.filter(|(weight, ..)| *weight > 0.0).map(|(weight, i, x)| weight * f(i, x)).sum()
    }

    /// ℓ(θ).
    pub(super) fn log_likelihood(&self, theta: &[Component], sample: &Sample) -> f64 {
        self.sum(sample, |_, x| self.rounded(Rounded::LogMarginal, self.log_marginal(theta, x)))
    }

    /// What the method makes as large as it can, at θ_t; none if the prior of θ is not defined.
    pub(super) fn objective(&self, theta: &[Component], t: usize, sample: &Sample) -> Option<f64> {
        let logs = |x: f64| self.logs(self.in_l, theta, x);
        let attained = match self.method.sharing(t) {
            Sharing::Soft => self.log_likelihood(theta, sample),
            Sharing::Hard => {
                self.sum(sample, |_, x| logs(x).into_iter().fold(f64::NEG_INFINITY, f64::max))
            }
            Sharing::Tempered(temperature) => {
                let cooled = |log: f64| log / temperature;
                let all = |x: f64| logs(x).into_iter().map(cooled).collect::<Vec<_>>();
                temperature * self.sum(sample, |_, x| log_sum(&all(x)))
            }
        };
        Some(attained + self.ln_prior(theta)?)
    }

    /// ln p(θ); none if θ is not one.
    pub(super) fn ln_prior(&self, theta: &[Component]) -> Option<f64> {
        if !self.method.has_prior() {
            return Some(0.0);
        }
        Theta::new(theta.to_vec()).ok().map(|theta| self.method.ln_prior(&theta))
    }

    /// The E-step at θ_t, or the γ that was given in its place.
    pub(super) fn e_step<'a>(&'a self, at: &'a Point, t: usize, sample: &Sample) -> EStep<'a> {
        let theta = match at {
            Point::Theta(theta) => theta,
            Point::Gamma(gamma) => return EStep { recipe: self, source: Source::Given(gamma) },
        };
        let temperature = self.method.temperature(t);
        let column_logs = if self.shares == Shares::OverObservations {
            let column = |c: &Component| {
                let logs = sample.values().iter().enumerate();
                let logs = logs.map(|(i, x)| {
                    self.weight(sample, i).ln() + self.log(self.in_e, c, *x, true) / temperature
                });
                log_sum(&logs.collect::<Vec<_>>())
            };
            theta.iter().map(column).collect()
        } else {
            Vec::new()
        };
        let is_hard = self.shares == Shares::Hard || self.method.sharing(t) == Sharing::Hard;
        let source = Source::Theta { theta, temperature, is_hard, column_logs };
        EStep { recipe: self, source }
    }

    /// Q(θ), with the γ of an E-step.
    pub(super) fn expected_log_joint(
        &self,
        e: &EStep,
        theta: &[Component],
        sample: &Sample,
    ) -> f64 {
        self.sum(sample, |i, x| {
            let terms = e.gammas(i, x).into_iter().zip(self.logs(self.in_l, theta, x));
            terms.filter(|(gamma, _)| *gamma > 0.0).map(|(gamma, log)| gamma * log).sum()
        })
    }

    /// H(γ).
    pub(super) fn entropy(&self, e: &EStep, sample: &Sample) -> f64 {
        self.sum(sample, |i, x| {
            let gammas = e.gammas(i, x).into_iter().filter(|gamma| *gamma > 0.0);
            gammas.map(|gamma| -gamma * gamma.ln()).sum()
        })
    }

    /// N_k.
    pub(super) fn count(&self, e: &EStep, sample: &Sample, k: usize) -> f64 {
        self.sum(sample, |i, x| e.gammas(i, x)[k])
    }
}

impl EStep<'_> {
    /// γ_1 … γ_K of an observation.
    pub(super) fn gammas(&self, i: usize, x: f64) -> Vec<f64> {
        let recipe = self.recipe;
        let gammas = match &self.source {
            Source::Given(gamma) => {
                let row = gamma.row(i).map_or_else(Vec::new, <[f64]>::to_vec);
                if recipe.shares == Shares::Hard { all_to_largest(&row) } else { row }
            }
            Source::Theta { theta, is_hard: true, .. } => {
                all_to_largest(&recipe.logs(recipe.in_e, theta, x))
            }
            Source::Theta { theta, temperature, column_logs, .. } => {
                let mut logs = recipe.logs(recipe.in_e, theta, x);
                for log in &mut logs {
                    *log /= temperature;
                }
                recipe.shared(&logs, column_logs)
            }
        };
        gammas.into_iter().map(|gamma| recipe.rounded(Rounded::Gamma, gamma)).collect()
    }
}

impl Recipe {
    /// γ of an observation from ln(π_k N) of its components.
    fn shared(&self, logs: &[f64], column_logs: &[f64]) -> Vec<f64> {
        match self.shares {
            Shares::NotNormalised => logs.iter().map(|log| log.exp()).collect(),
            Shares::OverObservations => {
                let columns = logs.iter().zip(column_logs);
                columns.map(|(log, column)| (log - column).exp()).collect()
            }
            Shares::Hard => all_to_largest(logs),
            Shares::Soft => {
                let sum = match self.rounding {
                    Some(rounding) if rounding.touches(Rounded::Marginal) => {
                        rounding.apply(Rounded::Marginal, log_sum(logs).exp()).ln()
                    }
                    _ => log_sum(logs),
                };
                logs.iter().map(|log| (log - sum).exp()).collect()
            }
        }
    }
}

/// 1 for the first of the largest, 0 for the others.
fn all_to_largest(values: &[f64]) -> Vec<f64> {
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let winner = values.iter().position(|value| *value == max);
    (0..values.len()).map(|k| f64::from(Some(k) == winner)).collect()
}

/// ln Σ exp.
fn log_sum(logs: &[f64]) -> f64 {
    let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if max == f64::NEG_INFINITY {
        return max;
    }
    max + logs.iter().map(|log| (log - max).exp()).sum::<f64>().ln()
}
