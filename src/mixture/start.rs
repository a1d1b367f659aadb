//! θ₀ made from the data: quantile groups, k-means++, random observations, random responsibilities.

mod groups;
mod k_means;
mod method;
mod random;

use std::fmt;

use super::component::Component;
use super::sample::Sample;
use super::statistics::ComponentStatistics;
use super::theta::{MAX_COMPONENTS, Theta, ThetaError};
pub(in crate::mixture) use groups::group_by;
use groups::quantile_groups;
use k_means::{midpoints, plus_plus_centres};
pub use method::StartMethod;
use random::{random_observations, random_responsibilities};

/// How θ₀ is made from the data. All give components in ascending order of their means, and the
/// same θ₀ for the same seed, on any processor and with any number of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Start {
    /// The sorted data cut into K groups of equal weight; each group's mean and variance.
    Quantile,
    /// K observations drawn by k-means++ (Arthur & Vassilvitskii 2007) with ChaCha8 from this seed;
    /// then the share, mean and variance of the observations nearest to each.
    KMeansPlusPlus {
        /// The seed; the same seed gives the same θ₀ everywhere.
        seed: u64,
    },
    /// K different observations drawn evenly are the means; the weights are equal, and each
    /// variance is that of all the data.
    RandomObservations {
        /// The seed of ChaCha8.
        seed: u64,
    },
    /// Responsibilities drawn evenly from all that sum to 1, for each observation its own; then an
    /// M-step.
    RandomResponsibilities {
        /// The seed of ChaCha8.
        seed: u64,
    },
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seed() {
            None => self.method().fmt(f),
            Some(seed) => write!(f, "{}, seed {seed}", self.method()),
        }
    }
}

/// Why no θ₀ can be made from the data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// K is 0 or too large.
    #[error(transparent)]
    Theta(#[from] ThetaError),
    /// K different observations are needed to start from.
    #[error(
        "{} {components} distinct values for K = {components}, but the data have {distinct}; take a smaller K",
        needs(*method)
    )]
    TooFewDistinct {
        /// what draws them
        method: StartMethod,
        /// K
        components: usize,
        /// how many distinct values there are
        distinct: usize,
    },
}

fn needs(method: StartMethod) -> String {
    let verb = if method == StartMethod::KMeansPlusPlus { "needs" } else { "need" };
    format!("{method} {verb}")
}

impl Start {
    /// Returns a θ₀ with K = `components` made from the data, its components in ascending order of
    /// their means.
    ///
    /// A group without any spread of its own gets the mean variance within the groups; if that is 0
    /// too, the variance of all the data over K²; if all observations are equal, 1.
    ///
    /// # Errors
    /// Returns an error if K is out of range, or, if K observations are drawn, if there are fewer
    /// than K distinct values.
    pub fn theta(self, sample: &Sample, components: usize) -> Result<Theta, StartError> {
        if components == 0 || components > MAX_COMPONENTS {
            return Err(ThetaError::Count(components).into());
        }
        let groups = match self {
            Self::Quantile => quantile_groups(sample, components),
            Self::KMeansPlusPlus { seed } => {
                let centres = plus_plus_centres(sample, components, seed)?;
                group_by(sample.points(), &midpoints(&centres))
            }
            Self::RandomObservations { seed } => random_observations(sample, components, seed)?,
            Self::RandomResponsibilities { seed } => {
                random_responsibilities(sample, components, seed)
            }
        };
        Ok(Theta::new(with_spread(&groups, sample))?)
    }
}

fn with_spread(groups: &[ComponentStatistics], sample: &Sample) -> Vec<Component> {
    let total: f64 = groups.iter().map(ComponentStatistics::weight).sum();
    let count = groups.len() as f64;
    let within: f64 = groups.iter().map(|g| g.weight() / total * g.variance()).sum();
    let is_spread = |v: &f64| *v >= f64::MIN_POSITIVE;
    let of_all = || sample.order().whole().variance() / (count * count);
    let spare = Some(within).filter(is_spread).or_else(|| Some(of_all()).filter(is_spread));
    let spread = |v: f64| if is_spread(&v) { v } else { spare.unwrap_or(1.0) };
    groups
        .iter()
        .map(|g| Component::new(g.weight() / total, g.mean(), spread(g.variance())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLUS_PLUS: Start = Start::KMeansPlusPlus { seed: 7 };

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    fn lists(theta: &Theta) -> [Vec<f64>; 3] {
        let of = |f: fn(&Component) -> f64| theta.components().iter().map(f).collect();
        [of(Component::weight), of(Component::mean), of(Component::variance)]
    }

    #[test]
    fn quantile_groups_have_equal_weight_and_their_own_moments() {
        let theta = Start::Quantile.theta(&sample(&[6.0, 1.0, 2.0, 3.0, 9.0, 7.5]), 2).unwrap();
        let [weights, means, variances] = lists(&theta);
        assert_eq!((weights, means), (vec![0.5; 2], vec![2.0, 7.5]));
        assert!((variances[0] - 2.0 / 3.0).abs() < 1e-15 && (variances[1] - 1.5).abs() < 1e-15);
    }

    #[test]
    fn quantile_groups_split_ties_by_value() {
        // Both quartiles and the median are 1; the distinct values are 1, 2, 3, 4.
        let tied = sample(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0]);
        let [weights, means, variances] = lists(&Start::Quantile.theta(&tied, 4).unwrap());
        assert_eq!((weights, means), (vec![0.7, 0.1, 0.1, 0.1], vec![1.0, 2.0, 3.0, 4.0]));
        // No group has any spread: the variance of all the data, 1.04, over K².
        assert!(variances.iter().all(|v| (v - 1.04 / 16.0).abs() < 1e-15), "{variances:?}");
    }

    #[test]
    fn one_value_is_enough_for_quantile_groups() {
        for equal in [&[3.0][..], &[3.0; 5]] {
            let theta = Start::Quantile.theta(&sample(equal), 3).unwrap();
            assert_eq!(theta.identical_pairs(), [(0, 1), (0, 2), (1, 2)]);
            assert_eq!(lists(&theta)[2], [1.0; 3]);
        }
        let [weights, means, _] = lists(&Start::Quantile.theta(&sample(&[2.0, 8.0]), 4).unwrap());
        assert_eq!((weights, means), (vec![0.25; 4], vec![2.0, 2.0, 8.0, 8.0]));
    }

    #[test]
    fn k_means_plus_plus_needs_k_distinct_values() {
        let two = sample(&[1.0, 2.0, 2.0, 1.0]);
        assert_eq!(
            PLUS_PLUS.theta(&two, 3).unwrap_err().to_string(),
            "k-means++ needs 3 distinct values for K = 3, but the data have 2; take a smaller K"
        );
        let [weights, means, variances] = lists(&PLUS_PLUS.theta(&two, 2).unwrap());
        assert_eq!((weights, means), (vec![0.5; 2], vec![1.0, 2.0]));
        assert_eq!(variances, [0.25 / 4.0; 2]);
        assert!(PLUS_PLUS.theta(&sample(&[3.0]), 1).is_ok());
    }

    #[test]
    fn k_is_between_one_and_sixty_four() {
        let data = sample(&[1.0, 2.0]);
        for (start, components) in [(Start::Quantile, 0), (PLUS_PLUS, 65)] {
            let error = start.theta(&data, components).unwrap_err().to_string();
            assert_eq!(error, format!("K must be 1 to 64 components, not {components}"));
        }
    }

    #[test]
    fn neighbouring_numbers_are_told_apart() {
        let one = 1.0_f64;
        let neighbours = sample(&[one, one.next_up(), one.next_up().next_up()]);
        let close = sample(&[0.0, 1e-200, 2e-200, 1.0]);
        for seed in 0..20 {
            let start = Start::KMeansPlusPlus { seed };
            assert_eq!(start.theta(&neighbours, 3).unwrap().len(), 3);
            assert_eq!(start.theta(&close, 4).unwrap().len(), 4);
        }
    }

    #[test]
    fn lattice_data_give_as_many_components_as_asked_for() {
        let lattice = sample(&(0..200).map(|i| f64::from(i % 7)).collect::<Vec<_>>());
        for components in 1..=7 {
            for start in [Start::Quantile, PLUS_PLUS] {
                let theta = start.theta(&lattice, components).unwrap();
                let means = &lists(&theta)[1];
                assert!(means.is_sorted_by(|a, b| a < b), "{start}, K = {components}: {means:?}");
            }
        }
    }

    #[test]
    fn rounded_weights_still_sum_to_one() {
        // Added one by one these weights come to 1.0000000000000002 times their exact sum.
        let weights = vec![0.1, 0.7, 0.3, 0.9, 0.2, 0.6, 0.1, 0.1, 0.1, 0.3];
        let values = (0..10).map(f64::from).collect();
        let weighted = Sample::weighted(values, weights).unwrap();
        assert_eq!(lists(&Start::Quantile.theta(&weighted, 1).unwrap())[0], [1.0]);
    }
}
