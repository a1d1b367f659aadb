//! The state machine and what it draws: keys in, frames out, without a terminal and without a
//! clock.

#[path = "../harness/driver.rs"]
mod driver;

mod any_message;
mod bound;
mod bounds;
mod class;
mod condensed;
mod derivations;
mod handover;
mod lesson_screen;
mod loading;
mod notices;
mod numbers;
mod stepping;
mod table;
mod walkthrough;
