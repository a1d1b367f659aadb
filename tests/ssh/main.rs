//! The server of `emstep serve`, in this process, with russh's client at the other end of a pipe
//! and the clock paused.

#[path = "../harness/driver.rs"]
mod driver;

mod access;
mod class;
mod colors;
mod connections;
mod harness;
mod hostile;
mod limits;
mod play;
mod refusals;
mod session_end;
mod timeouts;
