//! Whatever bytes a client types, in whatever pieces: the stepper goes on and can be drawn.
#![no_main]

#[path = "../../tests/driver/mod.rs"]
mod driver;

use driver::Driver;
use emstep::app::{Bounds, Message};
use emstep::runtime::input::{Input, Typed};
use emstep::runtime::ssh::Limits;
use emstep::view;
use emstep::view::theme::ColorDepth;
use libfuzzer_sys::fuzz_target;
use ratatui::layout::Size;

/// Ends a piece: no byte of UTF-8, so that it hides nothing that could be typed. The byte after it says what comes in between.
const PIECE: u8 = 0xff;

fn start() -> Driver {
    let mut driver = Driver::homework();
    // No file of this machine is read, and nothing takes long.
    let bounds =
        Bounds { files: false, suspend: false, rows: 50, components: 4, iterations: 20, runs: 20, bytes: usize::MAX };
    driver.app = driver.app.with_bounds(bounds);
    driver
}

fn window(choice: u8) -> Size {
    let side = u32::from(choice) * 2;
    Limits::default().window(side, side / 3)
}

fn take(driver: &mut Driver, typed: Typed, size: Size) {
    match typed {
        Typed::Key(key) => driver.send(Message::Key(key)),
        Typed::Paste(text) => driver.send(Message::Paste(text)),
        Typed::PasteTooLong { characters } => driver.send(Message::LongPaste { characters }),
        Typed::PasteUnfinished { characters } => {
            driver.send(Message::Trouble(format!("{characters} characters were dropped")))
        }
        Typed::Click { column, row } => match view::quantity_at(&driver.app, size, column, row) {
            Some((panel, quantity)) => driver.send(Message::Select(panel, quantity)),
            None => driver,
        },
    };
}

fuzz_target!(|bytes: &[u8]| {
    let mut driver = start();
    let mut input = Input::default();
    let mut size = window(60);
    for piece in bytes.split(|byte| *byte == PIECE) {
        let Some((between, typing)) = piece.split_first() else { continue };
        let mut typed = Vec::new();
        input.feed(typing, &mut |it| typed.push(it));
        // A pause, which is what ends a lone Esc, and another, which ends the wait for a reply that
        // it began.
        if between % 2 == 0 {
            for _ in 0..2 {
                if input.waits().is_some() {
                    input.flush(&mut |it| typed.push(it));
                }
            }
            assert!(input.waits().is_none());
        }
        for typed in typed {
            take(&mut driver, typed, size);
        }
        match between % 8 {
            0 => drop(driver.tick()),
            1 => {
                size = window(between / 8 * 8);
                driver.buffer(size.width, size.height, ColorDepth::Mono);
            }
            _ => {}
        }
        if driver.quit {
            return;
        }
    }
    driver.buffer(size.width, size.height, ColorDepth::TrueColor);
});
