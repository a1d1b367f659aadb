//! How long a file takes to become a sample: `cargo bench --bench load`.

use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use divan::{Bencher, counter::ItemsCount};
use emstep::data::{Request, Source, TableToWrite, load, read_tables};
use emstep::mixture::condensed::{Condenser, Grid};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// n numbers with this many digits after the point.
fn numbers(n: usize, digits: i32) -> impl Iterator<Item = f64> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let scale = 10_f64.powi(digits);
    (0..n).map(move |_| {
        let x: f64 = random.random_range(-3.0..8.0);
        (x * scale).round() / scale
    })
}

fn read(bencher: Bencher<'_, '_>, name: &str, bytes: &[u8], n: usize) {
    let folder = TempDir::new().expect("a folder");
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, bytes).expect("room for the file");
    let request = Request { exact: true, ..Request::new(Source::File(path)) };
    bencher.counter(ItemsCount::new(n)).bench(|| {
        let dataset = load(&request).expect("a sample");
        assert_eq!(dataset.sample.len(), n);
        dataset
    });
}

/// One column with a name.
fn csv(bencher: Bencher<'_, '_>, n: usize, digits: i32) {
    let mut text = String::from("x\n");
    for x in numbers(n, digits) {
        writeln!(text, "{x}").expect("a string takes all");
    }
    read(bencher, "numbers.csv", text.as_bytes(), n);
}

#[divan::bench(args = [1_000_000, 10_000_000], sample_count = 10, sample_size = 1)]
fn one_column(bencher: Bencher<'_, '_>, n: usize) {
    csv(bencher, n, 6);
}

/// All the digits of an f64.
#[divan::bench(args = [1_000_000], sample_count = 10, sample_size = 1)]
fn all_digits(bencher: Bencher<'_, '_>, n: usize) {
    csv(bencher, n, 17);
}

/// The second of four columns, with or without quotes around a text.
#[divan::bench(args = [false, true], sample_count = 10, sample_size = 1)]
fn million_rows_of_four(bencher: Bencher<'_, '_>, quoted: bool) {
    const N: usize = 1_000_000;
    let quote = if quoted { "\"" } else { "" };
    let mut text = String::from("who,x,y,z\n");
    for (i, x) in numbers(N, 6).enumerate() {
        writeln!(text, "{quote}n{i}{quote},{x},{i},0.5").expect("a string takes all");
    }
    read(bencher, "numbers.csv", text.as_bytes(), N);
}

#[divan::bench(args = [10_000_000], sample_count = 10, sample_size = 1)]
fn little_endian(bencher: Bencher<'_, '_>, n: usize) {
    let bytes: Vec<u8> = numbers(n, 6).flat_map(f64::to_le_bytes).collect();
    read(bencher, "numbers.f64", &bytes, n);
}

/// A condensed table with this many bins, of five observations each.
fn table(bins: i64) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let grid = Grid::new(0.5, 2.0).expect("2 is a scale");
    let mut condenser = Condenser::new(grid, false);
    for bin in -bins / 2..bins - bins / 2 {
        let (middle, half) = grid.bin(bin);
        let values: [f64; 5] =
            std::array::from_fn(|_| middle + half * random.random_range(-0.9..0.9));
        condenser.push(&values, None).expect("all are within reach");
    }
    let rows = condenser.finish().expect("all are within reach");
    assert_eq!(rows.len() as i64, bins);
    let groups = vec![(None, &rows[..])];
    let table =
        TableToWrite { grid, is_weighted: false, first_pass: None, left_out: Some(0), groups };
    let mut text = Vec::new();
    table.write(&mut text).expect("memory takes all");
    text
}

/// From the file of a condensed table to its sample, as the stepper has it before its first frame.
#[divan::bench(args = [10_000, 200_000], sample_count = 20, sample_size = 1)]
fn condensed_table(bencher: Bencher<'_, '_>, bins: i64) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, table(bins)).expect("room for the file");
    let request = Request::new(Source::File(path));
    bencher.counter(ItemsCount::new(bins as usize)).bench(|| {
        let dataset = load(&request).expect("a table");
        assert_eq!(dataset.sample.summed().map(|summed| summed.cells().len()), Some(bins as usize));
        dataset
    });
}

/// A hundred tables of 11,849 bins, added up as `emstep merge` does.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn hundred_tables(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a folder");
    let text = table(11_849);
    let paths: Vec<PathBuf> = (0..100).map(|i| folder.path().join(format!("{i}.csv"))).collect();
    for path in &paths {
        std::fs::write(path, &text).expect("room for the file");
    }
    bencher.bench(|| read_tables(&paths, &mut |_| ControlFlow::Continue(())).expect("tables"));
}
