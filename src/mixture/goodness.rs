//! How well a mixture fits: its distribution function and quantiles, next to those of the sample.

use super::grouped::{Bin, normal_cdf};
use super::sample::Sample;
use super::theta::Theta;

/// Quantiles of a sample of which a sorted copy answers.
const MOST: usize = 256;
/// Quantiles of a larger sample, each of which takes a pass over it.
const MOST_OF_MANY: usize = 64;
/// More observations than this are many.
const MANY: usize = 1 << 20;
/// Beyond this many σ from every mean there is no quantile that a number tells from the edge.
const REACH: f64 = 40.0;
/// Halvings of a range until it is one number.
const HALVINGS: usize = 200;

/// The quantiles of a sample at probabilities that are evenly apart: every observation of a small
/// one, and a few hundred of a large one. Of grouped data, the edges between bins, at which alone
/// the share of the observations below is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantiles {
    points: Vec<(f64, f64)>,
    is_whole: bool,
    step: f64,
}

impl Quantiles {
    /// Returns the quantiles of a sample.
    pub fn of(sample: &Sample) -> Self {
        if let Some(bins) = sample.bins() {
            return Self { points: edges(bins), is_whole: true, step: 0.0 };
        }
        let n = sample.len();
        let most = if n > MANY { MOST_OF_MANY } else { MOST };
        let count = n.min(most);
        let order = sample.order();
        let p = |j: usize| (j as f64 + 0.5) / count as f64;
        let points = (0..count).map(|j| (p(j), order.quantile(p(j)))).collect();
        Self {
            points,
            is_whole: count == n && sample.weights().is_none(),
            step: 1.0 / count as f64,
        }
    }

    /// Returns each probability with the sample's quantile at it, ascending.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// Returns by how much the sample's distribution function rises at each of them, half before
    /// and half after the probability there; 0 for the edges of bins.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// Returns whether each observation is one of them.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns the largest distance between the distribution functions of the sample and of a
    /// mixture at these points, and the x where it is.
    pub fn largest_distance(&self, theta: &Theta) -> (f64, f64) {
        let distance = |&(p, x): &(f64, f64)| ((theta.cumulative(x) - p).abs(), x);
        self.points.iter().map(distance).fold((0.0, f64::NAN), |most, next| {
            if next.0 > most.0 || most.1.is_nan() { next } else { most }
        })
    }
}

/// Returns the share of the observations below each edge that has some on either side.
fn edges(bins: &[Bin]) -> Vec<(f64, f64)> {
    let n: f64 = bins.iter().map(|bin| bin.count).sum();
    let mut below = 0.0;
    let edges = bins.iter().map(|bin| {
        below += bin.count;
        (below / n, bin.upper)
    });
    edges.filter(|(p, x)| *p > 0.0 && *p < 1.0 && x.is_finite()).collect()
}

impl Theta {
    /// Returns the mixture's distribution function F(x; θ) = Σ_k π_k Φ((x − μ_k) / σ_k).
    ///
    /// # Examples
    /// ```
    /// use emstep::mixture::Theta;
    ///
    /// let theta = Theta::from_lists(&[0.5, 0.5], &[-3.0, 3.0], &[1.0, 1.0])?;
    /// assert!((theta.cumulative(0.0) - 0.5).abs() < 1e-15);
    /// assert!((theta.cumulative(theta.quantile(0.3)) - 0.3).abs() < 1e-12);
    /// # Ok::<(), emstep::mixture::ThetaError>(())
    /// ```
    pub fn cumulative(&self, x: f64) -> f64 {
        self.components().iter().map(|c| c.weight() * normal_cdf(c.standardise(x))).sum()
    }

    /// Returns the x at which the distribution function is `p`, between 0 and 1.
    pub fn quantile(&self, p: f64) -> f64 {
        let ends = self.components().iter().map(|c| (c.mean(), REACH * c.sd()));
        let (mut lo, mut hi) = ends
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), (mean, reach)| {
                (lo.min(mean - reach), hi.max(mean + reach))
            });
        for _ in 0..HALVINGS {
            let middle = lo + (hi - lo) / 2.0;
            if middle <= lo || middle >= hi {
                break;
            }
            if self.cumulative(middle) < p {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        hi
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theta() -> Theta {
        Theta::from_lists(&[0.3, 0.7], &[-1.0, 4.0], &[0.25, 9.0]).unwrap()
    }

    #[test]
    fn the_distribution_function_is_the_integral_of_the_density() {
        let (theta, step) = (theta(), 1e-3);
        let mut sum = 0.0;
        for i in 0..30_000 {
            let x = -15.0 + (f64::from(i) + 0.5) * step;
            sum += theta.density(x) * step;
            if i % 5000 == 4999 {
                let end = x + step / 2.0;
                assert!((theta.cumulative(end) - sum).abs() < 1e-6, "{end}: {sum}");
            }
        }
    }

    #[test]
    fn a_quantile_is_where_the_distribution_function_is_p() {
        for p in [1e-12, 1e-3, 0.25, 0.299, 0.3, 0.5, 0.999, 1.0 - 1e-9] {
            let x = theta().quantile(p);
            assert!((theta().cumulative(x) - p).abs() < 1e-13, "{p}: {x}");
        }
        let one = Theta::from_lists(&[1.0], &[10.0], &[4.0]).unwrap();
        assert!((one.quantile(0.975) - (10.0 + 2.0 * 1.959_963_984_540_054)).abs() < 1e-9);
    }

    #[test]
    fn a_small_sample_is_its_own_quantiles() {
        let sample = Sample::new(vec![5.0, 1.0, 3.0, 9.0]).unwrap();
        let quantiles = Quantiles::of(&sample);
        assert_eq!(quantiles.points(), [(0.125, 1.0), (0.375, 3.0), (0.625, 5.0), (0.875, 9.0)]);
        assert!(quantiles.is_whole());
        // An observation of weight 2 is two.
        let weighted = Sample::weighted(vec![1.0, 2.0], vec![1.0, 3.0]).unwrap();
        assert_eq!(Quantiles::of(&weighted).points(), [(0.25, 1.0), (0.75, 2.0)]);
        let many = Sample::new((0..100_000).map(f64::from).collect()).unwrap();
        let quantiles = Quantiles::of(&many);
        assert_eq!(quantiles.points().len(), MOST);
        assert!(quantiles.points().iter().all(|(p, x)| (x - p * 1e5).abs() <= 1.0));
    }

    #[test]
    fn the_largest_distance_is_small_for_quantiles_of_the_mixture_itself() {
        let draws = (0..500).map(|i| theta().quantile((f64::from(i) + 0.5) / 500.0)).collect();
        let quantiles = Quantiles::of(&Sample::new(draws).unwrap());
        assert!(quantiles.largest_distance(&theta()).0 < 0.005);
        let other = Theta::from_lists(&[1.0], &[2.5], &[9.0]).unwrap();
        assert!(quantiles.largest_distance(&other).0 > 0.1);
    }
}
