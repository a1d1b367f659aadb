//! Whatever a session's file has in it: a session that can be gone on with, or one line that says
//! why not.
#![no_main]

#[path = "../../tests/harness/driver.rs"]
mod driver;
mod shared;

use std::ops::ControlFlow;
use std::sync::Arc;

use driver::{Driver, NoFiles};
use emstep::internals::app::{
    Effect, HostLimits, JobOutput, Message, OpenedSession, Program, SavedSession,
};
use emstep::internals::view::ColorDepth;
use emstep::internals::work::run_job;
use libfuzzer_sys::fuzz_target;
use shared::assert_one_line;

/// As on a server, but smaller: no file of this machine is read.
fn limits() -> HostLimits {
    HostLimits {
        files: false,
        suspend: false,
        rows: 1_000,
        components: 8,
        iterations: 20,
        runs: 20,
        bytes: 1 << 20,
        ..HostLimits::default()
    }
}

/// So often a session may say how far it is before it is given up: what takes long is no fault.
const PATIENCE: usize = 20;

/// What is pressed in a session that opens: a step, what is looked at, and an answer.
const KEYS: &str = "↓ ↓ → 1 Enter Esc e m c Tab ↓ w Esc x → O < > S N N n p b Esc";

/// Goes on with a session; none if it takes long or cannot be opened, which is said in one line.
fn opened(session: SavedSession) -> Option<Driver> {
    let opened = OpenedSession { session, path: "a.emstep".into(), is_own: true };
    let (mut program, effects) = Program::resuming(opened, Arc::new(NoFiles), limits());
    let [Effect::Start(id, job)] = &effects[..] else { panic!("{effects:?}") };
    let (mut answer, mut said) = (None, 0);
    run_job(job, &mut |output| {
        said += 1;
        if matches!(output, JobOutput::Rebuilt(_)) {
            answer = Some(output);
        }
        if said > PATIENCE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let effects = program.update(Message::Output(*id, answer?));
    match program {
        Program::Open(app) => Some(Driver::of(*app)),
        Program::Opening(_) => {
            let [Effect::Fail(why)] = &effects[..] else { panic!("{effects:?}") };
            assert_one_line(why);
            None
        }
    }
}

fuzz_target!(init: shared::compute_on_this_thread(), |bytes: &[u8]| {
    match SavedSession::from_text(bytes) {
        Err(error) => {
            assert_one_line(&error.to_string());
            let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
            assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)), "{error}");
        }
        Ok(session) => {
            let Some(mut driver) = opened(session) else { return };
            driver.plots = 1;
            driver.buffer(80, 24, ColorDepth::Mono);
            driver.press(KEYS);
            driver.buffer(120, 40, ColorDepth::Mono);
        }
    }
});
