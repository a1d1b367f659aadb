//! Starts that look at no structure of the data: observations, or responsibilities, drawn evenly.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::groups::merged;
use super::{StartError, StartMethod};
use crate::mixture::points::{CHUNK, Points};
use crate::mixture::sample::Sample;
use crate::mixture::statistics::ComponentStatistics;

/// After this many draws of values that were drawn before, the data are looked through for one that
/// was not.
const DRAWS: usize = 64;

/// Returns components of equal weight at K different observations, ascending, each as wide as all
/// the data. An observation is drawn in proportion to its weight; one whose value was drawn before
/// is drawn again.
pub(super) fn random_observations(
    sample: &Sample,
    components: usize,
    seed: u64,
) -> Result<Vec<ComponentStatistics>, StartError> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut means: Vec<f64> = Vec::with_capacity(components);
    while means.len() < components {
        let mut drawn = (0..DRAWS).map(|_| draw(sample, &mut random));
        let Some(mean) = drawn.find(|x| !means.contains(x)).or_else(|| other(sample, &means))
        else {
            let (method, distinct) = (StartMethod::RandomObservations, means.len());
            return Err(StartError::TooFewDistinct { method, components, distinct });
        };
        means.push(mean);
    }
    means.sort_unstable_by(f64::total_cmp);
    let (share, variance) = (sample.total_weight() / components as f64, sample.order().whole());
    let component =
        |mean: f64| ComponentStatistics::of_moments(share, mean, 0.0, variance.variance());
    Ok(means.into_iter().map(component).collect())
}

fn draw(sample: &Sample, random: &mut ChaCha8Rng) -> f64 {
    match sample.weights() {
        // No order is needed, which takes a while to make for many observations.
        None => sample.values()[random.random_range(0..sample.len() as u64) as usize],
        Some(_) => sample.order().quantile(random.random()),
    }
}

/// Returns the first observation that is none of `means`.
fn other(sample: &Sample, means: &[f64]) -> Option<f64> {
    sample.values().iter().copied().find(|x| !means.contains(x))
}

/// Returns the statistics that responsibilities give which are drawn evenly from all that sum to 1,
/// by ascending means. Each chunk of the data has a stream of random numbers of its own.
pub(super) fn random_responsibilities(
    sample: &Sample,
    components: usize,
    seed: u64,
) -> Vec<ComponentStatistics> {
    let points = sample.points();
    let centre = sample.order().whole().precise_mean();
    let chunks = points.values.len().div_ceil(CHUNK);
    let chunk = |i: usize| points.slice(i * CHUNK..((i + 1) * CHUNK).min(points.values.len()));
    let of_chunk = |i: usize| {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(i as u64);
        let mut sums = vec![[0.0; 3]; components];
        let mut gamma = vec![0.0; components];
        for (x, weight) in chunk(i).iter() {
            draw_responsibilities(&mut gamma, &mut random);
            let distance = (x - centre.head) - centre.tail;
            for (gamma, [zeroth, first, second]) in gamma.iter().zip(&mut sums) {
                let weight = weight * gamma;
                *zeroth += weight;
                *first += weight * distance;
                *second += weight * distance * distance;
            }
        }
        let statistics = sums.into_iter().map(|[zeroth, first, second]| match zeroth {
            0.0 => ComponentStatistics::default(),
            n => ComponentStatistics::of_moments(n, centre, first / n, second / n),
        });
        statistics.collect::<Vec<_>>()
    };
    let mut parts = Points::numbered(chunks, of_chunk);
    while parts.len() > 1 {
        parts = parts.chunks(2).map(merged).collect();
    }
    let mut statistics = parts.swap_remove(0);
    statistics.sort_by(|a, b| a.mean().total_cmp(&b.mean()));
    statistics
}

/// Draws γ evenly from all that sum to 1: the lengths into which random cuts divide [0, 1]. This
/// takes no logarithm, whose last bit differs between platforms.
fn draw_responsibilities(gamma: &mut [f64], random: &mut ChaCha8Rng) {
    let last = gamma.len() - 1;
    let cuts = &mut gamma[..last];
    cuts.fill_with(|| random.random());
    cuts.sort_unstable_by(f64::total_cmp);
    let mut before = 0.0;
    for cut in cuts {
        (*cut, before) = (*cut - before, *cut);
    }
    gamma[last] = 1.0 - before;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Start, Theta};

    fn sample(n: usize) -> Sample {
        Sample::new((0..n).map(|i| (i * 7919 % 10_007) as f64 / 100.0).collect()).unwrap()
    }

    #[test]
    fn observations_are_drawn_in_proportion_to_their_weights() {
        let values = vec![1.0, 2.0, 3.0];
        let weighted = Sample::weighted(values, vec![1.0, 6.0, 3.0]).unwrap();
        let first = |seed| random_observations(&weighted, 1, seed).unwrap()[0].mean();
        let draws: Vec<f64> = (0..4000).map(first).collect();
        for (x, share) in [(1.0, 0.1), (2.0, 0.6), (3.0, 0.3)] {
            let drawn = draws.iter().filter(|drawn| **drawn == x).count() as f64 / 4000.0;
            assert!((drawn - share).abs() < 0.03, "{x}: {drawn}");
        }
    }

    #[test]
    fn the_last_different_value_is_found_among_many_equal_ones() {
        let mut values = vec![5.0; 10_000];
        values[9_000] = 6.0;
        let sample = Sample::new(values).unwrap();
        let theta = Start::RandomObservations { seed: 3 }.theta(&sample, 2).unwrap();
        assert!(theta.means().eq([5.0, 6.0]));
        let error = Start::RandomObservations { seed: 3 }.theta(&sample, 3).unwrap_err();
        assert_eq!(
            error.to_string(),
            "random observations need 3 distinct values for K = 3, but the data have 2; \
             take a smaller K"
        );
    }

    #[test]
    fn components_at_observations_are_as_wide_as_the_data() {
        let sample = sample(1000);
        let whole = sample.order().whole();
        let theta = Start::RandomObservations { seed: 1 }.theta(&sample, 4).unwrap();
        assert!(theta.weights().all(|weight| weight == 0.25));
        assert!(theta.variances().all(|variance| variance == whole.variance()));
        assert!(theta.means().all(|mean| sample.values().contains(&mean)));
    }

    /// The M-step as the textbook has it, from γ that are kept.
    fn textbook(sample: &Sample, components: usize, seed: u64) -> Theta {
        let mut rows = vec![vec![0.0; components]; sample.len()];
        for (i, chunk) in rows.chunks_mut(CHUNK).enumerate() {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(i as u64);
            for row in chunk {
                draw_responsibilities(row, &mut random);
            }
        }
        let mut triples: Vec<[f64; 3]> = (0..components)
            .map(|k| {
                let sum = |f: &dyn Fn(f64) -> f64| {
                    let terms = rows.iter().zip(sample.values()).map(|(row, x)| row[k] * f(*x));
                    terms.sum::<f64>()
                };
                let n = sum(&|_| 1.0);
                let mean = sum(&|x| x) / n;
                [n / sample.len() as f64, mean, sum(&|x| (x - mean) * (x - mean)) / n]
            })
            .collect();
        triples.sort_by(|a, b| a[1].total_cmp(&b[1]));
        let column = |i: usize| triples.iter().map(|triple| triple[i]).collect::<Vec<_>>();
        Theta::from_lists(&column(0), &column(1), &column(2)).unwrap()
    }

    #[test]
    fn responsibilities_give_the_m_step_of_the_textbook() {
        for (n, components) in [(5, 2), (1000, 3), (2 * CHUNK + 100, 2)] {
            let sample = sample(n);
            let theta =
                Start::RandomResponsibilities { seed: 9 }.theta(&sample, components).unwrap();
            let slow = textbook(&sample, components, 9);
            for (a, b) in theta.components().iter().zip(slow.components()) {
                assert!((a.weight() - b.weight()).abs() < 1e-12, "{a:?} {b:?}");
                assert!((a.mean() - b.mean()).abs() < 1e-10, "{a:?} {b:?}");
                assert!((a.variance() / b.variance() - 1.0).abs() < 1e-10, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn responsibilities_are_positive_and_sum_to_one_with_equal_means() {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let mut gamma = vec![0.0; 4];
        let mut sums = [0.0; 4];
        for _ in 0..20_000 {
            draw_responsibilities(&mut gamma, &mut random);
            assert!(gamma.iter().all(|gamma| *gamma >= 0.0));
            assert!((gamma.iter().sum::<f64>() - 1.0).abs() < 1e-15);
            gamma.iter().zip(&mut sums).for_each(|(gamma, sum)| *sum += gamma);
        }
        // The mean of a γ is 1/4, its variance 3/80.
        assert!(sums.iter().all(|sum| (sum / 20_000.0 - 0.25).abs() < 0.01), "{sums:?}");
    }

    #[test]
    fn the_seed_decides_and_threads_do_not() {
        let sample = sample(200_000);
        for method in [StartMethod::RandomObservations, StartMethod::RandomResponsibilities] {
            let theta = |threads: usize, seed: u64| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| method.with_seed(seed).theta(&sample, 3).unwrap())
            };
            let one = theta(1, 4);
            assert_eq!(theta(2, 4), one);
            assert_eq!(theta(8, 4), one);
            assert_ne!(theta(2, 5), one);
        }
    }
}
