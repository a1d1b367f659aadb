//! Whatever a script for `--plain` has in it: each line is obeyed or refused in a sentence, and the
//! stepper goes on.
#![no_main]

#[path = "../../tests/harness/driver.rs"]
mod driver;
#[path = "../../tests/harness/plain_lines.rs"]
mod plain_lines;
mod shared;
mod starts;

use std::sync::LazyLock;

use emstep::internals::cli::PlainStepper;
use libfuzzer_sys::fuzz_target;
use starts::STARTS;

fuzz_target!(
    init: {
        shared::compute_on_this_thread();
        LazyLock::force(&STARTS);
    },
    |bytes: &[u8]| {
        let Some((start, script)) = bytes.split_first() else { return };
        let Ok(script) = str::from_utf8(script) else { return };
        let app = STARTS[usize::from(*start) % STARTS.len()].clone();
        plain_lines::obey_all(&mut PlainStepper::new(app), script.lines());
    }
);
