//! How long an E-step takes, in points × components a second: `cargo bench --bench e_step`.

use divan::{Bencher, black_box, counter::ItemsCount};
use emstep::mixture::{Sample, Start, Theta, e_step};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn main() {
    divan::main();
}

/// n draws from K Gaussians side by side, three σ from one another, and the θ₀ of their quantiles.
fn problem(n: usize, components: usize) -> (Sample, Theta) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let values = (0..n).map(|i| {
        let (radius, turn): (f64, f64) = (random.random(), random.random());
        let normal = (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * turn).cos();
        3.0 * (i % components) as f64 + normal
    });
    let sample = Sample::new(values.collect()).expect("draws are finite");
    let theta = Start::Quantile.theta(&sample, components).expect("K is in range");
    (sample, theta)
}

#[divan::bench(args = [1_000, 10_000, 100_000, 1_000_000], consts = [2, 8])]
fn one<const K: usize>(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, theta) = problem(n, K);
    bencher.counter(ItemsCount::new(n * K)).bench(|| e_step(black_box(&sample), black_box(&theta)));
}

/// Every point is thousands of σ away from every component, where γ is found with more care.
#[divan::bench(args = [100_000], consts = [2, 8])]
fn far_away<const K: usize>(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, theta) = problem(n, K);
    let away = sample.values().iter().map(|x| x + 1e5);
    let sample = Sample::new(away.collect()).expect("draws are finite");
    bencher.counter(ItemsCount::new(n * K)).bench(|| e_step(black_box(&sample), black_box(&theta)));
}
