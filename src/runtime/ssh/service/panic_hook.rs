//! Errors in the program. At the start they end it, so that a supervisor can start it again; later
//! they end the session that they happen in, and no other.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the server has begun to accept connections.
static SERVES: AtomicBool = AtomicBool::new(false);
/// The status of a program that a panic ends.
const PANICKED: i32 = 101;

/// From here on a panic in any thread ends the program, until [`serving`] is called.
pub fn exit_until_serving() {
    let before = take_hook();
    report_with(before);
}

/// From here on a panic is told by `tell`.
pub fn report_with(tell: impl Fn(&PanicHookInfo<'_>) + Send + Sync + 'static) {
    set_hook(Box::new(move |panic| {
        tell(panic);
        if !SERVES.load(Ordering::SeqCst) {
            // What was told may still be on its way.
            super::log::finish();
            exit(PANICKED);
        }
    }));
}

/// The server accepts connections: from here on no panic ends it.
pub fn serving() {
    SERVES.store(true, Ordering::SeqCst);
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread;

    use super::*;

    #[test]
    #[ignore = "it ends the program"]
    fn start_that_panics() {
        exit_until_serving();
        // As a loader's thread might, for which the first thread waits.
        thread::spawn(|| panic!("on another thread"));
        loop {
            thread::park();
        }
    }

    #[test]
    fn a_panic_at_the_start_ends_the_program() {
        let name = "runtime::ssh::service::panic_hook::tests::start_that_panics";
        let program = std::env::current_exe().unwrap();
        let output = Command::new(program).args(["--exact", name, "--ignored"]).output().unwrap();
        assert_eq!(output.status.code(), Some(PANICKED), "{output:?}");
    }
}
