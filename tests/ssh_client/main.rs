//! The server's binary, and OpenSSH's own client in a real pseudo-terminal.

#![cfg(unix)]

mod class;
mod daemon;
mod flood;
mod harness;
mod logins;
mod play;
#[path = "../harness/pty.rs"]
mod pty;
mod refusals;
mod start;
mod unit;
