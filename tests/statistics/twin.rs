//! The textbook's loop, slow and obvious, and statrs: the kernel is held against both.

use emstep::mixture::{
    Component, InstructionSet, Iterate, Sample, Theta, e_step, e_step_on, m_step, responsibilities,
};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{Continuous, Normal};

/// EM as Bishop (2006), section 9.2.2, writes it down, with the matrix γ.
mod textbook {
    use std::f64::consts::PI;

    #[derive(Clone, Debug)]
    pub(super) struct Parameters {
        pub weights: Vec<f64>,
        pub means: Vec<f64>,
        pub variances: Vec<f64>,
    }

    /// ln N(x; μ, σ²), eq. 1.46.
    fn log_normal(x: f64, mean: f64, variance: f64) -> f64 {
        -0.5 * (2.0 * PI * variance).ln() - (x - mean).powi(2) / (2.0 * variance)
    }

    /// γ(z_nk), eq. 9.23, a row an observation; and ln p(X), eq. 9.28.
    pub(super) fn e_step(data: &[f64], p: &Parameters) -> (Vec<Vec<f64>>, f64) {
        let mut gamma = Vec::new();
        let mut log_likelihood = 0.0;
        for x in data {
            let log_joint: Vec<f64> = (0..p.weights.len())
                .map(|k| p.weights[k].ln() + log_normal(*x, p.means[k], p.variances[k]))
                .collect();
            let max = log_joint.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = log_joint.iter().map(|l| (l - max).exp()).sum();
            let log_p = max + sum.ln();
            gamma.push(log_joint.iter().map(|l| (l - log_p).exp()).collect());
            log_likelihood += log_p;
        }
        (gamma, log_likelihood)
    }

    /// Σ w ln p(x), and Σ w |ln p(x)|, with the rounding of no addition in it.
    pub(super) fn log_likelihood(data: &[f64], counts: &[f64], p: &Parameters) -> (f64, f64) {
        let terms: Vec<f64> =
            data.iter().zip(counts).map(|(x, w)| w * e_step(&[*x], p).1).collect();
        (sum(terms.iter().copied()), sum(terms.iter().map(|term| term.abs())))
    }

    /// A sum of twice as many digits (Dekker 1971), rounded once.
    fn sum(terms: impl Iterator<Item = f64>) -> f64 {
        let (high, low) = terms.fold((0.0, 0.0), |(high, low): (f64, f64), term| {
            let sum = high + term;
            let part = sum - high;
            (sum, low + ((high - (sum - part)) + (term - part)))
        });
        high + low
    }

    /// Eqs. 9.24 to 9.27, where observation n counts `counts[n]` times.
    pub(super) fn m_step(data: &[f64], counts: &[f64], gamma: &[Vec<f64>]) -> Parameters {
        let mut next = Parameters { weights: vec![], means: vec![], variances: vec![] };
        let n = sum(counts.iter().copied());
        for k in 0..gamma[0].len() {
            let rows = || data.iter().zip(gamma).zip(counts).map(|((x, row), w)| (x, w * row[k]));
            let n_k = sum(rows().map(|(_, g)| g));
            let mean = sum(rows().map(|(x, g)| g * x)) / n_k;
            let variance = sum(rows().map(|(x, g)| g * (x - mean).powi(2))) / n_k;
            next.weights.push(n_k / n);
            next.means.push(mean);
            next.variances.push(variance);
        }
        next
    }
}

fn parameters(theta: &Theta) -> textbook::Parameters {
    let of = |f: fn(&Component) -> f64| theta.components().iter().map(f).collect();
    textbook::Parameters {
        weights: of(Component::weight),
        means: of(Component::mean),
        variances: of(Component::variance),
    }
}

/// Whether two numbers agree to twelve digits of `scale`.
fn agree(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-12 * scale.abs()
}

/// n points in groups, and a θ₀ that leaves no component alone with a point or two.
fn problem() -> impl Strategy<Value = (Vec<f64>, Theta)> {
    let group = (-10.0..10.0, 0.3..3.0).prop_flat_map(|(centre, spread)| {
        prop::collection::vec((-2.0..2.0).prop_map(move |z| centre + spread * z), 15..60)
    });
    (prop::collection::vec(group, 2..5), 1.0..6.0).prop_map(|(groups, variance)| {
        let k = groups.len();
        let means: Vec<f64> =
            groups.iter().map(|g| g.iter().sum::<f64>() / g.len() as f64).collect();
        let weights: Vec<f64> = (1..=k).map(|i| 2.0 * i as f64 / (k * (k + 1)) as f64).collect();
        (groups.concat(), Theta::from_lists(&weights, &means, &vec![variance; k]).unwrap())
    })
}

/// Data of any ordinary size and spread, in any unit, with and without weights, and a θ among them.
#[derive(Clone, Debug)]
struct Ordinary {
    n: usize,
    components: usize,
    scale: f64,
    weighted: bool,
    seed: u64,
}

impl Ordinary {
    fn strategy() -> impl Strategy<Value = Self> {
        let parts = (16..3000_usize, 1..=12_usize, -6.0..6.0_f64, any::<bool>(), any::<u64>());
        parts.prop_map(|(n, components, exponent, weighted, seed)| Self {
            n,
            components,
            scale: 10_f64.powf(exponent),
            weighted,
            seed,
        })
    }

    /// Observations, weights, θ.
    fn draw(&self) -> (Vec<f64>, Vec<f64>, Theta) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let mut between = |low: f64, high: f64| low + (high - low) * random.random::<f64>();
        let centres: Vec<f64> = (0..self.components).map(|_| between(-5.0, 5.0)).collect();
        let near = |i: usize, spread: f64| centres[i % self.components] + spread;
        let values =
            (0..self.n).map(|i| self.scale * near(i, between(-2.0, 2.0) * between(0.0, 1.0)));
        let values = values.collect();
        let count = |_| if self.weighted { between(0.1, 9.0) } else { 1.0 };
        let counts = (0..self.n).map(count).collect();
        let shares: Vec<f64> = centres.iter().map(|_| between(0.1, 1.0)).collect();
        let total: f64 = shares.iter().sum();
        let components = shares.iter().enumerate().map(|(k, share)| {
            // No observation is more than a dozen σ away.
            let sd = self.scale * between(1.0, 4.0);
            Component::new(share / total, self.scale * near(k, between(-1.0, 1.0)), sd * sd)
        });
        let theta = Theta::new(components.collect()).unwrap();
        (values, counts, theta)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_kernel_keeps_fourteen_digits_of_the_likelihood(problem in Ordinary::strategy()) {
        let (data, counts, theta) = problem.draw();
        let sample = if problem.weighted {
            Sample::weighted(data.clone(), counts.clone()).unwrap()
        } else {
            Sample::new(data.clone()).unwrap()
        };
        let slow = parameters(&theta);
        let expectation = e_step(&sample, &theta).unwrap();
        let (log_likelihood, scale) = textbook::log_likelihood(&data, &counts, &slow);
        let error = (expectation.log_likelihood() - log_likelihood).abs();
        let allowed = 1e-14 * (data.len() as f64).log2() * scale;
        prop_assert!(error <= allowed, "{:e} of {:e}", error, scale);
        let numbers = expectation.statistics().iter().flat_map(|s| [s.weight(), s.mean(), s.variance()]);
        prop_assert!(numbers.chain([expectation.entropy()]).all(f64::is_finite));

        let slow = textbook::m_step(&data, &counts, &textbook::e_step(&data, &slow).0);
        let fast = m_step(&expectation).unwrap();
        for (k, c) in fast.components().iter().enumerate() {
            let size = slow.means[k].abs().max(slow.variances[k].sqrt());
            prop_assert!(agree(c.weight(), slow.weights[k], slow.weights[k]), "π_{}", k);
            prop_assert!(agree(c.mean(), slow.means[k], size), "μ_{}", k);
            prop_assert!(agree(c.variance(), slow.variances[k], slow.variances[k]), "σ²_{}", k);
        }
        for set in [InstructionSet::Avx2, InstructionSet::Baseline] {
            prop_assert_eq!(&e_step_on(set, &sample, &theta).unwrap(), &expectation, "{:?}", set);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_kernel_is_the_textbooks_loop((data, theta) in problem()) {
        let sample = Sample::new(data.clone()).unwrap();
        let mut slow = parameters(&theta);
        let mut fast = Iterate::start(theta, &sample).unwrap();
        for t in 0..8 {
            let (gamma, log_likelihood) = textbook::e_step(&data, &slow);
            prop_assert!(agree(fast.log_likelihood(), log_likelihood, log_likelihood), "ℓ at {}", t);
            for (x, row) in data.iter().zip(&gamma) {
                for (a, b) in responsibilities(*x, fast.theta()).iter().zip(row) {
                    prop_assert!(agree(*a, *b, 1.0), "γ of {} at {}", x, t);
                }
            }
            slow = textbook::m_step(&data, &vec![1.0; data.len()], &gamma);
            fast = fast.next(&sample).unwrap();
            let found = parameters(fast.theta());
            for k in 0..found.means.len() {
                let (weight, variance) = (slow.weights[k], slow.variances[k]);
                prop_assert!(agree(found.weights[k], weight, weight), "π_{} at {}", k, t);
                prop_assert!(agree(found.means[k], slow.means[k], 10.0), "μ_{} at {}", k, t);
                prop_assert!(agree(found.variances[k], variance, variance), "σ²_{} at {}", k, t);
            }
        }
    }

    #[test]
    fn densities_are_those_of_statrs(
        x in -30.0..30.0, mean in -10.0..10.0, log_sd in -2.0..4.0_f64, weight in 0.01..0.99,
    ) {
        let sd = log_sd.exp();
        let component = Component::new(weight, mean, sd * sd);
        let other = Component::new(1.0 - weight, 2.0, 9.0);
        let (oracle, other_oracle) = (Normal::new(mean, sd).unwrap(), Normal::new(2.0, 3.0).unwrap());
        let log_density = oracle.ln_pdf(x);
        prop_assert!(agree(component.log_density(x), log_density, log_density.abs().max(1.0)));
        let theta = Theta::new(vec![component, other]).unwrap();
        let density = weight * oracle.pdf(x) + (1.0 - weight) * other_oracle.pdf(x);
        // An exponential's relative error is its argument's absolute one.
        let allowed = density * component.log_density(x).abs().max(1.0);
        prop_assert!(agree(theta.density(x), density, allowed), "{}", density);
    }
}

#[test]
fn the_homework_too() {
    let data = [-1.0, 0.0, 4.0, 5.0, 6.0];
    let mut slow = textbook::Parameters {
        weights: vec![0.5; 2],
        means: vec![6.0, 7.0],
        variances: vec![1.0, 4.0],
    };
    let theta = Theta::from_lists(&slow.weights, &slow.means, &slow.variances).unwrap();
    let sample = Sample::new(data.to_vec()).unwrap();
    let mut fast = Iterate::start(theta, &sample).unwrap();
    for _ in 0..7 {
        slow = textbook::m_step(&data, &[1.0; 5], &textbook::e_step(&data, &slow).0);
        fast = fast.next(&sample).unwrap();
        let found = parameters(fast.theta());
        for k in 0..2 {
            assert!(agree(found.weights[k], slow.weights[k], slow.weights[k]));
            assert!(agree(found.means[k], slow.means[k], slow.means[k]));
            assert!(agree(found.variances[k], slow.variances[k], slow.variances[k]));
        }
    }
}
