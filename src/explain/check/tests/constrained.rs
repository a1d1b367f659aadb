//! The checker under constraints, with priors, and with other E-steps.

use super::super::path::Scope;
use super::*;
use crate::mixture::{
    Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, GivenGamma, GivenResponsibilities,
    InverseGamma, Method, responsibilities,
};

const NONE: Method = Method::ORDINARY;
const X: [f64; 5] = [-1.0, 0.0, 4.0, 5.0, 6.0];

fn theta() -> Theta {
    Theta::from_lists(&[0.3, 0.7], &[5.0, 1.0], &[2.0, 2.0]).unwrap()
}

fn run_by(method: Method, place: HalfStep) -> (Run<()>, Sample) {
    let sample = Sample::new(X.to_vec()).unwrap();
    let mut run = Run::new((), Iterate::begin(theta(), &sample, method).unwrap(), Origin::Given);
    while !run.knows(place) {
        run.push(run.last().next(&sample).unwrap());
    }
    run.go_to(place);
    (run, sample)
}

fn first() -> ComponentSet {
    ComponentSet::of([0]).unwrap()
}

const PRIOR: Option<InverseGamma> = Some(InverseGamma { shape: 2.0, scale: 1.5 });

fn methods() -> Vec<Method> {
    let weight_prior = Some(Dirichlet { alpha: 3.0 });
    let cooling = Cooling { temperature: 4.0, rate: 0.5 };
    let first = first();
    vec![
        NONE,
        Method { equal_variances: true, ..NONE },
        Method { fixed_weights: first, fixed_means: first, fixed_variances: first, ..NONE },
        Method { fixed_weights: first, weight_prior, ..NONE },
        Method { variance_floor: Some(1.9), ..NONE },
        Method { variance_prior: PRIOR, weight_prior, ..NONE },
        Method { variance_prior: PRIOR, equal_variances: true, variance_floor: Some(1.0), ..NONE },
        Method { assignment: Assignment::Hard, weight_prior, ..NONE },
        Method { assignment: Assignment::Annealed(cooling), variance_prior: PRIOR, ..NONE },
    ]
}

/// Checks that the right way, followed from the start, gives every number of a run.
fn right_way_is_right(run: &Run<()>, sample: &Sample, says: &str) {
    let path = ThetaPath::of(run);
    let mut all = quantities(sample.len(), run.components());
    all.push(Quantity::Objective);
    for quantity in all {
        let Some(truth) = quantity.value(run, sample) else { continue };
        for scope in [Scope::Here, Scope::Throughout] {
            let Some(value) = path.value(&path.right(), scope, sample, quantity) else { continue };
            let off = (value - truth).abs();
            assert!(
                off <= 1e-9 * truth.abs().max(1.0),
                "{quantity} {scope:?}: {value} for {truth}, {says}"
            );
        }
    }
}

#[test]
fn the_right_way_gives_the_numbers_of_a_run_of_any_method() {
    for method in methods() {
        for place in (0..6).map(|i| HalfStep::START.plus(i)) {
            let (run, sample) = run_by(method, place);
            right_way_is_right(&run, &sample, &format!("{method} at {place:?}"));
        }
    }
}

#[test]
fn the_right_way_gives_those_of_a_run_that_begins_with_gamma() {
    let sample = Sample::weighted(vec![1.0, 10.0, 20.0, 11.0], vec![1.0, 2.0, 0.5, 1.0]).unwrap();
    let rows = [[1.0, 0.0], [0.4, 0.6], [0.0, 1.0], [0.7, 0.3]].map(|row| row.to_vec());
    let gamma = GivenResponsibilities::new(rows.to_vec()).unwrap();
    let mut run = Run::new((), GivenGamma::new(gamma, &sample).unwrap(), Origin::Gamma);
    run.push(run.last().next(&sample).unwrap());
    let start = run.start();
    for place in (0..4).map(|i| start.plus(i)) {
        run.go_to(place);
        assert_eq!(run.cursor(), place);
        right_way_is_right(&run, &sample, &format!("at {place:?}"));
    }
}

/// γ of component k at θ₀, of ordinary EM.
fn gammas(k: usize) -> [f64; 5] {
    X.map(|x| responsibilities(x, &theta())[k])
}

/// N_k, μ_k and S_k of some responsibilities.
fn sums(gammas: [f64; 5]) -> (f64, f64, f64) {
    let count: f64 = gammas.iter().sum();
    let mean = gammas.iter().zip(X).map(|(gamma, x)| gamma * x).sum::<f64>() / count;
    let squares = gammas.iter().zip(X).map(|(gamma, x)| gamma * (x - mean).powi(2)).sum();
    (count, mean, squares)
}

/// The names of what is said of an answer at θ₁.
fn named(method: Method, what: &str, answer: f64) -> Vec<&'static str> {
    let at_gamma = what.starts_with("gamma");
    let place = if at_gamma { HalfStep::gamma(0) } else { HalfStep::theta(1) };
    let (run, sample) = run_by(method, place);
    let answer = format!("{answer:.7}").parse().unwrap();
    let report = check(&run, &sample, what.parse().unwrap(), &answer).unwrap();
    assert_eq!(report.verdict, Correctness::Wrong, "{what} = {answer:?}: {method}");
    report.slips.iter().map(|slip| slip.id).collect()
}

#[test]
fn the_mistakes_that_constraints_invite_are_named() {
    let [(count, mean, squares), (other, _, others)] = [sums(gammas(0)), sums(gammas(1))];
    let about_5: f64 = gammas(0).iter().zip(X).map(|(gamma, x)| gamma * (x - 5.0).powi(2)).sum();
    let equal = Method { equal_variances: true, ..NONE };
    let weights = Method { fixed_weights: first(), ..NONE };
    let means = Method { fixed_means: first(), ..NONE };
    let variances = Method { fixed_variances: first(), ..NONE };
    let floor = Method { variance_floor: Some(1.9), ..NONE };
    let both = Method { fixed_variances: first(), fixed_means: first(), ..NONE };
    for (method, what, answer, id) in [
        (equal, "sigma2[1]", squares / count, "variances-not-pooled"),
        (equal, "sigma2[2]", f64::midpoint(squares / count, others / other), "variances-averaged"),
        (equal, "sigma[1]", (squares / count).sqrt(), "variances-not-pooled"),
        (weights, "pi[1]", count / 5.0, "fixed-weight-changed"),
        (weights, "pi[2]", other / 5.0, "fixed-weight-changed"),
        (means, "mu[1]", mean, "fixed-mean-changed"),
        (means, "sigma2[1]", squares / count, "fixed-mean-changed"),
        (variances, "sigma2[1]", squares / count, "fixed-variance-changed"),
        (floor, "sigma2[1]", squares / count, "floor-forgotten"),
        (both, "mu[1]", mean, "ordinary-m-step"),
        // A mistake of ordinary EM, as it comes out under the constraint.
        (equal, "sigma2[1]", (squares + others) / 4.0, "n-minus-1"),
        (means, "sigma2[1]", about_5 / (count - 1.0), "n-minus-1"),
    ] {
        let ids = named(method, what, answer);
        assert!(ids.contains(&id), "{what} = {answer}: {ids:?}, {method}");
    }
}

#[test]
fn the_mistakes_that_priors_invite_are_named() {
    let (count, _, squares) = sums(gammas(0));
    let map = Method { variance_prior: PRIOR, ..NONE };
    let dirichlet = Method { weight_prior: Some(Dirichlet { alpha: 3.0 }), ..NONE };
    for (method, what, answer, id) in [
        (map, "sigma2[1]", squares / count, "prior-forgotten"),
        (map, "sigma2[1]", (3.0 + squares) / (count + 4.0), "prior-without-2"),
        (map, "sigma2[1]", (1.5 + squares) / (count + 3.0), "prior-not-doubled"),
        (dirichlet, "pi[1]", count / 5.0, "prior-forgotten"),
        (dirichlet, "pi[1]", (count + 3.0) / (5.0 + 6.0), "alpha-not-minus-1"),
    ] {
        let ids = named(method, what, answer);
        assert!(ids.contains(&id), "{what} = {answer}: {ids:?}, {method}");
    }
    // ℓ for what is maximised, and the other way round.
    let (run, sample) = run_by(map, HalfStep::theta(1));
    let value = |what: &str| what.parse::<Quantity>().unwrap().value(&run, &sample).unwrap();
    let ids = named(map, "objective", value("ll"));
    assert!(ids.contains(&"ll-for-objective") && ids.contains(&"prior-forgotten"), "{ids:?}");
    assert!(named(map, "ll", value("objective")).contains(&"objective-for-ll"));
}

#[test]
fn the_mistakes_that_other_e_steps_invite_are_named() {
    let hard = Method { assignment: Assignment::Hard, ..NONE };
    let cooling = Cooling { temperature: 4.0, rate: 0.5 };
    let annealed = Method { assignment: Assignment::Annealed(cooling), ..NONE };
    let (_, mean, _) = sums(gammas(0));
    // γ at another temperature, from its formula.
    let at = |temperature: f64| {
        let powers: Vec<f64> =
            theta().components().iter().map(|c| (c.log_joint(4.0) / temperature).exp()).collect();
        powers[0] / (powers[0] + powers[1])
    };
    for (method, what, answer, id) in [
        (hard, "gamma[2,1]", gammas(0)[2], "soft-assignment"),
        (hard, "mu[1]", mean, "soft-assignment"),
        (annealed, "gamma[2,1]", at(1.0), "temperature-forgotten"),
        (annealed, "gamma[2,1]", at(2.0), "temperature-of-next"),
        (annealed, "gamma[2,1]", at(8.0), "temperature-of-previous"),
        (annealed, "mu[1]", mean, "temperature-forgotten"),
        (annealed, "mu[1]", 5.0, "hard-assignment"),
    ] {
        let ids = named(method, what, answer);
        assert!(ids.contains(&id), "{what} = {answer}: {ids:?}, {method}");
    }
}

#[test]
fn a_step_of_em_is_told_from_an_accelerated_one() {
    let squarem = Method { acceleration: Acceleration::Squarem, ..NONE };
    let (run, _) = run_by(squarem, HalfStep::theta(1));
    let (_, mean, _) = sums(gammas(0));
    let accelerated = run.current().unwrap().theta().components()[0].mean();
    assert!((accelerated - mean).abs() > 1e-3, "the step goes elsewhere");
    assert_eq!(named(squarem, "mu[1]", mean), ["step-not-accelerated"]);
}

#[test]
fn a_constraint_is_not_blamed_where_there_is_none() {
    let (run, sample) = homework(HalfStep::theta(1));
    let known = known_mistakes(&run, &sample, Quantity::Variance(0));
    assert!(
        known.iter().all(|(_, slip)| !slip.id.contains("prior") && slip.id != "ordinary-m-step")
    );
}
