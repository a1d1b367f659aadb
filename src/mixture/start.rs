//! θ₀ made from the data: quantile groups or k-means++.

use std::fmt;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::sample::Sample;
use super::theta::{Component, MAX_COMPONENTS, Theta, ThetaError};

/// How θ₀ is made from the data. Both give components in ascending order of their means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The sorted data cut into K groups of equal weight; each group's mean and variance.
    Quantile,
    /// K observations drawn by k-means++ (Arthur & Vassilvitskii 2007) with ChaCha8 from this seed; then
    /// the share, mean and variance of the observations nearest to each.
    KMeansPlusPlus {
        /// The seed; the same seed gives the same θ₀ everywhere.
        seed: u64,
    },
}

impl fmt::Display for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantile => f.write_str("quantile groups"),
            Self::KMeansPlusPlus { seed } => write!(f, "k-means++, seed {seed}"),
        }
    }
}

/// Why there is no θ₀ to be had from the data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StartError {
    /// K is 0 or too large.
    #[error(transparent)]
    Theta(#[from] ThetaError),
    /// k-means++ needs K different observations to start from.
    #[error(
        "k-means++ needs {components} distinct values for K = {components}, but the data have {distinct}; take a smaller K"
    )]
    TooFewDistinct {
        /// K
        components: usize,
        /// how many distinct values there are
        distinct: usize,
    },
}

impl Start {
    /// θ₀ with K = `components`.
    ///
    /// A group without any spread of its own gets the mean variance within the groups, or, where
    /// that is 0 too, the variance of all the data over K², or, where all observations are equal, 1.
    ///
    /// # Errors
    /// [`StartError`] for K out of range, or beyond the number of distinct values for k-means++.
    pub fn theta(self, sample: &Sample, components: usize) -> Result<Theta, StartError> {
        if components == 0 || components > MAX_COMPONENTS {
            return Err(ThetaError::Count(components).into());
        }
        let groups = match self {
            Self::Quantile => quantile_groups(sample, components),
            Self::KMeansPlusPlus { seed } => {
                let centres = plus_plus_centres(sample, components, seed)?;
                group_by(sample, &midpoints(&centres))
            }
        };
        Ok(Theta::new(with_spread(groups, sample))?)
    }
}

/// Weight, mean and variance of a group of observations.
#[derive(Clone, Copy, Default)]
struct Group {
    weight: f64,
    mean: f64,
    variance: f64,
}

impl Group {
    /// Adds an observation (West 1979).
    fn add(&mut self, x: f64, weight: f64) {
        let total = self.weight + weight;
        let delta = x - self.mean;
        let step = delta * (weight / total);
        self.mean += step;
        self.variance += (weight / total) * (delta * (x - self.mean) - self.variance);
        self.weight = total;
    }
}

/// Groups of equal weight; where ties leave one of them without an observation, the distinct values
/// are cut instead, and where there are fewer of them than groups, groups repeat.
fn quantile_groups(sample: &Sample, components: usize) -> Vec<Group> {
    let sorted = sample.sorted();
    let edges: Vec<f64> =
        (1..components).map(|k| sorted.quantile(k as f64 / components as f64)).collect();
    let groups = group_by(sample, &edges);
    if groups.iter().all(|g| g.weight > 0.0) {
        return groups;
    }
    let distinct = sorted.distinct(sample.len());
    if distinct.len() >= components {
        let last = |k: usize| distinct[k * distinct.len() / components - 1];
        return group_by(sample, &(1..components).map(last).collect::<Vec<_>>());
    }
    let share = sample.total_weight() / components as f64;
    (0..components)
        .map(|k| distinct[k * distinct.len() / components])
        .map(|mean| Group { weight: share, mean, variance: 0.0 })
        .collect()
}

/// Group k holds the x in (edges[k−1], edges[k]].
fn group_by(sample: &Sample, edges: &[f64]) -> Vec<Group> {
    let mut groups = vec![Group::default(); edges.len() + 1];
    for (i, &x) in sample.values().iter().enumerate() {
        groups[edges.partition_point(|edge| *edge < x)].add(x, sample.weight(i));
    }
    groups
}

/// K distinct observations, ascending: the first drawn evenly, each next one in proportion to the
/// squared distance to the nearest one so far.
fn plus_plus_centres(
    sample: &Sample,
    components: usize,
    seed: u64,
) -> Result<Vec<f64>, StartError> {
    let sorted = sample.sorted();
    let distinct = sorted.distinct(components).len();
    if distinct < components {
        return Err(StartError::TooFewDistinct { components, distinct });
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let values = sample.values();
    let mut centres = vec![sorted.quantile(random.random())];
    // Distances are taken in units of the range, so that their squares neither overflow nor vanish.
    let unit = sorted.max() - sorted.min();
    let mut squares = vec![f64::INFINITY; values.len()];
    while centres.len() < components {
        let newest = centres[centres.len() - 1];
        for (i, (x, square)) in values.iter().zip(&mut squares).enumerate() {
            let distance = (x - newest) / unit;
            *square = square.min(sample.weight(i) * distance * distance);
        }
        centres.push(draw(values, &squares, random.random()));
    }
    centres.sort_by(f64::total_cmp);
    Ok(centres)
}

/// The value at the share `p` of the running sum of `squares`; never one whose square is 0.
fn draw(values: &[f64], squares: &[f64], p: f64) -> f64 {
    let target = p * squares.iter().sum::<f64>();
    let mut sum = 0.0;
    let mut drawn = None;
    for (x, square) in values.iter().zip(squares).filter(|(_, square)| **square > 0.0) {
        sum += square;
        drawn = Some(*x);
        if sum > target {
            break;
        }
    }
    // Only where every square underflows to 0 is nothing drawn.
    drawn.unwrap_or(values[values.len() - 1])
}

fn midpoints(centres: &[f64]) -> Vec<f64> {
    centres.windows(2).map(|pair| pair[0] + (pair[1] - pair[0]) / 2.0).collect()
}

fn with_spread(groups: Vec<Group>, sample: &Sample) -> Vec<Component> {
    let n = sample.total_weight();
    let count = groups.len() as f64;
    let within: f64 = groups.iter().map(|g| g.weight / n * g.variance).sum();
    let all = group_by(sample, &[])[0];
    let fallback = [within, all.variance / (count * count), 1.0];
    let spare = fallback.into_iter().find(|v| *v >= f64::MIN_POSITIVE).unwrap_or(1.0);
    let enough = |g: &Group| if g.variance >= f64::MIN_POSITIVE { g.variance } else { spare };
    groups.iter().map(|g| Component::new(g.weight / n, g.mean, enough(g))).collect()
}
