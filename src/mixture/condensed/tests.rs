mod against_exact;
mod tables;

use super::moment_tree::{MomentTree, Refinement};
use super::*;
use crate::mixture::{Component, ComponentStatistics, Data, Iterate, e_step, m_step};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Returns a number near 0 with the shape of a Gaussian.
fn normal(random: &mut ChaCha8Rng) -> f64 {
    let (a, b): (f64, f64) = (random.random(), random.random());
    (-2.0 * (1.0 - a).ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

#[derive(Debug)]
struct Shape {
    name: &'static str,
    sample: Sample,
    theta: Theta,
}

const N: usize = 200_000;

fn shape(
    name: &'static str,
    theta: ([f64; 2], [f64; 2], [f64; 2]),
    mut draw: impl FnMut(&mut ChaCha8Rng) -> f64,
) -> Shape {
    let mut random = ChaCha8Rng::seed_from_u64(17);
    let values = (0..N).map(|_| draw(&mut random)).collect();
    let theta = Theta::from_lists(&theta.0, &theta.1, &theta.2).unwrap();
    Shape { name, sample: Sample::new(values).unwrap(), theta }
}

fn two(random: &mut ChaCha8Rng, share: f64, means: [f64; 2], sds: [f64; 2]) -> f64 {
    let k = usize::from(random.random::<f64>() >= share);
    means[k] + sds[k] * normal(random)
}

fn shapes() -> Vec<Shape> {
    let start = ([0.5; 2], [-1.0, 2.0], [4.0, 1.0]);
    vec![
        shape("separated", start, |r| two(r, 0.4, [-4.0, 4.0], [1.0, 0.7])),
        shape("overlapping", start, |r| two(r, 0.3, [0.0, 1.5], [1.0, 1.3])),
        shape("heavy tails", start, |r| {
            let (z, a, b) = (normal(r), normal(r), normal(r));
            z / f64::midpoint(a * a, b * b).sqrt()
        }),
        shape("lattice", start, |r| two(r, 0.5, [-2.0, 3.0], [1.5, 1.0]).round()),
        shape("duplicated", start, |r| {
            (two(r, 0.5, [-2.0, 3.0], [1.5, 1.0]) * 200.0).round() / 200.0
        }),
        shape("outliers", start, |r| match r.random_range(0..1000) {
            0 => 1e6 * normal(r),
            1 => 1e3 * normal(r),
            _ => two(r, 0.5, [-2.0, 3.0], [1.5, 1.0]),
        }),
        shape("offset", ([0.5; 2], [1e9 - 1.0, 1e9 + 2.0], [4.0, 1.0]), |r| {
            1e9 + two(r, 0.4, [-1.0, 2.0], [1.0, 0.7])
        }),
        shape("narrow", ([0.5; 2], [0.3, 0.5], [1.0, 1e-3]), |r| {
            two(r, 0.6, [0.0, 0.4], [1.0, 0.01])
        }),
        shape("very narrow", ([0.5; 2], [0.3, 0.4001], [1.0, 1e-8]), |r| {
            two(r, 0.6, [0.0, 0.4], [1.0, 1e-4])
        }),
        shape("even", start, |r| 6.0 * r.random::<f64>() - 3.0),
    ]
}

/// Returns Σ |ln p(x_i)|, what an error of ℓ is compared with.
fn scale(sample: &Sample, theta: &Theta) -> f64 {
    let log_density = |x: f64| {
        let joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x)).collect();
        let most = joints.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most + joints.iter().map(|joint| (joint - most).exp()).sum::<f64>().ln()
    };
    let values = sample.values().iter().enumerate();
    values.map(|(i, x)| sample.weight(i) * log_density(*x).abs()).sum()
}

/// Returns the largest error of ℓ, and of the expected statistics of a component: of its weight and
/// variance relative to them, of its mean relative to its spread.
fn errors(sample: &Sample, theta: &Theta, mine: &Expectation) -> (f64, f64) {
    let exact = e_step(sample, theta).unwrap();
    let of_l = (mine.log_likelihood - exact.log_likelihood).abs() / scale(sample, theta);
    let pairs = mine.statistics.iter().zip(&exact.statistics);
    // If a variance shrinks to 10⁻¹⁴ of what it was, the exact one and its mean have lost digits,
    // too.
    let of_statistics = pairs.zip(theta.components()).map(|((a, b), c)| {
        let of_weight = (a.weight() / b.weight() - 1.0).abs();
        if b.variance() <= 1e-14 * c.variance() {
            return of_weight;
        }
        let mean = a.precise_mean().minus(b.precise_mean()).abs() / b.variance().sqrt();
        of_weight.max((a.variance() / b.variance() - 1.0).abs()).max(mean)
    });
    (of_l, of_statistics.fold(0.0, f64::max))
}

#[test]
fn twelve_digits_are_the_same_on_every_shape() {
    for Shape { name, sample, mut theta } in shapes() {
        let condensed = Condensed::of(&sample).unwrap_or_else(|| panic!("{name} has no grid"));
        let data = Data::new(&sample, Some(&condensed));
        for t in 0..12 {
            let mine = e_step(data, &theta).unwrap();
            let nodes = mine.nodes.unwrap_or_else(|| panic!("{name} at θ_{t} is not condensed"));
            assert!(nodes < 2000, "{name} at θ_{t}: {nodes} nodes");
            let (of_l, of_statistics) = errors(&sample, &theta, &mine);
            assert!(
                of_l < 1e-12 && of_statistics < 1e-12,
                "{name} at θ_{t}: {of_l:e} {of_statistics:e}"
            );
            theta = m_step(&mine).unwrap();
        }
    }
}

#[test]
fn the_laws_of_em_hold_on_nodes() {
    for Shape { name, sample, theta } in shapes() {
        let condensed = Condensed::of(&sample);
        let data = Data::new(&sample, condensed.as_ref());
        let rounding = 1e-13 * scale(&sample, &theta);
        let mut at = Iterate::start(theta, data).unwrap();
        for t in 0..30 {
            let next = at.next(data).unwrap();
            let (before, bound, after) =
                (at.log_likelihood(), next.lower_bound().unwrap(), next.log_likelihood());
            assert!(
                after >= before - rounding,
                "{name}: ℓ fell from {before} to {after} at t = {t}"
            );
            assert!(bound >= before - rounding && bound <= after + rounding, "{name} at t = {t}");
            let total: f64 =
                next.expectation().statistics.iter().map(ComponentStatistics::weight).sum();
            assert!((total / N as f64 - 1.0).abs() < 1e-13, "{name} at t = {t}: {total}");
            at = next;
        }
        let swapped = Theta::new(at.theta().components().iter().rev().copied().collect()).unwrap();
        let other = e_step(data, &swapped).unwrap();
        assert!((other.log_likelihood - at.log_likelihood()).abs() <= rounding, "{name}");
        for (a, b) in other.statistics.iter().rev().zip(&at.expectation().statistics) {
            assert!((a.weight() / b.weight() - 1.0).abs() < 1e-12, "{name}: {a:?} {b:?}");
        }
    }
}

/// Returns how many leaves are cut into smaller cells, and how many into their points.
fn cuts(trees: &mut dyn Iterator<Item = &MomentTree>) -> (usize, usize) {
    let mut cuts = (0, 0);
    for refinement in trees.flat_map(MomentTree::refinements) {
        match refinement {
            Refinement::Points(_) => cuts.1 += 1,
            Refinement::Finer(finer) => {
                let deeper = self::cuts(&mut std::iter::once(&**finer));
                cuts = (cuts.0 + 1 + deeper.0, cuts.1 + deeper.1);
            }
        }
    }
    cuts
}

fn cuts_of(condensed: &Condensed) -> (usize, usize) {
    cuts(&mut condensed.half_lines.iter().flatten().flatten())
}

#[test]
fn what_the_bins_do_not_resolve_is_cut_again_and_then_left_to_the_points() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let values: Vec<f64> = (0..N).map(|_| two(&mut random, 0.5, [0.0, 0.4], [1.0, 1e-3])).collect();
    let sample = Sample::new(values).unwrap();
    let condensed = Condensed::of(&sample).unwrap();
    let at = |sd: f64| {
        let theta = Theta::from_lists(&[0.5; 2], &[0.0, 0.4], &[1.0, sd * sd]).unwrap();
        let answer = condensed.e_step(&theta, &sample);
        if let Some(answer) = &answer {
            let (of_l, of_statistics) = errors(&sample, &theta, answer);
            assert!(of_l < 1e-12 && of_statistics < 1e-12, "σ = {sd}: {of_l:e} {of_statistics:e}");
        }
        answer
    };
    // Wide components need nothing but the bins.
    let wide = at(0.5).unwrap();
    assert_eq!(cuts_of(&condensed), (0, 0));
    // A σ of the size of a bin has those it touches cut: the full ones into smaller bins, the
    // others into points.
    assert!(at(1e-3).is_some());
    let (finer, points) = cuts_of(&condensed);
    assert!(finer > 0 && points > 0, "{finer} {points}");
    // What was cut for one θ changes nothing for another.
    assert_eq!(at(0.5).unwrap(), wide);
    assert!(at(1e-4).is_some());
    assert!(cuts_of(&condensed) > (finer, points));
}

#[test]
fn where_condensing_does_not_pay_the_points_are_summed() {
    // No bins are as fine as this component.
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let values = (0..N).map(|_| two(&mut random, 0.5, [0.0, 0.4], [1.0, 1e-15])).collect();
    let sample = Sample::new(values).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[0.0, 0.4], &[1.0, 1e-30]).unwrap();
    let exact = e_step(&sample, &theta).unwrap();
    let condensed = Condensed::of(&sample).unwrap();
    assert_eq!(e_step(Data::new(&sample, Some(&condensed)), &theta).unwrap(), exact);
    let sample = Sample::new((0..100).map(|i| f64::from(i * i)).collect()).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[10.0, 9000.0], &[30.0, 1e6]).unwrap();
    let exact = e_step(&sample, &theta).unwrap();
    let condensed = Condensed::of(&sample).unwrap();
    assert_eq!(e_step(Data::new(&sample, Some(&condensed)), &theta).unwrap(), exact);
    assert_eq!(exact.nodes, None);
    let equal = Sample::new(vec![3.0; 50]).unwrap();
    assert!(Condensed::of(&equal).is_none(), "equal data have no grid");
}

#[test]
fn the_bits_do_not_depend_on_threads() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let values: Vec<f64> =
        (0..3 << 20).map(|_| two(&mut random, 0.5, [0.0, 0.4], [1.0, 1e-3])).collect();
    let theta = Theta::from_lists(&[0.5; 2], &[0.0, 0.4], &[1.0, 1e-6]).unwrap();
    let answers = [1, 2, 3, 8].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let sample = Sample::new(values.clone()).unwrap();
        pool.install(|| Condensed::of(&sample).unwrap().e_step(&theta, &sample).unwrap())
    });
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[test]
fn millions_of_equal_points_lose_nothing() {
    let mut tally = power_sums::BinTally::new(1);
    (0..3_000_000).for_each(|_| tally.add(0, 0.1));
    let (count, sums) = tally.finish()[0];
    assert_eq!(count, 3_000_000);
    for (p, power) in PowerSums::powers(0.1).into_iter().enumerate() {
        let error = sums.0[p] / (3e6 * power) - 1.0;
        assert!(error.abs() < 3e-14, "{p}: {error:e}");
    }
}

#[test]
fn a_component_that_gets_almost_nothing_keeps_its_digits() {
    let Shape { sample, .. } = shapes().swap_remove(1);
    let condensed = Condensed::of(&sample).unwrap();
    for mean in [9.0, 14.0, 25.0] {
        let theta = Theta::from_lists(&[0.9, 0.1], &[0.5, mean], &[2.0, 0.5]).unwrap();
        let answer = e_step(Data::new(&sample, Some(&condensed)), &theta).unwrap();
        assert!(answer.nodes.is_some());
        let (of_l, of_statistics) = errors(&sample, &theta, &answer);
        assert!(of_l < 1e-12 && of_statistics < 1e-12, "μ = {mean}: {of_l:e} {of_statistics:e}");
    }
}
