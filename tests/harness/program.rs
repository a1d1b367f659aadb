//! The real binary, and what it said.
#![allow(dead_code, reason = "each test file takes what it needs")]

use assert_cmd::Command;
use assert_cmd::assert::Assert;

/// Where the binary is.
pub(crate) const EMSTEP: &str = env!("CARGO_BIN_EXE_emstep");

/// A call of the binary, with nothing on standard input. It is told of no terminal and of no build
/// service: either may ask for colours, even in a pipe.
pub(crate) fn emstep() -> Command {
    let mut command = Command::new(EMSTEP);
    command.env_clear();
    command.env("LC_ALL", "C.UTF-8");
    for name in ["PATH", "HOME", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // The settings of the person who runs the tests are none of theirs.
    command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// What it wrote to standard output.
pub(crate) fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).expect("UTF-8")
}

/// What it wrote to standard error.
pub(crate) fn stderr(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).expect("UTF-8")
}
