//! The laws of EM, for any θ and any sample.

mod problem;

use emstep::mixture::{
    ComponentStatistics, Expectation, Iterate, MAX_COMPONENTS, Sample, Start, StepError, Theta,
    e_step, expected_log_joint, lower_bound, m_step, responsibilities,
};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

use problem::*;

/// More than several of the kernel's chunks, and no multiple of anything.
const MANY: usize = 5 * 8192 + 77;

fn close(a: f64, b: f64, scale: f64) -> bool {
    (a - b).abs() <= 1e-12 * scale.abs()
}

/// Whether two E-steps agree to rounding, component by component; `scale` is the unit of the
/// second.
fn same_statistics(
    a: &[ComponentStatistics],
    b: &[ComponentStatistics],
    shift: f64,
    scale: f64,
) -> bool {
    a.iter().zip(b).all(|(a, b)| {
        // Below this even γ has no more than a few digits.
        let faint = a.weight() < 1e-290 && b.weight() < 1e-290;
        let sd = a.variance().sqrt().max(a.mean().abs());
        let mean = close(a.mean(), (b.mean() - shift) / scale, sd);
        let variance = close(a.variance(), b.variance() / scale / scale, a.variance() + 1e-20);
        faint || (close(a.weight(), b.weight(), a.weight()) && mean && variance)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    // ---- the E-step ----

    #[test]
    fn responsibilities_sum_to_one(problem in prop_oneof![ordinary(), extreme()]) {
        for x in &problem.values {
            let gammas = responsibilities(*x, &problem.theta);
            prop_assert!(gammas.iter().all(|g| (0.0..=1.0).contains(g)), "{:?} at {}", gammas, x);
            prop_assert!((gammas.iter().sum::<f64>() - 1.0).abs() < 4.0 * f64::EPSILON);
        }
    }

    #[test]
    fn statistics_are_sums_of_responsibilities(problem in ordinary()) {
        let sample = problem.sample();
        let expectation = e_step(&sample, &problem.theta).unwrap();
        let total: f64 = expectation.statistics().iter().map(ComponentStatistics::weight).sum();
        prop_assert!(close(total, sample.total_weight(), total));
        for (k, statistics) in expectation.statistics().iter().enumerate() {
            let rows = || problem.values.iter().enumerate().map(|(i, x)| {
                (*x, sample.weight(i) * responsibilities(*x, &problem.theta)[k])
            });
            let weight: f64 = rows().map(|(_, g)| g).sum();
            if weight < 1e-290 {
                continue;
            }
            let mean = rows().map(|(x, g)| g / weight * x).sum::<f64>();
            let square = rows().map(|(x, g)| g / weight * (x - mean).powi(2)).sum::<f64>();
            prop_assert!(close(statistics.weight(), weight, weight));
            prop_assert!(close(statistics.mean(), mean, 50.0));
            prop_assert!((statistics.variance() - square).abs() <= 1e-12 * square + 1e-24);
        }
    }

    #[test]
    fn a_weight_is_a_number_of_repetitions(
        problem in ordinary(), counts in prop::collection::vec(1..4_usize, 40),
    ) {
        let pairs = || problem.values.iter().zip(&counts);
        let repeated: Vec<f64> = pairs().flat_map(|(x, c)| std::iter::repeat_n(*x, *c)).collect();
        let weights: Vec<f64> = pairs().map(|(_, c)| *c as f64).collect();
        let weighted = Sample::weighted(problem.values.clone(), weights).unwrap();
        let weighted = e_step(&weighted, &problem.theta).unwrap();
        let repeated = e_step(&Sample::new(repeated).unwrap(), &problem.theta).unwrap();
        prop_assert_eq!(weighted.total_weight(), repeated.total_weight());
        let l = weighted.log_likelihood();
        prop_assert!((l - repeated.log_likelihood()).abs() <= 3.0 * problem.rounding());
        prop_assert!(same_statistics(weighted.statistics(), repeated.statistics(), 0.0, 1.0));
    }

    // ---- the bound ----

    #[test]
    fn the_likelihood_never_falls(problem in ordinary()) {
        for pair in problem.iterates(15).windows(2) {
            let (old, new) = (&pair[0], &pair[1]);
            let rounding = problem.with(old.theta()).rounding() + problem.with(new.theta()).rounding();
            let gain = new.log_likelihood() - old.log_likelihood();
            prop_assert!(gain >= -rounding, "ℓ fell by {:e}, rounding is {:e}", -gain, rounding);
            let bound = new.lower_bound().unwrap();
            prop_assert!(bound >= old.log_likelihood() - rounding, "the M-step lowered F");
            prop_assert!(bound <= new.log_likelihood() + rounding, "F is above ℓ");
        }
    }

    #[test]
    fn the_bound_is_the_likelihood_less_the_divergence(
        problem in ordinary(), other in prop::collection::vec(
            (0.05..1.0, -60.0..60.0, magnitude(-1.0..=3.0)), 4),
    ) {
        let (sample, old) = (problem.sample(), &problem.theta);
        let new = theta_of(&other[..old.len()]);
        let at_old = e_step(&sample, old).unwrap();
        prop_assert_eq!(lower_bound(&at_old, old, old), at_old.log_likelihood());
        let bound = lower_bound(&at_old, old, &new);
        let q = expected_log_joint(&at_old, &new);
        prop_assert_eq!(bound, q + at_old.entropy());

        let mut divergence = 0.0;
        for (i, x) in problem.values.iter().enumerate() {
            // ln γ at θ_new, also where γ itself is below every number.
            let joints: Vec<f64> = new.components().iter().map(|c| c.log_joint(*x)).collect();
            let max = joints.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let log_p = max + joints.iter().map(|j| (j - max).exp()).sum::<f64>().ln();
            for (q, joint) in responsibilities(*x, old).iter().zip(&joints) {
                if *q > 0.0 {
                    divergence += sample.weight(i) * q * (q.ln() - (joint - log_p));
                }
            }
        }
        let at_new = e_step(&sample, &new).unwrap().log_likelihood();
        // Everything is small against these, and they are sums of terms of one sign.
        let scale = q.abs() + at_old.entropy() + at_new.abs() + sample.total_weight();
        let gap = at_new - bound;
        prop_assert!(close(gap, divergence, scale), "gap {:e}, KL {:e}", gap, divergence);
        prop_assert!(gap >= -1e-14 * scale, "F is above ℓ by {:e}", -gap);
    }

    #[test]
    fn entropy_is_what_the_responsibilities_leave_open(problem in ordinary()) {
        let (sample, theta) = (problem.sample(), &problem.theta);
        let expectation = e_step(&sample, theta).unwrap();
        let entropy = expectation.entropy();
        prop_assert!(entropy >= 0.0);
        let most = sample.total_weight() * (theta.len() as f64).ln();
        prop_assert!(entropy <= most * (1.0 + 1e-14));
        let terms = problem.values.iter().enumerate().map(|(i, x)| {
            let row = responsibilities(*x, theta);
            let h = row.iter().filter(|g| **g > 0.0).map(|g| -g * g.ln()).sum::<f64>();
            sample.weight(i) * h
        });
        // ln γ of a γ close to 1 has its absolute error, not its relative one, from γ.
        let direct: f64 = terms.sum();
        prop_assert!(close(entropy, direct, entropy.max(sample.total_weight())));
        let parts = expected_log_joint(&expectation, theta) + entropy;
        prop_assert!((parts - expectation.log_likelihood()).abs() <= 3.0 * problem.rounding());
    }

    // ---- symmetries ----

    #[test]
    fn relabelling_relabels(problem in ordinary()) {
        let mut swapped = problem.theta.components().to_vec();
        swapped.reverse();
        let swapped = problem.with(&Theta::new(swapped).unwrap());
        let (sample, k) = (problem.sample(), problem.theta.len());
        let a = e_step(&sample, &problem.theta).unwrap();
        let b = e_step(&sample, &swapped.theta).unwrap();
        let swapped_back: Vec<_> = b.statistics().iter().rev().copied().collect();
        if k <= 2 {
            // Two numbers have the same sum in either order.
            prop_assert_eq!(a.statistics(), swapped_back);
            prop_assert_eq!(a.log_likelihood(), b.log_likelihood());
            prop_assert_eq!(a.entropy(), b.entropy());
            if let (Ok(a), Ok(b)) = (m_step(&a), m_step(&b)) {
                prop_assert!(a.components().iter().eq(b.components().iter().rev()));
            }
        } else {
            prop_assert!((a.log_likelihood() - b.log_likelihood()).abs() <= problem.rounding());
            prop_assert!(same_statistics(a.statistics(), &swapped_back, 0.0, 1.0));
        }
    }

    #[test]
    fn shifted_data_give_shifted_statistics(
        lattice in prop::collection::vec(-4000..4000_i32, 1..40), problem in ordinary(),
        shift in -1_000_000_000..1_000_000_000_i64,
    ) {
        // In eighths, so that nothing is rounded by the shift itself.
        let values: Vec<f64> = lattice.iter().map(|x| f64::from(*x) / 64.0).collect();
        let shift = shift as f64;
        let theta_at = |shift: f64| {
            let raw = problem.theta.components().iter();
            let raw = raw.map(|c| (c.weight(), (c.mean() * 8.0).round() / 8.0 + shift, c.variance()));
            theta_of(&raw.collect::<Vec<_>>())
        };
        let here = Problem { values: values.clone(), weights: None, theta: theta_at(0.0) };
        let away = values.iter().map(|x| x + shift).collect();
        let a = e_step(&here.sample(), &here.theta).unwrap();
        let b = e_step(&Sample::new(away).unwrap(), &theta_at(shift)).unwrap();
        prop_assert_eq!(a.log_likelihood(), b.log_likelihood());
        for (a, b) in a.statistics().iter().zip(b.statistics()) {
            prop_assert_eq!(a.weight(), b.weight());
            if a.weight() == 0.0 {
                continue;
            }
            // The mean has fewer digits after the point there, and the variance has not.
            prop_assert!((a.mean() - (b.mean() - shift)).abs() <= shift.abs() * f64::EPSILON + 1e-12);
            prop_assert!((a.variance() - b.variance()).abs() <= 1e-12 * a.variance() + 1e-22);
        }
    }

    #[test]
    fn scaled_data_give_scaled_statistics(problem in ordinary(), power in -300..300_i32) {
        let scale = 2_f64.powi(power);
        let values = problem.values.iter().map(|x| x * scale).collect();
        let raw = problem.theta.components().iter();
        let raw: Vec<_> =
            raw.map(|c| (c.weight(), c.mean() * scale, c.variance() * scale * scale)).collect();
        let scaled = Problem { values, weights: problem.weights.clone(), theta: theta_of(&raw) };
        let a = e_step(&problem.sample(), &problem.theta).unwrap();
        let b = e_step(&scaled.sample(), &scaled.theta).unwrap();
        let moved = b.log_likelihood() + b.total_weight() * scale.ln();
        let allowed = problem.rounding() + 3.0 * scaled.rounding();
        prop_assert!((a.log_likelihood() - moved).abs() <= allowed);
        prop_assert!(same_statistics(a.statistics(), b.statistics(), 0.0, scale));
    }

    #[test]
    fn pi_sums_to_one_after_an_m_step(problem in prop_oneof![ordinary(), extreme_within_reach()]) {
        let first = e_step(&problem.sample(), &problem.theta);
        if let Some(theta) = first.ok().and_then(|expectation| m_step(&expectation).ok()) {
            let sum: f64 = theta.weights().sum();
            prop_assert!((sum - 1.0).abs() < 1e-14, "{}", sum);
        }
    }

    // ---- whatever is given ----

    #[test]
    fn there_is_a_result_or_an_error_and_never_nan(
        problem in prop_oneof![extreme(), extreme_within_reach()],
    ) {
        let sample = problem.sample();
        for x in &problem.values {
            prop_assert!(!problem.theta.density(*x).is_nan());
        }
        let Ok(mut current) = Iterate::start(problem.theta.clone(), &sample) else {
            return Ok(());
        };
        for _ in 0..6 {
            let e = current.expectation();
            prop_assert!(e.log_likelihood().is_finite() && e.entropy() >= 0.0);
            let finite = e.statistics().iter().all(|s| [s.weight(), s.mean(), s.variance()].iter().all(|v| v.is_finite()));
            prop_assert!(finite);
            prop_assert!(current.lower_bound().is_none_or(f64::is_finite));
            prop_assert!(!lower_bound(e, current.theta(), &problem.theta).is_nan());
            current = match current.next(&sample) {
                Ok(next) => next,
                Err(StepError::MStep { x, .. }) => {
                    prop_assert!(problem.values.contains(&x));
                    break;
                }
                Err(_) => break,
            };
        }
    }

    #[test]
    fn a_start_is_valid_for_any_sample_and_any_k(
        problem in prop_oneof![ordinary(), extreme()], k in 1..=MAX_COMPONENTS, seed: u64,
    ) {
        let sample = problem.sample();
        let quantile = Start::Quantile.theta(&sample, k);
        prop_assert_eq!(quantile.map(|theta| theta.len()), Ok(k));
        let distinct = sample.order().distinct(k).len();
        let start = Start::KMeansPlusPlus { seed };
        prop_assert_eq!(start.theta(&sample, k).is_ok(), distinct == k);
        for k in 1..=distinct {
            let theta = start.theta(&sample, k);
            prop_assert_eq!(theta.as_ref().map(Theta::len), Ok(k));
            prop_assert_eq!(theta, start.theta(&problem.sample(), k));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn the_bits_do_not_depend_on_the_number_of_threads(problem in ordinary(), step in 0.1..0.9_f64) {
        let values = (0..MANY).map(|i| (i as f64 * step).sin() * 40.0);
        let sample = Sample::new(values.collect()).unwrap();
        let with = |threads: usize| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| e_step(&sample, &problem.theta).unwrap())
        };
        let one = with(1);
        for threads in [2, 3, 8] {
            prop_assert_eq!(&with(threads), &one, "{} threads", threads);
        }
    }

    #[test]
    fn chunks_add_up(problem in ordinary(), step in 0.1..0.9_f64) {
        // The kernel's chunks against one sample a block: the parts of the sum are other ones.
        let values: Vec<f64> = (0..MANY).map(|i| (i as f64 * step).sin() * 40.0).collect();
        let whole = e_step(&Sample::new(values.clone()).unwrap(), &problem.theta).unwrap();
        let parts = values.chunks(100).map(|part| {
            e_step(&Sample::new(part.to_vec()).unwrap(), &problem.theta).unwrap()
        });
        let parts: Vec<Expectation> = parts.collect();
        let log_likelihood: f64 = parts.iter().map(Expectation::log_likelihood).sum();
        prop_assert!(close(whole.log_likelihood(), log_likelihood, log_likelihood));
        for (k, statistics) in whole.statistics().iter().enumerate() {
            let weight: f64 = parts.iter().map(|part| part.statistics()[k].weight()).sum();
            prop_assert!(close(statistics.weight(), weight, weight));
            if weight < 1e-290 {
                continue;
            }
            let sum = |part: &Expectation| part.statistics()[k].weight() * part.statistics()[k].mean();
            let mean = parts.iter().map(sum).sum::<f64>() / weight;
            let square = |part: &Expectation| {
                let s = part.statistics()[k];
                s.weight() / weight * (s.variance() + (s.mean() - mean).powi(2))
            };
            let variance = parts.iter().map(square).sum::<f64>();
            prop_assert!(close(statistics.mean(), mean, 40.0));
            prop_assert!((statistics.variance() - variance).abs() <= 1e-12 * variance + 1e-20);
        }
    }
}
