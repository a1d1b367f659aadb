//! What a person waits for: a frame, a key from message to finished frame, and the start of the program.

#[path = "../tests/driver/mod.rs"]
mod driver;

use divan::{Bencher, black_box};
use driver::Driver;
use emstep::app::{Key, Message};
use emstep::view;
use emstep::view::theme::{ColorDepth, Theme};
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

/// Opening a picture, from the message over its job to the finished frame.
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
#[path = "../tests/pty/mod.rs"]
mod pty;
