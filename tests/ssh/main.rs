//! The server of `emstep serve`, in this process, with russh's client at the other end of a pipe
//! and the clock paused.

#[path = "../harness/driver.rs"]
mod driver;
#[path = "../harness/group_table.rs"]
mod group_table;

mod access;
mod characters;
mod class;
mod colors;
mod condensed_table;
mod connections;
mod harness;
mod hostile;
mod limits;
mod play;
mod refusals;
mod session_end;
mod timeouts;
