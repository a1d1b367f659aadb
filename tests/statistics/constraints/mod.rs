//! The M-steps under constraints and with priors: against the textbook's loop, against a numerical
//! optimiser, and by the law that the objective never falls.

mod acceleration;
mod optimiser;

use emstep::explain::{Coordinate, Quantity, Section, SectionDirection, derive};
use emstep::mixture::{
    Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, Iterate, Method, Sample, StopRule,
    Stopped, Theta, e_step, iterate, lower_bound, responsibilities,
};
use emstep::timeline::{HalfStep, Origin, Run};
use optimiser::{Free, maximise};
use proptest::prelude::*;
use std::ops::ControlFlow;

/// Data in two or three groups, with weights, and a θ₀ among them.
fn problem() -> impl Strategy<Value = (Sample, Theta)> {
    let group = (-8.0..8.0, 0.5..2.0).prop_flat_map(|(centre, spread)| {
        let point = ((-2.0..2.0).prop_map(move |z| centre + spread * z), 0.5..3.0);
        prop::collection::vec(point, 8..25)
    });
    (prop::collection::vec(group, 2..4), prop::collection::vec(0.8..4.0, 3)).prop_map(
        |(groups, variances)| {
            let k = groups.len();
            let means: Vec<f64> = (groups.iter())
                .map(|g| g.iter().map(|(x, _)| x).sum::<f64>() / g.len() as f64)
                .collect();
            let weights: Vec<f64> =
                (1..=k).map(|i| 2.0 * i as f64 / (k * (k + 1)) as f64).collect();
            let (values, counts) = groups.concat().into_iter().unzip();
            let sample = Sample::weighted(values, counts).unwrap();
            (sample, Theta::from_lists(&weights, &means, &variances[..k]).unwrap())
        },
    )
}

fn set() -> impl Strategy<Value = ComponentSet> {
    prop_oneof![
        3 => Just(ComponentSet::NONE),
        1 => Just(ComponentSet::ALL),
        1 => Just(ComponentSet::of([0]).unwrap()),
        1 => Just(ComponentSet::of([1]).unwrap()),
    ]
}

/// Any constraints and priors that go together.
fn method() -> impl Strategy<Value = Method> {
    let sets = (any::<bool>(), set(), set(), set());
    let floor = prop::option::weighted(0.3, 0.1..0.8);
    let variance_prior = prop::option::weighted(0.4, (0.5..6.0, 0.1..5.0));
    let weight_prior = prop::option::weighted(0.4, 1.0..5.0);
    (sets, floor, variance_prior, weight_prior).prop_map(|(sets, floor, variance, alpha)| {
        let (equal_variances, fixed_weights, fixed_means, variances) = sets;
        let is_part = !variances.is_empty() && !variances.is_all();
        Method {
            equal_variances,
            fixed_weights,
            fixed_means,
            fixed_variances: if equal_variances && is_part {
                ComponentSet::NONE
            } else {
                variances
            },
            variance_floor: floor,
            variance_prior: variance.map(|(shape, scale)| InverseGamma { shape, scale }),
            weight_prior: alpha.map(|alpha| Dirichlet { alpha }),
            ..Method::default()
        }
    })
}

/// The formulas, each with its sums over the observations written out.
fn textbook(method: &Method, sample: &Sample, theta: &Theta) -> [Vec<f64>; 3] {
    let k = theta.len();
    let gamma: Vec<Vec<f64>> =
        sample.values().iter().map(|x| responsibilities(*x, theta)).collect();
    let rows = || sample.values().iter().zip(&gamma).enumerate();
    let sum = |k: usize, f: &dyn Fn(f64) -> f64| -> f64 {
        rows().map(|(i, (x, row))| sample.weight(i) * row[k] * f(*x)).sum()
    };
    let counts: Vec<f64> = (0..k).map(|k| sum(k, &|_| 1.0)).collect();
    let n: f64 = (0..sample.len()).map(|i| sample.weight(i)).sum();
    let old = theta.components();

    let alpha = method.weight_prior.map_or(1.0, |prior| prior.alpha);
    let is_fixed = |k: &usize| method.fixed_weights.contains(*k);
    let taken: f64 = (0..k).filter(is_fixed).map(|k| old[k].weight()).sum();
    let free: f64 = (0..k).filter(|k| !is_fixed(k)).map(|k| counts[k] + alpha - 1.0).sum();
    let weight = |k: usize| {
        if is_fixed(&k) {
            old[k].weight()
        } else {
            (1.0 - taken) * (counts[k] + alpha - 1.0) / free
        }
    };
    let mean = |k: usize| {
        if method.fixed_means.contains(k) { old[k].mean() } else { sum(k, &|x| x) / counts[k] }
    };
    let means: Vec<f64> = (0..k).map(mean).collect();
    let squares: Vec<f64> = (0..k).map(|k| sum(k, &|x| (x - means[k]).powi(2))).collect();
    let (shape, scale) = method.variance_prior.map_or((-1.0, 0.0), |p| (p.shape, p.scale));
    let variance = |k: usize| {
        if method.fixed_variances.contains(k) {
            return old[k].variance();
        }
        let (s, count) = if method.equal_variances {
            (squares.iter().sum(), n)
        } else {
            (squares[k], counts[k])
        };
        let best: f64 = (2.0 * scale + s) / (count + 2.0 * shape + 2.0);
        method.variance_floor.map_or(best, |floor| best.max(floor))
    };
    [(0..k).map(weight).collect(), means.clone(), (0..k).map(variance).collect()]
}

/// θ₀ as the method's constraints need it.
fn start(method: &Method, sample: &Sample, theta: &Theta) -> Iterate {
    Iterate::begin(method.adapt(theta), sample, *method).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn each_m_step_is_the_textbooks_loop(((sample, theta), method) in (problem(), method())) {
        let mut now = start(&method, &sample, &theta);
        for t in 0..4 {
            let [weights, means, variances] = textbook(&method, &sample, now.theta());
            now = now.next(&sample).unwrap();
            for (k, c) in now.theta().components().iter().enumerate() {
                let near = |a: f64, b: f64, scale: f64| (a - b).abs() <= 1e-11 * scale;
                prop_assert!(near(c.weight(), weights[k], 1.0), "π_{} at {}: {}", k, t, method);
                prop_assert!(near(c.mean(), means[k], 10.0), "μ_{} at {}: {}", k, t, method);
                prop_assert!(near(c.variance(), variances[k], 10.0), "σ²_{} at {}: {}", k, t, method);
            }
        }
    }

    #[test]
    fn the_objective_never_falls_and_the_bound_is_below_it(
        ((sample, theta), method) in (problem(), method()), is_hard in any::<bool>(),
    ) {
        let assignment = if is_hard { Assignment::Hard } else { Assignment::Soft };
        let method = Method { assignment, ..method };
        let mut now = start(&method, &sample, &theta);
        for _ in 0..12 {
            let Ok(next) = now.next(&sample) else { break };
            let rounding = 1e-10 * now.objective().abs().max(1.0);
            let bound = next.lower_bound().unwrap();
            prop_assert!(bound >= now.objective() - rounding, "M: {}", method);
            prop_assert!(next.objective() >= bound - rounding, "E: {}", method);
            prop_assert!(method.check_theta(next.theta()).is_ok() , "{}", method);
            now = next;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Of all θ that the constraints allow, none has a higher bound for the same γ.
    #[test]
    fn no_optimiser_finds_a_better_m_step(((sample, theta), method) in (problem(), method())) {
        let now = start(&method, &sample, &theta);
        let next = now.next(&sample).unwrap();
        let free = Free { method: &method, theta_0: now.theta() };
        let bound = |numbers: &[f64]| {
            free.theta(numbers).map_or(f64::NEG_INFINITY, |theta| {
                method.lower_bound(now.expectation(), now.theta(), &theta)
            })
        };
        let found = next.lower_bound().unwrap();
        let from = free.numbers(now.theta());
        prop_assume!(!from.is_empty());
        let mut at = from;
        for _ in 0..3 {
            at = maximise(bound, &at, 1500).0;
        }
        let best = bound(&at);
        prop_assert!(best <= found + 1e-9 * found.abs(), "{}: {} above {}", method, best, found);
        prop_assert!(best >= found - 1e-5 * found.abs(), "{}: {} below {}", method, best, found);
    }
}

/// Every number of a run, at every half-step, is what its derivation computes.
#[test]
fn every_derivation_computes_its_number() {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.3, 0.7], &[5.0, 1.0], &[2.0, 2.0]).unwrap();
    let none = Method::default();
    let first = ComponentSet::of([0]).unwrap();
    let prior = Some(InverseGamma { shape: 2.0, scale: 1.5 });
    let weight_prior = Some(Dirichlet { alpha: 3.0 });
    let cooling = Cooling { temperature: 4.0, rate: 0.5 };
    let methods = [
        Method { equal_variances: true, ..none },
        Method { fixed_weights: first, fixed_means: first, fixed_variances: first, ..none },
        Method { fixed_weights: first, weight_prior, ..none },
        Method { variance_floor: Some(1.9), ..none },
        Method { variance_prior: prior, weight_prior, ..none },
        Method { variance_prior: prior, equal_variances: true, variance_floor: Some(1.0), ..none },
        Method { fixed_means: ComponentSet::ALL, equal_variances: true, ..none },
        Method { assignment: Assignment::Hard, weight_prior, ..none },
        Method { assignment: Assignment::Annealed(cooling), variance_prior: prior, ..none },
    ];
    for method in methods {
        let start = Iterate::begin(theta.clone(), &sample, method).unwrap();
        let mut run = Run::new((), start, Origin::Given);
        for half_step in 0..6 {
            if half_step % 2 == 1 {
                run.push(run.last().next(&sample).unwrap());
            }
            run.go_to(HalfStep::START.plus(half_step));
            for name in [
                "gamma[2,1]",
                "gamma[0,2]",
                "N[1]",
                "pi[1]",
                "pi[2]",
                "mu[1]",
                "mu[2]",
                "sigma2[1]",
                "sigma2[2]",
                "sigma[2]",
                "ll",
                "objective",
                "delta_ll",
                "bound",
                "gap",
                "Q",
                "H",
                "density[3,1]",
                "p[4]",
            ] {
                let quantity: Quantity = name.parse().unwrap();
                let Some(derivation) = derive(quantity, &run, &sample) else { continue };
                let value = quantity.value(&run, &sample).unwrap();
                assert_eq!(derivation.result.value.value, value, "{name}: {method}");
                let Some(live) = derivation.result.live else { continue };
                let scale = value.abs().max(1.0);
                assert!(
                    (live.value() - value).abs() <= 1e-9 * scale,
                    "{name} at {half_step}: {} is not {value}: {method}",
                    live.value()
                );
            }
        }
    }
}

/// Along every line the bound is below what is maximised, and touches it at the θ that made γ.
#[test]
fn the_bound_is_below_what_is_maximised_along_every_line() {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.3, 0.7], &[5.0, 1.0], &[2.0, 2.0]).unwrap();
    let none = Method::default();
    let prior = Some(InverseGamma { shape: 2.0, scale: 1.5 });
    let cooling = Cooling { temperature: 4.0, rate: 0.5 };
    for method in [
        Method { equal_variances: true, weight_prior: Some(Dirichlet { alpha: 2.0 }), ..none },
        Method { variance_prior: prior, ..none },
        Method { assignment: Assignment::Hard, ..none },
        Method { assignment: Assignment::Annealed(cooling), ..none },
    ] {
        let start = Iterate::begin(theta.clone(), &sample, method).unwrap();
        let mut run = Run::new((), start, Origin::Given);
        run.push(run.last().next(&sample).unwrap());
        run.go_to(HalfStep::gamma(1));
        let along = Coordinate::all(2).into_iter().map(SectionDirection::Along);
        for direction in along.chain([SectionDirection::WholeStep]) {
            let section = Section::of(&run, direction).unwrap();
            for at in section.positions(0, (&sample).into()) {
                let (bound, height) =
                    (section.bound(at).unwrap(), section.line.height((&sample).into(), at));
                assert!(bound <= height + 1e-9 * height.abs(), "{direction:?} at {at}: {method}");
            }
            let (bound, height) = (
                section.bound(section.through.unwrap()).unwrap(),
                section.line.height((&sample).into(), section.through.unwrap()),
            );
            assert!((bound - height).abs() < 1e-12 * height.abs(), "{direction:?}: {method}");
        }
    }
}

/// Runs to convergence.
fn fitted(method: Method, sample: &Sample, theta: &Theta) -> Iterate {
    let first = start(&method, sample, theta);
    let mut last = first.clone();
    let rule = StopRule { iterations: 20_000, tolerance: Some(1e-14) };
    let stopped = iterate(sample, &first, rule, |next| {
        last = next.clone();
        ControlFlow::Continue(())
    });
    assert_eq!(stopped, Stopped::Converged, "{method}");
    last
}

fn waiting() -> (Sample, Theta) {
    let text = include_str!("../../../assets/data/old_faithful.csv");
    let column = |line: &str| line.split(',').nth(1).unwrap().parse::<f64>().unwrap();
    let values: Vec<f64> = text.lines().skip(1).map(column).collect();
    let theta = Theta::from_lists(&[0.4, 0.6], &[52.0, 82.0], &[30.0, 30.0]).unwrap();
    (Sample::new(values).unwrap(), theta)
}

#[test]
fn a_constrained_fit_is_where_an_optimiser_of_the_likelihood_ends() {
    let (sample, theta) = waiting();
    let first = ComponentSet::of([0]).unwrap();
    let all = ComponentSet::ALL;
    let none = Method::default();
    let variance_prior = Some(InverseGamma { shape: 3.0, scale: 60.0 });
    let weight_prior = Some(Dirichlet { alpha: 12.0 });
    let methods = [
        Method { equal_variances: true, ..none },
        Method { fixed_weights: all, ..none },
        Method { fixed_means: first, ..none },
        Method { fixed_variances: first, variance_floor: Some(29.0), ..none },
        Method { equal_variances: true, fixed_means: all, ..none },
        Method { variance_prior, weight_prior, ..none },
        Method { variance_prior, equal_variances: true, variance_floor: Some(40.0), ..none },
    ];
    for method in methods {
        let fit = fitted(method, &sample, &theta);
        let free = Free { method: &method, theta_0: &theta };
        let objective = |numbers: &[f64]| {
            free.theta(numbers).map_or(f64::NEG_INFINITY, |theta| {
                e_step(&sample, &theta).unwrap().log_likelihood() + method.ln_prior(&theta)
            })
        };
        let mut at = free.numbers(&theta);
        for _ in 0..4 {
            at = maximise(objective, &at, 1200).0;
        }
        let best = objective(&at);
        assert!((best - fit.objective()).abs() < 1e-8 * best.abs(), "{method}: {best}");
        let theta = free.theta(&at).unwrap();
        for (mine, its) in fit.theta().components().iter().zip(theta.components()) {
            assert!((mine.weight() - its.weight()).abs() < 1e-4, "{method}");
            assert!((mine.mean() - its.mean()).abs() < 1e-3, "{method}");
            assert!((mine.variance() / its.variance() - 1.0).abs() < 1e-3, "{method}");
        }
    }
}

#[test]
fn two_observations_about_zero() {
    let sample = Sample::new(vec![-1.0, 1.0]).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[-2.0, 2.0], &[1.0; 2]).unwrap();
    let all = ComponentSet::ALL;
    let method = Method { fixed_weights: all, fixed_variances: all, ..Method::default() };
    let next = Iterate::begin(theta, &sample, method).unwrap().next(&sample).unwrap();
    let means: Vec<f64> = next.theta().means().collect();
    // μ = tanh 2 = 0.964028.
    assert!((means[1] - 2.0_f64.tanh()).abs() < 1e-15 && means[0] == -means[1], "{means:?}");
    assert!(next.theta().variances().eq([1.0; 2]) && next.theta().weights().eq([0.5; 2]));
}

/// Lloyd's algorithm.
fn k_means(values: &[f64], centres: &[f64]) -> Vec<f64> {
    let nearest = |x: f64| {
        let distance = |k: &usize| (x - centres[*k]).abs();
        (0..centres.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap()
    };
    let mean = |k: usize| {
        let mine: Vec<f64> = values.iter().copied().filter(|x| nearest(*x) == k).collect();
        mine.iter().sum::<f64>() / mine.len() as f64
    };
    (0..centres.len()).map(mean).collect()
}

#[test]
fn hard_em_with_equal_fixed_variances_and_weights_is_k_means() {
    let (sample, _) = waiting();
    let theta = Theta::from_lists(&[1.0 / 3.0; 3], &[50.0, 60.0, 70.0], &[36.0; 3]).unwrap();
    let all = ComponentSet::ALL;
    let method = Method {
        assignment: Assignment::Hard,
        equal_variances: true,
        fixed_variances: all,
        fixed_weights: all,
        ..Method::default()
    };
    let mut centres = vec![50.0, 60.0, 70.0];
    let mut now = Iterate::begin(theta, &sample, method).unwrap();
    for _ in 0..20 {
        centres = k_means(sample.values(), &centres);
        now = now.next(&sample).unwrap();
        for (mean, centre) in now.theta().means().zip(&centres) {
            assert!((mean - centre).abs() < 1e-12, "{mean} {centre}");
        }
    }
}

#[test]
fn annealed_em_ends_as_em_and_its_bound_holds_at_its_temperature() {
    let (sample, theta) = waiting();
    let assignment = Assignment::Annealed(Cooling { temperature: 5.0, rate: 0.8 });
    let method = Method { assignment, ..Method::default() };
    let mut now = Iterate::begin(theta.clone(), &sample, method).unwrap();
    for t in 0..12 {
        let next = now.next(&sample).unwrap();
        let temperature = method.temperature(t);
        assert_eq!(now.expectation().temperature(), temperature);
        // At one temperature the M-step raises the bound, and the E-step it in turn.
        let bound = lower_bound(now.expectation(), now.theta(), next.theta());
        assert!(bound >= now.objective() - 1e-9);
        // The iterate's is at its own temperature, as its objective is.
        let cooled = (method.temperature(t + 1) - temperature) * now.expectation().entropy();
        let at_its_own = next.lower_bound().unwrap();
        assert!((at_its_own - (bound + cooled)).abs() < 1e-9 * bound.abs());
        assert!(at_its_own <= next.objective() + 1e-9);
        let same = Method {
            assignment: Assignment::Annealed(Cooling { temperature, rate: 0.5 }),
            ..Method::default()
        };
        let here = Iterate::begin(next.theta().clone(), &sample, same).unwrap();
        assert!(here.objective() >= bound - 1e-9);
        // A mixture is not converged while it cools.
        assert!(temperature == 1.0 || !next.has_converged_since(&now, f64::INFINITY));
        now = next;
    }
    let (annealed, em) =
        (fitted(method, &sample, &theta), fitted(Method::default(), &sample, &theta));
    assert!((annealed.log_likelihood() - em.log_likelihood()).abs() < 1e-9);
    assert_eq!(annealed.objective(), annealed.log_likelihood());
}

#[test]
fn a_floor_or_a_prior_keeps_a_component_from_collapsing() {
    let sample = Sample::new(vec![7.0, 1.0, 5.0, 4.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[1.1, 5.5], &[0.1, 2.0]).unwrap();
    let fails = |method: Method| {
        let first = Iterate::begin(method.adapt(&theta), &sample, method).unwrap();
        let rule = StopRule { iterations: 500, tolerance: None };
        iterate(&sample, &first, rule, |_| ControlFlow::Continue(())) != Stopped::IterationLimit
    };
    let none = Method::default();
    assert!(fails(none));
    let prior = InverseGamma { shape: 2.0, scale: 0.5 };
    for method in [
        Method { variance_floor: Some(0.01), ..none },
        Method { variance_prior: Some(prior), ..none },
        Method { equal_variances: true, ..none },
        Method { fixed_variances: ComponentSet::ALL, ..none },
    ] {
        assert!(!fails(method), "{method}");
    }
    // What remains to be empty or to collapse is said.
    let one_value = Sample::new(vec![3.0; 4]).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[2.0, 4.0], &[1.0; 2]).unwrap();
    let equal = Method { equal_variances: true, ..none };
    let first = Iterate::begin(theta, &one_value, equal).unwrap();
    let error = first.next(&one_value).unwrap_err().to_string();
    assert_eq!(
        error,
        "every component collapsed onto one value: their common σ² → 0 and ℓ → ∞ \
         (nearest: x_0 = 3)"
    );
}
