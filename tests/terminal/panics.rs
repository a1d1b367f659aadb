//! Takes the terminal over and panics, in the thread that the argument names. `main.rs` looks at
//! what is left.

use std::error::Error;
use std::thread;

use emstep::internals::runtime::{self, TerminalGuard};

fn main() -> Result<(), Box<dyn Error>> {
    runtime::install_panic_hook();
    let _guard = TerminalGuard::new()?;
    match std::env::args().nth(1).as_deref() {
        Some("main") => panic!("the main thread panics"),
        Some("other") => {
            thread::spawn(|| panic!("another thread panics"));
            loop {
                thread::park();
            }
        }
        other => Err(format!("main or other, not {other:?}").into()),
    }
}
