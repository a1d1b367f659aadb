//! How long an E-step takes: `cargo bench --bench e_step`. The counter is of points × components,
//! so that 1 Gitem/s is 1 ns for each.

use divan::{Bencher, black_box, counter::ItemsCount};
use emstep::mixture::{InstructionSet, Sample, Start, Theta, e_step, e_step_on};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::ThreadPoolBuilder;

fn main() {
    // One thread, unless a bench brings a pool of its own.
    ThreadPoolBuilder::new().num_threads(1).build_global().expect("no pool is there yet");
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

/// An E-step again and again.
fn measure(bencher: Bencher<'_, '_>, set: InstructionSet, (sample, theta): &(Sample, Theta)) {
    bencher
        .counter(ItemsCount::new(sample.len() * theta.len()))
        .bench(|| e_step_on(set, black_box(sample), black_box(theta)));
}

/// By n, one thread.
#[divan::bench(args = [1_000, 10_000, 100_000, 1_000_000, 10_000_000], consts = [2, 8], max_time = 5)]
fn points<const K: usize>(bencher: Bencher<'_, '_>, n: usize) {
    measure(bencher, InstructionSet::Best, &problem(n, K));
}

/// By K, one thread.
#[divan::bench(args = [2, 4, 8, 16, 32], max_time = 5)]
fn components(bencher: Bencher<'_, '_>, components: usize) {
    measure(bencher, InstructionSet::Best, &problem(1_000_000, components));
}

/// By the number of threads.
#[divan::bench(args = [1, 2], consts = [2, 8], max_time = 5)]
fn threads<const K: usize>(bencher: Bencher<'_, '_>, threads: usize) {
    let (sample, theta) = problem(1_000_000, K);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    bencher
        .counter(ItemsCount::new(sample.len() * K))
        .bench(|| pool.install(|| e_step(black_box(&sample), black_box(&theta))));
}

/// By what the kernel may use of the processor, one thread; `Best` is AVX-512 if there is any.
#[divan::bench(
    args = [InstructionSet::Best, InstructionSet::Avx2, InstructionSet::Baseline],
    consts = [2, 8, 32],
    max_time = 5,
)]
fn instructions<const K: usize>(bencher: Bencher<'_, '_>, set: InstructionSet) {
    measure(bencher, set, &problem(1_000_000, K));
}

/// A thousand points with weights and three components, as in a fit of condensed data.
#[divan::bench]
fn thousand_nodes(bencher: Bencher<'_, '_>) {
    let (sample, theta) = problem(1_000, 3);
    let weights = (0..sample.len()).map(|i| 1.0 + (i % 7) as f64).collect();
    let sample = Sample::weighted(sample.values().to_vec(), weights).expect("weights are positive");
    bencher.counter(ItemsCount::new(3_000_usize)).bench(|| e_step(black_box(&sample), &theta));
}

/// Every point is thousands of σ away from every component, where γ is found with more care.
#[divan::bench(args = [100_000], consts = [2, 8])]
fn far_away<const K: usize>(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, theta) = problem(n, K);
    let away = sample.values().iter().map(|x| x + 1e5).collect();
    let away = Sample::new(away).expect("draws are finite");
    measure(bencher, InstructionSet::Best, &(away, theta));
}

/// Sorted observations: most blocks are far from most components' means.
#[divan::bench(args = [100_000], consts = [2, 8, 32])]
fn sorted<const K: usize>(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, theta) = problem(n, K);
    let mut values = sample.values().to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let sorted = Sample::new(values).expect("draws are finite");
    measure(bencher, InstructionSet::Best, &(sorted, theta));
}
