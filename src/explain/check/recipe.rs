//! EM as a textbook has it, with a switch for each mistake and for each number that can be rounded
//! too early.

use super::rounding::{Rounded, Rounding};
use crate::mixture::{Component, Sample};

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
};

/// An E-step at one θ.
pub(super) struct EStep<'a> {
    recipe: &'a Recipe,
    theta: &'a [Component],
    /// ln Σ_i π_k N(x_i), if the shares are divided by that.
    column_logs: Vec<f64>,
}

impl Recipe {
    fn rounded(&self, what: Rounded, value: f64) -> f64 {
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

    fn weight(&self, sample: &Sample, i: usize) -> f64 {
        match self.counted {
            Some((counted, times)) if counted == i => times * sample.weight(i),
            _ => sample.weight(i),
        }
    }

    /// Σ_i w_i f(x_i) over the observations that count.
    fn sum(&self, sample: &Sample, f: impl Fn(f64) -> f64) -> f64 {
        let values = sample.values().iter().enumerate();
        let weighted = values.map(|(i, x)| (self.weight(sample, i), *x));
        weighted.filter(|(weight, _)| *weight > 0.0).map(|(weight, x)| weight * f(x)).sum()
    }

    /// ℓ(θ).
    pub(super) fn log_likelihood(&self, theta: &[Component], sample: &Sample) -> f64 {
        self.sum(sample, |x| self.rounded(Rounded::LogMarginal, self.log_marginal(theta, x)))
    }

    pub(super) fn e_step<'a>(&'a self, theta: &'a [Component], sample: &Sample) -> EStep<'a> {
        let column_logs = if self.shares == Shares::OverObservations {
            let column = |c: &Component| {
                let logs = sample.values().iter().enumerate();
                let logs = logs
                    .map(|(i, x)| self.weight(sample, i).ln() + self.log(self.in_e, c, *x, true));
                log_sum(&logs.collect::<Vec<_>>())
            };
            theta.iter().map(column).collect()
        } else {
            Vec::new()
        };
        EStep { recipe: self, theta, column_logs }
    }

    /// The M-step.
    pub(super) fn m_step(&self, theta: &[Component], sample: &Sample) -> Vec<Component> {
        let e = self.e_step(theta, sample);
        let mut sums = vec![(0.0, 0.0); theta.len()];
        let (mut total, mut sum_of_all) = (0.0, 0.0);
        for (i, x) in sample.values().iter().enumerate() {
            let weight = self.weight(sample, i);
            (total, sum_of_all) = (total + weight, sum_of_all + weight * x);
            for ((count, sum), gamma) in sums.iter_mut().zip(e.gammas(*x)) {
                (*count, *sum) = (*count + weight * gamma, *sum + weight * gamma * x);
            }
        }
        let one = |(old, (count, sum)): (&Component, &(f64, f64))| {
            let count = self.rounded(Rounded::Count, *count);
            let mean = match self.m {
                MStep::ByTotal | MStep::MeanByTotal => sum / total,
                MStep::MeanUndivided => *sum,
                MStep::KeepsMeans => old.mean(),
                _ => sum / count,
            };
            let mean = self.rounded(Rounded::Mean, mean);
            let weight = match self.m {
                MStep::CountAsWeight => count,
                MStep::WeightMinusOne => count / (total - 1.0),
                MStep::KeepsWeights => old.weight(),
                _ => count / total,
            };
            (count, Component::new(self.rounded(Rounded::Weight, weight), mean, old.variance()))
        };
        let made: Vec<(f64, Component)> = theta.iter().zip(&sums).map(one).collect();
        if self.m == MStep::KeepsVariances {
            return made.into_iter().map(|(_, component)| component).collect();
        }
        let squares = self.squares(theta, &made, sample, sum_of_all / total);
        let with_variance = |((count, component), squares): ((f64, Component), f64)| {
            let variance = match self.m {
                MStep::ByTotal | MStep::VarianceByTotal => squares / total,
                MStep::VarianceMinusOne => squares / (count - 1.0),
                MStep::VarianceUndivided => squares,
                MStep::RootOfVariance => (squares / count).sqrt(),
                _ => squares / count,
            };
            component.with_variance(self.rounded(Rounded::Variance, variance))
        };
        made.into_iter().zip(squares).map(with_variance).collect()
    }

    /// Σ w γ (x − c_k)² for each component.
    fn squares(
        &self,
        theta: &[Component],
        made: &[(f64, Component)],
        sample: &Sample,
        overall_mean: f64,
    ) -> Vec<f64> {
        let moved: Vec<Component> = made.iter().map(|(_, component)| *component).collect();
        let gamma_theta = if self.m == MStep::GammaAgain { &moved } else { theta };
        let e = self.e_step(gamma_theta, sample);
        let centre = |k: usize| match self.m {
            MStep::OldMean => theta[k].mean(),
            MStep::OverallMean => overall_mean,
            MStep::RawSquares => 0.0,
            _ => moved[k].mean(),
        };
        let mut squares = vec![0.0; theta.len()];
        for (i, x) in sample.values().iter().enumerate() {
            let weight = self.weight(sample, i);
            for (k, gamma) in e.gammas(*x).into_iter().enumerate() {
                squares[k] += weight * gamma * (x - centre(k)).powi(2);
            }
        }
        squares
    }

    /// Q(θ), with the γ of an E-step.
    pub(super) fn expected_log_joint(
        &self,
        e: &EStep,
        theta: &[Component],
        sample: &Sample,
    ) -> f64 {
        self.sum(sample, |x| {
            let terms = e.gammas(x).into_iter().zip(self.logs(self.in_l, theta, x));
            terms.filter(|(gamma, _)| *gamma > 0.0).map(|(gamma, log)| gamma * log).sum()
        })
    }

    /// H(γ).
    pub(super) fn entropy(&self, e: &EStep, sample: &Sample) -> f64 {
        self.sum(sample, |x| {
            let gammas = e.gammas(x).into_iter().filter(|gamma| *gamma > 0.0);
            gammas.map(|gamma| -gamma * gamma.ln()).sum()
        })
    }

    /// N_k.
    pub(super) fn count(&self, e: &EStep, sample: &Sample, k: usize) -> f64 {
        self.sum(sample, |x| e.gammas(x)[k])
    }
}

impl EStep<'_> {
    /// γ_1 … γ_K of one x.
    pub(super) fn gammas(&self, x: f64) -> Vec<f64> {
        let recipe = self.recipe;
        let logs = recipe.logs(recipe.in_e, self.theta, x);
        let gammas: Vec<f64> = match recipe.shares {
            Shares::NotNormalised => logs.iter().map(|log| log.exp()).collect(),
            Shares::OverObservations => {
                let columns = logs.iter().zip(&self.column_logs);
                columns.map(|(log, column)| (log - column).exp()).collect()
            }
            Shares::Hard => {
                let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let winner = logs.iter().position(|log| *log == max);
                (0..logs.len()).map(|k| f64::from(Some(k) == winner)).collect()
            }
            Shares::Soft => {
                let sum = match recipe.rounding {
                    Some(rounding) if rounding.touches(Rounded::Marginal) => {
                        rounding.apply(Rounded::Marginal, log_sum(&logs).exp()).ln()
                    }
                    _ => log_sum(&logs),
                };
                logs.iter().map(|log| (log - sum).exp()).collect()
            }
        };
        gammas.into_iter().map(|gamma| recipe.rounded(Rounded::Gamma, gamma)).collect()
    }
}

/// ln Σ exp.
fn log_sum(logs: &[f64]) -> f64 {
    let max = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if max == f64::NEG_INFINITY {
        return max;
    }
    max + logs.iter().map(|log| (log - max).exp()).sum::<f64>().ln()
}
