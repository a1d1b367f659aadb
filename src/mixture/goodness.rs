//! How well a mixture fits: its distribution function and quantiles, next to those of the sample.

use super::grouped::{Bin, normal_cdf};
use super::sample::Sample;
use super::summed::SummedCell;
use super::theta::Theta;

/// Quantiles of a sample of which a sorted copy answers.
const MOST: usize = 256;
/// Quantiles of a larger sample, each of which takes a pass over it.
const MOST_OF_MANY: usize = 64;
/// Up to this many observations, each is compared with the mixture for the largest distance.
const MOST_STEPS: usize = 4096;
/// More observations than this are many.
const MANY: usize = 1 << 20;
/// Beyond this many σ from every mean there is no quantile that a number tells from the edge.
const REACH: f64 = 40.0;
/// More halvings than any range of numbers has.
const MOST_HALVINGS: usize = 2200;

/// The quantiles of a sample: every observation of a small one, and of a large one a few hundred at
/// probabilities that are evenly apart. Of grouped data, the edges between bins, at which alone the
/// share of the observations below is known; of a condensed table, the ends of its cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantiles {
    points: Vec<Quantile>,
    /// The steps of the sample's distribution function, if there are not too many.
    steps: Option<Vec<Quantile>>,
}

/// An observation or an edge, and the sample's distribution function there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// The share of the sample below it, with half of its own.
    pub probability: f64,
    /// Its value.
    pub x: f64,
    /// By how much the distribution function rises there; 0 at the edge of a bin.
    pub rise: f64,
}

impl Quantile {
    /// Returns the largest distance of the sample's distribution function from `other` at this x,
    /// where it is on either side of its step.
    fn distance(&self, other: f64) -> f64 {
        (other - self.probability).abs() + self.rise / 2.0
    }
}

impl Quantiles {
    /// Returns the quantiles of a sample.
    pub fn of(sample: &Sample) -> Self {
        if let Some(bins) = sample.bins() {
            let points = edges(bins);
            return Self { steps: Some(points.clone()), points };
        }
        if let Some(summed) = sample.summed() {
            return Self::of_cells(summed.cells());
        }
        let n = sample.len();
        let steps = (n <= MOST_STEPS).then(|| steps(sample));
        let points = match &steps {
            Some(steps) if n <= MOST => steps.clone(),
            _ => {
                let count = if n > MANY { MOST_OF_MANY } else { MOST };
                let rise = 1.0 / count as f64;
                let order = sample.order();
                let probabilities = (0..count).map(|j| (j as f64 + 0.5) * rise);
                let quantile =
                    |probability| Quantile { probability, x: order.quantile(probability), rise };
                probabilities.map(quantile).collect()
            }
        };
        Self { points, steps }
    }

    /// Returns the ends of cells, at which alone the share of the observations below is known. A
    /// cell of equal observations is a step.
    fn of_cells(cells: &[SummedCell]) -> Self {
        let n: f64 = cells.iter().map(|cell| cell.weight).sum();
        let (mut steps, mut below) = (Vec::new(), 0.0);
        for cell in cells {
            let (before, share) = (below / n, cell.weight / n);
            below += cell.weight;
            if cell.min == cell.max {
                let probability = before + share / 2.0;
                steps.push(Quantile { probability, x: cell.min, rise: share });
            } else {
                steps.push(Quantile { probability: before, x: cell.min, rise: 0.0 });
                steps.push(Quantile { probability: before + share, x: cell.max, rise: 0.0 });
            }
        }
        // Of many ends those are shown that are nearest to even probabilities.
        let is_inside = |step: &&Quantile| step.probability > 0.0 && step.probability < 1.0;
        let inside: Vec<Quantile> = steps.iter().filter(is_inside).copied().collect();
        let mut points: Vec<Quantile> = if inside.len() <= MOST {
            inside
        } else {
            let even = (0..MOST).map(|j| (j as f64 + 0.5) / MOST as f64);
            let nearest = |p: f64| inside.partition_point(|step| step.probability < p);
            even.map(|p| inside[nearest(p).min(inside.len() - 1)]).collect()
        };
        points.dedup();
        Self { steps: Some(steps), points }
    }

    /// Returns the quantiles, ascending.
    pub fn points(&self) -> &[Quantile] {
        &self.points
    }

    /// Returns whether every observation counts for the largest distance.
    pub fn is_exact(&self) -> bool {
        self.steps.is_some()
    }

    /// Returns the largest distance between the distribution functions of the sample and of a
    /// mixture (Kolmogorov's), and the x where it is; of a sample of more than 4096 observations,
    /// the largest at its quantiles, and of grouped data, at the edges.
    pub fn largest_distance(&self, theta: &Theta) -> (f64, f64) {
        let at = |point: &Quantile| {
            let fitted = theta.cumulative(point.x);
            match self.steps {
                Some(_) => (point.distance(fitted), point.x),
                None => ((fitted - point.probability).abs(), point.x),
            }
        };
        let points = self.steps.as_ref().unwrap_or(&self.points);
        points.iter().map(at).fold((0.0, f64::NAN), |most, next| {
            if next.0 > most.0 || most.1.is_nan() { next } else { most }
        })
    }
}

/// Returns the observations in ascending order, with the sample's distribution function.
fn steps(sample: &Sample) -> Vec<Quantile> {
    let mut sorted: Vec<(f64, f64)> =
        sample.values().iter().enumerate().map(|(i, x)| (*x, sample.weight(i))).collect();
    sorted.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let n: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut below = 0.0;
    let step = |(x, weight): (f64, f64)| {
        let probability = (below + weight / 2.0) / n;
        below += weight;
        Quantile { probability, x, rise: weight / n }
    };
    sorted.into_iter().map(step).collect()
}

/// Returns the share of the observations below each edge that has some on either side.
fn edges(bins: &[Bin]) -> Vec<Quantile> {
    let n: f64 = bins.iter().map(|bin| bin.count).sum();
    let mut below = 0.0;
    let edges = bins.iter().map(|bin| {
        below += bin.count;
        Quantile { probability: below / n, x: bin.upper, rise: 0.0 }
    });
    let is_between =
        |edge: &Quantile| edge.probability > 0.0 && edge.probability < 1.0 && edge.x.is_finite();
    edges.filter(is_between).collect()
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

    /// Returns the x at which the distribution function is `p`, a probability between 0 and 1: by
    /// Newton steps, or halves of the range that x is in where a step would leave it. For 0 and 1
    /// it is 40 σ beyond the outermost mean.
    pub fn quantile(&self, p: f64) -> f64 {
        let ends = self.components().iter().map(|c| (c.mean(), REACH * c.sd()));
        let (mut lo, mut hi) = ends
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), (mean, reach)| {
                (lo.min(mean - reach), hi.max(mean + reach))
            });
        let middle = |lo: f64, hi: f64| lo + (hi - lo) / 2.0;
        let mut x = middle(lo, hi);
        for _ in 0..MOST_HALVINGS {
            let excess = self.cumulative(x) - p;
            if excess.abs() <= f64::EPSILON * p {
                return x;
            }
            if excess < 0.0 {
                lo = x;
            } else {
                hi = x;
            }
            let newton = x - excess / self.density(x);
            x = if lo < newton && newton < hi { newton } else { middle(lo, hi) };
            if x <= lo || x >= hi {
                return hi;
            }
        }
        x
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
        let points = |sample: &Sample| -> Vec<_> {
            let quantiles = Quantiles::of(sample);
            quantiles.points().iter().map(|q| (q.probability, q.x, q.rise)).collect()
        };
        let quarter = |p, x| (p, x, 0.25);
        let expected =
            [quarter(0.125, 1.0), quarter(0.375, 3.0), quarter(0.625, 5.0), quarter(0.875, 9.0)];
        assert_eq!(points(&sample), expected);
        // An observation of weight 3 is three.
        let weighted = Sample::weighted(vec![2.0, 1.0], vec![3.0, 1.0]).unwrap();
        assert_eq!(points(&weighted), [(0.125, 1.0, 0.25), (0.625, 2.0, 0.75)]);
        let many = Sample::new((0..100_000).map(f64::from).collect()).unwrap();
        assert!(!Quantiles::of(&many).is_exact());
        let quantiles = points(&many);
        assert_eq!(quantiles.len(), MOST);
        assert!(quantiles.iter().all(|(p, x, _)| (x - p * 1e5).abs() <= 1.0));
    }

    #[test]
    fn the_largest_distance_is_kolmogorovs() {
        // One observation at the median: the step goes from 0 to 1 there.
        let standard = Theta::from_lists(&[1.0], &[0.0], &[1.0]).unwrap();
        let distance = |values: Vec<f64>| {
            Quantiles::of(&Sample::new(values).unwrap()).largest_distance(&standard)
        };
        let (far, x) = distance(vec![0.0]);
        assert!((far - 0.5).abs() < 1e-15 && x == 0.0, "{far} at {x}");
        // Φ(1) = 0.841345: far from 0, where the sample is still at 0 before three equal ones.
        let (far, x) = distance(vec![1.0, 1.0, 1.0, 9.0]);
        assert!((far - 0.841_344_746_068_543).abs() < 1e-14 && x == 1.0, "{far} at {x}");
        // Weights count as copies.
        let copies = distance(vec![-1.0, 0.5, 0.5, 0.5]);
        let weighted = Sample::weighted(vec![0.5, -1.0], vec![3.0, 1.0]).unwrap();
        let (far, x) = Quantiles::of(&weighted).largest_distance(&standard);
        assert!((far - copies.0).abs() < 1e-15 && x == copies.1);
        // More than are drawn are compared.
        let mut values: Vec<f64> =
            (0..1000).map(|i| standard.quantile((f64::from(i) + 0.5) / 1e3)).collect();
        let (far, _) = distance(values.clone());
        assert!((far - 0.0005).abs() < 1e-12, "{far}");
        values.extend([0.001; 10]);
        assert!(distance(values).0 > 0.004);
    }

    #[test]
    fn the_largest_distance_is_small_for_quantiles_of_the_mixture_itself() {
        let draws = (0..500).map(|i| theta().quantile((f64::from(i) + 0.5) / 500.0)).collect();
        let quantiles = Quantiles::of(&Sample::new(draws).unwrap());
        assert!((quantiles.largest_distance(&theta()).0 - 0.001).abs() < 1e-12);
        let other = Theta::from_lists(&[1.0], &[2.5], &[9.0]).unwrap();
        assert!(quantiles.largest_distance(&other).0 > 0.1);
    }
}
