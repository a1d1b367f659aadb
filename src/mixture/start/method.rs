//! The ways to make θ₀ from the data, without the seed of those that draw.

use std::fmt;

use super::Start;

/// A way to make θ₀ from the data; with a seed, it is a [`Start`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StartMethod {
    /// Groups of equal weight; nothing is drawn.
    Quantile,
    /// Observations far from one another.
    KMeansPlusPlus,
    /// Observations drawn evenly.
    #[default]
    RandomObservations,
    /// γ drawn evenly.
    RandomResponsibilities,
}

impl StartMethod {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Quantile,
        Self::KMeansPlusPlus,
        Self::RandomObservations,
        Self::RandomResponsibilities,
    ];

    /// Returns the start that draws from this seed, if it draws at all.
    pub fn with_seed(self, seed: u64) -> Start {
        match self {
            Self::Quantile => Start::Quantile,
            Self::KMeansPlusPlus => Start::KMeansPlusPlus { seed },
            Self::RandomObservations => Start::RandomObservations { seed },
            Self::RandomResponsibilities => Start::RandomResponsibilities { seed },
        }
    }

    /// Returns whether another seed gives another θ₀.
    pub fn draws(self) -> bool {
        self != Self::Quantile
    }

    /// Returns the next of all methods; the first one after the last.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|method| *method == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

impl fmt::Display for StartMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Quantile => "quantile groups",
            Self::KMeansPlusPlus => "k-means++",
            Self::RandomObservations => "random observations",
            Self::RandomResponsibilities => "random responsibilities",
        })
    }
}

impl Start {
    /// Returns how θ₀ is made, without the seed.
    pub fn method(self) -> StartMethod {
        match self {
            Self::Quantile => StartMethod::Quantile,
            Self::KMeansPlusPlus { .. } => StartMethod::KMeansPlusPlus,
            Self::RandomObservations { .. } => StartMethod::RandomObservations,
            Self::RandomResponsibilities { .. } => StartMethod::RandomResponsibilities,
        }
    }

    /// Returns the seed; none if nothing is drawn.
    pub fn seed(self) -> Option<u64> {
        match self {
            Self::Quantile => None,
            Self::KMeansPlusPlus { seed }
            | Self::RandomObservations { seed }
            | Self::RandomResponsibilities { seed } => Some(seed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_its_method_and_its_seed() {
        for method in StartMethod::ALL {
            let start = method.with_seed(7);
            assert_eq!(start.method(), method);
            assert_eq!(start.seed(), method.draws().then_some(7));
            let expected =
                if method.draws() { format!("{method}, seed 7") } else { method.to_string() };
            assert_eq!(start.to_string(), expected);
        }
    }

    #[test]
    fn the_methods_come_one_after_the_other() {
        let mut method = StartMethod::Quantile;
        for expected in StartMethod::ALL {
            assert_eq!(method, expected);
            method = method.next();
        }
        assert_eq!(method, StartMethod::Quantile);
    }
}
