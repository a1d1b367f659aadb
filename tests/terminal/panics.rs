//! Takes the terminal over and panics, in the thread that the argument names. `main.rs` looks at
//! what is left.

use std::thread;

use emstep::internals::runtime::{self, TerminalGuard};

fn main() -> color_eyre::Result<()> {
    runtime::install_panic_hook()?;
    let _guard = TerminalGuard::new()?;
    match std::env::args().nth(1).as_deref() {
        Some("main") => panic!("the main thread panics"),
        Some("other") => {
            thread::spawn(|| panic!("another thread panics"));
            loop {
                thread::park();
            }
        }
        other => color_eyre::eyre::bail!("main or other, not {other:?}"),
    }
}
