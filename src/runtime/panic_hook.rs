//! Reports of panics that a user can read: after the terminal is restored.

use std::{panic, process, thread};

use super::terminal_mode;

/// The status of a Rust program that panicked.
const PANICKED: i32 = 101;

/// Makes a panic restore the terminal before it is reported. To be called once, from the main
/// thread, before the screen opens.
///
/// In a thread other than the calling one a panic also ends the program: half of it cannot go on.
pub fn install_panic_hook() {
    // The standard library's. If the terminal has gone it does without one.
    let report = panic::take_hook();
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        terminal_mode::restore();
        report(info);
        if thread::current().id() != main {
            process::exit(PANICKED);
        }
    }));
}
