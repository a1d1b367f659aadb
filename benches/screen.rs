//! What a person waits for: a frame, a key from message to finished frame, and the start of the
//! program.

#[path = "../tests/harness/driver.rs"]
mod driver;

use divan::{Bencher, black_box};
use driver::Driver;
use emstep::data::Dataset;
use emstep::internals::app::{InitialTheta, Key, Message};
use emstep::internals::view::{self, ColorDepth, Theme};
use emstep::mixture::{Ranking, Sample, Start};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn main() {
    divan::main();
}

const THEME: Theme = Theme::new(ColorDepth::Ansi256);

fn terminal() -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(120, 40)).expect("a test backend")
}

fn draw(terminal: &mut Terminal<TestBackend>, driver: &Driver) {
    terminal.draw(|frame| view::draw(&driver.app, &THEME, frame)).expect("a frame");
}

/// A frame at 120×40 of a run in its second iteration.
#[divan::bench(args = ["homework", "old-faithful"])]
fn frame(bencher: Bencher, example: &str) {
    let mut driver = Driver::example(example, 2);
    driver.press("e m e");
    let mut terminal = terminal();
    bencher.bench_local(|| draw(&mut terminal, black_box(&driver)));
}

/// Two groups of a smooth shape, the same at each run.
fn large(n: u64) -> Driver {
    let mut state = 1_u64;
    let mut even = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut bell = || (0..4).map(|_| even()).sum::<f64>() - 2.0;
    let values = (0..n).map(|i| bell() + if i % 3 == 0 { 2.0 } else { 0.0 }).collect();
    let dataset = Dataset::new("large", "x", Sample::new(values).expect("finite numbers"));
    Driver::new(dataset, &InitialTheta::FromData { start: Start::Quantile, components: 2 })
}

/// A frame of n observations with all their digits, at this size.
#[divan::bench(args = [(610, 120, 40), (610, 400, 120), (10_000, 120, 40)])]
fn frame_of_long_numbers(bencher: Bencher, (n, width, height): (u64, u16, u16)) {
    let mut driver = large(n);
    driver.press("e m e");
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test backend");
    bencher.bench_local(|| draw(&mut terminal, black_box(&driver)));
}

/// A frame at 120×40 of 10⁷ observations: the table in this order, the selection in its midst.
#[divan::bench(args = ["data", "x", "uncertainty"], sample_count = 20, sample_size = 5)]
fn frame_of_ten_million(bencher: Bencher, order: &str) {
    let mut driver = large(10_000_000);
    driver.press("e");
    match order {
        "data" => &mut driver,
        "x" => driver.press("o"),
        _ => driver.press("o o"),
    };
    driver.press("i").write("5000000").press("Enter");
    let mut terminal = terminal();
    bencher.bench_local(|| draw(&mut terminal, black_box(&driver)));
}

/// What 10⁷ observations take: their check, the buckets of their order, θ₀ by both starts, and the
/// orders of the table.
#[divan::bench(
    args = ["check", "order", "quantile", "plus-plus", "by x", "by uncertainty"],
    sample_count = 3,
    sample_size = 1
)]
fn ten_million(bencher: Bencher, what: &str) {
    let driver = large(10_000_000);
    let values = driver.app.study().dataset().sample.values();
    let theta = driver.app.study().theta_or_first();
    let sample = || Sample::new(values.to_vec()).expect("finite numbers");
    if what == "check" {
        bencher.with_inputs(|| values.to_vec()).bench_local_values(Sample::new);
        return;
    }
    let with = bencher.with_inputs(sample);
    match what {
        "order" => with.bench_local_refs(|sample| sample.order().quartiles()),
        "quantile" => with.bench_local_refs(|sample| Start::Quantile.theta(sample, 2)),
        "plus-plus" => {
            with.bench_local_refs(|sample| Start::KMeansPlusPlus { seed: 1 }.theta(sample, 2));
        }
        "by x" => with.bench_local_refs(|sample| Ranking::by_value(sample)),
        _ => with.bench_local_refs(|sample| Ranking::by_uncertainty(sample, theta)),
    }
}

/// `e` on the homework, from the message to the finished frame.
#[divan::bench]
fn key_e(bencher: Bencher) {
    let start = || {
        let mut driver = Driver::homework();
        driver.press("e m");
        let mut terminal = terminal();
        draw(&mut terminal, &driver);
        (driver, terminal)
    };
    bencher.with_inputs(start).bench_local_values(|(mut driver, mut terminal)| {
        driver.send(Message::Key(Key::char('e')));
        draw(&mut terminal, &driver);
        (driver, terminal)
    });
}

/// `m` on the homework, with the pass over the data that gives ℓ of the new θ.
#[divan::bench]
fn key_m(bencher: Bencher) {
    let start = || {
        let mut driver = Driver::homework();
        driver.press("e");
        let mut terminal = terminal();
        draw(&mut terminal, &driver);
        (driver, terminal)
    };
    bencher.with_inputs(start).bench_local_values(|(mut driver, mut terminal)| {
        driver.send(Message::Key(Key::char('m')));
        draw(&mut terminal, &driver);
        (driver, terminal)
    });
}

/// Opening a plot, from the message over its job to the finished frame.
#[divan::bench(args = ["s", "b", "f"])]
fn picture_of_272(bencher: Bencher, key: &str) {
    let start = || {
        let mut driver = Driver::example("old-faithful", 2);
        driver.press("e m e");
        let mut terminal = terminal();
        draw(&mut terminal, &driver);
        (driver, terminal)
    };
    bencher.with_inputs(start).bench_local_values(|(mut driver, mut terminal)| {
        driver.press(key);
        draw(&mut terminal, &driver);
        (driver, terminal)
    });
}

/// A frame of an open surface.
#[divan::bench]
fn frame_of_surface(bencher: Bencher) {
    let mut driver = Driver::example("old-faithful", 2);
    driver.press("e m e s");
    let mut terminal = terminal();
    bencher.bench_local(|| draw(&mut terminal, black_box(&driver)));
}

/// The binary in a pseudo-terminal, from its start to the end of its first frame.
#[cfg(unix)]
#[divan::bench(sample_count = 50, sample_size = 1)]
fn start_to_first_frame(bencher: Bencher) {
    use pty::{Pty, emstep};
    bencher.bench_local(|| {
        let mut pty = Pty::open(emstep(), 120, 40);
        pty.wait_until("the first frame", Pty::is_drawn);
        pty
    });
}

#[cfg(unix)]
#[path = "../tests/harness/pty.rs"]
mod pty;
