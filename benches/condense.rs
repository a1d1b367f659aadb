//! What condensing costs and what an iteration costs afterwards: `cargo bench --bench condense`.

use divan::{Bencher, black_box, counter::ItemsCount};
use emstep::mixture::condensed::{Condenser, Grid};
use emstep::mixture::{Condensed, Data, Iterate, Sample, Theta};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

fn main() {
    divan::main();
}

/// n draws from three Gaussians, in blocks of their own seeds, and a θ near theirs.
fn problem(n: usize) -> (Sample, Theta) {
    const BLOCK: usize = 1 << 16;
    let draw = |random: &mut ChaCha8Rng| {
        let (radius, turn): (f64, f64) = (random.random(), random.random());
        let normal = (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * turn).cos();
        match random.random_range(0..5) {
            0 | 1 => normal,
            2 | 3 => 4.0 + 1.5 * normal,
            _ => 9.0 + 0.5 * normal,
        }
    };
    let mut values = vec![0.0; n];
    values.par_chunks_mut(BLOCK).enumerate().for_each(|(block, values)| {
        let mut random = ChaCha8Rng::seed_from_u64(block as u64);
        values.fill_with(|| draw(&mut random));
    });
    let theta = Theta::from_lists(&[0.3, 0.4, 0.3], &[0.5, 3.5, 8.0], &[1.0, 2.0, 1.0]);
    (Sample::new(values).expect("draws are finite"), theta.expect("θ is valid"))
}

/// By n and threads.
#[divan::bench(args = [1_000_000, 10_000_000, 100_000_000], consts = [1, 2], sample_count = 5, sample_size = 1)]
fn condense<const THREADS: usize>(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, _) = problem(n);
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().expect("threads can be had");
    bencher.counter(ItemsCount::new(n)).bench(|| {
        pool.install(|| Condensed::of(black_box(&sample))).expect("a grid suits the data")
    });
}

/// The same from a stream, which also finds the least and the largest observation of each bin: by n
/// and threads.
#[divan::bench(args = [1_000_000, 10_000_000, 100_000_000], consts = [1, 2], sample_count = 5, sample_size = 1)]
fn stream<const THREADS: usize>(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, _) = problem(n);
    let grid = Grid::of(&sample).expect("a grid suits the data");
    let pool = ThreadPoolBuilder::new().num_threads(THREADS).build().expect("threads can be had");
    bencher.counter(ItemsCount::new(n)).bench(|| {
        pool.install(|| {
            let mut condenser = Condenser::new(grid, false);
            for values in black_box(sample.values()).chunks(1 << 17) {
                condenser.push(values, None).expect("all are within reach");
            }
            condenser.finish().expect("all are within reach")
        })
    });
}

/// An M-step and the E-step at the θ it gives, in the middle of a run: flat in n.
#[divan::bench(args = [100_000, 1_000_000, 10_000_000, 100_000_000], min_time = 1)]
fn iteration(bencher: Bencher<'_, '_>, n: usize) {
    let (sample, theta) = problem(n);
    let condensed = Condensed::of(&sample).expect("a grid suits the data");
    let data = Data::new(&sample, Some(&condensed));
    let start = Iterate::start(theta, data).expect("ℓ is finite");
    let run = (0..20).scan(start, |at, _| {
        *at = at.next(data).expect("there is a next θ");
        Some(at.clone())
    });
    let run: Vec<Iterate> = run.collect();
    let mut turn = run.iter().cycle();
    bencher.bench_local(|| turn.next().expect("the cycle has no end").next(black_box(data)));
}
