//! What all connections share: the state of the server, its limits, its threads, its counters and
//! its log.

pub(crate) mod connection_info;
pub(crate) mod limits;
pub(super) mod log;
pub(crate) mod metrics;
pub(super) mod metrics_page;
pub(crate) mod occupancy;
mod options;
pub(crate) mod panic_hook;
pub(super) mod pool;
pub(super) mod signals;
pub(crate) mod state;
pub(crate) mod threads;

pub(crate) use options::Options;
