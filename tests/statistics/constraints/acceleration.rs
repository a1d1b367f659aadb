//! SQUAREM: larger steps to the maxima of EM, under any constraint and on any kind of data.

use super::{fitted, method, problem, start, waiting};
use emstep::data::{self, Request, Source};
use emstep::explain::{Quantity, Section, SectionDirection, derive};
use emstep::mixture::{
    Acceleration, Assignment, ComponentSet, Condensed, Cooling, Data, Dirichlet, InverseGamma,
    Iterate, Method, Sample, Start, StopRule, Stopped, Taken, Theta, iterate,
};
use emstep::timeline::{HalfStep, Origin, Run};
use proptest::prelude::*;
use std::ops::ControlFlow;

fn accelerated(method: Method) -> Method {
    Method { acceleration: Acceleration::Squarem, ..method }
}

/// Every iterate up to convergence, and how the run ended.
fn run<'a>(data: impl Into<Data<'a>>, first: &Iterate, tolerance: f64) -> (Vec<Iterate>, Stopped) {
    let mut all = vec![first.clone()];
    let rule = StopRule { iterations: 50_000, tolerance: Some(tolerance) };
    let stopped = iterate(data, first, rule, |next| {
        all.push(next.clone());
        ControlFlow::Continue(())
    });
    (all, stopped)
}

fn passes(run: &[Iterate]) -> usize {
    run.iter().map(Iterate::passes).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_objective_never_falls_and_every_constraint_holds(
        ((sample, theta), method) in (problem(), method()),
    ) {
        let method = accelerated(method);
        let mut now = start(&method, &sample, &theta);
        let first = now.clone();
        for _ in 0..12 {
            let Ok(next) = now.next(&sample) else { break };
            let rounding = 1e-13 * (now.objective().abs() + 100.0);
            prop_assert!(next.objective() >= now.objective() - rounding, "{}", method);
            // No lower than an iteration of EM.
            let em = Iterate::begin(now.theta().clone(), &sample, method.without_acceleration());
            let em = em.unwrap().next(&sample).unwrap();
            prop_assert!(next.objective() >= em.objective() - rounding, "{}", method);
            prop_assert!(method.check_theta(next.theta()).is_ok(), "{}", method);
            for (k, (c, before)) in
                next.theta().components().iter().zip(first.theta().components()).enumerate()
            {
                prop_assert!(!method.fixed_weights.contains(k) || c.weight() == before.weight());
                prop_assert!(!method.fixed_means.contains(k) || c.mean() == before.mean());
                prop_assert!(!method.fixed_variances.contains(k) || c.variance() == before.variance());
            }
            let step = next.accelerated().unwrap();
            // Two iterations of EM, and two passes for each of five steplengths.
            prop_assert!(step.steplength <= -1.0 && (1..=12).contains(&step.passes), "{:?}", step);
            prop_assert_eq!(step.taken == Taken::Extrapolated, step.steplength < -1.0);
            now = next;
        }
    }
}

#[test]
fn it_ends_where_em_does_in_no_more_passes() {
    let (sample, theta) = waiting();
    let none = Method::default();
    let first = ComponentSet::of([0]).unwrap();
    let variance_prior = Some(InverseGamma { shape: 3.0, scale: 60.0 });
    let weight_prior = Some(Dirichlet { alpha: 12.0 });
    for method in [
        none,
        Method { equal_variances: true, ..none },
        Method { fixed_weights: ComponentSet::ALL, ..none },
        Method { fixed_means: first, ..none },
        Method { fixed_variances: first, variance_floor: Some(29.0), ..none },
        Method { variance_prior, weight_prior, ..none },
    ] {
        let em = fitted(method, &sample, &theta);
        let plain = run(&sample, &start(&method, &sample, &theta), 1e-12).0;
        let method = accelerated(method);
        let (fast, stopped) = run(&sample, &start(&method, &sample, &theta), 1e-12);
        assert_eq!(stopped, Stopped::Converged);
        let last = fast.last().unwrap();
        assert!((last.objective() - em.objective()).abs() < 1e-9, "{method}");
        for (mine, its) in last.theta().components().iter().zip(em.theta().components()) {
            assert!((mine.mean() - its.mean()).abs() < 1e-4, "{method}");
        }
        // Where EM is fast there is nothing to gain.
        assert!(passes(&fast) <= plain.len(), "{method}: {} {}", passes(&fast), plain.len());
    }
}

#[test]
fn weights_bins_and_nodes_are_accelerated_too() {
    let crabs = Request::new(Source::Example("pearson-crabs".to_owned()));
    let crabs = data::load(&crabs).unwrap();
    let theta = Start::Quantile.theta(&crabs.sample, 2).unwrap();
    let method = accelerated(Method::default());
    let first = |method: Method| Iterate::begin(theta.clone(), &crabs.sample, method).unwrap();
    let (plain, _) = run(&crabs.sample, &first(Method::default()), 1e-9);
    let (fast, _) = run(&crabs.sample, &first(method), 1e-9);
    // McLachlan and Peel's fit; EM stops before it.
    let last = fast.last().unwrap().log_likelihood();
    assert!((last + 2_952.695_902_472).abs() < 1e-5, "{last}");
    assert!(last > plain.last().unwrap().log_likelihood());
    assert!(5 * passes(&fast) < passes(&plain), "{} {}", passes(&fast), passes(&plain));

    let (sample, theta) = waiting();
    let twice: Vec<f64> = sample.values().iter().flat_map(|x| [*x, *x]).collect();
    let twice = Sample::new(twice).unwrap();
    let weighted = Sample::weighted(sample.values().to_vec(), vec![2.0; sample.len()]).unwrap();
    let ends = [&twice, &weighted].map(|sample| {
        let first = Iterate::begin(theta.clone(), sample, method).unwrap();
        run(sample, &first, 1e-10).0.pop().unwrap()
    });
    assert!((ends[0].log_likelihood() - ends[1].log_likelihood()).abs() < 1e-9);

    let draw = |i: u32| [0.0, 2.5][i as usize % 2] + f64::from(i * 7919 % 10_007) / 5000.0;
    let long = Sample::new((0..80_000).map(draw).collect()).unwrap();
    let condensed = Condensed::of(&long).unwrap();
    let theta = Start::Quantile.theta(&long, 2).unwrap();
    let ends = [Data::new(&long, Some(&condensed)), Data::new(&long, None)].map(|data| {
        let first = Iterate::begin(theta.clone(), data, method).unwrap();
        run(data, &first, 1e-10).0.pop().unwrap()
    });
    assert!(ends[0].expectation().nodes().is_some());
    let [condensed, exact] = ends.map(|end| end.log_likelihood());
    assert!((condensed / exact - 1.0).abs() < 1e-10, "{condensed} {exact}");
}

#[test]
fn the_unit_of_the_data_changes_no_step() {
    let (sample, theta) = waiting();
    // A power of two, so that nothing is rounded.
    let by = 1024.0;
    let scaled = Sample::new(sample.values().iter().map(|x| x * by).collect()).unwrap();
    let components = theta.components().iter();
    let components =
        components.map(|c| c.with_mean(c.mean() * by).with_variance(c.variance() * by * by));
    let scaled_theta = Theta::new(components.collect()).unwrap();
    let method = accelerated(Method::default());
    let ours = run(&sample, &start(&method, &sample, &theta), 1e-9).0;
    let other = run(&scaled, &start(&method, &scaled, &scaled_theta), 1e-9).0;
    assert_eq!(ours.len(), other.len());
    for (ours, other) in ours.iter().zip(&other).skip(1) {
        let steps = [ours, other].map(|iterate| *iterate.accelerated().unwrap());
        assert_eq!(steps[0].taken, steps[1].taken);
        assert!((steps[0].steplength / steps[1].steplength - 1.0).abs() < 1e-4, "{steps:?}");
    }
}

#[test]
fn where_there_is_no_second_iteration_the_first_is_taken() {
    let sample = Sample::new(vec![7.0, 1.0, 5.0, 4.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[1.1, 5.5], &[0.1, 2.0]).unwrap();
    let first = Iterate::begin(theta, &sample, accelerated(Method::default())).unwrap();
    let (all, stopped) = run(&sample, &first, 1e-12);
    assert!(matches!(stopped, Stopped::Failed(_)), "{stopped:?}");
    assert!(all.windows(2).all(|pair| pair[1].objective() > pair[0].objective()));
    assert_eq!(all.last().unwrap().accelerated().map(|step| step.taken), Some(Taken::Last));
}

#[test]
fn what_a_longer_step_made_is_derived_as_that() {
    let (sample, theta) = waiting();
    let method = accelerated(Method::default());
    let mut run = Run::new((), start(&method, &sample, &theta), Origin::Given);
    run.push(run.last().next(&sample).unwrap());
    run.go_to(HalfStep::theta(1));
    for name in ["pi[1]", "mu[2]", "sigma2[1]"] {
        let quantity: Quantity = name.parse().unwrap();
        let derivation = derive(quantity, &run, &sample).unwrap();
        assert_eq!(Some(derivation.result.value.value), quantity.value(&run, &sample));
        // No M-step from γ₀ gives it, and no arithmetic is shown that would.
        assert!(derivation.result.live.is_none() && !derivation.is_given);
        assert!(derivation.notes[0].starts_with("SQUAREM: "), "{:?}", derivation.notes);
    }
    let theta = run.current().unwrap().theta();
    let section = Section::of(&run, SectionDirection::WholeStep).unwrap();
    let end = section.line.height((&sample).into(), 1.0);
    let here = run.current().unwrap().log_likelihood();
    assert!((end - here).abs() < 1e-9, "{theta:?}: {end} {here}");
    assert_eq!(section.bound_maximum, None);
}

#[test]
fn hard_and_annealed_em_are_refused() {
    let (sample, theta) = waiting();
    let cooling = Cooling { temperature: 3.0, rate: 0.5 };
    for assignment in [Assignment::Hard, Assignment::Annealed(cooling)] {
        let method = accelerated(Method { assignment, ..Method::default() });
        let error = Iterate::begin(theta.clone(), &sample, method).unwrap_err().to_string();
        assert!(error.starts_with("SQUAREM relies on ℓ (or ℓ + ln p) never falling"), "{error}");
    }
}
