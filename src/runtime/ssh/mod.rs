//! A small SSH server whose only program is the stepper.

mod attempts;
mod code;
mod door;
mod environment;
mod files;
mod host_key;
mod input;
mod keys;
mod metrics;
mod password;
mod proxy;
mod rate;
