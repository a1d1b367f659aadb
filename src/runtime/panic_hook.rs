//! Reports of panics that a user can read: after the terminal is restored.

use std::io::{self, Write};
use std::thread;

use color_eyre::config::HookBuilder;

use super::terminal_mode;

/// The status of a Rust program that panicked.
const PANICKED: i32 = 101;

/// Installs color-eyre's reports of panics. To be called once, from the main thread, before
/// the screen opens.
///
/// A panic first restores the terminal. In a thread other than the calling one it also ends the
/// program: half of it cannot go on.
pub fn install_panic_hook() {
    let (panics, _) = HookBuilder::default().display_env_section(false).into_hooks();
    let main = thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        terminal_mode::restore();
        // Not `eprintln!`: it panics if the terminal has gone, and then no one reads the report.
        let _ = writeln!(io::stderr(), "{}", panics.panic_report(info));
        if thread::current().id() != main {
            std::process::exit(PANICKED);
        }
    }));
}
