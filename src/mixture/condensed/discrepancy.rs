//! How far what nodes give is from what the observations give.

use std::fmt;

use crate::mixture::expectation::Expectation;

/// The differences of an E-step from nodes to the one over the observations, at the same θ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discrepancy {
    /// ℓ, as summed over the observations, in nats.
    pub log_likelihood: f64,
    /// ℓ from the nodes minus that, in nats.
    pub difference: f64,
    /// The largest difference of an expected statistic: of N_k and of the variance as a share of
    /// it, of the mean as a share of the standard deviation.
    pub statistics: f64,
}

impl Discrepancy {
    /// Returns the differences of an E-step from nodes to the exact one.
    pub fn between(nodes: &Expectation, exact: &Expectation) -> Self {
        let pairs = nodes.statistics.iter().zip(&exact.statistics);
        let share = |difference: f64, of: f64| {
            if difference == 0.0 { 0.0 } else { (difference / of).abs() }
        };
        let statistics = pairs.map(|(a, b)| {
            let mean = a.precise_mean().minus(b.precise_mean());
            share(a.weight() - b.weight(), b.weight())
                .max(share(a.variance() - b.variance(), b.variance()))
                .max(share(mean, b.variance().sqrt()))
        });
        Self {
            log_likelihood: exact.log_likelihood,
            difference: nodes.log_likelihood - exact.log_likelihood,
            statistics: statistics.fold(0.0, f64::max),
        }
    }
}

impl fmt::Display for Discrepancy {
    /// `nodes agree with the exact pass: ℓ within 7e-9 nats of -251544126.663903, N_k, μ and σ²
    /// within 3e-14`, the latter as shares; `ℓ equal` if it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let l = self.log_likelihood;
        f.write_str("nodes agree with the exact pass: ")?;
        match self.difference.abs() {
            0.0 => write!(f, "ℓ equal ({l:.6})")?,
            difference => write!(f, "ℓ within {difference:.0e} of {l:.6}")?,
        }
        write!(f, ", N_k, μ and σ² within {:.0e}", self.statistics)
    }
}
