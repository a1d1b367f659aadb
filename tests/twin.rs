//! The textbook's loop, slow and obvious, and statrs: the kernel is held against both.

use emstep::mixture::{Component, Iterate, Sample, Theta, responsibilities};
use proptest::prelude::*;
use statrs::distribution::{Continuous, Normal};

/// EM as Bishop (2006), section 9.2.2, writes it down, with the matrix γ.
mod textbook {
    use std::f64::consts::PI;

    #[derive(Clone, Debug)]
    pub struct Parameters {
        pub weights: Vec<f64>,
        pub means: Vec<f64>,
        pub variances: Vec<f64>,
    }

    /// ln N(x; μ, σ²), eq. 1.46.
    fn log_normal(x: f64, mean: f64, variance: f64) -> f64 {
        -0.5 * (2.0 * PI * variance).ln() - (x - mean).powi(2) / (2.0 * variance)
    }

    /// γ(z_nk), eq. 9.23, a row an observation; and ln p(X), eq. 9.28.
    pub fn e_step(data: &[f64], p: &Parameters) -> (Vec<Vec<f64>>, f64) {
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

    /// Eqs. 9.24 to 9.27.
    pub fn m_step(data: &[f64], gamma: &[Vec<f64>]) -> Parameters {
        let mut next = Parameters { weights: vec![], means: vec![], variances: vec![] };
        for k in 0..gamma[0].len() {
            let rows = || data.iter().zip(gamma).map(|(x, row)| (x, row[k]));
            let n_k: f64 = rows().map(|(_, g)| g).sum();
            let mean = rows().map(|(x, g)| g * x).sum::<f64>() / n_k;
            let variance = rows().map(|(x, g)| g * (x - mean).powi(2)).sum::<f64>() / n_k;
            next.weights.push(n_k / data.len() as f64);
            next.means.push(mean);
            next.variances.push(variance);
        }
        next
    }
}

fn parameters(theta: &Theta) -> textbook::Parameters {
    let of = |f: fn(&Component) -> f64| theta.components().iter().map(f).collect();
    textbook::Parameters {
        weights: of(|c| c.weight),
        means: of(|c| c.mean),
        variances: of(|c| c.variance),
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
                for (a, b) in responsibilities(*x, &fast.theta).iter().zip(row) {
                    prop_assert!(agree(*a, *b, 1.0), "γ of {} at {}", x, t);
                }
            }
            slow = textbook::m_step(&data, &gamma);
            fast = fast.next(&sample).unwrap();
            let found = parameters(&fast.theta);
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
        slow = textbook::m_step(&data, &textbook::e_step(&data, &slow).0);
        fast = fast.next(&sample).unwrap();
        let found = parameters(&fast.theta);
        for k in 0..2 {
            assert!(agree(found.weights[k], slow.weights[k], slow.weights[k]));
            assert!(agree(found.means[k], slow.means[k], slow.means[k]));
            assert!(agree(found.variances[k], slow.variances[k], slow.variances[k]));
        }
    }
}
