//! What all connections share: the state of the server, its limits, its threads, its counters and
//! its log.

pub mod connection_info;
pub mod limits;
pub(super) mod log;
pub mod metrics;
pub(super) mod metrics_page;
pub mod occupancy;
mod options;
pub mod panic_hook;
pub(super) mod pool;
pub(super) mod signals;
pub mod state;
pub mod threads;

pub use options::Options;
