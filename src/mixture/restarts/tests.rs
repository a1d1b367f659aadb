use super::*;
use crate::mixture::{Component, Condensed, Sample, Theta};

fn plan(components: usize, starts: usize) -> RestartPlan {
    let rule = StopRule { iterations: 2000, tolerance: Some(1e-9) };
    let (from, method) = (StartMethod::RandomObservations, Method::default());
    RestartPlan { components, from, seed: 1, starts, rule, method }
}

/// Three groups about 0, 3 and 8, which two components can share out in more than one way.
fn three_groups() -> Sample {
    let draw = |i: u32| [0.0, 3.0, 8.0][i as usize % 3] + f64::from(i * 7919 % 997) / 700.0;
    Sample::new((0..300).map(draw).collect()).unwrap()
}

/// The slow and obvious twin: every start by itself, one after the other.
fn one_by_one(sample: &Sample, plan: &RestartPlan) -> Vec<Attempt> {
    let run = |i: usize| {
        let start = plan.start(i);
        let theta = start.theta(sample, plan.components).unwrap();
        let mut run = Iterations::new(Iterate::start(theta, sample).unwrap(), plan.rule);
        let mut iterations = 0;
        let stopped = loop {
            match run.next(sample) {
                Ok(_) => iterations += 1,
                Err(stopped) => break stopped,
            }
        };
        Attempt { start, last: run.current().clone(), iterations, further: 0, stopped }
    };
    (0..plan.starts).map(run).collect()
}

#[test]
fn every_start_is_counted_where_it_ends() {
    // The group in the middle goes with either of the others.
    let draw = |i: u32| [0.0, 4.0, 8.3][i as usize % 3] + f64::from(i * 7919 % 997) / 700.0;
    let sample = Sample::new((0..300).map(draw).collect()).unwrap();
    let plan = plan(2, 40);
    let result = restarts(&sample, plan).unwrap();
    assert_eq!(result.starts(), 40);
    assert!(result.maxima.len() >= 2, "{result:?}");
    let slow = one_by_one(&sample, &plan);
    let highest = slow.iter().map(Attempt::log_likelihood).fold(f64::NEG_INFINITY, f64::max);
    let rise = result.maxima[0].best.log_likelihood() - highest;
    assert!((0.0..1e-3).contains(&rise), "Newton steps go on to the maximum: {rise}");
    for optimum in &result.maxima {
        let same = |attempt: &&Attempt| attempt.start == optimum.best.start;
        let own = slow.iter().find(same).unwrap();
        assert_eq!(own.iterations, optimum.best.iterations);
        assert!(groups::are_same(own.theta(), optimum.best.theta()));
        let near = |attempt: &&Attempt| {
            (attempt.log_likelihood() - optimum.best.log_likelihood()).abs() < 1e-3
        };
        assert_eq!(slow.iter().filter(near).count(), optimum.starts, "{optimum:?}");
    }
    assert!(
        result
            .maxima
            .windows(2)
            .all(|pair| { pair[0].best.log_likelihood() > pair[1].best.log_likelihood() })
    );
}

#[test]
fn no_thread_changes_anything() {
    let sample = three_groups();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| restarts(&sample, plan(3, 25)).unwrap())
    };
    let one = with(1);
    assert_eq!(with(2), one);
    assert_eq!(with(8), one);
}

#[test]
fn condensed_data_have_the_same_maxima() {
    let draw = |i: u32| [0.0, 3.0, 8.0][i as usize % 3] + f64::from(i * 7919 % 10_007) / 7000.0;
    let sample = Sample::new((0..100_000).map(draw).collect()).unwrap();
    let condensed = Condensed::of(&sample).unwrap();
    let fast = restarts(Data::new(&sample, Some(&condensed)), plan(2, 12)).unwrap();
    let slow = restarts(&sample, plan(2, 12)).unwrap();
    assert_eq!(fast.maxima.len(), slow.maxima.len());
    for (fast, slow) in fast.maxima.iter().zip(&slow.maxima) {
        assert_eq!((fast.starts, fast.best.start), (slow.starts, slow.best.start));
        assert!(groups::are_same(fast.best.theta(), slow.best.theta()));
    }
}

#[test]
fn a_maximum_is_the_same_in_any_order_of_its_components() {
    let theta = |parts: &[(f64, f64, f64)]| {
        let part = |(w, m, v): &(f64, f64, f64)| Component::new(*w, *m, *v);
        Theta::new(parts.iter().map(part).collect()).unwrap()
    };
    let (a, b) = ((0.3, 1.0, 2.0), (0.7, 1.0, 0.5));
    assert!(groups::are_same(&theta(&[a, b]), &theta(&[b, a])));
    assert!(groups::are_same(&theta(&[a, b]), &theta(&[b, (0.3, 1.001, 2.001)])));
    assert!(!groups::are_same(&theta(&[a, b]), &theta(&[(0.7, 1.0, 2.0), (0.3, 1.0, 0.5)])));
    assert!(!groups::are_same(&theta(&[a, b]), &theta(&[(0.3, 1.01, 2.0), b])));
}

#[test]
fn starts_that_stop_early_on_a_slow_way_are_one_maximum() {
    // Overlapping components: EM is slow, and stops away from the maximum by more than what tells
    // two maxima apart.
    let sample = slow_groups();
    let rule = StopRule { iterations: 5000, tolerance: Some(1e-8) };
    let plan = RestartPlan { rule, ..plan(2, 30) };
    let early = distinct(&one_by_one(&sample, &plan));
    let result = restarts(&sample, plan).unwrap();
    assert!(result.maxima.len() + result.saddles.len() < early.len(), "{}", early.len());
}

#[test]
fn collapses_and_saddles_are_not_maxima() {
    // Two components of which one may sit on the single value far away.
    let sample = Sample::new(vec![0.0, 0.4, 1.0, 1.3, 2.0, 50.0]).unwrap();
    let result = restarts(&sample, plan(3, 30)).unwrap();
    assert!(!result.failed.is_empty());
    assert!(result.failed.iter().all(|attempt| attempt.failure().is_some()));
    // Random responsibilities give components that are nearly the same, and a loose tolerance ends
    // there.
    let groups = three_groups();
    let rule = StopRule { iterations: 2000, tolerance: Some(1e-2) };
    let from = StartMethod::RandomResponsibilities;
    let loose = restarts(&groups, RestartPlan { from, rule, ..plan(2, 10) }).unwrap();
    assert!(!loose.saddles.is_empty(), "{loose:?}");
    assert!(loose.saddles.iter().all(|saddle| saddle.smallest_eigenvalue < Some(1e-6)));
}

/// Two overlapping groups, on which EM takes thousands of iterations.
fn slow_groups() -> Sample {
    let draw = |i: u32| f64::from(i % 2) * 1.5 + (f64::from(i) * 0.37).sin() * 2.0;
    Sample::new((0..400).map(draw).collect()).unwrap()
}

#[test]
fn starts_that_run_out_of_iterations_go_on_with_longer_steps() {
    let sample = slow_groups();
    let rule = |iterations| StopRule { iterations, tolerance: Some(1e-9) };
    let long = restarts(&sample, RestartPlan { rule: rule(100_000), ..plan(2, 12) }).unwrap();
    let short = restarts(&sample, RestartPlan { rule: rule(20), ..plan(2, 12) }).unwrap();
    assert!(short.unfinished.is_empty(), "{short:?}");
    assert!(short.maxima.iter().all(|optimum| optimum.best.further > 0));
    assert!(long.maxima.iter().all(|optimum| optimum.best.further == 0));
    let of = |result: &RestartResult| -> Vec<(f64, usize)> {
        let row = |optimum: &Optimum| (optimum.best.log_likelihood(), optimum.starts);
        result.maxima.iter().map(row).collect()
    };
    assert_eq!(short.outcomes(), long.outcomes());
    for (short, long) in of(&short).iter().zip(of(&long)) {
        assert!((short.0 - long.0).abs() < 1e-8 && short.1 == long.1, "{short:?} {long:?}");
    }
}

#[test]
fn a_maximum_is_right_to_the_digits_that_are_printed() {
    // A loose tolerance, and a prior, for which there are no second derivatives.
    let draw = |i: u32| f64::from(i % 2) * 3.0 + (f64::from(i) * 0.37).sin() * 2.0;
    let sample = Sample::new((0..200).map(draw).collect()).unwrap();
    let prior = Some(crate::mixture::InverseGamma { shape: 2.0, scale: 1.0 });
    for variance_prior in [None, prior] {
        let method = Method { variance_prior, ..Method::default() };
        let rule = |tolerance| StopRule { iterations: 20_000, tolerance: Some(tolerance) };
        let at = |rule| restarts(&sample, RestartPlan { rule, method, ..plan(2, 4) }).unwrap();
        let (loose, fine) = (at(rule(1e-6)), at(rule(1e-15)));
        let numbers = |result: &RestartResult| -> Vec<f64> {
            let theta = result.maxima[0].best.theta();
            let mut means: Vec<f64> = theta.means().chain(theta.variances()).collect();
            means.sort_by(f64::total_cmp);
            means
        };
        for (loose, fine) in numbers(&loose).iter().zip(numbers(&fine)) {
            assert!((loose - fine).abs() < 1e-6, "{loose} {fine} {method}");
        }
    }
}

#[test]
fn starts_that_cannot_be_accelerated_are_unfinished() {
    let rule = StopRule { iterations: 1, tolerance: Some(1e-9) };
    let hard = crate::mixture::Assignment::Hard;
    let method = Method { assignment: hard, ..Method::default() };
    let result = restarts(&three_groups(), RestartPlan { rule, method, ..plan(2, 5) }).unwrap();
    assert_eq!(result.unfinished.len(), 5);
    assert_eq!(result.outcomes().others(), Some("5 not converged".to_owned()));
    assert!(result.best().is_some());
    let error = restarts(&Sample::new(vec![1.0]).unwrap(), plan(2, 5)).unwrap_err();
    assert!(matches!(error, RestartError::Start(StartError::TooFewDistinct { .. })));
}

#[test]
fn equal_variances_have_maxima_of_their_own() {
    let method = Method { equal_variances: true, ..Method::default() };
    let result = restarts(&three_groups(), RestartPlan { method, ..plan(2, 20) }).unwrap();
    assert_eq!(result.starts(), 20);
    for optimum in &result.maxima {
        let variances: Vec<f64> = optimum.best.theta().variances().collect();
        assert_eq!(variances[0], variances[1]);
        assert!(optimum.smallest_eigenvalue > Some(0.0));
    }
}
