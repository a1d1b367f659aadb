//! A likelihood-ratio test of K against K + 1 components by a parametric bootstrap.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::grouped::{Bin, Grouped, log_probability};
use super::iterate::Iterate;
use super::iterations::{Iterations, Stopped};
use super::restarts::{Attempt, RestartPlan, restarts};
use super::sample::Sample;
use super::short::Short;
use super::simulate::simulate_stream;
use super::theta::Theta;

/// The first stream of random numbers of the samples: lower ones belong to starts, and to simulated
/// data.
const FIRST_STREAM: u64 = 1 << 41;
/// The most observations that a sample is drawn with.
const MOST_OBSERVATIONS: f64 = 1e8;

/// Which test, and from which samples.
#[derive(Clone, Debug, PartialEq)]
pub struct BootstrapPlan {
    /// The best fit of K components, from which samples are drawn.
    pub null: Theta,
    /// −2 ln λ = 2(ℓ_{K+1} − ℓ_K) of the data.
    pub statistic: f64,
    /// How many observations a sample has.
    pub observations: usize,
    /// The bins of the data, if they are grouped: then counts in these are drawn.
    pub bins: Option<Vec<Bin>>,
    /// How many samples are drawn.
    pub samples: usize,
    /// How K + 1 components are fitted to each sample, and from which seed samples are drawn.
    pub restarts: RestartPlan,
}

/// Why there is no test of K against K + 1 components.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum TestError {
    /// One of the two K has no fit, or there is no K + 1.
    #[error("there is no fit with one component more to test this one against")]
    NoFit,
    /// More observations than a sample is drawn with.
    #[error(
        "a bootstrap draws samples of n = Σ w_i observations, and n = {} is above 10⁸",
        Short(*.0)
    )]
    TooMany(f64),
    /// Samples have whole observations.
    #[error(
        "a bootstrap draws whole observations, and the weights or counts of these data are not \
         whole numbers"
    )]
    NotWhole,
}

/// What a bootstrap came to.
#[derive(Clone, Debug, PartialEq)]
pub struct LikelihoodRatio {
    /// K, the smaller number of components.
    pub components: usize,
    /// −2 ln λ of the data.
    pub statistic: f64,
    /// −2 ln λ of the samples that both K could be fitted to.
    pub samples: Vec<f64>,
    /// How many further samples had no fit of K, or none of K + 1: every start collapsed.
    pub without_fit: usize,
}

impl LikelihoodRatio {
    /// Returns the probability, under K components, of a statistic at least as large as that of the
    /// data: one more than the samples whose statistic is, over one more than all that have one
    /// (McLachlan 1987). Samples without a fit say nothing, so that it is that of samples with one.
    pub fn p_value(&self) -> f64 {
        let at_least = self.samples.iter().filter(|sample| **sample >= self.statistic).count();
        (at_least + 1) as f64 / (self.samples.len() + 1) as f64
    }
}

/// A bootstrap as far as it is done. Each sample is a function of the seed and its number alone.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    plan: BootstrapPlan,
    done: usize,
    samples: Vec<f64>,
}

impl Bootstrap {
    /// Returns a bootstrap of which nothing is done.
    pub fn new(plan: BootstrapPlan) -> Self {
        Self { plan, done: 0, samples: Vec::new() }
    }

    /// Returns how many samples were drawn, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.done, self.plan.samples)
    }

    /// Draws as many samples as there are threads; returns the result when all were drawn.
    pub fn advance(&mut self) -> Option<LikelihoodRatio> {
        let next = (self.done + rayon::current_num_threads()).min(self.plan.samples);
        let plan = &self.plan;
        let statistics: Vec<Option<f64>> =
            (self.done..next).into_par_iter().map(|i| plan.statistic_of(i)).collect();
        self.samples.extend(statistics.into_iter().flatten());
        self.done = next;
        (next == self.plan.samples).then(|| LikelihoodRatio {
            components: self.plan.null.len(),
            statistic: self.plan.statistic,
            samples: self.samples.clone(),
            without_fit: self.plan.samples - self.samples.len(),
        })
    }
}

impl BootstrapPlan {
    /// Returns how many observations a sample of these data has.
    ///
    /// # Errors
    /// Returns an error if weights or counts are not whole numbers, or if there are more than 10⁸.
    pub fn observations(sample: &Sample) -> Result<usize, TestError> {
        if sample.total_weight() > MOST_OBSERVATIONS {
            return Err(TestError::TooMany(sample.total_weight()));
        }
        if let Some(summed) = sample.summed() {
            let count = summed.condensed().count() as usize;
            return if summed.is_weighted() { Err(TestError::NotWhole) } else { Ok(count) };
        }
        let is_whole = (0..sample.len()).all(|i| sample.weight(i).fract() == 0.0);
        if is_whole { Ok(sample.total_weight().round() as usize) } else { Err(TestError::NotWhole) }
    }

    /// Returns −2 ln λ of sample `i`; none if it has no fit of K, or none of K + 1.
    fn statistic_of(&self, i: usize) -> Option<f64> {
        let (seed, stream) = (self.restarts.seed, FIRST_STREAM + i as u64);
        let sample = match &self.bins {
            None => {
                let values = simulate_stream(&self.null, self.observations, seed, stream);
                Sample::new(values).ok()?
            }
            Some(bins) => draw_counts(&self.null, bins, self.observations, seed, stream)?,
        };
        // The θ that the sample was drawn from is near the maximum for K.
        let first = Iterate::begin(self.null.clone(), &sample, self.restarts.method).ok()?;
        let mut iterations = Iterations::new(first, self.restarts.rule);
        let stopped = loop {
            if let Err(stopped) = iterations.next(&sample) {
                break stopped;
            }
        };
        if matches!(stopped, Stopped::Failed(_)) {
            return None;
        }
        let null = iterations.current().log_likelihood();
        let components = self.null.len() + 1;
        let wider = restarts(&sample, RestartPlan { components, ..self.restarts }).ok()?;
        let optima = wider.maxima.iter().chain(&wider.saddles).map(|optimum| &optimum.best);
        let attempts = optima.chain(&wider.unfinished);
        let best = attempts.map(Attempt::log_likelihood).reduce(f64::max)?;
        // K components are a case of K + 1: less than 0 says that no start came as high as that.
        Some((2.0 * (best - null)).max(0.0))
    }
}

/// Returns the counts of `n` observations of a mixture in these bins, drawn with a stream of a
/// seed's random numbers. None was outside of the data's bins, so none is drawn there.
fn draw_counts(theta: &Theta, bins: &[Bin], n: usize, seed: u64, stream: u64) -> Option<Sample> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    let mut total = 0.0;
    let up_to = bins.iter().map(|bin| {
        total += log_probability(bin, theta).exp();
        total
    });
    let up_to: Vec<f64> = up_to.collect();
    let mut counts = vec![0.0; bins.len()];
    for _ in 0..n {
        let at = total * random.random::<f64>();
        let bin = up_to.partition_point(|end| *end <= at);
        counts[bin.min(bins.len() - 1)] += 1.0;
    }
    let drawn = bins.iter().zip(counts).map(|(bin, count)| Bin { count, ..*bin });
    Grouped::new(&drawn.collect::<Vec<_>>()).ok().map(Sample::grouped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Method, StartMethod, StopRule};

    fn plan(null: Theta, statistic: f64) -> BootstrapPlan {
        let restarts = RestartPlan {
            components: 1,
            from: StartMethod::RandomObservations,
            seed: 3,
            starts: 3,
            rule: StopRule { iterations: 500, tolerance: Some(1e-7) },
            method: Method { equal_variances: true, ..Method::default() },
        };
        BootstrapPlan { null, statistic, observations: 100, bins: None, samples: 19, restarts }
    }

    fn run(plan: BootstrapPlan) -> LikelihoodRatio {
        let mut bootstrap = Bootstrap::new(plan);
        loop {
            if let Some(result) = bootstrap.advance() {
                return result;
            }
        }
    }

    #[test]
    fn draws_have_the_moments_of_the_mixture() {
        let theta = Theta::from_lists(&[0.25, 0.75], &[0.0, 4.0], &[1.0, 0.25]).unwrap();
        let draw = |n, stream| Sample::new(simulate_stream(&theta, n, 1, stream)).unwrap();
        let sample = draw(20_000, FIRST_STREAM);
        let n = sample.len() as f64;
        let mean = sample.values().iter().sum::<f64>() / n;
        let variance = sample.values().iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let below = sample.values().iter().filter(|x| **x < 2.0).count() as f64 / n;
        // Σπμ = 3; within 0.4375, between 3.
        assert!((mean - 3.0).abs() < 0.05 && (variance - 3.4375).abs() < 0.1, "{mean} {variance}");
        // 0.25 Φ(2) + 0.75 Φ(−4)
        assert!((below - 0.2443).abs() < 0.01, "{below}");
        assert_ne!(draw(10, FIRST_STREAM + 1).values(), draw(10, FIRST_STREAM).values());
    }

    #[test]
    fn counts_are_drawn_in_the_bins_of_the_data() {
        let theta = Theta::from_lists(&[0.25, 0.75], &[0.0, 4.0], &[1.0, 0.25]).unwrap();
        let edges = [f64::NEG_INFINITY, -1.0, 0.5, 2.0, 3.5, 4.0, 6.0];
        let bins: Vec<Bin> = (edges.windows(2))
            .map(|pair| Bin { lower: pair[0], upper: pair[1], count: 1.0 })
            .collect();
        let sample = draw_counts(&theta, &bins, 20_000, 1, 0).unwrap();
        let drawn = sample.bins().unwrap();
        assert_eq!(sample.total_weight(), 20_000.0);
        // What lies beyond 6 is next to nothing.
        for (bin, of) in drawn.iter().zip(&bins) {
            assert_eq!((bin.lower, bin.upper), (of.lower, of.upper));
            let p = log_probability(of, &theta).exp();
            let sd = (p * (1.0 - p) / 20_000.0).sqrt();
            assert!((bin.count / 20_000.0 - p).abs() < 4.0 * sd, "{bin}: {} {p}", bin.count);
        }
        let other = draw_counts(&theta, &bins, 20_000, 1, 1).unwrap();
        assert_ne!(other.bins().unwrap(), drawn);
    }

    #[test]
    fn a_test_of_grouped_data_draws_grouped_data() {
        let null = Theta::from_lists(&[1.0], &[0.0], &[1.0]).unwrap();
        let edges: Vec<f64> = (-6..=6).map(|i| 0.75 * f64::from(i)).collect();
        let bin = |pair: &[f64]| Bin { lower: pair[0], upper: pair[1], count: 1.0 };
        let bins: Vec<Bin> = edges.windows(2).map(bin).collect();
        let grouped = BootstrapPlan { bins: Some(bins), ..plan(null.clone(), 3.0) };
        let [grouped, plain] = [grouped, plan(null, 3.0)].map(run);
        assert_eq!(grouped.samples.len(), 19);
        assert_ne!(grouped.samples, plain.samples);
        // Both are of the same size by chance: a few, not the hundreds of an ℓ of other data.
        assert!(grouped.samples.iter().all(|ratio| (0.0..25.0).contains(ratio)), "{grouped:?}");
    }

    #[test]
    fn a_ratio_that_chance_gives_has_a_large_p_and_a_huge_one_the_smallest() {
        let null = Theta::from_lists(&[1.0], &[0.0], &[1.0]).unwrap();
        let huge = run(plan(null.clone(), 500.0));
        assert_eq!(huge.samples.len(), 19);
        assert_eq!(huge.p_value(), 0.05);
        let none = run(plan(null.clone(), 0.0));
        assert!(none.p_value() > 0.9, "{none:?}");
        assert_eq!(none.samples, huge.samples);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(|| run(plan(null, 0.0))), none);
    }

    #[test]
    fn samples_without_a_fit_are_counted_and_nothing_panics() {
        // Two of five observations draw K = 2 free variances into a collapse now and then.
        let null = Theta::from_lists(&[1.0], &[0.0], &[1.0]).unwrap();
        let few = plan(null.clone(), 1.0);
        let restarts = RestartPlan { method: Method::default(), starts: 2, ..few.restarts };
        let result = run(BootstrapPlan { observations: 5, restarts, ..few });
        assert_eq!(result.samples.len() + result.without_fit, 19);
        assert!(result.without_fit > 0, "{result:?}");
        // Draws that are beyond what an observation may be, and none at all.
        let wide = Theta::from_lists(&[1.0], &[9e139], &[1e279]).unwrap();
        assert_eq!(run(plan(wide, 1.0)).without_fit, 19);
        let none = run(BootstrapPlan { observations: 0, ..plan(null, 1.0) });
        assert_eq!((none.samples.len(), none.without_fit, none.p_value()), (0, 19, 1.0));
    }

    #[test]
    fn weights_that_are_not_whole_have_no_samples() {
        let of = |weights| {
            let sample = Sample::weighted(vec![0.0, 1.0], weights).unwrap();
            BootstrapPlan::observations(&sample)
        };
        assert_eq!(of(vec![3.0, 4.0]), Ok(7));
        assert_eq!(of(vec![0.5, 1.5]), Err(TestError::NotWhole));
    }
}
