//! The server of `emstep serve`, in this process, with russh's client at the other end of a pipe and the clock paused.

#[path = "../driver/mod.rs"]
mod driver;
mod harness;
mod limits;
mod play;
mod refusals;
