//! Grouped data: against exact arithmetic (`tests/statistics/grouped/reference.py`), numerical
//! integration, the normal CDF of another library, the limit of narrow bins, and published fits.

use std::fs;

use emstep::explain::check::{check, known_mistakes};
use emstep::explain::{Quantity, derive};
use emstep::mixture::{
    Assignment, Bin, Component, ComponentStatistics, Cooling, Grouped, Iterate, Method, Sample,
    Theta, Truncated, bin_responsibilities, e_step, log_probability, lower_bound, m_step,
};
use emstep::timeline::{HalfStep, Origin, Run};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

use crate::reference::{Row, number};

/// The width of bins about observations, with empty ones in between.
const NARROW: f64 = 1e-6;

#[derive(Deserialize)]
struct Reference {
    case: [String; 4],
    log_probability: String,
    mean: String,
    from_edge: String,
    variance: String,
}

#[derive(Deserialize)]
struct Problem {
    name: String,
    bins: Vec<[String; 3]>,
    theta: Vec<[String; 3]>,
    trace: Vec<Row>,
}

fn references<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/tests/statistics/grouped/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn bin(lower: f64, upper: f64, count: f64) -> Bin {
    Bin { lower, upper, count }
}

fn sample(bins: &[Bin]) -> Sample {
    Sample::grouped(Grouped::new(bins).unwrap())
}

#[test]
fn a_truncated_gaussian_keeps_its_digits_in_any_bin() {
    for Reference { case, log_probability, mean, from_edge, variance } in
        references::<Vec<Reference>>("truncated.json")
    {
        let [lower, upper, mu, sigma_squared] = case.each_ref().map(|text| number(text));
        let component = Component::new(1.0, mu, sigma_squared);
        let found = Truncated::new(&bin(lower, upper, 1.0), &component);
        let near = |what: &str, found: f64, wanted: f64, scale: f64| {
            let error = (found - wanted).abs();
            assert!(
                error <= scale,
                "{case:?}: {what} = {found:e}, not {wanted:e}: off by {error:e}"
            );
        };
        // A probability far in a tail is e to a large power, of which the last bit counts.
        let log = number(&log_probability);
        near("ln P", found.log_probability(), log, 2e-14 * log.abs());
        // z of an edge at 10⁹ has the digits that the edge has.
        let edge = if lower.abs() > upper.abs() { upper } else { lower };
        let rounding = 2.0 * f64::EPSILON * edge.abs().min(number(&mean).abs());
        near("E[x]", found.mean(), number(&mean), 1e-14 * number(&from_edge).abs() + rounding);
        near("Var[x]", found.variance(), number(&variance), 3e-14 * number(&variance));
    }
}

#[test]
fn em_on_bins_is_that_of_exact_arithmetic() {
    for Problem { name, bins, theta, trace } in references::<Vec<Problem>>("traces.json") {
        let bins: Vec<Bin> = (bins.iter().map(|b| b.each_ref().map(|text| number(text))))
            .map(|[lower, upper, count]| bin(lower, upper, count))
            .collect();
        let sample = sample(&bins);
        let components = theta.iter().map(|c| {
            let [weight, mean, variance] = c.each_ref().map(|text| number(text));
            Component::new(weight, mean, variance)
        });
        let theta = Theta::new(components.collect()).unwrap();
        let mut iterate = Iterate::start(theta, &sample).unwrap();
        for (t, row) in trace.iter().enumerate() {
            if t > 0 {
                iterate = iterate.next(&sample).unwrap();
            }
            let near = |what: &str, found: f64, wanted: &str| {
                let wanted = number(wanted);
                let error = (found - wanted).abs() / wanted.abs();
                assert!(error <= 1e-12, "{name}, t = {t}: {what} = {found:e}, not {wanted:e}");
            };
            near("ℓ", iterate.log_likelihood(), &row.log_likelihood);
            for (k, c) in iterate.theta().components().iter().enumerate() {
                near("π", c.weight(), &row.weights[k]);
                near("μ", c.mean(), &row.means[k]);
                near("σ²", c.variance(), &row.variances[k]);
            }
            assert_eq!(iterate.lower_bound().is_some(), row.lower_bound.is_some());
            if let (Some(found), Some(wanted)) = (iterate.lower_bound(), &row.lower_bound) {
                near("F", found, wanted);
            }
        }
    }
}

#[test]
fn the_crabs_have_their_published_fits() {
    let path = format!("{}/assets/data/pearson_crabs_1894.csv", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let cell = |cell: &str, empty: f64| if cell.is_empty() { empty } else { number(cell) };
    let bins = |outer: [f64; 2]| -> Vec<Bin> {
        let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        rows.map(|row| bin(cell(row[0], outer[0]), cell(row[1], outer[1]), number(row[2])))
            .collect()
    };
    let (open, closed) = ([f64::NEG_INFINITY, f64::INFINITY], [0.5795, 0.6955]);
    let fits = [
        (
            open,
            [0.452_759_6, 0.632_616_5, 0.018_619_4, 0.654_686_9, 0.012_483_0],
            -2_952.695_902_472,
        ),
        (
            closed,
            [0.432_737_5, 0.631_740_5, 0.018_274_7, 0.654_579_1, 0.012_566_0],
            -2_953.881_842_035,
        ),
    ];
    for (outer, wanted, log_likelihood) in fits {
        let sample = sample(&bins(outer));
        assert_eq!(sample.total_weight(), 1000.0);
        let theta = Theta::from_lists(&[0.5; 2], &[0.63, 0.65], &[4e-4, 1e-4]).unwrap();
        let mut iterate = Iterate::start(theta, &sample).unwrap();
        for _ in 0..8000 {
            iterate = iterate.next(&sample).unwrap();
        }
        let [a, b] = iterate.theta().components() else { unreachable!() };
        let found = [a.weight(), a.mean(), a.sd(), b.mean(), b.sd()];
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 2e-7, "{found} is not {wanted}");
        }
        assert!((iterate.log_likelihood() - log_likelihood).abs() < 1e-8, "{iterate:?}");
    }
}

/// Cut points, counts of the bins between and beyond them, and a θ of their size.
fn problem() -> impl Strategy<Value = (Vec<Bin>, Theta)> {
    let cuts = prop::collection::vec(0.01..2.0_f64, 2..9);
    let component = (0.05..1.0_f64, -4.0..4.0_f64, 0.05..9.0_f64);
    let theta = prop::collection::vec(component, 1..4);
    let counts = prop::collection::vec(prop_oneof![Just(0.0), 1.0..50.0_f64], 10);
    let open = (any::<bool>(), any::<bool>());
    (-5.0..3.0_f64, cuts, counts, open, theta).prop_map(|(first, widths, counts, open, theta)| {
        let mut edges = vec![first];
        edges.extend(widths.iter().scan(first, |edge, width| {
            *edge += width;
            Some(*edge)
        }));
        let mut bins: Vec<Bin> = edges
            .windows(2)
            .zip(&counts)
            .map(|(pair, count)| bin(pair[0], pair[1], *count))
            .collect();
        // At least one is not empty, and one is closed.
        bins[0].count += 1.0;
        if open.0 {
            bins.insert(0, bin(f64::NEG_INFINITY, first, counts[9]));
        }
        if open.1 {
            bins.push(bin(edges[edges.len() - 1], f64::INFINITY, counts[8]));
        }
        let total: f64 = theta.iter().map(|(weight, ..)| weight).sum();
        let components = theta.iter().map(|&(w, m, v)| Component::new(w / total, m, v));
        (bins, Theta::new(components.collect()).unwrap())
    })
}

/// ∫ f over the bin by Simpson's rule, for an f that is a component's density times a power of x:
/// over what the component has of its mass there. Beyond z standard deviations that mass lies
/// within a few times σ/z of the nearer end, and steps that are wide beside σ/z would miss it.
fn integral(b: &Bin, c: &Component, f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: usize = 4000;
    let nearest = c.mean().clamp(b.lower, b.upper);
    let z = (nearest - c.mean()).abs() / c.sd();
    let reach = 12.0 * c.sd() / (z / 3.0).max(1.0);
    let (lower, upper) = (b.lower.max(nearest - reach), b.upper.min(nearest + reach));
    let h = (upper - lower) / STEPS as f64;
    let weight = |i: usize| match i {
        0 | STEPS => 1.0,
        i if i % 2 == 1 => 4.0,
        _ => 2.0,
    };
    (0..=STEPS).map(|i| weight(i) * f(lower + h * i as f64)).sum::<f64>() * h / 3.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_likelihood_is_an_integral_and_the_statistics_too((bins, theta) in problem()) {
        let expectation = e_step(&sample(&bins), &theta).unwrap();
        let normal = |c: &Component| Normal::new(c.mean(), c.sd()).unwrap();
        let mut log_likelihood = 0.0;
        let mut sums = vec![[0.0; 3]; theta.len()];
        for b in bins.iter().filter(|b| b.count > 0.0) {
            let mass = |c: &Component| integral(b, c, |x| c.log_joint(x).exp());
            let whole: f64 = theta.components().iter().map(mass).sum();
            // So far out in the tails the densities are 0, and there is nothing to compare with.
            prop_assume!(whole > f64::MIN_POSITIVE);
            log_likelihood += b.count * whole.ln();
            for (c, sums) in theta.components().iter().zip(&mut sums) {
                for (power, sum) in sums.iter_mut().enumerate() {
                    let term = |x: f64| c.weight() * normal(c).pdf(x) * x.powi(power as i32);
                    *sum += b.count * integral(b, c, term) / whole;
                }
            }
            let cdf: f64 = (theta.components().iter())
                .map(|c| c.weight() * (normal(c).cdf(b.upper) - normal(c).cdf(b.lower)))
                .sum();
            prop_assert!((log_probability(b, &theta).exp() - cdf).abs() < 1e-10, "{b}");
        }
        let scale = 1.0 + log_likelihood.abs();
        prop_assert!((expectation.log_likelihood() - log_likelihood).abs() < 1e-10 * scale);
        for (statistics, [weight, first, second]) in expectation.statistics().iter().zip(sums) {
            prop_assert!((statistics.weight() - weight).abs() < 1e-9 * (1.0 + weight));
            let mean = first / weight;
            if weight > 1e-6 {
                prop_assert!((statistics.mean() - mean).abs() < 1e-8, "{statistics:?} {mean}");
                let variance = second / weight - mean * mean;
                prop_assert!((statistics.variance() - variance).abs() < 1e-7 * (1.0 + mean * mean));
            }
        }
    }

    #[test]
    fn an_iteration_on_bins_never_lowers_the_likelihood((bins, theta) in problem()) {
        let sample = sample(&bins);
        let mut iterate = Iterate::start(theta, &sample).unwrap();
        for _ in 0..5 {
            let Ok(next) = iterate.next(&sample) else { break };
            let rounding = 1e-11 * (1.0 + iterate.log_likelihood().abs());
            prop_assert!(next.log_likelihood() >= iterate.log_likelihood() - rounding);
            let bound = next.lower_bound().unwrap();
            prop_assert!(bound <= next.log_likelihood() + rounding);
            prop_assert!(bound >= iterate.log_likelihood() - rounding);
            // F = Q + H is ℓ at the θ that the responsibilities are of.
            let (mean, variance) = (iterate.theta().components()[0].mean(), 1e-15);
            let beside = |c: &Component| c.with_mean(c.mean() + variance * mean);
            let beside = Theta::new(iterate.theta().components().iter().map(beside).collect());
            let touching = lower_bound(iterate.expectation(), iterate.theta(), &beside.unwrap());
            prop_assert!((touching - iterate.log_likelihood()).abs() < rounding);
            iterate = next;
        }
    }

    #[test]
    fn narrow_bins_are_observations(
        values in prop::collection::vec(-3.0..3.0_f64, 2..12),
        theta in problem().prop_map(|(_, theta)| theta),
    ) {
        let mut values = values;
        values.sort_by(f64::total_cmp);
        values.dedup_by(|a, b| *a - *b < 1e-3);
        let mut bins: Vec<Bin> = Vec::new();
        for x in &values {
            let (lower, upper) = (x - NARROW / 2.0, x + NARROW / 2.0);
            if let Some(last) = bins.last() {
                bins.push(bin(last.upper, lower, 0.0));
            }
            bins.push(bin(lower, upper, 1.0));
        }
        let (grouped, points) = (sample(&bins), Sample::new(values.clone()).unwrap());
        let (of_bins, of_points) = (e_step(&grouped, &theta).unwrap(), e_step(&points, &theta).unwrap());
        // ℓ of the bins is that of the densities times the widths as they are.
        let widths = bins.iter().filter(|b| b.count > 0.0).map(|b| b.width().ln());
        let log_likelihood = of_points.log_likelihood() + widths.sum::<f64>();
        let error = (of_bins.log_likelihood() - log_likelihood).abs();
        prop_assert!(error < 1e-10 * log_likelihood.abs(), "{error:e}");
        for (a, b) in of_bins.statistics().iter().zip(of_points.statistics()) {
            prop_assert!((a.weight() - b.weight()).abs() < 1e-9);
            prop_assert!(b.weight() < 1e-9 || (a.mean() - b.mean()).abs() < 1e-9);
            prop_assert!(b.weight() < 1e-9 || (a.variance() - b.variance()).abs() < 1e-9);
        }
    }
}

#[test]
fn responsibilities_of_a_bin_far_from_everything_still_sum_to_one() {
    let theta = Theta::from_lists(&[0.5, 0.5], &[0.0, 1e-3], &[1.0, 1.0]).unwrap();
    for lower in [10.0, 1e3, 1e6, 1e9, 1e12] {
        let gammas = bin_responsibilities(&bin(lower, lower * 1.5, 0.0), &theta);
        assert!((gammas.iter().sum::<f64>() - 1.0).abs() < 1e-14, "{gammas:?}");
        // ln of the ratio at the near edge is 10⁻³ z, but for what the tails differ by.
        let expected = 1.0 / (1.0 + (-1e-3 * lower).exp());
        assert!((gammas[1] - expected).abs() < 1e-3, "{lower}: {gammas:?} {expected}");
    }
    // Beyond every number the nearer one has it.
    let narrow = Theta::from_lists(&[0.5, 0.5], &[0.0, 1.0], &[1e-300, 1e-300]).unwrap();
    assert_eq!(bin_responsibilities(&bin(1e20, 1e21, 1.0), &narrow), [0.5, 0.5]);
    assert_eq!(bin_responsibilities(&bin(1e10, 1e11, 1.0), &narrow), [0.0, 1.0]);
}

#[test]
fn a_component_inside_one_bin_stays_there_with_a_finite_likelihood() {
    let sample = sample(&[bin(0.0, 1.0, 5.0), bin(1.0, 2.0, 0.0), bin(2.0, 3.0, 5.0)]);
    let theta = Theta::from_lists(&[0.5; 2], &[0.5, 2.5], &[1e-4, 1e-4]).unwrap();
    let expectation = e_step(&sample, &theta).unwrap();
    assert!((expectation.log_likelihood() - 10.0 * 0.5_f64.ln()).abs() < 1e-13);
    // Nothing is known of where in the bin it is: no step moves it.
    let next = m_step(&expectation).unwrap();
    for (a, b) in next.components().iter().zip(theta.components()) {
        assert!(
            (a.mean() - b.mean()).abs() < 1e-15
                && (a.variance() / b.variance() - 1.0).abs() < 1e-13
        );
    }
}

#[test]
fn hard_and_annealed_em_on_bins_are_theirs() {
    let bins = [bin(-f64::INFINITY, 0.0, 3.0), bin(0.0, 1.0, 4.0), bin(1.0, 2.5, 6.0)];
    let (sample, theta) =
        (sample(&bins), Theta::from_lists(&[0.4, 0.6], &[0.0, 2.0], &[1.0, 0.5]).unwrap());
    let hard = Method { assignment: Assignment::Hard, ..Method::default() };
    let expectation = hard.e_step(&sample, &theta, 0).unwrap();
    let joint = |b: &Bin, c: &Component| c.weight().ln() + Truncated::new(b, c).log_probability();
    let largest =
        |b: &Bin| theta.components().iter().map(|c| joint(b, c)).fold(f64::NEG_INFINITY, f64::max);
    let attained: f64 = bins.iter().map(|b| b.count * largest(b)).sum();
    assert!((expectation.attained() - attained).abs() < 1e-13, "{expectation:?}");
    let counts: Vec<f64> =
        expectation.statistics().iter().map(ComponentStatistics::weight).collect();
    assert_eq!(counts, [7.0, 6.0]);
    assert_eq!(hard.responsibilities_of(&sample, 2, &theta, 0), [0.0, 1.0]);
    let all: f64 = bins.iter().map(|b| b.count * log_probability(b, &theta)).sum();
    assert!((expectation.log_likelihood() - all).abs() < 1e-13);
    // At a temperature both the component and x are spread: (π N)^(1/T) over the bin.
    let cooling = Cooling { temperature: 3.0, rate: 0.5 };
    let annealed = Method { assignment: Assignment::Annealed(cooling), ..Method::default() };
    let expectation = annealed.e_step(&sample, &theta, 0).unwrap();
    let power = |b: &Bin, c: &Component| {
        // N^(1/T) is as wide as a normal density of T σ².
        let spread = Component::new(c.weight(), c.mean(), 3.0 * c.variance());
        integral(b, &spread, |x| (c.log_joint(x) / 3.0).exp())
    };
    let total = |b: &Bin| theta.components().iter().map(|c| power(b, c)).sum::<f64>();
    let bound: f64 = bins.iter().map(|b| 3.0 * b.count * total(b).ln()).sum();
    assert!((expectation.attained() - bound).abs() < 1e-7, "{} {bound}", expectation.attained());
    for (i, b) in bins.iter().enumerate().skip(1) {
        let gammas = annealed.responsibilities_of(&sample, i, &theta, 0);
        let expected = power(b, &theta.components()[0]) / total(b);
        assert!((gammas[0] - expected).abs() < 1e-9, "{gammas:?} {expected}");
    }
    // F = Q + T H touches what the E-step attained, whichever it is.
    for method in [hard, annealed] {
        let expectation = method.e_step(&sample, &theta, 0).unwrap();
        let beside = theta.components().iter().map(|c| c.with_mean(c.mean() + 1e-12));
        let beside = Theta::new(beside.collect()).unwrap();
        let touching = lower_bound(&expectation, &theta, &beside);
        assert!((touching - expectation.attained()).abs() < 1e-9, "{touching} {expectation:?}");
    }
}

/// A run on bins of which two are open and one is empty, after an iteration.
fn run() -> (Sample, Run<()>) {
    let bins = [
        bin(f64::NEG_INFINITY, -1.0, 3.0),
        bin(-1.0, 0.5, 10.0),
        bin(0.5, 1.0, 0.0),
        bin(1.0, 4.0, 7.5),
        bin(4.0, f64::INFINITY, 1.25),
    ];
    let sample = sample(&bins);
    let theta = Theta::from_lists(&[0.25, 0.75], &[-1.0, 2.0], &[1.0, 0.5]).unwrap();
    let mut run = Run::new((), Iterate::start(theta, &sample).unwrap(), Origin::Given);
    for _ in 0..2 {
        run.push(run.last().next(&sample).unwrap());
    }
    (sample, run)
}

#[test]
fn every_derivation_on_bins_adds_up() {
    let (sample, mut run) = run();
    let names = [
        "gamma[0,1]",
        "gamma[2,2]",
        "gamma[4,1]",
        "N[1]",
        "pi[2]",
        "mu[1]",
        "mu[2]",
        "sigma2[1]",
        "sigma2[2]",
        "sigma[1]",
        "ll",
        "delta_ll",
        "bound",
        "gap",
        "Q",
        "H",
        "density[0,1]",
        "density[3,2]",
        "density[4,1]",
        "p[1]",
        "p[4]",
    ];
    for place in [HalfStep::gamma(0), HalfStep::theta(1), HalfStep::gamma(1)] {
        run.go_to(place);
        for name in names {
            let quantity: Quantity = name.parse().unwrap();
            let Some(derivation) = derive(quantity, &run, &sample) else {
                assert_eq!((name, place.iteration()), ("delta_ll", 0));
                continue;
            };
            for step in derivation.ingredients.iter().chain([&derivation.result]) {
                let Some(live) = &step.live else { continue };
                let (value, computed) = (step.value.value, live.value());
                // ℓ − Q and ℓ − F are differences of numbers near 50.
                let error = (value - computed).abs();
                assert!(error < 1e-10 * value.abs().max(1.0), "{name}: {} {live:?}", step.name);
            }
        }
    }
    // What is said of a bin, and that nothing is at its middle.
    run.go_to(HalfStep::theta(1));
    let said = derive(Quantity::LogLikelihood, &run, &sample).unwrap();
    assert_eq!(said.result.formula, "Σ_i c_i ln P(b_i)");
    let said = derive(Quantity::Mean(0), &run, &sample).unwrap();
    assert_eq!(said.result.formula, "Σ_i c_i γ_i1 m_i1 / N₁");
}

#[test]
fn an_answer_that_takes_the_middle_of_a_bin_is_told_so() {
    let (sample, mut run) = run();
    run.go_to(HalfStep::gamma(0));
    for quantity in [Quantity::LogLikelihood, Quantity::Gamma { observation: 1, component: 0 }] {
        let truth = quantity.value(&run, &sample).unwrap();
        let right = check(&run, &sample, quantity, &format!("{truth:.6}").parse().unwrap());
        assert!(right.unwrap().verdict.is_right());
        let mistakes = known_mistakes(&run, &sample, quantity);
        let (wrong, slip) = mistakes.iter().find(|(_, slip)| slip.id == "middle-of-bin").unwrap();
        assert!((wrong - truth).abs() > 1e-3, "{wrong} {truth}");
        assert!(slip.text.contains("at the middle of their bin"), "{slip:?}");
        let answer = format!("{wrong:.6}").parse().unwrap();
        let report = check(&run, &sample, quantity, &answer).unwrap();
        assert!(report.slips.iter().any(|slip| slip.id == "middle-of-bin"), "{report:?}");
    }
}
