//! What a panic ends: at the start the program, so that a supervisor can start it again; later the
//! session that it happens in, and no other.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the server accepts connections.
static IS_SERVING: AtomicBool = AtomicBool::new(false);
/// The status of a program that a panic ends.
const PANICKED: i32 = 101;

/// Lets a panic in any thread end the program, until [`serving`] is called.
pub(crate) fn exit_until_serving() {
    let before = take_hook();
    report_by(before);
}

/// Lets `report` report a panic.
pub(crate) fn report_by(report: impl Fn(&PanicHookInfo<'_>) + Send + Sync + 'static) {
    set_hook(Box::new(move |panic| {
        report(panic);
        if !IS_SERVING.load(Ordering::SeqCst) {
            // The report may still be in the queue of the log.
            super::log::flush();
            exit(PANICKED);
        }
    }));
}

/// Declares that the server accepts connections: from here on no panic ends it.
pub(crate) fn serving() {
    IS_SERVING.store(true, Ordering::SeqCst);
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
